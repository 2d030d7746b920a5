import base64
from datetime import timedelta

from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import event

from gateway.identity.revocations import Revocations
from gateway.identity.scopes import Scope
from gateway.resources import Resources
from running import Guest, StoppedClock, arrives, browser


def credentials(guest: Guest) -> dict[str, str]:
    return {
        "clientId": guest.client_id,
        "clientSecret": guest.secret,
        "accountId": str(guest.tenant_id),
    }


async def test_the_contracts_json_form_answers_a_token(http: AsyncClient, guest: Guest):
    answer = await http.post("/token", json=credentials(guest))
    assert answer.status_code == 200, answer.text
    token = answer.json()
    assert set(token) == {"access_token", "token_type", "expires_in", "expires_on"}
    assert token["token_type"] == "bearer"
    assert token["expires_in"] == 1800
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    assert (await http.get("/consumers", headers=headers)).json() == []


async def test_marketplace_and_environment_ids_are_accepted(http: AsyncClient, guest: Guest):
    extra = {"marketplaceId": str(guest.tenant_id), "envId": str(guest.tenant_id)}
    answer = await http.post("/token", json=credentials(guest) | extra)
    assert answer.status_code == 200


async def test_rfc_6749_takes_the_secret_from_the_body(http: AsyncClient, guest: Guest):
    answer = await http.post(
        "/token",
        data={
            "grant_type": "client_credentials",
            "client_id": guest.client_id,
            "client_secret": guest.secret,
            "scope": "read",
        },
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["scope"] == "read"
    assert answer.headers["cache-control"] == "no-store"
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert (await http.get("/consumers", headers=headers)).status_code == 200
    refused = await http.post("/consumers", headers=headers, json={"name": "x"})
    assert (refused.status_code, refused.json()["error_code"]) == (403, "ERROR_SCOPE_MISSING")


async def test_rfc_6749_takes_the_secret_from_basic_authentication(http: AsyncClient, guest: Guest):
    answer = await http.post(
        "/token",
        data={"grant_type": "client_credentials"},
        auth=(guest.client_id, guest.secret),
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["scope"] == "connect manage read write"


async def test_rfc_6749_errors_stand_beside_the_contracts_shape(http: AsyncClient, guest: Guest):
    wrong = await http.post(
        "/token", data={"grant_type": "client_credentials"}, auth=(guest.client_id, "wrong")
    )
    assert wrong.status_code == 401
    assert wrong.json()["error"] == "invalid_client"
    assert wrong.json()["status"] == "error"
    assert wrong.json()["error_code"] == "ERROR_CHIFT_AUTHENTICATION_ERROR"
    grant = await http.post(
        "/token", data={"grant_type": "password"}, auth=(guest.client_id, guest.secret)
    )
    assert (grant.status_code, grant.json()["error"]) == (400, "unsupported_grant_type")
    scope = await http.post(
        "/token",
        data={"grant_type": "client_credentials", "scope": "everything"},
        auth=(guest.client_id, guest.secret),
    )
    assert (scope.status_code, scope.json()["error"]) == (400, "invalid_scope")


async def test_wrong_credentials_of_any_kind_look_the_same(
    app: FastAPI, http: AsyncClient, guest: Guest
):
    other = await arrives(app, "Other")
    right = credentials(guest)
    wrongs = [
        right | {"clientSecret": "lgs_wrong"},
        right | {"clientId": "lgk_unknown"},
        right | {"accountId": str(other.tenant_id)},
    ]
    answers = [await http.post("/token", json=wrong) for wrong in wrongs]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].json()["error_code"] == "ERROR_CHIFT_AUTHENTICATION_ERROR"


async def test_a_malformed_account_id_is_a_422_that_names_it(http: AsyncClient, guest: Guest):
    answer = await http.post("/token", json=credentials(guest) | {"accountId": "12"})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "accountId"]
    assert guest.secret not in answer.text


async def test_guessing_is_slowed_but_never_locks_the_rightful_client_out(
    http: AsyncClient, guest: Guest
):
    wrong = credentials(guest) | {"clientSecret": "lgs_guess"}
    statuses = [(await http.post("/token", json=wrong)).status_code for _ in range(7)]
    assert statuses == [401] * 5 + [429] * 2
    late = await http.post("/token", json=wrong)
    assert int(late.headers["retry-after"]) >= 1
    assert late.json()["error_code"] == "ERROR_RATE_LIMITED"
    assert (await http.post("/token", json=credentials(guest))).status_code == 200


