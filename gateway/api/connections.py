from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from gateway.accounting.books import Adapter, Verdict
from gateway.api.deps import Given, OwnConsumer, PublicUrl, Text, access
from gateway.api.problems import answers
from gateway.connections.tables import ConnectionStatus as Stored
from gateway.connections.tables import StoredConnection
from gateway.identity.scopes import Scope
from gateway.plumbing.refusals import Unfit
from gateway.resources import Resources

router = APIRouter(prefix="/consumers/{consumer_id}/connections", tags=["Connections"])

reads = access(Scope.READ, "connections", "connections.read")
connects = access(Scope.CONNECT, "connections")

ApiName = Literal[
    "Point of Sale",
    "eCommerce",
    "Accounting",
    "Invoicing",
    "Banking",
    "Custom",
    "Payment",
    "Property Management System",
]


class ConnectionStatus(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"


class LocalAgentStatus(StrEnum):
    UP = "up"
    DOWN = "down"


class LocalAgentInfo(BaseModel):
    status: LocalAgentStatus


class DatalayerStatus(StrEnum):
    NOT_ENABLED = "not_enabled"
    SYNCING = "syncing"
    READY = "ready"
    STALE = "stale"


class DatalayerInfo(BaseModel):
    status: DatalayerStatus
    last_sync_date: str | None = None


class ConnectionItem(BaseModel):
    connectionid: UUID
    name: str
    integration: str
    integrationid: int
    api: str
    data: dict[str, Any] | None = None
    status: ConnectionStatus
    agent: LocalAgentInfo | None = None
    datalayer: DatalayerInfo | None = None


class CredentialItem(BaseModel):
    key: Text
    value: Text


class PostConnectionItem(BaseModel):
    integrationid: int | None = None
    name: Annotated[Text, Field(max_length=80)] | None = None
    credentials: list[CredentialItem] | None = None
    country: Text | None = None
    redirect: bool | None = False
    apis: list[ApiName] | None = None


class PatchConnectionItem(BaseModel):
    redirect: bool | None = False
    name: Annotated[Text, Field(max_length=80)] | None = None
    credentials: list[CredentialItem] | None = None


class LinkItem(BaseModel):
    url: str


class LackItem(BaseModel):
    """A missing right, what is off because of it, and how to grant it."""

    connector: str
    kind: str
    switches_off: str
    remedy: str


class ReadinessItem(BaseModel):
    """What a connection can do right now, and what is missing."""

    verdict: Verdict
    message: str
    lacks: list[LackItem] = []
    facts: dict[str, str] = {}


async def _own_connection(
    connectionid: UUID, consumer: OwnConsumer, given: Given
) -> StoredConnection:
    return await given.connections.get(consumer.tenant_id, connectionid, consumer.id)


OwnConnection = Annotated[StoredConnection, Depends(_own_connection)]


@router.get(
    "",
    operation_id="connections_get_connections",
    summary="List a consumer's connections",
    responses=answers(404),
    **reads,
)
async def list_connections(consumer: OwnConsumer, given: Given) -> list[ConnectionItem]:
    found = await given.connections.list(consumer.tenant_id, consumer.id)
    return [shown(connection, given) for connection in found]


@router.post(
    "",
    operation_id="connections_create_connection",
    summary="Connect a consumer's books, or get the link to do so",
    responses=answers(400, 404),
    **connects,
)
async def create_connection(
    consumer: OwnConsumer, given: Given, base: PublicUrl, new: PostConnectionItem | None = None
) -> LinkItem:
    """With `integrationid`, `name` and `credentials` it connects at once. The link, valid for half
    an hour, lets an end user fill the credentials in, or renew them."""
    new = new or PostConnectionItem()
    adapter = _adapter(new, given)
    connection = None
    if new.credentials is not None:
        if new.integrationid is None or not (new.name or "").strip():
            raise Unfit("`credentials` need `integrationid` and `name` beside them.")
        connection = await given.connections.create(
            consumer, adapter, new.name or "", as_given(new.credentials)
        )
    token = await given.links.make(
        consumer,
        adapter.key,
        connection_id=connection.id if connection else None,
        name=new.name,
        redirects=new.integrationid is not None or bool(new.redirect),
    )
    return LinkItem(url=f"{base}/connect/{token}")


@router.get(
    "/{connectionid}",
    operation_id="connections_get_connection",
    summary="Get a connection",
    responses=answers(404),
    **reads,
)
async def get_connection(connection: OwnConnection, given: Given) -> ConnectionItem:
    return shown(connection, given)


@router.patch(
    "/{connectionid}",
    operation_id="connections_update_connection",
    summary="Rename a connection or renew its credentials",
    responses=answers(400, 404),
    **connects,
)
async def update_connection(
    consumer: OwnConsumer,
    connection: OwnConnection,
    given: Given,
    base: PublicUrl,
    change: PatchConnectionItem | None = None,
) -> LinkItem:
    """Credentials that are not named stay. The link lets an end user renew them."""
    change = change or PatchConnectionItem()
    if change.name or change.credentials:
        named = as_given(change.credentials or [])
        connection = await given.connections.change(connection, name=change.name, given=named)
    token = await given.links.make(
        consumer,
        connection.adapter,
        connection_id=connection.id,
        redirects=bool(change.redirect),
    )
    return LinkItem(url=f"{base}/connect/{token}")


@router.delete(
    "/{connectionid}",
    status_code=204,
    operation_id="connections_delete_connection",
    summary="Delete a connection and its credentials",
    responses=answers(400, 404),
    **connects,
)
async def delete_connection(connection: OwnConnection, given: Given) -> None:
    await given.connections.delete(connection)


@router.post(
    "/{connectionid}/check",
    operation_id="check_connection",
    summary="Look whether the books can be used, and what is missing",
    responses=answers(404),
    **connects,
)
async def check_connection(connection: OwnConnection, given: Given) -> ReadinessItem:
    readiness = await given.connections.check(connection)
    return ReadinessItem.model_validate(readiness, from_attributes=True)


def as_given(credentials: list[CredentialItem]) -> dict[str, object]:
    return {one.key: one.value for one in credentials}


def shown(connection: StoredConnection, given: Resources) -> ConnectionItem:
    adapter = given.adapters[connection.adapter]
    active = connection.status == Stored.ACTIVE
    return ConnectionItem(
        connectionid=connection.id,
        name=connection.name,
        integration=adapter.label,
        integrationid=adapter.integration_id,
        api="Accounting",
        data={
            **connection.shown,
            "health": connection.readiness,
            "checked_on": connection.checked_at and connection.checked_at.isoformat(),
        },
        status=ConnectionStatus.ACTIVE if active else ConnectionStatus.INACTIVE,
    )


def _adapter(new: PostConnectionItem, given: Resources) -> Adapter:
    """The integration that was named, or the only one that fits country and API."""
    if new.integrationid is not None:
        return given.connections.adapter(new.integrationid)
    country = (new.country or "").upper()
    if new.country is not None and (len(country) != 2 or not country.isalpha()):  # noqa: PLR2004 - ISO 3166-1 alpha-2
        raise Unfit("`country` must be a two-letter country code such as NL.")
    fitting = [
        adapter
        for adapter in given.adapters.values()
        if (not country or not adapter.countries or country in adapter.countries)
        and (new.apis is None or "Accounting" in new.apis)
    ]
    if not fitting:
        raise Unfit("There is no integration for this country and API; see GET /integrations.")
    return fitting[0]
