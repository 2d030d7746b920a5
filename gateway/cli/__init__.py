"""The command line of ledgergate, gathered from its parts."""

import sys

import typer

from gateway.cli import connections, consumers, exits, keys, running, sealing, showing, tenants
from gateway.cli.demo.starting import demo

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A self-hosted, multi-tenant, unified accounting API gateway.\n\nSettings come from"
    " LEDGERGATE_* variables or a .env file; `ledgergate settings` lists them. Every command that"
    " lists or makes something prints a table, or JSON with --json.",
    epilog=exits.MEANING,
)

RUNNING, SETTING_UP, WHO, ABOUT = "Running", "Setting up", "Who comes in", "About"

app.command(rich_help_panel=RUNNING)(running.serve)
app.command(rich_help_panel=RUNNING)(running.worker)
app.command(rich_help_panel=RUNNING)(running.simulator)
app.command(rich_help_panel=RUNNING)(demo)
app.command(rich_help_panel=SETTING_UP)(running.migrate)
app.command(rich_help_panel=SETTING_UP)(sealing.keygen)
app.add_typer(sealing.group, name="keys", rich_help_panel=SETTING_UP)
app.add_typer(tenants.group, name="tenant", rich_help_panel=WHO)
app.add_typer(keys.group, name="key", rich_help_panel=WHO)
app.add_typer(consumers.group, name="consumer", rich_help_panel=WHO)
app.add_typer(connections.group, name="connection", rich_help_panel=WHO)
app.command(rich_help_panel=ABOUT)(showing.settings)
app.command(rich_help_panel=ABOUT)(showing.openapi)


def main(arguments: list[str] | None = None) -> None:
    try:
        app(arguments)
    except exits.EXPECTED as error:
        typer.echo(exits.line_of(error), err=True)
        sys.exit(exits.code_of(error))
