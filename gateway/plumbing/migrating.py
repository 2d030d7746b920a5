"""Brings a database to the version of this code, and tells when it is not there."""

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from gateway.plumbing.database import Database

MIGRATIONS = Path(__file__).parents[2] / "migrations"


class DatabaseBehind(Exception):
    """The message names the command to run."""


@dataclass(frozen=True, slots=True)
class Versions:
    """Where the database is, and where this code wants it."""

    current: str | None
    newest: str | None


async def migrate(database: Database, target: str = "head") -> None:
    async with database.engine.connect() as connection:
        await connection.execution_options(writes=True)
        await connection.run_sync(_upgrade, target)
        await connection.commit()


async def roll_back(database: Database, target: str) -> None:
    async with database.engine.connect() as connection:
        await connection.execution_options(writes=True)
        await connection.run_sync(_downgrade, target)
        await connection.commit()


async def refuse_if_behind(database: Database) -> None:
    found = await versions(database)
    if found.current != found.newest:
        raise DatabaseBehind(
            f"the database is at version {found.current or 'none'}, this ledgergate needs"
            f" {found.newest}; run `ledgergate migrate`"
        )


async def versions(database: Database) -> Versions:
    async with database.engine.connect() as connection:
        current = await connection.run_sync(_current)
    return Versions(current, ScriptDirectory.from_config(_config()).get_current_head())


def _upgrade(connection: Connection, target: str) -> None:
    command.upgrade(_config(connection), target)


def _downgrade(connection: Connection, target: str) -> None:
    command.downgrade(_config(connection), target)


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
