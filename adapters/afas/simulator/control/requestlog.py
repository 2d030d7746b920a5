"""What was asked: every call on the data plane, without its secrets."""

import re
from collections import deque
from dataclasses import dataclass, field

KEPT = 20_000
BODY_KEPT = 200_000
_SECRET = re.compile(r"(client_secret|client_assertion|apiToken|apiKey|otp)(=|\"\s*:\s*\")[^&\"]*")


@dataclass(slots=True)
class Logged:
    at: str
    method: str
    path: str
    query: str
    headers: dict[str, str]
    company: str
    body: str | None = None
    status: int | None = None  # None: no answer was given
    ms: float | None = None


@dataclass(slots=True)
class RequestLog:
    rows: deque[Logged] = field(default_factory=lambda: deque(maxlen=KEPT))

    def listed(self) -> list[dict[str, object]]:
        return [
            {
                "at": each.at,
                "method": each.method,
                "path": each.path,
                "query": each.query,
                "headers": each.headers,
                "body": each.body,
                "status": each.status,
                "ms": each.ms,
                "company": each.company,
            }
            for each in self.rows
        ]


def shown_headers(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): _shown(name, value.decode("latin-1"))
        for name, value in headers
    }


def _shown(name: bytes, value: str) -> str:
    if name.lower() in (b"authorization", b"cookie", b"proxy-authorization"):
        return value.partition(" ")[0] + " (hidden)"
    return value


def shown_body(body: bytes) -> str | None:
    return shown(body[:BODY_KEPT].decode("utf-8", "replace")) if body else None


def shown(text: str) -> str:
    """A body or a query without the secrets of sign-in calls."""
    return _SECRET.sub(r"\1\2(hidden)", text)
