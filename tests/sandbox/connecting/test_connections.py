import asyncio
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from gateway.accounting.books import Readiness, Verdict
from gateway.connections.opening import choose
from gateway.connections.tables import StoredConnection
from gateway.plumbing.database import EVERY_TENANT
from gateway.plumbing.refusals import Unfit
from gateway.plumbing.sealing import SealBroken
from gateway.resources import Resources
from running import Guest, arrives
from toy import LACKING, OTHER_TOKEN, REFUSED, TOKEN, Toy, toy_credentials

UNREACHABLE = Readiness(Verdict.UNREACHABLE, "AFAS cannot be reached.")


@pytest.fixture
async def path(guest: Guest) -> str:
    """Where the connections of a new consumer are."""
    made = await guest.http.post("/consumers", json={"name": "Jansen"})
    return f"/consumers/{made.json()['consumerid']}/connections"


async def connects(http: AsyncClient, path: str, **fields: Any) -> Response:
    new = {"integrationid": 1, "name": "Books", "credentials": toy_credentials()}
    return await http.post(path, json=new | fields)


async def listed(http: AsyncClient, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await http.get(path)).json()
    return found


async def test_with_credentials_it_connects_at_once(guest: Guest, path: str):
    answer = await connects(guest.http, path)
    assert answer.status_code == 200, answer.text
    assert answer.json()["url"].startswith("http://gateway.test/connect/")
    (one,) = await listed(guest.http, path)
    assert one["status"] == "active"
    assert (one["name"], one["integration"], one["integrationid"]) == ("Books", "Toy", 1)
    assert one["api"] == "Accounting"
    assert one["data"]["company_id"] == "12345"
    assert one["data"]["health"]["verdict"] == "ready"
    assert (await guest.http.get(f"{path}/{one['connectionid']}")).json() == one


async def test_the_token_is_never_readable_again(guest: Guest, path: str):
    answer = await connects(guest.http, path)
    shown = answer.text + (await guest.http.get(path)).text
    assert TOKEN not in shown
    assert "0123456789ABCDEF" not in shown


@pytest.mark.parametrize("body", [None, {}, {"integrationid": 1}, {"country": "nl"}])
async def test_without_credentials_it_answers_a_link_and_stores_no_connection(
    guest: Guest, path: str, body: dict[str, object] | None
):
    answer = await guest.http.post(path, json=body)
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"url"}
    assert await listed(guest.http, path) == []


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"integrationid": 999}, "999"),
        ({"name": None}, "`name`"),
        ({"name": "  "}, "`name`"),
        ({"integrationid": None}, "`integrationid`"),
        ({"credentials": []}, "'company_id' is missing"),
        ({"credentials": toy_credentials()[:1]}, "'token' is missing"),
        ({"credentials": [{"key": "tokn", "value": TOKEN}]}, "did you mean token"),
        ({"integrationid": None, "credentials": None, "country": "Holland"}, "two-letter"),
        ({"integrationid": None, "credentials": None, "apis": ["Banking"]}, "no integration"),
    ],
)
async def test_a_request_that_cannot_connect_says_why(
    guest: Guest, path: str, fields: dict[str, object], says: str
):
    answer = await connects(guest.http, path, **fields)
    assert answer.status_code == 400, answer.text
    assert says in answer.json()["message"]
    assert TOKEN not in answer.text
    assert await listed(guest.http, path) == []


async def test_a_wrong_credential_of_afas_is_a_422_that_names_it_and_not_its_value(
    guest: Guest, path: str
):
    credentials = [
        {"key": "company_id", "value": "12"},
        {"key": "token", "value": "secret but no token"},
    ]
    answer = await connects(guest.http, path, integrationid=8037, credentials=credentials)
    assert answer.status_code == 422, answer.text
    named = {tuple(one["loc"]) for one in answer.json()["detail"]}
    assert named == {("body", "credentials", "company_id"), ("body", "credentials", "token")}
    assert "secret but no token" not in answer.text


async def test_refused_credentials_connect_nothing(guest: Guest, path: str, toy: Toy):
    toy.answers = REFUSED
    answer = await connects(guest.http, path)
    assert answer.status_code == 400
    assert answer.json()["error_code"] == "ERROR_CONNECTOR_AUTHENTICATION"
    assert await listed(guest.http, path) == []


