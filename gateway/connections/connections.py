"""Connections: stored with sealed credentials, changed, checked, removed."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from gateway.accounting.books import Adapter, Books, Credentials, OpenBooks, Readiness, Verdict
from gateway.connections.credentials import read_credentials
from gateway.connections.linking import use_up
from gateway.connections.tables import ConnectionStatus, StoredConnection, StoredLink
from gateway.identity.tables import StoredConsumer
from gateway.identity.tenants import owner_of
from gateway.plumbing.clock import Clock
from gateway.plumbing.database import Database, Owner
from gateway.plumbing.ids import new_id
from gateway.plumbing.paging import Counted, counted
from gateway.plumbing.refusals import Missing, Unfit
from gateway.plumbing.sealing import Vault

REFUSALS = {Verdict.CREDENTIALS_REFUSED, Verdict.WRONG_ENVIRONMENT, Verdict.ADDRESS_REFUSED}


@dataclass(frozen=True, slots=True)
class Connections:
    database: Database
    vault: Vault
    clock: Clock
    adapters: Mapping[str, Adapter]
    openers: Mapping[str, OpenBooks]

    def adapter(self, integration_id: int) -> Adapter:
        for adapter in self.adapters.values():
            if adapter.integration_id == integration_id:
                return adapter
        raise Unfit(f"There is no active integration {integration_id}; see GET /integrations.")

    async def list(
        self, owner: Owner, consumer_id: UUID | None = None, search: str = ""
    ) -> list[StoredConnection]:
        async with self.database.reading(owner) as session:
            return list(await session.scalars(_in_order(consumer_id, search)))

    async def page(
        self,
        owner: Owner,
        *,
        consumer_id: UUID | None = None,
        status: ConnectionStatus | None = None,
        search: str = "",
        skip: int = 0,
        take: int = 100,
    ) -> Counted[StoredConnection]:
        query = _in_order(consumer_id, search)
        if status is not None:
            query = query.where(StoredConnection.status == status)
        async with self.database.reading(owner) as session:
            return await counted(session, query, skip=skip, take=take)

    async def get(
        self, owner: Owner, connection_id: UUID, consumer_id: UUID | None = None
    ) -> StoredConnection:
        async with self.database.reading(owner) as session:
            found = await session.get(StoredConnection, connection_id)
        return _there(found, consumer_id)

    async def create(
        self,
        consumer: StoredConsumer,
        adapter: Adapter,
        name: str | None,
        given: Mapping[str, object],
        *,
        link: StoredLink | None = None,
    ) -> StoredConnection:
        """Tests the credentials, then stores them; books that cannot be reached are stored too.

        Uses up the link that they came by. Without a name the connection is called after its books.
        """
        credentials = read_credentials(adapter, given)
        await self._refuse_twice(consumer, adapter, credentials)
        readiness = await self._tested(adapter, credentials)
        now = self.clock()
        connection = StoredConnection(
            id=new_id(),
            tenant_id=consumer.tenant_id,
            consumer_id=consumer.id,
            adapter=adapter.key,
            name=name or f"{adapter.label} {credentials.books_id}"[:80],
            books_id=credentials.books_id,
            shown=credentials.public(),
            sealed_credentials="",
            readiness=_kept(readiness),
            checked_at=now,
            created_at=now,
            updated_at=now,
        )
        connection.sealed_credentials = await self._seal(connection, credentials)
        try:
            async with self.database.writing(consumer.tenant_id) as session:
                if link is not None:
                    await use_up(session, link, now)
                session.add(connection)
        except IntegrityError:  # a twin was first
            raise _twice(adapter, credentials) from None
        return connection

    async def change(
        self,
        connection: StoredConnection,
        *,
        name: str | None = None,
        given: Mapping[str, object] | None = None,
        link: StoredLink | None = None,
    ) -> StoredConnection:
        """Names another value for some credentials; the others stay. They are tested together."""
        adapter = self.adapters[connection.adapter]
        updates: dict[str, object] = {"updated_at": self.clock()}
        if name:
            updates["name"] = name
        if given:
            kept = (await self.credentials(connection)).revealed()
            credentials = read_credentials(adapter, kept | dict(given))
            if credentials.books_id != connection.books_id:
                raise Unfit(
                    f"This connection is for {connection.books_id}; another company or"
                    " environment is a second connection, so create one."
                )
            readiness = await self._tested(adapter, credentials)
            updates |= {
                "shown": credentials.public(),
                "sealed_credentials": await self._seal(connection, credentials),
                "readiness": _kept(readiness),
                "checked_at": self.clock(),
            }
        return await self._update(connection, updates, link)

    async def pause(self, connection: StoredConnection) -> StoredConnection:
        return await self._update(connection, {"status": ConnectionStatus.PAUSED})

    async def resume(self, connection: StoredConnection) -> StoredConnection:
        return await self._update(connection, {"status": ConnectionStatus.ACTIVE})

    async def delete(self, connection: StoredConnection) -> None:
        async with self.database.writing(connection.tenant_id) as session:
            await session.delete(_there(await session.get(StoredConnection, connection.id)))

    async def check(self, connection: StoredConnection) -> Readiness:
        """Looks now, and remembers what was seen."""
        readiness = await (await self.open(connection)).readiness()
        await self._update(connection, {"readiness": _kept(readiness), "checked_at": self.clock()})
        return readiness

    async def open(self, connection: StoredConnection) -> Books:
        return self.openers[connection.adapter](await self.credentials(connection))

    async def credentials(self, connection: StoredConnection) -> Credentials:
        key = await self.vault.key_of(owner_of(connection.tenant_id))
        plain = key.open(connection.sealed_credentials, _purpose(connection))
        return self.adapters[connection.adapter].credentials.model_validate(json.loads(plain))

    async def _seal(self, connection: StoredConnection, credentials: Credentials) -> str:
        key = await self.vault.key_of(owner_of(connection.tenant_id))
        return key.seal(json.dumps(credentials.revealed()).encode(), _purpose(connection))

    async def _tested(self, adapter: Adapter, credentials: Credentials) -> Readiness:
        readiness = await self.openers[adapter.key](credentials).readiness()
        if readiness.verdict in REFUSALS:
            raise Unfit(readiness.message, code="ERROR_CONNECTOR_AUTHENTICATION")
        return readiness

    async def _refuse_twice(
        self, consumer: StoredConsumer, adapter: Adapter, credentials: Credentials
    ) -> None:
        for one in await self.list(consumer.tenant_id, consumer.id):
            if (one.adapter, one.books_id) == (adapter.key, credentials.books_id):
                raise _twice(adapter, credentials)

    async def _update(
        self,
        connection: StoredConnection,
        updates: Mapping[str, object],
        link: StoredLink | None = None,
    ) -> StoredConnection:
        async with self.database.writing(connection.tenant_id) as session:
            if link is not None:
                await use_up(session, link, self.clock())
            row = _there(await session.get(StoredConnection, connection.id))
            for field, value in updates.items():
                setattr(row, field, value)
        return row


def _in_order(consumer_id: UUID | None, search: str) -> SelectOfScalar[StoredConnection]:
    query = select(StoredConnection).order_by(
        col(StoredConnection.created_at), col(StoredConnection.id)
    )
    if consumer_id is not None:
        query = query.where(StoredConnection.consumer_id == consumer_id)
    if not search:
        return query
    return query.where(
        or_(
            col(StoredConnection.name).icontains(search, autoescape=True),
            col(StoredConnection.books_id).icontains(search, autoescape=True),
        )
    )


def _twice(adapter: Adapter, credentials: Credentials) -> Unfit:
    return Unfit(
        f"{adapter.label} {credentials.books_id} is connected already for this consumer;"
        " change that connection instead of making a second one."
    )


def _there(
    connection: StoredConnection | None, consumer_id: UUID | None = None
) -> StoredConnection:
    if connection is None or consumer_id not in {None, connection.consumer_id}:
        raise Missing("There is no such connection.")
    return connection


def _kept(readiness: Readiness) -> dict[str, object]:
    return asdict(readiness) | {"facts": dict(readiness.facts)}


def _purpose(connection: StoredConnection) -> str:
    return f"credentials of connection {connection.id}"
