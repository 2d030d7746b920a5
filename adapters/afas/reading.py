"""How one connection reads: which connector serves what, whole lists, and how many rows match."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field

from adapters.afas.datasets import DataSet, Source
from adapters.afas.documents import Documents
from adapters.afas.memory import Memory
from adapters.afas.metainfo import Session, session_of
from adapters.afas.question import Condition, Groups, Is, Question, both, rows_at_once
from adapters.afas.rest import Record, Rest
from gateway.accounting.books import Query
from gateway.accounting.errors import Rejected

MINUTES = 60
FIRST_TAKE = 1000
PROBES = 4
SHORTEST_LEAP = 100
READ_AT_ONCE = 250
FARTHEST = 10_000_000  # no list is longer; AFAS takes minutes to skip less than that


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the connections of one process know for a while; each under its own key."""

    sessions: Memory[Session] = field(
        default_factory=lambda: Memory(seconds=3 * MINUTES, most=5000)
    )
    lists: Memory[list[Record]] = field(
        default_factory=lambda: Memory(seconds=5 * MINUTES, most=500)
    )
    snapshots: Memory[list[Record]] = field(default_factory=lambda: Memory(seconds=60, most=32))
    documents: Memory[Documents] = field(default_factory=lambda: Memory(seconds=60, most=64))
    totals: Memory[int] = field(default_factory=lambda: Memory(seconds=30, most=5000))
    last_keys: Memory[str] = field(
        default_factory=lambda: Memory(seconds=10 * MINUTES, most=20_000)
    )


@dataclass(frozen=True, slots=True)
class Reading:
    rest: Rest
    remembered: Remembered
    who: Hashable  # these credentials at this address: others may see other rows

    async def session(self, *, fresh: bool = False) -> Session:
        return await self.remembered.sessions.of(
            self.who, lambda: session_of(self.rest), fresh=fresh
        )

    async def asking(
        self, data_set: DataSet, query: Query, where: Groups = ()
    ) -> tuple[Source, Question]:
        """The question for this data set, within the query's folder where rows belong to one."""
        source = data_set.source_for(await self.session(fresh=query.fresh))
        if source.folder is not None:
            if query.folder_id is None:
                raise Rejected("A folder_id is needed.", code="ERROR_FOLDER_REQUIRED")
            where = both(where, (Condition(source.folder, Is.EQUAL, query.folder_id),))
        return source, Question(source.connector, source.key, where)

    async def every(self, question: Question, query: Query) -> list[Record]:
        """The whole of a short list."""
        return await self.remembered.lists.of(
            (self.who, question), lambda: self.whole(question), fresh=query.fresh
        )

    async def snapshot(self, question: Question, query: Query) -> list[Record]:
        """Every row, once, as the first page found it: what comes or goes moves no later page."""
        return await self.remembered.snapshots.of(
            (self.who, question),
            lambda: self._once(question),
            fresh=query.fresh or query.page == 1,
        )

    async def _once(self, question: Question) -> list[Record]:
        # A row that came in while AFAS was being read pushes another into the next answer.
        rows = await self.whole(question)
        return [*{tuple(row.get(name) for name in question.order): row for row in rows}.values()]

    async def whole(self, question: Question) -> list[Record]:
        """Every row as it is now; nothing is remembered."""
        take = FIRST_TAKE
        found = rows = await self.rest.rows(question, skip=0, take=take)
        while len(rows) == take:
            take = rows_at_once(len(rows[0]))
            rows = await self.rest.rows(question, skip=len(found), take=take)
            found = [*found, *rows]
        return found

    async def page(self, question: Question, query: Query) -> tuple[list[Record], int]:
        """The rows of one page, and how many rows match in all."""
        skip = (query.page - 1) * query.size
        if query.fresh:
            self.remembered.totals.forget((self.who, question))
        if skip > FARTHEST:
            return [], await self._total(question, 0, None)
        rows = await self._rows_of_page(question, query, skip)
        end = skip + len(rows)
        if len(rows) > query.size:
            total = await self._total(question, end, None)
        elif rows or not skip:
            total = end
            self.remembered.totals.keep((self.who, question), end)
        else:
            total = await self._total(question, 0, skip)
        return rows[: query.size], total

    async def _rows_of_page(self, question: Question, query: Query, skip: int) -> list[Record]:
        """The rows of this page, and one more where there is one."""
        last_keys, served = self.remembered.last_keys, (self.who, question, query.size)
        before = None if query.fresh else last_keys.known((*served, query.page - 1))
        # After a page that was served, the next goes on behind its last key: rows that come or go
        # in between move nothing.
        if before is None:
            rows = await self.rest.rows(question, skip=skip, take=query.size + 1)
        else:
            rows = await self.rest.rows(question.after(before), skip=0, take=query.size + 1)
        if len(rows) > query.size:
            last_keys.keep((*served, query.page), str(rows[query.size - 1][question.order[0]]))
        return rows

    async def _total(self, question: Question, first: int, missing: int | None) -> int:
        known = self.remembered.totals.known((self.who, question))
        if known is not None and first <= known <= (known if missing is None else missing):
            return known
        total = await self._counted(question, first, missing)
        self.remembered.totals.keep((self.who, question), total)
        return total

    async def _counted(self, question: Question, first: int, missing: int | None) -> int:
        async def rows_from(place: int, take: int) -> int:
            return len(await self.rest.rows(question, skip=place, take=take))

        return await counted(rows_from, first, missing)


async def counted(
    rows_from: Callable[[int, int], Awaitable[int]], first: int, missing: int | None
) -> int:
    """How many rows there are: those before `first` exist, the one at `missing` does not.

    A few places are looked at together, outwards until one is missing and then ever closer;
    what remains is read at once.
    """
    while missing is None or missing - first > READ_AT_ONCE:
        places = _places(first, missing)
        answers = await asyncio.gather(*(rows_from(place, 1) for place in places))
        for place, found in zip(places, answers, strict=True):
            if not found:
                missing = place
                break
            first = place + 1
    return first + (await rows_from(first, missing - first) if first < missing else 0)


def _places(first: int, missing: int | None) -> list[int]:
    if missing is None:
        leap = max(first, SHORTEST_LEAP)
        return [first + leap * (2**power) for power in range(PROBES)]
    width = missing - first
    return [first + width * number // (PROBES + 1) for number in range(1, PROBES + 1)]
