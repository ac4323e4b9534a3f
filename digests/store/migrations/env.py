"""How alembic runs our migrations: on the connection it is handed, in the transaction that is open."""

from __future__ import annotations

from alembic import context

from digests.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,  # for its naming convention
    transactional_ddl=False,  # the caller's transaction holds every step
)
context.run_migrations()
