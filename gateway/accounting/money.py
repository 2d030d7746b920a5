"""Amounts. The only place that rounds, and the only one that sees a binary fraction."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import Field, PlainSerializer, WithJsonSchema

# A JSON number is a binary fraction to most readers: fifteen digits survive that exactly.
Amount = Annotated[
    Decimal,
    Field(max_digits=15, allow_inf_nan=False),
    PlainSerializer(float, return_type=float, when_used="json"),
    WithJsonSchema({"type": "number"}),
]

# Decimals stand in a JSON schema as text, so these defaults are spelled there once more.
NOTHING = Field(Decimal(0), json_schema_extra={"default": 0})
ONE_TO_ONE = Field(Decimal(1), json_schema_extra={"default": 1})


def shared_out(amount: int, weights: Sequence[int]) -> list[int]:
    """Whole parts in proportion to the weights, which add up to the amount. What rounding leaves
    goes to the largest remainders, among equals to the earliest.
    """
    total = sum(weights)
    parts = [amount * weight // total for weight in weights]
    left = sorted(range(len(weights)), key=lambda place: -(amount * weights[place] % total))
    for place in left[: amount - sum(parts)]:
        parts[place] += 1
    return parts
