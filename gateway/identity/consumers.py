"""Consumers: a tenant's own customers, whose books it connects."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from gateway.identity.tables import StoredConsumer
from gateway.plumbing.clock import Clock
from gateway.plumbing.database import Database, Owner
from gateway.plumbing.paging import Counted, counted
from gateway.plumbing.refusals import Missing


@dataclass(frozen=True, slots=True)
class Consumers:
    database: Database
    clock: Clock

    async def create(self, tenant_id: UUID, fields: Mapping[str, str | None]) -> StoredConsumer:
        consumer = StoredConsumer.model_validate(
            {**fields, "tenant_id": tenant_id, "created_at": self.clock()}
        )
        async with self.database.writing(tenant_id) as session:
            session.add(consumer)
        return consumer

    async def list(
        self,
        owner: Owner,
        *,
        search: str | None = None,
        internal_reference: str | None = None,
        only: frozenset[UUID] | None = None,
    ) -> list[StoredConsumer]:
        query = _in_order(search)
        if internal_reference is not None:
            query = query.where(StoredConsumer.internal_reference == internal_reference)
        if only is not None:
            query = query.where(col(StoredConsumer.id).in_(only))
        async with self.database.reading(owner) as session:
            return list(await session.scalars(query))

    async def page(
        self, owner: Owner, *, search: str | None = None, skip: int = 0, take: int = 100
    ) -> Counted[StoredConsumer]:
        async with self.database.reading(owner) as session:
            return await counted(session, _in_order(search), skip=skip, take=take)

    async def get(self, owner: Owner, consumer_id: UUID) -> StoredConsumer:
        async with self.database.reading(owner) as session:
            return _there(await session.get(StoredConsumer, consumer_id))

    async def change(
        self, tenant_id: UUID, consumer_id: UUID, fields: Mapping[str, str | None]
    ) -> StoredConsumer:
        async with self.database.writing(tenant_id) as session:
            consumer = _there(await session.get(StoredConsumer, consumer_id))
            for name, value in fields.items():
                setattr(consumer, name, value)
        return consumer

    async def delete(self, owner: Owner, consumer_id: UUID) -> None:
        """Takes the consumer's connections along."""
        async with self.database.writing(owner) as session:
            await session.delete(_there(await session.get(StoredConsumer, consumer_id)))


def _in_order(search: str | None) -> SelectOfScalar[StoredConsumer]:
    query = select(StoredConsumer).order_by(col(StoredConsumer.created_at), col(StoredConsumer.id))
    if not search:
        return query
    return query.where(
        or_(
            col(StoredConsumer.name).icontains(search, autoescape=True),
            col(StoredConsumer.email).icontains(search, autoescape=True),
        )
    )


def _there(consumer: StoredConsumer | None) -> StoredConsumer:
    if consumer is None:
        raise Missing("There is no such consumer.")
    return consumer
