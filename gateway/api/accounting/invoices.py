"""Invoices, with the default plan or with every plan; literal paths stand before `{invoice_id}`."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from gateway.accounting.attachments import AttachmentItem
from gateway.accounting.books import Kept, Listed, Page
from gateway.accounting.invoices import (
    InvoiceApprovalStatusFilter,
    InvoiceItemInMonoAnalyticPlan,
    InvoiceItemInMultiAnalyticPlans,
    InvoiceItemOutMonoAnalyticPlan,
    InvoiceItemOutMultiAnalyticPlans,
    InvoiceType,
    PaymentStatus,
)
from gateway.accounting.payments import AccountingInvoicePaymentIn, Payment
from gateway.api.accounting.attachments import ATTACHMENTS
from gateway.api.accounting.declaring import Moment, Noun, Unbuilt, able, asks
from gateway.api.accounting.wire import AccountingRoute
from gateway.api.consumers import BoolParam
from gateway.api.deps import OneQuery, PageQuery, Text

router = APIRouter(route_class=AccountingRoute)

INVOICES = Noun("Invoices", "invoices")

WithDefaultPlan = Annotated[Kept[InvoiceItemOutMonoAnalyticPlan], able("invoices")]
WithEveryPlan = Annotated[Kept[InvoiceItemOutMultiAnalyticPlans], able("invoices_with_every_plan")]


class Booking(BaseModel):
    force_financial_period: Text | None = Field(None, description="As mmYYYY.")
    regroup_lines: BoolParam | None = BoolParam.TRUE
    ignore_accounting_id: bool = False
    force_currency_exchange: bool | None = False


class Included(BaseModel):
    include_payments: BoolParam | None = BoolParam.FALSE
    include_invoice_lines: BoolParam | None = BoolParam.FALSE
    include_partner_info: BoolParam | None = BoolParam.FALSE


class InvoiceFilter(Included):
    date_from: date | None = None
    date_to: date | None = None
    journal_ids: Text | None = Field(None, description="With commas between them.")
    payment_status: PaymentStatus | None = PaymentStatus.ALL
    updated_after: Moment | None = Field(None, description="UTC.")
    approval_status: InvoiceApprovalStatusFilter | None = None


class Overwriting(BaseModel):
    overwrite_existing: BoolParam | None = BoolParam.FALSE


@router.post("/invoices", **INVOICES.writes("accounting_create_invoice", "Book an invoice"))
async def create_invoice(
    new: InvoiceItemInMonoAnalyticPlan, unbuilt: Unbuilt, booking: Annotated[Booking, Query()]
) -> InvoiceItemOutMonoAnalyticPlan:
    raise unbuilt(new, booking)


@router.post(
    "/invoices/multi-analytic-plans",
    **INVOICES.writes(
        "accounting_create_invoice_multiple_plans", "Book an invoice that names its plans"
    ),
)
async def create_invoice_with_plans(
    new: InvoiceItemInMultiAnalyticPlans, unbuilt: Unbuilt, booking: Annotated[Booking, Query()]
) -> InvoiceItemOutMultiAnalyticPlans:
    raise unbuilt(new, booking)


@router.get(
    "/invoices/type/{invoice_type}",
    **INVOICES.reads("accounting_get_invoices_by_type", "List invoices of a type"),
)
async def list_invoices(
    invoice_type: InvoiceType,
    invoices: WithDefaultPlan,
    query: PageQuery,
    asked: Annotated[InvoiceFilter, Query()],
) -> Page[InvoiceItemOutMonoAnalyticPlan]:
    return await invoices.page(query.asking(invoice_type=invoice_type, **asks(asked)))


@router.get(
    "/invoices/multi-analytic-plans/type/{invoice_type}",
    **INVOICES.reads(
        "accounting_get_invoices_by_type_multi_analytic_plans",
        "List invoices of a type, with every plan",
    ),
)
async def list_invoices_with_plans(
    invoice_type: InvoiceType,
    invoices: WithEveryPlan,
    query: PageQuery,
    asked: Annotated[InvoiceFilter, Query()],
) -> Page[InvoiceItemOutMultiAnalyticPlans]:
    return await invoices.page(query.asking(invoice_type=invoice_type, **asks(asked)))


@router.get(
    "/invoices/multi-analytic-plans/{invoice_id}",
    **INVOICES.reads(
        "accounting_get_invoice_multi_analytic_plans", "Get an invoice, with every plan"
    ),
)
async def get_invoice_with_plans(
    invoice_id: Text,
    invoices: WithEveryPlan,
    query: OneQuery,
    asked: Annotated[Included, Query()],
) -> InvoiceItemOutMultiAnalyticPlans:
    return await invoices.get(invoice_id, query.asking(**asks(asked)))


@router.get(
    "/invoices/id/{invoice_id}/payments",
    deprecated=True,
    **INVOICES.reads("accounting_get_payments_by_invoice", "List an invoice's payments"),
)
async def list_payments(
    invoice_id: Text, payments: Annotated[Listed[Payment], able("payments")], query: PageQuery
) -> Page[Payment]:
    return await payments.page(query.asking(invoice_id=invoice_id))


@router.post(
    "/invoices/payments",
    status_code=204,
    **INVOICES.writes("accounting_create_invoice_payment", "Book a payment of invoices"),
)
async def create_payment(new: AccountingInvoicePaymentIn, unbuilt: Unbuilt) -> None:
    raise unbuilt(new)


@router.post(
    "/invoices/pdf/{invoice_id}",
    status_code=204,
    **ATTACHMENTS.writes("accounting_add_attachment", "Attach a document to an invoice"),
)
async def add_attachment(
    invoice_id: Text,
    new: AttachmentItem,
    unbuilt: Unbuilt,
    overwriting: Annotated[Overwriting, Query()],
) -> None:
    raise unbuilt(invoice_id, new, overwriting)


@router.get("/invoices/{invoice_id}", **INVOICES.reads("accounting_get_invoice", "Get an invoice"))
async def get_invoice(
    invoice_id: Text,
    invoices: WithDefaultPlan,
    query: OneQuery,
    asked: Annotated[Included, Query()],
) -> InvoiceItemOutMonoAnalyticPlan:
    return await invoices.get(invoice_id, query.asking(**asks(asked)))
