"""Callers who drip, stall, never read, or send far too much, against the server as it is shipped.

The server runs in a process of its own: this file, run as a command.
"""

import asyncio
import gc
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import asynccontextmanager, contextmanager, suppress
from itertools import chain, cycle, repeat
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import Body, FastAPI, Response

from gateway.api.envelope import envelope
from gateway.api.middleware import Limits, door
from gateway.plumbing.serving import CannotListen, ServerLimits, listen, server

pytestmark = pytest.mark.enable_socket

ROOT = Path(__file__).parents[2]
MEGABYTE = 1024 * 1024
PATIENCE = 1.0
PING = b"GET /ping HTTP/1.1\r\nhost: gateway\r\n\r\n"
CHUNKED = b"transfer-encoding: chunked\r\ncontent-type: application/json\r\n"


def main(patience):
    limits = Limits(drip_seconds=patience, request_seconds=3 * patience)
    worst_lag = 0.0

    @asynccontextmanager
    async def watched(_app):
        nonlocal worst_lag

        async def watch():
            nonlocal worst_lag
            while True:
                began = time.perf_counter()
                await asyncio.sleep(0.005)
                worst_lag = max(worst_lag, time.perf_counter() - began - 0.005)

        watching = asyncio.create_task(watch())
        yield
        watching.cancel()

    app = FastAPI(middleware=door(limits), lifespan=watched)

    @app.get("/ping")
    async def ping():
        return "pong"

    @app.post("/echo")
    async def echo(body: Annotated[object, Body()]):
        return body

    @app.post("/unread")
    async def unread():
        return "answered without looking"

    @app.get("/slow")
    async def slow():
        await asyncio.sleep(0.7)
        return "at last"

    @app.get("/big")
    async def big():
        return Response(b"x" * 20 * MEGABYTE)

    @app.get("/facts")
    async def facts():
        nonlocal worst_lag
        lag, worst_lag = worst_lag, 0.0
        return {"lag": lag, "rss": rss(), "open_files": open_files(), "gc": gc.get_threshold()}

    listener = listen("127.0.0.1", 0)
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    server(
        app,
        envelope=envelope,
        limits=ServerLimits(
            head_seconds=patience, flush_seconds=patience, requests=150, keep_alive_seconds=1
        ),
    ).run(sockets=[listener])
    sys.stdout.write("tidied up\n")


def rss():
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


def open_files():
    return len(list(Path("/proc/self/fd").iterdir()))


class Running:
    def __init__(self, process):
        self.process = process
        self.port = int(process.stdout.readline())

    async def connect(self):
        return await asyncio.open_connection("127.0.0.1", self.port, limit=MEGABYTE)

    async def says(self, *parts):
        """Everything the server says to these parts until it closes the connection."""
        return await self.says_to_all(parts)

    async def says_to_all(self, parts):
        reader, writer = await self.connect()
        try:
            with suppress(ConnectionError):
                for part in parts:
                    writer.write(part)
                    await writer.drain()
            return await heard(reader)
        finally:
            await hang_up(writer)

    async def facts(self):
        said = await self.says(b"GET /facts HTTP/1.1\r\nconnection: close\r\n\r\n")
        return json.loads(said.partition(b"\r\n\r\n")[2])


async def heard(reader):
    said = b""
    with suppress(ConnectionError):
        while part := await reader.read(65536):
            said += part
    return said


async def hang_up(writer):
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


