"""One pays by bank or cash journals, whatever AFAS calls them."""

import pytest

from contract.adapter.opening import SECOND_CODE_SET, simulated_afas
from gateway.accounting.books import Query
from gateway.accounting.errors import ConnectionBroken
from gateway.accounting.journals import JournalType

FIRST = Query(folder_id="1", size=100)


@pytest.fixture
async def simulated():
    async with simulated_afas() as opened:
        yield opened


@pytest.mark.parametrize("code_set", ["a", "b"])
async def test_they_are_the_bank_and_cash_journals_of_the_folder(simulated, code_set):
    await simulated.control("PUT", "settings", {"code_set": code_set})
    known = {"code_lists": SECOND_CODE_SET} if code_set == "b" else {}
    books = simulated.open_books(**known)
    methods = (await books.payment_methods.page(FIRST)).items
    journals = {each.id: each for each in (await books.journals.page(FIRST)).items}
    assert {"40", "50"} <= {method.id for method in methods}
    assert not {"10", "20", "80", "90"} & {method.id for method in methods}
    for method in methods:
        assert journals[method.id].journal_type is JournalType.FINANCIAL_OPERATION
        assert method.name == journals[method.id].name


async def test_they_cost_no_call_beside_that_of_the_journals(simulated):
    books = simulated.open_books()
    await books.journals.page(FIRST)
    await books.payment_methods.page(FIRST)
    assert simulated.connectors.count("Profit_Journals") == 1


async def test_a_blocked_journal_is_no_way_to_pay(simulated):
    memorials = '{"journal_type": {"LoMemo": "financial_operation"}}'
    books = simulated.open_books(code_lists=memorials)
    third = Query(folder_id="3", size=100)
    blocked = {each.id for each in (await books.journals.page(third)).items if each.blocked}
    methods = {each.id for each in (await books.payment_methods.page(third)).items}
    assert (blocked, methods) == ({"73"}, {"80"})


async def test_when_no_code_is_known_the_connection_is_to_be_repaired(simulated):
    await simulated.control("PUT", "settings", {"code_set": "b"})
    with pytest.raises(ConnectionBroken, match="code lists") as refused:
        await simulated.open_books().payment_methods.page(FIRST)
    assert refused.value.code == "ERROR_CONFIGURATION_CONNECTION"
