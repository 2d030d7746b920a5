-- The books of one environment. Money is integer minor units (cents), rates and quantities are
-- decimal text, dates are yyyy-mm-dd, moments are Amsterdam wall-clock time with milliseconds.

CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE code_values (
    list TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (list, kind)
) WITHOUT ROWID;

CREATE TABLE free_fields (
    object TEXT NOT NULL, id TEXT NOT NULL COLLATE NOCASE, label TEXT NOT NULL,
    label_nl TEXT NOT NULL, type TEXT NOT NULL, length INTEGER NOT NULL,
    PRIMARY KEY (object, id)
) WITHOUT ROWID;

CREATE TABLE administrations (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE, code TEXT COLLATE NOCASE,
    currency TEXT NOT NULL, vat_number TEXT, chamber_number TEXT, period_table INTEGER NOT NULL
);

CREATE TABLE accounts (
    id TEXT PRIMARY KEY COLLATE NOCASE, description TEXT COLLATE NOCASE,
    type TEXT, kind TEXT, blocked INTEGER NOT NULL DEFAULT 0,
    summary INTEGER NOT NULL DEFAULT 0, summary_type TEXT NOT NULL DEFAULT 'N',
    collect_on TEXT, vat_allowed INTEGER NOT NULL DEFAULT 0, vat_code TEXT,
    budget TEXT NOT NULL DEFAULT 'N', to_project TEXT NOT NULL DEFAULT 'N',
    dim1 TEXT NOT NULL DEFAULT 'N', dim2 TEXT NOT NULL DEFAULT 'N', dim3 TEXT NOT NULL DEFAULT 'N',
    dim4 TEXT NOT NULL DEFAULT 'N', dim5 TEXT NOT NULL DEFAULT 'N',
    reconcilable INTEGER NOT NULL DEFAULT 0, manual_blocked INTEGER NOT NULL DEFAULT 0,
    fields TEXT NOT NULL DEFAULT '{}', created TEXT NOT NULL, modified TEXT NOT NULL
);

CREATE TABLE journals (
    unit INTEGER NOT NULL, id TEXT NOT NULL COLLATE NOCASE, description TEXT COLLATE NOCASE,
    kind TEXT NOT NULL, account TEXT, blocked INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (unit, id)
);

