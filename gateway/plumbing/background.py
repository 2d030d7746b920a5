"""What runs beside the requests, by name, so that an operator can see when some of it has ended."""

import asyncio
from collections.abc import Coroutine
from functools import partial

import structlog

log = structlog.get_logger()


class Background:
    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self, name: str, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(partial(_tell, name))
        self._tasks[name] = task

    def alive(self) -> dict[str, bool]:
        return {name: not task.done() for name, task in self._tasks.items()}

    async def stop(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)


def _tell(name: str, task: asyncio.Task[None]) -> None:
    if not task.cancelled():
        failure = task.exception()
        log.error("background_ended", name=name, why=type(failure).__name__)
