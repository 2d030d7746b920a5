"""Alive, and ready: for whatever watches this process. No token needed, no secret told."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from gateway import __version__
from gateway.api.deps import Given
from gateway.resources import Resources

router = APIRouter(prefix="/health", tags=["Health"])


class Health(BaseModel):
    status: str
    version: str = __version__
    database: str = "ok"
    shared_state: str = "ok"


@router.get("/live", summary="The process answers", openapi_extra={"security": []})
async def live() -> Health:
    return Health(status="ok")


@router.get(
    "/ready",
    summary="Requests can be served",
    response_model=Health,
    responses={503: {"model": Health, "description": "The database does not answer"}},
    openapi_extra={"security": []},
)
async def ready(given: Given) -> JSONResponse:
    health = await look(given)
    return JSONResponse(health.model_dump(), 503 if health.status == "down" else 200)


async def look(given: Resources) -> Health:
    """Without the database nothing works; without Redis less well."""
    shared = await given.shared.health()
    try:
        await given.database.answers()
    except (SQLAlchemyError, OSError):
        return Health(status="down", database="does not answer", shared_state=shared.says)
    return Health(status="ok" if shared.ok else "degraded", shared_state=shared.says)
