"""One field of a body, from whatever JSON the caller used to the type the schema demands."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from adapters.afas.simulator.booking.schema import FieldSchema
from adapters.afas.simulator.texts import (
    NOT_IN_LIST,
    TOO_LONG,
    TOO_MANY_DECIMALS,
    TYPE_MISMATCH,
    Refusal,
)

Typed = str | int | bool | Decimal | None

_LARGEST_INT = 2**31 - 1
_LARGEST = 10**13  # fifteen digits with two decimals


def key_number(text: str) -> int:
    """A number out of a path; what is none matches no key."""
    if not text.isdecimal() or len(text) > len(str(_LARGEST_INT)):
        return -1
    return int(text)


def typed(value: object, field: FieldSchema) -> Typed:
    """None when the value is empty: it clears the field."""
    if isinstance(value, str) and not value.strip():
        return None
    if not isinstance(value, str | int | bool | Decimal):
        raise _mismatch(field)
    return _READERS.get(field.type, _text)(value, field)


def _mismatch(field: FieldSchema) -> Refusal:
    return Refusal(TYPE_MISMATCH, label=field.name)


def _integer(value: str | int | Decimal, field: FieldSchema) -> int:
    if isinstance(value, bool):
        raise _mismatch(field)
    number = _exact(value, field)
    if number != number.to_integral_value() or abs(number) > _LARGEST_INT:
        raise _mismatch(field)
    return int(number)


def _decimal(value: str | int | Decimal, field: FieldSchema) -> Decimal:
    if isinstance(value, bool):
        raise _mismatch(field)
    number = _exact(value, field)
    if abs(number) >= _LARGEST:
        raise _mismatch(field)
    if number != round(number, field.decimals):
        raise Refusal(TOO_MANY_DECIMALS, label=field.name, decimals=field.decimals)
    return number


def _exact(value: str | int | Decimal, field: FieldSchema) -> Decimal:
    try:
        number = Decimal(value.strip() if isinstance(value, str) else value)
    except InvalidOperation as error:
        raise _mismatch(field) from error
    if not number.is_finite():
        raise _mismatch(field)
    return number


def _boolean(value: str | int | Decimal, field: FieldSchema) -> bool:
    known = {"true": True, "1": True, "-1": True, "false": False, "0": False}
    found = known.get(str(value).strip().lower())
    if found is None:
        raise _mismatch(field)
    return found


def _moment(value: str | int | Decimal, field: FieldSchema) -> str:
    if not isinstance(value, str):
        raise _mismatch(field)
    text = value.strip().removesuffix("Z")
    try:
        if len(text) == 10:  # noqa: PLR2004 - yyyy-mm-dd
            return f"{date.fromisoformat(text).isoformat()}T00:00:00"
        return datetime.fromisoformat(text).replace(tzinfo=None).isoformat(timespec="seconds")
    except ValueError as error:
        raise _mismatch(field) from error


def _text(value: str | int | Decimal, field: FieldSchema) -> str:
    text = ("1" if value else "0") if isinstance(value, bool) else str(value)
    if field.length and len(text) > field.length:
        raise Refusal(TOO_LONG, label=field.name, length=field.length)
    if field.codes is not None and text not in field.codes:
        raise Refusal(NOT_IN_LIST, value=text, label=field.name)
    return text


def _day(value: str | int | Decimal, field: FieldSchema) -> str:
    return _moment(value, field)[:10]


_READERS: dict[str, Callable[[str | int | Decimal, FieldSchema], Typed]] = {
    "int": _integer,
    "decimal": _decimal,
    "boolean": _boolean,
    "date": _day,
    "datetime": _moment,
}
