"""Settings, decisions, switched-off rules and lock files say what they must."""

import re

import pytest

from checkout import ROOT
from gateway.settings import Settings, variable

DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
HEADINGS = ["Context", "Decision", "Consequence", "Alternatives"]
PYPROJECT = (ROOT / "pyproject.toml").read_text()
# From the first list of what is not linted up to the next tool: lines that switch a rule off.
NOT_LINTED = PYPROJECT.partition("\nignore = [")[2].partition("\n[tool.deptry")[0].splitlines()
PIN = re.compile(r"^([a-z0-9._-]+(?:\[[a-z,]+\])?)==(\S+) \\$", re.MULTILINE)


def lock(name: str) -> dict[str, set[str]]:
    """Package and version → the hashes that pip accepts for it."""
    _, *parts = PIN.split((ROOT / name).read_text())
    return {
        f"{package}=={version}": set(re.findall(r"--hash=sha256:[0-9a-f]{64}", rest))
        for package, version, rest in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    }


def test_every_setting_has_its_row_in_the_table():
    table = (ROOT / "docs/settings.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \|.*\w.*\|$", table, re.MULTILINE)
    assert sorted(rows) == sorted(variable(name) for name in Settings.model_fields)


@pytest.mark.parametrize(
    "line", [line for line in NOT_LINTED if re.search(r'"[A-Z]{1,6}\d*"', line)]
)
def test_every_rule_switched_off_for_the_project_has_its_reason_on_its_line(line):
    assert re.search(r"#\s+\S+ \S+", line)


def test_decisions_are_numbered_without_a_gap():
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_tells_context_decision_consequence_and_alternatives(decision):
    assert re.findall(r"^## (.+)$", decision.read_text(), re.MULTILINE) == HEADINGS


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_pins_by_hash_and_knows_no_index(name):
    text = (ROOT / name).read_text()
    requirements = re.findall(r"^[a-z0-9]", text, re.MULTILINE)
    assert len(lock(name)) == len(requirements) > 20
    assert all(lock(name).values())
    assert not re.search(r"://|^\s*(-i|-f|--(extra-)?index-url|--find-links)\b", text, re.MULTILINE)


def test_what_develops_holds_exactly_what_runs():
    running, developing = lock("requirements.lock"), lock("requirements-dev.lock")
    assert {pin: developing.get(pin) for pin in running} == running
