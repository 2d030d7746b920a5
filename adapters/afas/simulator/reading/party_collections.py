"""Who the books deal with: debtors, creditors, organisations, persons, addresses, banks."""

from adapters.afas.simulator.reading.collection import collection

_ADDRESS = (
    " LEFT JOIN addresses a ON a.id = (SELECT id FROM addresses WHERE owner = p.number"
    " AND role = 'adr' AND begins <= :today ORDER BY begins DESC, id DESC LIMIT 1)"
    " LEFT JOIN countries c ON c.id = a.country"
)
_ADDRESS_LINES = """
    address_line1 | NULLIF(TRIM(COALESCE(a.street, '') || ' ' || COALESCE(a.number, '') \
|| COALESCE(' ' || a.number_addition, '')), '') | text 100
    address_line3 | NULLIF(TRIM(COALESCE(a.zip, '') || '  ' || COALESCE(a.city, '')), '') | text 100
    address_line4 | c.name_nl | text 50
    street | a.street | text 60
    house_number | a.number | int
    house_number_addition | a.number_addition | text 30
    zip | a.zip | text 15
    city | a.city | text 50
    country | a.country | text 3
    country_iso | c.iso | text 2
"""
_PARTY = """
    party | p.number | text 15
    name | p.name | text 255
    search_name | p.search_name | text 10
    party_type | p.type | text 20
    phone | p.phone | text 255
    mobile | p.mobile | text 255
    email | p.email | text 255
    website | p.website | text 255
    chamber_number | p.chamber_number | text 30
    fiscal_number | p.fiscal_number | text 9
    first_name | p.first_name | text 50
    initials | p.initials | text 15
    prefix | p.prefix | text 15
    last_name | p.last_name | text 80
    iban | (SELECT iban FROM bank_accounts WHERE owner = p.number ORDER BY id LIMIT 1) | text 40
    bic | (SELECT bic FROM bank_accounts WHERE owner = p.number ORDER BY id LIMIT 1) | text 11
"""
_RELATION = """
    number | r.id | text 16
    control_account | r.control | text 16
    payment_condition | r.payment_condition | text 5
    currency | r.currency | text 3
    vat_duty | r.vat_duty | text 3
    vat_number | r.vat_number | text 21
    blocked | r.blocked | yes
    hidden | r.hidden | yes
    credit_limit | r.credit_limit | money
    auto_payment | r.auto_payment | yes
    created | r.created | moment
    modified | r.modified | moment
"""
_BAGS = {"field": "r.fields", "party_field": "p.fields"}
_RELATION_ROWS = "relations r JOIN parties p ON p.number = r.party"

DEBTORS = collection(
    "debtors",
    rows=_RELATION_ROWS + _ADDRESS,
    row_id="r.rowid",
    where="r.kind = '2' AND r.in_ledger = 1",
    late="debtor::r.id",
    bags=_BAGS,
    fields=_RELATION + _PARTY + _ADDRESS_LINES,
)
CREDITORS = collection(
    "creditors",
    rows=_RELATION_ROWS + _ADDRESS,
    row_id="r.rowid",
    where="r.kind = '3'",
    late="creditor::r.id",
    bags=_BAGS,
    fields=_RELATION + _PARTY + _ADDRESS_LINES,
)
SALES_RELATIONS = collection(
    "sales_relations",
    rows=_RELATION_ROWS + _ADDRESS,
    row_id="r.rowid",
    where="r.kind = '2'",
    late="debtor::r.id",
    bags=_BAGS,
    fields=_RELATION + _PARTY + _ADDRESS_LINES + "    in_ledger | r.in_ledger | yes\n",
)
DISTRIBUTION_METHODS = collection(
    "distribution_methods",
    rows=_RELATION_ROWS,
    row_id="r.rowid",
    where="r.kind = '2' AND r.in_ledger = 1",
    fields="""
    debtor | r.id | text 16
    method | COALESCE(json_extract(r.fields, '$.InPv'), 'A') | text 20
    email | p.email | text 255
    modified | r.modified | moment
    """,
)

