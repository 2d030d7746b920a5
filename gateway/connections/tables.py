from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field

from gateway.plumbing.database import TenantOwned
from gateway.plumbing.ids import new_id


class ConnectionStatus(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"


class StoredConnection(TenantOwned, table=True):
    """One consumer's way into one set of books."""

    __tablename__ = "connection"
    __table_args__ = (UniqueConstraint("consumer_id", "adapter", "books_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    consumer_id: UUID = Field(foreign_key="consumer.id", ondelete="CASCADE", index=True)
    adapter: str = Field(max_length=32)
    name: str = Field(max_length=80)
    status: str = Field(default=ConnectionStatus.ACTIVE, max_length=16)
    books_id: str = Field(max_length=128, index=True)
    shown: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    sealed_credentials: str
    readiness: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    checked_at: datetime | None = None
    created_at: datetime
    updated_at: datetime


class StoredLink(TenantOwned, table=True):
    """A link that lets an end user fill in credentials once, without any key of ours."""

    __tablename__ = "connection_link"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    consumer_id: UUID = Field(foreign_key="consumer.id", ondelete="CASCADE", index=True)
    connection_id: UUID | None = Field(
        default=None, foreign_key="connection.id", ondelete="CASCADE", index=True
    )
    adapter: str = Field(max_length=32)
    name: str | None = Field(default=None, max_length=80)
    redirects: bool = False
    expires_at: datetime = Field(index=True)
    used_at: datetime | None = None
