from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from gateway.accounting.accounts import (
    AccountBalance,
    AccountBalanceFilter,
    AccountItem,
    AccountTypeFilter,
    LedgerAccountItemIn,
)
from gateway.accounting.books import Listed, Page
from gateway.api.accounting.declaring import Noun, Unbuilt, able, asks
from gateway.api.accounting.wire import AccountingRoute
from gateway.api.deps import PageQuery, Text

router = APIRouter(route_class=AccountingRoute)

ACCOUNTS = Noun("Ledger accounts", "ledger_accounts")


class AccountsAsked(BaseModel):
    classes: Text | None = Field(None, description="What the numbers begin with, as in 6,7.")
    type: AccountTypeFilter | None = None


@router.get(
    "/chart-of-accounts",
    **ACCOUNTS.reads("accounting_get_chart_of_accounts", "List ledger accounts"),
)
async def list_accounts(
    accounts: Annotated[Listed[AccountItem], able("accounts")],
    query: PageQuery,
    asked: Annotated[AccountsAsked, Query()],
) -> Page[AccountItem]:
    return await accounts.page(query.asking(**asks(asked)))


@router.post(
    "/chart-of-accounts/balance",
    **ACCOUNTS.reads("accounting_get_accounts_balances", "List balances of ledger accounts"),
)
async def list_balances(
    balances: Annotated[Listed[AccountBalance], able("balances")],
    query: PageQuery,
    asked: AccountBalanceFilter,
) -> Page[AccountBalance]:
    return await balances.page(query.asking(**asks(asked)))


@router.post(
    "/accounts", **ACCOUNTS.writes("accounting_create_ledger_account", "Create a ledger account")
)
async def create_account(new: LedgerAccountItemIn, unbuilt: Unbuilt) -> AccountItem:
    raise unbuilt(new)
