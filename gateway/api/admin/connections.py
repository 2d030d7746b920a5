from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue

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
from gateway.api.connections import CredentialItem, ReadinessItem, as_given
from gateway.api.deps import Given
from gateway.api.problems import answers
from gateway.connections.tables import ConnectionStatus, StoredConnection
from gateway.plumbing.database import EVERY_TENANT
from gateway.resources import Resources

router = admin_router("connections")

ConnectionName = Annotated[Name, Field(max_length=80)]
Credentials = Annotated[
    list[CredentialItem],
    Field(min_length=1, max_length=100, description="Sealed when they arrive; never answered."),
]


class AdminConnectionStatus(StrEnum):
    """The contract's `inactive` is `paused` here."""

    ACTIVE = ConnectionStatus.ACTIVE
    PAUSED = ConnectionStatus.PAUSED


class AdminConnection(BaseModel):
    id: UUID
    tenant_id: UUID
    consumer_id: UUID
    integrationid: int
    integration: str
    name: str
    status: AdminConnectionStatus
    books_id: str = Field(description="Which books: such as company id and environment.")
    data: dict[str, JsonValue] = Field(description="The credentials that are no secret.")
    readiness: ReadinessItem | None = Field(None, description="As it was when last looked at.")
    checked_at: datetime | None = None
    created_at: datetime
    updated_at: datetime


class NewConnection(Body):
    consumer_id: UUID
    integrationid: int = Field(description="From GET /integrations.")
    name: ConnectionName
    credentials: Credentials


class ConnectionChange(Body):
    name: ConnectionName | None = None
    status: AdminConnectionStatus | None = Field(
        None, description="A paused connection serves no call until it is active again."
    )
    credentials: Credentials | None = Field(
        None, description="A new token, for instance. Those that are not named stay."
    )


@router.get(
    "",
    operation_id="admin_list_connections",
    summary="List connections of every tenant, the oldest first",
    openapi_extra=OPERATOR_KEY,
)
async def list_connections(
    *,
    given: Given,
    asked: Asked,
    tenant_id: UUID | None = None,
    consumer_id: UUID | None = None,
    status: AdminConnectionStatus | None = None,
    search: Search = "",
) -> AdminPage[AdminConnection]:
    """`search` looks in the name and in the company id."""
    found = await given.connections.page(
        tenant_id or EVERY_TENANT,
        consumer_id=consumer_id,
        status=None if status is None else ConnectionStatus(status),
        search=search,
        skip=asked.skip,
        take=asked.size,
    )
    return asked.of([_shown(connection, given) for connection in found], found.total)


@router.post(
    "",
    operation_id="admin_create_connection",
    summary="Connect a consumer's books",
    responses=answers(400, 404),
    openapi_extra=OPERATOR_KEY,
)
async def create_connection(new: NewConnection, given: Given, trail: OnTheTrail) -> AdminConnection:
    """The credentials are tried first; what the vendor refuses is not stored."""
    adapter = given.connections.adapter(new.integrationid)
    consumer = await given.consumers.get(EVERY_TENANT, new.consumer_id)
    await trail.note(
        "connection.create",
        new.name,
        tenant_id=consumer.tenant_id,
        consumer_id=str(consumer.id),
        integration=adapter.key,
    )
    made = await given.connections.create(consumer, adapter, new.name, as_given(new.credentials))
    return _shown(made, given)


@router.get(
    "/{connection_id}",
    operation_id="admin_get_connection",
    summary="Get a connection",
    responses=answers(404),
    openapi_extra=OPERATOR_KEY,
)
async def get_connection(connection_id: UUID, given: Given) -> AdminConnection:
    return _shown(await given.connections.get(EVERY_TENANT, connection_id), given)


@router.patch(
    "/{connection_id}",
    operation_id="admin_update_connection",
    summary="Rename, pause or resume a connection, or replace its token",
    responses=answers(400, 404),
    openapi_extra=OPERATOR_KEY,
)
async def update_connection(
    connection_id: UUID, change: ConnectionChange, given: Given, trail: OnTheTrail
) -> AdminConnection:
    """Credentials are tried first: when they are refused, nothing of the change is kept."""
    connection = await given.connections.get(EVERY_TENANT, connection_id)
    await trail.note(
        "connection.change",
        connection.id,
        tenant_id=connection.tenant_id,
        fields=sorted(change.model_dump(exclude_none=True)),
        status=change.status,
    )
    if change.name or change.credentials:
        named = as_given(change.credentials or [])
        connection = await given.connections.change(connection, name=change.name, given=named)
    if change.status is AdminConnectionStatus.PAUSED:
        connection = await given.connections.pause(connection)
    if change.status is AdminConnectionStatus.ACTIVE:
        connection = await given.connections.resume(connection)
    return _shown(connection, given)


@router.delete(
    "/{connection_id}",
    status_code=204,
    operation_id="admin_delete_connection",
    summary="Delete a connection and its credentials",
    responses=answers(404),
    openapi_extra=OPERATOR_KEY,
)
async def delete_connection(connection_id: UUID, given: Given, trail: OnTheTrail) -> None:
    connection = await given.connections.get(EVERY_TENANT, connection_id)
    await trail.note("connection.delete", connection.id, tenant_id=connection.tenant_id)
    await given.connections.delete(connection)


@router.post(
    "/{connection_id}/check",
    operation_id="admin_check_connection",
    summary="Look whether the books can be used, and which connectors are missing",
    responses=answers(400, 404),
    openapi_extra=OPERATOR_KEY,
)
async def check_connection(connection_id: UUID, given: Given, trail: OnTheTrail) -> ReadinessItem:
    connection = await given.connections.get(EVERY_TENANT, connection_id)
    await trail.note("connection.check", connection.id, tenant_id=connection.tenant_id)
    readiness = await given.connections.check(connection)
    return ReadinessItem.model_validate(readiness, from_attributes=True)


def _shown(connection: StoredConnection, given: Resources) -> AdminConnection:
    adapter = given.adapters[connection.adapter]
    return AdminConnection(
        **connection.model_dump(exclude={"adapter", "shown", "sealed_credentials"}),
        integrationid=adapter.integration_id,
        integration=adapter.label,
        data=connection.shown,
    )
