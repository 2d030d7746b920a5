from fastapi import FastAPI
from httpx import AsyncClient

from gateway.resources import Resources
from running import StoppedClock, arrives, browser


async def signs_in(http: AsyncClient, one: dict[str, str]) -> str | None:
    asked = {
        "clientId": one["client_id"],
        "clientSecret": one["client_secret"],
        "accountId": one["tenant_id"],
    }
    answer = await http.post("/token", json=asked)
    return answer.json()["access_token"] if answer.status_code == 200 else None


async def test_a_new_tenants_key_signs_in(furnish, app: FastAPI, http: AsyncClient):
    token = await signs_in(http, await furnish())
    async with browser(app, Authorization=f"Bearer {token}") as tenant:
        assert [one["name"] for one in (await tenant.get("/consumers")).json()] == ["De Molen"]


async def test_pausing_ends_every_token_at_once_and_refuses_new_ones(
    furnish, ops: AsyncClient, app: FastAPI, http: AsyncClient, clock: StoppedClock
):
    one = await furnish()
    token = await signs_in(http, one)
    async with browser(app, Authorization=f"Bearer {token}") as tenant:
        assert (await tenant.get("/consumers")).status_code == 200
        address = f"/admin/tenants/{one['tenant_id']}"
        paused = await ops.patch(address, json={"status": "paused"})
        assert paused.json()["status"] == "paused"
        assert (await tenant.get("/consumers")).status_code == 401
        assert await signs_in(http, one) is None

        clock.passes(seconds=1)
        assert (await ops.patch(address, json={"status": "active"})).json()["status"] == "active"
        assert (await tenant.get("/consumers")).status_code == 401
    again = await signs_in(http, one)
    async with browser(app, Authorization=f"Bearer {again}") as tenant:
        assert (await tenant.get("/consumers")).status_code == 200


async def test_pausing_leaves_other_tenants_alone(furnish, ops: AsyncClient, app: FastAPI):
    one, other = await furnish(), await arrives(app, "Other")
    await ops.patch(f"/admin/tenants/{one['tenant_id']}", json={"status": "paused"})
    async with other.http:
        assert (await other.http.get("/consumers")).status_code == 200


async def test_renaming_leaves_the_status_alone(furnish, ops: AsyncClient):
    address = f"/admin/tenants/{(await furnish())['tenant_id']}"
    await ops.patch(address, json={"status": "paused"})
    await ops.patch(address, json={"name": "  Bakker & Zn  "})
    tenant = (await ops.get(address)).json()
    assert (tenant["name"], tenant["status"]) == ("Bakker & Zn", "paused")


async def test_deleting_takes_all_of_the_tenant_along(
    furnish, ops: AsyncClient, app: FastAPI, http: AsyncClient, resources: Resources
):
    one, other = await furnish(), await arrives(app, "Other")
    token = await signs_in(http, one)
    async with browser(app, Authorization=f"Bearer {token}") as tenant, other.http:
        await tenant.post("/consumers", json={"name": "Jansen", "email": "jan@jansen.test"})
        await other.http.get("/consumers")
        assert (await ops.delete(f"/admin/tenants/{one['tenant_id']}")).status_code == 204
        assert (await tenant.get("/consumers")).status_code == 401
        assert (await other.http.get("/consumers")).status_code == 200
    assert await signs_in(http, one) is None
    await resources.request_log.flush()
    mine = f"tenant_id={one['tenant_id']}"
    for noun in ("keys", "consumers", "connections", "requests"):
        assert (await ops.get(f"/admin/{noun}?{mine}")).json()["total"] == 0, noun
    theirs = f"/admin/requests?tenant_id={other.tenant_id}"
    assert (await ops.get(theirs)).json()["total"] == 2
    assert "jansen.test" not in (await ops.get("/admin/requests?size=100")).text
    deeds = (await ops.get(f"/admin/audit?{mine}&action=tenant.delete")).json()
    assert [deed["object"] for deed in deeds["items"]] == [one["tenant_id"]]


async def test_tenants_are_searched_by_part_of_their_name_and_counted_exactly(
    ops: AsyncClient, clock: StoppedClock
):
    for name in ("Bakkerij A", "Slager", "De bakker", "100% Bakker", "Bakker_1"):
        await ops.post("/admin/tenants", json={"name": name})
        clock.passes(seconds=1)
    found = (await ops.get("/admin/tenants?search=BAKKER&page=2&size=3")).json()
    assert [tenant["name"] for tenant in found["items"]] == ["Bakker_1"]
    assert (found["total"], found["page"], found["size"]) == (4, 2, 3)
    literally = (await ops.get("/admin/tenants", params={"search": "0% b"})).json()
    assert [tenant["name"] for tenant in literally["items"]] == ["100% Bakker"]
    assert (await ops.get("/admin/tenants?search=r_")).json()["total"] == 1


async def test_a_tenant_needs_a_name_and_no_field_is_misspelt(ops: AsyncClient):
    for wrong in ({}, {"name": "  "}, {"name": "x" * 256}, {"name": "a\x00b"}, {"nam": "x"}):
        assert (await ops.post("/admin/tenants", json=wrong)).status_code == 422, wrong
    good = (await ops.post("/admin/tenants", json={"name": "x"})).json()
    wrong = {"status": "asleep"}
    assert (await ops.patch(f"/admin/tenants/{good['id']}", json=wrong)).status_code == 422
    assert (await ops.get("/admin/tenants/not-an-id")).status_code == 422
