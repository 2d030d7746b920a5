import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from gateway.accounting.books import Readiness
from gateway.cli.exits import OF_VERDICT
from gateway.cli.printing import Json, Record, show, show_all
from gateway.cli.working import whoever_types, with_resources
from gateway.connections.tables import StoredConnection
from gateway.plumbing.database import EVERY_TENANT
from gateway.plumbing.refusals import Unfit
from gateway.resources import Resources

group = typer.Typer(no_args_is_help=True, help="Ways into a consumer's books.")


@group.command("create")
def create(
    *,
    consumer: Annotated[UUID, typer.Argument(help="Whose books.")],
    name: Annotated[str, typer.Option(help="What people call these books.")],
    credential: Annotated[
        list[str],
        typer.Option(
            help="KEY=VALUE, as often as needed. VALUE @FILE is read from a file, @- from standard"
            " input: a secret does not belong on a command line."
        ),
    ],
    integration: Annotated[int, typer.Option(help="See GET /integrations.")] = 8037,
    as_json: Json = False,
) -> None:
    """Store a connection after trying its credentials.

    ledgergate connection create CONSUMER --name Books --credential company_id=36480
    --credential environment=test --credential token=@token.xml
    """
    credentials = _read(credential)

    async def connect(given: Resources) -> StoredConnection:
        return await create_connection(given, consumer, integration, name, credentials)

    show(_shown(with_resources(connect)), as_json=as_json)


@group.command("list")
def list_connections(
    *,
    tenant: Annotated[UUID | None, typer.Option(help="Only this tenant's.")] = None,
    consumer: Annotated[UUID | None, typer.Option(help="Only this consumer's.")] = None,
    search: Annotated[str, typer.Option(help="Only with this in name or company id.")] = "",
    as_json: Json = False,
) -> None:
    """Every connection, the oldest first, with what its last check said."""
    owner = tenant or EVERY_TENANT
    found = with_resources(lambda given: given.connections.list(owner, consumer, search))
    show_all([_shown(connection) for connection in found], as_json=as_json)


@group.command("check")
def check(
    *, connection: Annotated[UUID, typer.Argument(help="Which connection.")], as_json: Json = False
) -> None:
    """Look whether the books can be used, and name every connector that is missing.

    Exit code: 0 ready, 4 unreachable or in maintenance, 5 rights missing, 6 credentials or our
    address refused.
    """

    async def look(given: Resources) -> Readiness:
        found = await given.connections.get(EVERY_TENANT, connection)
        await given.audit.note(
            whoever_types(), "connection.check", str(found.id), tenant_id=found.tenant_id
        )
        return await given.connections.check(found)

    readiness = with_resources(look)
    if as_json:
        show(asdict(readiness), as_json=True)
    else:
        _tell(readiness)
    raise typer.Exit(OF_VERDICT[readiness.verdict])


async def create_connection(
    given: Resources,
    consumer_id: UUID,
    integration_id: int,
    name: str,
    credentials: dict[str, object],
) -> StoredConnection:
    consumer = await given.consumers.get(EVERY_TENANT, consumer_id)
    adapter = given.connections.adapter(integration_id)
    await given.audit.note(
        whoever_types(),
        "connection.create",
        name,
        tenant_id=consumer.tenant_id,
        detail={"consumer_id": str(consumer.id), "integration": adapter.key},
    )
    return await given.connections.create(consumer, adapter, name, credentials)


def _read(credentials: Sequence[str]) -> dict[str, object]:
    read: dict[str, object] = {}
    for credential in credentials:
        key, equals, value = credential.partition("=")
        if not equals:
            raise Unfit("a credential is written KEY=VALUE")
        if value.startswith("@"):
            value = sys.stdin.read() if value == "@-" else Path(value[1:]).read_text()
        read[key] = value
    return read


def _tell(readiness: Readiness) -> None:
    typer.echo(f"{readiness.verdict.replace('_', ' ')}: {readiness.message}")
    if readiness.facts:
        typer.echo()
        show(readiness.facts, as_json=False)
    for lack in readiness.lacks:
        typer.echo(f"\nmissing: {lack.connector} ({lack.kind}), for {lack.switches_off}")
        typer.echo(f"  {lack.remedy}")


def _shown(connection: StoredConnection) -> Record:
    readiness = connection.readiness or {}
    return {
        "id": connection.id,
        "consumer_id": connection.consumer_id,
        "name": connection.name,
        "adapter": connection.adapter,
        "books": connection.books_id,
        "status": connection.status,
        "last_check": readiness.get("verdict"),
        "checked_at": connection.checked_at,
    }
