"""Entries of any journal, line by line."""

import datetime as dt
from enum import StrEnum

from pydantic import BaseModel, Field, JsonValue

from gateway.accounting.absence import LeftOut
from gateway.accounting.accounts import AccountToCreate
from gateway.accounting.analytic_plans import AnalyticDistribution
from gateway.accounting.attachments import ItemAttachmentInfoOut, PdfIn
from gateway.accounting.money import NOTHING, ONE_TO_ONE, Amount

UNDATED = dt.date(1970, 1, 1)


class EntryLineType(StrEnum):
    CUSTOMER_ACCOUNT = "customer_account"
    SUPPLIER_ACCOUNT = "supplier_account"
    EMPLOYEE_ACCOUNT = "employee_account"
    GENERAL_ACCOUNT = "general_account"


class TaxInfo(BaseModel):
    tax_code: str
    tax_amount: Amount
    vat_account: str | None = None
    reversed_vat_account: str | None = None
    description: str | None = None


class GenericJournalItem(BaseModel):
    account_type: EntryLineType
    account: str | None = Field(
        None, min_length=1, description="A ledger account's number, or a partner's id."
    )
    force_general_account: str | None = None
    prioritise_thirdparty_account: bool | None = False
    description: str | None = None
    debit: Amount
    credit: Amount
    analytic_distribution: list[AnalyticDistribution] | None = []
    tax_code: str | None = None
    tax_info: TaxInfo | None = None
    account_info: AccountToCreate | None = None


class GenericJournalEntry(PdfIn):
    reference: str | None = None
    due_date: dt.date | None = None
    journal_id: str
    number: str = Field(min_length=1)
    currency: str = Field(min_length=1)
    currency_exchange_rate: Amount | None = ONE_TO_ONE
    date: dt.date
    items: list[GenericJournalItem] = Field(min_length=2)
    posted: bool | None = True
    start_date: dt.date | None = None
    end_date: dt.date | None = None


class JournalItem(BaseModel):
    id: str
    account_number: str = Field(min_length=1)
    account_name: str
    partner_id: str | None = None
    partner_name: str | None = None
    description: str | None = None
    debit: Amount
    credit: Amount
    currency: str = Field(min_length=1)
    currency_exchange_rate: Amount | None = ONE_TO_ONE
    matching_numbers: list[str] | None = []


class JournalItemMonoAnalyticPlan(JournalItem):
    analytic_account: str | None = None
    analytic_account_name: str | None = None


class JournalItemMultiAnalyticPlan(JournalItem):
    analytic_distribution: list[AnalyticDistribution] | None = []


class JournalItemDueDatesOut(BaseModel):
    due_date: dt.date
    payment_method: str | None = None
    payment_method_id: str | None = None
    debit: Amount | None = NOTHING
    credit: Amount | None = NOTHING


class JournalEntry(BaseModel):
    id: str
    reference: str | None = None
    due_date: dt.date | None = None
    journal_id: str
    name: str | None = None
    journal_name: str | None = None
    date: dt.date | None = UNDATED
    posted: bool | None = False
    due_dates: list[JournalItemDueDatesOut] | None = []
    attachments_info: LeftOut[ItemAttachmentInfoOut] = None


class JournalEntryMonoAnalyticPlan(JournalEntry):
    items: list[JournalItemMonoAnalyticPlan] | None = []


class JournalEntryMultiAnalyticPlan(JournalEntry):
    items: list[JournalItemMultiAnalyticPlan] | None = []


class FinancialEntryLineItem(BaseModel):
    account_type: EntryLineType
    account: str = Field(min_length=1)
    amount: Amount = Field(description="Positive is money that comes in.")
    description: str | None = None
    tax_info: TaxInfo | None = None
    automated_matching_number: str | None = None


class FinancialEntryLineItemOut(FinancialEntryLineItem):
    counterpart_account: str


class FinancialEntry(BaseModel):
    date: dt.date
    journal_id: str
    currency: str
    currency_exchange_rate: Amount | None = ONE_TO_ONE
    reference: str | None = None


class FinancialEntryItemIn(FinancialEntry, PdfIn):
    number: str | None = None
    items: list[FinancialEntryLineItem] = Field(min_length=1)


class FinancialEntryItemOut(FinancialEntry):
    id: str
    number: str
    items: list[FinancialEntryLineItemOut]


class MatchingIn(BaseModel):
    entries: list[str] = Field(min_length=2)
    partner_id: str


class MatchingOut(BaseModel):
    matching_number: str
    balance: Amount


class MultipleMatchingIn(BaseModel):
    matchings: list[MatchingIn]


class MultipleMatchingOut(BaseModel):
    matching_number: str | None = None
    processed: bool
    error_msg: dict[str, JsonValue] | None = None
