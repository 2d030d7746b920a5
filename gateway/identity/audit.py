"""What operators did: appended, never changed, each row's hash covering the one before."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from gateway.identity.callers import Operator
from gateway.identity.tables import StoredAudit
from gateway.plumbing.clock import Clock
from gateway.plumbing.database import EVERY_TENANT, Database
from gateway.plumbing.paging import Counted, counted

FIRST = "0" * 64
APPENDING = 0x6C67_6175  # one appender at a time on PostgreSQL; SQLite has one writer anyway


@dataclass(frozen=True, slots=True)
class Audit:
    database: Database
    clock: Clock

    async def note(
        self,
        operator: Operator,
        action: str,
        object: str,
        *,
        tenant_id: UUID | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        async with self.database.writing(EVERY_TENANT) as session:
            if session.get_bind().dialect.name == "postgresql":
                await session.execute(text(f"SELECT pg_advisory_xact_lock({APPENDING})"))
            last = select(StoredAudit.hash).order_by(col(StoredAudit.id).desc()).limit(1)
            row = StoredAudit(
                at=self.clock(),
                actor=operator.name,
                action=action,
                object=object,
                tenant_id=tenant_id,
                detail=dict(detail or {}),
                previous_hash=(await session.scalars(last)).first() or FIRST,
                hash="",
            )
            row.hash = _hash(row)
            session.add(row)

    async def page(
        self,
        *,
        tenant_id: UUID | None = None,
        action: str | None = None,
        since: datetime | None = None,
        skip: int = 0,
        take: int = 100,
    ) -> Counted[StoredAudit]:
        query = select(StoredAudit).order_by(col(StoredAudit.id).desc())
        if tenant_id is not None:
            query = query.where(StoredAudit.tenant_id == tenant_id)
        if action is not None:
            query = query.where(StoredAudit.action == action)
        if since is not None:
            query = query.where(col(StoredAudit.at) >= since)
        async with self.database.reading(EVERY_TENANT) as session:
            return await counted(session, query, skip=skip, take=take)

    async def first_broken(self) -> int | None:
        """The id of the first row that was changed, or that follows a removed one."""
        expected = FIRST
        async with self.database.reading(EVERY_TENANT) as session:
            rows = await session.stream_scalars(select(StoredAudit).order_by(col(StoredAudit.id)))
            async for row in rows:
                if row.previous_hash != expected or row.hash != _hash(row):
                    return row.id
                expected = row.hash
        return None


def _hash(row: StoredAudit) -> str:
    told = [
        row.previous_hash,
        row.at.isoformat(),
        row.actor,
        row.action,
        row.object,
        str(row.tenant_id),
        row.detail,
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
