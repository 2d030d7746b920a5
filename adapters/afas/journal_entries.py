"""Entries of any journal, in the home currency: standard connectors hold no other amounts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from adapters.afas import accounts, journals
from adapters.afas.analytic_plans import AnalyticAccounts
from adapters.afas.datasets import ACCOUNTS, JOURNALS, DataSet
from adapters.afas.distributions import AXES, as_spread, in_full
from adapters.afas.documents import Documents
from adapters.afas.entry_lines import EntryLines
from adapters.afas.reading import Reading
from adapters.afas.resource import Absence
from adapters.afas.rest import Record
from adapters.mapping.codec import day, gathering, maybe, money, text
from adapters.mapping.table import Table, gathers, names_of, read_only
from gateway.accounting.books import Page, Query
from gateway.accounting.errors import PermissionMissing
from gateway.accounting.journal_entries import (
    JournalEntry,
    JournalEntryMonoAnalyticPlan,
    JournalEntryMultiAnalyticPlan,
    JournalItem,
    JournalItemMonoAnalyticPlan,
    JournalItemMultiAnalyticPlan,
)

Item = TypeVar("Item", bound=JournalItem)
HOME_CURRENCY = "EUR"
MARK = re.compile(r"(?P<given>.+)-[A-Z2-7]{13}")  # what ledgergate adds to a number that it books
ID = re.compile(r"(?P<unit>[0-9]+)-(?P<number>[1-9][0-9]{0,9})")


@gathering
def numbered(*numbers: object) -> str:
    return "-".join(map(text.decode, numbers))


@gathering
def as_given(voucher: object) -> str | None:
    number = maybe(text).decode(voucher)
    marked = MARK.fullmatch(number or "")
    return marked["given"] if marked else number


@gathering
def final(_: object) -> bool | None:
    return True


@gathering
def home_currency(_: object) -> str:
    return HOME_CURRENCY


@gathering
def description_or_number(description: object, number: object) -> str:
    return maybe(text).decode(description) or text.decode(number)


e = names_of(JournalEntry)
i = names_of(JournalItem)
multi = names_of(JournalItemMultiAnalyticPlan)
mono = names_of(JournalItemMonoAnalyticPlan)

# fmt: off
ENTRY = Table(JournalEntry, (
    #         ours           AFAS reads               as
    gathers(  e.id,          ("UnitId", "EntryNo"),   numbered),
    read_only(e.journal_id,  "JournalId",             text),
    gathers(  e.name,        ("VoucherNo",),          as_given),
    read_only(e.date,        "EntryDate",             maybe(day)),
    gathers(  e.posted,      ("EntryNo",),            final),
))
ITEM = (
    #         ours              AFAS reads                        as
    gathers(  i.id,             ("UnitId", "EntryNo", "SeqNo"),   numbered),
    read_only(i.account_number, "AccountNo",                      text),
    gathers(  i.account_name,   ("Omschrijving", "AccountNo"),    description_or_number),
    read_only(i.description,    "Description",                    maybe(text)),
    read_only(i.debit,          "AmtDebit",                       money),
    read_only(i.credit,         "AmtCredit",                      money),
    gathers(  i.currency,       ("UnitId",),                      home_currency),
)
ITEM_WITH_EVERY_PLAN = Table(JournalItemMultiAnalyticPlan, (
    *ITEM,
    gathers(  multi.analytic_distribution, tuple(AXES),           in_full),
))
# fmt: on


@lru_cache(maxsize=8)
def item_with(plan: str | None) -> Table[JournalItemMonoAnalyticPlan]:
    """The table of lines with what they have in one plan."""
    axes = [axis for axis, each in AXES.items() if each == plan]
    return Table(
        JournalItemMonoAnalyticPlan,
        (*ITEM, *(read_only(mono.analytic_account, axis, maybe(text)) for axis in axes)),
    )


NOT_IN_AFAS = {
    "reference": "the connectors for entries do not give it",
    "due_date": "only open items have one",
    "due_dates": "likewise",
    "journal_name": "looked up in the list of journals",
    "attachments_info": "the connectors for entries do not tell of files",
}
_OF_NEITHER = {
    "Year": "follows from the date, but for entries in a forced period",
    "Period": "likewise",
    "InvoiceId": "an entry of the contract has no invoice number",
    "VoucherDate": "the contract has one date; that of the entry decides its period",
    "VatCode": "a line of the contract has no VAT when it is read",
    "VatAmt": "likewise",
    "Type": "a text; the chart of accounts knows the type",
    "Collect_On": "likewise",
    "Created": "only filtered on: the contract shows no moments of entries",
    "Modified": "likewise",
}
IGNORED = _OF_NEITHER | dict.fromkeys(ITEM_WITH_EVERY_PLAN.reads - ENTRY.reads, "of the lines")
ITEM_IGNORED = _OF_NEITHER | dict.fromkeys(
    ENTRY.reads - ITEM_WITH_EVERY_PLAN.reads, "of the whole entry"
)
ITEM_NOT_IN_AFAS = {
    "partner_id": "the connectors for entries give control accounts, not whose line it is",
    "partner_name": "likewise",
    "currency_exchange_rate": "amounts are in the home currency",
    "matching_numbers": "AFAS does not tell what settles what",
}
MONO_ITEM_NOT_IN_AFAS = ITEM_NOT_IN_AFAS | {
    "analytic_account_name": "looked up in the list of analytic accounts"
}
ABSENT = Absence("journal entry", "ERROR_ENTRY_NOT_FOUND")


@dataclass(frozen=True, slots=True)
class EntriesWithEveryPlan:
    lines: EntryLines

    async def page(self, query: Query, /) -> Page[JournalEntryMultiAnalyticPlan]:
        documents = await self.lines.entries(query)
        names = await _names(self.lines.reading, query)
        items = [_with_every_plan(lines, names) for lines in _of_page(documents, query)]
        return Page(items=items, total=documents.total, page=query.page, size=query.size)

    async def get(self, id: str, query: Query, /) -> JournalEntryMultiAnalyticPlan:
        known = ID.fullmatch(id)
        if known is None or known["unit"] != query.folder_id:
            raise ABSENT.of(id)
        lines = await self.lines.entry(int(known["number"]), query)
        if not lines:
            raise ABSENT.of(id)
        return _with_every_plan(lines, await _names(self.lines.reading, query))


@dataclass(frozen=True, slots=True)
class Entries:
    """With what each line has in the connection's default plan."""

    lines: EntryLines
    analytic_accounts: AnalyticAccounts

    async def page(self, query: Query, /) -> Page[JournalEntryMonoAnalyticPlan]:
        documents = await self.lines.entries(query)
        names = await _names(self.lines.reading, query)
        plan = await self._plan(query)
        codes = await self._names_in(plan, query)
        read = item_with(plan).reader()

        def item(line: Record) -> JournalItemMonoAnalyticPlan:
            found = _named(read(line), names)
            found.analytic_account_name = codes.get(found.analytic_account or "")
            return found

        items = [
            JournalEntryMonoAnalyticPlan.model_validate(
                {**_head(lines, names), "items": list(map(item, lines))}
            )
            for lines in _of_page(documents, query)
        ]
        return Page(items=items, total=documents.total, page=query.page, size=query.size)

    async def _plan(self, query: Query) -> str | None:
        try:
            return await self.analytic_accounts.plan(query)
        except PermissionMissing:
            return None

    async def _names_in(self, plan: str | None, query: Query) -> dict[str, str]:
        try:
            known = await self.analytic_accounts.accounts.all(query)
        except PermissionMissing:
            return {}
        return {each.id: each.name for each in known if each.analytic_plan == plan}


