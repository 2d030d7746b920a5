from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from gateway.api.admin.door import (
    OPERATOR_KEY,
    AdminPage,
    Asked,
    Body,
    Name,
    OnTheTrail,
    Search,
    admin_router,
)
from gateway.api.deps import Given
from gateway.api.problems import answers
from gateway.identity.tables import StoredTenant, TenantStatus

router = admin_router("tenants")


class AdminTenant(BaseModel):
    id: UUID = Field(description="The account id that this tenant's clients send to /token.")
    name: str
    status: TenantStatus
    created_at: datetime


class NewTenant(Body):
    name: Name


class TenantChange(Body):
    name: Name | None = None
    status: TenantStatus | None = Field(
        None, description="`paused` ends every access token at once and refuses new ones."
    )


@router.get(
    "",
    operation_id="admin_list_tenants",
    summary="List tenants, the oldest first",
    openapi_extra=OPERATOR_KEY,
)
async def list_tenants(given: Given, asked: Asked, search: Search = "") -> AdminPage[AdminTenant]:
    """`search` looks in the name."""
    found = await given.tenants.page(search, asked.skip, asked.size)
    return asked.of([_shown(tenant) for tenant in found], found.total)


@router.post(
    "",
    operation_id="admin_create_tenant",
    summary="Create a tenant",
    openapi_extra=OPERATOR_KEY,
)
async def create_tenant(new: NewTenant, given: Given, trail: OnTheTrail) -> AdminTenant:
    await trail.note("tenant.create", new.name)
    return _shown(await given.tenants.create(new.name))


@router.get(
    "/{tenant_id}",
    operation_id="admin_get_tenant",
    summary="Get a tenant",
    responses=answers(404),
    openapi_extra=OPERATOR_KEY,
)
async def get_tenant(tenant_id: UUID, given: Given) -> AdminTenant:
    return _shown(await given.tenants.get(tenant_id))


@router.patch(
    "/{tenant_id}",
    operation_id="admin_update_tenant",
    summary="Rename, pause or resume a tenant",
    responses=answers(404),
    openapi_extra=OPERATOR_KEY,
)
async def update_tenant(
    tenant_id: UUID, change: TenantChange, given: Given, trail: OnTheTrail
) -> AdminTenant:
    tenant = await given.tenants.get(tenant_id)
    await trail.note(
        "tenant.change", tenant.id, tenant_id=tenant.id, name=change.name, status=change.status
    )
    tenant = await given.tenants.change(tenant_id, name=change.name, status=change.status)
    if change.status is TenantStatus.PAUSED:
        await given.tokens.revoke_all_of_tenant(tenant_id)
    return _shown(tenant)


@router.delete(
    "/{tenant_id}",
    status_code=204,
    operation_id="admin_delete_tenant",
    summary="Delete a tenant and all that is theirs",
    responses=answers(404),
    openapi_extra=OPERATOR_KEY,
)
async def delete_tenant(tenant_id: UUID, given: Given, trail: OnTheTrail) -> None:
    """Takes keys, consumers, connections, their credentials and the tenant's request log along.
    The audit trail keeps the deeds of operators."""
    tenant = await given.tenants.get(tenant_id)
    await trail.note("tenant.delete", tenant.id, tenant_id=tenant.id, name=tenant.name)
    await given.tokens.revoke_all_of_tenant(tenant_id)
    await given.tenants.delete(tenant_id)
    await given.request_log.forget(tenant_id)


def _shown(tenant: StoredTenant) -> AdminTenant:
    return AdminTenant.model_validate(tenant, from_attributes=True)
