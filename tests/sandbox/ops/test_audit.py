import asyncio
import re
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from gateway.plumbing.database import Database
from gateway.resources import Resources
from running import StoppedClock
from toy import OTHER_TOKEN, TOKEN, TOY, toy_credentials

CONNECTION = {
    "integrationid": TOY.integration_id,
    "name": "Second",
    "credentials": toy_credentials("2"),
}
RENEWED = [{"key": "token", "value": OTHER_TOKEN}]

# Each deed of the admin API: what is sent, with the ids of a furnished tenant filled in.
DEEDS: dict[tuple[str, str], Any] = {
    ("POST", "/admin/tenants"): {"name": "New"},
    ("PATCH", "/admin/tenants/{tenant_id}"): {"name": "Other", "status": "paused"},
    ("DELETE", "/admin/tenants/{tenant_id}"): None,
    ("POST", "/admin/keys"): {"name": "New", "tenant_id": "{tenant_id}"},
    ("POST", "/admin/keys/{key_id}/rotate"): {"overlap_hours": 1},
    ("DELETE", "/admin/keys/{key_id}"): None,
    ("POST", "/admin/consumers"): {"name": "New", "tenant_id": "{tenant_id}"},
    ("PATCH", "/admin/consumers/{consumer_id}"): {"email": "mill@post.test"},
    ("DELETE", "/admin/consumers/{consumer_id}"): None,
    ("POST", "/admin/connections"): {"consumer_id": "{consumer_id}", **CONNECTION},
    ("PATCH", "/admin/connections/{connection_id}"): {"status": "paused", "credentials": RENEWED},
    ("DELETE", "/admin/connections/{connection_id}"): None,
    ("POST", "/admin/connections/{connection_id}/check"): None,
}


def filled(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: filled(inner, ids) for name, inner in value.items()}
    if isinstance(value, str):
        return re.sub(r"^{(\w+)}$", lambda found: ids[found[1]], value)
    return value


async def done(ops: AsyncClient, deed: tuple[str, str], ids: dict[str, str]):
    method, path = deed
    return await ops.request(method, path.format(**ids), json=filled(DEEDS[deed], ids))


async def trail(ops: AsyncClient, asked: str = "") -> list[dict]:
    return (await ops.get(f"/admin/audit?size=100&{asked}")).json()["items"]


async def everything_but_the_log(database: Database) -> list[str]:
    async with database.engine.connect() as connection:
        return [
            f"{table.name}: {row!r}"
            for table in SQLModel.metadata.sorted_tables
            if not table.name.startswith(("request_log", "audit"))
            for row in await connection.execute(select(table))
        ]


def test_every_deed_of_the_admin_api_is_known_here(operations):
    deeds = {
        (one.method, one.path)
        for one in operations
        if one.path.startswith("/admin") and one.is_a_deed
    }
    assert deeds == DEEDS.keys()


@pytest.mark.parametrize("deed", DEEDS, ids=" ".join)
async def test_a_deed_leaves_one_row_and_no_secret_in_it(
    furnish, ops: AsyncClient, deed: tuple[str, str]
):
    ids = await furnish()
    before = await trail(ops)
    answer = await done(ops, deed, ids)
    assert answer.status_code < 300, answer.text
    row, *others = await trail(ops)
    assert others == before
    assert row["actor"] == "Olga"
    assert row["detail"]["request_id"] == answer.headers["x-request-id"]
    operator = (await ops.get("/admin/keys?kind=operator")).json()["items"][0]
    assert row["detail"]["operator_key_id"] == operator["id"]
    assert re.fullmatch(r"[a-z]+\.[a-z]+", row["action"])
    assert row["tenant_id"] == (None if deed == ("POST", "/admin/tenants") else ids["tenant_id"])
    secrets = [TOKEN, OTHER_TOKEN, ids["client_secret"], "mill@post.test"]
    assert not [one for one in secrets if one in str(row)]


@pytest.mark.parametrize("deed", DEEDS, ids=" ".join)
async def test_a_deed_that_cannot_be_told_is_not_done(
    furnish, ops: AsyncClient, resources: Resources, deed: tuple[str, str]
):
    ids, database = await furnish(), resources.database
    before = await everything_but_the_log(database)
    async with database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE audit RENAME TO audit_elsewhere"))
    assert (await done(ops, deed, ids)).status_code == 500
    assert await everything_but_the_log(database) == before


