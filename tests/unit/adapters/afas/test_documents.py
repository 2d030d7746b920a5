from decimal import Decimal

import pytest

from adapters.afas.documents import IN_A_BLOCK, Gathering
from gateway.accounting.errors import ConnectionBroken


def row(number, place, amount="1.10", period=1):
    return {"EntryNo": number, "SeqNo": place, "Year": 2026, "Period": period, "Amount": amount}


def gathered(*rows):
    gathering = Gathering()
    gathering.notice(rows)
    gathering.keep(rows)
    return gathering


def test_lines_come_back_by_document_and_in_their_order():
    rows = [row(2, 1), row(1, 10), row(1, 9), row(3, 1)]
    documents = gathered(*rows).packed()
    assert documents.total == 3
    assert [
        [(line["EntryNo"], line["SeqNo"]) for line in lines] for lines in documents.between(0, 9)
    ] == [[(1, 9), (1, 10)], [(2, 1)], [(3, 1)]]


@pytest.mark.parametrize("size", [1, 7, IN_A_BLOCK - 1, IN_A_BLOCK, IN_A_BLOCK + 1, 1000])
def test_pages_of_any_size_hold_every_document_once(size):
    documents = gathered(*(row(number, 1) for number in range(1, 251))).packed()
    found = []
    for page in range(251):
        found += [
            lines[0]["EntryNo"] for lines in documents.between(page * size, page * size + size)
        ]
    assert found == list(range(1, 251))
    assert documents.between(10**30, 10**30 + size) == []


def test_amounts_keep_every_digit():
    (((line),),) = gathered(row(1, 1, Decimal("100000000000.10"))).packed().between(0, 1)
    assert line["Amount"] == "100000000000.10"


def test_only_what_was_noticed_is_kept_and_what_has_no_line_is_no_document():
    gathering = Gathering()
    gathering.notice([row(1, 1), row(5, 1), row(7, 1, period=2)])
    assert [(span.period, span.first, span.last) for span in gathering.spans()] == [
        (1, 1, 5),
        (2, 7, 7),
    ]
    gathering.keep([row(1, 1), row(2, 1), row(7, 1)])
    documents = gathering.packed()
    assert [lines[0]["EntryNo"] for lines in documents.between(0, 9)] == [1, 7]


def test_a_line_without_a_number_is_refused_by_name():
    with pytest.raises(ConnectionBroken, match="EntryNo is not"):
        gathered(row("x", 1))
