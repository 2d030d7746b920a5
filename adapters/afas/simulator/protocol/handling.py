"""Does what a request asks, at the pace of the latency profile."""

import asyncio
from collections.abc import Callable

from adapters.afas.simulator.booking.values import key_number
from adapters.afas.simulator.control import latency
from adapters.afas.simulator.protocol import reads, writes
from adapters.afas.simulator.protocol.asking import Asking
from adapters.afas.simulator.protocol.replies import Reply, empty, refused
from adapters.afas.simulator.reading.filters import parameters
from adapters.afas.simulator.texts import Refusal

_BY_WORD: dict[str, Callable[[Asking], Reply]] = {
    "metainfo": reads.meta,
    "profitversion": reads.version,
    "subjectconnector": reads.file,
    "fileconnector": reads.file,
}


async def behave(asking: Asking) -> Reply:
    reply = handle(asking)
    settings = asking.environment.settings
    if settings.latency != "instant":
        skip = parameters(asking.query).get("skip", "0")
        wait = latency.seconds(
            settings.latency,
            asking.environment.traffic.calls,
            max(0, key_number(skip)),
            reads.cells(asking, reply) if asking.method == "GET" else 1,
        )
        await asyncio.sleep(wait)
    return reply


def handle(asking: Asking) -> Reply:
    """A refusal leaves the books as they were."""
    answer = _answerer(asking)
    if answer is None:
        return empty(404)
    try:
        return answer(asking)
    except Refusal as refusal:
        return refused(refusal, asking.language)


def _answerer(asking: Asking) -> Callable[[Asking], Reply] | None:
    target, method = asking.target, asking.method
    if method == "GET":
        if target.is_connector:
            return reads.rows if len(target.rest) == 1 else None
        return _BY_WORD.get(target.word)
    if target.is_connector and method in {"POST", "PUT", "DELETE"}:
        return writes.update
    return None
