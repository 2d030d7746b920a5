"""Answers a question about one connector from the books."""

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from adapters.afas.simulator.reading.collection import Collection, Kind, Source
from adapters.afas.simulator.reading.comparing import Comparer
from adapters.afas.simulator.reading.definitions import Field, GetConnector
from adapters.afas.simulator.reading.question import ALL, Question
from adapters.afas.simulator.store.books import Books
from adapters.afas.simulator.switches import Settings
from adapters.afas.simulator.texts import FIELD_NOT_FOUND, Refusal

SHUFFLED = 2  # of every three calls, the one whose rows come in a third order
Shown = str | int | bool | Decimal | None


@dataclass(frozen=True, slots=True)
class Reader:
    """What the asking token may see, and when it asks."""

    settings: Settings
    units: tuple[int, ...]
    today: date
    call: int  # counts the calls: the order of unordered rows follows from it
    late: tuple[tuple[str, int, str], ...] = ()  # table, unit, key: booked but not visible yet


def read(
    books: Books, connector: GetConnector, question: Question, reader: Reader
) -> list[dict[str, Shown]]:
    where = connector.collection
    _check_names(connector, question, reader.settings)
    if where is None or question.take == 0:
        return []
    comparer = Comparer(reader.today, shift_z=reader.settings.filter_date_with_z == "shift")
    party = reader.settings.account_of_party_lines
    conditions = list(_conditions(connector, where, question, reader, comparer))
    sql = f"SELECT {_columns(connector.fields, party)} FROM {where.rows}"  # noqa: S608 - names are ours
    if conditions:
        sql += " WHERE " + " AND ".join(conditions)
    sql += " ORDER BY " + _order(connector, where, question, reader)
    if question.take != ALL:
        sql += f" LIMIT {question.take} OFFSET {question.skip}"
    values = comparer.values | {
        "today": reader.today.isoformat(),
        "active_axes": reader.settings.axes,
        "prepayments": int(reader.settings.prepayments_in_open_items),
        "currency": int(reader.settings.modules.currency),
        "projects": int(reader.settings.modules.projects),
        "commitments": int(reader.settings.modules.commitments),
    }
    found = books.database.execute(sql, values)
    found.row_factory = None
    aliases = [each.alias for each in connector.fields]
    converters = [
        (place, _SHOWN[each.source.kind])
        for place, each in enumerate(connector.fields)
        if each.source.kind in _SHOWN
    ]
    return [_row(aliases, converters, raw) for raw in found]


def _row(
    aliases: list[str],
    converters: list[tuple[int, Callable[[str | int], Shown]]],
    raw: tuple[str | int | None, ...],
) -> dict[str, Shown]:
    row: dict[str, Shown] = dict(zip(aliases, raw, strict=True))
    for place, convert in converters:
        value = raw[place]
        if value is not None:
            row[aliases[place]] = convert(value)
    return row


def money(cents: str | int) -> int | Decimal:
    """Minor units as the JSON number AFAS would print: no needless zeros."""
    whole, rest = divmod(int(cents), 100)
    if rest == 0:
        return whole
    return Decimal(int(cents)).scaleb(-2).normalize()


def _number(text: str | int) -> int | Decimal:
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else value.normalize()


def _yes(value: str | int) -> bool:
    return bool(value)


_SHOWN: dict[Kind, Callable[[str | int], Shown]] = {
    Kind.YES: _yes,
    Kind.MONEY: money,
    Kind.NUMBER: _number,
}


@functools.lru_cache(maxsize=512)
def _columns(fields: tuple[Field, ...], party: str) -> str:
    return ", ".join(_column(each.source, party) for each in fields)


def _column(source: Source, party: str) -> str:
    sql = _sql(source, party)
    if source.kind is Kind.DAY:
        return f"substr({sql}, 1, 10) || 'T00:00:00Z'"
    if source.kind is Kind.MOMENT:
        return f"substr({sql}, 1, 19) || 'Z'"
    return sql


def _sql(source: Source, party: str) -> str:
    if source.sql != "@account@":
        return source.sql
    return "l.account" if party == "control" else "COALESCE(l.relation, l.account)"


def _conditions(
    connector: GetConnector,
    where: Collection,
    question: Question,
    reader: Reader,
    comparer: Comparer,
) -> Iterable[str]:
    party = reader.settings.account_of_party_lines
    if where.where:
        yield where.where
    if where.unit:
        units = ", ".join(str(int(unit)) for unit in reader.units) or "NULL"
        # The plus keeps SQLite from walking the index per administration and sorting afterwards.
        yield f"+{where.unit} IN ({units})"
    yield from _still_late(where, reader, comparer)
    if connector.filter:
        yield _any(
            _every(
                comparer.condition(each.source, each.operator, each.value, _sql(each.source, party))
                for each in group
            )
            for group in connector.filter
        )
    for groups in question.filters:
        yield _any(
            _every(
                comparer.condition(source, each.operator, each.value, _sql(source, party))
                for each in group
                for source in (_field(connector, each.field, reader.settings).source,)
            )
            for group in groups
        )


def _still_late(where: Collection, reader: Reader, comparer: Comparer) -> Iterable[str]:
    if not where.late:
        return
    table, unit, key = where.late.split(":")
    for number, (late_table, late_unit, late_key) in enumerate(reader.late):
        if late_table != table:
            continue
        comparer.values[f"late{number}"] = late_key
        same = f"{key} = :late{number}"
        if unit:
            same += f" AND {unit} = {int(late_unit)}"
        yield f"NOT COALESCE(({same}), 0)"


def _every(conditions: Iterable[str]) -> str:
    return "(" + " AND ".join(conditions) + ")"


def _any(groups: Iterable[str]) -> str:
    return "(" + " OR ".join(groups) + ")"


def _field(connector: GetConnector, name: str, settings: Settings) -> Field:
    wanted = name.casefold()
    for each in connector.fields:
        if each.alias.casefold() == wanted:
            return each
    if settings.filter_names == "alias_or_field_id":
        for each in connector.fields:
            if each.field_id.casefold() == wanted:
                return each
    raise Refusal(FIELD_NOT_FOUND, field=name)


def _check_names(connector: GetConnector, question: Question, settings: Settings) -> None:
    for name, _ in question.order:
        _field(connector, name, settings)
    for groups in question.filters:
        for group in groups:
            for each in group:
                _field(connector, each.field, settings)


def _order(connector: GetConnector, where: Collection, question: Question, reader: Reader) -> str:
    """AFAS promises no order without orderbyfieldids, and none among equals: so none is kept."""
    party = reader.settings.account_of_party_lines
    terms = []
    for name, descending in question.order:
        source = _field(connector, name, reader.settings).source
        sql = _sql(source, party)
        if sql.isdecimal():
            continue  # a constant orders nothing, and SQLite would take it for a column number
        terms.append(f"{sql} {'DESC' if descending else 'ASC'}")
    varies = reader.settings.row_order == "varies"
    if varies and not terms and not where.big and reader.call % 3 == SHUFFLED:
        terms.append(f"{where.row_id} % 7")
    terms.append(f"{where.row_id} {'DESC' if varies and reader.call % 2 else 'ASC'}")
    return ", ".join(terms)
