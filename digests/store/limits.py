"""Rate limits: one bucket for each Slack workspace or Discord bot, shared by all workers.

Every function works within the caller's transaction.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import sqlalchemy as sa

from digests.store.dialect import greatest, insert
from digests.store.tables import bucket

BURST: Final = 3
"""Posts that may leave at once: 43 a second with 3 at once keep every window of a second within Discord's 50."""


def reserve(
    connection: sa.Connection, key: str, count: int, per_second: float, at: datetime, *, burst: int = BURST
) -> float:
    """Reserve `count` posts in the bucket `key`; returns the seconds until the first, which the others follow at the
    rate. A post whose turn lies in the past may leave at once.

    The generic cell rate algorithm (ITU-T I.371), one row a bucket.
    """
    step = 1 / per_second
    moment = at.timestamp()
    free_at = _free_at(connection, key, moment - burst * step, count * step)
    return free_at - count * step - moment


def block(connection: sa.Connection, key: str, seconds: float, at: datetime) -> None:
    """Let nothing more out of the bucket for so many seconds."""
    _free_at(connection, key, at.timestamp() + seconds, 0)


def _free_at(connection: sa.Connection, key: str, floor: float, add: float) -> float:
    """Raise the bucket's `free_at` to `floor` if it is lower, then by `add`; returns the result."""
    raised = (
        insert(connection, bucket)
        .values(key=key, free_at=floor + add)
        .on_conflict_do_update(
            index_elements=[bucket.c.key],
            set_={"free_at": greatest(connection, bucket.c.free_at, floor) + add},
        )
        .returning(bucket.c.free_at)
    )
    result: float = connection.execute(raised).scalar_one()
    return result
