"""Everything that can be read from the ledger: accounts, journals, entries, items, balances."""

from adapters.afas.simulator.reading.collection import collection

ADMINISTRATIONS = collection(
    "administrations",
    rows="administrations u",
    row_id="u.id",
    unit="u.id",
    fields="""
    id | u.id | int 3
    name | u.name | text 80
    code | u.code | text 10
    currency | u.currency | text 3
    vat_number | u.vat_number | text 21
    chamber_number | u.chamber_number | text 30
    period_table | u.period_table | int
    """,
)

ACCOUNTS = collection(
    "accounts",
    rows="accounts a",
    row_id="a.rowid",
    bags={"field": "a.fields"},
    fields="""
    account | a.id | text 16
    description | a.description | text 50
    type | a.type | text 20
    kind | a.kind | text 20
    blocked | a.blocked | yes
    manual_blocked | a.manual_blocked | yes
    summary | a.summary | yes
    summary_type | a.summary_type | text 20
    side | CASE a.summary_type WHEN 'D' THEN '2' WHEN 'C' THEN '3' ELSE '1' END | text 10
    collect_on | a.collect_on | text 16
    vat_allowed | a.vat_allowed | yes
    vat_code | a.vat_code | text 3
    budget | a.budget | text 20
    to_project | a.to_project | text 20
    reconcilable | a.reconcilable | yes
    axis1 | a.dim1 | text 20
    axis2 | a.dim2 | text 20
    axis3 | a.dim3 | text 20
    axis4 | a.dim4 | text 20
    axis5 | a.dim5 | text 20
    created | a.created | moment
    modified | a.modified | moment
    """,
)

JOURNALS = collection(
    "journals",
    rows="journals j JOIN code_values v ON v.list = 'journal' AND v.kind = j.kind",
    row_id="j.rowid",
    unit="j.unit",
    fields="""
    unit | j.unit | int 3
    journal | j.id | text 6
    description | j.description | text 50
    type | v.value | text 20
    account | j.account | text 16
    blocked | j.blocked | yes
    """,
)

VAT_CODES = collection(
    "vat_codes",
    rows="vat_codes c JOIN code_values d ON d.list = 'vat_duty' AND d.kind = c.duty"
    " JOIN code_values m ON m.list = 'vat_method' AND m.kind = c.method"
    " JOIN code_values s ON s.list = 'vat_side' AND s.kind = c.side",
    row_id="c.rowid",
    fields="""
    code | c.id | text 3
    description | c.description | text 50
    account | c.account | text 16
    other_account | c.other_account | text 16
    percent | c.percent | number
    duty | d.value | text 3
    method | m.value | text 20
    side | s.value | text 20
    blocked | c.blocked | yes
    """,
)

# Unfiltered on purpose: the official label reads "Admin. without admin. filter".
PERIODS = collection(
    "periods",
    rows="periods p",
    row_id="p.rowid",
    fields="""
    unit | p.unit | int 3
    year | p.year | int
    period | p.period | int
    description | p.description | text 50
    first_day | p.first_day | day
    last_day | p.last_day | day
    blocked | p.blocked | yes
    period_table | p.period_table | int
    table_description | 'Kalenderjaar' | text 50
    """,
)

PAYMENT_CONDITIONS = collection(
    "payment_conditions",
    rows="payment_conditions c",
    row_id="c.rowid",
    fields="""
    code | c.id | text 5
    description | c.description | text 50
    days | c.days | int
    end_of_month | c.end_of_month | yes
    discount_percent | c.discount_percent | number
    discount_days | c.discount_days | int
    blocked | c.blocked | yes
    """,
)

AXES = collection(
    "axes",
    rows="axes x",
    row_id="x.id",
    where="x.id <= :active_axes",
    fields="""
    axis | CAST(x.id AS TEXT) | text 1
    description | x.name_nl | text 50
    """,
)

DIMENSION_CODES = collection(
    "dimension_codes",
    rows="dimension_codes c JOIN axes x ON x.id = c.axis",
    row_id="c.rowid",
    where="c.axis <= :active_axes",
    bags={"field": "c.fields"},
    fields="""
    axis | CAST(c.axis AS TEXT) | text 1
    axis_description | x.name_nl | text 50
    code | c.id | text 16
    description | c.description | text 50
    blocked | c.blocked | yes
    created | c.created | moment
    modified | c.modified | moment
    """,
)

