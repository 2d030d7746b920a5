"""Questions with known answers from the reference, asked over HTTP."""

import json
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest

from simulator.asking import Afas

ALL_JOURNALS = 25


async def asked(afas: Afas, connector: str, query: str) -> tuple[int, Any]:
    answer = await afas.http.get(f"/ProfitRestServices/connectors/{connector}?{query}")
    content = json.loads(answer.text, parse_float=Decimal) if answer.content else None
    return answer.status_code, content


@pytest.mark.parametrize(
    ("query", "rows", "skip", "take"),
    [
        ("", 25, 0, 100),
        ("skip=0&take=10", 10, 0, 10),
        ("take=10", 10, 0, 10),
        ("skip=20", 5, 20, 100),
        ("skip=20&take=10", 5, 20, 10),
        ("skip=25&take=10", 0, 25, 10),
        ("skip=-1&take=-1", 25, -1, -1),
        ("skip=-1&take=5", 25, -1, 5),
        ("take=0", 1, 0, 0),
        ("take=10000", 25, 0, 10000),
    ],
)
async def test_skip_and_take(afas: Afas, query: str, rows: int, skip: int, take: int):
    status, content = await asked(afas, "Profit_Journals", query)
    assert status == 200
    assert (len(content["rows"]), content["skip"], content["take"]) == (rows, skip, take)


@pytest.mark.parametrize(
    "query", ["skip=2&take=-1", "take=-1", "skip=-2", "take=-5", "take=many", "skip=1" + "0" * 30]
)
async def test_an_invalid_pair_of_skip_and_take_is_500(afas: Afas, query: str):
    status, content = await asked(afas, "Profit_Journals", query)
    assert (status, content["errorNumber"]) == (500, -2147180999)


# Profit_Journals in the seed: 12 of administration 1, 7 of 2, 6 of 3; one is blocked.
@pytest.mark.parametrize(
    ("fields", "values", "operators", "rows"),
    [
        ("UnitId", "1", "1", 12),
        ("UnitId", "2", "2", 13),
        ("UnitId", "2", "3", 19),
        ("UnitId", "2", "4", 6),
        ("UnitId", "2", "5", 12),
        ("Description", "bank", "6", 4),
        ("Description", "%bank%", "6", 4),
        ("UnitId", "1", "7", 13),
        ("Description", "%bank%", "7", 21),
        ("Description", "", "8", 0),
        ("Description", '""', "8", 0),
        ("Description", "", "9", 25),
        ("Description", "Inkoop", "10", 4),
        ("Description", "Inkoop%", "10", 4),
        ("Description", "bank", "11", 21),
        ("Description", "Inkoop", "12", 21),
        ("Description", "rekening", "13", 1),
        ("Description", "%courant", "13", 1),
        ("Description", "bank", "14", 23),
        ("Description", "verkoop", "15", 4),
        ("JournalId", "50..82", "15", 11),
        ("JournalId", ">80", "15", 6),
        ("JournalId", ">=80", "15", 9),
        ("JournalId", "<20", "15", 4),
        ("JournalId", "!50", "15", 22),
        ("Description", "[]", "15", 0),
        ("Description", "INKOOP", "1", 3),
        ("description", "inkoop", "1", 3),
        ("Description", "inkoop", "", 3),
        ("Blocked", "true", "1", 1),
        ("Blocked", "1", "1", 1),
        ("Blocked", "false", "1", 24),
        ("Blocked", "0", "1", 24),
        ("UnitId,Description", "1,inkoop", "1,10", 2),
        ("UnitId;UnitId", "1;3", "1;1", 18),
        ("UnitId,JournalId;UnitId", "1,50;3", "1,1;1", 7),
        ("UnitId,UnitId", "2,2", "2,3", 7),
        ("UnitId,JournalId;UnitId,JournalId", "1,10;2,10", "1,1;1,1", 2),
        ("UnitId,Description", "3,", "1,9", 6),
        ("Description", "50%", "6", 0),
        ("Description", "_", "6", 0),
        ("U001", "1", "1", 12),
    ],
)
async def test_filters(afas: Afas, fields: str, values: str, operators: str, rows: int):
    query = f"filterfieldids={fields}&filtervalues={quote(values, safe=',;')}"
    if operators:
        query += f"&operatortypes={operators}"
    status, content = await asked(afas, "Profit_Journals", query)
    assert (status, len(content["rows"])) == (200, rows)


