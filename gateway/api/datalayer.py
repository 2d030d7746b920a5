"""The contract's stored copy of the books, which this gateway does not keep."""

from collections.abc import Callable
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field, JsonValue

from gateway.api.deps import Given, OwnConsumer, access
from gateway.api.problems import answers
from gateway.identity.scopes import Scope
from gateway.plumbing.refusals import Unfit

router = APIRouter(
    prefix="/consumers/{consumer_id}/connections/{connection_id}",
    tags=["Datalayer"],
    responses=answers(400, 404),
)

connects = access(Scope.CONNECT)


class DatalayerEnableBody(BaseModel):
    from_date: date | None = None
    fiscal_years_back: Annotated[int, Field(ge=0)] | None = None
    full_history: bool = False
    entity_filter: dict[str, list[str]] | None = None


class DatalayerRefreshBody(BaseModel):
    force_from_date: date | None = None


class TriggerResponse(BaseModel):
    status: str
    message: str
    data: dict[str, JsonValue] | None = None


async def _no_copy(
    connection_id: UUID, consumer: OwnConsumer, given: Given
) -> Callable[..., Unfit]:
    await given.connections.get(consumer.tenant_id, connection_id, consumer.id)
    refusal = Unfit("This gateway keeps no copy of the books; reads ask the books themselves.")
    return lambda *_asked: refusal


NoCopy = Annotated[Callable[..., Unfit], Depends(_no_copy)]


@router.post(
    "/enable_datalayer",
    operation_id="datalayer_enable",
    summary="Keep a copy of the books",
    **connects,
)
async def enable(no_copy: NoCopy, body: DatalayerEnableBody | None = None) -> JsonValue:
    raise no_copy(body)


@router.post(
    "/refresh_datalayer",
    operation_id="datalayer_refresh",
    summary="Renew the copy of the books",
    **connects,
)
async def refresh(no_copy: NoCopy, body: DatalayerRefreshBody | None = None) -> TriggerResponse:
    raise no_copy(body)


@router.post(
    "/disable_datalayer",
    status_code=204,
    operation_id="datalayer_disable",
    summary="Remove the copy of the books",
    **connects,
)
async def disable(no_copy: NoCopy) -> None:
    raise no_copy()
