"""What files are called, and what may stand in their lines."""

import io
import re
import tokenize
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from checkout import ROOT, files, shown

NAMES_THAT_SAY_NOTHING = {"utils", "helpers", "common", "base", "manager", "service", "misc"}

# Spelled apart, or this file would name what it forbids.
PLACES_OF_ONE_MACHINE = re.compile(r"(?<![\w.~-])/(?:wor" + r"k|roo" + r"t|hom" + r"e/\w+)/")
PACKAGE_INDEXES = re.compile(
    "|".join(["py" + r"pi\.org", "python" + r"hosted\.", "npm" + r"js\.", r"/simple" + "/"])
)
SWITCHED_OFF = re.compile(
    r"#\s*(?:noqa(?::\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*)?|type:\s*ignore(\[.*?\])?)"
)
A_REASON = re.compile(r"[A-Za-z]{2,}.*[A-Za-z]{2,}")


def committed_text() -> Iterator[tuple[Path, str]]:
    for path in files():
        try:
            yield path, path.read_text()
        except UnicodeDecodeError:
            continue


def comments(path: Path) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def lines_that_match(pattern: re.Pattern[str]) -> list[str]:
    return [
        shown(path, number)
        for path, text in committed_text()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def lines_without_a_reason(path: Path) -> list[int]:
    return [
        line
        for line, comment in comments(path)
        if (found := SWITCHED_OFF.search(comment)) and not A_REASON.search(comment[found.end() :])
    ]


def test_every_name_of_a_file_or_folder_says_what_is_inside():
    named = [part for path in files() for part in path.relative_to(ROOT).with_suffix("").parts]
    assert NAMES_THAT_SAY_NOTHING.isdisjoint(named)


def test_no_file_names_a_place_on_one_machine():
    found = lines_that_match(PLACES_OF_ONE_MACHINE)
    assert not found, "\n".join(found)


def test_no_file_names_a_package_index():
    found = lines_that_match(PACKAGE_INDEXES)
    assert not found, "\n".join(found)


def test_every_check_that_a_line_switches_off_has_its_reason_there():
    bare = [shown(path, line) for path in files(".py") for line in lines_without_a_reason(path)]
    assert not bare, "\n".join(bare)


@pytest.mark.parametrize(
    ("line", "fine"),
    [
        ("x = 1  # no" + "qa: S101", False),
        ("x = 1  # no" + "qa: S101, A001", False),
        ("x = 1  # no" + "qa", False),
        ("x = 1  # type: ig" + "nore[misc]", False),
        ("x = 1  # no" + "qa: S101 - Starlette types it loosely", True),
        ("x = 1  # type: ig" + "nore[misc]  # Authlib carries no types", True),
    ],
)
def test_a_bare_switch_is_seen(line, fine, tmp_path):
    (written := tmp_path / "line.py").write_text(line)
    assert lines_without_a_reason(written) == ([] if fine else [1])


def test_only_tables_are_fenced_off_from_the_formatter():
    loose = []
    for path in files(".py"):
        fences = [
            (line, comment.removeprefix("#").strip())
            for line, comment in comments(path)
            if comment.removeprefix("#").strip() in {"fmt: off", "fmt: on", "fmt: skip"}
        ]
        lines = path.read_text().splitlines()
        if [what for _, what in fences] != ["fmt: off", "fmt: on"] * (len(fences) // 2):
            loose.append(shown(path, fences[0][0]))
        loose += [
            shown(path, start)
            for (start, what), (end, _) in pairwise(fences)
            if what == "fmt: off"
            and not re.match(r"[A-Z][A-Z_0-9]*\b.*=", "".join(lines[start:end]))
        ]
    assert not loose, "\n".join(loose)
