"""Book years: AFAS keeps periods, and a year is all of its periods."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from pydantic import BaseModel

from adapters.afas.datasets import PERIODS
from adapters.afas.reading import Reading
from adapters.afas.resource import paged
from adapters.mapping.codec import day, whole, yes_no
from adapters.mapping.table import Table, names_of, read_only
from gateway.accounting.books import Page, Query
from gateway.accounting.bookyears import BookYear


class Period(BaseModel):
    year: int
    number: int
    start: date
    end: date
    blocked: bool


p = names_of(Period)

# fmt: off
PERIOD = Table(Period, (
    #         ours        AFAS reads   as
    read_only(p.year,     "Year",      whole),
    read_only(p.number,   "Period",    whole),
    read_only(p.start,    "DateFrom",  day),
    read_only(p.end,      "DateTo",    day),
    read_only(p.blocked,  "Blocked",   yes_no),
))
# fmt: on

NOT_IN_AFAS: dict[str, str] = {}
IGNORED = {
    "Unit": "the folder that was asked for",
    "PeriodDesc": "a book year has no room for its periods' names",
    "Periodtable": "the dates say it all",
    "TableDesc": "likewise",
}


@dataclass(frozen=True, slots=True)
class BookYears:
    reading: Reading

    async def page(self, query: Query, /) -> Page[BookYear]:
        _, question = await self.reading.asking(PERIODS, query)
        periods = [
            PERIOD.read(record).value for record in await self.reading.every(question, query)
        ]
        return paged(list(_years(periods)), query)


def _years(periods: Iterable[Period]) -> Iterable[BookYear]:
    for year, group in groupby(sorted(periods, key=attrgetter("year")), attrgetter("year")):
        within = list(group)
        yield BookYear(
            name=str(year),
            start=min(period.start for period in within),
            end=max(period.end for period in within),
            closed=all(period.blocked for period in within),
        )
