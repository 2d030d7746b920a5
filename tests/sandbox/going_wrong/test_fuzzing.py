"""Every route, asked with whatever its own description allows, and with what it forbids."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from gateway.main import create_app
from gateway.settings import read_settings
from processes import Ended, answers, free_port, ran, started
from toy import TOKEN

CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
DOCUMENT = create_app(read_settings({})).openapi()

# Unreachable books: every question gets as far as AFAS, and no further.
BOOKS = {
    "integrationid": 8037,
    "name": "Fuzzed",
    "credentials": [
        {"key": "company_id", "value": "36480"},
        {"key": "environment", "value": "sandbox"},
        {"key": "administration", "value": "1"},
        {"key": "token", "value": TOKEN},
    ],
}

ACCOUNTING = "/accounting/"
ONE_AFTER_ANOTHER = settings(
    deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)

schema = schemathesis.openapi.from_dict(DOCUMENT)


@dataclass(frozen=True)
class Served:
    url: str
    tenant: str
    operator: str
    consumer: str

    def headers(self, path: str) -> dict[str, str]:
        token = self.operator if path.startswith("/admin") else self.tenant
        return {"Authorization": f"Bearer {token}"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A serving gateway, with a tenant's token and an operator's key."""
    folder: Path = tmp_path_factory.mktemp("fuzzed")
    (folder / "var").mkdir()
    (folder / "sealing.key").write_text(ran(folder, "keygen").out)
    (folder / ".env").write_text(
        "LEDGERGATE_SEALING_KEY_FILE=sealing.key\n"
        "LEDGERGATE_RATE_PER_MINUTE=600000\n"
        "LEDGERGATE_RATE_BURST=100000\n"
        "LEDGERGATE_SANDBOX_URL=http://127.0.0.1:9\n"  # nobody listens there
    )
    assert ran(folder, "migrate").code == 0
    tenant = told(ran(folder, "tenant", "create", "Fuzzed", "--json"))["id"]
    key = told(ran(folder, "key", "create", "fuzz", "--tenant", tenant, "--json"))
    operator = told(ran(folder, "key", "create", "fuzz", "--operator", "--json"))
    port = free_port()
    with started(folder, "serve", "--port", str(port)) as serving:
        url = f"http://127.0.0.1:{port}"
        serving.until(lambda: answers(f"{url}/health/ready"))
        asked = {
            "clientId": key["client_id"],
            "clientSecret": key["client_secret"],
            "accountId": tenant,
        }
        token = httpx.post(f"{url}/token", json=asked, trust_env=False).json()["access_token"]
        with httpx.Client(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, trust_env=False
        ) as http:
            consumer = http.post("/consumers", json={"name": "Fuzzed"}).json()["consumerid"]
            made = http.post(f"/consumers/{consumer}/connections", json=BOOKS)
            assert made.status_code == 200, made.text
        yield Served(url, token, operator["operator_key"], consumer)
        assert "Traceback" not in serving.said
        assert "unexpected_error" not in serving.said


def told(ended: Ended) -> dict[str, Any]:
    assert ended.code == 0, ended.err
    found: dict[str, Any] = ended.json
    return found


@schema.exclude(path_regex=ACCOUNTING).parametrize()
@settings(ONE_AFTER_ANOTHER, max_examples=20, phases=[Phase.explicit, Phase.generate])
def test_no_question_gets_an_answer_that_is_not_described(case: Any, served: Served):
    ask(case, served)


# Every boundary of every field of an invoice, on top of these, would take minutes.
@schema.include(path_regex=ACCOUNTING).parametrize()
@settings(ONE_AFTER_ANOTHER, max_examples=10, phases=[Phase.generate])
def test_nor_does_any_question_about_the_books(case: Any, served: Served):
    case.path_parameters["consumer_id"] = served.consumer
    ask(case, served)


def ask(case: Any, served: Served) -> None:
    answer = case.call(base_url=served.url, headers=served.headers(case.path))
    case.validate_response(answer, checks=CHECKS)
    assert answer.status_code != 500
    if answer.status_code >= 400:
        assert answer.json()["status"] == "error"
