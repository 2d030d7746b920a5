"""The chart of accounts, which all administrations of an environment share."""

from adapters.afas.codecs import unless_blocked
from adapters.mapping.codec import Unreadable, gathering, maybe, text
from adapters.mapping.table import Table, gathers, names_of, read_only
from gateway.accounting.accounts import (
    AccountItem,
    AccountItemType,
    AccountTaxCode,
    AccountTaxInformation,
    AccountTaxMode,
)
from gateway.accounting.books import Query

ASSETS, LIABILITIES, REVENUE, COSTS = "1", "2", "3", "4"
DEBTORS, CREDITORS = "D", "C"
VAT = "B"


@gathering
def account_type(kind: object, sort: object, collects: object) -> AccountItemType | None:
    # AFAS does not mark bank and cash accounts: only their journals know.
    if collects == DEBTORS:
        return AccountItemType.RECEIVABLE
    if collects == CREDITORS:
        return AccountItemType.PAYABLE
    if sort == VAT:
        return AccountItemType.VAT
    return {
        ASSETS: AccountItemType.OTHER,
        LIABILITIES: AccountItemType.OTHER,
        REVENUE: AccountItemType.INCOME,
        COSTS: AccountItemType.EXPENSE,
    }.get(str(kind))


@gathering
def tax_information(allowed: object, preferred: object) -> AccountTaxInformation | None:
    if not isinstance(allowed, bool):
        raise Unreadable("is neither yes nor no")
    if not allowed:
        return AccountTaxInformation(tax_codes=[], mode=AccountTaxMode.RESTRICTED)
    codes = [AccountTaxCode(id=str(preferred), default=True)] if preferred else []
    return AccountTaxInformation(tax_codes=codes, mode=AccountTaxMode.FREE)


a = names_of(AccountItem)

# fmt: off
ACCOUNT = Table(AccountItem, (
    #         ours                    AFAS reads       as
    read_only(a.number,               "Account",       text),
    read_only(a.name,                 "Description",   text),
    read_only(a.active,               "Blocked",       unless_blocked),
    read_only(a.accounting_category,  "Type",          maybe(text)),
    gathers(a.type,                   ("Type", "Sort", "CollectAccountType"), account_type),
    gathers(a.tax_information,        ("VatAllowed", "VatCode"), tax_information),
))
# fmt: on

NOT_IN_AFAS = {"scheme_ids": "Profit_Accounts gives no reporting scheme such as RGS"}
IGNORED = {
    "CollectAccount": "CollectAccountType says it as well, and of which kind",
    "Feature": "every row is a ledger account",
    "CollectOn": "reporting within AFAS",
    "Budget": "budgets are not part of the contract",
    "ToProject": "checked before booking, not shown",
    "DimAx1": "checked before booking, not shown",
    "DimAx2": "likewise, for the second axis",
    "DimAx3": "likewise, for the third axis",
    "DimAx4": "likewise, for the fourth axis",
    "DimAx5": "likewise, for the fifth axis",
}


def wanted(account: AccountItem, query: Query) -> bool:
    """`classes` are beginnings of numbers, with commas between them; `type` is one type."""
    classes, kind = query.asks.get("classes"), query.asks.get("type")
    beginnings = tuple(
        beginning.strip() for beginning in str(classes or "").split(",") if beginning.strip()
    )
    in_classes = not beginnings or account.number.startswith(beginnings)
    return in_classes and (kind is None or account.type == kind)
