"""Whatever the accounting routes answer is what the published contract says they answer."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gateway.api.accounting.routers import OPERATIONS
from gateway.cli.showing import PUBLISHED
from gateway.main import create_app
from gateway.settings import read_settings
from running import Guest
from toy import Toy, toy_credentials

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

DOCUMENT = json.loads(PUBLISHED.read_text())
KNOWN = {
    "client_id": "10007",
    "supplier_id": "20001",
    "folder_id": "1",
    "analytic_account_id": "100",
    "analytic_plan": "1",
}


def accounting() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            if operation["operationId"].startswith("accounting_"):
                yield method, path, operation


def fits(answer: object, operation: dict[str, Any], status: str) -> bool:
    schema = operation["responses"][status]["content"]["application/json"]["schema"]
    whole = {**schema, "components": DOCUMENT["components"]}
    return Draft202012Validator(whole).is_valid(answer)


def address(path: str, **ids: str) -> str:
    return re.sub(r"{(\w+)}", lambda found: ids.get(found[1], "404"), path)


@pytest.fixture
async def consumer_id(guest: Guest) -> str:
    consumer = (await guest.http.post("/consumers", json={"name": "Toy"})).json()["consumerid"]
    books = {"integrationid": 1, "name": "Toy", "credentials": toy_credentials()}
    made = await guest.http.post(f"/consumers/{consumer}/connections", json=books)
    assert made.status_code == 200
    return consumer


@on_sqlite
async def test_every_read_that_the_books_offer_answers_what_is_published(
    guest: Guest, consumer_id: str, toy: Toy
):
    walked = 0
    for method, path, operation in accounting():
        if OPERATIONS[operation["operationId"]] not in toy.adapter.offers:
            continue
        known = address(path, consumer_id=consumer_id, **KNOWN)
        answer = await guest.http.request(method, known)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        assert fits(answer.json(), operation, "200"), path
        assert not fits({"id": 7}, operation, "200"), "the check itself can fail"
        walked += 1
    assert walked == 16


@on_sqlite
async def test_whatever_is_not_offered_answers_what_is_published(guest: Guest, consumer_id: str):
    for method, path, operation in accounting():
        if method != "get":
            continue
        answer = await guest.http.get(address(path, consumer_id=consumer_id))
        assert answer.status_code in {200, 404, 405, 422}, f"{path}: {answer.text}"
        assert fits(answer.json(), operation, str(answer.status_code)), path


def test_every_operation_declares_its_scopes_and_the_errors_of_the_books():
    for _, path, operation in accounting():
        (security,) = operation["security"]
        assert {"accounting", "200"} <= set(security["mcp_auth"]), path
        assert {"400", "401", "403", "404", "405", "422", "429", "503"} <= set(
            operation["responses"]
        ), path


def test_every_accounting_route_has_its_place_in_the_coverage():
    published = {operation["operationId"] for _, _, operation in accounting()}
    assert published == set(OPERATIONS)
    assert create_app(read_settings({})).openapi() == DOCUMENT, "run `make openapi`"
