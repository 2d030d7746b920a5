"""Misbehaviour on command: scripted, counted, never random."""

import itertools
from dataclasses import dataclass
from typing import Literal, get_args

import msgspec

FaultName = Literal[
    "hang",
    "book_then_hang",
    "book_then_reset",
    "book_then_500",
    "reset",
    "reset_before_body",
    "http_500",
    "http_503",
    "locked_layout",
    "blocked_connector",
    "maintenance",
    "slow",
    "garbled",
    "truncated",
    "empty_success",
    "expired_token",
    "ip_refused",
    "blind_read",
    "trim_voucher",
    "late_visible",
]
FAULTS: tuple[str, ...] = get_args(FaultName)

_WRITES_ONLY = frozenset(
    {"book_then_hang", "book_then_reset", "book_then_500", "trim_voucher", "late_visible"}
)
_READS_ONLY = frozenset({"blind_read", "blocked_connector"})
_LAYOUT = frozenset({"locked_layout"})


class FaultOrder(msgspec.Struct, forbid_unknown_fields=True):
    """The body of `POST /_control/faults`."""

    fault: FaultName
    connector: str | None = None
    method: str | None = None
    times: int = 1  # 0: until deleted
    after: int = 0  # calls to let pass first
    seconds: float | None = None
    message: str | None = None
    retry_after: int = 7200


@dataclass(slots=True)
class Fault:
    id: int
    order: FaultOrder
    passed: int = 0
    used: int = 0

    def spent(self) -> bool:
        return self.order.times > 0 and self.used >= self.order.times


@dataclass(frozen=True, slots=True)
class Call:
    """The part of a request that faults look at; `connector` is also `MetaInfo` and the like."""

    method: str
    connector: str
    is_connector: bool

    @property
    def writes(self) -> bool:
        return self.is_connector and self.method != "GET"


class Faults:
    def __init__(self) -> None:
        self._ids = itertools.count(1)
        self._faults: list[Fault] = []

    def add(self, order: FaultOrder) -> int:
        fault = Fault(next(self._ids), order)
        self._faults.append(fault)
        return fault.id

    def clear(self) -> None:
        self._faults.clear()

    def remove(self, number: int) -> bool:
        before = len(self._faults)
        self._faults = [each for each in self._faults if each.id != number]
        return len(self._faults) < before

    def listed(self) -> list[dict[str, object]]:
        return [
            {"id": each.id, "used": each.used, "passed": each.passed}
            | msgspec.to_builtins(each.order)
            for each in self._faults
        ]

    def strike(self, call: Call) -> FaultOrder | None:
        """The fault that hits this call, if any; the oldest matching one."""
        for fault in self._faults:
            if fault.spent() or not _fits(fault.order, call):
                continue
            if fault.passed < fault.order.after:
                fault.passed += 1
                continue
            fault.used += 1
            self._faults = [each for each in self._faults if not each.spent()]
            return fault.order
        return None


def _fits(order: FaultOrder, call: Call) -> bool:
    if order.connector and order.connector.casefold() != call.connector.casefold():
        return False
    if order.method and order.method.upper() != call.method:
        return False
    if order.fault in _WRITES_ONLY or order.fault in _LAYOUT:
        return call.writes
    if order.fault in _READS_ONLY:
        return call.is_connector and call.method == "GET"
    return True
