"""Addresses and bank accounts that hang under an organisation or person."""

import json
import re
from dataclasses import dataclass

from adapters.afas.simulator.booking.desk import Desk
from adapters.afas.simulator.booking.record import Record
from adapters.afas.simulator.store.books import Value
from adapters.afas.simulator.texts import ADDRESS_INCOMPLETE, IBAN_INVALID, Label, Refusal

COUNTRY = Label("Country", "Land")
FIRST = "1900-01-01"
BIC = {
    "ABNA": "ABNANL2A",
    "INGB": "INGBNL2A",
    "RABO": "RABONL2U",
    "TRIO": "TRIONL2U",
    "KNAB": "KNABNL2H",
    "BUNQ": "BUNQNL2A",
    "ASNB": "ASNBNL21",
    "SNSB": "SNSBNL2A",
}
_COLUMNS = {
    "StAd": "street_addition",
    "Ad": "street",
    "HmNr": "number",
    "HmAd": "number_addition",
    "ZpCd": "zip",
    "Rs": "city",
    "CoId": "country",
    "AdAd": "addition",
}
_WHAT_AN_ADDRESS_IS = [
    "street",
    "street_addition",
    "number",
    "number_addition",
    "zip",
    "city",
    "country",
    "addition",
    "po_box",
]


@dataclass(frozen=True, slots=True)
class Owner:
    number: str
    is_new: bool


def save_addresses(desk: Desk, owner: Owner, record: Record) -> None:
    """The visiting address, and the postal one unless it equals the first (PadAdr)."""
    visiting = record.first("KnBasicAddressAdr")
    postal = record.first("KnBasicAddressPad")
    if visiting is not None:
        _save(desk, owner, visiting, "adr")
    same = record.flag("PadAdr")
    if same and visiting is not None:
        _save(desk, owner, visiting, "pad")
    elif not same and postal is not None:
        _save(desk, owner, postal, "pad")


def _save(desk: Desk, owner: Owner, record: Record, role: str) -> None:
    current = desk.books.one(
        "SELECT * FROM addresses WHERE owner = ? AND role = ? ORDER BY begins DESC, id DESC",
        (owner.number, role),
    )
    row = address_row(desk, record, complete=current is None)
    if current is None:
        _insert(desk, row, owner.number, role, FIRST)
        return
    merged = {name: row.get(name, current[name]) for name in _WHAT_AN_ADDRESS_IS}
    if all(current[name] == value for name, value in merged.items()):
        return
    begins = record.maybe("BeginDate") or desk.today.isoformat()
    if begins <= current["begins"] or not record.maybe("BeginDate"):
        desk.update("addresses", merged | {"modified": desk.now}, id=current["id"])
    else:
        _insert(desk, merged, owner.number, role, begins)


def address_row(desk: Desk, record: Record, *, complete: bool) -> dict[str, Value]:
    row: dict[str, Value] = {
        column: record.whole(name) if name == "HmNr" else record.maybe(name)
        for name, column in _COLUMNS.items()
        if name in record.values
    }
    if "PbAd" in record.values:
        row["po_box"] = int(record.flag("PbAd"))
    if row.get("country") is not None:
        desk.must("countries", COUNTRY, id=row["country"])
    if complete and not (row.get("street") or row.get("city") or row.get("zip")):
        raise Refusal(ADDRESS_INCOMPLETE)
    if record.flag("ResZip") and not (row.get("zip") and "Rs" in record.values):
        raise Refusal(ADDRESS_INCOMPLETE)
    if row.get("country") == "NL" and row.get("zip"):
        row["zip"] = dutch_zip(str(row["zip"]))
    return row


def dutch_zip(text: str) -> str:
    found = re.fullmatch(r"\s*(\d{4})\s*([A-Za-z]{2})\s*", text)
    return f"{found[1]} {found[2].upper()}" if found else text


def _insert(desk: Desk, row: dict[str, Value], owner: str, role: str, begins: str) -> None:
    desk.books.insert(
        "addresses",
        row
        | {
            "owner": owner,
            "role": role,
            "begins": begins,
            "created": desk.now,
            "modified": desk.now,
        },
    )


def add_address(desk: Desk, record: Record) -> dict[str, str]:
    """KnAddress: an address of its own, linked to a contact at most."""
    row = address_row(desk, record, complete=True)
    contact = record.whole("KnCdtCdId")
    if contact is not None:
        desk.must("contacts", Label("Contact", "Contact"), id=contact)
        row["contact"] = contact
    desk.books.insert(
        "addresses",
        row | {"role": "adr", "begins": FIRST, "created": desk.now, "modified": desk.now},
    )
    return {}


def add_bank_accounts(desk: Desk, owner: str, record: Record) -> None:
    """Bank accounts are only ever added; the same number twice stays one."""
    for each in record.under("KnBankAccount"):
        iban = re.sub(r"\s", "", each.text("Iban")).upper() or None
        account = each.maybe("BaAc")
        if iban is None and account is None:
            continue  # "one of Iban or BaAc required to be processed"
        if iban is not None and each.flag("IbCk") and not valid_iban(iban):
            raise Refusal(IBAN_INVALID)
        desk.must("countries", COUNTRY, id=each.text("CoId"))
        known = desk.books.number(
            "SELECT 1 FROM bank_accounts WHERE owner = ? AND iban IS ? AND account IS ?",
            (owner, iban, account),
        )
        if known:
            continue
        rest = {name: str(value) for name, value in each.values.items() if value is not None}
        desk.books.insert(
            "bank_accounts",
            {
                "owner": owner,
                "country": each.text("CoId"),
                "iban": iban,
                "account": account,
                "bic": each.maybe("Bic") or (BIC.get(iban[4:8]) if iban else None),
                "g_account": int(each.flag("AcGa")),
                "fields": json.dumps(rest, ensure_ascii=False),
            },
        )


def valid_iban(iban: str) -> bool:
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", iban):
        return False
    digits = "".join(str(int(each, 36)) for each in iban[4:] + iban[:4])
    return int(digits) % 97 == 1
