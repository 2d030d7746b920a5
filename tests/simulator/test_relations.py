"""Debtors, creditors, organisations, persons: matching, numbering, addresses, banks."""

from typing import Any

import pytest

from simulator.asking import Afas, Clock


def organisation(
    name: str = "Zaanse Kaas BV", under: list[Any] | None = None, **more: Any
) -> dict[str, Any]:
    fields = {"PadAdr": True, "AutoNum": True, "MatchOga": "6", "Nm": name} | more
    fields = {key: value for key, value in fields.items() if value is not None}
    return {"KnOrganisation": {"Element": {"Fields": fields, "Objects": under or []}}}


ADDRESS = {
    "KnBasicAddressAdr": {
        "Element": {
            "Fields": {
                "CoId": "NL",
                "PbAd": False,
                "Ad": "Molenpad",
                "HmNr": 12,
                "ZpCd": "1509aa",
                "Rs": "Zaandam",
                "ResZip": False,
            }
        }
    }
}
BANK = {
    "KnBankAccount": {
        "Element": {"Fields": {"CoId": "NL", "IbCk": True, "Iban": "nl91 abna 0417 1643 00"}}
    }
}


def debtor(
    inner: dict[str, Any] | None = None, connector: str = "KnSalesRelationOrg", **more: Any
) -> dict[str, Any]:
    fields = {"IsDb": True, "PaCd": "30", "CuId": "EUR", "ColA": "1300", "VaDu": "1"} | more
    fields = {key: value for key, value in fields.items() if value is not None}
    return {connector: {"Element": {"Fields": fields, "Objects": [inner or organisation()]}}}


def creditor(inner: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    fields = {"IsCr": True, "PaCd": "30", "CuId": "EUR", "ColA": "1600"} | more
    return {
        "KnPurchaseRelationOrg": {
            "Element": {"Fields": fields, "Objects": [inner or organisation()]}
        }
    }


async def test_a_new_debtor_gets_numbers_and_is_readable(afas: Afas):
    body = debtor(
        organisation(under=[ADDRESS, BANK], SeNm="ZAANSE", CcNr="87654321", EmAd="f@zk.example"),
        VaId="NL812345678B01",
        Krli="2500.50",
    )
    keys = await afas.done("KnSalesRelationOrg", body)
    row = await afas.one("Profit_Debtor", DebtorId=keys["DbId"])
    assert row["BcCo"] == keys["BcCo"]
    assert (row["DebtorName"], row["SearchName"]) == ("Zaanse Kaas BV", "ZAANSE")
    assert row["AdressLine1"] == "Molenpad 12"
    assert row["AdressLine3"] == "1509 AA  Zaandam"
    assert row["AdressLine4"] == "Nederland"
    assert (row["IBAN"], row["VatNr"]) == ("NL91ABNA0417164300", "NL812345678B01")
    assert (row["ChOfCommNr"], row["PayCon"], row["CollectAccount"]) == ("87654321", "30", "1300")
    assert str(row["CreditLimit"]) == "2500.5"
    assert row["CreateDate"] == row["ModifiedDate"] == "2026-06-15T12:00:00Z"
    (bank,) = await afas.where("Profit_BankAccounts", BcCo=keys["BcCo"])
    assert (bank["BIC"], bank["Verkooprelatie"]) == ("ABNANL2A", keys["DbId"])
    other = await afas.done("KnSalesRelationOrg", debtor())
    assert int(other["DbId"]) == int(keys["DbId"]) + 1


async def test_a_person_can_be_a_debtor(afas: Afas):
    person = {
        "KnPerson": {
            "Element": {
                "Fields": {
                    "MatchPer": "7",
                    "AutoNum": True,
                    "FiNm": "Els",
                    "In": "E.",
                    "LaNm": "Kok",
                    "ViGe": "V",
                }
            }
        }
    }
    keys = await afas.done("KnSalesRelationPer", debtor(person, "KnSalesRelationPer"))
    assert (await afas.one("Profit_Debtor", DebtorId=keys["DbId"]))["DebtorName"] == "Els Kok"
    assert (await afas.one("Profit_OrgPer", BcCo=keys["BcCo"]))["Type"] == "Persoon"


async def test_a_sales_relation_that_is_no_debtor_stays_out_of_the_ledger(afas: Afas):
    keys = await afas.done("KnSalesRelationOrg", debtor(IsDb=None, ColA=None, PaCd=None))
    assert await afas.where("Profit_Debtor", DebtorId=keys["DbId"]) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (debtor(ColA=None), "Enter a value for 'Summary account'."),
        (debtor(ColA="1600"), "The entered value for 'Summary account' does not exist."),
        (debtor(CuId=None), "Enter a value for 'Currency'."),
        (debtor(CuId="XXX"), "The entered value for 'Currency' does not exist."),
        (debtor(PaCd="99"), "The entered value for 'Payment condition' does not exist."),
        (debtor(DbId="10000"), "The record '10000' already exists (Debtor number)."),
        (debtor(InPv="?"), "The value '?' is not allowed for 'Preferred issue method'."),
        (debtor(organisation(Nm=None)), "Enter a value for 'Name'."),
        (debtor(organisation(MatchOga=None)), "Enter a value for 'Match organisation on'."),
        (
            debtor(organisation(MatchOga="9")),
            'With this MatchOga value (9), \'Action=""update""\' is mandatory.',
        ),
        (
            debtor(organisation(AutoNum=False, BcCo="1000000")),
            "The record '1000000' already exists (Number).",
        ),
        (
            debtor(organisation(MatchOga="4", under=[ADDRESS])),
            "No organisation/person was found by searching on address.",
        ),
        (
            debtor(organisation(FileStream="AAAA")),
            "The field 'FileName' is mandatory when adding an image.",
        ),
        (
            debtor(organisation(FileStream="AAAA", FileName="a/b.png")),
            "Filename contains invalid characters.",
        ),
        (
            debtor(
                organisation(
                    under=[
                        {
                            "KnBasicAddressAdr": {
                                "Element": {"Fields": {"CoId": "NL", "PbAd": False}}
                            }
                        }
                    ]
                )
            ),
            "An incomplete address may not be imported.",
        ),
        (
            debtor(
                organisation(
                    under=[
                        {
                            "KnBasicAddressAdr": {
                                "Element": {"Fields": {"CoId": "XX", "Ad": "Weg", "Rs": "Stad"}}
                            }
                        }
                    ]
                )
            ),
            "The entered value for 'Country' does not exist.",
        ),
        (
            debtor(
                organisation(
                    under=[
                        {
                            "KnBankAccount": {
                                "Element": {
                                    "Fields": {
                                        "CoId": "NL",
                                        "IbCk": True,
                                        "Iban": "NL91ABNA0417164301",
                                    }
                                }
                            }
                        }
                    ]
                )
            ),
            "The IBAN number is not valid.",
        ),
    ],
)
async def test_refusals(afas: Afas, body: dict[str, Any], said: str):
    assert await afas.refusal("KnSalesRelationOrg", body) == said


