import asyncio

import httpx
import pytest

from adapters.afas.readiness import EXTRAS, NEEDS
from gateway.accounting.books import Verdict
from unit.adapters.afas.scripted_afas import TOKEN, metainfo

PRODUCTION = "https://36480.rest.afas.online/ProfitRestServices"
TEST = "https://36480.resttest.afas.online/ProfitRestServices"
ACCEPT = "https://36480.restaccept.afas.online/ProfitRestServices"
TRAINING = "https://36480.restcursus.afas.online/ProfitRestServices"
SANDBOX = "https://sandbox.test/sandbox/36480/ProfitRestServices"


def rights(*, without=(), kinds=("get", "update", "custom")):
    return {
        kind: [
            need.connector
            for need in (*NEEDS, *EXTRAS)
            if need.kind == kind and need.connector not in without
        ]
        for kind in kinds
    }


async def test_a_connection_with_every_right_is_ready(open_books, vendor):
    vendor.tells(f"{PRODUCTION}/MetaInfo", metainfo(**rights()))
    readiness = await open_books().readiness()
    assert readiness.verdict is Verdict.READY
    assert readiness.lacks == ()
    assert readiness.facts == {
        "environment_id": "O36480AA",
        "app_connector": "ledgergate",
        "user_group": "Koppelingen (36480.KOPPELING)",
        "token_expiry": "never",
    }
    assert vendor.urls == [f"{PRODUCTION}/MetaInfo"]


async def test_each_missing_connector_is_named_with_what_it_switches_off_and_where_to_add_it(
    open_books, vendor
):
    held = rights(without={"Profit_Journals", "FiEntries"})
    vendor.tells(f"{PRODUCTION}/MetaInfo", metainfo(**held))
    vendor.tells(f"{PRODUCTION}/MetaInfo", metainfo(**rights()))
    books = open_books()

    readiness = await books.readiness()
    assert readiness.verdict is Verdict.RIGHTS_MISSING
    assert "Profit_Journals, FiEntries" in readiness.message
    journals, entries = readiness.lacks
    assert (journals.connector, journals.kind) == ("Profit_Journals", "get")
    assert journals.switches_off == "listing journals"
    assert (entries.connector, entries.kind) == ("FiEntries", "update")
    assert "General > Management > App connector" in entries.remedy
    assert "Algemeen > Beheer > App connector" in entries.remedy
    assert "“ledgergate”" in entries.remedy
    assert "add FiEntries under UpdateConnectors" in entries.remedy

    assert (await books.readiness()).verdict is Verdict.READY


async def test_a_connection_without_any_update_connector_reads_by_design(open_books, vendor):
    vendor.tells(f"{PRODUCTION}/MetaInfo", metainfo(**rights(kinds=("get",))))
    readiness = await open_books().readiness()
    assert readiness.verdict is Verdict.READY
    assert "not authorised by design" in readiness.message
    assert {lack.kind for lack in readiness.lacks} == {"update", "custom"}


async def test_a_connection_that_only_reads_still_needs_its_get_connectors(open_books, vendor):
    held = rights(kinds=("get",), without={"Profit_Debtor"})
    vendor.tells(f"{PRODUCTION}/MetaInfo", metainfo(**held))
    readiness = await open_books().readiness()
    assert readiness.verdict is Verdict.RIGHTS_MISSING
    assert "lacks Profit_Debtor;" in readiness.message


async def test_an_extra_that_is_missing_is_told_but_is_no_obstacle(open_books, vendor):
    held = rights(without={need.connector for need in EXTRAS})
    vendor.tells(f"{PRODUCTION}/MetaInfo", metainfo(**held))
    readiness = await open_books().readiness()
    assert readiness.verdict is Verdict.READY
    assert [lack.connector for lack in readiness.lacks] == [need.connector for need in EXTRAS]


