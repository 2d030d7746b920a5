"""FiEntries and what follows from it, by the rules of the reference."""

from decimal import Decimal
from typing import Any

import pytest

from simulator.asking import Afas
from simulator.bodies import entry, line, receipt, sales_invoice


async def test_what_is_posted_is_readable_under_the_read_names(afas: Afas):
    body = sales_invoice("T1", BpNr="MARK-1", Ds="Zaanse Kaas BV")
    keys = await afas.done("FiEntries", body)
    assert keys == {"UnId": "1", "EnNo": keys["EnNo"], "InId": "T1"}
    lines = await afas.where("Profit_Transactions", UnitId=1, EntryNo=keys["EnNo"])
    party, revenue, vat = sorted(lines, key=lambda row: row["SeqNo"])
    assert party["AccountNo"] == "1300"
    assert (party["AmtDebit"], party["AmtCredit"]) == (242, 0)
    assert (party["VoucherNo"], party["Description"]) == ("MARK-1", "Zaanse Kaas BV")
    assert (revenue["AmtCredit"], revenue["VatCode"], revenue["VatAmt"]) == (200, "1", 42)
    assert (vat["AccountNo"], vat["AmtCredit"], vat["VatAmt"]) == ("1510", 42, 0)
    assert party["EntryDate"] == party["VoucherDate"] == "2026-03-09T00:00:00Z"
    assert party["Created"] == party["Modified"] == "2026-06-15T12:00:00Z"


async def test_the_relation_can_be_shown_as_account_of_party_lines(afas: Afas):
    await afas.settings(account_of_party_lines="relation")
    keys = await afas.done("FiEntries", sales_invoice())
    lines = await afas.where("Profit_Transactions", UnitId=1, EntryNo=keys["EnNo"])
    assert {row["AccountNo"] for row in lines} == {"10321", "8020", "1510"}


async def test_entry_numbers_count_per_administration_and_never_repeat(afas: Afas):
    first = await afas.done("FiEntries", sales_invoice())
    second = await afas.done("FiEntries", receipt(None, "10"))
    assert int(second["EnNo"]) == int(first["EnNo"]) + 1
    other = await afas.done(
        "FiEntries", entry([line("1", "1100", debit="1"), line("1", "4700", credit="1")], UnId=2)
    )
    assert (other["UnId"], int(other["EnNo"]) < int(first["EnNo"])) == ("2", True)


async def test_a_refused_entry_uses_no_number(afas: Afas):
    first = await afas.done("FiEntries", sales_invoice())
    await afas.refusal("FiEntries", sales_invoice(debtor="99999"))
    second = await afas.done("FiEntries", sales_invoice())
    assert int(second["EnNo"]) == int(first["EnNo"]) + 1


async def test_autonumbering_hands_out_invoice_numbers(afas: Afas):
    body = entry(
        [
            line("2", "10321", debit="121.00"),
            line("1", "8020", credit="100.00", VaId="1"),
            line("1", "1510", credit="21.00", VaId="1"),
        ],
        JoCo="20",
        AuNu=True,
    )
    first, second = await afas.done("FiEntries", body), await afas.done("FiEntries", body)
    assert first["InId"][0] == "V"
    assert int(second["InId"][1:]) == int(first["InId"][1:]) + 1
    found = await afas.one("Profit_Debtor_Invoices", UnitId=1, InvoiceNr=second["InId"])
    assert (found["AmtInvoice"], found["Balance"]) == (121, 121)


async def test_a_left_out_administration_books_into_the_one_last_used(afas: Afas):
    body = entry([line("1", "4310", debit="5"), line("1", "1100", credit="5")], UnId=None)
    assert (await afas.done("FiEntries", body))["UnId"] == "2"
    await afas.settings(last_used_administration=3)
    assert (await afas.done("FiEntries", body))["UnId"] == "3"
    await afas.control("PUT", "app-connector", {"administrations": [1]})
    assert (await afas.done("FiEntries", body))["UnId"] == "1"


def memorial(*lines: dict[str, Any], **header: Any) -> dict[str, Any]:
    return entry(list(lines), **header)


