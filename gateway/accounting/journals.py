"""Journals: where entries are booked."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, Field


class JournalType(StrEnum):
    CUSTOMER_INVOICE = "customer_invoice"
    CUSTOMER_REFUND = "customer_refund"
    SUPPLIER_INVOICE = "supplier_invoice"
    SUPPLIER_REFUND = "supplier_refund"
    FINANCIAL_OPERATION = "financial_operation"
    MISCELLANEOUS_OPERATION = "miscellaneous_operation"
    UNKNOWN = "unknown"


class JournalInType(StrEnum):
    """Bank and cash journals are told apart only here: both read back as financial operations."""

    CUSTOMER_INVOICE = "customer_invoice"
    CUSTOMER_REFUND = "customer_refund"
    SUPPLIER_INVOICE = "supplier_invoice"
    SUPPLIER_REFUND = "supplier_refund"
    BANK = "bank"
    CASH = "cash"
    MISCELLANEOUS_OPERATION = "miscellaneous_operation"


class JournalIn(BaseModel):
    code: str = Field(min_length=2)
    name: str = Field(min_length=1)
    journal_type: JournalInType
    counterpart_account: str | None = None


class NextDocumentNumber(BaseModel):
    bookyear_name: str | None = None
    next_document_number: str | None = None
    start_date: date | None = None
    end_date: date | None = None


class Journal(BaseModel):
    id: str
    code: str | None = None
    name: str
    journal_type: JournalType
    counterpart_account: str | None = None
    unallocated_account: str | None = None
    next_document_numbers: list[NextDocumentNumber] | None = None
    iban: str | None = None
    currency: str | None = None
    other_currencies_allowed: bool | None = True
    blocked: bool | None = False
