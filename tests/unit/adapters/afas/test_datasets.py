import msgspec
import pytest

from adapters.afas import datasets
from adapters.afas.datasets import served_otherwise
from adapters.afas.metainfo import Session
from gateway.accounting.errors import PermissionMissing
from unit.adapters.afas.scripted_afas import metainfo


def session(*connectors):
    return msgspec.convert(metainfo(get=connectors), Session)


def test_our_own_connector_is_preferred_to_the_standard_one():
    both = session("Profit_Debtor", "Ledgergate_Debtors")
    assert datasets.DEBTORS.source_for(both).connector == "Ledgergate_Debtors"
    assert datasets.DEBTORS.source_for(session("Profit_Debtor")).connector == "Profit_Debtor"


def test_a_missing_connector_is_named_with_what_it_is_for_and_where_to_add_it():
    with pytest.raises(PermissionMissing) as refused:
        datasets.JOURNALS.source_for(session("Profit_Debtor"))
    for part in ("journals", "Profit_Journals", "“ledgergate”", "General > Management"):
        assert part in refused.value.message
    assert "own connectors" not in refused.value.message


def test_a_connector_that_only_we_have_says_so():
    with pytest.raises(PermissionMissing, match="ledgergate's own connectors"):
        datasets.PAYMENT_CONDITIONS.source_for(session())


def test_a_standard_connector_is_not_missed_where_ours_do_all_its_work():
    assert served_otherwise("Profit_Debtor", session("Ledgergate_Debtors"))
    assert not served_otherwise("Profit_Debtor", session("Ledgergate_Creditors"))
    assert not served_otherwise("Profit_Allocation_Assigments", session("Ledgergate_Axes"))
    assert served_otherwise(
        "Profit_Allocation_Assigments", session("Ledgergate_Axes", "Ledgergate_DimensionCodes")
    )
    assert not served_otherwise("FiEntries", session("Ledgergate_Axes"))
