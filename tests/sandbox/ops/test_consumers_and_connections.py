from uuid import UUID

from httpx import AsyncClient

from gateway.resources import Resources
from running import Guest, StoppedClock
from toy import LACKING, OTHER_TOKEN, REFUSED, TOKEN, TOY, Toy, toy_credentials


async def test_consumers_are_searched_across_tenants_and_within_one(
    furnish, ops: AsyncClient, clock: StoppedClock
):
    one, other = await furnish(), await furnish()
    clock.passes(seconds=1)
    for tenant, name, email in (
        (one, "Vis & Co", "info@vis.test"),
        (other, "Bloem", "bloem@post.test"),
        (other, "Visser", None),
    ):
        new = {"tenant_id": tenant["tenant_id"], "name": name, "email": email}
        assert (await ops.post("/admin/consumers", json=new)).status_code == 200
        clock.passes(seconds=1)

    async def found(**asked) -> tuple[list[str], int]:
        page = (await ops.get("/admin/consumers", params=asked)).json()
        return [consumer["name"] for consumer in page["items"]], page["total"]

    assert await found() == (["De Molen", "De Molen", "Vis & Co", "Bloem", "Visser"], 5)
    assert await found(search="VIS") == (["Vis & Co", "Visser"], 2)
    assert await found(search="post.test") == (["Bloem"], 1)
    assert await found(tenant_id=other["tenant_id"], page=2, size=2) == (["Visser"], 3)
    assert await found(tenant_id=one["tenant_id"], search="visser") == ([], 0)


async def test_a_consumer_is_changed_and_deleted_with_its_connections(furnish, ops: AsyncClient):
    one = await furnish()
    address = f"/admin/consumers/{one['consumer_id']}"
    change = {"email": "molen@post.test", "internal_reference": "7"}
    assert (await ops.patch(address, json=change)).json()["email"] == "molen@post.test"
    await ops.patch(address, json={"email": None, "name": None})
    consumer = (await ops.get(address)).json()
    assert consumer["name"] == "De Molen"
    assert consumer["email"] is None
    assert consumer["internal_reference"] == "7"
    assert (await ops.patch(address, json={"name": " "})).status_code == 422
    assert (await ops.patch(address, json={"redirect_url": "ftp://x"})).status_code == 422
    assert (await ops.patch(address, json={"mail": "x"})).status_code == 422
    assert (await ops.delete(address)).status_code == 204
    assert (await ops.get(address)).status_code == 404
    assert (await ops.get(f"/admin/connections/{one['connection_id']}")).status_code == 404


async def test_a_connection_is_found_by_what_an_operator_knows_of_it(
    furnish, ops: AsyncClient, clock: StoppedClock
):
    one, other = await furnish(), await furnish()
    clock.passes(seconds=1)
    second = {
        "consumer_id": other["consumer_id"],
        "integrationid": TOY.integration_id,
        "name": "Holding",
        "credentials": toy_credentials("99999"),
    }
    await ops.post("/admin/connections", json=second)
    await ops.patch(f"/admin/connections/{one['connection_id']}", json={"status": "paused"})

    async def found(**asked) -> list[str]:
        page = (await ops.get("/admin/connections", params=asked)).json()
        assert page["total"] == len(page["items"])
        return [connection["books_id"] for connection in page["items"]]

    assert await found() == ["toy/12345", "toy/12345", "toy/99999"]
    assert await found(status="paused") == ["toy/12345"]
    assert await found(search="hold") == ["toy/99999"]
    assert await found(search="9999") == ["toy/99999"]
    assert await found(tenant_id=one["tenant_id"]) == ["toy/12345"]
    assert await found(consumer_id=other["consumer_id"], status="active", search="b") == [
        "toy/12345"
    ]
    assert (await ops.get("/admin/connections?status=asleep")).status_code == 422
    page = (await ops.get("/admin/connections?size=2&page=2")).json()
    assert (len(page["items"]), page["total"]) == (1, 3)


