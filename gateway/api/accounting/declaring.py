"""How an accounting operation is declared: whose noun it is, what it needs, what it may answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Annotated

from fastapi import Depends, Request
from fastapi.params import Depends as DependsParameter
from pydantic import AfterValidator, BaseModel

from gateway.accounting.books import ABILITIES
from gateway.accounting.errors import NotSupported
from gateway.api.consumers import BoolParam
from gateway.api.deps import Access, AskedFolder, ChosenConnection, Given, OpenBooks, access
from gateway.api.problems import answers
from gateway.connections.tables import StoredConnection
from gateway.identity.scopes import Scope
from gateway.resources import Resources


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


Moment = Annotated[datetime, AfterValidator(_aware)]


class Declared(Access):
    operation_id: str
    summary: str
    tags: list[str | Enum]
    responses: dict[int | str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Noun:
    """What the contract files an operation under, and how its scopes are spelled."""

    tag: str
    scope: str

    def reads(self, operation_id: str, summary: str) -> Declared:
        prefixes = ("accounting", "read"), ("200", "r")
        scopes = [
            scope
            for all_of_it, reading in prefixes
            for noun in (all_of_it, f"{all_of_it}.{self.scope}")
            for scope in (noun, f"{noun}.{reading}")
        ]
        return self._declared(operation_id, summary, access(Scope.READ, *scopes))

    def writes(self, operation_id: str, summary: str) -> Declared:
        scopes = ("accounting", f"accounting.{self.scope}", "200", f"200.{self.scope}")
        return self._declared(operation_id, summary, access(Scope.WRITE, *scopes))

    def _declared(self, operation_id: str, summary: str, allowed: Access) -> Declared:
        return Declared(
            operation_id=operation_id,
            summary=summary,
            tags=["Accounting", self.tag],
            responses=answers(400, 404, 405, 409),
            **allowed,
        )


@dataclass(frozen=True, slots=True)
class Able:
    """Looks up one ability of the open books; they say so when they lack it."""

    ability: str

    def __post_init__(self) -> None:
        if self.ability not in ABILITIES:
            raise ValueError(f"no books have an ability called {self.ability}")

    async def __call__(
        self, request: Request, books: OpenBooks, connection: ChosenConnection, given: Given
    ) -> object:
        ability: object = getattr(books, self.ability)
        if ability is None:
            raise _not_supported(request, connection, given)
        return ability


def able(ability: str) -> DependsParameter:
    """Typed by what it annotates: `Annotated[Listed[Journal], able("journals")]`."""
    return DependsParameter(Able(ability))


async def not_built(
    request: Request,
    connection: ChosenConnection,
    given: Given,
    folder_id: AskedFolder = None,  # noqa: ARG001 - declared for every operation, also for these
) -> Callable[..., NotSupported]:
    refusal = _not_supported(request, connection, given)
    return lambda *_asked: refusal


Unbuilt = Annotated[Callable[..., NotSupported], Depends(not_built)]


def asks(asked: BaseModel) -> dict[str, object]:
    """A caller's filters for the books, which know truth from `"true"`."""
    return {
        name: value is BoolParam.TRUE if isinstance(value, BoolParam) else value
        for name, value in asked
    }


def _not_supported(
    request: Request, connection: StoredConnection, given: Resources
) -> NotSupported:
    name = given.adapters[connection.adapter].label
    return NotSupported(
        f"The resource {request.method} - {request.url.path} is not supported by {name}"
    )
