"""Payment terms are AFAS's payment conditions; no standard connector lists them."""

from adapters.mapping.codec import maybe, text
from adapters.mapping.table import Table, names_of, read_only
from gateway.accounting.payment_terms import AccountingPaymentTerms

t = names_of(AccountingPaymentTerms)

# fmt: off
PAYMENT_TERMS = Table(AccountingPaymentTerms, (
    #         ours     AFAS reads     as
    read_only(t.id,    "PayCon",      text),
    read_only(t.name,  "Description", maybe(text)),
))
# fmt: on

NOT_IN_AFAS: dict[str, str] = {}
IGNORED: dict[str, str] = {}
