"""The port: what an adapter is, and what open books can do."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    SecretStr,
    ValidationError,
    ValidatorFunctionWrapHandler,
)
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from gateway.accounting.trace import Observe


def _without_inputs(filled_in: object, validate: ValidatorFunctionWrapHandler, /) -> object:
    # pydantic keeps the input beside each error (for a missing field: the whole form), and
    # hiding it is a matter of how the error is printed, not of what `errors()` answers.
    try:
        return validate(filled_in)
    except ValidationError as error:
        title = error.title
        told = error.errors(include_url=False, include_context=False, include_input=False)
    raise ValidationError.from_exception_data(
        title,
        [
            InitErrorDetails(
                type=PydanticCustomError(each["type"], each["msg"]), loc=each["loc"], input=None
            )
            for each in told
        ],
        hide_input=True,
    )


class Credentials(BaseModel):
    """What somebody fills in once to open their books. Secret fields are `SecretStr`.

    Field titles and descriptions are shown to that person; field order is the form's order.
    Validation errors never carry what was filled in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        # Around the whole model, so that no validator of an adapter can leak past it.
        return core_schema.no_info_wrap_validator_function(_without_inputs, handler(source))

    @property
    def books_id(self) -> str:
        """Names the books these credentials open; a consumer connects the same books once."""
        raise NotImplementedError

    @classmethod
    def secret_names(cls) -> frozenset[str]:
        """The fields that are sealed and never shown again."""
        return frozenset(
            name for name, info in cls.model_fields.items() if "SecretStr" in str(info.annotation)
        )

    def public(self) -> dict[str, Any]:
        """The fields that may be shown; the secret ones are left out."""
        return self.model_dump(mode="json", exclude=set(self.secret_names()), exclude_none=True)

    def revealed(self) -> dict[str, Any]:
        """Every field in the clear, for sealing; never for showing."""
        return {
            name: value.get_secret_value() if isinstance(value, SecretStr) else value
            for name, value in self
            if value is not None
        }


class Capability(StrEnum):
    """Something that an adapter can do for every tenant that has the rights."""


class Verdict(StrEnum):
    READY = "ready"
    RIGHTS_MISSING = "rights_missing"
    CREDENTIALS_REFUSED = "credentials_refused"
    WRONG_ENVIRONMENT = "wrong_environment"
    ADDRESS_REFUSED = "address_refused"
    MAINTENANCE = "maintenance"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Lack:
    """A right that the connection misses, what is off because of it, and what to click."""

    connector: str
    kind: str
    switches_off: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a connection can do right now, in words its owner understands."""

    verdict: Verdict
    message: str
    lacks: tuple[Lack, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


class Books(Protocol):
    """One tenant's ledger, open."""

    async def readiness(self) -> Readiness:
        """Looks whether these books can be used; never raises for what a vendor answers."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the gateway lends to an adapter while it runs."""

    observe: Observe
    sandbox_url: str | None = None


OpenBooks = Callable[[Credentials], Books]


@dataclass(frozen=True, slots=True)
class Adapter:
    """One vendor. `running` holds what all its connections share while the app lives."""

    key: str
    label: str
    description: str
    integration_id: int
    countries: tuple[str, ...]
    credentials: type[Credentials]
    capabilities: frozenset[Capability]
    running: Callable[[Surroundings], AbstractAsyncContextManager[OpenBooks]]
    logo: str = ""
    icon: str = ""
