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
    conditions = list(_conditions(connector, where, question, reader, comparer))
    source = f"FROM {where.rows}"
    if conditions:
        source += " WHERE " + " AND ".join(conditions)
    sql = _statement(connector, source, question, reader)
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
    return ", ".join(f"{_column(each.source, party)} AS c{n}" for n, each in enumerate(fields))


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


@dataclass(frozen=True, slots=True)
class Term:
    sql: str
    descending: bool

    def __str__(self) -> str:
        return f"{self.sql} {'DESC' if self.descending else 'ASC'}"


def _statement(connector: GetConnector, source: str, question: Question, reader: Reader) -> str:
    """AFAS promises no order without orderbyfieldids, and none among equals: so none is kept."""
    columns = _columns(connector.fields, reader.settings.account_of_party_lines)
    terms = _terms(connector, question, reader)
    where = connector.collection
    row_id = where.row_id if where is not None else "NULL"
    big = where is not None and where.big
    along = bool(terms) and terms[-1].descending  # ties in this direction need no sorting
    varies = reader.settings.row_order == "varies"
    turned = varies and reader.call % 2 == 1
    if turned and terms and big and question.take != ALL:
        shown = ", ".join(f"c{place}" for place in range(len(connector.fields)))
        order = [*terms, Term(row_id, along)]
        return f"SELECT {shown} FROM {_turned(columns, source, order, question, reader)}"  # noqa: S608 - names are ours
    order = [*terms, Term(row_id, along != turned)]
    if varies and not terms and not big and reader.call % 3 == SHUFFLED:
        order.insert(0, Term(f"{row_id} % 7", descending=False))
    page = "" if question.take == ALL else f" LIMIT {question.take} OFFSET {question.skip}"
    return f"SELECT {columns} {source} ORDER BY {_listed(order)}{page}"


def _terms(connector: GetConnector, question: Question, reader: Reader) -> list[Term]:
    party = reader.settings.account_of_party_lines
    named = (
        Term(_sql(_field(connector, name, reader.settings).source, party), descending)
        for name, descending in question.order
    )
    # A constant orders nothing, and SQLite would take it for a column number.
    return [each for each in named if not each.sql.isdecimal()]


def _turned(
    columns: str, source: str, order: list[Term], question: Question, reader: Reader
) -> str:
    """Ties the other way round, two pages at a time: turning a million would mean sorting them."""
    size = 2 * question.take
    shift = question.take if reader.call % 4 == 1 else 0
    first = max(0, (question.skip + shift) // size * size - shift)
    rows = max(size, question.skip - first + question.take)
    keys = ", ".join(f"{each.sql} AS o{place}" for place, each in enumerate(order))
    block = (
        f"SELECT {columns}, {keys} {source} ORDER BY {_listed(order)} LIMIT {rows} OFFSET {first}"
    )
    turned = [Term(f"o{place}", each.descending) for place, each in enumerate(order)]
    turned[-1] = Term(turned[-1].sql, not turned[-1].descending)
    page = f"LIMIT {question.take} OFFSET {question.skip - first}"
    return f"({block}) ORDER BY {_listed(turned)} {page}"


def _listed(order: list[Term]) -> str:
    return ", ".join(str(each) for each in order)
