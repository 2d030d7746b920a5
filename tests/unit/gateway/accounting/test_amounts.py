"""Amounts survive the trip through a JSON number, or are refused before it."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from gateway.accounting.money import Amount


class Line(BaseModel):
    amount: Amount


fifteen_digits = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.integers(0, 6),
)


@given(fifteen_digits)
def test_fifteen_digits_come_back_as_they_went(amount: Decimal):
    sent = Line(amount=amount).model_dump_json()
    assert isinstance(json.loads(sent)["amount"], float)
    assert Line.model_validate(json.loads(sent, parse_float=Decimal)).amount == amount
    assert Line.model_validate(json.loads(sent)).amount == amount


@pytest.mark.parametrize("amount", ["1234567890123456", "1.000000000000001", "NaN", "Infinity"])
def test_what_would_not_survive_is_refused(amount: str):
    with pytest.raises(ValidationError):
        Line(amount=Decimal(amount))
