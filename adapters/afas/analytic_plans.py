"""Analytic plans are AFAS's allocation axes, and analytic accounts the codes on them.

With standard connectors alone they are known only by what is assigned to a ledger account.
"""

from dataclasses import dataclass

from adapters.afas.datasets import AXES, DIMENSION_CODES
from adapters.afas.parties import in_use
from adapters.afas.reading import Reading
from adapters.afas.resource import Absence, paged
from adapters.mapping.codec import gathering, maybe, text
from adapters.mapping.table import Table, gathers, names_of, read_only
from gateway.accounting.analytic_plans import (
    AnalyticAccountItemOut,
    AnalyticAccountItemOutMultiAnalyticPlans,
    AnalyticPlanItem,
)
from gateway.accounting.books import Page, Query
from gateway.accounting.errors import ConnectionBroken


@gathering
def description_or_code(description: object, code: object) -> str:
    return maybe(text).decode(description) or text.decode(code)


p = names_of(AnalyticPlanItem)
a = names_of(AnalyticAccountItemOutMultiAnalyticPlans)

# fmt: off
PLAN = Table(AnalyticPlanItem, (
    #         ours    AFAS reads                  as
    read_only(p.id,   "DimAx",                    text),
    gathers(  p.name, ("AxDescription", "DimAx"), description_or_code),
))
ACCOUNT = Table(AnalyticAccountItemOutMultiAnalyticPlans, (
    #         ours             AFAS reads                      as
    read_only(a.id,            "DimCode",                      text),
    read_only(a.code,          "DimCode",                      maybe(text)),
    read_only(a.analytic_plan, "DimAx",                        text),
    gathers(  a.name,          ("CodeDescription", "DimCode"), description_or_code),
    gathers(  a.active,        ("Blocked",),                   in_use),
))
# fmt: on

PLAN_NOT_IN_AFAS = {
    "active": "an axis is switched on for the whole environment, or it is not listed",
    "parent_id": "axes are not nested",
}
PLAN_IGNORED = {
    "Unit": "the folder that was asked for",
    "Account": "plans are listed, not where they may be used",
    "DimCode": "the codes are the analytic accounts",
    "CodeDescription": "likewise",
}
ACCOUNT_NOT_IN_AFAS = {
    "currency": "codes are kept in the currency of the administration",
    "balance": "not read from the balances per code",
    "credit": "likewise",
    "debit": "likewise",
}
ACCOUNT_IGNORED = {
    "Unit": "the folder that was asked for",
    "Account": "codes are listed, not where they may be used",
    "AxDescription": "the name of the plan",
}
ABSENT = Absence("analytic account", "ERROR_ANALYTIC_ACCOUNT_NOT_FOUND")


@dataclass(frozen=True, slots=True)
class AnalyticPlans:
    reading: Reading

    async def page(self, query: Query, /) -> Page[AnalyticPlanItem]:
        return paged(await self.all(query), query)

    async def all(self, query: Query) -> list[AnalyticPlanItem]:
        _, question = await self.reading.asking(AXES, query)
        read = PLAN.reader()
        found = {plan.id: plan for plan in map(read, await self.reading.every(question, query))}
        return [found[plan_id] for plan_id in sorted(found)]


@dataclass(frozen=True, slots=True)
class AnalyticAccountsOfEveryPlan:
    """Of all plans; `get` needs the plan, because a code is unique only within one."""

    reading: Reading

    async def page(self, query: Query, /) -> Page[AnalyticAccountItemOutMultiAnalyticPlans]:
        return paged(await self.all(query), query)

    async def get(self, id: str, query: Query, /) -> AnalyticAccountItemOutMultiAnalyticPlans:
        plan = query.asks.get("analytic_plan")
        for account in await self.all(query):
            if (account.analytic_plan, account.id) == (plan, id):
                return account
        raise ABSENT.of(id)

    async def all(self, query: Query) -> list[AnalyticAccountItemOutMultiAnalyticPlans]:
        _, question = await self.reading.asking(DIMENSION_CODES, query)
        read = ACCOUNT.reader()
        found = {
            (account.analytic_plan, account.id): account
            for account in map(read, await self.reading.every(question, query))
        }
        return [found[key] for key in sorted(found)]


@dataclass(frozen=True, slots=True)
class AnalyticAccounts:
    """Of the connection's default plan."""

    plans: AnalyticPlans
    accounts: AnalyticAccountsOfEveryPlan
    default_plan: str | None

    async def page(self, query: Query, /) -> Page[AnalyticAccountItemOut]:
        return paged(await self._all(query), query)

    async def get(self, id: str, query: Query, /) -> AnalyticAccountItemOut:
        for account in await self._all(query):
            if account.id == id:
                return account
        raise ABSENT.of(id)

    async def _all(self, query: Query) -> list[AnalyticAccountItemOut]:
        plan = await self.plan(query)
        return [
            AnalyticAccountItemOut.model_validate(account.model_dump(exclude={"analytic_plan"}))
            for account in await self.accounts.all(query)
            if account.analytic_plan == plan
        ]

    async def plan(self, query: Query) -> str | None:
        if self.default_plan is not None:
            return self.default_plan
        plans = [plan.id for plan in await self.plans.all(query)]
        if len(plans) > 1:
            raise ConnectionBroken(
                "This administration has several analytic plans "
                f"({', '.join(plans)}): set the connection's default analytic plan.",
                code="ERROR_CONFIGURATION_CONNECTION",
            )
        return plans[0] if plans else None
