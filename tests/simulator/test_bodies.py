"""The body grammar: every variation that official examples show means the same."""

from typing import Any

import pytest

from simulator.asking import Afas
from simulator.bodies import entry, line

PATH = "/ProfitRestServices/connectors/KnDimCode"


@pytest.mark.parametrize(
    "body",
    [
        {"KnDimCode": {"Element": {"@AxId": "1", "@VbCo": "X1", "Fields": {"Ds": "Test"}}}},
        {"KnDimCode": {"Element": [{"@AxId": "1", "@VbCo": "X1", "Fields": {"Ds": "Test"}}]}},
        {"KnDimCode": {"Element": {"Fields": {"AxId": 1, "VbCo": "X1", "Ds": "Test"}}}},
        {"KnDimCode": {"Element": {"Fields": [{"@AxId": "1", "VbCo": "X1", "Ds": "Test"}]}}},
        {
            "KnDimCode": {
                "Element": {"@AxId": 1, "@VbCo": "X1", "Fields": {"Ds": "Test", "Bl": "0"}}
            }
        },
        {
            "KnDimCode": {
                "Element": {
                    "@AxId": 1,
                    "@VbCo": "X1",
                    "Fields": {"Ds": "Test", "Bl": "False", "Re": None},
                }
            }
        },
        {
            "KnDimCode": {
                "Element": {
                    "@AxId": 1,
                    "@VbCo": "X1",
                    "@Action": "insert",
                    "Fields": {"Ds": "Test"},
                }
            }
        },
        {
            "KnDimCode": {
                "Element": {
                    "@AxId": 1,
                    "@VbCo": "X1",
                    "Fields": {"@action": "insert", "Ds": "Test"},
                    "Objects": [],
                }
            }
        },
        {
            "kndimcode": {
                "element": {"@AxId": 1, "@VbCo": "X1", "fields": {"Ds": "Test"}, "objects": ""}
            }
        },
    ],
)
async def test_one_code_in_every_variation(afas: Afas, body: dict[str, Any]):
    answer = await afas.post("KnDimCode", body)
    assert (answer.status_code, answer.json()) == (201, {"results": {"KnDimCode": {}}})
    assert (
        await afas.refusal("KnDimCode", body) == "The record 'X1' already exists (Allocation code)."
    )


async def test_several_elements_are_one_transaction(afas: Afas):
    def code(name: str) -> dict[str, Any]:
        return {"@AxId": "1", "@VbCo": name, "Fields": {"Ds": name}}

    both = {"KnDimCode": {"Element": [code("A1"), code("NOORD")]}}
    await afas.refusal("KnDimCode", both)
    answer = await afas.post("KnDimCode", {"KnDimCode": {"Element": [code("A1"), code("A2")]}})
    assert (answer.status_code, answer.json()) == (201, {"results": {"KnDimCode": [{}, {}]}})


async def test_objects_as_a_list_or_as_one_object(afas: Afas):
    as_list = entry([line("1", "4310", debit="1"), line("1", "1100", credit="1")])
    as_object = entry([line("1", "4310", debit="1"), line("1", "1100", credit="1")])
    inner = as_object["FiEntryPar"]["Element"]
    inner["Objects"] = inner["Objects"][0]
    await afas.done("FiEntries", as_list)
    await afas.done("FiEntries", as_object)


@pytest.mark.parametrize("amount", ["10", "10.00", 10, 10.0, 10.5, "-0"])
async def test_numbers_come_as_text_or_as_number(afas: Afas, amount: Any):
    fields: dict[str, Any] = {"AmDe": amount}
    other = line("1", "1100")
    other["Fields"]["AmCr"] = amount
    await afas.done("FiEntries", entry([line("1", "4310", **fields), other]))


async def test_the_digits_of_an_amount_are_exact(afas: Afas):
    body = (
        b'{"FiEntryPar":{"Element":{"Fields":{"Year":2026,"Peri":3,"UnId":1,"JoCo":"80"},"Objects":'
        b'{"FiEntries":{"Element":[{"Fields":{"VaAs":"1","AcNr":"4310","EnDa":"2026-03-09",'
        b'"BpDa":"2026-03-09","AmDe":%s}},{"Fields":{"VaAs":"1","AcNr":"1100","EnDa":"2026-03-09",'
        b'"BpDa":"2026-03-09","AmCr":%s}}]}}}}}'
    )
    path = "/ProfitRestServices/connectors/FiEntries"
    fine = await afas.http.post(path, content=body % (b"1234567890123.45", b"1234567890123.45"))
    assert fine.status_code == 201, fine.text
    over = await afas.http.post(path, content=body % (b"100.00000000000000001", b"100.00"))
    assert (
        over.json()["externalMessage"] == "The value for 'Amount debit' has more than 2 decimals."
    )


