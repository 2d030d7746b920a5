"""Suppliers are AFAS's creditors."""

from adapters.afas.codecs import amsterdam, organisation, unless_blocked
from adapters.afas.parties import (
    ADDRESS_PARTS,
    address,
    bank_account,
    found_by,
    in_use,
    surname,
)
from adapters.afas.question import Groups
from adapters.afas.resource import Absence
from adapters.mapping.codec import maybe, text
from adapters.mapping.table import Table, gathers, names_of, read_only, row, write_only
from gateway.accounting.books import Query
from gateway.accounting.suppliers import SupplierItemOut

s = names_of(SupplierItemOut)
ADDRESS_LINES = ("Adressline1", "Adressline3", "Adressline4")

# fmt: off
SUPPLIER = Table(SupplierItemOut, (
    #          ours                   AFAS reads      AFAS writes            as
    row(       s.id,                  "CreditorId",   "@CrId",               maybe(text)),
    row(       s.name,                "CreditorName", "KnOrganisation.Nm",   maybe(text)),
    row(       s.vat,                 "Btw-nummer",   "VaId",                maybe(text)),
    row(       s.company_number,      "ChOfCommNr",   "KnOrganisation.CcNr", maybe(text)),
    read_only( s.third_party_account, "CreditorId",                          maybe(text)),
    read_only( s.phone,               "TelNr",                               maybe(text)),
    read_only( s.email,               "Email",                               maybe(text)),
    read_only( s.iban,                "IBAN",                                maybe(text)),
    read_only( s.last_updated_on,     "ModifiedDate",                        maybe(amsterdam)),
    # Blocked hides a creditor for good; what is written comes back as TempBlocked.
    write_only(s.active,                              "Bl",                  unless_blocked),
    gathers(   s.active,              ("TempBlocked", "Blocked"),            in_use),
    # Only our pack has these; without it they are unknown.
    row(       s.account_number,      "CollectAccount", "ColA",              maybe(text)),
    row(       s.currency,            "CurrencyId",     "CuId",              maybe(text)),
    read_only( s.is_company,          "PartyType",                           organisation),
    read_only( s.first_name,          "FirstName",                           maybe(text)),
    gathers(   s.last_name,           ("Prefix", "LastName"),                surname),
    read_only( s.mobile,              "Mobile",                              maybe(text)),
    read_only( s.website,             "Homepage",                            maybe(text)),
    gathers(   s.bank_accounts,       ("IBAN", "BIC"),                       bank_account),
    gathers(   s.addresses,           (*ADDRESS_LINES, *ADDRESS_PARTS),      address),
))
# fmt: on

NOT_IN_AFAS = {
    "external_reference": "a creditor has no room for the caller's own key",
    "function": "a creditor has no job title",
    "company_id": "AFAS keeps a person's company with the contacts, not with the creditor",
    "language": "not among the fields of creditors that ledgergate knows",
    "internal_notes": "remarks belong to the organisation and may be long",
    "bank_account": "AFAS keeps bank accounts by IBAN",
}
IGNORED = {
    "BcCo": "the number of the organisation or person behind the creditor",
    "SearchName": "AFAS derives it from the name",
    "PaymentCondition": "the contract has no payment terms on a supplier",
    "CreditLimit": "the contract has no credit limit",
    "VatDuty": "the contract has no VAT duty on a supplier",
    "AutoPayment": "the contract has no automatic payment on a supplier",
    "CreateDate": "only filtered on: a creditor that never changed has no other date",
}
ABSENT = Absence("supplier", "ERROR_PARTNER_NOT_FOUND")


def filtered(query: Query) -> Groups:
    return found_by(
        query,
        texts=tuple(map(SUPPLIER.read_id, (s.name, s.email, s.vat, s.company_number))),
        moments=(SUPPLIER.read_id(s.last_updated_on), "CreateDate"),
    )
