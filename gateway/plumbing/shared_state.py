"""State that replicas share and that may vanish at any time: a cache, a rate limit, short locks.

What may not vanish lives in the database. This is the interface and the form it takes when one
process serves alone; `redis.py` is the same for several.
"""

import asyncio
import math
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol
from uuid import uuid4

MICROSECONDS = 1_000_000
MOST_CACHED_BYTES = 64 * 1024 * 1024
BUCKETS_BEFORE_A_SWEEP = 10_000

Load = Callable[[], Awaitable[bytes]]


class Busy(Exception):
    """Every place was taken for as long as the caller was willing to wait."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a token bucket answered. `limit` is its size, so `remaining` never exceeds it."""

    allowed: bool
    limit: int
    remaining: int
    reset_seconds: int
    retry_after_seconds: int

    @classmethod
    def of(cls, *, allowed: bool, full_in: int, interval: int, burst: int) -> "Allowance":
        """Of a bucket that is full again in `full_in` and gains a token each `interval` (in µs)."""
        short_of_a_token = full_in + interval - interval * burst
        return cls(
            allowed=allowed,
            limit=burst,
            remaining=max(0, burst - math.ceil(full_in / interval)),
            reset_seconds=math.ceil(full_in / MICROSECONDS),
            retry_after_seconds=0 if allowed else math.ceil(short_of_a_token / MICROSECONDS),
        )


@dataclass(frozen=True, slots=True)
class Lease:
    """A place that is ours until `ends_at` on `time.monotonic`, whatever happens to us."""

    key: str
    owner: str
    ends_at: float

    @property
    def over(self) -> bool:
        return time.monotonic() >= self.ends_at


@dataclass(frozen=True, slots=True)
class Health:
    ok: bool
    says: str


class Locks(Protocol):
    def held(
        self, key: str, *, seconds: float, places: int = 1, wait_seconds: float = 0
    ) -> AbstractAsyncContextManager[Lease]:
        """Holds one of `places` for at most `seconds`; raises `Busy` when none came free in time.

        A courtesy between replicas, never the only guard of a booking: a holder that overruns its
        lease is not stopped.
        """


class SharedState(Locks, Protocol):
    async def remembered(self, key: str, seconds: float, load: Load) -> bytes:
        """Answers from the cache, or loads once however many ask. Keys look like `shelf/rest`."""

    async def forget(self, prefix: str) -> None:
        """Drops every key that begins so, and whatever is being loaded for one right now.

        A prefix names its whole shelf: `shelf/` or longer.
        """

    async def take(self, key: str, *, per_minute: int, burst: int) -> Allowance:
        """Takes one token from the bucket, if there is one."""

    async def health(self) -> Health:
        """Tells an operator how this state is kept just now."""

    async def close(self) -> None:
        """Ends what runs in the background."""


