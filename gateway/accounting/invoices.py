"""Sales and purchase invoices and their refunds, with one analytic plan or several."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, Field

from gateway.accounting.absence import LeftOut
from gateway.accounting.accounts import AccountToCreate
from gateway.accounting.analytic_plans import AnalyticDistribution
from gateway.accounting.attachments import ItemAttachmentInfoOut, PdfIn
from gateway.accounting.money import NOTHING, ONE_TO_ONE, Amount
from gateway.accounting.parties import Partner
from gateway.accounting.payments import Payment


class InvoiceType(StrEnum):
    CUSTOMER_INVOICE = "customer_invoice"
    CUSTOMER_REFUND = "customer_refund"
    SUPPLIER_INVOICE = "supplier_invoice"
    SUPPLIER_REFUND = "supplier_refund"


class InvoiceStatusIn(StrEnum):
    DRAFT = "draft"
    POSTED = "posted"


class InvoiceStatusOut(StrEnum):
    CANCELLED = "cancelled"
    DRAFT = "draft"
    POSTED = "posted"
    PAID = "paid"


class InvoiceApprovalStatus(StrEnum):
    UNKNOWN = "unknown"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class InvoiceApprovalStatusFilter(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class PaymentStatus(StrEnum):
    ALL = "all"
    UNPAID = "unpaid"
    PAID = "paid"


class WithholdingTax(BaseModel):
    tax_rate: Amount
    tax_code: str
    tax_amount: Amount


class InvoiceCorrection(BaseModel):
    """Where a cent goes by which the lines and the total differ."""

    sale_invoice_correction_tax_code: str | None = None
    purchase_invoice_correction_tax_code: str | None = None
    invoice_correction_credit_account_number: str | None = None
    invoice_correction_debit_account_number: str | None = None


class PaymentTermAccountInfo(BaseModel):
    amount: Amount
    iban: str


class NlPaymentTermsSplit(BaseModel):
    """What is paid to the blocked Dutch tax account (G) and what to the ordinary one (N)."""

    g_account: PaymentTermAccountInfo
    n_account: PaymentTermAccountInfo


class InvoiceLine(BaseModel):
    line_number: int | None = 1
    unit_price: Amount
    unit_of_measure: str | None = None
    quantity: Amount
    untaxed_amount: Amount
    tax_rate: Amount
    tax_amount: Amount
    total: Amount


class InvoiceLineIn(InvoiceLine):
    account_number: str = Field(min_length=1)
    tax_code: str = Field(min_length=1, description="The id of a VAT code.")
    description: str = ""


class InvoiceLineItemInMonoAnalyticPlan(InvoiceLineIn):
    analytic_account: str | None = None


class InvoiceLineItemInMultiAnalyticPlans(InvoiceLineIn):
    analytic_distribution: list[AnalyticDistribution] | None = []


class InvoiceLineOut(InvoiceLine):
    account_number: str | None = None
    tax_code: str | None = None
    description: str | None = ""


class InvoiceLineItemOutMonoAnalyticPlan(InvoiceLineOut):
    analytic_account: str | None = None


class InvoiceLineItemOutMultiAnalyticPlans(InvoiceLineOut):
    analytic_distribution: list[AnalyticDistribution] | None = []


class InvoiceDetails(BaseModel):
    """What an invoice says, coming in and going out."""

    invoice_type: InvoiceType
    invoice_number: str | None = None
    currency: str
    untaxed_amount: Amount
    tax_amount: Amount
    total: Amount
    reference: str | None = None
    payment_communication: str | None = None
    customer_memo: str | None = None
    payment_term_id: str | None = None
    payment_method_id: str | None = None
    withholding_tax: WithholdingTax | None = None
    invoice_date: date
    due_date: date
    delivery_date: date | None = None
    journal_id: str | None = None


class InvoiceIn(InvoiceDetails, PdfIn):
    partner_id: str | None = Field(None, min_length=1)
    status: InvoiceStatusIn | None = InvoiceStatusIn.POSTED
    currency_exchange_rate: Amount | None = ONE_TO_ONE
    invoice_correction: InvoiceCorrection | None = None
    nl_payment_terms_split: NlPaymentTermsSplit | None = None
    shipping_country: str | None = None
    partner_info: AccountToCreate | None = None
    start_date: date | None = None
    end_date: date | None = None


class InvoiceItemInMonoAnalyticPlan(InvoiceIn):
    lines: list[InvoiceLineItemInMonoAnalyticPlan]


class InvoiceItemInMultiAnalyticPlans(InvoiceIn):
    lines: list[InvoiceLineItemInMultiAnalyticPlans]


class InvoiceItemDueDatesOut(BaseModel):
    due_date: date
    payment_method: str | None = None
    payment_method_id: str | None = None
    amount: Amount


class AccountingInfoOut(BaseModel):
    main_currency: LeftOut[str] = None
    main_currency_total: Amount = NOTHING
    account_number: str | None = None


class InvoiceOut(InvoiceDetails):
    id: str | None = None
    partner_id: str | None
    payments: list[Payment] | None = None
    status: InvoiceStatusOut | None = InvoiceStatusOut.POSTED
    last_updated_on: datetime | None = None
    partner: Partner | None = None
    due_dates: list[InvoiceItemDueDatesOut] | None = []
    attachments_info: LeftOut[ItemAttachmentInfoOut] = None
    accounting_info: AccountingInfoOut | None = None
    approval_status: InvoiceApprovalStatus = InvoiceApprovalStatus.UNKNOWN


class InvoiceItemOutMonoAnalyticPlan(InvoiceOut):
    lines: list[InvoiceLineItemOutMonoAnalyticPlan]


class InvoiceItemOutMultiAnalyticPlans(InvoiceOut):
    lines: list[InvoiceLineItemOutMultiAnalyticPlans]
