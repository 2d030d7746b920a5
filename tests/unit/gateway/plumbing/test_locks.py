"""Locks in the database, between processes that share nothing else."""

import asyncio

import pytest
from sqlmodel import select

from gateway.plumbing.clock import utc_now
from gateway.plumbing.database import EVERY_TENANT, Database
from gateway.plumbing.locks import DatabaseLocks, StoredLock
from gateway.plumbing.shared_state import Busy
from running import StoppedClock


@pytest.fixture
async def database(database_url: str):
    database = Database(database_url)
    yield database
    await database.close()


async def rows(database: Database) -> list[StoredLock]:
    async with database.reading(EVERY_TENANT) as session:
        return list(await session.scalars(select(StoredLock)))


async def test_one_place_has_one_holder_and_is_free_again_after_it(database: Database):
    ours, theirs = DatabaseLocks(database, utc_now), DatabaseLocks(database, utc_now)
    async with ours.held("afas", seconds=60):
        with pytest.raises(Busy):
            async with theirs.held("afas", seconds=60):
                pytest.fail("two held one place")
        async with theirs.held("another", seconds=60):
            pass
    async with theirs.held("afas", seconds=60):
        pass
    assert await rows(database) == []


async def test_never_more_holders_than_places_and_everybody_gets_a_turn(database: Database):
    inside, most, served = 0, 0, 0

    async def works() -> None:
        nonlocal inside, most, served
        async with DatabaseLocks(database, utc_now).held(
            "afas", seconds=60, places=3, wait_seconds=20
        ):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.2)
            inside -= 1
            served += 1

    await asyncio.gather(*(works() for _ in range(8)))
    assert (served, most) == (8, 3)


async def test_a_lease_that_ended_is_taken_over_and_its_old_holder_takes_nothing_away(
    database: Database, clock: StoppedClock
):
    dead, heir = DatabaseLocks(database, clock), DatabaseLocks(database, clock)
    async with dead.held("afas", seconds=10):
        clock.passes(seconds=11)
        async with heir.held("afas", seconds=10) as lease:
            pass_on = (await rows(database))[0].owner
            assert pass_on == lease.owner
        async with heir.held("afas", seconds=10) as lease:
            kept = lease.owner
            await dead._leave("afas", "somebody else")  # noqa: SLF001 - what a late holder does
            assert [row.owner for row in await rows(database)] == [kept]


async def test_a_failure_inside_frees_the_place(database: Database):
    locks = DatabaseLocks(database, utc_now)
    with pytest.raises(RuntimeError):
        async with locks.held("afas", seconds=60):
            raise RuntimeError
    assert await rows(database) == []
