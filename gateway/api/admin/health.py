"""How this process is doing, for operators, and what it was set to."""

import time
from enum import StrEnum

from pydantic import BaseModel, Field, JsonValue
from sqlalchemy.exc import SQLAlchemyError

from gateway import __version__
from gateway.api.admin.door import OPERATOR_KEY, admin_router
from gateway.api.deps import Given
from gateway.plumbing.migrating import Versions, versions
from gateway.resources import Resources

router = admin_router("health")
settings_router = admin_router("settings")


class HealthStatus(StrEnum):
    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


class DatabaseHealth(BaseModel):
    kind: str = Field(description="`sqlite` or `postgresql`.")
    version: str
    answers: bool
    milliseconds: float = Field(description="How long a trivial question took.")
    migration: str | None = Field(description="The version of the tables.")
    newest_migration: str | None = Field(description="The version that this code needs.")


class SharedStateHealth(BaseModel):
    kind: str = Field(description="`in process` or `redis`.")
    ok: bool
    says: str


class RequestLogHealth(BaseModel):
    waiting: int = Field(description="Requests that are not written yet.")
    dropped: int = Field(description="Requests since the start that will never be written.")


class AdminHealth(BaseModel):
    status: HealthStatus
    version: str = __version__
    database: DatabaseHealth
    shared_state: SharedStateHealth
    request_log: RequestLogHealth
    adapters: list[str]
    background: dict[str, bool] = Field(description="Each background task, and whether it lives.")


@router.get(
    "",
    operation_id="admin_get_health",
    summary="How everything that this process depends on is doing",
    openapi_extra=OPERATOR_KEY,
)
async def get_health(given: Given) -> AdminHealth:
    """Recognising an operator takes the database; without one, ask `/health/ready`."""
    database = await _look_at_database(given)
    shared = await given.shared.health()
    request_log, background = given.request_log, given.background.alive()
    return AdminHealth(
        status=_overall(database, well=shared.ok and all(background.values())),
        database=database,
        shared_state=SharedStateHealth(
            kind="redis" if given.settings.redis_url else "in process",
            ok=shared.ok,
            says=shared.says,
        ),
        request_log=RequestLogHealth(waiting=request_log.waiting, dropped=request_log.dropped),
        adapters=sorted(given.adapters),
        background=background,
    )


@settings_router.get(
    "",
    operation_id="admin_get_settings",
    summary="The settings in effect, with secrets masked",
    openapi_extra=OPERATOR_KEY,
)
async def get_settings(given: Given) -> dict[str, JsonValue]:
    return given.settings.masked()


async def _look_at_database(given: Resources) -> DatabaseHealth:
    dialect, found, answers = given.database.engine.dialect, Versions(None, None), True
    began = time.perf_counter()
    try:
        await given.database.answers()
        milliseconds = (time.perf_counter() - began) * 1000
        found = await versions(given.database)
    except (SQLAlchemyError, OSError):
        answers, milliseconds = False, (time.perf_counter() - began) * 1000
    return DatabaseHealth(
        kind=dialect.name,
        version=".".join(map(str, dialect.server_version_info or ())),
        answers=answers,
        milliseconds=round(milliseconds, 2),
        migration=found.current,
        newest_migration=found.newest,
    )


def _overall(database: DatabaseHealth, *, well: bool) -> HealthStatus:
    if not database.answers:
        return HealthStatus.DOWN
    up_to_date = database.migration == database.newest_migration
    return HealthStatus.OK if well and up_to_date else HealthStatus.DEGRADED
