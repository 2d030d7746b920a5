from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer

from gateway.cli.printing import Json, Record, show, show_all
from gateway.cli.working import whoever_types, with_resources
from gateway.identity.keys import ShownKey
from gateway.identity.operators import ShownOperatorKey
from gateway.identity.scopes import EVERY_SCOPE, Scope
from gateway.identity.tables import StoredKey, StoredOperatorKey
from gateway.resources import Resources

group = typer.Typer(no_args_is_help=True, help="API keys of tenants, and keys of operators.")

ForOperators = Annotated[
    bool, typer.Option("--operator", help="A key for /admin/*, which belongs to no tenant.")
]


@group.command("create")
def create(
    *,
    name: Annotated[
        str, typer.Argument(help="Where it is used, so that it can be found again.")
    ] = "unnamed",
    tenant: Annotated[UUID | None, typer.Option(help="Whose key.")] = None,
    operator: ForOperators = False,
    scope: Annotated[
        list[Scope] | None, typer.Option(help="What it may do; repeat it. Default: everything.")
    ] = None,
    consumer: Annotated[
        list[UUID] | None, typer.Option(help="Only for this consumer; repeat it. Default: all.")
    ] = None,
    days: Annotated[
        int | None, typer.Option(min=1, help="How long it lives. Default: until revoked.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a key. Its secret is shown now and never again."""
    if operator == (tenant is not None):
        raise typer.BadParameter("Give either --tenant or --operator.")
    if operator and (scope or consumer):
        raise typer.BadParameter("Scopes and consumers restrict tenants' keys only.")

    async def make(given: Resources) -> Record:
        expires_at = given.clock() + timedelta(days=days) if days else None
        if tenant is None:
            made = await create_operator_key(given, name, expires_at)
            return _operator_key(made.key) | {"operator_key": made.secret}
        shown = await create_key(
            given, tenant, name, scopes=scope, consumer_ids=consumer, expires_at=expires_at
        )
        return {**_key(shown.key), "account_id": tenant, "client_secret": shown.secret}

    show(with_resources(make), as_json=as_json)


@group.command("list")
def list_keys(
    *,
    tenant: Annotated[UUID | None, typer.Option(help="Only this tenant's.")] = None,
    operator: ForOperators = False,
    as_json: Json = False,
) -> None:
    """Every key, the oldest first; never a secret."""

    async def find(given: Resources) -> list[Record]:
        if operator:
            return [_operator_key(key) for key in await given.operators.list()]
        return [_key(key) for key in await given.keys.page(tenant)]

    show_all(with_resources(find), as_json=as_json)


@group.command("revoke")
def revoke(
    *,
    key: Annotated[UUID, typer.Argument(help="Its id, from `ledgergate key list`.")],
    operator: ForOperators = False,
    as_json: Json = False,
) -> None:
    """End a key for good. Access tokens that it was given end within seconds."""

    async def end(given: Resources) -> Record:
        if operator:
            await given.audit.note(whoever_types(), "operator_key.revoke", str(key))
            return _operator_key(await given.operators.revoke(key))
        tenant_id = (await given.keys.get(key)).tenant_id
        await given.audit.note(whoever_types(), "key.revoke", str(key), tenant_id=tenant_id)
        revoked = await given.keys.revoke(key)
        await given.tokens.revoke_all_of_key(key)
        return _key(revoked)

    show(with_resources(end), as_json=as_json)


async def create_key(
    given: Resources,
    tenant_id: UUID,
    name: str,
    *,
    scopes: Sequence[Scope] | None = None,
    consumer_ids: Sequence[UUID] | None = None,
    expires_at: datetime | None = None,
) -> ShownKey:
    await given.tenants.get(tenant_id)
    allowed = sorted(scopes or EVERY_SCOPE)
    await given.audit.note(
        whoever_types(), "key.create", name, tenant_id=tenant_id, detail={"scopes": list(allowed)}
    )
    return await given.keys.create(
        tenant_id,
        name,
        scopes=allowed,
        consumer_ids=consumer_ids,
        expires_at=expires_at,
    )


async def create_operator_key(
    given: Resources, name: str, expires_at: datetime | None = None
) -> ShownOperatorKey:
    await given.audit.note(whoever_types(), "operator_key.create", name)
    return await given.operators.create(name, expires_at=expires_at)


def _key(key: StoredKey) -> Record:
    return {
        "id": key.id,
        "client_id": key.client_id,
        "tenant_id": key.tenant_id,
        "name": key.name,
        "scopes": key.scopes,
        "consumer_ids": key.consumer_ids,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
    }


def _operator_key(key: StoredOperatorKey) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
    }
