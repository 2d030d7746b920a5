"""A small company's books in memory, for the toy adapter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Generic, TypeVar

from pydantic import BaseModel

from gateway.accounting.accounts import AccountItem
from gateway.accounting.analytic_plans import (
    AnalyticAccountItemOut,
    AnalyticAccountItemOutMultiAnalyticPlans,
    AnalyticPlanItem,
)
from gateway.accounting.books import Page, Query
from gateway.accounting.bookyears import BookYear
from gateway.accounting.clients import ClientItemOut
from gateway.accounting.errors import NotFound
from gateway.accounting.folders import FolderItem
from gateway.accounting.journals import Journal, JournalType
from gateway.accounting.parties import AddressItemOut, AddressType, Party
from gateway.accounting.payment_terms import AccountingPaymentTerms
from gateway.accounting.suppliers import SupplierItemOut
from gateway.accounting.vat_codes import AccountingVatCode, VatCodeType

Item = TypeVar("Item", bound=BaseModel)
Filter = Callable[[Item, Query], bool]

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Shelf(Generic[Item]):
    """Things in their order, and every query that came for them."""

    items: Sequence[Item]
    look: Callable[[str], None]
    wanted: Filter = lambda _item, _query: True
    absent: str = ""
    queries: list[Query] = field(default_factory=list)

    async def page(self, query: Query) -> Page[Item]:
        self._came(query)
        found = [item for item in self.items if self.wanted(item, query)]
        first = (query.page - 1) * query.size
        return Page(
            items=found[first : first + query.size],
            total=len(found),
            page=query.page,
            size=query.size,
        )

    async def get(self, id: str, query: Query) -> Item:
        self._came(query)
        for item in self.items:
            if item.id == id and self.wanted(item, query):
                return item
        raise NotFound(f"The toy has no {id}.", code=self.absent)

    def _came(self, query: Query) -> None:
        self.queries.append(query)
        self.look(type(self.items[0]).__name__)


def shelves(look: Callable[[str], None]) -> dict[str, Shelf]:
    """By the ability of the books that each one is."""
    return {
        "folders": Shelf(FOLDERS, look, absent="ERROR_FOLDER_NOT_FOUND"),
        "bookyears": Shelf(BOOK_YEARS, look),
        "journals": Shelf(JOURNALS, look),
        "accounts": Shelf(ACCOUNTS, look, begins_as_asked),
        "vat_codes": Shelf(VAT_CODES, look),
        "payment_terms": Shelf(PAYMENT_TERMS, look),
        "clients": Shelf(CLIENTS, look, fits, "ERROR_PARTNER_NOT_FOUND"),
        "suppliers": Shelf(SUPPLIERS, look, fits, "ERROR_PARTNER_NOT_FOUND"),
        "analytic_plans": Shelf(PLANS, look),
        "analytic_accounts": Shelf(
            [AnalyticAccountItemOut(**dict(one)) for one in COST_CENTRES if in_first_plan(one)],
            look,
            absent="ERROR_ANALYTIC_ACCOUNT_NOT_FOUND",
        ),
        "analytic_accounts_of_every_plan": Shelf(
            COST_CENTRES, look, in_asked_plan, "ERROR_ANALYTIC_ACCOUNT_NOT_FOUND"
        ),
    }


def fits(party: Party, query: Query) -> bool:
    search, since = query.asks.get("search"), query.asks.get("updated_after")
    named = search is None or str(search).lower() in (party.name or "").lower()
    return named and (since is None or party.last_updated_on > since)


def begins_as_asked(account: AccountItem, query: Query) -> bool:
    classes, kind = query.asks.get("classes"), query.asks.get("type")
    begins = classes is None or account.number.startswith(tuple(str(classes).split(",")))
    return begins and (kind is None or account.type == kind)


def in_asked_plan(account: AnalyticAccountItemOutMultiAnalyticPlans, query: Query) -> bool:
    return query.asks.get("analytic_plan") in {None, account.analytic_plan}


def in_first_plan(account: AnalyticAccountItemOutMultiAnalyticPlans) -> bool:
    return account.analytic_plan == PLANS[0].id


FOLDERS = [
    FolderItem(id="1", name="Van Dam Beheer", main_currency="EUR"),
    FolderItem(id="2", name="Van Dam Transport", main_currency="EUR"),
    FolderItem(id="3", name="Van Dam Oud", selected=False, active=False),
]
BOOK_YEARS = [
    BookYear(name=str(year), start=date(year, 1, 1), end=date(year, 12, 31), closed=year < 2025)
    for year in (2024, 2025, 2026)
]
JOURNALS = [
    Journal(id="70", code="70", name="Verkoop", journal_type=JournalType.CUSTOMER_INVOICE),
    Journal(id="20", code="20", name="Bank", journal_type=JournalType.FINANCIAL_OPERATION),
]
ACCOUNTS = [
    AccountItem(number="0100", name="Inventaris"),
    AccountItem(number="1100", name="Bank", type="bank"),
    AccountItem(number="8000", name="Omzet", type="income"),
    AccountItem(number="8010", name="Omzet buitenland", type="income", active=False),
]
VAT_CODES = [
    AccountingVatCode(id="1", label="BTW hoog", rate=Decimal("21.00"), type=VatCodeType.SALE),
    AccountingVatCode(
        id="7", label="Verlegd", rate=Decimal(0), type=VatCodeType.PURCHASE, reversed=True
    ),
]
PAYMENT_TERMS = [AccountingPaymentTerms(id="14", name="14 dagen")]
CLIENTS = [
    ClientItemOut(
        id=str(10_000 + number),
        name=f"Client {number}",
        last_updated_on=NEW_YEAR + timedelta(days=number),
        addresses=[AddressItemOut(address_type=AddressType.MAIN, street="Kade", country="NL")],
    )
    for number in range(1, 121)
]
SUPPLIERS = [
    SupplierItemOut(id="20001", name="Papier & Zoon", last_updated_on=NEW_YEAR),
    SupplierItemOut(id="20002", name="Éclair B.V.", last_updated_on=NEW_YEAR),
]
PLANS = [AnalyticPlanItem(id="1", name="Kostenplaats"), AnalyticPlanItem(id="2", name="Project")]
COST_CENTRES = [
    AnalyticAccountItemOutMultiAnalyticPlans(
        id="100", code="100", name="Garage", active=True, analytic_plan="1", debit=Decimal("12.34")
    ),
    AnalyticAccountItemOutMultiAnalyticPlans(
        id="P1", code="P1", name="Nieuwe loods", active=True, analytic_plan="2"
    ),
]
