"""What every request passes before the app sees it, and every answer on its way out.

Pure ASGI: a `BaseHTTPMiddleware` would cost more than all of FastAPI. Outermost first:

    RequestId    every answer carries one, also those of the rooms below
    LastResort   an error that nobody expected: the error shape, and no word about its inside
    Deadline     a request that makes no progress is cut off
    QueryLimit   an address that is too long, or has too many parameters
    BodyLimit    a body that is compressed, too large, too slow or nested too deeply
"""

import asyncio
import re
import traceback
from dataclasses import dataclass
from http import HTTPStatus
from itertools import accumulate
from uuid import uuid4

import structlog
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.api.envelope import answer, envelope, invalid

MEGABYTE = 1024 * 1024
SLOWEST_BYTES_PER_SECOND = 16 * 1024
SLICE = 64 * 1024  # scanned in about 3 ms at worst, between two turns of the event loop
CLOSE = (b"connection", b"close")  # the rest of a refused body is not worth reading
READ_ONLY = frozenset({"GET", "HEAD", "OPTIONS"})
HTTP_1 = frozenset({"1.0", "1.1"})  # later versions may send a body without announcing it
ANNOUNCES_A_BODY = frozenset({b"content-length", b"transfer-encoding"})

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_LEVELS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Limits:
    body_bytes: int = 20 * MEGABYTE
    json_depth: int = 64
    body_seconds: float = 30  # for a whole body, however fast
    drip_seconds: float = 10  # and for one that hardly arrives at all
    query_bytes: int = 16 * 1024
    query_parameters: int = 100
    request_seconds: float = 60


def door(limits: Limits) -> list[Middleware]:
    """The rooms in their order, for `FastAPI(middleware=…)`, inside its own error handling."""
    return [
        Middleware(RequestId),
        Middleware(LastResort),
        Middleware(Deadline, seconds=limits.request_seconds),
        Middleware(QueryLimit, limits=limits),
        Middleware(BodyLimit, limits=limits),
    ]


class RequestId:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        theirs = dict(scope["headers"]).get(b"x-request-id", b"")
        request_id = theirs.decode() if _REQUEST_ID.fullmatch(theirs) else uuid4().hex
        header = (b"x-request-id", request_id.encode())

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), header]}
            await send(message)

        scope.setdefault("state", {})["request_id"] = request_id
        before = structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            await self._app(scope, receive, send_with_id)
        finally:
            structlog.contextvars.reset_contextvars(**before)


class LastResort:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def send_and_remember(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_remember)
        except Exception as error:  # noqa: BLE001  the one place behind which there is no other
            # No traceback: it prints the error's text, which may quote a body or a secret.
            _log.error(
                "unexpected_error",
                method=scope["method"],
                path=scope["path"],
                error=_named(error),
                where=_whereabouts(error),
            )
            if not begun:  # otherwise the server sees an answer without an end, and hangs up
                await answer(send, 500, _fault(scope), (CLOSE,))


def _fault(scope: Scope) -> bytes:
    if scope["method"] in READ_ONLY:
        return envelope("The gateway failed on this request", error_code="ERROR_UNKNOWN")
    return envelope(
        "The gateway failed on this request, and whether it had an effect is not known",
        error_code="ERROR_OUTCOME_UNKNOWN",
    )


def _named(error: BaseException) -> str:
    cause = error.__cause__ or error.__context__
    name = type(error).__qualname__
    return f"{name} from {_named(cause)}" if cause else name


