"""Every API call goes into the request log, with the vendor calls it caused."""

import time
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.requestlog.masking import WHOLE, masked_query, masked_text
from gateway.requestlog.recording import Seen, begin
from gateway.requestlog.tables import StoredRequest
from gateway.resources import Resources

UNRECORDED = ("/health/", "/static/", "/docs", "/openapi.json")


@dataclass(slots=True)
class _Heard:
    """What passed by, each body up to a bound."""

    status: int = 500
    request_body: bytearray = field(default_factory=bytearray)
    response_body: bytearray = field(default_factory=bytearray)


class Recorded:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(UNRECORDED):
            await self._app(scope, receive, send)
            return
        heard, started = _Heard(), time.perf_counter()
        exchanges = begin()

        async def heard_receive() -> Message:
            message = await receive()
            _keep(heard.request_body, message.get("body", b""))
            return message

        async def heard_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                heard.status = message["status"]
            _keep(heard.response_body, message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, heard_receive, heard_send)
        finally:
            given: Resources = scope["app"].state.resources
            row = _row(scope, given, heard.status, time.perf_counter() - started)
            given.request_log.note(
                Seen(
                    row,
                    bytes(heard.request_body),
                    # An operator's answer tells of many tenants and would outlive each of them.
                    b"" if row.operator else bytes(heard.response_body),
                    exchanges,
                )
            )


def _keep(body: bytearray, more: bytes) -> None:
    if len(body) < WHOLE:
        body += more[: WHOLE - len(body)]


def _row(scope: Scope, given: Resources, status: int, seconds: float) -> StoredRequest:
    state = scope.get("state", {})
    caller, operator = state.get("caller"), state.get("operator")
    return StoredRequest(
        request_id=state.get("request_id", ""),
        at=given.clock(),
        tenant_id=caller.tenant_id if caller else state.get("tenant_id"),
        consumer_id=state.get("consumer_id"),
        key_id=caller.key_id if caller else None,
        operator=operator.name if operator else None,
        method=scope["method"][:16],
        path=masked_text(scope["path"])[:512],
        query=masked_query(scope["query_string"].decode("latin-1"))[:1024],
        status=status,
        error_code=state.get("error_code"),
        milliseconds=round(seconds * 1000),
    )
