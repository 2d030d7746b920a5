"""What is worth remembering for a while, so that it is not asked again. Lost with the process."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")
NANOSECONDS = 1_000_000_000


@dataclass(slots=True)
class _Place(Generic[T]):
    found: list[T] = field(default_factory=list)  # empty, or the one thing
    until: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Memory(Generic[T]):
    def __init__(
        self, *, seconds: int, most: int, now: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self._seconds = seconds
        self._most = most
        self._now = now
        self._places: OrderedDict[Hashable, _Place[T]] = OrderedDict()

    async def of(
        self, key: Hashable, find: Callable[[], Awaitable[T]], *, fresh: bool = False
    ) -> T:
        """Asked for by many at once, it is found once. A failure is not remembered."""
        place = self._place(key)
        async with place.lock:
            if fresh or not place.found or self._now() >= place.until:
                place.found[:] = [await find()]
                place.until = self._now() + self._seconds * NANOSECONDS
            return place.found[0]

    def known(self, key: Hashable) -> T | None:
        place = self._places.get(key)
        return place.found[0] if place and place.found and self._now() < place.until else None

    def keep(self, key: Hashable, value: T) -> None:
        place = self._place(key)
        place.found[:] = [value]
        place.until = self._now() + self._seconds * NANOSECONDS

    def forget(self, key: Hashable) -> None:
        self._places.pop(key, None)

    def _place(self, key: Hashable) -> _Place[T]:
        place = self._places.pop(key, None) or _Place()
        self._places[key] = place
        while len(self._places) > self._most:
            self._places.popitem(last=False)
        return place
