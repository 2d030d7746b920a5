"""Lists that rarely change, projects and items, and the dossier with its files."""

from adapters.afas.simulator.reading.collection import collection

CURRENCIES = collection(
    "currencies",
    rows="currencies c LEFT JOIN currency_rates r ON r.currency = c.id",
    row_id="c.rowid",
    where=":currency",
    fields="""
    code | c.id | text 3
    description | c.description | text 50
    rate | c.rate | number
    starts | r.starts | day
    daily_rate | r.rate | number
    sequence | r.sequence | int
    """,
)
COUNTRIES = collection(
    "countries",
    rows="countries c",
    row_id="c.rowid",
    fields="""
    code | c.id | text 3
    name | c.name_nl | text 50
    name_en | c.name | text 50
    iso | c.iso | text 2
    """,
)
LANGUAGES = collection(
    "languages",
    rows="languages l",
    row_id="l.rowid",
    fields="""
    code | l.id | text 5
    name | l.name | text 50
    iso | l.iso | text 2
    """,
)
TITLES = collection(
    "titles",
    rows="titles t",
    row_id="t.rowid",
    fields="""
    code | t.id | text 3
    description | t.description | text 50
    """,
)
CITIES = collection(
    "cities",
    rows="cities c LEFT JOIN countries l ON l.id = c.country",
    row_id="c.rowid",
    fields="""
    country | c.country | text 3
    country_name | l.name_nl | text 50
    name | c.name | text 50
    area_code | c.area_code | text 10
    zip_from | c.zip_from | text 15
    zip_to | c.zip_to | text 15
    created | '1900-01-01T00:00:00.000' | moment
    """,
)
PROJECT_GROUPS = collection(
    "project_groups",
    rows="project_groups g",
    row_id="g.rowid",
    where=":projects",
    unit="g.unit",
    fields="""
    code | g.id | text 15
    description | g.description | text 50
    unit | g.unit | int 3
    created | g.created | moment
    modified | g.modified | moment
    """,
)
PROJECTS = collection(
    "projects",
    rows="projects p",
    row_id="p.rowid",
    where=":projects",
    unit="p.unit",
    fields="""
    code | p.id | text 15
    description | p.description | text 80
    unit | p.unit | int 3
    project_group | p.project_group | text 15
    closed | p.closed | yes
    party | p.party | text 15
    debtor | p.debtor | text 16
    starts | p.starts | day
    ready | p.ready | day
    charged | p.charged | yes
    created | p.created | moment
    modified | p.modified | moment
    """,
)
PROJECT_STAGES = collection(
    "project_stages",
    rows="project_stages s JOIN projects p ON p.id = s.project",
    row_id="s.rowid",
    where=":projects",
    unit="p.unit",
    fields="""
    project | s.project | text 15
    code | s.id | text 15
    description | s.description | text 50
    ready | s.ready | day
    closed | s.closed | yes
    created | s.created | moment
    modified | s.modified | moment
    """,
)
PROJECT_LINES = collection(
    "project_lines",
    rows="project_lines p JOIN lines l"
    " ON l.unit = p.unit AND l.entry = p.entry AND l.line = p.line",
    row_id="p.id",
    where=":projects",
    unit="p.unit",
    late="entry:p.unit:p.entry",
    bags={"field": "p.fields"},
    fields="""
    id | p.id | int
    unit | p.unit | int 3
    entry | p.entry | int
    line | p.line | int
    year | l.year | int
    period | l.period | int
    date | l.entry_date | day
    project | p.project | text 15
    stage | p.stage | text 15
    item_type | p.item_type | text 10
    item | p.item | text 40
    description | p.description | text 255
    cost | p.cost | money
    quantity | p.quantity | number
    modified | l.modified | moment
    created | l.created | moment
    """,
)
_ITEM_FIELDS = """
    type | i.type | text 10
    code | i.id | text 40
    description | i.description | text 80
    unit_code | i.unit_code | text 6
    item_group | i.item_group | text 15
    vat_group | i.vat_group | text 5
    price | i.price | money
    blocked | i.blocked | yes
    created | i.created | moment
    modified | i.modified | moment
"""
ITEMS = collection(
    "items", rows="items i", row_id="i.rowid", where="i.type = '2'", fields=_ITEM_FIELDS
)
WORK_TYPES = collection(
    "work_types", rows="items i", row_id="i.rowid", where="i.type = '1'", fields=_ITEM_FIELDS
)
ITEM_CODES = collection("item_codes", rows="items i", row_id="i.rowid", fields=_ITEM_FIELDS)
ITEM_GROUPS = collection(
    "item_groups",
    rows="item_groups g",
    row_id="g.rowid",
    fields="""
    code | g.id | text 15
    description | g.description | text 50
    """,
)
VAT_GROUPS = collection(
    "vat_groups",
    rows="vat_groups g",
    row_id="g.rowid",
    fields="""
    code | g.id | text 5
    description | g.description | text 50
    vat_code | g.vat_code | text 3
    """,
)
_USER_FIELDS = """
    user | u.id | text 15
    name | u.name | text 80
    upn | u.email | text 255
    email | u.email | text 255
    blocked | u.blocked | yes
    connector | u.connector | yes
    windows | (1 - u.connector) | yes
    no | 0 | yes
    reviewer | u.reviewer | yes
    person | u.person | text 15
    employee | NULL | text 15
"""
USERS = collection("users", rows="users u", row_id="u.rowid", fields=_USER_FIELDS)
REVIEWERS = collection(
    "reviewers", rows="users u", row_id="u.rowid", where="u.reviewer = 1", fields=_USER_FIELDS
)
USER_GROUPS = collection(
    "user_groups",
    rows="user_groups g",
    row_id="g.rowid",
    fields="""
    group | g.group_id | text 15
    description | g.description | text 50
    user | g.user_id | text 15
    """,
)

