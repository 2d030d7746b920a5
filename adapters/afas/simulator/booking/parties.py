"""Organisations, persons and contacts: finding an existing one by match, or making a new one."""

import json
from dataclasses import dataclass

from adapters.afas.simulator.booking.addresses import (
    Owner,
    add_bank_accounts,
    address_row,
    save_addresses,
)
from adapters.afas.simulator.booking.desk import Desk
from adapters.afas.simulator.booking.record import Record
from adapters.afas.simulator.store.books import Row, Value
from adapters.afas.simulator.texts import (
    ALREADY_EXISTS,
    DOES_NOT_EXIST,
    ENTER_A_VALUE,
    FILE_NAME_INVALID,
    IMAGE_WITHOUT_NAME,
    MATCH_9_NEEDS_UPDATE,
    NOT_FOUND_BY_ADDRESS,
    NOT_FOUND_BY_MATCH,
    SEVERAL_MATCHES,
    Label,
    Refusal,
)

NUMBER = Label("Number", "Nummer")
NAME = Label("Name", "Naam")
LAST_NAME = Label("Last name", "Achternaam")
PERSON = Label("Person", "Persoon")
CONTACT = Label("Contact", "Contact")

ORGANISATION_TYPE, PERSON_TYPE = "Organisatie", "Persoon"

_COLUMNS = {
    "Nm": "name",
    "SeNm": "search_name",
    "CcNr": "chamber_number",
    "FiNr": "fiscal_number",
    "TeNr": "phone",
    "MbNr": "mobile",
    "EmAd": "email",
    "HoPa": "website",
    "Re": "remark",
    "FiNm": "first_name",
    "In": "initials",
    "Is": "prefix",
    "LaNm": "last_name",
    "ViGe": "gender",
    "DaBi": "birth_date",
    "SoSe": "citizen_number",
}
_NOT_STORED = {"BcCo", "BcId", "AutoNum", "MatchOga", "MatchPer", "FileStream"}


@dataclass(frozen=True, slots=True)
class Saving:
    """How an organisation or person is saved: under which relation, by which verb."""

    updates: bool
    parent: str | None = None  # the base contact of the relation around it


def save_organisation(desk: Desk, record: Record, saving: Saving) -> Row:
    return _save(desk, record, saving, "MatchOga", ORGANISATION_TYPE)


def save_person(desk: Desk, record: Record, saving: Saving) -> Row:
    return _save(desk, record, saving, "MatchPer", PERSON_TYPE)


def _save(desk: Desk, record: Record, saving: Saving, match: str, kind: str) -> Row:
    _check_image(record)
    how = record.text(match) or ("9" if saving.parent else "0")
    found = _find(desk, record, saving, how, kind)
    if found is None and (saving.updates or record.action == "update"):
        raise Refusal(NOT_FOUND_BY_MATCH)
    if found is None:
        number = _insert(desk, record, kind)
    else:
        number = found["number"]
        _update(desk, found, record, kind)
    save_addresses(desk, Owner(number, found is None), record)
    add_bank_accounts(desk, number, record)
    for each in record.under("KnContact"):
        _add_contact(desk, each, number, kind)
    return desk.must("parties", NUMBER, number=number)


def _check_image(record: Record) -> None:
    if record.maybe("FileStream"):
        name = record.text("FileName")
        if not name:
            raise Refusal(IMAGE_WITHOUT_NAME)
        if any(each in name for each in '\\/:*?"<>|'):
            raise Refusal(FILE_NAME_INVALID)


