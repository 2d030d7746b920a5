"""GetConnectors that a partner brings as files."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.afas.simulator import create_simulator
from adapters.afas.simulator.reading.collections import COLLECTIONS
from adapters.afas.simulator.reading.definitions import BadDefinition, read_definition
from simulator.asking import Afas, Clock, authorization
from simulator.bodies import receipt, sales_invoice

SEGMENT = "U7D3A0C5E49B84F1F9A6C2E8D10B4F733"


def definition(**more: Any) -> dict[str, Any]:
    return {
        "id": "Own_Entries",
        "collection": "entry_lines",
        "fields": [
            {"alias": "Adm.", "source": "unit"},
            {"alias": "Entry", "source": "entry"},
            {"alias": "Party", "source": "relation"},
            {"alias": "Ref", "source": "reference"},
        ],
    } | more


async def asked(tmp_path: Path, clock: Clock, *files: dict[str, Any]) -> Afas:
    for number, each in enumerate(files):
        (tmp_path / f"{number}.json").write_text(json.dumps(each))
    app = create_simulator(connectors=tmp_path, clock=clock)
    http = httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="https://afas.test",
        headers={"Authorization": authorization()},
    )
    return Afas(http)


async def test_own_aliases_over_the_same_books(tmp_path: Path, clock: Clock):
    afas = await asked(tmp_path, clock, definition())
    async with afas.http:
        keys = await afas.done("FiEntries", sales_invoice(Fref="WEB-1"))
        rows = await afas.where(
            "Own_Entries", **{"Adm.": 1, "Entry": keys["EnNo"], "Party": "10321"}
        )
        assert rows == [{"Adm.": 1, "Entry": int(keys["EnNo"]), "Party": "10321", "Ref": "WEB-1"}]
        meta = (await afas.get("/metainfo/get/Own_Entries")).json()
        assert [each["id"] for each in meta["fields"]] == ["Adm.", "Entry", "Party", "Ref"]
        listed = (await afas.get("/MetaInfo")).json()["getConnectors"]
        assert "Own_Entries" in {each["id"] for each in listed}


async def test_entries_have_a_sequence_per_journal_and_year(tmp_path: Path, clock: Clock):
    file = {
        "id": "Own_Headers",
        "collection": "entries",
        "fields": [
            {"alias": "Unit", "source": "unit"},
            {"alias": "Entry", "source": "entry"},
            {"alias": "Sequence", "source": "journal_sequence"},
            {"alias": "Lines", "source": "line_count"},
            {"alias": "Total", "source": "total"},
        ],
    }
    afas = await asked(tmp_path, clock, file)
    async with afas.http:
        found = []
        for body in (sales_invoice(), receipt(None, "5.00"), sales_invoice()):
            keys = await afas.done("FiEntries", body)
            found.append(await afas.one("Own_Headers", Unit=1, Entry=keys["EnNo"]))
        first, other, second = found
        assert second["Sequence"] == first["Sequence"] + 1
        assert second["Entry"] == first["Entry"] + 2
        assert (first["Lines"], first["Total"]) == (3, 242)
        assert (other["Lines"], other["Total"]) == (2, 5)


@pytest.mark.parametrize(
    ("conditions", "units"),
    [
        ([[{"source": "id", "operator": 15, "value": "1;3"}]], [1, 3]),
        ([[{"source": "id", "operator": 1, "value": "2"}]], [2]),
        (
            [
                [{"source": "id", "operator": 1, "value": "2"}],
                [{"source": "code", "operator": 1, "value": "zh"}],
            ],
            [2, 3],
        ),
    ],
)
async def test_a_filter_inside_the_definition_comes_first(
    tmp_path: Path, clock: Clock, conditions: list[Any], units: list[int]
):
    file = {
        "id": "Own_Administrations",
        "collection": "administrations",
        "fields": [{"alias": "Nr", "source": "id"}],
        "filter": conditions,
    }
    afas = await asked(tmp_path, clock, file)
    async with afas.http:
        rows = await afas.rows("Own_Administrations", orderbyfieldids="Nr")
        assert [row["Nr"] for row in rows] == units
        assert await afas.where("Own_Administrations", Nr=9) == []


async def test_free_fields_and_any_stored_field_can_be_read(tmp_path: Path, clock: Clock):
    file = {
        "id": "Own_Debtors",
        "collection": "debtors",
        "fields": [
            {"alias": "Id", "source": "number"},
            {"alias": "Segment", "source": f"field:{SEGMENT}", "label": "Klantsegment"},
            {"alias": "Method", "source": "field:InPv"},
        ],
    }
    afas = await asked(tmp_path, clock, file)
    async with afas.http:
        change = {
            "KnSalesRelationOrg": {
                "Element": {"@DbId": "10321", "Fields": {SEGMENT: "Groot", "InPv": "F"}}
            }
        }
        assert (await afas.put("KnSalesRelationOrg", change)).status_code == 200
        row = await afas.one("Own_Debtors", Id="10321")
        assert (row["Segment"], row["Method"]) == ("Groot", "F")
        assert len(await afas.where("Own_Debtors", Segment="groot", Id="10321")) == 1


async def test_a_stored_field_can_be_read_as_what_it_is(tmp_path: Path, clock: Clock):
    file = {
        "id": "Own_Debtors",
        "collection": "debtors",
        "fields": [
            {"alias": "Id", "source": "number"},
            {"alias": "Reminds", "source": "field:DuYN", "type": "yes"},
            {"alias": "Discount", "source": "field:PrLi", "type": "number"},
        ],
    }
    afas = await asked(tmp_path, clock, file)
    async with afas.http:
        fields = {"DuYN": True, "PrLi": "2.50"}
        body = {"KnSalesRelationOrg": {"Element": {"@DbId": "10321", "Fields": fields}}}
        assert (await afas.put("KnSalesRelationOrg", body)).status_code == 200
        row = await afas.one("Own_Debtors", Id="10321", Reminds="true")
        assert (row["Reminds"], str(row["Discount"])) == (True, "2.5")
        meta = (await afas.get("/metainfo/get/Own_Debtors")).json()["fields"]
        assert [each["dataType"] for each in meta] == ["string", "boolean", "decimal"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"collection": "moon"},
        {"fields": [{"alias": "A", "source": "moon"}]},
        {"fields": [{"alias": "A", "source": "unit"}, {"alias": "a", "source": "entry"}]},
        {"filter": [[{"source": "moon", "operator": 1}]]},
        {"colour": "red"},
        {"fields": [{"alias": "A", "source": "unit", "type": "colour"}]},
        {"filter": [[{"source": "unit", "operator": 16}]]},
        {"fields": [{"alias": "A", "source": "field:x' OR 1"}]},
    ],
)
def test_a_wrong_file_is_refused_when_it_is_read(wrong: dict[str, Any]):
    with pytest.raises(BadDefinition):
        read_definition(json.dumps(definition(**wrong)).encode())


def test_a_wrong_file_stops_the_start_with_one_line_that_names_it(tmp_path: Path, clock: Clock):
    (tmp_path / "wrong.json").write_text(json.dumps(definition(collection="moon")))
    with pytest.raises(BadDefinition) as refused:
        create_simulator(connectors=tmp_path, clock=clock)
    said = str(refused.value)
    assert "wrong.json" in said
    assert "'moon'" in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("command", "code"), [(["gateway.cli", "simulator"], 3), (["adapters.afas.simulator"], 1)]
)
def test_the_command_line_says_what_is_wrong_and_ends(
    tmp_path: Path, command: list[str], code: int
):
    file = tmp_path / "wrong.json"
    file.write_text('{"id": "Wrong", "collection": null, "fields": [{"alias": 1}]}')
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = str(listening.getsockname()[1])
    ended = subprocess.run(
        [sys.executable, "-m", *command, "--port", port, "--connectors", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (code, "")
    (line,) = ended.stderr.splitlines()
    assert line.startswith(f"{file}: ")
    assert "alias" in line


@pytest.mark.parametrize("name", sorted(COLLECTIONS))
async def test_every_source_of_every_collection_can_be_read(
    tmp_path: Path, clock: Clock, name: str
):
    sources = COLLECTIONS[name].sources
    file = {
        "id": "All",
        "collection": name,
        "fields": [{"alias": each, "source": each} for each in sources],
    }
    afas = await asked(tmp_path, clock, file)
    async with afas.http:
        rows = await afas.rows("All", take=5, orderbyfieldids=next(iter(sources)))
        assert all(row.keys() == sources.keys() for row in rows)
        assert rows or name == "project_lines"
        for each in sources:
            await afas.rows("All", take=1, filterfieldids=each, filtervalues="", operatortypes="9")
