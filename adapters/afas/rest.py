"""The REST services of AFAS: the only place that talks HTTP to them."""

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeVar
from weakref import WeakValueDictionary

import aiohttp
import httpx
import msgspec
from httpx_aiohttp import AiohttpTransport

from adapters.afas.addresses import Address
from adapters.afas.failures import OK, UNAUTHORIZED, failure_of
from adapters.afas.question import Question
from gateway.accounting.errors import (
    AccountingError,
    CredentialsRefused,
    PermissionMissing,
    Rejected,
    Unavailable,
)
from gateway.accounting.trace import Exchange, Observe

Transport = httpx.AsyncBaseTransport

READ_SECONDS = 60
CONNECT_SECONDS = 10
CONNECTIONS = 1000
IDLE_SECONDS = 30
LARGEST_ANSWER = 64 * 1024 * 1024
MOST_AT_ONCE = 5  # per AFAS environment, as AFAS advises

# Reading has no limit of its own: a limit per read never ends an answer that drips. The
# deadline around the whole call does.
_TIMEOUTS = {"connect": CONNECT_SECONDS, "pool": CONNECT_SECONDS, "read": None, "write": None}
_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip",
    # Refusals are told apart by their texts.
    "Accept-Language": "en-us",
    "User-Agent": "ledgergate",
}


class Authorization(Protocol):
    async def header(self) -> str:
        """The value of the Authorization header."""

    async def renewed(self, refused: str) -> str | None:
        """Another value after AFAS refused this one; None when there is no other."""


SignIn = Callable[[Address], Authorization]


Record = dict[str, object]
Decoded = TypeVar("Decoded")


class Rows(msgspec.Struct):
    rows: list[Record]


_ANYTHING = msgspec.json.Decoder(object, float_hook=Decimal)
_ROWS = msgspec.json.Decoder(Rows, float_hook=Decimal)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    retry_after: str | None


@asynccontextmanager
async def reading_transport() -> AsyncIterator[Transport]:
    """The transport for reads, and only for reads: it repeats a dropped request by itself and
    reports a request that AFAS has read as a failure to connect. tests/faults shows both.
    """
    tls = httpx.create_ssl_context(trust_env=False)
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=tls, limit=CONNECTIONS, keepalive_timeout=IDLE_SECONDS),
        # All tenants share this session; a cookie would travel from one to the next.
        cookie_jar=aiohttp.DummyCookieJar(),
    )
    async with AiohttpTransport(verify=tls, trust_env=False, client=session) as transport:
        yield transport


class Wire:
    """Carries the reads of all connections.

    It speaks to the transport directly: no cookies, no redirects, no proxies from outside.
    """

    def __init__(self, transport: Transport, observe: Observe) -> None:
        self._transport = transport
        self._observe = observe
        # Of this process only: replicas do not count each other's calls yet.
        self._lanes: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    def lanes(self, environment: str) -> asyncio.Semaphore:
        return self._lanes.setdefault(environment, asyncio.Semaphore(MOST_AT_ONCE))

    async def get(
        self,
        url: str,
        headers: Mapping[str, str],
        *,
        within_seconds: int,
        connector: str | None = None,
    ) -> Answer:
        request = httpx.Request("GET", url, headers=headers, extensions={"timeout": _TIMEOUTS})
        status: int | None = None
        body: bytes | None = None
        failure: str | None = "the caller left before the answer"
        started = time.perf_counter_ns()
        try:
            async with network_in_words(within_seconds):
                response = await self._transport.handle_async_request(request)
                status = response.status_code
                body = await _whole_body(response)
        except AccountingError as error:
            failure = error.message
            raise
        else:
            failure = None
            return Answer(status, body, response.headers.get("retry-after"))
        finally:
            self._observe(
                Exchange(
                    method="GET",
                    url=url,
                    connector=connector,
                    status=status,
                    milliseconds=_milliseconds_since(started),
                    response_body=body,
                    failure=failure,
                )
            )


