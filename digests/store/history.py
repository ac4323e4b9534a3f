"""Looking back: digests and their deliveries as they were kept.

Every function works within the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from digests.model import Act, Channel, Decision, Delivery, Digest, Receipt, Stage, State, Window
from digests.store import subscriptions
from digests.store.tables import delivery, digest, is_open, is_parent, is_unsent, lane


@dataclass(frozen=True, slots=True)
class Frozen:
    """A digest as it is kept: what it says, by the ids of the articles of each story, and what was corrected since:
    the place of the story among `stories` and `more`, the ids of the figure that was and of the one that is."""

    digest: Digest
    stories: tuple[tuple[int, ...], ...]
    more: tuple[tuple[int, ...], ...]
    corrections: tuple[tuple[int, int, int], ...] = ()


def frozen(connection: sa.Connection, digest_ids: Iterable[int]) -> dict[int, Frozen]:
    """The digests of those ids, without their stories' content."""
    rows = connection.execute(sa.select(digest).where(digest.c.id.in_(list(digest_ids))))
    return {row.id: _frozen(row) for row in rows}


def newest(connection: sa.Connection, subscription_id: int) -> Frozen | None:
    """The subscription's newest digest, sent or not."""
    return next(iter(latest(connection, subscription_id, 1)), None)


def latest(connection: sa.Connection, subscription_id: int, count: int = 100) -> tuple[Frozen, ...]:
    """The subscription's newest digests, newest first."""
    of = sa.select(digest).where(digest.c.subscription_id == subscription_id)
    return tuple(map(_frozen, connection.execute(of.order_by(digest.c.id.desc()).limit(count))))


def id_of_slot(connection: sa.Connection, subscription_id: int, slot: str) -> int | None:
    """The digest of a slot, if it has been opened."""
    of = sa.select(digest.c.id).where(digest.c.subscription_id == subscription_id, digest.c.slot == slot)
    found: int | None = connection.scalar(of)
    return found


def deliveries(connection: sa.Connection, digest_id: int) -> tuple[Delivery, ...]:
    """The deliveries of a digest, parent first, the edits of a message after it."""
    return _deliveries(connection, delivery.c.digest_id == digest_id)


def last_sent(connection: sa.Connection, subscription_id: int) -> Delivery | None:
    """The parent message that the subscription's channel got last."""
    sent = _deliveries(
        connection,
        digest.c.subscription_id == subscription_id,
        is_parent(),
        delivery.c.state == State.SENT,
        newest_first=True,
        limit=1,
    )
    return sent[0] if sent else None


def unsent(connection: sa.Connection, limit: int = 20) -> tuple[Delivery, ...]:
    """Deliveries that are dead or unknown, newest first: what a person should look at."""
    return _deliveries(connection, is_unsent(), newest_first=True, limit=limit)


def count_by_state(connection: sa.Connection) -> dict[State, int]:
    """How many deliveries are open, dead or unknown; those sent are history and not counted."""
    counting = (
        sa.select(delivery.c.state, sa.func.count()).where(wanted).group_by(delivery.c.state)
        for wanted in (is_open(), is_unsent())  # each has an index; for both at once there is none
    )
    return {State(state): number for state, number in connection.execute(sa.union_all(*counting))}


def _deliveries(
    connection: sa.Connection,
    *conditions: sa.ColumnElement[bool],
    newest_first: bool = False,
    limit: int | None = None,
) -> tuple[Delivery, ...]:
    order = (delivery.c.digest_id.desc(),) if newest_first else (delivery.c.digest_id, delivery.c.part, delivery.c.id)
    rows = connection.execute(
        sa.select(delivery, lane.c.adapter, lane.c.workspace, lane.c.channel)
        .join(lane, lane.c.id == delivery.c.lane_id)
        .join(digest, digest.c.id == delivery.c.digest_id)
        .where(*conditions)
        .order_by(*order)
        .limit(limit)
    )
    return tuple(map(_delivery, rows))


def _delivery(row: Any) -> Delivery:
    channel = Channel(row.adapter, row.workspace, row.channel)
    return Delivery(
        id=row.id,
        digest_id=row.digest_id,
        channel=channel,
        part=row.part,
        state=State(row.state),
        attempts=row.attempts,
        dirty=row.dirty,
        receipt=receipt_of(row, channel) if row.state == State.SENT else None,
        reason=row.reason,
        act=Act(row.act),
        article_id=row.article_id or None,
    )


def receipt_of(row: Any, channel: Channel) -> Receipt:
    """The proof in a delivery's row."""
    return Receipt(channel=channel, ref=row.ref, at=row.sent_at, link=row.link)


def _frozen(row: Any) -> Frozen:
    return Frozen(
        digest=Digest(
            subscription=subscriptions.terms().validate_python(row.terms),
            slot=row.slot,
            at=row.at,
            window=Window(row.window_since, row.window_until),
            read=row.read,
            decisions=tuple(Decision(of, Stage(stage), passed, detail) for of, stage, passed, detail in row.decisions),
            id=row.id,
        ),
        stories=tuple(map(tuple, row.stories)),
        more=tuple(map(tuple, row.more)),
        corrections=tuple((place, was, now) for place, was, now in row.corrections),
    )
