from enum import StrEnum

from pydantic import BaseModel, Field

from gateway.accounting.money import Amount


class VatCodeScope(StrEnum):
    DOMESTIC = "nat"
    EUROPEAN_UNION = "eu"
    REST_OF_THE_WORLD = "int"
    UNKNOWN = "unknown"


class VatCodeType(StrEnum):
    SALE = "sale"
    PURCHASE = "purchase"
    BOTH = "both"
    UNKNOWN = "unknown"


class AccountingVatCode(BaseModel):
    id: str
    code: str | None = None
    active: bool | None = True
    label: str
    scope: VatCodeScope | None = VatCodeScope.UNKNOWN
    rate: Amount = Field(description="A percentage.")
    type: VatCodeType
    deductible_account: str | None = None
    payable_account: str | None = None
    reversed: bool | None = Field(default=False, description="Reverse charge.")
    withholding_tax: bool | None = False
    country: str | None = None
