"""Whatever balances and is booked in AFAS is read back to the cent."""

from collections import defaultdict
from decimal import Decimal

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from contract.adapter.opening import SANDBOX, simulated_afas
from gateway.accounting.books import Query
from gateway.accounting.money import shared_out
from simulator.asking import Afas, authorization
from simulator.bodies import entry, line

CODES = some.sampled_from([None, "ICT", "ADMIN", "DIRECTIE"])
LEDGER = ("4310", "4700", "1100", "8020")
PARTIES = {("2", "10321"): "1300"}
CENTS = some.one_of(some.integers(1, 500), some.integers(1, 10**13))
TEXTS = some.one_of(some.none(), some.sampled_from(["Huur", "Kaas & zo", "ë, ; 'x' \"y\"", "0012"]))
LINES = some.lists(
    some.tuples(some.sampled_from([*LEDGER, *PARTIES]), CENTS, some.booleans(), CODES, TEXTS),
    min_size=1,
    max_size=12,
)


def amount(cents):
    return str(Decimal(cents).scaleb(-2))


def balanced(drawn):
    """Lines as they will be read, ending with one that makes up the difference."""
    lines = [
        (
            place if isinstance(place, str) else PARTIES[place],
            cents if debit else 0,
            0 if debit else cents,
            code if isinstance(place, str) else None,
            description,
            place,
        )
        for place, cents, debit, code, description in drawn
    ]
    over = sum(each[1] - each[2] for each in lines)
    if over:
        lines.append(("4700", max(-over, 0), max(over, 0), None, "rest", "4700"))
    return lines


def body_of(lines, voucher):
    elements = []
    for _, debit, credit, code, description, place in lines:
        side, number = ("1", place) if isinstance(place, str) else place
        under = [{"FiDimEntries": {"Element": {"Fields": {"DiC1": code}}}}] if code else None
        more = {"Ds": description} if description else {}
        amounts = {"debit": amount(debit)} if debit else {"credit": amount(credit)}
        elements.append(line(side, number, **amounts, **more, BpNr=voucher, under=under))
    return entry(elements, AdDa=True)


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


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(several=some.lists(LINES, min_size=1, max_size=3))
async def test_what_was_booked_is_read_back_to_the_cent(simulated, profit, several):
    simulated.exchanges.clear()
    books = simulated.open_books()
    posted = {}
    for number, drawn in enumerate(several):
        lines = balanced(drawn)
        keys = await profit.done("FiEntries", body_of(lines, f"V-{number}"))
        posted[f"{keys['UnId']}-{keys['EnNo']}"] = lines
    read = await newest(books.entries, len(posted))
    assert {each.id: in_cents(each.items) for each in read} == {
        known: [each[:5] for each in lines] for known, lines in posted.items()
    }
    for known, lines in posted.items():
        found = await books.entries_with_every_plan.get(known, Query(folder_id="1"))
        assert sum(item.debit - item.credit for item in found.items) == 0
        assert per_account_and_code(found.items) == expected(lines)


async def newest(entries, count):
    query = Query(folder_id="1", size=100, fresh=True).asking(journal_id="80")
    total = (await entries.page(query)).total
    query = Query(folder_id="1", size=1, asks=query.asks)
    pages = [
        Query(folder_id="1", size=1, page=total - back, asks=query.asks) for back in range(count)
    ]
    return [each for page in pages for each in (await entries.page(page)).items]


def in_cents(items):
    return [
        (
            item.account_number,
            item.debit.scaleb(2),
            item.credit.scaleb(2),
            item.analytic_account,
            item.description,
        )
        for item in items
    ]


def per_account_and_code(items):
    sums = defaultdict(int)
    for item in items:
        cents = int((item.debit - item.credit).scaleb(2))
        shares = {None: 100}
        for each in item.analytic_distribution:
            shares = {one.analytic_account: int(one.percentage) for one in each.analytic_accounts}
        parts = shared_out(abs(cents), list(shares.values()))
        for code, part in zip(shares, parts, strict=True):
            sums[item.account_number, code] += part if cents > 0 else -part
    return {key: cents for key, cents in sums.items() if cents}


def expected(lines):
    sums = defaultdict(int)
    for account, debit, credit, code, *_ in lines:
        sums[account, code] += debit - credit
    return {key: cents for key, cents in sums.items() if cents}
