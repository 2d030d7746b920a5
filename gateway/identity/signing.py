"""The Ed25519 keys that sign access tokens: the newest signs, the others still verify."""

import json
from datetime import timedelta
from typing import Final

from joserfc.jwk import OKPKey
from sqlmodel import col, select

from gateway.identity.tables import StoredSigningKey
from gateway.plumbing.clock import Clock
from gateway.plumbing.database import EVERY_TENANT, Database
from gateway.plumbing.sealing import SYSTEM, Vault

ALGORITHM: Final = "Ed25519"
RELOAD_AT_MOST_EVERY = timedelta(seconds=1)


class SigningKeys:
    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._keys: dict[str, OKPKey] = {}
        self._loaded_at = clock() - RELOAD_AT_MOST_EVERY

    async def newest(self) -> OKPKey:
        if not self._keys:
            await self.refresh()
        if not self._keys:
            await self.rotate()
        return next(iter(self._keys.values()))

    async def find(self, kid: str) -> OKPKey | None:
        """A key another replica has just made is read from the database, but not at any pace."""
        if kid not in self._keys and self._clock() - self._loaded_at >= RELOAD_AT_MOST_EVERY:
            await self.refresh()
        return self._keys.get(kid)

    async def public(self) -> dict[str, list[dict[str, object]]]:
        """The key set as `/.well-known/jwks.json` shows it."""
        await self.newest()
        return {"keys": [dict(key.as_dict(private=False)) for key in self._keys.values()]}

    async def rotate(self, *, keep: timedelta = timedelta(days=1)) -> str:
        """Signs with a new key from now on; the old ones verify for `keep` more."""
        key = OKPKey.generate_key(ALGORITHM, {"use": "sig", "alg": ALGORITHM}, private=True)
        kid = key.thumbprint()
        private = json.dumps(key.as_dict(private=True)).encode()
        sealed = (await self._vault.key_of(SYSTEM)).seal(private, _purpose(kid))
        now = self._clock()
        made = StoredSigningKey(
            kid=kid,
            public={**key.as_dict(private=False), "kid": kid},
            sealed_private=sealed,
            created_at=now,
        )
        async with self._database.writing(EVERY_TENANT) as session:
            for old in await session.scalars(select(StoredSigningKey)):
                old.retired_at = old.retired_at or now + keep
            session.add(made)
        await self.refresh()
        return kid

    async def refresh(self) -> None:
        """Called every few seconds: a new key signs here too, a retired one no longer verifies."""
        now = self._clock()
        newest_first = select(StoredSigningKey).order_by(col(StoredSigningKey.created_at).desc())
        async with self._database.reading(EVERY_TENANT) as session:
            rows = list(await session.scalars(newest_first))
        system = await self._vault.key_of(SYSTEM)
        live = [row for row in rows if row.retired_at is None or row.retired_at > now]
        live.sort(key=lambda row: row.retired_at is not None)
        self._keys = {
            row.kid: self._keys.get(row.kid)
            or _opened(row, system.open(row.sealed_private, _purpose(row.kid)))
            for row in live
        }
        self._loaded_at = now


def _opened(row: StoredSigningKey, private: bytes) -> OKPKey:
    return OKPKey.import_key({**json.loads(private), "kid": row.kid})


def _purpose(kid: str) -> str:
    return f"signing key {kid}"
