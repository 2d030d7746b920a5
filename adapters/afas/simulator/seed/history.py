"""Three years of bookkeeping, up to today: invoices, receipts, payments, wages, openings."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from heapq import heappop, heappush
from random import Random

from adapters.afas.simulator.booking.entry_line import LEDGER, vat_amount
from adapters.afas.simulator.booking.ledger import DEBTOR, Entry, Line, Posting
from adapters.afas.simulator.seed.master import COMPANY, YEARS
from adapters.afas.simulator.seed.people import Relation
from adapters.afas.simulator.store.books import Books

INVOICES = {1: 4200, 2: 1300, 3: 250}  # in three years, at scale 1
BATCH = 4000
CREDIT_NOTES, WITH_COST_CENTER, WITH_COST_CARRIER = 0.04, 0.5, 0.25
# Upper bounds of one throw of the dice, in this order.
UNPAID, IN_TWO_PARTS, IN_PART, TOO_MUCH = 0.03, 0.08, 0.10, 0.11
HIGH_VAT, LOW_VAT = 0.78, 0.92
RATES = {each[0]: each[2] for each in COMPANY["currencies"]}
DAYS = {each[0]: each[2] for each in COMPANY["payment_conditions"]}
CODES = {
    axis: [
        c[1] for c in COMPANY["dimension_codes"] if c[0] == axis and c[1] not in ("OUD", "INTERN")
    ]
    for axis in (1, 2)
}
REVENUE = ("8000", "8010", "8020", "8030", "8074")
COSTS = ("4030", "4110", "4200", "4300", "4310", "4320", "4400", "4510", "4900", "7000", "7010")


@dataclass(frozen=True, slots=True)
class Invoice:
    unit: int
    relation: Relation
    number: str
    amount: int
    foreign: int
    rate: str | None
    on: date


@dataclass(slots=True)
class Bookkeeper:
    books: Books
    random: Random
    today: date
    posting: Posting = field(default_factory=Posting)
    waiting: int = 0
    entries: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    sequences: dict[tuple[int, str, int], int] = field(default_factory=lambda: defaultdict(int))
    numbers: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))

    def book(self, unit: int, journal: str, on: date, lines: list[Line], period: int = 0) -> int:
        self.entries[unit] += 1
        place = (unit, journal, on.year)
        self.sequences[place] += 1
        number = self.entries[unit]
        day = on.isoformat()
        for line in lines:
            line.entry_date = line.voucher_date = day
        seconds = number * 37 % 32_400
        clock = f"{8 + seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        self.posting.add(
            Entry(
                unit=unit,
                entry=number,
                year=on.year,
                period=period or on.month,
                journal=journal,
                sequence=self.sequences[place],
                created=f"{day}T{clock}.{number % 1000:03}",
                lines=lines,
            )
        )
        self.waiting += 1
        if self.waiting >= BATCH:
            self.flush()
        return number

    def flush(self) -> None:
        self.posting.write(self.books)
        self.posting, self.waiting = Posting(), 0

    def number(self, unit: int, kind: str, prefix: str) -> str:
        self.numbers[unit, kind] += 1
        return f"{prefix}{self.numbers[unit, kind]:07}"

    def leave(self) -> None:
        self.flush()
        counters = [(f"entry {unit}", last) for unit, last in self.entries.items()]
        counters += [
            (f"journal {unit} {journal} {year}", last)
            for (unit, journal, year), last in self.sequences.items()
        ]
        counters += [
            (f"invoice {unit} {kind}", last) for (unit, kind), last in self.numbers.items()
        ]
        self.books.write_many("INSERT INTO counters VALUES (?, ?)", counters)


@dataclass(slots=True)
class Years:
    """One administration's three years: what happens, in the order of the days."""

    keeper: Bookkeeper
    unit: int
    start: date
    due: list[tuple[date, int, Invoice, int]] = field(default_factory=list)

    def live(self, relations: list[Relation], total: int) -> None:
        self._opening()
        days = (self.keeper.today - self.start).days + 1
        for index in range(total):
            on = self.start + timedelta(days=index * days // total)
            self._pay_until(on)
            invoice = self._invoice(self.keeper.random.choice(relations), on)
            for paid_on, share in self._settlements(invoice):
                heappush(self.due, (paid_on, index, invoice, share))
        self._pay_until(self.keeper.today)
        self._month_ends()

    def _opening(self) -> None:
        lines = [
            Line(LEDGER, "0100", debit=45_000_000, description="Beginbalans"),
            Line(LEDGER, "1100", debit=12_500_000, description="Beginbalans"),
            Line(LEDGER, "0700", credit=30_000_000, description="Beginbalans"),
            Line(LEDGER, "0500", credit=1_800_000, description="Beginbalans"),
            Line(LEDGER, "0510", credit=25_700_000, description="Beginbalans"),
        ]
        self.keeper.book(self.unit, "90", self.start, lines)

    def _invoice(self, relation: Relation, on: date) -> Invoice:
        keeper, sales = self.keeper, relation.kind == DEBTOR
        base_lines, vat_lines = self._base_and_vat(relation)
        base = base_lines + vat_lines
        total = sum(each.credit - each.debit for each in base) * (1 if sales else -1)
        if sales:
            number = keeper.number(self.unit, "sales", "V")
        else:
            number = f"F{on.year}-{keeper.entries[self.unit] % 1_000_000:05}"
        if relation.currency == "EUR":
            rate, foreign = None, 0
        else:
            rate = RATES[relation.currency]
            exact = Decimal(total) * Decimal(rate)
            foreign = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
        due = on + timedelta(days=int(DAYS[relation.payment_condition]) if total > 0 else 0)
        party = Line(
            relation.kind,
            relation.control,
            relation=relation.id,
            invoice=number,
            description=relation.name,
            currency=relation.currency,
            rate=rate,
            due_date=due.isoformat(),
            payment_condition=relation.payment_condition,
            payment_reference=f"7{keeper.entries[self.unit]:015}" if sales else None,
            reference=f"ORD-{on.year}-{keeper.random.randint(1000, 9999)}",
            makes_invoice=True,
        )
        _amount(party, total, foreign, debit=sales)
        for line in base:
            line.invoice = number
        lines = [party, *base]
        voucher = None if sales else f"INK{on:%y%m}{keeper.entries[self.unit] % 10_000:04}"
        for line in lines:
            line.voucher = voucher
        keeper.book(self.unit, "20" if sales else "10", on, lines)
        return Invoice(self.unit, relation, number, total, foreign, rate, on)

    def _base_and_vat(self, relation: Relation) -> tuple[list[Line], list[Line]]:
        """One to three revenue or cost lines, and the VAT lines that belong to them."""
        random, sales = self.keeper.random, relation.kind == DEBTOR
        code = _vat_code(random.random(), relation)
        credit_note = random.random() < CREDIT_NOTES
        lines, per_code = [], 0
        for _ in range(random.choice((1, 1, 1, 2, 2, 3))):
            account = random.choice(REVENUE if sales else COSTS)
            cents = random.randint(2_500, 250_000)
            line = Line(LEDGER, account, vat_code=code, description=_what(account))
            line.vat_amount = vat_amount(cents, PERCENT[code])
            line.dims = self._dims(account)
            _amount(line, cents, 0, debit=sales == credit_note)
            lines.append(line)
            per_code += line.vat_amount
        vat = []
        account, other, reversed_ = VAT_ACCOUNTS[code]
        if per_code:
            line = Line(LEDGER, account, vat_code=code, description="Btw")
            _amount(line, per_code, 0, debit=sales == credit_note)
            vat.append(line)
            if reversed_:
                back = Line(LEDGER, other, vat_code=code, description="Btw verlegd")
                _amount(back, per_code, 0, debit=sales != credit_note)
                vat.append(back)
        return lines, vat

    def _dims(self, account: str) -> tuple[str | None, ...]:
        random = self.keeper.random
        mandatory = account == "8074"
        first = random.choice(CODES[1]) if mandatory or random.random() < WITH_COST_CENTER else None
        second = random.choice(CODES[2]) if random.random() < WITH_COST_CARRIER else None
        return (first, second, None, None, None)

    def _settlements(self, invoice: Invoice) -> list[tuple[date, int]]:
        """When and how much of it is paid: most in full, some in parts, a few not at all."""
        random = self.keeper.random
        chance, wait = random.random(), random.randint(5, 75)
        on = invoice.on + timedelta(days=wait)
        if chance < UNPAID:
            return []
        if chance < IN_TWO_PARTS:
            half = invoice.amount // 2
            return [(on, half), (on + timedelta(days=30), invoice.amount - half)]
        if chance < IN_PART:
            return [(on, invoice.amount // 3)]
        if chance < TOO_MUCH:
            return [(on, invoice.amount + 1000)]
        return [(on, invoice.amount)]

    def _pay_until(self, day: date) -> None:
        while self.due and self.due[0][0] <= day:
            on, _, invoice, share = heappop(self.due)
            self._pay(invoice, on, share)

    def _pay(self, invoice: Invoice, on: date, share: int) -> None:
        sales = invoice.relation.kind == DEBTOR
        voucher = f"BANK{on:%Y%m%d}"
        bank = Line(LEDGER, "1100", description=f"Bankafschrift {on:%d-%m-%Y}", voucher=voucher)
        _amount(bank, share, 0, debit=sales)
        party = Line(
            invoice.relation.kind,
            invoice.relation.control,
            relation=invoice.relation.id,
            # A few payers forget the number: a prepayment stays open on the relation.
            invoice=None if share % 211 == 0 else invoice.number,
            description=f"Betaling {invoice.number}",
            currency=invoice.relation.currency,
            rate=invoice.rate,
            voucher=voucher,
        )
        foreign = 0
        if invoice.foreign:
            foreign = invoice.foreign * share // invoice.amount
        _amount(party, share, foreign, debit=not sales)
        self.keeper.book(self.unit, "50", on, [bank, party])

    def _month_ends(self) -> None:
        """Wages and depreciation, in the memorial journal."""
        on = self.start
        while True:
            end = (on.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            if end > self.keeper.today:
                return
            gross = self.keeper.random.randint(1_800_000, 2_600_000)
            tax = gross * 35 // 100
            wages = [
                Line(LEDGER, "4000", debit=gross, description="Lonen", dims=_DEPARTMENT),
                Line(LEDGER, "1700", credit=gross - tax, description="Netto lonen"),
                Line(LEDGER, "1710", credit=tax, description="Loonheffing"),
            ]
            self.keeper.book(self.unit, "80", end, wages)
            depreciation = [
                Line(LEDGER, "4600", debit=125_000, description="Afschrijving"),
                Line(LEDGER, "0110", credit=125_000, description="Afschrijving"),
            ]
            self.keeper.book(self.unit, "80", end, depreciation)
            on = end + timedelta(days=1)


_DEPARTMENT = ("DIRECTIE", None, None, None, None)
PERCENT = {each[0]: each[4] for each in COMPANY["vat_codes"]}
VAT_ACCOUNTS = {each[0]: (each[2], each[3], each[6] == "reversed") for each in COMPANY["vat_codes"]}
NAMES = {each[0]: each[1] for each in COMPANY["accounts"]}


def _what(account: str) -> str:
    return str(NAMES[account])


def _amount(line: Line, cents: int, foreign: int, *, debit: bool) -> None:
    """A negative amount goes to the other side as a positive one."""
    if (cents >= 0) == debit:
        line.debit, line.foreign_debit = abs(cents), abs(foreign)
    else:
        line.credit, line.foreign_credit = abs(cents), abs(foreign)


def _vat_code(chance: float, relation: Relation) -> str:
    sales = relation.kind == DEBTOR
    if relation.country == "US":
        return "11" if sales else "12"
    if relation.country != "NL":
        return "10" if sales else "9"
    if chance < HIGH_VAT:
        return "1" if sales else "5"
    if chance < LOW_VAT:
        return "2" if sales else "6"
    return "4" if sales else "8"


def write_history(keeper: Bookkeeper, relations: list[Relation], scale: int) -> None:
    start = date(keeper.today.year - YEARS + 1, 1, 1)
    for unit, invoices in INVOICES.items():
        Years(keeper, unit, start).live(relations, invoices * scale)
    keeper.leave()