async def test_operator_keys_are_on_the_trail_too(ops: AsyncClient):
    made = (await ops.post("/admin/keys", json={"kind": "operator", "name": "Otto"})).json()
    await ops.delete(f"/admin/keys/{made['id']}")
    assert [(row["action"], row["object"]) for row in await trail(ops)] == [
        ("operator_key.revoke", made["id"]),
        ("operator_key.create", "Otto"),
    ]
    assert made["operator_key"] not in str(await trail(ops))


async def test_what_is_refused_before_it_begins_leaves_no_row(furnish, ops: AsyncClient):
    ids = await furnish()
    before = await trail(ops)
    await ops.post("/admin/tenants", json={})
    await ops.delete("/admin/tenants/00000000-0000-4000-8000-000000000000")
    await ops.patch(f"/admin/tenants/{ids['tenant_id']}", json={"status": "asleep"})
    assert await trail(ops) == before


async def test_the_trail_is_filtered_by_tenant_action_and_time(
    furnish, ops: AsyncClient, clock: StoppedClock
):
    one, other = await furnish(), await furnish()
    clock.passes(hours=1)
    await ops.patch(f"/admin/tenants/{other['tenant_id']}", json={"name": "Renamed"})
    mine = [row["action"] for row in await trail(ops, f"tenant_id={one['tenant_id']}")]
    assert mine == ["connection.create", "consumer.create", "key.create"]
    assert len(await trail(ops, "action=consumer.create")) == 2
    since = await trail(ops, "since=2026-11-20T13:00:00Z")
    assert [(row["action"], row["detail"]["name"]) for row in since] == [
        ("tenant.change", "Renamed")
    ]
    page = (await ops.get("/admin/audit?size=4&page=3")).json()
    assert (len(page["items"]), page["total"]) == (1, 9)
    assert (await ops.get("/admin/audit?since=2026-11-20")).status_code == 422


async def test_deeds_at_one_time_make_one_unbroken_chain(ops: AsyncClient):
    names = [f"T{number}" for number in range(20)]
    await asyncio.gather(*(ops.post("/admin/tenants", json={"name": name}) for name in names))
    assert {row["object"] for row in await trail(ops)} == set(names)
    assert (await ops.get("/admin/audit/verify")).json() == {
        "intact": True,
        "first_broken_id": None,
    }


async def test_an_empty_trail_is_intact(ops: AsyncClient):
    assert (await ops.get("/admin/audit/verify")).json()["intact"] is True


TAMPERING = {
    "UPDATE audit SET actor = 'Somebody' WHERE id = 2": 2,
    "UPDATE audit SET object = 'x' WHERE id = 4": 4,
    "UPDATE audit SET action = 'x' WHERE id = 1": 1,
    "UPDATE audit SET tenant_id = NULL WHERE id = 3": 3,
    "UPDATE audit SET detail = '{}' WHERE id = 2": 2,
    "UPDATE audit SET at = '2026-11-20 11:00:00' WHERE id = 2": 2,
    "DELETE FROM audit WHERE id = 2": 3,
    "DELETE FROM audit WHERE id = 1": 2,
}


async def unlocked(database: Database) -> None:
    """What somebody does who owns the database and not only a way into it."""
    names = (
        ["audit_unchanged ON audit"]
        if database.engine.dialect.name == "postgresql"
        else ["audit_update", "audit_delete"]
    )
    async with database.engine.begin() as connection:
        for name in names:
            await connection.execute(text(f"DROP TRIGGER {name}"))


@pytest.mark.parametrize("tampering", TAMPERING)
async def test_the_database_itself_refuses_to_tamper_with_a_row(
    furnish, resources: Resources, tampering: str
):
    await furnish()
    with pytest.raises(DBAPIError, match="append-only"):
        async with resources.database.engine.begin() as connection:
            await connection.execute(text(tampering))


@pytest.mark.parametrize(("tampering", "broken"), TAMPERING.items())
async def test_tampering_with_a_row_is_detected(
    furnish, ops: AsyncClient, resources: Resources, tampering: str, broken: int
):
    await furnish()
    assert [row["id"] for row in await trail(ops)] == [4, 3, 2, 1]
    assert (await ops.get("/admin/audit/verify")).json()["intact"] is True
    await unlocked(resources.database)
    async with resources.database.engine.begin() as connection:
        await connection.execute(text(tampering))
    verdict = (await ops.get("/admin/audit/verify")).json()
    assert verdict == {"intact": False, "first_broken_id": broken}
