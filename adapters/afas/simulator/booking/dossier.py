"""KnSubject: dossier items, what they are about, and their files."""

import base64
import binascii
import hashlib
import json

from adapters.afas.simulator.booking.desk import Desk
from adapters.afas.simulator.booking.record import Record
from adapters.afas.simulator.booking.values import key_number
from adapters.afas.simulator.store.books import Books, Row, Value
from adapters.afas.simulator.texts import (
    DESTINATION_INVALID,
    DOES_NOT_EXIST,
    ENTER_A_VALUE,
    FILE_NAME_INVALID,
    TYPE_MISMATCH,
    Label,
    Refusal,
)

SUBJECT = Label("Dossier item", "Dossieritem")
SUBJECT_TYPE = Label("Dossier item type", "Type dossieritem")
DESTINATION = Label("Destination", "Bestemming")
FILE = Label("File as byte-array", "Bestand als byte-array")
FILE_NAME = Label("FileName", "FileName")

SALES, PURCHASE = "4", "11"  # SfTp
RELATION_KIND = {SALES: "2", PURCHASE: "3"}

_COLUMNS = {"Ds": "subject", "SbTx": "comment", "EmId": "responsible", "Da": "submitted"}


def insert_subject(desk: Desk, record: Record) -> dict[str, str]:
    type_ = desk.must("subject_types", SUBJECT_TYPE, id=record.whole("StId"))
    row = _row(record) | _link(desk, record.first("KnSubjectLink"), type_)
    row.setdefault("submitted", desk.now)
    number = desk.books.insert(
        "subjects",
        row
        | {
            "type": type_["id"],
            "fields": json.dumps(_rest(record), ensure_ascii=False),
            "created": desk.now,
            "modified": desk.now,
        },
    )
    if record.maybe("FileStream"):
        _add_file(desk, number, record.text("SbPa"), record.text("FileStream"))
    add_files(desk, number, record)
    return {"SbId": str(number)}


def update_subject(desk: Desk, record: Record) -> dict[str, str]:
    found = desk.must("subjects", SUBJECT, id=record.whole("SbId"))
    type_ = desk.must("subject_types", SUBJECT_TYPE, id=record.whole("StId") or int(found["type"]))
    change = _row(record) | _link(desk, record.first("KnSubjectLink"), type_)
    fields = json.loads(found["fields"]) | _rest(record)
    change |= {
        "type": type_["id"],
        "fields": json.dumps(fields, ensure_ascii=False),
        "modified": desk.now,
    }
    desk.update("subjects", change, id=found["id"])
    add_files(desk, found["id"], record)
    return {"SbId": str(found["id"])}


def add_attachment(desk: Desk, record: Record) -> dict[str, str]:
    """POST on KnSubject/KnSubjectAttachment: new files under an existing item."""
    found = desk.must("subjects", SUBJECT, id=record.whole("SbId"))
    add_files(desk, found["id"], record)
    desk.update("subjects", {"modified": desk.now}, id=found["id"])
    return {"SbId": str(found["id"])}


def delete_subject(desk: Desk, keys: dict[str, str]) -> None:
    number = key_number(keys["SbId"])
    if not desk.books.write("DELETE FROM subjects WHERE id = ?", (number,)):
        raise Refusal(DOES_NOT_EXIST, label=SUBJECT)
    desk.books.write("DELETE FROM subject_files WHERE subject = ?", (number,))


def _row(record: Record) -> dict[str, Value]:
    row: dict[str, Value] = {
        column: record.maybe(name) for name, column in _COLUMNS.items() if name in record.values
    }
    if "St" in record.values:
        row["completed"] = int(record.flag("St"))
        row["completed_at"] = record.maybe("DtSt")
    return row


def _rest(record: Record) -> dict[str, str]:
    taken = {*_COLUMNS, "SbId", "StId", "FileStream", "SbPa", "St", "DtSt"}
    return {name: record.text(name) for name in record.values if name not in taken}


def _link(desk: Desk, link: Record | None, type_: Row) -> dict[str, Value]:
    if link is None:
        return {}
    target = link.maybe("SfTp")
    if target is not None and target not in json.loads(type_["destinations"]):
        raise Refusal(DESTINATION_INVALID)
    row: dict[str, Value] = {
        "destination_type": target,
        "destination": link.maybe("SfId"),
        "sales_unit": link.whole("SiUn"),
        "sales_invoice": link.maybe("SiId"),
        "purchase_unit": link.whole("PiUn"),
        "purchase_invoice": link.maybe("PiId"),
        "project": link.maybe("PjId"),
    }
    kind = RELATION_KIND.get(target or "")
    if kind is not None and link.maybe("SfId"):
        desk.must("relations", DESTINATION, kind=kind, id=link.text("SfId"))
    invoice = _linked_invoice(desk, link)
    if invoice is not None:
        row |= {"entry": invoice["entry"], "voucher": invoice["voucher"]}
    return row


def _linked_invoice(desk: Desk, link: Record) -> Row | None:
    for kind, number, unit, label in (
        ("2", "SiId", "SiUn", Label("Sales invoice", "Verkoopfactuur")),
        ("3", "PiId", "PiUn", Label("Purchase invoice", "Inkoopfactuur")),
    ):
        if link.maybe(number):
            found = desk.books.one(
                "SELECT * FROM invoices WHERE kind = ? AND invoice = ? AND unit = ?"
                " AND (? IS NULL OR relation = ?)",
                (
                    *(kind, link.text(number), link.whole(unit) or 0),
                    *(link.maybe("SfId"), link.maybe("SfId")),
                ),
            )
            if found is None:
                raise Refusal(DOES_NOT_EXIST, label=label)
            return found
    return None


def add_files(desk: Desk, subject: int, record: Record) -> None:
    for each in record.under("KnSubjectAttachment"):
        if each.maybe("FileStream"):
            _add_file(desk, subject, each.text("FileName"), each.text("FileStream"))


def _add_file(desk: Desk, subject: int, name: str, stream: str) -> None:
    if not name:
        raise Refusal(ENTER_A_VALUE, label=FILE_NAME)
    if any(each in name for each in '\\/:*?"<>|'):
        raise Refusal(FILE_NAME_INVALID)
    try:
        content = base64.b64decode(stream, validate=True)
    except binascii.Error as error:
        raise Refusal(TYPE_MISMATCH, label=FILE) from error
    store_file(desk.books, subject, name, content)


def store_file(books: Books, subject: int, name: str, content: bytes) -> None:
    # An opaque id of 32 hexadecimal digits, as AFAS hands out; the same seed gives the same one.
    number = books.next("file")
    file = hashlib.sha256(f"{number} {subject} {name}".encode()).hexdigest()[:32].upper()
    books.insert(
        "subject_files",
        {
            "subject": subject,
            "file": file,
            "name": name,
            "size": len(content),
            "content": content,
        },
    )
