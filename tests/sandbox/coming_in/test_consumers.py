from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from gateway.resources import Resources
from running import Guest, StoppedClock, browser

NEW = {
    "name": "Bakkerij Jansen",
    "email": "info@jansen.test",
    "internal_reference": "J-1",
    "redirect_url": "https://jansen.test/connected?step=2",
}


async def created(http: AsyncClient, **fields: object) -> dict[str, str]:
    answer = await http.post("/consumers", json={**NEW, **fields})
    assert answer.status_code == 200, answer.text
    found: dict[str, str] = answer.json()
    return found


async def test_what_was_created_is_read_back(guest: Guest):
    made = await created(guest.http)
    assert made == NEW | {
        "consumerid": made["consumerid"],
        "created_on": "2026-11-20T12:00:00Z",
        "account": None,
    }
    assert (await guest.http.get(f"/consumers/{made['consumerid']}")).json() == made
    assert (await guest.http.get("/consumers?include_account=true")).json() == [made]


async def test_patch_touches_what_is_named_and_null_clears(guest: Guest):
    made = await created(guest.http)
    path = f"/consumers/{made['consumerid']}"
    changed = await guest.http.patch(path, json={"email": None, "name": "Jansen & Zn"})
    assert changed.json() == made | {"email": None, "name": "Jansen & Zn"}
    kept = await guest.http.patch(path, json={"name": None})
    assert kept.json()["name"] == "Jansen & Zn", "a consumer always has a name"


async def test_delete_answers_204_without_a_body(guest: Guest):
    path = f"/consumers/{(await created(guest.http))['consumerid']}"
    gone = await guest.http.delete(path)
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await guest.http.get(path)).status_code == 404
    assert (await guest.http.delete(path)).status_code == 404


async def test_search_finds_parts_of_name_and_email_whatever_the_case(guest: Guest):
    one = await created(guest.http)
    two = await created(guest.http, name="Visser 100%", email=None, internal_reference="V-2")

    async def found(query: str) -> list[str]:
        return [c["consumerid"] for c in (await guest.http.get(f"/consumers?{query}")).json()]

    assert await found("search=BAKKER") == [one["consumerid"]]
    assert await found("search=JANSEN.test") == [one["consumerid"]]
    assert await found("search=100%25") == [two["consumerid"]]
    assert await found("search=_") == [], "wildcards of the database are plain letters here"
    assert await found("internal_reference=V-2") == [two["consumerid"]]
    assert await found("internal_reference=V") == []


async def test_the_list_keeps_its_order(guest: Guest, clock: StoppedClock):
    ids = []
    for name in "CAB":
        ids.append((await created(guest.http, name=name))["consumerid"])
        clock.passes(seconds=1)
    assert [c["consumerid"] for c in (await guest.http.get("/consumers")).json()] == ids


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"name": ""}, 422, "name"),
        ({"name": "x" * 256}, 422, "name"),
        ({"name": "   "}, 400, None),
        ({"email": "x" * 81}, 422, "email"),
        ({"internal_reference": "x" * 256}, 422, "internal_reference"),
        ({"redirect_url": "jansen.test"}, 422, "redirect_url"),
        ({"redirect_url": "javascript:alert(1)"}, 422, "redirect_url"),
        ({"redirect_url": "https://["}, 422, "redirect_url"),
        ({"redirect_url": "https://"}, 422, "redirect_url"),
    ],
)
async def test_a_wrong_field_is_named(
    guest: Guest, fields: dict[str, str], status: int, field: str | None
):
    answer = await guest.http.post("/consumers", json=NEW | fields)
    assert answer.status_code == status
    if field:
        assert answer.json()["detail"][0]["loc"] == ["body", field]
    assert (await guest.http.get("/consumers")).json() == []


async def test_an_unknown_consumer_is_a_404(guest: Guest):
    assert (await guest.http.get(f"/consumers/{uuid4()}")).status_code == 404


async def test_a_key_for_one_consumer_sees_no_other(
    app: FastAPI, guest: Guest, resources: Resources
):
    one, two = [await created(guest.http, name=name) for name in ("One", "Two")]
    shown = await resources.keys.create(
        guest.tenant_id, "limited", consumer_ids=[await _id(resources, guest, "One")]
    )
    token = (await resources.tokens.issue(shown.key))["access_token"]
    async with browser(app, Authorization=f"Bearer {token}") as http:
        assert (await http.get("/consumers")).json() == [one]
        assert (await http.get(f"/consumers/{two['consumerid']}")).status_code == 404
        assert (await http.delete(f"/consumers/{two['consumerid']}")).status_code == 404
        assert (await http.post("/consumers", json=NEW)).status_code == 403


async def _id(resources: Resources, guest: Guest, name: str):
    (found,) = await resources.consumers.list(guest.tenant_id, search=name)
    return found.id
