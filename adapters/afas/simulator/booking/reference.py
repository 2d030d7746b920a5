"""KnDimCode, KnAccount and KnCurrencyRates: the small master data that clients may write."""

import json

from adapters.afas.simulator.booking.desk import Desk
from adapters.afas.simulator.booking.record import Record
from adapters.afas.simulator.booking.values import key_number
from adapters.afas.simulator.store.books import Value
from adapters.afas.simulator.texts import (
    ALREADY_EXISTS,
    DOES_NOT_EXIST,
    IN_USE,
    NOT_IN_LIST,
    Label,
    Refusal,
)

AXIS = Label("Allocation axis", "Verbijzonderingsas")
CODE = Label("Allocation code", "Code verbijzondering")
ACCOUNT = Label("Account number", "Rekeningnummer")
CURRENCY = Label("Currency", "Valuta")
SEQUENCE = Label("Sequence number", "Volgnummer")
AXES = 5


def _rest(record: Record, *taken: str) -> dict[str, str]:
    return {name: record.text(name) for name in record.values if name not in taken}


def _axis(record: Record) -> int:
    text = record.text("AxId")
    if not text.isdecimal() or not 1 <= int(text) <= AXES:
        raise Refusal(NOT_IN_LIST, value=text, label=AXIS)
    return int(text)


def insert_code(desk: Desk, record: Record) -> dict[str, str]:
    axis, code = _axis(record), record.text("VbCo")
    if desk.maybe("dimension_codes", axis=axis, id=code) is not None:
        raise Refusal(ALREADY_EXISTS, key=code, label=CODE)
    desk.books.insert(
        "dimension_codes",
        {
            "axis": axis,
            "id": code,
            "description": record.text("Ds"),
            "blocked": int(record.flag("Bl")),
            "fields": json.dumps(_rest(record, "AxId", "VbCo", "Ds", "Bl"), ensure_ascii=False),
            "created": desk.now,
            "modified": desk.now,
        },
    )
    return {}


def update_code(desk: Desk, record: Record) -> dict[str, str]:
    axis = _axis(record)
    found = desk.must("dimension_codes", CODE, axis=axis, id=record.text("VbCo"))
    change: dict[str, Value] = {"modified": desk.now}
    if "Ds" in record.values:
        change["description"] = record.maybe("Ds")
    if "Bl" in record.values:
        change["blocked"] = int(record.flag("Bl"))
    fields = json.loads(found["fields"]) | _rest(record, "AxId", "VbCo", "Ds", "Bl")
    change["fields"] = json.dumps(fields, ensure_ascii=False)
    desk.update("dimension_codes", change, axis=axis, id=found["id"])
    return {}


def delete_code(desk: Desk, keys: dict[str, str]) -> None:
    axis = _axis(Record({"AxId": keys["AxId"]}))
    found = desk.must("dimension_codes", CODE, axis=axis, id=keys["VbCo"])
    used = desk.books.number(
        "SELECT 1 FROM dimension_balances WHERE axis = ? AND code = ? LIMIT 1", (axis, found["id"])
    )
    if used:
        raise Refusal(IN_USE, key=found["id"])
    desk.books.write("DELETE FROM assignments WHERE axis = ? AND code = ?", (axis, found["id"]))
    desk.books.write("DELETE FROM dimension_codes WHERE axis = ? AND id = ?", (axis, found["id"]))


_ACCOUNT_COLUMNS = {
    "Ds": "description",
    "VaAt": "type",
    "VaPc": "kind",
    "CoAc": "summary_type",
    "ColA": "collect_on",
    "VaCo": "vat_code",
    "VaBu": "budget",
    "VaPp": "to_project",
    "VaA1": "dim1",
    "VaA2": "dim2",
    "VaA3": "dim3",
    "VaA4": "dim4",
    "VaA5": "dim5",
}
_ACCOUNT_FLAGS = {
    "Bl": "blocked",
    "SaYn": "summary",
    "VaYn": "vat_allowed",
    "FaYn": "reconcilable",
    "MaBl": "manual_blocked",
}
_NEVER_EMPTY = {"CoAc": "N", "VaBu": "N", "VaPp": "N"} | {f"VaA{axis}": "N" for axis in range(1, 6)}


