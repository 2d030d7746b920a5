"""What goes back over the wire: bodies, statuses, headers, gzip."""

import gzip
import secrets
from dataclasses import dataclass, field

import msgspec

from adapters.afas.simulator.texts import Refusal

JSON = "application/json; charset=utf-8"
XML = "application/xml; charset=utf-8"
_GZIP_FROM = 860
_ENCODER = msgspec.json.Encoder(decimal_format="number")


@dataclass(slots=True)
class Reply:
    status: int
    body: bytes = b""
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)

    def sent_headers(self, *, gzips: bool, ms: int) -> list[tuple[bytes, bytes]]:
        body, encoding = self.body, ""
        if gzips and len(body) >= _GZIP_FROM:
            self.body, encoding = gzip.compress(body, compresslevel=1), "gzip"
        headers = _FIXED | {
            "Content-Type": self.content_type if body else XML,
            "Content-Length": str(len(self.body)),
            "X-AFAS-Proxy-Stats": f"init(0ms), before response(0ms), after response({ms}ms)",
            "X-Trace-Identifier": secrets.token_hex(16),
        }
        if encoding:
            headers["Content-Encoding"] = encoding
        headers |= self.headers
        return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


_FIXED = {
    "Cache-Control": "no-store, no-cache",
    "Strict-Transport-Security": "max-age=31536000",
    "X-AFAS-Proxy-Version": "4.3.0.0",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "deny",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": (
        "Content-Type, Accept, Authorization, OnlineSessionId, Accept-Language"
    ),
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE, OPTIONS",
    "Access-Control-Max-Age": "1728000",
}


def encoded(content: object) -> bytes:
    """JSON with exact decimals, on one line as since Profit 7."""
    return _ENCODER.encode(content)


def json_reply(content: object, status: int = 200) -> Reply:
    return Reply(status, encoded(content))


def empty(status: int) -> Reply:
    return Reply(status)


def refused(refusal: Refusal, language: str) -> Reply:
    return failed(refusal.message(language), refusal.text.number)


def failed(message: str, number: int) -> Reply:
    return json_reply(
        {
            "externalMessage": message,
            "errorNumber": number,
            "profitLogReference": secrets.token_hex(16).upper(),
        },
        500,
    )


def maintenance(retry_after: int) -> Reply:
    reply = json_reply(
        {
            "error": {
                "code": "503",
                "message": "Service temporarily unavailable due to scheduled maintenance."
                " Please check afasstatus.nl for details.",
            },
            "retry_after": retry_after,
        },
        503,
    )
    reply.headers["Retry-After"] = str(retry_after)
    return reply
