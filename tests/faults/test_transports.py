"""What each shipped transport reports when the other side misbehaves, and how often it asked.

The table decides which lane a call may take. A failure counts as "not sent" only where the
native transport says so; the reading transport says it of requests that were read in full.
"""

import asyncio
import socket
import struct
from contextlib import aclosing, asynccontextmanager, suppress

import aiohttp
import httpx
import pytest
import uvloop

from adapters.afas.adapter import AFAS
from adapters.afas.credentials import AfasCredentials
from adapters.afas.rest import Wire, reading_transport
from gateway.accounting.books import Surroundings, Verdict
from gateway.accounting.errors import Unavailable

pytestmark = pytest.mark.enable_socket

NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
TIMEOUTS = {"connect": 2, "pool": 2, "read": 0.5, "write": 2}


class Server:
    """A TCP server that plays one part and counts the requests that it read in full."""

    def __init__(self, part):
        self.part = part
        self.read_in_full = []
        self.cookies = []
        self.meetings = []

    @asynccontextmanager
    async def listening(self):
        self.over = asyncio.Event()
        server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield f"http://127.0.0.1:{self.port}"
        finally:
            self.over.set()
            server.close()
            await asyncio.gather(*self.meetings)

    async def _meet(self, reader, writer):
        self.meetings.append(asyncio.current_task())
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await self.part(self, reader, writer)
        writer.close()

    async def read_request(self, reader):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        lines = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
        await reader.readexactly(int(lines.get("content-length", 0)))
        self.cookies.append(lines.get("cookie"))
        method, path, _ = head.split(" ", 2)
        self.read_in_full.append(method.upper())
        return path


def reset(writer):
    """Ends the connection with RST instead of FIN."""
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def resets_after_accept(_server, _reader, writer):
    reset(writer)


async def resets_in_the_middle(_server, reader, writer):
    await reader.readexactly(100)
    reset(writer)


async def reads_all_then_closes(server, reader, _writer):
    await server.read_request(reader)


async def reads_all_then_resets(server, reader, writer):
    await server.read_request(reader)
    reset(writer)


async def never_answers(server, reader, _writer):
    await server.read_request(reader)
    await server.over.wait()


async def cuts_its_answer_off(server, reader, writer):
    await server.read_request(reader)
    writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{")
    await writer.drain()


async def drips(server, reader, writer):
    await server.read_request(reader)
    writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 1000\r\n\r\n")
    while not server.over.is_set():
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.1)


async def points_elsewhere(server, reader, writer):
    await server.read_request(reader)
    writer.write(
        b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
    )
    await writer.drain()


async def speaks_no_http(server, reader, writer):
    await server.read_request(reader)
    writer.write(b"220 mail.example.com ESMTP\r\n")
    await writer.drain()


async def greets_in_plain_text(server, _reader, writer):
    writer.write(b"220 mail.example.com ESMTP\r\n")
    await writer.drain()
    await server.over.wait()


@asynccontextmanager
async def native_transport():
    async with httpx.AsyncHTTPTransport(trust_env=False) as transport:
        yield transport


async def outcome(transport, method, url, content):
    """The status, or the class of what was raised; TimeoutError is a deadline of our own."""
    request = httpx.Request(method, url, content=content, extensions={"timeout": TIMEOUTS})
    try:
        async with transport() as opened, asyncio.timeout(1):
            response = await opened.handle_async_request(request)
            async with aclosing(response):
                await response.aread()
    except (httpx.RequestError, aiohttp.ClientError, TimeoutError) as error:
        return type(error)
    return response.status_code


async def played(part, transport, method):
    server = Server(part)
    content = bytes(1_000_000) if part is resets_in_the_middle else b"{}"
    async with server.listening() as url:
        return await outcome(transport, method, url, content), len(server.read_in_full)


def on(loop, work):
    with asyncio.Runner(loop_factory=LOOPS[loop]) as runner:
        return runner.run(work)


LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}
Broken, Cut, NoAnswer = httpx.ReadError, httpx.RemoteProtocolError, httpx.ReadTimeout
NoConnection, Untranslated = httpx.ConnectTimeout, aiohttp.ClientResponseError

# What a write comes back with, and how many times the other side has read it in full.
# fmt: off
TABLE = {
    #                       native                reading, POST         reading, PUT
    resets_after_accept:   ((Broken, 0),          (NoConnection, 0),    (NoConnection, 0)),
    resets_in_the_middle:  ((Broken, 0),          (NoConnection, 0),    (NoConnection, 0)),
    reads_all_then_closes: ((Cut, 1),             (NoConnection, 1),    (NoConnection, 2)),
    reads_all_then_resets: ((Broken, 1),          (NoConnection, 1),    (NoConnection, 2)),
    never_answers:         ((NoAnswer, 1),        (NoAnswer, 1),        (NoAnswer, 1)),
    cuts_its_answer_off:   ((Cut, 1),             (Broken, 1),          (Broken, 1)),
    drips:                 ((TimeoutError, 1),    (TimeoutError, 1),    (TimeoutError, 1)),
    points_elsewhere:      ((307, 1),             (307, 1),             (307, 1)),
    speaks_no_http:        ((Cut, 1),             (Untranslated, 1),    (Untranslated, 1)),
}
# fmt: on
named = pytest.mark.parametrize("part", TABLE, ids=lambda part: part.__name__)
on_each_loop = pytest.mark.parametrize("loop", LOOPS)


