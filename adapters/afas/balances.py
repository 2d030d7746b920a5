"""Balances of ledger accounts: AFAS keeps sums per period, and months are found in its calendar.

Everything that was ever booked up to the end month counts, as AFAS's own period balances hold it.
"""

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from adapters.afas.bookyears import PERIOD, Period
from adapters.afas.datasets import PERIOD_BALANCES, PERIODS
from adapters.afas.question import Condition, Groups, Is, both
from adapters.afas.reading import Reading
from adapters.afas.resource import paged
from adapters.mapping.codec import maybe, money, text, whole
from adapters.mapping.table import Table, names_of, read_only
from gateway.accounting.accounts import AccountBalance
from gateway.accounting.books import Page, Query
from gateway.accounting.errors import InvalidField

NONE = Decimal(0)
# Of so many beginnings AFAS is asked; others are chosen here, because its questions are short.
MOST_BEGINNINGS, LONGEST_NUMBER = 12, 16
_MONTH = re.compile(r"(?P<year>[0-9]{4})(?P<month>0[1-9]|1[0-2])")

# A year and a period within it. The numbers order periods also where the calendar has none:
# what AFAS may keep in a period 0 stands before the first.
Place = tuple[int, int]


class PeriodBalance(BaseModel):
    year: int
    period: int
    account_number: str
    account_name: str | None
    debit: Decimal
    credit: Decimal


b = names_of(PeriodBalance)

# fmt: off
PERIOD_BALANCE = Table(PeriodBalance, (
    #         ours              AFAS reads     as
    read_only(b.year,           "Year",        whole),
    read_only(b.period,         "Period",      whole),
    read_only(b.account_number, "AccountNr",   text),
    read_only(b.account_name,   "AccountDesc", maybe(text)),
    read_only(b.debit,          "Debit",       money),
    read_only(b.credit,         "Credit",      money),
))
# fmt: on

NOT_IN_AFAS: dict[str, str] = {}
IGNORED = {
    "UnitId": "the folder that was asked for",
    "Balance": "debit less credit",
    "Budget": "budgets are not part of the contract",
}


@dataclass(slots=True)
class _Sums:
    name: str | None
    debit: Decimal = NONE
    credit: Decimal = NONE
    period_debit: Decimal = NONE
    period_credit: Decimal = NONE


@dataclass(frozen=True, slots=True)
class Asked:
    beginnings: tuple[str, ...]
    first_day: date | None
    last_day: date

    def within(self, account_number: str) -> bool:
        return not self.beginnings or account_number.startswith(self.beginnings)


@dataclass(frozen=True, slots=True)
class Balances:
    reading: Reading

    async def page(self, query: Query, /) -> Page[AccountBalance]:
        asked = _asked(query)
        first, last = places(await self._periods(query), asked)
        if last is None:
            return paged([], query)
        _, question = await self.reading.asking(PERIOD_BALANCES, query, _until(last, asked))
        read = PERIOD_BALANCE.reader()
        sums: dict[str, _Sums] = {}
        for each in map(read, await self.reading.snapshot(question, query)):
            place = each.year, each.period
            if place > last or not asked.within(each.account_number):
                continue
            total = sums.setdefault(each.account_number, _Sums(each.account_name))
            total.debit += each.debit
            total.credit += each.credit
            if first is not None and place >= first:
                total.period_debit += each.debit
                total.period_credit += each.credit
        return paged([_balance(number, sums[number]) for number in sorted(sums)], query)

    async def _periods(self, query: Query) -> list[Period]:
        _, question = await self.reading.asking(PERIODS, query)
        return [*map(PERIOD.reader(), await self.reading.every(question, query))]


def _balance(number: str, sums: _Sums) -> AccountBalance:
    return AccountBalance(
        account_number=number,
        account_name=sums.name,
        debit=sums.debit,
        credit=sums.credit,
        balance=sums.debit - sums.credit,
        period_debit=sums.period_debit,
        period_credit=sums.period_credit,
        period_balance=sums.period_debit - sums.period_credit,
    )


def _asked(query: Query) -> Asked:
    accounts = query.asks["accounts"]
    beginnings = accounts if isinstance(accounts, list) else []
    start, end = query.asks.get("start"), query.asks["end"]
    first_day = None if start is None else _month(start, "start").replace(day=1)
    last_day = _month(end, "end")
    if first_day is not None and first_day > last_day:
        raise InvalidField("The first month comes after the last.", field="start")
    return Asked(tuple(map(str, beginnings)), first_day, last_day)


def _month(asked: object, field: str) -> date:
    """The last day of a month."""
    found = _MONTH.fullmatch(str(asked))
    if found is None or found["year"] == "0000":
        raise InvalidField("A month is written as YYYYMM, such as 202601.", field=field)
    year, month = int(found["year"]), int(found["month"])
    return date(year, month, calendar.monthrange(year, month)[1])


def places(periods: Sequence[Period], asked: Asked) -> tuple[Place | None, Place | None]:
    """The first period that starts with the first month, and the last that ends with the last."""
    for each in periods:
        if each.start <= asked.last_day < each.end:
            raise _no_months(each, "end")
        if asked.first_day is not None and each.start < asked.first_day <= each.end:
            raise _no_months(each, "start")
    until = _numbers(each for each in periods if each.end <= asked.last_day)
    if asked.first_day is None:
        return (0, 0), max(until, default=None)
    since = _numbers(each for each in periods if each.start >= asked.first_day)
    return min(since, default=None), max(until, default=None)


def _numbers(periods: Iterable[Period]) -> list[Place]:
    return [(each.year, each.number) for each in periods]


def _no_months(period: Period, field: str) -> InvalidField:
    return InvalidField(
        f"The periods of this administration are no months: period {period.number} of "
        f"{period.year} runs from {period.start} to {period.end}.",
        field=field,
    )


def _until(last: Place, asked: Asked) -> Groups:
    year, _ = last
    until = (Condition("Year", Is.AT_MOST, str(year)),)
    fits = all(0 < len(each) <= LONGEST_NUMBER for each in asked.beginnings)
    if not fits or len(asked.beginnings) > MOST_BEGINNINGS:
        return (until,)
    beginnings = [(Condition("AccountNr", Is.STARTING_WITH, each),) for each in asked.beginnings]
    return both(tuple(beginnings), until)