@pytest.mark.parametrize(
    ("filters", "rows"),
    [
        ([[("UnitId", "1", "1")]], 12),
        ([[("UnitId", "1", "1")], [("UnitId", "1", "2")]], 19),
        ([[("UnitId", "1", "1"), ("Description", "10", "inkoop")]], 2),
        ([[("Description", "15", "kas;memoriaal")]], 5),
        ([[("Description", "1", "a,b;c")]], 0),
    ],
)
async def test_filterjson(afas: Afas, filters: list[list[tuple[str, str, str]]], rows: int):
    document = {
        "Filters": {
            "Filter": [
                {
                    "@FilterId": f"Filter {number}",
                    "Field": [
                        {"@FieldId": field, "@OperatorType": operator, "#text": text}
                        for field, operator, text in group
                    ],
                }
                for number, group in enumerate(filters, 1)
            ]
        }
    }
    status, content = await asked(
        afas, "Profit_Journals", "filterjson=" + quote(json.dumps(document))
    )
    assert (status, len(content["rows"])) == (200, rows)


async def test_a_lone_filter_or_field_in_filterjson_is_tolerated(afas: Afas):
    one = {"Filters": {"Filter": {"Field": {"@FieldId": "UnitId", "@OperatorType": 1, "#text": 1}}}}
    _, content = await asked(afas, "Profit_Journals", "filterjson=" + quote(json.dumps(one)))
    assert len(content["rows"]) == 12


async def test_both_filter_forms_must_hold(afas: Afas):
    one = {"Filters": {"Filter": {"Field": {"@FieldId": "JournalId", "#text": "50"}}}}
    query = "filterfieldids=UnitId&filtervalues=1&filterjson=" + quote(json.dumps(one))
    _, content = await asked(afas, "Profit_Journals", query)
    assert len(content["rows"]) == 1
    await afas.settings(both_filter_forms="reject")
    assert (await asked(afas, "Profit_Journals", query))[0] == 500


@pytest.mark.parametrize(
    "query",
    [
        "filterfieldids=UnitId,JournalId&filtervalues=1",
        "filterfieldids=UnitId&filtervalues=1&operatortypes=1,2",
        "filterfieldids=UnitId;JournalId&filtervalues=1,50",
        "filterfieldids=UnitId&filtervalues=1&operatortypes=16",
        "filterfieldids=UnitId&filtervalues=1&operatortypes=x",
        "filterfieldids=UnitId&filtervalues=one&operatortypes=1",
        "filterfieldids=Blocked&filtervalues=maybe",
        "filterjson=%7B",
        "filterfieldids=UnitId&filtervalues=1" + "0" * 30,
        "filterfieldids=UnitId&filtervalues=NaN",
    ],
)
async def test_a_filter_that_makes_no_sense_is_500(afas: Afas, query: str):
    assert (await asked(afas, "Profit_Journals", query))[0] == 500


@pytest.mark.parametrize(
    "query",
    [
        "filterfieldids=Nope&filtervalues=1",
        "orderbyfieldids=Nope",
        "orderbyfieldids=UnitId,-Nope",
    ],
)
async def test_an_unknown_field_is_500_with_the_official_text(afas: Afas, query: str):
    status, content = await asked(afas, "Profit_Journals", query)
    assert (status, content["externalMessage"]) == (500, "Connector field 'Nope' not found")


async def test_the_alias_alone_can_be_demanded(afas: Afas):
    await afas.settings(filter_names="alias")
    status, _ = await asked(afas, "Profit_Journals", "filterfieldids=U001&filtervalues=1")
    assert status == 500


# Dates of the periods of administration 1 in 2026: twelve months and a closing period.
@pytest.mark.parametrize(
    ("values", "operators", "rows"),
    [
        ("2026-03-01", "1", 1),
        ("2026-03-01T00:00:00", "1", 1),
        ("2026-03-01T12:00:00", "2", 10),
        ("2026-03-01", "2", 11),
        ("2026-03-01", "4", 10),
        ("2026-03-01", "3", 3),
        ("2026-03-01T00:00:00Z", "1", 0),
        ("2026-03-01", "7", 12),
        ("[NOW-3m]..[NOW]", "15", 3),
        ("<[NOW-2m]", "15", 4),
    ],
)
async def test_dates_are_compared_as_amsterdam_time_without_z(
    afas: Afas, values: str, operators: str, rows: int
):
    query = (
        f"filterfieldids=DateFrom,Unit,Year&filtervalues={quote(values)},1,2026"
        f"&operatortypes={operators},1,1"
    )
    status, content = await asked(afas, "Profit_periods_per_administration", query)
    assert (status, len(content["rows"])) == (200, rows)


async def test_a_z_can_be_ignored_instead(afas: Afas):
    await afas.settings(filter_date_with_z="ignore")
    query = "filterfieldids=DateFrom,Unit&filtervalues=2026-03-01T00:00:00Z,1&operatortypes=1,1"
    _, content = await asked(afas, "Profit_periods_per_administration", query)
    assert len(content["rows"]) == 1


