"""The control page: one HTML file, read once."""

from pathlib import Path

PAGE = (Path(__file__).parent / "page.html").read_text(encoding="utf-8")
