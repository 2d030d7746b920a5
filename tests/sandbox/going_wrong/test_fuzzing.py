"""Every route, asked with whatever its own description allows, and with what it forbids."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from gateway.main import create_app
from gateway.settings import read_settings
from processes import Ended, answers, free_port, ran, started

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
DOCUMENT = create_app(read_settings({})).openapi()

schema = schemathesis.openapi.from_dict(DOCUMENT)


@dataclass(frozen=True)
class Served:
    url: str
    tenant: str
    operator: str

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
        yield Served(url, token, operator["operator_key"])
        assert "Traceback" not in serving.said
        assert "unexpected_error" not in serving.said


def told(ended: Ended) -> dict[str, Any]:
    assert ended.code == 0, ended.err
    found: dict[str, Any] = ended.json
    return found


@schema.parametrize()
@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_question_gets_an_answer_that_is_not_described(case: Any, served: Served):
    answer = case.call(base_url=served.url, headers=served.headers(case.path))
    case.validate_response(answer, checks=CHECKS)
    if answer.status_code >= 400:
        assert answer.json()["status"] == "error"