@on_each_loop
@named
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_the_native_transport_reports_a_write_as_the_table_says(loop, part, method):
    assert on(loop, played(part, native_transport, method)) == TABLE[part][0]


@on_each_loop
@named
@pytest.mark.parametrize(("method", "column"), [("POST", 1), ("PUT", 2)])
def test_the_reading_transport_reports_a_write_as_the_table_says(loop, part, method, column):
    assert on(loop, played(part, reading_transport, method)) == TABLE[part][column]


def test_on_the_native_transport_not_sent_means_not_sent_and_nothing_goes_out_twice():
    native = [row[0] for row in TABLE.values()]
    assert [came_back for came_back, read in native if came_back in NOT_SENT and read] == []
    assert max(read for _, read in native) == 1


def test_on_the_reading_transport_not_sent_means_nothing_so_it_carries_no_writes():
    reading = [cell for row in TABLE.values() for cell in row[1:]]
    assert [read for came_back, read in reading if came_back in NOT_SENT] == [
        0,
        0,
        0,
        0,
        1,
        2,
        1,
        2,
    ]


@on_each_loop
@pytest.mark.parametrize("lane", [native_transport, reading_transport])
@pytest.mark.parametrize("address", ["port that is closed", "name that is unknown"])
def test_where_nobody_listens_every_transport_says_not_sent(loop, lane, address, closed_port):
    urls = {
        "port that is closed": f"http://127.0.0.1:{closed_port}",
        "name that is unknown": "http://nobody.invalid",
    }
    assert on(loop, outcome(lane, "POST", urls[address], b"{}")) in NOT_SENT


@pytest.fixture
def closed_port():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@pytest.fixture
async def read():
    """One read by the shipped transport, within a second."""
    async with reading_transport() as transport:
        wire = Wire(transport, lambda _: None)

        async def reading(url):
            return await wire.get(url, {}, within_seconds=1)

        yield reading


BROKEN = [part for part in TABLE if part is not points_elsewhere]


@pytest.mark.parametrize("part", BROKEN, ids=lambda part: part.__name__)
async def test_a_read_that_fails_is_unavailable_and_was_asked_twice_at_most(read, part):
    server = Server(part)
    async with server.listening() as url:
        with pytest.raises(Unavailable) as failure:
            await read(url)
    assert failure.value.message.startswith("AFAS cannot be reached: ")
    assert len(server.meetings) <= 2


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://127.0.0.1:{closed_port}", "it refuses the connection"),
        ("http://nobody.invalid", "its name is not known"),
        ("https://127.0.0.1:{port}", "no secure connection could be made"),
    ],
)
async def test_a_read_that_finds_nobody_says_why(read, address, reason, closed_port):
    server = Server(greets_in_plain_text)
    async with server.listening():
        with pytest.raises(Unavailable, match=reason):
            await read(address.format(closed_port=closed_port, port=server.port))


async def answers_and_sets_a_cookie(server, reader, writer):
    await server.read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nSet-Cookie: session=1\r\nContent-Length: 2\r\n\r\n{}")
    await writer.drain()


async def test_a_connection_that_was_closed_while_idle_costs_a_read_nothing(read):
    server = Server(answers_and_sets_a_cookie)
    async with server.listening() as url:
        assert [(await read(url)).status for _ in range(3)] == [200, 200, 200]
    assert server.read_in_full == ["GET", "GET", "GET"]


async def test_a_cookie_of_one_tenant_never_travels_with_the_next(read):
    server = Server(answers_and_sets_a_cookie)
    async with server.listening() as url:
        await read(url)
        await read(url)
    assert server.cookies == [None, None]


async def hands_out_tokens_and_tells_about_them(server, reader, writer):
    while not server.over.is_set():
        path = await server.read_request(reader)
        body = b'{"getConnectors": [], "updateConnectors": [], "info": {"envid": "O36480AA"}}'
        if path.endswith("/oauth/token"):
            body = b'{"access_token": "a", "token_type": "Bearer", "expires_in": 3600}'
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()


async def test_the_adapter_signs_in_and_reads_by_the_transport_that_it_ships(oauth_client):
    server, exchanges = Server(hands_out_tokens_and_tells_about_them), []
    async with server.listening() as url:
        surroundings = Surroundings(observe=exchanges.append, sandbox_url=url)
        async with AFAS.running(surroundings) as open_books:
            readiness = await open_books(AfasCredentials(**oauth_client)).readiness()
    assert readiness.verdict is Verdict.RIGHTS_MISSING
    assert readiness.facts == {"environment_id": "O36480AA"}
    assert [(each.method, each.status) for each in exchanges] == [("POST", 200), ("GET", 200)]


@pytest.fixture
def oauth_client():
    return {
        "company_id": "36480",
        "environment": "sandbox",
        "client_id": "gateway",
        "client_secret": "correct-horse",
    }
