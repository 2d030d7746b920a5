"""The simulator's papers name everything that is there."""

import re
from pathlib import Path

import msgspec

from adapters.afas.simulator.control.faults import FAULTS
from adapters.afas.simulator.control.page import PAGE
from adapters.afas.simulator.reading.collections import COLLECTIONS
from adapters.afas.simulator.switches import Settings

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "simulator.md").read_text()
FIDELITY = (DOCS / "simulator-fidelity.md").read_text()


def test_the_guide_lists_every_source_of_every_collection():
    sections = dict(re.findall(r"^### (\w+)\n\n(.*?)(?=^##|\Z)", GUIDE, re.DOTALL | re.MULTILINE))
    assert sections.keys() == COLLECTIONS.keys()
    for name, collection in COLLECTIONS.items():
        missing = collection.sources.keys() - set(re.findall(r"`(\w+)`", sections[name]))
        assert not missing, (name, missing)


def test_every_fault_is_in_the_guide_and_on_the_page():
    for fault in FAULTS:
        assert f"`{fault}`" in GUIDE
        assert re.search(rf"\b{fault}\b", PAGE)


def test_every_switch_is_in_the_fidelity_paper():
    for field in msgspec.structs.fields(Settings):
        assert f"`{field.name}`" in FIDELITY, field.name
