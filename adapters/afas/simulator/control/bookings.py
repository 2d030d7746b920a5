"""Every booking with its lines, as a test wants to see it: amounts as text."""

from collections import defaultdict

from adapters.afas.simulator.store.books import Books, Row, Value


def bookings(
    books: Books, *, voucher: str | None, description: str | None, limit: int
) -> list[dict[str, object]]:
    """All entries that have a line with this voucher number or description, newest last."""
    conditions: list[str] = []
    values: list[Value] = []
    for column, text in (("voucher", voucher), ("description", description)):
        if text is not None:
            conditions.append(
                "EXISTS (SELECT 1 FROM lines l WHERE l.unit = e.unit"  # noqa: S608 - names are ours
                " AND l.entry = e.entry"
                f" AND l.{column} = ?)"
            )
            values.append(text)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    entries = books.all(
        f"SELECT * FROM entries e {where} ORDER BY e.rowid DESC LIMIT ?",  # noqa: S608 - names are ours
        (*values, limit),
    )[::-1]
    lines: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for entry in entries:
        key = (entry["unit"], entry["entry"])
        lines[key] = books.all(
            "SELECT * FROM lines WHERE unit = ? AND entry = ? ORDER BY line", key
        )
    return [_entry(each, lines[each["unit"], each["entry"]]) for each in entries]


def _entry(entry: Row, lines: list[Row]) -> dict[str, object]:
    return {
        "unit": entry["unit"],
        "year": entry["year"],
        "period": entry["period"],
        "number": entry["entry"],
        "journal": entry["journal"],
        "voucher": entry["voucher"],
        "lines": [
            {
                "side": each["side"],
                "account": each["relation"] or each["account"],
                "debit": amount(each["debit"]),
                "credit": amount(each["credit"]),
                "vat": each["vat_code"],
                "invoice": each["invoice"],
                "dims": [each[f"dim{axis}"] for axis in range(1, 6)],
                "description": each["description"],
            }
            for each in lines
        ],
    }


def amount(cents: int) -> str:
    sign, whole = ("-" if cents < 0 else ""), abs(cents)
    return f"{sign}{whole // 100}.{whole % 100:02}"
