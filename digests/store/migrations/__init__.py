"""Schema versions, run by alembic from inside the program; nobody needs its command line.

The head revision's name is also `digests.store.database.HEAD`.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config


def migrate(connection: sa.Connection) -> None:
    """Bring the database behind `connection` to the newest version, in its transaction."""
    if connection.dialect.name == "postgresql":  # two nodes starting at once: the second finds the work done
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('kawaraban migrations'))"))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
