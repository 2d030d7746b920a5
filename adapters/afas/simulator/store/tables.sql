-- The books of one environment. Money is integer minor units (cents), rates and quantities are
-- decimal text, dates are yyyy-mm-dd, moments are Amsterdam wall-clock time with milliseconds.
-- Run at every start: a file of an earlier version gets the tables that it lacks.

CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS code_values (
    list TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (list, kind)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS free_fields (
    object TEXT NOT NULL, id TEXT NOT NULL COLLATE NOCASE, label TEXT NOT NULL,
    label_nl TEXT NOT NULL, type TEXT NOT NULL, length INTEGER NOT NULL,
    PRIMARY KEY (object, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS administrations (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE, code TEXT COLLATE NOCASE,
    currency TEXT NOT NULL, vat_number TEXT, chamber_number TEXT, period_table INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS accounts (
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

CREATE TABLE IF NOT EXISTS journals (
    unit INTEGER NOT NULL, id TEXT NOT NULL COLLATE NOCASE, description TEXT COLLATE NOCASE,
    kind TEXT NOT NULL, account TEXT, blocked INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (unit, id)
);

CREATE TABLE IF NOT EXISTS vat_codes (
    id TEXT PRIMARY KEY COLLATE NOCASE, description TEXT COLLATE NOCASE, account TEXT,
    other_account TEXT, percent TEXT NOT NULL, duty TEXT NOT NULL, method TEXT NOT NULL,
    side TEXT NOT NULL, blocked INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS periods (
    unit INTEGER NOT NULL, year INTEGER NOT NULL, period INTEGER NOT NULL, description TEXT,
    first_day TEXT NOT NULL, last_day TEXT NOT NULL, blocked INTEGER NOT NULL DEFAULT 0,
    period_table INTEGER NOT NULL, PRIMARY KEY (unit, year, period)
);

CREATE TABLE IF NOT EXISTS payment_conditions (
    id TEXT PRIMARY KEY COLLATE NOCASE, description TEXT COLLATE NOCASE, days INTEGER NOT NULL,
    end_of_month INTEGER NOT NULL DEFAULT 0, discount_percent TEXT NOT NULL DEFAULT '0',
    discount_days INTEGER NOT NULL DEFAULT 0, blocked INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS axes (id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_nl TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS dimension_codes (
    axis INTEGER NOT NULL, id TEXT NOT NULL COLLATE NOCASE, description TEXT COLLATE NOCASE,
    blocked INTEGER NOT NULL DEFAULT 0, fields TEXT NOT NULL DEFAULT '{}',
    created TEXT NOT NULL, modified TEXT NOT NULL, PRIMARY KEY (axis, id)
);

CREATE TABLE IF NOT EXISTS assignments (
    unit INTEGER NOT NULL, account TEXT NOT NULL COLLATE NOCASE, axis INTEGER NOT NULL,
    code TEXT NOT NULL COLLATE NOCASE, PRIMARY KEY (unit, account, axis, code)
);

-- Organisations and persons: the base contact under every debtor and creditor.
CREATE TABLE IF NOT EXISTS parties (
    number TEXT PRIMARY KEY COLLATE NOCASE, internal INTEGER NOT NULL UNIQUE,
    type TEXT NOT NULL, name TEXT COLLATE NOCASE, search_name TEXT COLLATE NOCASE,
    chamber_number TEXT COLLATE NOCASE, fiscal_number TEXT COLLATE NOCASE,
    phone TEXT, mobile TEXT, email TEXT COLLATE NOCASE, website TEXT, remark TEXT,
    first_name TEXT COLLATE NOCASE, initials TEXT COLLATE NOCASE, prefix TEXT COLLATE NOCASE,
    last_name TEXT COLLATE NOCASE, gender TEXT, birth_date TEXT, citizen_number TEXT,
    postal_is_address INTEGER NOT NULL DEFAULT 1,
    fields TEXT NOT NULL DEFAULT '{}', created TEXT NOT NULL, modified TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS parties_name ON parties (name);
CREATE INDEX IF NOT EXISTS parties_chamber ON parties (chamber_number);
CREATE INDEX IF NOT EXISTS parties_fiscal ON parties (fiscal_number);
CREATE INDEX IF NOT EXISTS parties_modified ON parties (modified);

CREATE TABLE IF NOT EXISTS addresses (
    id INTEGER PRIMARY KEY, owner TEXT COLLATE NOCASE, role TEXT NOT NULL,
    po_box INTEGER NOT NULL DEFAULT 0, street_addition TEXT, street TEXT COLLATE NOCASE,
    number INTEGER, number_addition TEXT, zip TEXT COLLATE NOCASE, city TEXT COLLATE NOCASE,
    country TEXT COLLATE NOCASE, addition TEXT, begins TEXT NOT NULL, contact INTEGER,
    created TEXT NOT NULL, modified TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS addresses_owner ON addresses (owner, role, begins);
CREATE INDEX IF NOT EXISTS addresses_place ON addresses (zip, number);

CREATE TABLE IF NOT EXISTS bank_accounts (
    id INTEGER PRIMARY KEY, owner TEXT NOT NULL COLLATE NOCASE, country TEXT,
    iban TEXT COLLATE NOCASE, account TEXT COLLATE NOCASE, bic TEXT,
    g_account INTEGER NOT NULL DEFAULT 0, fields TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX IF NOT EXISTS bank_accounts_owner ON bank_accounts (owner);

CREATE TABLE IF NOT EXISTS contacts (
    id INTEGER PRIMARY KEY, type TEXT NOT NULL, organisation TEXT COLLATE NOCASE,
    person TEXT COLLATE NOCASE, department TEXT COLLATE NOCASE, function TEXT, function_card TEXT,
    blocked INTEGER NOT NULL DEFAULT 0, phone TEXT, mobile TEXT, email TEXT, remark TEXT,
    fields TEXT NOT NULL DEFAULT '{}', created TEXT NOT NULL, modified TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS contacts_organisation ON contacts (organisation);

-- kind '2' is a sales relation (debtor), '3' a purchase relation (creditor), as in VaAs.
CREATE TABLE IF NOT EXISTS relations (
    kind TEXT NOT NULL, id TEXT NOT NULL COLLATE NOCASE, party TEXT NOT NULL COLLATE NOCASE,
    in_ledger INTEGER NOT NULL, control TEXT, payment_condition TEXT COLLATE NOCASE,
    currency TEXT, vat_duty TEXT, vat_number TEXT COLLATE NOCASE,
    blocked INTEGER NOT NULL DEFAULT 0, hidden INTEGER NOT NULL DEFAULT 0,
    credit_limit INTEGER NOT NULL DEFAULT 0, auto_payment INTEGER NOT NULL DEFAULT 0,
    fields TEXT NOT NULL DEFAULT '{}', created TEXT NOT NULL, modified TEXT NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX IF NOT EXISTS relations_party ON relations (party);
CREATE INDEX IF NOT EXISTS relations_modified ON relations (kind, modified);
CREATE INDEX IF NOT EXISTS relations_vat ON relations (kind, vat_number);

CREATE TABLE IF NOT EXISTS entries (
    unit INTEGER NOT NULL, entry INTEGER NOT NULL, year INTEGER NOT NULL, period INTEGER NOT NULL,
    journal TEXT NOT NULL COLLATE NOCASE, sequence INTEGER NOT NULL, entry_date TEXT NOT NULL,
    voucher_date TEXT NOT NULL, voucher TEXT COLLATE NOCASE, invoice TEXT COLLATE NOCASE,
    description TEXT COLLATE NOCASE, lines INTEGER NOT NULL, total INTEGER NOT NULL,
    created TEXT NOT NULL, modified TEXT NOT NULL, PRIMARY KEY (unit, entry)
);
CREATE INDEX IF NOT EXISTS entries_date ON entries (entry_date);
CREATE INDEX IF NOT EXISTS entries_voucher ON entries (voucher);
CREATE INDEX IF NOT EXISTS entries_modified ON entries (modified);
CREATE INDEX IF NOT EXISTS entries_journal ON entries (unit, journal, entry);

CREATE TABLE IF NOT EXISTS lines (
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
CREATE UNIQUE INDEX IF NOT EXISTS lines_key ON lines (unit, entry, line);
CREATE INDEX IF NOT EXISTS lines_entry ON lines (entry);
CREATE INDEX IF NOT EXISTS lines_date ON lines (entry_date);
CREATE INDEX IF NOT EXISTS lines_voucher_date ON lines (voucher_date);
CREATE INDEX IF NOT EXISTS lines_voucher ON lines (voucher);
CREATE INDEX IF NOT EXISTS lines_modified ON lines (modified);
CREATE INDEX IF NOT EXISTS lines_account ON lines (account);
CREATE INDEX IF NOT EXISTS lines_item ON lines (invoice, relation, side, unit);
CREATE INDEX IF NOT EXISTS lines_invoice ON lines (invoice);
CREATE INDEX IF NOT EXISTS lines_reference ON lines (reference) WHERE reference IS NOT NULL;
CREATE INDEX IF NOT EXISTS lines_period ON lines (year, period);

CREATE TABLE IF NOT EXISTS project_lines (
    id INTEGER PRIMARY KEY, unit INTEGER NOT NULL, entry INTEGER NOT NULL, line INTEGER NOT NULL,
    project TEXT NOT NULL COLLATE NOCASE, stage TEXT, item_type TEXT, item TEXT COLLATE NOCASE,
    description TEXT, cost INTEGER, quantity TEXT, fields TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS project_lines_key ON project_lines (unit, entry, line);

CREATE TABLE IF NOT EXISTS spread_lines (
    unit INTEGER NOT NULL, entry INTEGER NOT NULL, line INTEGER NOT NULL,
    from_year INTEGER NOT NULL, from_period INTEGER NOT NULL, to_year INTEGER NOT NULL,
    to_period INTEGER NOT NULL, suspense TEXT, rounding TEXT, PRIMARY KEY (unit, entry, line)
);
-- The entries that follow from a spread line: they go when it goes.
CREATE TABLE IF NOT EXISTS spread_entries (
    unit INTEGER NOT NULL, entry INTEGER NOT NULL, made INTEGER NOT NULL,
    PRIMARY KEY (unit, entry, made)
) WITHOUT ROWID;

-- One row per party and invoice number; lines without a number gather under ''.
CREATE TABLE IF NOT EXISTS invoices (
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
CREATE INDEX IF NOT EXISTS invoices_number ON invoices (kind, invoice);
CREATE INDEX IF NOT EXISTS invoices_relation ON invoices (kind, relation, invoice);
CREATE INDEX IF NOT EXISTS invoices_entry ON invoices (unit, entry);
CREATE INDEX IF NOT EXISTS invoices_modified ON invoices (modified);
CREATE INDEX IF NOT EXISTS invoices_open ON invoices (kind, unit, relation, invoice) WHERE balance != 0;

CREATE TABLE IF NOT EXISTS balances (
    unit INTEGER NOT NULL, year INTEGER NOT NULL, period INTEGER NOT NULL,
    account TEXT NOT NULL COLLATE NOCASE, debit INTEGER NOT NULL, credit INTEGER NOT NULL,
    PRIMARY KEY (unit, year, period, account)
);
CREATE TABLE IF NOT EXISTS dimension_balances (
    unit INTEGER NOT NULL, year INTEGER NOT NULL, period INTEGER NOT NULL,
    account TEXT NOT NULL COLLATE NOCASE, axis INTEGER NOT NULL, code TEXT NOT NULL COLLATE NOCASE,
    debit INTEGER NOT NULL, credit INTEGER NOT NULL,
    PRIMARY KEY (unit, year, period, account, axis, code)
);
CREATE TABLE IF NOT EXISTS changed_days (entry_date TEXT PRIMARY KEY, modified TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS currencies (id TEXT PRIMARY KEY COLLATE NOCASE, description TEXT, rate TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS currency_rates (
    currency TEXT NOT NULL COLLATE NOCASE, sequence INTEGER NOT NULL, starts TEXT, rate TEXT,
    PRIMARY KEY (currency, sequence)
);
CREATE TABLE IF NOT EXISTS countries (
    id TEXT PRIMARY KEY COLLATE NOCASE, name TEXT NOT NULL COLLATE NOCASE,
    name_nl TEXT NOT NULL COLLATE NOCASE, iso TEXT NOT NULL COLLATE NOCASE
);
CREATE TABLE IF NOT EXISTS languages (id TEXT PRIMARY KEY COLLATE NOCASE, name TEXT NOT NULL, iso TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS titles (id TEXT PRIMARY KEY COLLATE NOCASE, description TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS cities (
    country TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, zip_from TEXT, zip_to TEXT,
    area_code TEXT, PRIMARY KEY (country, name)
);
CREATE TABLE IF NOT EXISTS project_groups (
    id TEXT PRIMARY KEY COLLATE NOCASE, description TEXT, unit INTEGER NOT NULL,
    created TEXT NOT NULL, modified TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS projects (
    id TEXT PRIMARY KEY COLLATE NOCASE, description TEXT COLLATE NOCASE, unit INTEGER NOT NULL,
    project_group TEXT, closed INTEGER NOT NULL DEFAULT 0, party TEXT, debtor TEXT,
    starts TEXT, ready TEXT, charged INTEGER NOT NULL DEFAULT 1,
    created TEXT NOT NULL, modified TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS project_stages (
    project TEXT NOT NULL COLLATE NOCASE, id TEXT NOT NULL COLLATE NOCASE, description TEXT,
    ready TEXT, closed INTEGER NOT NULL DEFAULT 0, created TEXT NOT NULL, modified TEXT NOT NULL,
    PRIMARY KEY (project, id)
);
CREATE TABLE IF NOT EXISTS items (
    type TEXT NOT NULL, id TEXT NOT NULL COLLATE NOCASE, description TEXT COLLATE NOCASE,
    unit_code TEXT, item_group TEXT, vat_group TEXT, price INTEGER,
    blocked INTEGER NOT NULL DEFAULT 0, created TEXT NOT NULL, modified TEXT NOT NULL,
    PRIMARY KEY (type, id)
);
CREATE TABLE IF NOT EXISTS item_groups (id TEXT PRIMARY KEY COLLATE NOCASE, description TEXT);
CREATE TABLE IF NOT EXISTS vat_groups (id TEXT PRIMARY KEY COLLATE NOCASE, description TEXT, vat_code TEXT);
CREATE TABLE IF NOT EXISTS users (
    id TEXT PRIMARY KEY COLLATE NOCASE, name TEXT NOT NULL, email TEXT,
    connector INTEGER NOT NULL DEFAULT 0, reviewer INTEGER NOT NULL DEFAULT 0,
    blocked INTEGER NOT NULL DEFAULT 0, person TEXT
);
CREATE TABLE IF NOT EXISTS user_groups (
    group_id TEXT NOT NULL, description TEXT, user_id TEXT NOT NULL,
    PRIMARY KEY (group_id, user_id)
);
CREATE TABLE IF NOT EXISTS mandates (
    code INTEGER PRIMARY KEY, debtor TEXT NOT NULL COLLATE NOCASE, reference TEXT, iban TEXT
);
CREATE TABLE IF NOT EXISTS commitments (
    unit INTEGER NOT NULL, number INTEGER NOT NULL, creditor TEXT, description TEXT,
    account TEXT, amount INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0,
    modified TEXT NOT NULL, PRIMARY KEY (unit, number)
);

CREATE TABLE IF NOT EXISTS subject_types (
    id INTEGER PRIMARY KEY, description TEXT NOT NULL, destinations TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS subjects (
    id INTEGER PRIMARY KEY, type INTEGER NOT NULL, subject TEXT COLLATE NOCASE, comment TEXT,
    submitted TEXT, responsible TEXT, completed INTEGER NOT NULL DEFAULT 0, completed_at TEXT,
    destination_type TEXT, destination TEXT COLLATE NOCASE,
    sales_unit INTEGER, sales_invoice TEXT COLLATE NOCASE,
    purchase_unit INTEGER, purchase_invoice TEXT COLLATE NOCASE,
    entry INTEGER, voucher TEXT COLLATE NOCASE, project TEXT, fields TEXT NOT NULL DEFAULT '{}',
    created TEXT NOT NULL, modified TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS subjects_sales ON subjects (sales_invoice, sales_unit);
CREATE INDEX IF NOT EXISTS subjects_purchase ON subjects (purchase_invoice, purchase_unit);
CREATE TABLE IF NOT EXISTS subject_files (
    id INTEGER PRIMARY KEY, subject INTEGER NOT NULL, file TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL, size INTEGER NOT NULL, content BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS subject_files_subject ON subject_files (subject);
