import pytest
from fastapi import FastAPI
from httpx import Response

from gateway.settings import Settings
from running import Guest, arrives

BURST = 5


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"rate_per_minute": 30, "rate_burst": BURST})


def left(answer: Response) -> int:
    policy, now = answer.headers["ratelimit-policy"], answer.headers["ratelimit"]
    assert policy == '"key";q=5;w=10', "five at once, and as many again in ten seconds"
    assert now.startswith('"key";r=')
    return int(now.split(";")[1].removeprefix("r="))


async def test_a_key_that_asks_too_much_is_told_when_to_come_back(guest: Guest):
    answers = [await guest.http.get("/consumers") for _ in range(BURST)]
    assert [answer.status_code for answer in answers] == [200] * BURST
    assert [left(answer) for answer in answers] == [4, 3, 2, 1, 0]
    refused = await guest.http.get("/consumers")
    assert refused.status_code == 429
    assert refused.json()["error_code"] == "ERROR_RATE_LIMITED"
    assert 1 <= int(refused.headers["retry-after"]) <= 2
    assert left(refused) == 0


async def test_errors_carry_the_headers_too(guest: Guest):
    answer = await guest.http.get("/consumers/00000000-0000-0000-0000-000000000000")
    assert answer.status_code == 404
    assert left(answer) == BURST - 1


async def test_one_tenants_hunger_is_not_anothers(app: FastAPI, guest: Guest):
    for _ in range(BURST + 1):
        await guest.http.get("/consumers")
    neighbour = await arrives(app, "Neighbour")
    async with neighbour.http:
        assert (await neighbour.http.get("/consumers")).status_code == 200
