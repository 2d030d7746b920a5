"""`ledgergate demo`: everything that is needed to try the gateway, started and ended together."""

import asyncio
import fcntl
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn, TypeVar

import typer

from gateway.cli.demo.child import beside
from gateway.cli.demo.furnishing import Place, furnished
from gateway.cli.demo.papers import Drawer, Papers, write_whole
from gateway.cli.demo.together import answers, serve_and_tell
from gateway.cli.exits import NotReady
from gateway.cli.running import migrated
from gateway.main import CONNECTOR_PACK, opened, run_simulator
from gateway.plumbing.logging import set_up_logging
from gateway.plumbing.sealing import new_master_key
from gateway.plumbing.serving import CannotListen, listen
from gateway.settings import Settings, read_settings

HOST = "127.0.0.1"
VAR = Path("var")
# A demo that was killed a moment ago may still be letting go of its ports and its lock.
SECONDS_TO_LET_GO = 2
ENDING = (signal.SIGINT, signal.SIGTERM)

T = TypeVar("T")


def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the gateway.")] = 8000,
    simulator_port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the AFAS simulator.")
    ] = 8001,
) -> None:
    """Run gateway and AFAS simulator, with a tenant, a consumer and a connection to try.

    Everything lives in var/, where the next start finds it again. When both answer, addresses and
    credentials are printed and stand in var/demo.json. Ctrl-C ends both.
    """
    for each in ENDING:
        signal.signal(each, _end_once)
    try:
        place = Place(HOST, _free(port, "PORT"), _free(simulator_port, "SIMULATOR_PORT"))
        if place.port == place.simulator_port:
            raise NotReady("PORT and SIMULATOR_PORT are the same; change one of them")
        with _only_one():
            _run(place)
    except KeyboardInterrupt:
        pass  # asked to end before everything stood
    typer.echo("ended")


def _run(place: Place) -> None:
    settings = _settings(place)
    set_up_logging(settings.log_level, as_json=settings.log_json)
    drawer = Drawer(VAR)
    last = drawer.take_out()
    simulate = partial(
        run_simulator,
        host=HOST,
        port=place.simulator_port,
        data=str(VAR / "afas.db"),
        connectors=CONNECTOR_PACK,
    )
    with beside(simulate) as simulator:
        papers = asyncio.run(_furnished(settings, place, simulator, last))
        try:
            serve_and_tell(settings, papers, drawer, simulator)
        finally:
            _deaf()  # tidying up is not to be interrupted by a second Ctrl-C


async def _furnished(
    settings: Settings, place: Place, simulator: BaseProcess, last: Papers | None
) -> Papers:
    await migrated(settings)
    await answers(place.simulator_url, simulator)
    async with opened(settings) as given:
        return await furnished(given, place, last)


def _settings(place: Place) -> Settings:
    """What the operator set counts, but for what makes this the demo."""
    key_file = VAR / "demo.key"
    if not key_file.exists():
        write_whole(key_file, new_master_key() + "\n")
    return read_settings(
        host=HOST,
        port=place.port,
        public_url=place.base_url,
        sandbox_url=place.simulator_url,
        database_url=f"sqlite:///{VAR / 'ledgergate.db'}",
        sealing_key=None,
        sealing_key_file=key_file,
    )


def _free(port: int, variable: str) -> int:
    """This port, or any when it is 0; raises `NotReady` when somebody listens there."""

    def look() -> int:
        with listen(HOST, port) as listener:
            number: int = listener.getsockname()[1]
        return number

    try:
        return _patiently(look, CannotListen)
    except CannotListen as error:
        raise NotReady(f"{error}; choose another one with {variable}") from None


@contextmanager
def _only_one() -> Iterator[None]:
    VAR.mkdir(mode=0o700, exist_ok=True)
    lock = os.open(VAR / "demo.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _patiently(lambda: fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB), BlockingIOError)
        yield
    except BlockingIOError:
        raise NotReady(f"another demo is using {VAR.absolute()}; end that one first") from None
    finally:
        os.close(lock)


def _patiently(attempt: Callable[[], T], not_yet: type[Exception]) -> T:
    give_up_at = time.monotonic() + SECONDS_TO_LET_GO
    while True:
        try:
            return attempt()
        except not_yet:
            if time.monotonic() >= give_up_at:
                raise
        time.sleep(0.05)


def _end_once(_number: int, _frame: FrameType | None) -> NoReturn:
    _deaf()
    raise KeyboardInterrupt


def _deaf() -> None:
    for each in ENDING:
        signal.signal(each, signal.SIG_IGN)
