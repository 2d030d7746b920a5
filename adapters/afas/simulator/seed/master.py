"""The lists that a company sets up once: accounts, journals, VAT codes, dimensions, periods."""

import json
import tomllib
from datetime import date, timedelta
from pathlib import Path

from adapters.afas.simulator.store.books import Books, Value

COMPANY = tomllib.loads((Path(__file__).parent / "company.toml").read_text(encoding="utf-8"))

YEARS = 3
FIRST_STAMP = "2019-01-02T09:00:00.000"


def set_up(books: Books, today: date) -> None:
    _ledger(books)
    _periods(books, today)
    _dimensions(books)
    _lists(books, today)


def many(books: Books, table: str, columns: str, rows: list[tuple[Value, ...]]) -> None:
    marks = ", ".join("?" * len(columns.split(",")))
    books.write_many(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608 - names are ours


def _ledger(books: Books) -> None:
    many(
        books,
        "administrations",
        "id, name, code, vat_number, chamber_number, currency, period_table",
        [(*each, "EUR", 1) for each in COMPANY["administrations"]],
    )
    many(
        books,
        "accounts",
        "id, description, type, kind, summary, summary_type, vat_allowed, reconcilable,"
        " dim1, dim2, to_project, manual_blocked, blocked, created, modified",
        [_account(*each) for each in COMPANY["accounts"]],
    )
    many(
        books,
        "journals",
        "unit, id, description, kind, account, blocked",
        [(*each[:4], each[4] or None, _blocked(each)) for each in COMPANY["journals"]],
    )
    many(
        books,
        "vat_codes",
        "id, description, account, other_account, percent, duty, method, side, blocked",
        [(*each[:3], each[3] or None, *each[4:8], _blocked(each)) for each in COMPANY["vat_codes"]],
    )
    many(
        books,
        "payment_conditions",
        "id, description, days, end_of_month, discount_percent, discount_days",
        [tuple(each) for each in COMPANY["payment_conditions"]],
    )
    books.write("UPDATE accounts SET vat_code = '5' WHERE vat_allowed AND type = '4'")
    books.write("UPDATE accounts SET vat_code = '1' WHERE vat_allowed AND type = '3'")


def _blocked(each: list[Value]) -> int:
    return int(each[-1] == "blocked")


def _account(
    number: str, description: str, type_: str, kind: str, options: str
) -> tuple[Value, ...]:
    summary = "D" if "D" in options else "C" if "C" in options else "N"
    return (
        *(number, description, type_, kind, int(summary != "N"), summary),
        *(int("V" in options), int("R" in options or summary != "N")),
        *("B" if "A1" in options else "N", "B" if "A2" in options else "N"),
        *("V" if "P" in options else "N", int("M" in options), int("X" in options)),
        *(FIRST_STAMP, FIRST_STAMP),
    )


MONTHS = [
    "Januari",
    "Februari",
    "Maart",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Augustus",
    "September",
    "Oktober",
    "November",
    "December",
]


def _periods(books: Books, today: date) -> None:
    """Three financial years of twelve months and a closing period; the oldest is blocked."""
    rows: list[tuple[Value, ...]] = []
    for unit, *_ in COMPANY["administrations"]:
        for year in range(today.year - YEARS + 1, today.year + 1):
            blocked = int(year == today.year - YEARS + 1)
            for period, name in enumerate(MONTHS, 1):
                first = date(year, period, 1)
                last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
                rows.append(
                    (unit, year, period, name, first.isoformat(), last.isoformat(), blocked, 1)
                )
            end = f"{year}-12-31"
            rows.append((unit, year, 13, "Afsluiting", end, end, blocked, 1))
    many(
        books,
        "periods",
        "unit, year, period, description, first_day, last_day, blocked, period_table",
        rows,
    )


def _dimensions(books: Books) -> None:
    many(books, "axes", "id, name, name_nl", [tuple(each) for each in COMPANY["axes"]])
    codes = COMPANY["dimension_codes"]
    many(
        books,
        "dimension_codes",
        "axis, id, description, blocked, created, modified",
        [(*each[:3], _blocked(each), FIRST_STAMP, FIRST_STAMP) for each in codes],
    )
    many(
        books,
        "assignments",
        "unit, account, axis, code",
        [
            (unit, account[0], code[0], code[1])
            for unit, *_ in COMPANY["administrations"]
            for account in COMPANY["accounts"]
            if account[2] in ("3", "4")
            for code in codes
            if code[1] not in ("OUD", "INTERN")
        ],
    )


def _lists(books: Books, today: date) -> None:
    many(books, "currencies", "id, description, rate", [tuple(c) for c in COMPANY["currencies"]])
    many(
        books,
        "currency_rates",
        "currency, sequence, starts, rate",
        [
            (each[0], year - today.year + YEARS, f"{year}-01-01", each[2])
            for each in COMPANY["currencies"][1:]
            for year in range(today.year - YEARS + 1, today.year + 1)
        ],
    )
    for table, columns in {
        "countries": "id, name, name_nl, iso",
        "languages": "id, name, iso",
        "titles": "id, description",
        "item_groups": "id, description",
        "vat_groups": "id, description, vat_code",
        "free_fields": "object, id, label, label_nl, type, length",
    }.items():
        many(books, table, columns, [tuple(each) for each in COMPANY[table]])
    many(
        books,
        "cities",
        "country, name, zip_from, zip_to, area_code",
        [("NL", *each) for each in COMPANY["cities"]],
    )
    many(
        books,
        "items",
        "type, id, description, unit_code, item_group, vat_group, price, created, modified",
        [(*each, FIRST_STAMP, FIRST_STAMP) for each in COMPANY["items"]],
    )
    many(
        books,
        "users",
        "id, name, reviewer, connector, email",
        [(*each, f"{each[0].lower()}@zuiderveld.example") for each in COMPANY["users"]],
    )
    many(
        books,
        "user_groups",
        "group_id, description, user_id",
        [
            (
                "KOPPEL" if each[3] else "ADMIN",
                "Koppelingen" if each[3] else "Administratie",
                each[0],
            )
            for each in COMPANY["users"]
        ],
    )
    many(
        books,
        "subject_types",
        "id, description, destinations",
        [(each[0], each[1], json.dumps(each[2])) for each in COMPANY["subject_types"]],
    )