ASSIGNMENTS = collection(
    "assignments",
    rows="assignments s JOIN axes x ON x.id = s.axis"
    " LEFT JOIN dimension_codes c ON c.axis = s.axis AND c.id = s.code",
    row_id="s.rowid",
    where="s.axis <= :active_axes",
    unit="s.unit",
    fields="""
    unit | s.unit | int 3
    account | s.account | text 16
    axis | CAST(s.axis AS TEXT) | text 1
    axis_description | x.name_nl | text 50
    code | s.code | text 16
    code_description | c.description | text 50
    """,
)

ENTRIES = collection(
    "entries",
    rows="entries e",
    row_id="e.rowid",
    unit="e.unit",
    late="entry:e.unit:e.entry",
    big=True,
    fields="""
    unit | e.unit | int 3
    entry | e.entry | int
    year | e.year | int
    period | e.period | int
    journal | e.journal | text 6
    journal_sequence | e.sequence | int
    entry_date | e.entry_date | day
    voucher_date | e.voucher_date | day
    voucher | e.voucher | text 32
    invoice | e.invoice | text 12
    description | e.description | text 255
    line_count | e.lines | int
    total | e.total | money
    created | e.created | moment
    modified | e.modified | moment
    """,
)

ENTRY_LINES = collection(
    "entry_lines",
    rows="lines l LEFT JOIN accounts a ON a.id = l.account",
    row_id="l.id",
    unit="l.unit",
    late="entry:l.unit:l.entry",
    big=True,
    bags={"field": "l.fields"},
    fields="""
    unit | l.unit | int 3
    entry | l.entry | int
    line | l.line | int
    year | l.year | int
    period | l.period | int
    journal | l.journal | text 6
    side | l.side | text 10
    account | @account@ | text 16
    control_account | l.account | text 16
    account_description | a.description | text 50
    account_type | a.type | text 20
    account_type_text | CASE a.type WHEN '1' THEN 'Activa' WHEN '2' THEN 'Passiva' \
WHEN '3' THEN 'Opbrengsten' ELSE 'Kosten' END | text 20
    summary_type_text | CASE a.summary_type WHEN 'D' THEN 'Debiteur' WHEN 'C' THEN 'Crediteur' \
WHEN 'G' THEN 'Grootboek' ELSE 'Geen verzamelrekening' END | text 30
    relation | l.relation | text 16
    debit | l.debit | money
    credit | l.credit | money
    entry_date | l.entry_date | day
    voucher_date | l.voucher_date | day
    voucher | l.voucher | text 32
    invoice | l.invoice | text 12
    vat_code | l.vat_code | text 3
    vat_amount | l.vat_amount | money
    description | l.description | text 255
    currency | l.currency | text 3
    rate | l.rate | number
    foreign_debit | l.foreign_debit | money
    foreign_credit | l.foreign_credit | money
    due_date | l.due_date | day
    payment_condition | l.payment_condition | text 5
    payment_reference | l.payment_reference | text 32
    reference | l.reference | text 32
    project | l.project | text 15
    dim1 | l.dim1 | text 16
    dim2 | l.dim2 | text 16
    dim3 | l.dim3 | text 16
    dim4 | l.dim4 | text 16
    dim5 | l.dim5 | text 16
    created | l.created | moment
    modified | l.modified | moment
    """,
)

CHANGED_DAYS = collection(
    "changed_days",
    rows="changed_days d",
    row_id="d.rowid",
    fields="""
    entry_date | d.entry_date | day
    modified | d.modified | moment
    """,
)

PERIOD_BALANCES = collection(
    "period_balances",
    rows="balances b LEFT JOIN accounts a ON a.id = b.account",
    row_id="b.rowid",
    unit="b.unit",
    fields="""
    unit | b.unit | int 3
    year | b.year | int
    period | b.period | int
    account | b.account | text 16
    description | a.description | text 50
    credit | b.credit | money
    debit | b.debit | money
    balance | (b.debit - b.credit) | money
    budget | 0 | money
    """,
)

