"""The filter grammar: three parallel lists or a JSON document, both an OR of AND groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl

import msgspec

from adapters.afas.simulator.texts import INVALID_FILTER, Refusal


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison as the caller wrote it."""

    field: str
    operator: int
    value: str


Groups = tuple[tuple[Comparison, ...], ...]

EQUAL, AT_LEAST, AT_MOST, MORE, LESS = 1, 2, 3, 4, 5
CONTAINS, NOT_EQUAL, IS_EMPTY, IS_NOT_EMPTY = 6, 7, 8, 9
STARTS, NOT_CONTAINS, NOT_STARTS, ENDS, NOT_ENDS, QUICK = 10, 11, 12, 13, 14, 15


def lists(fields: str, values: str | None, operators: str | None) -> Groups:
    """`,` is AND and `;` is OR; the lists must have one shape."""
    names = [group.split(",") for group in fields.split(";")]
    texts = [group.split(",") for group in (values or "").split(";")]
    codes = (
        [["1"] * len(group) for group in names]
        if operators is None
        else [group.split(",") for group in operators.split(";")]
    )
    shape = [len(group) for group in names]
    if [len(g) for g in texts] != shape or [len(g) for g in codes] != shape:
        raise Refusal(
            INVALID_FILTER, reason="filterfieldids, filtervalues and operatortypes differ in length"
        )
    return tuple(
        tuple(_test(name, code, value) for name, value, code in zip(*group, strict=True))
        for group in zip(names, texts, codes, strict=True)
    )


def _test(field: str, operator: str, value: str) -> Comparison:
    code = operator.strip()
    if not code.isdecimal() or not EQUAL <= int(code) <= QUICK:
        raise Refusal(INVALID_FILTER, reason=f"operator {operator!r}")
    # Older clients quote an empty value and wrap texts in wildcards.
    return Comparison(field.strip(), *without_wildcards(int(code), "" if value == '""' else value))


def without_wildcards(operator: int, value: str) -> tuple[int, str]:
    if operator == NOT_EQUAL and len(value) > 1 and value[0] == value[-1] == "%":
        return NOT_CONTAINS, value.strip("%")
    if operator in (CONTAINS, STARTS, NOT_CONTAINS, NOT_STARTS, ENDS, NOT_ENDS):
        return operator, value.strip("%")
    return operator, value


class _FieldJson(msgspec.Struct):
    id: str = msgspec.field(name="@FieldId")
    operator: str | int = msgspec.field(name="@OperatorType", default="1")
    text: str | int | float | bool | None = msgspec.field(name="#text", default="")


class _FilterJson(msgspec.Struct):
    fields: list[_FieldJson] | _FieldJson = msgspec.field(name="Field")


class _FiltersJson(msgspec.Struct):
    filters: list[_FilterJson] | _FilterJson = msgspec.field(name="Filter")


class _Document(msgspec.Struct):
    filters: _FiltersJson = msgspec.field(name="Filters")


def document(text: str) -> Groups:
    try:
        filters = msgspec.json.decode(text, type=_Document).filters.filters
    except msgspec.DecodeError as error:
        raise Refusal(INVALID_FILTER, reason="filterjson") from error
    return tuple(
        tuple(
            _test(each.id, str(each.operator), _plain(each.text)) for each in _listed(group.fields)
        )
        for group in (filters if isinstance(filters, list) else [filters])
    )


def _listed(fields: list[_FieldJson] | _FieldJson) -> Iterable[_FieldJson]:
    return fields if isinstance(fields, list) else [fields]


def _plain(text: str | float | bool | None) -> str:  # noqa: FBT001 - a JSON value
    if isinstance(text, bool):
        return "true" if text else "false"
    return "" if text is None else str(text)


def parameters(query: str) -> dict[str, str]:
    """Query parameters by lower-case name; the last one wins."""
    return {name.lower(): value for name, value in parse_qsl(query, keep_blank_values=True)}
