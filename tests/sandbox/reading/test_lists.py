"""Pages, filters and single things, over HTTP."""

from datetime import UTC, datetime

import pytest

from toy import Toy

LISTS = {
    "/bookyears": 3,
    "/journals": 2,
    "/vat-codes": 2,
    "/payment-terms": 1,
    "/chart-of-accounts": 4,
    "/clients": 120,
    "/suppliers": 2,
    "/analytic-plans": 2,
    "/analytic-accounts": 1,
    "/analytic-accounts/multi-analytic-plans": 2,
}


async def test_every_list_answers_the_contracts_envelope(reader):
    for path, total in LISTS.items():
        page = await reader.reads(path)
        assert page.keys() == {"items", "total", "page", "size"}
        assert (page["total"], page["page"], page["size"]) == (total, 1, 50), path
        assert len(page["items"]) == min(total, 50)


async def test_the_pages_together_hold_every_client_once(reader):
    seen = []
    for number in range(1, 5):
        page = await reader.reads(f"/clients?page={number}&size=40")
        assert (page["total"], page["page"], page["size"]) == (120, number, 40)
        seen += [one["id"] for one in page["items"]]
    assert seen == [str(10_000 + number) for number in range(1, 121)]


async def test_a_page_past_the_end_is_empty(reader):
    page = await reader.reads("/clients?page=4000000000000000000000&size=100")
    assert (page["items"], page["total"]) == ([], 120)


@pytest.mark.parametrize("asked", ["page=0", "page=x", "page=1.5", "size=0", "size=101", "size="])
async def test_a_page_out_of_bounds_is_refused_by_name(reader, asked):
    answer = await reader.asks(f"/clients?{asked}")
    assert answer.status_code == 422
    assert answer.json()["error_code"] == "ERROR_INVALID_QUERY_PARAMETER"
    assert answer.json()["detail"][0]["loc"] == ["query", asked.partition("=")[0]]


async def test_clients_are_found_by_name_and_by_when_they_changed(reader):
    assert (await reader.reads("/clients?search=client 11"))["total"] == 11
    assert (await reader.reads("/clients?updated_after=2026-04-30T00:00:00Z"))["total"] == 1
    both = await reader.reads("/clients?search=client 1&updated_after=2026-04-20T00:00:00")
    assert [one["name"] for one in both["items"]] == [f"Client {n}" for n in range(110, 121)]


async def test_a_moment_without_a_zone_is_utc(reader, toy: Toy):
    await reader.reads("/clients?updated_after=2026-04-20T00:00:00")
    assert toy.ledger["clients"].queries[-1].asks["updated_after"] == datetime(
        2026, 4, 20, tzinfo=UTC
    )


async def test_accounts_are_chosen_by_what_they_begin_with_and_by_type(reader):
    page = await reader.reads("/chart-of-accounts?classes=0,80")
    numbers = [one["number"] for one in page["items"]]
    assert numbers == ["0100", "8000", "8010"]
    assert (await reader.reads("/chart-of-accounts?type=bank"))["total"] == 1
    assert (await reader.asks("/chart-of-accounts?type=receivable")).status_code == 422


async def test_one_client_one_supplier_and_one_analytic_account_are_read_by_their_id(reader):
    client = await reader.reads("/clients/10007")
    assert (client["name"], client["last_updated_on"]) == ("Client 7", "2026-01-08T00:00:00Z")
    assert (await reader.reads("/suppliers/20002"))["name"] == "Éclair B.V."
    assert (await reader.reads("/analytic-accounts/100"))["debit"] == 12.34
    in_plan = await reader.reads("/analytic-accounts/P1/multi-analytic-plans/2")
    assert (in_plan["name"], in_plan["analytic_plan"]) == ("Nieuwe loods", "2")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/clients/404", "ERROR_PARTNER_NOT_FOUND"),
        ("/suppliers/10007", "ERROR_PARTNER_NOT_FOUND"),
        ("/folders/404", "ERROR_FOLDER_NOT_FOUND"),
        ("/analytic-accounts/P1", "ERROR_ANALYTIC_ACCOUNT_NOT_FOUND"),
        ("/analytic-accounts/P1/multi-analytic-plans/1", "ERROR_ANALYTIC_ACCOUNT_NOT_FOUND"),
    ],
)
async def test_an_unknown_id_is_a_404_with_the_contracts_code(reader, path, code):
    answer = await reader.asks(path)
    assert (answer.status_code, answer.json()["error_code"]) == (404, code)


async def test_the_plans_list_is_not_taken_for_an_account_of_that_name(reader):
    assert "items" in await reader.reads("/analytic-accounts/multi-analytic-plans")
