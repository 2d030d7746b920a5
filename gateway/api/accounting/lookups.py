"""Lists that a caller looks codes up in: a model, an ability and a route each."""

from typing import Annotated

from fastapi import APIRouter

from gateway.accounting.accounts import SchemeItem
from gateway.accounting.books import Listed, Page
from gateway.accounting.bookyears import BookYear
from gateway.accounting.journals import Journal, JournalIn
from gateway.accounting.parties import EmployeeItem
from gateway.accounting.payment_terms import AccountingPaymentMethod, AccountingPaymentTerms
from gateway.accounting.vat_codes import AccountingVatCode
from gateway.api.accounting.declaring import Noun, Unbuilt, able
from gateway.api.accounting.wire import AccountingRoute
from gateway.api.deps import AskedPage, PageQuery

router = APIRouter(route_class=AccountingRoute)

BOOKYEARS = Noun("Book years", "bookyears")
JOURNALS = Noun("Journals", "journals")
VAT_CODES = Noun("VAT codes", "vat_codes")
EMPLOYEES = Noun("Employees", "employees")
SCHEMES = Noun("Schemes", "schemes")
PAYING = Noun("Invoices", "invoices")


@router.get("/bookyears", **BOOKYEARS.reads("accounting_get_bookyears", "List book years"))
async def list_bookyears(
    bookyears: Annotated[Listed[BookYear], able("bookyears")], query: PageQuery
) -> Page[BookYear]:
    return await bookyears.page(query)


@router.get("/journals", **JOURNALS.reads("accounting_get_journals", "List journals"))
async def list_journals(
    journals: Annotated[Listed[Journal], able("journals")], query: PageQuery
) -> Page[Journal]:
    return await journals.page(query)


@router.post("/journal", **JOURNALS.writes("accounting_create_journal", "Create a journal"))
async def create_journal(new: JournalIn, unbuilt: Unbuilt) -> Journal:
    raise unbuilt(new)


@router.get("/vat-codes", **VAT_CODES.reads("accounting_get_vat_codes", "List VAT codes"))
async def list_vat_codes(
    vat_codes: Annotated[Listed[AccountingVatCode], able("vat_codes")], query: PageQuery
) -> Page[AccountingVatCode]:
    return await vat_codes.page(query)


@router.get("/payment-terms", **PAYING.reads("accounting_get_payment_terms", "List payment terms"))
async def list_payment_terms(
    payment_terms: Annotated[Listed[AccountingPaymentTerms], able("payment_terms")],
    query: PageQuery,
) -> Page[AccountingPaymentTerms]:
    return await payment_terms.page(query)


@router.get(
    "/payment-methods",
    **PAYING.reads("accounting_get_payment_methods", "List payment methods"),
)
async def list_payment_methods(
    payment_methods: Annotated[Listed[AccountingPaymentMethod], able("payment_methods")],
    query: PageQuery,
) -> Page[AccountingPaymentMethod]:
    return await payment_methods.page(query)


@router.get("/employees", **EMPLOYEES.reads("accounting_get_employees", "List employees"))
async def list_employees(
    employees: Annotated[Listed[EmployeeItem], able("employees")], query: PageQuery
) -> Page[EmployeeItem]:
    return await employees.page(query)


@router.get(
    "/schemes",
    deprecated=True,
    **SCHEMES.reads("accounting_get_schemes", "List reporting schemes"),
)
async def list_schemes(unbuilt: Unbuilt, paging: AskedPage) -> Page[SchemeItem]:
    raise unbuilt(paging)
