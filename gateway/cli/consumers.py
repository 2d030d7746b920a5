from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

import typer

from gateway.cli.printing import Json, Record, show, show_all
from gateway.cli.working import whoever_types, with_resources
from gateway.identity.tables import StoredConsumer
from gateway.plumbing.database import EVERY_TENANT
from gateway.resources import Resources

group = typer.Typer(no_args_is_help=True, help="A tenant's own customers.")


@group.command("create")
def create(
    *,
    name: Annotated[str, typer.Argument(help="The customer's name.")],
    tenant: Annotated[UUID, typer.Option(help="Whose customer.")],
    email: Annotated[str | None, typer.Option(help="Where to reach them.")] = None,
    internal_reference: Annotated[
        str | None, typer.Option(help="What the tenant's own system calls them.")
    ] = None,
    redirect_url: Annotated[
        str | None, typer.Option(help="Where the connect page sends them afterwards.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a consumer of a tenant."""
    fields = {
        "name": name,
        "email": email,
        "internal_reference": internal_reference,
        "redirect_url": redirect_url,
    }
    consumer = with_resources(lambda given: create_consumer(given, tenant, fields))
    show(_shown(consumer), as_json=as_json)


@group.command("list")
def list_consumers(
    *,
    tenant: Annotated[UUID | None, typer.Option(help="Only this tenant's.")] = None,
    search: Annotated[str, typer.Option(help="Only with this in name or e-mail.")] = "",
    as_json: Json = False,
) -> None:
    """Every consumer, the oldest first."""
    owner = tenant or EVERY_TENANT
    found = with_resources(lambda given: given.consumers.list(owner, search=search))
    show_all([_shown(consumer) for consumer in found], as_json=as_json)


async def create_consumer(
    given: Resources, tenant_id: UUID, fields: Mapping[str, str | None]
) -> StoredConsumer:
    await given.tenants.get(tenant_id)
    name = str(fields["name"])
    await given.audit.note(whoever_types(), "consumer.create", name, tenant_id=tenant_id)
    return await given.consumers.create(tenant_id, fields)


def _shown(consumer: StoredConsumer) -> Record:
    return {
        "id": consumer.id,
        "tenant_id": consumer.tenant_id,
        "name": consumer.name,
        "email": consumer.email,
        "internal_reference": consumer.internal_reference,
        "created_at": consumer.created_at,
    }