class InProcessState:
    """Shared by the requests of one process, which is everybody when one process serves."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        most_cached_bytes: int = MOST_CACHED_BYTES,
    ) -> None:
        self._clock = clock
        self._cache = _Cache(clock, most_cached_bytes)
        self._flights = Flights()
        self._buckets = _Buckets(clock)
        self._rooms: dict[str, _Room] = {}

    async def remembered(self, key: str, seconds: float, load: Load) -> bytes:
        shelf_of(key)
        known = self._cache.get(key)
        if known is not None:
            return known
        return await self._flights.join(key, partial(self._load, key, seconds, load))

    async def _load(self, key: str, seconds: float, load: Load) -> bytes:
        value = await load()
        if self._flights.is_current(key):  # else it may be older than the write that forgot it
            self._cache.put(key, value, seconds)
        return value

    async def forget(self, prefix: str) -> None:
        shelf_of(prefix)
        self._flights.detach(prefix)
        self._cache.forget(prefix)

    async def take(self, key: str, *, per_minute: int, burst: int) -> Allowance:
        return self._buckets.take(key, interval_of(per_minute), burst)

    @asynccontextmanager
    async def held(
        self, key: str, *, seconds: float, places: int = 1, wait_seconds: float = 0
    ) -> AsyncIterator[Lease]:
        room = self._rooms.setdefault(key, _Room(key, self._clock))
        try:
            lease = await room.enter(seconds, places, wait_seconds)
            try:
                yield lease
            finally:
                room.leave(lease)
        finally:
            if room.is_empty:
                self._rooms.pop(key, None)

    async def health(self) -> Health:
        return Health(ok=True, says="kept in this process")

    async def close(self) -> None:
        await self._flights.close()


def shelf_of(key: str) -> str:
    shelf, slash, _ = key.partition("/")
    if not slash:
        raise ValueError(f"{key!r} names no shelf: cache keys look like shelf/rest")
    return shelf


def interval_of(per_minute: int) -> int:
    """The microseconds in which a bucket gains one token."""
    return 60 * MICROSECONDS // per_minute


class Flights:
    """At most one load per key in this process; a caller who leaves does not end it for others."""

    def __init__(self) -> None:
        self._flights: dict[str, asyncio.Task[bytes]] = {}
        self._all: set[asyncio.Task[bytes]] = set()

    async def join(self, key: str, load: Callable[[], Coroutine[Any, Any, bytes]]) -> bytes:
        flight = self._flights.get(key)
        if flight is None:
            flight = asyncio.create_task(load())
            self._flights[key] = flight
            self._all.add(flight)
            flight.add_done_callback(partial(self._landed, key))
        return await asyncio.shield(flight)

    def is_current(self, key: str) -> bool:
        """Whether the task that asks is still the one that others would join."""
        return self._flights.get(key) is asyncio.current_task()

    def detach(self, prefix: str) -> None:
        for key in [key for key in self._flights if key.startswith(prefix)]:
            del self._flights[key]

    async def close(self) -> None:
        for flight in self._all:
            flight.cancel()
        await asyncio.gather(*self._all, return_exceptions=True)

    def _landed(self, key: str, flight: asyncio.Task[bytes]) -> None:
        self._all.discard(flight)
        if self._flights.get(key) is flight:
            del self._flights[key]
        if not flight.cancelled():
            flight.exception()  # its callers have seen it; asyncio would log it if all had left


class _Cache:
    """Forgets what is over, then what was used longest ago."""

    def __init__(self, clock: Callable[[], float], most_bytes: int) -> None:
        self._clock = clock
        self._most_bytes = most_bytes
        self._bytes = 0
        self._entries: OrderedDict[str, tuple[float, bytes]] = OrderedDict()

    def get(self, key: str) -> bytes | None:
        if key not in self._entries:
            return None
        ends_at, value = self._entries[key]
        if self._clock() >= ends_at:
            self._drop(key)
            return None
        self._entries.move_to_end(key)
        return value

    def put(self, key: str, value: bytes, seconds: float) -> None:
        if key in self._entries:
            self._drop(key)
        self._entries[key] = (self._clock() + seconds, value)
        self._bytes += len(value)
        while self._bytes > self._most_bytes:
            self._drop(next(iter(self._entries)))

    def forget(self, prefix: str) -> None:
        for key in [key for key in self._entries if key.startswith(prefix)]:
            self._drop(key)

    def _drop(self, key: str) -> None:
        _, value = self._entries.pop(key)
        self._bytes -= len(value)


class _Buckets:
    """A bucket is one number, the moment at which it is full again. The same sum as in Redis."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._full_at: dict[str, int] = {}
        self._sweep_at = BUCKETS_BEFORE_A_SWEEP

    def take(self, key: str, interval: int, burst: int) -> Allowance:
        now = int(self._clock() * MICROSECONDS)
        full_at = max(self._full_at.get(key, 0), now)
        allowed = full_at + interval - now <= interval * burst
        if allowed:
            full_at += interval
            self._full_at[key] = full_at
            self._sweep(now)
        return Allowance.of(allowed=allowed, full_in=full_at - now, interval=interval, burst=burst)

    def _sweep(self, now: int) -> None:
        if len(self._full_at) <= self._sweep_at:
            return
        self._full_at = {key: full_at for key, full_at in self._full_at.items() if full_at > now}
        self._sweep_at = max(BUCKETS_BEFORE_A_SWEEP, 2 * len(self._full_at))


@dataclass(slots=True)
class _Room:
    """The places behind one key, given out in the order of asking."""

    key: str
    clock: Callable[[], float]
    holders: dict[str, float] = field(default_factory=dict)
    queue: deque[asyncio.Event] = field(default_factory=deque)

    async def enter(self, seconds: float, places: int, wait_seconds: float) -> Lease:
        gives_up_at = self.clock() + wait_seconds
        turn = asyncio.Event()
        self.queue.append(turn)
        try:
            while self.queue[0] is not turn or not self._has_place(places):
                await self._wait(turn, gives_up_at)
            lease = Lease(self.key, uuid4().hex, self.clock() + seconds)
            self.holders[lease.owner] = lease.ends_at
            return lease
        finally:
            self.queue.remove(turn)
            self._call_next()

    def leave(self, lease: Lease) -> None:
        self.holders.pop(lease.owner, None)
        self._call_next()

    @property
    def is_empty(self) -> bool:
        return not self.holders and not self.queue

    def _has_place(self, places: int) -> bool:
        now = self.clock()
        self.holders = {owner: ends for owner, ends in self.holders.items() if ends > now}
        return len(self.holders) < places

    async def _wait(self, turn: asyncio.Event, gives_up_at: float) -> None:
        now = self.clock()
        if now >= gives_up_at:
            raise Busy(self.key)
        until = gives_up_at
        if self.queue[0] is turn:
            until = min(until, *self.holders.values())
        turn.clear()
        try:
            async with asyncio.timeout(until - now):
                await turn.wait()
        except TimeoutError:
            return  # a lease may have run out, or our patience has: the caller looks

    def _call_next(self) -> None:
        if self.queue:
            self.queue[0].set()
