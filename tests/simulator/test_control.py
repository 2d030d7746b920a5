"""The control API: faults that need no broken connection, the log, access, settings."""

import asyncio
import json
from typing import Any

import pytest

from adapters.afas.simulator.control import latency
from simulator.asking import Afas, Clock
from simulator.bodies import entry, line, sales_invoice


async def fault(afas: Afas, name: str, **more: Any) -> int:
    return (await afas.control("POST", "faults", {"fault": name} | more))["id"]


@pytest.mark.parametrize(
    ("name", "more", "status", "body"),
    [
        ("http_500", {"message": "Out of memory"}, 500, "Out of memory"),
        ("http_503", {"retry_after": 9}, 503, "Service unavailable"),
        ("maintenance", {}, 503, "scheduled maintenance"),
        ("expired_token", {}, 401, ""),
        ("ip_refused", {}, 403, ""),
        ("blocked_connector", {}, 500, "is blocked"),
        ("garbled", {}, 200, "html"),
        ("empty_success", {}, 200, ""),
    ],
)
async def test_a_fault_hits_once_and_then_all_is_well(
    afas: Afas, name: str, more: dict[str, Any], status: int, body: str
):
    await fault(afas, name, **more)
    answer = await afas.get("/connectors/Profit_Journals")
    assert answer.status_code == status
    assert body.encode() in answer.content
    assert bool(body) == bool(answer.content)
    assert len(await afas.rows("Profit_Journals")) == 25


async def test_maintenance_looks_like_the_official_example(afas: Afas):
    await fault(afas, "maintenance")
    answer = await afas.get("/metainfo")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7200")
    assert answer.json()["retry_after"] == 7200
    assert answer.json()["error"]["code"] == "503"


async def test_times_after_connector_and_method_choose_the_call(afas: Afas):
    await fault(afas, "http_500", connector="profit_debtor", method="get", times=2, after=1)
    seen = [(await afas.get("/connectors/Profit_Debtor")).status_code for _ in range(4)]
    assert seen == [200, 500, 500, 200]
    await fault(afas, "http_500", connector="Profit_Debtor", times=0)
    assert len(await afas.rows("Profit_Creditor")) == 100
    seen = [(await afas.get("/connectors/Profit_Debtor")).status_code for _ in range(3)]
    assert seen == [500, 500, 500]
    await afas.control("DELETE", "faults")
    assert (await afas.get("/connectors/Profit_Debtor")).status_code == 200


async def test_one_fault_can_be_taken_back(afas: Afas):
    number = await fault(afas, "http_500", times=0)
    listed = (await afas.control("GET", "faults"))["faults"]
    assert [each["id"] for each in listed] == [number]
    await afas.control("DELETE", f"faults/{number}")
    assert (await afas.control("GET", "faults"))["faults"] == []


async def test_faults_of_writes_let_reads_pass(afas: Afas):
    await fault(afas, "locked_layout", connector="FiEntries")
    assert len(await afas.rows("Profit_Journals")) == 25
    assert "locked by another user" in await afas.refusal("FiEntries", sales_invoice())
    await afas.done("FiEntries", sales_invoice())


async def test_http_500_never_books_and_book_then_500_does(afas: Afas):
    await fault(afas, "http_500")
    await afas.refusal("FiEntries", sales_invoice("T30", BpNr="F1"))
    await fault(afas, "book_then_500", message="Command timeout expired.")
    said = await afas.refusal("FiEntries", sales_invoice("T31", BpNr="F2"))
    assert said == "Command timeout expired."
    assert (await afas.control("GET", "entries?voucher=F1"))["entries"] == []
    (booked,) = (await afas.control("GET", "entries?voucher=F2"))["entries"]
    assert booked["lines"][0]["invoice"] == "T31"


async def test_a_blind_read_answers_that_there_is_nothing(afas: Afas):
    await fault(afas, "blind_read", connector="Profit_Journals")
    assert await afas.rows("Profit_Journals") == []
    assert len(await afas.rows("Profit_Journals")) == 25