COST = line("1", "4310", debit="10")
BANK = line("1", "1100", credit="10")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            memorial(COST, line("1", "1100", credit="9.99")),
            "The journal entry is not balanced: debit 10.00, credit 9.99.",
        ),
        (
            memorial(COST, line("1", "0000", credit="10")),
            "The entered value for 'Account Number' does not exist",
        ),
        (
            memorial(COST, line("2", "99999", credit="10")),
            "The entered value for 'Account Number' does not exist",
        ),
        (
            memorial(COST, line("3", "10321", credit="10")),
            "The entered value for 'Account Number' does not exist",
        ),
        (memorial(COST, line("1", "", credit="10")), "Enter a value for 'Account Number'."),
        (memorial(COST, BANK, JoCo="99"), "The entered value for 'Journal' does not exist."),
        (
            memorial(COST, BANK, UnId=3, JoCo="73"),
            "The entered value for 'Journal' is blocked (73).",
        ),
        (memorial(COST, BANK, JoCo=None), "Enter a value for 'Journal'."),
        (memorial(COST, BANK, Peri=None), "Enter a value for 'Period'."),
        (memorial(COST, BANK, UnId=9), "No unit available"),
        (memorial(COST, BANK, Year=2030), "The entered value for 'Financial year' does not exist."),
        (memorial(COST, BANK, Peri=14), "The entered value for 'Period' does not exist."),
        (
            memorial(COST, BANK, Year=2024, Peri=2),
            "For this administration, period 2 of the year 2024 is blocked.",
        ),
        (
            memorial(COST, line("1", "1100", credit="10", BpDa="2024-03-01")),
            "Date '1-3-2024' belongs to a blocked period",
        ),
        (
            memorial(COST, line("1", "1100", credit="10", BpDa="2035-03-01")),
            "The entered value for 'Voucher date' does not exist.",
        ),
        (
            memorial(COST, line("1", "1100", credit="10", EnNo=5)),
            "When adding a journal entry, the journal entry number may not be entered.",
        ),
        (
            memorial(line("1", "4310", debit="10", AmCr="10"), BANK),
            "Enter either a debit or a credit amount (line 1).",
        ),
        (memorial(line("1", "4310"), BANK), "Enter a value for 'Amount debit'."),
        (
            memorial(line("1", "4310", debit="10.001"), BANK),
            "The value for 'Amount debit' has more than 2 decimals.",
        ),
        (memorial(line("1", "4310", debit="ten"), BANK), "Type mismatch: Amount debit"),
        (
            memorial(line("4", "4310", debit="10"), BANK),
            "The value '4' is not allowed for 'Account feature'.",
        ),
        (
            memorial(line("1", "4310", debit="10", InId="1234567890123"), BANK),
            "The value for 'Invoice number' is longer than 12 characters.",
        ),
        (
            memorial(line("1", "4310", debit="10", VaId="99"), BANK),
            "The entered value for 'VAT code' does not exist.",
        ),
        (
            memorial(line("1", "4310", debit="10", VaId="14"), BANK),
            "The entered value for 'VAT code' is blocked (14).",
        ),
        (
            memorial(COST, line("1", "1100", credit="10", VaId="5")),
            "VAT is not allowed on account 1100.",
        ),
        (
            memorial(line("1", "4990", debit="10"), BANK),
            "The entered value for 'Account number' is blocked (4990).",
        ),
        (
            memorial(line("1", "0590", debit="10"), BANK),
            "Manual entries on account 0590 are blocked.",
        ),
        (
            memorial(line("1", "1300", debit="10"), BANK),
            "Manual entries on account 1300 are blocked.",
        ),
        (
            memorial(line("1", "4974", debit="10"), BANK),
            "Allocation code for axis 'Cost center' must be filled for account 4974",
        ),
        (
            memorial(line("1", "4980", debit="10"), BANK),
            "A project entry is mandatory for ledger account 4980.",
        ),
        (
            memorial(line("1", "4310", debit="10", BankAccount="NL1"), BANK),
            "A deviating payment account is not allowed.",
        ),
        (
            memorial(line("2", "10321", debit="10", BankAccount="NL1"), BANK),
            "Bank account NL1 not found for account 10321.",
        ),
        (
            memorial(line("1", "4310", debit="10", PaCd="99"), BANK),
            "The entered value for 'Payment condition' does not exist.",
        ),
        (
            memorial(line("2", "10321", debit="10", InId="A", InI2="B"), BANK),
            (
                "This is not possible. You cannot supply an internal and an external invoice"
                " number together."
            ),
        ),
        (
            memorial(line("3", "60118", debit="10", Judg="VISSER"), BANK),
            "The entered value for 'Reviewer' does not exist.",
        ),
        (
            memorial(line("1", "4310", debit="10", CmNo=1), BANK),
            "The entered value for 'Liability number' does not exist.",
        ),
        (
            memorial(line("1", "4310", debit="10", PrId="P1"), BANK),
            "The entered value for 'Project' does not exist.",
        ),
        (
            memorial(line("1", "4310", debit="10", CuId="XXX"), BANK),
            "The entered value for 'Currency' does not exist.",
        ),
        (
            memorial(line("1", "4310", debit="10", Nope="x"), BANK),
            "Field 'Nope' is not known in 'FiEntries'.",
        ),
        (
            entry([line("3", "60118", credit="10"), COST], JoCo="20"),
            "Journal 20 expects a debtor line and no creditor lines.",
        ),
        (
            entry([line("1", "1100", credit="10"), COST], JoCo="10"),
            "Journal 10 expects a creditor line and no debtor lines.",
        ),
        (
            entry([line("2", "10321", debit="10"), line("2", "10322", credit="10")], JoCo="50"),
            "Journal 50 expects a line on a ledger account.",
        ),
        (
            entry([line("2", "10321", debit="10"), line("1", "8020", credit="10")], JoCo="20"),
            "Enter a value for 'Invoice number'.",
        ),
        (entry([]), None),
        (
            entry([line("2", "10033", debit="10"), BANK]),
            "The entered value for 'Account number' is blocked (10033).",
        ),
    ],
)
async def test_refusals(afas: Afas, body: dict[str, Any], said: str | None):
    answer = await afas.post("FiEntries", body)
    if said is None:
        assert answer.status_code == 400  # the body itself lacks an element
        return
    assert answer.status_code == 500, answer.text
    assert answer.json()["externalMessage"] == said


