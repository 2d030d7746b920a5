"""the house"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# The trail is append-only for everybody who comes through SQL, not only for this program.
APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER audit_{verb} BEFORE {verb.upper()} ON audit"
        " BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        for verb in ("update", "delete")
    ],
    "postgresql": [
        "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$",
        "CREATE TRIGGER audit_unchanged BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table('audit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('actor', sqlmodel.AutoString(length=255), nullable=False),
    sa.Column('action', sqlmodel.AutoString(length=64), nullable=False),
    sa.Column('object', sqlmodel.AutoString(length=255), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=True),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.Column('previous_hash', sqlmodel.AutoString(length=64), nullable=False),
    sa.Column('hash', sqlmodel.AutoString(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit')),
    sa.UniqueConstraint('hash', name=op.f('uq_audit_hash'))
    )
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_action'), ['action'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_tenant_id'), ['tenant_id'], unique=False)

    op.create_table('data_key',
    sa.Column('owner', sqlmodel.AutoString(length=64), nullable=False),
    sa.Column('wrapped', sqlmodel.AutoString(), nullable=False),
    sa.Column('master_key_id', sqlmodel.AutoString(length=16), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('owner', name=op.f('pk_data_key'))
    )
    with op.batch_alter_table('data_key', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_data_key_master_key_id'), ['master_key_id'], unique=False)

    op.create_table('lock',
    sa.Column('key', sqlmodel.AutoString(length=255), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('owner', sqlmodel.AutoString(length=32), nullable=False),
    sa.Column('until', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('key', 'place', name=op.f('pk_lock'))
    )
    op.create_table('operator_key',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sqlmodel.AutoString(length=255), nullable=False),
    sa.Column('hash', sqlmodel.AutoString(length=64), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('expires_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('last_used_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('revoked_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_operator_key')),
    sa.UniqueConstraint('hash', name=op.f('uq_operator_key_hash'))
    )
    op.create_table('request_log',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('request_id', sqlmodel.AutoString(length=64), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=True),
    sa.Column('consumer_id', sa.Uuid(), nullable=True),
    sa.Column('key_id', sa.Uuid(), nullable=True),
    sa.Column('operator', sqlmodel.AutoString(length=255), nullable=True),
    sa.Column('method', sqlmodel.AutoString(length=16), nullable=False),
    sa.Column('path', sqlmodel.AutoString(length=512), nullable=False),
    sa.Column('query', sqlmodel.AutoString(length=1024), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('error_code', sqlmodel.AutoString(length=64), nullable=True),
    sa.Column('milliseconds', sa.Integer(), nullable=False),
    sa.Column('request_body', sqlmodel.AutoString(), nullable=True),
    sa.Column('response_body', sqlmodel.AutoString(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_log'))
    )
    with op.batch_alter_table('request_log', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_request_log_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_request_log_consumer_id'), ['consumer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_request_log_error_code'), ['error_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_request_log_request_id'), ['request_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_request_log_tenant_id'), ['tenant_id'], unique=False)

    op.create_table('request_log_exchange',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('logged_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('tenant_id', sa.Uuid(), nullable=True),
    sa.Column('method', sqlmodel.AutoString(length=16), nullable=False),
    sa.Column('url', sqlmodel.AutoString(length=2560), nullable=False),
    sa.Column('connector', sqlmodel.AutoString(length=128), nullable=True),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('milliseconds', sa.Integer(), nullable=False),
    sa.Column('failure', sqlmodel.AutoString(length=255), nullable=True),
    sa.Column('request_body', sqlmodel.AutoString(), nullable=True),
    sa.Column('response_body', sqlmodel.AutoString(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_log_exchange'))
    )
    with op.batch_alter_table('request_log_exchange', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_request_log_exchange_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_request_log_exchange_logged_id'), ['logged_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_request_log_exchange_tenant_id'), ['tenant_id'], unique=False)

    op.create_table('revocation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject', sqlmodel.AutoString(length=80), nullable=False),
    sa.Column('revoked_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('forget_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_revocation'))
    )
    with op.batch_alter_table('revocation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_revocation_forget_at'), ['forget_at'], unique=False)

    op.create_table('signing_key',
    sa.Column('kid', sqlmodel.AutoString(length=64), nullable=False),
    sa.Column('public', sa.JSON(), nullable=False),
    sa.Column('sealed_private', sqlmodel.AutoString(), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('retired_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.PrimaryKeyConstraint('kid', name=op.f('pk_signing_key'))
    )
    with op.batch_alter_table('signing_key', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signing_key_created_at'), ['created_at'], unique=False)

    op.create_table('tenant',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sqlmodel.AutoString(length=255), nullable=False),
    sa.Column('status', sqlmodel.AutoString(length=16), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tenant'))
    )
    op.create_table('api_key',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('client_id', sqlmodel.AutoString(length=64), nullable=False),
    sa.Column('name', sqlmodel.AutoString(length=255), nullable=False),
    sa.Column('scopes', sa.JSON(), nullable=False),
    sa.Column('consumer_ids', sa.JSON(), nullable=True),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('expires_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('last_used_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('revoked_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_api_key_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_key')),
    sa.UniqueConstraint('client_id', name=op.f('uq_api_key_client_id'))
    )
    with op.batch_alter_table('api_key', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_api_key_tenant_id'), ['tenant_id'], unique=False)

    op.create_table('consumer',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sqlmodel.AutoString(length=255), nullable=False),
    sa.Column('email', sqlmodel.AutoString(length=80), nullable=True),
    sa.Column('internal_reference', sqlmodel.AutoString(length=255), nullable=True),
    sa.Column('redirect_url', sqlmodel.AutoString(), nullable=True),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_consumer_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consumer'))
    )
    with op.batch_alter_table('consumer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consumer_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_consumer_internal_reference'), ['internal_reference'], unique=False)
        batch_op.create_index(batch_op.f('ix_consumer_tenant_id'), ['tenant_id'], unique=False)

    op.create_table('api_key_secret',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key_id', sa.Uuid(), nullable=False),
    sa.Column('hash', sqlmodel.AutoString(length=64), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('expires_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['key_id'], ['api_key.id'], name=op.f('fk_api_key_secret_key_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_api_key_secret_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_key_secret'))
    )
    with op.batch_alter_table('api_key_secret', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_api_key_secret_key_id'), ['key_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_api_key_secret_tenant_id'), ['tenant_id'], unique=False)

    op.create_table('connection',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('consumer_id', sa.Uuid(), nullable=False),
    sa.Column('adapter', sqlmodel.AutoString(length=32), nullable=False),
    sa.Column('name', sqlmodel.AutoString(length=80), nullable=False),
    sa.Column('status', sqlmodel.AutoString(length=16), nullable=False),
    sa.Column('books_id', sqlmodel.AutoString(length=128), nullable=False),
    sa.Column('shown', sa.JSON(), nullable=False),
    sa.Column('sealed_credentials', sqlmodel.AutoString(), nullable=False),
    sa.Column('readiness', sa.JSON(), nullable=True),
    sa.Column('checked_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('updated_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['consumer_id'], ['consumer.id'], name=op.f('fk_connection_consumer_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_connection_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_connection')),
    sa.UniqueConstraint('consumer_id', 'adapter', 'books_id', name=op.f('uq_connection_consumer_id_adapter_books_id'))
    )
    with op.batch_alter_table('connection', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_connection_books_id'), ['books_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_connection_consumer_id'), ['consumer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_connection_tenant_id'), ['tenant_id'], unique=False)

    op.create_table('connection_link',
    sa.Column('tenant_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('consumer_id', sa.Uuid(), nullable=False),
    sa.Column('connection_id', sa.Uuid(), nullable=True),
    sa.Column('adapter', sqlmodel.AutoString(length=32), nullable=False),
    sa.Column('name', sqlmodel.AutoString(length=80), nullable=True),
    sa.Column('redirects', sa.Boolean(), nullable=False),
    sa.Column('expires_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('used_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['connection_id'], ['connection.id'], name=op.f('fk_connection_link_connection_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['consumer_id'], ['consumer.id'], name=op.f('fk_connection_link_consumer_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_connection_link_tenant_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_connection_link'))
    )
    with op.batch_alter_table('connection_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_connection_link_connection_id'), ['connection_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_connection_link_consumer_id'), ['consumer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_connection_link_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_connection_link_tenant_id'), ['tenant_id'], unique=False)
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table('connection_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_connection_link_tenant_id'))
        batch_op.drop_index(batch_op.f('ix_connection_link_expires_at'))
        batch_op.drop_index(batch_op.f('ix_connection_link_consumer_id'))
        batch_op.drop_index(batch_op.f('ix_connection_link_connection_id'))

    op.drop_table('connection_link')
    with op.batch_alter_table('connection', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_connection_tenant_id'))
        batch_op.drop_index(batch_op.f('ix_connection_consumer_id'))
        batch_op.drop_index(batch_op.f('ix_connection_books_id'))

    op.drop_table('connection')
    with op.batch_alter_table('api_key_secret', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_api_key_secret_tenant_id'))
        batch_op.drop_index(batch_op.f('ix_api_key_secret_key_id'))

    op.drop_table('api_key_secret')
    with op.batch_alter_table('consumer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consumer_tenant_id'))
        batch_op.drop_index(batch_op.f('ix_consumer_internal_reference'))
        batch_op.drop_index(batch_op.f('ix_consumer_created_at'))

    op.drop_table('consumer')
    with op.batch_alter_table('api_key', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_api_key_tenant_id'))

    op.drop_table('api_key')
    op.drop_table('tenant')
    with op.batch_alter_table('signing_key', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_signing_key_created_at'))

    op.drop_table('signing_key')
    with op.batch_alter_table('revocation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_revocation_forget_at'))

    op.drop_table('revocation')
    with op.batch_alter_table('request_log_exchange', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_request_log_exchange_tenant_id'))
        batch_op.drop_index(batch_op.f('ix_request_log_exchange_logged_id'))
        batch_op.drop_index(batch_op.f('ix_request_log_exchange_at'))

    op.drop_table('request_log_exchange')
    with op.batch_alter_table('request_log', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_request_log_tenant_id'))
        batch_op.drop_index(batch_op.f('ix_request_log_request_id'))
        batch_op.drop_index(batch_op.f('ix_request_log_error_code'))
        batch_op.drop_index(batch_op.f('ix_request_log_consumer_id'))
        batch_op.drop_index(batch_op.f('ix_request_log_at'))

    op.drop_table('request_log')
    op.drop_table('operator_key')
    op.drop_table('lock')
    with op.batch_alter_table('data_key', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_data_key_master_key_id'))

    op.drop_table('data_key')
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_tenant_id'))
        batch_op.drop_index(batch_op.f('ix_audit_at'))
        batch_op.drop_index(batch_op.f('ix_audit_action'))

    op.drop_table('audit')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_is_append_only")
