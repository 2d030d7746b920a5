"""What this ledgergate is set to, and what it publishes."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer
from dotenv import dotenv_values

from gateway.cli.printing import Json, show_all
from gateway.main import create_app
from gateway.plumbing.refusals import Unfit
from gateway.settings import DOTENV, read_settings, variable

PUBLISHED = Path(__file__).parents[2] / "openapi/gateway.json"


def settings(*, as_json: Json = False) -> None:
    """The effective settings, secrets masked, and where each comes from."""
    effective = read_settings().masked()
    variables = {name.upper() for name, value in os.environ.items() if value}
    in_file = {name.upper() for name, value in dotenv_values(DOTENV).items() if value}
    rows = []
    for name, value in effective.items():
        setting = variable(name)
        source = ".env" if setting in in_file else "default"
        source = "environment" if setting in variables else source
        rows.append({"setting": setting, "value": value, "from": source})
    show_all(rows, as_json=as_json)


def openapi(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Only look whether openapi/gateway.json is fresh.")
    ] = False,
    write: Annotated[
        bool, typer.Option("--write", help="Write openapi/gateway.json instead of printing.")
    ] = False,
) -> None:
    """The published contract, made from the code."""
    document = create_app(read_settings({})).openapi()
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if write:
        PUBLISHED.write_text(text)
    elif not check:
        typer.echo(text, nl=False)
    elif not PUBLISHED.exists() or PUBLISHED.read_text() != text:
        raise Unfit("openapi/gateway.json does not say what the code does; run `make openapi`")
