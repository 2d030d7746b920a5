from datetime import date
from decimal import Decimal
from enum import StrEnum

import pytest

from adapters.mapping.codec import (
    Unreadable,
    classified,
    day,
    maybe,
    money,
    one_of,
    opposite,
    text,
    whole,
    yes_no,
)


class Side(StrEnum):
    LEDGER = "ledger"
    DEBTOR = "debtor"
    UNKNOWN = "unknown"


SIDES = {"1": Side.LEDGER, "2": Side.DEBTOR}


@pytest.mark.parametrize(
    ("codec", "raw", "value"),
    [
        (text, "Amersfoort", "Amersfoort"),
        (text, 12, "12"),
        (day, "2026-03-29T00:00:00Z", date(2026, 3, 29)),
        (day, "2026-03-29", date(2026, 3, 29)),
        (money, Decimal("0.10"), Decimal("0.10")),
        (money, 7, Decimal(7)),
        (money, "-12.30", Decimal("-12.30")),
        (whole, 2026, 2026),
        (whole, Decimal("3.0"), 3),
        (yes_no, True, True),
        (yes_no, "0", False),
        (yes_no, "True", True),
        (opposite(yes_no), True, False),
        (maybe(text), None, None),
        (maybe(text), "", None),
        (maybe(opposite(yes_no)), None, None),
        (maybe(opposite(yes_no)), False, True),
    ],
)
def test_a_value_of_theirs_becomes_one_of_ours(codec, raw, value):
    decoded = codec.decode(raw)
    assert (decoded, type(decoded)) == (value, type(value))


@pytest.mark.parametrize(
    ("codec", "raw"),
    [
        (text, None),
        (text, True),
        (text, ["a"]),
        (day, "31-12-2026"),
        (day, 20261231),
        (day, None),
        (money, 0.1),
        (money, True),
        (money, None),
        (money, "many"),
        (money, Decimal("NaN")),
        (money, "Infinity"),
        (whole, Decimal("1.5")),
        (yes_no, "maybe"),
        (yes_no, None),
        (one_of("side", SIDES), "3"),
        (one_of("side", SIDES), None),
    ],
)
def test_a_value_that_is_not_understood_is_refused(codec, raw):
    with pytest.raises(Unreadable):
        codec.decode(raw)


def test_a_refusal_does_not_repeat_the_value():
    with pytest.raises(Unreadable) as refused:
        money.decode("NL91ABNA0417164300")
    assert "ABNA" not in str(refused.value)


def test_money_is_written_in_plain_digits():
    assert [money.encode(Decimal(amount)) for amount in ("1E+3", "0.10", "-5")] == [
        "1000",
        "0.10",
        "-5",
    ]


def test_a_closed_list_goes_both_ways():
    side = one_of("side", SIDES)
    assert side.decode("2") is Side.DEBTOR
    assert side.encode(Side.LEDGER) == "1"
    with pytest.raises(Unreadable, match="no code for this side"):
        side.encode(Side.UNKNOWN)


def test_two_codes_with_one_meaning_are_no_closed_list():
    with pytest.raises(ValueError, match="one meaning"):
        one_of("side", {**SIDES, "02": Side.DEBTOR})


def test_an_open_list_says_unknown_and_is_never_written():
    side = classified("side", SIDES, Side.UNKNOWN)
    assert [side.decode(raw) for raw in ("1", "9", None)] == [
        Side.LEDGER,
        Side.UNKNOWN,
        Side.UNKNOWN,
    ]
    with pytest.raises(Unreadable, match="read only"):
        side.encode(Side.LEDGER)
