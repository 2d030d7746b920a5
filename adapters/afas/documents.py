"""Lines, grouped into the documents they belong to and packed, to be paged through."""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from adapters.afas.rest import Record
from adapters.mapping.codec import Unreadable, whole
from gateway.accounting.errors import ConnectionBroken

NUMBER, PLACE, YEAR, PERIOD = "EntryNo", "SeqNo", "Year", "Period"
IN_A_BLOCK = 100

_Values = list[str | int | bool | None]
_pack = msgspec.msgpack.Encoder().encode  # an exact number travels as its digits
_unpack_block = msgspec.msgpack.Decoder(list[list[_Values]]).decode


class Span(NamedTuple):
    """Within one period: the lowest and the highest number of the documents that were found."""

    year: int
    period: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Documents:
    """Whole documents in the order of their numbers; a document is its lines."""

    total: int
    _names: tuple[str, ...]
    _blocks: tuple[bytes, ...]

    def between(self, start: int, end: int) -> list[list[Record]]:
        start, end = min(start, self.total), min(end, self.total)
        found: list[list[_Values]] = []
        for number in range(start // IN_A_BLOCK, -(-end // IN_A_BLOCK)):
            found += _unpack_block(zlib.decompress(self._blocks[number]))
        before = start // IN_A_BLOCK * IN_A_BLOCK
        return [
            [dict(zip(self._names, line, strict=True)) for line in lines]
            for lines in found[start - before : end - before]
        ]


@dataclass(slots=True)
class Gathering:
    """Documents in the making. A line is packed as it comes in: dictionaries are far bigger."""

    names: tuple[str, ...] = ()
    _lines: dict[int, list[tuple[int, bytes]]] = field(default_factory=dict)
    _spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def notice(self, rows: Iterable[Record]) -> None:
        """From now on, lines of the documents that these rows belong to are kept."""
        for row in rows:
            number = _number(row, NUMBER)
            if number in self._lines:
                continue
            self._lines[number] = []
            period = _number(row, YEAR), _number(row, PERIOD)
            first, last = self._spans.get(period, (number, number))
            self._spans[period] = min(first, number), max(last, number)

    def keep(self, rows: Iterable[Record]) -> None:
        for row in rows:
            self.names = self.names or tuple(row)
            lines = self._lines.get(_number(row, NUMBER))
            if lines is not None:
                values = _pack([row.get(name) for name in self.names])
                lines.append((_number(row, PLACE), values))

    def spans(self) -> list[Span]:
        return [Span(*period, *numbers) for period, numbers in sorted(self._spans.items())]

    def packed(self) -> Documents:
        """Ends the gathering: what was gathered is handed over, not copied."""
        numbers = sorted(number for number, lines in self._lines.items() if lines)
        blocks = tuple(
            zlib.compress(
                _pack([self._taken(number) for number in numbers[at : at + IN_A_BLOCK]]), 1
            )
            for at in range(0, len(numbers), IN_A_BLOCK)
        )
        return Documents(len(numbers), self.names, blocks)

    def _taken(self, number: int) -> list[msgspec.Raw]:
        return [msgspec.Raw(values) for _, values in sorted(self._lines.pop(number))]


def _number(row: Mapping[str, object], name: str) -> int:
    value = row.get(name)
    if type(value) is int:
        return value
    try:
        return whole.decode(value)
    except Unreadable as error:
        raise ConnectionBroken(
            f"What the bookkeeping holds for an entry cannot be read: {name} {error}.",
            code="ERROR_DATA_VALIDATION",
        ) from error
