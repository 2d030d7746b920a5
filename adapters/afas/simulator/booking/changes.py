"""What may change after booking: deleting entries, invoice data, free fields of lines."""

import json

from adapters.afas.simulator.booking.desk import Desk
from adapters.afas.simulator.booking.entries import (
    INVOICE_NUMBER,
    INVOICE_SIDE,
    JOURNAL,
    administration,
)
from adapters.afas.simulator.booking.ledger import unpost
from adapters.afas.simulator.booking.periods import open_period
from adapters.afas.simulator.booking.record import FREE_FIELD, Record
from adapters.afas.simulator.booking.terms import PAYMENT_CONDITION, due_date
from adapters.afas.simulator.booking.values import key_number
from adapters.afas.simulator.store.books import Row, Value
from adapters.afas.simulator.texts import (
    BANK_ACCOUNT_NOT_FOUND,
    DOES_NOT_EXIST,
    ENTRY_SETTLED,
    ENTRY_WITHOUT_INVOICE,
    INVOICE_SETTLED,
    SEVERAL_MATCHES,
    Label,
    Refusal,
)

ENTRY_NUMBER = Label("Journal entry number", "Nummer journaalpost")


def delete_entry(desk: Desk, keys: dict[str, str]) -> None:
    unit = administration(desk, key_number(keys["UnId"]))
    journal = desk.must("journals", JOURNAL, unit=unit, id=keys["JoCo"])
    if "EnNo" in keys:
        number = key_number(keys["EnNo"])
        rows = desk.books.all(
            "SELECT * FROM entries WHERE unit = ? AND entry = ? AND journal = ?",
            (unit, number, journal["id"]),
        )
        label = ENTRY_NUMBER
    else:
        rows = desk.books.all(
            "SELECT * FROM entries WHERE unit = ? AND journal = ? AND entry IN"
            " (SELECT entry FROM invoices WHERE unit = ? AND invoice = ?)",
            (unit, journal["id"], unit, keys["InId"]),
        )
        label = INVOICE_NUMBER
    if not rows:
        raise Refusal(DOES_NOT_EXIST, label=label)
    for row in rows:
        _deletable(desk, row, journal)
        unpost(desk.books, unit, row["entry"], desk.now)


def _deletable(desk: Desk, row: Row, journal: Row) -> None:
    unit, entry = row["unit"], row["entry"]
    booked = desk.books.all(
        "SELECT year, period FROM entries WHERE unit = ? AND (entry = ? OR entry IN"
        " (SELECT made FROM spread_entries WHERE unit = ? AND entry = ?))",
        (unit, entry, unit, entry),
    )
    for each in booked:
        open_period(desk, unit, each["year"], each["period"])
    made = desk.books.all("SELECT * FROM invoices WHERE unit = ? AND entry = ?", (unit, entry))
    invoice = made and journal["kind"] in INVOICE_SIDE
    if not invoice and desk.settings.delete_only_invoices:
        raise Refusal(ENTRY_WITHOUT_INVOICE, entry=entry)
    for each in made:
        settled = desk.books.number(
            "SELECT COUNT(*) FROM lines WHERE unit = ? AND side = ? AND relation = ?"
            " AND invoice = ? AND entry != ?",
            (unit, each["kind"], each["relation"], each["invoice"], entry),
        )
        if settled:
            raise Refusal(ENTRY_SETTLED, entry=entry)


_INVOICE_COLUMNS = {
    "ExDa": "due_date",
    "Ds": "description",
    "PaId": "payment_reference",
    "PaCd": "payment_condition",
    "Fref": "reference",
}
_INVOICE_KEYS = ("UnId", "VaAd", "DcNr", "InId")


def change_invoice(desk: Desk, record: Record) -> dict[str, str]:
    row = _one_invoice(desk, record)
    if "AmCr" in record.values and row["balance"] == 0:
        raise Refusal(INVOICE_SETTLED)
    change: dict[str, Value] = {
        column: record.maybe(name)
        for name, column in _INVOICE_COLUMNS.items()
        if name in record.values
    }
    if "BlPa" in record.values:
        change["blocked"] = int(record.flag("BlPa"))
    if record.maybe("PaCd"):
        desk.must("payment_conditions", PAYMENT_CONDITION, id=record.text("PaCd"))
        if "ExDa" not in record.values:
            credit_note = row["amount"] < 0
            change["due_date"] = due_date(
                desk, record.text("PaCd"), row["voucher_date"], credit_note=credit_note
            )
    if record.maybe("BankAccount"):
        _bank_account(desk, row, record.text("BankAccount"))
    rest = json.loads(row["fields"]) | {
        name: value if isinstance(value, bool | int) else str(value)
        for name, value in record.values.items()
        if name not in _INVOICE_COLUMNS and name not in _INVOICE_KEYS and value is not None
    }
    change |= {"fields": json.dumps(rest, ensure_ascii=False), "modified": desk.now}
    desk.update("invoices", change, id=row["id"])
    return {name: record.text(name) for name in _INVOICE_KEYS if record.maybe(name)}


def _one_invoice(desk: Desk, record: Record) -> Row:
    """VaAd and DcNr may be left out, as official examples do, when the number is unique."""
    unit = administration(desk, record.whole("UnId"))
    sql = "SELECT * FROM invoices WHERE unit = ? AND invoice = ? AND entry IS NOT NULL"
    values: list[Value] = [unit, record.text("InId")]
    for name, column in (("VaAd", "kind"), ("DcNr", "relation")):
        if record.maybe(name):
            sql += f" AND {column} = ?"
            values.append(record.text(name))
    rows = desk.books.all(sql, values)
    if not rows:
        raise Refusal(DOES_NOT_EXIST, label=INVOICE_NUMBER)
    if len(rows) > 1:
        raise Refusal(SEVERAL_MATCHES)
    return rows[0]


def _bank_account(desk: Desk, invoice: Row, number: str) -> None:
    found = desk.books.number(
        "SELECT COUNT(*) FROM bank_accounts b JOIN relations r ON r.party = b.owner"
        " WHERE r.kind = ? AND r.id = ? AND (b.iban = ? OR b.account = ?)",
        (invoice["kind"], invoice["relation"], number.replace(" ", ""), number),
    )
    if found != 1:
        raise Refusal(BANK_ACCOUNT_NOT_FOUND, number=number, relation=invoice["relation"])


def change_line(desk: Desk, record: Record) -> dict[str, str]:
    unit = administration(desk, record.whole("UnId"))
    row = desk.must(
        "lines", ENTRY_NUMBER, unit=unit, entry=record.whole("EnNo"), line=record.whole("SeNo")
    )
    fields = json.loads(row["fields"] or "{}")
    for name, value in record.values.items():
        if FREE_FIELD.fullmatch(name):
            fields[name] = value if isinstance(value, bool | int) else record.maybe(name)
    change: dict[str, Value] = {
        "fields": json.dumps(fields, ensure_ascii=False),
        "modified": desk.now,
    }
    desk.update("lines", change, id=row["id"])
    desk.books.write(
        "INSERT INTO changed_days VALUES (?, ?)"
        " ON CONFLICT (entry_date) DO UPDATE SET modified = excluded.modified",
        (row["entry_date"], desk.now),
    )
    return {}
