"""Both sides are accounted for: every field of ours and every field of theirs."""

import pytest

from adapters.afas import datasets
from contract.adapter.opening import simulated_afas
from unit.adapters.afas.mappings import MAPPINGS


@pytest.fixture(params=MAPPINGS)
def mapping(request):
    return MAPPINGS[request.param]


@pytest.fixture
async def theirs(mapping):
    """The fields of each connector that may serve it, as AFAS itself tells them."""
    async with simulated_afas() as simulated:
        return {
            source: await simulated.metainfo(source.connector)
            for source in mapping.data_set.sources
        }


def test_every_field_of_ours_is_read_or_excused(mapping):
    ours = set(mapping.table.model.model_fields)
    assert mapping.table.fields_read | set(mapping.excused) == ours
    assert not mapping.table.fields_read & set(mapping.excused), "an excuse that is not needed"


async def test_every_field_of_theirs_is_read_or_ignored(mapping, theirs):
    known = {name for names in theirs.values() for name in names}
    assert mapping.table.reads <= known, "a field that no connector has"
    assert known == mapping.table.reads | set(mapping.ignored)
    assert not mapping.table.reads & set(mapping.ignored), "an excuse that is not needed"


async def test_keys_folders_and_filters_are_fields_of_the_connector(mapping, theirs):
    for source, names in theirs.items():
        folder = {source.folder} if source.folder else set()
        assert {*source.key, *folder, *mapping.filtered} <= set(names)


def test_every_excuse_has_a_reason(mapping):
    assert all(why.strip() for why in (*mapping.excused.values(), *mapping.ignored.values()))


def test_every_data_set_is_accounted_for():
    assert {each.data_set for each in MAPPINGS.values()} == set(datasets.DATA_SETS)


@pytest.mark.parametrize(
    ("noun", "connector"),
    [("clients", "KnSalesRelationOrg"), ("suppliers", "KnPurchaseRelationOrg")],
)
async def test_what_is_written_is_a_field_of_the_update_connector(noun, connector):
    async with simulated_afas() as simulated:
        known = await simulated.update_fields(connector)
    assert set(MAPPINGS[noun].table.writes) <= known
