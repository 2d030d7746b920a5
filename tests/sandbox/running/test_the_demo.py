"""`make run`: from nothing to curl lines that work, ended by Ctrl-C, indifferent to kill -9."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import pytest

from processes import Started, free_port, is_free, ran, started

Start = Callable[[], AbstractContextManager[Started]]

KEYS = {
    "base_url",
    "client_id",
    "client_secret",
    "account_id",
    "consumer_id",
    "connection_id",
    "simulator_url",
    "afas_company_id",
    "afas_token",
    "admin_url",
    "admin_token",
    "integrationid",
    "connection_credentials",
    "afas_oauth_client_id",
    "afas_oauth_client_secret",
}
KEPT = ("account_id", "consumer_id", "connection_id", "client_id")


class Demo:
    """One folder in which demos run, one after the other, always on the same ports."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.simulator_port = free_port(), free_port()

    @property
    def papers(self) -> Path:
        return self.folder / "var/demo.json"

    @property
    def told(self) -> dict[str, str]:
        read: dict[str, str] = json.loads(self.papers.read_text())
        return read

    @property
    def arguments(self) -> list[str]:
        return ["demo", "--port", str(self.port), "--simulator-port", str(self.simulator_port)]

    @contextmanager
    def unfinished(self) -> Iterator[Started]:
        with started(self.folder, *self.arguments) as demo:
            yield demo

    @contextmanager
    def running(self) -> Iterator[Started]:
        with self.unfinished() as demo:
            demo.until(lambda: "Ctrl-C ends it" in demo.said)
            yield demo

    def has_let_go(self) -> bool:
        return is_free(self.port) and is_free(self.simulator_port)


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Demo:
    return Demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def demo(tmp_path) -> Demo:
    return Demo(tmp_path)


def pasted(said: str) -> list[object]:
    lines = [line for line in said.splitlines() if line.startswith("curl ")]
    shell = [
        subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True)
        for line in lines
    ]
    assert [done.stderr for done in shell] == [""] * 3
    return [json.loads(done.stdout) for done in shell]


def test_the_printed_lines_work_when_pasted_and_ctrl_c_leaves_nothing_behind(first):
    with first.running() as demo:
        told = first.told
        assert set(told) == KEYS
        assert first.papers.stat().st_mode & 0o777 == 0o600
        token, connections, clients = pasted(demo.said)
        assert token["token_type"] == "bearer"
        assert len(clients["items"]) == 3
        assert clients["total"] > 100
        assert [one["connectionid"] for one in connections] == [told["connection_id"]]
        assert connections[0]["data"]["health"]["verdict"] == "ready"
        assert httpx.get(f"{told['base_url']}/docs", trust_env=False).status_code == 200
        operator = {"Authorization": f"Bearer {told['admin_token']}"}
        tenants = httpx.get(f"{told['admin_url']}/tenants", headers=operator, trust_env=False)
        assert tenants.json()["items"][0]["id"] == told["account_id"]

        another = ran(
            first.folder,
            *("demo", "--port", str(free_port()), "--simulator-port", str(free_port())),
        )
        assert another.code == 3
        assert another.err.startswith("another demo is using ")
        assert len(another.err.splitlines()) == 1
        assert first.told == told

        asked_at = time.monotonic()
        assert demo.ends(signal.SIGINT) == 0
        assert time.monotonic() - asked_at < 5
        assert first.has_let_go()
    assert "Traceback" not in demo.said


def test_a_second_start_brings_the_same_data_back_and_ends_by_sigterm(first):
    before = first.told
    began_at = time.monotonic()
    with first.running() as demo:
        assert time.monotonic() - began_at < 5
        assert first.told == before
        pasted(demo.said)
        assert demo.ends(signal.SIGTERM) == 0
    assert first.has_let_go()


def test_lost_papers_are_written_anew_with_a_new_secret(first):
    before = first.told
    for paper in (first.folder / "var").glob("demo.json*"):
        paper.unlink()
    with first.running() as demo:
        after = first.told
        assert {key: after[key] for key in KEPT} == {key: before[key] for key in KEPT}
        assert after["client_secret"] != before["client_secret"]
        assert after["admin_token"] != before["admin_token"]
        pasted(demo.said)
        old = httpx.get(
            f"{after['admin_url']}/tenants",
            headers={"Authorization": f"Bearer {before['admin_token']}"},
            trust_env=False,
        )
        assert old.status_code == 401


@pytest.mark.parametrize("milestone", ["var/demo.key", "var/demo.json"])
def test_a_demo_that_was_killed_leaves_no_simulator_and_starts_again(demo, milestone):
    with demo.unfinished() as killed:
        killed.until((demo.folder / milestone).exists)
        killed.ends(signal.SIGKILL)
    with demo.running() as again:
        _, connections, clients = pasted(again.said)
        assert [one["connectionid"] for one in connections] == [demo.told["connection_id"]]
        assert clients["items"]
        simulator = children_of(again.process.pid)
        assert len(simulator) == 1
        again.ends(signal.SIGKILL)
        give_up_at = time.monotonic() + 5
        while any(Path(f"/proc/{pid}").exists() for pid in simulator):
            assert time.monotonic() < give_up_at
            time.sleep(0.02)
    assert demo.has_let_go()


def test_the_demo_ends_when_its_simulator_does(demo):
    with demo.running() as ending:
        for simulator in children_of(ending.process.pid):
            os.kill(simulator, signal.SIGKILL)
        assert ending.process.wait(10) == 3
        assert ending.said.splitlines()[-1].startswith("the AFAS simulator has ended by itself")
    assert demo.has_let_go()


@pytest.mark.parametrize(
    ("busy", "variable"), [("port", "PORT"), ("simulator_port", "SIMULATOR_PORT")]
)
def test_a_busy_port_is_one_line_that_names_the_variable(demo, busy, variable):
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", getattr(demo, busy)))
        somebody.listen()
        ended = ran(demo.folder, *demo.arguments)
    assert ended.code == 3
    port = getattr(demo, busy)
    assert ended.err == f"port {port} on 127.0.0.1 is in use; choose another one with {variable}\n"
    assert not (demo.folder / "var").exists()


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