DIMENSION_BALANCES = collection(
    "dimension_balances",
    rows="dimension_balances b LEFT JOIN dimension_codes c ON c.axis = b.axis AND c.id = b.code",
    row_id="b.rowid",
    where="b.axis <= :active_axes",
    unit="b.unit",
    fields="""
    unit | b.unit | int 3
    year | b.year | int
    period | b.period | int
    account | b.account | text 16
    axis | CAST(b.axis AS TEXT) | text 1
    description | c.description | text 50
    code | b.code | text 16
    credit | b.credit | money
    debit | b.debit | money
    balance | (b.debit - b.credit) | money
    budget | 0 | money
    reserved | 0 | money
    obligation | 0 | money
    """,
)

_INVOICE_FIELDS = """
    unit | i.unit | int 3
    kind | i.kind | text 10
    relation | i.relation | text 16
    relation_name | p.name | text 255
    invoice | NULLIF(i.invoice, '') | text 12
    entry | i.entry | int
    journal | i.journal | text 6
    year | i.year | int
    period | i.period | int
    voucher | i.voucher | text 32
    voucher_date | i.voucher_date | day
    entry_date | i.entry_date | day
    due_date | i.due_date | day
    payment_condition | i.payment_condition | text 5
    currency | i.currency | text 3
    amount | i.amount | money
    foreign_amount | i.foreign_amount | money
    balance | i.balance | money
    foreign_balance | i.foreign_balance | money
    description | i.description | text 255
    blocked | i.blocked | yes
    payment_reference | i.payment_reference | text 32
    reference | i.reference | text 32
    reviewer | i.reviewer | text 15
    settled | (i.balance = 0) | yes
    created | i.created | moment
    modified | i.modified | moment
"""

_INVOICE_ROWS = (
    "invoices i LEFT JOIN relations r ON r.kind = i.kind AND r.id = i.relation"
    " LEFT JOIN parties p ON p.number = r.party"
)
_OPEN = "i.balance != 0 AND (:prepayments OR i.entry IS NOT NULL)"

INVOICES = collection(
    "invoices",
    rows=_INVOICE_ROWS,
    row_id="i.id",
    unit="i.unit",
    late="entry:i.unit:i.entry",
    big=True,
    bags={"field": "i.fields"},
    fields=_INVOICE_FIELDS,
)
DEBTOR_OPEN_ITEMS = collection(
    "debtor_open_items",
    rows=_INVOICE_ROWS,
    row_id="i.id",
    unit="i.unit",
    late="entry:i.unit:i.entry",
    where=f"i.kind = '2' AND {_OPEN}",
    bags={"field": "i.fields"},
    fields=_INVOICE_FIELDS,
)
CREDITOR_OPEN_ITEMS = collection(
    "creditor_open_items",
    rows=_INVOICE_ROWS,
    row_id="i.id",
    unit="i.unit",
    late="entry:i.unit:i.entry",
    where=f"i.kind = '3' AND {_OPEN}",
    bags={"field": "i.fields"},
    fields=_INVOICE_FIELDS,
)

COMMITMENTS = collection(
    "commitments",
    rows="commitments c",
    row_id="c.rowid",
    where=":commitments",
    unit="c.unit",
    fields="""
    unit | c.unit | int 3
    number | c.number | int
    creditor | c.creditor | text 16
    description | c.description | text 50
    account | c.account | text 16
    amount | c.amount | money
    used | c.used | money
    remaining | (c.amount - c.used) | money
    modified | c.modified | moment
    """,
)

LEDGER = (
    ADMINISTRATIONS,
    ACCOUNTS,
    JOURNALS,
    VAT_CODES,
    PERIODS,
    PAYMENT_CONDITIONS,
    AXES,
    DIMENSION_CODES,
    ASSIGNMENTS,
    ENTRIES,
    ENTRY_LINES,
    CHANGED_DAYS,
    PERIOD_BALANCES,
    DIMENSION_BALANCES,
    INVOICES,
    DEBTOR_OPEN_ITEMS,
    CREDITOR_OPEN_ITEMS,
    COMMITMENTS,
)
