"""Debtors and creditors: a sales or purchase relation on top of an organisation or person."""

import json

from adapters.afas.simulator.booking.desk import Desk
from adapters.afas.simulator.booking.entry_line import CURRENCY
from adapters.afas.simulator.booking.ledger import CREDITOR, DEBTOR
from adapters.afas.simulator.booking.parties import Saving, save_organisation, save_person
from adapters.afas.simulator.booking.record import Record
from adapters.afas.simulator.booking.terms import PAYMENT_CONDITION
from adapters.afas.simulator.store.books import Row, Value
from adapters.afas.simulator.texts import (
    ALREADY_EXISTS,
    DOES_NOT_EXIST,
    ENTER_A_VALUE,
    MODULE_ABSENT,
    Label,
    Refusal,
)

SUMMARY_ACCOUNT = Label("Summary account", "Verzamelrekening")
ORGANISATION = Label("Organisation/Person", "Organisatie/persoon")
NUMBER = {
    DEBTOR: Label("Debtor number", "Nummer debiteur"),
    CREDITOR: Label("Creditor number", "Nummer crediteur"),
}
KEY = {DEBTOR: "DbId", CREDITOR: "CrId"}
FLAG = {DEBTOR: "IsDb", CREDITOR: "IsCr"}
SUMMARY_TYPE = {DEBTOR: "D", CREDITOR: "C"}

_COLUMNS = {
    "ColA": "control",
    "PaCd": "payment_condition",
    "CuId": "currency",
    "VaDu": "vat_duty",
    "VaId": "vat_number",
}
_FLAGS = {"Bl": "blocked", "BlTl": "hidden", "AuPa": "auto_payment"}


def insert(desk: Desk, record: Record, kind: str) -> dict[str, str]:
    in_ledger = record.flag(FLAG[kind])
    if in_ledger and not record.maybe("ColA"):
        raise Refusal(ENTER_A_VALUE, label=SUMMARY_ACCOUNT)
    row = _row(desk, record, kind)
    party = _party(desk, record, Saving(updates=False))
    if party is None:
        raise Refusal(ENTER_A_VALUE, label=ORGANISATION)
    if desk.maybe("relations", kind=kind, party=party["number"]) is not None:
        raise Refusal(ALREADY_EXISTS, key=party["number"], label=NUMBER[kind])
    number = _number(desk, record, kind)
    desk.books.insert(
        "relations",
        row
        | {
            "kind": kind,
            "id": number,
            "party": party["number"],
            "in_ledger": int(in_ledger),
            "fields": json.dumps(_rest(record), ensure_ascii=False),
            "created": desk.now,
            "modified": desk.now,
        },
    )
    desk.touched.append(("debtor" if kind == DEBTOR else "creditor", 0, number))
    return {KEY[kind]: number, "BcCo": party["number"]}


def update(desk: Desk, record: Record, kind: str) -> dict[str, str]:
    found = desk.must("relations", NUMBER[kind], kind=kind, id=record.text(KEY[kind]))
    row = _row(desk, record, kind)
    if FLAG[kind] in record.values:
        row["in_ledger"] = int(record.flag(FLAG[kind]))
    control = row.get("control", found["control"])
    if row.get("in_ledger", found["in_ledger"]) and not control:
        raise Refusal(ENTER_A_VALUE, label=SUMMARY_ACCOUNT)
    fields = json.loads(found["fields"]) | _rest(record)
    row |= {"fields": json.dumps(fields, ensure_ascii=False), "modified": desk.now}
    desk.update("relations", row, kind=kind, id=found["id"])
    _party(desk, record, Saving(updates=True, parent=found["party"]))
    return {KEY[kind]: found["id"], "BcCo": found["party"]}


def _party(desk: Desk, record: Record, saving: Saving) -> Row | None:
    organisation = record.first("KnOrganisation")
    if organisation is not None:
        return save_organisation(desk, organisation, saving)
    person = record.first("KnPerson")
    return None if person is None else save_person(desk, person, saving)


def _row(desk: Desk, record: Record, kind: str) -> dict[str, Value]:
    row: dict[str, Value] = {
        column: record.maybe(name) for name, column in _COLUMNS.items() if name in record.values
    }
    row |= {
        column: int(record.flag(name)) for name, column in _FLAGS.items() if name in record.values
    }
    if "Krli" in record.values:
        row["credit_limit"] = record.cents("Krli") or 0
    if row.get("control") is not None:
        account = desk.must("accounts", SUMMARY_ACCOUNT, id=row["control"])
        if account["summary_type"] != SUMMARY_TYPE[kind]:
            raise Refusal(DOES_NOT_EXIST, label=SUMMARY_ACCOUNT)
    if row.get("payment_condition") is not None:
        desk.must("payment_conditions", PAYMENT_CONDITION, id=row["payment_condition"])
    if row.get("currency") is not None:
        found = desk.must("currencies", CURRENCY, id=row["currency"])
        if not desk.settings.modules.currency and found["id"] != "EUR":
            raise Refusal(MODULE_ABSENT, label=CURRENCY)
    return row


def _rest(record: Record) -> dict[str, str | bool | int]:
    taken = {*_COLUMNS, *_FLAGS, "Krli", *KEY.values()}
    return {
        name: value if isinstance(value, bool | int) else str(value or "")
        for name, value in record.values.items()
        if name not in taken
    }


def _number(desk: Desk, record: Record, kind: str) -> str:
    given = record.maybe(KEY[kind])
    if given is not None:
        if desk.maybe("relations", kind=kind, id=given) is not None:
            raise Refusal(ALREADY_EXISTS, key=given, label=NUMBER[kind])
        return given
    autonumbering = desk.settings.autonumbering
    if not (autonumbering.debtors if kind == DEBTOR else autonumbering.creditors):
        raise Refusal(ENTER_A_VALUE, label=NUMBER[kind])
    number = str(desk.books.next(f"relation {kind}"))
    while desk.maybe("relations", kind=kind, id=number) is not None:
        number = str(desk.books.next(f"relation {kind}"))
    return number
