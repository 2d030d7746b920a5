"""A collection: one thing that can be read, the table behind it and its source fields.

GetConnectors, the standard ones and those from files, choose fields of one collection.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """How a source is stored, and with that how it is compared and shown."""

    TEXT = "text"
    INT = "int"
    YES = "yes"
    DAY = "day"
    MOMENT = "moment"
    MONEY = "money"  # integer minor units
    NUMBER = "number"  # decimal text
    BLOB = "blob"


DATA_TYPE = {
    Kind.TEXT: "string",
    Kind.INT: "int",
    Kind.YES: "boolean",
    Kind.DAY: "date",
    Kind.MOMENT: "date",
    Kind.MONEY: "decimal",
    Kind.NUMBER: "decimal",
    Kind.BLOB: "blob",
}


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    sql: str
    kind: Kind
    length: int = 0

    @property
    def label(self) -> str:
        return self.name.replace("_", " ").replace(":", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Collection:
    """Where the rows come from; `unit` is what administration authorisation filters on."""

    name: str
    rows: str
    sources: dict[str, Source]
    row_id: str
    where: str = ""
    unit: str = ""
    late: str = ""
    bags: dict[str, str] = field(default_factory=dict)
    big: bool = False

    def source(self, name: str) -> Source | None:
        known = self.sources.get(name)
        if known is not None:
            return known
        bag, _, key = name.partition(":")
        column = self.bags.get(bag)
        if column is None or not key.isalnum():
            return None
        return Source(name, f"json_extract({column}, '$.{key}')", Kind.TEXT, 255)


def collection(
    name: str,
    *,
    rows: str,
    row_id: str,
    fields: str,
    where: str = "",
    unit: str = "",
    late: str = "",
    bags: dict[str, str] | None = None,
    big: bool = False,
) -> Collection:
    """Reads the field table: one line per source, `name | sql | kind length`."""
    sources: dict[str, Source] = {}
    for line in filter(str.strip, fields.splitlines()):
        source, sql, shape = (part.strip() for part in line.split(" | "))
        kind, _, length = shape.partition(" ")
        sources[source] = Source(source, sql, Kind(kind), int(length or 0))
    return Collection(name, rows, sources, row_id, where, unit, late, bags or {}, big)
