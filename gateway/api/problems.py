"""What went wrong, as a status and the contract's error shape. Statuses live here only."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Literal

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.exceptions import HTTPException

from gateway.accounting import errors
from gateway.api.envelope import envelope, invalid
from gateway.connections.linking import LinkOver
from gateway.plumbing import refusals

AUTHENTICATION = "ERROR_CHIFT_AUTHENTICATION_ERROR"

STATUS: dict[type[Exception], tuple[int, str | None]] = {
    refusals.Refusal: (400, None),
    refusals.Unauthenticated: (401, AUTHENTICATION),
    refusals.Forbidden: (403, None),
    refusals.Missing: (404, None),
    refusals.Unfit: (400, None),
    refusals.Untimely: (409, None),
    refusals.InvalidInput: (422, "ERROR_INVALID_BODY"),
    refusals.TooMany: (429, "ERROR_RATE_LIMITED"),
    LinkOver: (410, None),
    errors.AccountingError: (400, "ERROR_UNKNOWN"),
    errors.Rejected: (400, "ERROR_UNKNOWN"),
    errors.InvalidField: (422, "ERROR_INVALID_BODY"),
    errors.NotFound: (404, None),
    errors.Conflict: (409, None),
    errors.NotSupported: (405, "ERROR_RESOURCE_NOT_SUPPORTED"),
    errors.ConnectionBroken: (400, "ERROR_CONNECTOR_CONFIGURATION"),
    errors.CredentialsRefused: (401, "ERROR_CONNECTOR_AUTHENTICATION"),
    errors.AddressRefused: (400, "ERROR_CONNECTOR_CONFIGURATION"),
    errors.PermissionMissing: (405, "ERROR_RESOURCE_NOT_SUPPORTED"),
    errors.Unavailable: (503, "ERROR_CONNECTOR_UNAVAILABLE"),
    errors.Maintenance: (503, "ERROR_CONNECTOR_UNAVAILABLE"),
    errors.OutcomeUnknown: (504, "ERROR_OUTCOME_UNKNOWN"),
}

INVALID = {"path": "ERROR_INVALID_PATH_PARAMETER", "query": "ERROR_INVALID_QUERY_PARAMETER"}


class ChiftError(BaseModel):
    """The contract's error shape."""

    message: str
    status: str | None = "error"
    detail: str | None = ""
    error_code: str | None = None


class ValidationError(BaseModel):
    loc: list[str | int]
    msg: str
    type: str


class HTTPValidationError(BaseModel):
    message: str = "Validation error"
    status: str = "error"
    detail: list[ValidationError] = []
    error_code: str | None = None


def answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Errors as OpenAPI declares them."""
    return {status: _answer(ChiftError, HTTPStatus(status).phrase) for status in statuses}


def _answer(model: type[BaseModel], description: str) -> dict[str, Any]:
    # By reference: FastAPI would build a model anew for each status of each route, at every start.
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def schemas() -> dict[str, Any]:
    """What `answers` refers to."""
    models: list[tuple[type[BaseModel], Literal["serialization"]]] = [
        (ChiftError, "serialization"),
        (HTTPValidationError, "serialization"),
    ]
    _, definitions = models_json_schema(models, ref_template="#/components/schemas/{model}")
    found: dict[str, Any] = definitions["$defs"]
    return found


# What any route may answer, and what any route behind a token may.
AT_THE_DOOR = answers(408, 413, 414, 415, 500, 503, 504) | {
    422: _answer(HTTPValidationError, "A field is wrong")
}
BEHIND_A_TOKEN = answers(401, 403, 429)


def install(app: FastAPI) -> None:
    app.add_exception_handler(refusals.Refusal, _refused)
    app.add_exception_handler(errors.AccountingError, _answered_by_the_books)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _of_the_framework)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, refusals.Refusal)  # noqa: S101 - Starlette types handlers loosely
    if isinstance(error, refusals.InvalidInput):
        faults = [(fault.path, fault.message, "value_error") for fault in error.faults]
        return _respond(
            request, 422, invalid(faults, "ERROR_INVALID_BODY"), code="ERROR_INVALID_BODY"
        )
    status, code = _status_of(error)
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    if isinstance(error, refusals.TooMany):
        headers["Retry-After"] = str(error.retry_after_seconds)
    body = envelope(error.message, detail=error.detail, error_code=error.code or code)
    return _respond(request, status, body, headers, error.code or code)


async def _answered_by_the_books(request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.AccountingError)  # noqa: S101 - Starlette types handlers loosely
    status, code = _status_of(error)
    headers = {}
    if isinstance(error, errors.Unavailable) and error.retry_after_seconds:
        headers["Retry-After"] = str(error.retry_after_seconds)
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        # As the framework tells of a field: every 422 has one shape.
        place = "query" if request.method == "GET" else "body"
        faults = [((place, error.field or ""), error.message, "value_error")]
        body = invalid(faults, error.code or code or "")
        return _respond(request, status, body, code=error.code or code)
    told = (error.vendor_message, error.vendor_reference and f"ref. {error.vendor_reference}")
    detail = " ".join(part for part in (error.field, *told) if part)
    body = envelope(error.message, detail=detail, error_code=error.code or code)
    return _respond(request, status, body, headers, error.code or code)


async def _unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - Starlette types handlers loosely
    found: Sequence[Any] = error.errors()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    about_body = all(one["loc"][:1] == ("body",) for one in found)
    if about_body and kind and kind != "application/json" and not kind.endswith("+json"):
        message = f"A body of type {kind} is not read here; send application/json."
        return _respond(request, 415, envelope(message), code=None)
    # `input` would repeat what was sent, secrets included.
    faults = [(one["loc"], one["msg"].removeprefix("Value error, "), one["type"]) for one in found]
    code = INVALID.get(str(found[0]["loc"][0]) if found else "body", "ERROR_INVALID_BODY")
    return _respond(request, 422, invalid(faults, code), code=code)


async def _of_the_framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - Starlette types handlers loosely
    status, code, message = error.status_code, None, str(error.detail)
    method, path = request.method, request.url.path
    if status == HTTPStatus.NOT_FOUND:
        code, message = (
            "ERROR_API_RESOURCE_NOT_FOUND",
            f"The resource {method} - {path} is unknown.",
        )
    elif status == HTTPStatus.METHOD_NOT_ALLOWED:
        message = f"{path} does not offer {method}."
    elif status == HTTPStatus.BAD_REQUEST:
        code = "ERROR_INVALID_BODY"
        faults = [(("body",), "The body is not valid JSON.", "json_invalid")]
        return _respond(request, 422, invalid(faults, code), code=code)
    headers = dict(error.headers or {})
    return _respond(request, status, envelope(message, error_code=code), headers, code)


def _status_of(error: Exception) -> tuple[int, str | None]:
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def _respond(
    request: Request,
    status: int,
    body: bytes,
    headers: dict[str, str] | None = None,
    code: str | None = None,
) -> Response:
    request.state.error_code = code
    limits = getattr(request.state, "rate_headers", {})
    return Response(body, status, {**limits, **(headers or {})}, media_type="application/json")
