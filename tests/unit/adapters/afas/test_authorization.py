import asyncio
import base64
from urllib.parse import parse_qs

import httpx
import pytest
import time_machine

from adapters.afas.addresses import Address, Environment
from adapters.afas.authorization import MOST_CLIENTS, AccessTokens
from gateway.accounting.books import Verdict
from unit.adapters.afas.scripted_afas import metainfo

BASE = "https://36480.rest.afas.online/ProfitRestServices"
TOKEN_URL = f"{BASE}/oauth/token"
METAINFO = f"{BASE}/MetaInfo"
PRODUCTION = Address("36480", Environment.PRODUCTION)
CLIENT = {"client_id": "gateway", "client_secret": "correct-horse"}


def access_token(value="first", expires_in=3600):
    return {"access_token": value, "token_type": "Bearer", "expires_in": expires_in}


@pytest.fixture
def vendor(vendor):
    vendor.tells(METAINFO, metainfo())
    return vendor


def bearers(vendor):
    return [asked.headers["authorization"] for asked in vendor.asked if asked.url == METAINFO]


def fetched(vendor):
    return vendor.urls.count(TOKEN_URL)


async def test_a_client_fetches_a_token_with_its_secret_in_the_body(open_books, vendor):
    vendor.tells(TOKEN_URL, access_token())
    await open_books(**CLIENT).readiness()
    assert vendor.asked[0].url == TOKEN_URL
    assert parse_qs(vendor.asked[0].body.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": ["gateway"],
        "client_secret": ["correct-horse"],
    }
    assert bearers(vendor) == ["Bearer first"]


async def test_books_opened_again_and_at_once_share_one_token(open_books, vendor):
    vendor.tells(TOKEN_URL, access_token())
    await asyncio.gather(*(open_books(**CLIENT).readiness() for _ in range(5)))
    assert fetched(vendor) == 1
    assert bearers(vendor) == ["Bearer first"] * 5


async def test_a_token_is_renewed_shortly_before_it_expires(open_books, vendor):
    vendor.tells(TOKEN_URL, access_token("first"))
    vendor.tells(TOKEN_URL, access_token("second"))
    with time_machine.travel("2027-01-01T12:00:00Z", tick=False) as clock:
        await open_books(**CLIENT).readiness()
        clock.shift(3500)
        await open_books(**CLIENT).readiness()
        clock.shift(60)
        await open_books(**CLIENT).readiness()
    assert bearers(vendor) == ["Bearer first", "Bearer first", "Bearer second"]


async def test_a_token_that_afas_no_longer_takes_is_replaced_once(open_books, vendor):
    vendor.script[METAINFO] = [(401, {}, b""), *vendor.script[METAINFO]]
    vendor.tells(TOKEN_URL, access_token("first"))
    vendor.tells(TOKEN_URL, access_token("second"))
    readiness = await open_books(**CLIENT).readiness()
    assert readiness.verdict is Verdict.RIGHTS_MISSING
    assert bearers(vendor) == ["Bearer first", "Bearer second"]


async def test_a_token_that_another_call_has_renewed_is_not_renewed_again(vendor):
    vendor.tells(TOKEN_URL, access_token("first"))
    vendor.tells(TOKEN_URL, access_token("second"))
    client = AccessTokens(vendor.transport, lambda _: None).of(PRODUCTION, "gateway", "s3cret")
    refused = await client.header()
    assert await client.renewed(refused) == "Bearer second"
    assert await client.renewed(refused) == "Bearer second"
    assert fetched(vendor) == 2


async def test_a_replaced_secret_does_not_use_the_token_of_the_old_one(open_books, vendor):
    vendor.tells(TOKEN_URL, access_token("first"))
    vendor.tells(TOKEN_URL, access_token("second"))
    await open_books(**CLIENT).readiness()
    await open_books(**CLIENT | {"client_secret": "battery-staple"}).readiness()
    assert bearers(vendor) == ["Bearer first", "Bearer second"]


async def test_only_so_many_clients_are_kept(vendor):
    clients = AccessTokens(vendor.transport, lambda _: None)
    first = clients.of(PRODUCTION, "gateway", "0")
    for number in range(MOST_CLIENTS):
        assert clients.of(PRODUCTION, "gateway", "0") is first
        clients.of(PRODUCTION, "gateway", str(number + 1))
    assert clients.of(PRODUCTION, "gateway", "0") is not first


@pytest.mark.parametrize("status", [400, 401])
async def test_a_client_that_afas_refuses_has_wrong_credentials(open_books, vendor, status):
    vendor.tells(TOKEN_URL, {"error": "invalid_client"}, status=status)
    readiness = await open_books(**CLIENT).readiness()
    assert readiness.verdict is Verdict.CREDENTIALS_REFUSED
    assert bearers(vendor) == []


async def test_a_client_of_another_environment_is_recognised(open_books, vendor):
    vendor.tells(TOKEN_URL, {"error": "invalid_client"}, status=400)
    test = BASE.replace(".rest.", ".resttest.")
    vendor.tells(f"{test}/oauth/token", access_token())
    vendor.tells(f"{test}/MetaInfo", metainfo())
    readiness = await open_books(**CLIENT).readiness()
    assert readiness.verdict is Verdict.WRONG_ENVIRONMENT
    assert "the test environment" in readiness.message


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ({"body": {"error": "temporarily_unavailable"}, "status": 400}, Verdict.UNREACHABLE),
        ({"body": b"<html>", "status": 500}, Verdict.UNREACHABLE),
        ({"body": b"<html>", "status": 200}, Verdict.UNREACHABLE),
        ({"body": {}, "status": 200}, Verdict.UNREACHABLE),
        ({"body": b"", "status": 403}, Verdict.ADDRESS_REFUSED),
        (
            {"body": {"error": {"message": "x"}, "retry_after": 60}, "status": 503},
            Verdict.MAINTENANCE,
        ),
    ],
)
async def test_trouble_at_the_token_address_is_told_apart_and_passes(
    open_books, vendor, answer, verdict
):
    vendor.tells(TOKEN_URL, **answer)
    vendor.tells(TOKEN_URL, access_token())
    assert (await open_books(**CLIENT).readiness()).verdict is verdict
    assert (await open_books(**CLIENT).readiness()).verdict is Verdict.RIGHTS_MISSING


async def test_a_token_address_that_cannot_be_reached_is_told(open_books, vendor, exchanges):
    async def break_off():
        raise httpx.ConnectError("")

    vendor.does(TOKEN_URL, break_off)
    assert (await open_books(**CLIENT).readiness()).verdict is Verdict.UNREACHABLE
    assert (exchanges[0].status, exchanges[0].failure) == (None, "no answer")


async def test_fetching_a_token_is_told_without_its_secrets(open_books, vendor, exchanges):
    vendor.tells(TOKEN_URL, access_token("bearer-value"))
    await open_books(**CLIENT).readiness()
    assert (exchanges[0].method, exchanges[0].url, exchanges[0].status) == ("POST", TOKEN_URL, 200)
    encoded = base64.b64encode(b"gateway:correct-horse").decode()
    assert not [
        text for text in ("correct-horse", "bearer-value", encoded) if text in repr(exchanges)
    ]