async def test_a_trimmed_voucher_loses_its_mark(afas: Afas):
    await fault(afas, "trim_voucher")
    keys = await afas.done("FiEntries", sales_invoice(BpNr="ABCDEFGH-THE-MARK"))
    rows = await afas.where("Profit_Transactions", UnitId=1, EntryNo=keys["EnNo"], SeqNo=1)
    assert rows[0]["VoucherNo"] == "ABCDEFGH"


async def test_a_late_booking_appears_after_its_time(afas: Afas, clock: Clock):
    await fault(afas, "late_visible", seconds=30)
    keys = await afas.done("FiEntries", sales_invoice("T32"))
    assert await afas.where("Profit_Transactions", UnitId=1, EntryNo=keys["EnNo"]) == []
    assert await afas.where("Profit_Debtor_Invoices", InvoiceNr="T32") == []
    assert len((await afas.control("GET", "entries?limit=1"))["entries"]) == 1
    clock.pass_(31)
    assert len(await afas.where("Profit_Transactions", UnitId=1, EntryNo=keys["EnNo"])) == 3
    assert len(await afas.where("Profit_Debtor_Invoices", InvoiceNr="T32")) == 1


async def test_a_hang_ends_at_the_servers_own_limit(afas: Afas):
    await afas.settings(server_limit_seconds=0.05)
    await fault(afas, "hang")
    assert "maximum time" in await afas.refusal("FiEntries", sales_invoice("T33", BpNr="H1"))
    await fault(afas, "book_then_hang", seconds=0.01)
    assert "maximum time" in await afas.refusal("FiEntries", sales_invoice("T34", BpNr="H2"))
    assert (await afas.control("GET", "entries?voucher=H1"))["entries"] == []
    assert len((await afas.control("GET", "entries?voucher=H2"))["entries"]) == 1


async def test_entries_show_bookings_with_lines_and_amounts_as_text(afas: Afas):
    keys = await afas.done("FiEntries", sales_invoice("T35", BpNr="SHOWN", Ds="Regel"))
    for query in ("voucher=SHOWN", "description=Regel"):
        (booked,) = (await afas.control("GET", f"entries?{query}"))["entries"]
        assert booked["number"] == int(keys["EnNo"])
        assert (booked["unit"], booked["year"], booked["period"], booked["journal"]) == (
            1,
            2026,
            3,
            "20",
        )
    first, second, _ = booked["lines"]
    assert first == {
        "side": "2",
        "account": "10321",
        "debit": "242.00",
        "credit": "0.00",
        "vat": None,
        "invoice": "T35",
        "dims": [None] * 5,
        "description": "Regel",
    }
    assert booked.keys() == {"unit", "year", "period", "number", "journal", "voucher", "lines"}
    assert booked["voucher"] == "SHOWN"
    assert (second["account"], second["credit"], second["vat"]) == ("8020", "200.00", "1")


async def test_the_log_shows_calls_without_secrets(afas: Afas):
    await afas.control("DELETE", "requests")
    await afas.post("FiEntries", {"FiEntryPar": {}})
    access = await afas.control("GET", "state")
    form = {
        "grant_type": "client_credentials",
        "client_id": access["client_id"],
        "client_secret": access["client_secret"],
    }
    await afas.http.post("/oauth/token", data=form)
    await afas.http.post("/oauth/token", params=form)
    content = await afas.control("GET", "requests")
    first, second, third = content["requests"]
    names = "at method path query headers body status ms company"
    assert content.keys() == {"requests"}
    assert list(first) == names.split()
    assert (first["method"], first["path"]) == ("POST", "/ProfitRestServices/connectors/FiEntries")
    assert json.loads(first["body"]) == {"FiEntryPar": {}}
    assert (first["status"], first["company"]) == (400, "12345")
    assert first["headers"]["authorization"] == "AfasToken (hidden)"
    text = json.dumps(content)
    assert access["client_secret"] not in text
    assert access["token"] not in text
    assert second["status"] == 200
    assert third["query"].endswith("client_secret=(hidden)")


