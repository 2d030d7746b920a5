"""The test servers: real, ours alone, gone with the run, and loudly missed when absent."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

TESTS = Path(__file__).parents[1]

NEEDS_A_REDIS_THAT_IS_NOWHERE = """
from contextlib import contextmanager

import pytest
import servers

@contextmanager
def nowhere():
    raise servers.CannotBeHad("looked everywhere")
    yield

@pytest.fixture(scope="session")
def redis_server(request):
    with servers.had(request.config, "Redis", nowhere()) as url:
        yield url

def test_something_with_redis(redis_url):
    pass
"""

HOLDS_BOTH_SERVERS = """
import time
import servers

with servers.running_postgres() as postgres, servers.running_redis() as redis:
    print(postgres.folder, redis.removeprefix("unix://"), flush=True)
    time.sleep(600)
"""


async def ask(url: str, question: str) -> object:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            answer = await connection.execute(text(question))
            return answer.scalar() if answer.returns_rows else None
    finally:
        await engine.dispose()


async def test_the_postgresql_is_real(postgres_url):
    version = await ask(postgres_url, "SELECT current_setting('server_version_num')::int")
    assert version >= 150000


async def test_the_postgresql_listens_on_no_network(postgres_url):
    assert await ask(postgres_url, "SHOW listen_addresses") == ""


async def test_a_fresh_database_is_a_copy_that_does_not_touch_its_template(
    fresh_postgres, postgres_server
):
    template = postgres_server.create()
    await ask(postgres_server.url(template), "CREATE TABLE kept (n int)")
    first, second = fresh_postgres(template), fresh_postgres(template)
    await ask(first, "INSERT INTO kept VALUES (1)")
    assert await ask(first, "SELECT count(*) FROM kept") == 1
    assert await ask(second, "SELECT count(*) FROM kept") == 0
    postgres_server.drop(template)


def test_the_redis_is_real_and_empty(redis_url):
    with Redis.from_url(redis_url) as redis:
        assert redis.dbsize() == 0
        assert redis.eval("return redis.call('incrby', KEYS[1], 2)", 1, "n") == 2


def test_the_next_test_finds_redis_empty_again(redis_url):
    with Redis.from_url(redis_url) as redis:
        assert redis.dbsize() == 0


def test_both_servers_and_their_folders_go_when_the_run_is_killed():
    run = subprocess.Popen(
        [sys.executable, "-c", HOLDS_BOTH_SERVERS], cwd=TESTS, stdout=subprocess.PIPE, text=True
    )
    with run:
        folder, redis_socket = map(Path, run.stdout.readline().split())
        postmaster = int((folder / "data/postmaster.pid").read_text().split()[0])
        redis = int(Redis.from_url(f"unix://{redis_socket}").info("server")["process_id"])
        assert alive(postmaster)
        assert alive(redis)
        os.kill(run.pid, signal.SIGKILL)
    give_up_at = time.monotonic() + 10
    gone = [
        lambda: not alive(postmaster),
        lambda: not alive(redis),
        lambda: not folder.exists(),
        lambda: not redis_socket.parent.exists(),
    ]
    while not all(check() for check in gone):
        assert time.monotonic() < give_up_at, [check() for check in gone]
        time.sleep(0.05)


def alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def run_without_redis(tmp_path):
    (tmp_path / "test_inner.py").write_text(NEEDS_A_REDIS_THAT_IS_NOWHERE)

    def run(**environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "servers", str(tmp_path)]
        plain = {name: value for name, value in os.environ.items() if name != "CI"}
        return subprocess.run(
            [*command, "-c", os.devnull, "--rootdir", str(tmp_path)],
            env={**plain, "PYTHONPATH": str(TESTS), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_without_a_server_the_run_passes_here_and_says_so_loudly(run_without_redis):
    done = run_without_redis()
    assert done.returncode == 0, done.stdout
    assert "Redis COULD NOT BE HAD" in done.stdout
    assert "looked everywhere" in done.stdout
    assert "1 skipped" in done.stdout


def test_without_a_server_the_run_fails_in_ci(run_without_redis):
    done = run_without_redis(CI="true")
    assert done.returncode == 1, done.stdout
    assert "Redis COULD NOT BE HAD" in done.stdout


def test_no_variable_of_the_shell_leads_to_another_database(run_without_redis, tmp_path):
    (tmp_path / "test_variables.py").write_text(
        "import os\n"
        "def test_gone():\n"
        "    assert not [n for n in os.environ if n.startswith(('LEDGERGATE_', 'PG'))]\n"
    )
    done = run_without_redis(LEDGERGATE_DATABASE_URL="postgresql://real", PGHOST="real")
    assert "1 passed" in done.stdout, done.stdout
