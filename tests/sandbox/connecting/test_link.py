"""The link behind which an end user fills in credentials."""

import asyncio
import base64
import re
from dataclasses import replace
from html import unescape
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from pydantic import SecretStr

from adapters.catalog import ADAPTERS
from gateway.accounting.books import Adapter, Readiness, Verdict
from gateway.resources import Resources
from running import BASE_URL, Guest, StoppedClock
from toy import LACKING, OTHER_TOKEN, READY, REFUSED, TOKEN, Toy, ToyCredentials

TOY = 1
AFAS = 8037
FILLED_IN = {"company_id": "12345", "token": TOKEN}
BACK = "https://app.example/connected?step=2&connectionStatus=unknown#top"


class SpareCredentials(ToyCredentials):
    spare_token: SecretStr | None = None


@pytest.fixture
def adapters(toy: Toy) -> dict[str, Adapter]:
    return {**ADAPTERS, "toy": replace(toy.adapter, credentials=SpareCredentials)}


@pytest.fixture
async def consumer(guest: Guest) -> str:
    new = {"name": "Jansen & <b>Zn</b>", "redirect_url": BACK}
    consumer_id: str = (await guest.http.post("/consumers", json=new)).json()["consumerid"]
    return consumer_id


async def new_link(guest: Guest, consumer: str, **body: object) -> str:
    body = {"integrationid": TOY, **body}
    made = await guest.http.post(f"/consumers/{consumer}/connections", json=body)
    assert made.status_code == 200, made.text
    url: str = made.json()["url"]
    return url.removeprefix(BASE_URL)


@pytest.fixture
async def link(guest: Guest, consumer: str) -> str:
    return await new_link(guest, consumer)


@pytest.fixture
async def renewal(guest: Guest, consumer: str, link: str, http: AsyncClient) -> str:
    """A link to change a connection that stands."""
    assert (await http.post(link, data={**FILLED_IN, "token_name": "Old"})).status_code == 303
    [made] = await connections(guest, consumer)
    path = f"/consumers/{consumer}/connections/{made['connectionid']}"
    url: str = (await guest.http.patch(path, json={})).json()["url"]
    return url.removeprefix(BASE_URL)


async def connections(guest: Guest, consumer: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = (
        await guest.http.get(f"/consumers/{consumer}/connections")
    ).json()
    return found


async def stored(resources: Resources, guest: Guest) -> dict[str, object]:
    [connection] = await resources.connections.list(guest.tenant_id)
    return (await resources.connections.credentials(connection)).revealed()


def text_of(answer: Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


async def test_the_form_is_drawn_from_the_credentials_that_the_adapter_names(
    guest: Guest, consumer: str, http: AsyncClient
):
    answer = await http.get(await new_link(guest, consumer, integrationid=AFAS))
    assert answer.status_code == 200
    assert "Jansen &amp; &lt;b&gt;Zn&lt;/b&gt;" in answer.text
    assert '<label for="company_id">Company id</label>' in answer.text
    assert '<label for="administration">Administration <span' in answer.text
    assert re.findall(r'type="password" id="(\w+)"', answer.text) == ["token", "client_secret"]
    chosen = re.findall(r'<option value="(\w*)"( selected)?>', answer.text)
    assert chosen[0] == ("production", " selected")
    assert [value for value, selected in chosen if not selected] == [
        "test",
        "accept",
        "training",
        "sandbox",
    ]


async def test_filling_it_in_connects_and_returns_with_what_became_of_it(
    guest: Guest, consumer: str, link: str, http: AsyncClient, resources: Resources
):
    answer = await http.post(link, data=FILLED_IN)
    [made] = await connections(guest, consumer)
    assert answer.status_code == 303
    assert answer.headers["location"] == (
        f"https://app.example/connected?step=2&consumerId={consumer}"
        f"&connectionId={made['connectionid']}&connectionStatus=active#top"
    )
    assert (made["name"], made["status"]) == ("Toy toy/12345", "active")
    assert (await stored(resources, guest))["token"] == TOKEN


async def test_the_name_that_was_asked_for_becomes_the_connections_name(
    guest: Guest, consumer: str, http: AsyncClient
):
    await http.post(await new_link(guest, consumer, name="Holding"), data=FILLED_IN)
    assert [one["name"] for one in await connections(guest, consumer)] == ["Holding"]


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (READY, "Tested: everything works"),
        (LACKING, "Booking needs the right to FiEntries Add FiEntries under UpdateConnectors."),
        (
            Readiness(Verdict.UNREACHABLE, "AFAS cannot be reached."),
            "could not be tested just now: AFAS cannot be reached.",
        ),
    ],
    ids=["ready", "rights missing", "unreachable"],
)
async def test_without_an_address_to_return_to_the_page_says_what_was_connected(  # noqa: PLR0917 - fixtures
    found: Readiness, told: str, guest: Guest, consumer: str, link: str, http: AsyncClient, toy: Toy
):
    await guest.http.patch(f"/consumers/{consumer}", json={"redirect_url": None})
    toy.answers = found
    answer = await http.post(link, data=FILLED_IN)
    assert answer.status_code == 200
    assert "Toy is connected" in text_of(answer)
    assert told in text_of(answer)
    assert TOKEN not in answer.text
    assert len(await connections(guest, consumer)) == 1


