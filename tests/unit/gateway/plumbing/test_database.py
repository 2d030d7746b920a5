from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select, update

from gateway.identity.tables import StoredConsumer, StoredTenant
from gateway.plumbing.database import EVERY_TENANT, CrossedTenants, Database
from running import STOPPED_AT

OURS, THEIRS = uuid4(), uuid4()


def consumer(tenant_id: UUID, name: str = "x") -> StoredConsumer:
    return StoredConsumer(tenant_id=tenant_id, name=name, created_at=STOPPED_AT)


@pytest.fixture
async def database(database_url: str):
    database = Database(database_url)
    async with database.writing(EVERY_TENANT) as session:
        for tenant in (OURS, THEIRS):
            session.add(StoredTenant(id=tenant, name="t", created_at=STOPPED_AT))
        await session.flush()
        for tenant in (OURS, THEIRS):
            session.add(consumer(tenant))
    yield database
    await database.close()


async def test_a_session_sees_its_own_tenants_rows_without_asking(database: Database):
    async with database.reading(OURS) as session:
        rows = list(await session.scalars(select(StoredConsumer)))
    assert [row.tenant_id for row in rows] == [OURS]


async def test_a_foreign_row_is_not_found_by_its_id(database: Database):
    async with database.reading(THEIRS) as session:
        theirs = (await session.scalars(select(StoredConsumer))).one()
    async with database.reading(OURS) as session:
        assert await session.get(StoredConsumer, theirs.id) is None


async def test_a_join_through_another_table_does_not_leak(database: Database):
    joined = select(StoredTenant).join(
        StoredConsumer, col(StoredConsumer.tenant_id) == StoredTenant.id
    )
    async with database.reading(OURS) as session:
        assert [row.id for row in await session.scalars(joined)] == [OURS]


async def test_bulk_changes_stay_inside_the_tenant(database: Database):
    async with database.writing(OURS) as session:
        await session.execute(update(StoredConsumer).values(name="changed"))
        await session.execute(delete(StoredConsumer).where(col(StoredConsumer.name) == "x"))
    async with database.reading(EVERY_TENANT) as session:
        rows = list(await session.scalars(select(StoredConsumer)))
    assert {row.tenant_id: row.name for row in rows} == {OURS: "changed", THEIRS: "x"}


async def test_writing_another_tenants_row_is_refused(database: Database):
    with pytest.raises(CrossedTenants):
        async with database.writing(OURS) as session:
            session.add(consumer(THEIRS))


async def test_nothing_of_a_failed_block_is_kept(database: Database):
    class Stop(Exception):
        pass

    with pytest.raises(Stop):
        async with database.writing(OURS) as session:
            session.add(consumer(OURS, "half-made"))
            await session.flush()
            raise Stop
    async with database.reading(OURS) as session:
        names = [row.name for row in await session.scalars(select(StoredConsumer))]
    assert names == ["x"]


async def test_deleting_a_tenant_takes_its_rows_along(database: Database):
    async with database.writing(EVERY_TENANT) as session:
        await session.delete(await session.get(StoredTenant, OURS))
    async with database.reading(EVERY_TENANT) as session:
        rows = list(await session.scalars(select(StoredConsumer)))
    assert [row.tenant_id for row in rows] == [THEIRS]


async def test_foreign_keys_are_enforced(database: Database):
    with pytest.raises(IntegrityError):
        async with database.writing(EVERY_TENANT) as session:
            session.add(consumer(uuid4()))


async def test_database_errors_do_not_repeat_what_was_written(database: Database):
    with pytest.raises(IntegrityError) as refused:
        async with database.writing(EVERY_TENANT) as session:
            session.add(consumer(uuid4(), "very private"))
    assert "very private" not in str(refused.value)