_SUBJECT_FIELDS = """
    id | s.id | int
    type | s.type | int
    type_description | t.description | text 50
    subject | s.subject | text 255
    comment | s.comment | text 4000
    submitted | s.submitted | moment
    responsible | s.responsible | text 80
    completed | s.completed | yes
    completed_at | s.completed_at | moment
    destination_type | s.destination_type | text 3
    destination | s.destination | text 16
    sales_unit | s.sales_unit | int
    sales_invoice | s.sales_invoice | text 12
    purchase_unit | s.purchase_unit | int
    purchase_invoice | s.purchase_invoice | text 12
    entry | s.entry | int
    voucher | s.voucher | text 32
    project | s.project | text 15
    to_debtor | COALESCE(s.destination_type = '4', 0) | yes
    to_creditor | COALESCE(s.destination_type = '11', 0) | yes
    no | 0 | yes
    party | (SELECT party FROM relations WHERE id = s.destination \
AND kind = CASE s.destination_type WHEN '4' THEN '2' WHEN '11' THEN '3' END) | text 15
    party_internal | (SELECT q.internal FROM relations r JOIN parties q ON q.number = r.party \
WHERE r.id = s.destination AND r.kind = CASE s.destination_type WHEN '4' THEN '2' \
WHEN '11' THEN '3' END) | int
    party_name | (SELECT q.name FROM relations r JOIN parties q ON q.number = r.party \
WHERE r.id = s.destination AND r.kind = CASE s.destination_type WHEN '4' THEN '2' \
WHEN '11' THEN '3' END) | text 255
    party_email | (SELECT q.email FROM relations r JOIN parties q ON q.number = r.party \
WHERE r.id = s.destination AND r.kind = CASE s.destination_type WHEN '4' THEN '2' \
WHEN '11' THEN '3' END) | text 255
    created | s.created | moment
    modified | s.modified | moment
"""
SUBJECTS = collection(
    "dossier_items",
    rows="subjects s LEFT JOIN subject_types t ON t.id = s.type",
    row_id="s.id",
    bags={"field": "s.fields"},
    fields=_SUBJECT_FIELDS,
)
SUBJECT_TYPES = collection(
    "dossier_types",
    rows="subject_types t",
    row_id="t.id",
    fields="""
    id | t.id | int
    description | t.description | text 50
    destinations | t.destinations | text 50
    yes | 1 | yes
    no | 0 | yes
    """,
)
SUBJECT_FILES = collection(
    "dossier_files",
    rows="subject_files f JOIN subjects s ON s.id = f.subject",
    row_id="f.id",
    fields="""
    id | f.id | int
    subject | f.subject | int
    file | f.file | text 32
    name | f.name | text 255
    size | f.size | int
    sales_invoice | s.sales_invoice | text 12
    purchase_invoice | s.purchase_invoice | text 12
    modified | s.modified | moment
    """,
)

REFERENCE = (
    CURRENCIES,
    COUNTRIES,
    LANGUAGES,
    TITLES,
    CITIES,
    PROJECT_GROUPS,
    PROJECTS,
    PROJECT_STAGES,
    PROJECT_LINES,
    ITEMS,
    WORK_TYPES,
    ITEM_CODES,
    ITEM_GROUPS,
    VAT_GROUPS,
    USERS,
    REVIEWERS,
    USER_GROUPS,
    SUBJECTS,
    SUBJECT_TYPES,
    SUBJECT_FILES,
)
