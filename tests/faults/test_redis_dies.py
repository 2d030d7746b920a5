"""Redis is refused, hangs or comes back empty; every use goes on, and says how."""

import asyncio
from contextlib import asynccontextmanager, suppress
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from gateway.plumbing.redis import PATIENCE_SECONDS, PROBE_SECONDS, RedisState
from gateway.plumbing.shared_state import InProcessState

pytestmark = pytest.mark.enable_socket


class Road:
    """A TCP road to the real Redis that can be cut, blocked and opened again."""

    def __init__(self, redis_url):
        self._redis = urlsplit(redis_url)
        self._server = None
        self._cars = set()
        self._open = asyncio.Event()
        self.port = 0
        self.trips = 0

    async def start(self):
        self._open.set()
        self._server = await asyncio.start_server(self._drive, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self):
        self._server.close()
        for car in list(self._cars):
            car.cancel()
        await asyncio.gather(*self._cars, return_exceptions=True)
        await self._server.wait_closed()

    def block(self):
        self._open.clear()

    def unblock(self):
        self._open.set()

    @property
    def url(self):
        query = parse_qs(self._redis.query)
        database = query["db"][0] if "db" in query else "0"
        if self._redis.scheme == "redis":
            database = self._redis.path.strip("/") or database
        return f"redis://127.0.0.1:{self.port}/{database}"

    async def _drive(self, reader, writer):
        self._cars.add(asyncio.current_task())
        there, back = await to_redis(self._redis)
        answers = asyncio.create_task(self._pass(there, writer, counted=False))
        try:
            await self._pass(reader, back, counted=True)
        except (asyncio.CancelledError, OSError):
            writer.transport.abort()
        answers.cancel()
        for end in (writer, back):
            end.close()
            with suppress(OSError):
                await end.wait_closed()
        await asyncio.gather(answers, return_exceptions=True)

    async def _pass(self, reader, writer, *, counted):
        while data := await reader.read(65536):
            await self._open.wait()
            self.trips += counted
            writer.write(data)


async def to_redis(address):
    if address.scheme == "unix":
        return await asyncio.open_unix_connection(address.path)
    return await asyncio.open_connection(address.hostname, address.port or 6379)


class LocksInTheDatabase(InProcessState):
    def __init__(self):
        super().__init__()
        self.asked = 0

    @asynccontextmanager
    async def held(self, key, *, seconds, places=1, wait_seconds=0):
        self.asked += 1
        async with super().held(
            key, seconds=seconds, places=places, wait_seconds=wait_seconds
        ) as lease:
            yield lease


@pytest.fixture
async def road(redis_url):
    road = Road(redis_url)
    await road.start()
    yield road
    await road.cut()


@pytest.fixture
def database():
    return LocksInTheDatabase()


@pytest.fixture
async def state(road, database):
    state = RedisState(road.url, fallback=database)
    yield state
    await state.close()


@pytest.fixture
def shelf():
    return uuid4().hex


async def number(answer):
    return str(answer).encode()


async def until_well(state):
    async with asyncio.timeout(10 * PROBE_SECONDS):
        while not (await state.health()).ok:  # noqa: ASYNC110  the state tells nobody when it recovers
            await asyncio.sleep(0.05)


async def every_use_answers(state, shelf):
    assert await state.remembered(f"{shelf}/a", 60, lambda: number(1)) == b"1"
    assert (await state.take(shelf, per_minute=60, burst=2)).allowed
    async with state.held(shelf, seconds=5) as lease:
        assert not lease.over
    await state.forget(f"{shelf}/")


async def test_each_use_is_one_round_trip(state, road, shelf):
    for _warming in range(2):
        await every_use_answers(state, shelf)
    await state.remembered(f"{shelf}/a", 60, lambda: number(1))
    before = road.trips
    await state.take(shelf, per_minute=60, burst=2)
    assert road.trips == before + 1
    await state.remembered(f"{shelf}/a", 60, lambda: number(2))
    assert road.trips == before + 2
    async with state.held(shelf, seconds=5):
        assert road.trips == before + 3
    assert road.trips == before + 4
    await state.forget(f"{shelf}/")
    assert road.trips == before + 5


