"""Posts entries: lines, balances, open items and changed days, always together."""

from collections import defaultdict
from dataclasses import dataclass, field

from adapters.afas.simulator.store.books import Books, Value

DEBTOR, CREDITOR = "2", "3"


@dataclass(slots=True)
class Line:
    side: str
    account: str
    relation: str | None = None
    debit: int = 0
    credit: int = 0
    invoice: str | None = None
    vat_code: str | None = None
    vat_amount: int = 0
    description: str | None = None
    currency: str | None = None
    rate: str | None = None
    foreign_debit: int = 0
    foreign_credit: int = 0
    due_date: str | None = None
    payment_condition: str | None = None
    payment_reference: str | None = None
    reference: str | None = None
    project: str | None = None
    dims: tuple[str | None, ...] = (None,) * 5
    entry_date: str = ""
    voucher_date: str = ""
    voucher: str | None = None
    fields: str | None = None
    blocked: bool = False
    reviewer: str | None = None
    makes_invoice: bool = False

    @property
    def owed(self) -> int:
        """What the line adds to the item: debit for a debtor, credit for a creditor."""
        return self.debit - self.credit if self.side == DEBTOR else self.credit - self.debit

    @property
    def owed_foreign(self) -> int:
        foreign = self.foreign_debit - self.foreign_credit
        return foreign if self.side == DEBTOR else -foreign


@dataclass(slots=True)
class Entry:
    unit: int
    entry: int
    year: int
    period: int
    journal: str
    sequence: int
    created: str
    lines: list[Line] = field(default_factory=list)


_LINE = (
    "INSERT INTO lines (unit, entry, line, year, period, journal, side, account, relation,"  # noqa: S608 - names are ours
    " debit,"
    " credit, entry_date, voucher_date, voucher, invoice, vat_code, vat_amount, description,"
    " currency, rate, foreign_debit, foreign_credit, due_date, payment_condition,"
    " payment_reference, reference, project, dim1, dim2, dim3, dim4, dim5, fields, created,"
    f" modified) VALUES ({', '.join('?' * 35)})"
)
_ENTRY = f"INSERT INTO entries VALUES ({', '.join('?' * 15)})"  # noqa: S608 - names are ours
_BALANCE = (
    "INSERT INTO balances VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (unit, year, period, account)"
    " DO UPDATE SET debit = debit + excluded.debit, credit = credit + excluded.credit"
)
_DIMENSION = (
    "INSERT INTO dimension_balances VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (unit, year, period, account, axis, code)"
    " DO UPDATE SET debit = debit + excluded.debit, credit = credit + excluded.credit"
)
_DAY = (
    "INSERT INTO changed_days VALUES (?, ?)"
    " ON CONFLICT (entry_date) DO UPDATE SET modified = excluded.modified"
)
# A payment may come before its invoice: the first line that makes the invoice names it.
_KEEP_FIRST = ", ".join(
    f"{name} = CASE WHEN entry IS NULL THEN excluded.{name} ELSE {name} END"
    for name in [
        "entry",
        "journal",
        "year",
        "period",
        "voucher",
        "voucher_date",
        "entry_date",
        "due_date",
        "payment_condition",
        "currency",
        "description",
        "blocked",
        "payment_reference",
        "reference",
        "reviewer",
    ]
)
_ITEM = (
    "INSERT INTO invoices (unit, kind, relation, invoice, entry, journal, year, period,"  # noqa: S608 - names are ours
    " voucher,"
    " voucher_date, entry_date, due_date, payment_condition, amount, balance, currency,"
    " foreign_amount, foreign_balance, description, blocked, payment_reference, reference,"
    f" reviewer, created, modified) VALUES ({', '.join('?' * 25)})"
    " ON CONFLICT (unit, kind, relation, invoice) DO UPDATE SET"
    " amount = amount + excluded.amount, balance = balance + excluded.balance,"
    " foreign_amount = foreign_amount + excluded.foreign_amount,"
    " foreign_balance = foreign_balance + excluded.foreign_balance,"
    f" modified = excluded.modified, {_KEEP_FIRST}"
)


