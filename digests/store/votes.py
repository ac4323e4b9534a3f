"""What readers think of digests: one row a digest and reader, whose last vote counts.

Every function works within the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from digests.model import Vote, Votes
from digests.store.dialect import insert
from digests.store.tables import digest, vote


def cast(connection: sa.Connection, digest_id: int, voter: str, cast_: Vote, at: datetime) -> None:
    """Record a vote in place of the voter's earlier one; `voter` is the platform's id of the user."""
    row = insert(connection, vote).values(digest_id=digest_id, voter=voter, vote=cast_, at=at)
    later = {"vote": row.excluded.vote, "at": row.excluded.at}
    connection.execute(row.on_conflict_do_update(index_elements=[vote.c.digest_id, vote.c.voter], set_=later))


def of_digest(connection: sa.Connection, digest_id: int) -> Votes:
    """The votes on one digest."""
    counting = sa.select(vote.c.vote, sa.func.count()).where(vote.c.digest_id == digest_id).group_by(vote.c.vote)
    return _votes({row[0]: row[1] for row in connection.execute(counting)})


def of_subscriptions(connection: sa.Connection, ids: Iterable[int], since: datetime) -> dict[int, Votes]:
    """The votes on the digests that each subscription has had since an instant; those without votes are left out."""
    counting = (
        sa.select(digest.c.subscription_id, vote.c.vote, sa.func.count())
        .join(digest, digest.c.id == vote.c.digest_id)
        .where(digest.c.subscription_id.in_(list(ids)), digest.c.at >= since)
        .group_by(digest.c.subscription_id, vote.c.vote)
    )
    counted: dict[int, dict[str, int]] = {}
    for subscription_id, cast_, count in connection.execute(counting):
        counted.setdefault(subscription_id, {})[cast_] = count
    return {subscription_id: _votes(counts) for subscription_id, counts in counted.items()}


def _votes(counts: dict[str, int]) -> Votes:
    return Votes(counts.get(Vote.UP, 0), counts.get(Vote.DOWN, 0))
