"""The seeded company: believable, complete, the same every time, quick to read."""

import hashlib
import json
import time
from datetime import date
from decimal import Decimal

import pytest

from adapters.afas.simulator.reading.definitions import STANDARD, GetConnector, read_folder
from adapters.afas.simulator.reading.question import Question, ask
from adapters.afas.simulator.reading.rows import Reader, read
from adapters.afas.simulator.seed.pristine import build, pristine
from adapters.afas.simulator.store.books import Books
from adapters.afas.simulator.switches import Settings
from simulator.asking import Afas
from simulator.bodies import entry, line

TODAY = date(2026, 6, 15)


@pytest.fixture(scope="module")
def books() -> Books:
    return pristine(TODAY, 1)


@pytest.mark.parametrize(
    ("sql", "least", "most"),
    [
        ("SELECT COUNT(*) FROM administrations", 3, 3),
        ("SELECT COUNT(*) FROM journals", 25, 25),
        ("SELECT COUNT(*) FROM accounts", 80, 200),
        ("SELECT COUNT(*) FROM vat_codes WHERE duty IN ('reversed', 'eu')", 4, 9),
        ("SELECT COUNT(DISTINCT axis) FROM dimension_codes", 2, 2),
        ("SELECT COUNT(*) FROM assignments", 100, 5000),
        ("SELECT COUNT(*) FROM relations WHERE kind = '2'", 400, 400),
        ("SELECT COUNT(*) FROM relations WHERE kind = '3'", 400, 400),
        ("SELECT COUNT(DISTINCT type) FROM parties", 2, 2),
        (
            "SELECT COUNT(*) FROM relations a JOIN relations b ON a.id = b.id AND a.kind < b.kind",
            10,
            10,
        ),
        (
            (
                "SELECT COUNT(*) FROM relations a JOIN relations b"
                " ON a.party = b.party AND a.kind < b.kind"
            ),
            40,
            40,
        ),
        ("SELECT COUNT(*) FROM entries", 9000, 13000),
        ("SELECT MIN(year) FROM entries", 2024, 2024),
        ("SELECT MAX(year) FROM entries", 2026, 2026),
        ("SELECT COUNT(*) FROM entries WHERE entry_date > '2026-06-15'", 0, 0),
        ("SELECT COUNT(*) FROM invoices WHERE balance = 0", 3000, 6000),
        ("SELECT COUNT(*) FROM invoices WHERE balance != 0", 200, 1500),
        (
            "SELECT COUNT(*) FROM invoices WHERE balance != 0 AND balance != amount AND entry",
            20,
            900,
        ),
        ("SELECT COUNT(*) FROM invoices WHERE foreign_amount != 0", 5, 900),
        ("SELECT COUNT(*) FROM projects", 20, 50),
        ("SELECT COUNT(*) FROM subject_files", 80, 80),
        ("SELECT COUNT(*) FROM accounts WHERE dim1 = 'B'", 1, 5),
        ("SELECT COUNT(*) FROM periods WHERE blocked AND year > 2024", 0, 0),
        ("SELECT SUM(debit) - SUM(credit) FROM lines", 0, 0),
    ],
)
def test_the_company_has_what_a_company_has(books: Books, sql: str, least: int, most: int):
    assert least <= books.number(sql) <= most


def test_seeded_items_equal_their_lines(books: Books):
    crooked = books.number(
        "SELECT COUNT(*) FROM invoices i LEFT JOIN (SELECT unit, side, relation,"
        " COALESCE(invoice, '') AS number, SUM(debit - credit) AS owed FROM lines"
        " WHERE relation IS NOT NULL GROUP BY 1, 2, 3, 4) l"
        " ON l.unit = i.unit AND l.side = i.kind AND l.relation = i.relation"
        " AND l.number = i.invoice"
        " WHERE i.balance IS NOT l.owed * CASE i.kind WHEN '2' THEN 1 ELSE -1 END"
    )
    assert crooked == 0


def test_the_same_day_gives_the_same_bytes():
    def printed() -> str:
        books = Books()
        build(books, TODAY, 1)
        return hashlib.sha256("\n".join(books.database.iterdump()).encode()).hexdigest()

    assert printed() == printed()


def test_no_amount_is_kept_as_a_binary_fraction(books: Books):
    for table in ("lines", "invoices", "balances", "entries", "vat_codes", "currency_rates"):
        for row in books.all(f"SELECT * FROM {table} LIMIT 50"):  # noqa: S608 - names are ours
            assert not [value for value in tuple(row) if isinstance(value, float)]


