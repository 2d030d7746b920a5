"""No Docker engine runs here: the Dockerfile is read, linted, and its very RUN steps are run."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest

from checkout import ROOT

COMMANDS = {"serve", "worker", "simulator"}


@dataclass(frozen=True)
class Instruction:
    verb: str
    rest: str


def stages() -> list[list[Instruction]]:
    """The instructions after each FROM, which comes first."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    read: list[list[Instruction]] = []
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        if line.strip():
            instruction = Instruction(*line.split(maxsplit=1))
            if instruction.verb == "FROM":
                read.append([])
            read[-1].append(instruction)
    return read


def last(verb: str) -> str:
    return [i.rest for i in stages()[-1] if i.verb == verb][-1]


def test_the_linter_has_nothing_to_say():
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run(
        [linter, "--no-color", ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_it_is_built_in_one_stage_and_runs_in_another():
    build, run = stages()
    assert build[0].rest.removesuffix(" AS build") == run[0].rest == "python:3.11-slim-bookworm"
    assert {i.verb for i in run}.isdisjoint({"RUN", "ADD", "ARG"})


def test_it_runs_as_a_numbered_user_who_is_not_root():
    assert int(last("USER").split(":")[0]) > 0


def test_no_shell_is_needed_to_start_or_to_be_watched():
    assert json.loads(last("ENTRYPOINT")) == ["ledgergate"]
    assert json.loads(last("CMD"))[0] in COMMANDS
    _, _, watching = last("HEALTHCHECK").partition("CMD ")
    assert json.loads(watching)[0] == "python"


def test_no_secret_is_baked_in():
    baked = " ".join(i.rest for stage in stages() for i in stage if i.verb in {"ENV", "ARG"})
    assert not re.search(r"SECRET|TOKEN|PASSWORD|SEALING", baked)


def test_the_builder_is_sent_what_it_copies_and_nothing_secret():
    kept = [
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    ]
    copied = [source for i in stages()[0] if i.verb == "COPY" for source in i.rest.split()[:-1]]
    assert sorted(kept) == sorted(copied)
    assert not any(fnmatch(name, pattern) for name in (".env", "var", ".git") for pattern in kept)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The build stage, run step by step; the folder stands for the image's root."""
    image = tmp_path_factory.mktemp("image")
    clean = image / "usr/local"
    subprocess.run([sys._base_executable, "-m", "venv", clean], check=True)  # noqa: SLF001  # the public name is the venv's own
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("VIRTUAL_ENV", "PYTHON", "COV"))
    } | {"PATH": f"{clean / 'bin'}:/usr/bin:/bin"}
    for instruction in stages()[0]:
        if instruction.verb == "COPY":
            copy(image / "app", instruction.rest.split())
        elif instruction.verb == "RUN":
            step = re.sub(r"--mount=\S+", "", instruction.rest)
            step = re.sub(r"(?<=\s)/(?=app|data)", f"{image}/", step)
            done = subprocess.run(
                ["sh", "-ec", step],
                cwd=image / "app",
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr
    return image


def copy(app: Path, paths: list[str]) -> None:
    *sources, target = paths
    app.mkdir(exist_ok=True)
    for source in sources:
        if (ROOT / source).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / source, app / target, ignore=ignored)
        else:
            shutil.copy(ROOT / source, app / target)


def run(built: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    program, *rest = arguments
    return subprocess.run(
        [built / "app/.venv/bin" / program, *rest],
        cwd=built / "data",
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_was_built_starts(built):
    shown = run(built, "ledgergate", "--help")
    assert shown.returncode == 0, shown.stderr
    assert "serve" in shown.stdout


@pytest.mark.parametrize("command", ["serve", "simulator", "migrate", "keygen"])
def test_the_command_decides(built, command):
    shown = run(built, "ledgergate", command, "--help")
    assert shown.returncode == 0, shown.stderr


def test_the_image_can_make_its_database(built):
    database = built / "data/ledgergate.db"
    done = run(built, "ledgergate", "migrate", LEDGERGATE_DATABASE_URL=f"sqlite:///{database}")
    assert done.returncode == 0, done.stderr
    assert database.exists()


def test_neither_pip_nor_a_development_tool_is_on_board(built):
    program = "import importlib.util as i; print([n for n in %r if i.find_spec(n)])"
    found = run(built, "python", "-c", program % (["pip", "pytest", "mypy", "hypothesis"],))
    assert found.stdout.strip() == "[]", found.stderr


def test_every_module_was_compiled_beforehand(built):
    sources = list((built / "app/gateway").rglob("*.py"))
    compiled = list((built / "app/gateway").rglob("*.pyc"))
    assert len(sources) == len(compiled) > 10
