"""What was promised and what became of it: digests, their deliveries, the channels' lanes.

A digest is frozen when it is opened, under a unique slot. Its parent message is delivery part 0; what goes into the
thread follows as further parts, planned in the transaction that settles the parent as sent, because their number is
known only after packing.

A *lane* is a channel's turn. Its `ready_at` is at once due time, spacing between messages, Retry-After and lease
expiry. Whoever claims a lane takes its fence up by one and holds it until the lease ends; a settlement with an older
fence changes nothing. A delivery found in `sending` was left by somebody who died: it becomes *dirty*, and must be
looked for on the platform before it is sent again.

Every function works within the caller's transaction. `now` is the database's own time on PostgreSQL (see `now`), so
that workers need not agree on theirs.

Longer than most files: opening, claiming and settling change the same three tables under one invariant, that a lane
with an open delivery is never idle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from digests import schedule as clockwork
from digests.model import Act, Channel, Delivery, Digest, Receipt, State, Story
from digests.ports import Clock
from digests.store import subscriptions
from digests.store.dialect import greatest, insert, one_of, table_of
from digests.store.history import receipt_of
from digests.store.tables import Id, delivery, digest, is_open, is_parent, lane

LEASE: Final = 30.0
"""Seconds for which a claim holds its lane; recovery after a crash takes as long."""

SPACING: Final = 1.1
"""Seconds between two messages of a channel (Slack allows about one a second, Discord five in five seconds)."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that the holder alone may send, until `LEASE` seconds after it asked.

    `parent` is the receipt of part 0 for what goes into its thread; `edits` the one of the message that an edit
    changes, `body` the hash of what that says now ("" if unknown); `tried_at` the first attempt, for a search.
    """

    delivery: Delivery
    lane_id: int
    fence: int
    tried_at: datetime
    parent: Receipt | None = None
    edits: Receipt | None = None
    body: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform took it. The thread has `parts` messages: those that are not planned yet are now. `body` is the
    hash of what the platform has; "" if it is not known which attempt it took."""

    claim: Claim
    receipt: Receipt
    parts: int = 0
    body: str = ""


@dataclass(frozen=True, slots=True)
class Postponed:
    """To be tried again in `delay` seconds. `dirty`: perhaps it was taken; `counted`: it was an attempt."""

    claim: Claim
    delay: float
    reason: str
    dirty: bool = False
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Ended:
    """It will not be tried again: `state` is DEAD, UNKNOWN or VOID. `refused`: the channel itself takes no messages."""

    claim: Claim
    state: State
    reason: str
    refused: bool = False


Outcome = Sent | Postponed | Ended


def now(connection: sa.Connection, clock: Clock | None = None) -> datetime:
    """The present instant: of `clock` where one is given, else PostgreSQL's own, else this machine's."""
    if clock is not None:
        return clock.now()
    if connection.dialect.name == "postgresql":
        there: datetime = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
        return there.astimezone(UTC)
    return datetime.now(UTC)


# --- opening -------------------------------------------------------------------------------------------------------


def open_digest(connection: sa.Connection, opened: Digest, at: datetime, *, deliver: bool) -> int | None:
    """Record a digest and, if it is to be delivered, plan its parent message and wake its lane.

    Returns its id; None when the subscription's slot already has one, and then nothing changes.
    """
    values = {
        "subscription_id": opened.subscription.id,
        "slot": opened.slot,
        "at": opened.at,
        "window_since": opened.window.since,
        "window_until": opened.window.until,
        "read": opened.read,
        "terms": subscriptions.terms().dump_python(opened.subscription, mode="json"),
        "stories": _article_ids(opened.stories),
        "more": _article_ids(opened.more),
        "decisions": [[each.article_id, each.stage, each.passed, each.detail] for each in opened.decisions],
    }
    row = insert(connection, digest).values(values).on_conflict_do_nothing().returning(digest.c.id)
    digest_id: int | None = connection.execute(row).scalar_one_or_none()
    if digest_id is not None and deliver:
        _plan(connection, digest_id, opened.subscription.channel, at)
    return digest_id


