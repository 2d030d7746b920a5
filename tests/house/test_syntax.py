"""Rules that the syntax tree can check."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from checkout import ROOT, files, shown, syntax

SIMULATOR = ROOT / "adapters/afas/simulator"
MONEY = ROOT / "gateway/accounting/money.py"

# Where JSON, a database's JSON column or an untyped library meets typed code.
UNTYPED_BOUNDARIES = {
    "gateway/accounting/books.py": "credentials, as a form and a sealed record hold them",
    "gateway/api/connections.py": "credentials, as the caller's JSON gives them",
    "gateway/api/deps.py": "what a route adds to the OpenAPI document",
    "gateway/api/openapi.py": "the OpenAPI document",
    "gateway/api/problems.py": "FastAPI's table of answers; pydantic's list of refusals",
    "gateway/api/token.py": "the OpenAPI document's request body",
    "gateway/connections/tables.py": "a JSON column",
    "gateway/identity/audit.py": "a JSON column",
    "gateway/identity/oauth.py": "Authlib carries no types",
    "gateway/identity/tables.py": "a JSON column",
    "gateway/identity/tokens.py": "the claims of a token",
    "gateway/plumbing/redis.py": "each script answers in its own way",
    "gateway/plumbing/serving.py": "the state that uvicorn hands to an app",
    "gateway/plumbing/shared_state.py": "what a coroutine is sent, which nobody reads",
    "gateway/settings.py": "values as an operator's environment gives them",
}


def names(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Name):
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute):
            yield node.attr, node.lineno


def is_protocol(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and any(
        ast.unparse(parent).split("[")[0].endswith("Protocol") for parent in node.bases
    )


def test_the_accounting_language_and_the_adapters_know_no_float():
    places = [*files(".py", under="gateway/accounting"), *files(".py", under="adapters")]
    found = [
        shown(path, line)
        for path in places
        if path != MONEY and not path.is_relative_to(SIMULATOR)
        for name, line in names(path)
        if name == "float"
    ]
    assert not found, "\n".join(found)


def test_the_simulator_keeps_no_amount_in_binary_floating_point():
    made = [
        shown(path, node.lineno)
        for path in files(".py", under="adapters/afas/simulator")
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "float"
    ]
    stored = [
        shown(path, number)
        for path in files(".py", ".sql", under="adapters/afas/simulator")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"\b(REAL|DOUBLE PRECISION)\b", line)
    ]
    assert not made + stored, "\n".join(made + stored)


def test_any_stands_only_at_the_boundaries_that_are_listed():
    with_any = {
        shown(path)
        for folder in ("gateway", "adapters")
        for path in files(".py", under=folder)
        if any(name == "Any" for name, _ in names(path))
    }
    unlisted = sorted(with_any - UNTYPED_BOUNDARIES.keys())
    assert not unlisted, "\n".join(unlisted)
    needless = sorted(UNTYPED_BOUNDARIES.keys() - with_any)
    assert not needless, "\n".join(needless)


def test_every_method_of_the_port_promises_something():
    silent = [
        f"{owner.name}.{method.name}"
        for owner in ast.walk(syntax(ROOT / "gateway/accounting/books.py"))
        if is_protocol(owner)
        for method in owner.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
        and not ast.get_docstring(method)
    ]
    assert not silent, "\n".join(silent)
