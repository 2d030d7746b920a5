"""A consumer reads the entries of its AFAS over HTTP, and finds what somebody has just booked."""

from decimal import Decimal

import httpx
import pytest

from adapters.afas.adapter import afas
from adapters.afas.simulator import create_simulator, demo_access
from gateway.plumbing.sealing import new_master_key
from gateway.settings import Settings, read_settings
from simulator.asking import COMPANY, HOME, Afas, Clock, authorization
from simulator.bodies import entry, line, sales_invoice

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SANDBOX = "https://afas.test"
CREDENTIALS = {
    "company_id": COMPANY,
    "environment": HOME,
    "token": demo_access(COMPANY, HOME).token_xml,
    "administration": "1",
    "default_analytic_plan": "1",
}
MARCH = "unposted_allowed=false&date_from=2026-03-01&date_to=2026-03-31"


@pytest.fixture
def settings(database_url: str) -> Settings:
    sandbox = {"sandbox_url": SANDBOX}
    return read_settings({}, database_url=database_url, sealing_key=new_master_key(), **sandbox)


@pytest.fixture
def simulator():
    return create_simulator(clock=Clock())


@pytest.fixture
def adapters(simulator):
    simulated = afas(httpx.ASGITransport(simulator))
    return {simulated.key: simulated}


@pytest.fixture
async def profit(simulator):
    headers = {"Authorization": authorization()}
    transport = httpx.ASGITransport(simulator)
    async with httpx.AsyncClient(transport=transport, base_url=SANDBOX, headers=headers) as http:
        yield Afas(http)


@pytest.fixture
async def books(unconnected):
    given = [{"key": key, "value": value} for key, value in CREDENTIALS.items()]
    new = {"integrationid": 8037, "name": "AFAS", "credentials": given}
    made = await unconnected.http.post(f"{unconnected.consumer}/connections", json=new)
    assert made.status_code == 200, made.text
    return unconnected


async def every(books, path, asked):
    found, page = [], 1
    while True:
        got = await books.reads(f"{path}?{asked}&size=100&page={page}")
        found += got["items"]
        if len(got["items"]) < 100:
            assert len(found) == got["total"]
            return found
        page += 1


async def test_a_quarter_is_read_page_by_page_and_every_entry_balances(books, profit):
    quarter = "unposted_allowed=true&date_from=2026-01-01&date_to=2026-03-31"
    entries = await every(books, "/journal/entries", quarter)
    told = (await profit.control("GET", "entries?limit=100000"))["entries"]
    there = {
        f"{each['unit']}-{each['number']}": each
        for each in told
        if each["unit"] == 1 and each["year"] == 2026 and each["period"] <= 3
    }
    assert sorted(each["id"] for each in entries) == sorted(there)
    for each in entries:
        theirs = sum(Decimal(one["debit"]) for one in there[each["id"]]["lines"])
        for side in ("debit", "credit"):
            assert sum(Decimal(str(item[side])) for item in each["items"]) == theirs
    with_plans = await every(books, "/journal/entries/multi-analytic-plans", quarter)
    assert [each["id"] for each in with_plans] == [each["id"] for each in entries]


async def test_an_invoice_that_was_just_booked_is_found_in_every_way(books, profit):
    number = (await profit.done("FiEntries", sales_invoice("T900", BpNr="900")))["EnNo"]
    one = await books.reads(f"/journal/entries/1-{number}")
    assert (one["id"], one["journal_id"], one["name"]) == (f"1-{number}", "20", "900")
    assert (one["date"], one["posted"]) == ("2026-03-09", True)
    assert "attachments_info" not in one
    assert [(item["account_number"], item["debit"], item["credit"]) for item in one["items"]] == [
        ("1300", 242.0, 0.0),
        ("8020", 0.0, 200.0),
        ("1510", 0.0, 42.0),
    ]
    plans = "/journal/entries/multi-analytic-plans"
    assert one in await every(books, plans, MARCH)
    assert one in await every(books, plans, f"{MARCH}&journal_id=20")
    assert one not in await every(books, plans, f"{MARCH}&journal_id=50")
    changed = "unposted_allowed=false&updated_after="
    assert one in await every(books, plans, f"{changed}2026-06-15T09:59:59Z")
    assert one in await every(books, plans, f"{changed}2026-06-15T11:59:59%2B02:00")
    assert one not in await every(books, plans, f"{changed}2026-06-15T10:00:01")


async def test_a_split_over_cost_centres_shows_as_a_distribution_or_line_by_line(books, profit):
    def on(code, debit):
        under = [{"FiDimEntries": {"Element": {"Fields": {"DiC1": code}}}}]
        return line("1", "4310", debit=debit, under=under)

    lines = [on("ICT", "75.00"), on("ADMIN", "25.00"), line("1", "4700", credit="100.00")]
    number = (await profit.done("FiEntries", entry(lines)))["EnNo"]
    one = await books.reads(f"/journal/entries/1-{number}")
    assert one["items"][0]["analytic_distribution"] == [
        {
            "analytic_plan": "1",
            "analytic_accounts": [
                {"analytic_account": "ICT", "percentage": 75.0},
                {"analytic_account": "ADMIN", "percentage": 25.0},
            ],
        }
    ]
    found = await every(books, "/journal/entries", MARCH)
    (same,) = (each for each in found if each["id"] == one["id"])
    assert [(item["debit"], item["analytic_account"]) for item in same["items"]] == [
        (75.0, "ICT"),
        (25.0, "ADMIN"),
        (0.0, None),
    ]


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        (
            "unposted_allowed=true&date_from=2026-01-01&date_to=2026-04-02",
            400,
            "ERROR_MAX_DIFFERENCE_MONTHS",
        ),
        ("unposted_allowed=true&date_from=2026-01-01", 400, None),
        (f"{MARCH}&partner_id=10321", 405, "ERROR_RESOURCE_NOT_SUPPORTED"),
        ("date_from=2026-03-01&date_to=2026-03-31", 422, "ERROR_INVALID_QUERY_PARAMETER"),
        ("unposted_allowed=true&date_from=03-2026", 422, "ERROR_INVALID_QUERY_PARAMETER"),
    ],
)
async def test_what_cannot_be_asked_is_refused_by_name(books, asked, status, code):
    for path in ("/journal/entries", "/journal/entries/multi-analytic-plans"):
        answer = await books.asks(f"{path}?{asked}")
        assert answer.status_code == status, answer.text
        assert code is None or answer.json()["error_code"] == code


@pytest.mark.parametrize("strange", ["1-999999999", "2-1", "nothing", "1-1%27"])
async def test_an_unknown_entry_is_a_404(books, strange):
    answer = await books.asks(f"/journal/entries/{strange}")
    assert (answer.status_code, answer.json()["error_code"]) == (404, "ERROR_ENTRY_NOT_FOUND")