async def test_without_autonumbering_a_number_is_demanded(afas: Afas):
    await afas.settings(autonumbering={"debtors": False})
    said = await afas.refusal("KnSalesRelationOrg", debtor())
    assert said == "Enter a value for 'Debtor number'."
    assert (await afas.done("KnSalesRelationOrg", debtor(DbId="K-1")))["DbId"] == "K-1"
    assert (await afas.done("KnPurchaseRelationOrg", creditor()))["CrId"]
    await afas.settings(autonumbering={"creditors": False, "organisations": False})
    numbered = organisation(AutoNum=False, BcCo="7777")
    assert "Creditor number" in await afas.refusal("KnPurchaseRelationOrg", creditor(numbered))
    assert "'Number'" in await afas.refusal("KnPurchaseRelationOrg", creditor(CrId="C-1"))
    keys = await afas.done("KnPurchaseRelationOrg", creditor(numbered, CrId="C-1"))
    assert keys == {"CrId": "C-1", "BcCo": "7777"}


@pytest.mark.parametrize(
    ("match", "fields"),
    [("1", {"CcNr": "11223344"}), ("2", {"FiNr": "123456789"}), ("3", {})],
)
async def test_one_organisation_becomes_debtor_and_creditor_by_match(
    afas: Afas, match: str, fields: dict[str, str]
):
    first = await afas.done(
        "KnSalesRelationOrg", debtor(organisation("Enig In Zijn Soort", **fields))
    )
    same = organisation("Enig In Zijn Soort", MatchOga=match, AutoNum=None, TeNr="030-1", **fields)
    second = await afas.done("KnPurchaseRelationOrg", creditor(same))
    assert second["BcCo"] == first["BcCo"]
    assert (await afas.one("Profit_Debtor", DebtorId=first["DbId"]))["TelNr"] == "030-1"


async def test_matching_by_number_by_address_and_never(afas: Afas):
    first = await afas.done("KnOrganisation", organisation("Hier", under=[ADDRESS]))
    by_number = organisation("Hier", MatchOga="0", BcCo=first["BcCo"], AutoNum=None)
    assert await afas.done("KnOrganisation", by_number) == first
    by_address = organisation("Hier", MatchOga="4", AutoNum=None, under=[ADDRESS])
    assert await afas.done("KnOrganisation", by_address) == first
    assert (await afas.done("KnOrganisation", organisation("Hier")))["BcCo"] != first["BcCo"]
    by_name = organisation("Hier", MatchOga="3", AutoNum=None)
    said = await afas.refusal("KnOrganisation", by_name)
    assert said == "Several organisations/persons meet the search criteria."
    gone = organisation("Hier", MatchOga="0", BcCo="42", AutoNum=None)
    said = await afas.refusal("KnOrganisation", gone, "PUT")
    assert said == "No organisation/person was found that meets the search criteria."


