"""Bank accounts of the folder, and what happened on them."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, Field

from gateway.accounting.attachments import PdfIn
from gateway.accounting.money import NOTHING, ONE_TO_ONE, Amount


class BankAccountItemIn(BaseModel):
    code: str = Field(min_length=1)
    currency: str = Field(min_length=1)
    account_name: str | None = None
    account_number: str | None = None
    iban: str | None = None
    bank_name: str


class BankAccountItemOut(BaseModel):
    id: str
    code: str | None = None
    currency: str | None = None
    account_name: str | None = None
    account_number: str | None = None
    iban: str | None = None
    bank_name: str | None = None
    journal_id: str | None = None
    ledger_account: str | None = None
    unallocated_account: str | None = None


class BankTransactionCounterpartType(StrEnum):
    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    EMPLOYEE = "employee"


class BankTransactionCounterpartItem(BaseModel):
    counterpart_type: BankTransactionCounterpartType | None = None
    id: str | None = None
    name: str | None = None
    iban: str | None = None
    bank_account: str | None = None


class BankTransactionItemIn(BaseModel):
    general_ledger_account: str | None = None
    description: str | None = None
    external_transaction_id: str | None = None
    amount: Amount = Field(description="Fee and tax included.")
    fee_amount: Amount | None = NOTHING
    tax_amount: Amount | None = NOTHING
    currency_exchange_rate: Amount | None = ONE_TO_ONE
    counterpart: BankTransactionCounterpartItem | None = None


class BankTransactionItemOut(BankTransactionItemIn):
    id: str | None = None


class BankStatement(BaseModel):
    bank_statement_date: date
    bank_account_id: str = Field(min_length=1)
    currency: str = Field(min_length=1)


class BankStatementItemIn(BankStatement, PdfIn):
    external_bank_statement_id: str = Field(min_length=1)
    opening_balance: Amount | None = None
    items: list[BankTransactionItemIn] = Field(min_length=1)


class BankStatementItemOut(BankStatement):
    id: str | None = None
    external_bank_statement_id: str | None = None
    items: list[BankTransactionItemOut]
