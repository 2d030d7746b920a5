"""Runs one piece of work with everything that the gateway has, in an operator's name."""

import asyncio
import getpass
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

from gateway.identity.callers import Operator
from gateway.main import opened
from gateway.resources import Resources
from gateway.settings import read_settings

T = TypeVar("T")

EVERYTHING = sys.maxsize


def with_resources(work: Callable[[Resources], Awaitable[T]]) -> T:
    async def working() -> T:
        async with opened(read_settings()) as given:
            return await work(given)

    return asyncio.run(working())


def whoever_types() -> Operator:
    """Who the audit trail names for what is done here."""
    try:
        return Operator(f"cli:{getpass.getuser()}")
    except KeyError:  # a container's numbered user has no name
        return Operator("cli")
