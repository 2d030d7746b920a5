import asyncio

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from gateway.plumbing.background import Background
from gateway.resources import Resources
from gateway.settings import Settings, read_settings


async def test_health_tells_of_every_dependency(ops: AsyncClient, settings: Settings):
    health = (await ops.get("/admin/health")).json()
    assert health["status"] == "ok"
    kind = settings.database_url.get_secret_value().partition("+")[0]
    database = health["database"]
    assert database["kind"] == kind
    assert database["answers"] is True
    assert int(database["version"].partition(".")[0]) >= {"sqlite": 3, "postgresql": 15}[kind]
    assert 0 < database["milliseconds"] < 5000
    assert database["migration"] == database["newest_migration"]
    assert database["migration"]
    assert health["shared_state"]["kind"] == ("redis" if settings.redis_url else "in process")
    assert health["shared_state"]["ok"] is True
    assert health["request_log"]["dropped"] == 0
    assert health["adapters"] == ["afas", "toy"]
    assert set(health["background"]) == {"request log", "last use", "revocations", "forgetting"}
    assert all(health["background"].values())


async def test_health_is_degraded_when_the_tables_are_behind(
    ops: AsyncClient, resources: Resources
):
    async with resources.database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    health = (await ops.get("/admin/health")).json()
    assert health["status"] == "degraded"
    assert health["database"]["migration"] == "older"


async def test_health_is_degraded_when_a_background_task_has_ended(
    ops: AsyncClient, resources: Resources
):
    async def ends() -> None:
        raise RuntimeError

    resources.background.start("brittle", ends())
    health = (await ops.get("/admin/health")).json()
    assert health["status"] == "degraded"
    assert [name for name, alive in health["background"].items() if not alive] == ["brittle"]


async def test_stopping_ends_what_runs_in_the_background():
    background, ended = Background(), []

    async def runs() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    background.start("one", runs())
    await asyncio.sleep(0)
    assert background.alive() == {"one": True}
    await background.stop()
    assert background.alive() == {"one": False}
    assert ended == [True]


async def test_settings_are_shown_with_their_secrets_masked(ops: AsyncClient, settings: Settings):
    answer = await ops.get("/admin/settings")
    shown = answer.json()
    assert set(shown) == set(Settings.model_fields)
    assert shown["request_log_days"] == 30
    assert settings.sealing_key
    assert settings.sealing_key.get_secret_value() not in answer.text
    assert shown["sealing_key"] == "**********"


@pytest.mark.parametrize(
    ("address", "shown_as"),
    [
        ("redis://:hunter22@cache:6379/1", "redis://:***@cache:6379/1"),
        ("unix:///r.sock?db=1&password=hunter22", "unix:///r.sock?db=1&password=masked"),
    ],
)
def test_an_address_is_shown_without_its_password(address: str, shown_as: str):
    shown = read_settings({}, redis_url=address, database_url="postgresql://u:hunter22@h/books")
    assert "hunter22" not in str(shown.masked())
    assert shown.masked()["redis_url"] == shown_as
    assert shown.masked()["database_url"] == "postgresql+asyncpg://u:***@h/books"
