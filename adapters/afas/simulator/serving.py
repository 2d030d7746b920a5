"""Runs the simulator on a TCP port, with connections that can really be broken off."""

from pathlib import Path

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from adapters.afas.simulator.app import COMPANY, create_simulator
from adapters.afas.simulator.protocol.dropping import DROP


class DroppableProtocol(HttpToolsProtocol):
    """Hands each request its transport, so that a fault can reset it."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {DROP: {"transport": self.transport}}


def serve(app: object, *, host: str, port: int) -> uvicorn.Server:
    """A server for the simulator's app, not started yet."""
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]  # an ASGI application
        host=host,
        port=port,
        http=DroppableProtocol,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


def run(
    *,
    port: int,
    company: str = COMPANY,
    data: str | None = None,
    connectors: Path | None = None,
    scale: int = 1,
    latency: str = "instant",
    host: str = "127.0.0.1",
) -> None:
    """Serves until SIGINT or SIGTERM."""
    app = create_simulator(
        company=company, data=data, connectors=connectors, scale=scale, latency=latency
    )
    serve(app, host=host, port=port).run()
