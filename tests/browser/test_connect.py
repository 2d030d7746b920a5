"""The page behind a link, as somebody with a browser meets it."""

import re

from playwright.async_api import Page, expect

from running import Guest
from toy import LACKING, OTHER_TOKEN, REFUSED, TOKEN, Toy

TOY = 1
AFAS = 8037
SECRET = "a secret that was typed"


async def fill_in(page: Page, token: str = TOKEN) -> None:
    await page.get_by_label("Company id").fill("12345")
    await page.get_by_label("Token", exact=True).fill(token)
    await page.get_by_role("button").click()


async def test_somebody_connects_their_books_and_returns_where_they_came_from(
    either_way: Page, new_link, consumer, marketplace, guest: Guest
):
    await either_way.goto(await new_link(integrationid=TOY))
    await expect(either_way.get_by_text("Bakkerij De Korenaar & Zn")).to_be_visible()
    await fill_in(either_way)
    await expect(either_way.get_by_role("heading", name="Welcome back")).to_be_visible()

    [connection] = (await guest.http.get(f"/consumers/{consumer}/connections")).json()
    assert marketplace.visits == [
        {
            "step": ["2"],
            "consumerId": [consumer],
            "connectionId": [connection["connectionid"]],
            "connectionStatus": ["active"],
        }
    ]
    assert marketplace.referrers == [""], "the link travelled to another site"


async def test_what_is_wrong_stands_beside_its_field_and_secrets_are_not_sent_back(
    either_way: Page, new_link
):
    await either_way.goto(await new_link(integrationid=AFAS))
    await either_way.get_by_label("Company id").fill("nonsense")
    await either_way.get_by_label("Environment").select_option("Test")
    await either_way.get_by_label("Client secret").fill(SECRET)
    await either_way.get_by_role("button", name="Connect").click()

    title = "Error: Connect AFAS Profit for Bakkerij De Korenaar & Zn"
    await expect(either_way).to_have_title(title)
    summary, company_id = either_way.get_by_role("alert"), either_way.get_by_label("Company id")
    await expect(summary).to_be_focused()
    await expect(company_id).to_have_value("nonsense")
    await expect(company_id).to_have_attribute("aria-invalid", "true")
    told = re.compile("The five digits .* Error: This is not a company id")
    await expect(company_id).to_have_accessible_description(told)
    await expect(either_way.get_by_label("Environment")).to_have_value("test")
    await expect(either_way.get_by_label("Client secret")).to_have_value("")
    assert SECRET not in await either_way.content()

    await summary.get_by_role("link", name="Company id").click()
    await expect(company_id).to_be_focused()


async def test_refused_credentials_are_explained_and_a_used_link_leads_back(
    page: Page, new_link, toy: Toy, marketplace, consumer
):
    link = await new_link(integrationid=TOY)
    toy.answers, works = REFUSED, toy.answers
    await page.goto(link)
    await fill_in(page)
    await expect(page.get_by_role("alert")).to_contain_text(REFUSED.message)
    await expect(page.get_by_label("Company id")).to_have_value("12345")

    toy.answers = works
    await fill_in(page)
    await expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()

    await page.goto(link)
    await expect(page.get_by_text("This link has been used already.")).to_be_visible()
    await page.get_by_role("link", name="Go back").click()
    await expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    assert marketplace.visits[-1] == {
        "step": ["2"],
        "consumerId": [consumer],
        "error": ["This link has been used already."],
        "isExpiredError": ["true"],
    }


async def test_renewing_keeps_a_blank_secret_and_names_the_missing_rights(
    page: Page, new_link, toy: Toy, guest: Guest, resources
):
    await page.goto(await new_link(integrationid=TOY))
    await fill_in(page)
    await expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    connections = resources.connections
    [connection] = await connections.list(guest.tenant_id)

    async def stored() -> dict[str, str]:
        now = await connections.get(guest.tenant_id, connection.id)
        return (await connections.credentials(now)).revealed()

    toy.answers = LACKING
    await page.goto(await new_link(connection.id))
    await expect(page.get_by_label("Company id")).to_have_value("12345")
    await page.get_by_label("Token name").fill("Bookkeeping")
    await page.get_by_role("button", name="Save and test").click()
    await expect(page.get_by_text("Tested: some rights are missing")).to_be_visible()
    await page.get_by_text("needs the right to FiEntries").click()
    await expect(page.get_by_text("Add FiEntries under UpdateConnectors.")).to_be_visible()
    assert await stored() == {"company_id": "12345", "token": TOKEN, "token_name": "Bookkeeping"}

    await page.goto(await new_link(connection.id))
    await fill_in(page, OTHER_TOKEN)
    await expect(page.get_by_role("heading", name="Toy is renewed")).to_be_visible()
    assert (await stored())["token"] == OTHER_TOKEN


async def test_no_page_asks_another_origin_for_anything(page: Page, new_link, gateway, seen):
    await page.goto(await new_link(integrationid=AFAS))
    await page.get_by_role("button", name="Connect").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await page.goto(f"{gateway}/connect/nonsense")
    await expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()
    assert [url for url in seen.asked if not url.startswith(f"{gateway}/")] == []
    assert f"{gateway}/static/pages.css" in seen.asked
    assert seen.complaints == [], "the content policy refused something of our own"


async def test_a_phone_shows_every_page_without_sideways_scrolling(
    phone: Page, new_link, toy: Toy, guest: Guest, consumer
):
    async def fits() -> bool:
        root = "document.documentElement"
        return bool(await phone.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"))

    await phone.goto(await new_link(integrationid=AFAS))
    assert await fits()
    await phone.get_by_label("Company id").fill("x" * 300)
    await phone.get_by_role("button", name="Connect").click()
    await expect(phone.get_by_role("alert")).to_be_visible()
    assert await fits()

    await guest.http.patch(f"/consumers/{consumer}", json={"redirect_url": None})
    toy.answers = LACKING
    link = await new_link(integrationid=TOY)
    await phone.goto(link)
    await fill_in(phone)
    await expect(phone.get_by_role("heading", name="Toy is connected")).to_be_visible()
    assert await fits()
    await phone.goto(link)
    await expect(phone.get_by_role("heading", name="This link does not work")).to_be_visible()
    assert await fits()
