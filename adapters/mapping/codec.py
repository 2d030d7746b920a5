"""How one value crosses between our model and a vendor's: two pure functions and a name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Generic, TypeVar

# Invariant: a codec of `str` does not fit a field that may be absent, nor the other way round.
T = TypeVar("T")
Code = TypeVar("Code", bound=StrEnum)


class Unreadable(ValueError):
    """A vendor's value that a codec does not know. The message never repeats the value."""


@dataclass(frozen=True, slots=True)
class Codec(Generic[T]):
    name: str
    decode: Callable[[object], T]
    encode: Callable[[T], object]


@dataclass(frozen=True, slots=True)
class Gathering(Generic[T]):
    """Several values of a vendor make one of ours; it only reads."""

    name: str
    decode: Callable[..., T]


def gathering(decode: Callable[..., T]) -> Gathering[T]:
    return Gathering(decode.__name__.replace("_", " "), decode)


def _as_text(raw: object) -> str:
    # A key may be a number in one definition and a text in the next.
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise Unreadable("is not a text")
    return str(raw)


def _as_day(raw: object) -> date:
    if not isinstance(raw, str):
        raise Unreadable("is not a date")
    try:
        return date.fromisoformat(raw[:10])
    except ValueError as error:
        raise Unreadable("is not a date") from error


def _as_number(raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, Decimal | int | str):
        # A binary fraction here means that somebody parsed carelessly.
        raise Unreadable("is not an exact number")
    try:
        number = Decimal(raw)
    except InvalidOperation as error:
        raise Unreadable("is not a number") from error
    if not number.is_finite():
        raise Unreadable("is not a finite number")
    return number


def _plain_digits(amount: Decimal) -> str:
    return f"{amount:f}"


def _as_truth(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    known = {"true": True, "1": True, "false": False, "0": False}.get(str(raw).strip().lower())
    if known is None:
        raise Unreadable("is neither yes nor no")
    return known


def _as_whole(raw: object) -> int:
    number = _as_number(raw)
    if number != number.to_integral_value():
        raise Unreadable("is not a whole number")
    return int(number)


text: Codec[str] = Codec("text", _as_text, str)
day: Codec[date] = Codec("day", _as_day, date.isoformat)
money: Codec[Decimal] = Codec("money", _as_number, _plain_digits)
whole: Codec[int] = Codec("whole number", _as_whole, int)
yes_no: Codec[bool] = Codec("yes or no", _as_truth, bool)


def maybe(codec: Codec[T]) -> Codec[T | None]:
    """Absence passes; AFAS and its like also say it with an empty text."""
    return Codec(
        f"maybe {codec.name}",
        lambda raw: None if raw is None or raw == "" else codec.decode(raw),
        lambda value: None if value is None else codec.encode(value),
    )


def opposite(codec: Codec[bool]) -> Codec[bool]:
    return Codec(
        f"opposite of {codec.name}",
        lambda raw: not codec.decode(raw),
        lambda value: codec.encode(not value),
    )


def one_of(name: str, codes: Mapping[str, Code]) -> Codec[Code]:
    """A closed list that stands for itself in both directions."""
    if len(set(codes.values())) != len(codes):
        raise ValueError(f"{name}: two codes have one meaning")
    back = {meaning: code for code, meaning in codes.items()}

    def decode(raw: object) -> Code:
        if (code := _as_text(raw)) not in codes:
            raise Unreadable(f"is no known {name}")
        return codes[code]

    def encode(meaning: Code) -> str:
        if meaning not in back:
            raise Unreadable(f"has no code for this {name}")
        return back[meaning]

    return Codec(name, decode, encode)


def classified(name: str, codes: Mapping[str, Code], unknown: Code) -> Codec[Code]:
    """An open list, where our own language has a word for what it does not know.

    Several codes may have one meaning, so nothing is written with it.
    """

    def encode(_: Code) -> str:
        raise Unreadable(f"is read only: several codes are one {name}")

    return Codec(
        name,
        lambda raw: unknown if raw is None else codes.get(_as_text(raw), unknown),
        encode,
    )
