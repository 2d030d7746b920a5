"""Abilities are named once, as fields of `Books`; everything that names one is held to that."""

from dataclasses import replace

import pytest

from gateway.accounting.books import ABILITIES, Page
from gateway.accounting.clients import ClientItemOut
from gateway.api.accounting.declaring import able
from toy import TOY


def test_an_adapter_cannot_offer_what_no_books_can_do():
    with pytest.raises(ValueError, match="clairvoyance"):
        replace(TOY, offers=frozenset({"clients", "clairvoyance"}))


def test_a_route_cannot_need_what_no_books_can_do():
    with pytest.raises(ValueError, match="clairvoyance"):
        able("clairvoyance")


def test_opening_books_is_no_ability():
    assert {"clients", "folders"} <= ABILITIES
    assert ABILITIES.isdisjoint({"readiness", "selected_folders"})


def test_a_page_bears_the_contracts_name():
    assert Page[ClientItemOut].model_json_schema()["title"] == "ChiftPage[ClientItemOut]"