def _find(desk: Desk, record: Record, saving: Saving, how: str, kind: str) -> Row | None:
    if how == "9":
        if saving.parent is None or not (saving.updates or record.action == "update"):
            raise Refusal(MATCH_9_NEEDS_UPDATE)
        return desk.must("parties", NUMBER, number=saving.parent)
    if kind == ORGANISATION_TYPE and how in ("4", "5"):
        return _by_address(desk, record, "adr" if how == "4" else "pad")
    wanted = _criteria(record, how, kind)
    if not wanted:
        return None
    indexed = how in ("0", "1") or kind == ORGANISATION_TYPE
    shape = "{} = ?" if indexed else "COALESCE({}, '') = ? COLLATE NOCASE"
    match = " AND ".join(shape.format(name) for name in wanted)
    rows = desk.books.all(
        f"SELECT * FROM parties WHERE type = ? AND {match} LIMIT 2",  # noqa: S608 - names are ours
        (kind, *wanted.values()),
    )
    return _single(rows)


def _single(rows: list[Row]) -> Row | None:
    if len(rows) > 1:
        raise Refusal(SEVERAL_MATCHES)
    return rows[0] if rows else None


def _criteria(record: Record, how: str, kind: str) -> dict[str, Value]:
    if how == "0":
        return {"number": record.text("BcCo")} if record.maybe("BcCo") else {}
    if kind == ORGANISATION_TYPE:
        field, column = {
            "1": ("CcNr", "chamber_number"),
            "2": ("FiNr", "fiscal_number"),
            "3": ("Nm", "name"),
        }.get(how, ("", ""))
        return {column: record.text(field)} if field and record.maybe(field) else {}
    if how == "1":
        return {"citizen_number": record.text("SoSe")} if record.maybe("SoSe") else {}
    if how == "7":
        return {}
    extra = {
        "3": ("EmAd", "email"),
        "4": ("MbNr", "mobile"),
        "5": ("TeNr", "phone"),
        "6": ("DaBi", "birth_date"),
    }.get(how)
    fields = [("LaNm", "last_name"), ("In", "initials"), ("Is", "prefix"), ("ViGe", "gender")]
    fields += [extra] if extra else []
    return {column: record.text(field) for field, column in fields}


def _by_address(desk: Desk, record: Record, role: str) -> Row:
    given = record.first("KnBasicAddressAdr" if role == "adr" else "KnBasicAddressPad")
    if given is None:
        raise Refusal(NOT_FOUND_BY_ADDRESS)
    row = address_row(desk, given, complete=True)
    found = _single(
        desk.books.all(
            "SELECT p.* FROM addresses a JOIN parties p ON p.number = a.owner WHERE p.type = ?"
            " AND a.role = ? AND a.zip IS ? AND a.number IS ? AND a.street IS ? LIMIT 2",
            (ORGANISATION_TYPE, role, row.get("zip"), row.get("number"), row.get("street")),
        )
    )
    if found is None:
        raise Refusal(NOT_FOUND_BY_ADDRESS)
    return found


def _insert(desk: Desk, record: Record, kind: str) -> str:
    name, label = ("Nm", NAME) if kind == ORGANISATION_TYPE else ("LaNm", LAST_NAME)
    if not record.maybe(name):
        raise Refusal(ENTER_A_VALUE, label=label)
    number = record.maybe("BcCo")
    if record.flag("AutoNum") or number is None:
        if not desk.settings.autonumbering.organisations or not (
            record.flag("AutoNum") or "AutoNum" not in record.values
        ):
            raise Refusal(ENTER_A_VALUE, label=NUMBER)
        number = str(desk.books.next("party"))
        while desk.maybe("parties", number=number) is not None:
            number = str(desk.books.next("party"))
    elif desk.maybe("parties", number=number) is not None:
        raise Refusal(ALREADY_EXISTS, key=number, label=NUMBER)
    row = _row(record, kind)
    row.setdefault("search_name", str(row["name"]).upper()[:10])
    desk.books.insert(
        "parties",
        row
        | {
            "number": number,
            "internal": desk.books.next("party internal"),
            "type": kind,
            "fields": json.dumps(_rest(record), ensure_ascii=False),
            "created": desk.now,
            "modified": desk.now,
        },
    )
    return number


def _update(desk: Desk, found: Row, record: Record, kind: str) -> None:
    row = _row(record, kind, dict(found))
    fields = json.loads(found["fields"]) | _rest(record)
    row |= {"fields": json.dumps(fields, ensure_ascii=False), "modified": desk.now}
    desk.update("parties", row, number=found["number"])