async def test_settings_merge_and_refuse_what_they_do_not_know(afas: Afas):
    await afas.settings(modules={"projects": False})
    await afas.settings(axes=3)
    settings = await afas.control("GET", "settings")
    assert settings["modules"] == {"currency": True, "projects": False, "commitments": True}
    assert settings["axes"] == 3
    await afas.settings(modules=["projects"], autonumbering=False)
    settings = await afas.control("GET", "settings")
    assert settings["modules"] == {"currency": False, "projects": True, "commitments": False}
    assert set(settings["autonumbering"].values()) == {False}
    for wrong in (
        {"nope": 1},
        {"period_from": "moon"},
        {"modules": {"nope": True}},
        {"modules": ["nope"]},
    ):
        answer = await afas.http.put("/_control/settings", json=wrong)
        assert answer.status_code == 400
        assert answer.json()["error"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "faults", {"fault": "nope"}, 400),
        ("POST", "faults", {"fault": "hang", "colour": "red"}, 400),
        ("DELETE", "faults/99", None, 404),
        ("GET", "state?company=abc", None, 404),
        ("GET", "state?environment=moon", None, 404),
        ("PUT", "app-connector", {"token": "<nonsense/>"}, 400),
        ("PUT", "blocked", {"kind": "moon"}, 400),
        ("PUT", "blocked", {"kind": "journal", "unit": 1, "id": "ZZ"}, 404),
    ],
)
async def test_a_wrong_control_call_is_told_so(
    afas: Afas, method: str, path: str, body: Any, status: int
):
    answer = await afas.http.request(method, f"/_control/{path}", json=body)
    assert answer.status_code == status
    assert "error" in answer.json() or "changed" in answer.json()


@pytest.mark.parametrize(
    ("blocked", "said"),
    [
        ({"kind": "journal", "unit": 1, "id": "20"}, "'Journal' is blocked"),
        ({"kind": "account", "id": "8020"}, "'Account number' is blocked (8020)"),
        ({"kind": "debtor", "id": "10321"}, "'Account number' is blocked (10321)"),
        ({"kind": "vat_code", "id": "1"}, "'VAT code' is blocked (1)"),
        (
            {"kind": "period", "unit": 1, "year": 2026, "period": 3},
            "Date '9-3-2026' belongs to a blocked period",
        ),
    ],
)
async def test_things_can_be_blocked_and_freed(afas: Afas, blocked: dict[str, Any], said: str):
    await afas.control("PUT", "blocked", blocked)
    assert said in await afas.refusal("FiEntries", sales_invoice())
    await afas.control("PUT", "blocked", blocked | {"blocked": False})
    await afas.done("FiEntries", sales_invoice())


async def test_reset_brings_back_the_first_day(afas: Afas):
    first = (await afas.control("GET", "state"))["rows"]
    await afas.done("FiEntries", sales_invoice("T36"))
    await afas.settings(axes=4)
    await afas.control("PUT", "app-connector", {"get": []})
    await fault(afas, "http_500", times=0)
    state = await afas.control("POST", "reset")
    assert state["rows"] == first
    assert state["faults"] == []
    assert state["settings"]["axes"] == 2
    assert (await afas.control("GET", "requests"))["requests"] == []
    assert len(await afas.rows("Profit_Journals")) == 25


async def test_parallel_calls_are_counted_per_company(afas: Afas):
    await afas.control("POST", "reset")
    await fault(afas, "slow", times=0, seconds=0.05)
    await asyncio.gather(*(afas.get("/connectors/Profit_Journals") for _ in range(5)))
    state = await afas.control("GET", "state")
    assert (state["calls"], state["parallel"], state["max_parallel"]) == (5, 0, 5)


