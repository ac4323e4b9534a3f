"""What happens once, whoever asks again: a row a request, written before anything is done.

A row is kept for a day. Platforms send a request again within an hour
(https://docs.slack.dev/apis/events-api#retries), and people press a button again within minutes.

Every function works within the caller's transaction.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from digests.store.dialect import insert
from digests.store.tables import once

KEPT: Final = timedelta(days=1)


def first(connection: sa.Connection, key: str, at: datetime) -> bool:
    """Whether nobody has come with this key within the day before `at`; from now on somebody has."""
    connection.execute(once.delete().where(once.c.at <= at - KEPT))
    row = insert(connection, once).values(key=key, at=at).on_conflict_do_nothing().returning(once.c.key)
    return connection.scalar(row) is not None


def forget(connection: sa.Connection, key: str) -> None:
    """Let the next time be the first again: what was begun came to nothing."""
    connection.execute(once.delete().where(once.c.key == key))