async def test_what_is_wrong_is_told_by_field_and_nothing_secret_is_repeated(
    guest: Guest, consumer: str, http: AsyncClient
):
    link = await new_link(guest, consumer, integrationid=AFAS)
    typed = {"company_id": "", "client_id": "<typed>", "token": "a wrong token", "nonsense": "1"}
    answer = await http.post(link, data=typed)
    assert answer.status_code == 422
    assert '<a href="#company_id">Company id: Company id is needed' in answer.text
    assert 'id="error-company_id"' in answer.text
    assert '<a href="#token">Token: ' in answer.text
    assert 'value="&lt;typed&gt;"' in answer.text
    assert "a wrong token" not in unescape(answer.text)
    assert await connections(guest, consumer) == []
    assert (await http.get(link)).status_code == 200


async def test_a_refused_token_leaves_the_link_open_for_another_try(
    link: str, http: AsyncClient, toy: Toy
):
    toy.answers = REFUSED
    answer = await http.post(link, data=FILLED_IN)
    assert answer.status_code == 422
    assert REFUSED.message in text_of(answer)
    assert TOKEN not in unescape(answer.text)
    toy.answers = READY
    assert (await http.post(link, data=FILLED_IN)).status_code == 303


async def test_books_that_are_connected_already_are_told_apart_from_a_used_link(
    guest: Guest, consumer: str, link: str, http: AsyncClient
):
    second = await new_link(guest, consumer)
    assert (await http.post(link, data=FILLED_IN)).status_code == 303
    answer = await http.post(second, data=FILLED_IN)
    assert answer.status_code == 422
    assert "Toy toy/12345 is connected already" in text_of(answer)


async def test_tries_are_limited_for_each_link(link: str, http: AsyncClient, toy: Toy):
    toy.answers = REFUSED
    statuses = [(await http.post(link, data=FILLED_IN)).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]


async def test_a_link_works_once(link: str, http: AsyncClient, consumer: str):
    await http.post(link, data=FILLED_IN)
    for answer in (await http.get(link), await http.post(link, data=FILLED_IN)):
        assert answer.status_code == 410
        assert "This link has been used already." in text_of(answer)
        [back] = re.findall(r'href="(https://[^"]+)"', answer.text)
        assert unescape(back) == (
            f"https://app.example/connected?step=2&connectionStatus=unknown&consumerId={consumer}"
            "&error=This+link+has+been+used+already.&isExpiredError=true#top"
        )


async def test_a_link_expires_after_half_an_hour(link: str, http: AsyncClient, clock: StoppedClock):
    clock.passes(minutes=29)
    assert (await http.get(link)).status_code == 200
    clock.passes(minutes=2)
    answer = await http.post(link, data=FILLED_IN)
    assert answer.status_code == 410
    assert "This link has expired." in text_of(answer)
    assert "isExpiredError=true" in answer.text


async def test_what_never_was_a_link_is_not_found(http: AsyncClient):
    for rubbish in ("x", "a.b.c", "%ED%A0%80", "x" * 9000):
        answer = await http.get(f"/connect/{rubbish}")
        assert answer.status_code == 404
        assert "This link does not work" in text_of(answer)


async def test_an_access_token_is_no_link(guest: Guest, http: AsyncClient):
    token = guest.http.headers["authorization"].removeprefix("Bearer ")
    assert (await http.get(f"/connect/{token}")).status_code == 404


async def test_a_link_is_no_access_token(link: str, http: AsyncClient):
    token = {"Authorization": f"Bearer {link.removeprefix('/connect/')}"}
    assert (await http.get("/consumers", headers=token)).status_code == 401


@pytest.mark.parametrize("other", ["12345", "67890"], ids=["same books", "other books"])
async def test_two_who_submit_one_link_at_once_make_one_connection(
    other: str, guest: Guest, consumer: str, link: str, http: AsyncClient
):
    answers = await asyncio.gather(
        http.post(link, data=FILLED_IN),
        http.post(link, data={**FILLED_IN, "company_id": other}),
    )
    assert sorted(answer.status_code for answer in answers) == [303, 410]
    assert len(await connections(guest, consumer)) == 1


async def test_renewing_shows_what_is_public_and_keeps_a_secret_left_blank(
    guest: Guest, renewal: str, http: AsyncClient, resources: Resources
):
    shown = await http.get(renewal)
    assert 'value="12345"' in shown.text
    assert 'value="Old"' in shown.text
    assert TOKEN not in unescape(shown.text)
    assert "One is stored. Leave this empty to keep it." in text_of(shown)

    typed = {"company_id": "12345", "token": "", "token_name": ""}
    answer = await http.post(renewal, data=typed)
    assert (answer.status_code, "Toy is renewed" in text_of(answer)) == (200, True)
    assert await stored(resources, guest) == FILLED_IN
    assert (await http.get(renewal)).status_code == 410


