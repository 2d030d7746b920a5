"""A request as it came in, and the ways to answer it: whole, in half, or not at all."""

import asyncio
import time
from dataclasses import dataclass

from starlette.types import Receive, Scope, Send

from adapters.afas.simulator.control.requestlog import Logged
from adapters.afas.simulator.protocol.dropping import drop
from adapters.afas.simulator.protocol.replies import Reply
from adapters.afas.simulator.protocol.target import Target

LARGEST_BODY = 75 * 1024 * 1024


class CallerLeft(Exception):
    """The connection closed before the whole request was there."""


class TooLarge(Exception):
    """The body is over 75 MB."""


@dataclass(slots=True)
class Arrival:
    """A request as it came in, before anything is known about it."""

    scope: Scope
    receive: Receive
    send: Send
    target: Target | None
    headers: dict[str, str]
    begun: float

    @property
    def method(self) -> str:
        return str(self.scope["method"])

    @property
    def query(self) -> str:
        return bytes(self.scope["query_string"]).decode("latin-1")

    async def body(self) -> bytes:
        chunks, size, more = [], 0, True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise CallerLeft
            chunks.append(message.get("body", b""))
            size += len(chunks[-1])
            if size > LARGEST_BODY:
                raise TooLarge
            more = message.get("more_body", False)
        return b"".join(chunks)

    async def wait_or_leave(self, seconds: float) -> None:
        """Waits, but not longer than the caller does."""
        gone = asyncio.ensure_future(self._gone())
        try:
            await asyncio.wait({gone}, timeout=seconds)
        finally:
            gone.cancel()

    async def _gone(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def reply(self, reply: Reply, logged: Logged) -> None:
        gzips = "gzip" in self.headers.get("accept-encoding", "")
        ms = round((time.perf_counter() - self.begun) * 1000)
        headers = reply.sent_headers(gzips=gzips, ms=ms)
        logged.status = reply.status
        await self.send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await self.send({"type": "http.response.body", "body": reply.body})

    async def reply_half(self, reply: Reply) -> None:
        """Promises the whole body, sends half of it and breaks off."""
        headers = reply.sent_headers(gzips=False, ms=0)
        await self.send({"type": "http.response.start", "status": reply.status, "headers": headers})
        half = reply.body[: len(reply.body) // 2]
        await self.send({"type": "http.response.body", "body": half, "more_body": True})
        await asyncio.sleep(0.05)  # the half must arrive before the break
        await drop(self.scope)