async def test_an_update_connector_does_not_stand_in_for_a_get_connector(open_books, vendor):
    held = rights(without={"Profit_Debtor"})
    held["update"].append("Profit_Debtor")
    vendor.tells(f"{PRODUCTION}/MetaInfo", metainfo(**held))
    assert [lack.connector for lack in (await open_books().readiness()).lacks] == ["Profit_Debtor"]


async def test_metainfo_of_an_older_version_without_custom_connectors_is_read(open_books, vendor):
    session = metainfo(**rights())
    del session["customConnectors"]
    vendor.tells(f"{PRODUCTION}/MetaInfo", session)
    assert (await open_books().readiness()).verdict is Verdict.READY


async def test_the_version_is_told_when_it_may_be_read(open_books, vendor):
    held = rights()
    held["custom"].append("AppConnectorVersion")
    vendor.tells(f"{PRODUCTION}/MetaInfo", metainfo(**held, tokenExpiry="2027-08-31"))
    vendor.tells(f"{PRODUCTION}/ProfitVersion", {"version": "22.22.5"})
    facts = (await open_books().readiness()).facts
    assert facts["profit_version"] == "22.22.5"
    assert facts["token_expiry"] == "2027-08-31"


@pytest.mark.parametrize("answer", [{"status": 500}, {"body": {"version": 7}}, {"body": b"7.1"}])
async def test_a_version_that_cannot_be_read_changes_nothing_else(open_books, vendor, answer):
    held = rights()
    held["custom"].append("AppConnectorVersion")
    vendor.tells(f"{PRODUCTION}/MetaInfo", metainfo(**held))
    vendor.tells(f"{PRODUCTION}/ProfitVersion", **answer)
    readiness = await open_books().readiness()
    assert readiness.verdict is Verdict.READY
    assert "profit_version" not in readiness.facts


async def test_a_token_of_another_environment_is_found_there(open_books, vendor):
    vendor.tells(f"{ACCEPT}/MetaInfo", metainfo(envid="A36480AB"))
    readiness = await open_books().readiness()
    assert readiness.verdict is Verdict.WRONG_ENVIRONMENT
    assert "belong to the accept environment of participant 36480" in readiness.message
    assert "not to production" in readiness.message
    assert readiness.facts == {"environment": "accept"}


async def test_a_token_that_is_refused_everywhere_is_tried_once_everywhere(open_books, vendor):
    vendor.tells(f"{TEST}/MetaInfo", status=503)
    readiness = await open_books().readiness()
    assert readiness.verdict is Verdict.CREDENTIALS_REFUSED
    assert "AFAS does not say which" in readiness.message
    assert sorted(vendor.urls) == sorted(
        f"{base}/MetaInfo" for base in (PRODUCTION, TEST, ACCEPT, TRAINING)
    )


async def test_a_sandbox_token_never_leaves_the_sandbox(open_books, vendor):
    readiness = await open_books(environment="sandbox").readiness()
    assert readiness.verdict is Verdict.CREDENTIALS_REFUSED
    assert vendor.urls[0] == f"{SANDBOX}/MetaInfo"
    assert len(vendor.urls) == 5
    assert all(url.startswith("https://sandbox.test/") for url in vendor.urls)


async def test_a_token_of_another_participant_is_reported(open_books, vendor):
    vendor.tells(f"{PRODUCTION}/MetaInfo", metainfo(**rights(), envid="O12345AA"))
    readiness = await open_books().readiness()
    assert readiness.verdict is Verdict.WRONG_ENVIRONMENT
    assert "participant 12345, but the company id is 36480" in readiness.message


async def test_another_participant_is_reported_in_the_sandbox_too(open_books, vendor):
    vendor.tells(f"{SANDBOX}/MetaInfo", metainfo(**rights(), envid="O12345AA"))
    readiness = await open_books(environment="sandbox").readiness()
    assert readiness.verdict is Verdict.WRONG_ENVIRONMENT


