"""One suite for both forms of shared state; what differs between them stands at the end."""

import asyncio
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.plumbing.redis import RedisState
from gateway.plumbing.shared_state import Busy, InProcessState

pytestmark = pytest.mark.enable_socket


class NoDatabase:
    def held(self, *_asked, **_how):
        raise AssertionError("Redis is there, so nobody asks the database")


@pytest.fixture(params=["in process", "redis"])
async def state(request):
    if request.param == "in process":
        state = InProcessState()
    else:
        state = RedisState(request.getfixturevalue("redis_url"), fallback=NoDatabase())
    yield state
    await state.close()


@pytest.fixture
def shelf():
    return uuid4().hex


@pytest.fixture
def load():
    return Loading()


class Loading:
    """Answers `1`, `2` … and waits before each until it is released."""

    def __init__(self):
        self.times = 0
        self.begun = asyncio.Event()
        self.released = asyncio.Event()
        self.released.set()

    async def __call__(self):
        self.times += 1
        answer = str(self.times).encode()
        self.begun.set()
        await self.released.wait()
        return answer


async def test_a_remembered_value_is_loaded_once(state, shelf, load):
    assert await state.remembered(f"{shelf}/a", 60, load) == b"1"
    assert await state.remembered(f"{shelf}/a", 60, load) == b"1"
    assert await state.remembered(f"{shelf}/b", 60, load) == b"2"


async def test_empty_and_binary_values_come_back_as_they_were(state, shelf):
    for value in (b"", b"=", b"?x", bytes(range(256))):
        key = f"{shelf}/{value.hex()}"

        async def load(value=value):
            return value

        assert await state.remembered(key, 60, load) == value
        assert await state.remembered(key, 60, load) == value


async def test_a_value_is_loaded_again_when_its_time_is_over(state, shelf, load):
    assert await state.remembered(f"{shelf}/a", 0.05, load) == b"1"
    await asyncio.sleep(0.07)
    assert await state.remembered(f"{shelf}/a", 0.05, load) == b"2"


async def test_a_hundred_callers_share_one_load(state, shelf, load):
    load.released.clear()
    callers = [
        asyncio.create_task(state.remembered(f"{shelf}/a", 60, load)) for _caller in range(100)
    ]
    await load.begun.wait()
    load.released.set()
    assert await asyncio.gather(*callers) == [b"1"] * 100


async def test_a_caller_who_leaves_does_not_take_the_load_down(state, shelf, load):
    load.released.clear()
    first = asyncio.create_task(state.remembered(f"{shelf}/a", 60, load))
    await load.begun.wait()
    second = asyncio.create_task(state.remembered(f"{shelf}/a", 60, load))
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    load.released.set()
    assert await second == b"1"


async def test_a_failed_load_reaches_its_callers_and_is_not_remembered(state, shelf, load):
    async def fails():
        raise LookupError("the books are closed")

    with pytest.raises(LookupError, match="the books are closed"):
        await state.remembered(f"{shelf}/a", 60, fails)
    async with asyncio.timeout(1):
        assert await state.remembered(f"{shelf}/a", 60, load) == b"1"


async def test_forgetting_drops_what_begins_so_and_nothing_else(state, shelf, load):
    for key in ("clients/1", "clients/2", "journals/1"):
        await state.remembered(f"{shelf}/{key}", 60, load)
    await state.forget(f"{shelf}/clients/")
    assert await state.remembered(f"{shelf}/clients/1", 60, load) == b"4"
    assert await state.remembered(f"{shelf}/clients/2", 60, load) == b"5"
    assert await state.remembered(f"{shelf}/journals/1", 60, load) == b"3"


async def test_a_load_that_began_before_a_forget_is_not_remembered(state, shelf, load):
    load.released.clear()
    before = asyncio.create_task(state.remembered(f"{shelf}/a", 60, load))
    await load.begun.wait()
    await state.forget(f"{shelf}/")
    load.released.set()
    assert await state.remembered(f"{shelf}/a", 60, load) == b"2"
    assert await before == b"1"
    assert await state.remembered(f"{shelf}/a", 60, load) == b"2"


async def test_a_key_without_a_shelf_is_refused(state, load):
    with pytest.raises(ValueError, match="names no shelf"):
        await state.remembered("a", 60, load)
    with pytest.raises(ValueError, match="names no shelf"):
        await state.forget("a")


async def test_a_bucket_gives_its_burst_and_then_says_when_to_come_back(state, shelf):
    answers = [await state.take(shelf, per_minute=6, burst=3) for _call in range(4)]
    assert [answer.allowed for answer in answers] == [True, True, True, False]
    assert [answer.remaining for answer in answers] == [2, 1, 0, 0]
    assert [answer.limit for answer in answers] == [3, 3, 3, 3]
    assert [answer.retry_after_seconds for answer in answers] == [0, 0, 0, 10]
    assert [answer.reset_seconds for answer in answers] == [10, 20, 30, 30]


async def test_a_bucket_fills_again_at_its_rate(state, shelf):
    for _call in range(2):
        assert (await state.take(shelf, per_minute=600, burst=2)).allowed
    assert not (await state.take(shelf, per_minute=600, burst=2)).allowed
    await asyncio.sleep(0.11)
    assert (await state.take(shelf, per_minute=600, burst=2)).allowed
    assert not (await state.take(shelf, per_minute=600, burst=2)).allowed


async def test_callers_together_get_no_more_than_the_bucket_holds(state, shelf):
    answers = await asyncio.gather(
        *(state.take(shelf, per_minute=1, burst=7) for _call in range(50))
    )
    assert sum(answer.allowed for answer in answers) == 7


async def test_a_place_is_held_by_one_until_it_leaves(state, shelf):
    async with state.held(shelf, seconds=5):
        with pytest.raises(Busy):
            async with state.held(shelf, seconds=5):
                pytest.fail("two holders of one place")
    async with state.held(shelf, seconds=5) as lease:
        assert not lease.over


async def test_no_more_than_the_places_are_inside_at_once(state, shelf):
    inside = most = 0

    async def visit():
        nonlocal inside, most
        async with state.held(shelf, seconds=5, places=3, wait_seconds=5):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)
            inside -= 1

    await asyncio.gather(*(visit() for _visitor in range(12)))
    assert most == 3


async def test_waiting_ends_when_patience_does(state, shelf):
    began = asyncio.get_running_loop().time()
    async with state.held(shelf, seconds=5):
        with pytest.raises(Busy):
            async with state.held(shelf, seconds=5, wait_seconds=0.1):
                pytest.fail("two holders of one place")
    assert 0.1 <= asyncio.get_running_loop().time() - began < 0.5


async def test_a_lease_that_ran_out_goes_to_the_next_and_its_holder_cannot_release_it(state, shelf):
    async with state.held(shelf, seconds=5, places=1, wait_seconds=1):
        pass
    overrun = state.held(shelf, seconds=0.05)
    lease = await overrun.__aenter__()
    async with state.held(shelf, seconds=5, wait_seconds=1):
        assert lease.over
        await overrun.__aexit__(None, None, None)
        with pytest.raises(Busy):
            async with state.held(shelf, seconds=5):
                pytest.fail("the first holder released the place of the second")


async def test_a_waiter_who_leaves_does_not_lose_the_place_for_the_others(state, shelf):
    async def visit():
        async with state.held(shelf, seconds=5, wait_seconds=2):
            return "was inside"

    async with state.held(shelf, seconds=5):
        waiters = [asyncio.create_task(visit()) for _waiter in range(3)]
        await asyncio.sleep(0.03)
        waiters[0].cancel()
        await asyncio.sleep(0)
    assert await asyncio.gather(*waiters[1:]) == ["was inside"] * 2


async def test_a_place_is_free_again_after_an_error_inside(state, shelf):
    with pytest.raises(LookupError):
        async with state.held(shelf, seconds=5):
            raise LookupError
    async with state.held(shelf, seconds=5):
        pass