@pytest.mark.parametrize("one_record_only", ["FiDimEntries", "FiTransEntries"])
async def test_some_objects_may_occur_once_only(afas: Afas, one_record_only: str):
    fields = (
        {"YeSt": 2026, "PeSt": 1, "YeEn": 2026, "PeEn": 2}
        if "Trans" in one_record_only
        else {"DiC1": "OOST"}
    )
    under = [{one_record_only: {"Element": [{"Fields": fields}, {"Fields": fields}]}}]
    body = entry([line("1", "4310", debit="1", under=under), line("1", "1100", credit="1")])
    said = f"'{one_record_only}' may occur only once per call."
    assert await afas.refusal("FiEntries", body) == said
    twice = entry([line("1", "4310", debit="1")])
    twice["FiEntryPar"]["Element"] = [twice["FiEntryPar"]["Element"]] * 2
    assert await afas.refusal("FiEntries", twice) == "'FiEntryPar' may occur only once per call."


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"not json", 400),
        (b"[]", 400),
        (b"{}", 400),
        (b'{"Other":{"Element":{}}}', 400),
        (b'{"KnDimCode":{}}', 400),
        (b'{"KnDimCode":{"Element":[]}}', 400),
        (b'{"KnDimCode":{"Element":{"Fields":"text"}}}', 400),
        (b'{"KnDimCode":{"Element":{"Fields":{"AxId":{"a":1}}}}}', 500),
    ],
)
async def test_what_is_no_proper_body(afas: Afas, content: bytes, status: int):
    assert (await afas.http.post(PATH, content=content)).status_code == status


async def test_invalid_json_can_be_500_too(afas: Afas):
    await afas.settings(invalid_json_status="500")
    answer = await afas.http.post(PATH, content=b"nope")
    assert (answer.status_code, answer.json()) == (500, {"message": "Invalid json"})


async def test_json_sent_as_plain_text_is_read_all_the_same(afas: Afas):
    content = b'{"KnDimCode":{"Element":{"@AxId":"1","@VbCo":"TXT","Fields":{"Ds":"x"}}}}'
    answer = await afas.http.post(PATH, content=content, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 201


async def test_put_changes_what_is_given_and_an_empty_text_clears(afas: Afas):
    body = {
        "KnDimCode": {"Element": {"@AxId": "1", "@VbCo": "NOORD", "Fields": {"Ds": "Het Noorden"}}}
    }
    answer = await afas.put("KnDimCode", body)
    assert (answer.status_code, answer.content) == (200, b"")
    row = (
        await afas.where("Profit_Allocation_Assigments", DimCode="NOORD", Unit=1, Account="8020")
    )[0]
    assert row["CodeDescription"] == "Het Noorden"
    body["KnDimCode"]["Element"]["Fields"]["Ds"] = ""
    await afas.put("KnDimCode", body)
    row = (
        await afas.where("Profit_Allocation_Assigments", DimCode="NOORD", Unit=1, Account="8020")
    )[0]
    assert row["CodeDescription"] is None


async def test_put_can_answer_the_keys_instead(afas: Afas):
    await afas.settings(put_reply="keys")
    body = {"KnDimCode": {"Element": {"@AxId": "1", "@VbCo": "NOORD", "Fields": {"Ds": "N"}}}}
    answer = await afas.put("KnDimCode", body)
    assert (answer.status_code, answer.json()) == (201, {"results": {"KnDimCode": {}}})


@pytest.mark.parametrize("path", ["@AxId,@VbCo/1,ICT", "AxId,VbCo/1,ICT", "@AxId,@VbCo/1%2CICT"])
async def test_delete_with_two_keys_in_the_path(afas: Afas, path: str):
    # The seed books on other codes; this one has to be free of lines first.
    await afas.post(
        "KnDimCode",
        {"KnDimCode": {"Element": {"@AxId": "1", "@VbCo": "VRIJ", "Fields": {"Ds": "x"}}}},
    )
    answer = await afas.send("DELETE", "/KnDimCode/KnDimCode/" + path.replace("ICT", "VRIJ"))
    assert (answer.status_code, answer.content) == (200, b"")
    used = await afas.send("DELETE", "/KnDimCode/KnDimCode/@AxId,@VbCo/1,OOST")
    assert used.json()["externalMessage"] == "The record 'OOST' is in use and cannot be deleted."


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PUT", "/FiEntries", 500),
        ("POST", "/FiInvoice", 500),
        ("POST", "/KnContact", 500),
        ("DELETE", "/KnPurchaseRelationOrg/KnPurchaseRelationOrg/@CrId/60001", 500),
        ("DELETE", "/FiEntries/FiEntryPar/@Year/2026", 500),
        ("DELETE", "/KnDimCode", 404),
        ("DELETE", "/KnSubject/KnSubject/@SbId/" + "9" * 30, 500),
        ("DELETE", "/FiEntries/FiEntryPar/UnId,JoCo/1,20/FiEntries/@EnNo/" + "9" * 30, 500),
        ("DELETE", "/KnDimCode/KnDimCode/@AxId", 404),
        ("POST", "/KnDimCode/Nothing", 404),
        ("POST", "/KnSubject/KnSubjectAttachment/deeper", 404),
        ("PATCH", "/KnDimCode", 404),
    ],
)
async def test_verbs_that_a_connector_does_not_know(
    afas: Afas, method: str, path: str, status: int
):
    assert (await afas.send(method, path, {})).status_code == status


