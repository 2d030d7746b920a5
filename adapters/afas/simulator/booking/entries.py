"""FiEntries: books a journal entry, or refuses it whole."""

import json

from adapters.afas.simulator.booking.allocation import Allocation
from adapters.afas.simulator.booking.desk import Desk
from adapters.afas.simulator.booking.entry_line import LEDGER, prepare
from adapters.afas.simulator.booking.ledger import CREDITOR, DEBTOR, Entry, Line, post
from adapters.afas.simulator.booking.periods import open_day, open_period
from adapters.afas.simulator.booking.record import Record
from adapters.afas.simulator.booking.spreading import spread_line
from adapters.afas.simulator.booking.terms import due_date
from adapters.afas.simulator.store.books import Row, Value
from adapters.afas.simulator.texts import (
    BLOCKED_VALUE,
    DOES_NOT_EXIST,
    DUPLICATE_INVOICE,
    ENTER_A_VALUE,
    JOURNAL_EXPECTS,
    NO_LINES,
    NO_UNIT,
    NOT_BALANCED,
    TOO_MANY_LINES,
    Label,
    Refusal,
)

JOURNAL = Label("Journal", "Dagboek")
INVOICE_NUMBER = Label("Invoice number", "Factuurnummer")

INVOICE_SIDE = {"sales": DEBTOR, "purchase": CREDITOR}
PREFIX = {"sales": "V", "purchase": "I"}
COMPUTES_DUE_DATE = ("sales", "purchase", "opening")
EXPECTATION = {
    "sales": Label("a debtor line and no creditor lines", "een debiteurregel, geen crediteuren"),
    "purchase": Label("a creditor line and no debtor lines", "een crediteurregel, geen debiteuren"),
    "bank": Label("a line on a ledger account", "een regel op een grootboekrekening"),
    "cash": Label("a line on a ledger account", "een regel op een grootboekrekening"),
}


def administration(desk: Desk, given: int | None) -> int:
    """Left out, AFAS takes the one the connector user last logged on to."""
    if given is None:
        last = desk.settings.last_used_administration
        given = last if last in desk.units else min(desk.units, default=0)
    if given not in desk.units or desk.maybe("administrations", id=given) is None:
        raise Refusal(NO_UNIT)
    return given


def book(desk: Desk, record: Record) -> dict[str, str]:
    unit = administration(desk, record.whole("UnId"))
    journal = desk.must("journals", JOURNAL, unit=unit, id=record.text("JoCo"))
    if journal["blocked"]:
        raise Refusal(BLOCKED_VALUE, label=JOURNAL, value=journal["id"])
    given = list(record.under("FiEntries"))
    if not given:
        raise Refusal(NO_LINES)
    limit = desk.settings.max_entry_lines
    if limit and len(given) > limit:
        raise Refusal(TOO_MANY_LINES, limit=limit)
    year, period = _period(desk, unit, record, given)
    allocation = Allocation(unit, record.flag("AdDc"), record.flag("AdDa"))
    lines = [prepare(desk, allocation, each, number) for number, each in enumerate(given, 1)]
    _balanced(lines)
    _expected(journal, lines)
    number = _invoice_number(desk, unit, journal, lines, autonumber=record.flag("AuNu"))
    _items(desk, unit, journal, lines)
    entry = Entry(
        unit=unit,
        entry=desk.books.next(f"entry {unit}"),
        year=year,
        period=period,
        journal=journal["id"],
        sequence=desk.books.next(f"journal {unit} {journal['id']} {year}"),
        created=desk.now,
        lines=lines,
    )
    post(desk.books, entry)
    _under_lines(desk, entry, given)
    desk.touched.append(("entry", unit, str(entry.entry)))
    reply = {"UnId": str(unit), "EnNo": str(entry.entry)}
    return reply | ({"InId": number} if number else {})


def _period(desk: Desk, unit: int, record: Record, given: list[Record]) -> tuple[int, int]:
    year, period = record.whole("Year") or 0, record.whole("Peri") or 0
    found = [open_day(desk, unit, each.text("BpDa")) for each in given]
    if desk.settings.period_from == "voucher_date":
        return int(found[0]["year"]), int(found[0]["period"])
    open_period(desk, unit, year, period)
    return year, period


