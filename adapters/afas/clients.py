"""Clients are AFAS's debtors."""

from adapters.afas.codecs import amsterdam, organisation, unless_blocked
from adapters.afas.parties import ADDRESS_PARTS, address, bank_account, found_by, surname
from adapters.afas.question import Groups
from adapters.afas.resource import Absence
from adapters.mapping.codec import maybe, text
from adapters.mapping.table import Table, gathers, names_of, read_only, row
from gateway.accounting.books import Query
from gateway.accounting.clients import ClientItemOut

c = names_of(ClientItemOut)
ADDRESS_LINES = ("AdressLine1", "AdressLine3", "AdressLine4")

# fmt: off
CLIENT = Table(ClientItemOut, (
    #         ours                   AFAS reads        AFAS writes            as
    row(      c.id,                  "DebtorId",       "@DbId",               maybe(text)),
    row(      c.name,                "DebtorName",     "KnOrganisation.Nm",   maybe(text)),
    row(      c.vat,                 "VatNr",          "VaId",                maybe(text)),
    row(      c.company_number,      "ChOfCommNr",     "KnOrganisation.CcNr", maybe(text)),
    row(      c.account_number,      "CollectAccount", "ColA",                maybe(text)),
    row(      c.currency,            "CurrencyId",     "CuId",                maybe(text)),
    row(      c.active,              "Blocked",        "Bl",                  unless_blocked),
    read_only(c.third_party_account, "DebtorId",                              maybe(text)),
    read_only(c.phone,               "TelNr",                                 maybe(text)),
    read_only(c.email,               "Email",                                 maybe(text)),
    read_only(c.iban,                "IBAN",                                  maybe(text)),
    read_only(c.last_updated_on,     "ModifiedDate",                          maybe(amsterdam)),
    # Only our pack has these; without it they are unknown.
    read_only(c.is_company,          "PartyType",                             organisation),
    read_only(c.first_name,          "FirstName",                             maybe(text)),
    gathers(  c.last_name,           ("Prefix", "LastName"),                  surname),
    read_only(c.mobile,              "Mobile",                                maybe(text)),
    read_only(c.website,             "Homepage",                              maybe(text)),
    gathers(  c.bank_accounts,       ("IBAN", "BIC"),                         bank_account),
    gathers(  c.addresses,           (*ADDRESS_LINES, *ADDRESS_PARTS),        address),
))
# fmt: on

NOT_IN_AFAS = {
    "external_reference": "a debtor has no room for the caller's own key",
    "function": "a debtor has no job title",
    "company_id": "AFAS keeps a person's company with the contacts, not with the debtor",
    "language": "not among the fields of debtors that ledgergate knows",
    "internal_notes": "remarks belong to the organisation and may be long",
    "bank_account": "AFAS keeps bank accounts by IBAN",
}
IGNORED = {
    "BcCo": "the number of the organisation or person behind the debtor",
    "SearchName": "AFAS derives it from the name",
    "PayCon": "the contract has no payment terms on a client",
    "VatDuty": "the contract has no VAT duty on a client",
    "CreditLimit": "the contract has no credit limit",
    "AutoPayment": "the contract has no direct debit on a client",
    "CreateDate": "only filtered on: a debtor that never changed has no other date",
}
ABSENT = Absence("client", "ERROR_PARTNER_NOT_FOUND")


def filtered(query: Query) -> Groups:
    return found_by(
        query,
        texts=tuple(map(CLIENT.read_id, (c.name, c.email, c.vat, c.company_number))),
        moments=(CLIENT.read_id(c.last_updated_on), "CreateDate"),
    )
