"""Alembic's environment: runs on the connection that `db.migrations.upgrade` hands over."""

from alembic import context

import db.rows  # noqa: F401
from db.base import Row

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Row.metadata, compare_server_default=True)
with context.begin_transaction():
    context.run_migrations()
