"""What an employee paid on the company's behalf."""

import datetime as dt

from pydantic import BaseModel, Field

from gateway.accounting.attachments import PdfIn
from gateway.accounting.money import ONE_TO_ONE, Amount


class ExpenseLineItem(BaseModel):
    total: Amount
    untaxed_amount: Amount
    tax_amount: Amount
    description: str | None = None
    account_number: str
    tax_rate: Amount
    tax_id: str


class ExpenseItemIn(PdfIn):
    employee_id: str
    total: Amount
    untaxed_amount: Amount
    tax_amount: Amount
    reference: str | None = None
    number: str | None = None
    currency: str
    currency_exchange_rate: Amount | None = ONE_TO_ONE
    date: dt.date
    lines: list[ExpenseLineItem] = Field(min_length=1)


class ExpenseItemOut(ExpenseItemIn):
    id: str
