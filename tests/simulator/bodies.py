"""Bodies that tests send, as short as they can be."""

import itertools
from typing import Any

_NUMBERS = itertools.count(1)


def line(side: str, number: str, debit: str = "", credit: str = "", **more: Any) -> dict[str, Any]:
    under = more.pop("under", None)
    fields = {"VaAs": side, "AcNr": number, "EnDa": "2026-03-09", "BpDa": "2026-03-09"}
    if debit:
        fields["AmDe"] = debit
    if credit:
        fields["AmCr"] = credit
    element: dict[str, Any] = {"Fields": fields | more}
    if under:
        element["Objects"] = under
    return element


def entry(lines: list[dict[str, Any]], **header: Any) -> dict[str, Any]:
    fields = {"Year": 2026, "Peri": 3, "UnId": 1, "JoCo": "80"} | header
    return {
        "FiEntryPar": {
            "Element": {
                "Fields": {name: value for name, value in fields.items() if value is not None},
                "Objects": [{"FiEntries": {"Element": lines}}],
            }
        }
    }


def sales_invoice(number: str | None = None, debtor: str = "10321", **more: Any) -> dict[str, Any]:
    number = number or f"T{next(_NUMBERS):06}"
    return entry(
        [
            line("2", debtor, debit="242.00", InId=number, **more),
            line("1", "8020", credit="200.00", VaId="1"),
            line("1", "1510", credit="42.00", VaId="1"),
        ],
        JoCo="20",
    )


def receipt(number: str | None, amount: str, debtor: str = "10321") -> dict[str, Any]:
    party = line("2", debtor, credit=amount, **({"InId": number} if number else {}))
    return entry([line("1", "1100", debit=amount), party], JoCo="50")
