"""What every admin route has: an operator's key, pages, and a row in the trail before each deed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from gateway.api.deps import CurrentOperator, Given, Text, storable
from gateway.api.problems import answers
from gateway.identity.audit import Audit
from gateway.identity.callers import Operator

Item = TypeVar("Item")

OPERATOR_KEY: dict[str, object] = {"security": [{"operatorKey": []}]}
LARGEST_PAGE = 100
LAST_PAGE = 1_000_000  # beyond it the offset would no longer fit a database's integer


async def _operators_only(_: CurrentOperator) -> None:
    """Runs before anything else of the request is read."""


def admin_router(noun: str) -> APIRouter:
    return APIRouter(
        prefix=f"/admin/{noun}",
        tags=["Admin"],
        dependencies=[Depends(_operators_only)],
        responses=answers(401),
    )


class AdminPage(BaseModel, Generic[Item]):
    items: list[Item]
    total: int = Field(description="How many there are in all, not on this page.")
    page: int
    size: int


@dataclass(frozen=True, slots=True)
class PageAsked:
    page: Annotated[int, Query(ge=1, le=LAST_PAGE)] = 1
    size: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 50

    @property
    def skip(self) -> int:
        return (self.page - 1) * self.size

    def of(self, items: Sequence[Item], total: int) -> AdminPage[Item]:
        return AdminPage(items=list(items), total=total, page=self.page, size=self.size)


Asked = Annotated[PageAsked, Depends()]
Search = Annotated[Text, Query(max_length=255)]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=255),
    AfterValidator(storable),
]


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("must be a moment in the years 1 to 9999, in UTC") from None


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class Body(BaseModel):
    """A misspelt field is refused: a restriction left unread would open more than was meant."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Trail:
    """What this operator does, told before it is done: no row, no deed."""

    operator: Operator
    audit: Audit
    request: Request

    async def note(
        self,
        action: str,
        object: UUID | str,
        *,
        tenant_id: UUID | None = None,
        **detail: str | list[str] | None,
    ) -> None:
        """`detail` is kept for good: no secret, and no personal data."""
        told = {name: value for name, value in detail.items() if value is not None}
        told["operator_key_id"] = str(self.operator.key_id)
        told["request_id"] = self.request.state.request_id
        await self.audit.note(self.operator, action, str(object), tenant_id=tenant_id, detail=told)
        if self.request.method != "DELETE":  # a tenant's log is erased with it, but for that line
            self.request.state.tenant_id = tenant_id


async def _trail(request: Request, operator: CurrentOperator, given: Given) -> Trail:
    return Trail(operator, given.audit, request)


OnTheTrail = Annotated[Trail, Depends(_trail)]
