from collections.abc import Mapping
from dataclasses import dataclass

from gateway.accounting.books import Adapter
from gateway.connections.connections import Connections
from gateway.connections.linking import Links
from gateway.identity.audit import Audit
from gateway.identity.consumers import Consumers
from gateway.identity.keys import Keys
from gateway.identity.last_use import LastUse
from gateway.identity.oauth import OAuthServer
from gateway.identity.operators import Operators
from gateway.identity.revocations import Revocations
from gateway.identity.signing import SigningKeys
from gateway.identity.tenants import Tenants
from gateway.identity.tokens import Tokens
from gateway.plumbing.background import Background
from gateway.plumbing.clock import Clock
from gateway.plumbing.database import Database
from gateway.plumbing.sealing import Vault
from gateway.plumbing.shared_state import SharedState
from gateway.requestlog.recording import RequestLog
from gateway.settings import Settings


@dataclass(frozen=True, slots=True)
class Resources:
    """All that a request may need, made once by the composition root."""

    settings: Settings
    clock: Clock
    adapters: Mapping[str, Adapter]
    database: Database
    shared: SharedState
    vault: Vault
    signing: SigningKeys
    revocations: Revocations
    tokens: Tokens
    oauth: OAuthServer
    tenants: Tenants
    keys: Keys
    operators: Operators
    last_use: LastUse
    audit: Audit
    consumers: Consumers
    connections: Connections
    links: Links
    request_log: RequestLog
    background: Background
