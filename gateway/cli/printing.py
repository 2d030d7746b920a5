"""Tables for people, JSON for scripts."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Record = Mapping[str, object]


def show(record: Record, *, as_json: bool) -> None:
    if as_json:
        typer.echo(_json(record))
        return
    width = max(map(len, record))
    for name, value in record.items():
        typer.echo(f"{_head(name):{width}}  {_cell(value)}")


def show_all(records: Sequence[Record], *, as_json: bool) -> None:
    if as_json:
        typer.echo(_json(records))
        return
    if not records:
        typer.echo("none", err=True)
        return
    lines = [[_head(name).upper() for name in records[0]]]
    lines += [[_cell(value) for value in record.values()] for record in records]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = (f"{cell:{width}}" for cell, width in zip(line, widths, strict=True))
        typer.echo("  ".join(padded).rstrip())


def _head(name: str) -> str:
    return name.replace("_", " ")


def _cell(value: object) -> str:
    match value:
        case None | "":
            return "-"
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
        case list() | tuple():
            return ", ".join(map(str, value)) or "-"
        case _:
            return str(value)


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not JSON")
