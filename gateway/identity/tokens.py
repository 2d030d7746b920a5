"""Access tokens: signed JWTs, verified without the database, revocable all the same."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, TypedDict
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import extract_compact

from gateway.identity.callers import Caller
from gateway.identity.last_use import LastUse
from gateway.identity.revocations import Revocations, of_key, of_tenant, of_token
from gateway.identity.scopes import Scope
from gateway.identity.signing import ALGORITHM, SigningKeys
from gateway.identity.tables import StoredKey
from gateway.plumbing.clock import Clock
from gateway.plumbing.ids import new_id
from gateway.plumbing.refusals import Unauthenticated

ISSUER = "ledgergate"
REMEMBERED = 10_000
LONGEST = 4096  # characters; ours are under a thousand

Audience = Literal["ledgergate/api", "ledgergate/connect"]


class TokenAnswer(TypedDict):
    access_token: str
    token_type: str
    expires_in: int
    expires_on: int


@dataclass(frozen=True, slots=True)
class _Verified:
    caller: Caller
    issued_at: int
    expires_at: int
    subjects: tuple[str, ...]


class Tokens:
    def __init__(
        self,
        keys: SigningKeys,
        revocations: Revocations,
        last_use: LastUse,
        clock: Clock,
        life: timedelta,
    ) -> None:
        self._keys = keys
        self._revocations = revocations
        self._last_use = last_use
        self._clock = clock
        self._life = life
        self._remembered: OrderedDict[bytes, _Verified] = OrderedDict()

    async def issue(
        self, key: StoredKey, *, scopes: list[str] | None = None, consumer_id: UUID | None = None
    ) -> TokenAnswer:
        """A token for this key; narrower when scopes or one consumer are named."""
        consumers = key.consumer_ids if consumer_id is None else [str(consumer_id)]
        claims = {
            "sub": str(key.id),
            "tenant": str(key.tenant_id),
            "scope": " ".join(key.scopes if scopes is None else scopes),
            **({} if consumers is None else {"consumers": consumers}),
        }
        self._last_use.note(key.id)
        now = int(self._clock().timestamp())
        # A token does not outlive its key.
        ends = now + int(self._life.total_seconds())
        if key.expires_at is not None:
            ends = min(ends, int(key.expires_at.timestamp()))
        return TokenAnswer(
            access_token=await self.sign(claims, "ledgergate/api", now, ends),
            token_type="bearer",  # noqa: S106 - the kind of token, not a token
            expires_in=ends - now,
            expires_on=ends,
        )

    async def sign(
        self, claims: dict[str, Any], audience: Audience, issued_at: int, ends: int
    ) -> str:
        key = await self._keys.newest()
        standard = {
            "iss": ISSUER,
            "aud": audience,
            "iat": issued_at,
            "exp": ends,
            "jti": new_id().hex,
        }
        header = {"alg": ALGORITHM, "kid": key.kid, "typ": "JWT"}
        return jwt.encode(header, standard | claims, key, algorithms=[ALGORITHM])

    async def verify(self, token: str) -> Caller:
        """Who this token speaks for; raises `Unauthenticated` for every other text."""
        digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        known = self._remembered.get(digest)
        if known is None:
            known = _read(await self.claims(token, "ledgergate/api"))
            self._remembered[digest] = known
            if len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
        if known.expires_at <= self._clock().timestamp():
            del self._remembered[digest]
            raise Unauthenticated("The access token has expired; ask for another at /token.")
        if self._revocations.hit(known.subjects, known.issued_at):
            raise Unauthenticated("The access token was revoked.")
        self._last_use.note(known.caller.key_id)
        return known.caller

    async def claims(self, token: str, audience: Audience) -> dict[str, Any]:
        """The claims of a token that we signed for this audience and that has not expired."""
        invalid = Unauthenticated("The access token is not valid; ask for one at /token.")
        if len(token) > LONGEST:
            raise invalid
        try:
            header = extract_compact(token.encode()).headers()
            key = await self._keys.find(str(header.get("kid")))
            if key is None:
                raise invalid
            decoded = jwt.decode(token, key, algorithms=[ALGORITHM])
            jwt.JWTClaimsRegistry(
                now=lambda: int(self._clock().timestamp()),
                iss={"essential": True, "value": ISSUER},
                aud={"essential": True, "value": audience},
                iat={"essential": True},
                exp={"essential": True},
                jti={"essential": True},
            ).validate(decoded.claims)
        except (JoseError, ValueError, TypeError):
            raise invalid from None
        return decoded.claims

    async def revoke(self, token: str, key_id: UUID) -> None:
        """Ends one token of this key. Text that is no live token of it changes nothing."""
        try:
            verified = _read(await self.claims(token, "ledgergate/api"))
        except Unauthenticated:
            return
        if verified.caller.key_id == key_id:
            await self._revocations.revoke(verified.subjects[0])

    async def revoke_all_of_key(self, key_id: UUID) -> None:
        await self._revocations.revoke(of_key(key_id))

    async def revoke_all_of_tenant(self, tenant_id: UUID) -> None:
        await self._revocations.revoke(of_tenant(tenant_id))


def _read(claims: dict[str, Any]) -> _Verified:
    consumers = claims.get("consumers")
    caller = Caller(
        tenant_id=UUID(claims["tenant"]),
        key_id=UUID(claims["sub"]),
        scopes=frozenset(Scope(name) for name in claims["scope"].split()),
        consumer_ids=None if consumers is None else frozenset(map(UUID, consumers)),
    )
    subjects = of_token(claims["jti"]), of_key(claims["sub"]), of_tenant(claims["tenant"])
    return _Verified(caller, int(claims["iat"]), int(claims["exp"]), subjects)
