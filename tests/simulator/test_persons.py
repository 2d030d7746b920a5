"""Persons on their own, as debtors and as creditors: how an existing one is found."""

from typing import Any

import pytest

from simulator.asking import Afas, Clock

NAME = {"LaNm": "Kok", "In": "E.", "Is": "de", "ViGe": "V"}
OTHERS = {
    "SoSe": "111222333",
    "EmAd": "els@kok.example",
    "MbNr": "06-1",
    "TeNr": "030-1",
    "DaBi": "1980-05-06",
}
ADDRESS = {
    "KnBasicAddressAdr": {
        "Element": {
            "Fields": {
                "CoId": "NL",
                "Ad": "Molenpad",
                "HmNr": 12,
                "ZpCd": "1509aa",
                "Rs": "Zaandam",
            }
        }
    }
}
NOT_FOUND = "No organisation/person was found that meets the search criteria."
SEVERAL = "Several organisations/persons meet the search criteria."


def person(match: str = "7", under: list[Any] | None = None, **fields: Any) -> dict[str, Any]:
    given = {"MatchPer": match, "PadAdr": True} | fields
    return {"KnPerson": {"Element": {"Fields": given, "Objects": under or []}}}


def new(**fields: Any) -> dict[str, Any]:
    return person(AutoNum=True, **fields)


def creditor(inner: dict[str, Any], **fields: Any) -> dict[str, Any]:
    given = {"IsCr": True, "PaCd": "30", "CuId": "EUR", "ColA": "1600"} | fields
    return {"KnPurchaseRelationPer": {"Element": {"Fields": given, "Objects": [inner]}}}


async def test_a_person_on_its_own_gets_numbers_and_is_readable(afas: Afas):
    keys = await afas.done("KnPerson", person("7", [ADDRESS], AutoNum=True, FiNm="Els", **NAME))
    assert keys.keys() == {"BcCo", "BcId"}
    row = await afas.one("Profit_OrgPer", BcCo=keys["BcCo"])
    assert (row["Type"], row["Name"], row["SearchName"]) == ("Persoon", "Els de Kok", "ELS DE KOK")
    assert (row["AdressLine1"], row["AdressLine3"]) == ("Molenpad 12", "1509 AA  Zaandam")
    assert await afas.where("Profit_Debtor", BcCo=keys["BcCo"]) == []
    other = await afas.done("KnPerson", new(**NAME))
    assert int(other["BcCo"]) == int(keys["BcCo"]) + 1
    assert int(other["BcId"]) == int(keys["BcId"]) + 1


async def test_a_person_without_a_first_name_is_called_by_initials(afas: Afas):
    keys = await afas.done("KnPerson", new(**NAME))
    assert (await afas.one("Profit_OrgPer", BcCo=keys["BcCo"]))["Name"] == "E. de Kok"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (new(FiNm="Els"), "Enter a value for 'Last name'."),
        (person(AutoNum=False, LaNm="Kok"), "Enter a value for 'Number'."),
        (person(AutoNum=False, LaNm="Kok", BcCo="1000010"), "The record '1000010' already exists"),
        (person("9", LaNm="Kok"), "The value '9' is not allowed for 'Match person on'."),
        ({"KnPerson": {"Element": {"Fields": NAME}}}, "Enter a value for 'Match person on'."),
        (new(LaNm="Kok", ViGe="Q"), "The value 'Q' is not allowed for 'Gender'."),
        (new(LaNm="Kok", DaBi="6-5-1980"), "Type mismatch: Date of birth"),
        (new(LaNm="K" * 81), "The value for 'Last name' is longer than 80 characters."),
    ],
)
async def test_a_person_that_cannot_be_is_refused(afas: Afas, body: dict[str, Any], said: str):
    before = (await afas.control("GET", "state"))["rows"]["parties"]
    assert (await afas.refusal("KnPerson", body)).startswith(said)
    assert (await afas.control("GET", "state"))["rows"]["parties"] == before


BY = [
    ("0", ["BcCo"]),
    ("1", ["SoSe"]),
    ("2", list(NAME)),
    ("3", [*NAME, "EmAd"]),
    ("4", [*NAME, "MbNr"]),
    ("5", [*NAME, "TeNr"]),
    ("6", [*NAME, "DaBi"]),
]