@contextmanager
def a_server():
    with subprocess.Popen(
        [sys.executable, __file__, str(PATIENCE)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        yield Running(process)
        process.kill()


@pytest.fixture(scope="module")
def running():
    with a_server() as running:
        yield running


@pytest.fixture
def ending():
    with a_server() as running:
        yield running


def refusal_in(said):
    head, _, body = said.partition(b"\r\n\r\n")
    assert b"content-type: application/json" in head
    assert b"x-request-id: " in head
    assert b"connection: close" in head
    refused = json.loads(body)
    assert refused["status"] == "error"
    return int(head.split()[1]), refused["message"]


async def test_dripping_callers_are_hung_up_on_and_the_others_hardly_notice(running):
    clock = asyncio.get_running_loop().time

    async def drip(first, rest):
        began = clock()
        reader, writer = await running.connect()
        hearing = asyncio.create_task(heard(reader))
        with suppress(ConnectionError):
            writer.write(first)
            for drop in rest:
                await asyncio.wait([hearing], timeout=0.25)
                if hearing.done():
                    break
                writer.write(drop)
        await hearing
        await hang_up(writer)
        return clock() - began

    async def slowest_of_a_hundred(enough):
        """The 99th percentile of a steady caller's waits."""
        waits = []
        reader, writer = await running.connect()
        while not enough(waits):
            began = clock()
            writer.write(PING)
            await reader.readuntil(b'"pong"')
            waits.append(clock() - began)
            await asyncio.sleep(0.002)
        await hang_up(writer)
        return sorted(waits)[int(0.99 * len(waits))]

    kinds = [
        (b"GET /ping HTTP/1.1\r\nx: ", repeat(b"y")),
        (b"", repeat(b"\r\n")),
        (PING, cycle([b"\r\n"])),
        (b"POST /echo HTTP/1.1\r\ncontent-length: 9000\r\n\r\n", repeat(b" ")),
        (b"POST /unread HTTP/1.1\r\ncontent-length: 9000\r\n\r\n", repeat(b" ")),
        (b"POST /echo HTTP/1.1\r\n" + CHUNKED + b"\r\n0\r\n", repeat(b"a: b\r\n")),
    ]
    before = await running.facts()
    alone = await slowest_of_a_hundred(lambda waits: len(waits) == 400)
    dripping = [asyncio.create_task(drip(*kinds[i % len(kinds)])) for i in range(200)]
    await asyncio.sleep(0.3)
    beside = await slowest_of_a_hundred(lambda waits: len(waits) >= 400)
    lasted = await asyncio.gather(*dripping)
    assert max(lasted) < 2 * PATIENCE + 1.5
    assert min(lasted) > PATIENCE - 0.1
    assert beside <= 2 * max(alone, 0.02)  # below that a busy machine, not the server, is measured
    await asyncio.sleep(1.2)
    assert (await running.facts())["open_files"] <= before["open_files"]


async def test_a_caller_who_says_nothing_is_hung_up_on(running):
    began = time.monotonic()
    assert await running.says() == b""
    assert PATIENCE - 0.1 < time.monotonic() - began < PATIENCE + 1.2


async def test_a_dripping_head_is_told_what_was_wrong(running):
    status, message = refusal_in(await running.says(b"GET /ping HTTP/1.1\r\nx: y"))
    assert (status, message) == (408, "The request did not arrive in time")


async def test_a_request_sent_early_and_never_finished_does_not_cost_the_first_its_answer(running):
    said = await running.says(b"GET /slow HTTP/1.1\r\n\r\nGET /ping HT")
    assert said.count(b"HTTP/1.1 200 OK") == 1
    assert said.count(b"at last") == 1


async def test_requests_sent_ahead_are_all_answered_in_order(running):
    last = b"GET /ping HTTP/1.1\r\nconnection: close\r\n\r\n"
    said = await running.says(b"GET /slow HTTP/1.1\r\n\r\n" + PING * 3 + last)
    assert said.count(b"HTTP/1.1 200 OK") == 5
    assert said.index(b"at last") < said.index(b"pong")


async def test_a_caller_who_never_reads_does_not_keep_its_place(running):
    before = (await running.facts())["open_files"]
    writers = []
    for _caller in range(20):
        _, writer = await running.connect()
        writer.transport.pause_reading()
        writer.write(b"GET /big HTTP/1.1\r\n\r\n")
        writers.append(writer)
    await asyncio.sleep(0.3)
    assert (await running.facts())["open_files"] == before + 20
    await asyncio.sleep(1 + 2 * PATIENCE)
    assert (await running.facts())["open_files"] == before
    for writer in writers:
        writer.transport.abort()


async def test_a_full_gateway_says_so_at_once(running):
    slow = b"GET /slow HTTP/1.1\r\nconnection: close\r\n\r\n"
    waiting = [asyncio.create_task(running.says(slow)) for _request in range(150)]
    await asyncio.sleep(0.3)
    said = await running.says(PING)
    assert refusal_in(said)[0] == 503
    assert b"retry-after: 1" in said
    assert all(b"at last" in answer for answer in await asyncio.gather(*waiting))
    assert b"200 OK" in await running.says(PING)


async def test_what_is_not_http_is_refused_in_the_error_shape(running):
    assert refusal_in(await running.says(b"\x16\x03\x01hello\r\n\r\n"))[0] == 400


def many(piece, size):
    return repeat(piece * (64 * 1024 // len(piece)), size // (64 * 1024))


def chunks(piece, size):
    yield post(CHUNKED) + b"1\r\n[\r\n"
    for part in many(piece, size):
        yield b"%x\r\n%s\r\n" % (len(part), part)
    yield b"0\r\n\r\n"


def post(*headers):
    return b"POST /echo HTTP/1.1\r\n" + b"".join(headers) + b"\r\n"


JSON = b"content-type: application/json\r\n"
HOSTILE = {
    "a declared body of 50 MB": (413, lambda: [post(JSON, b"content-length: 52428800\r\n")]),
    "50 MB in chunks": (413, lambda: chunks(b"1,", 50 * MEGABYTE)),
    "50 MB of empty strings": (413, lambda: chunks(b'"",', 50 * MEGABYTE)),
    "50 MB of brackets": (413, lambda: chunks(b"[],", 50 * MEGABYTE)),
    "a million levels": (
        422,
        lambda: [post(JSON, b"content-length: 1000000\r\n"), b"[" * 500_000, b"[" * 500_000],
    ),
    "a compressed body": (
        415,
        lambda: [post(JSON, b"content-encoding: gzip\r\ncontent-length: 9\r\n"), b"123456789"],
    ),
    "a hundred thousand query parameters": (
        414,
        lambda: [b"GET /ping?", b"a=1&" * 100_000, b" HTTP/1.1\r\n\r\n"],
    ),
    "a thousand query parameters": (
        422,
        lambda: [b"GET /ping?" + b"a=1&" * 1000 + b" HTTP/1.1\r\n\r\n"],
    ),
    "a hundred thousand headers": (
        431,
        lambda: [b"GET /ping HTTP/1.1\r\n", b"a: b\r\n" * 100_000, b"\r\n"],
    ),
    "a header of 50 MB": (
        431,
        lambda: chain([b"GET /ping HTTP/1.1\r\na: "], many(b"b", 50 * MEGABYTE)),
    ),
    "a trailer of 50 MB": (
        431,
        lambda: chain([post(CHUNKED) + b"0\r\na: "], many(b"b", 50 * MEGABYTE)),
    ),
}


async def test_hostile_requests_are_refused_and_cost_little(running):
    await running.says(PING)
    before = await running.facts()
    assert before["gc"] == [50_000, 20, 100]
    for name, (status, parts) in HOSTILE.items():
        assert refusal_in(await running.says_to_all(parts()))[0] == status, name
        after = await running.facts()
        assert after["rss"] - before["rss"] < 64 * MEGABYTE, name
        assert after["lag"] < 0.25, name
    assert b'"pong"' in await running.says(PING)


async def test_sigterm_lets_what_has_begun_end_and_returns(ending):
    waiting = [
        asyncio.create_task(ending.says(b"GET /slow HTTP/1.1\r\n\r\n")) for _request in range(20)
    ]
    idle, idle_writer = await ending.connect()
    await asyncio.sleep(0.3)
    ending.process.send_signal(signal.SIGTERM)
    answers = await asyncio.gather(*waiting)
    assert all(b"200 OK" in answer and b"at last" in answer for answer in answers)
    assert await heard(idle) == b""
    await hang_up(idle_writer)
    assert await asyncio.to_thread(ending.process.wait, 5) == 0
    assert ending.process.stdout.read() == b"tidied up\n"
    with pytest.raises(ConnectionRefusedError):
        await ending.connect()


def test_a_busy_port_is_known_before_anything_starts():
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(CannotListen, match=f"^port {port} on 127.0.0.1 is in use$"):
            listen("127.0.0.1", port)


def test_an_address_of_another_machine_is_told_apart_from_a_busy_port():
    with pytest.raises(CannotListen, match=r"^192\.0\.2\.1 is not an address of this machine$"):
        listen("192.0.2.1", 0)


if __name__ == "__main__":
    main(float(sys.argv[1]))
