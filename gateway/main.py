"""The composition root: settings → resources → app. The only importer of `adapters`."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import structlog
from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError

from adapters.afas.simulator.protocol import access
from adapters.afas.simulator.reading.definitions import BadDefinition
from adapters.afas.simulator.serving import run
from adapters.catalog import ADAPTERS
from gateway.accounting.books import Adapter, Surroundings
from gateway.api.app import assemble
from gateway.connections.connections import Connections
from gateway.connections.linking import Links
from gateway.identity.audit import Audit
from gateway.identity.consumers import Consumers
from gateway.identity.keys import Keys
from gateway.identity.last_use import LastUse
from gateway.identity.oauth import OAuthServer
from gateway.identity.operators import Operators
from gateway.identity.revocations import Revocations
from gateway.identity.secrets import SecretHasher
from gateway.identity.signing import SigningKeys
from gateway.identity.tenants import Tenants
from gateway.identity.tokens import Tokens
from gateway.pages.serving import add_pages
from gateway.plumbing.background import Background
from gateway.plumbing.clock import Clock, utc_now
from gateway.plumbing.database import Database
from gateway.plumbing.locks import DatabaseLocks
from gateway.plumbing.migrating import refuse_if_behind
from gateway.plumbing.redis import RedisState
from gateway.plumbing.sealing import MasterKeys, Vault
from gateway.plumbing.shared_state import InProcessState, SharedState
from gateway.requestlog.recording import RequestLog, observe
from gateway.resources import Resources
from gateway.settings import Settings

HOUR = 3600

# What the command line needs of the simulator, which only this module may import.
run_simulator = run
BadConnectorFile = BadDefinition
simulator_access = access.demo_access
CONNECTOR_PACK = Path(str(files("adapters.afas") / "pack"))

log = structlog.get_logger()


def create_app(
    settings: Settings, *, adapters: Mapping[str, Adapter] = ADAPTERS, clock: Clock = utc_now
) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opened(settings, adapters=adapters, clock=clock) as resources:
            app.state.resources = resources
            async with in_the_background(resources):
                yield

    app = assemble(settings, lifespan)
    add_pages(app)
    return app


@asynccontextmanager
async def opened(
    settings: Settings, *, adapters: Mapping[str, Adapter] = ADAPTERS, clock: Clock = utc_now
) -> AsyncIterator[Resources]:
    """Everything that the app and the command line work with; closed again at the end."""
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url.get_secret_value())
        stack.push_async_callback(database.close)
        await refuse_if_behind(database)
        shared = _shared_state(settings, database, clock)
        stack.push_async_callback(shared.close)
        surroundings = Surroundings(observe=observe, sandbox_url=settings.sandbox_url)
        openers = {
            key: await stack.enter_async_context(adapter.running(surroundings))
            for key, adapter in adapters.items()
        }
        vault = Vault(database, _master_keys(settings), clock)
        await vault.refuse_if_shut()
        hasher = SecretHasher(vault)
        life = timedelta(minutes=settings.token_minutes)
        signing = SigningKeys(database, vault, clock)
        revocations = Revocations(database, clock, life)
        last_use = LastUse(database, clock)
        tokens = Tokens(signing, revocations, last_use, clock, life)
        keys = Keys(database, hasher, clock)
        yield Resources(
            settings=settings,
            clock=clock,
            adapters=adapters,
            database=database,
            shared=shared,
            vault=vault,
            signing=signing,
            revocations=revocations,
            tokens=tokens,
            oauth=OAuthServer(keys, tokens),
            tenants=Tenants(database, vault, clock),
            keys=keys,
            operators=Operators(database, hasher, last_use, clock),
            last_use=last_use,
            audit=Audit(database, clock),
            consumers=Consumers(database, clock),
            connections=Connections(database, vault, clock, adapters, openers),
            links=Links(database, tokens, clock, timedelta(minutes=settings.link_minutes)),
            request_log=RequestLog(
                database,
                clock,
                settings.request_log_body_bytes,
                timedelta(days=settings.request_log_days),
            ),
            background=Background(),
        )


def _shared_state(settings: Settings, database: Database, clock: Clock) -> SharedState:
    if settings.redis_url is None:
        return InProcessState()
    locks = DatabaseLocks(database, clock)
    return RedisState(settings.redis_url.get_secret_value(), fallback=locks)


def _master_keys(settings: Settings) -> MasterKeys:
    text = settings.sealing_key.get_secret_value() if settings.sealing_key else ""
    return MasterKeys(text, settings.sealing_key_file)


@asynccontextmanager
async def in_the_background(resources: Resources) -> AsyncIterator[None]:
    await resources.revocations.refresh()
    await resources.signing.newest()
    background = resources.background
    background.start("request log", resources.request_log.run())
    background.start("last use", resources.last_use.run())
    background.start("revocations", _refresh_revocations(resources))
    background.start("forgetting", _forget_old(resources))
    try:
        yield
    finally:
        await background.stop()
        await resources.last_use.flush()
        await resources.request_log.flush()


async def _refresh_revocations(resources: Resources) -> None:
    while True:
        await asyncio.sleep(resources.settings.revocation_seconds)
        try:
            await resources.revocations.refresh()
            await resources.signing.refresh()
        except (SQLAlchemyError, OSError):  # the next round must come all the same
            log.warning("revocations and signing keys not refreshed")


async def _forget_old(resources: Resources) -> None:
    while True:
        try:
            await resources.request_log.forget_old()
            await resources.revocations.forget_old()
        except (SQLAlchemyError, OSError):  # the next round must come all the same
            log.warning("old rows not removed")
        await asyncio.sleep(HOUR)
