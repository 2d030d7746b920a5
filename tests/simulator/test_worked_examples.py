"""The worked examples of the reference, in the order in which they build on each other."""

from typing import Any

from simulator.asking import Afas


def dated(day: str, **fields: Any) -> dict[str, Any]:
    return {"Fields": {"EnDa": day, "BpDa": day} | fields}


def posted(lines: list[dict[str, Any]], **header: Any) -> dict[str, Any]:
    under = [{"FiEntries": {"Element": lines}}]
    return {"FiEntryPar": {"Element": {"Fields": header, "Objects": under}}}


def allocated(code: str, credit: str) -> list[dict[str, Any]]:
    return [{"FiDimEntries": {"Element": {"Fields": {"DiC1": code, "AmDe": "0", "AmCr": credit}}}}]


async def test_from_invoice_to_settlement(afas: Afas):
    day = "2026-03-09"
    invoice = posted(
        [
            dated(day, VaAs="2", AcNr="10321", Ds="Zaanse Kaas BV", AmDe="242.00", Fref="WEB-417"),
            dated(day, VaAs="1", AcNr="8020", Ds="Training", AmCr="200.00", VaId="1")
            | {"Objects": allocated("OOST", "200.00")},
            dated(day, VaAs="1", AcNr="1510", AmCr="42.00", VaId="1"),
        ],
        Year=2026,
        Peri=3,
        UnId=1,
        JoCo="20",
        AuNu=True,
    )
    first = await afas.done("FiEntries", invoice)
    second = await afas.done("FiEntries", invoice)

    payout = posted(
        [
            dated("2026-04-02", VaAs="1", AcNr="1100", BpNr="SETTL-20260402", AmDe="354.10"),
            dated("2026-04-02", VaAs="1", AcNr="4720", BpNr="SETTL-20260402", AmDe="8.90"),
            dated("2026-04-02", VaAs="2", AcNr="10321", InId=first["InId"], AmCr="242.00"),
            dated("2026-04-02", VaAs="2", AcNr="10321", InId=second["InId"], AmCr="121.00"),
        ],
        Year=2026,
        Peri=4,
        UnId=1,
        JoCo="50",
    )
    await afas.done("FiEntries", payout)
    assert await afas.where("Profit_Debtor_Invoices", UnitId=1, InvoiceNr=first["InId"]) == []
    half = await afas.one("Profit_Debtor_Invoices", UnitId=1, InvoiceNr=second["InId"])
    assert half["Balance"] == 121

    credit = posted(
        [
            dated("2026-04-20", VaAs="2", AcNr="10321", InId="V-CREDIT", AmCr="60.50"),
            dated("2026-04-20", VaAs="1", AcNr="8020", AmDe="50.00", VaId="1"),
            dated("2026-04-20", VaAs="1", AcNr="1510", AmDe="10.50", VaId="1"),
        ],
        Year=2026,
        Peri=4,
        UnId=1,
        JoCo="20",
    )
    await afas.done("FiEntries", credit)
    settling = posted(
        [
            dated("2026-04-20", VaAs="2", AcNr="10321", InId="V-CREDIT", AmDe="60.50"),
            dated("2026-04-20", VaAs="2", AcNr="10321", InId=second["InId"], AmCr="60.50"),
        ],
        Year=2026,
        Peri=4,
        UnId=1,
        JoCo="80",
    )
    await afas.done("FiEntries", settling)
    half = await afas.one("Profit_Debtor_Invoices", UnitId=1, InvoiceNr=second["InId"])
    assert str(half["Balance"]) == "60.5"


async def test_a_purchase_invoice_of_last_year_in_the_first_period(afas: Afas):
    """Official examples hold entries whose voucher date lies in another period."""
    body = posted(
        [
            dated("2026-01-11", VaAs="3", AcNr="60118", InId="LEV-8842", AmCr="605.00", PaCd="30"),
            dated("2026-01-11", VaAs="1", AcNr="4310", InId="LEV-8842", AmDe="500.00", VaId="5"),
            dated("2026-01-11", VaAs="1", AcNr="1500", InId="LEV-8842", AmDe="105.00", VaId="5"),
        ],
        Year=2026,
        Peri=1,
        UnId=1,
        JoCo="10",
    )
    for each in body["FiEntryPar"]["Element"]["Objects"][0]["FiEntries"]["Element"]:
        each["Fields"]["BpDa"] = "2025-12-31"
    keys = await afas.done("FiEntries", body)
    rows = await afas.where("Profit_Transactions", UnitId=1, EntryNo=keys["EnNo"], SeqNo=1)
    assert (rows[0]["Year"], rows[0]["Period"]) == (2026, 1)
    assert rows[0]["VoucherDate"] == "2025-12-31T00:00:00Z"
    items = await afas.where("Profit_Creditor_Invoices", CreditorId="60118", InvoiceNr="LEV-8842")
    assert items[0]["ExpDate"] == "2026-01-30T00:00:00Z"


async def test_reverse_charge_as_two_vat_lines_in_opposite_directions(afas: Afas):
    body = posted(
        [
            dated("2026-03-10", VaAs="3", AcNr="60118", InId="RC-1", AmCr="1000.00"),
            dated("2026-03-10", VaAs="1", AcNr="4050", AmDe="1000.00", VaId="8"),
            dated("2026-03-10", VaAs="1", AcNr="1508", AmDe="210.00", VaId="8"),
            dated("2026-03-10", VaAs="1", AcNr="1530", AmCr="210.00", VaId="8"),
        ],
        Year=2026,
        Peri=3,
        UnId=1,
        JoCo="10",
    )
    keys = await afas.done("FiEntries", body)
    rows = await afas.where("Profit_Transactions", UnitId=1, EntryNo=keys["EnNo"], SeqNo=2)
    assert rows[0]["VatAmt"] == 210