@pytest.mark.parametrize(("match", "fields"), BY, ids=[match for match, _ in BY])
async def test_each_criterion_finds_the_person_by_just_its_fields(
    afas: Afas, match: str, fields: list[str]
):
    known = await afas.done("KnPerson", new(**NAME, **OTHERS))
    full = NAME | OTHERS | {"BcCo": known["BcCo"]}
    wanted = {name: full[name] for name in fields}
    assert await afas.done("KnPerson", person(match, HoPa="kok.example", **wanted)) == known
    row = await afas.one("Profit_OrgPer", BcCo=known["BcCo"])
    assert (row["Homepage"], row["MailWork"]) == ("kok.example", OTHERS["EmAd"])


@pytest.mark.parametrize(
    ("match", "name"),
    [
        (match, name)
        for match, fields in BY
        for name in fields
        if match != "0"  # a number of somebody else is somebody else
    ],
)
async def test_each_field_of_a_criterion_counts(afas: Afas, match: str, name: str):
    """One field differs: nobody is found, so POST adds a person and PUT refuses."""
    different = {"LaNm": "Smit", "In": "F.", "Is": "", "ViGe": "M", "DaBi": "1981-01-01"}
    known = await afas.done("KnPerson", new(**NAME, **OTHERS))
    wanted = {each: (NAME | OTHERS)[each] for each in dict(BY)[match]}
    wanted[name] = different.get(name, "999")
    assert await afas.refusal("KnPerson", person(match, **wanted), "PUT") == NOT_FOUND
    if match == "1":
        wanted |= {"LaNm": "Kok"}
    added = await afas.done("KnPerson", person(match, AutoNum=True, **wanted))
    assert added["BcCo"] != known["BcCo"]


@pytest.mark.parametrize("match", ["3", "4", "5", "6"])
async def test_the_name_alone_finds_two_and_the_extra_field_tells_them_apart(
    afas: Afas, match: str
):
    first = await afas.done("KnPerson", new(**NAME, **OTHERS))
    second = await afas.done(
        "KnPerson",
        new(**NAME, SoSe="2", EmAd="2@kok.example", MbNr="06-2", TeNr="030-2", DaBi="1990-01-01"),
    )
    assert first["BcCo"] != second["BcCo"]
    assert await afas.refusal("KnPerson", person("2", **NAME)) == SEVERAL
    extra = {name: OTHERS[name] for name in dict(BY)[match] if name in OTHERS}
    assert await afas.done("KnPerson", person(match, **NAME, **extra)) == first


async def test_a_name_is_found_in_any_case(afas: Afas):
    known = await afas.done("KnPerson", new(**NAME))
    shouted = {name: value.upper() for name, value in NAME.items()}
    assert await afas.done("KnPerson", person("2", **shouted)) == known


async def test_always_new_means_always_new(afas: Afas):
    first = await afas.done("KnPerson", new(**NAME, **OTHERS))
    assert (await afas.done("KnPerson", new(**NAME, **OTHERS)))["BcCo"] != first["BcCo"]


async def test_an_organisation_is_never_found_as_a_person(afas: Afas):
    number = (await afas.one("Profit_Debtor", DebtorId="10321"))["BcCo"]
    assert (await afas.one("Profit_OrgPer", BcCo=number))["Type"] == "Organisatie"
    said = await afas.refusal("KnPerson", person("0", BcCo=number, LaNm="Kok"), "PUT")
    assert said == NOT_FOUND


async def test_put_changes_what_it_names_and_an_empty_text_clears(afas: Afas, clock: Clock):
    keys = await afas.done("KnPerson", new(FiNm="Els", **NAME, **OTHERS))
    clock.pass_(3600)
    change = person("0", BcCo=keys["BcCo"], LaNm="Smit", EmAd="", TeNr="030-9")
    answer = await afas.put("KnPerson", change)
    assert (answer.status_code, answer.content) == (200, b"")
    row = await afas.one("Profit_OrgPer", BcCo=keys["BcCo"])
    assert (row["Name"], row["MailWork"], row["TelWork"]) == ("Els de Smit", None, "030-9")
    assert (row["BSN"], row["DateBirth"]) == (OTHERS["SoSe"], "1980-05-06T00:00:00Z")


async def test_a_person_gets_a_bank_account_and_an_address_by_their_own_paths(afas: Afas):
    keys = await afas.done("KnPerson", new(**NAME))
    bank = {"KnBankAccount": {"Element": {"Fields": {"CoId": "NL", "Iban": "NL91ABNA0417164300"}}}}
    for name, under in (("KnBankAccount", bank), ("KnBasicAddressAdr", ADDRESS)):
        body = person("0", [under], BcCo=keys["BcCo"])
        assert (await afas.post(f"KnPerson/{name}", body)).status_code == 201
    (row,) = await afas.where("Profit_BankAccounts", BcCo=keys["BcCo"])
    assert (row["IBAN"], row["Name"]) == ("NL91ABNA0417164300", "E. de Kok")
    row = await afas.one("Profit_OrgPer", BcCo=keys["BcCo"])
    assert row["AdressLine1"] == "Molenpad 12"