async def test_a_refusal_leaves_the_books_as_they_were(afas: Afas):
    before = (await afas.control("GET", "state"))["rows"]
    under = [{"FiDimEntries": {"Element": {"Fields": {"DiC1": "NIEUW"}}}}]
    body = entry(
        [line("1", "4310", debit="10", under=under), line("1", "1100", credit="9")],
        AdDc=True,
        AdDa=True,
    )
    await afas.refusal("FiEntries", body)
    assert (await afas.control("GET", "state"))["rows"] == before
    assert await afas.where("Profit_Allocation_Assigments", DimCode="NIEUW") == []


async def test_messages_are_dutch_by_default(afas: Afas):
    answer = await afas.http.post(
        "/ProfitRestServices/connectors/FiEntries",
        json=memorial(COST, line("1", "0000", credit="10")),
        headers={"Accept-Language": ""},
    )
    assert (
        answer.json()["externalMessage"] == "De ingevulde waarde bij 'Rekeningnummer' bestaat niet"
    )
    assert answer.json()["errorNumber"] == -2147220469


async def test_a_partial_payment_lowers_the_balance_and_the_rest_settles_it(afas: Afas):
    await afas.done("FiEntries", sales_invoice("T2"))
    await afas.done("FiEntries", receipt("T2", "100.00"))
    found = await afas.one("Profit_Debtor_Invoices", DebtorId="10321", InvoiceNr="T2")
    assert (found["AmtInvoice"], found["Balance"]) == (242, 142)
    await afas.done("FiEntries", receipt("T2", "142.00"))
    assert await afas.where("Profit_Debtor_Invoices", DebtorId="10321", InvoiceNr="T2") == []


async def test_an_overpayment_turns_the_sign(afas: Afas):
    await afas.done("FiEntries", sales_invoice("T3"))
    await afas.done("FiEntries", receipt("T3", "250.00"))
    found = await afas.one("Profit_Debtor_Invoices", DebtorId="10321", InvoiceNr="T3")
    assert found["Balance"] == -8


async def test_a_receipt_without_number_stays_open_on_the_relation(afas: Afas):
    await afas.done("FiEntries", receipt(None, "55.00", debtor="10322"))
    rows = await afas.where("Profit_Debtor_Invoices", DebtorId="10322", UnitId=1)
    assert [row["Balance"] for row in rows if row["InvoiceNr"] is None] == [-55]
    await afas.settings(prepayments_in_open_items=False)
    rows = await afas.where("Profit_Debtor_Invoices", DebtorId="10322", UnitId=1)
    assert all(row["InvoiceNr"] for row in rows)


