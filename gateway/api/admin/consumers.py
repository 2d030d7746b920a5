from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

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
from gateway.api.consumers import PostConsumerItem, UpdateConsumerItem
from gateway.api.deps import Given
from gateway.api.problems import answers
from gateway.identity.tables import StoredConsumer
from gateway.plumbing.database import EVERY_TENANT

router = admin_router("consumers")


class AdminConsumer(BaseModel):
    id: UUID
    tenant_id: UUID
    name: str
    email: str | None = None
    internal_reference: str | None = None
    redirect_url: str | None = None
    created_at: datetime


class NewConsumer(Body, PostConsumerItem):
    tenant_id: UUID
    name: Name


class ConsumerChange(Body, UpdateConsumerItem):
    """Touches the fields that are named; null clears one. A consumer always has a name."""

    name: Name | None = None


@router.get(
    "",
    operation_id="admin_list_consumers",
    summary="List consumers of every tenant, the oldest first",
    openapi_extra=OPERATOR_KEY,
)
async def list_consumers(
    given: Given, asked: Asked, tenant_id: UUID | None = None, search: Search = ""
) -> AdminPage[AdminConsumer]:
    """`search` looks in name and email address."""
    found = await given.consumers.page(
        tenant_id or EVERY_TENANT, search=search, skip=asked.skip, take=asked.size
    )
    return asked.of([_shown(consumer) for consumer in found], found.total)


@router.post(
    "",
    operation_id="admin_create_consumer",
    summary="Create a consumer of a tenant",
    responses=answers(404),
    openapi_extra=OPERATOR_KEY,
)
async def create_consumer(new: NewConsumer, given: Given, trail: OnTheTrail) -> AdminConsumer:
    tenant = await given.tenants.get(new.tenant_id)
    await trail.note("consumer.create", new.name, tenant_id=tenant.id)
    fields = new.model_dump(exclude={"tenant_id"})
    return _shown(await given.consumers.create(tenant.id, fields))


@router.get(
    "/{consumer_id}",
    operation_id="admin_get_consumer",
    summary="Get a consumer",
    responses=answers(404),
    openapi_extra=OPERATOR_KEY,
)
async def get_consumer(consumer_id: UUID, given: Given) -> AdminConsumer:
    return _shown(await given.consumers.get(EVERY_TENANT, consumer_id))


@router.patch(
    "/{consumer_id}",
    operation_id="admin_update_consumer",
    summary="Change a consumer",
    responses=answers(404),
    openapi_extra=OPERATOR_KEY,
)
async def update_consumer(
    consumer_id: UUID, change: ConsumerChange, given: Given, trail: OnTheTrail
) -> AdminConsumer:
    consumer = await given.consumers.get(EVERY_TENANT, consumer_id)
    named = change.model_dump(exclude_unset=True)
    if change.name is None:
        named.pop("name", None)
    await trail.note(
        "consumer.change", consumer.id, tenant_id=consumer.tenant_id, fields=sorted(named)
    )
    return _shown(await given.consumers.change(consumer.tenant_id, consumer_id, named))


@router.delete(
    "/{consumer_id}",
    status_code=204,
    operation_id="admin_delete_consumer",
    summary="Delete a consumer and its connections",
    responses=answers(404),
    openapi_extra=OPERATOR_KEY,
)
async def delete_consumer(consumer_id: UUID, given: Given, trail: OnTheTrail) -> None:
    consumer = await given.consumers.get(EVERY_TENANT, consumer_id)
    await trail.note("consumer.delete", consumer.id, tenant_id=consumer.tenant_id)
    await given.consumers.delete(consumer.tenant_id, consumer_id)


def _shown(consumer: StoredConsumer) -> AdminConsumer:
    return AdminConsumer.model_validate(consumer, from_attributes=True)
