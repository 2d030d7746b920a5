"""Which GetConnector serves what: our own pack where a connection has it, else a standard one."""

from dataclasses import dataclass

from adapters.afas.metainfo import Session
from gateway.accounting.errors import PermissionMissing

PACK = "Ledgergate_"


@dataclass(frozen=True, slots=True)
class Source:
    """A connector that serves a data set. `key` is unique, in the order that pages go by."""

    connector: str
    key: tuple[str, ...]
    folder: str | None = None  # the field that holds the administration, if the rows belong to one

    @property
    def ours(self) -> bool:
        return self.connector.startswith(PACK)


@dataclass(frozen=True, slots=True)
class DataSet:
    """What is wanted, and who can serve it: the best source first."""

    name: str
    sources: tuple[Source, ...]

    def source_for(self, session: Session) -> Source:
        for source in self.sources:
            if session.holds("get", source.connector):
                return source
        raise self._missing(session.info.app_name)

    def _missing(self, app_name: str) -> PermissionMissing:
        connector = self.sources[-1].connector
        which = f"“{app_name}”" if app_name else "of this connection"
        origin = (
            " It is one of ledgergate's own connectors, which an administrator builds once."
            if self.sources[-1].ours
            else ""
        )
        return PermissionMissing(
            f"AFAS cannot give {self.name}: the app connector {which} does not hold the "
            f"GetConnector {connector}. Add it in AFAS at General > Management > App connector "
            f"(Algemeen > Beheer > App connector).{origin}"
        )


# fmt: off
ADMINISTRATIONS = DataSet("folders", (
    Source("Profit_Administrations", ("AdminId",)),
))
PERIODS = DataSet("book years", (
    Source("Profit_periods_per_administration", ("Unit", "Year", "Period"), "Unit"),
))
JOURNALS = DataSet("journals", (
    Source("Profit_Journals", ("UnitId", "JournalId"), "UnitId"),
))
ACCOUNTS = DataSet("ledger accounts", (
    Source("Profit_Accounts", ("Account",)),
))
VAT_CODES = DataSet("VAT codes", (
    Source("Profit_VAT_code", ("VatCode",)),
))
PAYMENT_CONDITIONS = DataSet("payment terms", (
    Source("Ledgergate_PaymentConditions", ("PayCon",)),
))
DEBTORS = DataSet("clients", (
    Source("Ledgergate_Debtors", ("DebtorId",)),
    Source("Profit_Debtor", ("DebtorId",)),
))
CREDITORS = DataSet("suppliers", (
    Source("Ledgergate_Creditors", ("CreditorId",)),
    Source("Profit_Creditor", ("CreditorId",)),
))
AXES = DataSet("analytic plans", (
    Source("Ledgergate_Axes", ("DimAx",)),
    Source("Profit_Allocation_Assigments", ("Unit", "Account", "DimAx", "DimCode"), "Unit"),
))
DIMENSION_CODES = DataSet("analytic accounts", (
    Source("Ledgergate_DimensionCodes", ("DimAx", "DimCode")),
    Source("Profit_Allocation_Assigments", ("Unit", "Account", "DimAx", "DimCode"), "Unit"),
))
PERIOD_BALANCES = DataSet("balances of ledger accounts", (
    Source("Profit_Period_balance", ("UnitId", "Year", "Period", "AccountNr"), "UnitId"),
))
CONTACTS = DataSet("contacts", (
    Source("Profit_Contacts", ("ContactId",)),
))
DEBTOR_ITEMS = DataSet("open items of clients", (
    Source("Ledgergate_DebtorItems", ("UnitId", "RelationId", "InvoiceNr"), "UnitId"),
))
CREDITOR_ITEMS = DataSet("open items of suppliers", (
    Source("Ledgergate_CreditorItems", ("UnitId", "RelationId", "InvoiceNr"), "UnitId"),
))
ENTRY_LINES = DataSet("journal entries", (
    Source("Profit_Transactions_Allocated", ("EntryNo", "SeqNo"), "UnitId"),
    Source("Profit_Transactions", ("EntryNo", "SeqNo"), "UnitId"),
))
# fmt: on

DATA_SETS = (
    ADMINISTRATIONS,
    PERIODS,
    JOURNALS,
    ACCOUNTS,
    VAT_CODES,
    PAYMENT_CONDITIONS,
    DEBTORS,
    CREDITORS,
    AXES,
    DIMENSION_CODES,
    PERIOD_BALANCES,
    CONTACTS,
    DEBTOR_ITEMS,
    CREDITOR_ITEMS,
    ENTRY_LINES,
)


def served_otherwise(connector: str, session: Session) -> bool:
    """Whether all that this connector is wanted for comes from others that the session holds."""
    wanted_for = [
        data_set
        for data_set in DATA_SETS
        if connector in {source.connector for source in data_set.sources}
    ]
    return bool(wanted_for) and all(
        any(session.holds("get", source.connector) for source in data_set.sources)
        for data_set in wanted_for
    )