class Rest:
    """One environment, as one connection sees it."""

    def __init__(self, wire: Wire, address: Address, sign_in: SignIn) -> None:
        self.address = address
        self._wire = wire
        self._sign_in = sign_in
        self._authorization = sign_in(address)
        self._lanes = wire.lanes(address.url)

    async def get(self, path: str, *, within_seconds: int = READ_SECONDS) -> object:
        """The JSON at this path, its decimals exact. Raises what `failures` makes of the rest."""
        return _decoded(await self._got(path, within_seconds), _ANYTHING)

    async def rows(self, question: Question, *, skip: int, take: int) -> list[Record]:
        """Raises PermissionMissing, naming the connector, when this connection may not use it."""
        path, connector = question.path(skip, take), question.connector
        try:
            body = await self._got(path, READ_SECONDS, connector)
        except CredentialsRefused:
            # AFAS says the same of a connector that is not in the app connector.
            await self.get("/MetaInfo")
            raise _missing(connector) from None
        except PermissionMissing as error:
            raise _missing(connector, error) from error
        return _decoded(body, _ROWS).rows

    def elsewhere(self) -> tuple["Rest", ...]:
        """The same credentials at the participant's other environments."""
        return tuple(
            Rest(self._wire, address, self._sign_in) for address in self.address.elsewhere()
        )

    async def _got(self, path: str, within_seconds: int, connector: str | None = None) -> bytes:
        header = await self._authorization.header()
        answer = await self._answer(path, header, within_seconds, connector)
        if answer.status == UNAUTHORIZED:
            renewed = await self._authorization.renewed(header)
            if renewed is not None:
                answer = await self._answer(path, renewed, within_seconds, connector)
        if answer.status != OK:
            raise failure_of(answer.status, answer.body, answer.retry_after)
        return answer.body

    async def _answer(
        self, path: str, header: str, within_seconds: int, connector: str | None
    ) -> Answer:
        async with self._lanes:
            return await self._wire.get(
                self.address.url + path,
                {**_HEADERS, "Authorization": header},
                within_seconds=within_seconds,
                connector=connector,
            )


class ObservedTransport(httpx.AsyncBaseTransport):
    """Tells about calls without their bodies: those for an access token hold secrets both ways.

    It has no close of its own, because the transport underneath belongs to all connections.
    """

    def __init__(self, transport: Transport, observe: Observe) -> None:
        self._transport = transport
        self._observe = observe

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        status: int | None = None
        failure: str | None = "no answer"
        started = time.perf_counter_ns()
        try:
            response = await self._transport.handle_async_request(request)
            status, failure = response.status_code, None
            return response
        finally:
            self._observe(
                Exchange(
                    method=request.method,
                    url=str(request.url),
                    connector=None,
                    status=status,
                    milliseconds=_milliseconds_since(started),
                    failure=failure,
                )
            )


@asynccontextmanager
async def network_in_words(within_seconds: int) -> AsyncIterator[None]:
    """Puts a deadline around a read, and turns what the network does to it into our errors."""
    try:
        async with asyncio.timeout(within_seconds):
            yield
    except TimeoutError as error:
        raise Unavailable(
            f"AFAS cannot be reached: no answer within {within_seconds} seconds."
        ) from error
    except httpx.HTTPStatusError as error:
        answer = error.response
        raise failure_of(
            answer.status_code, answer.content, answer.headers.get("retry-after")
        ) from error
    except (httpx.RequestError, aiohttp.ClientError) as error:
        raise Unavailable(f"AFAS cannot be reached: {_reason_of(error)}.") from error


def _decoded(body: bytes, decoder: msgspec.json.Decoder[Decoded]) -> Decoded:
    try:
        return decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unavailable("AFAS gave an answer that is not JSON.") from error


def _missing(connector: str, error: PermissionMissing | None = None) -> PermissionMissing:
    told = error.message if error else "The app connector in AFAS does not hold it."
    return PermissionMissing(
        f"The GetConnector {connector} cannot be used. {told}",
        vendor_message=error.vendor_message if error else None,
        vendor_reference=error.vendor_reference if error else None,
    )


async def _whole_body(response: httpx.Response) -> bytes:
    # Counted after decompression and while it streams in: a small answer can unpack to a huge one.
    body = bytearray()
    try:
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > LARGEST_ANSWER:
                raise Rejected("AFAS answers more than fits; ask for less at once.")
    finally:
        await response.aclose()
    return bytes(body)


def _reason_of(error: Exception) -> str:
    # The transport's own class is not to be trusted; what lies underneath is.
    causes = tuple(_causes(error))
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return "its name is not known"
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return "no secure connection could be made"
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return f"no connection within {CONNECT_SECONDS} seconds"
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return "it refuses the connection"
    if isinstance(error, httpx.DecodingError):
        return "its answer is garbled"
    return "the connection broke off"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _milliseconds_since(started: int) -> int:
    return (time.perf_counter_ns() - started) // 1_000_000