async def test_an_answer_from_another_environment_is_reported(open_books, vendor):
    vendor.tells(f"{TEST}/MetaInfo", metainfo(**rights(), envid="O36480AA"))
    readiness = await open_books(environment="test").readiness()
    assert readiness.verdict is Verdict.WRONG_ENVIRONMENT
    assert "open the production environment, but the connection is for test" in readiness.message


@pytest.mark.parametrize(
    ("environment", "base", "envid"),
    [
        ("training", TRAINING, "T36480AA"),
        ("sandbox", SANDBOX, "O36480AA"),
        ("production", PRODUCTION, "C36480AA"),
        ("production", PRODUCTION, ""),
    ],
)
async def test_an_environment_id_that_proves_nothing_is_only_told(
    open_books, vendor, environment, base, envid
):
    vendor.tells(f"{base}/MetaInfo", metainfo(**rights(), envid=envid))
    readiness = await open_books(environment=environment).readiness()
    assert readiness.verdict is Verdict.READY
    assert readiness.facts.get("environment_id", "") == envid


async def test_an_address_that_afas_refuses_is_told_with_the_place_to_allow_it(open_books, vendor):
    vendor.tells(f"{PRODUCTION}/MetaInfo", status=403)
    readiness = await open_books().readiness()
    assert readiness.verdict is Verdict.ADDRESS_REFUSED
    assert "IP restriction" in readiness.message


@pytest.mark.parametrize(
    ("answer", "facts"),
    [
        (
            {"body": {"error": {"code": "503", "message": "maintenance"}, "retry_after": 7200}},
            {"retry_after_seconds": "7200"},
        ),
        ({"headers": {"retry-after": "60"}}, {"retry_after_seconds": "60"}),
        ({"body": {"error": {"code": "503", "message": "maintenance"}}}, {}),
    ],
)
async def test_maintenance_is_told_with_its_end(open_books, vendor, answer, facts):
    vendor.tells(f"{PRODUCTION}/MetaInfo", status=503, **answer)
    readiness = await open_books().readiness()
    assert readiness.verdict is Verdict.MAINTENANCE
    assert readiness.facts == facts


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 503},
        {"status": 502, "body": b"<html>"},
        {"status": 404},
        {"status": 500, "body": {"externalMessage": "something new"}},
        {"body": b"<html>"},
        {"body": []},
        {"body": {"rows": []}},
        {"body": {"getConnectors": None, "updateConnectors": None}},
        {"body": {"getConnectors": [{"name": "x"}], "updateConnectors": []}},
    ],
)
async def test_whatever_else_answers_is_no_afas_that_can_be_reached(open_books, vendor, answer):
    vendor.tells(f"{PRODUCTION}/MetaInfo", **answer)
    readiness = await open_books().readiness()
    assert readiness.verdict is Verdict.UNREACHABLE
    assert readiness.message


async def test_a_network_that_is_down_is_told(open_books, vendor):
    async def break_off():
        raise httpx.ReadError("")

    vendor.does(f"{PRODUCTION}/MetaInfo", break_off)
    readiness = await open_books().readiness()
    assert readiness.verdict is Verdict.UNREACHABLE
    assert "the connection broke off" in readiness.message


async def test_connections_of_two_tenants_never_mix_their_tokens(open_books, vendor):
    vendor.tells(f"{PRODUCTION}/MetaInfo", metainfo())
    other = TOKEN.replace("0", "F")
    await asyncio.gather(*(open_books(token=token).readiness() for token in [TOKEN, other] * 5))
    headers = [asked.headers["authorization"] for asked in vendor.asked]
    assert {header: headers.count(header) for header in headers} == dict.fromkeys(headers, 5)
    assert len(set(headers)) == 2


async def test_a_standard_connector_is_not_missed_where_our_own_stands_in(open_books, vendor):
    held = rights(without={"Profit_Debtor"})
    held["get"].append("Ledgergate_Debtors")
    vendor.tells(f"{PRODUCTION}/MetaInfo", metainfo(**held))
    readiness = await open_books().readiness()
    assert (readiness.verdict, readiness.lacks) == (Verdict.READY, ())
