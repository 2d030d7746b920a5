"""Balances of ledger accounts, against what the simulator itself booked."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from adapters.afas.balances import MOST_BEGINNINGS, Asked, places
from adapters.afas.bookyears import Period
from contract.adapter.opening import simulated_afas
from gateway.accounting.books import Query
from gateway.accounting.errors import InvalidField, PermissionMissing, Rejected

FIRST = Query(folder_id="1", size=100)
LEDGER = "1"  # the side of a line that is no debtor's and no creditor's


@pytest.fixture
async def simulated():
    async with simulated_afas() as opened:
        yield opened


async def balances(simulated, query=FIRST, **asks):
    asked = query.asking(**{"accounts": [], "start": None, **asks})
    page = await simulated.open_books().balances.page(asked)
    assert page.total == len(page.items)
    return {each.account_number: each for each in page.items}


async def booked(simulated, first, last):
    """Debit and credit per account, straight from the entries; of parties only the sums."""
    sums = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for entry in (await simulated.control("GET", "entries?limit=100000"))["entries"]:
        if entry["unit"] == 1 and first <= (entry["year"], entry["period"]) <= last:
            for line in entry["lines"]:
                account = line["account"] if line["side"] == LEDGER else "parties"
                sums[account][0] += Decimal(line["debit"])
                sums[account][1] += Decimal(line["credit"])
    return dict(sums)


def of_accounts(found, debit, credit):
    """The same form, from balances: control accounts together, accounts that were used."""
    sums = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for number, each in found.items():
        account = "parties" if number in {"1300", "1305", "1600", "1605"} else number
        sums[account][0] += getattr(each, debit)
        sums[account][1] += getattr(each, credit)
    return {account: both for account, both in sums.items() if both != [0, 0]}


async def test_the_sums_are_those_of_the_entries_to_the_cent(simulated):
    found = await balances(simulated, start="202503", end="202602")
    until = await booked(simulated, (2000, 1), (2026, 2))
    within = await booked(simulated, (2025, 3), (2026, 2))
    assert of_accounts(found, "debit", "credit") == until
    assert of_accounts(found, "period_debit", "period_credit") == within
    assert until != within
    assert all(isinstance(each.debit, Decimal) for each in found.values())


async def test_a_balance_is_debit_less_credit_and_all_balances_make_nothing(simulated):
    found = (await balances(simulated, start="202601", end="202605")).values()
    assert all(each.balance == each.debit - each.credit for each in found)
    assert all(each.period_balance == each.period_debit - each.period_credit for each in found)
    assert sum(each.balance for each in found) == 0
    assert sum(each.period_balance for each in found) == 0
    assert any(each.period_balance for each in found)


async def test_without_a_first_month_the_period_is_all_that_came_before(simulated):
    found = await balances(simulated, end="202512")
    assert all(
        (each.period_debit, each.period_credit) == (each.debit, each.credit)
        for each in found.values()
    )


async def test_accounts_are_named_by_what_they_begin_with(simulated):
    everything = await balances(simulated, end="202512")
    revenue = await balances(simulated, accounts=["80", "1300"], end="202512")
    assert {number[:2] for number in revenue} == {"80", "13"}
    assert revenue == {number: everything[number] for number in revenue}
    assert revenue["1300"].account_name
    many = [str(number) for number in range(8000, 8000 + 2 * MOST_BEGINNINGS)]
    assert (await balances(simulated, accounts=many, end="202512")).keys() == {
        number for number in everything if number in many
    }
    assert await balances(simulated, accounts=["no such account"], end="202512") == {}


async def test_only_the_folder_that_was_asked_for_counts(simulated):
    first = await balances(simulated, end="202512")
    third = await balances(simulated, Query(folder_id="3", size=100), end="202512")
    assert first["8000"].balance != third["8000"].balance
    with pytest.raises(Rejected):
        await balances(simulated, Query(), end="202512")


async def test_months_before_and_after_the_books_are_empty(simulated):
    assert await balances(simulated, end="199912") == {}
    later = await balances(simulated, start="203001", end="203012")
    assert later
    assert all((each.period_debit, each.period_credit) == (0, 0) for each in later.values())


async def test_balances_are_read_anew_while_the_calendar_is_remembered(simulated):
    await balances(simulated, end="202606")
    once = simulated.connectors.count("Profit_Period_balance")
    await balances(simulated, end="202606")
    assert simulated.connectors.count("Profit_Period_balance") == 2 * once
    assert simulated.connectors.count("Profit_periods_per_administration") == 1


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (None, "202613", "end"),
        (None, "202600", "end"),
        (None, "2026-1", "end"),
        (None, "000001", "end"),
        ("2026", "202606", "start"),
        ("", "202606", "start"),
        ("202607", "202606", "start"),
    ],
)
async def test_a_month_that_is_none_is_refused_by_name(simulated, start, end, field):
    with pytest.raises(InvalidField) as refused:
        await balances(simulated, start=start, end=end)
    assert refused.value.field == field


async def test_a_token_without_the_connector_is_told_its_name(simulated):
    await simulated.allow(["Profit_periods_per_administration"])
    with pytest.raises(PermissionMissing, match="Profit_Period_balance"):
        await balances(simulated, end="202606")


def period(number, start, end, year=2026):
    return Period(year=year, number=number, start=start, end=end, blocked=False)


MONTHS = [
    period(1, date(2026, 1, 1), date(2026, 1, 31)),
    period(2, date(2026, 2, 1), date(2026, 2, 28)),
    period(3, date(2026, 3, 1), date(2026, 3, 31)),
]
CLOSING = period(13, date(2026, 3, 31), date(2026, 3, 31))
FOUR_WEEKS = [
    period(1, date(2026, 1, 1), date(2026, 1, 28)),
    period(2, date(2026, 1, 29), date(2026, 2, 25)),
]
BROKEN_YEAR = [
    period(12, date(2026, 6, 1), date(2026, 6, 30), year=2025),
    period(1, date(2026, 7, 1), date(2026, 7, 31)),
]


def test_months_are_found_by_the_dates_of_periods_not_by_their_numbers():
    july = Asked((), date(2026, 7, 1), date(2026, 7, 31))
    assert places(BROKEN_YEAR, july) == ((2026, 1), (2026, 1))


def test_a_closing_period_belongs_to_the_month_it_lies_in():
    march = Asked((), date(2026, 3, 1), date(2026, 3, 31))
    assert places([*MONTHS, CLOSING], march) == ((2026, 3), (2026, 13))


def test_an_opening_period_that_the_calendar_lacks_comes_before_the_first_month():
    first, last = places(MONTHS, Asked((), date(2026, 1, 1), date(2026, 1, 31)))
    assert (2026, 0) < first <= last


@pytest.mark.parametrize(
    ("first_day", "last_day", "field"),
    [
        (None, date(2026, 1, 31), "end"),
        (date(2026, 2, 1), date(2026, 2, 25), "start"),
    ],
)
def test_periods_of_four_weeks_are_no_months(first_day, last_day, field):
    with pytest.raises(InvalidField, match="no months") as refused:
        places(FOUR_WEEKS, Asked((), first_day, last_day))
    assert refused.value.field == field


@pytest.mark.parametrize("strange", ["\x00", "1,3", "8;0", "%", "'", "é🙂", " ", "8" * 3000])
async def test_a_strange_account_number_is_no_accounts_beginning(simulated, strange):
    assert await balances(simulated, accounts=[strange], end="202606") == {}
    both = await balances(simulated, accounts=[strange, "8000"], end="202606")
    assert both.keys() == {"8000"}