async def test_a_person_can_be_a_creditor(afas: Afas):
    body = creditor(new(FiNm="Els", **NAME), VaId="NL1B01", AlCr=True, CrNm="Els' Eieren")
    keys = await afas.done("KnPurchaseRelationPer", body)
    assert keys.keys() == {"CrId", "BcCo"}
    row = await afas.one("Profit_Creditor", CreditorId=keys["CrId"])
    assert (row["BcCo"], row["CreditorName"]) == (keys["BcCo"], "Els de Kok")
    assert (row["Btw-nummer"], row["PaymentCondition"]) == ("NL1B01", "30")
    assert (await afas.one("Profit_OrgPer", BcCo=keys["BcCo"]))["Type"] == "Persoon"
    entry = {"VaAs": "3", "AcNr": keys["CrId"], "AmCr": "10", "InId": "P1"}
    cost = {"VaAs": "1", "AcNr": "4310", "AmDe": "10"}
    days = {"EnDa": "2026-03-09", "BpDa": "2026-03-09"}
    lines = [{"Fields": each | days} for each in (entry, cost)]
    header = {"Year": 2026, "Peri": 3, "UnId": 1, "JoCo": "10"}
    under = {"FiEntries": {"Element": lines}}
    await afas.done("FiEntries", {"FiEntryPar": {"Element": {"Fields": header, "Objects": under}}})
    found = await afas.one("Profit_Creditor_Invoices", CreditorId=keys["CrId"], InvoiceNr="P1")
    assert found["AmtInvoice"] == 10


async def test_one_person_becomes_debtor_and_creditor_by_match(afas: Afas):
    bought = await afas.done("KnPurchaseRelationPer", creditor(new(**NAME, **OTHERS)))
    sale = {"IsDb": True, "PaCd": "30", "CuId": "EUR", "ColA": "1300"}
    inner = person("6", **NAME, DaBi=OTHERS["DaBi"])
    body = {"KnSalesRelationPer": {"Element": {"Fields": sale, "Objects": [inner]}}}
    sold = await afas.done("KnSalesRelationPer", body)
    assert sold["BcCo"] == bought["BcCo"]
    again = creditor(person("1", SoSe=OTHERS["SoSe"]))
    assert "already exists" in await afas.refusal("KnPurchaseRelationPer", again)


async def test_a_creditor_that_is_a_person_is_changed_with_its_person(afas: Afas):
    keys = await afas.done("KnPurchaseRelationPer", creditor(new(FiNm="Els", **NAME)))
    inner = {"KnPerson": {"Element": {"Fields": {"MatchPer": "9", "LaNm": "Smit"}}}}
    fields = {"PaCd": "14", "Bl": True}
    body = {
        "KnPurchaseRelationPer": {
            "Element": {"@CrId": keys["CrId"], "Fields": fields, "Objects": [inner]}
        }
    }
    assert (await afas.put("KnPurchaseRelationPer", body)).status_code == 200
    row = await afas.one("Profit_Creditor", CreditorId=keys["CrId"])
    assert (row["CreditorName"], row["PaymentCondition"]) == ("Els de Smit", "14")
    assert (row["TempBlocked"], row["BcCo"]) == (True, keys["BcCo"])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (creditor(new(**NAME), ColA=""), "Enter a value for 'Summary account'."),
        (creditor(new(**NAME), ColA="1300"), "The entered value for 'Summary account' does not"),
        (creditor(new(**NAME), CrId="60118"), "The record '60118' already exists"),
        (creditor(new(**NAME), ViFc="G"), "Field 'ViFc' is not known in 'KnPurchaseRelationPer'."),
        (creditor(person("9", **NAME)), 'With this MatchOga value (9), \'Action=""update""\''),
        (creditor({"KnOrganisation": {"Element": {}}}), "Object 'KnOrganisation' is not known in"),
    ],
)
async def test_a_creditor_that_cannot_be_is_refused(afas: Afas, body: dict[str, Any], said: str):
    assert (await afas.refusal("KnPurchaseRelationPer", body)).startswith(said)
