"""Tokens that we did not sign, or signed for something else, open nothing."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from httpx import AsyncClient
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from gateway.resources import Resources
from running import STOPPED_AT, Guest

NOW = int(STOPPED_AT.timestamp())
Claims = dict[str, Any]


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def resigned(key: OKPKey, header: Claims, claims: Claims) -> str:
    return jwt.encode(
        {"alg": "Ed25519", "kid": key.kid} | header, claims, key, algorithms=["Ed25519"]
    )


def stranger(kid: str) -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"kid": kid}, private=True)


FORGERIES: dict[str, Callable[[OKPKey, Claims, str], str]] = {
    "no signature at all": lambda key, c, _: f"{part({'alg': 'none', 'kid': key.kid})}.{part(c)}.",
    "alg none in capitals": lambda key, c, _: f"{part({'alg': 'NONE', 'kid': key.kid})}.{part(c)}.",
    "signed by a stranger under our kid": lambda key, c, _: resigned(stranger(key.kid), {}, c),
    "signed by a stranger under its own kid": lambda _, c, __: resigned(stranger("mine"), {}, c),
    "kid is a path": lambda key, c, _: resigned(key, {"kid": "../../etc/passwd"}, c),
    "kid is no text": lambda _, __, t: (
        f"{part({'alg': 'Ed25519', 'kid': 7})}.{t.partition('.')[2]}"
    ),
    "key brought along in jwk": lambda _, c, __: resigned(
        (mine := stranger("mine")), {"jwk": mine.as_dict(private=False)}, c
    ),
    "key named by jku": lambda _, c, __: resigned(
        stranger("mine"), {"jku": "https://attacker.test/jwks.json"}, c
    ),
    "public key used as an HMAC secret": lambda key, c, _: jwt.encode(
        {"alg": "HS256", "kid": key.kid},
        c,
        OctKey.import_key(json.dumps(key.as_dict(private=False))),
    ),
    "for another audience": lambda key, c, _: resigned(key, {}, c | {"aud": "ledgergate/connect"}),
    "by another issuer": lambda key, c, _: resigned(key, {}, c | {"iss": "somebody"}),
    "expired": lambda key, c, _: resigned(key, {}, c | {"exp": NOW - 1}),
    "without an expiry": lambda key, c, _: resigned(key, {}, {k: c[k] for k in c if k != "exp"}),
    "issued in the future": lambda key, c, _: resigned(key, {}, c | {"iat": NOW + 3600}),
    "not before tomorrow": lambda key, c, _: resigned(key, {}, c | {"nbf": NOW + 86400}),
    "cut off": lambda _, __, token: token[:-10],
    "another tenant written in": lambda _, c, token: ".".join(
        (token.split(".")[0], part(c | {"tenant": "0" * 32}), token.split(".")[2])
    ),
    "not a token": lambda *_: "garbage",
    "not ASCII": lambda *_: "tök.en.é",
    "endless": lambda *_: "a" * 100_000,
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES.keys())
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_forged_token_is_refused(
    forgery: Callable[[OKPKey, Claims, str], str],
    http: AsyncClient,
    guest: Guest,
    resources: Resources,
):
    genuine = guest.http.headers["authorization"].removeprefix("Bearer ")
    claims = await resources.tokens.claims(genuine, "ledgergate/api")
    forged = forgery(await resources.signing.newest(), claims, genuine)
    answer = await http.get("/consumers", headers={"Authorization": f"Bearer {forged}".encode()})
    assert answer.status_code == 401, answer.text
    assert answer.json()["error_code"] == "ERROR_CHIFT_AUTHENTICATION_ERROR"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_same_token_unforged_is_accepted(guest: Guest):
    assert (await guest.http.get("/consumers")).status_code == 200
