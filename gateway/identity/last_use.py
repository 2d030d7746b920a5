"""When each key was last used: noted in memory, written once a minute for all of them together."""

import asyncio
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import BindParameter, bindparam, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, or_

from gateway.identity.tables import StoredKey, StoredOperatorKey
from gateway.plumbing.clock import Clock
from gateway.plumbing.database import EVERY_TENANT, Database

FLUSH_SECONDS = 60

log = structlog.get_logger()


class LastUse:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._seen: dict[UUID, datetime] = {}

    def note(self, key_id: UUID) -> None:
        """Of a tenant's key or an operator's."""
        self._seen[key_id] = self._clock()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            await self.flush()

    async def flush(self) -> None:
        seen, self._seen = self._seen, {}
        if not seen:
            return
        try:
            await self._write(seen)
        except (SQLAlchemyError, OSError) as error:
            self._seen = seen | self._seen
            log.warning("last use not written", keys=len(seen), why=type(error).__name__)

    async def _write(self, seen: dict[UUID, datetime]) -> None:
        moments = [{"key_id": key_id, "used_at": at} for key_id, at in seen.items()]
        used_at: BindParameter[datetime] = bindparam("used_at")
        async with self._database.writing(EVERY_TENANT) as session:
            connection = await session.connection()
            for table in (StoredKey, StoredOperatorKey):
                before = col(table.last_used_at)
                # Another replica may have seen the key later.
                later = or_(before.is_(None), before < used_at)
                mine = col(table.id) == bindparam("key_id")
                await connection.execute(
                    update(table).where(mine, later).values(last_used_at=used_at), moments
                )
