"""Runs migrations on the connection that `store.open` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

connection = context.config.attributes["connection"]
# SQLite can roll a CREATE TABLE back; alembic does not use that unless told, and a killed first opening would leave half a book
context.configure(connection=connection, transactional_ddl=True, render_as_batch=connection.dialect.name == "sqlite")
context.run_migrations()
