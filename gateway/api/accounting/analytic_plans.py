from typing import Annotated

from fastapi import APIRouter

from gateway.accounting.analytic_plans import (
    AnalyticAccountItemIn,
    AnalyticAccountItemOut,
    AnalyticAccountItemOutMultiAnalyticPlans,
    AnalyticAccountItemUpdate,
    AnalyticPlanItem,
)
from gateway.accounting.books import Kept, Listed, Page
from gateway.api.accounting.declaring import Noun, Unbuilt, able
from gateway.api.accounting.wire import AccountingRoute
from gateway.api.deps import OneQuery, PageQuery, Text

router = APIRouter(route_class=AccountingRoute)

PLANS = Noun("Analytic plans", "analytic_plans")
ACCOUNTS = Noun("Analytic accounts", "analytic_accounts")

InDefaultPlan = Annotated[Kept[AnalyticAccountItemOut], able("analytic_accounts")]
InEveryPlan = Annotated[
    Kept[AnalyticAccountItemOutMultiAnalyticPlans], able("analytic_accounts_of_every_plan")
]


@router.get("/analytic-plans", **PLANS.reads("accounting_get_analytic_plans", "List plans"))
async def list_plans(
    plans: Annotated[Listed[AnalyticPlanItem], able("analytic_plans")], query: PageQuery
) -> Page[AnalyticPlanItem]:
    return await plans.page(query)


@router.get(
    "/analytic-accounts/multi-analytic-plans",
    **ACCOUNTS.reads(
        "accounting_get_analytic_accounts_multi_plans", "List analytic accounts of every plan"
    ),
)
async def list_accounts_of_every_plan(
    accounts: InEveryPlan, query: PageQuery
) -> Page[AnalyticAccountItemOutMultiAnalyticPlans]:
    return await accounts.page(query)


@router.post(
    "/analytic-accounts/multi-analytic-plans/{analytic_plan}",
    **ACCOUNTS.writes(
        "accounting_create_analytic_account_multi_plans", "Create an analytic account in a plan"
    ),
)
async def create_account_in_plan(
    analytic_plan: Text, new: AnalyticAccountItemIn, unbuilt: Unbuilt
) -> AnalyticAccountItemOutMultiAnalyticPlans:
    raise unbuilt(analytic_plan, new)


@router.get(
    "/analytic-accounts/{analytic_account_id}/multi-analytic-plans/{analytic_plan}",
    **ACCOUNTS.reads(
        "accounting_get_analytic_account_multi_plans", "Get an analytic account of a plan"
    ),
)
async def get_account_of_plan(
    analytic_account_id: Text, analytic_plan: Text, accounts: InEveryPlan, query: OneQuery
) -> AnalyticAccountItemOutMultiAnalyticPlans:
    return await accounts.get(analytic_account_id, query.asking(analytic_plan=analytic_plan))


@router.patch(
    "/analytic-accounts/{analytic_account_id}/multi-analytic-plans/{analytic_plan}",
    **ACCOUNTS.writes(
        "accounting_update_analytic_account_multi_plans", "Change an analytic account of a plan"
    ),
)
async def update_account_of_plan(
    analytic_account_id: Text,
    analytic_plan: Text,
    change: AnalyticAccountItemUpdate,
    unbuilt: Unbuilt,
) -> AnalyticAccountItemOutMultiAnalyticPlans:
    raise unbuilt(analytic_account_id, analytic_plan, change)


@router.get(
    "/analytic-accounts",
    **ACCOUNTS.reads(
        "accounting_get_analytic_accounts", "List analytic accounts of the default plan"
    ),
)
async def list_accounts(accounts: InDefaultPlan, query: PageQuery) -> Page[AnalyticAccountItemOut]:
    return await accounts.page(query)


@router.post(
    "/analytic-accounts",
    **ACCOUNTS.writes("accounting_create_analytic_account", "Create an analytic account"),
)
async def create_account(new: AnalyticAccountItemIn, unbuilt: Unbuilt) -> AnalyticAccountItemOut:
    raise unbuilt(new)


@router.get(
    "/analytic-accounts/{analytic_account_id}",
    **ACCOUNTS.reads("accounting_get_analytic_account", "Get an analytic account"),
)
async def get_account(
    analytic_account_id: Text, accounts: InDefaultPlan, query: OneQuery
) -> AnalyticAccountItemOut:
    return await accounts.get(analytic_account_id, query)


@router.patch(
    "/analytic-accounts/{analytic_account_id}",
    **ACCOUNTS.writes("accounting_update_analytic_account", "Change an analytic account"),
)
async def update_account(
    analytic_account_id: Text, change: AnalyticAccountItemUpdate, unbuilt: Unbuilt
) -> AnalyticAccountItemOut:
    raise unbuilt(analytic_account_id, change)
