import base64
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import make_url, select
from sqlmodel import SQLModel

from gateway.plumbing.database import Database
from gateway.resources import Resources
from running import Guest, StoppedClock, browser
from toy import OTHER_TOKEN, TOKEN, TOY, toy_credentials


async def connects(guest: Guest) -> dict:
    """A consumer of this guest is connected; answers the row of the log that tells of it."""
    consumer = (await guest.http.post("/consumers", json={"name": "De Molen"})).json()
    new = {
        "integrationid": TOY.integration_id,
        "name": "Books",
        "credentials": toy_credentials(),
    }
    address = f"/consumers/{consumer['consumerid']}/connections"
    answer = await guest.http.post(address, json=new)
    assert answer.status_code == 200, answer.text
    return {"request_id": answer.headers["x-request-id"], "path": address}


async def test_a_request_is_found_by_its_id_with_the_calls_it_caused(
    guest: Guest, ops: AsyncClient, resources: Resources
):
    one = await connects(guest)
    await guest.http.get("/consumers")
    await resources.request_log.flush()
    page = (await ops.get(f"/admin/requests?request_id={one['request_id']}")).json()
    assert page["total"] == 1
    logged = page["items"][0]
    assert logged["path"] == one["path"]
    assert (logged["method"], logged["status"]) == ("POST", 200)
    assert logged["tenant_id"] == str(guest.tenant_id)
    assert logged["consumer_id"] in one["path"]
    assert logged["at"] == "2026-11-20T12:00:00Z"
    assert '"company_id"' in logged["request_body"]
    assert '"12345"' in logged["request_body"]
    assert '{"key":"token","value":"•••"}' in logged["request_body"]
    assert "•••" in logged["response_body"]  # the link is a secret too
    [exchange] = logged["exchanges"]
    assert (exchange["method"], exchange["connector"]) == ("GET", "MetaInfo")
    assert (exchange["status"], exchange["milliseconds"]) == (200, 3)
    assert exchange["url"] == "https://toy.test/metainfo?opened-with=•••"
    assert exchange["request_body"] == '{"token":"•••","asks":"what may I do"}'
    assert exchange["response_body"] == '{"echo":"•••","books":"open"}'


async def test_the_log_is_searched_by_everything_an_operator_may_know(
    guest: Guest, ops: AsyncClient, clock: StoppedClock, resources: Resources
):
    await connects(guest)
    consumer_id = (await guest.http.get("/consumers")).json()[0]["consumerid"]
    clock.passes(minutes=10)
    await guest.http.get(f"/consumers/{uuid4()}")
    await guest.http.get("/integrations/77")
    clock.passes(minutes=10)
    await guest.http.get("/nowhere")
    await resources.request_log.flush()

    async def found(**asked) -> list[str]:
        mine = {"tenant_id": str(guest.tenant_id), **asked}
        page = (await ops.get("/admin/requests", params=mine)).json()
        assert page["total"] == len(page["items"])
        return [f"{one['method']} {one['status']}" for one in page["items"]]

    assert len(await found()) == 5
    assert await found(consumer_id=consumer_id) == ["POST 200"]
    assert await found(status=404) == ["GET 404", "GET 404"]
    assert await found(path="/integr") == ["GET 404"]
    assert await found(path="%") == []
    assert await found(since="2026-11-20T12:10:00Z") == ["GET 404", "GET 404"]
    until_one = await found(until="2026-11-20T13:10:00+01:00", path="/consumers")
    assert sorted(until_one) == ["GET 200", "POST 200", "POST 200"]
    unknown = {"error_code": "ERROR_API_RESOURCE_NOT_FOUND"}
    page = (await ops.get("/admin/requests", params=unknown)).json()
    assert [one["path"] for one in page["items"]] == ["/nowhere"]
    third = (await ops.get(f"/admin/requests?tenant_id={guest.tenant_id}&size=2&page=3")).json()
    assert (len(third["items"]), third["total"]) == (1, 5)


async def test_a_search_that_makes_no_sense_is_refused(ops: AsyncClient):
    for asked in (
        {"status": 99},
        {"status": 600},
        {"since": "yesterday"},
        {"since": "2026-11-20T12:00:00"},
        {"since": "0001-01-01T00:00:00+14:00"},
        {"tenant_id": "x"},
        {"request_id": "x" * 65},
        {"error_code": "a\x00b"},
        {"path": "a\x00b"},
    ):
        answer = await ops.get("/admin/requests", params=asked)
        assert answer.status_code == 422, (asked, answer.text)


