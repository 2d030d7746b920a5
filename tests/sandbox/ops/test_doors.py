"""An operator's key opens `/admin` and nothing else; a tenant's token opens no `/admin`."""

import re
from uuid import uuid4

from fastapi import FastAPI
from httpx import AsyncClient

from running import Guest, StoppedClock, browser


async def status_of(http: AsyncClient, method: str, path: str) -> int:
    address = re.sub(r"{\w+}", lambda _: str(uuid4()), path)
    body = {} if method in {"POST", "PATCH", "PUT"} else None
    return (await http.request(method, address, json=body)).status_code


def admin_doors(operations) -> list:
    doors = [one for one in operations if one.path.startswith("/admin")]
    assert len(doors) >= 25
    return doors


async def test_a_tenants_token_opens_no_admin_route(operations, guest: Guest):
    doors = admin_doors(operations)
    seen = {one: await status_of(guest.http, one.method, one.path) for one in doors}
    assert seen == dict.fromkeys(doors, 401)


async def test_nobody_opens_an_admin_route_without_a_key(operations, http: AsyncClient):
    doors = admin_doors(operations)
    seen = {one: await status_of(http, one.method, one.path) for one in doors}
    assert seen == dict.fromkeys(doors, 401)


async def test_a_body_is_not_looked_at_before_the_key_is(http: AsyncClient):
    answer = await http.post("/admin/tenants?page=x", content=b"{", headers={"x": "y"})
    assert answer.status_code == 401
    assert answer.json()["error_code"] == "ERROR_CHIFT_AUTHENTICATION_ERROR"


async def test_an_operator_key_opens_no_tenants_route(app: FastAPI, ops: AsyncClient):
    document = app.openapi()
    doors = [
        (method.upper(), path)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if operation.get("security", document["security"]) and not path.startswith("/admin")
    ]
    assert len(doors) >= 13
    seen = {one: await status_of(ops, *one) for one in doors}
    assert seen == dict.fromkeys(doors, 401)


def test_the_api_description_says_that_admin_takes_an_operator_key(app: FastAPI):
    told = {
        (method, path): operation
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
        if path.startswith("/admin")
    }
    assert len(told) >= 25
    for operation in told.values():
        assert operation["security"] == [{"operatorKey": []}]
        assert operation["tags"] == ["Admin"]
        assert operation["operationId"].startswith("admin_")
        assert operation["summary"]
    # A name that two models share would rename the contract's own.
    assert not [name for name in app.openapi()["components"]["schemas"] if "__" in name]
    names = [operation["operationId"] for operation in told.values()]
    assert len(set(names)) == len(names)


async def test_an_operator_key_ends_when_it_expires(
    app: FastAPI, ops: AsyncClient, clock: StoppedClock
):
    new = {"kind": "operator", "name": "Temp", "expires_at": "2026-11-20T13:00:00Z"}
    made = (await ops.post("/admin/keys", json=new)).json()
    async with browser(app, Authorization=f"Bearer {made['operator_key']}") as temp:
        assert (await temp.get("/admin/tenants")).status_code == 200
        clock.passes(minutes=59)
        assert (await temp.get("/admin/tenants")).status_code == 200
        clock.passes(minutes=1)
        assert (await temp.get("/admin/tenants")).status_code == 401


async def test_an_operator_revokes_another_operators_key_and_not_the_one_in_use(
    app: FastAPI, ops: AsyncClient
):
    made = (await ops.post("/admin/keys", json={"kind": "operator", "name": "Leaver"})).json()
    async with browser(app, Authorization=f"Bearer {made['operator_key']}") as leaver:
        mine = await leaver.delete(f"/admin/keys/{made['id']}")
        assert mine.status_code == 400
        assert "another" in mine.json()["message"]
        assert (await leaver.get("/admin/health")).status_code == 200
        assert (await ops.delete(f"/admin/keys/{made['id']}")).status_code == 204
        assert (await leaver.get("/admin/health")).status_code == 401


async def test_an_unknown_id_is_not_found(ops: AsyncClient):
    for noun in ("tenants", "consumers", "connections"):
        for method, body in (("GET", None), ("PATCH", {}), ("DELETE", None)):
            answer = await ops.request(method, f"/admin/{noun}/{uuid4()}", json=body)
            assert answer.status_code == 404, (noun, method, answer.text)
            assert answer.json()["status"] == "error"
            assert "no such" in answer.json()["message"]


async def test_an_unknown_key_is_not_found(ops: AsyncClient):
    assert (await ops.delete(f"/admin/keys/{uuid4()}")).status_code == 404
    assert (await ops.post(f"/admin/keys/{uuid4()}/rotate")).status_code == 404
    assert (await ops.post(f"/admin/connections/{uuid4()}/check")).status_code == 404


LISTS = ["tenants", "keys", "consumers", "connections", "requests", "audit"]


async def test_a_page_is_bounded(ops: AsyncClient):
    for address in (f"/admin/{noun}" for noun in LISTS):
        for asked in ("size=101", "size=0", "page=0", "page=1000001", "page=x"):
            answer = await ops.get(f"{address}?{asked}")
            assert answer.status_code == 422, (address, asked)
            assert answer.json()["error_code"] == "ERROR_INVALID_QUERY_PARAMETER"


async def test_the_last_possible_page_is_empty(ops: AsyncClient):
    for noun in LISTS:
        answer = await ops.get(f"/admin/{noun}?page=1000000&size=100")
        assert answer.status_code == 200, (noun, answer.text)
        page = answer.json()
        assert page["items"] == []
        assert (page["page"], page["size"]) == (1000000, 100)
