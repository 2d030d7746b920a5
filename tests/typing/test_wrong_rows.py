import subprocess
import sys

from checkout import ROOT


def test_every_wrong_row_is_refused_and_every_right_one_is_not():
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", "tests/typing/wrong_rows.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stdout) == (0, "")