def _whereabouts(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


class Deadline:
    """A request must answer in time; an answer that has begun must keep going."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        now = asyncio.get_running_loop().time
        begun = False

        async def send_in_time(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)
            if message.get("more_body") and not deadline.expired():
                deadline.reschedule(now() + self._seconds)

        try:
            async with asyncio.timeout(self._seconds) as deadline:
                await self._app(scope, receive, send_in_time)
        except TimeoutError:
            if not deadline.expired():
                raise
            _log.warning("request_cut_off", method=scope["method"], path=scope["path"])
            if not begun:
                await self._answer(scope, send)

    async def _answer(self, scope: Scope, send: Send) -> None:
        waited = f"The gateway had no answer within {self._seconds:g} seconds"
        if scope["method"] in READ_ONLY:
            await answer(send, 503, envelope(waited, error_code="ERROR_UNKNOWN"), (CLOSE,))
        else:
            # Not 503, which clients repeat by themselves: this may have been booked.
            unknown = f"{waited}; whether the request had an effect is not known"
            body = envelope(unknown, error_code="ERROR_OUTCOME_UNKNOWN")
            await answer(send, 504, body, (CLOSE,))


class QueryLimit:
    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._most_bytes = limits.query_bytes
        self._most_parameters = limits.query_parameters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        query: bytes = scope["query_string"]
        if len(query) > self._most_bytes:
            message = f"The query is longer than {self._most_bytes} bytes"
            body = envelope(message, error_code="ERROR_INVALID_QUERY_PARAMETER")
            await answer(send, 414, body, (CLOSE,))
        elif query.count(b"&") >= self._most_parameters:
            message = f"There are more than {self._most_parameters} query parameters"
            body = invalid([(("query",), message, "too_long")], "ERROR_INVALID_QUERY_PARAMETER")
            await answer(send, 422, body, (CLOSE,))
        else:
            await self._app(scope, receive, send)


class BodyRefused(HTTPException):
    """Ends whatever reads the body; an `HTTPException`, because FastAPI lets no other one pass."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)
        self.body = (
            invalid([(("body",), message, "json_invalid")], "ERROR_INVALID_BODY")
            if status == HTTPStatus.UNPROCESSABLE_ENTITY
            else envelope(message, error_code="ERROR_INVALID_BODY")
        )


class BodyLimit:
    """Not Starlette's own: that one answers in plain text where the app leaves the body unread."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if scope["http_version"] in HTTP_1 and not ANNOUNCES_A_BODY & headers.keys():
            await self._app(scope, receive, send)
            return
        refused = self._refuses(headers)
        if refused is not None:
            await answer(send, refused.status_code, refused.body, (CLOSE,))
            return
        media_type = headers.get(b"content-type", b"").lower()
        is_json = b"json" in media_type or not media_type
        await _Intake(self._limits, receive, send, is_json=is_json).run(self._app, scope)

    def _refuses(self, headers: dict[bytes, bytes]) -> BodyRefused | None:
        if headers.get(b"content-encoding", b"").strip().lower() not in {b"", b"identity"}:
            return BodyRefused(415, "A compressed body is not accepted: send it as it is")
        declared = headers.get(b"content-length", b"")
        if declared.isdigit() and int(declared) > self._limits.body_bytes:
            return _too_large(self._limits)
        return None


def _too_large(limits: Limits) -> BodyRefused:
    most = limits.body_bytes
    size = f"{most / MEGABYTE:g} MB" if most >= MEGABYTE else f"{most} bytes"
    return BodyRefused(413, f"The body is larger than {size}")


class _Intake:
    """One request's body on its way in, and the answer to it if it is refused halfway."""

    def __init__(self, limits: Limits, receive: Receive, send: Send, *, is_json: bool) -> None:
        self._limits = limits
        self._receive = receive
        self._send = send
        self._nesting = Nesting(limits.json_depth) if is_json else None
        self._began_at: float | None = None
        self._bytes = 0
        self._complete = False
        self._refused: BodyRefused | None = None
        self._answered = False

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        try:
            await app(scope, self._next_part, self._pass_on)
        except BodyRefused:
            if self._answered:
                raise
        if self._refused is not None and not self._answered:
            await answer(self._send, self._refused.status_code, self._refused.body, (CLOSE,))

    async def _pass_on(self, message: Message) -> None:
        if self._refused is not None and not self._answered:
            return  # whatever the app makes of it, the refusal is the answer
        self._answered = True
        await self._send(message)

    async def _next_part(self) -> Message:
        if self._complete:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._due_at()):
                message = await self._receive()
            if message["type"] == "http.request":
                await self._look_at(message.get("body", b""))
                self._complete = not message.get("more_body", False)
        except TimeoutError:
            self._refused = BodyRefused(408, "The body did not arrive in time")
        except BodyRefused as refused:
            self._refused = refused
        if self._refused is not None:
            raise self._refused
        return message

    def _due_at(self) -> float:
        if self._began_at is None:
            self._began_at = asyncio.get_running_loop().time()
        earned = self._limits.drip_seconds + self._bytes / SLOWEST_BYTES_PER_SECOND
        return self._began_at + min(self._limits.body_seconds, earned)

    async def _look_at(self, part: bytes) -> None:
        self._bytes += len(part)
        if self._bytes > self._limits.body_bytes:
            raise _too_large(self._limits)
        if self._nesting is None:
            return
        for start in range(0, len(part), SLICE):
            if start:
                await asyncio.sleep(0)
            self._nesting.look_at(part[start : start + SLICE])


class Nesting:
    """How deeply a JSON text nests, slice by slice and without parsing it.

    Exact for as long as the text is JSON; a parser stops where it no longer is.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._depth = 0
        self._carried = b""

    def look_at(self, part: bytes) -> None:
        if b"\0" in part:  # UTF-16, whose bytes would be misread here
            raise BodyRefused(422, "The body is not JSON in UTF-8")
        part = self._carried + part
        escape = b"\\" if (len(part) - len(part.rstrip(b"\\"))) % 2 else b""
        # The two quotes are an empty string, or the end of an open one and a quote left over.
        bare = _STRING.sub(b"", part.removesuffix(escape) + b'""')
        self._carried = (b'"' if bare.endswith(b'"') else b"") + escape
        brackets = bare.translate(None, _NOT_BRACKETS)
        if brackets:
            depths = list(accumulate(map(_LEVELS.__getitem__, brackets), initial=self._depth))
            self._depth = depths[-1]
            if max(depths) > self._most:
                raise BodyRefused(422, f"The body nests deeper than {self._most} levels")