async def test_books_that_cannot_be_reached_are_connected_and_say_so(
    guest: Guest, path: str, toy: Toy
):
    toy.answers = UNREACHABLE
    assert (await connects(guest.http, path)).status_code == 200
    (one,) = await listed(guest.http, path)
    assert one["status"] == "active"
    assert one["data"]["health"]["verdict"] == "unreachable"


async def test_the_same_books_are_connected_once_per_consumer(guest: Guest, path: str):
    assert (await connects(guest.http, path)).status_code == 200
    again = await connects(guest.http, path)
    assert again.status_code == 400
    assert "toy/12345" in again.json()["message"]
    other = toy_credentials("54321")
    assert (await connects(guest.http, path, credentials=other)).status_code == 200
    assert len(await listed(guest.http, path)) == 2


async def test_twins_at_the_same_moment_make_one_connection(guest: Guest, path: str):
    answers = await asyncio.gather(*(connects(guest.http, path) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400, 400]
    assert len(await listed(guest.http, path)) == 1


async def test_patch_renews_the_token_and_keeps_the_rest(
    guest: Guest, path: str, resources: Resources
):
    await connects(guest.http, path)
    (one,) = await listed(guest.http, path)
    answer = await guest.http.patch(
        f"{path}/{one['connectionid']}",
        json={"name": "Renamed", "credentials": [{"key": "token", "value": OTHER_TOKEN}]},
    )
    assert answer.status_code == 200, answer.text
    (after,) = await listed(guest.http, path)
    assert after["connectionid"] == one["connectionid"]
    assert after["name"] == "Renamed"
    (stored,) = await resources.connections.list(guest.tenant_id)
    credentials = await resources.connections.credentials(stored)
    assert credentials.revealed() == {"company_id": "12345", "token": OTHER_TOKEN}


async def test_a_refused_new_token_leaves_the_old_one(
    guest: Guest, path: str, toy: Toy, resources: Resources
):
    await connects(guest.http, path)
    (one,) = await listed(guest.http, path)
    toy.answers = REFUSED
    answer = await guest.http.patch(
        f"{path}/{one['connectionid']}",
        json={"credentials": [{"key": "token", "value": OTHER_TOKEN}]},
    )
    assert answer.status_code == 400
    (stored,) = await resources.connections.list(guest.tenant_id)
    assert (await resources.connections.credentials(stored)).revealed()["token"] == TOKEN


async def test_another_company_is_another_connection_not_a_change(guest: Guest, path: str):
    await connects(guest.http, path)
    (one,) = await listed(guest.http, path)
    answer = await guest.http.patch(
        f"{path}/{one['connectionid']}",
        json={"credentials": [{"key": "company_id", "value": "54321"}]},
    )
    assert answer.status_code == 400
    assert "second connection" in answer.json()["message"]


@pytest.mark.parametrize("body", [None, {}, {"redirect": True}])
async def test_patch_without_credentials_answers_a_link(
    guest: Guest, path: str, body: dict[str, object] | None
):
    await connects(guest.http, path)
    (one,) = await listed(guest.http, path)
    answer = await guest.http.patch(f"{path}/{one['connectionid']}", json=body)
    assert answer.status_code == 200
    assert "/connect/" in answer.json()["url"]


async def test_delete_takes_the_credentials_along(guest: Guest, path: str, resources: Resources):
    await connects(guest.http, path)
    (one,) = await listed(guest.http, path)
    gone = await guest.http.delete(f"{path}/{one['connectionid']}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert await resources.connections.list(guest.tenant_id) == []


async def test_check_looks_now_and_names_what_is_missing(guest: Guest, path: str, toy: Toy):
    await connects(guest.http, path)
    (one,) = await listed(guest.http, path)
    toy.answers = LACKING
    answer = await guest.http.post(f"{path}/{one['connectionid']}/check")
    assert answer.status_code == 200, answer.text
    assert answer.json()["verdict"] == "rights_missing"
    assert answer.json()["lacks"][0]["connector"] == "FiEntries"
    (after,) = await listed(guest.http, path)
    assert after["data"]["health"]["verdict"] == "rights_missing"


async def test_a_row_copied_to_another_tenant_or_connection_does_not_open(
    app: FastAPI, guest: Guest, path: str, resources: Resources
):
    await connects(guest.http, path)
    stranger = await arrives(app, "Stranger")
    async with stranger.http:
        made = await stranger.http.post("/consumers", json={"name": "Theirs"})
        other = f"/consumers/{made.json()['consumerid']}/connections"
        await connects(stranger.http, other)
    await connects(guest.http, path, credentials=toy_credentials("54321"))
    ours, sister = await resources.connections.list(guest.tenant_id)
    (theirs,) = await resources.connections.list(stranger.tenant_id)
    for victim in (sister, theirs):
        async with resources.database.writing(EVERY_TENANT) as session:
            row = await session.get(StoredConnection, victim.id)
            assert row is not None
            row.sealed_credentials = ours.sealed_credentials
        moved = await resources.connections.get(victim.tenant_id, victim.id)
        with pytest.raises(SealBroken):
            await resources.connections.credentials(moved)


async def test_which_connection_is_meant_is_never_guessed(
    guest: Guest, path: str, resources: Resources
):
    consumer = (await resources.consumers.list(guest.tenant_id))[0].id

    async def refused(**named: Any) -> tuple[str | None, str]:
        with pytest.raises(Unfit) as refusal:
            await choose(resources.connections, guest.tenant_id, consumer, **named)
        return refusal.value.code, refusal.value.message

    assert (await refused())[0] == "ERROR_NO_ACTIVE_CONNECTION"
    await connects(guest.http, path)
    only = await choose(resources.connections, guest.tenant_id, consumer)
    await connects(guest.http, path, credentials=toy_credentials("54321"))

    code, message = await refused()
    assert code == "ERROR_CONFIGURATION_CONNECTION"
    assert str(only.id) in message
    assert "x-chift-connectionid" in message
    assert (await refused(connection_id=uuid4()))[0] == "ERROR_CONFIGURATION_CONNECTION"
    assert (await refused(integration_id=8037))[0] == "ERROR_NO_ACTIVE_CONNECTION"
    assert (await refused(integration_id=1))[0] == "ERROR_CONFIGURATION_CONNECTION"
    named = await choose(resources.connections, guest.tenant_id, consumer, connection_id=only.id)
    assert named.id == only.id

    await resources.connections.pause(only)
    assert (await refused(connection_id=only.id))[0] == "ERROR_CONFIGURATION_CONNECTION"
    left = await choose(resources.connections, guest.tenant_id, consumer)
    assert left.id != only.id


async def test_a_paused_connection_is_shown_as_inactive(
    guest: Guest, path: str, resources: Resources
):
    await connects(guest.http, path)
    (stored,) = await resources.connections.list(guest.tenant_id)
    await resources.connections.pause(stored)
    assert (await listed(guest.http, path))[0]["status"] == "inactive"
    await resources.connections.resume(stored)
    assert (await listed(guest.http, path))[0]["status"] == "active"


async def test_integrations_tell_what_a_connection_needs(guest: Guest):
    found = (await guest.http.get("/integrations?include_coverage=true")).json()
    afas = next(one for one in found if one["integrationid"] == 8037)
    assert (afas["name"], afas["api"], afas["status"]) == ("AFAS Profit", "Accounting", "active")
    assert {one["name"] for one in afas["credentials"]} == {
        "company_id",
        "environment",
        "token",
        "token_name",
        "client_id",
        "client_secret",
        "default_payment_terms",
        "administration",
        "default_analytic_plan",
        "code_lists",
    }
    assert (await guest.http.get("/integrations/8037")).json()["integrationid"] == 8037
    image = await guest.http.get(afas["logo_url"])
    assert image.json()["data"].startswith("iVBOR"), "a PNG in base64"
    assert (await guest.http.get("/integrations/9")).status_code == 404
    assert (await guest.http.get("/integrations/9/icon.json")).status_code == 404
    assert (await guest.http.get("/integrations?status=inactive")).json() == []