async def test_hidden_milliseconds_make_equality_on_moments_miss(afas: Afas):
    (row,) = await afas.rows("Profit_Debtor", take=1, orderbyfieldids="DebtorId")
    shown = row["ModifiedDate"]
    assert shown.endswith("Z")
    bare = shown.removesuffix("Z")
    assert await afas.where("Profit_Debtor", DebtorId=row["DebtorId"], ModifiedDate=bare) == []
    found = await afas.rows(
        "Profit_Debtor",
        filterfieldids="DebtorId,ModifiedDate",
        filtervalues=f"{row['DebtorId']},{bare}",
        operatortypes="1,2",
    )
    assert len(found) == 1


@pytest.mark.parametrize(
    ("order", "firsts"),
    [
        ("UnitId,JournalId", [(1, "10"), (1, "11"), (1, "20")]),
        ("-UnitId,JournalId", [(3, "10"), (3, "20"), (3, "50")]),
        ("-UnitId,-JournalId", [(3, "90"), (3, "80"), (3, "73")]),
        ("JournalId,-UnitId", [(3, "10"), (2, "10"), (1, "10")]),
    ],
)
async def test_orderbyfieldids(afas: Afas, order: str, firsts: list[tuple[int, str]]):
    rows = await afas.rows("Profit_Journals", orderbyfieldids=order, take=3)
    assert [(row["UnitId"], row["JournalId"]) for row in rows] == firsts


async def test_without_orderbyfieldids_no_order_is_kept(afas: Afas):
    seen = {
        tuple(row["DebtorId"] for row in await afas.rows("Profit_Debtor", take=10))
        for _ in range(4)
    }
    assert len(seen) > 1


async def test_rows_that_are_equal_in_the_order_change_places(afas: Afas):
    seen = {
        tuple(
            row["JournalId"] for row in await afas.rows("Profit_Journals", orderbyfieldids="UnitId")
        )
        for _ in range(4)
    }
    assert len(seen) > 1


async def test_the_same_order_can_be_had_for_debugging(afas: Afas):
    await afas.settings(row_order="key")
    seen = {
        tuple(row["DebtorId"] for row in await afas.rows("Profit_Debtor", take=10))
        for _ in range(4)
    }
    assert len(seen) == 1


async def test_ordered_pages_together_hold_every_debtor_once(afas: Afas):
    found: list[str] = []
    while True:
        page = await afas.rows(
            "Profit_Debtor", skip=len(found), take=64, orderbyfieldids="DebtorId"
        )
        found += [row["DebtorId"] for row in page]
        if len(page) < 64:
            break
    assert len(found) == len(set(found)) == 400


async def test_nulls_are_present_and_amounts_are_exact_numbers(afas: Afas):
    answer = await afas.get(
        "/connectors/Profit_Transactions", take=3, orderbyfieldids="UnitId,EntryNo,SeqNo"
    )
    row = json.loads(answer.text, parse_float=Decimal)["rows"][0]
    assert row["InvoiceId"] is None
    assert row["VatCode"] is None
    assert row["AmtDebit"] == 450000
    assert isinstance(row["EntryNo"], int)
    assert row["EntryDate"] == "2024-01-01T00:00:00Z"
    assert "\n" not in answer.text


async def test_typing_errors_in_standard_names_are_kept(afas: Afas):
    assert "NookPieceDate" in (await afas.rows("Profit_Debtor_Invoices", take=1))[0]
    assert {"BookPiecrNr", "BookPieceDate"} <= (
        await afas.rows("Profit_Creditor_Invoices", take=1)
    )[0].keys()
    assert "Recidence" in (await afas.rows("Profit_Address", take=1))[0]
    creditor = (await afas.rows("Profit_Creditor", take=1))[0]
    assert {"Adressline1", "Btw-nummer"} <= creditor.keys()
    assert "A_Toev_Huisnr." in (await afas.rows("Profit_Deliveryaddress", take=1))[0]
    assert await afas.rows("Profit_Allocation_Assigments", take=1)


async def test_administration_authorisation_limits_rows_before_the_filter(afas: Afas):
    await afas.control("PUT", "app-connector", {"administrations": [2]})
    assert {row["UnitId"] for row in await afas.rows("Profit_Journals")} == {2}
    assert await afas.where("Profit_Transactions", UnitId=1) == []
    assert len(await afas.rows("Profit_Administrations")) == 1
    # The label of this one reads "without admin. filter".
    units = {row["Unit"] for row in await afas.rows("Profit_periods_per_administration", take=1000)}
    assert units == {1, 2, 3}


