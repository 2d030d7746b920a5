"""`ledgergate serve` starts when it can serve, and says what is missing when it cannot."""

import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx
import pytest

from gateway.plumbing.sealing import new_master_key
from processes import answers, free_port, is_free, ran, started


@pytest.fixture
def folder(tmp_path, empty_sqlite, command, monkeypatch) -> Path:
    """With a migrated database and a sealing key from `keygen`; commands run in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "var").mkdir()
    (tmp_path / "var/ledgergate.db").write_bytes(empty_sqlite.read_bytes())
    (tmp_path / "sealing.key").write_text(command("keygen").out)
    (tmp_path / ".env").write_text("LEDGERGATE_SEALING_KEY_FILE=sealing.key\n")
    return tmp_path


@pytest.fixture
def base_url(folder) -> Iterator[str]:
    port = free_port()
    with started(folder, "serve", "--port", str(port)) as serving:
        url = f"http://127.0.0.1:{port}"
        serving.until(lambda: answers(f"{url}/health/ready"))
        yield url
        assert serving.ends() == 0
        assert is_free(port)
        assert "Traceback" not in serving.said


def test_a_database_that_is_behind_is_refused_and_the_command_that_is_named_helps(
    tmp_path, command, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    ended = ran(tmp_path, "serve", LEDGERGATE_SEALING_KEY=new_master_key())
    assert (ended.code, ended.out) == (3, "")
    assert len(ended.err.splitlines()) == 1
    assert "run `ledgergate migrate`" in ended.err
    assert command("migrate").code == command("migrate").code == 0
    monkeypatch.setenv("LEDGERGATE_SEALING_KEY", new_master_key())
    assert command("tenant", "list", "--json").json == []


def test_without_a_sealing_key_it_refuses_and_the_command_is_named(folder):
    (folder / ".env").unlink()
    ended = ran(folder, "serve", "--port", str(free_port()))
    assert ended.code == 3
    assert ended.err.startswith("no sealing key: put the output of `ledgergate keygen` in ")


def test_a_sealing_key_that_is_not_the_databases_own_is_refused(folder, command):
    command("tenant", "create", "Acme")
    (folder / "sealing.key").write_text(new_master_key())
    ended = ran(folder, "serve", "--port", str(free_port()))
    assert ended.code == 3
    assert "sealed a part of this database and is not among the given ones" in ended.err


def test_a_worker_works_until_it_is_told_to_end(folder):
    with started(folder, "worker") as worker:
        worker.until(lambda: "working" in worker.said)
        assert worker.ends(signal.SIGTERM) == 0
        assert "Traceback" not in worker.said


def test_the_published_contract_is_printed_the_same_every_time(command):
    first, second = command("openapi"), command("openapi")
    assert first.json["info"]["title"] == "ledgergate"
    assert first.out == second.out
    assert first.out.endswith("}\n")


def test_a_setting_that_does_not_exist_names_the_nearest_one(folder):
    ended = ran(folder, "serve", LEDGERGATE_SEALING_KEYFILE="x")
    assert (ended.code, ended.err) == (
        3,
        "LEDGERGATE_SEALING_KEYFILE is not a setting; did you mean LEDGERGATE_SEALING_KEY_FILE?\n",
    )


def test_a_busy_port_is_one_line(folder, base_url):
    port = base_url.rpartition(":")[2]
    ended = ran(folder, "serve", "--port", port)
    assert (ended.code, ended.err) == (3, f"port {port} on 127.0.0.1 is in use\n")


def test_a_database_that_does_not_answer_is_one_line(folder):
    ended = ran(
        folder, "tenant", "list", LEDGERGATE_DATABASE_URL="postgresql://me:hidden@127.0.0.1:9/x"
    )
    assert ended.code == 3
    assert ended.err.startswith("the database does not answer: ")
    assert len(ended.err.splitlines()) == 1
    assert "hidden" not in ended.err


def test_settings_tell_where_they_come_from_and_mask_secrets(folder, command, monkeypatch):
    key = new_master_key()
    monkeypatch.setenv("LEDGERGATE_SEALING_KEY", key)
    monkeypatch.setenv("LEDGERGATE_DATABASE_URL", "postgresql://me:hidden@db/x")
    (folder / ".env").write_text("LEDGERGATE_PORT=8123\n")
    told = command("settings", "--json")
    rows = {row["setting"]: (row["value"], row["from"]) for row in told.json}
    assert rows["LEDGERGATE_PORT"] == (8123, ".env")
    assert rows["LEDGERGATE_SEALING_KEY"] == ("**********", "environment")
    assert rows["LEDGERGATE_HOST"] == ("127.0.0.1", "default")
    assert key not in told.out
    assert "hidden" not in told.out


def test_both_kinds_of_key_rotate_while_requests_are_answered(folder, base_url, command):
    tenant = command("tenant", "create", "Acme", "--json").json["id"]
    key = command("key", "create", "x", "--tenant", tenant, "--json").json
    body = {
        "clientId": key["client_id"],
        "clientSecret": key["client_secret"],
        "accountId": tenant,
    }
    answered: list[int] = []
    over = Event()

    def call(token: str = "") -> None:
        with httpx.Client(base_url=base_url, trust_env=False) as http:
            while not over.is_set():
                fresh = http.post("/token", json=body)
                token = token or fresh.json()["access_token"]
                for one in (token, fresh.json()["access_token"]):
                    listed = http.get("/consumers", headers={"Authorization": f"Bearer {one}"})
                    answered.append(listed.status_code)
                time.sleep(0.01)

    def kids() -> list[str]:
        published = httpx.get(f"{base_url}/.well-known/jwks.json", trust_env=False)
        return [one["kid"] for one in published.json()["keys"]]

    with ThreadPoolExecutor(1) as caller:
        calling = caller.submit(call)
        try:
            in_front(folder / "sealing.key", command("keygen").out)
            rotated = ran(folder, "keys", "rotate", "--signing", "--json").json
            again = command("keys", "rotate", "--json").json
            without_its_last_line(folder / "sealing.key")
            later = command("tenant", "create", "Umbrella")
            until(lambda: kids()[0] == rotated["signing_key"])
        finally:
            over.set()
        calling.result()
    assert rotated["data_keys_wrapped"] >= 2
    assert again["data_keys_wrapped"] == 0
    assert later.code == 0, later.err
    assert len(kids()) == 2
    assert len(answered) > 20
    assert set(answered) == {200}


def in_front(file: Path, line: str) -> None:
    replace(file, line + file.read_text())


def without_its_last_line(file: Path) -> None:
    replace(file, file.read_text().splitlines()[0] + "\n")


def replace(file: Path, text: str) -> None:
    (new := file.with_suffix(".new")).write_text(text)
    new.replace(file)


def until(true: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 10
    while not true():
        assert time.monotonic() < give_up_at
        time.sleep(0.1)
