"""Whatever a vendor sends, tables answer the same both ways they read; what goes out comes back."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some
from pydantic import BaseModel

from adapters.mapping.codec import day, maybe, money, opposite, text, yes_no
from adapters.mapping.table import Table, names_of, row
from gateway.accounting.errors import ConnectionBroken
from gateway.accounting.money import Amount
from unit.adapters.afas.mappings import MAPPINGS

TABLES = [mapping.table for mapping in MAPPINGS.values()]
SHOWN = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(-(10**18), 10**18),
    some.decimals(allow_nan=True),
    some.text(max_size=20),
    some.sampled_from(["", "1", "V", "LoSale", "0", "true", "2026-03-29T02:30:00Z", "12  Ede"]),
    some.dates().map(lambda on: f"{on.isoformat()}T00:00:00Z"),
)
AMOUNTS = some.integers(-(10**15) + 1, 10**15 - 1).flatmap(
    lambda digits: some.integers(0, 6).map(lambda places: Decimal(digits).scaleb(-places))
)


def outcome(read, record):
    try:
        return read(record)
    except ConnectionBroken as error:
        return error.message, error.code, error.field


@given(data=some.data(), table=some.sampled_from(TABLES))
def test_reading_by_rows_and_reading_at_once_agree(data, table):
    record = data.draw(some.fixed_dictionaries({}, optional=dict.fromkeys(table.reads, SHOWN)))
    by_rows = outcome(lambda asked: table.read(asked).value, record)
    assert outcome(table.reader(), record) == by_rows


class Kept(BaseModel):
    id: str
    name: str | None = None
    amount: Amount
    booked_on: date
    active: bool | None = True


k = names_of(Kept)

# fmt: off
KEPT = Table(Kept, (
    row(k.id,        "Id",      "Id",      text),
    row(k.name,      "Name",    "Name",    maybe(text)),
    row(k.amount,    "Amount",  "Amount",  money),
    row(k.booked_on, "Date",    "Date",    day),
    row(k.active,    "Blocked", "Blocked", maybe(opposite(yes_no))),
))
# fmt: on


@given(
    some.builds(
        Kept,
        id=some.text(min_size=1),
        name=some.none() | some.text(min_size=1),
        amount=AMOUNTS,
        booked_on=some.dates(),
        active=some.none() | some.booleans(),
    )
)
def test_what_is_written_and_read_back_is_equal(given_value):
    assert KEPT.read(KEPT.write(given_value).value).value == given_value


@given(AMOUNTS)
def test_an_amount_keeps_every_digit_through_json_and_through_a_table(amount):
    there = Kept(id="1", amount=amount, booked_on=date(2026, 1, 1))
    back = Kept.model_validate_json(there.model_dump_json())
    assert KEPT.read(KEPT.write(back).value).value.amount == amount
