"""Operator keys: who may run this gateway over HTTP."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from gateway.identity.callers import Operator
from gateway.identity.last_use import LastUse
from gateway.identity.secrets import SecretHasher
from gateway.identity.tables import StoredOperatorKey
from gateway.plumbing.clock import Clock
from gateway.plumbing.database import EVERY_TENANT, Database
from gateway.plumbing.ids import looks_whole, new_secret
from gateway.plumbing.refusals import Missing, Unauthenticated

OPERATOR_PREFIX = "lgo"


@dataclass(frozen=True, slots=True)
class ShownOperatorKey:
    """An operator key in the clear: shown once, stored never."""

    key: StoredOperatorKey
    secret: str

    def __repr__(self) -> str:
        return f"ShownOperatorKey({self.key.name}, •••)"


@dataclass(frozen=True, slots=True)
class Operators:
    database: Database
    hasher: SecretHasher
    last_use: LastUse
    clock: Clock

    async def create(self, name: str, *, expires_at: datetime | None = None) -> ShownOperatorKey:
        secret = new_secret(OPERATOR_PREFIX)
        key = StoredOperatorKey(
            name=name,
            hash=await self.hasher.hash(secret),
            created_at=self.clock(),
            expires_at=expires_at,
        )
        async with self.database.writing(EVERY_TENANT) as session:
            session.add(key)
        return ShownOperatorKey(key, secret)

    async def list(self) -> list[StoredOperatorKey]:
        query = select(StoredOperatorKey).order_by(col(StoredOperatorKey.created_at))
        async with self.database.reading(EVERY_TENANT) as session:
            return list(await session.scalars(query))

    async def find(self, key_id: UUID) -> StoredOperatorKey | None:
        async with self.database.reading(EVERY_TENANT) as session:
            return await session.get(StoredOperatorKey, key_id)

    async def revoke(self, key_id: UUID) -> StoredOperatorKey:
        async with self.database.writing(EVERY_TENANT) as session:
            key = await session.get(StoredOperatorKey, key_id)
            if key is None:
                raise Missing("There is no such operator key.")
            key.revoked_at = key.revoked_at or self.clock()
        return key

    async def recognise(self, secret: str) -> Operator:
        """The operator with this key; raises `Unauthenticated` for every other text."""
        refused = Unauthenticated(
            "This needs an operator key, from `ledgergate key create --operator`."
        )
        if not looks_whole(secret, OPERATOR_PREFIX):
            raise refused
        query = select(StoredOperatorKey).where(
            StoredOperatorKey.hash == await self.hasher.hash(secret)
        )
        async with self.database.reading(EVERY_TENANT) as session:
            key = (await session.scalars(query)).first()
        now = self.clock()
        if key is None or key.revoked_at or (key.expires_at and key.expires_at <= now):
            raise refused
        self.last_use.note(key.id)
        return Operator(key.name, key.id)
