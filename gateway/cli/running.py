"""The commands that run until they are told to stop, and the one that goes before them."""

import asyncio
import signal
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import structlog
import typer

from gateway.api.envelope import envelope
from gateway.main import CONNECTOR_PACK, create_app, in_the_background, opened, run_simulator
from gateway.plumbing import migrating
from gateway.plumbing.database import Database
from gateway.plumbing.logging import set_up_logging
from gateway.plumbing.serving import Server, ServerLimits, listen, server
from gateway.settings import Settings, read_settings

log = structlog.get_logger()


class Latency(StrEnum):
    INSTANT = "instant"
    REAL = "real"
    LOADED = "loaded"


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on, instead of LEDGERGATE_HOST.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port to listen on, instead of LEDGERGATE_PORT."),
    ] = None,
) -> None:
    """Answer the API until SIGTERM or Ctrl-C, then finish what is in progress.

    Needs a migrated database (`ledgergate migrate`) and a sealing key (`ledgergate keygen`), and
    says so when it misses one. Everything else: `ledgergate settings`.
    """
    given: dict[str, object] = {"host": host, "port": port}
    settings = read_settings(
        None, **{name: value for name, value in given.items() if value is not None}
    )
    listener = listen(settings.host, settings.port)
    asyncio.run(refuse_unless_ready(settings))
    set_up_logging(settings.log_level, as_json=settings.log_json)
    address, number = listener.getsockname()[:2]
    log.info("serving", address=address, port=number)
    gateway(settings).run(sockets=[listener])
    log.info("ended")


def worker() -> None:
    """Do the background work of `serve` without listening, until SIGTERM or Ctrl-C."""
    settings = read_settings()
    asyncio.run(_work(settings))


def simulator(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8001,
    company: Annotated[str, typer.Option(help="The company id that is at home here.")] = "12345",
    data: Annotated[
        Path | None, typer.Option(help="SQLite file for its books. Default: in memory.")
    ] = None,
    connectors: Annotated[
        Path | None,
        typer.Option(
            exists=True, file_okay=False, help="Folder with more GetConnectors. Default: our pack."
        ),
    ] = None,
    scale: Annotated[int, typer.Option(min=1, help="How many times the usual books.")] = 1,
    latency: Annotated[Latency, typer.Option(help="How long answers take.")] = Latency.INSTANT,
) -> None:
    """Imitate AFAS Profit, for trying and testing; no real books anywhere near."""
    listen(host, port).close()  # a busy port is told in one line
    run_simulator(
        host=host,
        port=port,
        company=company,
        data=None if data is None else str(data),
        connectors=connectors or CONNECTOR_PACK,
        scale=scale,
        latency=latency,
    )


def migrate() -> None:
    """Bring the database to the version of this ledgergate; does nothing when it is there."""
    asyncio.run(migrated(read_settings()))
    typer.echo("the database is at the version of this ledgergate")


def gateway(settings: Settings) -> Server:
    limits = ServerLimits(
        head_seconds=settings.header_seconds, requests=settings.concurrent_requests
    )
    proxies = [proxy.strip() for proxy in settings.trusted_proxies.split(",")]
    return server(create_app(settings), envelope=envelope, limits=limits, trusted_proxies=proxies)


async def migrated(settings: Settings) -> None:
    database = Database(settings.database_url.get_secret_value())
    try:
        await migrating.migrate(database)
    finally:
        await database.close()


async def refuse_unless_ready(settings: Settings) -> None:
    """Before the server starts, because it would bury the reason in a traceback."""
    async with opened(settings):
        pass


async def _work(settings: Settings) -> None:
    ended = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, ended.set)
    async with opened(settings) as given, in_the_background(given):
        set_up_logging(settings.log_level, as_json=settings.log_json)
        log.info("working")
        await ended.wait()
    log.info("ended")
