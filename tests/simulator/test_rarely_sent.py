"""What clients seldom send: each of it has its answer too."""

import base64
import contextlib
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from adapters.afas.simulator import create_simulator
from simulator.asking import Afas, Clock, authorization
from simulator.bodies import entry, line, sales_invoice

NEW = {"PadAdr": True, "AutoNum": True, "MatchOga": "6", "Nm": "Zeldzaam BV"}
PLACE = {"CoId": "NL", "Ad": "Havenkade", "HmNr": 7, "ZpCd": "2011zz", "Rs": "Haarlem"}
POSTAL = {"KnBasicAddressPad": {"Element": {"Fields": PLACE}}}


def element(name: str, fields: Any, under: Any = (), **keys: Any) -> dict[str, Any]:
    content = keys | {"Fields": fields, "Objects": list(under)}
    return {name: {"Element": content}}


def organisation(under: Any = (), **more: Any) -> dict[str, Any]:
    return element("KnOrganisation", NEW | more, under)


def bank(**fields: Any) -> dict[str, Any]:
    return element("KnBankAccount", {"CoId": "NL"} | fields)


async def answer_to(afas: Afas, method: str, path: str, body: Any) -> str:
    answer = await afas.send(method, path, body)
    return answer.json()["externalMessage"] if answer.status_code == 500 else "done"


def debtor(under: Any, **fields: Any) -> dict[str, Any]:
    return element(
        "KnSalesRelationOrg", {"IsDb": True, "CuId": "EUR", "ColA": "1300"} | fields, under
    )


def changed(**fields: Any) -> dict[str, Any]:
    return element("KnSalesRelationOrg", fields, **{"@DbId": "10321"})


MISSING = "The entered value for '{}' does not exist."
DIMENSION = [element("FiDimEntries", {"DiC1": "OOST"})]


@pytest.mark.parametrize(
    ("method", "path", "body", "said"),
    [
        (
            "POST",
            "/FiEntries",
            element("FiEntryPar", {"Year": 2026, "Peri": 3, "JoCo": "80", "UnId": 1}),
            "The journal entry has no lines.",
        ),
        (
            "POST",
            "/FiEntries",
            sales_invoice(under=DIMENSION),
            "'FiDimEntries' is only allowed on a ledger line (line 1).",
        ),
        ("POST", "/FiEntries", sales_invoice(VaId="1"), "done"),
        (
            "POST",
            "/FiEntries",
            sales_invoice(VaId="14"),
            "The entered value for 'VAT code' is blocked (14).",
        ),
        ("POST", "/KnSalesRelationOrg", debtor([]), "Enter a value for 'Organisation/Person'."),
        (
            "POST",
            "/KnSalesRelationOrg",
            debtor([organisation([bank(Iban="nonsense", IbCk=True)])]),
            "The IBAN number is not valid.",
        ),
        ("PUT", "/KnSalesRelationOrg", changed(ColA=""), "Enter a value for 'Summary account'."),
        ("PUT", "/KnSalesRelationOrg", changed(ColA="", IsDb=False), "done"),
        (
            "POST",
            "/KnDimCode",
            element("KnDimCode", {"Ds": "x"}, **{"@AxId": "8", "@VbCo": "X"}),
            "The value '8' is not allowed for 'Allocation axis'.",
        ),
        (
            "POST",
            "/KnAccount",
            element("KnAccount", {"AcNr": "8020", "Ds": "Dubbel"}),
            "The record '8020' already exists (Account number).",
        ),
        (
            "POST",
            "/KnCurrencyRates",
            element(
                "KnCurrencyRates", {"Sn": 9, "DaSt": "2026-01-01", "DaRa": "1.1"}, **{"@Cu": "USD"}
            ),
            "done",
        ),
        (
            "DELETE",
            "/KnCurrencyRates/KnCurrencyRates/@Cu,Sn/USD,99",
            None,
            MISSING.format("Sequence number"),
        ),
        (
            "PUT",
            "/KnContact",
            element("KnContact", {"CdId": 987654, "TeNr": "1"}),
            MISSING.format("Contact"),
        ),
        (
            "PUT",
            "/KnContact",
            element("KnContact", {"BcCoOga": "nope", "TeNr": "1"}),
            MISSING.format("Contact"),
        ),
        (
            "POST",
            "/KnAddress",
            element("KnAddress", PLACE | {"KnCdtCdId": 987654}),
            MISSING.format("Contact"),
        ),
        (
            "POST",
            "/KnOrganisation",
            organisation(
                [element("KnBasicAddressAdr", {"CoId": "NL", "Rs": "Zaandam", "ResZip": True})]
            ),
            "An incomplete address may not be imported.",
        ),
        (
            "POST",
            "/KnOrganisation",
            organisation([POSTAL], MatchOga="5"),
            "No organisation/person was found by searching on address.",
        ),
        (
            "POST",
            "/KnOrganisation",
            organisation(MatchOga="5"),
            "No organisation/person was found by searching on address.",
        ),
        (
            "POST",
            "/KnOrganisation",
            organisation([element("KnContact", {"ViKc": "PRS"})]),
            "Enter a value for 'Person'.",
        ),
        (
            "POST",
            "/KnSubject",
            element(
                "KnSubject",
                {"StId": 12, "Ds": "x"},
                [element("KnSubjectAttachment", {"FileStream": "AAAA"})],
            ),
            "Enter a value for 'FileName'.",
        ),
        (
            "POST",
            "/KnSubject",
            element(
                "KnSubject",
                {"StId": 12, "Ds": "x"},
                [element("KnSubjectAttachment", {"FileName": "a", "FileStream": "no!"})],
            ),
            "Type mismatch: File as byte-array",
        ),
    ],
)
async def test_each_has_its_answer(afas: Afas, method: str, path: str, body: Any, said: str):
    assert await answer_to(afas, method, path, body) == said


