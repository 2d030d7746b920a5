from typing import Annotated

import typer

from gateway.cli.printing import Json, show
from gateway.cli.working import whoever_types, with_resources
from gateway.plumbing.sealing import new_master_key
from gateway.resources import Resources

group = typer.Typer(no_args_is_help=True, help="The keys that seal and sign.")


def keygen() -> None:
    """Print a new sealing key. Keep a copy where the database's backups are not."""
    typer.echo(new_master_key())


@group.command("rotate")
def rotate(
    *,
    signing: Annotated[
        bool, typer.Option("--signing", help="Also sign access tokens with a new key.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Wrap every tenant's data key with the newest sealing key, while serving goes on.

    First put the new key in front: as the first line of LEDGERGATE_SEALING_KEY_FILE, which running
    processes read again by themselves, or first in LEDGERGATE_SEALING_KEY, after which they have
    to be restarted. When this command answers that nothing was left to wrap, the old key may go.
    """

    async def wrap(given: Resources) -> dict[str, object]:
        await given.audit.note(whoever_types(), "keys.rotate", "signing" if signing else "sealing")
        done: dict[str, object] = {"data_keys_wrapped": await given.vault.rotate()}
        if signing:
            done["signing_key"] = await given.signing.rotate()
        return done

    show(with_resources(wrap), as_json=as_json)
