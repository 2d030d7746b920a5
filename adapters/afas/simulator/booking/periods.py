"""Financial years and periods of an administration, open or blocked."""

from adapters.afas.simulator.booking.desk import Desk
from adapters.afas.simulator.moment import spoken
from adapters.afas.simulator.store.books import Row
from adapters.afas.simulator.texts import (
    DATE_IN_BLOCKED_PERIOD,
    DOES_NOT_EXIST,
    PERIOD_BLOCKED,
    Label,
    Refusal,
)

PERIOD = Label("Period", "Periode")
YEAR = Label("Financial year", "Boekjaar")
VOUCHER_DATE = Label("Voucher date", "Boekstukdatum")


def period_of(desk: Desk, unit: int, day: str) -> Row:
    """The regular period that contains the day; a closing period of one day comes after it."""
    row = desk.books.one(
        "SELECT * FROM periods WHERE unit = ? AND year = ? AND first_day <= ? AND last_day >= ?"
        " ORDER BY period LIMIT 1",
        (unit, int(day[:4]), day, day),
    )
    if row is None:
        raise Refusal(DOES_NOT_EXIST, label=VOUCHER_DATE)
    return row


def open_period(desk: Desk, unit: int, year: int, period: int) -> None:
    if not desk.books.number(
        "SELECT 1 FROM periods WHERE unit = ? AND year = ? LIMIT 1", (unit, year)
    ):
        raise Refusal(DOES_NOT_EXIST, label=YEAR)
    row = desk.must("periods", PERIOD, unit=unit, year=year, period=period)
    if row["blocked"]:
        raise Refusal(PERIOD_BLOCKED, period=period, year=year)


def open_day(desk: Desk, unit: int, day: str) -> Row:
    row = period_of(desk, unit, day)
    if row["blocked"]:
        raise Refusal(DATE_IN_BLOCKED_PERIOD, date=spoken(day))
    return row
