"""What is one tenant's does not exist for another: walked over every route, also future ones."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from running import Guest, arrives
from toy import toy_credentials

METHODS = {"get", "post", "put", "patch", "delete"}
ABOUT_NOBODY = {"integrationid", "image_type"}  # integrations are the same for everybody
OPERATORS_ONLY = "/admin/"


def operations(app: FastAPI) -> Iterator[tuple[str, str]]:
    for path, methods in app.openapi()["paths"].items():
        for method in METHODS & methods.keys():
            yield method, path


def about_somebody(app: FastAPI) -> list[tuple[str, str]]:
    return [
        (method, path)
        for method, path in operations(app)
        if set(re.findall(r"{(\w+)}", path)) - ABOUT_NOBODY and not path.startswith(OPERATORS_ONLY)
    ]


async def connected(guest: Guest) -> dict[str, str]:
    """The ids of a consumer and a connection of this guest."""
    consumer = await guest.http.post("/consumers", json={"name": "Theirs"})
    consumer_id = consumer.json()["consumerid"]
    path = f"/consumers/{consumer_id}/connections"
    new = {
        "integrationid": 1,
        "name": "Books",
        "credentials": toy_credentials(),
    }
    made = await guest.http.post(path, json=new)
    assert made.status_code == 200, made.text
    connection_id = (await guest.http.get(path)).json()[0]["connectionid"]
    return {
        "consumer_id": consumer_id,
        "connectionid": connection_id,
        "connection_id": connection_id,
    }


async def called(http: AsyncClient, method: str, path: str, ids: dict[str, str]) -> int:
    address = re.sub(r"{(\w+)}", lambda found: ids.get(found[1], str(uuid4())), path)
    body = {} if method in {"post", "patch", "put"} else None
    return (await http.request(method, address, json=body)).status_code


async def test_no_route_knows_the_ids_of_another_tenant(app: FastAPI, guest: Guest):
    ids, stranger = await connected(guest), await arrives(app, "Stranger")
    walked = about_somebody(app)
    assert len(walked) >= 9
    async with stranger.http:
        seen = {
            (method, path): await called(stranger.http, method, path, ids)
            for method, path in walked
        }
    assert seen == dict.fromkeys(walked, 404)


async def test_no_route_opens_without_a_token(app: FastAPI, http: AsyncClient, guest: Guest):
    ids = await connected(guest)
    walked = about_somebody(app)
    seen = {one: await called(http, *one, ids) for one in walked}
    assert seen == dict.fromkeys(walked, 401)


async def test_lists_show_only_what_is_ours(app: FastAPI, guest: Guest):
    await connected(guest)
    stranger = await arrives(app, "Stranger")
    async with stranger.http:
        assert (await stranger.http.get("/consumers")).json() == []
        assert (await stranger.http.get("/consumers?search=Theirs")).json() == []


async def test_a_connection_is_not_found_under_another_consumer_of_the_same_tenant(guest: Guest):
    ids = await connected(guest)
    sister = (await guest.http.post("/consumers", json={"name": "Sister"})).json()["consumerid"]
    path = f"/consumers/{sister}/connections/{ids['connectionid']}"
    assert (await guest.http.get(path)).status_code == 404
    assert (await guest.http.delete(path)).status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_equal_company_numbers_in_two_tenants_never_meet(app: FastAPI, guest: Guest):
    stranger = await arrives(app, "Stranger")
    async with stranger.http:
        ours, theirs = await connected(guest), await connected(stranger)
    assert ours["connectionid"] != theirs["connectionid"]