async def test_a_payment_before_its_invoice_finds_it_later(afas: Afas):
    await afas.done("FiEntries", receipt("T4", "42.00"))
    await afas.done("FiEntries", sales_invoice("T4"))
    found = await afas.one("Profit_Debtor_Invoices", DebtorId="10321", InvoiceNr="T4")
    assert (found["AmtInvoice"], found["Balance"]) == (242, 200)
    await afas.settings(unknown_invoice_number="refuse")
    assert "Invoice number" in await afas.refusal("FiEntries", receipt("NONE", "1"))


async def test_a_credit_note_is_settled_in_the_memorial_journal(afas: Afas):
    await afas.done("FiEntries", sales_invoice("T5"))
    credit = entry(
        [
            line("2", "10321", credit="60.50", InId="T6"),
            line("1", "8020", debit="50.00", VaId="1"),
            line("1", "1510", debit="10.50", VaId="1"),
        ],
        JoCo="20",
    )
    await afas.done("FiEntries", credit)
    note = await afas.one("Profit_Debtor_Invoices", DebtorId="10321", InvoiceNr="T6")
    assert (note["AmtInvoice"], note["Balance"]) == (Decimal("-60.5"), Decimal("-60.5"))
    assert note["ExpDate"] == "2026-03-09T00:00:00Z"
    settle = entry(
        [
            line("2", "10321", debit="60.50", InId="T6"),
            line("2", "10321", credit="60.50", InId="T5"),
        ]
    )
    await afas.done("FiEntries", settle)
    assert await afas.where("Profit_Debtor_Invoices", DebtorId="10321", InvoiceNr="T6") == []
    found = await afas.one("Profit_Debtor_Invoices", DebtorId="10321", InvoiceNr="T5")
    assert found["Balance"] == Decimal("181.5")


async def test_a_duplicate_invoice_number_is_refused_but_its_mirror_is_not(afas: Afas):
    await afas.done("FiEntries", sales_invoice("T7"))
    assert await afas.refusal("FiEntries", sales_invoice("T7")) == (
        "Invoice number T7 already exists for 10321."
    )
    await afas.done("FiEntries", sales_invoice("T7", debtor="10322"))
    mirror = entry(
        [
            line("2", "10321", credit="242.00", InId="T7"),
            line("1", "8020", debit="200.00", VaId="1"),
            line("1", "1510", debit="42.00", VaId="1"),
        ],
        JoCo="20",
    )
    await afas.done("FiEntries", mirror)
    assert await afas.where("Profit_Debtor_Invoices", DebtorId="10321", InvoiceNr="T7") == []


async def test_a_duplicate_invoice_number_can_add_up_instead(afas: Afas):
    await afas.settings(duplicate_invoice="add")
    await afas.done("FiEntries", sales_invoice("T8"))
    await afas.done("FiEntries", sales_invoice("T8"))
    found = await afas.one("Profit_Debtor_Invoices", DebtorId="10321", InvoiceNr="T8")
    assert (found["AmtInvoice"], found["Balance"]) == (484, 484)


@pytest.mark.parametrize(
    ("condition", "due"),
    [("0", "2026-03-09"), ("14", "2026-03-23"), ("30", "2026-04-08"), ("30E", "2026-04-30")],
)
async def test_the_payment_condition_gives_the_due_date(afas: Afas, condition: str, due: str):
    keys = await afas.done("FiEntries", sales_invoice(PaCd=condition))
    found = await afas.one("Profit_Debtor_Invoices", UnitId=1, InvoiceNr=keys["InId"])
    assert found["ExpDate"] == f"{due}T00:00:00Z"


async def test_a_given_due_date_stays(afas: Afas):
    keys = await afas.done("FiEntries", sales_invoice(DaEx="2026-05-01"))
    found = await afas.one("Profit_Debtor_Invoices", UnitId=1, InvoiceNr=keys["InId"])
    assert found["ExpDate"] == "2026-05-01T00:00:00Z"


