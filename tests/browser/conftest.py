"""A real Chromium before the real app. Without one, the tests are as loud as without a server."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs
from uuid import UUID

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser, BrowserContext, Page, async_playwright
from starlette.types import ASGIApp, Receive, Scope, Send

from running import BASE_URL, Guest
from servers import CannotBeHad, apt_installs, had

CHROMIUM = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
PHONE = {"width": 390, "height": 844}


@contextmanager
def installed_chromium() -> Iterator[str]:
    found = _chromium() or (apt_installs("chromium") and _chromium())
    if not found:
        raise CannotBeHad("no Chromium on this machine, and apt could not install one")
    yield found


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


@pytest.fixture(scope="session")
def chromium(request: pytest.FixtureRequest) -> Iterator[str]:
    with had(request.config, "Chromium", installed_chromium()) as path:
        yield path


@pytest.fixture
def database_url(empty_sqlite: Path, tmp_path: Path) -> str:
    """One kind will do: what a browser shows does not depend on the database."""
    path = tmp_path / "ledgergate.db"
    shutil.copy(empty_sqlite, path)
    return f"sqlite+aiosqlite:///{path}"


@asynccontextmanager
async def listening(app: ASGIApp) -> AsyncIterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listener]))
        while not server.started:  # noqa: ASYNC110 - uvicorn tells it in no other way
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        await serving


@pytest.fixture
async def gateway(app: FastAPI) -> AsyncIterator[str]:
    """The address of the app, as a browser reaches it."""
    async with listening(app) as address:
        yield address


@dataclass
class Marketplace:
    """The site that an end user comes from and returns to: another origin."""

    address: str = ""
    visits: list[dict[str, list[str]]] = field(default_factory=list)
    referrers: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        if scope["path"] == "/connected":
            self.visits.append(parse_qs(scope["query_string"].decode()))
            headers = dict(scope["headers"])
            self.referrers.append(headers.get(b"referer", b"").decode())
        page = b"<title>Marketplace</title><h1>Welcome back</h1>"
        start = {"type": "http.response.start", "status": 200}
        await send({**start, "headers": [(b"content-type", b"text/html")]})
        await send({"type": "http.response.body", "body": page})


@pytest.fixture
async def marketplace() -> AsyncIterator[Marketplace]:
    marketplace = Marketplace()
    async with listening(marketplace) as marketplace.address:
        yield marketplace


@pytest.fixture
async def consumer(guest: Guest, marketplace: Marketplace) -> str:
    new = {
        "name": "Bakkerij De Korenaar & Zn",
        "redirect_url": f"{marketplace.address}/connected?step=2",
    }
    made = await guest.http.post("/consumers", json=new)
    consumer_id: str = made.json()["consumerid"]
    return consumer_id


MakeLink = Callable[..., Awaitable[str]]


@pytest.fixture
def new_link(guest: Guest, consumer: str, gateway: str) -> MakeLink:
    """`await new_link(integrationid=1)` is what our user would mail to an end user."""

    async def made(connection_id: UUID | None = None, **body: object) -> str:
        path = f"/consumers/{consumer}/connections"
        if connection_id:
            answer = await guest.http.patch(f"{path}/{connection_id}", json=body)
        else:
            answer = await guest.http.post(path, json=body)
        url: str = answer.json()["url"]
        return url.replace(BASE_URL, gateway)

    return made


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as driver:
        # Only our own pages are opened, and in a container the sandbox cannot be made.
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = await driver.chromium.launch(executable_path=chromium, args=quiet)
        yield browser
        await browser.close()


@dataclass
class Seen:
    """What a page asked for, and what the browser complained about."""

    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._heard)

    def _heard(self, message: object) -> None:
        text = getattr(message, "text", "")
        if getattr(message, "type", "") == "error" and "the server responded with" not in text:
            self.complaints.append(text)


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
async def either_way(
    request: pytest.FixtureRequest, browser: Browser, seen: Seen
) -> AsyncIterator[Page]:
    """A page in a browser that runs scripts, and one in a browser that does not."""
    context = await browser.new_context(java_script_enabled=request.param)
    async with _closing(context):
        page = await context.new_page()
        seen.watch(page)
        yield page


@pytest.fixture
async def page(browser: Browser, seen: Seen) -> AsyncIterator[Page]:
    context = await browser.new_context()
    async with _closing(context):
        page = await context.new_page()
        seen.watch(page)
        yield page


@pytest.fixture
async def phone(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    async with _closing(context):
        yield await context.new_page()


@asynccontextmanager
async def _closing(context: BrowserContext) -> AsyncIterator[None]:
    context.set_default_timeout(10_000)
    yield
    await context.close()
