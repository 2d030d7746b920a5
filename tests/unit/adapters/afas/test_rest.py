import asyncio
import base64
import gzip
from decimal import Decimal

import pytest

from adapters.afas.addresses import Address, Environment
from adapters.afas.authorization import ClassicToken
from adapters.afas.rest import LARGEST_ANSWER, Rest, Wire
from adapters.afas.tokens import token_header
from gateway.accounting.errors import CredentialsRefused, Rejected, Unavailable
from unit.adapters.afas.scripted_afas import DATA, TOKEN

BASE = "https://36480.rest.afas.online/ProfitRestServices"


@pytest.fixture
def rest(vendor, exchanges):
    classic = ClassicToken(token_header(TOKEN))
    address = Address("36480", Environment.PRODUCTION)
    return Rest(Wire(vendor.transport, exchanges.append), address, lambda _: classic)


async def test_amounts_keep_every_digit(rest, vendor):
    vendor.tells(f"{BASE}/rows", b'{"a": 0.10, "b": 9007199254740993.25, "c": 1e2, "d": 7}')
    assert repr(await rest.get("/rows")) == repr(
        {"a": Decimal("0.10"), "b": Decimal("9007199254740993.25"), "c": Decimal("1E+2"), "d": 7}
    )


async def test_every_call_pins_the_language_and_carries_the_token_in_base64(rest, vendor):
    vendor.tells(f"{BASE}/MetaInfo", {})
    await rest.get("/MetaInfo")
    (asked,) = vendor.asked
    assert asked.method == "GET"
    assert asked.headers["accept-language"] == "en-us"
    assert asked.headers["accept"] == "application/json"
    assert "connection" not in asked.headers
    scheme, encoded = asked.headers["authorization"].split(" ")
    assert (scheme, base64.b64decode(encoded).decode()) == ("AfasToken", TOKEN)


async def test_a_cookie_is_not_kept(rest, vendor):
    vendor.tells(f"{BASE}/MetaInfo", {}, headers={"set-cookie": "session=1; Domain=afas.online"})
    await rest.get("/MetaInfo")
    await rest.get("/MetaInfo")
    assert "cookie" not in vendor.asked[1].headers


async def test_a_redirect_is_not_followed(rest, vendor):
    vendor.tells(f"{BASE}/MetaInfo", status=307, headers={"location": "https://example.com/"})
    with pytest.raises(Unavailable, match="status 307"):
        await rest.get("/MetaInfo")
    assert vendor.urls == [f"{BASE}/MetaInfo"]


@pytest.mark.parametrize(
    "garbage", [b"", b"<html>", b'{"rows": [', b'["\xff"]', b"NaN", b"[" * 100_000]
)
async def test_an_answer_that_is_not_json_is_unavailable(rest, vendor, garbage):
    vendor.tells(f"{BASE}/MetaInfo", garbage)
    with pytest.raises(Unavailable, match="not JSON"):
        await rest.get("/MetaInfo")


async def test_a_compressed_answer_is_read(rest, vendor):
    vendor.tells(
        f"{BASE}/MetaInfo", gzip.compress(b'{"a": 1}'), headers={"content-encoding": "gzip"}
    )
    assert await rest.get("/MetaInfo") == {"a": 1}


async def test_a_garbled_compression_is_unavailable(rest, vendor, exchanges):
    vendor.tells(f"{BASE}/MetaInfo", b"not gzip", headers={"content-encoding": "gzip"})
    with pytest.raises(Unavailable, match="garbled"):
        await rest.get("/MetaInfo")
    assert (exchanges[0].status, exchanges[0].response_body) == (200, None)


async def test_an_answer_that_unpacks_to_too_much_is_given_up(rest, vendor, exchanges):
    bomb = gzip.compress(bytes(LARGEST_ANSWER + 1), 1)
    vendor.tells(f"{BASE}/rows", bomb, headers={"content-encoding": "gzip"})
    with pytest.raises(Rejected, match="ask for less"):
        await rest.get("/rows")
    assert exchanges[0].failure == "AFAS answers more than fits; ask for less at once."


async def test_an_answer_that_never_comes_ends_at_the_deadline(rest, vendor, exchanges):
    vendor.does(f"{BASE}/MetaInfo", asyncio.Event().wait)
    with pytest.raises(Unavailable, match="no answer within 0 seconds"):
        await rest.get("/MetaInfo", within_seconds=0)
    assert exchanges[0].failure == "AFAS cannot be reached: no answer within 0 seconds."


async def test_a_call_whose_caller_left_is_still_told(rest, vendor, exchanges):
    asked = asyncio.Event()

    async def hang():
        asked.set()
        await asyncio.Event().wait()

    vendor.does(f"{BASE}/MetaInfo", hang)
    call = asyncio.create_task(rest.get("/MetaInfo"))
    await asked.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert [exchange.failure for exchange in exchanges] == ["the caller left before the answer"]


async def test_every_call_is_told_without_its_credentials(rest, vendor, exchanges):
    vendor.tells(f"{BASE}/MetaInfo", {"a": 1})
    await rest.get("/MetaInfo")
    with pytest.raises(CredentialsRefused):
        await rest.get("/other")
    told = [(each.method, each.url, each.status, each.response_body) for each in exchanges]
    assert told == [
        ("GET", f"{BASE}/MetaInfo", 200, b'{"a": 1}'),
        ("GET", f"{BASE}/other", 401, b""),
    ]
    assert all(exchange.failure is None for exchange in exchanges)
    encoded = base64.b64encode(TOKEN.encode()).decode()
    assert not [text for text in (DATA, encoded) if text in repr((exchanges, rest.__dict__))]
