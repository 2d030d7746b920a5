from dataclasses import dataclass
from uuid import UUID

from gateway.identity.scopes import Scope


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a valid access token speaks for."""

    tenant_id: UUID
    key_id: UUID
    scopes: frozenset[Scope]
    consumer_ids: frozenset[UUID] | None = None

    def may_see(self, consumer_id: UUID) -> bool:
        return self.consumer_ids is None or consumer_id in self.consumer_ids


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs this gateway: by an operator key, or at its command line."""

    name: str
    key_id: UUID | None = None  # none at the command line
