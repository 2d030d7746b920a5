"""Open items of debtors and creditors, against what the simulator itself booked."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.afas.outstandings import OPEN_ITEM, exchange_rate
from contract.adapter.opening import SECOND_CODE_SET, simulated_afas
from gateway.accounting.books import Query
from gateway.accounting.errors import ConnectionBroken, PermissionMissing, Rejected
from gateway.accounting.journals import JournalType
from gateway.accounting.outstandings import OutstandingType

FIRST = Query(folder_id="1", size=100)
CLIENT, SUPPLIER = OutstandingType
DEBTOR, CREDITOR = "2", "3"


@pytest.fixture
async def simulated():
    async with simulated_afas() as opened:
        yield opened


async def items(books, kind, query=FIRST):
    found, number = [], 1
    while True:
        asked = Query(folder_id=query.folder_id, size=query.size, page=number)
        page = await books.outstandings.page(asked.asking(type=kind, unposted_allowed=False))
        found += page.items
        if len(page.items) < query.size:
            assert page.total == len(found)
            return found
        number += 1


async def booked(simulated, side):
    """Per partner and invoice: what is open, in the administration's own currency."""
    sign = 1 if side == DEBTOR else -1
    entries = (await simulated.control("GET", "entries?limit=100000"))["entries"]
    left, made = defaultdict(Decimal), {}
    for entry in entries:
        for line in entry["lines"] if entry["unit"] == 1 else []:
            if line["side"] == side and line["invoice"]:
                key = line["account"], line["invoice"]
                left[key] += sign * (Decimal(line["debit"]) - Decimal(line["credit"]))
                if entry["journal"] in {"10", "20"}:
                    made[key] = f"1-{entry['number']}"
    return {key: (made[key], amount) for key, amount in left.items() if amount}


@pytest.mark.parametrize(("kind", "side"), [(CLIENT, DEBTOR), (SUPPLIER, CREDITOR)])
async def test_they_are_what_the_entries_left_open_to_the_cent(simulated, kind, side):
    found = await items(simulated.open_books(), kind)
    own = {
        (each.partner_id, each.number): (each.id, each.open_amount)
        for each in found
        if each.currency_exchange_rate == 1
    }
    expected = await booked(simulated, side)
    foreign = {key for key in expected if key not in own}
    assert len(found) == len(expected)
    assert own == {key: value for key, value in expected.items() if key not in foreign}
    for each in found:
        if (key := (each.partner_id, each.number)) in foreign:
            assert each.currency != "EUR"
            in_own = each.open_amount * each.currency_exchange_rate
            assert abs(in_own - expected[key][1]) <= Decimal("0.01")
    assert bool(foreign) is (kind is CLIENT), "no supplier of the demo has open foreign items"


@pytest.mark.parametrize(
    ("kind", "journal", "account"),
    [
        (CLIENT, ("20", JournalType.CUSTOMER_INVOICE), "1300"),
        (SUPPLIER, ("10", JournalType.SUPPLIER_INVOICE), "1600"),
    ],
)
@pytest.mark.parametrize("code_set", ["a", "b"])
async def test_an_item_knows_its_journal_and_its_control_account(
    simulated, kind, journal, account, code_set
):
    await simulated.control("PUT", "settings", {"code_set": code_set})
    known = {"code_lists": SECOND_CODE_SET} if code_set == "b" else {}
    found = await items(simulated.open_books(**known), kind)
    assert {(each.journal_id, each.journal_type) for each in found} == {journal}
    assert account in {each.account_number for each in found}
    for each in found:
        assert each.posted is True
        assert [due.due_date for due in each.due_dates] == [each.due_date]
        assert sum(due.amount for due in each.due_dates) == each.amount


@pytest.mark.parametrize("kind", [CLIENT, SUPPLIER])
async def test_invoices_are_positive_and_refunds_and_overpayments_negative(simulated, kind):
    found = await items(simulated.open_books(), kind)
    assert [each for each in found if each.amount > 0 and each.open_amount > 0]
    refunds = [each for each in found if each.amount < 0]
    assert refunds
    assert all(each.open_amount < 0 for each in refunds)
    assert [each for each in found if each.amount > 0 > each.open_amount], "paid too much"


async def test_what_was_paid_in_part_is_open_for_the_rest(simulated):
    found = await items(simulated.open_books(), CLIENT)
    assert [each for each in found if 0 < each.open_amount < each.amount]


