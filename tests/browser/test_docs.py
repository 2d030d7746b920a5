"""`/docs`: the published contract, to read and to try out, without any other site."""

from httpx import AsyncClient
from playwright.async_api import Page, expect


async def test_the_docs_try_an_operation_out_and_ask_no_other_origin(page: Page, gateway, seen):
    await page.goto(f"{gateway}/docs")
    await page.get_by_role("link", name="Health", exact=True).click()
    await page.get_by_role("button", name="GET /health/live The process answers").click()
    await page.get_by_role("button", name="Try it out").click()
    await page.get_by_role("button", name="Execute").click()
    answer = page.locator(".live-responses-table")
    await expect(answer).to_contain_text('"status": "ok"')

    assert f"{gateway}/health/live" in seen.asked
    assert [url for url in seen.asked if not url.startswith((f"{gateway}/", "data:"))] == []
    assert seen.complaints == [], "the content policy refused something that the page needs"


async def test_an_end_user_of_the_docs_authorizes_with_a_client_id_and_secret(
    page: Page, gateway, guest
):
    await page.goto(f"{gateway}/docs")
    await page.get_by_role("button", name="Authorize").click()
    way = page.locator(".auth-container", has_text="clientCredentials")
    await way.get_by_label("client_id").fill(guest.client_id)
    await way.get_by_label("client_secret").fill(guest.secret)
    await way.get_by_role("button", name="Apply given OAuth2 credentials").click()
    await expect(way.get_by_role("button", name="Remove authorization")).to_be_visible()


async def test_the_contract_needs_no_token_and_is_sent_once(http: AsyncClient):
    first = await http.get("/openapi.json")
    assert first.status_code == 200
    assert first.json()["info"]["title"] == "ledgergate"
    again = await http.get("/openapi.json", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_the_docs_allow_no_inline_script_and_no_frame(http: AsyncClient):
    docs = await http.get("/docs")
    assert docs.status_code == 200
    policy = docs.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


async def test_only_what_belongs_to_the_pages_is_served_as_a_file(http: AsyncClient):
    assert (await http.get("/static/pages.css")).status_code == 200
    for elsewhere in ("%2e%2e/connect.py", "%2e%2e%2fconnect.py", "swagger-ui/%2e%2e/main.py", ""):
        assert (await http.get(f"/static/{elsewhere}")).status_code == 404, elsewhere
