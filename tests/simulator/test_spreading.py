"""Transitory entries: a line spread over periods, and what AFAS books because of it."""

from decimal import Decimal
from typing import Any

import pytest

from simulator.asking import Afas, Clock
from simulator.bodies import entry, line

ZERO = Decimal(0)


def licence(
    number: str, amount: str = "1200.00", journal: str = "10", **spread: Any
) -> dict[str, Any]:
    fields = {"YeSt": 2026, "PeSt": 4, "YeEn": 2026, "PeEn": 9, "SuAc": "1905"} | spread
    fields = {name: value for name, value in fields.items() if value is not None}
    under = [
        {"FiDimEntries": {"Element": {"Fields": {"DiC1": "ICT"}}}},
        {"FiTransEntries": {"Element": {"Fields": fields}}},
    ]
    return entry(
        [
            line("3", "60118", credit=amount, InId=number),
            line("1", "4510", debit=amount, BpNr=number, Ds="Licentie", under=under),
        ],
        JoCo=journal,
        AdDa=True,
    )


async def booked(afas: Afas, account: str, voucher: str) -> dict[int, Decimal]:
    """Debit less credit per period, as Profit_Transactions shows it."""
    sums: dict[int, Decimal] = {}
    for row in await afas.where("Profit_Transactions", AccountNo=account, VoucherNo=voucher):
        amount = Decimal(row["AmtDebit"]) - Decimal(row["AmtCredit"])
        sums[row["Period"]] = sums.get(row["Period"], ZERO) + amount
    return {period: amount for period, amount in sorted(sums.items()) if amount}


async def test_costs_leave_the_first_period_and_come_back_in_equal_shares(afas: Afas):
    await afas.done("FiEntries", licence("S1"))
    assert await booked(afas, "4510", "S1") == dict.fromkeys(range(4, 10), Decimal(200))
    suspended = await booked(afas, "1905", "S1")
    assert suspended == {3: Decimal(1200)} | dict.fromkeys(range(4, 10), Decimal(-200))


async def test_the_periodic_entries_are_of_the_transitory_journal_with_the_lines_codes(afas: Afas):
    keys = await afas.done("FiEntries", licence("S2"))
    (row,) = await afas.where(
        "Profit_Transactions_Allocated", AccountNo="4510", VoucherNo="S2", Period=6
    )
    assert (row["JournalId"], row["DimAx1"], row["Description"]) == ("82", "ICT", "Licentie")
    assert row["EntryDate"] == "2026-06-01T00:00:00Z"
    assert row["EntryNo"] > int(keys["EnNo"])


async def test_balances_and_open_items_know_of_the_spread(afas: Afas):
    async def balance(period: int) -> Decimal:
        rows = await afas.where(
            "Profit_Period_balance", UnitId=1, Year=2026, Period=period, AccountNr="4510"
        )
        return sum((Decimal(row["Balance"]) for row in rows), ZERO)

    before = [await balance(period) for period in (3, 5)]
    await afas.done("FiEntries", licence("S3"))
    assert [await balance(3), await balance(5)] == [before[0], before[1] + 200]
    found = await afas.one("Profit_Creditor_Invoices", CreditorId="60118", InvoiceNr="S3")
    assert found["AmtInvoice"] == 1200


@pytest.mark.parametrize(
    ("rounding", "amount", "share", "rest"),
    [
        ("N", "1000.00", "166.66", "166.70"),
        (None, "1000.00", "166.66", "166.70"),
        ("G", "1000.00", "166", "170"),
        ("T", "1000.00", "160", "200"),
        ("H", "1000.00", "100", "500"),
        ("D", "1000.00", None, "1000"),
    ],
)
async def test_shares_are_rounded_and_the_last_one_takes_the_rest(
    afas: Afas, rounding: str | None, amount: str, share: str | None, rest: str
):
    await afas.done("FiEntries", licence("S4", amount, VaRo=rounding))
    found = await booked(afas, "4510", "S4")
    expected = dict.fromkeys(range(4, 9), Decimal(share)) if share else {}
    assert found == expected | {9: Decimal(rest)}


async def test_a_spread_over_two_years_skips_the_closing_period(afas: Afas):
    body = licence("S5", "700.00", YeSt=2025, PeSt=11, PeEn=5)
    await afas.done("FiEntries", body)
    rows = await afas.where("Profit_Transactions", AccountNo="4510", VoucherNo="S5", AmtDebit=100)
    assert sorted((row["Year"], row["Period"]) for row in rows) == [
        (2025, 11),
        (2025, 12),
        *((2026, period) for period in range(1, 6)),
    ]


async def test_without_a_suspense_account_the_usual_one_is_taken(afas: Afas):
    await afas.done("FiEntries", licence("S6", SuAc=None))
    assert len(await booked(afas, "1905", "S6")) == 7


async def test_an_administration_without_a_transitory_journal_uses_the_memorial(afas: Afas):
    body = licence("S7")
    body["FiEntryPar"]["Element"]["Fields"]["UnId"] = 3
    await afas.done("FiEntries", body)
    rows = await afas.where("Profit_Transactions", AccountNo="1905", VoucherNo="S7")
    assert {(row["UnitId"], row["JournalId"]) for row in rows} == {(3, "80")}


@pytest.mark.parametrize(
    ("spread", "said"),
    [
        ({"SuAc": "nope"}, "The entered value for 'Suspense account' does not exist."),
        ({"PeEn": 14}, "The entered value for 'Period' does not exist."),
        ({"PeSt": 9, "PeEn": 4}, "The entered value for 'Period' does not exist."),
        ({"VaRo": "Z"}, "The value 'Z' is not allowed for 'Rounding'."),
        ({"YeSt": None}, "Enter a value for 'Financial year from'."),
    ],
)
async def test_a_spread_that_cannot_be_is_refused_whole(
    afas: Afas, spread: dict[str, Any], said: str
):
    before = (await afas.control("GET", "state"))["rows"]
    assert await afas.refusal("FiEntries", licence("S8", **spread)) == said
    assert (await afas.control("GET", "state"))["rows"] == before


async def test_a_deleted_invoice_takes_its_periodic_entries_along(afas: Afas):
    before = (await afas.control("GET", "state"))["rows"]
    keys = await afas.done("FiEntries", licence("S9"))
    path = f"/FiEntries/FiEntryPar/UnId,JoCo/1,10/FiEntries/@EnNo/{keys['EnNo']}"
    await afas.control("PUT", "blocked", {"kind": "period", "unit": 1, "year": 2026, "period": 7})
    assert "period 7 of the year 2026 is blocked" in (await afas.send("DELETE", path)).text
    await afas.control(
        "PUT", "blocked", {"kind": "period", "unit": 1, "year": 2026, "period": 7, "blocked": False}
    )
    assert (await afas.send("DELETE", path)).status_code == 200
    assert (await afas.control("GET", "state"))["rows"] == before
    assert await booked(afas, "1905", "S9") == {}


async def test_late_bookings_hide_their_periodic_entries_too(afas: Afas, clock: Clock):
    order = {"fault": "late_visible", "connector": "FiEntries", "seconds": 10}
    await afas.control("POST", "faults", order)
    await afas.done("FiEntries", licence("S10"))
    assert await booked(afas, "4510", "S10") == {}
    clock.pass_(11)
    assert len(await booked(afas, "4510", "S10")) == 6
