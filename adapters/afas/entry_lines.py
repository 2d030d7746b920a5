"""Reads lines of entries, and from them entries: AFAS has no list of entries of its own."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from adapters.afas.codecs import wall_clock_before
from adapters.afas.datasets import ENTRY_LINES
from adapters.afas.documents import NUMBER, PERIOD, YEAR, Documents, Gathering, Span
from adapters.afas.question import Condition, Groups, Is, Question, both, rows_at_once
from adapters.afas.reading import Reading
from adapters.afas.rest import Record
from gateway.accounting.books import Query
from gateway.accounting.errors import NotSupported, Rejected

MOST_LINES = 100_000
LINES_AT_ONCE = rows_at_once(25)
MOST_MONTHS = 3
DAY, JOURNAL, MADE, CHANGED = "EntryDate", "JournalId", "Created", "Modified"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a caller wants to see: of one journal, of some days, changed since a moment."""

    journal: tuple[Condition, ...] = ()
    days: tuple[Condition, ...] = ()
    changed: Groups = ()

    @property
    def groups(self) -> Groups:
        within = self.changed or ((),)
        return tuple(group for each in within if (group := (*self.journal, *self.days, *each)))

    def rest_of(self, span: Span) -> Groups:
        """The lines that `groups` may have left out of the entries in this span."""
        same = (
            *self.journal,
            Condition(YEAR, Is.EQUAL, str(span.year)),
            Condition(PERIOD, Is.EQUAL, str(span.period)),
            Condition(NUMBER, Is.AT_LEAST, str(span.first)),
            Condition(NUMBER, Is.AT_MOST, str(span.last)),
        )
        return tuple((*same, *outside) for outside in self._outside())

    def _outside(self) -> Iterator[tuple[Condition, ...]]:
        if self.changed:
            yield ()
            return
        opposite = {Is.AT_LEAST: Is.LESS, Is.AT_MOST: Is.MORE}
        for each in self.days:
            yield (replace(each, operator=opposite[each.operator]),)


def asked_in(query: Query) -> Asked:
    asks = query.asks
    if asks.get("partner_id") is not None:
        raise NotSupported(
            "AFAS's standard connectors do not tell whose line it is; ask without partner_id."
        )
    journal, after = asks.get("journal_id"), asks.get("updated_after")
    since = wall_clock_before(after) if isinstance(after, datetime) else None
    return Asked(
        journal=() if journal is None else (Condition(JOURNAL, Is.EQUAL, str(journal)),),
        days=tuple(_days(asks.get("date_from"), asks.get("date_to"))),
        # What never changed has perhaps no date of change.
        changed=tuple(
            (Condition(each, Is.MORE, since),) for each in (CHANGED, MADE) if since is not None
        ),
    )


def _days(first: object, last: object) -> Iterator[Condition]:
    if first is None and last is None:
        return
    if not (isinstance(first, date) and isinstance(last, date)):
        raise Rejected("date_from and date_to are asked together.", field="date_from")
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > MOST_MONTHS or (months == MOST_MONTHS and last.day > first.day):
        raise Rejected(
            f"date_from and date_to may be at most {MOST_MONTHS} months apart.",
            code="ERROR_MAX_DIFFERENCE_MONTHS",
            field="date_to",
        )
    yield Condition(DAY, Is.AT_LEAST, first.isoformat())
    yield Condition(DAY, Is.AT_MOST, last.isoformat())


@dataclass(frozen=True, slots=True)
class EntryLines:
    reading: Reading
    most: int = MOST_LINES
    at_once: int = LINES_AT_ONCE

    async def entries(self, query: Query) -> Documents:
        """Every entry with a line that is asked for, whole."""
        asked = asked_in(query)
        _, question = await self.reading.asking(ENTRY_LINES, query, asked.groups)
        return await self.reading.remembered.documents.of(
            (self.reading.who, question),
            lambda: self._read(question, asked, replace(query, fresh=False)),
            fresh=query.fresh,
        )

    async def entry(self, number: int, query: Query) -> list[Record]:
        """The lines of one entry; none when there is no such entry."""
        same = ((Condition(NUMBER, Is.EQUAL, str(number)),),)
        _, question = await self.reading.asking(ENTRY_LINES, query, same)
        gathering = Gathering()
        async for rows in self._whole_entries(question):
            gathering.notice(rows)
            gathering.keep(rows)
        return [line for lines in gathering.packed().between(0, 1) for line in lines]

    async def _read(self, question: Question, asked: Asked, query: Query) -> Documents:
        gathering, read = Gathering(), 0
        async for rows in self._whole_entries(question):
            read = self._bounded(read + len(rows))
            gathering.notice(rows)
            if not asked.changed:
                gathering.keep(rows)
        for span in gathering.spans():
            if not (rest := asked.rest_of(span)):
                break
            _, question = await self.reading.asking(ENTRY_LINES, query, rest)
            async for rows in self._whole_entries(question):
                read = self._bounded(read + len(rows))
                gathering.keep(rows)
        return gathering.packed()

    def _bounded(self, read: int) -> int:
        if read > self.most:
            raise Rejected(
                f"More than {self.most:,} lines would have to be read: ask for a shorter period.",
                field="date_to",
            )
        return read

    async def _whole_entries(self, question: Question) -> AsyncIterator[list[Record]]:
        """Answers that end where an entry ends, so that the next begins behind it: what is booked
        or deleted in between moves nothing.
        """
        take, behind = self.at_once, question
        while len(rows := await self.reading.rest.rows(behind, skip=0, take=take)) == take:
            last = rows[-1][NUMBER]
            complete = [row for row in rows if row[NUMBER] != last]
            if not complete:
                take *= 2
                continue
            yield complete
            take = self.at_once
            onwards = (Condition(NUMBER, Is.AT_LEAST, str(last)),)
            behind = replace(question, where=both(question.where, onwards))
        yield rows
