"""The one door: what a route needs arrives as a type."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil
from typing import Annotated, Any, TypedDict, TypeVar
from uuid import UUID

import fastapi
from fastapi import Depends, Request, Response
from fastapi.params import Depends as DependsParameter
from pydantic import AfterValidator, BaseModel, Field

from gateway.accounting.books import Books, Query
from gateway.accounting.errors import NotFound, Rejected
from gateway.connections.opening import choose
from gateway.connections.tables import StoredConnection
from gateway.identity.callers import Caller, Operator
from gateway.identity.scopes import Scope
from gateway.identity.tables import StoredConsumer
from gateway.plumbing.refusals import (
    Forbidden,
    Missing,
    TooMany,
    Unauthenticated,
    Unfit,
    Untimely,
)
from gateway.plumbing.shared_state import Allowance
from gateway.resources import Resources

Value = TypeVar("Value")


def _resources(request: Request) -> Resources:
    resources: Resources = request.app.state.resources
    return resources


Given = Annotated[Resources, Depends(_resources)]


def _bearer(request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise Unauthenticated("This needs an access token: Authorization: Bearer ….")
    return token.strip()


Bearer = Annotated[str, Depends(_bearer)]


async def _caller(request: Request, response: Response, token: Bearer, given: Given) -> Caller:
    caller = await given.tokens.verify(token)
    request.state.caller = caller
    allowance = await given.shared.take(
        f"rate:{caller.key_id}",
        per_minute=given.settings.rate_per_minute,
        burst=given.settings.rate_burst,
    )
    request.state.rate_headers = rate_headers(allowance, given.settings.rate_per_minute)
    if not allowance.allowed:
        raise TooMany(
            "This API key sends too many requests.",
            retry_after_seconds=allowance.retry_after_seconds,
        )
    response.headers.update(request.state.rate_headers)
    return caller


CurrentCaller = Annotated[Caller, Depends(_caller)]


def rate_headers(allowance: Allowance, per_minute: int) -> dict[str, str]:
    """As draft-ietf-httpapi-ratelimit-headers words them."""
    left, reset = allowance.remaining, allowance.reset_seconds
    window = ceil(allowance.limit * 60 / per_minute)
    return {
        "RateLimit-Policy": f'"key";q={allowance.limit};w={window}',
        "RateLimit": f'"key";r={left};t={reset}',
    }


class Access(TypedDict):
    """What a route declares about who may call it."""

    dependencies: Sequence[DependsParameter]
    openapi_extra: dict[str, Any]


def access(scope: Scope, *contract_scopes: str) -> Access:
    """Demands our scope, and lists the contract's scope names in OpenAPI."""

    async def permitted(caller: CurrentCaller) -> None:
        if scope not in caller.scopes:
            raise Forbidden(f"This API key lacks the scope '{scope}'.", code="ERROR_SCOPE_MISSING")

    security = [{"mcp_auth": list(contract_scopes)}] if contract_scopes else [{"bearerAuth": []}]
    return Access(dependencies=[Depends(permitted)], openapi_extra={"security": security})


async def _own_consumer(
    request: Request, consumer_id: UUID, caller: CurrentCaller, given: Given
) -> StoredConsumer:
    """The consumer in the path. Another tenant's, or one outside the key's, does not exist."""
    request.state.consumer_id = consumer_id
    if not caller.may_see(consumer_id):
        raise Missing("There is no such consumer.")
    return await given.consumers.get(caller.tenant_id, consumer_id)


OwnConsumer = Annotated[StoredConsumer, Depends(_own_consumer)]


async def _operator(request: Request, token: Bearer, given: Given) -> Operator:
    operator = await given.operators.recognise(token)
    request.state.operator = operator
    return operator


CurrentOperator = Annotated[Operator, Depends(_operator)]


def public_url(request: Request) -> str:
    """The address that callers know this gateway by, without a trailing slash."""
    given: Resources = request.app.state.resources
    return given.settings.public_url or str(request.base_url).rstrip("/")


PublicUrl = Annotated[str, Depends(public_url)]


def storable(text: str) -> str:
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("must be plain text without NUL characters or lone surrogates")
    return text


Text = Annotated[str, AfterValidator(storable)]


async def _chosen_connection(
    request: Request, consumer: OwnConsumer, given: Given
) -> StoredConnection:
    """The connection that the headers name, or the consumer's only active one."""
    try:
        connection_id = _header(request, "x-chift-connectionid", UUID)
        integration_id = _header(request, "x-chift-integrationid", int)
    except ValueError:
        raise Unfit(
            "x-chift-connectionid is a UUID and X-Chift-IntegrationId a number;"
            " see GET /consumers/{consumer_id}/connections.",
            code="ERROR_CONFIGURATION_CONNECTION",
        ) from None
    return await choose(
        given.connections,
        consumer.tenant_id,
        consumer.id,
        connection_id=connection_id,
        integration_id=integration_id,
    )


def _header(request: Request, name: str, read: Callable[[str], Value]) -> Value | None:
    text = request.headers.get(name)
    return read(text) if text else None


ChosenConnection = Annotated[StoredConnection, Depends(_chosen_connection)]


async def _open_books(connection: ChosenConnection, given: Given) -> Books:
    return await given.connections.open(connection)


OpenBooks = Annotated[Books, Depends(_open_books)]


class Paging(BaseModel):
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=100)


AskedPage = Annotated[Paging, fastapi.Query()]
AskedFolder = Annotated[
    Text | None, fastapi.Query(description="Which folder, for a connection that may use several.")
]


async def _live_query(request: Request) -> Query:
    if request.headers.get("x-chift-datalayer", "").lower() == "true":
        raise Untimely(
            "This gateway keeps no copy of the books; `x-chift-datalayer: if_available` or no such"
            " header reads the books themselves.",
            code="ERROR_DATALAYER_SYNC_PENDING",
        )
    return Query(fresh=request.headers.get("x-chift-force-refresh", "").lower() == "true")


LiveQuery = Annotated[Query, Depends(_live_query)]


async def _one_query(query: LiveQuery, books: OpenBooks, folder_id: AskedFolder = None) -> Query:
    return replace(query, folder_id=_folder(folder_id, await books.selected_folders()))


OneQuery = Annotated[Query, Depends(_one_query)]


async def _page_query(query: OneQuery, paging: AskedPage) -> Query:
    return replace(query, page=paging.page, size=paging.size)


PageQuery = Annotated[Query, Depends(_page_query)]


def _folder(named: str | None, selected: Sequence[str]) -> str | None:
    """The folder that was named, or the only one; never a guess among several."""
    if named:
        if named not in selected:
            raise NotFound(
                f"This connection has no folder {named}; see GET …/accounting/folders.",
                code="ERROR_FOLDER_NOT_FOUND",
                field="folder_id",
            )
        return named
    if len(selected) > 1:
        raise Rejected(
            f"This connection may use several folders ({', '.join(selected)}); name one in"
            " `folder_id`.",
            code="ERROR_FOLDER_REQUIRED",
            field="folder_id",
        )
    return selected[0] if selected else None