async def test_a_token_expires(guest: Guest, clock: StoppedClock):
    assert (await guest.http.get("/consumers")).status_code == 200
    clock.passes(minutes=30)
    refused = await guest.http.get("/consumers")
    assert refused.status_code == 401
    assert refused.json()["error_code"] == "ERROR_CHIFT_AUTHENTICATION_ERROR"
    assert refused.headers["www-authenticate"] == "Bearer"


async def test_a_revoked_token_ends_at_once_and_only_it(http: AsyncClient, guest: Guest):
    tokens = [(await http.post("/token", json=credentials(guest))).json() for _ in range(2)]
    ended, kept = ({"Authorization": f"Bearer {one['access_token']}"} for one in tokens)
    answer = await http.post(
        "/oauth/revoke",
        data={"token": tokens[0]["access_token"]},
        auth=(guest.client_id, guest.secret),
    )
    assert answer.status_code == 200
    assert (await http.get("/consumers", headers=ended)).status_code == 401
    assert (await http.get("/consumers", headers=kept)).status_code == 200


async def test_nobody_revokes_the_token_of_another(app: FastAPI, http: AsyncClient, guest: Guest):
    other = await arrives(app, "Other")
    token = guest.http.headers["authorization"].removeprefix("Bearer ")
    answer = await http.post(
        "/oauth/revoke", data={"token": token}, auth=(other.client_id, other.secret)
    )
    assert answer.status_code == 200
    assert (await guest.http.get("/consumers")).status_code == 200


async def test_another_replica_learns_of_a_revocation_by_its_own_reading(
    resources: Resources, http: AsyncClient, guest: Guest
):
    token = (await http.post("/token", json=credentials(guest))).json()["access_token"]
    claims = await resources.tokens.claims(token, "ledgergate/api")
    issued_at, subjects = claims["iat"], (f"token:{claims['jti']}",)
    elsewhere = Revocations(resources.database, resources.clock, timedelta(minutes=30))
    await resources.tokens.revoke(token, (await resources.tokens.verify(token)).key_id)
    assert not elsewhere.hit(subjects, issued_at)
    await elsewhere.refresh()
    assert elsewhere.hit(subjects, issued_at)


async def test_signing_keys_rotate_with_overlap(
    resources: Resources, http: AsyncClient, guest: Guest
):
    before = (await http.get("/.well-known/jwks.json")).json()["keys"]
    new = await resources.signing.rotate()
    after = (await http.get("/.well-known/jwks.json")).json()["keys"]
    assert [key["kid"] for key in after] == [new, before[0]["kid"]]
    assert all("d" not in key for key in after)
    assert (await guest.http.get("/consumers")).status_code == 200, "signed with the old key"
    fresh = (await http.post("/token", json=credentials(guest))).json()["access_token"]
    header = base64.urlsafe_b64decode(fresh.partition(".")[0] + "==")
    assert new.encode() in header


async def test_an_mcp_token_opens_one_consumer_only(app: FastAPI, http: AsyncClient, guest: Guest):
    made = [
        (await guest.http.post("/consumers", json={"name": name})).json()["consumerid"]
        for name in ("One", "Two")
    ]
    asked = credentials(guest) | {"consumerId": made[0]}
    answer = await http.post("/mcp-token", json=asked)
    assert answer.status_code == 200, answer.text
    async with browser(app, Authorization=f"Bearer {answer.json()['access_token']}") as one:
        assert [c["consumerid"] for c in (await one.get("/consumers")).json()] == made[:1]
        assert (await one.get(f"/consumers/{made[0]}")).status_code == 200
        assert (await one.get(f"/consumers/{made[1]}")).status_code == 404
        assert (await one.post("/consumers", json={"name": "Three"})).status_code == 403


async def test_each_scope_opens_its_own_doors(app: FastAPI):
    reader = await arrives(app, "Reader", (Scope.READ,))
    connector = await arrives(app, "Connector", (Scope.CONNECT,))
    assert (await reader.http.get("/consumers")).status_code == 200
    assert (await reader.http.post("/consumers", json={"name": "x"})).status_code == 403
    assert (await connector.http.get("/consumers")).status_code == 403


async def test_checking_a_token_asks_no_database(resources: Resources, guest: Guest):
    token = guest.http.headers["authorization"].removeprefix("Bearer ")
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(resources.database.engine.sync_engine, "before_cursor_execute", note)
    for _ in range(3):
        assert (await resources.tokens.verify(token)).tenant_id == guest.tenant_id
    event.remove(resources.database.engine.sync_engine, "before_cursor_execute", note)
    assert asked == []