async def test_a_purchase_invoice_with_reviewer_is_blocked_for_payment_until_released(afas: Afas):
    body = entry(
        [
            line("3", "60118", credit="605.00", InId="LEV-8842", PaCd="30", Judg="DEVRIES"),
            line("1", "4310", debit="500.00", InId="LEV-8842", VaId="5"),
            line("1", "1500", debit="105.00", InId="LEV-8842", VaId="5"),
        ],
        JoCo="10",
    )
    assert (await afas.done("FiEntries", body))["InId"] == "LEV-8842"
    found = await afas.one("Profit_Creditor_Invoices", CreditorId="60118", InvoiceNr="LEV-8842")
    assert (found["AmtInvoice"], found["Blocked"]) == (605, True)
    release = {
        "FiInvoice": {
            "Element": {
                "Fields": {
                    "UnId": "1",
                    "VaAd": "3",
                    "DcNr": "60118",
                    "InId": "LEV-8842",
                    "BlPa": False,
                    "PaCd": "60",
                }
            }
        }
    }
    answer = await afas.put("FiInvoice", release)
    assert (answer.status_code, answer.content) == (200, b"")
    found = await afas.one("Profit_Creditor_Invoices", CreditorId="60118", InvoiceNr="LEV-8842")
    assert (found["Blocked"], found["ExpDate"]) == (False, "2026-05-08T00:00:00Z")


async def test_an_invoice_change_needs_one_open_invoice(afas: Afas):
    def change(**fields: Any) -> dict[str, Any]:
        return {"FiInvoice": {"Element": {"Fields": {"UnId": 1} | fields}}}

    said = await afas.refusal("FiInvoice", change(InId="NOPE", BlPa=True), "PUT")
    assert said == "The entered value for 'Invoice number' does not exist."
    await afas.done("FiEntries", sales_invoice("T9"))
    assert (await afas.put("FiInvoice", change(InId="T9", AmCr="5"))).status_code == 200
    await afas.done("FiEntries", receipt("T9", "242"))
    assert "settled" in await afas.refusal("FiInvoice", change(InId="T9", AmCr="6"), "PUT")


async def test_dimensions_are_stored_and_inaxes_ignored(afas: Afas):
    under = [
        {
            "FiDimEntries": {
                "Element": {
                    "Fields": {
                        "DiC1": "oost",
                        "DiC2": "TRAIN",
                        "DiC3": "ZZZ",
                        "AmDe": "0",
                        "AmCr": "10",
                    }
                }
            }
        }
    ]
    body = memorial(line("1", "1100", debit="10"), line("1", "8074", credit="10", under=under))
    keys = await afas.done("FiEntries", body)
    rows = await afas.where(
        "Profit_Transactions_Allocated", UnitId=1, EntryNo=keys["EnNo"], SeqNo=2
    )
    assert [rows[0][f"DimAx{axis}"] for axis in (1, 2, 3)] == ["OOST", "TRAIN", None]
    await afas.settings(axes=3)
    assert await afas.refusal("FiEntries", body) == (
        "The entered value for 'Exception axis code 3' does not exist."
    )


@pytest.mark.parametrize(
    ("fields", "header", "said"),
    [
        ({"DiC1": "OUD"}, {}, "The entered value for 'Exception axis code 1' is blocked (OUD)."),
        ({"DiC1": "NIEUW"}, {}, "The entered value for 'Exception axis code 1' does not exist."),
        (
            {"DiC2": "INTERN"},
            {},
            "Allocation code INTERN of axis 'Cost carrier' is not assigned to account 8020.",
        ),
        (
            {"DiC1": "OOST", "AmCr": "5"},
            {},
            "The allocated amount differs from the amount of the line (line 2).",
        ),
        ({"DiC1": "OOST", "AmDe": "0", "AmCr": "0"}, {}, "eErrFiEntryNoAmountOnEntryLine"),
        ({"DiC1": "OOST"}, {}, None),
        ({"DiC2": "INTERN"}, {"AdDa": True}, None),
        ({"DiC1": "NIEUW"}, {"AdDc": True, "AdDa": True}, None),
    ],
)
async def test_allocation_rules(
    afas: Afas, fields: dict[str, str], header: dict[str, bool], said: str | None
):
    under = [{"FiDimEntries": {"Element": {"Fields": fields}}}]
    body = memorial(
        line("1", "1100", debit="10"), line("1", "8020", credit="10", under=under), **header
    )
    if said is None:
        await afas.done("FiEntries", body)
    else:
        assert await afas.refusal("FiEntries", body) == said


async def test_a_code_made_on_the_fly_is_assigned_and_readable(afas: Afas):
    under = [{"FiDimEntries": {"Element": {"Fields": {"DiC1": "NIEUW"}}}}]
    body = memorial(
        line("1", "1100", debit="10"),
        line("1", "8020", credit="10", under=under),
        AdDc=True,
        AdDa=True,
    )
    await afas.done("FiEntries", body)
    (row,) = await afas.where("Profit_Allocation_Assigments", DimCode="NIEUW")
    assert (row["Unit"], row["Account"], row["DimAx"]) == (1, "8020", "1")


