"""Gathers the routers into one app, inside the door's middleware."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI
from starlette.middleware import Middleware

from gateway import __version__
from gateway.api import connections, consumers, datalayer, health, integrations, problems, token
from gateway.api.accounting import routers as accounting
from gateway.api.admin import routers as admin
from gateway.api.middleware import MEGABYTE, Limits, door
from gateway.api.openapi import describe
from gateway.api.recorded import Recorded
from gateway.settings import Settings

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

OPEN = (token.router, health.router)
GUARDED = (
    consumers.router,
    connections.router,
    datalayer.router,
    integrations.router,
    accounting.router,
    *admin.ROUTERS,
)


def assemble(settings: Settings, lifespan: Lifespan) -> FastAPI:
    app = FastAPI(
        title="ledgergate",
        version=__version__,
        lifespan=lifespan,
        redirect_slashes=False,
        openapi_url=None,  # `describe` answers it, from bytes made once
        docs_url=None,
        redoc_url=None,
        middleware=_door(settings),
        responses=problems.AT_THE_DOOR,
    )
    for router in OPEN:
        app.include_router(router)
    for router in GUARDED:
        app.include_router(router, responses=problems.BEHIND_A_TOKEN)
    problems.install(app)
    describe(app)
    return app


def _door(settings: Settings) -> list[Middleware]:
    limits = Limits(
        body_bytes=settings.body_megabytes * MEGABYTE,
        json_depth=settings.json_depth,
        body_seconds=settings.body_seconds,
        request_seconds=settings.request_seconds,
    )
    request_id, *inner = door(limits)
    # Refusals at the door are logged too, and each under its request id.
    return [request_id, Middleware(Recorded), *inner]
