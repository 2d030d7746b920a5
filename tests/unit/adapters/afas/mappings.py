"""Every table of the AFAS adapter, with its excuses on both sides."""

from dataclasses import dataclass

from adapters.afas import (
    accounts,
    analytic_plans,
    balances,
    bookyears,
    clients,
    codecs,
    contacts,
    datasets,
    folders,
    journal_entries,
    journals,
    outstandings,
    payment_methods,
    payment_terms,
    suppliers,
    vat_codes,
)
from adapters.afas.datasets import DataSet
from adapters.mapping.table import Table


@dataclass(frozen=True)
class Mapping:
    data_set: DataSet
    table: Table
    excused: dict[str, str]
    ignored: dict[str, str]
    filtered: tuple[str, ...] = ()


def of(data_set, table, noun, *filtered):
    return Mapping(data_set, table, noun.NOT_IN_AFAS, noun.IGNORED, filtered)


MAPPINGS = {
    "folders": of(datasets.ADMINISTRATIONS, folders.FOLDER, folders),
    "bookyears": of(datasets.PERIODS, bookyears.PERIOD, bookyears),
    "journals": of(datasets.JOURNALS, journals.journal(codecs.UNVERIFIED), journals),
    "accounts": of(datasets.ACCOUNTS, accounts.ACCOUNT, accounts),
    "vat_codes": of(datasets.VAT_CODES, vat_codes.vat_code(codecs.UNVERIFIED), vat_codes),
    "payment_terms": of(datasets.PAYMENT_CONDITIONS, payment_terms.PAYMENT_TERMS, payment_terms),
    "balances": of(datasets.PERIOD_BALANCES, balances.PERIOD_BALANCE, balances),
    "payment_methods": of(datasets.JOURNALS, payment_methods.PAYMENT_METHOD, payment_methods),
    "contacts": of(datasets.CONTACTS, contacts.CONTACT, contacts),
    "client_items": of(datasets.DEBTOR_ITEMS, outstandings.OPEN_ITEM, outstandings),
    "supplier_items": of(datasets.CREDITOR_ITEMS, outstandings.OPEN_ITEM, outstandings),
    "clients": of(datasets.DEBTORS, clients.CLIENT, clients, "CreateDate"),
    "suppliers": of(datasets.CREDITORS, suppliers.SUPPLIER, suppliers, "CreateDate"),
    "plans": Mapping(
        datasets.AXES,
        analytic_plans.PLAN,
        analytic_plans.PLAN_NOT_IN_AFAS,
        analytic_plans.PLAN_IGNORED,
    ),
    "analytic_accounts": Mapping(
        datasets.DIMENSION_CODES,
        analytic_plans.ACCOUNT,
        analytic_plans.ACCOUNT_NOT_IN_AFAS,
        analytic_plans.ACCOUNT_IGNORED,
    ),
    "entries": of(
        datasets.ENTRY_LINES, journal_entries.ENTRY, journal_entries, "Created", "Modified"
    ),
    "entry_lines": Mapping(
        datasets.ENTRY_LINES,
        journal_entries.ITEM_WITH_EVERY_PLAN,
        journal_entries.ITEM_NOT_IN_AFAS,
        journal_entries.ITEM_IGNORED,
    ),
    "entry_lines_in_one_plan": Mapping(
        datasets.ENTRY_LINES,
        journal_entries.item_with("1"),
        journal_entries.MONO_ITEM_NOT_IN_AFAS,
        journal_entries.ITEM_IGNORED
        | dict.fromkeys(["DimAx2", "DimAx3", "DimAx4", "DimAx5"], "another plan"),
    ),
}
