"""RFC 6749 client credentials and RFC 7009 revocation, by Authlib.

Authlib's core is synchronous, so what it would look up is looked up before it is asked: the key
behind the given client id and secret. It then does what it is good at: reading the request,
choosing the way of authentication, checking grant and scope, and wording the errors.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Request
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6749.util import extract_basic_authorization, scope_to_list
from authlib.oauth2.rfc7009 import RevocationEndpoint

from gateway.identity.keys import Keys
from gateway.identity.scopes import EVERY_SCOPE
from gateway.identity.tables import StoredKey
from gateway.identity.tokens import Tokens

# Authlib insists on https and cannot see the proxy in front; the real address is not its affair.
ADDRESS = "https://ledgergate.invalid/token"


@dataclass(frozen=True, slots=True)
class OAuthAnswer:
    status: int
    body: dict[str, Any]
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Credentials:
    client_id: str
    secret: str

    def __repr__(self) -> str:
        return f"Credentials({self.client_id}, •••)"


def credentials_in(headers: Mapping[str, str], form: Mapping[str, str]) -> Credentials | None:
    """Client id and secret, from the Authorization header or the form."""
    client_id, secret = extract_basic_authorization(headers)
    if not client_id:
        client_id, secret = form.get("client_id"), form.get("client_secret")
    return Credentials(client_id, secret) if client_id and secret else None


class OAuthServer:
    def __init__(self, keys: Keys, tokens: Tokens) -> None:
        self._keys = keys
        self._tokens = tokens

    async def token(self, headers: Mapping[str, str], form: Mapping[str, str]) -> OAuthAnswer:
        key = await self._key(headers, form)
        core = _Core(key)
        answer: OAuthAnswer = core.create_token_response(_request(headers, form))
        if key is None or core.granted is None:
            return answer
        issued = await self._tokens.issue(key, scopes=core.granted)
        return OAuthAnswer(200, {**issued, "scope": " ".join(core.granted)}, answer.headers)

    async def revoke(self, headers: Mapping[str, str], form: Mapping[str, str]) -> OAuthAnswer:
        """Answers 200 for any token of the caller, also an unknown one, as RFC 7009 wants."""
        key = await self._key(headers, form)
        core = _Core(key)
        answer: OAuthAnswer = core.create_endpoint_response("revocation", _request(headers, form))
        if key is not None and core.to_revoke is not None:
            await self._tokens.revoke(core.to_revoke, key.id)
        return answer

    async def _key(self, headers: Mapping[str, str], form: Mapping[str, str]) -> StoredKey | None:
        given = credentials_in(headers, form)
        return await self._keys.recognise(given.client_id, given.secret) if given else None


class _Client(ClientMixin):  # type: ignore[misc]  # Authlib carries no types
    """A key that has already been recognised, secret and all."""

    def __init__(self, key: StoredKey) -> None:
        self.key = key

    def get_client_id(self) -> str:
        return self.key.client_id

    def get_allowed_scope(self, scope: str | None) -> str:
        asked = scope_to_list(scope) or self.key.scopes
        return " ".join(name for name in asked if name in self.key.scopes)

    def check_client_secret(self, _: str) -> bool:
        return True

    def check_endpoint_auth_method(self, method: str, _: str) -> bool:
        return method in _Grant.TOKEN_ENDPOINT_AUTH_METHODS

    def check_grant_type(self, grant_type: str) -> bool:
        return bool(grant_type == _Grant.GRANT_TYPE)


class _Grant(ClientCredentialsGrant):  # type: ignore[misc]  # Authlib carries no types
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")


class _Revocation(RevocationEndpoint):  # type: ignore[misc]  # Authlib carries no types
    def query_token(self, token: str, _: str | None) -> None:
        self.server.to_revoke = token

    def revoke_token(self, *_: object) -> None:
        raise AssertionError("a token that was not looked up here cannot be revoked here")


class _Core(AuthorizationServer):  # type: ignore[misc]  # Authlib carries no types
    """One request: told its client beforehand, it notes what may be done."""

    def __init__(self, key: StoredKey | None) -> None:
        super().__init__(scopes_supported=EVERY_SCOPE)
        self._key = key
        self.granted: list[str] | None = None
        self.to_revoke: str | None = None
        self.register_grant(_Grant)
        self.register_endpoint(_Revocation)

    def query_client(self, client_id: str) -> _Client | None:
        return _Client(self._key) if self._key and self._key.client_id == client_id else None

    def generate_token(
        self, *, client: _Client, scope: str | None = None, **_: object
    ) -> dict[str, str]:
        self.granted = scope_to_list(client.get_allowed_scope(scope))
        return {}

    def save_token(self, *_: object) -> None:
        """Tokens carry themselves; nothing is stored."""

    def send_signal(self, *_: object, **__: object) -> None:
        """Nobody listens to Authlib's signals here."""

    def create_oauth2_request(self, request: OAuth2Request) -> OAuth2Request:
        return request

    def handle_response(
        self, status: int, body: dict[str, str], headers: list[tuple[str, str]]
    ) -> OAuthAnswer:
        return OAuthAnswer(status, dict(body), dict(headers))


class _Form(OAuth2Request):  # type: ignore[misc]  # Authlib carries no types
    @property
    def form(self) -> dict[str, str]:
        return self.payload.data  # type: ignore[no-any-return]  # Authlib carries no types


def _request(headers: Mapping[str, str], form: Mapping[str, str]) -> OAuth2Request:
    request = _Form("POST", ADDRESS, headers=headers)
    request.payload = BasicOAuth2Payload(dict(form))
    return request