@dataclass(frozen=True, slots=True)
class _Names:
    journals: Mapping[str, str]
    accounts: Mapping[str, str]


async def _names(reading: Reading, query: Query) -> _Names:
    async def of(data_set: DataSet, number: str, name: str) -> dict[str, str]:
        """None where the connection may not list them: entries can be read all the same."""
        try:
            _, question = await reading.asking(data_set, query)
            rows = await reading.every(question, query)
        except PermissionMissing:
            return {}
        return {text.decode(row[number]): maybe(text).decode(row[name]) or "" for row in rows}

    j, a = journals.j, accounts.a
    return _Names(
        await of(JOURNALS, journals.JOURNAL.read_id(j.id), journals.JOURNAL.read_id(j.name)),
        await of(ACCOUNTS, accounts.ACCOUNT.read_id(a.number), accounts.ACCOUNT.read_id(a.name)),
    )


def _of_page(documents: Documents, query: Query) -> list[list[Record]]:
    start = (query.page - 1) * query.size
    return documents.between(start, start + query.size)


_read_head = ENTRY.reader()
_read_item = ITEM_WITH_EVERY_PLAN.reader()


def _head(lines: Sequence[Record], names: _Names) -> dict[str, object]:
    head = dict(_read_head(lines[0]))
    return head | {"journal_name": names.journals.get(str(head["journal_id"]))}


def _named(item: Item, names: _Names) -> Item:
    if item.account_name == item.account_number:
        item.account_name = names.accounts.get(item.account_number) or item.account_name
    return item


def _with_every_plan(lines: Sequence[Record], names: _Names) -> JournalEntryMultiAnalyticPlan:
    items = []
    for line, distribution in as_spread(lines):
        item = _named(_read_item(line), names)
        item.analytic_distribution = distribution
        items.append(item)
    return JournalEntryMultiAnalyticPlan.model_validate({**_head(lines, names), "items": items})
