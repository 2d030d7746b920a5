"""Which connection a call means."""

from uuid import UUID

from gateway.connections.connections import Connections
from gateway.connections.tables import ConnectionStatus, StoredConnection
from gateway.plumbing.refusals import Unfit


async def choose(
    connections: Connections,
    tenant_id: UUID,
    consumer_id: UUID,
    *,
    connection_id: UUID | None = None,
    integration_id: int | None = None,
) -> StoredConnection:
    """The one active connection that was named, or the only one; never a guess among several."""
    active = [
        one
        for one in await connections.list(tenant_id, consumer_id)
        if one.status == ConnectionStatus.ACTIVE
    ]
    if connection_id is not None:
        named = [one for one in active if one.id == connection_id]
        if not named:
            raise Unfit(
                f"Connection {connection_id} (x-chift-connectionid) is not an active connection"
                " of this consumer.",
                code="ERROR_CONFIGURATION_CONNECTION",
            )
        return named[0]
    if integration_id is not None:
        meant = {
            key
            for key, adapter in connections.adapters.items()
            if adapter.integration_id == integration_id
        }
        if not meant:
            raise Unfit(
                f"There is no integration {integration_id} (X-Chift-IntegrationId);"
                " see GET /integrations.",
                code="ERROR_CONFIGURATION_CONNECTION",
            )
        active = [one for one in active if one.adapter in meant]
    if not active:
        raise Unfit(
            "This consumer has no active connection; create one or resume it.",
            code="ERROR_NO_ACTIVE_CONNECTION",
        )
    if len(active) > 1:
        ids = ", ".join(f"{one.id} ({one.name})" for one in active)
        raise Unfit(
            "This consumer has several active connections; name one in x-chift-connectionid:"
            f" {ids}.",
            code="ERROR_CONFIGURATION_CONNECTION",
        )
    return active[0]
