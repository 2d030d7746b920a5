"""Faults: what happens before, instead of, or after the real work."""

import asyncio
from collections.abc import Awaitable, Callable

from adapters.afas.simulator.control.faults import FaultName, FaultOrder
from adapters.afas.simulator.protocol.arrival import Arrival
from adapters.afas.simulator.protocol.asking import Asking
from adapters.afas.simulator.protocol.dropping import drop
from adapters.afas.simulator.protocol.handling import behave, handle
from adapters.afas.simulator.protocol.replies import Reply, empty, failed, maintenance, refused
from adapters.afas.simulator.texts import (
    CONNECTOR_BLOCKED,
    LAYOUT_LOCKED,
    TIME_LIMIT,
    UNEXPECTED,
    Refusal,
)

Fault = Callable[[Arrival, Asking, FaultOrder], Awaitable[Reply | None]]

DEFAULT_SECONDS = {"slow": 1.0, "late_visible": 5.0}


async def misbehave(arrival: Arrival, asking: Asking, order: FaultOrder) -> Reply | None:
    """None: the caller gets no answer."""
    return await _FAULTS[order.fault](arrival, asking, order)


def _seconds(order: FaultOrder) -> float:
    return DEFAULT_SECONDS[order.fault] if order.seconds is None else order.seconds


async def _reset(arrival: Arrival, _: Asking, __: FaultOrder) -> Reply | None:
    await drop(arrival.scope)
    return None


async def _hang(arrival: Arrival, asking: Asking, order: FaultOrder) -> Reply | None:
    """Until the server's own limit ends it, or sooner when the order says so."""
    limit = asking.environment.settings.server_limit_seconds
    await arrival.wait_or_leave(limit if order.seconds is None else min(order.seconds, limit))
    return refused(Refusal(TIME_LIMIT), asking.language)


async def _book_then_hang(arrival: Arrival, asking: Asking, order: FaultOrder) -> Reply | None:
    handle(asking)
    return await _hang(arrival, asking, order)


async def _book_then_reset(arrival: Arrival, asking: Asking, order: FaultOrder) -> Reply | None:
    handle(asking)
    return await _reset(arrival, asking, order)


async def _book_then_500(_: Arrival, asking: Asking, order: FaultOrder) -> Reply | None:
    handle(asking)
    return failed(order.message or "Unexpected error", UNEXPECTED)


async def _slow(_: Arrival, asking: Asking, order: FaultOrder) -> Reply | None:
    """Goes on when the caller has left, as the real server does."""
    await asyncio.sleep(_seconds(order))
    return await behave(asking)


async def _truncated(arrival: Arrival, asking: Asking, _: FaultOrder) -> Reply | None:
    await arrival.reply_half(await behave(asking))
    return None


async def _garbled(_: Arrival, asking: Asking, __: FaultOrder) -> Reply | None:
    reply = await behave(asking)
    reply.body = b'{"results":{"\xff\xfe<html>' + reply.body[:20]
    return reply


async def _empty_success(_: Arrival, asking: Asking, __: FaultOrder) -> Reply | None:
    reply = await behave(asking)
    reply.body = b""
    return reply


async def _distort(_: Arrival, asking: Asking, order: FaultOrder) -> Reply | None:
    """The call goes on as usual, but not quite."""
    asking.blind = order.fault == "blind_read"
    asking.trims_voucher = order.fault == "trim_voucher"
    if order.fault == "late_visible":
        asking.late_seconds = _seconds(order)
    return await behave(asking)


async def _http_500(_: Arrival, __: Asking, order: FaultOrder) -> Reply | None:
    return failed(order.message or "Unexpected error", UNEXPECTED)


async def _http_503(_: Arrival, __: Asking, order: FaultOrder) -> Reply | None:
    reply = failed(order.message or "Service unavailable", UNEXPECTED)
    reply.status = 503
    reply.headers["Retry-After"] = str(order.retry_after)
    return reply


async def _maintenance(_: Arrival, __: Asking, order: FaultOrder) -> Reply | None:
    return maintenance(order.retry_after)


async def _locked_layout(_: Arrival, asking: Asking, __: FaultOrder) -> Reply | None:
    return refused(Refusal(LAYOUT_LOCKED), asking.language)


async def _blocked_connector(_: Arrival, asking: Asking, __: FaultOrder) -> Reply | None:
    return refused(Refusal(CONNECTOR_BLOCKED), asking.language)


async def _expired_token(_: Arrival, __: Asking, ___: FaultOrder) -> Reply | None:
    return empty(401)


async def _ip_refused(_: Arrival, __: Asking, ___: FaultOrder) -> Reply | None:
    return empty(403)


_FAULTS: dict[FaultName, Fault] = {
    "hang": _hang,
    "book_then_hang": _book_then_hang,
    "book_then_reset": _book_then_reset,
    "book_then_500": _book_then_500,
    "reset": _reset,
    "reset_before_body": _reset,
    "http_500": _http_500,
    "http_503": _http_503,
    "locked_layout": _locked_layout,
    "blocked_connector": _blocked_connector,
    "maintenance": _maintenance,
    "slow": _slow,
    "garbled": _garbled,
    "truncated": _truncated,
    "empty_success": _empty_success,
    "expired_token": _expired_token,
    "ip_refused": _ip_refused,
    "blind_read": _distort,
    "trim_voucher": _distort,
    "late_visible": _distort,
}
