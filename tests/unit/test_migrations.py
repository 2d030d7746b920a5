"""Migrations go up and down on both databases, and lead to the tables that the code has."""

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from gateway.plumbing.database import Database
from gateway.plumbing.migrating import DatabaseBehind, migrate, refuse_if_behind, roll_back


@pytest.fixture(params=["sqlite", "postgres"])
async def nothing_yet(request: pytest.FixtureRequest, tmp_path: Path):
    if request.param == "postgres":
        fresh: Callable[[], str] = request.getfixturevalue("fresh_postgres")
        url = fresh()
    else:
        url = f"sqlite+aiosqlite:///{tmp_path}/empty.db"
    database = Database(url)
    yield database
    await database.close()


async def seen_by(database: Database, look: Callable[[Connection], object]) -> object:
    async with database.engine.connect() as connection:
        return await connection.run_sync(look)


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def differences(connection: Connection) -> list[object]:
    return compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)


async def test_up_leads_to_the_tables_of_the_code(nothing_yet: Database):
    await migrate(nothing_yet)
    assert await seen_by(nothing_yet, differences) == []


async def test_down_leaves_nothing_and_up_works_again(nothing_yet: Database):
    await migrate(nothing_yet)
    await roll_back(nothing_yet, "base")
    assert await seen_by(nothing_yet, tables) == {"alembic_version"}
    await migrate(nothing_yet)
    assert await seen_by(nothing_yet, differences) == []


async def test_a_database_that_is_behind_is_refused_and_told_what_to_run(nothing_yet: Database):
    with pytest.raises(DatabaseBehind, match="ledgergate migrate"):
        await refuse_if_behind(nothing_yet)
    await migrate(nothing_yet)
    await refuse_if_behind(nothing_yet)
