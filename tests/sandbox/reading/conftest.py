import pytest

from running import Guest
from toy import toy_credentials


class Reader:
    """Asks a consumer's accounting routes."""

    def __init__(self, guest: Guest, consumer_id: str):
        self.http = guest.http
        self.consumer = f"/consumers/{consumer_id}"

    async def asks(self, path: str, method: str = "GET", **how):
        return await self.http.request(method, f"{self.consumer}/accounting{path}", **how)

    async def reads(self, path: str, **how):
        answer = await self.asks(path, **how)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def connects(self, company_id: str, integrationid: int = 1) -> str:
        new = {
            "integrationid": integrationid,
            "name": f"Books {company_id}",
            "credentials": toy_credentials(company_id),
        }
        made = await self.http.post(f"{self.consumer}/connections", json=new)
        assert made.status_code == 200, made.text
        found = (await self.http.get(f"{self.consumer}/connections")).json()
        return next(one["connectionid"] for one in found if one["name"] == new["name"])


@pytest.fixture
async def unconnected(guest: Guest) -> Reader:
    made = await guest.http.post("/consumers", json={"name": "Van Dam"})
    return Reader(guest, made.json()["consumerid"])


@pytest.fixture
async def reader(unconnected: Reader) -> Reader:
    await unconnected.connects("12345")
    return unconnected
