"""Random names and secrets."""

import secrets
import zlib
from uuid import UUID, uuid4

SECRET_BYTES = 32  # 256 bits: beyond guessing, so a fast keyed hash is enough to store


def new_id() -> UUID:
    return uuid4()


def new_secret(prefix: str) -> str:
    """A secret that tells what it is (`prefix`) and whether it was copied whole (checksum)."""
    body = f"{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
    return f"{body}{_checksum(body)}"


def looks_whole(secret: str, prefix: str) -> bool:
    return secret.startswith(f"{prefix}_") and _checksum(secret[:-6]) == secret[-6:]


def _checksum(body: str) -> str:
    return f"{zlib.crc32(body.encode()) & 0xFFFFFF:06x}"
