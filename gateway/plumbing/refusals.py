"""What the gateway itself refuses, before any books are asked.

Refusal
├── Unauthenticated   no key, a wrong one, or one that has ended
├── Forbidden         a known caller without the scope
├── Missing           nothing here by that name for this caller
├── Unfit             understood, but a rule refuses it
├── Untimely          not in the state that things are in now
├── InvalidInput      fields that cannot be read
└── TooMany           later, and less often

As in `accounting.errors`, statuses live in `gateway/api/problems.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class Refusal(Exception):
    def __init__(self, message: str, *, detail: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail
        self.code = code


class Unauthenticated(Refusal):
    pass


class Forbidden(Refusal):
    pass


class Missing(Refusal):
    pass


class Unfit(Refusal):
    pass


class Untimely(Refusal):
    pass


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field, and what to write instead. Never echoes the value."""

    path: tuple[str | int, ...]
    message: str


class InvalidInput(Refusal):
    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("Validation error")
        self.faults = tuple(faults)


class TooMany(Refusal):
    def __init__(self, message: str, *, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds
