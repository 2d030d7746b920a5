import asyncio

import pytest

from adapters.afas.memory import NANOSECONDS, Memory


class Clock:
    now = 0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def memory(clock):
    return Memory(seconds=60, most=2, now=clock)


@pytest.fixture
def find():
    async def finding():
        await asyncio.sleep(0)
        finding.times += 1
        return finding.times

    finding.times = 0
    return finding


async def test_what_many_ask_for_at_once_is_found_once(memory, find):
    assert await asyncio.gather(*(memory.of("a", find) for _ in range(5))) == [1] * 5


async def test_it_is_found_again_when_its_time_is_over(memory, find, clock):
    await memory.of("a", find)
    clock.now = 60 * NANOSECONDS - 1
    assert (await memory.of("a", find), memory.known("a")) == (1, 1)
    clock.now += 1
    assert memory.known("a") is None
    assert await memory.of("a", find) == 2


async def test_a_failure_is_not_remembered(memory, find):
    async def failing():
        raise LookupError("nothing")

    with pytest.raises(LookupError, match="nothing"):
        await memory.of("a", failing)
    assert await memory.of("a", find) == 1


async def test_only_the_latest_are_kept(memory, find):
    for key in ("a", "b", "a", "c"):
        await memory.of(key, find)
    assert [memory.known(key) is not None for key in ("a", "b", "c")] == [True, False, True]


async def test_what_is_known_otherwise_can_be_kept(memory):
    assert memory.known("a") is None
    memory.keep("a", 400)
    assert memory.known("a") == 400
