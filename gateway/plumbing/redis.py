"""Shared state for several replicas, in Redis: one round trip per use.

A dead Redis costs speed, never an answer. The first failure closes the road for everybody at once;
one probe in the background opens it again. Meanwhile each use has its own way out: rate limits and
the cache are kept per process, locks are asked of the database.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.commands.core import AsyncScript
from redis.exceptions import RedisError

from gateway.plumbing.shared_state import (
    Allowance,
    Busy,
    Flights,
    Health,
    InProcessState,
    Lease,
    Load,
    Locks,
    interval_of,
    shelf_of,
)

PREFIX = "ledgergate:"
CONNECTIONS = 32
PATIENCE_SECONDS = 0.5
PROBE_SECONDS = 1.0
FLIGHT_MILLISECONDS = 10_000  # a replica that dies while loading holds the others up so long
FIRST_PAUSE_SECONDS = 0.01
LONGEST_PAUSE_SECONDS = 0.1
DEGRADED = "rate limits and the cache are kept per process, locks are asked of the database"

# A value is "=" and its bytes; "?" and an owner marks one that is being loaded. Whoever stores must
# still own the mark, so that a load which began before a `forget` leaves no trace. The shelf lists
# its keys by the moment they end, which lets `forget` find them without searching all of Redis.
LOOK = """
local known = redis.call('GET', KEYS[1])
if known then return known end
local time = redis.call('TIME')
local ends_at = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[2]
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('ZADD', KEYS[2], ends_at, KEYS[1])
if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[2]) then
  redis.call('PEXPIRE', KEYS[2], ARGV[2])
end
return false
"""
STORE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
redis.call('ZADD', KEYS[2], now + ARGV[3], KEYS[1])
if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[3]) then
  redis.call('PEXPIRE', KEYS[2], ARGV[3])
end
return 1
"""
ABANDON = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""
FORGET = """
local dropped = 0
for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if string.sub(key, 1, #ARGV[1]) == ARGV[1] then
    dropped = dropped + redis.call('UNLINK', key)
    redis.call('ZREM', KEYS[1], key)
  end
end
return dropped
"""
TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local full_at = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local allowed = full_at + interval - now <= interval * burst
if allowed then
  full_at = full_at + interval
  local milliseconds = math.ceil((full_at - now) / 1000)
  redis.call('SET', KEYS[1], string.format('%.0f', full_at), 'PX', milliseconds)
end
return {allowed and 1 or 0, full_at - now}
"""
# Answers 0 to the new holder, otherwise the milliseconds until the first lease ends by itself.
ENTER = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  return redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2] - now
end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return 0
"""
LEAVE = "return redis.call('ZREM', KEYS[1], ARGV[1])"

_Answer = TypeVar("_Answer")

_log = structlog.get_logger()


class _Unreachable(Exception):
    """Stays in this module: every use answers it with its own way out."""


