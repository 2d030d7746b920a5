"""Secrets are random and long, so a fast keyed hash stores them; compared in constant time."""

import hashlib
import hmac

from gateway.plumbing.sealing import SYSTEM, Vault


class SecretHasher:
    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def hash(self, secret: str) -> str:
        key = (await self._vault.key_of(SYSTEM)).derive("keyed hash of secrets")
        return hmac.new(key, secret.encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one, other)