def _balanced(lines: list[Line]) -> None:
    debit, credit = sum(each.debit for each in lines), sum(each.credit for each in lines)
    if debit != credit:
        raise Refusal(NOT_BALANCED, debit=_amount(debit), credit=_amount(credit))


def _amount(cents: int) -> str:
    sign, whole = "-" if cents < 0 else "", abs(cents)
    return f"{sign}{whole // 100}.{whole % 100:02}"


def _expected(journal: Row, lines: list[Line]) -> None:
    sides = {each.side for each in lines}
    met = {
        "sales": DEBTOR in sides and CREDITOR not in sides,
        "purchase": CREDITOR in sides and DEBTOR not in sides,
        "bank": LEDGER in sides,
        "cash": LEDGER in sides,
    }.get(journal["kind"], True)
    if not met:
        raise Refusal(
            JOURNAL_EXPECTS, journal=journal["id"], expectation=EXPECTATION[journal["kind"]]
        )


def _invoice_number(
    desk: Desk, unit: int, journal: Row, lines: list[Line], *, autonumber: bool
) -> str | None:
    """The number for the reply; a generated one goes onto every line that has none."""
    side = INVOICE_SIDE.get(journal["kind"])
    given = next((each.invoice for each in lines if each.invoice), None)
    if side is None:
        return given
    parties = [each for each in lines if each.side == side]
    keeps = given is not None and desk.settings.autonumber_with_invoice == "keep_given"
    if autonumber and not keeps:
        given = None
    elif given is None and desk.settings.invoice_without_number == "refuse":
        raise Refusal(ENTER_A_VALUE, label=INVOICE_NUMBER)
    if given is None:
        kind = journal["kind"]
        given = f"{PREFIX[kind]}{desk.books.next(f'invoice {unit} {kind}'):07}"
        for each in lines:
            each.invoice = given
    for each in parties:
        each.invoice = each.invoice or given
    return given


def _items(desk: Desk, unit: int, journal: Row, lines: list[Line]) -> None:
    """Which lines make an invoice, when it is due, and which numbers must exist already."""
    side = INVOICE_SIDE.get(journal["kind"])
    for line in lines:
        if line.relation is None:
            continue
        known = (
            desk.maybe(
                "invoices", unit=unit, kind=line.side, relation=line.relation, invoice=line.invoice
            )
            if line.invoice
            else None
        )
        made = known is not None and known["entry"] is not None
        if line.side == side:
            reverses = made and known is not None and (known["amount"] > 0) != (line.owed > 0)
            if made and not reverses and desk.settings.duplicate_invoice == "refuse":
                raise Refusal(DUPLICATE_INVOICE, invoice=line.invoice, relation=line.relation)
            line.makes_invoice = not reverses
        elif journal["kind"] == "opening":
            line.makes_invoice = line.invoice is not None and not made
        elif line.invoice and known is None and desk.settings.unknown_invoice_number == "refuse":
            raise Refusal(DOES_NOT_EXIST, label=INVOICE_NUMBER)
        if line.due_date is None and journal["kind"] in COMPUTES_DUE_DATE:
            line.due_date = due_date(
                desk, line.payment_condition, line.voucher_date, credit_note=line.owed < 0
            )


def _under_lines(desk: Desk, entry: Entry, given: list[Record]) -> None:
    for number, line in enumerate(given, 1):
        key: dict[str, Value] = {"unit": entry.unit, "entry": entry.entry, "line": number}
        for row in line.under("FiPrjEntries"):
            rest = {name: str(value) for name, value in row.values.items() if value is not None}
            desk.books.insert(
                "project_lines",
                key
                | {
                    "project": row.text("PrId"),
                    "stage": row.maybe("PrSt"),
                    "item_type": row.maybe("VaIt") or "1",
                    "item": row.text("ItCd"),
                    "description": row.maybe("Ds"),
                    "cost": row.cents("AmCo"),
                    "quantity": row.maybe("Qu"),
                    "fields": json.dumps(rest, ensure_ascii=False),
                },
            )
        spread = line.first("FiTransEntries")
        if spread is not None:
            spread_line(desk, entry, number, spread)
        commitment = line.whole("CmNo")
        if commitment is not None:
            desk.books.write(
                "UPDATE commitments SET used = used + ?, modified = ? WHERE number = ?",
                (line.cents("AmDe") or line.cents("AmCr") or 0, desk.now, commitment),
            )
