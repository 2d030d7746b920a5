"""Lines of AFAS that are parts of one line, put together again."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.afas.distributions import as_spread
from gateway.accounting.money import shared_out


def line(number, amount, *codes, side="debit", **more):
    amounts = {"AmtDebit": amount, "AmtCredit": 0}
    if side == "credit":
        amounts = {"AmtDebit": 0, "AmtCredit": amount}
    axes = {f"DimAx{axis}": code for axis, code in enumerate(codes, 1)}
    return {"EntryNo": 1, "SeqNo": number, "AccountNo": "4310", **amounts, **axes, **more}


def spread(*lines):
    return [
        (
            record["SeqNo"],
            (Decimal(record["AmtDebit"]), Decimal(record["AmtCredit"])),
            {
                each.analytic_plan: {
                    one.analytic_account: int(one.percentage) for one in each.analytic_accounts
                }
                for each in distribution
            },
        )
        for record, distribution in as_spread(lines)
    ]


def test_neighbours_that_differ_in_their_codes_are_one_line():
    found = spread(line(1, "59.99", "A"), line(2, "40.00", "B"), line(3, "99.99", side="credit"))
    assert found == [
        (1, (Decimal("99.99"), 0), {"1": {"A": 60, "B": 40}}),
        (3, (0, Decimal("99.99")), {}),
    ]


def test_a_split_over_two_plans_is_a_product():
    found = spread(
        line(1, 48, "A", "X", side="credit"),
        line(2, 12, "A", "Y", side="credit"),
        line(3, 32, "B", "X", side="credit"),
        line(4, 8, "B", "Y", side="credit"),
    )
    assert found == [(1, (0, 100), {"1": {"A": 60, "B": 40}, "2": {"X": 80, "Y": 20}})]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([line(1, "33.33", "A"), line(2, "66.66", "B")], id="no whole percentages"),
        pytest.param([line(1, 60, "A", "X"), line(2, 40, "B", "Y")], id="no product"),
        pytest.param([line(1, 60, "A"), line(2, 40, None)], id="one of them is on no code"),
        pytest.param([line(1, 60, "A"), line(2, 40, "A")], id="the same code twice"),
        pytest.param([line(1, 60), line(2, 40)], id="no codes"),
        pytest.param([line(1, 60, "A"), line(2, 40, "B", side="credit")], id="two sides"),
        pytest.param([line(1, 60, "A"), line(2, "-40", "B")], id="two signs"),
        pytest.param([line(1, 60, "A"), line(2, 0, "B")], id="nothing on one of them"),
        pytest.param([line(1, "0.006", "A"), line(2, "0.004", "B")], id="parts of cents"),
        pytest.param(
            [line(1, 60, "A", Description="x"), line(2, 40, "B", Description="y")],
            id="descriptions",
        ),
        pytest.param([line(1, 60, "A", VatCode="1"), line(2, 40, "B", VatCode=None)], id="VAT"),
    ],
)
def test_other_neighbours_stay_as_they_are(lines):
    found = spread(*lines)
    assert [number for number, *_ in found] == [1, 2]
    assert [amounts for _, amounts, _ in found] == [
        (Decimal(each["AmtDebit"]), Decimal(each["AmtCredit"])) for each in lines
    ]


def test_a_line_by_itself_is_on_its_codes_in_full():
    assert spread(line(1, 5, "A", None, "Z")) == [(1, (5, 0), {"1": {"A": 100}, "3": {"Z": 100}})]


def test_many_codes_on_every_plan_take_no_longer():
    lines = [line(n, 1, *(f"{n}-{axis}" for axis in range(5))) for n in range(100)]
    assert len(spread(*lines)) == 100


PERCENTAGES = some.lists(some.integers(1, 99), min_size=2, max_size=6).map(
    lambda weights: shared_out(100, weights)
)


@given(
    total=some.integers(-(10**12), 10**12),
    percentages=PERCENTAGES,
    side=some.sampled_from(["debit", "credit"]),
)
def test_what_percentages_divide_adds_up_to_the_cent_again(total, percentages, side):
    sign = 1 if total >= 0 else -1
    parts = [sign * part for part in shared_out(abs(total), percentages)]
    lines = [
        line(n, Decimal(part).scaleb(-2), f"C{n}", side=side)
        for n, part in enumerate(parts)
        if part
    ]
    found = spread(*lines)
    assert sum((debit + credit for _, (debit, credit), _ in found), Decimal(0)) == Decimal(
        total
    ).scaleb(-2)
    if abs(total) >= 100_00 and 0 not in percentages:
        ((_, _, told),) = found
        assert told == {"1": {f"C{n}": share for n, share in enumerate(percentages)}}


@given(some.lists(some.integers(0, 10**6), min_size=1).filter(any), some.integers(0, 10**15))
def test_whole_shares_add_up_and_are_less_than_one_off(weights, amount):
    parts = shared_out(amount, weights)
    assert sum(parts) == amount
    total = sum(weights)
    assert all(
        abs(part * total - amount * weight) < total
        for part, weight in zip(parts, weights, strict=True)
    )
