import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.identity.revocations import Revocations
from gateway.plumbing.database import Database, Owner
from gateway.resources import Resources
from running import STOPPED_AT, Guest, StoppedClock, browser


async def signs_in(http: AsyncClient, one: dict[str, str], secret: str | None = None) -> str | None:
    asked = {
        "clientId": one["client_id"],
        "clientSecret": secret or one["client_secret"],
        "accountId": one["tenant_id"],
    }
    answer = await http.post("/token", json=asked)
    return answer.json()["access_token"] if answer.status_code == 200 else None


async def test_during_rotation_two_secrets_open_and_then_the_old_one_ends(
    furnish, ops: AsyncClient, http: AsyncClient, clock: StoppedClock
):
    one = await furnish()
    clock.passes(seconds=1)
    answer = await ops.post(f"/admin/keys/{one['key_id']}/rotate", json={"overlap_hours": 24})
    assert answer.status_code == 200, answer.text
    new = answer.json()["client_secret"]
    assert new != one["client_secret"]
    assert await signs_in(http, one)
    assert await signs_in(http, one, new)
    clock.passes(hours=23, minutes=59)
    assert await signs_in(http, one)
    clock.passes(minutes=1)
    assert await signs_in(http, one) is None
    assert await signs_in(http, one, new)


async def test_a_rotation_without_overlap_ends_the_old_secret_at_once(
    furnish, ops: AsyncClient, http: AsyncClient, clock: StoppedClock
):
    one = await furnish()
    clock.passes(seconds=1)
    answer = await ops.post(f"/admin/keys/{one['key_id']}/rotate", json={"overlap_hours": 0})
    assert await signs_in(http, one) is None
    assert await signs_in(http, one, answer.json()["client_secret"])


async def test_rotating_twice_leaves_the_two_newest_secrets(
    furnish, ops: AsyncClient, http: AsyncClient, clock: StoppedClock
):
    one, secrets = await furnish(), []
    for _ in range(2):
        clock.passes(seconds=1)
        answer = await ops.post(f"/admin/keys/{one['key_id']}/rotate")
        secrets.append(answer.json()["client_secret"])
    assert await signs_in(http, one) is None
    assert await signs_in(http, one, secrets[0])
    assert await signs_in(http, one, secrets[1])


async def test_revoking_ends_the_key_and_its_tokens_here_and_on_every_replica(
    furnish, ops: AsyncClient, app: FastAPI, http: AsyncClient, resources: Resources
):
    one = await furnish()
    replica = Revocations(resources.database, resources.clock, timedelta(minutes=30))
    token = await signs_in(http, one)
    async with browser(app, Authorization=f"Bearer {token}") as tenant:
        assert (await tenant.get("/consumers")).status_code == 200
        assert (await ops.delete(f"/admin/keys/{one['key_id']}")).status_code == 204
        assert (await tenant.get("/consumers")).status_code == 401
    assert await signs_in(http, one) is None
    await replica.refresh()
    assert replica.hit((f"key:{one['key_id']}",), int(STOPPED_AT.timestamp()))
    listed = (await ops.get(f"/admin/keys?tenant_id={one['tenant_id']}")).json()["items"]
    assert listed[0]["revoked_at"] == "2026-11-20T12:00:00Z"
    assert (await ops.post(f"/admin/keys/{one['key_id']}/rotate")).status_code == 400


