"""Each contract of `.importlinter` goes red when one line reverses its arrow."""

import configparser
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")

# contract: (module that gets the line, the line)
BROKEN_IN_ONE_LINE = {
    "rooms": ("gateway/plumbing/ids.py", "import gateway.api"),
    "language": ("gateway/accounting/errors.py", "import fastapi"),
    "front-door": ("gateway/api/__init__.py", "import adapters.afas"),
    "adapters-speak-the-language": ("adapters/afas/rest.py", "import gateway.plumbing"),
    "simulator-stands-alone": ("adapters/afas/simulator/app.py", "import adapters.afas.rest"),
    "nobody-asks-the-simulator": ("adapters/afas/rest.py", "import adapters.afas.simulator"),
    "one-door-to-the-vendor": ("adapters/afas/adapter.py", "import httpx"),
}
ALSO_BROKEN_IN_ONE_LINE = [
    ("rooms", "gateway/identity/tokens.py", "import gateway.connections"),
    ("rooms", "gateway/a_room_nobody_planned.py", "import os"),
    ("front-door", "gateway/cli/printing.py", "import adapters.afas.simulator"),
    ("simulator-stands-alone", "adapters/afas/simulator/app.py", "import gateway.accounting"),
    ("one-door-to-the-vendor", "adapters/afas/simulator/app.py", "import aiohttp"),
]
BREAKS = [(c, *b) for c, b in BROKEN_IN_ONE_LINE.items()] + ALSO_BROKEN_IN_ONE_LINE


def contracts() -> dict[str, configparser.SectionProxy]:
    linted = configparser.ConfigParser()
    linted.read(ROOT / ".importlinter")
    prefix = "importlinter:contract:"
    return {
        name.removeprefix(prefix): linted[name]
        for name in linted.sections()
        if name.startswith(prefix)
    }


def rooms() -> set[str]:
    return {
        path.stem
        for path in (ROOT / "gateway").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    } - {"__init__"}


def lint(tree: Path, contract: str) -> subprocess.CompletedProcess[str]:
    # It looks for the packages in its working directory first.
    command = [LINT_IMPORTS, "--no-logo", "--no-cache", "--contract", contract]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


def copy_of_the_tree(target: Path) -> Path:
    for package in ("gateway", "adapters"):
        for source in (ROOT / package).rglob("*.py"):
            copy = target / source.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)
    shutil.copyfile(ROOT / ".importlinter", target / ".importlinter")
    return target


def broken(tree: Path, module: str, line: str) -> Path:
    path = copy_of_the_tree(tree) / module
    path.write_text((path.read_text() if path.exists() else "") + f"\n{line}\n")
    return tree


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory) -> dict[tuple[str, str, str], subprocess.CompletedProcess[str]]:
    # Made here, because pytest makes folders for one thread at a time only.
    trees = [tmp_path_factory.mktemp("tree") for _ in BREAKS]

    def verdict(one: tuple[str, str, str], tree: Path) -> subprocess.CompletedProcess[str]:
        contract, module, line = one
        return lint(broken(tree, module, line), contract)

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(BREAKS, pool.map(verdict, BREAKS, trees), strict=True))


def test_there_are_seven_contracts_and_each_is_broken_here():
    assert set(contracts()) == set(BROKEN_IN_ONE_LINE)
    assert len(contracts()) == 7


@pytest.mark.parametrize("reversed_arrow", BREAKS, ids=lambda broken: f"{broken[0]}: {broken[1]}")
def test_one_reversed_arrow_turns_its_contract_red(reversed_arrow, verdicts):
    verdict = verdicts[reversed_arrow]
    assert verdict.returncode == 1, verdict.stdout + verdict.stderr
    assert "BROKEN" in verdict.stdout, verdict.stdout


def test_the_copy_that_is_broken_was_whole(tmp_path):
    for contract in contracts():
        kept = lint(copy_of_the_tree(tmp_path), contract)
        assert kept.returncode == 0, kept.stdout + kept.stderr


def test_adapters_are_kept_out_of_every_room_but_the_language():
    kept_out = contracts()["adapters-speak-the-language"]["forbidden_modules"].split()
    assert {module.removeprefix("gateway.") for module in kept_out} == rooms() - {"accounting"}
