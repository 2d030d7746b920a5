from datetime import datetime
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AfterValidator, BaseModel, Field

from gateway.api.deps import CurrentCaller, Given, OwnConsumer, Text, access
from gateway.api.problems import answers
from gateway.identity.scopes import Scope
from gateway.identity.tables import StoredConsumer
from gateway.plumbing.refusals import Forbidden, Unfit

router = APIRouter(prefix="/consumers", tags=["Consumers"])

reads = access(Scope.READ, "consumers", "consumers.read")
manages = access(Scope.MANAGE, "consumers")


class BoolParam(StrEnum):
    TRUE = "true"
    FALSE = "false"


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be a full web address such as https://example.com/connected")
    return value


WebAddress = Annotated[Text, AfterValidator(_web_address)]


class ConsumerAccountItem(BaseModel):
    name: str = Field(min_length=1)
    email: str | None = None


class ConsumerItem(BaseModel):
    consumerid: UUID
    name: str = Field(min_length=1)
    email: str | None = None
    created_on: datetime | None = None
    internal_reference: str | None = None
    redirect_url: str | None = None
    account: ConsumerAccountItem | None = None


class PostConsumerItem(BaseModel):
    name: Text = Field(min_length=1, max_length=255)
    email: Annotated[Text, Field(max_length=80)] | None = None
    internal_reference: Annotated[Text, Field(max_length=255)] | None = None
    redirect_url: WebAddress | None = None


class UpdateConsumerItem(BaseModel):
    name: Annotated[Text, Field(max_length=255)] | None = None
    email: Annotated[Text, Field(max_length=80)] | None = None
    internal_reference: Annotated[Text, Field(max_length=255)] | None = None
    redirect_url: WebAddress | None = None


@router.get("", operation_id="consumers_get_consumers", summary="List consumers", **reads)
async def list_consumers(
    caller: CurrentCaller,
    given: Given,
    search: Text | None = None,
    internal_reference: Text | None = None,
    include_account: Annotated[BoolParam, Query()] = BoolParam.FALSE,  # noqa: ARG001 - the contract's; marketplaces only
) -> list[ConsumerItem]:
    found = await given.consumers.list(
        caller.tenant_id,
        search=search,
        internal_reference=internal_reference,
        only=caller.consumer_ids,
    )
    return [shown(consumer) for consumer in found]


@router.post(
    "",
    operation_id="consumers_create_consumer",
    summary="Create a consumer",
    responses=answers(400),
    **manages,
)
async def create_consumer(
    new: PostConsumerItem, caller: CurrentCaller, given: Given
) -> ConsumerItem:
    if caller.consumer_ids is not None:
        raise Forbidden(
            "This API key is limited to some consumers and cannot create one.",
            code="ERROR_SCOPE_MISSING",
        )
    _refuse_blank(new.name)
    return shown(await given.consumers.create(caller.tenant_id, new.model_dump()))


@router.get(
    "/{consumer_id}",
    operation_id="consumers_get_consumer",
    summary="Get a consumer",
    responses=answers(404),
    **reads,
)
async def get_consumer(
    consumer: OwnConsumer,
    include_account: Annotated[BoolParam, Query()] = BoolParam.FALSE,  # noqa: ARG001 - the contract's; marketplaces only
) -> ConsumerItem:
    return shown(consumer)


@router.patch(
    "/{consumer_id}",
    operation_id="consumers_update_consumer",
    summary="Change a consumer",
    responses=answers(400, 404),
    **manages,
)
async def update_consumer(
    change: UpdateConsumerItem, consumer: OwnConsumer, given: Given
) -> ConsumerItem:
    """Touches the fields that are named; null clears one. A consumer always has a name."""
    named = change.model_dump(exclude_unset=True)
    if change.name is None:
        named.pop("name", None)
    else:
        _refuse_blank(change.name)
    return shown(await given.consumers.change(consumer.tenant_id, consumer.id, named))


@router.delete(
    "/{consumer_id}",
    status_code=204,
    operation_id="consumers_delete_consumer",
    summary="Delete a consumer and its connections",
    responses=answers(404),
    **manages,
)
async def delete_consumer(consumer: OwnConsumer, given: Given) -> None:
    await given.consumers.delete(consumer.tenant_id, consumer.id)


def shown(consumer: StoredConsumer) -> ConsumerItem:
    return ConsumerItem(
        consumerid=consumer.id,
        name=consumer.name,
        email=consumer.email,
        created_on=consumer.created_at,
        internal_reference=consumer.internal_reference,
        redirect_url=consumer.redirect_url,
    )


def _refuse_blank(name: str) -> None:
    if not name.strip():
        raise Unfit("A consumer needs a name; `name` is blank.")