class PausingDatabase(Database):
    """Holds a reader up after it has read, until a test lets it go."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.has_read, self.may_go_on = asyncio.Event(), asyncio.Event()

    @asynccontextmanager
    async def reading(self, owner: Owner) -> AsyncIterator[AsyncSession]:
        async with super().reading(owner) as session:
            yield session
        self.has_read.set()
        await self.may_go_on.wait()


async def test_a_revocation_while_the_list_is_being_read_is_not_forgotten(
    resources: Resources, clock: StoppedClock
):
    database = PausingDatabase(resources.database.url)
    revocations = Revocations(database, clock, timedelta(minutes=30))
    refreshing = asyncio.create_task(revocations.refresh())
    await database.has_read.wait()
    await revocations.revoke("key:1")
    database.may_go_on.set()
    await refreshing
    assert revocations.hit(("key:1",), int(STOPPED_AT.timestamp()))
    await database.close()


async def test_a_key_may_be_narrower_than_its_tenant(
    furnish, ops: AsyncClient, app: FastAPI, http: AsyncClient
):
    one, other = await furnish(), await furnish()
    new = {
        "tenant_id": one["tenant_id"],
        "name": "One consumer, reading",
        "scopes": ["read"],
        "consumer_ids": [one["consumer_id"]],
        "expires_at": "2027-01-01T00:00:00+01:00",
    }
    key = (await ops.post("/admin/keys", json=new)).json()
    assert key["scopes"] == ["read"]
    assert key["expires_at"] == "2026-12-31T23:00:00Z"
    await ops.post("/admin/consumers", json={"tenant_id": one["tenant_id"], "name": "Another"})
    token = await signs_in(http, key)
    async with browser(app, Authorization=f"Bearer {token}") as narrow:
        seen = (await narrow.get("/consumers")).json()
        assert [consumer["consumerid"] for consumer in seen] == [one["consumer_id"]]
        assert (await narrow.post("/consumers", json={"name": "x"})).status_code == 403

    new["consumer_ids"] = [other["consumer_id"]]
    assert (await ops.post("/admin/keys", json=new)).status_code == 404


async def test_a_key_that_makes_no_sense_is_refused(furnish, ops: AsyncClient):
    tenant_id = (await furnish())["tenant_id"]
    for wrong in (
        {"name": "no tenant"},
        {"name": "x", "tenant_id": tenant_id, "scopes": []},
        {"name": "x", "tenant_id": tenant_id, "scopes": ["everything"]},
        {"name": "x", "tenant_id": tenant_id, "consumer_ids": []},
        {"name": "x", "tenant_id": tenant_id, "consumer_id": [str(uuid4())]},
        {"name": "x", "tenant_id": tenant_id, "expires_at": "2027-01-01T00:00:00"},
        {"name": "x", "kind": "operator", "tenant_id": tenant_id},
        {"name": "x", "kind": "operator", "scopes": ["read"]},
    ):
        assert (await ops.post("/admin/keys", json=wrong)).status_code == 422, wrong
    past = {"name": "x", "tenant_id": tenant_id, "expires_at": "2026-11-20T12:00:00Z"}
    assert (await ops.post("/admin/keys", json=past)).status_code == 400
    nobodys = {"name": "x", "tenant_id": str(uuid4())}
    assert (await ops.post("/admin/keys", json=nobodys)).status_code == 404
    too_long = {"overlap_hours": 24 * 30 + 1}
    key_id = (await furnish())["key_id"]
    assert (await ops.post(f"/admin/keys/{key_id}/rotate", json=too_long)).status_code == 422


async def test_keys_are_listed_by_kind_and_tenant_and_paged_across_both(
    furnish, ops: AsyncClient, clock: StoppedClock
):
    first = await furnish()
    clock.passes(seconds=1)
    second = await furnish()
    clock.passes(seconds=1)
    await ops.post("/admin/keys", json={"kind": "operator", "name": "Otto"})

    async def listed(asked: str) -> tuple[list[str], int]:
        page = (await ops.get(f"/admin/keys?{asked}")).json()
        return [key["client_id"] or key["name"] for key in page["items"]], page["total"]

    everything = ["Olga", "Otto", first["client_id"], second["client_id"]]
    assert await listed("") == (everything, 4)
    assert await listed("size=3") == (everything[:3], 4)
    assert await listed("size=3&page=2") == (everything[3:], 4)
    assert await listed("size=1&page=3") == (everything[2:3], 4)
    assert await listed("kind=operator") == (everything[:2], 2)
    assert await listed("kind=operator&size=1&page=2") == (everything[1:2], 2)
    assert await listed("kind=tenant") == (everything[2:], 2)
    assert await listed(f"tenant_id={second['tenant_id']}") == (everything[3:], 1)
    kinds = [key["kind"] for key in (await ops.get("/admin/keys")).json()["items"]]
    assert kinds == ["operator", "operator", "tenant", "tenant"]


async def test_a_secret_is_shown_once(furnish, ops: AsyncClient):
    one = await furnish()
    operator = (await ops.post("/admin/keys", json={"kind": "operator", "name": "Otto"})).json()
    assert operator["client_secret"] is None
    assert operator["operator_key"].startswith("lgo_")
    listed = (await ops.get("/admin/keys")).text
    assert one["client_secret"] not in listed
    assert operator["operator_key"] not in listed
    assert "hash" not in listed


async def test_last_use_is_told_without_a_write_per_request(
    guest: Guest, ops: AsyncClient, clock: StoppedClock, resources: Resources
):
    async def last_uses() -> dict[str, str | None]:
        items = (await ops.get("/admin/keys")).json()["items"]
        return {key["name"]: key["last_used_at"] for key in items}

    clock.passes(minutes=5)
    for _ in range(3):
        assert (await guest.http.get("/consumers")).status_code == 200
    assert await last_uses() == {"Olga": None, "test": None}
    await resources.last_use.flush()
    told = {"Olga": "2026-11-20T12:05:00Z", "test": "2026-11-20T12:05:00Z"}
    assert await last_uses() == told

    clock.passes(minutes=-2)  # a replica whose clock runs behind
    await guest.http.get("/consumers")
    await resources.last_use.flush()
    assert await last_uses() == told


async def test_a_refused_token_is_no_use_of_its_key(
    guest: Guest, ops: AsyncClient, clock: StoppedClock, resources: Resources
):
    await resources.last_use.flush()
    clock.passes(minutes=31)
    assert (await guest.http.get("/consumers")).status_code == 401
    await resources.last_use.flush()
    items = (await ops.get(f"/admin/keys?tenant_id={guest.tenant_id}")).json()["items"]
    assert items[0]["last_used_at"] == "2026-11-20T12:00:00Z"