async def test_more_calls_than_allowed_at_once_are_seen(afas: Afas):
    await afas.control("POST", "reset")
    await fault(afas, "slow", times=0, seconds=0.05)
    calls = [afas.get("/connectors/Profit_Journals") for _ in range(7)]
    calls += [afas.post("FiEntries", sales_invoice()) for _ in range(2)]
    await asyncio.gather(*calls)
    assert (await afas.control("GET", "state"))["max_parallel"] == 9
    assert (await afas.control("GET", "state?environment=test"))["max_parallel"] == 0


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en-us", "This GetConnector (definition) is blocked"),
        ("nl-nl", "Deze GetConnector (definitie) is geblokkeerd"),
        ("*", "Deze GetConnector (definitie) is geblokkeerd"),
    ],
)
@pytest.mark.parametrize("by", ["fault", "setting"])
async def test_a_blocked_connector_says_so_in_the_language_of_the_caller(
    afas: Afas, language: str, said: str, by: str
):
    if by == "fault":
        await fault(afas, "blocked_connector", connector="Profit_Debtor")
    else:
        await afas.settings(blocked_connectors=["profit_debtor"])
    answer = await afas.http.get(
        "/ProfitRestServices/connectors/Profit_Debtor", headers={"Accept-Language": language}
    )
    assert (answer.status_code, answer.json()["externalMessage"]) == (500, said)
    assert len(await afas.rows("Profit_Creditor", take=1)) == 1


async def test_an_app_connector_is_answered_as_it_was_ordered(afas: Afas):
    order = {
        "token": "AB" * 32,
        "get": ["Profit_Journals"],
        "update": [],
        "custom": ["AppConnectorVersion"],
        "administrations": [1, 3],
    }
    told = await afas.control("PUT", "app-connector", order)
    xml = f"<token><version>1</version><data>{'AB' * 32}</data></token>"
    assert told == order | {"token": xml}
    listed = (await afas.control("GET", "state"))["app_connectors"]
    assert told in listed
    assert len(listed) == 2


async def test_the_page_is_there_for_people(afas: Afas):
    answer = await afas.http.get("/", follow_redirects=True)
    assert answer.status_code == 200
    assert "AFAS in a box" in answer.text


async def test_real_latency_takes_its_time(afas: Afas):
    await afas.settings(latency="real")
    answer = await afas.get("/connectors/Profit_Journals", take=1)
    assert answer.elapsed.total_seconds() >= 0.2


async def test_real_latency_grows_with_skip_and_with_columns_times_rows(afas: Afas):
    await afas.settings(latency="real")

    async def waits(**page: int) -> float:
        return (await afas.get("/connectors/Profit_Transactions", **page)).elapsed.total_seconds()

    most_of_a_light_one = 0.45
    assert await waits(take=1) >= 0.2
    assert await waits(take=1, skip=100_000) > most_of_a_light_one + 0.15
    assert await waits(take=10_000) > most_of_a_light_one + 0.15


async def test_a_balanced_entry_of_the_control_api_sums_to_zero(afas: Afas):
    await afas.done(
        "FiEntries", entry([line("1", "4310", debit="1.05"), line("1", "1100", credit="1.05")])
    )
    (booked,) = (await afas.control("GET", "entries?limit=1"))["entries"]
    assert {(each["debit"], each["credit"]) for each in booked["lines"]} == {
        ("1.05", "0.00"),
        ("0.00", "1.05"),
    }


def test_latency_grows_with_skip_and_with_columns_times_rows():
    for call in range(50):
        light = latency.seconds("real", call, 0, 100)
        heavy = latency.seconds("real", call, 0, 150_000)
        deep = latency.seconds("real", call, 50_000, 100)
        assert 0.2 <= light < deep < heavy <= 0.9
        assert latency.seconds("loaded", call, 0, 100) == pytest.approx(4 * light)
        assert latency.seconds("instant", call, 0, 100) == 0
