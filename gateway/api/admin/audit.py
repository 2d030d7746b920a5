from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, Field, JsonValue

from gateway.api.admin.door import OPERATOR_KEY, AdminPage, Asked, Moment, admin_router
from gateway.api.deps import Given, Text

router = admin_router("audit")


class AuditedDeed(BaseModel):
    """Written before the deed; the request log tells how it ended, under the same request id."""

    id: int
    at: datetime
    actor: str = Field(description="The name of the operator key, or `cli:` and a user.")
    action: str = Field(description="Such as `tenant.create` or `connection.change`.")
    object: str = Field(description="The id of what it was done to; for something new its name.")
    tenant_id: UUID | None = None
    detail: dict[str, JsonValue]
    previous_hash: str
    hash: str = Field(description="Covers this row and, through `previous_hash`, all before it.")


class AuditVerdict(BaseModel):
    intact: bool
    first_broken_id: int | None = Field(
        None, description="The first row that was changed, or that follows a removed one."
    )


@router.get(
    "",
    operation_id="admin_list_audit",
    summary="List what operators did, the newest first",
    openapi_extra=OPERATOR_KEY,
)
async def list_audit(
    given: Given,
    asked: Asked,
    tenant_id: UUID | None = None,
    action: Annotated[Text | None, Query(max_length=64)] = None,
    since: Moment | None = None,
) -> AdminPage[AuditedDeed]:
    found = await given.audit.page(
        tenant_id=tenant_id, action=action, since=since, skip=asked.skip, take=asked.size
    )
    items = [AuditedDeed.model_validate(row, from_attributes=True) for row in found]
    return asked.of(items, found.total)


@router.get(
    "/verify",
    operation_id="admin_verify_audit",
    summary="Check that no row of the audit trail was changed or removed",
    openapi_extra=OPERATOR_KEY,
)
async def verify_audit(given: Given) -> AuditVerdict:
    broken = await given.audit.first_broken()
    return AuditVerdict(intact=broken is None, first_broken_id=broken)
