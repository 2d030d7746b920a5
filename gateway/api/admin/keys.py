from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, Field, model_validator

from gateway.api.admin.door import (
    OPERATOR_KEY,
    AdminPage,
    Asked,
    Body,
    Moment,
    Name,
    OnTheTrail,
    admin_router,
)
from gateway.api.deps import CurrentOperator, Given
from gateway.api.problems import answers
from gateway.identity.scopes import EVERY_SCOPE, Scope
from gateway.identity.tables import StoredKey, StoredOperatorKey
from gateway.plumbing.refusals import Missing, Unfit
from gateway.resources import Resources

router = admin_router("keys")

LONGEST_OVERLAP_HOURS = 30 * 24


class KeyKind(StrEnum):
    TENANT = "tenant"
    OPERATOR = "operator"


class AdminKey(BaseModel):
    id: UUID
    kind: KeyKind = Field(description="Whether it opens a tenant's API, or `/admin`.")
    name: str
    tenant_id: UUID | None = Field(None, description="None for an operator's key.")
    client_id: str | None = Field(None, description="None for an operator's key.")
    scopes: list[Scope] = Field([], description="Empty for an operator's key.")
    consumer_ids: list[UUID] | None = Field(
        None, description="The only consumers that this key sees; none means all of the tenant."
    )
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = Field(None, description="Up to a minute late.")
    revoked_at: datetime | None = None


class ShownAdminKey(AdminKey):
    """The one answer that holds the secret."""

    client_secret: str | None = Field(None, description="Shown now and never again.")
    operator_key: str | None = Field(None, description="Shown now and never again.")


class NewKey(Body):
    kind: KeyKind = KeyKind.TENANT
    tenant_id: UUID | None = Field(None, description="Whose key; not for an operator's.")
    name: Name
    scopes: set[Scope] | None = Field(
        None, min_length=1, description="None means all of them; not for an operator's key."
    )
    consumer_ids: set[UUID] | None = Field(
        None,
        min_length=1,
        max_length=1000,
        description="The only consumers that the key may see; not for an operator's key.",
    )
    expires_at: Moment | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.kind is KeyKind.TENANT and self.tenant_id is None:
            raise ValueError("a tenant's key needs `tenant_id`")
        restricted = self.tenant_id or self.scopes is not None or self.consumer_ids is not None
        if self.kind is KeyKind.OPERATOR and restricted:
            raise ValueError("an operator's key has no `tenant_id`, `scopes` or `consumer_ids`")
        return self


class Rotation(Body):
    overlap_hours: int = Field(
        24,
        ge=0,
        le=LONGEST_OVERLAP_HOURS,
        description="How long the secret before this one still opens.",
    )


@router.get(
    "",
    operation_id="admin_list_keys",
    summary="List keys: operators' first, then tenants', each the oldest first",
    openapi_extra=OPERATOR_KEY,
)
async def list_keys(
    given: Given,
    asked: Asked,
    tenant_id: Annotated[UUID | None, Query(description="Leaves operators' keys out.")] = None,
    kind: KeyKind | None = None,
) -> AdminPage[AdminKey]:
    operators = []
    if tenant_id is None and kind is not KeyKind.TENANT:
        operators = [_of_operator(key) for key in await given.operators.list()]
    first = operators[asked.skip : asked.skip + asked.size]
    if kind is KeyKind.OPERATOR:
        return asked.of(first, len(operators))
    skip = max(0, asked.skip - len(operators))
    keys = await given.keys.page(tenant_id, skip, asked.size - len(first))
    return asked.of([*first, *map(_of_tenant, keys)], len(operators) + keys.total)


@router.post(
    "",
    operation_id="admin_create_key",
    summary="Create a key for a tenant or an operator",
    responses=answers(400, 404),
    openapi_extra=OPERATOR_KEY,
)
async def create_key(new: NewKey, given: Given, trail: OnTheTrail) -> ShownAdminKey:
    if new.expires_at is not None and new.expires_at <= given.clock():
        raise Unfit("`expires_at` has passed already.")
    if new.tenant_id is None:
        await trail.note("operator_key.create", new.name)
        made = await given.operators.create(new.name, expires_at=new.expires_at)
        return ShownAdminKey(**dict(_of_operator(made.key)), operator_key=made.secret)
    await given.tenants.get(new.tenant_id)
    await _refuse_unknown_consumers(new.tenant_id, new.consumer_ids, given)
    scopes = sorted(new.scopes or EVERY_SCOPE)
    await trail.note("key.create", new.name, tenant_id=new.tenant_id, scopes=list(scopes))
    shown = await given.keys.create(
        new.tenant_id,
        new.name,
        scopes=scopes,
        consumer_ids=None if new.consumer_ids is None else list(new.consumer_ids),
        expires_at=new.expires_at,
    )
    return ShownAdminKey(**dict(_of_tenant(shown.key)), client_secret=shown.secret)


@router.post(
    "/{key_id}/rotate",
    operation_id="admin_rotate_key",
    summary="Give a tenant's key a second secret",
    responses=answers(400, 404),
    openapi_extra=OPERATOR_KEY,
)
async def rotate_key(
    key_id: UUID, given: Given, trail: OnTheTrail, rotation: Rotation | None = None
) -> ShownAdminKey:
    """Both secrets open for `overlap_hours`, then the older one ends. Never are there more than
    two: rotating again before that ends the oldest."""
    rotation = rotation or Rotation()
    key = await given.keys.get(key_id)
    overlap = timedelta(hours=rotation.overlap_hours)
    await trail.note("key.rotate", key.id, tenant_id=key.tenant_id, overlap=str(overlap))
    shown = await given.keys.rotate(key_id, overlap=overlap)
    return ShownAdminKey(**dict(_of_tenant(shown.key)), client_secret=shown.secret)


@router.delete(
    "/{key_id}",
    status_code=204,
    operation_id="admin_revoke_key",
    summary="Revoke a key and the access tokens that it was given",
    responses=answers(400, 404),
    openapi_extra=OPERATOR_KEY,
)
async def revoke_key(
    key_id: UUID, given: Given, operator: CurrentOperator, trail: OnTheTrail
) -> None:
    """Takes effect here at once, and on every replica within five seconds. The key stays listed."""
    if key_id == operator.key_id:
        raise Unfit("This is the key that you are using; revoke it with another one.")
    if await given.operators.find(key_id) is not None:
        await trail.note("operator_key.revoke", key_id)
        await given.operators.revoke(key_id)
        return
    key = await given.keys.get(key_id)
    await trail.note("key.revoke", key.id, tenant_id=key.tenant_id)
    await given.keys.revoke(key_id)
    await given.tokens.revoke_all_of_key(key_id)


async def _refuse_unknown_consumers(
    tenant_id: UUID, named: set[UUID] | None, given: Resources
) -> None:
    if named is None:
        return
    found = {one.id for one in await given.consumers.list(tenant_id, only=frozenset(named))}
    if unknown := named - found:
        raise Missing(f"This tenant has no consumer {min(unknown)}.")


def _of_tenant(key: StoredKey) -> AdminKey:
    return AdminKey(kind=KeyKind.TENANT, **key.model_dump())


def _of_operator(key: StoredOperatorKey) -> AdminKey:
    return AdminKey(kind=KeyKind.OPERATOR, **key.model_dump(exclude={"hash"}))
