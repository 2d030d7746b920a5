"""The port: what an adapter is, and what open books can do."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, Generic, Protocol, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    SecretStr,
    ValidationError,
    ValidatorFunctionWrapHandler,
)
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from gateway.accounting.accounts import AccountBalance, AccountItem
from gateway.accounting.analytic_plans import (
    AnalyticAccountItemOut,
    AnalyticAccountItemOutMultiAnalyticPlans,
    AnalyticPlanItem,
)
from gateway.accounting.attachments import AttachmentItemOut
from gateway.accounting.bank_accounts import BankAccountItemOut
from gateway.accounting.bookyears import BookYear
from gateway.accounting.clients import ClientItemOut
from gateway.accounting.folders import FolderItem
from gateway.accounting.invoices import (
    InvoiceItemOutMonoAnalyticPlan,
    InvoiceItemOutMultiAnalyticPlans,
)
from gateway.accounting.journal_entries import (
    JournalEntryMonoAnalyticPlan,
    JournalEntryMultiAnalyticPlan,
)
from gateway.accounting.journals import Journal
from gateway.accounting.miscellaneous_operations import MiscellaneousOperationOut
from gateway.accounting.outstandings import OutstandingItem
from gateway.accounting.parties import ContactItem, EmployeeItem
from gateway.accounting.payment_terms import AccountingPaymentMethod, AccountingPaymentTerms
from gateway.accounting.payments import Payment
from gateway.accounting.suppliers import SupplierItemOut
from gateway.accounting.trace import Observe
from gateway.accounting.vat_codes import AccountingVatCode

Item = TypeVar("Item")


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


class Page(BaseModel, Generic[Item]):
    """The contract's envelope. `total` counts every match, not this page."""

    items: list[Item]
    total: int
    page: int
    size: int

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...], /) -> str:
        return f"ChiftPage[{params[0].__name__}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a caller wants to read; `asks` holds an operation's own filters by their names."""

    page: int = 1
    size: int = 50
    folder_id: str | None = None
    fresh: bool = False  # past whatever the adapter remembers
    asks: Mapping[str, object] = field(default_factory=dict)

    def asking(self, **asks: object) -> Self:
        return replace(self, asks=asks)


class Listed(Protocol[Item]):
    """Something that these books list."""

    async def page(self, query: Query, /) -> Page[Item]:
        """One page in a stable order; empty past the end."""


class Kept(Listed[Item], Protocol[Item]):
    """Something that these books list, and keep under an id."""

    async def get(self, id: str, query: Query, /) -> Item:
        """The one with this id; raises NotFound, with the contract's code, when there is none."""


@dataclass(frozen=True, slots=True)
class Books:
    """One tenant's ledger, open. An ability that it lacks is None.

    `readiness` looks whether these books can be used; it never raises for what a vendor answers.
    `selected_folders` are the ids of those that this connection may use.
    """

    readiness: Callable[[], Awaitable[Readiness]]
    selected_folders: Callable[[], Awaitable[Sequence[str]]]
    folders: Kept[FolderItem] | None = None
    bookyears: Listed[BookYear] | None = None
    journals: Listed[Journal] | None = None
    accounts: Listed[AccountItem] | None = None
    balances: Listed[AccountBalance] | None = None
    vat_codes: Listed[AccountingVatCode] | None = None
    payment_terms: Listed[AccountingPaymentTerms] | None = None
    payment_methods: Listed[AccountingPaymentMethod] | None = None
    bank_accounts: Listed[BankAccountItemOut] | None = None
    employees: Listed[EmployeeItem] | None = None
    clients: Kept[ClientItemOut] | None = None
    suppliers: Kept[SupplierItemOut] | None = None
    contacts: Listed[ContactItem] | None = None
    analytic_plans: Listed[AnalyticPlanItem] | None = None
    analytic_accounts: Kept[AnalyticAccountItemOut] | None = None
    analytic_accounts_of_every_plan: Kept[AnalyticAccountItemOutMultiAnalyticPlans] | None = None
    invoices: Kept[InvoiceItemOutMonoAnalyticPlan] | None = None
    invoices_with_every_plan: Kept[InvoiceItemOutMultiAnalyticPlans] | None = None
    payments: Listed[Payment] | None = None
    attachments: Listed[AttachmentItemOut] | None = None
    entries: Listed[JournalEntryMonoAnalyticPlan] | None = None
    entries_with_every_plan: Kept[JournalEntryMultiAnalyticPlan] | None = None
    outstandings: Listed[OutstandingItem] | None = None
    miscellaneous_operations: Kept[MiscellaneousOperationOut] | None = None


ABILITIES = frozenset(
    each.name for each in fields(Books) if each.name not in {"readiness", "selected_folders"}
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the gateway lends to an adapter while it runs."""

    observe: Observe
    sandbox_url: str | None = None


OpenBooks = Callable[[Credentials], Books]


@dataclass(frozen=True, slots=True)
class Adapter:
    """One vendor. `running` holds what all its connections share while the app lives.

    `offers` names the abilities that its books may have; a connection can turn out to have fewer.
    """

    key: str
    label: str
    description: str
    integration_id: int
    countries: tuple[str, ...]
    credentials: type[Credentials]
    offers: frozenset[str]
    running: Callable[[Surroundings], AbstractAsyncContextManager[OpenBooks]]
    logo: str = ""
    icon: str = ""

    def __post_init__(self) -> None:
        if unknown := self.offers - ABILITIES:
            raise ValueError(f"{self.key} offers what no books can do: {sorted(unknown)}")
