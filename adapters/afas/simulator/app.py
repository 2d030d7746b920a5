"""The simulator as an ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route

from adapters.afas.simulator.control.api import routes
from adapters.afas.simulator.moment import Clock, utc_now
from adapters.afas.simulator.protocol.wire import Wire
from adapters.afas.simulator.reading.definitions import STANDARD, read_folder
from adapters.afas.simulator.switches import merged
from adapters.afas.simulator.world import World

COMPANY = "12345"
HOME = "sandbox"


def create_simulator(
    *,
    company: str = COMPANY,
    environment: str = HOME,
    data: str | None = None,
    connectors: Path | None = None,
    scale: int = 1,
    latency: str = "instant",
    clock: Clock = utc_now,
) -> Starlette:
    """A simulator with its own state; `data` is a SQLite file, or None for memory."""
    definitions = read_folder(STANDARD)
    if connectors is not None:
        definitions |= read_folder(connectors)
    world = World(company, environment, data, scale, clock, definitions)
    if latency != "instant":
        home = world.environment()
        home.use(merged(home.settings, {"latency": str(latency)}))

    async def front(_: Request) -> RedirectResponse:
        return RedirectResponse("/_control/")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        world.environment()  # the seed is built before the port opens
        yield
        world.close()

    return Starlette(
        routes=[
            Route("/", front),
            Route("/_control", front),
            Mount("/_control", routes=routes(world)),
            Mount("/", app=Wire(world)),
        ],
        lifespan=lifespan,
    )
