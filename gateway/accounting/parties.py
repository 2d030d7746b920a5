"""What clients and suppliers have in common."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, Field


class AddressType(StrEnum):
    MAIN = "main"
    DELIVERY = "delivery"
    INVOICE = "invoice"


class AddressItemIn(BaseModel):
    address_type: AddressType
    name: str | None = None
    number: str | None = Field(None, description="The house number, when it is not in `street`.")
    box: str | None = None
    phone: str | None = None
    mobile: str | None = None
    email: str | None = None
    street: str
    city: str
    postal_code: str
    country: str = Field(min_length=1, description="ISO 3166-1 alpha-2.")


class AddressItemOut(BaseModel):
    address_type: AddressType
    name: str | None = None
    number: str | None = None
    box: str | None = None
    phone: str | None = None
    mobile: str | None = None
    email: str | None = None
    street: str | None = None
    city: str | None = None
    postal_code: str | None = None
    country: str | None = None


class BankAccountRoutingType(StrEnum):
    UNKNOWN = "unknown"
    ACH = "ach"
    SORT_CODE = "sort_code"
    BSB = "bsb"
    TRANSIT = "transit"
    IFSC = "ifsc"
    CLABE = "clabe"


class RoutingCodeItem(BaseModel):
    type: BankAccountRoutingType = BankAccountRoutingType.UNKNOWN
    value: str | None = None


class BankAccountsItem(BaseModel):
    is_primary: bool | None = True
    currency: str | None = None
    iban: str | None = None
    bic_swift: str | None = None
    account_number: str | None = None
    routing_code: RoutingCodeItem | None = None


class PartyDetails(BaseModel):
    """What may be said of a party, coming in and going out."""

    external_reference: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    function: str | None = None
    is_company: bool | None = True
    company_id: str | None = None
    phone: str | None = None
    mobile: str | None = None
    email: str | None = None
    language: str | None = None
    internal_notes: str | None = None
    website: str | None = None
    vat: str | None = None
    company_number: str | None = None
    iban: str | None = None
    bank_account: str | None = None
    currency: str | None = None
    active: bool | None = True


class PartyIn(PartyDetails):
    name: str = Field(min_length=1)
    addresses: list[AddressItemIn]
    account_number: str | None = None


class PartyUpdate(PartyDetails):
    """A change: only the fields that are named are touched."""

    name: str | None = None
    addresses: list[AddressItemOut] | None = []


class Party(PartyDetails):
    id: str | None = None
    name: str | None = None
    addresses: list[AddressItemOut] | None = []
    account_number: str | None = None
    last_updated_on: datetime | None = None
    third_party_account: str | None = None
    bank_accounts: list[BankAccountsItem] | None = None


class Partner(Party):
    """The client or supplier of an invoice."""


class PartnerType(StrEnum):
    CLIENT = "client"
    SUPPLIER = "supplier"


class ContactItem(BaseModel):
    id: str
    name: str
    first_name: str | None = None
    last_name: str | None = None
    function: str | None = None
    email: str | None = None
    phone: str | None = None
    mobile: str | None = None


class EmployeeItem(BaseModel):
    id: str
    name: str
    first_name: str | None = None
    last_name: str | None = None
    function: str | None = None
    phone: str | None = None
    mobile: str | None = None
    email: str | None = None
    active: bool | None = True
    reference: str | None = None
    account_number: str | None = None
