"""AFAS tells the time as on an Amsterdam wall clock, whatever the Z behind it says."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


def stamp(now: datetime) -> str:
    """The moment as it is stored: wall-clock time with the milliseconds that AFAS never shows."""
    return now.astimezone(AMSTERDAM).replace(tzinfo=None).isoformat(timespec="milliseconds")


def today(now: datetime) -> date:
    return now.astimezone(AMSTERDAM).date()


def spoken(day: str) -> str:
    """A date inside an AFAS message: d-m-yyyy without leading zeros."""
    value = date.fromisoformat(day)
    return f"{value.day}-{value.month}-{value.year}"