class RedisState:
    def __init__(self, url: str, *, fallback: Locks) -> None:
        self._redis = Redis.from_pool(
            BlockingConnectionPool.from_url(
                url,
                max_connections=CONNECTIONS,
                # One deadline, ours: with a socket timeout the client sends within
                # `asyncio.wait_for`, which on Python 3.11 now and then swallows a cancellation.
                timeout=None,
                socket_timeout=None,
                socket_connect_timeout=PATIENCE_SECONDS,
                retry=Retry(NoBackoff(), 0),  # the circuit decides, not a loop inside the client
            )
        )
        self._look = self._redis.register_script(LOOK)
        self._store = self._redis.register_script(STORE)
        self._abandon = self._redis.register_script(ABANDON)
        self._forget = self._redis.register_script(FORGET)
        self._take = self._redis.register_script(TAKE)
        self._enter = self._redis.register_script(ENTER)
        self._leave = self._redis.register_script(LEAVE)
        self._flights = Flights()
        self._fallback = fallback
        self._meanwhile = InProcessState()
        self._recovery: asyncio.Task[None] | None = None
        self._to_forget: set[str] = set()
        self._failure = ""

    async def remembered(self, key: str, seconds: float, load: Load) -> bytes:
        shelf_of(key)
        return await self._flights.join(key, partial(self._remembered, key, seconds, load))

    async def _remembered(self, key: str, seconds: float, load: Load) -> bytes:
        keys = [_named("cache", key), _named("shelf", shelf_of(key))]
        mark = b"?" + uuid4().hex.encode()
        try:
            known = await self._look_or_claim(keys, mark)
        except _Unreachable:
            return await self._meanwhile.remembered(key, seconds, load)
        if known is not None:
            return known
        stored = False
        try:
            value = await load()
            with suppress(_Unreachable):
                await self._ask(self._store, keys, mark, b"=" + value, _milliseconds(seconds))
            stored = True
        finally:
            if not stored:  # the others need not wait for a load that failed
                with suppress(_Unreachable):
                    await self._ask(self._abandon, keys[:1], mark)
        return value

    async def _look_or_claim(self, keys: list[str], mark: bytes) -> bytes | None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            known: bytes | None = await self._ask(self._look, keys, mark, FLIGHT_MILLISECONDS)
            if known is None:
                return None
            if known.startswith(b"="):
                return known[1:]
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def forget(self, prefix: str) -> None:
        shelf_of(prefix)
        self._flights.detach(prefix)
        await self._meanwhile.forget(prefix)
        if self._is_down:
            self._to_forget.add(prefix)
            return
        try:
            await self._within_patience(self._drop(prefix))
        except _Unreachable:
            self._to_forget.add(prefix)

    async def take(self, key: str, *, per_minute: int, burst: int) -> Allowance:
        interval = interval_of(per_minute)
        try:
            allowed, full_in = await self._ask(self._take, [_named("rate", key)], interval, burst)
        except _Unreachable:
            return await self._meanwhile.take(key, per_minute=per_minute, burst=burst)
        return Allowance.of(allowed=allowed == 1, full_in=full_in, interval=interval, burst=burst)

    @asynccontextmanager
    async def held(
        self, key: str, *, seconds: float, places: int = 1, wait_seconds: float = 0
    ) -> AsyncIterator[Lease]:
        gives_up_at = time.monotonic() + wait_seconds
        try:
            lease = await self._enter_in_time(key, seconds, places, gives_up_at)
        except _Unreachable:
            left = max(0.0, gives_up_at - time.monotonic())
            async with self._fallback.held(
                key, seconds=seconds, places=places, wait_seconds=left
            ) as lease:
                yield lease
            return
        try:
            yield lease
        finally:
            with suppress(_Unreachable):  # then it ends by itself
                await self._ask(self._leave, [_named("lock", key)], lease.owner)

    async def _enter_in_time(
        self, key: str, seconds: float, places: int, gives_up_at: float
    ) -> Lease:
        owner = uuid4().hex
        pause = FIRST_PAUSE_SECONDS
        while True:
            now = time.monotonic()
            taken_for: int = await self._ask(
                self._enter, [_named("lock", key)], owner, places, _milliseconds(seconds)
            )
            if taken_for == 0:
                return Lease(key, owner, now + seconds)
            left = gives_up_at - time.monotonic()
            if left <= 0:
                raise Busy(key)
            await asyncio.sleep(min(pause, left, taken_for / 1000))
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def health(self) -> Health:
        if not self._is_down:
            begun = time.monotonic()
            with suppress(_Unreachable):
                await self._within_patience(self._probe())
                took = 1000 * (time.monotonic() - begun)
                return Health(ok=True, says=f"Redis answers in {took:.1f} ms")
        return Health(ok=False, says=f"Redis fails ({self._failure}): {DEGRADED}")

    async def close(self) -> None:
        if self._recovery is not None:
            self._recovery.cancel()
            await asyncio.gather(self._recovery, return_exceptions=True)
        await self._flights.close()
        await self._meanwhile.close()
        with suppress(RedisError, OSError):
            await self._redis.aclose(close_connection_pool=True)

    @property
    def _is_down(self) -> bool:
        return self._recovery is not None and not self._recovery.done()

    async def _ask(self, script: AsyncScript, keys: list[str], *args: bytes | str | int) -> Any:  # noqa: ANN401  each script answers in its own way
        if self._is_down:
            raise _Unreachable
        return await self._within_patience(script(keys, args))

    async def _within_patience(self, asking: Awaitable[_Answer]) -> _Answer:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await asking
        except (RedisError, OSError) as error:
            self._degrade(error)
            raise _Unreachable from error

    def _degrade(self, error: RedisError | OSError) -> None:
        if self._is_down:
            return
        self._failure = type(error).__name__  # its text may quote the address, with its password
        _log.warning("redis_lost", failure=self._failure, meanwhile=DEGRADED)
        self._meanwhile = InProcessState()
        self._recovery = asyncio.create_task(self._recover())

    async def _recover(self) -> None:
        while True:
            await asyncio.sleep(PROBE_SECONDS)
            with suppress(RedisError, OSError):
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._probe()
                await self._forget_what_could_not_be_forgotten()
                break
        _log.info("redis_found_again")

    async def _forget_what_could_not_be_forgotten(self) -> None:
        while self._to_forget:
            prefix = next(iter(self._to_forget))
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._drop(prefix)
            self._to_forget.discard(prefix)

    async def _drop(self, prefix: str) -> None:
        await self._forget([_named("shelf", shelf_of(prefix))], [_named("cache", prefix)])

    async def _probe(self) -> None:
        # A write: a full Redis and a read-only one answer PING and are of no use to us.
        await self._redis.set(f"{PREFIX}probe", 1, px=1000)


def _named(use: str, key: str) -> str:
    return f"{PREFIX}{use}:{key}"


def _milliseconds(seconds: float) -> int:
    return max(1, math.ceil(1000 * seconds))