async def test_a_rate_with_a_number_that_is_taken_is_refused(afas: Afas):
    body = element(
        "KnCurrencyRates", {"Sn": 9, "DaSt": "2026-01-01", "DaRa": "1.1"}, **{"@Cu": "USD"}
    )
    assert await answer_to(afas, "POST", "/KnCurrencyRates", body) == "done"
    assert "already exists" in await answer_to(afas, "POST", "/KnCurrencyRates", body)


async def test_the_same_bank_account_twice_stays_one_and_none_is_no_account(afas: Afas):
    accounts = [bank(Iban="NL91 ABNA 0417 1643 00"), bank(Iban="nl91abna0417164300"), bank(AcGa=1)]
    keys = await afas.done("KnOrganisation", organisation(accounts))
    assert len(await afas.where("Profit_BankAccounts", BcCo=keys["BcCo"])) == 1


async def test_a_postal_address_of_its_own_finds_the_organisation_again(afas: Afas):
    keys = await afas.done("KnOrganisation", organisation([POSTAL], PadAdr=False))
    assert (await afas.one("Profit_OrgPer", BcCo=keys["BcCo"]))["AdressLine1"] is None
    again = organisation([POSTAL], PadAdr=False, MatchOga="5", AutoNum=False)
    assert await afas.done("KnOrganisation", again) == keys


async def test_a_contact_has_an_address_and_is_changed_by_its_own_number(afas: Afas):
    where = element("KnBasicAddressAdr", PLACE)
    contact = element("KnContact", {"ViKc": "AFD", "ExAd": "Inkoop"}, [where])
    keys = await afas.done("KnOrganisation", organisation([contact]))
    (row,) = await afas.where("Profit_Contacts", OrgNumber=keys["BcCo"])
    assert (row["Department"], row["Blocked"]) == ("Inkoop", False)
    body = element("KnContact", {"CdId": row["ContactId"], "Bl": True, "TeNr": "030-7"})
    assert (await afas.put("KnContact", body)).status_code == 200
    (row,) = await afas.where("Profit_Contacts", OrgNumber=keys["BcCo"])
    assert (row["Blocked"], row["TelWork"]) == (True, "030-7")
    loose = element("KnAddress", PLACE | {"KnCdtCdId": row["ContactId"]})
    assert (await afas.post("KnAddress", loose)).status_code == 201


async def test_an_invoice_number_of_two_debtors_needs_the_debtor(afas: Afas):
    for number in ("10321", "10322"):
        await afas.done("FiEntries", sales_invoice("BOTH", debtor=number))
    fields = {"UnId": 1, "InId": "BOTH", "BlPa": True}
    said = await afas.refusal("FiInvoice", element("FiInvoice", fields), "PUT")
    assert said == "Several organisations/persons meet the search criteria."
    one = element("FiInvoice", fields | {"VaAd": "2", "DcNr": "10322"})
    assert (await afas.put("FiInvoice", one)).status_code == 200


async def test_an_invoice_takes_only_a_bank_account_of_its_relation(afas: Afas):
    keys = await afas.done("KnSalesRelationOrg", debtor([organisation([bank(BaAc="1234")])]))
    await afas.done("FiEntries", sales_invoice("BANK", debtor=keys["DbId"]))
    fields = {"UnId": 1, "InId": "BANK", "BankAccount": "1234"}
    assert (await afas.put("FiInvoice", element("FiInvoice", fields))).status_code == 200
    fields["BankAccount"] = "9999"
    said = await afas.refusal("FiInvoice", element("FiInvoice", fields), "PUT")
    assert "9999" in said
    assert keys["DbId"] in said


