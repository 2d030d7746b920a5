from typing import Annotated

from fastapi import APIRouter

from gateway.accounting.bank_accounts import (
    BankAccountItemIn,
    BankAccountItemOut,
    BankStatementItemIn,
    BankStatementItemOut,
)
from gateway.accounting.books import Listed, Page
from gateway.api.accounting.declaring import Noun, Unbuilt, able
from gateway.api.accounting.wire import AccountingRoute
from gateway.api.deps import PageQuery

router = APIRouter(route_class=AccountingRoute)

BANK_ACCOUNTS = Noun("Bank accounts", "bank_accounts")
BANK_TRANSACTIONS = Noun("Bank transactions", "bank_transactions")


@router.get(
    "/bank-accounts", **BANK_ACCOUNTS.reads("accounting_get_bank_accounts", "List bank accounts")
)
async def list_bank_accounts(
    bank_accounts: Annotated[Listed[BankAccountItemOut], able("bank_accounts")], query: PageQuery
) -> Page[BankAccountItemOut]:
    return await bank_accounts.page(query)


@router.post(
    "/bank-accounts",
    **BANK_ACCOUNTS.writes("accounting_create_bank_account", "Create a bank account"),
)
async def create_bank_account(new: BankAccountItemIn, unbuilt: Unbuilt) -> BankAccountItemOut:
    raise unbuilt(new)


@router.post(
    "/bank-transactions",
    **BANK_TRANSACTIONS.writes("accounting_create_bank_transactions", "Book a bank statement"),
)
async def create_bank_statement(new: BankStatementItemIn, unbuilt: Unbuilt) -> BankStatementItemOut:
    raise unbuilt(new)