async def test_projects_under_a_line(afas: Afas):
    def body(**fields: str) -> dict[str, Any]:
        under = {
            "FiPrjEntries": {"Element": [{"Fields": {"PrId": "P2000", "ItCd": "MONTAGE"} | fields}]}
        }
        return memorial(line("1", "4980", debit="10", under=under), BANK)

    keys = await afas.done("FiEntries", body(PrSt="10", Qu="1.5", AmCo="10"))
    (row,) = await afas.where("Profit_Realization", ProjectId="P2000")
    assert (row["ItemCodeId"], row["QuantityUnit"], row["Year"]) == (
        "MONTAGE",
        Decimal("1.5"),
        2026,
    )
    assert keys["EnNo"]
    assert "Project phase" in await afas.refusal("FiEntries", body(PrSt="99"))
    assert "Item code" in await afas.refusal("FiEntries", body(ItCd="NOPE"))
    await afas.settings(modules={"projects": False})
    assert "not active" in await afas.refusal("FiEntries", body())


async def test_foreign_currency_stays_exact_beside_the_base_amounts(afas: Afas):
    body = entry(
        [
            line(
                "2", "10321", debit="10000", InId="USD1", CuId="USD", Rate="1.0842", AmDc="10842.00"
            ),
            line("1", "8060", credit="10000", VaId="11"),
        ],
        JoCo="20",
    )
    await afas.done("FiEntries", body)
    found = await afas.one("Profit_Debtor_Invoices", UnitId=1, InvoiceNr="USD1")
    assert (found["CurrencyId"], found["AmtInvoiceCurr"], found["BalanceCurr"]) == (
        "USD",
        10842,
        10842,
    )
    await afas.settings(modules={"currency": False})
    body["FiEntryPar"]["Element"]["Objects"][0]["FiEntries"]["Element"][0]["Fields"]["InId"] = (
        "USD2"
    )
    assert "not active" in await afas.refusal("FiEntries", body)


async def test_spread_costs_refuse_a_blocked_period(afas: Afas):
    def body(first: int) -> dict[str, Any]:
        spread = {
            "FiTransEntries": {
                "Element": {
                    "Fields": {
                        "YeSt": first,
                        "PeSt": 1,
                        "YeEn": 2026,
                        "PeEn": 12,
                        "SuAc": "1905",
                        "VaRo": "N",
                    }
                }
            }
        }
        return entry(
            [
                line("3", "60118", credit="1200.00", InId=f"LIC-{first}"),
                line("1", "4510", debit="1200.00", under=[spread]),
            ],
            JoCo="82",
        )

    await afas.done("FiEntries", body(2026))
    assert await afas.refusal("FiEntries", body(2024)) == (
        "Period 1 of year 2024 is blocked within the selection.||"
        "The transitory item can therefore not be generated."
    )


async def test_an_entry_with_an_open_invoice_can_be_deleted(afas: Afas):
    keys = await afas.done("FiEntries", sales_invoice("T10"))
    path = f"/FiEntries/FiEntryPar/UnId,JoCo/1,20/FiEntries/@EnNo/{keys['EnNo']}"
    answer = await afas.send("DELETE", path)
    assert (answer.status_code, answer.content) == (200, b"")
    assert await afas.where("Profit_Transactions", UnitId=1, EntryNo=keys["EnNo"]) == []
    assert await afas.where("Profit_Debtor_Invoices", DebtorId="10321", InvoiceNr="T10") == []
    changed = await afas.where("Profit_Fin_ChangedEntrydate", EntryDate="2026-03-09")
    assert changed[0]["Modified"] == "2026-06-15T12:00:00Z"
    assert (await afas.send("DELETE", path)).status_code == 500