async def test_one_organisation_is_a_debtor_only_once(afas: Afas):
    first = await afas.done("KnSalesRelationOrg", debtor())
    again = debtor(organisation(MatchOga="0", BcCo=first["BcCo"], AutoNum=None))
    assert "already exists" in await afas.refusal("KnSalesRelationOrg", again)


@pytest.mark.parametrize(
    "match",
    [{"MatchOga": "9"}, {"MatchOga": "0", "BcCo": "own"}, {"MatchOga": "9", "@Action": "update"}],
)
async def test_put_changes_only_what_it_names(afas: Afas, match: dict[str, str]):
    keys = await afas.done(
        "KnSalesRelationOrg", debtor(organisation(under=[ADDRESS, BANK], TeNr="030-1"))
    )
    inner = match | {"EmAd": "nieuw@zk.example"}
    if inner.get("BcCo"):
        inner["BcCo"] = keys["BcCo"]
    body = {
        "KnSalesRelationOrg": {
            "Element": {
                "@DbId": keys["DbId"],
                "Fields": {"PaCd": "14", "VaId": ""},
                "Objects": [{"KnOrganisation": {"Element": {"Fields": inner}}}],
            }
        }
    }
    assert (await afas.put("KnSalesRelationOrg", body)).status_code == 200
    row = await afas.one("Profit_Debtor", DebtorId=keys["DbId"])
    assert (row["PayCon"], row["Email"], row["TelNr"], row["VatNr"]) == (
        "14",
        "nieuw@zk.example",
        "030-1",
        None,
    )
    assert (row["CollectAccount"], row["IBAN"], row["AdressLine1"]) == (
        "1300",
        "NL91ABNA0417164300",
        "Molenpad 12",
    )


async def test_blocking_reads_back_under_other_names_for_creditors(afas: Afas):
    keys = await afas.done("KnPurchaseRelationOrg", creditor(Bl=True))
    row = await afas.one("Profit_Creditor", CreditorId=keys["CrId"])
    assert (row["TempBlocked"], row["Blocked"]) == (True, False)
    body = {
        "KnPurchaseRelationOrg": {
            "Element": {"@CrId": keys["CrId"], "Fields": {"BlTl": True, "Bl": False}}
        }
    }
    await afas.put("KnPurchaseRelationOrg", body)
    row = await afas.one("Profit_Creditor", CreditorId=keys["CrId"])
    assert (row["TempBlocked"], row["Blocked"]) == (False, True)


async def test_an_unknown_relation_cannot_be_changed(afas: Afas):
    body = {"KnSalesRelationOrg": {"Element": {"@DbId": "nope", "Fields": {"PaCd": "14"}}}}
    said = await afas.refusal("KnSalesRelationOrg", body, "PUT")
    assert said == "The entered value for 'Debtor number' does not exist."


async def test_a_second_bank_account_and_a_contact_come_by_their_own_path(afas: Afas):
    keys = await afas.done("KnSalesRelationOrg", debtor(organisation(under=[BANK])))
    main = {"MatchOga": "0", "BcCo": keys["BcCo"]}
    second = {
        "KnBankAccount": {"Element": {"Fields": {"CoId": "NL", "Iban": "NL20INGB0001234567"}}}
    }
    body = {
        "KnOrganisation": {
            "Element": {
                "Fields": main,
                "Objects": [
                    second,
                ],
            }
        }
    }
    assert (await afas.post("KnOrganisation/KnBankAccount", body)).status_code == 201
    assert len(await afas.where("Profit_BankAccounts", BcCo=keys["BcCo"])) == 2
    person = {
        "KnPerson": {
            "Element": {"Fields": {"MatchPer": "7", "AutoNum": True, "LaNm": "Kok", "FiNm": "Els"}}
        }
    }
    contact = {
        "KnContact": {
            "Element": {
                "Fields": {"ViKc": "PRS", "PadAdr": True, "EmAd": "els@zk.example"},
                "Objects": [person],
            }
        }
    }
    body = {"KnOrganisation": {"Element": {"Fields": main, "Objects": [contact]}}}
    assert (await afas.post("KnOrganisation/KnContact", body)).status_code == 201
    (row,) = await afas.where("Profit_Contacts", OrgNumber=keys["BcCo"])
    assert (row["Name"], row["MailWork"], row["Type"]) == ("Els Kok", "els@zk.example", "PRS")
    change = {
        "KnContact": {
            "Element": {
                "Fields": {"BcCoOga": keys["BcCo"], "BcCoPer": row["PerNumber"], "FuDs": "Inkoper"}
            }
        }
    }
    assert (await afas.put("KnContact", change)).status_code == 200
    (row,) = await afas.where("Profit_Contacts", OrgNumber=keys["BcCo"])
    assert row["FunctionCard"] == "Inkoper"
    assert (
        await afas.post(
            "KnOrganisation/KnContact", {"KnOrganisation": {"Element": {"Fields": main}}}
        )
    ).status_code == 400


