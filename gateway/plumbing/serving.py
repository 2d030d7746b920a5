"""The server that is built in: uvicorn, with the patience that it lacks.

uvicorn waits for ever for a request to be complete and for an answer to be taken. Here a
connection that keeps us waiting is closed, so that a thousand idle callers cost the others nothing.
"""

import asyncio
import errno
import gc
import resource
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

BACKLOG = 2048
TICKS_BETWEEN_SWEEPS = 5  # uvicorn ticks ten times a second
MOST_OPEN_FILES = 65_536

Header = tuple[bytes, bytes]
Envelope = Callable[[str], bytes]  # an error message as the contract wants to see it


@dataclass(frozen=True, slots=True)
class ServerLimits:
    head_seconds: float = 10  # for a request's line and headers, or the rest of an answered one
    head_bytes: int = 64 * 1024
    keep_alive_seconds: int = 10  # between two requests
    linger_seconds: float = 3  # for a caller who is still sending to see that he was refused
    flush_seconds: float = 30  # for the caller to take what is left when we hang up
    requests: int = 1_000
    connections: int = 4_000
    shutdown_seconds: int = 25


class CannotListen(Exception):
    """In one line that a command can print."""


def listen(host: str, port: int) -> socket.socket:
    """Takes the port at once, so that a busy one is known before anything else has started."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CannotListen(f"{host} is not an address of this machine") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise CannotListen(_reason(error, host, port)) from error
    return listener


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is in use"
    if error.errno == errno.EACCES:
        return f"port {port} on {host} is not allowed to this user"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine"
    return f"port {port} on {host} cannot be opened: {error.strerror}"


def server(
    app: ASGIApp,
    *,
    envelope: Envelope,
    limits: ServerLimits,
    trusted_proxies: Sequence[str] = (),
) -> "Server":
    """To be run with `run(sockets=[listen(host, port)])`; it returns after SIGINT or SIGTERM."""
    return Server(_Config(app, envelope, limits, trusted_proxies))


class _Config(uvicorn.Config):
    def __init__(
        self,
        app: ASGIApp,
        envelope: Envelope,
        limits: ServerLimits,
        trusted_proxies: Sequence[str],
    ) -> None:
        super().__init__(
            app,
            loop="uvloop",
            http=_PatientProtocol,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(trusted_proxies),
            forwarded_allow_ips=list(trusted_proxies),
            backlog=BACKLOG,
            timeout_keep_alive=limits.keep_alive_seconds,
            timeout_graceful_shutdown=limits.shutdown_seconds,
        )
        self.limits = limits
        self.envelope = envelope
        self.full = _refuser(
            503,
            envelope("The gateway is full; nothing was done with this request"),
            (b"retry-after", b"1"),
        )
        self.head_too_large = _refuser(431, envelope(_head_too_large(limits)))


def _head_too_large(limits: ServerLimits) -> str:
    return f"The address and headers are larger than {limits.head_bytes} bytes"


def _refuser(status: int, body: bytes, *more: Header) -> ASGIApp:
    async def refuse(_scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [*_headers(body), *more]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return refuse


def _headers(body: bytes) -> list[Header]:
    return [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"x-request-id", uuid4().hex.encode()),
        (b"connection", b"close"),
    ]


class Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        _allow_many_open_files()
        await super().startup(sockets)
        _calm_the_garbage_collector()

    async def on_tick(self, counter: int) -> bool:
        if counter % TICKS_BETWEEN_SWEEPS == 0:
            now = asyncio.get_running_loop().time()
            for connection in list(self.server_state.connections):
                if isinstance(connection, _PatientProtocol):
                    connection.sweep(now)
        return await super().on_tick(counter)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        with super().capture_signals():
            yield
            # uvicorn would raise them again now, and the caller could not tidy up after itself.
            self._captured_signals.clear()


def _allow_many_open_files() -> None:
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_OPEN_FILES if most == resource.RLIM_INFINITY else min(MOST_OPEN_FILES, most)
    if allowed < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _calm_the_garbage_collector() -> None:
    # What has been loaded by now stays: looking through it again and again costs up to 40 %.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


class _Lingering(asyncio.Transport):
    """What uvicorn closes; how, the protocol decides."""

    def __init__(self, transport: asyncio.Transport, protocol: "_PatientProtocol") -> None:
        super().__init__()
        self._protocol = protocol
        self.write = transport.write  # type: ignore[method-assign]  # one call less for each answer

    def close(self) -> None:
        self._protocol.close()

    def is_closing(self) -> bool:
        return self._protocol.is_closing


class _PatientProtocol(HttpToolsProtocol):
    """Notes since when a connection keeps us waiting; the sweep does the rest, without timers."""

    def __init__(
        self,
        config: _Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._config = config
        self._limits = config.limits
        self._waiting_since: float | None = None
        self._closing_since: float | None = None
        self._loose_bytes = 0  # received, and neither a complete head nor part of a body
        self._is_deaf = False
        self._is_lingering = False
        self.url = b""
        self._road: asyncio.Transport

    def sweep(self, now: float) -> None:
        if self.is_closing:
            self._closing_since = self._closing_since or now
            waited = now - self._closing_since
            if waited > self._limits.flush_seconds:
                self._road.abort()
            elif waited > self._limits.linger_seconds:
                self._road.close()
        elif (
            self._waiting_since is not None
            and now - self._waiting_since > self._limits.head_seconds
        ):
            self._give_up()

    @property
    def is_closing(self) -> bool:
        return self._is_lingering or self._road.is_closing()

    def close(self) -> None:
        if self._road.is_closing():
            return
        if self.cycle is not None and self.cycle.more_body:
            self._linger()
        else:
            self._road.close()

    def _linger(self) -> None:
        # Only our half, while the caller is still sending: closing with something unread would
        # reset the connection, and a reset makes most callers forget the answer before it.
        self._is_deaf = self._is_lingering = True
        self._road.write_eof()
        self.flow.resume_reading()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # asyncio itself types it wider
        super().connection_made(transport)
        self._road = transport
        self.transport = _Lingering(transport, self)
        self._wait()
        if len(self.connections) > self._limits.connections:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._is_deaf:
            return
        if self._waiting_since is None and self._is_idle:
            self._wait()
        self._loose_bytes += len(data)
        super().data_received(data)
        if self._loose_bytes > self._limits.head_bytes and not self._is_deaf:
            too_long = len(self.url) > self._limits.head_bytes // 2
            self._refuse(414 if too_long else 431, _head_too_large(self._limits))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._waiting_since is None:  # sent before the answer to the one before it
            self._wait()

    def on_headers_complete(self) -> None:
        self.app = self._config.loaded_app
        if len(self.tasks) >= self._limits.requests:
            self.app = self._config.full
        elif self._loose_bytes > self._limits.head_bytes and self._head_is_too_large:
            self.app = self._config.head_too_large
        self._waiting_since = None
        self._loose_bytes = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._loose_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self.cycle.more_body = False
        if self._waiting_since is not None:
            self._wait()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.response_complete and self.cycle.more_body:
            self._waiting_since = self.loop.time()  # answered unread: the rest must come soon

    def send_400_response(self, msg: str) -> None:
        self._refuse(400, msg)

    @property
    def _is_idle(self) -> bool:
        return self.cycle is not None and self.cycle.response_complete and not self.cycle.more_body

    @property
    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    @property
    def _head_is_too_large(self) -> bool:
        headers = sum(len(name) + len(value) for name, value in self.headers)
        return headers + len(self.url) > self._limits.head_bytes

    def _wait(self) -> None:
        self._waiting_since = self.loop.time()
        self._loose_bytes = 0

    def _give_up(self) -> None:
        self._waiting_since = None
        self._is_deaf = True
        if self._is_answering:
            self.cycle.keep_alive = False
            return
        if self._loose_bytes > 0 and not (self.cycle is not None and self.cycle.more_body):
            self._write(408, "The request did not arrive in time")
        self._road.close()

    def _refuse(self, status: int, message: str) -> None:
        self._is_deaf = True
        if not self._is_answering:
            self._write(status, message)
            self._linger()
        elif not self.cycle.more_body:
            self.cycle.keep_alive = False  # an earlier request still gets its answer
        else:
            if not self.pipeline and not self.cycle.response_started:
                self._write(status, message)
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            self._linger()

    def _write(self, status: int, message: str) -> None:
        body = self._config.envelope(message)
        head = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}".encode()]
        head += [name + b": " + value for name, value in _headers(body)]
        self._road.write(b"\r\n".join([*head, b"", body]))