CREATE TABLE vat_codes (
    id TEXT PRIMARY KEY COLLATE NOCASE, description TEXT COLLATE NOCASE, account TEXT,
    other_account TEXT, percent TEXT NOT NULL, duty TEXT NOT NULL, method TEXT NOT NULL,
    side TEXT NOT NULL, blocked INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE periods (
    unit INTEGER NOT NULL, year INTEGER NOT NULL, period INTEGER NOT NULL, description TEXT,
    first_day TEXT NOT NULL, last_day TEXT NOT NULL, blocked INTEGER NOT NULL DEFAULT 0,
    period_table INTEGER NOT NULL, PRIMARY KEY (unit, year, period)
);

CREATE TABLE payment_conditions (
    id TEXT PRIMARY KEY COLLATE NOCASE, description TEXT COLLATE NOCASE, days INTEGER NOT NULL,
    end_of_month INTEGER NOT NULL DEFAULT 0, discount_percent TEXT NOT NULL DEFAULT '0',
    discount_days INTEGER NOT NULL DEFAULT 0, blocked INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE axes (id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_nl TEXT NOT NULL);

CREATE TABLE dimension_codes (
    axis INTEGER NOT NULL, id TEXT NOT NULL COLLATE NOCASE, description TEXT COLLATE NOCASE,
    blocked INTEGER NOT NULL DEFAULT 0, fields TEXT NOT NULL DEFAULT '{}',
    created TEXT NOT NULL, modified TEXT NOT NULL, PRIMARY KEY (axis, id)
);

CREATE TABLE assignments (
    unit INTEGER NOT NULL, account TEXT NOT NULL COLLATE NOCASE, axis INTEGER NOT NULL,
    code TEXT NOT NULL COLLATE NOCASE, PRIMARY KEY (unit, account, axis, code)
);

-- Organisations and persons: the base contact under every debtor and creditor.
CREATE TABLE parties (
    number TEXT PRIMARY KEY COLLATE NOCASE, internal INTEGER NOT NULL UNIQUE,
    type TEXT NOT NULL, name TEXT COLLATE NOCASE, search_name TEXT COLLATE NOCASE,
    chamber_number TEXT COLLATE NOCASE, fiscal_number TEXT COLLATE NOCASE,
    phone TEXT, mobile TEXT, email TEXT COLLATE NOCASE, website TEXT, remark TEXT,
    first_name TEXT COLLATE NOCASE, initials TEXT COLLATE NOCASE, prefix TEXT COLLATE NOCASE,
    last_name TEXT COLLATE NOCASE, gender TEXT, birth_date TEXT, citizen_number TEXT,
    postal_is_address INTEGER NOT NULL DEFAULT 1,
    fields TEXT NOT NULL DEFAULT '{}', created TEXT NOT NULL, modified TEXT NOT NULL
);
CREATE INDEX parties_name ON parties (name);
CREATE INDEX parties_chamber ON parties (chamber_number);
CREATE INDEX parties_fiscal ON parties (fiscal_number);
CREATE INDEX parties_modified ON parties (modified);

CREATE TABLE addresses (
    id INTEGER PRIMARY KEY, owner TEXT COLLATE NOCASE, role TEXT NOT NULL,
    po_box INTEGER NOT NULL DEFAULT 0, street_addition TEXT, street TEXT COLLATE NOCASE,
    number INTEGER, number_addition TEXT, zip TEXT COLLATE NOCASE, city TEXT COLLATE NOCASE,
    country TEXT COLLATE NOCASE, addition TEXT, begins TEXT NOT NULL, contact INTEGER,
    created TEXT NOT NULL, modified TEXT NOT NULL
);
CREATE INDEX addresses_owner ON addresses (owner, role, begins);
CREATE INDEX addresses_place ON addresses (zip, number);

CREATE TABLE bank_accounts (
    id INTEGER PRIMARY KEY, owner TEXT NOT NULL COLLATE NOCASE, country TEXT,
    iban TEXT COLLATE NOCASE, account TEXT COLLATE NOCASE, bic TEXT,
    g_account INTEGER NOT NULL DEFAULT 0, fields TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX bank_accounts_owner ON bank_accounts (owner);

CREATE TABLE contacts (
    id INTEGER PRIMARY KEY, type TEXT NOT NULL, organisation TEXT COLLATE NOCASE,
    person TEXT COLLATE NOCASE, department TEXT COLLATE NOCASE, function TEXT, function_card TEXT,
    blocked INTEGER NOT NULL DEFAULT 0, phone TEXT, mobile TEXT, email TEXT, remark TEXT,
    fields TEXT NOT NULL DEFAULT '{}', created TEXT NOT NULL, modified TEXT NOT NULL
);
CREATE INDEX contacts_organisation ON contacts (organisation);

-- kind '2' is a sales relation (debtor), '3' a purchase relation (creditor), as in VaAs.
CREATE TABLE relations (
    kind TEXT NOT NULL, id TEXT NOT NULL COLLATE NOCASE, party TEXT NOT NULL COLLATE NOCASE,
    in_ledger INTEGER NOT NULL, control TEXT, payment_condition TEXT COLLATE NOCASE,
    currency TEXT, vat_duty TEXT, vat_number TEXT COLLATE NOCASE,
    blocked INTEGER NOT NULL DEFAULT 0, hidden INTEGER NOT NULL DEFAULT 0,
    credit_limit INTEGER NOT NULL DEFAULT 0, auto_payment INTEGER NOT NULL DEFAULT 0,
    fields TEXT NOT NULL DEFAULT '{}', created TEXT NOT NULL, modified TEXT NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX relations_party ON relations (party);
CREATE INDEX relations_modified ON relations (kind, modified);
CREATE INDEX relations_vat ON relations (kind, vat_number);

CREATE TABLE entries (
    unit INTEGER NOT NULL, entry INTEGER NOT NULL, year INTEGER NOT NULL, period INTEGER NOT NULL,
    journal TEXT NOT NULL COLLATE NOCASE, sequence INTEGER NOT NULL, entry_date TEXT NOT NULL,
    voucher_date TEXT NOT NULL, voucher TEXT COLLATE NOCASE, invoice TEXT COLLATE NOCASE,
    description TEXT COLLATE NOCASE, lines INTEGER NOT NULL, total INTEGER NOT NULL,
    created TEXT NOT NULL, modified TEXT NOT NULL, PRIMARY KEY (unit, entry)
);
CREATE INDEX entries_date ON entries (entry_date);
CREATE INDEX entries_voucher ON entries (voucher);
CREATE INDEX entries_modified ON entries (modified);
CREATE INDEX entries_journal ON entries (unit, journal, entry);

CREATE TABLE lines (
    id INTEGER PRIMARY KEY, unit INTEGER NOT NULL, entry INTEGER NOT NULL, line INTEGER NOT NULL,
    year INTEGER NOT NULL, period INTEGER NOT NULL, journal TEXT NOT NULL COLLATE NOCASE,
    side TEXT NOT NULL, account TEXT NOT NULL COLLATE NOCASE, relation TEXT COLLATE NOCASE,
    debit INTEGER NOT NULL, credit INTEGER NOT NULL, entry_date TEXT NOT NULL,
    voucher_date TEXT NOT NULL, voucher TEXT COLLATE NOCASE, invoice TEXT COLLATE NOCASE,
    vat_code TEXT COLLATE NOCASE, vat_amount INTEGER NOT NULL DEFAULT 0,
    description TEXT COLLATE NOCASE, currency TEXT, rate TEXT,
    foreign_debit INTEGER NOT NULL DEFAULT 0, foreign_credit INTEGER NOT NULL DEFAULT 0,
    due_date TEXT, payment_condition TEXT, payment_reference TEXT COLLATE NOCASE,
    reference TEXT COLLATE NOCASE, project TEXT COLLATE NOCASE,
    dim1 TEXT COLLATE NOCASE, dim2 TEXT COLLATE NOCASE, dim3 TEXT COLLATE NOCASE,
    dim4 TEXT COLLATE NOCASE, dim5 TEXT COLLATE NOCASE,
    fields TEXT, created TEXT NOT NULL, modified TEXT NOT NULL
);
CREATE UNIQUE INDEX lines_key ON lines (unit, entry, line);
CREATE INDEX lines_entry ON lines (entry);
CREATE INDEX lines_date ON lines (entry_date);
CREATE INDEX lines_voucher_date ON lines (voucher_date);
CREATE INDEX lines_voucher ON lines (voucher);
CREATE INDEX lines_modified ON lines (modified);
CREATE INDEX lines_account ON lines (account);
CREATE INDEX lines_item ON lines (invoice, relation, side, unit);
CREATE INDEX lines_reference ON lines (reference) WHERE reference IS NOT NULL;
CREATE INDEX lines_period ON lines (year, period);

CREATE TABLE project_lines (
    id INTEGER PRIMARY KEY, unit INTEGER NOT NULL, entry INTEGER NOT NULL, line INTEGER NOT NULL,
    project TEXT NOT NULL COLLATE NOCASE, stage TEXT, item_type TEXT, item TEXT COLLATE NOCASE,
    description TEXT, cost INTEGER, quantity TEXT, fields TEXT NOT NULL
);
CREATE INDEX project_lines_key ON project_lines (unit, entry, line);

CREATE TABLE spread_lines (
    unit INTEGER NOT NULL, entry INTEGER NOT NULL, line INTEGER NOT NULL,
    from_year INTEGER NOT NULL, from_period INTEGER NOT NULL, to_year INTEGER NOT NULL,
    to_period INTEGER NOT NULL, suspense TEXT, rounding TEXT, PRIMARY KEY (unit, entry, line)
);

-- One row per party and invoice number; lines without a number gather under ''.
CREATE TABLE invoices (
    id INTEGER PRIMARY KEY, unit INTEGER NOT NULL, kind TEXT NOT NULL,
    relation TEXT NOT NULL COLLATE NOCASE, invoice TEXT NOT NULL COLLATE NOCASE,
    entry INTEGER, journal TEXT COLLATE NOCASE, year INTEGER, period INTEGER, voucher TEXT,
    voucher_date TEXT, entry_date TEXT, due_date TEXT, payment_condition TEXT,
    amount INTEGER NOT NULL, balance INTEGER NOT NULL, currency TEXT,
    foreign_amount INTEGER NOT NULL, foreign_balance INTEGER NOT NULL,
    description TEXT COLLATE NOCASE, blocked INTEGER NOT NULL DEFAULT 0,
    payment_reference TEXT, reference TEXT COLLATE NOCASE, reviewer TEXT,
    fields TEXT NOT NULL DEFAULT '{}', created TEXT NOT NULL, modified TEXT NOT NULL,
    UNIQUE (unit, kind, relation, invoice)
);
CREATE INDEX invoices_number ON invoices (kind, invoice);
CREATE INDEX invoices_relation ON invoices (kind, relation, invoice);
CREATE INDEX invoices_entry ON invoices (unit, entry);
CREATE INDEX invoices_modified ON invoices (modified);
CREATE INDEX invoices_open ON invoices (kind, unit, relation, invoice) WHERE balance != 0;

CREATE TABLE balances (
    unit INTEGER NOT NULL, year INTEGER NOT NULL, period INTEGER NOT NULL,
    account TEXT NOT NULL COLLATE NOCASE, debit INTEGER NOT NULL, credit INTEGER NOT NULL,
    PRIMARY KEY (unit, year, period, account)
);
CREATE TABLE dimension_balances (
    unit INTEGER NOT NULL, year INTEGER NOT NULL, period INTEGER NOT NULL,
    account TEXT NOT NULL COLLATE NOCASE, axis INTEGER NOT NULL, code TEXT NOT NULL COLLATE NOCASE,
    debit INTEGER NOT NULL, credit INTEGER NOT NULL,
    PRIMARY KEY (unit, year, period, account, axis, code)
);
CREATE TABLE changed_days (entry_date TEXT PRIMARY KEY, modified TEXT NOT NULL);

CREATE TABLE currencies (id TEXT PRIMARY KEY COLLATE NOCASE, description TEXT, rate TEXT NOT NULL);
CREATE TABLE currency_rates (
    currency TEXT NOT NULL COLLATE NOCASE, sequence INTEGER NOT NULL, starts TEXT, rate TEXT,
    PRIMARY KEY (currency, sequence)
);
CREATE TABLE countries (
    id TEXT PRIMARY KEY COLLATE NOCASE, name TEXT NOT NULL COLLATE NOCASE,
    name_nl TEXT NOT NULL COLLATE NOCASE, iso TEXT NOT NULL COLLATE NOCASE
);
CREATE TABLE languages (id TEXT PRIMARY KEY COLLATE NOCASE, name TEXT NOT NULL, iso TEXT NOT NULL);
CREATE TABLE titles (id TEXT PRIMARY KEY COLLATE NOCASE, description TEXT NOT NULL);
CREATE TABLE cities (
    country TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, zip_from TEXT, zip_to TEXT,
    area_code TEXT, PRIMARY KEY (country, name)
);
CREATE TABLE project_groups (
    id TEXT PRIMARY KEY COLLATE NOCASE, description TEXT, unit INTEGER NOT NULL,
    created TEXT NOT NULL, modified TEXT NOT NULL
);
CREATE TABLE projects (
    id TEXT PRIMARY KEY COLLATE NOCASE, description TEXT COLLATE NOCASE, unit INTEGER NOT NULL,
    project_group TEXT, closed INTEGER NOT NULL DEFAULT 0, party TEXT, debtor TEXT,
    starts TEXT, ready TEXT, charged INTEGER NOT NULL DEFAULT 1,
    created TEXT NOT NULL, modified TEXT NOT NULL
);
CREATE TABLE project_stages (
    project TEXT NOT NULL COLLATE NOCASE, id TEXT NOT NULL COLLATE NOCASE, description TEXT,
    ready TEXT, closed INTEGER NOT NULL DEFAULT 0, created TEXT NOT NULL, modified TEXT NOT NULL,
    PRIMARY KEY (project, id)
);
CREATE TABLE items (
    type TEXT NOT NULL, id TEXT NOT NULL COLLATE NOCASE, description TEXT COLLATE NOCASE,
    unit_code TEXT, item_group TEXT, vat_group TEXT, price INTEGER,
    blocked INTEGER NOT NULL DEFAULT 0, created TEXT NOT NULL, modified TEXT NOT NULL,
    PRIMARY KEY (type, id)
);
CREATE TABLE item_groups (id TEXT PRIMARY KEY COLLATE NOCASE, description TEXT);
CREATE TABLE vat_groups (id TEXT PRIMARY KEY COLLATE NOCASE, description TEXT, vat_code TEXT);
CREATE TABLE users (
    id TEXT PRIMARY KEY COLLATE NOCASE, name TEXT NOT NULL, email TEXT,
    connector INTEGER NOT NULL DEFAULT 0, reviewer INTEGER NOT NULL DEFAULT 0,
    blocked INTEGER NOT NULL DEFAULT 0, person TEXT
);
CREATE TABLE user_groups (
    group_id TEXT NOT NULL, description TEXT, user_id TEXT NOT NULL,
    PRIMARY KEY (group_id, user_id)
);
CREATE TABLE mandates (
    code INTEGER PRIMARY KEY, debtor TEXT NOT NULL COLLATE NOCASE, reference TEXT, iban TEXT
);
CREATE TABLE commitments (
    unit INTEGER NOT NULL, number INTEGER NOT NULL, creditor TEXT, description TEXT,
    account TEXT, amount INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0,
    modified TEXT NOT NULL, PRIMARY KEY (unit, number)
);

CREATE TABLE subject_types (
    id INTEGER PRIMARY KEY, description TEXT NOT NULL, destinations TEXT NOT NULL
);
CREATE TABLE subjects (
    id INTEGER PRIMARY KEY, type INTEGER NOT NULL, subject TEXT COLLATE NOCASE, comment TEXT,
    submitted TEXT, responsible TEXT, completed INTEGER NOT NULL DEFAULT 0, completed_at TEXT,
    destination_type TEXT, destination TEXT COLLATE NOCASE,
    sales_unit INTEGER, sales_invoice TEXT COLLATE NOCASE,
    purchase_unit INTEGER, purchase_invoice TEXT COLLATE NOCASE,
    entry INTEGER, voucher TEXT COLLATE NOCASE, project TEXT, fields TEXT NOT NULL DEFAULT '{}',
    created TEXT NOT NULL, modified TEXT NOT NULL
);
CREATE INDEX subjects_sales ON subjects (sales_invoice, sales_unit);
CREATE INDEX subjects_purchase ON subjects (purchase_invoice, purchase_unit);
CREATE TABLE subject_files (
    id INTEGER PRIMARY KEY, subject INTEGER NOT NULL, file TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL, size INTEGER NOT NULL, content BLOB NOT NULL
);
CREATE INDEX subject_files_subject ON subject_files (subject);
