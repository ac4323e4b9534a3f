"""Schema versions, run by alembic from inside the program; nobody needs its command line.

The head revision's name is also `digests.store.database.HEAD`.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from digests.errors import StoreError


def migrate(connection: sa.Connection, where: str) -> None:
    """Bring the database behind `connection` to the newest version, in its transaction; `where` is for the error.

    Raises:
        StoreError: a version that this program does not know made the database.
    """
    if connection.dialect.name == "postgresql":  # two nodes starting at once: the second finds the work done
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('kawaraban migrations'))"))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            "the database was made by a newer version of Kawaraban",
            where=where,
            remedy="upgrade Kawaraban, or name another database in `database`",
        ) from error
