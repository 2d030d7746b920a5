"""One line of a journal entry, checked and made ready to post."""

import json
from decimal import ROUND_HALF_UP, Decimal

from adapters.afas.simulator.booking.allocation import AllocatedLine, Allocation, allocate
from adapters.afas.simulator.booking.desk import Desk
from adapters.afas.simulator.booking.ledger import Line
from adapters.afas.simulator.booking.record import Record
from adapters.afas.simulator.booking.terms import PAYMENT_CONDITION
from adapters.afas.simulator.store.books import Row
from adapters.afas.simulator.texts import (
    ACCOUNT_CLOSED_FOR_ENTRY,
    BANK_ACCOUNT_NOT_ALLOWED,
    BANK_ACCOUNT_NOT_FOUND,
    BLOCKED_VALUE,
    BOTH_AMOUNTS,
    DOES_NOT_EXIST,
    ENTER_A_VALUE,
    MODULE_ABSENT,
    NEGATIVE_AMOUNT,
    NO_ACCOUNT,
    ONLY_ON_LEDGER_LINE,
    PROJECT_MISSING,
    TWO_INVOICE_NUMBERS,
    VAT_NOT_ALLOWED,
    Label,
    Refusal,
)

LEDGER = "1"
ACCOUNT_NUMBER = Label("Account number", "Rekeningnummer")
AMOUNT = Label("Amount debit", "Bedrag debet")
VAT_CODE = Label("VAT code", "Btw-code")
CURRENCY = Label("Currency", "Valuta")
PROJECT = Label("Project", "Project")
PROJECTS = Label("Projects", "Projecten")
REVIEWER = Label("Reviewer", "Beoordelaar")
COMMITMENT = Label("Liability number", "Verplichtingnummer")
VOUCHER_KEPT = 8  # characters that survive the trim_voucher fault

_COLUMNS = frozenset(
    [
        "VaAs",
        "AcNr",
        "EnDa",
        "BpDa",
        "BpNr",
        "InId",
        "Ds",
        "AmDe",
        "AmCr",
        "VaId",
        "CuId",
        "Rate",
        "AmDc",
        "AmCc",
        "DaEx",
        "PaId",
        "PaCd",
        "Fref",
        "PrId",
        "BlPa",
        "Judg",
        "EnNo",
    ]
)


def prepare(desk: Desk, allocation: Allocation, given: Record, number: int) -> Line:
    debit, credit = _amounts(desk, given, number)
    line = Line(
        side=given.text("VaAs"),
        account="",
        debit=debit,
        credit=credit,
        invoice=given.maybe("InId"),
        description=given.maybe("Ds"),
        due_date=given.maybe("DaEx"),
        payment_condition=given.maybe("PaCd"),
        payment_reference=given.maybe("PaId"),
        reference=given.maybe("Fref"),
        entry_date=given.text("EnDa"),
        voucher_date=given.text("BpDa"),
        voucher=_voucher(desk, given),
        project=given.maybe("PrId"),
        fields=_rest(given),
        reviewer=given.maybe("Judg"),
        blocked=given.flag("BlPa"),
    )
    _currency(desk, given, line)
    _references(desk, given, line)
    if line.side == LEDGER:
        account = _ledger_account(desk, given)
        line.account = account["id"]
        _vat(desk, given, line, account)
        allocated = AllocatedLine(given.first("FiDimEntries"), (debit, credit), number)
        line.dims = allocate(desk, allocation, account, allocated)
        _project(desk, given, line, account)
        if given.maybe("BankAccount") or given.whole("IdBa"):
            raise Refusal(BANK_ACCOUNT_NOT_ALLOWED)
    else:
        _party(desk, given, line)
        for name in ("FiDimEntries", "FiPrjEntries", "FiTransEntries"):
            if given.first(name) is not None:
                raise Refusal(ONLY_ON_LEDGER_LINE, element=name, line=number)
        if line.vat_code is None and given.maybe("VaId"):
            line.vat_code = desk.usable("vat_codes", VAT_CODE, id=given.text("VaId"))["id"]
    return line


def _amounts(desk: Desk, given: Record, number: int) -> tuple[int, int]:
    debit, credit = given.cents("AmDe"), given.cents("AmCr")
    if debit is None and credit is None:
        raise Refusal(ENTER_A_VALUE, label=AMOUNT)
    debit, credit = debit or 0, credit or 0
    if debit and credit:
        raise Refusal(BOTH_AMOUNTS, line=number)
    if min(debit, credit) < 0 and desk.settings.negative_amounts == "refuse":
        raise Refusal(NEGATIVE_AMOUNT, line=number)
    return debit, credit


def _voucher(desk: Desk, given: Record) -> str | None:
    voucher = given.maybe("BpNr")
    return voucher[:VOUCHER_KEPT] if voucher and desk.trims_voucher else voucher


def _rest(given: Record) -> str | None:
    rest = {
        name: value if isinstance(value, bool | int) else str(value)
        for name, value in given.values.items()
        if name not in _COLUMNS and value is not None
    }
    if given.values.get("AmGa") == 0 or given.text("VaAs") == LEDGER:
        rest.pop("AmGa", None)  # taken over on party lines only, and only when not zero
    return json.dumps(rest, ensure_ascii=False) if rest else None


