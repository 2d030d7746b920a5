"""Everything that open AFAS books can do, put together."""

from functools import partial

from adapters.afas import accounts, clients, datasets, suppliers
from adapters.afas.analytic_plans import (
    AnalyticAccounts,
    AnalyticAccountsOfEveryPlan,
    AnalyticPlans,
)
from adapters.afas.balances import Balances
from adapters.afas.bookyears import BookYears
from adapters.afas.codecs import code_lists
from adapters.afas.contacts import Contacts
from adapters.afas.credentials import AfasCredentials
from adapters.afas.entry_lines import EntryLines
from adapters.afas.folders import Folders
from adapters.afas.journal_entries import Entries, EntriesWithEveryPlan
from adapters.afas.journals import journal
from adapters.afas.outstandings import Outstandings
from adapters.afas.payment_methods import PaymentMethods
from adapters.afas.payment_terms import PAYMENT_TERMS
from adapters.afas.readiness import readiness_of
from adapters.afas.reading import Reading
from adapters.afas.resource import Long, Short
from adapters.afas.vat_codes import vat_code
from gateway.accounting.books import Books

OFFERS = frozenset(
    {
        "folders",
        "bookyears",
        "journals",
        "accounts",
        "balances",
        "vat_codes",
        "payment_terms",
        "payment_methods",
        "clients",
        "suppliers",
        "contacts",
        "outstandings",
        "analytic_plans",
        "analytic_accounts",
        "analytic_accounts_of_every_plan",
        "entries",
        "entries_with_every_plan",
    }
)


def books_of(reading: Reading, credentials: AfasCredentials) -> Books:
    codes = code_lists(credentials.code_lists)
    folders = Folders(reading, tuple(map(str, credentials.administrations)))
    plans, every_account = AnalyticPlans(reading), AnalyticAccountsOfEveryPlan(reading)
    of_default_plan = AnalyticAccounts(plans, every_account, credentials.default_analytic_plan)
    return Books(
        readiness=partial(readiness_of, reading.rest),
        selected_folders=folders.selected,
        folders=folders,
        bookyears=BookYears(reading),
        journals=Short(reading, datasets.JOURNALS, journal(codes)),
        accounts=Short(reading, datasets.ACCOUNTS, accounts.ACCOUNT, accounts.wanted),
        balances=Balances(reading),
        vat_codes=Short(reading, datasets.VAT_CODES, vat_code(codes)),
        payment_terms=Short(reading, datasets.PAYMENT_CONDITIONS, PAYMENT_TERMS),
        payment_methods=PaymentMethods(reading, codes),
        clients=Long(reading, datasets.DEBTORS, clients.CLIENT, clients.ABSENT, clients.filtered),
        suppliers=Long(
            reading, datasets.CREDITORS, suppliers.SUPPLIER, suppliers.ABSENT, suppliers.filtered
        ),
        contacts=Contacts(reading),
        outstandings=Outstandings(reading, codes),
        analytic_plans=plans,
        analytic_accounts=of_default_plan,
        analytic_accounts_of_every_plan=every_account,
        entries=Entries(EntryLines(reading), of_default_plan),
        entries_with_every_plan=EntriesWithEveryPlan(EntryLines(reading)),
    )
