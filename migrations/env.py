"""Alembic's entry: it is always given an open connection, by `gateway.plumbing.migrating`."""

from alembic import context
from sqlmodel import SQLModel

import gateway.connections.tables
import gateway.identity.tables
import gateway.plumbing.locks
import gateway.plumbing.sealing
import gateway.requestlog.tables  # noqa: F401 - each import adds its tables to the metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
