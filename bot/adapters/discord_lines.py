"""Command lines too long for a button: kept in the database under their hash, so that the button outlives a restart.

Discord gives back nothing of a button but its id, of at most a hundred characters.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from digests.store.database import Database
from digests.store.dialect import insert
from digests.store.tables import Instant

KEPT: Final = timedelta(days=30)
"""How long a button works; only its own asker sees the message that it is under, and rarely for a day."""

# Not part of the project's schema: it is made when the first long line is asked for.
_TABLES = sa.MetaData()
_LINE = sa.Table(
    "discord_line",
    _TABLES,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("line", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False, index=True),
)


def key_of(line: str) -> str:
    """The name of a line: 32 hexadecimal digits."""
    return hashlib.sha256(line.encode()).hexdigest()[:32]


class Lines:
    """The lines kept, in the database; synchronous."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, line: str, now: datetime) -> None:
        """Keep a line for `KEPT` from now, and forget those whose time is over.

        Raises:
            StoreError: the database cannot be used.
        """
        with self._database.write() as connection:
            _TABLES.create_all(connection)
            connection.execute(_LINE.delete().where(_LINE.c.at < now - KEPT))
            row = insert(connection, _LINE).values(key=key_of(line), line=line, at=now)
            connection.execute(row.on_conflict_do_update(index_elements=[_LINE.c.key], set_={"at": now}))

    def find(self, key: str) -> str | None:
        """The line of that name; None if it is not kept any more.

        Raises:
            StoreError: the database cannot be used.
        """
        with self._database.read() as connection:
            if not sa.inspect(connection).has_table(_LINE.name):
                return None
            return connection.scalar(sa.select(_LINE.c.line).where(_LINE.c.key == key))
