"""API keys of tenants: made, found, rotated, revoked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, select

from gateway.identity.scopes import EVERY_SCOPE, Scope
from gateway.identity.secrets import SecretHasher, same
from gateway.identity.tables import StoredKey, StoredSecret, StoredTenant, TenantStatus
from gateway.plumbing.clock import Clock
from gateway.plumbing.database import EVERY_TENANT, Database
from gateway.plumbing.ids import new_id, new_secret
from gateway.plumbing.paging import Counted, counted
from gateway.plumbing.refusals import Missing, Unfit

SECRET_PREFIX = "lgs"  # noqa: S105 - a prefix that tells a secret from other text
LIVE_SECRETS = 2


@dataclass(frozen=True, slots=True)
class ShownKey:
    """A key with its secret in the clear: shown once, stored never."""

    key: StoredKey
    secret: str

    def __repr__(self) -> str:
        return f"ShownKey({self.key.client_id}, •••)"


@dataclass(frozen=True, slots=True)
class Keys:
    database: Database
    hasher: SecretHasher
    clock: Clock

    async def create(
        self,
        tenant_id: UUID,
        name: str,
        *,
        scopes: Sequence[Scope] = EVERY_SCOPE,
        consumer_ids: Sequence[UUID] | None = None,
        expires_at: datetime | None = None,
    ) -> ShownKey:
        secret, now = new_secret(SECRET_PREFIX), self.clock()
        key = StoredKey(
            tenant_id=tenant_id,
            client_id=f"lgk_{new_id().hex}",
            name=name,
            scopes=sorted(scopes),
            consumer_ids=None if consumer_ids is None else sorted(map(str, consumer_ids)),
            created_at=now,
            expires_at=expires_at,
        )
        stored = await self._secret_of(key, secret, now)
        async with self.database.writing(EVERY_TENANT) as session:
            if await session.get(StoredTenant, tenant_id) is None:
                raise Missing("There is no such tenant.")
            session.add(key)
            await session.flush()
            session.add(stored)
        return ShownKey(key, secret)

    async def page(
        self, tenant_id: UUID | None = None, skip: int = 0, take: int | None = None
    ) -> Counted[StoredKey]:
        query = select(StoredKey).order_by(col(StoredKey.created_at), col(StoredKey.id))
        async with self.database.reading(tenant_id or EVERY_TENANT) as session:
            return await counted(session, query, skip=skip, take=take)

    async def get(self, key_id: UUID) -> StoredKey:
        async with self.database.reading(EVERY_TENANT) as session:
            key = await session.get(StoredKey, key_id)
        if key is None:
            raise Missing("There is no such API key.")
        return key

    async def rotate(self, key_id: UUID, *, overlap: timedelta) -> ShownKey:
        """A second secret; the first lives on for `overlap`, and never are there more than two."""
        key, secret, now = await self.get(key_id), new_secret(SECRET_PREFIX), self.clock()
        if key.revoked_at is not None:
            raise Unfit("This API key is revoked; create another one.")
        stored = await self._secret_of(key, secret, now)
        async with self.database.writing(key.tenant_id) as session:
            newest_first = (
                select(StoredSecret)
                .where(col(StoredSecret.key_id) == key_id)
                .order_by(col(StoredSecret.created_at).desc())
            )
            older = list(await session.scalars(newest_first))
            for one in older[LIVE_SECRETS - 1 :]:
                await session.delete(one)
            for one in older[: LIVE_SECRETS - 1]:
                one.expires_at = now + overlap
            session.add(stored)
        return ShownKey(key, secret)

    async def revoke(self, key_id: UUID) -> StoredKey:
        async with self.database.writing(EVERY_TENANT) as session:
            key = await session.get(StoredKey, key_id)
            if key is None:
                raise Missing("There is no such API key.")
            key.revoked_at = key.revoked_at or self.clock()
        return key

    async def recognise(self, client_id: str, secret: str) -> StoredKey | None:
        """The live key with this secret, or nothing: an answer takes as long either way."""
        hashed, now = await self.hasher.hash(secret), self.clock()
        async with self.database.reading(EVERY_TENANT) as session:
            found = await session.execute(
                select(StoredKey, StoredSecret, StoredTenant)
                .join(StoredSecret, col(StoredSecret.key_id) == StoredKey.id)
                .join(StoredTenant, col(StoredTenant.id) == StoredKey.tenant_id)
                .where(StoredKey.client_id == client_id)
            )
        for key, stored, tenant in found.all():
            live = (
                tenant.status == TenantStatus.ACTIVE
                and key.revoked_at is None
                and not _over(key.expires_at, now)
                and not _over(stored.expires_at, now)
            )
            if same(stored.hash, hashed) and live:
                return key
        return None

    async def _secret_of(self, key: StoredKey, secret: str, now: datetime) -> StoredSecret:
        hashed = await self.hasher.hash(secret)
        return StoredSecret(tenant_id=key.tenant_id, key_id=key.id, hash=hashed, created_at=now)


def _over(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now
