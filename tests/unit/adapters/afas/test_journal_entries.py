"""Entries, read from a simulated company."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import httpx
import pytest

from adapters.afas.entry_lines import EntryLines
from adapters.afas.journal_entries import EntriesWithEveryPlan, as_given
from contract.adapter.opening import SANDBOX, simulated_afas
from gateway.accounting.books import Query
from gateway.accounting.errors import NotFound, NotSupported, PermissionMissing, Rejected
from simulator.asking import Afas, authorization
from simulator.bodies import entry, line, sales_invoice

ALL = Query(folder_id="1", size=100)
MARCH = {"date_from": date(2026, 3, 1), "date_to": date(2026, 3, 31)}


@pytest.fixture
async def simulated():
    async with simulated_afas() as opened:
        yield opened


@pytest.fixture
async def profit(simulated):
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(simulated.simulator),
        base_url=SANDBOX,
        headers={"Authorization": authorization()},
    ) as http:
        yield Afas(http)


@pytest.fixture
def entries(simulated):
    return simulated.open_books().entries_with_every_plan


CONTROL = {"1300": "2", "1305": "2", "1600": "3", "1605": "3"}


class Sums:
    """Debit and credit per account."""

    def __init__(self):
        self.of = defaultdict(lambda: [Decimal(0), Decimal(0)])

    def add(self, account, debit, credit):
        self.of[account][0] += Decimal(debit)
        self.of[account][1] += Decimal(credit)


async def every(entries, **asks):
    query = ALL.asking(**asks)
    first = await entries.page(query)
    found = list(first.items)
    for page in range(2, -(-first.total // 100) + 1):
        found += (await entries.page(Query(folder_id="1", page=page, size=100, asks=asks))).items
    assert len(found) == first.total
    return found


async def booked_there(profit, unit=1):
    told = (await profit.control("GET", "entries?limit=100000"))["entries"]
    return {f"{each['unit']}-{each['number']}": each for each in told if each["unit"] == unit}


async def test_a_month_is_read_back_to_the_cent(entries, profit):
    found = await every(entries, **MARCH)
    there = {
        key: each
        for key, each in (await booked_there(profit)).items()
        if (each["year"], each["period"]) == (2026, 3)
    }
    assert [each.id for each in found] == sorted(there, key=lambda key: int(key.split("-")[1]))
    sums, theirs = Sums(), Sums()
    for each in found:
        other = there[each.id]
        assert (each.journal_id, each.name) == (other["journal"], other["voucher"])
        for item in each.items:
            account = CONTROL.get(item.account_number, item.account_number)
            sums.add(account, item.debit, item.credit)
        for booked in other["lines"]:
            account = booked["account"] if booked["side"] == "1" else booked["side"]
            theirs.add(account, booked["debit"], booked["credit"])
    assert sums.of == theirs.of


async def test_the_sums_per_account_are_those_of_the_trial_balance(entries, profit):
    sums, theirs = Sums(), Sums()
    for each in await every(entries, **MARCH):
        for item in each.items:
            sums.add(item.account_number, item.debit, item.credit)
    for row in await profit.where("Profit_Period_balance", UnitId=1, Year=2026, Period=3):
        theirs.add(row["AccountNr"], row["Debit"], row["Credit"])
    assert sums.of == theirs.of


async def test_every_entry_balances_and_every_account_has_its_name(entries, simulated):
    names = {
        account.number: account.name
        for page in (1, 2, 3)
        for account in (
            await simulated.open_books().accounts.page(Query(folder_id="1", page=page, size=100))
        ).items
    }
    for each in await every(entries, **MARCH):
        assert sum(item.debit - item.credit for item in each.items) == 0
        assert {item.account_name for item in each.items} <= set(names.values())
        assert all(names[item.account_number] == item.account_name for item in each.items)
        assert (each.posted, each.journal_name is None) == (True, False)
        assert {item.currency for item in each.items} == {"EUR"}


async def test_an_invoice_is_read_back_with_its_lines_and_by_its_id(entries, profit):
    keys = await profit.done(
        "FiEntries", sales_invoice("T77", BpNr="2026-1-ABCDEFGHIJ234", Ds="Kaas")
    )
    known = f"1-{keys['EnNo']}"
    found = await entries.get(known, ALL)
    assert (found.id, found.journal_id, found.name, found.date) == (
        known,
        "20",
        "2026-1",
        date(2026, 3, 9),
    )
    assert [
        (item.id, item.account_number, item.debit, item.credit, item.description)
        for item in found.items
    ] == [
        (f"{known}-1", "1300", Decimal(242), 0, "Kaas"),
        (f"{known}-2", "8020", 0, Decimal(200), None),
        (f"{known}-3", "1510", 0, Decimal(42), None),
    ]
    assert found in await every(entries, **MARCH)


def test_only_our_own_mark_is_taken_off_a_number():
    for theirs, ours in (
        ("2026-1-ABCDEFGHIJ234", "2026-1"),
        ("ABCDEFGHIJ234", "ABCDEFGHIJ234"),
        ("2026-1-ABCDEFGHIJ2341", "2026-1-ABCDEFGHIJ2341"),
        ("2026-abcdefghij234", "2026-abcdefghij234"),
        ("", None),
        (None, None),
    ):
        assert as_given.decode(theirs) == ours


@pytest.mark.parametrize(
    "strange",
    ["2-1", "1-0", "1-01", "01-1", "1-99999999999", "1-999999999", "1-", "x", "1-1-1", "1-\u0661"],
)
async def test_an_id_that_is_none_is_not_found(entries, strange):
    with pytest.raises(NotFound) as refused:
        await entries.get(strange, ALL)
    assert refused.value.code == "ERROR_ENTRY_NOT_FOUND"


async def test_both_days_are_included(entries):
    found = await every(entries, **MARCH)
    days = sorted({each.date for each in found})
    within = await every(entries, date_from=days[3], date_to=days[5])
    assert within == [each for each in found if days[3] <= each.date <= days[5]]
    assert {each.date for each in within} == set(days[3:6])


async def test_an_entry_is_never_cut_where_its_lines_are_of_several_days(entries, profit):
    body = entry(
        [
            line("1", "4310", debit="10", EnDa="2026-03-31"),
            line("1", "4700", credit="10", EnDa="2026-03-31"),
            line("1", "4310", debit="7", EnDa="2026-04-01"),
            line("1", "4700", credit="7", EnDa="2026-04-01"),
        ]
    )
    known = f"1-{(await profit.done('FiEntries', body))['EnNo']}"
    for month in (MARCH, {"date_from": date(2026, 4, 1), "date_to": date(2026, 4, 2)}):
        (found,) = (each for each in await every(entries, **month) if each.id == known)
        assert [item.debit + item.credit for item in found.items] == [10, 10, 7, 7]
    assert known not in {
        each.id
        for each in await every(entries, date_from=date(2026, 4, 2), date_to=date(2026, 4, 30))
    }


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [
        (date(2026, 1, 1), date(2026, 4, 1), False),
        (date(2026, 1, 1), date(2026, 4, 2), True),
        (date(2025, 11, 30), date(2026, 2, 28), False),
        (date(2025, 11, 30), date(2026, 3, 1), True),
        (date(2025, 1, 1), date(2026, 1, 1), True),
        (date(9999, 12, 1), date(9999, 12, 31), False),
        (date(2026, 4, 1), date(2026, 1, 1), False),
    ],
)
async def test_three_months_at_most_are_asked_at_once(entries, first, last, refused):
    query = ALL.asking(date_from=first, date_to=last)
    if not refused:
        assert (await entries.page(query)).total >= 0
        return
    with pytest.raises(Rejected) as error:
        await entries.page(query)
    assert error.value.code == "ERROR_MAX_DIFFERENCE_MONTHS"


async def test_one_day_without_the_other_is_refused(entries):
    for alone in ("date_from", "date_to"):
        with pytest.raises(Rejected, match="together"):
            await entries.page(ALL.asking(**{alone: date(2026, 3, 1)}))


async def test_entries_of_one_journal(entries):
    whole = await every(entries, **MARCH)
    bank = await every(entries, **MARCH, journal_id="50")
    assert bank == [each for each in whole if each.journal_id == "50"] != []
    assert await every(entries, **MARCH, journal_id="no such journal; at all, %") == []
    assert await every(entries, **MARCH, journal_id="") == []


async def test_whose_line_it_is_cannot_be_asked_of_standard_connectors(entries):
    with pytest.raises(NotSupported, match="partner_id"):
        await entries.page(ALL.asking(partner_id="10321"))


async def test_a_poller_misses_nothing_in_the_night_the_clocks_go_back(simulated, profit, entries):
    clock = simulated.clock
    body = entry([line("1", "4310", debit="1"), line("1", "4700", credit="1")])
    clock.now = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)
    booked = []
    for _ in range(8):  # from 01:30 by way of 02:00 twice until 03:15
        booked.append((clock.now, f"1-{(await profit.done('FiEntries', body))['EnNo']}"))
        clock.now += timedelta(minutes=25)
    for (since, _), (_, following) in pairwise(booked):
        found = [each.id for each in await every(entries, updated_after=since)]
        later = [known for at, known in booked if at > since]
        assert following in found
        assert set(later) <= set(found)
    tomorrow = clock.now + timedelta(days=1)
    assert await every(entries, updated_after=tomorrow) == []


@pytest.mark.parametrize("month", [1, 7])
async def test_changes_are_asked_after_a_moment_in_dutch_time(simulated, profit, entries, month):
    clock = simulated.clock
    clock.now = datetime(2026, month, 20, 10, tzinfo=UTC)
    body = entry([line("1", "4310", debit="1"), line("1", "4700", credit="1")])
    known = f"1-{(await profit.done('FiEntries', body))['EnNo']}"
    before = await every(entries, updated_after=clock.now - timedelta(seconds=1))
    assert known in {each.id for each in before}
    after = await every(entries, updated_after=clock.now + timedelta(seconds=1))
    assert known not in {each.id for each in after}


async def test_a_change_brings_the_whole_entry(entries, simulated, profit):
    """Also with days: the entry is whole whatever of it is asked for."""
    simulated.clock.now += timedelta(days=1)
    since = simulated.clock.now - timedelta(seconds=1)
    keys = await profit.done(
        "FiEntries",
        entry(
            [
                line("1", "4310", debit="3", EnDa="2026-03-31"),
                line("1", "4700", credit="3", EnDa="2026-04-01"),
            ]
        ),
    )
    (found,) = await every(entries, **MARCH, updated_after=since)
    assert (found.id, len(found.items)) == (f"1-{keys['EnNo']}", 2)


async def test_a_line_over_cost_centres_is_one_line_with_a_distribution(simulated, profit):
    def on(code, **amounts):
        under = [{"FiDimEntries": {"Element": {"Fields": {"DiC1": code}}}}]
        return line("1", "4310", **amounts, under=under)

    books = simulated.open_books()
    codes = {each.id: each.name for each in (await books.analytic_accounts.page(ALL)).items}
    lines = [on("ICT", debit="66.01"), on("ADMIN", debit="33.99"), line("1", "4700", credit="100")]
    number = (await profit.done("FiEntries", entry(lines)))["EnNo"]
    found = await books.entries_with_every_plan.get(f"1-{number}", ALL)
    assert [item.debit - item.credit for item in found.items] == [
        Decimal("66.01"),
        Decimal("33.99"),
        -100,
    ]
    lines = [on("ICT", debit="66.00"), on("ADMIN", debit="34.00"), line("1", "4700", credit="100")]
    number = (await profit.done("FiEntries", entry(lines)))["EnNo"]
    found = await books.entries_with_every_plan.get(f"1-{number}", ALL)
    spread, other = found.items
    assert (spread.debit, other.credit, other.analytic_distribution) == (100, 100, [])
    ((plan, shares),) = (
        (
            each.analytic_plan,
            [(one.analytic_account, one.percentage) for one in each.analytic_accounts],
        )
        for each in spread.analytic_distribution
    )
    assert (plan, shares) == ("1", [("ICT", 66), ("ADMIN", 34)])
    (mono,) = (each for each in await every(books.entries, **MARCH) if each.id == found.id)
    assert [
        (item.debit, item.analytic_account, item.analytic_account_name) for item in mono.items
    ] == [(66, "ICT", codes["ICT"]), (34, "ADMIN", codes["ADMIN"]), (0, None, None)]


async def test_a_period_is_read_once_and_paged_from_there(entries, simulated):
    whole = await every(entries)
    reads = simulated.connectors.count("Profit_Transactions_Allocated")
    lines = sum(len(each.items) for each in whole)
    assert reads <= lines // 5000 + 2
    assert await every(entries) == whole
    assert simulated.connectors.count("Profit_Transactions_Allocated") == reads
    await entries.page(Query(folder_id="1", fresh=True))
    assert simulated.connectors.count("Profit_Transactions_Allocated") == 2 * reads


@pytest.mark.parametrize("at_once", [1, 2, 7, 100])
async def test_entries_are_whole_however_few_lines_are_read_at_once(entries, at_once):
    week = {"date_from": date(2026, 3, 2), "date_to": date(2026, 3, 8)}
    whole = await every(entries, **week)
    lines = EntryLines(entries.lines.reading, at_once=at_once)
    by_few = Query(folder_id="1", size=100, fresh=True, asks=week)
    assert (await EntriesWithEveryPlan(lines).page(by_few)).items == whole[:100]
    for each in whole[:5]:
        assert await EntriesWithEveryPlan(lines).get(each.id, ALL) == each


async def test_too_many_lines_are_refused_with_what_to_do(entries):
    few = EntriesWithEveryPlan(EntryLines(entries.lines.reading, most=1000))
    with pytest.raises(Rejected, match="shorter period"):
        await few.page(ALL)
    assert (await few.page(ALL.asking(date_from=date(2026, 3, 2), date_to=date(2026, 3, 6)))).items


async def test_without_the_allocations_entries_are_read_all_the_same(simulated, entries):
    whole = await every(entries, **MARCH)
    await simulated.allow(["Profit_Transactions"])
    books = simulated.open_books(token_name="plain")
    plain = await every(books.entries_with_every_plan, **MARCH)
    assert [each.id for each in plain] == [each.id for each in whole]
    assert {item.account_name == item.account_number for each in plain for item in each.items} == {
        True
    }
    assert {each.journal_name for each in plain} == {None}
    assert sum(item.debit for each in plain for item in each.items) == sum(
        item.debit for each in whole for item in each.items
    )
    assert (await books.entries.page(ALL.asking(**MARCH))).total == len(whole)


async def test_names_of_accounts_are_looked_up_where_the_lines_lack_them(simulated):
    await simulated.allow(["Profit_Transactions", "Profit_Accounts"])
    books = simulated.open_books()
    (first, *_) = (await books.entries_with_every_plan.page(ALL.asking(**MARCH))).items
    assert all(item.account_name != item.account_number for item in first.items)


async def test_a_missing_connector_is_named(simulated):
    await simulated.allow(["Profit_Accounts"])
    with pytest.raises(PermissionMissing, match="Profit_Transactions"):
        await simulated.open_books().entries.page(ALL)
