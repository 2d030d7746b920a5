"""When, and by what means, is paid."""

from pydantic import BaseModel


class AccountingPaymentTerms(BaseModel):
    id: str
    name: str | None = None


class AccountingPaymentMethod(BaseModel):
    id: str
    name: str | None = None
