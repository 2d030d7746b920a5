"""Analytic plans are dimensions such as cost centres; analytic accounts are the values in them."""

from pydantic import BaseModel, Field

from gateway.accounting.money import NOTHING, Amount


class AnalyticPlanItem(BaseModel):
    id: str
    name: str
    active: bool | None = True
    parent_id: str | None = None


class AnalyticAccountItemIn(BaseModel):
    active: bool | None = True
    code: str = Field(min_length=1)
    name: str = Field(min_length=1)
    currency: str


class AnalyticAccountItemUpdate(BaseModel):
    """A change: only the fields that are named are touched."""

    active: bool | None = True
    code: str | None = None
    name: str | None = None
    currency: str | None = None


class AnalyticAccountItemOut(BaseModel):
    id: str
    active: bool
    code: str | None = None
    name: str
    currency: str | None = None
    balance: Amount | None = NOTHING
    credit: Amount | None = NOTHING
    debit: Amount | None = NOTHING


class AnalyticAccountItemOutMultiAnalyticPlans(AnalyticAccountItemOut):
    analytic_plan: str


class AnalyticDistributionDetail(BaseModel):
    analytic_account: str
    percentage: Amount


class AnalyticDistribution(BaseModel):
    """A line's shares within one plan; they add up to 100."""

    analytic_plan: str
    analytic_accounts: list[AnalyticDistributionDetail]
