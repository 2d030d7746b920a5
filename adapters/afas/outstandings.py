"""Open items of debtors and creditors.

Only our pack says which entry an item comes from and what is still open of a supplier's: with the
standard connectors alone, an item would have neither an id nor a journal.

Signs: an invoice is positive, on either side; a refund, and what was paid too much, is negative.
"""

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from pydantic import BaseModel

from adapters.afas.codecs import CodeLists
from adapters.afas.datasets import (
    CREDITOR_ITEMS,
    CREDITORS,
    DEBTOR_ITEMS,
    DEBTORS,
    JOURNALS,
    DataSet,
)
from adapters.afas.journals import journal
from adapters.afas.question import Condition, Is
from adapters.afas.reading import Reading
from adapters.mapping.codec import day, gathering, maybe, money, text, whole
from adapters.mapping.table import Table, gathers, names_of, read_only
from gateway.accounting.books import Page, Query
from gateway.accounting.errors import ConnectionBroken
from gateway.accounting.journals import JournalType
from gateway.accounting.outstandings import (
    OutstandingItem,
    OutstandingItemDueDatesOut,
    OutstandingType,
)

ONE, NOTHING = Decimal(1), Decimal(0)
RATE_DIGITS = 15
PARTNERS_AT_ONCE = 30  # a question must stay short


class OpenItem(BaseModel):
    """What the item itself says; its journal and its partner say the rest."""

    id: str
    number: str | None
    journal_id: str
    date: dt.date
    due_date: dt.date | None
    currency: str
    currency_exchange_rate: Decimal
    amount: Decimal
    open_amount: Decimal
    partner_id: str
    reference: str | None
    payment_communication: str | None


@gathering
def entry_id(administration: object, number: object) -> str:
    return f"{text.decode(administration)}-{whole.decode(number)}"


@gathering
def in_its_currency(amount: object, whole_amount: object, foreign: object) -> Decimal:
    """AFAS keeps no foreign amount of what was invoiced in the administration's own currency."""
    return money.decode(foreign if _in_foreign_currency(whole_amount) else amount)


@gathering
def exchange_rate(amount: object, foreign: object) -> Decimal:
    if not _in_foreign_currency(foreign):
        return ONE
    rate = money.decode(amount) / money.decode(foreign)
    decimals = RATE_DIGITS - 1 - max(0, rate.adjusted())
    return rate.quantize(Decimal(1).scaleb(-decimals))


def _in_foreign_currency(foreign: object) -> bool:
    return (maybe(money).decode(foreign) or NOTHING) != NOTHING


o = names_of(OpenItem)
FOREIGN = "AmtInvoiceCurr"

# fmt: off
OPEN_ITEM = Table(OpenItem, (
    #         ours                      AFAS reads                           as
    gathers(  o.id,                     ("UnitId", "EntryNo"),               entry_id),
    read_only(o.number,                 "InvoiceNr",                         maybe(text)),
    read_only(o.journal_id,             "JournalId",                         text),
    read_only(o.date,                   "VoucherDate",                       day),
    read_only(o.due_date,               "ExpDate",                           maybe(day)),
    read_only(o.currency,               "CurrencyId",                        text),
    gathers(  o.currency_exchange_rate, ("AmtInvoice", FOREIGN),             exchange_rate),
    gathers(  o.amount,                 ("AmtInvoice", FOREIGN, FOREIGN),    in_its_currency),
    gathers(  o.open_amount,            ("Balance", FOREIGN, "BalanceCurr"), in_its_currency),
    read_only(o.partner_id,             "RelationId",                        text),
    read_only(o.reference,              "Reference",                         maybe(text)),
    read_only(o.payment_communication,  "PaymentReference",                  maybe(text)),
))
# fmt: on

NOT_IN_AFAS: dict[str, str] = {}
IGNORED: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class _Side:
    items: DataSet
    partners: DataSet
    number: str


SIDES: Mapping[OutstandingType, _Side] = MappingProxyType(
    {
        OutstandingType.CLIENT: _Side(DEBTOR_ITEMS, DEBTORS, "DebtorId"),
        OutstandingType.SUPPLIER: _Side(CREDITOR_ITEMS, CREDITORS, "CreditorId"),
    }
)


@dataclass(frozen=True, slots=True)
class Outstandings:
    """`unposted_allowed` changes nothing: what AFAS lists is booked."""

    reading: Reading
    codes: CodeLists

    async def page(self, query: Query, /) -> Page[OutstandingItem]:
        side = SIDES[OutstandingType(str(query.asks["type"]))]
        # What was paid without naming an invoice belongs to no entry that it could settle.
        from_an_entry = ((Condition("EntryNo", Is.AT_LEAST, "1"),),)
        _, question = await self.reading.asking(side.items, query, from_an_entry)
        rows = await self.reading.snapshot(question, query)
        start = (query.page - 1) * query.size
        items = [*map(OPEN_ITEM.reader(), rows[start : start + query.size])]
        kinds, accounts = await asyncio.gather(
            self._kinds(query), self._control_accounts(side, items, query)
        )
        return Page(
            items=[
                _outstanding(item, kinds.get(item.journal_id, JournalType.UNKNOWN), accounts)
                for item in items
            ],
            total=len(rows),
            page=query.page,
            size=query.size,
        )

    async def _kinds(self, query: Query) -> dict[str, JournalType]:
        _, question = await self.reading.asking(JOURNALS, query)
        read = journal(self.codes).reader()
        journals = map(read, await self.reading.every(question, query))
        return {each.id: each.journal_type for each in journals}

    async def _control_accounts(
        self, side: _Side, items: Sequence[OpenItem], query: Query
    ) -> dict[str, str]:
        ids = sorted({item.partner_id for item in items})
        found = await asyncio.gather(
            *(
                self._partners(side, ids[start : start + PARTNERS_AT_ONCE], query)
                for start in range(0, len(ids), PARTNERS_AT_ONCE)
            )
        )
        return {partner: account for some in found for partner, account in some.items()}

    async def _partners(self, side: _Side, ids: Sequence[str], query: Query) -> dict[str, str]:
        any_of_them = tuple((Condition(side.number, Is.EQUAL, each),) for each in ids)
        _, question = await self.reading.asking(side.partners, query, any_of_them)
        return {
            text.decode(record[side.number]): text.decode(record["CollectAccount"])
            for record in await self.reading.whole(question)
            if record.get("CollectAccount")
        }


def _outstanding(
    item: OpenItem, kind: JournalType, control_accounts: Mapping[str, str]
) -> OutstandingItem:
    account = control_accounts.get(item.partner_id)
    if account is None:
        raise ConnectionBroken(
            f"The summary account of {item.partner_id}, who has open items, is not known. For "
            "suppliers it takes ledgergate's own connector Ledgergate_Creditors.",
            code="ERROR_DATA_VALIDATION",
            field="account_number",
        )
    # AFAS knows one due date, for the whole.
    due = [item.due_date] if item.due_date else []
    return OutstandingItem(
        **dict(item),
        journal_type=kind,
        account_number=account,
        due_dates=[OutstandingItemDueDatesOut(due_date=on, amount=item.amount) for on in due],
        posted=True,
    )
