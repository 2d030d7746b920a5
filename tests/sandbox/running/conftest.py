import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gateway.cli import main
from gateway.settings import Settings
from processes import Ended, answers, free_port, started

Run = Callable[..., Ended]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process, where it takes no second to start."""

    def run(*arguments: str) -> Ended:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        out, err = capsys.readouterr()
        return Ended(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def operator(
    command: Run, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Runs commands on the test's own database."""
    assert settings.sealing_key
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEDGERGATE_DATABASE_URL", settings.database_url.get_secret_value())
    monkeypatch.setenv("LEDGERGATE_SEALING_KEY", settings.sealing_key.get_secret_value())
    return command


@pytest.fixture(scope="session")
def simulator_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("simulator"), free_port()
    with started(folder, "simulator", "--port", str(port)) as simulator:
        url = f"http://127.0.0.1:{port}"
        simulator.until(lambda: answers(f"{url}/_control/state"))
        yield url
        simulator.ends(signal.SIGTERM)
