"""FiTransEntries: a ledger line spread over periods by way of a suspense account.

The reference says that AFAS generates entries and that blocked periods stop it, not what they
look like; docs/simulator-fidelity.md describes what is assumed here.
"""

from dataclasses import dataclass

from adapters.afas.simulator.booking.desk import Desk
from adapters.afas.simulator.booking.ledger import Entry, Line, Posting
from adapters.afas.simulator.booking.record import Record
from adapters.afas.simulator.store.books import Row
from adapters.afas.simulator.texts import DOES_NOT_EXIST, SPREAD_IN_BLOCKED_PERIOD, Label, Refusal

PERIOD = Label("Period", "Periode")
SUSPENSE_ACCOUNT = Label("Suspense account", "Tussenrekening")
USUAL_SUSPENSE = "1905"  # of the seed; a real administration has one among its settings
STEP = {"N": 1, "G": 100, "T": 1_000, "H": 10_000, "D": 100_000}  # VaRo, in cents


@dataclass(frozen=True, slots=True)
class Spread:
    periods: list[Row]
    suspense: str
    step: int


def spread_line(desk: Desk, entry: Entry, number: int, given: Record) -> None:
    """Keeps what was asked and books the entries that follow from it."""
    spread = _checked(desk, entry.unit, given)
    desk.books.insert(
        "spread_lines",
        {
            "unit": entry.unit,
            "entry": entry.entry,
            "line": number,
            "from_year": given.whole("YeSt"),
            "from_period": given.whole("PeSt"),
            "to_year": given.whole("YeEn"),
            "to_period": given.whole("PeEn"),
            "suspense": given.maybe("SuAc"),
            "rounding": given.maybe("VaRo"),
        },
    )
    if desk.settings.transitory_entries == "book":
        _book(desk, entry, entry.lines[number - 1], spread)


def _checked(desk: Desk, unit: int, given: Record) -> Spread:
    first = (given.whole("YeSt"), given.whole("PeSt"))
    last = (given.whole("YeEn"), given.whole("PeEn"))
    for year, period in (first, last):
        desk.must("periods", PERIOD, unit=unit, year=year, period=period)
    periods = desk.books.all(
        "SELECT * FROM periods WHERE unit = ? AND (year, period) BETWEEN (?, ?) AND (?, ?)"
        " ORDER BY year, period",
        (unit, *first, *last),
    )
    blocked = next((each for each in periods if each["blocked"]), None)
    if blocked is not None:
        raise Refusal(SPREAD_IN_BLOCKED_PERIOD, period=blocked["period"], year=blocked["year"])
    suspense = desk.must("accounts", SUSPENSE_ACCOUNT, id=given.maybe("SuAc") or USUAL_SUSPENSE)
    # A closing period of one day takes a share only when nothing else is there.
    regular = [each for each in periods if each["first_day"] < each["last_day"]] or periods
    if not regular:
        raise Refusal(DOES_NOT_EXIST, label=PERIOD)
    return Spread(regular, suspense["id"], STEP[given.maybe("VaRo") or "N"])


def _book(desk: Desk, entry: Entry, line: Line, spread: Spread) -> None:
    amount = line.debit - line.credit
    journal = _journal(desk, entry)
    posting = Posting()

    def move(year: int, period: int, cents: int, day: tuple[str, str]) -> None:
        """To the line's own account when positive, back to the suspense account when negative."""
        if cents == 0:
            return
        own = _half(line, cents, day)
        own.account, own.dims, own.project = line.account, line.dims, line.project
        other = _half(line, -cents, day)
        other.account = spread.suspense
        made = Entry(
            unit=entry.unit,
            entry=desk.books.next(f"entry {entry.unit}"),
            year=year,
            period=period,
            journal=journal,
            sequence=desk.books.next(f"journal {entry.unit} {journal} {year}"),
            created=desk.now,
            lines=[own, other],
        )
        posting.add(made)
        desk.books.insert(
            "spread_entries", {"unit": entry.unit, "entry": entry.entry, "made": made.entry}
        )
        desk.touched.append(("entry", entry.unit, str(made.entry)))

    move(entry.year, entry.period, -amount, (line.entry_date, line.voucher_date))
    shares = _shares(amount, len(spread.periods), spread.step)
    for each, share in zip(spread.periods, shares, strict=True):
        move(each["year"], each["period"], share, (each["first_day"], each["first_day"]))
    posting.write(desk.books)


def _half(line: Line, cents: int, day: tuple[str, str]) -> Line:
    return Line(
        side=line.side,
        account="",
        debit=max(cents, 0),
        credit=max(-cents, 0),
        description=line.description,
        voucher=line.voucher,
        entry_date=day[0],
        voucher_date=day[1],
    )


def _shares(amount: int, count: int, step: int) -> list[int]:
    """Equal shares in whole steps; the last one takes what is left."""
    sign = 1 if amount >= 0 else -1
    share = abs(amount) // count // step * step
    return [sign * share] * (count - 1) + [amount - sign * share * (count - 1)]


def _journal(desk: Desk, entry: Entry) -> str:
    row = desk.books.one(
        "SELECT id FROM journals WHERE unit = ? AND kind IN ('transitory', 'memorial')"
        " AND blocked = 0 ORDER BY kind = 'transitory' DESC, id = ? DESC, id",
        (entry.unit, entry.journal),
    )
    return entry.journal if row is None else str(row["id"])
