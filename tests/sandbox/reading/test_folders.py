"""Whose books: one folder speaks for itself, among several one must be named."""

import pytest

from toy import Toy


async def test_the_folders_are_a_plain_list(reader):
    folders = await reader.reads("/folders")
    assert [one["id"] for one in folders] == ["1", "2", "3"]
    assert [one["selected"] for one in folders] == [True, True, False]
    assert (await reader.reads("/folders/2"))["name"] == "Van Dam Transport"


async def test_the_only_selected_folder_is_the_one_that_is_meant(reader, toy: Toy):
    await reader.reads("/journals")
    await reader.reads("/journals?folder_id=1")
    await reader.reads("/journals?folder_id=")
    assert [one.folder_id for one in toy.ledger["journals"].queries] == ["1", "1", "1"]


async def test_among_several_folders_one_must_be_named(reader, toy: Toy):
    toy.selected = ("1", "2")
    answer = await reader.asks("/journals")
    assert (answer.status_code, answer.json()["error_code"]) == (400, "ERROR_FOLDER_REQUIRED")
    assert "1, 2" in answer.json()["message"]
    await reader.reads("/journals?folder_id=2")
    assert toy.ledger["journals"].queries[-1].folder_id == "2"


@pytest.mark.parametrize("selected", [(), ("1",), ("1", "2")])
async def test_a_folder_that_was_not_selected_is_not_found(reader, toy: Toy, selected):
    toy.selected = selected
    answer = await reader.asks("/clients/10007?folder_id=3")
    assert (answer.status_code, answer.json()["error_code"]) == (404, "ERROR_FOLDER_NOT_FOUND")
    assert toy.ledger["clients"].queries == []


async def test_the_folder_routes_need_no_folder(reader, toy: Toy):
    toy.selected = ("1", "2")
    assert len(await reader.reads("/folders")) == 3
    assert (await reader.reads("/folders/1"))["id"] == "1"
