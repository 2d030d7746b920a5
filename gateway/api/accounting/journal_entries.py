"""Entries, bank entries, open items and what settles them."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from gateway.accounting.books import Kept, Listed, Page
from gateway.accounting.exports import FECItemOut
from gateway.accounting.journal_entries import (
    FinancialEntryItemIn,
    FinancialEntryItemOut,
    GenericJournalEntry,
    JournalEntryMonoAnalyticPlan,
    JournalEntryMultiAnalyticPlan,
    MatchingIn,
    MatchingOut,
    MultipleMatchingIn,
    MultipleMatchingOut,
)
from gateway.accounting.outstandings import OutstandingItem, OutstandingType
from gateway.api.accounting.declaring import Moment, Noun, Unbuilt, able, asks
from gateway.api.accounting.wire import AccountingRoute
from gateway.api.consumers import BoolParam
from gateway.api.deps import OneQuery, PageQuery, Text

router = APIRouter(route_class=AccountingRoute)

ENTRIES = Noun("Journal entries", "journal_entries")
OUTSTANDING = Noun("Outstanding", "outstandings")
EXPORTS = Noun("Exports", "exports")

WithEveryPlan = Annotated[Kept[JournalEntryMultiAnalyticPlan], able("entries_with_every_plan")]


class EntryFilter(BaseModel):
    unposted_allowed: BoolParam
    journal_id: Text | None = None
    date_from: date | None = None
    date_to: date | None = None
    updated_after: Moment | None = Field(None, description="UTC.")
    partner_id: Text | None = None


class OutstandingFilter(BaseModel):
    type: OutstandingType
    unposted_allowed: BoolParam


class EntryBooking(BaseModel):
    force_currency_exchange: BoolParam | None = BoolParam.FALSE
    ignore_accounting_id: bool = False


class BankBooking(BaseModel):
    financial_counterpart_account: Text | None = None
    force_currency_exchange: bool | None = False
    ignore_accounting_id: bool = False


class Span(BaseModel):
    date_from: date
    date_to: date


@router.get(
    "/journal/entries",
    **ENTRIES.reads("accounting_get_journal_entries", "List entries"),
)
async def list_entries(
    entries: Annotated[Listed[JournalEntryMonoAnalyticPlan], able("entries")],
    query: PageQuery,
    asked: Annotated[EntryFilter, Query()],
) -> Page[JournalEntryMonoAnalyticPlan]:
    return await entries.page(query.asking(**asks(asked)))


@router.get(
    "/journal/entries/multi-analytic-plans",
    **ENTRIES.reads("accounting_get_journal_entries_multi_plan", "List entries, with every plan"),
)
async def list_entries_with_plans(
    entries: WithEveryPlan, query: PageQuery, asked: Annotated[EntryFilter, Query()]
) -> Page[JournalEntryMultiAnalyticPlan]:
    return await entries.page(query.asking(**asks(asked)))


@router.get(
    "/journal/entries/{journal_entry_id}",
    **ENTRIES.reads("accounting_get_journal_entry", "Get an entry"),
)
async def get_entry(
    journal_entry_id: Text, entries: WithEveryPlan, query: OneQuery
) -> JournalEntryMultiAnalyticPlan:
    return await entries.get(journal_entry_id, query)


@router.post(
    "/journal-entries",
    **ENTRIES.writes("accounting_create_generic_journal_entry", "Book an entry"),
)
async def create_entry(
    new: GenericJournalEntry, unbuilt: Unbuilt, booking: Annotated[EntryBooking, Query()]
) -> JournalEntryMultiAnalyticPlan:
    raise unbuilt(new, booking)


@router.post(
    "/financial-entries",
    **ENTRIES.writes("accounting_create_financial_entries", "Book a bank or cash entry"),
)
async def create_financial_entry(
    new: FinancialEntryItemIn, unbuilt: Unbuilt, booking: Annotated[BankBooking, Query()]
) -> FinancialEntryItemOut:
    raise unbuilt(new, booking)


@router.post(
    "/matching", **ENTRIES.writes("accounting_match_entries", "Settle entries with each other")
)
async def match(new: MatchingIn, unbuilt: Unbuilt) -> MatchingOut:
    raise unbuilt(new)


@router.post(
    "/matching-multiple",
    deprecated=True,
    **ENTRIES.writes("accounting_match_entries_multiple", "Settle several groups of entries"),
)
async def match_several(new: MultipleMatchingIn, unbuilt: Unbuilt) -> list[MultipleMatchingOut]:
    raise unbuilt(new)


@router.get("/outstandings", **OUTSTANDING.reads("accounting_get_outstandings", "List open items"))
async def list_outstandings(
    outstandings: Annotated[Listed[OutstandingItem], able("outstandings")],
    query: PageQuery,
    asked: Annotated[OutstandingFilter, Query()],
) -> Page[OutstandingItem]:
    return await outstandings.page(query.asking(**asks(asked)))


@router.get(
    "/export-fec", **EXPORTS.reads("accounting_export_fec", "Export entries as a French FEC file")
)
async def export_fec(unbuilt: Unbuilt, span: Annotated[Span, Query()]) -> list[FECItemOut]:
    raise unbuilt(span)
