"""The reference's example bodies as they stand; what had to change for the seed says why."""

import json
from pathlib import Path

import pytest

from simulator.asking import Afas

TEXTS = {
    name: json.dumps(body)
    for name, body in json.loads(
        Path(__file__).with_name("reference_bodies.json").read_text()
    ).items()
}


async def replied(afas: Afas, connector: str, text: str) -> dict[str, str]:
    return await afas.done(connector, json.loads(text))


async def test_a_sales_invoice_is_numbered_and_answers_three_keys(afas: Afas):
    keys = await replied(afas, "FiEntries", TEXTS["sales_invoice"])
    assert list(keys) == ["UnId", "EnNo", "InId"]
    found = await afas.one("Profit_Debtor_Invoices", DebtorId="10321", InvoiceNr=keys["InId"])
    assert (found["AmtInvoice"], found["ExpDate"]) == (242, "2026-04-08T00:00:00Z")
    path = f"/FiEntries/FiEntryPar/UnId,JoCo/1,20/FiEntries/@EnNo/{keys['EnNo']}"
    assert (await afas.send("DELETE", path)).status_code == 200


async def test_a_purchase_invoice_is_blocked_released_and_documented(afas: Afas):
    assert (await replied(afas, "FiEntries", TEXTS["purchase_invoice"]))["InId"] == "LEV-8842"
    name = {"CreditorId": "60118", "InvoiceNr": "LEV-8842"}
    assert (await afas.one("Profit_Creditor_Invoices", **name))["Blocked"] is True
    assert (await afas.put("FiInvoice", json.loads(TEXTS["release"]))).status_code == 200
    assert (await afas.one("Profit_Creditor_Invoices", **name))["Blocked"] is False
    keys = await replied(afas, "KnSubject", TEXTS["attachment"])
    (file,) = await afas.where("Profit_Subject_Attachments", subject_id=keys["SbId"])
    assert file["file_name"] == "LEV-8842.pdf"


async def test_a_payout_needs_a_debtor_that_is_there(afas: Afas):
    """The reference's debtor 10477 is not among the four hundred of the seed: 10322 is."""
    said = await afas.refusal("FiEntries", json.loads(TEXTS["payout"]))
    assert said == "The entered value for 'Account Number' does not exist"
    keys = await replied(afas, "FiEntries", TEXTS["payout"].replace("10477", "10322"))
    assert list(keys) == ["UnId", "EnNo", "InId"]


async def test_a_credit_note_is_settled_in_the_memorial_journal(afas: Afas):
    await replied(afas, "FiEntries", TEXTS["settled_in_memorial"])


async def test_costs_are_spread_over_a_year(afas: Afas):
    keys = await replied(afas, "FiEntries", TEXTS["spread_costs"])
    made = await afas.where("Profit_Transactions", AccountNo="4510", JournalId="82", AmtDebit=100)
    assert sorted(row["Period"] for row in made) == list(range(1, 13))
    assert {row["EntryNo"] > int(keys["EnNo"]) for row in made} == {True}


async def test_a_new_debtor_gets_his_numbers(afas: Afas):
    keys = await replied(afas, "KnSalesRelationOrg", TEXTS["new_debtor"])
    assert keys.keys() == {"DbId", "BcCo"}
    row = await afas.one("Profit_Debtor", DebtorId=keys["DbId"])
    assert (row["IBAN"], row["AdressLine1"]) == ("NL91ABNA0417164300", "Molenpad 12")


async def test_a_new_code_must_be_new(afas: Afas):
    """The seed has OOST already, for the sales invoice above uses it: so another code is sent."""
    said = await afas.refusal("KnDimCode", json.loads(TEXTS["new_code"]))
    assert said == "The record 'OOST' already exists (Allocation code)."
    assert await replied(afas, "KnDimCode", TEXTS["new_code"].replace("OOST", "ZUIDOOST")) == {}


@pytest.mark.parametrize(
    ("connector", "text"),
    [
        ("FiEntries", TEXTS["sales_invoice"]),
        ("FiEntries", TEXTS["purchase_invoice"]),
        ("FiEntries", TEXTS["spread_costs"]),
        ("KnSalesRelationOrg", TEXTS["new_debtor"]),
    ],
)
async def test_no_field_of_an_example_is_unknown_to_metainfo(afas: Afas, connector: str, text: str):
    meta = (await afas.get(f"/metainfo/update/{connector}")).json()
    ((element, body),) = json.loads(text).items()
    assert element == meta["name"]
    assert set(body["Element"]["Fields"]) <= {each["fieldId"] for each in meta["fields"]}
