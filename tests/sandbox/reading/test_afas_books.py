"""A consumer's AFAS, read over HTTP from end to end."""

import httpx
import pytest

from adapters.afas.adapter import afas
from adapters.afas.simulator import create_simulator, demo_access
from gateway.plumbing.sealing import new_master_key
from gateway.settings import Settings, read_settings
from simulator.asking import COMPANY, HOME

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TOKEN = demo_access(COMPANY, HOME).token_xml
CREDENTIALS = {
    "company_id": COMPANY,
    "environment": HOME,
    "token": TOKEN,
    "administration": "1",
    "default_analytic_plan": "1",
}


@pytest.fixture
def settings(database_url: str) -> Settings:
    sandbox = {"sandbox_url": "https://afas.test"}
    return read_settings({}, database_url=database_url, sealing_key=new_master_key(), **sandbox)


@pytest.fixture
def adapters():
    simulated = afas(httpx.ASGITransport(create_simulator()))
    return {simulated.key: simulated}


@pytest.fixture
async def books(unconnected):
    given = [{"key": key, "value": value} for key, value in CREDENTIALS.items()]
    new = {"integrationid": 8037, "name": "AFAS", "credentials": given}
    made = await unconnected.http.post(f"{unconnected.consumer}/connections", json=new)
    assert made.status_code == 200, made.text
    return unconnected


async def test_every_list_that_afas_offers_is_answered_in_the_contracts_shape(books):
    for path in (
        *("/bookyears", "/journals", "/chart-of-accounts", "/vat-codes", "/payment-terms"),
        *("/clients", "/suppliers", "/analytic-plans", "/analytic-accounts"),
        "/analytic-accounts/multi-analytic-plans",
    ):
        answer = await books.asks(f"{path}?size=5")
        if path == "/payment-terms" and answer.status_code == 405:
            continue  # no standard connector lists them
        assert answer.status_code == 200, f"{path}: {answer.text}"
        page = answer.json()
        assert (page["page"], page["size"]) == (1, 5), path
        assert page["total"] >= len(page["items"]) > 0, path


async def test_the_clients_of_all_pages_are_all_clients_once(books):
    first = await books.reads("/clients?size=100")
    seen = [one["id"] for one in first["items"]]
    for number in range(2, -(-first["total"] // 100) + 2):
        page = await books.reads(f"/clients?size=100&page={number}")
        assert page["total"] == first["total"]
        seen += [one["id"] for one in page["items"]]
    assert len(seen) == len(set(seen)) == first["total"] == 400


async def test_a_client_and_a_supplier_are_read_by_their_id(books):
    for path in ("/clients", "/suppliers"):
        (listed,) = (await books.reads(f"{path}?size=1"))["items"]
        single = await books.reads(f"{path}/{listed['id']}")
        assert (single["id"], single["name"]) == (listed["id"], listed["name"])
        answer = await books.asks(f"{path}/nobody")
        assert (answer.status_code, answer.json()["error_code"]) == (404, "ERROR_PARTNER_NOT_FOUND")


async def test_only_the_folder_of_the_connection_can_be_asked(books):
    selected = [one["id"] for one in await books.reads("/folders") if one["selected"]]
    assert selected == ["1"]
    assert (await books.reads("/journals?folder_id=1"))["total"] > 0
    answer = await books.asks("/journals?folder_id=2")
    assert (answer.status_code, answer.json()["error_code"]) == (404, "ERROR_FOLDER_NOT_FOUND")


async def test_afas_own_answer_comes_along_without_the_token(books):
    answer = await books.asks("/clients?size=2", headers={"x-chift-raw-data": "true"})
    (last, told) = list(answer.json()["raw_data"].items())[-1]
    assert "Profit_Debtor" in last
    assert told["rows"]
    assert TOKEN not in answer.text


async def test_what_afas_does_not_offer_yet_names_afas(books):
    answer = await books.asks("/employees")
    assert (answer.status_code, answer.json()["error_code"]) == (
        405,
        "ERROR_RESOURCE_NOT_SUPPORTED",
    )
    assert answer.json()["message"].endswith("is not supported by AFAS Profit")


async def test_balances_contacts_and_payment_methods_are_read_too(books):
    year = (await books.reads("/bookyears"))["items"][1]["name"]
    asked = {"accounts": ["8"], "start": f"{year}01", "end": f"{year}12"}
    answer = await books.asks("/chart-of-accounts/balance?size=5", "POST", json=asked)
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["items"]) == 5
    for each in answer.json()["items"]:
        assert each["account_number"].startswith("8")
        assert each["period_balance"] < 0
    for client in (await books.reads("/clients?size=100"))["items"]:
        asked = f"partner_type=client&partner_id={client['id']}"
        if contacts := (await books.reads(f"/contacts?{asked}"))["items"]:
            break
    assert contacts[0]["name"] == "Administratie"
    methods = (await books.reads("/payment-methods"))["items"]
    assert {"id": "50", "name": "Bank rekening-courant"} in methods


async def test_a_month_that_is_none_and_a_partner_that_is_nobody_are_refused(books):
    asked = {"accounts": [], "end": "202613"}
    answer = await books.asks("/chart-of-accounts/balance", "POST", json=asked)
    (fault,) = answer.json()["detail"]
    assert (answer.status_code, fault["loc"]) == (422, ["body", "end"])
    assert "YYYYMM" in fault["msg"]
    answer = await books.asks("/contacts?partner_type=supplier&partner_id=nobody")
    assert (answer.status_code, answer.json()["error_code"]) == (404, "ERROR_PARTNER_NOT_FOUND")


async def test_open_items_need_a_connector_of_our_own_and_say_which(books):
    answer = await books.asks("/outstandings?type=supplier&unposted_allowed=false")
    assert answer.status_code == 405
    assert "Ledgergate_CreditorItems" in answer.json()["message"]
