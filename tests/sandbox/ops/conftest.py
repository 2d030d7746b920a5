from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from gateway.resources import Resources
from running import browser
from toy import TOY, toy_credentials

Furnish = Callable[[], Coroutine[None, None, dict[str, str]]]


@dataclass(frozen=True)
class Operation:
    method: str
    path: str

    @property
    def is_a_deed(self) -> bool:
        return self.method not in {"GET", "HEAD"}


@pytest.fixture
async def ops(app: FastAPI, resources: Resources) -> AsyncIterator[httpx.AsyncClient]:
    """An operator at work."""
    shown = await resources.operators.create("Olga")
    async with browser(app, Authorization=f"Bearer {shown.secret}") as client:
        yield client


@pytest.fixture
def furnish(ops: httpx.AsyncClient) -> Furnish:
    """Makes a tenant with a key, a consumer and a connection; answers their ids and the secret."""

    async def furnished() -> dict[str, str]:
        tenant = await made(ops, "tenants", {"name": "Bakker"})
        key = await made(ops, "keys", {"tenant_id": tenant["id"], "name": "Production"})
        consumer = await made(ops, "consumers", {"tenant_id": tenant["id"], "name": "De Molen"})
        new = {
            "consumer_id": consumer["id"],
            "integrationid": TOY.integration_id,
            "name": "Books",
            "credentials": toy_credentials(),
        }
        connection = await made(ops, "connections", new)
        return {
            "tenant_id": tenant["id"],
            "key_id": key["id"],
            "client_id": key["client_id"],
            "client_secret": key["client_secret"],
            "consumer_id": consumer["id"],
            "connection_id": connection["id"],
        }

    return furnished


async def made(ops: httpx.AsyncClient, noun: str, new: dict) -> dict:
    answer = await ops.post(f"/admin/{noun}", json=new)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def operations(app: FastAPI) -> list[Operation]:
    """Every operation of the app, those that the API description leaves out too."""
    return list(_operations(app))


def _operations(app: FastAPI) -> Iterator[Operation]:
    for route in iter_route_contexts(app.routes):
        for method in sorted((route.methods or set()) - {"HEAD"}):
            assert route.path is not None
            yield Operation(method, route.path)
