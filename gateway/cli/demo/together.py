"""The gateway, served while the simulator lives; told about as soon as both answer."""

import asyncio
import time
from multiprocessing.process import BaseProcess

import httpx
import typer

from gateway.cli.demo.papers import Drawer, Papers, page
from gateway.cli.exits import NotReady
from gateway.cli.running import gateway
from gateway.plumbing.serving import Server, listen
from gateway.settings import Settings

SECONDS_TO_ANSWER = 30
SECONDS_BETWEEN_LOOKS = 0.05


def serve_and_tell(
    settings: Settings, papers: Papers, drawer: Drawer, simulator: BaseProcess
) -> None:
    """Until SIGINT or SIGTERM; raises `NotReady` when the simulator ends before us."""
    served = gateway(settings)
    with asyncio.Runner(loop_factory=served.config.get_loop_factory()) as runner:
        runner.run(_both(served, settings, papers, drawer, simulator))


async def answers(url: str, simulator: BaseProcess) -> None:
    """Returns at the first answer, whatever it says."""
    give_up_at = time.monotonic() + SECONDS_TO_ANSWER
    async with httpx.AsyncClient(trust_env=False) as client:
        while True:
            try:
                await client.get(url)
            except httpx.TransportError:
                _refuse_if_over(simulator)
                if time.monotonic() > give_up_at:
                    raise NotReady(f"{url} does not answer") from None
            else:
                return
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


async def _both(
    served: Server, settings: Settings, papers: Papers, drawer: Drawer, simulator: BaseProcess
) -> None:
    def stop_serving(_: object) -> None:
        served.should_exit = True

    telling = asyncio.create_task(_tell(papers, drawer, simulator))
    telling.add_done_callback(stop_serving)
    await served.serve(sockets=[listen(settings.host, settings.port)])
    telling.cancel()
    await asyncio.wait([telling])
    if not telling.cancelled():
        telling.result()


async def _tell(papers: Papers, drawer: Drawer, simulator: BaseProcess) -> None:
    """When both answer, and not before; then watches the simulator."""
    await answers(f"{papers.base_url}/health/ready", simulator)
    drawer.put_in(papers)
    typer.echo(page(papers))
    while True:
        _refuse_if_over(simulator)
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


def _refuse_if_over(simulator: BaseProcess) -> None:
    if not simulator.is_alive():
        raise NotReady("the AFAS simulator has ended by itself, and the demo with it")