async def test_ledger_accounts_can_be_made_changed_and_deleted(afas: Afas):
    def account(**fields: Any) -> dict[str, Any]:
        return {"KnAccount": {"Element": {"Fields": {"AcNr": "4999"} | fields}}}

    await afas.post(
        "KnAccount", account(Ds="Nieuwe kosten", VaAt="4", VaPc="D", VaYn=True, VaCo="5")
    )
    found = await afas.one("Profit_Accounts", Account="4999")
    assert (found["Description"], found["VatAllowed"], found["Blocked"]) == (
        "Nieuwe kosten",
        True,
        False,
    )
    await afas.put("KnAccount", account(Bl=True))
    assert (await afas.one("Profit_Accounts", Account="4999"))["Blocked"] is True
    assert await afas.refusal("KnAccount", account(VaAt="9"), "PUT") == (
        "The value '9' is not allowed for 'Type of account'."
    )
    assert (await afas.send("DELETE", "/KnAccount/KnAccount/@AcNr/4999")).status_code == 200
    assert (await afas.send("DELETE", "/KnAccount/KnAccount/@AcNr/8020")).status_code == 500


async def test_currency_rates(afas: Afas):
    def rate(**fields: Any) -> dict[str, Any]:
        return {"KnCurrencyRates": {"Element": {"@Cu": "USD", "Fields": fields}}}

    assert (
        await afas.post("KnCurrencyRates", rate(DaSt="2026-06-01", DaRa="1.1234567"))
    ).status_code == 201
    rows = await afas.where("Profit_Currency", CurrencyId="USD")
    assert "1.1234567" in {str(row["DailyRate"]) for row in rows}
    assert len(rows) == 4
    await afas.put("KnCurrencyRates", rate(Sn=4, DaRa="1.2"))
    rows = await afas.where("Profit_Currency", CurrencyId="USD", StartDate="2026-06-01")
    assert str(rows[0]["DailyRate"]) == "1.2"
    assert (
        await afas.send("DELETE", "/KnCurrencyRates/KnCurrencyRates/@Cu,@Sn/USD,4")
    ).status_code == 200
    assert len(await afas.where("Profit_Currency", CurrencyId="USD")) == 3


async def test_an_action_in_the_body_overrules_the_verb(afas: Afas):
    def code(action: str, name: str, **fields: str) -> dict[str, Any]:
        element = {"@AxId": "1", "@VbCo": name, "Fields": {"@Action": action} | fields}
        return {"KnDimCode": {"Element": element}}

    assert (await afas.put("KnDimCode", code("insert", "ACT", Ds="x"))).status_code == 200
    assert (await afas.post("KnDimCode", code("update", "ACT", Ds="y"))).status_code == 201
    assert (await afas.put("KnDimCode", code("delete", "ACT"))).status_code == 200
    assert "does not exist" in await afas.refusal("KnDimCode", code("update", "ACT", Ds="z"))
    assert await afas.refusal("KnDimCode", code("insert", "ACT"), "PUT") == (
        "Enter a value for 'Description'."
    )


@pytest.mark.parametrize(
    ("connector", "fields", "label"),
    [
        ("KnDimCode", {"AxId": "1"}, "Allocation code"),
        ("KnAccount", {"Ds": "x"}, "Account number"),
        ("KnSalesRelationOrg", {"PaCd": "30"}, "Debtor number"),
        ("KnSubject", {"Ds": "x"}, "Dossier item"),
        ("KnCurrencyRates", {"Cu": "USD"}, "Sequence number"),
    ],
)
async def test_an_update_needs_its_keys(
    afas: Afas, connector: str, fields: dict[str, str], label: str
):
    body = {connector: {"Element": {"Fields": fields}}}
    said = await afas.refusal(connector, body, "PUT")
    assert said == f"Enter a value for '{label}'."