ORGANISATIONS_AND_PERSONS = collection(
    "parties",
    rows="parties p" + _ADDRESS,
    row_id="p.rowid",
    bags={"field": "p.fields"},
    fields=_PARTY
    + _ADDRESS_LINES
    + """
    internal | p.internal | int
    remark | p.remark | text 4000
    birth_date | p.birth_date | day
    citizen_number | p.citizen_number | text 25
    gender | p.gender | text 20
    created | p.created | moment
    modified | p.modified | moment
    """,
)

ADDRESSES = collection(
    "addresses",
    rows="addresses a LEFT JOIN countries c ON c.id = a.country"
    " LEFT JOIN parties p ON p.number = a.owner",
    row_id="a.id",
    fields="""
    id | a.id | int
    owner | a.owner | text 15
    owner_name | p.name | text 255
    role | a.role | text 3
    address_line | TRIM(COALESCE(a.street, '') || ' ' || COALESCE(a.number, '') || '  ' \
|| COALESCE(a.zip, '') || ' ' || COALESCE(a.city, '')) | text 255
    po_box | a.po_box | yes
    street_addition | a.street_addition | text 255
    street | a.street | text 60
    number | a.number | int
    number_addition | a.number_addition | text 30
    zip | a.zip | text 15
    city | a.city | text 50
    country | a.country | text 3
    country_iso | c.iso | text 2
    addition | a.addition | text 255
    begins | a.begins | day
    phone | p.phone | text 255
    email | p.email | text 255
    is_debtor | EXISTS (SELECT 1 FROM relations WHERE party = a.owner AND kind = '2') | yes
    debtor | (SELECT id FROM relations WHERE party = a.owner AND kind = '2' LIMIT 1) | text 16
    created | a.created | moment
    modified | a.modified | moment
    """,
)

BANK_ACCOUNTS = collection(
    "bank_accounts",
    rows="bank_accounts b JOIN parties p ON p.number = b.owner",
    row_id="b.id",
    fields="""
    party | b.owner | text 15
    name | p.name | text 255
    country | b.country | text 3
    bic | b.bic | text 11
    iban | b.iban | text 40
    account | b.account | text 40
    g_account | b.g_account | yes
    employee | NULL | text 15
    creditor | (SELECT id FROM relations WHERE party = b.owner AND kind = '3' LIMIT 1) | text 16
    debtor | (SELECT id FROM relations WHERE party = b.owner AND kind = '2' LIMIT 1) | text 16
    """,
)

CONTACTS = collection(
    "contacts",
    rows="contacts k LEFT JOIN parties p ON p.number = k.person"
    " LEFT JOIN parties o ON o.number = k.organisation",
    row_id="k.id",
    bags={"field": "k.fields"},
    fields="""
    type | k.type | text 20
    id | k.id | int
    name | COALESCE(p.name, k.department, o.name) | text 255
    organisation | k.organisation | text 15
    organisation_name | o.name | text 255
    person | k.person | text 15
    department | k.department | text 255
    blocked | k.blocked | yes
    phone | k.phone | text 255
    mobile | k.mobile | text 255
    email | k.email | text 255
    remark | k.remark | text 4000
    function | k.function | text 20
    function_card | k.function_card | text 50
    first_name | p.first_name | text 50
    initials | p.initials | text 15
    prefix | p.prefix | text 15
    last_name | p.last_name | text 80
    gender | p.gender | text 20
    private_phone | json_extract(p.fields, '$.TeN2') | text 255
    private_mobile | json_extract(p.fields, '$.MbN2') | text 255
    private_email | json_extract(p.fields, '$.EmA2') | text 255
    created | k.created | moment
    modified | k.modified | moment
    """,
)

MANDATES = collection(
    "mandates",
    rows="mandates m",
    row_id="m.code",
    fields="""
    code | m.code | int
    debtor | m.debtor | text 16
    reference | m.reference | text 35
    iban | m.iban | text 40
    """,
)

PARTIES = (
    DEBTORS,
    CREDITORS,
    SALES_RELATIONS,
    DISTRIBUTION_METHODS,
    ORGANISATIONS_AND_PERSONS,
    ADDRESSES,
    BANK_ACCOUNTS,
    CONTACTS,
    MANDATES,
)
