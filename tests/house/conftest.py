import pytest

from checkout import files, shown

COMFORTABLE = 400


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lengths = {
        path: len(path.read_text().splitlines())
        for folder in ("gateway", "adapters", "tests", "scripts")
        for path in files(".py", under=folder)
    }
    long = {path: length for path, length in lengths.items() if length > COMFORTABLE}
    for path, length in sorted(long.items(), key=lambda item: -item[1]):
        terminalreporter.line(f"{shown(path)} has {length} lines: which noun is missing?")