async def test_a_moved_address_begins_when_it_says(afas: Afas):
    keys = await afas.done("KnSalesRelationOrg", debtor(organisation(under=[ADDRESS])))

    async def move(street: str, begins: str | None) -> str:
        fields = {"CoId": "NL", "Ad": street, "HmNr": 1, "ZpCd": "1234AB", "Rs": "Stad"} | (
            {"BeginDate": begins} if begins else {}
        )
        inner = {
            "KnOrganisation": {
                "Element": {
                    "Fields": {"MatchOga": "9"},
                    "Objects": [{"KnBasicAddressAdr": {"Element": {"Fields": fields}}}],
                }
            }
        }
        await afas.put(
            "KnSalesRelationOrg",
            {
                "KnSalesRelationOrg": {
                    "Element": {"@DbId": keys["DbId"], "Fields": {}, "Objects": [inner]}
                }
            },
        )
        return (await afas.one("Profit_Debtor", DebtorId=keys["DbId"]))["AdressLine1"]

    assert await move("Later", "2026-12-01") == "Molenpad 12"
    assert await move("Nu", "2026-06-01") == "Molenpad 12"  # before the last one: that one changes
    loose = {
        "KnAddress": {
            "Element": {
                "Fields": {"CoId": "NL", "Ad": "Los", "HmNr": 3, "ZpCd": "1111zz", "Rs": "X"}
            }
        }
    }
    assert (await afas.post("KnAddress", loose)).status_code == 201
    assert (await afas.where("Profit_Address", Address="Los"))[0]["ZipCode"] == "1111 ZZ"


async def test_free_fields_of_a_debtor_and_its_organisation(afas: Afas):
    segment, score = "U7D3A0C5E49B84F1F9A6C2E8D10B4F733", "UA41C7F0290D64E8BB3759D1E6CF82A50"
    meta = (await afas.get("/metainfo/update/KnSalesRelationOrg")).json()
    assert segment in {each["fieldId"] for each in meta["fields"]}
    assert score in {each["fieldId"] for each in meta["objects"][0]["fields"]}
    await afas.done("KnSalesRelationOrg", debtor(organisation(**{score: 7}), **{segment: "Groot"}))
    assert "Type mismatch" in await afas.refusal(
        "KnSalesRelationOrg", debtor(organisation(**{score: "high"}))
    )


async def test_distribution_and_other_stored_fields_survive_an_update(afas: Afas):
    keys = await afas.done("KnSalesRelationOrg", debtor(InPv="F", DuYN=True))
    await afas.put(
        "KnSalesRelationOrg",
        {"KnSalesRelationOrg": {"Element": {"@DbId": keys["DbId"], "Fields": {"InPv": "E"}}}},
    )
    row = await afas.one("Profit_Debtor", DebtorId=keys["DbId"])
    assert row["Blocked"] is False


async def test_an_update_moves_the_modified_stamp_only(afas: Afas, clock: Clock):
    keys = await afas.done("KnSalesRelationOrg", debtor())
    clock.pass_(3600)
    change = {"KnSalesRelationOrg": {"Element": {"@DbId": keys["DbId"], "Fields": {"PaCd": "7"}}}}
    await afas.put("KnSalesRelationOrg", change)
    row = await afas.one("Profit_Debtor", DebtorId=keys["DbId"])
    assert row["CreateDate"] == "2026-06-15T12:00:00Z"
    assert row["ModifiedDate"] == "2026-06-15T13:00:00Z"


async def test_a_late_debtor_appears_after_its_time(afas: Afas, clock: Clock):
    order = {"fault": "late_visible", "connector": "KnSalesRelationOrg", "seconds": 10}
    await afas.control("POST", "faults", order)
    keys = await afas.done("KnSalesRelationOrg", debtor())
    assert await afas.where("Profit_Debtor", DebtorId=keys["DbId"]) == []
    clock.pass_(11)
    assert await afas.one("Profit_Debtor", DebtorId=keys["DbId"])
