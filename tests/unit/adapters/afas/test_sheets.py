from adapters.afas.sheets import main, sheets
from checkout import ROOT
from contract.adapter.opening import PACK

FOLDER = ROOT / "docs/connector-pack"


def test_there_is_a_sheet_for_every_connector_of_the_pack():
    assert {name.removesuffix(".md") for name, _ in sheets()} == {
        path.stem for path in PACK.glob("*.json")
    }


def test_the_sheets_in_the_docs_are_fresh(tmp_path):
    main(tmp_path)
    made = {path.name: path.read_text() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_text() for path in FOLDER.iterdir() if path.name != "README.md"}
    assert kept == made