def _plan(connection: sa.Connection, digest_id: int, channel: Channel, at: datetime) -> None:
    """Plan part 0 and wake the lane, whatever state it is in.

    The lane's row is always written, not only when it is idle: a settlement that is about to idle the lane then waits
    for this transaction, or this one for it, and either way the delivery is seen.
    """
    place = {"adapter": channel.adapter, "workspace": channel.workspace, "channel": channel.id}
    moment = at.timestamp()
    wake = (
        insert(connection, lane)
        .values(**place, ready_at=moment)
        .on_conflict_do_update(
            index_elements=[lane.c.adapter, lane.c.workspace, lane.c.channel],
            set_={"ready_at": sa.func.coalesce(lane.c.ready_at, greatest(connection, lane.c.free_at, moment))},
        )
        .returning(lane.c.id)
    )
    lane_id = connection.execute(wake).scalar_one()
    connection.execute(sa.insert(delivery).values(digest_id=digest_id, lane_id=lane_id, part=0))


def unread_since(connection: sa.Connection, subscription_id: int) -> datetime | None:
    """Where the next window begins: the end of the last digest that was sent or may be; None: there was none.

    A digest whose parent message is dead was not read by anybody: what it said is news again. One that nobody
    qualified for counts as read.
    """
    mine = digest.c.subscription_id == subscription_id
    dead = sa.exists().where(delivery.c.digest_id == digest.c.id, is_parent(), delivery.c.state == State.DEAD)
    newest = sa.select(digest.c.window_until).where(mine, ~dead).order_by(digest.c.id.desc()).limit(1)
    oldest = sa.select(digest.c.window_since).where(mine).order_by(digest.c.id).limit(1)
    since: datetime | None = connection.scalar(newest) or connection.scalar(oldest)
    return since


# --- the lanes -----------------------------------------------------------------------------------------------------


