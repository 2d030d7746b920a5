"""The older form of journal entries: lines with one signed amount."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, Field

from gateway.accounting.money import ONE_TO_ONE, Amount

UNDATED = date(1970, 1, 1)


class MiscellaneousOperationLineType(StrEnum):
    CUSTOMER_ACCOUNT = "customer_account"
    SUPPLIER_ACCOUNT = "supplier_account"
    GENERAL_ACCOUNT = "general_account"


class MiscellaneousOperationStatusIn(StrEnum):
    DRAFT = "draft"
    POSTED = "posted"


class MiscellaneousOperationStatusOut(StrEnum):
    CANCELLED = "cancelled"
    DRAFT = "draft"
    POSTED = "posted"
    MATCHED = "matched"


class MiscellaneousOperationLine(BaseModel):
    line_number: int | None = 1
    description: str | None = None
    amount: Amount = Field(description="Positive is credit, negative is debit.")
    type: MiscellaneousOperationLineType
    account_number: str
    partner_id: str | None = None
    analytic_account: str | None = None


class MiscellaneousOperation(BaseModel):
    operation_number: str | None = None
    currency: str
    currency_exchange_rate: Amount | None = ONE_TO_ONE
    lines: list[MiscellaneousOperationLine]


class MiscellaneousOperationIn(MiscellaneousOperation):
    operation_date: date
    journal_id: str | None = None
    status: MiscellaneousOperationStatusIn | None = MiscellaneousOperationStatusIn.POSTED


class MiscellaneousOperationOut(MiscellaneousOperation):
    id: str
    operation_date: date | None = UNDATED
    journal_id: str
    status: MiscellaneousOperationStatusOut