async def test_without_the_currency_module_there_is_only_the_euro(afas: Afas):
    await afas.settings(modules={"currency": False})
    body = debtor([organisation()], CuId="USD")
    said = await answer_to(afas, "POST", "/KnSalesRelationOrg", body)
    assert said == "The module for 'Currency' is not active."
    body = debtor([organisation()])
    assert await answer_to(afas, "POST", "/KnSalesRelationOrg", body) == "done"


async def test_autonumbering_skips_a_number_that_somebody_took(afas: Afas):
    first = await afas.done("KnSalesRelationOrg", debtor([organisation()]))
    taken = str(int(first["DbId"]) + 1)
    await afas.done("KnSalesRelationOrg", debtor([organisation()], DbId=taken))
    third = await afas.done("KnSalesRelationOrg", debtor([organisation()]))
    assert int(third["DbId"]) == int(taken) + 1


@pytest.mark.parametrize(
    ("asked", "operator", "value", "rows"),
    [
        ("Profit_VAT_code?filterfieldids=VatPerc", 2, "21", 5),
        ("Profit_VAT_code?filterfieldids=VatPerc", 1, "21.000", 5),
        ("Profit_VAT_code?filterfieldids=VatPerc", 2, "much", None),
        ("Profit_Transactions?filterfieldids=EntryNo", 1, "1.5", None),
        ("Profit_Transactions?filterfieldids=EntryDate", 2, "tomorrow", None),
        ("Profit_Transactions?filterfieldids=AmtDebit", 1, "10.005", 0),
        ("Profit_Transactions?filterfieldids=AmtDebit", 2, "4500.005", 100),
        ("Profit_Transactions?filterfieldids=EntryDate", 15, "[NOW-2w]..[NOW]", 100),
        ("Profit_Transactions?filterfieldids=EntryDate", 15, "[NOW+99999999y]", None),
    ],
)
async def test_numbers_amounts_and_days_are_compared_as_such(
    afas: Afas, asked: str, operator: int, value: str, rows: int | None
):
    query = f"{asked}&operatortypes={operator}&filtervalues={quote(value)}"
    answer = await afas.get(f"/connectors/{query}")
    found = len(answer.json()["rows"]) if answer.status_code == 200 else None
    assert found == rows


@pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    [
        ("POST", "/ProfitRestServices/OtpRequest", b"{", 400),
        ("POST", "/ProfitRestServices/OtpValidation", b'{"apiKey": "nobody"}', 401),
        ("GET", "/ProfitRestServices/OtpRequest", b"", 404),
        ("GET", "/ProfitRestServices/SubjectConnector/1/2/3", b"", 404),
        ("GET", "/moon/12345/ProfitRestServices/metainfo", b"", 404),
        ("GET", "/test/moon/ProfitRestServices/metainfo", b"", 401),
        ("DELETE", "/ProfitRestServices/connectors/KnDimCode/KnDimCode/@AxId,@VbCo/1", b"", 404),
        ("DELETE", "/ProfitRestServices/connectors/KnDimCode/KnDimCode/@AxId/1", b"", 500),
    ],
)
async def test_odd_calls(afas: Afas, method: str, path: str, content: bytes, status: int):
    assert (await afas.http.request(method, path, content=content)).status_code == status


@pytest.mark.parametrize("basic", ["no base64!", base64.b64encode(b"no colon").decode()])
async def test_a_basic_header_that_is_none_is_an_invalid_client(afas: Afas, basic: str):
    answer = await afas.http.post(
        "/oauth/token",
        data={"grant_type": "client_credentials"},
        headers={"Authorization": f"Basic {basic}"},
    )
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_a_reset_without_a_port_is_an_error_of_the_connection(afas: Afas):
    await afas.control("POST", "faults", {"fault": "book_then_reset"})
    body = entry(
        [line("1", "4310", debit="1", BpNr="GONE"), line("1", "1100", credit="1", BpNr="GONE")]
    )
    with pytest.raises(ConnectionResetError):
        await afas.post("FiEntries", body)
    assert len((await afas.control("GET", "entries?voucher=GONE"))["entries"]) == 1


async def test_each_environment_has_a_file_of_its_own(tmp_path: Path, clock: Clock):
    app = create_simulator(data=str(tmp_path / "books.db"), clock=clock, latency="real")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="https://afas.test"
    ) as http:
        await http.get("/_control/state?environment=test&company=54321")
        path = "/test/54321/ProfitRestServices/connectors/Profit_Journals"
        headers = {"Authorization": authorization("test", "54321")}
        assert (await http.get(path, headers=headers)).status_code == 200
        home = (await http.get("/_control/settings")).json()
        other = (await http.get("/_control/settings?environment=test&company=54321")).json()
    assert (home["latency"], other["latency"]) == ("real", "instant")
    for file in ("books.db", "books.54321.test.db"):
        with contextlib.closing(sqlite3.connect(tmp_path / file)) as books:
            assert books.execute("SELECT COUNT(*) FROM journals").fetchone() == (25,)
