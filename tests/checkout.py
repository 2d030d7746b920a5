"""The files of this checkout, as the house tests read them: what is committed, nothing made."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
MADE = {".git", ".venv", "var", "dist", "site", "node_modules", "__pycache__", ".env"}


def files(*suffixes: str, under: str = "") -> Iterator[Path]:
    for path in sorted((ROOT / under).iterdir()):
        made = path.name in MADE or path.name.endswith("_cache") or path.name == ".hypothesis"
        if made:
            continue
        if path.is_dir():
            yield from files(*suffixes, under=str(path.relative_to(ROOT)))
        elif not suffixes or path.suffix in suffixes:
            yield path


def shown(path: Path, line: int = 0) -> str:
    """`gateway/main.py:12`, as an editor opens it."""
    name = str(path.relative_to(ROOT))
    return f"{name}:{line}" if line else name


def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))