async def test_payments_that_name_no_invoice_are_no_items(simulated):
    for kind in (CLIENT, SUPPLIER):
        assert all(each.number for each in await items(simulated.open_books(), kind))


async def test_another_folder_has_other_items(simulated):
    books = simulated.open_books(administration="1, 3")
    first = {each.id for each in await items(books, CLIENT)}
    third = {each.id for each in await items(books, CLIENT, Query(folder_id="3", size=100))}
    assert all(each.startswith("3-") for each in third)
    assert third
    assert not first & third
    with pytest.raises(Rejected):
        await items(books, CLIENT, Query())


async def test_they_need_our_pack_and_say_which_part():
    async with simulated_afas(pack=False) as standard:
        for kind, connector in ((CLIENT, "DebtorItems"), (SUPPLIER, "CreditorItems")):
            with pytest.raises(PermissionMissing, match=f"Ledgergate_{connector}"):
                await items(standard.open_books(), kind)


async def test_suppliers_without_a_known_control_account_are_not_guessed(simulated):
    await simulated.allow(["Ledgergate_CreditorItems", "Profit_Creditor", "Profit_Journals"])
    with pytest.raises(ConnectionBroken, match="Ledgergate_Creditors"):
        await items(simulated.open_books(), SUPPLIER)


async def test_a_page_of_items_takes_few_calls(simulated):
    books = simulated.open_books()
    await books.outstandings.page(FIRST.asking(type=CLIENT))
    assert simulated.connectors.count("Ledgergate_DebtorItems") == 1
    assert simulated.connectors.count("Ledgergate_Debtors") <= 4


async def test_an_item_that_is_paid_between_two_pages_moves_no_other(simulated):
    books = simulated.open_books()
    before = await items(books, CLIENT)
    asked = Query(folder_id="1", size=10).asking(type=CLIENT)
    first = await books.outstandings.page(asked)
    paid = next(each for each in first.items if each.open_amount > 0 and each.currency == "EUR")
    await pays(simulated, paid)
    second = await books.outstandings.page(replace(asked, page=2))
    assert [*first.items, *second.items] == before[:20]
    assert await items(books, CLIENT) == [each for each in before if each != paid]


async def pays(simulated, item):
    amount = str(item.open_amount)
    party = {"VaAs": "2", "AcNr": item.partner_id, "InId": item.number, "AmCr": amount}
    bank = {"VaAs": "1", "AcNr": "1100", "AmDe": amount}
    header = {"UnId": 1, "JoCo": "50", "Year": 2026, "Peri": 6}
    lines = [
        {"Fields": {"Ds": "Betaling", "EnDa": "2026-06-15", "BpDa": "2026-06-15", **each}}
        for each in (bank, party)
    ]
    entry = {"Fields": header, "Objects": [{"FiEntries": {"Element": lines}}]}
    await simulated.write("POST", "FiEntries", {"FiEntryPar": {"Element": entry}})


ROW = {
    "UnitId": 1,
    "RelationId": "10001",
    "InvoiceNr": "V1",
    "EntryNo": 7,
    "JournalId": "20",
    "VoucherDate": "2026-01-05T00:00:00Z",
    "ExpDate": None,
    "CurrencyId": "USD",
    "AmtInvoice": Decimal("92.27"),
    "AmtInvoiceCurr": Decimal("100.04"),
    "Balance": Decimal("-0.01"),
    "BalanceCurr": 0,
    "PaymentReference": None,
    "Reference": "ORD-1",
}


def test_amounts_are_in_the_currency_of_the_item():
    item = OPEN_ITEM.read(ROW).value
    assert (item.currency, item.amount, item.open_amount) == ("USD", Decimal("100.04"), 0)
    assert (item.id, item.date, item.due_date) == ("1-7", date(2026, 1, 5), None)
    own = OPEN_ITEM.read({**ROW, "CurrencyId": "EUR", "AmtInvoiceCurr": 0}).value
    assert (own.amount, own.open_amount) == (Decimal("92.27"), Decimal("-0.01"))
    assert own.currency_exchange_rate == 1


cents = some.decimals(1, 10**10, places=2)


@given(amount=cents, foreign=cents)
def test_a_rate_gives_back_the_amount_it_was_made_of(amount, foreign):
    rate = exchange_rate.decode(amount, foreign)
    assert len(rate.as_tuple().digits) <= 15
    if foreign <= 10**6 and rate < 10:
        assert (rate * foreign).quantize(Decimal("0.01")) == amount
