"""Money that settled an invoice, or is to settle one."""

import datetime as dt

from pydantic import BaseModel, Field

from gateway.accounting.journals import JournalType
from gateway.accounting.money import NOTHING, ONE_TO_ONE, Amount


class Payment(BaseModel):
    id: str
    name: str
    currency: str
    amount: Amount
    dedicated_amount: Amount = NOTHING
    payment_date: dt.date
    journal_type: JournalType
    journal_id: str
    journal_name: str
    reconciled: bool | None = False
    communication: str | None = None
    matching_number: str | None = None


class AccountingInvoicePaymentItemIn(BaseModel):
    invoice_id: str
    amount: Amount = Field(gt=0)


class AccountingInvoicePaymentIn(BaseModel):
    date: dt.date
    payment_method_id: str
    currency: str
    currency_exchange_rate: Amount | None = ONE_TO_ONE
    reference: str | None = None
    number: str | None = None
    items: list[AccountingInvoicePaymentItemIn]
