"""compose.yaml fits the image and the settings."""

import re

import pytest
import yaml

from checkout import ROOT
from gateway.settings import read_settings

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "ledgergate"}
IN_THE_SHELL = {"POSTGRES_PASSWORD": "pass", "SANDBOX_URL": "http://simulator:8001"}


def interpolated(value: str) -> str:
    """As Compose does it: `${NAME:-default}` and `${NAME:?message}`."""
    return re.sub(
        r"\$\{(\w+)(?::([-?])([^}]*))?\}",
        lambda m: IN_THE_SHELL.get(m[1], m[3] if m[2] == "-" else ""),
        value,
    )


def test_the_services_are_the_gateway_its_stores_and_an_optional_simulator():
    assert set(SERVICES) == {"gateway", "migrate", "simulator", "postgres", "redis"}
    assert {name for name, service in SERVICES.items() if "profiles" in service} == {"simulator"}


def test_every_foreign_image_is_pinned_to_a_version():
    tags = [s["image"].partition(":")[2] for name, s in SERVICES.items() if name not in OURS]
    assert all(re.match(r"\d", tag) for tag in tags), tags


@pytest.mark.parametrize("name", OURS)
def test_our_services_run_commands_of_the_image_without_rights_they_do_not_need(name):
    service = OURS[name]
    assert service["command"][0] in {"serve", "migrate", "simulator"}
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]


@pytest.mark.parametrize(
    "name", [name for name, service in OURS.items() if "environment" in service]
)
def test_the_settings_accept_what_a_service_is_given(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given = {k: interpolated(v) for k, v in OURS[name]["environment"].items()}
    settings = read_settings(given)
    assert settings.database_url.get_secret_value().startswith("postgresql")
    assert str(settings.sealing_key_file) == "/run/secrets/sealing_key"


def test_no_secret_is_written_down():
    text = (ROOT / "compose.yaml").read_text()
    assert not re.search(r"PASSWORD: (?!\$\{POSTGRES_PASSWORD:\?)", text)
    assert not re.search(r"//\w+:(?!\$)[^@\s]+@", text)


def test_every_name_that_a_service_leans_on_exists():
    leans = [other for service in SERVICES.values() for other in service.get("depends_on", {})]
    secrets = [secret for service in SERVICES.values() for secret in service.get("secrets", [])]
    assert set(leans) <= set(SERVICES)
    assert set(secrets) <= set(COMPOSE["secrets"])


def test_nothing_but_the_gateway_and_the_simulator_is_reachable_from_outside():
    assert {name for name, s in SERVICES.items() if "ports" in s} == {"gateway", "simulator"}
    ports = [port for s in SERVICES.values() for port in s.get("ports", [])]
    assert all(port.startswith("127.0.0.1:") for port in ports)