def _currency(desk: Desk, given: Record, line: Line) -> None:
    code = given.maybe("CuId")
    if code is None:
        return
    row = desk.must("currencies", CURRENCY, id=code)
    base = desk.books.one("SELECT currency FROM administrations ORDER BY id LIMIT 1")
    if not desk.settings.modules.currency and base is not None and row["id"] != base["currency"]:
        raise Refusal(MODULE_ABSENT, label=CURRENCY)
    line.currency = row["id"]
    rate = given.values.get("Rate")
    line.rate = str(rate) if rate is not None else None
    line.foreign_debit = given.cents("AmDc") or 0
    line.foreign_credit = given.cents("AmCc") or 0


def _references(desk: Desk, given: Record, line: Line) -> None:
    both = line.invoice and given.maybe("InI2")
    if both and desk.settings.internal_and_external_number == "refuse":
        raise Refusal(TWO_INVOICE_NUMBERS)
    if line.reviewer is not None:
        row = desk.maybe("users", id=line.reviewer)
        if row is None or not row["reviewer"]:
            raise Refusal(DOES_NOT_EXIST, label=REVIEWER)
        line.blocked = line.blocked or desk.settings.reviewer_blocks_payment
    if line.payment_condition is not None:
        desk.must("payment_conditions", PAYMENT_CONDITION, id=line.payment_condition)
    if line.project is not None:
        _known_project(desk, line.project)
    number = given.whole("CmNo")
    if number is not None:
        if not desk.settings.modules.commitments:
            raise Refusal(MODULE_ABSENT, label=COMMITMENT)
        if desk.books.number("SELECT 1 FROM commitments WHERE number = ?", (number,)) == 0:
            raise Refusal(DOES_NOT_EXIST, label=COMMITMENT)


def _known_project(desk: Desk, project: str) -> None:
    if not desk.settings.modules.projects:
        raise Refusal(MODULE_ABSENT, label=PROJECTS)
    desk.must("projects", PROJECT, id=project)


def _ledger_account(desk: Desk, given: Record) -> Row:
    row = desk.maybe("accounts", id=given.text("AcNr"))
    if row is None:
        raise Refusal(NO_ACCOUNT)
    if row["blocked"]:
        raise Refusal(BLOCKED_VALUE, label=ACCOUNT_NUMBER, value=row["id"])
    control = row["summary_type"] in ("D", "C")
    if row["manual_blocked"] or (control and desk.settings.post_to_control_account == "refuse"):
        raise Refusal(ACCOUNT_CLOSED_FOR_ENTRY, account=row["id"])
    return row


def _vat(desk: Desk, given: Record, line: Line, account: Row) -> None:
    code = given.maybe("VaId")
    if code is None:
        return
    row = desk.usable("vat_codes", VAT_CODE, id=code)
    if not account["vat_allowed"] and desk.settings.vat_code_on_any_account == "refuse":
        raise Refusal(VAT_NOT_ALLOWED, account=account["id"])
    line.vat_code = row["id"]
    if account["kind"] != "B":  # the VAT line itself carries no VAT
        line.vat_amount = vat_amount(line.debit or line.credit, row["percent"])


def vat_amount(cents: int, percent: str) -> int:
    exact = Decimal(cents) * Decimal(percent) / 100
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _project(desk: Desk, given: Record, line: Line, account: Row) -> None:
    rows = list(given.under("FiPrjEntries"))
    if not rows and account["to_project"] == "V" and desk.settings.modules.projects:
        raise Refusal(PROJECT_MISSING, account=account["id"])
    for row in rows:
        _known_project(desk, row.text("PrId"))
        if row.maybe("PrSt"):
            desk.must(
                "project_stages",
                Label("Project phase", "Projectfase"),
                project=row.text("PrId"),
                id=row.text("PrSt"),
            )
        desk.must(
            "items",
            Label("Item code", "Itemcode"),
            type=row.maybe("VaIt") or "1",
            id=row.text("ItCd"),
        )
    if rows and line.project is None:
        line.project = rows[0].text("PrId")


def _party(desk: Desk, given: Record, line: Line) -> None:
    row = desk.maybe("relations", kind=line.side, id=given.text("AcNr"))
    if row is None or not row["in_ledger"]:
        raise Refusal(NO_ACCOUNT)
    if row["hidden"]:
        raise Refusal(BLOCKED_VALUE, label=ACCOUNT_NUMBER, value=row["id"])
    line.relation, line.account = row["id"], row["control"]
    line.payment_condition = line.payment_condition or row["payment_condition"]
    line.currency = line.currency or row["currency"]
    bank = given.maybe("BankAccount")
    if bank is not None:
        found = desk.books.number(
            "SELECT COUNT(*) FROM bank_accounts WHERE owner = ? AND (iban = ? OR account = ?)",
            (row["party"], bank.replace(" ", ""), bank),
        )
        if found != 1:
            raise Refusal(BANK_ACCOUNT_NOT_FOUND, number=bank, relation=row["id"])
