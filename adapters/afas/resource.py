"""page, get and explain for whatever is just a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from adapters.afas.datasets import DataSet
from adapters.afas.question import Condition, Groups, Is
from adapters.afas.reading import Reading
from adapters.mapping.table import Table
from gateway.accounting.books import Page, Query
from gateway.accounting.errors import NotFound
from gateway.accounting.trace import Mapped

Item = TypeVar("Item", bound=BaseModel)
ID = "id"  # what every kept thing of the contract is known by
LONGEST_ID = 100  # far longer than any key of AFAS, far shorter than what it takes as a question
MOST_ALIKE = 20  # ids that differ in case only


def paged(items: Sequence[Item], query: Query) -> Page[Item]:
    start = (query.page - 1) * query.size
    return Page(
        items=list(items[start : start + query.size]),
        total=len(items),
        page=query.page,
        size=query.size,
    )


@dataclass(frozen=True, slots=True)
class Absence:
    """What an id that nobody knows is called, and the contract's code for it."""

    what: str
    code: str

    def of(self, id: str) -> NotFound:
        return NotFound(f"There is no {self.what} {id}.", code=self.code)


def everything(_: object, __: Query) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Short(Generic[Item]):
    """A list of reference data: read whole, remembered, and chosen from here."""

    reading: Reading
    data_set: DataSet
    table: Table[Item]
    wanted: Callable[[Item, Query], bool] = everything

    async def page(self, query: Query, /) -> Page[Item]:
        read = self.table.reader()
        _, question = await self.reading.asking(self.data_set, query)
        items = [read(record) for record in await self.reading.every(question, query)]
        return paged([item for item in items if self.wanted(item, query)], query)


@dataclass(frozen=True, slots=True)
class Long(Generic[Item]):
    """A list of any length: filtered, ordered and paged by AFAS."""

    reading: Reading
    data_set: DataSet
    table: Table[Item]
    absence: Absence
    filtered: Callable[[Query], Groups]

    async def page(self, query: Query, /) -> Page[Item]:
        read = self.table.reader()
        _, question = await self.reading.asking(self.data_set, query, self.filtered(query))
        rows, total = await self.reading.page(question, query)
        return Page(
            items=[read(record) for record in rows], total=total, page=query.page, size=query.size
        )

    async def get(self, id: str, query: Query, /) -> Item:
        return (await self.explain(id, query)).value

    async def explain(self, id: str, query: Query, /) -> Mapped[Item]:
        """How each field of this one came about."""
        if len(id) > LONGEST_ID:
            raise self.absence.of(id)
        theirs, sought = self.table.sought(ID, id)
        same = ((Condition(theirs, Is.EQUAL, str(sought)),),)
        _, question = await self.reading.asking(self.data_set, query, same)
        # AFAS takes capitals and small letters for the same.
        for record in await self.reading.rest.rows(question, skip=0, take=MOST_ALIKE):
            mapped = self.table.read(record)
            if getattr(mapped.value, ID) == id:
                return mapped
        raise self.absence.of(id)
