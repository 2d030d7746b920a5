"""An operator sets a gateway up from the command line."""

import asyncio

import httpx
import pytest

from adapters.afas.simulator.protocol.access import demo_access
from gateway.identity.audit import Audit
from gateway.plumbing.clock import utc_now
from gateway.plumbing.database import Database
from gateway.settings import Settings

NOWHERE = "00000000-0000-4000-8000-000000000000"
ACCESS = demo_access("12345", "sandbox")


@pytest.fixture
def tenant(operator) -> str:
    return operator("tenant", "create", "Acme", "--json").json["id"]


@pytest.fixture
def consumer(operator, tenant) -> str:
    made = operator("consumer", "create", "Customer", "--tenant", tenant, "--json")
    return made.json["id"]


@pytest.fixture
def connection(operator, consumer, simulator_url, monkeypatch, tmp_path) -> str:
    monkeypatch.setenv("LEDGERGATE_SANDBOX_URL", simulator_url)
    httpx.post(f"{simulator_url}/_control/reset").raise_for_status()
    (tmp_path / "token.xml").write_text(ACCESS.token_xml)
    made = operator(
        *("connection", "create", consumer, "--name", "Books", "--json"),
        *("--credential", "company_id=12345", "--credential", "environment=sandbox"),
        *("--credential", "token=@token.xml"),
    )
    assert made.code == 0, made.err
    return made.json["id"]


def test_a_tenant_is_made_and_listed_as_a_table_or_as_json(operator):
    made = operator("tenant", "create", "Acme", "--json").json
    operator("tenant", "create", "Umbrella")
    table = operator("tenant", "list").out.splitlines()
    assert [line.split()[0] for line in table[:2]] == ["ID", made["id"]]
    assert [one["name"] for one in operator("tenant", "list", "--json").json] == [
        "Acme",
        "Umbrella",
    ]
    assert operator("tenant", "list", "--search", "umb", "--json").json[0]["name"] == "Umbrella"


def test_a_key_shows_its_secret_once_and_ends_when_it_is_revoked(operator, tenant):
    made = operator("key", "create", "web shop", "--tenant", tenant, "--scope", "read", "--json")
    secret = made.json["client_secret"]
    assert made.json["account_id"] == tenant
    listed = operator("key", "list", "--tenant", tenant, "--json")
    assert listed.json[0]["scopes"] == ["read"]
    assert secret not in listed.out + operator("key", "list").out
    assert operator("key", "revoke", made.json["id"]).code == 0
    assert operator("key", "list", "--json").json[0]["revoked_at"]


def test_an_operator_key_belongs_to_no_tenant(operator, tenant):
    made = operator("key", "create", "on call", "--operator", "--days", "7", "--json").json
    assert made["operator_key"].startswith("lgo_")
    assert operator("key", "list", "--json").json == []
    assert operator("key", "list", "--operator", "--json").json[0]["expires_at"]
    assert operator("key", "revoke", made["id"], "--operator").code == 0
    assert operator("key", "create", "x", "--operator", "--tenant", tenant).code == 2
    assert operator("key", "create", "x").code == 2


def test_what_is_not_there_is_one_line_and_exit_code_1(operator):
    for command in (
        ("key", "create", "x", "--tenant", NOWHERE),
        ("key", "revoke", NOWHERE),
        ("key", "revoke", NOWHERE, "--operator"),
        ("consumer", "create", "x", "--tenant", NOWHERE),
        ("connection", "check", NOWHERE),
    ):
        ended = operator(*command)
        assert (ended.code, ended.out) == (1, ""), command
        assert ended.err.startswith("There is no such "), command
        assert len(ended.err.splitlines()) == 1, command


def test_a_connection_is_listed_with_what_its_check_said(operator, connection, consumer):
    listed = operator("connection", "list", "--consumer", consumer, "--json")
    assert [(one["id"], one["books"], one["last_check"]) for one in listed.json] == [
        (connection, "12345/sandbox", "ready")
    ]
    assert ACCESS.token_xml not in listed.out


def test_the_check_tells_ready_lacking_refused_and_unreachable_apart(
    operator, connection, simulator_url, monkeypatch
):
    def connector(**rights: object) -> None:
        url = f"{simulator_url}/_control/app-connector"
        httpx.put(url, json=rights).raise_for_status()

    ready = operator("connection", "check", connection)
    assert (ready.code, ready.out.partition(":")[0]) == (0, "ready")

    connector(get=["Profit_Debtor"])
    lacking = operator("connection", "check", connection)
    assert lacking.code == 5
    assert "\nmissing: Profit_Creditor (get), for reading suppliers\n" in lacking.out
    assert "missing: Profit_Debtor " not in lacking.out

    told = operator("connection", "check", connection, "--json")
    assert told.code == 5
    assert "Profit_Journals" in [lack["connector"] for lack in told.json["lacks"]]

    fault = {"fault": "expired_token", "times": 0}
    httpx.post(f"{simulator_url}/_control/faults", json=fault).raise_for_status()
    refused = operator("connection", "check", connection)
    assert (refused.code, refused.out.partition(":")[0]) == (6, "credentials refused")

    monkeypatch.setenv("LEDGERGATE_SANDBOX_URL", "http://127.0.0.1:9")
    unreachable = operator("connection", "check", connection)
    assert (unreachable.code, unreachable.out.partition(":")[0]) == (4, "unreachable")


def test_a_refused_credential_is_named_and_not_repeated(operator, consumer):
    ended = operator(
        *("connection", "create", consumer, "--name", "Books"),
        *("--credential", "company_id=12345", "--credential", "token=wrong-wrong-wrong"),
    )
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("token: ")
    assert "wrong-wrong" not in ended.err


async def _deeds(settings: Settings) -> list[str]:
    database = Database(settings.database_url.get_secret_value())
    try:
        return [row.action for row in await Audit(database, utc_now).page()]
    finally:
        await database.close()


@pytest.mark.usefixtures("connection")
def test_every_deed_is_on_the_audit_trail_before_it_is_done(operator, settings):
    operator("key", "revoke", NOWHERE, "--operator")
    operator("keys", "rotate", "--signing")
    assert sorted(asyncio.run(_deeds(settings))) == [
        "connection.create",
        "consumer.create",
        "keys.rotate",
        "operator_key.revoke",
        "tenant.create",
    ]
