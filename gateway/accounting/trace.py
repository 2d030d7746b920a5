"""What went over the wire on a caller's behalf, as an adapter tells it."""

from collections.abc import Callable
from dataclasses import dataclass


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