async def test_deleting_by_invoice_number_and_its_limits(afas: Afas):
    await afas.done("FiEntries", sales_invoice("T11"))
    paid = await afas.done("FiEntries", sales_invoice("T12"))
    bank = await afas.done("FiEntries", receipt("T12", "1.00"))

    async def said(path: str) -> str:
        answer = await afas.send("DELETE", f"/FiEntries/FiEntryPar/UnId,JoCo/{path}")
        return "" if answer.status_code == 200 else answer.json()["externalMessage"]

    assert await said("1,20/FiEntries/InId/T11") == ""
    assert "settled" in await said(f"1,20/FiEntries/@EnNo/{paid['EnNo']}")
    assert "no sales or purchase invoice" in await said(f"1,50/FiEntries/EnNo/{bank['EnNo']}")
    assert await said(f"1,10/FiEntries/@EnNo/{paid['EnNo']}")
    await afas.settings(delete_only_invoices=False)
    assert await said(f"1,50/FiEntries/EnNo/{bank['EnNo']}") == ""
    await afas.control("PUT", "blocked", {"kind": "period", "unit": 1, "year": 2026, "period": 3})
    assert "blocked" in await said(f"1,20/FiEntries/@EnNo/{paid['EnNo']}")


async def test_the_period_can_follow_from_the_voucher_date(afas: Afas):
    body = memorial(
        line("1", "4310", debit="1", BpDa="2026-05-05"),
        line("1", "1100", credit="1", BpDa="2026-05-05"),
    )
    keys = await afas.done("FiEntries", body)
    rows = await afas.where("Profit_Transactions", UnitId=1, EntryNo=keys["EnNo"])
    assert {row["Period"] for row in rows} == {3}
    await afas.settings(period_from="voucher_date")
    keys = await afas.done("FiEntries", body)
    rows = await afas.where("Profit_Transactions", UnitId=1, EntryNo=keys["EnNo"])
    assert {row["Period"] for row in rows} == {5}


async def test_more_than_a_thousand_lines_are_advised_against_only(afas: Afas):
    lines = [line("1", "4310", debit="1") for _ in range(1001)]
    body = memorial(*lines, line("1", "1100", credit="1001"))
    await afas.settings(max_entry_lines=1000)
    assert "more than 1000 lines" in await afas.refusal("FiEntries", body)
    await afas.settings(max_entry_lines=0)
    await afas.done("FiEntries", body)


async def test_balances_follow_every_booking(afas: Afas):
    async def balance() -> Decimal:
        rows = await afas.where(
            "Profit_Period_balance", UnitId=1, Year=2026, Period=3, AccountNr="8020"
        )
        return sum((Decimal(row["Balance"]) for row in rows), Decimal(0))

    before = await balance()
    await afas.done("FiEntries", sales_invoice())
    assert await balance() == before - 200
    rows = await afas.rows("Profit_Period_balance", skip=-1, take=-1)
    assert sum(Decimal(row["Balance"]) for row in rows) == 0


async def test_free_fields_of_a_line_can_be_sent_and_changed(afas: Afas):
    free = "U05B9E1D87A2C4360BF4D98127CE3A6F1"
    keys = await afas.done(
        "FiEntries", memorial(line("1", "4310", debit="10", **{free: "web"}), BANK)
    )
    change = {
        "FiEntriesCustom": {
            "Element": {"@UnId": "1", "@EnNo": keys["EnNo"], "@SeNo": "1", "Fields": {free: "shop"}}
        }
    }
    assert (await afas.put("FiEntriesCustom", change)).status_code == 200
    unknown = "U" + "0" * 32
    said = await afas.refusal(
        "FiEntries", memorial(line("1", "4310", debit="10", **{unknown: "x"}), BANK)
    )
    assert said == f"Field '{unknown}' is not known in 'FiEntries'."


async def test_a_commitment_must_exist_and_its_module_be_there(afas: Afas):
    keys = await afas.done("FiEntries", memorial(line("1", "4310", debit="10", CmNo=7000), BANK))
    assert keys["EnNo"]
    await afas.settings(modules={"commitments": False})
    said = await afas.refusal("FiEntries", memorial(line("1", "4310", debit="10", CmNo=7000), BANK))
    assert said == "The module for 'Liability number' is not active."


async def test_an_opening_entry_makes_the_open_items_it_names(afas: Afas):
    body = entry(
        [
            line("2", "10321", debit="75", InId="OPEN1", PaCd="14"),
            line("1", "0510", credit="75"),
        ],
        JoCo="90",
    )
    await afas.done("FiEntries", body)
    found = await afas.one("Profit_Debtor_Invoices", UnitId=1, InvoiceNr="OPEN1")
    assert (found["AmtInvoice"], found["ExpDate"]) == (75, "2026-03-23T00:00:00Z")
