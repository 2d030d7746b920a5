"""Payment conditions: from a voucher date to a due date."""

from datetime import date, timedelta

from adapters.afas.simulator.booking.desk import Desk
from adapters.afas.simulator.texts import Label

PAYMENT_CONDITION = Label("Payment condition", "Betaalvoorwaarde")


def due_date(desk: Desk, code: str | None, voucher_date: str, *, credit_note: bool) -> str:
    """A credit note is due at once; its direction decides, not its number."""
    day = date.fromisoformat(voucher_date)
    if code is None or credit_note:
        return day.isoformat()
    row = desk.must("payment_conditions", PAYMENT_CONDITION, id=code)
    day += timedelta(days=int(row["days"]))
    if row["end_of_month"]:
        day = (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return day.isoformat()
