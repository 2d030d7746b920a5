"""What went over the wire on a caller's behalf, and what became of each field."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call to a vendor. Headers are left out: they hold the credentials."""

    method: str
    url: str
    connector: str | None
    status: int | None
    milliseconds: int
    request_body: bytes | None = None
    response_body: bytes | None = None
    failure: str | None = None


Observe = Callable[[Exchange], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One field on its way: our name, theirs, the value on both sides, and by what rule."""

    ours: str
    theirs: str
    before: object
    after: object
    why: str = ""


@dataclass(frozen=True, slots=True)
class Mapped(Generic[Value]):
    """A value together with how it came about."""

    value: Value
    steps: tuple[Step, ...]