def claim(connection: sa.Connection, adapter: str, count: int, at: datetime, lease: float = LEASE) -> tuple[Claim, ...]:
    """Take at most `count` of the adapter's due lanes (1,000 is plenty); write the intent to send the head of each."""
    moment = at.timestamp()
    due = (
        sa.select(lane.c.id)
        .where(lane.c.adapter == adapter, lane.c.ready_at <= moment)
        .order_by(lane.c.ready_at)
        .limit(count)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken = connection.execute(
        sa.update(lane)
        .where(lane.c.id == due.c.id)
        .values(ready_at=moment + lease, fence=lane.c.fence + 1)
        .returning(lane.c.id, lane.c.fence, lane.c.adapter, lane.c.workspace, lane.c.channel)
    ).all()
    if not taken:
        return ()
    lanes = {lane_id: (fence, Channel(*place)) for lane_id, fence, *place in taken}
    heads = _heads(connection, list(lanes), moment)
    if empty := lanes.keys() - {head.lane_id for head in heads}:
        _pass_on(connection, empty, moment)
    posted = _posted(connection, heads)
    return tuple(_claim(head, *lanes[head.lane_id], posted) for head in heads)


class _Head(NamedTuple):
    """The first open delivery of a lane. They sort in the order in which they are to go."""

    digest_id: int
    part: int
    id: int
    lane_id: int
    act: str
    article_id: int
    attempts: int
    dirty: bool
    tried_at: float


def _heads(connection: sa.Connection, lane_ids: list[int], moment: float) -> list[_Head]:
    """The heads of the lanes, now `sending`."""
    inner = delivery.alias("inner_delivery")
    first = (
        sa.select(inner.c.id)
        .where(inner.c.lane_id == lane.c.id, is_open(inner))
        .order_by(inner.c.digest_id, inner.c.part, inner.c.id)
        .limit(1)
        .correlate(lane)
        .scalar_subquery()
    )
    head = sa.select(first.label("id")).where(one_of(connection, lane.c.id, lane_ids)).subquery("head")
    sending = (
        sa.update(delivery)
        .where(delivery.c.id == head.c.id, is_open())  # again: a refusal may be ending it at this moment
        .values(
            state=State.SENDING,
            dirty=sa.or_(delivery.c.dirty, delivery.c.state == State.SENDING),
            attempts=delivery.c.attempts + 1,
            tried_at=sa.func.coalesce(delivery.c.tried_at, moment),
        )
        .returning(*(delivery.c[name] for name in _Head._fields))
    )
    return sorted(map(_Head._make, connection.execute(sending).all()))


def _posted(connection: sa.Connection, heads: Sequence[_Head]) -> dict[tuple[int, int], Any]:
    """By digest and part, the messages that the platform has and that some of the heads belong to."""
    owned = [head for head in heads if head.part > 0 or head.act != Act.POST]
    if not owned:
        return {}
    of = one_of(connection, delivery.c.digest_id, {head.digest_id for head in owned})
    parts = delivery.c.part.in_({0, *(head.part for head in owned if head.act == Act.EDIT)})
    sent = (delivery.c.act == Act.POST, delivery.c.state == State.SENT)
    rows = connection.execute(sa.select(delivery).where(of, parts, *sent)).all()
    return {(row.digest_id, row.part): row for row in rows}


def _claim(head: _Head, fence: int, channel: Channel, posted: dict[tuple[int, int], Any]) -> Claim:
    act = Act(head.act)
    parent, message = posted.get((head.digest_id, 0)), posted.get((head.digest_id, head.part))
    return Claim(
        delivery=Delivery(
            id=head.id,
            digest_id=head.digest_id,
            channel=channel,
            part=head.part,
            state=State.SENDING,
            attempts=head.attempts,
            dirty=head.dirty,
            act=act,
            article_id=head.article_id or None,
        ),
        lane_id=head.lane_id,
        fence=fence,
        tried_at=datetime.fromtimestamp(head.tried_at, UTC),
        parent=receipt_of(parent, channel) if parent and (head.part > 0 or act is Act.NOTE) else None,
        edits=receipt_of(message, channel) if message and act is Act.EDIT else None,
        body=message.body if message and act is Act.EDIT else "",
    )


def settle(
    connection: sa.Connection, outcomes: Iterable[Outcome], at: datetime, spacing: float = SPACING
) -> tuple[Outcome, ...]:
    """Write what became of claims, all in this transaction; returns those that came too late and changed nothing."""
    outcomes = tuple(outcomes)
    held = _held(connection, [each.claim.lane_id for each in outcomes])
    mine = [each for each in outcomes if held.get(each.claim.lane_id) == each.claim.fence]
    sent = [each for each in mine if isinstance(each, Sent)]
    postponed = [each for each in mine if isinstance(each, Postponed)]
    ended = [each for each in mine if isinstance(each, Ended)]
    if sent:
        _write_sent(connection, sent, at)
    if postponed:
        _write_postponed(connection, postponed, at.timestamp())
    if ended:
        _write_ended(connection, ended, at)
    if onward := [each.claim.lane_id for each in mine if not isinstance(each, Postponed)]:
        _pass_on(connection, onward, at.timestamp() + spacing)
    return tuple(each for each in outcomes if held.get(each.claim.lane_id) != each.claim.fence)


def _held(connection: sa.Connection, lane_ids: list[int]) -> dict[int, int]:
    """The fences of the lanes, locked in the order of their ids so that two settlements never wait for each other."""
    held = sa.select(lane.c.id, lane.c.fence).where(one_of(connection, lane.c.id, lane_ids))
    locked = connection.execute(held.order_by(lane.c.id).with_for_update()).all()
    return {row.id: row.fence for row in locked}


def _write_sent(connection: sa.Connection, sent: list[Sent], at: datetime) -> None:
    rows = [
        {
            "id": each.claim.delivery.id,
            "ref": each.receipt.ref,
            "link": each.receipt.link,
            "body": each.body,
        }
        for each in sent
    ]
    given = table_of(connection, rows, id=Id, ref=sa.Text, link=sa.Text, body=sa.Text)
    connection.execute(
        sa.update(delivery)
        .where(delivery.c.id == given.c.id)
        .values(state=State.SENT, dirty=False, sent_at=at, ref=given.c.ref, link=given.c.link, body=given.c.body)
    )
    if edited := [each for each in sent if each.claim.delivery.act is Act.EDIT]:
        _write_edited(connection, edited)
    following = [
        {"digest_id": each.claim.delivery.digest_id, "lane_id": each.claim.lane_id, "part": part}
        for each in sent
        for part in range(1, each.parts + 1)
    ]
    if following:
        connection.execute(insert(connection, delivery).on_conflict_do_nothing(), following)


def _write_edited(connection: sa.Connection, edited: list[Sent]) -> None:
    """Remember with the messages themselves what they say now."""
    connection.execute(
        sa.update(delivery)
        .where(
            delivery.c.digest_id == sa.bindparam("of_digest"),
            delivery.c.part == sa.bindparam("of_part"),
            delivery.c.act == Act.POST,
        )
        .values(body=sa.bindparam("body_")),
        [
            {
                "of_digest": each.claim.delivery.digest_id,
                "of_part": each.claim.delivery.part,
                "body_": each.body,
            }
            for each in edited
        ],
    )


def _write_postponed(connection: sa.Connection, postponed: list[Postponed], moment: float) -> None:
    rows = [
        {
            "id": each.claim.delivery.id,
            "lane_id": each.claim.lane_id,
            "until": moment + each.delay,
            "dirty": each.dirty,
            "uncounted": 0 if each.counted else 1,
            "reason": each.reason,
        }
        for each in postponed
    ]
    given = table_of(
        connection, rows, id=Id, lane_id=Id, until=sa.Double, dirty=sa.Boolean, uncounted=sa.Integer, reason=sa.Text
    )
    connection.execute(
        sa.update(delivery)
        .where(delivery.c.id == given.c.id)
        .values(
            state=State.PLANNED,
            dirty=given.c.dirty,
            reason=given.c.reason,
            attempts=delivery.c.attempts - given.c.uncounted,
        )
    )
    connection.execute(
        sa.update(lane).where(lane.c.id == given.c.lane_id).values(ready_at=given.c.until, free_at=given.c.until)
    )


def _write_ended(connection: sa.Connection, ended: list[Ended], at: datetime) -> None:
    rows = [{"id": each.claim.delivery.id, "state": each.state, "reason": each.reason} for each in ended]
    given = table_of(connection, rows, id=Id, state=sa.Text, reason=sa.Text)
    connection.execute(
        sa.update(delivery).where(delivery.c.id == given.c.id).values(state=given.c.state, reason=given.c.reason)
    )
    for each in ended:
        if each.refused:
            _close_channel(connection, each, at)
        if each.state is State.VOID:
            _void(connection, each)


def _void(connection: sa.Connection, ending: Ended) -> None:
    """Where a digest's parent message is gone, neither edits nor notes of it make sense any more."""
    gone = ending.claim.delivery
    if gone.part == 0 and gone.act is Act.EDIT:
        connection.execute(
            sa.update(delivery)
            .where(
                delivery.c.digest_id == gone.digest_id,
                delivery.c.act != Act.POST,
                delivery.c.state == State.PLANNED,
            )
            .values(state=State.VOID, reason=ending.reason)
        )


def _close_channel(connection: sa.Connection, refusal: Ended, at: datetime) -> None:
    """Pause the refused digest's subscription until somebody resumes it; what else it has planned is dead, too."""
    of = sa.select(digest.c.subscription_id).where(digest.c.id == refusal.claim.delivery.digest_id).scalar_subquery()
    for paused in subscriptions.by_id(connection, [connection.execute(sa.select(of)).scalar_one()]).values():
        subscriptions.pause(connection, paused, clockwork.UNTIL_RESUMED, refusal.reason, at)
    connection.execute(
        sa.update(delivery)
        .where(
            delivery.c.digest_id.in_(sa.select(digest.c.id).where(digest.c.subscription_id == of)),
            delivery.c.state == State.PLANNED,
        )
        .values(state=State.DEAD, reason=refusal.reason)
    )


def _pass_on(connection: sa.Connection, lane_ids: Iterable[int], moment: float) -> None:
    """The next delivery of each lane is due at `moment`; a lane without one is idle."""
    more = sa.exists().where(delivery.c.lane_id == lane.c.id, is_open())
    connection.execute(
        sa.update(lane)
        .where(one_of(connection, lane.c.id, lane_ids))
        .values(free_at=moment, ready_at=sa.case((more, moment), else_=sa.null()))
    )


def sweep(connection: sa.Connection, at: datetime) -> int:
    """Wake idle lanes that have something to send; returns how many there were, which should be none."""
    waiting = sa.select(delivery.c.lane_id).where(is_open())
    woken = connection.execute(
        sa.update(lane).where(lane.c.ready_at.is_(None), lane.c.id.in_(waiting)).values(ready_at=at.timestamp())
    )
    return woken.rowcount


def next_ready(connection: sa.Connection, adapter: str) -> datetime | None:
    """When the adapter's next lane is due, a lease's end included; None: all are idle."""
    moment = connection.scalar(
        sa.select(sa.func.min(lane.c.ready_at)).where(lane.c.adapter == adapter, lane.c.ready_at.is_not(None))
    )
    return None if moment is None else datetime.fromtimestamp(moment, UTC)


def _article_ids(stories: Sequence[Story]) -> list[list[int | None]]:
    return [[findings.article.id for findings in story.sources] for story in stories]
