"""Rows that the type checker must refuse; an ignore that is no longer needed fails the build."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from adapters.mapping.codec import day, gathering, maybe, money, opposite, text, yes_no
from adapters.mapping.table import gathers, names_of, read_only, row, write_only


class Thing(BaseModel):
    id: str
    name: str | None = None
    active: bool | None = True
    booked_on: date
    price: Decimal
    lines: list[str] | None = None


@gathering
def lines(first: object, second: object) -> list[str] | None:
    return [str(line) for line in (first, second) if line]


@gathering
def one_line(first: object) -> str:
    return str(first)


t = names_of(Thing)

RIGHT = (
    row(t.id, "ThingId", "@Id", text),
    row(t.name, "Name", "Nm", maybe(text)),
    read_only(t.booked_on, "Date", day),
    read_only(t.price, "Price", money),
    write_only(t.active, "Bl", maybe(opposite(yes_no))),
    gathers(t.lines, ("Line1", "Line2"), lines),
)

row(t.nmae, "Name", "Nm", maybe(text))  # type: ignore[attr-defined]  # a misspelt field
row(t.name, "Name", "Nm", text)  # type: ignore[misc]  # may be absent: forgot maybe()
row(t.id, "ThingId", "@Id", money)  # type: ignore[misc]  # a codec of another type
read_only(t.price, "Price", text)  # type: ignore[misc]  # money is no text
read_only(t.booked_on, "Date", maybe(text))  # type: ignore[misc]  # a date is no text
write_only(t.active, "Bl", opposite(yes_no))  # type: ignore[misc]  # may be absent
opposite(text)  # type: ignore[arg-type]  # only a yes or a no has an opposite
gathers(t.lines, ("Line1",), one_line)  # type: ignore[misc]  # gathers something else
gathers(t.lines, "Line1", lines)  # type: ignore[arg-type]  # one name is no list of names
