"""Links that let an end user fill in credentials: signed, expiring, for one purpose, once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.connections.tables import StoredLink
from gateway.identity.tables import StoredConsumer
from gateway.identity.tokens import Tokens
from gateway.plumbing.clock import Clock
from gateway.plumbing.database import Database
from gateway.plumbing.refusals import Refusal, Unauthenticated


class LinkOver(Refusal):
    """A link of ours that has been used or has expired. `link` says where to go back to."""

    def __init__(self, message: str, link: StoredLink | None = None) -> None:
        super().__init__(message)
        self.link = link


@dataclass(frozen=True, slots=True)
class Links:
    database: Database
    tokens: Tokens
    clock: Clock
    life: timedelta

    async def make(
        self,
        consumer: StoredConsumer,
        adapter: str,
        *,
        connection_id: UUID | None = None,
        name: str | None = None,
        redirects: bool = False,
    ) -> str:
        """The signed part of a link's address."""
        now = self.clock()
        link = StoredLink(
            tenant_id=consumer.tenant_id,
            consumer_id=consumer.id,
            connection_id=connection_id,
            adapter=adapter,
            name=name,
            redirects=redirects,
            expires_at=now + self.life,
        )
        async with self.database.writing(consumer.tenant_id) as session:
            session.add(link)
        claims = {"sub": str(link.id), "tenant": str(link.tenant_id)}
        # The row decides about expiry, so that a link that is over can still name its way back.
        ends = now + self.life + timedelta(days=7)
        return await self.tokens.sign(
            claims, "ledgergate/connect", int(now.timestamp()), int(ends.timestamp())
        )

    async def read(self, token: str) -> StoredLink:
        try:
            claims = await self.tokens.claims(token, "ledgergate/connect")
        except Unauthenticated:
            raise LinkOver("This link is not one of ours, or it is no longer valid.") from None
        async with self.database.reading(UUID(claims["tenant"])) as session:
            link = await session.get(StoredLink, UUID(claims["sub"]))
        if link is None:
            raise LinkOver("This link is no longer valid.")
        if link.used_at is not None:
            raise LinkOver("This link has been used already.", link)
        if link.expires_at <= self.clock():
            raise LinkOver("This link has expired.", link)
        return link


async def use_up(session: AsyncSession, link: StoredLink, at: datetime) -> None:
    """Inside the transaction that stores what the link was for: one use, however many tried."""
    row = await session.get(StoredLink, link.id, with_for_update=True)
    if row is None or row.used_at is not None:
        raise LinkOver("This link has been used already.", link)
    row.used_at = at