async def test_it_says_that_it_is_well(state):
    assert (await state.health()).ok


async def test_places_are_given_out_in_the_order_of_asking():
    state, order = InProcessState(), []

    async def visit(number):
        async with state.held("one", seconds=5, wait_seconds=5):
            order.append(number)
            await asyncio.sleep(0)

    await asyncio.gather(*(visit(number) for number in range(20)))
    assert order == list(range(20))


async def test_the_cache_of_a_process_keeps_within_its_bytes(load):
    async def kilobyte():
        return b"x" * 1024

    state = InProcessState(most_cached_bytes=3 * 1024)
    for key in ("a", "b", "c"):
        await state.remembered(f"shelf/{key}", 60, kilobyte)
    await state.remembered("shelf/a", 60, load)  # used just now, so "b" is the oldest
    await state.remembered("shelf/d", 60, kilobyte)
    assert await state.remembered("shelf/a", 60, load) == b"x" * 1024
    assert await state.remembered("shelf/b", 60, load) == b"1"


@given(
    per_minute=st.integers(1, 6000),
    burst=st.integers(1, 50),
    pauses=st.lists(st.floats(0, 120), max_size=60),
)
def test_a_bucket_never_gives_more_than_its_burst_and_its_rate(per_minute, burst, pauses):
    now = 1_000.0
    state = InProcessState(clock=lambda: now)
    given_out: list[float] = []

    async def run():
        nonlocal now
        for pause in pauses:
            now += pause
            answer = await state.take("key", per_minute=per_minute, burst=burst)
            if answer.allowed:
                given_out.append(now)
            else:
                assert 0 < answer.retry_after_seconds <= 60 // per_minute + 1
            assert 0 <= answer.remaining < burst

    asyncio.run(run())
    for index, since in enumerate(given_out):
        for count, until in enumerate(given_out[index:], start=1):
            assert count <= burst + (until - since) * per_minute / 60 + 0.01


async def test_two_replicas_share_one_load_one_bucket_and_one_place(redis_url, shelf, load):
    one, other = (RedisState(redis_url, fallback=NoDatabase()) for _replica in range(2))
    load.released.clear()
    loads = [asyncio.create_task(one.remembered(f"{shelf}/a", 60, load))]
    await load.begun.wait()
    loads.append(asyncio.create_task(other.remembered(f"{shelf}/a", 60, load)))
    await asyncio.sleep(0.05)
    load.released.set()
    assert await asyncio.gather(*loads) == [b"1", b"1"]

    takes = [await state.take(shelf, per_minute=1, burst=3) for state in (one, other) * 2]
    assert [take.allowed for take in takes] == [True, True, True, False]

    async with one.held(shelf, seconds=5):
        with pytest.raises(Busy):
            async with other.held(shelf, seconds=5):
                pytest.fail("two holders of one place")
    await one.close()
    await other.close()


async def test_a_forget_reaches_a_load_in_another_replica(redis_url, shelf, load):
    one, other = (RedisState(redis_url, fallback=NoDatabase()) for _replica in range(2))
    load.released.clear()
    before = asyncio.create_task(one.remembered(f"{shelf}/a", 60, load))
    await load.begun.wait()
    await other.forget(f"{shelf}/")
    load.released.set()
    assert await before == b"1"
    assert await one.remembered(f"{shelf}/a", 60, load) == b"2"
    await one.close()
    await other.close()


async def test_a_caller_cut_off_in_the_middle_leaves_no_answer_behind_for_the_next(
    redis_url, shelf
):
    state = RedisState(redis_url, fallback=NoDatabase())

    async def hundred():
        return b"100"

    for attempt in range(40):
        cut = asyncio.create_task(state.take(f"{shelf}/cut", per_minute=60_000, burst=1000))
        for _step in range(attempt % 8):
            await asyncio.sleep(0)
        cut.cancel()
        await asyncio.gather(cut, return_exceptions=True)
        assert await state.remembered(f"{shelf}/{attempt}", 60, hundred) == b"100"
    assert (await state.health()).ok
    await state.close()