async def test_renewing_replaces_a_secret_but_never_the_books(
    guest: Guest, renewal: str, http: AsyncClient, resources: Resources
):
    answer = await http.post(renewal, data={"company_id": "777", "token": OTHER_TOKEN})
    assert answer.status_code == 422
    assert "This connection is for toy/12345" in text_of(answer)
    assert (await stored(resources, guest))["token"] == TOKEN

    await http.post(renewal, data={"company_id": "12345", "token": OTHER_TOKEN})
    assert (await stored(resources, guest))["token"] == OTHER_TOKEN


async def test_a_stored_secret_that_is_not_needed_can_be_taken_away(
    guest: Guest, renewal: str, consumer: str, http: AsyncClient, resources: Resources
):
    await http.post(renewal, data={**FILLED_IN, "spare_token": "spare"})
    assert await stored(resources, guest) == {**FILLED_IN, "spare_token": "spare"}

    [made] = await connections(guest, consumer)
    path = f"/consumers/{consumer}/connections/{made['connectionid']}"
    again = (await guest.http.patch(path, json={})).json()["url"].removeprefix(BASE_URL)
    assert "Remove the stored spare token" in text_of(await http.get(again))
    await http.post(again, data={"company_id": "12345", "forget.spare_token": "yes"})
    assert await stored(resources, guest) == FILLED_IN


async def test_the_page_can_be_kept_framed_or_restyled_by_nobody(link: str, http: AsyncClient):
    answer = await http.get(link)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self';"
        " form-action 'self' https://app.example; frame-ancestors 'none'; base-uri 'none'"
    )
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|//", answer.text)
    assert "set-cookie" not in answer.headers


# fmt: off
ADDRESSES = {
    "https://x; script-src *": ("", None),
    "https://a,b.example/": ("", None),
    "https://user:pass@bücher.example:8443/ü":
        (" https://xn--bcher-kva.example:8443", "https://xn--bcher-kva.example:8443/%C3%BC?"),
    "http://[::1]:9/": (" http://[::1]:9", "http://[::1]:9/?"),
}
# fmt: on


async def test_no_address_to_return_to_can_add_to_the_policy(
    guest: Guest, consumer: str, http: AsyncClient
):
    for number, (address, (allowed, returned_to)) in enumerate(ADDRESSES.items()):
        await guest.http.patch(f"/consumers/{consumer}", json={"redirect_url": address})
        link = await new_link(guest, consumer)
        policy = (await http.get(link)).headers["content-security-policy"]
        assert f"form-action 'self'{allowed};" in policy
        assert "script-src" not in policy
        answer = await http.post(link, data={**FILLED_IN, "company_id": f"{number}"})
        if returned_to is None:
            assert (answer.status_code, "location" in answer.headers) == (200, False)
        else:
            assert answer.headers["location"].startswith(returned_to)


# fmt: off
SENT_FROM = (
    ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, 403),
    ({"Sec-Fetch-Site": "same-site", "Origin": BASE_URL}, 403),
    ({"Origin": "https://elsewhere.example"}, 403),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 422),
    ({"Origin": "null"}, 422),
    ({"Origin": BASE_URL}, 422),
)
# fmt: on


async def test_a_form_from_another_site_is_refused_before_it_is_read(link: str, http: AsyncClient):
    for headers, status in SENT_FROM:
        answer = await http.post(link, data={"company_id": ""}, headers=headers)
        assert answer.status_code == status, headers


async def test_only_a_form_of_reasonable_size_is_read(link: str, http: AsyncClient):
    assert (await http.post(link, json=FILLED_IN)).status_code == 415
    assert (await http.post(link, data={**FILLED_IN, "x": "y" * 70_000})).status_code == 413
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await http.post(link, content=b"token=\xff", headers=form)).status_code == 422
    many = "&".join(f"a{number}=" for number in range(200))
    assert (await http.post(link, content=many, headers=form)).status_code == 422


async def test_neither_the_link_nor_what_was_typed_is_kept_in_the_request_log(
    link: str, http: AsyncClient, resources: Resources, consumer: str
):
    await http.post(link, data=FILLED_IN)
    await resources.request_log.flush()
    rows = await resources.request_log.search(consumer_id=UUID(consumer), status=303)
    assert [row.method for row in rows] == ["POST"]
    kept = repr(await resources.request_log.search())
    assert link.removeprefix("/connect/") not in kept
    assert "0123456789ABCDEF" not in kept


async def test_the_integrations_images_are_pictures(guest: Guest):
    for kind in ("logo", "icon"):
        answer = await guest.http.get(f"/integrations/{AFAS}/{kind}.json")
        assert base64.b64decode(answer.json()["data"]).startswith(b"\x89PNG\r\n\x1a\n")