async def test_a_paused_connection_serves_nobody_until_it_is_resumed(
    guest: Guest, ops: AsyncClient
):
    consumer = (await guest.http.post("/consumers", json={"name": "De Molen"})).json()
    new = {
        "consumer_id": consumer["consumerid"],
        "integrationid": TOY.integration_id,
        "name": " Books ",
        "credentials": toy_credentials(),
    }
    made = (await ops.post("/admin/connections", json=new)).json()
    assert made["name"] == "Books"
    assert made["tenant_id"] == str(guest.tenant_id)
    assert made["status"] == "active"
    assert made["readiness"]["verdict"] == "ready"
    theirs = f"/consumers/{consumer['consumerid']}/connections/{made['id']}"
    address = f"/admin/connections/{made['id']}"
    for status, seen in (("paused", "inactive"), ("active", "active")):
        changed = await ops.patch(address, json={"status": status})
        assert changed.json()["status"] == status
        assert (await guest.http.get(theirs)).json()["status"] == seen


async def test_a_token_is_replaced_and_no_answer_ever_holds_one(
    furnish, ops: AsyncClient, resources: Resources
):
    one = await furnish()
    address = f"/admin/connections/{one['connection_id']}"
    renewed = [{"key": "token", "value": OTHER_TOKEN}, {"key": "token_name", "value": "2027"}]
    changed = await ops.patch(address, json={"credentials": renewed, "name": "Renamed"})
    assert changed.status_code == 200, changed.text
    assert changed.json()["data"] == {"company_id": "12345", "token_name": "2027"}
    for answer in (changed, await ops.get(address), await ops.get("/admin/connections")):
        assert TOKEN not in answer.text
        assert OTHER_TOKEN not in answer.text
        assert "sealed" not in answer.text
    stored = await resources.connections.get(UUID(one["tenant_id"]), UUID(one["connection_id"]))
    opened = await resources.connections.credentials(stored)
    assert opened.revealed()["token"] == OTHER_TOKEN
    assert stored.name == "Renamed"


async def test_credentials_that_are_refused_change_nothing(furnish, ops: AsyncClient, toy: Toy):
    one = await furnish()
    address = f"/admin/connections/{one['connection_id']}"
    before = (await ops.get(address)).json()
    toy.answers = REFUSED
    change = {
        "name": "Renamed",
        "status": "paused",
        "credentials": [{"key": "token", "value": OTHER_TOKEN}],
    }
    refused = await ops.patch(address, json=change)
    assert refused.status_code == 400
    assert refused.json()["error_code"] == "ERROR_CONNECTOR_AUTHENTICATION"
    assert (await ops.get(address)).json() == before


async def test_a_check_names_the_connectors_that_are_missing(furnish, ops: AsyncClient, toy: Toy):
    address = f"/admin/connections/{(await furnish())['connection_id']}"
    assert (await ops.post(f"{address}/check")).json()["verdict"] == "ready"
    toy.answers = LACKING
    told = (await ops.post(f"{address}/check")).json()
    assert told["verdict"] == "rights_missing"
    assert [lack["connector"] for lack in told["lacks"]] == ["FiEntries"]
    assert (await ops.get(address)).json()["readiness"] == told


async def test_a_connection_that_makes_no_sense_is_refused(furnish, ops: AsyncClient):
    one = await furnish()
    good = {
        "consumer_id": one["consumer_id"],
        "integrationid": TOY.integration_id,
        "name": "Second",
        "credentials": toy_credentials("2"),
    }
    for change, status in (
        ({"credentials": []}, 422),
        ({"credentials": {"token": "x"}}, 422),
        ({"name": " "}, 422),
        ({"name": "x" * 81}, 422),
        ({"tenant": "x"}, 422),
        ({"integrationid": 999}, 400),
        ({"credentials": toy_credentials()}, 400),
        ({"credentials": toy_credentials()[1:]}, 400),
        ({"credentials": [{"key": "tokn", "value": "x"}]}, 400),
        ({"consumer_id": one["tenant_id"]}, 404),
    ):
        answer = await ops.post("/admin/connections", json=good | change)
        assert answer.status_code == status, (change, answer.text)
        assert TOKEN not in answer.text
    assert (await ops.get("/admin/connections")).json()["total"] == 1
