"""The whole app for a test, on SQLite and in-process state, and on PostgreSQL and Redis."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from adapters.catalog import ADAPTERS
from gateway.accounting.books import Adapter
from gateway.identity.scopes import EVERY_SCOPE, Scope
from gateway.main import create_app
from gateway.plumbing.database import Database
from gateway.plumbing.migrating import migrate
from gateway.plumbing.sealing import new_master_key
from gateway.resources import Resources
from gateway.settings import Settings, read_settings
from servers import Postgres
from toy import Toy

BASE_URL = "http://gateway.test"
STOPPED_AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class StoppedClock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = STOPPED_AT

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **span: float) -> None:
        self.now += timedelta(**span)


class Guest:
    """A tenant with a key, and an HTTP client that carries its token."""

    def __init__(self, tenant_id: UUID, client_id: str, secret: str, http: httpx.AsyncClient):
        self.tenant_id = tenant_id
        self.client_id = client_id
        self.secret = secret
        self.http = http


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database, to be copied."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    asyncio.run(_migrated(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def empty_postgres(postgres_server: Postgres) -> str:
    """A migrated PostgreSQL database, to be copied."""
    name = postgres_server.create()
    asyncio.run(_migrated(postgres_server.url(name)))
    return name


async def _migrated(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated database of the test's own; the test runs once on each kind."""
    if request.param == "postgres":
        fresh: Callable[..., str] = request.getfixturevalue("fresh_postgres")
        return fresh(request.getfixturevalue("empty_postgres"))
    path = tmp_path / "ledgergate.db"
    shutil.copy(request.getfixturevalue("empty_sqlite"), path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
def settings(request: pytest.FixtureRequest, database_url: str) -> Settings:
    on_servers = database_url.startswith("postgresql")
    redis = {"redis_url": request.getfixturevalue("redis_url")} if on_servers else {}
    return read_settings({}, database_url=database_url, sealing_key=new_master_key(), **redis)


@pytest.fixture
def toy() -> Toy:
    return Toy()


@pytest.fixture
def adapters(toy: Toy) -> dict[str, Adapter]:
    return {**ADAPTERS, "toy": toy.adapter}


@pytest.fixture
async def app(
    settings: Settings, adapters: dict[str, Adapter], clock: StoppedClock
) -> AsyncIterator[FastAPI]:
    app = create_app(settings, adapters=adapters, clock=clock)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def resources(app: FastAPI) -> Resources:
    found: Resources = app.state.resources
    return found


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Nobody in particular: no token."""
    async with browser(app) as client:
        yield client


def browser(app: FastAPI, **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app)
    return httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=headers)


async def arrives(
    app: FastAPI, name: str = "Acme", scopes: tuple[Scope, ...] = EVERY_SCOPE
) -> Guest:
    """A new tenant with a key of these scopes, its token already in hand."""
    resources: Resources = app.state.resources
    tenant = await resources.tenants.create(name)
    shown = await resources.keys.create(tenant.id, "test", scopes=scopes)
    token = await resources.tokens.issue(shown.key)
    http = browser(app, Authorization=f"Bearer {token['access_token']}")
    return Guest(tenant.id, shown.key.client_id, shown.secret, http)


@pytest.fixture
async def guest(app: FastAPI) -> AsyncIterator[Guest]:
    guest = await arrives(app)
    async with guest.http:
        yield guest