class Posting:
    """Gathers entries and writes them in few statements, one entry or a hundred thousand."""

    def __init__(self) -> None:
        self._entries: list[tuple[Value, ...]] = []
        self._lines: list[tuple[Value, ...]] = []
        self._items: list[tuple[Value, ...]] = []
        self._balances: dict[tuple[int, int, int, str], list[int]] = defaultdict(lambda: [0, 0])
        self._dimensions: dict[tuple[int, int, int, str, int, str], list[int]] = defaultdict(
            lambda: [0, 0]
        )
        self._days: dict[str, str] = {}

    def add(self, entry: Entry) -> None:
        first, stamp = entry.lines[0], entry.created
        named = next((each.invoice for each in entry.lines if each.invoice), None)
        self._entries.append(
            (
                *(entry.unit, entry.entry, entry.year, entry.period, entry.journal),
                *(entry.sequence, first.entry_date, first.voucher_date, first.voucher),
                *(named, first.description, len(entry.lines)),
                *(sum(each.debit for each in entry.lines), stamp, stamp),
            )
        )
        for number, line in enumerate(entry.lines, 1):
            self._add_line(entry, number, line)

    def _add_line(self, entry: Entry, number: int, line: Line) -> None:
        self._lines.append(
            (
                *(entry.unit, entry.entry, number, entry.year, entry.period, entry.journal),
                *(line.side, line.account, line.relation, line.debit, line.credit),
                *(line.entry_date, line.voucher_date, line.voucher, line.invoice),
                *(line.vat_code, line.vat_amount, line.description, line.currency, line.rate),
                *(line.foreign_debit, line.foreign_credit, line.due_date),
                *(line.payment_condition, line.payment_reference, line.reference, line.project),
                *(*line.dims, line.fields, entry.created, entry.created),
            )
        )
        self._days[line.entry_date] = entry.created
        place = (entry.unit, entry.year, entry.period, line.account)
        total = self._balances[place]
        total[0] += line.debit
        total[1] += line.credit
        for axis, code in enumerate(line.dims, 1):
            if code is not None:
                split = self._dimensions[(*place, axis, code)]
                split[0] += line.debit
                split[1] += line.credit
        if line.relation is not None:
            self._add_item(entry, line)

    def _add_item(self, entry: Entry, line: Line) -> None:
        head: tuple[Value, ...] = (
            (
                *(entry.entry, entry.journal, entry.year, entry.period, line.voucher),
                *(line.voucher_date, line.entry_date, line.due_date, line.payment_condition),
            )
            if line.makes_invoice
            else (None,) * 9
        )
        self._items.append(
            (
                *(entry.unit, line.side, line.relation, line.invoice or "", *head),
                *(line.owed if line.makes_invoice else 0, line.owed, line.currency),
                *(line.owed_foreign if line.makes_invoice else 0, line.owed_foreign),
                *(line.description, int(line.blocked), line.payment_reference, line.reference),
                *(line.reviewer, entry.created, entry.created),
            )
        )

    def write(self, books: Books) -> None:
        books.write_many(_ENTRY, self._entries)
        books.write_many(_LINE, self._lines)
        books.write_many(_ITEM, self._items)
        books.write_many(_BALANCE, [(*key, *sums) for key, sums in self._balances.items()])
        books.write_many(_DIMENSION, [(*key, *sums) for key, sums in self._dimensions.items()])
        books.write_many(_DAY, list(self._days.items()))


def post(books: Books, entry: Entry) -> None:
    posting = Posting()
    posting.add(entry)
    posting.write(books)


def unpost(books: Books, unit: int, entry: int, stamp: str) -> None:
    """Takes an entry out again, as AFAS does: nothing of it remains but its changed days."""
    key = (unit, entry)
    for each in books.all("SELECT made FROM spread_entries WHERE unit = ? AND entry = ?", key):
        unpost(books, unit, each["made"], stamp)
    lines = books.all("SELECT * FROM lines WHERE unit = ? AND entry = ?", key)
    for line in lines:
        place = (unit, line["year"], line["period"], line["account"])
        amounts = (line["debit"], line["credit"])
        books.write(
            "UPDATE balances SET debit = debit - ?, credit = credit - ?"
            " WHERE unit = ? AND year = ? AND period = ? AND account = ?",
            (*amounts, *place),
        )
        for axis in range(1, 6):
            code = line[f"dim{axis}"]
            if code is not None:
                books.write(
                    "UPDATE dimension_balances SET debit = debit - ?, credit = credit - ?"
                    " WHERE unit = ? AND year = ? AND period = ? AND account = ?"
                    " AND axis = ? AND code = ?",
                    (*amounts, *place, axis, code),
                )
        books.write(_DAY, (line["entry_date"], stamp))
    for table in ("lines", "entries", "project_lines", "spread_lines", "spread_entries"):
        books.write(
            f"DELETE FROM {table} WHERE unit = ? AND entry = ?",  # noqa: S608 - names are ours
            key,
        )
    items = {
        (unit, each["side"], each["relation"], each["invoice"] or "")
        for each in lines
        if each["relation"] is not None
    }
    for item in items:
        _recount(books, item, entry, stamp)


def _recount(books: Books, item: tuple[int, str, str, str], entry: int, stamp: str) -> None:
    left = books.one(
        "SELECT COUNT(*) AS lines, SUM(debit - credit) AS owed,"
        " SUM(foreign_debit - foreign_credit) AS owed_foreign"
        " FROM lines WHERE unit = ? AND side = ? AND relation = ? AND COALESCE(invoice, '') = ?",
        item,
    )
    where = "WHERE unit = ? AND kind = ? AND relation = ? AND invoice = ?"
    if left is None or not left["lines"]:
        books.write(f"DELETE FROM invoices {where}", item)  # noqa: S608 - names are ours
        return
    sign = 1 if item[1] == DEBTOR else -1
    books.write(
        "UPDATE invoices SET balance = ?, foreign_balance = ?, modified = ?,"  # noqa: S608 - names are ours
        " amount = CASE WHEN entry = ? THEN 0 ELSE amount END,"
        " entry = CASE WHEN entry = ? THEN NULL ELSE entry END " + where,
        (sign * left["owed"], sign * left["owed_foreign"], stamp, entry, entry, *item),
    )
