from collections import defaultdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, Field

from gateway.api.admin.door import OPERATOR_KEY, AdminPage, Asked, Moment, Search, admin_router
from gateway.api.deps import Given, Text
from gateway.requestlog.tables import StoredExchange, StoredRequest

router = admin_router("requests")

Short = Annotated[Text, Query(max_length=64)]


class LoggedExchange(BaseModel):
    """A call to a vendor that the request caused."""

    method: str
    url: str
    connector: str | None = None
    status: int | None = Field(None, description="None when there was no answer.")
    milliseconds: int
    failure: str | None = None
    request_body: str | None = None
    response_body: str | None = None


class LoggedRequest(BaseModel):
    """Bodies are masked and cut off; an operator's answers are not kept at all."""

    id: UUID
    request_id: str = Field(description="As answered in `x-request-id`.")
    at: datetime
    tenant_id: UUID | None = None
    consumer_id: UUID | None = None
    key_id: UUID | None = None
    operator: str | None = Field(None, description="The name of the operator key, if it was one.")
    method: str
    path: str
    query: str
    status: int
    error_code: str | None = None
    milliseconds: int
    request_body: str | None = None
    response_body: str | None = None
    exchanges: list[LoggedExchange]


@router.get(
    "",
    operation_id="admin_search_requests",
    summary="Search the request log, the newest first",
    openapi_extra=OPERATOR_KEY,
)
async def search_requests(
    *,
    given: Given,
    asked: Asked,
    tenant_id: UUID | None = None,
    consumer_id: UUID | None = None,
    request_id: Short | None = None,
    status: Annotated[int | None, Query(ge=100, le=599)] = None,
    error_code: Short | None = None,
    path: Annotated[Search | None, Query(description="Part of the path.")] = None,
    since: Moment | None = None,
    until: Moment | None = None,
) -> AdminPage[LoggedRequest]:
    """A request is found here about a second after its answer."""
    found = await given.request_log.search(
        tenant_id=tenant_id,
        consumer_id=consumer_id,
        request_id=request_id,
        status=status,
        error_code=error_code,
        path=path,
        since=since,
        until=until,
        skip=asked.skip,
        take=asked.size,
    )
    caused: dict[UUID, list[StoredExchange]] = defaultdict(list)
    for exchange in await given.request_log.exchanges([request.id for request in found]):
        caused[exchange.logged_id].append(exchange)
    return asked.of([_shown(one, caused[one.id]) for one in found], found.total)


def _shown(request: StoredRequest, caused: list[StoredExchange]) -> LoggedRequest:
    exchanges = [LoggedExchange.model_validate(one, from_attributes=True) for one in caused]
    return LoggedRequest(**request.model_dump(), exchanges=exchanges)
