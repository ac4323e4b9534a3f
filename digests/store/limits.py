"""Rate limits: one bucket for each Slack workspace or Discord bot, shared by all workers.

Every function works within the caller's transaction.
"""

from __future__ import annotations

import math
from datetime import datetime
from typing import Final, NamedTuple

import sqlalchemy as sa

from digests.store.dialect import greatest, insert
from digests.store.tables import bucket

BURST: Final = 3
"""Posts that may leave at once: 43 a second with 3 at once keep every window of a second within Discord's 50."""


class Turns(NamedTuple):
    """So many posts are `granted`: the first may leave in `first` seconds (at once if that is negative), the others
    after it at the rate."""

    granted: int
    first: float


def reserve(
    connection: sa.Connection,
    key: str,
    count: int,
    per_second: float,
    at: datetime,
    *,
    within: float = math.inf,
    burst: int = BURST,
) -> Turns:
    """Reserve up to `count` posts in the bucket `key`, those whose turn comes `within` so many seconds. Who reserves
    more than it can use keeps the others waiting for nothing.

    The generic cell rate algorithm (ITU-T I.371), one row a bucket.
    """
    step = 1 / per_second
    moment = at.timestamp()
    first = _free_at(connection, key, moment - burst * step, 0) - moment  # nobody else changes it from here on
    room = (within - first) / step
    granted = count if room >= count else max(0, math.ceil(room))
    _free_at(connection, key, moment + first, granted * step)
    return Turns(granted, first)


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
