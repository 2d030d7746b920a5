"""Writing the request log in batches, off the hot path: it never slows or fails a request."""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel, col, delete, select

from gateway.accounting.trace import Exchange
from gateway.plumbing.clock import Clock
from gateway.plumbing.database import EVERY_TENANT, Database
from gateway.plumbing.paging import Counted, counted
from gateway.requestlog.masking import WHOLE, masked_body, masked_text
from gateway.requestlog.tables import StoredExchange, StoredRequest

FLUSH_SECONDS = 0.5
BATCH = 500
WAITING = 20_000

log = structlog.get_logger()
_caused: ContextVar[list[Exchange] | None] = ContextVar("exchanges", default=None)


def begin() -> list[Exchange]:
    """From here on, what is observed in this task belongs to one request."""
    exchanges: list[Exchange] = []
    _caused.set(exchanges)
    return exchanges


def observe(exchange: Exchange) -> None:
    caused = _caused.get()
    if caused is not None:
        caused.append(exchange)


def caused() -> Sequence[Exchange]:
    """What this request has caused so far."""
    return _caused.get() or ()


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that has been answered, as it happened: unmasked, so never printed."""

    request: StoredRequest
    request_body: bytes
    response_body: bytes
    exchanges: list[Exchange] = field(repr=False)


class RequestLog:
    def __init__(self, database: Database, clock: Clock, body_bytes: int, keep: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._body_bytes = body_bytes
        self._keep = keep
        self._waiting: deque[Seen] = deque()
        self.dropped = 0

    def note(self, seen: Seen) -> None:
        """Drops, and counts, when the database has not kept up: a log must not eat the memory."""
        if len(self._waiting) >= WAITING:
            self.dropped += 1
            return
        # A large answer of a vendor is not kept in memory for a log that will not hold it.
        self._waiting.append(replace(seen, exchanges=[_bounded(one) for one in seen.exchanges]))

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            await self.flush()

    async def flush(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            try:
                await self._write(batch)
            except (SQLAlchemyError, OSError) as error:
                self.dropped += len(batch)
                log.warning("request log not written", rows=len(batch), why=type(error).__name__)

    async def forget_old(self) -> None:
        oldest = self._clock() - self._keep
        async with self._database.writing(EVERY_TENANT) as session:
            await session.execute(delete(StoredExchange).where(col(StoredExchange.at) < oldest))
            await session.execute(delete(StoredRequest).where(col(StoredRequest.at) < oldest))

    async def forget(self, tenant_id: UUID) -> None:
        await self.flush()
        async with self._database.writing(EVERY_TENANT) as session:
            for table in (StoredExchange, StoredRequest):
                await session.execute(delete(table).where(col(table.tenant_id) == tenant_id))

    async def search(
        self,
        *,
        tenant_id: UUID | None = None,
        consumer_id: UUID | None = None,
        request_id: str | None = None,
        status: int | None = None,
        error_code: str | None = None,
        path: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        skip: int = 0,
        take: int = 100,
    ) -> Counted[StoredRequest]:
        """Newest first."""
        row = StoredRequest
        wanted = [
            col(column) == value
            for column, value in (
                (row.tenant_id, tenant_id),
                (row.consumer_id, consumer_id),
                (row.request_id, request_id),
                (row.status, status),
                (row.error_code, error_code),
            )
            if value is not None
        ]
        if path is not None:
            wanted.append(col(row.path).contains(path, autoescape=True))
        if since is not None:
            wanted.append(col(row.at) >= since)
        if until is not None:
            wanted.append(col(row.at) < until)
        query = select(row).where(*wanted).order_by(col(row.at).desc(), col(row.id))
        async with self._database.reading(EVERY_TENANT) as session:
            return await counted(session, query, skip=skip, take=take)

    async def exchanges(self, logged_ids: list[UUID]) -> list[StoredExchange]:
        query = (
            select(StoredExchange)
            .where(col(StoredExchange.logged_id).in_(logged_ids))
            .order_by(col(StoredExchange.logged_id), col(StoredExchange.position))
        )
        async with self._database.reading(EVERY_TENANT) as session:
            return list(await session.scalars(query))

    async def _write(self, batch: list[Seen]) -> None:
        requests, exchanges = [], []
        for seen in batch:
            requests.append(
                _row(seen.request)
                | {
                    "request_body": masked_body(seen.request_body, self._body_bytes),
                    "response_body": masked_body(seen.response_body, self._body_bytes),
                }
            )
            exchanges += [
                _row(self._exchange(seen.request, position, exchange))
                for position, exchange in enumerate(seen.exchanges)
            ]
        async with self._database.writing(EVERY_TENANT) as session:
            await session.execute(insert(StoredRequest), requests)
            if exchanges:
                await session.execute(insert(StoredExchange), exchanges)

    def _exchange(self, request: StoredRequest, position: int, seen: Exchange) -> StoredExchange:
        return StoredExchange(
            logged_id=request.id,
            position=position,
            at=request.at,
            tenant_id=request.tenant_id,
            method=seen.method,
            url=masked_text(seen.url)[:2560],
            connector=seen.connector,
            status=seen.status,
            milliseconds=round(seen.milliseconds),
            failure=seen.failure,
            request_body=masked_body(seen.request_body, self._body_bytes),
            response_body=masked_body(seen.response_body, self._body_bytes),
        )


def _bounded(exchange: Exchange) -> Exchange:
    return replace(
        exchange,
        request_body=exchange.request_body and exchange.request_body[:WHOLE],
        response_body=exchange.response_body and exchange.response_body[:WHOLE],
    )


def _row(stored: SQLModel) -> dict[str, object]:
    return dict(stored)