def _row(record: Record, kind: str, before: dict[str, Value] | None = None) -> dict[str, Value]:
    row: dict[str, Value] = {
        column: record.maybe(name) for name, column in _COLUMNS.items() if name in record.values
    }
    if "PadAdr" in record.values:
        row["postal_is_address"] = int(record.flag("PadAdr"))
    if kind == PERSON_TYPE and {"last_name", "first_name", "initials", "prefix"} & row.keys():
        known = (before or {}) | row
        first = known.get("first_name") or known.get("initials")
        parts = (first, known.get("prefix"), known.get("last_name"))
        row["name"] = " ".join(str(each) for each in parts if each)
    return row


def _rest(record: Record) -> dict[str, str | bool | int]:
    return {
        name: value if isinstance(value, bool | int) else str(value or "")
        for name, value in record.values.items()
        if name not in _COLUMNS and name not in _NOT_STORED
    }


_CONTACT_COLUMNS = {
    "ViKc": "type",
    "ExAd": "department",
    "ViFu": "function",
    "FuDs": "function_card",
    "TeNr": "phone",
    "MbNr": "mobile",
    "EmAd": "email",
    "Re": "remark",
}


def _add_contact(desk: Desk, record: Record, owner: str, kind: str) -> None:
    inner = record.first("KnPerson")
    type_ = record.text("ViKc") or ("PRS" if inner is not None else "AFD")
    if type_ == "PRS" and inner is None and kind == ORGANISATION_TYPE:
        raise Refusal(ENTER_A_VALUE, label=PERSON)
    person = owner if kind == PERSON_TYPE else None
    if inner is not None:
        person = save_person(desk, inner, Saving(updates=False))["number"]
    row = _contact_row(record) | {
        "type": type_,
        "organisation": owner if kind == ORGANISATION_TYPE else None,
        "person": person,
        "created": desk.now,
        "modified": desk.now,
    }
    contact = desk.books.insert("contacts", row)
    for name in ("KnBasicAddressAdr", "KnBasicAddressPad"):
        address = record.first(name)
        if address is not None:
            values = address_row(desk, address, complete=True)
            values |= {
                "contact": contact,
                "role": "adr" if name.endswith("Adr") else "pad",
                "begins": "1900-01-01",
                "created": desk.now,
                "modified": desk.now,
            }
            desk.books.insert("addresses", values)


def _contact_row(record: Record) -> dict[str, Value]:
    row: dict[str, Value] = {
        column: record.maybe(name)
        for name, column in _CONTACT_COLUMNS.items()
        if name in record.values
    }
    if "Bl" in record.values:
        row["blocked"] = int(record.flag("Bl"))
    rest = {
        name: str(value)
        for name, value in record.values.items()
        if name not in _CONTACT_COLUMNS and value is not None
    }
    row["fields"] = json.dumps(rest, ensure_ascii=False)
    return row


def change_contact(desk: Desk, record: Record) -> dict[str, str]:
    """KnContact by PUT: found by CdId, or by organisation with or without person."""
    if record.whole("CdId") is not None:
        row = desk.must("contacts", CONTACT, id=record.whole("CdId"))
    else:
        rows = desk.books.all(
            "SELECT * FROM contacts WHERE organisation IS ? AND person IS ? LIMIT 2",
            (record.maybe("BcCoOga"), record.maybe("BcCoPer")),
        )
        found = _single(rows)
        if found is None:
            raise Refusal(DOES_NOT_EXIST, label=CONTACT)
        row = found
    change = _contact_row(record) | {"modified": desk.now}
    change["fields"] = json.dumps(
        json.loads(row["fields"]) | json.loads(str(change["fields"])), ensure_ascii=False
    )
    desk.update("contacts", change, id=row["id"])
    return {}


def party_reply(row: Row) -> dict[str, str]:
    return {"BcCo": row["number"], "BcId": str(row["internal"])}
