from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from gateway.plumbing.database import TenantOwned
from gateway.plumbing.ids import new_id


class TenantStatus(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"


class StoredTenant(SQLModel, table=True):
    """Who pays: an account in the contract's words."""

    __tablename__ = "tenant"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=255)
    status: str = Field(default=TenantStatus.ACTIVE, max_length=16)
    created_at: datetime


class StoredConsumer(TenantOwned, table=True):
    """A customer of a tenant, whose books are connected."""

    __tablename__ = "consumer"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=255)
    email: str | None = Field(default=None, max_length=80)
    internal_reference: str | None = Field(default=None, max_length=255, index=True)
    redirect_url: str | None = None
    created_at: datetime = Field(index=True)


class StoredKey(TenantOwned, table=True):
    """An API key of a tenant. Its secrets are rows of their own: two live during rotation."""

    __tablename__ = "api_key"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    client_id: str = Field(max_length=64, unique=True)
    name: str = Field(max_length=255)
    scopes: list[str] = Field(sa_column=Column(JSON, nullable=False))
    consumer_ids: list[str] | None = Field(default=None, sa_column=Column(JSON))
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


class StoredSecret(TenantOwned, table=True):
    __tablename__ = "api_key_secret"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    key_id: UUID = Field(foreign_key="api_key.id", ondelete="CASCADE", index=True)
    hash: str = Field(max_length=64)
    created_at: datetime
    expires_at: datetime | None = None


class StoredOperatorKey(SQLModel, table=True):
    """Opens `/admin/*` and nothing else; belongs to no tenant."""

    __tablename__ = "operator_key"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=255)
    hash: str = Field(max_length=64, unique=True)
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


class StoredSigningKey(SQLModel, table=True):
    """Signs access tokens while it is the newest; verifies until the last of them has expired."""

    __tablename__ = "signing_key"

    kid: str = Field(primary_key=True, max_length=64)
    public: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    sealed_private: str
    created_at: datetime = Field(index=True)
    retired_at: datetime | None = None


class StoredRevocation(SQLModel, table=True):
    """Tokens of this subject issued up to `revoked_at` no longer count."""

    __tablename__ = "revocation"

    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(max_length=80)
    revoked_at: datetime
    forget_at: datetime = Field(index=True)


class StoredAudit(SQLModel, table=True):
    """One deed of an operator. Each row's hash covers the row before it."""

    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    actor: str = Field(max_length=255)
    action: str = Field(max_length=64, index=True)
    object: str = Field(max_length=255)
    tenant_id: UUID | None = Field(default=None, index=True)
    detail: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64, unique=True)
