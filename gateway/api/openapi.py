"""What the published contract says beyond what the routes declare."""

import hashlib
import json
from functools import cache
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi

from gateway.api import problems
from gateway.api.token import AuthItem

SECURITY_SCHEMES = {
    "bearerAuth": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "mcp_auth": {
        "type": "oauth2",
        "description": "Scope names as official clients know them; a key's `read` and `write`,"
        " `connect` and `manage` decide.",
        "flows": {"clientCredentials": {"tokenUrl": "/token", "scopes": {}}},
    },
    "operatorKey": {
        "type": "http",
        "scheme": "bearer",
        "description": "A key from `ledgergate key create --operator`.",
    },
}


def describe(app: FastAPI) -> None:
    """Makes `/openapi.json` answer our document, made once."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI documents this way to extend it

    @cache
    def published() -> tuple[bytes, dict[str, str]]:
        body = json.dumps(document(), ensure_ascii=False, separators=(",", ":")).encode()
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        return body, {"ETag": tag, "Cache-Control": "public, max-age=60"}

    @app.get("/openapi.json", include_in_schema=False)
    async def get_openapi_json(request: Request) -> Response:
        body, headers = published()
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(None, 304, headers)
        return Response(body, headers=headers, media_type="application/json")


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, routes=app.routes)
    document["security"] = [{"bearerAuth": []}]
    components = document["components"]
    components["securitySchemes"] = SECURITY_SCHEMES
    components["schemas"] |= problems.schemas()
    components["schemas"]["AuthItem"] = AuthItem.model_json_schema()
    return document