async def test_an_operators_requests_are_logged_without_their_answers(
    furnish, ops: AsyncClient, resources: Resources
):
    one = await furnish()
    await resources.request_log.flush()
    page = (await ops.get(f"/admin/requests?tenant_id={one['tenant_id']}")).json()
    assert sorted(row["path"] for row in page["items"]) == [
        "/admin/connections",
        "/admin/consumers",
        "/admin/keys",
    ]
    assert {row["operator"] for row in page["items"]} == {"Olga"}
    assert {row["response_body"] for row in page["items"]} == {None}
    made = next(row for row in page["items"] if row["path"] == "/admin/connections")
    assert '{"key":"token","value":"•••"}' in made["request_body"]
    assert len(made["exchanges"]) == 1


def forms_of(secret: str) -> Iterator[bytes]:
    """A secret as it may lie about: plain, in a URL, in JSON, in base64 at each offset, in hex."""
    raw = secret.encode()
    yield raw
    yield quote(secret, safe="").encode()
    yield secret.replace("/", "\\/").encode()
    yield raw.hex().encode()
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw)
        whole = encoded[4:-4] if offset else encoded[:-4]  # without what its neighbours decide
        yield whole
        yield whole.translate(bytes.maketrans(b"+/", b"-_"))


async def everything_kept(database: Database) -> bytes:
    told = []
    async with database.engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            rows = await connection.execute(select(table))
            told += [f"{table.name}: {row!r}" for row in rows]
    address = make_url(database.url)
    files = [Path(f"{address.database}{end}") for end in ("", "-wal")]
    on_disk = [file.read_bytes() for file in files if file.exists()]
    return b"\n".join(["\n".join(told).encode(), *on_disk])


async def test_no_secret_lies_anywhere_in_the_database(
    furnish, app: FastAPI, ops: AsyncClient, http: AsyncClient, resources: Resources
):
    one = await furnish()
    asked = {
        "clientId": one["client_id"],
        "clientSecret": one["client_secret"],
        "accountId": one["tenant_id"],
    }
    token = (await http.post("/token", json=asked)).json()["access_token"]
    form = {"grant_type": "client_credentials"}
    basic = (one["client_id"], one["client_secret"])
    assert (await http.post("/token", data=form, auth=basic)).status_code == 200
    rotated = (await ops.post(f"/admin/keys/{one['key_id']}/rotate")).json()["client_secret"]
    operator = await ops.post("/admin/keys", json={"kind": "operator", "name": "Otto"})
    renewed = {"credentials": [{"key": "token", "value": OTHER_TOKEN}]}
    await ops.patch(f"/admin/connections/{one['connection_id']}", json=renewed)
    async with browser(app, Authorization=f"Bearer {token}") as tenant:
        address = f"/consumers/{one['consumer_id']}/connections"
        again = {
            "integrationid": TOY.integration_id,
            "name": "Twice",
            "credentials": [
                {"key": "company_id", "value": "2"},
                {"key": "token", "value": base64.b64encode(TOKEN.encode()).decode()},
            ],
        }
        link = (await tenant.post(address, json=again)).json()["url"]
        await tenant.get(f"/consumers?search={quote(TOKEN)}&token={token}")
        await tenant.post(address, content=f"not JSON: {TOKEN}")
        await tenant.post(address, json={"credentials": [{"key": "token", "value": 7}, TOKEN]})
    await ops.get("/admin/requests", params={"path": one["client_secret"]})
    await http.post("/oauth/revoke", data={"token": token}, auth=basic)
    await resources.last_use.flush()
    await resources.request_log.flush()

    stored = await everything_kept(resources.database)
    assert b"Twice" in stored
    assert b"De Molen" in stored
    secrets = {
        "AFAS token": TOKEN,
        "its 64 characters": "0123456789ABCDEF" * 4,
        "another AFAS token": OTHER_TOKEN,
        "client secret": one["client_secret"],
        "second client secret": rotated,
        "operator key": operator.json()["operator_key"],
        "operator key in use": ops.headers["authorization"].removeprefix("Bearer "),
        "access token": token,
        "link": link.rpartition("/")[2],
    }
    found = [what for what, secret in secrets.items() if any(f in stored for f in forms_of(secret))]
    assert found == []


def test_a_secret_is_recognised_in_each_form_it_may_take():
    secret = "lgs_9f8e7d6c5b4a39281706f5e4d3c2b1a0"
    for before in ("", "a", "ab", "abc"):
        for after in ("", "x", "xy"):
            hidden = base64.b64encode(f"{before}{secret}{after}".encode())
            assert any(form in hidden for form in forms_of(secret)), (before, after)
