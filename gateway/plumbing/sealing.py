"""Envelope encryption: a data key per owner, wrapped by a master key that never meets the database.

Every ciphertext is bound to its place: the owner and a purpose are authenticated with it, so a
row that is copied elsewhere does not open.
"""

import base64
import hashlib
import os
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel, col, select

from gateway.plumbing.clock import Clock, utc_now
from gateway.plumbing.database import EVERY_TENANT, Database

KEY_BYTES = 32
NONCE_BYTES = 12
SYSTEM = "system"


class SealBroken(Exception):
    """A ciphertext that does not open here: another place, another key, or changed bytes."""


class MasterKeyMissing(Exception):
    """The message says which key is wanted and where it was looked for."""


class StoredDataKey(SQLModel, table=True):
    __tablename__ = "data_key"

    owner: str = Field(primary_key=True, max_length=64)
    wrapped: str
    master_key_id: str = Field(max_length=16, index=True)
    created_at: datetime


def new_master_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode().rstrip("=")


class MasterKeys:
    """The newest key seals; older ones still open. A file is read again when a key is missing."""

    def __init__(self, text: str = "", file: Path | None = None) -> None:
        self._file = file
        self._keys = _parse(text if file is None else _read(file))

    def __repr__(self) -> str:
        return f"MasterKeys({len(self._keys)} •••)"

    @property
    def newest(self) -> str:
        return next(iter(self._keys))

    def reread(self) -> None:
        if self._file is not None:
            self._keys = _parse(_read(self._file))

    def cipher(self, key_id: str) -> AESGCM:
        if key_id not in self._keys:
            self.reread()
        if key_id not in self._keys:
            raise MasterKeyMissing(
                f"master key {key_id} sealed a part of this database and is not among the given"
                " ones; add it behind the newest in LEDGERGATE_SEALING_KEY or its file"
            )
        return AESGCM(self._keys[key_id])


class DataKey:
    """Seals and opens for one owner."""

    def __init__(self, owner: str, key: bytes) -> None:
        self._owner = owner
        self._key = key
        self._cipher = AESGCM(key)

    def __repr__(self) -> str:
        return f"DataKey({self._owner}, •••)"

    def seal(self, plain: bytes, purpose: str) -> str:
        nonce = os.urandom(NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, plain, _place(self._owner, purpose))
        return base64.b64encode(sealed).decode()

    def open(self, sealed: str, purpose: str) -> bytes:
        return _opened(self._cipher, sealed, _place(self._owner, purpose))

    def derive(self, purpose: str) -> bytes:
        """A key of its own for something that is no sealing, such as a keyed hash."""
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(self._key)


class Vault:
    """Finds or makes the data key of an owner, and wraps all of them anew on rotation."""

    def __init__(self, database: Database, masters: MasterKeys, clock: Clock = utc_now) -> None:
        self._database = database
        self._masters = masters
        self._clock = clock
        self._known: dict[str, DataKey] = {}

    async def key_of(self, owner: str) -> DataKey:
        if owner not in self._known:
            stored = await self._find(owner) or await self._make(owner)
            cipher = self._masters.cipher(stored.master_key_id)
            key = _opened(cipher, stored.wrapped, _wrapping(owner))
            self._known[owner] = DataKey(owner, key)
        return self._known[owner]

    async def refuse_if_shut(self) -> None:
        """Raises `MasterKeyMissing` when a master key that sealed something here is not given."""
        sealed_by = select(StoredDataKey.master_key_id).distinct()
        async with self._database.reading(EVERY_TENANT) as session:
            for master_key_id in await session.scalars(sealed_by):
                self._masters.cipher(master_key_id)

    async def rotate(self) -> int:
        """Wraps every data key under the newest master key; what they sealed stays as it is."""
        self._masters.reread()
        newest = self._masters.newest
        async with self._database.writing(EVERY_TENANT) as session:
            old = select(StoredDataKey).where(col(StoredDataKey.master_key_id) != newest)
            rows = (await session.scalars(old)).all()
            for row in rows:
                cipher = self._masters.cipher(row.master_key_id)
                key = _opened(cipher, row.wrapped, _wrapping(row.owner))
                row.wrapped, row.master_key_id = self._wrap(row.owner, key), newest
        return len(rows)

    async def _find(self, owner: str) -> StoredDataKey | None:
        async with self._database.reading(EVERY_TENANT) as session:
            return await session.get(StoredDataKey, owner)

    async def _make(self, owner: str) -> StoredDataKey:
        self._masters.reread()  # a key that is being rotated out must not wrap anything new
        made = StoredDataKey(
            owner=owner,
            wrapped=self._wrap(owner, os.urandom(KEY_BYTES)),
            master_key_id=self._masters.newest,
            created_at=self._clock(),
        )
        try:
            async with self._database.writing(EVERY_TENANT) as session:
                session.add(made)
        except IntegrityError:  # another replica was first; its key is the key
            first = await self._find(owner)
            if first is None:
                raise
            return first
        return made

    def _wrap(self, owner: str, key: bytes) -> str:
        nonce = os.urandom(NONCE_BYTES)
        cipher = self._masters.cipher(self._masters.newest)
        return base64.b64encode(nonce + cipher.encrypt(nonce, key, _wrapping(owner))).decode()


def _parse(text: str) -> dict[str, bytes]:
    keys = {}
    for line in text.replace(",", "\n").split():
        try:
            key = base64.urlsafe_b64decode(line + "=" * (-len(line) % 4))
        except ValueError:
            key = b""
        if len(key) != KEY_BYTES:
            raise MasterKeyMissing(
                "a sealing key is 43 characters as `ledgergate keygen` prints them"
            )
        keys[hashlib.sha256(b"ledgergate master key " + key).hexdigest()[:16]] = key
    if not keys:
        raise MasterKeyMissing(
            "no sealing key: put the output of `ledgergate keygen` in LEDGERGATE_SEALING_KEY,"
            " or in a file named by LEDGERGATE_SEALING_KEY_FILE"
        )
    return keys


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError as error:
        raise MasterKeyMissing(f"the sealing key file {file} cannot be read") from error


def _place(owner: str, purpose: str) -> bytes:
    return f"{owner}\n{purpose}".encode()


def _wrapping(owner: str) -> bytes:
    return f"data key of {owner}".encode()


def _opened(cipher: AESGCM, sealed: str, place: bytes) -> bytes:
    raw = base64.b64decode(sealed)
    try:
        return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place)
    except InvalidTag:
        raise SealBroken("this ciphertext does not belong here or was changed") from None
