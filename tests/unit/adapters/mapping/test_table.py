from decimal import Decimal

import pytest
from pydantic import BaseModel

from adapters.mapping.codec import gathering, maybe, money, opposite, text, yes_no
from adapters.mapping.table import (
    Table,
    always,
    gathers,
    names_of,
    read_only,
    row,
    write_only,
)
from gateway.accounting.errors import ConnectionBroken, InvalidField
from gateway.accounting.money import Amount
from gateway.accounting.trace import Step


class Thing(BaseModel):
    id: str
    name: str | None = None
    active: bool | None = True
    price: Amount = Decimal(0)
    place: str | None = None
    secret: str | None = None


@gathering
def two_lines(first: object, second: object) -> str | None:
    return " / ".join(str(line) for line in (first, second) if line) or None


t = names_of(Thing)

# fmt: off
THING = Table(Thing, (
    row(t.id,         "ThingId", "@Id",    text),
    row(t.name,       "Name",    "Org.Nm", maybe(text)),
    row(t.active,     "Blocked", "Bl",     maybe(opposite(yes_no))),
    read_only(t.price, "Price",            money),
    write_only(t.secret,         "Se",     maybe(text)),
    gathers(t.place, ("Line1", "Line2"),   two_lines),
    always("IsDb", value=True, why="a thing is always one"),
))
# fmt: on

RECORD = {
    "ThingId": "7",
    "Name": "",
    "Blocked": True,
    "Price": Decimal("1.20"),
    "Line1": "Kade 1",
    "Line2": None,
}


def test_one_row_per_field_reads_a_record():
    read = THING.read(RECORD)
    assert read.value == Thing(id="7", active=False, price=Decimal("1.20"), place="Kade 1")
    active = next(step for step in read.steps if step.ours == "active")
    assert (active.theirs, active.before, active.after) == ("Blocked", True, False)
    assert active.why == "maybe opposite of yes or no"
    assert Step("place", "Line1 + Line2", ("Kade 1", None), "Kade 1", "two lines") in read.steps


def test_a_field_that_a_definition_lacks_is_absent():
    assert THING.read({"ThingId": "7", "Price": 0}).value == Thing(id="7", active=None)


@pytest.mark.parametrize("reading", [lambda record: THING.read(record).value, THING.reader()])
def test_what_cannot_be_read_is_named_in_both_languages(reading):
    with pytest.raises(ConnectionBroken, match="'price' cannot be read: Price is not") as refused:
        reading({**RECORD, "Price": "NL91ABNA0417164300"})
    assert (refused.value.code, refused.value.field) == ("ERROR_DATA_VALIDATION", "price")
    assert "ABNA" not in str(refused.value)


@pytest.mark.parametrize("reading", [lambda record: THING.read(record).value, THING.reader()])
def test_what_the_model_refuses_is_named_too(reading):
    with pytest.raises(ConnectionBroken, match="'price' cannot be read: Price decimal") as refused:
        reading({**RECORD, "Price": Decimal("1234567890123456.78")})
    assert "1234567890123456" not in str(refused.value)


def test_a_new_thing_is_written_with_what_is_there():
    written = THING.write(Thing(id="7", name="Bakkerij", active=None, secret="s"))
    assert written.value == {"@Id": "7", "Org.Nm": "Bakkerij", "Se": "s", "IsDb": True}
    assert ("IsDb", "a thing is always one") in [(s.theirs, s.why) for s in written.steps]


def test_a_change_writes_the_named_fields_only_and_none_clears():
    change = Thing(id="7", name=None, active=False)
    assert THING.write(change, only={"name", "active"}).value == {"Org.Nm": None, "Bl": True}


def test_a_value_that_cannot_be_written_is_the_callers_to_repair():
    table = Table(Thing, (row(t.id, "ThingId", "@Id", text), gathers(t.place, ("A",), two_lines)))
    assert table.write(Thing(id="7", place="x")).value == {"@Id": "7"}
    with pytest.raises(InvalidField):
        table.sought(t.place, "x")


def test_the_same_row_tells_what_to_filter_on():
    assert THING.read_id(t.name) == "Name"
    assert THING.sought(t.active, value=True) == ("Blocked", False)


def test_a_connections_own_rows_are_added_to_a_copy():
    extended = THING.extended([read_only(t.secret, "U123", maybe(text))])
    assert extended.read({**RECORD, "U123": "x"}).value.secret == "x"
    assert "U123" not in THING.reads


def test_a_name_that_the_model_lacks_is_refused():
    with pytest.raises(AttributeError, match="Thing has no field nmae"):
        _ = t.nmae


def test_a_value_instead_of_a_name_is_refused():
    with pytest.raises(TypeError, match="names_of"):
        read_only(bool(RECORD), "Blocked", yes_no)


def test_a_field_that_is_read_twice_is_refused():
    with pytest.raises(ValueError, match="name stands twice"):
        THING.extended([read_only(t.name, "Other", maybe(text))])
