"""Makes `.venv` from a lock file with hashes, or does nothing when it is already right.

    python3.11 scripts/make_venv.py runtime|dev

The development lock holds everything that the runtime lock holds.
"""

import argparse
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "made-from.json"
LOCKS = {"runtime": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes .venv from a lock file.")
    parser.add_argument("kind", choices=LOCKS)
    kind = parser.parse_args().kind
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit("python3.11 has no venv; on Debian: apt-get install python3.11-venv")
    held = wait_for_turn()
    made = stamped()
    wanted = {name: key(name) for name in LOCKS}
    if made.get(kind) == wanted[kind]:
        return
    try:
        if made.get("runtime") == wanted["runtime"]:
            # Without its stamp, what an interrupted pip leaves behind is thrown away next time.
            STAMP.unlink()
        else:
            shutil.rmtree(VENV, ignore_errors=True)
            venv.create(VENV, with_pip=True)
        print(f"installing into .venv from {LOCKS[kind].name}", flush=True)
        pip(held, "--only-binary=:all:", "--require-hashes", "--requirement", str(LOCKS[kind]))
        pip(held, "--no-index", "--no-build-isolation", "--editable", str(ROOT))
    except subprocess.CalledProcessError:
        sys.exit(f"{LOCKS[kind].name} could not be installed; pip says why above")
    kept = LOCKS if kind == "dev" else ["runtime"]
    unfinished = STAMP.with_suffix(".new")
    unfinished.write_text(json.dumps({name: wanted[name] for name in kept}))
    unfinished.replace(STAMP)


def wait_for_turn() -> int:
    """Two makes at once would ruin each other's work; pip inherits the lock and may outlive us."""
    held = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("waiting for another installation into .venv", flush=True)
        fcntl.flock(held, fcntl.LOCK_EX)
    return held


def stamped() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text()))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}


def key(kind: str) -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packaging = [project["build-system"], project["project"], project["tool"]["hatch"]]
    seen = [str(ROOT), sys.version, sys.base_prefix, LOCKS[kind].read_text(), packaging]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def pip(held: int, *arguments: str) -> None:
    command = [str(VENV / "bin/python"), "-m", "pip", "install", "-qq", "--no-deps"]
    quiet = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    subprocess.run([*command, *arguments], check=True, env=quiet, pass_fds=[held])


if __name__ == "__main__":
    main()
