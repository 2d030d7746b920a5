"""Which tokens no longer count, known to every replica within seconds, without asking per call."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, delete, select

from gateway.identity.tables import StoredRevocation
from gateway.plumbing.clock import Clock
from gateway.plumbing.database import EVERY_TENANT, Database


class Revocations:
    """A short list: an entry is forgotten when the last token it hits has expired."""

    def __init__(self, database: Database, clock: Clock, token_life: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._token_life = token_life
        self._moments: dict[str, int] = {}

    def hit(self, subjects: tuple[str, ...], issued_at: int) -> bool:
        return any(issued_at <= self._moments.get(subject, -1) for subject in subjects)

    async def revoke(self, subject: str) -> None:
        now = self._clock()
        entry = StoredRevocation(
            subject=subject, revoked_at=now, forget_at=now + self._token_life + timedelta(minutes=1)
        )
        async with self._database.writing(EVERY_TENANT) as session:
            session.add(entry)
        self._moments[subject] = int(now.timestamp())

    async def refresh(self) -> None:
        """Called every few seconds by each replica."""
        now, known = self._clock(), dict(self._moments)
        live = select(StoredRevocation).where(col(StoredRevocation.forget_at) > now)
        async with self._database.reading(EVERY_TENANT) as session:
            entries = list(await session.scalars(live.order_by(col(StoredRevocation.revoked_at))))
        read = {entry.subject: int(entry.revoked_at.timestamp()) for entry in entries}
        # What was revoked here while we were reading is missing from what we read.
        meanwhile = {who: at for who, at in self._moments.items() if known.get(who) != at}
        self._moments = read | meanwhile

    async def forget_old(self) -> None:
        old = delete(StoredRevocation).where(col(StoredRevocation.forget_at) <= self._clock())
        async with self._database.writing(EVERY_TENANT) as session:
            await session.execute(old)


def of_token(jti: str) -> str:
    return f"token:{jti}"


def of_key(key_id: UUID | str) -> str:
    return f"key:{key_id}"


def of_tenant(tenant_id: UUID | str) -> str:
    return f"tenant:{tenant_id}"
