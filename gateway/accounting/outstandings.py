"""Open items: what clients still owe, and what is still owed to suppliers."""

import datetime as dt
from enum import StrEnum

from pydantic import BaseModel, Field

from gateway.accounting.journals import JournalType
from gateway.accounting.money import Amount


class OutstandingType(StrEnum):
    CLIENT = "client"
    SUPPLIER = "supplier"


class OutstandingItemDueDatesOut(BaseModel):
    due_date: dt.date
    payment_method: str | None = None
    payment_method_id: str | None = None
    amount: Amount


class OriginalOutstandingItem(BaseModel):
    """The document as it was booked, when the item was carried over from an earlier year."""

    id: str | None = None
    number: str | None = None
    journal_id: str | None = None
    journal_type: JournalType | None = None
    date: dt.date | None = None
    due_date: dt.date | None = None
    reference: str | None = None


class OutstandingItem(BaseModel):
    id: str
    number: str | None = None
    journal_id: str
    journal_type: JournalType
    date: dt.date
    due_date: dt.date | None = None
    due_dates: list[OutstandingItemDueDatesOut] | None = []
    currency: str
    currency_exchange_rate: Amount
    amount: Amount = Field(
        description="As invoiced. Positive is an invoice, of clients and suppliers alike; negative "
        "is a refund."
    )
    open_amount: Amount = Field(
        description="What is still to be paid. Negative of an invoice: more was paid than it asks."
    )
    partner_id: str
    account_number: str
    reference: str | None = None
    matching_numbers: list[str] | None = []
    payment_communication: str | None = None
    posted: bool
    original_document: OriginalOutstandingItem | None = None
