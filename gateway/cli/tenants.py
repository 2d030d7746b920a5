from typing import Annotated

import typer

from gateway.cli.printing import Json, Record, show, show_all
from gateway.cli.working import EVERYTHING, whoever_types, with_resources
from gateway.identity.tables import StoredTenant
from gateway.resources import Resources

group = typer.Typer(no_args_is_help=True, help="Those who pay: the accounts of the API.")


@group.command("create")
def create(
    *, name: Annotated[str, typer.Argument(help="What operators see.")], as_json: Json = False
) -> None:
    """Make a tenant. It can do nothing before it has a key: `ledgergate key create`."""
    tenant = with_resources(lambda given: create_tenant(given, name))
    show(_shown(tenant), as_json=as_json)


@group.command("list")
def list_tenants(
    *,
    search: Annotated[str, typer.Option(help="Only names with this in them.")] = "",
    as_json: Json = False,
) -> None:
    """Every tenant, the oldest first."""
    found = with_resources(lambda given: given.tenants.page(search, take=EVERYTHING))
    show_all([_shown(tenant) for tenant in found], as_json=as_json)


async def create_tenant(given: Resources, name: str) -> StoredTenant:
    await given.audit.note(whoever_types(), "tenant.create", name)
    return await given.tenants.create(name)


def _shown(tenant: StoredTenant) -> Record:
    return {
        "id": tenant.id,
        "name": tenant.name,
        "status": tenant.status,
        "created_at": tenant.created_at,
    }
