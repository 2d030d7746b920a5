"""POST /token in two forms: the contract's JSON, and RFC 6749's client credentials."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ValidationError

from gateway.api.deps import Given, Text
from gateway.api.problems import AUTHENTICATION, answers
from gateway.identity.oauth import OAuthAnswer, credentials_in
from gateway.identity.tables import StoredKey
from gateway.identity.tokens import TokenAnswer
from gateway.plumbing.refusals import TooMany, Unauthenticated

router = APIRouter()

FORM = "application/x-www-form-urlencoded"
WRONG = "Client id, client secret and account id do not belong together."


class AuthItem(BaseModel):
    clientId: Text  # noqa: N815 - the contract's name
    clientSecret: Text  # noqa: N815 - the contract's name
    accountId: UUID  # noqa: N815 - the contract's name
    marketplaceId: UUID | None = None  # noqa: N815 - the contract's name
    envId: UUID | None = None  # noqa: N815 - the contract's name


class MCPAuthItem(AuthItem):
    consumerId: UUID  # noqa: N815 - the contract's name


class Token(BaseModel):
    access_token: str
    token_type: str
    expires_in: int
    expires_on: int


def _body_of(*kinds: dict[str, Any]) -> dict[str, Any]:
    content = {name: {"schema": schema} for kind in kinds for name, schema in kind.items()}
    return {"requestBody": {"required": True, "content": content}, "security": []}


CLIENT_CREDENTIALS = {
    "type": "object",
    "properties": {
        "grant_type": {"type": "string", "const": "client_credentials"},
        "client_id": {"type": "string"},
        "client_secret": {"type": "string"},
        "scope": {"type": "string", "description": "Some of the key's scopes, with blanks."},
    },
    "required": ["grant_type"],
}
REVOCATION = {
    "type": "object",
    "properties": {
        "token": {"type": "string"},
        "token_type_hint": {"type": "string"},
        "client_id": {"type": "string"},
        "client_secret": {"type": "string"},
    },
    "required": ["token"],
}


@router.post(
    "/token",
    tags=["General"],
    operation_id="generate_access_token_token_post",
    summary="Ask for an access token",
    response_model=Token,
    responses=answers(400, 401, 429),
    openapi_extra=_body_of(
        {"application/json": {"$ref": "#/components/schemas/AuthItem"}}, {FORM: CLIENT_CREDENTIALS}
    ),
)
async def create_token(request: Request, given: Given) -> Response:
    if request.headers.get("content-type", "").startswith(FORM):
        form = await _form(request)
        answer = await given.oauth.token(request.headers, form)
        return await _worded(answer, form, request, given)
    asked = _parsed(await request.body())
    return _fresh(await given.tokens.issue(await _key_of(asked, request, given)))


@router.post(
    "/mcp-token",
    tags=["MCP"],
    operation_id="generate_mcp_token_mcp_token_post",
    summary="Ask for an access token for one consumer",
    response_model=Token,
    responses=answers(401, 404, 429),
    openapi_extra={"security": []},
)
async def create_mcp_token(asked: MCPAuthItem, request: Request, given: Given) -> Response:
    key = await _key_of(asked, request, given)
    await given.consumers.get(key.tenant_id, asked.consumerId)
    if key.consumer_ids is not None and str(asked.consumerId) not in key.consumer_ids:
        raise Unauthenticated(WRONG)
    return _fresh(await given.tokens.issue(key, consumer_id=asked.consumerId))


@router.post(
    "/oauth/revoke",
    tags=["General"],
    operation_id="revoke_token",
    summary="End an access token before its time",
    responses=answers(400, 401, 429),
    openapi_extra=_body_of({FORM: REVOCATION}),
)
async def revoke_token(request: Request, given: Given) -> Response:
    form = await _form(request)
    return await _worded(await given.oauth.revoke(request.headers, form), form, request, given)


@router.get(
    "/.well-known/jwks.json",
    tags=["General"],
    operation_id="get_signing_keys",
    summary="The public keys that access tokens are signed with",
    openapi_extra={"security": []},
)
async def get_signing_keys(given: Given) -> Response:
    return JSONResponse(await given.signing.public(), headers={"Cache-Control": "max-age=300"})


def _parsed(body: bytes) -> AuthItem:
    try:
        return AuthItem.model_validate_json(body)
    except ValidationError as error:
        found = [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
        raise RequestValidationError(found) from None


async def _form(request: Request) -> dict[str, str]:
    async with request.form(max_files=0, max_fields=20) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


async def _key_of(asked: AuthItem, request: Request, given: Given) -> StoredKey:
    key = await given.keys.recognise(asked.clientId, asked.clientSecret)
    if key is None or key.tenant_id != asked.accountId:
        await _count_wrong(asked.clientId, request, given)
        raise Unauthenticated(WRONG)
    return key


async def _count_wrong(client_id: str, request: Request, given: Given) -> None:
    """Only wrong secrets are counted, so that nobody can lock a rightful client out."""
    most = given.settings.wrong_secrets_per_minute
    address = request.client.host if request.client else "unknown"
    for key in (f"wrong:client:{client_id[:64]}", f"wrong:address:{address}"):
        allowance = await given.shared.take(key, per_minute=most, burst=most)
        if not allowance.allowed:
            raise TooMany(
                "Too many wrong client secrets; wait before you try again.",
                retry_after_seconds=allowance.retry_after_seconds,
            )


async def _worded(
    answer: OAuthAnswer, form: Mapping[str, str], request: Request, given: Given
) -> Response:
    """RFC 6749's own words, with the contract's error shape beside them."""
    body = answer.body
    if "error" in body:
        wrong_client = body["error"] == "invalid_client"
        credentials = credentials_in(request.headers, form)
        if wrong_client and credentials:
            await _count_wrong(credentials.client_id, request, given)
        body = body | {
            "message": body.get("error_description") or body["error"],
            "status": "error",
            "detail": "",
            "error_code": AUTHENTICATION if wrong_client else None,
        }
        request.state.error_code = body["error_code"]
    return JSONResponse(
        body, 401 if body.get("error") == "invalid_client" else answer.status, answer.headers
    )


def _fresh(token: TokenAnswer) -> Response:
    return JSONResponse(token, headers={"Cache-Control": "no-store"})
