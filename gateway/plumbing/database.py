"""SQLite or PostgreSQL behind two verbs: `reading` and `writing`, each for one tenant.

A session belongs to one tenant. Every statement on a tenant's table gets that tenant's filter
added, and a row of another tenant cannot be written: forgetting a WHERE cannot leak. Work that
truly spans tenants says so with `EVERY_TENANT`.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from enum import Enum
from pathlib import Path
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import event, make_url, text
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlmodel import Field, SQLModel, col


class _Every(Enum):
    TENANT = "every tenant"


EVERY_TENANT: Final = _Every.TENANT
Owner = UUID | Literal[_Every.TENANT]

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING


class TenantOwned(SQLModel):
    """A row of one tenant; goes when the tenant goes."""

    tenant_id: UUID = Field(foreign_key="tenant.id", ondelete="CASCADE", index=True)


class CrossedTenants(Exception):
    """A programming error caught in time: a session met another tenant's row."""


class Database:
    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self._sessions = async_sessionmaker(
            self.engine, expire_on_commit=False, sync_session_class=_TenantSession
        )
        # SQLite has one writer. Queueing here is fair and cheap; its own lock polling is neither.
        self._one_writer = asyncio.Lock() if self.engine.dialect.name == "sqlite" else nullcontext()

    @asynccontextmanager
    async def reading(self, owner: Owner) -> AsyncIterator[AsyncSession]:
        async with self._sessions(info={"owner": owner}) as session:
            yield session

    @asynccontextmanager
    async def writing(self, owner: Owner) -> AsyncIterator[AsyncSession]:
        """Commits when the block ends well; keeps nothing of it otherwise."""
        async with self._one_writer, self._sessions(info={"owner": owner}) as session:
            await session.connection(execution_options={"writes": True})
            yield session
            await session.commit()

    async def answers(self) -> None:
        """Raises what the database raises when it cannot be used."""
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self.engine.dispose()


class _TenantSession(Session):
    pass


@event.listens_for(_TenantSession, "do_orm_execute")
def _only_the_owners_rows(state: ORMExecuteState) -> None:
    owner = state.session.info["owner"]
    if owner is EVERY_TENANT or state.is_column_load or state.is_relationship_load:
        return
    # Every owned table, not only those in the result: a join must not leak either.
    owned = (table for table in TenantOwned.__subclasses__() if hasattr(table, "__table__"))
    state.statement = state.statement.options(
        *(
            with_loader_criteria(table, col(table.tenant_id) == owner, include_aliases=True)
            for table in owned
        )
    )


@event.listens_for(_TenantSession, "before_flush")
def _refuse_foreign_rows(session: Session, *_: object) -> None:
    owner = session.info["owner"]
    if owner is EVERY_TENANT:
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, TenantOwned) and row.tenant_id != owner:
            raise CrossedTenants(f"a {type(row).__name__} of another tenant met this session")


def _engine(url: str) -> AsyncEngine:
    address = make_url(url)
    # Parameters hold sealed secrets and personal data; SQLAlchemy would print them in errors.
    if address.get_backend_name() != "sqlite":
        return create_async_engine(address, hide_parameters=True, pool_pre_ping=True, pool_size=10)
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(address, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver's guess
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "busy_timeout=5000", "foreign_keys=ON", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns into a writer can fail at once; a writer takes the lock from the start.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
