from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from adapters.afas.simulator import create_simulator
from simulator.asking import Afas, Clock, authorization


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def simulator(clock: Clock) -> Starlette:
    return create_simulator(clock=clock)


@pytest.fixture
async def http(simulator: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(simulator),
        base_url="https://afas.test",
        headers={"Authorization": authorization(), "Accept-Language": "en-us"},
    ) as client:
        yield client


@pytest.fixture
def afas(http: httpx.AsyncClient) -> Afas:
    return Afas(http)