def test_the_seed_and_a_reset_stay_within_their_budgets():
    started = time.process_time()
    fresh = Books()
    build(fresh, TODAY, 1)
    assert time.process_time() - started < 10
    copy = Books()
    started = time.process_time()
    copy.copy_from(fresh)
    assert time.process_time() - started < 1


async def test_a_page_of_debtors_and_an_entry_of_ten_lines_cost_little(afas: Afas):
    lines = [line("1", "4310", debit="10") for _ in range(9)] + [line("1", "1100", credit="90")]
    body = entry(lines)
    await afas.rows("Profit_Debtor", orderbyfieldids="DebtorId")
    await afas.done("FiEntries", body)
    count = 30
    started = time.process_time()
    for _ in range(count):
        await afas.get("/connectors/Profit_Debtor", orderbyfieldids="DebtorId")
    page = (time.process_time() - started) / count
    started = time.process_time()
    for _ in range(count):
        await afas.post("FiEntries", body)
    booking = (time.process_time() - started) / count
    # The client's own work counts too; the budgets leave room for it and for slow machines.
    assert page < 0.02
    assert booking < 0.02


@pytest.mark.parametrize(
    ("connector", "order"),
    [
        ("Profit_Transactions", "UnitId,EntryNo,SeqNo"),
        ("Profit_Transactions", "EntryNo"),
        ("Profit_Transactions", "-EntryDate"),
        ("Profit_Transactions", "Modified"),
        ("Profit_Transactions", "VoucherNo"),
        ("Profit_Transactions", "-VoucherNo"),
        ("Profit_Transactions", "AccountNo"),
        ("Profit_Transactions", "InvoiceId"),
        ("Profit_Transactions", "Year,Period"),
        ("Profit_Transactions", "VoucherDate"),
        ("Profit_Transactions_Allocated", "UnitId,EntryNo,SeqNo"),
        ("Profit_Debtor", "DebtorId"),
        ("Profit_Creditor", "CreditorId"),
        ("Profit_Period_balance", "UnitId,Year,Period,AccountNr"),
    ],
)
def test_a_page_by_key_or_indexed_field_is_not_sorted_out_of_all(
    books: Books, connector: str, order: str
):
    definition = read_folder(STANDARD)[connector.casefold()]
    skip = "300" if definition.collection.name in {"debtors", "creditors"} else "900"
    question = ask({"skip": skip, "take": "100", "orderbyfieldids": order}, Settings())
    for call in range(4):
        reader = Reader(Settings(), (1, 2, 3), TODAY, call)
        assert steps(books, definition, question, reader) < 100_000


def steps(books: Books, connector: GetConnector, question: Question, reader: Reader) -> int:
    """How many instructions SQLite takes; looking at all 30,000 lines takes over a million."""
    thousands = 0

    def another() -> None:
        nonlocal thousands
        thousands += 1

    books.database.set_progress_handler(another, 1000)
    try:
        assert len(read(books, connector, question, reader)) == 100
    finally:
        books.database.set_progress_handler(None, 0)
    return thousands * 1000


async def test_equal_rows_change_places_among_a_million_lines_too(afas: Afas):
    """Pages by a field that is not unique may repeat and skip rows, as at AFAS."""
    seen = set()
    for _ in range(4):
        page = await afas.rows(
            "Profit_Transactions", skip=100, take=100, orderbyfieldids="EntryDate"
        )
        days = [row["EntryDate"] for row in page]
        assert days == sorted(days)
        seen.add(frozenset((row["UnitId"], row["EntryNo"], row["SeqNo"]) for row in page))
    assert len(seen) > 1


def test_every_standard_connector_is_defined():
    connectors = read_folder(STANDARD)
    assert len(connectors) == 75
    readable = [each for each in connectors.values() if each.collection is not None]
    assert len(readable) == 44


async def test_open_items_of_a_debtor_sum_to_his_balance(afas: Afas):
    items = await afas.rows("Profit_Debtor_Invoices", skip=-1, take=-1)
    total = sum(Decimal(row["Balance"]) for row in items)
    rows = await afas.rows("Profit_Period_balance", skip=-1, take=-1)
    control = [Decimal(row["Balance"]) for row in rows if row["AccountNr"] in ("1300", "1305")]
    assert total == sum(control)


async def test_everything_written_goes_back_out_as_it_came(afas: Afas):
    """The whole journal read twice, in opposite orders, holds the same rows."""
    forth = await afas.rows(
        "Profit_Transactions", skip=-1, take=-1, orderbyfieldids="UnitId,EntryNo,SeqNo"
    )
    back = await afas.rows(
        "Profit_Transactions", skip=-1, take=-1, orderbyfieldids="-UnitId,-EntryNo,-SeqNo"
    )
    assert forth == back[::-1]
    assert len(json.dumps(forth, default=str)) > 1_000_000
