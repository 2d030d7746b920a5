import json
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.afas.question import LONGEST_QUERY, Condition, Is, Question, both, rows_at_once
from gateway.accounting.errors import Rejected

NAME = Condition("DebtorName", Is.CONTAINING, "bouw")
MAIL = Condition("Email", Is.CONTAINING, "bouw")
LATER = Condition("ModifiedDate", Is.MORE, "2026-03-29T02:30:00")


def asked(where, skip=0, take=100):
    question = Question("Profit_Debtor", ("DebtorId",), where)
    parts = urlsplit(question.path(skip, take))
    assert parts.path == "/connectors/Profit_Debtor"
    return {
        name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()
    }


def test_every_question_is_paged_and_ordered_by_a_unique_key():
    assert asked((), skip=200, take=50) == {
        "skip": "200",
        "take": "50",
        "orderbyfieldids": "DebtorId",
    }


def test_conditions_are_three_lists_of_one_shape():
    filters = asked(((NAME, LATER), (MAIL, LATER)))
    assert filters["filterfieldids"] == "DebtorName,ModifiedDate;Email,ModifiedDate"
    assert filters["filtervalues"] == "bouw,2026-03-29T02:30:00;bouw,2026-03-29T02:30:00"
    assert filters["operatortypes"] == "6,4;6,4"
    assert "filterjson" not in filters


@pytest.mark.parametrize("value", ["Jansen, Piet", "a;b"])
def test_what_the_lists_cannot_hold_goes_as_a_document(value):
    filters = asked(((Condition("DebtorName", Is.EQUAL, value), LATER), (MAIL,)))
    assert "filterfieldids" not in filters
    assert json.loads(filters["filterjson"]) == {
        "Filters": {
            "Filter": [
                {
                    "@FilterId": "Filter 1",
                    "Field": [
                        {"@FieldId": "DebtorName", "@OperatorType": "1", "#text": value},
                        {
                            "@FieldId": "ModifiedDate",
                            "@OperatorType": "4",
                            "#text": "2026-03-29T02:30:00",
                        },
                    ],
                },
                {
                    "@FilterId": "Filter 2",
                    "Field": [{"@FieldId": "Email", "@OperatorType": "6", "#text": "bouw"}],
                },
            ]
        }
    }


def test_a_condition_that_always_holds_joins_every_group():
    unit = Condition("UnitId", Is.EQUAL, "1")
    assert both((), (unit,)) == ((unit,),)
    assert both(((NAME,), (MAIL,)), (unit,)) == ((unit, NAME), (unit, MAIL))
    assert both(((NAME,),), ()) == ((NAME,),)


@pytest.mark.parametrize(("columns", "rows"), [(21, 7142), (1, 10_000), (200_000, 1), (0, 10_000)])
def test_an_answer_stays_under_the_cells_that_afas_advises(columns, rows):
    assert rows_at_once(columns) == rows
    assert rows == 1 or columns * rows < 150_000


def test_what_no_form_can_hold_is_refused_before_it_is_sent():
    with pytest.raises(Rejected, match="search for less"):
        asked(((Condition("DebtorName", Is.EQUAL, "x" * LONGEST_QUERY),),))
