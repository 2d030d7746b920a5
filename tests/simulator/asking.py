"""A client of the simulator that knows as little as possible, and a clock to move."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx

from adapters.afas.simulator import demo_access

COMPANY, HOME = "12345", "sandbox"


class Clock:
    """Monday 15 June 2026, noon in Amsterdam, until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def authorization(environment: str = HOME, company: str = COMPANY) -> str:
    xml = demo_access(company, environment).token_xml
    return "AfasToken " + base64.b64encode(xml.encode()).decode()


@dataclass
class Afas:
    """A client that knows as little as possible."""

    http: httpx.AsyncClient
    root: str = "/ProfitRestServices"

    async def get(self, path: str, **parameters: Any) -> httpx.Response:
        return await self.http.get(self.root + path, params=parameters or None)

    async def rows(self, connector: str, **parameters: Any) -> list[dict[str, Any]]:
        answer = await self.get(f"/connectors/{connector}", **parameters)
        assert answer.status_code == 200, answer.text
        return json.loads(answer.text, parse_float=Decimal)["rows"]

    async def one(self, connector: str, **filters: Any) -> dict[str, Any]:
        found = await self.where(connector, **filters)
        assert len(found) == 1, found
        return found[0]

    async def where(self, connector: str, **filters: Any) -> list[dict[str, Any]]:
        return await self.rows(
            connector,
            filterfieldids=",".join(filters),
            filtervalues=",".join(str(value) for value in filters.values()),
            operatortypes=",".join("1" for _ in filters),
            take=1000,
        )

    async def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return await self.http.request(method, f"{self.root}/connectors{path}", json=body)

    async def post(self, connector: str, body: Any) -> httpx.Response:
        return await self.send("POST", f"/{connector}", body)

    async def put(self, connector: str, body: Any) -> httpx.Response:
        return await self.send("PUT", f"/{connector}", body)

    async def done(self, connector: str, body: Any) -> dict[str, str]:
        answer = await self.post(connector, body)
        assert answer.status_code == 201, answer.text
        ((_, keys),) = answer.json()["results"].items()
        return keys

    async def refusal(self, connector: str, body: Any, method: str = "POST") -> str:
        answer = await self.send(method, f"/{connector}", body)
        assert answer.status_code == 500, answer.text
        return answer.json()["externalMessage"]

    async def control(self, method: str, path: str, body: Any = None) -> Any:
        answer = await self.http.request(method, f"/_control/{path}", json=body)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    async def settings(self, **change: Any) -> None:
        await self.control("PUT", "settings", change)
