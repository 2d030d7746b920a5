"""Whatever goes wrong, the answer has the contract's error shape and a request id."""

import json
import re

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from running import Guest

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def is_in_shape(answer: Response) -> bool:
    body = answer.json()
    return (
        isinstance(body["message"], str)
        and body["message"] != ""
        and body["status"] == "error"
        and "detail" in body
        and "error_code" in body
        and answer.headers["content-type"] == "application/json"
        and re.fullmatch(r"[\w.-]{1,64}", answer.headers["x-request-id"]) is not None
    )


async def test_an_unknown_path_is_a_404_that_names_it(http: AsyncClient):
    answer = await http.get("/nowhere")
    assert answer.status_code == 404
    assert is_in_shape(answer)
    assert answer.json()["error_code"] == "ERROR_API_RESOURCE_NOT_FOUND"
    assert "/nowhere" in answer.json()["message"]


async def test_a_trailing_slash_is_an_unknown_path(guest: Guest):
    assert (await guest.http.get("/consumers/")).status_code == 404


async def test_a_method_that_is_not_offered_is_a_405_that_names_those_that_are(http: AsyncClient):
    answer = await http.put("/token")
    assert answer.status_code == 405
    assert is_in_shape(answer)
    assert answer.headers["allow"] == "POST"


async def test_a_body_over_the_limit_is_a_413(guest: Guest):
    answer = await guest.http.post("/consumers", json={"name": "x" * 21 * 1024 * 1024})
    assert answer.status_code == 413
    assert is_in_shape(answer)


async def test_a_body_of_another_type_is_a_415(guest: Guest):
    for kind in ("text/plain", "application/xml", "application/x-www-form-urlencoded"):
        answer = await guest.http.post(
            "/consumers", content=b'{"name": "x"}', headers={"Content-Type": kind}
        )
        assert answer.status_code == 415, kind
        assert is_in_shape(answer)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"not json",
        b'{"name": "\xff"}',
        b'{"name": ' + b"1" * 5000 + b"}",
        b"[" * 50_000 + b"]" * 50_000,
        b'{"name": "\\ud800"}',
        b'{"name": "a\\u0000b"}',
        b'{"name": NaN}',
        b'{"name": null}',
        b"[]",
        b"null",
        b'"text"',
        b"",
    ],
    ids=lambda body: repr(body[:20]),
)
async def test_garbage_is_a_422_that_says_what_is_wrong(guest: Guest, body: bytes):
    answer = await guest.http.post(
        "/consumers", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422, answer.text
    assert is_in_shape(answer)
    assert answer.json()["error_code"] == "ERROR_INVALID_BODY"


@pytest.mark.parametrize("text", ["a%00b", "%ED%A0%80", "%FF%FE"])
async def test_text_that_no_database_stores_finds_nothing_and_breaks_nothing(
    guest: Guest, text: str
):
    answer = await guest.http.get(f"/consumers?search={text}")
    assert answer.status_code in {200, 422}


async def test_a_malformed_id_names_the_parameter(guest: Guest):
    answer = await guest.http.get("/consumers/12")
    assert answer.status_code == 422
    assert answer.json()["error_code"] == "ERROR_INVALID_PATH_PARAMETER"
    assert answer.json()["detail"][0]["loc"] == ["path", "consumer_id"]


async def test_a_wrong_query_parameter_is_named(guest: Guest):
    answer = await guest.http.get("/integrations?status=sleeping")
    assert answer.json()["error_code"] == "ERROR_INVALID_QUERY_PARAMETER"
    assert answer.json()["detail"][0]["loc"] == ["query", "status"]


async def test_a_refusal_never_repeats_what_was_sent(http: AsyncClient):
    secret = "very-secret-value"
    sent = {"clientId": {"nested": secret}, "clientSecret": [secret], "accountId": secret}
    answer = await http.post("/token", json=sent)
    assert answer.status_code == 422
    assert secret not in answer.text


async def test_what_nobody_expected_is_a_500_without_its_inside(
    app: FastAPI, guest: Guest, capsys: pytest.CaptureFixture[str]
):
    @app.get("/consumers/{consumer_id}/broken")
    async def broken() -> None:
        raise RuntimeError("token=very-secret-value")

    path = "/consumers/00000000-0000-0000-0000-000000000000/broken"
    answer = await guest.http.get(path)
    assert answer.status_code == 500
    assert is_in_shape(answer)
    assert "very-secret-value" not in answer.text + "".join(capsys.readouterr())
    assert "Traceback" not in answer.text


async def test_the_callers_request_id_is_kept_when_it_is_sane(http: AsyncClient):
    kept = await http.get("/health/live", headers={"x-request-id": "order-7.a"})
    assert kept.headers["x-request-id"] == "order-7.a"
    replaced = await http.get("/health/live", headers={"x-request-id": "a b\t" * 40})
    assert re.fullmatch(r"[0-9a-f]{32}", replaced.headers["x-request-id"])


async def test_without_a_token_every_401_is_an_object_with_the_contracts_code(http: AsyncClient):
    for headers in ({}, {"Authorization": "Basic x"}, {"Authorization": "Bearer "}):
        answer = await http.get("/consumers", headers=headers)
        assert answer.status_code == 401
        assert is_in_shape(answer)
        assert answer.json()["error_code"] == "ERROR_CHIFT_AUTHENTICATION_ERROR"


async def test_the_published_document_needs_no_token(http: AsyncClient):
    answer = await http.get("/openapi.json")
    assert answer.status_code == 200
    assert json.loads(answer.text)["openapi"].startswith("3.1")
