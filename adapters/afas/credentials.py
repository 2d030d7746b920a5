"""What somebody fills in once to open AFAS books."""

import re
from typing import Annotated, Self

import msgspec
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from adapters.afas.addresses import Environment, Unreadable, read_company
from adapters.afas.codecs import code_lists
from adapters.afas.tokens import canonical_token
from gateway.accounting.books import Credentials

_SEPARATORS = re.compile(r"[,;\s]+")
_ADMINISTRATION = re.compile(r"0*([1-9][0-9]{0,8})")


def _company_number(text: str) -> str:
    try:
        return read_company(text).number
    except Unreadable as error:
        raise PydanticCustomError("company_id", str(error)) from error


def _read_token(secret: SecretStr) -> SecretStr:
    try:
        return SecretStr(canonical_token(secret.get_secret_value()))
    except Unreadable as error:
        raise PydanticCustomError("token", str(error)) from error


def _stripped(secret: SecretStr) -> SecretStr:
    return SecretStr(secret.get_secret_value().strip())


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _administration_numbers(text: str) -> str:
    numbers = set()
    for part in _SEPARATORS.split(text.strip(",; ")):
        number = _ADMINISTRATION.fullmatch(part)
        if number is None:
            raise PydanticCustomError(
                "administration",
                "Administrations are given by their numbers: 1, or several as in 1, 3.",
            )
        numbers.add(int(number[1]))
    return ", ".join(str(number) for number in sorted(numbers))


def _known_code_lists(text: str) -> str:
    try:
        code_lists(text)
    except msgspec.DecodeError as error:
        raise PydanticCustomError("code_lists", str(error)) from error
    return text


class AfasCredentials(Credentials):
    model_config = ConfigDict(str_strip_whitespace=True)

    company_id: Annotated[str, AfterValidator(_company_number)] = Field(
        title="Company id",
        description="The five digits of your AFAS participant number, such as 36480. The "
        "environment id (O36480AA) or the address of your AFAS environment will do as well.",
    )
    environment: Annotated[Environment, BeforeValidator(_lower)] = Field(
        default=Environment.PRODUCTION,
        title="Environment",
        description="Production for the real books. Test, accept and training are AFAS's own "
        "copies; sandbox is an imitation that never reaches AFAS.",
    )
    token: Annotated[SecretStr, AfterValidator(_read_token)] | None = Field(
        default=None,
        title="Token",
        description="The token of the app connector, as AFAS showed it. Leave it empty when you "
        "give a client id and a client secret.",
    )
    token_name: str | None = Field(
        default=None,
        title="Token name",
        description="What the token is called in AFAS, so that you can find it again later.",
    )
    client_id: str | None = Field(
        default=None,
        title="Client id",
        description="For app connectors that sign in with OAuth instead of a token.",
    )
    client_secret: Annotated[SecretStr, AfterValidator(_stripped)] | None = Field(
        default=None,
        title="Client secret",
        description="Belongs to the client id.",
    )
    default_payment_terms: str | None = Field(
        default=None,
        title="Default payment terms",
        description="The code of the payment condition for customers and suppliers that come "
        "without one.",
    )
    administration: Annotated[str, AfterValidator(_administration_numbers)] | None = Field(
        default=None,
        title="Administration",
        description="The number of the administration to work in; several as in 1, 3.",
    )
    default_analytic_plan: str | None = Field(
        default=None,
        title="Default analytic plan",
        description="The allocation axis for lines that name an analytic account only.",
    )

    code_lists: Annotated[str, AfterValidator(_known_code_lists)] | None = Field(
        default=None,
        title="Code lists",
        description="Only when journals or VAT codes come out as unknown: what the codes of your "
        'environment mean, as JSON, for example {"journal_type": {"LoSale": "customer_invoice"}}.',
    )

    @property
    def books_id(self) -> str:
        return f"{self.company_id}/{self.environment}"

    @property
    def administrations(self) -> tuple[int, ...]:
        if self.administration is None:
            return ()
        return tuple(int(number) for number in self.administration.split(", "))

    @model_validator(mode="before")
    @classmethod
    def _empty_fields_are_absent(cls, filled_in: object) -> object:
        if not isinstance(filled_in, dict):
            return filled_in
        given = {
            name: value
            for name, value in filled_in.items()
            if value is not None and not (isinstance(value, str) and not value.strip())
        }
        return _with_the_implied_environment(given)

    @model_validator(mode="after")
    def _signs_in_one_way(self) -> Self:
        if self.client_id is not None and self.client_secret is None:
            raise _refused("client_secret", "The client id needs its client secret beside it.")
        if self.client_secret is not None and self.client_id is None:
            raise _refused("client_id", "The client secret needs its client id beside it.")
        if self.token is None and self.client_id is None:
            raise _refused(
                "token", "A token is needed, or else a client id with its client secret."
            )
        if self.token is not None and self.client_id is not None:
            # A silent choice would leave a replaced secret unused without anybody noticing.
            raise _refused(
                "token",
                "Give either a token or a client id with its client secret; leave the other empty.",
            )
        return self


def _with_the_implied_environment(given: dict[str, object]) -> dict[str, object]:
    company_id = given.get("company_id")
    if not isinstance(company_id, str):
        return given
    try:
        company = read_company(company_id)
    except Unreadable:
        return given  # the field itself explains
    if company.environment is None:
        return given
    environment = _lower(given.get("environment", company.environment))
    # The sandbox imitates every environment, so that no way of writing contradicts it.
    agreeing = (company.environment, Environment.SANDBOX)
    if environment not in agreeing and environment in tuple(Environment):
        raise _refused(
            "environment",
            f"The company id is written as one of the {company.environment} environment, but the "
            f"environment given is {environment}.",
        )
    return {**given, "company_id": company.number, "environment": environment}


def _refused(field: str, message: str) -> ValidationError:
    return ValidationError.from_exception_data(
        AfasCredentials.__name__,
        [
            InitErrorDetails(
                type=PydanticCustomError("credentials", message), loc=(field,), input=None
            )
        ],
    )