async def test_a_connector_without_a_data_set_has_fields_and_no_rows(afas: Afas):
    assert await afas.rows("Profit_Warehouses") == []
    meta = (await afas.get("/metainfo/get/Profit_Warehouses")).json()
    assert meta["fields"][0]["id"] == "Warehouse"
    assert meta["fields"][2]["dataType"] == "int"
    assert (await asked(afas, "Profit_Warehouses", "orderbyfieldids=Nope"))[0] == 500


async def test_the_list_of_connectors_shows_which_are_blocked(afas: Afas):
    await afas.settings(blocked_connectors=["Profit_Debtor"])
    found = {row["Naam"]: row["Geblokkeerd"] for row in await afas.rows("ProfitGetConnectoren")}
    assert found["Profit_Debtor"] is True
    assert found["Profit_Creditor"] is False
    status, content = await asked(afas, "Profit_Debtor", "")
    assert (status, content["externalMessage"]) == (
        500,
        "This GetConnector (definition) is blocked",
    )


@pytest.mark.parametrize(
    ("code_set", "sales", "purchase"), [("a", "LoSale", "LoPurc"), ("b", "4", "3")]
)
async def test_unpublished_codes_come_in_two_sets(
    afas: Afas, code_set: str, sales: str, purchase: str
):
    await afas.settings(code_set=code_set)
    rows = await afas.where("Profit_Journals", UnitId=1)
    kinds = {row["JournalId"]: row["JournalType"] for row in rows}
    assert (kinds["20"], kinds["10"]) == (sales, purchase)
    assert len(await afas.rows("Profit_VAT_code")) == 15


@pytest.mark.parametrize(
    ("settings", "connector", "rows"),
    [
        ({"modules": {"currency": False}}, "Profit_Currency", 0),
        ({"modules": {"projects": False}}, "Profit_Projects", 0),
        ({"modules": {"projects": False}}, "Profit_Projectstage", 0),
        ({}, "Profit_Projects", 24),
        ({"axes": 0}, "Profit_Allocation_Assigments", 0),
    ],
)
async def test_an_absent_module_has_no_rows(
    afas: Afas, settings: dict[str, Any], connector: str, rows: int
):
    await afas.settings(**settings)
    assert len(await afas.rows(connector)) == rows


@pytest.mark.parametrize(
    ("connector", "field", "codes"),
    [
        ("Profit_Accounts", "Type", {"1", "2", "3", "4"}),
        ("Profit_Accounts", "Sort", {"G", "D", "I", "B", "O"}),
        ("Profit_Accounts", "CollectAccountType", {"N", "D", "C"}),
        ("Profit_Accounts", "ToProject", {"N", "V"}),
        ("Profit_Accounts", "DimAx1", {"N", "B"}),
        ("Profit_Transactions_Allocated", "Type", {"Activa", "Passiva", "Opbrengsten", "Kosten"}),
    ],
)
async def test_code_fields_hold_the_codes_of_the_reference(
    afas: Afas, connector: str, field: str, codes: set[str]
):
    rows = await afas.rows(connector, take=2000)
    assert {row[field] for row in rows} == codes


async def test_update_metainfo_is_served_from_the_reference(afas: Afas):
    meta = (await afas.get("/metainfo/update/FiEntries")).json()
    assert meta["name"] == "FiEntryPar"
    header = {field["fieldId"]: field for field in meta["fields"]}
    assert header["JoCo"]["mandatory"] is True
    assert header["JoCo"]["length"] == 6
    (lines,) = meta["objects"]
    fields = {field["fieldId"]: field for field in lines["fields"]}
    assert [value["id"] for value in fields["VaAs"]["values"]] == ["1", "2", "3"]
    assert fields["AmDe"]["dataType"] == "decimal"
    assert fields["BlPa"]["mandatory"] is False
    assert {each["name"] for each in lines["objects"]} == {
        "FiDimEntries",
        "FiPrjEntries",
        "FiTransEntries",
    }
    assert any(len(name) == 33 and name.startswith("U") for name in fields)


async def test_no_boolean_is_reported_mandatory(afas: Afas):
    def booleans(item: dict[str, Any]) -> list[bool]:
        own = [each["mandatory"] for each in item["fields"] if each["dataType"] == "boolean"]
        return own + [flag for inner in item["objects"] for flag in booleans(inner)]

    for connector in ("KnOrganisation", "KnSalesRelationOrg", "KnPerson", "KnSubject"):
        flags = booleans((await afas.get(f"/metainfo/update/{connector}")).json())
        assert flags
        assert not any(flags)
