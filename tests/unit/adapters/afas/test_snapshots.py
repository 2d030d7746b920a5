"""Lists that are read whole for their first page, and paged through from there."""

import json
from dataclasses import replace

import pytest

from adapters.afas.addresses import Address, Environment
from adapters.afas.authorization import ClassicToken
from adapters.afas.question import Question
from adapters.afas.reading import FIRST_TAKE, Reading, Remembered
from adapters.afas.rest import Rest, Wire
from adapters.afas.tokens import token_header
from gateway.accounting.books import Query
from unit.adapters.afas.scripted_afas import TOKEN

DEBTORS = "https://36480.rest.afas.online/ProfitRestServices/connectors/Profit_Debtor"
QUESTION = Question("Profit_Debtor", ("DebtorId",))
FIRST = Query(folder_id="1", size=100)
SECOND = replace(FIRST, page=2)


def rows(first, last):
    return [{"DebtorId": f"{number:05}"} for number in range(first, last)]


@pytest.fixture
def reading(vendor, exchanges):
    classic = ClassicToken(token_header(TOKEN))
    rest = Rest(
        Wire(vendor.transport, exchanges.append),
        Address("36480", Environment.PRODUCTION),
        lambda _: classic,
    )
    return Reading(rest, Remembered(), "somebody")


async def test_a_row_that_comes_twice_because_another_came_in_counts_once(reading, vendor):
    answers = iter([rows(0, FIRST_TAKE), rows(FIRST_TAKE - 1, FIRST_TAKE + 5)])

    async def next_answer():
        return 200, {}, json.dumps({"rows": next(answers)}).encode()

    vendor.does(DEBTORS, next_answer)
    assert await reading.snapshot(QUESTION, FIRST) == rows(0, FIRST_TAKE + 5)


async def test_the_first_page_reads_anew_and_later_pages_go_on_in_what_it_found(reading, vendor):
    for found in (rows(0, 3), rows(1, 3), []):
        vendor.tells(DEBTORS, {"rows": found})
    assert await reading.snapshot(QUESTION, FIRST) == rows(0, 3)
    assert await reading.snapshot(QUESTION, SECOND) == rows(0, 3)
    assert await reading.snapshot(QUESTION, replace(SECOND, fresh=True)) == rows(1, 3)
    assert await reading.snapshot(QUESTION, SECOND) == rows(1, 3)
    assert await reading.snapshot(QUESTION, FIRST) == []
    assert await reading.snapshot(QUESTION, SECOND) == []