async def test_every_use_goes_on_when_redis_refuses(state, road, database, shelf):
    await every_use_answers(state, shelf)
    assert database.asked == 0
    await road.cut()
    await every_use_answers(state, shelf)
    assert database.asked == 1
    health = await state.health()
    assert not health.ok
    assert "locks are asked of the database" in health.says
    assert "127.0.0.1" not in health.says
    await road.start()
    await until_well(state)
    await every_use_answers(state, shelf)
    assert database.asked == 1


async def test_a_redis_that_was_never_there_is_no_obstacle(database, shelf):
    state = RedisState("redis://:secret@127.0.0.1:1/0", fallback=database)
    await every_use_answers(state, shelf)
    assert "secret" not in (await state.health()).says
    await state.close()


async def test_a_hanging_redis_is_waited_for_once(state, road, shelf):
    await every_use_answers(state, shelf)
    road.block()
    clock = asyncio.get_running_loop().time
    began = clock()
    await asyncio.gather(*(state.take(shelf, per_minute=6000, burst=200) for _call in range(100)))
    assert clock() - began < PATIENCE_SECONDS + 0.3
    began = clock()
    for _call in range(100):
        await state.take(shelf, per_minute=6000, burst=200)
    assert clock() - began < 0.1
    road.unblock()
    await until_well(state)


async def test_a_dead_redis_costs_no_waiting_while_it_is_probed(state, road, shelf):
    await road.cut()
    slowest = 0.0
    clock = asyncio.get_running_loop().time
    ends = clock() + 1.5 * PROBE_SECONDS
    await state.take(shelf, per_minute=60, burst=1)
    while clock() < ends:
        began = clock()
        await state.take(shelf, per_minute=60, burst=1)
        slowest = max(slowest, clock() - began)
        await asyncio.sleep(0.001)
    assert slowest < 0.1
    await road.start()


async def test_rates_are_limited_by_this_process_meanwhile(state, road, shelf):
    assert (await state.take(shelf, per_minute=1, burst=1)).allowed
    assert not (await state.take(shelf, per_minute=1, burst=1)).allowed
    await road.cut()
    answers = [await state.take(shelf, per_minute=1, burst=2) for _call in range(3)]
    assert [answer.allowed for answer in answers] == [True, True, False]
    await road.start()


async def test_what_could_not_be_forgotten_is_forgotten_when_redis_is_back(state, road, shelf):
    assert await state.remembered(f"{shelf}/a", 60, lambda: number(1)) == b"1"
    assert await state.remembered(f"{shelf}/b/c", 60, lambda: number(1)) == b"1"
    await road.cut()
    await state.forget(f"{shelf}/a")
    await road.start()
    await until_well(state)
    assert await state.remembered(f"{shelf}/a", 60, lambda: number(2)) == b"2"
    assert await state.remembered(f"{shelf}/b/c", 60, lambda: number(2)) == b"1"


async def test_what_was_cached_meanwhile_does_not_outlive_the_outage(state, road, shelf):
    await road.cut()
    assert await state.remembered(f"{shelf}/a", 60, lambda: number(1)) == b"1"
    assert await state.remembered(f"{shelf}/a", 60, lambda: number(2)) == b"1"
    await road.start()
    await until_well(state)
    assert await state.remembered(f"{shelf}/a", 60, lambda: number(3)) == b"3"


async def test_a_lock_taken_before_the_outage_is_released_quietly(state, road, shelf):
    async with state.held(shelf, seconds=5):
        await road.cut()
    assert not (await state.health()).ok
    await road.start()


async def test_waiting_for_a_lock_goes_on_in_the_database(state, road, database, shelf):
    async def wait():
        async with state.held(shelf, seconds=5, wait_seconds=5):
            return database.asked

    async with state.held(shelf, seconds=5):
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0.05)
        await road.cut()
        async with asyncio.timeout(1):
            assert await waiting == 1
    await road.start()


async def test_a_redis_that_lost_its_scripts_and_its_data_is_as_good_as_new(
    state, redis_url, shelf
):
    await every_use_answers(state, shelf)
    async with asyncio.timeout(5):
        reader, writer = await to_redis(urlsplit(redis_url))
        writer.write(b"SCRIPT FLUSH\r\nFLUSHALL\r\n")
        assert await reader.readline() == b"+OK\r\n"
        assert await reader.readline() == b"+OK\r\n"
        writer.close()
        await writer.wait_closed()
    await every_use_answers(state, shelf)
    assert (await state.health()).ok
