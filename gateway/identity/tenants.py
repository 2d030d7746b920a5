"""Tenants: who pays, and whose everything else is."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from gateway.identity.tables import StoredTenant, TenantStatus
from gateway.plumbing.clock import Clock
from gateway.plumbing.database import EVERY_TENANT, Database
from gateway.plumbing.paging import Counted, counted
from gateway.plumbing.refusals import Missing
from gateway.plumbing.sealing import StoredDataKey, Vault


@dataclass(frozen=True, slots=True)
class Tenants:
    database: Database
    vault: Vault
    clock: Clock

    async def create(self, name: str) -> StoredTenant:
        tenant = StoredTenant(name=name, created_at=self.clock())
        async with self.database.writing(EVERY_TENANT) as session:
            session.add(tenant)
        await self.vault.key_of(owner_of(tenant.id))
        return tenant

    async def page(self, search: str = "", skip: int = 0, take: int = 100) -> Counted[StoredTenant]:
        query = select(StoredTenant).order_by(col(StoredTenant.created_at), col(StoredTenant.id))
        if search:
            query = query.where(col(StoredTenant.name).icontains(search, autoescape=True))
        async with self.database.reading(EVERY_TENANT) as session:
            return await counted(session, query, skip=skip, take=take)

    async def get(self, tenant_id: UUID) -> StoredTenant:
        async with self.database.reading(EVERY_TENANT) as session:
            tenant = await session.get(StoredTenant, tenant_id)
        if tenant is None:
            raise Missing("There is no such tenant.")
        return tenant

    async def change(
        self, tenant_id: UUID, *, name: str | None = None, status: TenantStatus | None = None
    ) -> StoredTenant:
        async with self.database.writing(EVERY_TENANT) as session:
            tenant = await session.get(StoredTenant, tenant_id)
            if tenant is None:
                raise Missing("There is no such tenant.")
            tenant.name = name or tenant.name
            tenant.status = status or tenant.status
        return tenant

    async def delete(self, tenant_id: UUID) -> None:
        """Takes all of the tenant along, its data key too: what a backup sealed stays shut."""
        async with self.database.writing(EVERY_TENANT) as session:
            tenant = await session.get(StoredTenant, tenant_id)
            if tenant is None:
                raise Missing("There is no such tenant.")
            if data_key := await session.get(StoredDataKey, owner_of(tenant_id)):
                await session.delete(data_key)
            await session.delete(tenant)


def owner_of(tenant_id: UUID) -> str:
    """The vault's name for a tenant."""
    return f"tenant:{tenant_id}"
