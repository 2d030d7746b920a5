"""Dimensions: active axes, codes, what an account demands and what is assigned to it."""

from dataclasses import dataclass

from adapters.afas.simulator.booking.desk import Desk
from adapters.afas.simulator.booking.record import Record
from adapters.afas.simulator.store.books import Row, Value
from adapters.afas.simulator.texts import (
    ALLOCATION_AMOUNT,
    ALLOCATION_MISSING,
    ALLOCATION_NOT_ASSIGNED,
    BLOCKED_VALUE,
    DOES_NOT_EXIST,
    NO_AMOUNT_ON_LINE,
    Label,
    Refusal,
)

BY_HAND = "B"


@dataclass(frozen=True, slots=True)
class Allocation:
    unit: int
    creates_codes: bool
    creates_assignments: bool


@dataclass(frozen=True, slots=True)
class AllocatedLine:
    given: Record | None  # its FiDimEntries
    amounts: tuple[int, int]
    number: int


def allocate(
    desk: Desk, rule: Allocation, account: Row, line: AllocatedLine
) -> tuple[str | None, ...]:
    """The five codes of a ledger line; codes of inactive axes are ignored."""
    given = line.given
    if given is not None:
        _check_amounts(desk, given, line)
    codes: list[str | None] = [None] * 5
    for axis in range(1, min(desk.settings.axes, 5) + 1):
        code = given.maybe(f"DiC{axis}") if given is not None else None
        name = _axis_name(desk, axis)
        if code is None:
            if account[f"dim{axis}"] == BY_HAND:
                raise Refusal(ALLOCATION_MISSING, axis=name, account=account["id"])
            continue
        codes[axis - 1] = _code(desk, rule, axis, code)
        if not _is_assigned(desk, rule, account["id"], axis, code):
            raise Refusal(ALLOCATION_NOT_ASSIGNED, code=code, axis=name, account=account["id"])
    return tuple(codes)


def _axis_name(desk: Desk, axis: int) -> Label:
    row = desk.books.one("SELECT name, name_nl FROM axes WHERE id = ?", (axis,))
    return Label(str(axis), str(axis)) if row is None else Label(row["name"], row["name_nl"])


def _check_amounts(desk: Desk, given: Record, line: AllocatedLine) -> None:
    debit, credit = given.cents("AmDe"), given.cents("AmCr")
    if debit is None and credit is None:
        return
    if not debit and not credit and any(line.amounts):
        if desk.settings.allocation_without_amount == "refuse":
            raise Refusal(NO_AMOUNT_ON_LINE)
        return
    if ((debit or 0), (credit or 0)) != line.amounts:
        raise Refusal(ALLOCATION_AMOUNT, line=line.number)


def _code(desk: Desk, rule: Allocation, axis: int, code: str) -> str:
    label = Label(f"Exception axis code {axis}", f"Code verbijzonderingsas {axis}")
    row = desk.maybe("dimension_codes", axis=axis, id=code)
    if row is None:
        if not rule.creates_codes:
            raise Refusal(DOES_NOT_EXIST, label=label)
        desk.books.insert(
            "dimension_codes",
            {
                "axis": axis,
                "id": code,
                "description": code,
                "created": desk.now,
                "modified": desk.now,
            },
        )
        return code
    if row["blocked"]:
        raise Refusal(BLOCKED_VALUE, label=label, value=code)
    return str(row["id"])


def _is_assigned(desk: Desk, rule: Allocation, account: str, axis: int, code: str) -> bool:
    key: dict[str, Value] = {"unit": rule.unit, "account": account, "axis": axis, "code": code}
    if desk.maybe("assignments", **key) is not None:
        return True
    if rule.creates_assignments:
        desk.books.insert("assignments", key)
    return rule.creates_assignments
