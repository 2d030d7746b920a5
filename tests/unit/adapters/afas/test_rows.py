"""Rows over the wire: which calls are made, and what a refusal means."""

import asyncio

import pytest

from adapters.afas.addresses import Address, Environment
from adapters.afas.authorization import ClassicToken
from adapters.afas.question import Question
from adapters.afas.rest import MOST_AT_ONCE, Rest, Wire
from adapters.afas.tokens import token_header
from contract.adapter.opening import simulated_afas
from gateway.accounting.books import Query
from gateway.accounting.errors import CredentialsRefused, PermissionMissing, Unavailable
from unit.adapters.afas.scripted_afas import TOKEN, metainfo

BASE = "https://36480.rest.afas.online/ProfitRestServices"
DEBTORS = f"{BASE}/connectors/Profit_Debtor"
QUESTION = Question("Profit_Debtor", ("DebtorId",))


@pytest.fixture
def wire(vendor, exchanges):
    return Wire(vendor.transport, exchanges.append)


def opened(wire, environment=Environment.PRODUCTION):
    classic = ClassicToken(token_header(TOKEN))
    return Rest(wire, Address("36480", environment), lambda _: classic)


@pytest.fixture
def rest(wire):
    return opened(wire)


async def test_rows_are_told_under_their_connector(rest, vendor, exchanges):
    vendor.tells(DEBTORS, {"skip": 0, "take": 2, "rows": [{"DebtorId": "1"}, {"DebtorId": "2"}]})
    assert await rest.rows(QUESTION, skip=0, take=2) == [{"DebtorId": "1"}, {"DebtorId": "2"}]
    assert [each.connector for each in exchanges] == ["Profit_Debtor"]
    assert exchanges[0].url == f"{DEBTORS}?skip=0&take=2&orderbyfieldids=DebtorId"


@pytest.mark.parametrize("answer", [{}, {"rows": None}, {"rows": [1]}, [], {"rows": {}}])
async def test_an_answer_without_rows_is_unavailable(rest, vendor, answer):
    vendor.tells(DEBTORS, answer)
    with pytest.raises(Unavailable):
        await rest.rows(QUESTION, skip=0, take=2)


async def test_a_refusal_with_a_token_that_works_is_a_missing_connector(rest, vendor):
    vendor.tells(f"{BASE}/MetaInfo", metainfo())
    with pytest.raises(PermissionMissing, match="Profit_Debtor"):
        await rest.rows(QUESTION, skip=0, take=1)
    assert vendor.urls == [DEBTORS, f"{BASE}/MetaInfo"]


async def test_a_refusal_with_a_token_that_does_not_is_about_the_token(rest, vendor):
    with pytest.raises(CredentialsRefused):
        await rest.rows(QUESTION, skip=0, take=1)
    assert vendor.urls == [DEBTORS, f"{BASE}/MetaInfo"]


async def test_a_refusal_in_words_names_the_connector_too(rest, vendor):
    text = "GetConnector not supported for this app or the user is not authorized"
    vendor.tells(DEBTORS, {"externalMessage": text, "profitLogReference": "B82"}, status=500)
    with pytest.raises(PermissionMissing, match="Profit_Debtor") as refused:
        await rest.rows(QUESTION, skip=0, take=1)
    assert (refused.value.vendor_message, refused.value.vendor_reference) == (text, "B82")


async def test_five_calls_at_once_per_environment_and_no_more(wire, vendor):
    going, most, free = 0, 0, asyncio.Event()

    async def slowly():
        nonlocal going, most
        going += 1
        most = max(most, going)
        await free.wait()
        going -= 1
        return 200, {}, b'{"rows": []}'

    vendor.does(DEBTORS, slowly)
    calls = [asyncio.create_task(opened(wire).rows(QUESTION, skip=0, take=1)) for _ in range(12)]
    await asyncio.sleep(0.01)
    assert going == MOST_AT_ONCE
    vendor.tells(DEBTORS.replace("rest.", "resttest."), {"rows": []})
    assert await opened(wire, Environment.TEST).rows(QUESTION, skip=0, take=1) == []
    free.set()
    assert await asyncio.gather(*calls) == [[]] * 12
    assert most == MOST_AT_ONCE


@pytest.mark.parametrize("refusal", ["401", "500"])
async def test_a_connector_that_was_taken_away_is_named(refusal):
    async with simulated_afas() as simulated:
        await simulated.control("PUT", "settings", {"unauthorised_connector": refusal})
        books = simulated.open_books()
        await books.journals.page(Query(folder_id="1"))  # what may be read is known by now
        await simulated.allow(["Profit_Journals"])
        with pytest.raises(PermissionMissing, match="Ledgergate_Debtors"):
            await books.clients.page(Query(folder_id="1"))
        with pytest.raises(PermissionMissing, match="Profit_Debtor"):
            await simulated.open_books(token_name="again").clients.page(Query(folder_id="1"))
