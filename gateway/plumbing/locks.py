"""Short locks in the database, for when Redis is away."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel, col, delete, update

from gateway.plumbing.clock import Clock
from gateway.plumbing.database import EVERY_TENANT, Database
from gateway.plumbing.ids import new_id
from gateway.plumbing.shared_state import Busy, Lease

PAUSE_SECONDS = 0.1


class StoredLock(SQLModel, table=True):
    __tablename__ = "lock"

    key: str = Field(primary_key=True, max_length=255)
    place: int = Field(primary_key=True)
    owner: str = Field(max_length=32)
    until: datetime


class DatabaseLocks:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    @asynccontextmanager
    async def held(
        self, key: str, *, seconds: float, places: int = 1, wait_seconds: float = 0
    ) -> AsyncIterator[Lease]:
        owner, gives_up_at = new_id().hex, time.monotonic() + wait_seconds
        # Measured before the row is written, so that the lease never outlives it.
        ends_at = time.monotonic() + seconds
        while not await self._enter(key, owner, places, seconds):
            if time.monotonic() >= gives_up_at:
                raise Busy(f"all {places} places of {key} are taken")
            await asyncio.sleep(PAUSE_SECONDS)
            ends_at = time.monotonic() + seconds
        try:
            yield Lease(key, owner, ends_at)
        finally:
            await self._leave(key, owner)

    async def _enter(self, key: str, owner: str, places: int, seconds: float) -> bool:
        for place in range(places):
            if await self._take_over(key, place, owner, seconds):
                return True
        return False

    async def _take_over(self, key: str, place: int, owner: str, seconds: float) -> bool:
        now = self._clock()
        until = now + timedelta(seconds=seconds)
        ended = (
            update(StoredLock)
            .where(col(StoredLock.key) == key, col(StoredLock.place) == place)
            .where(col(StoredLock.until) <= now)
            .values(owner=owner, until=until)
            .returning(col(StoredLock.owner))
        )
        try:
            async with self._database.writing(EVERY_TENANT) as session:
                if (await session.execute(ended)).first() is None:
                    session.add(StoredLock(key=key, place=place, owner=owner, until=until))
        except IntegrityError:  # somebody holds this place
            return False
        return True

    async def _leave(self, key: str, owner: str) -> None:
        ours = delete(StoredLock).where(col(StoredLock.key) == key, col(StoredLock.owner) == owner)
        async with self._database.writing(EVERY_TENANT) as session:
            await session.execute(ours)
