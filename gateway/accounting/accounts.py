"""The chart of accounts, and what stands on each account."""

from enum import StrEnum

from pydantic import BaseModel, Field

from gateway.accounting.money import Amount


class AccountItemType(StrEnum):
    BANK = "bank"
    CASH = "cash"
    OTHER_FINANCIAL = "other_financial"
    RECEIVABLE = "receivable"
    PAYABLE = "payable"
    INCOME = "income"
    EXPENSE = "expense"
    OTHER_EXPENSE = "other_expense"
    VAT = "vat"
    OTHER = "other"


class AccountTypeFilter(StrEnum):
    BANK = "bank"
    CASH = "cash"
    INCOME = "income"
    EXPENSE = "expense"
    OTHER_EXPENSE = "other_expense"
    VAT = "vat"


class AccountTaxMode(StrEnum):
    FREE = "free"
    RESTRICTED = "restricted"
    FORCED = "forced"


class AccountTaxCode(BaseModel):
    id: str
    default: bool = False


class AccountTaxInformation(BaseModel):
    tax_codes: list[AccountTaxCode]
    mode: AccountTaxMode


class LedgerAccountItemIn(BaseModel):
    number: str = Field(min_length=3)
    name: str = Field(min_length=1)
    type: AccountItemType | None = AccountItemType.OTHER


class AccountToCreate(BaseModel):
    """For software that makes an account along the way."""

    account_number: str = Field(min_length=1)
    account_name: str = Field(min_length=1)


class AccountItem(BaseModel):
    number: str
    name: str
    active: bool | None = True
    type: AccountItemType | None = None
    scheme_ids: list[str] | None = None
    accounting_category: str | None = None
    tax_information: AccountTaxInformation | None = None


class AccountBalanceFilter(BaseModel):
    accounts: list[str] = Field(
        description="Account numbers, or what they begin with; none at all is every account."
    )
    start: str | None = Field(
        None, description="The first month, as YYYYMM; without it, from the beginning of the books."
    )
    end: str = Field(min_length=6, max_length=6, description="The last month, as YYYYMM.")


class AccountBalance(BaseModel):
    account_number: str
    account_name: str | None = None
    debit: Amount
    credit: Amount
    balance: Amount
    period_debit: Amount
    period_credit: Amount
    period_balance: Amount


class SchemeItem(BaseModel):
    id: str
    code: str
    name: str