def _account_row(desk: Desk, record: Record) -> dict[str, Value]:
    row: dict[str, Value] = {
        column: record.maybe(name) or _NEVER_EMPTY.get(name)
        for name, column in _ACCOUNT_COLUMNS.items()
        if name in record.values
    }
    row |= {
        column: int(record.flag(name))
        for name, column in _ACCOUNT_FLAGS.items()
        if name in record.values
    }
    if row.get("vat_code") is not None:
        desk.must("vat_codes", Label("Preferred VAT code", "Voorkeur btw-code"), id=row["vat_code"])
    if row.get("collect_on") is not None:
        desk.must("accounts", Label("Collect on", "Verzamelen op"), id=row["collect_on"])
    return row


def insert_account(desk: Desk, record: Record) -> dict[str, str]:
    number = record.text("AcNr")
    if desk.maybe("accounts", id=number) is not None:
        raise Refusal(ALREADY_EXISTS, key=number, label=ACCOUNT)
    rest = _rest(record, "AcNr", *_ACCOUNT_COLUMNS, *_ACCOUNT_FLAGS)
    desk.books.insert(
        "accounts",
        _account_row(desk, record)
        | {
            "id": number,
            "fields": json.dumps(rest, ensure_ascii=False),
            "created": desk.now,
            "modified": desk.now,
        },
    )
    return {}


def update_account(desk: Desk, record: Record) -> dict[str, str]:
    found = desk.must("accounts", ACCOUNT, id=record.text("AcNr"))
    rest = _rest(record, "AcNr", *_ACCOUNT_COLUMNS, *_ACCOUNT_FLAGS)
    fields = json.dumps(json.loads(found["fields"]) | rest, ensure_ascii=False)
    change = _account_row(desk, record) | {"fields": fields, "modified": desk.now}
    desk.update("accounts", change, id=found["id"])
    return {}


def delete_account(desk: Desk, keys: dict[str, str]) -> None:
    found = desk.must("accounts", ACCOUNT, id=keys["AcNr"])
    if desk.books.number("SELECT 1 FROM lines WHERE account = ? LIMIT 1", (found["id"],)):
        raise Refusal(IN_USE, key=found["id"])
    desk.books.write("DELETE FROM accounts WHERE id = ?", (found["id"],))


def insert_rate(desk: Desk, record: Record) -> dict[str, str]:
    currency = desk.must("currencies", CURRENCY, id=record.text("Cu"))["id"]
    sequence = record.whole("Sn")
    if sequence is None:
        sequence = 1 + desk.books.number(
            "SELECT MAX(sequence) FROM currency_rates WHERE currency = ?", (currency,)
        )
    elif desk.maybe("currency_rates", currency=currency, sequence=sequence) is not None:
        raise Refusal(ALREADY_EXISTS, key=f"{currency} {sequence}", label=SEQUENCE)
    desk.books.insert(
        "currency_rates",
        {
            "currency": currency,
            "sequence": sequence,
            "starts": record.maybe("DaSt"),
            "rate": record.maybe("DaRa"),
        },
    )
    return {}


def update_rate(desk: Desk, record: Record) -> dict[str, str]:
    found = desk.must(
        "currency_rates", SEQUENCE, currency=record.text("Cu"), sequence=record.whole("Sn")
    )
    change: dict[str, Value] = {
        "starts": record.maybe("DaSt") or found["starts"],
        "rate": record.maybe("DaRa") or found["rate"],
    }
    desk.update("currency_rates", change, currency=found["currency"], sequence=found["sequence"])
    return {}


def delete_rate(desk: Desk, keys: dict[str, str]) -> None:
    sequence = key_number(keys["Sn"])
    gone = desk.books.write(
        "DELETE FROM currency_rates WHERE currency = ? AND sequence = ?", (keys["Cu"], sequence)
    )
    if not gone:
        raise Refusal(DOES_NOT_EXIST, label=SEQUENCE)
