"""Neighbouring lines that are one line, spread over analytic accounts."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product
from math import prod

from adapters.afas.rest import Record
from adapters.mapping.codec import gathering, maybe, money, text
from gateway.accounting.analytic_plans import AnalyticDistribution, AnalyticDistributionDetail
from gateway.accounting.money import shared_out

AXES = {f"DimAx{plan}": str(plan) for plan in range(1, 6)}
DEBIT, CREDIT = "AmtDebit", "AmtCredit"
MAY_DIFFER = {"SeqNo", DEBIT, CREDIT, "VatAmt", *AXES}
WHOLE = 100
MOST_COMBINATIONS = 10_000

Codes = tuple[str | None, ...]


@gathering
def in_full(*codes: object) -> list[AnalyticDistribution] | None:
    """A line that stands by itself is on one code of each plan that it is on at all."""
    return [
        _distribution(plan, {code: WHOLE})
        for plan, code in zip(AXES.values(), map(maybe(text).decode, codes), strict=True)
        if code is not None
    ]


def as_spread(lines: Sequence[Record]) -> Iterator[tuple[Record, list[AnalyticDistribution]]]:
    """The lines, those that are parts of one line put together with how it is distributed."""
    for run in _runs(lines):
        together = _together(run) if len(run) > 1 else None
        if together is not None:
            yield together
        else:
            yield from ((line, in_full.decode(*map(line.get, AXES)) or []) for line in run)


def _runs(lines: Sequence[Record]) -> Iterator[list[Record]]:
    run: list[Record] = []
    for line in lines:
        if run and not (_alike(run[0], line) and _codes(line) not in map(_codes, run)):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _alike(one: Record, other: Record) -> bool:
    return _shape(one) == _shape(other) and all(
        other.get(name) == value for name, value in one.items() if name not in MAY_DIFFER
    )


def _shape(line: Record) -> tuple[object, ...]:
    """On which side with which sign, and on which plans."""
    signs = (_sign(money.decode(line[side])) for side in (DEBIT, CREDIT))
    return (*signs, *(code is not None for code in _codes(line)))


def _sign(amount: Decimal) -> int:
    return (amount > 0) - (amount < 0)


def _codes(line: Record) -> Codes:
    return tuple(map(maybe(text).decode, map(line.get, AXES)))


def _together(run: list[Record]) -> tuple[Record, list[AnalyticDistribution]] | None:
    sides = [side for side in (DEBIT, CREDIT) if money.decode(run[0][side])]
    if len(sides) != 1:
        return None
    (side,) = sides
    parts = {_codes(line): money.decode(line[side]) for line in run}
    shares = _shares(parts)
    if shares is None:
        return None
    line = {**run[0], side: sum(parts.values())}
    return line, [
        _distribution(plan, within)
        for plan, within in zip(AXES.values(), shares, strict=True)
        if within
    ]


def _shares(parts: dict[Codes, Decimal]) -> list[dict[str, int]] | None:
    """Whole percentages per plan, if dividing by them gives these very parts again."""
    cents = {codes: abs(part.scaleb(2)) for codes, part in parts.items()}
    whole = {codes: int(part) for codes, part in cents.items()}
    if whole != cents:
        return None
    shares = [_percentages(whole, axis) for axis in range(len(AXES))]
    if prod(len(within) or 1 for within in shares) > MOST_COMBINATIONS:
        return None
    return shares if _divided(sum(whole.values()), shares, whole) == whole else None


def _percentages(whole: dict[Codes, int], axis: int) -> dict[str, int]:
    """Of one plan; none when the parts are not on it."""
    sums: dict[str, int] = {}
    for codes, part in whole.items():
        code = codes[axis]
        if code is not None:
            sums[code] = sums.get(code, 0) + part
    return dict(zip(sums, shared_out(WHOLE, list(sums.values())), strict=True)) if sums else {}


def _divided(total: int, shares: list[dict[str, int]], order: dict[Codes, int]) -> dict[Codes, int]:
    """Every combination of codes takes its part; the order decides between equal remainders."""
    combinations: set[Codes] = set(product(*(within or [None] for within in shares)))
    ordered = [*order, *sorted(combinations - order.keys(), key=repr)]
    weights = [
        prod(within[code] for within, code in zip(shares, codes, strict=True) if code is not None)
        for codes in ordered
    ]
    parts = shared_out(total, weights)
    return {codes: part for codes, part in zip(ordered, parts, strict=True) if part}


def _distribution(plan: str, shares: dict[str, int]) -> AnalyticDistribution:
    return AnalyticDistribution(
        analytic_plan=plan,
        analytic_accounts=[
            AnalyticDistributionDetail(analytic_account=code, percentage=Decimal(share))
            for code, share in shares.items()
        ],
    )
