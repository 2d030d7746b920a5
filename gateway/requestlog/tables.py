from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from gateway.plumbing.ids import new_id


class StoredRequest(SQLModel, table=True):
    """One call of our API. No foreign keys: the log outlives what it tells of, until it is old."""

    __tablename__ = "request_log"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    request_id: str = Field(max_length=64, index=True)
    at: datetime = Field(index=True)
    tenant_id: UUID | None = Field(default=None, index=True)
    consumer_id: UUID | None = Field(default=None, index=True)
    key_id: UUID | None = None
    operator: str | None = Field(default=None, max_length=255)
    method: str = Field(max_length=16)
    path: str = Field(max_length=512)
    query: str = Field(default="", max_length=1024)
    status: int
    error_code: str | None = Field(default=None, max_length=64, index=True)
    milliseconds: int
    request_body: str | None = None
    response_body: str | None = None


class StoredExchange(SQLModel, table=True):
    """One call to a vendor that a request caused."""

    __tablename__ = "request_log_exchange"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    logged_id: UUID = Field(index=True)
    position: int
    at: datetime = Field(index=True)
    tenant_id: UUID | None = Field(default=None, index=True)
    method: str = Field(max_length=16)
    url: str = Field(max_length=2560)
    connector: str | None = Field(default=None, max_length=128)
    status: int | None = None
    milliseconds: int
    failure: str | None = Field(default=None, max_length=255)
    request_body: str | None = None
    response_body: str | None = None
