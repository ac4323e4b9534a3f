"""Corrections on their way to the digests that were posted before them.

An article that supersedes an earlier version is an *erratum* until every digest of the last week that shows that
version has been looked at. Where a figure was given another value the digest gets the later version in the earlier
one's place; if its parent message was posted, each of its messages is to be edited, and a note is to go into its
thread, unless the subscription has ended or is paused: an edit notifies nobody. A digest that is still to be posted
says the new right away. In quiet hours, and while it is unclear whether a message was posted, a digest stays as it is:
platforms know a message again by what it says.

All that is decided from what the store holds. So it may be done by anybody at any time, again after a crash, and by
two at once: who comes second finds the digest without the earlier version. Every function works within the caller's
transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from digests import schedule
from digests.corrections import corrections
from digests.model import Act, Correction, State
from digests.store import archive, subscriptions
from digests.store.dialect import greatest, insert
from digests.store.tables import article, delivery, digest, erratum, is_open, is_parent, lane

CORRECTED_FOR: Final = timedelta(days=7)
"""How long after its posting a message is corrected: a week's news is still acted upon, older messages are history."""

_DELIVERED_WITHIN: Final = timedelta(days=1)
"""How long after its opening a digest may still be delivered (`bot.courier.GIVE_UP`)."""

_MOST: Final = 200
"""Errata looked into at once."""


@dataclass(frozen=True, slots=True)
class Version:
    """What became of an earlier version of an article: the `newest` one, and what that corrects."""

    newest: int
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """Errata with their newest versions, the earlier versions that those correct, and the digests that show these."""

    errata: Mapping[int, int]
    versions: Mapping[int, Version]
    digest_ids: tuple[int, ...]


def due(connection: sa.Connection, at: datetime) -> Due | None:
    """What there is to correct; None when there is no erratum."""
    ids = connection.scalars(sa.select(erratum.c.article_id).order_by(erratum.c.article_id).limit(_MOST)).all()
    if not ids:
        return None
    later = _later(connection, ids)
    newest = {old: _last(later, old) for old in later}
    found = {one.article.id: one for one in archive.findings_of(connection, sorted({*newest, *newest.values()}))}
    changed = {old: Version(new, corrections(found[old], found[new])) for old, new in newest.items()}
    versions = {old: version for old, version in changed.items() if version.corrections}
    return Due({id_: _last(later, id_) for id_ in ids}, versions, tuple(_showing(connection, versions, at)))


def correct(connection: sa.Connection, wanted: Due, digest_ids: Iterable[int], at: datetime) -> tuple[int, ...]:
    """Correct some of the digests of `wanted` and plan what that takes; returns those that were posted already."""
    lanes = sa.select(delivery.c.lane_id).where(delivery.c.digest_id.in_(list(digest_ids)), is_parent())
    connection.execute(sa.select(lane.c.id).where(lane.c.id.in_(lanes)).order_by(lane.c.id).with_for_update())
    return tuple(digest_id for digest_id in digest_ids if _correct(connection, wanted, digest_id, at))


def conclude(connection: sa.Connection, done: Due, at: datetime) -> None:
    """Forget the errata but those that some digest still has to be corrected for: one with a message that is unclear,
    one in its quiet hours, or one that was opened meanwhile."""
    mine = erratum.c.article_id.in_(done.errata)
    connection.execute(sa.select(erratum.c.article_id).where(mine).order_by(erratum.c.article_id).with_for_update())
    waiting = {done.versions[old].newest for shown in _showing(connection, done.versions, at).values() for old in shown}
    finished = [id_ for id_, newest in done.errata.items() if newest not in waiting]
    connection.execute(sa.delete(erratum).where(erratum.c.article_id.in_(finished)))


def reconsider(connection: sa.Connection, article_ids: Iterable[int]) -> None:
    """Look again into what superseded these articles, which digests opened in this transaction show.

    A digest is composed before this transaction; meanwhile a later version may have come and been dealt with. The
    articles are locked, so that on PostgreSQL one that is just being superseded waits for the digest to be visible.
    """
    ids = sorted(set(article_ids))
    query = sa.select(article.c.superseded_by).where(article.c.id.in_(ids)).order_by(article.c.id)
    superseding = {id_ for id_ in connection.scalars(query.with_for_update(read=True)) if id_ is not None}
    if superseding:
        # written although it is there, to wait for whoever is just concluding it
        there = insert(connection, erratum)
        again = there.on_conflict_do_update(
            index_elements=["article_id"], set_={"article_id": there.excluded.article_id}
        )
        connection.execute(again, [{"article_id": id_} for id_ in sorted(superseding)])


def told(
    connection: sa.Connection, subscription_id: int, article_ids: Sequence[int], since: datetime
) -> dict[int, datetime]:
    """Those of the articles that stand, as corrections, in digests of the subscription whose windows ended by `since`;
    by their ids, what the newest such digest is dated by."""
    later = set(archive.with_earlier_version(connection, article_ids))
    if not later:
        return {}
    rows = connection.execute(
        sa.select(digest.c.at, digest.c.stories, digest.c.more)
        .where(
            digest.c.subscription_id == subscription_id,
            digest.c.window_until <= since,
            digest.c.at >= since - CORRECTED_FOR - _DELIVERED_WITHIN,
        )
        .order_by(digest.c.id)
    )
    return {id_: row.at for row in rows for ids in (*row.stories, *row.more) for id_ in ids if id_ in later}


# --- how -----------------------------------------------------------------------------------------------------------


def _later(connection: sa.Connection, errata: Sequence[int]) -> dict[int, int]:
    """By every version before and after the errata that was superseded, the version that superseded it."""
    later: dict[int, int] = {}
    column = article.c
    for known, onward in ((column.superseded_by, column.id), (column.id, column.superseded_by)):
        level: Sequence[int] = errata
        while level:
            rows = connection.execute(
                sa.select(column.id, column.superseded_by, onward.label("onward")).where(
                    known.in_(level), column.superseded_by.is_not(None)
                )
            ).all()
            later |= {row.id: row.superseded_by for row in rows}
            level = [row.onward for row in rows]
    return later


def _last(later: Mapping[int, int], version: int) -> int:
    while version in later:
        version = later[version]
    return version


def _showing(connection: sa.Connection, versions: Mapping[int, Version], at: datetime) -> dict[int, frozenset[int]]:
    """The digests that are still to be posted or were not long ago, in the order of their lanes, and which of these
    versions they show."""
    first, last = connection.execute(
        sa.select(sa.func.min(article.c.collected_at), sa.func.max(article.c.collected_at)).where(
            article.c.id.in_(versions)
        )
    ).one()
    if first is None:
        return {}
    rows = connection.execute(
        sa.select(digest.c.id, digest.c.stories, digest.c.more)
        .join(delivery, delivery.c.digest_id == digest.c.id)
        .where(
            is_parent(),
            sa.or_(is_open(), sa.and_(delivery.c.state == State.SENT, delivery.c.sent_at >= at - CORRECTED_FOR)),
            digest.c.at >= at - CORRECTED_FOR - _DELIVERED_WITHIN,
            digest.c.window_since <= last,
            digest.c.window_until > first,
        )
        .order_by(delivery.c.lane_id, digest.c.id)
    )
    showing = {row.id: versions.keys() & {id_ for ids in (*row.stories, *row.more) for id_ in ids} for row in rows}
    return {digest_id: frozenset(shown) for digest_id, shown in showing.items() if shown}


def _correct(connection: sa.Connection, wanted: Due, digest_id: int, at: datetime) -> bool:
    """Correct one digest, whose lane is locked; whether it was posted already, and not by another who was quicker."""
    kept = connection.execute(
        sa.select(digest.c.subscription_id, digest.c.stories, digest.c.more, digest.c.corrections)
        .where(digest.c.id == digest_id)
        .with_for_update()
    ).one()
    deliveries = connection.execute(
        sa.select(delivery).where(delivery.c.digest_id == digest_id).order_by(delivery.c.part, delivery.c.id)
    ).all()
    told, changed = _replaced((*kept.stories, *kept.more), wanted.versions)
    if not changed or any(map(_unclear, deliveries)):
        return False
    posted = [row for row in deliveries if row.act == Act.POST and row.state == State.SENT]
    subscribed = subscriptions.by_id(connection, [kept.subscription_id])[kept.subscription_id]
    if posted and schedule.quiet(subscribed, at):
        return False
    entries = [[place, change.was.figure.id, change.now.figure.id] for place, change in changed]
    shown = len(kept.stories)
    connection.execute(
        sa.update(digest)
        .where(digest.c.id == digest_id)
        .values(
            stories=told[:shown],
            more=told[shown:],
            corrections=[*entries, *kept.corrections] if posted else kept.corrections,
        )
    )
    if posted:
        waiting = {
            row.part for row in deliveries if row.act == Act.EDIT and row.state == State.PLANNED and not row.dirty
        }
        telling = sorted({change.now.article.id or 0 for _, change in changed})
        rows = [(row.part, Act.EDIT, telling[-1]) for row in posted if row.part not in waiting]
        if subscriptions.wants(connection, subscribed, at):
            rows += [(0, Act.NOTE, article_id) for article_id in telling]
        _plan(connection, rows, posted[0], at)
    return bool(posted)


def _unclear(row: Any) -> bool:
    """Whether it is not known if the platform has the message; an edit may be repeated and is never unclear."""
    return row.act != Act.EDIT and (row.state == State.SENDING or (row.state == State.PLANNED and bool(row.dirty)))


def _replaced(
    stories: Sequence[Sequence[int]], versions: Mapping[int, Version]
) -> tuple[list[list[int]], list[tuple[int, Correction]]]:
    """The stories with the newest versions in place, and each correction with the place of its story."""
    told = [[versions[id_].newest if id_ in versions else id_ for id_ in ids] for ids in stories]
    changed = [
        (place, change)
        for place, ids in enumerate(stories)
        for id_ in ids
        if id_ in versions
        for change in versions[id_].corrections
    ]
    return told, changed


def _plan(connection: sa.Connection, wanted: Sequence[tuple[int, Act, int]], parent: Any, at: datetime) -> None:
    """Plan edits and notes, each of a part and because of an article, and wake the lane.

    A message may turn out to say the same as before; then the courier lets it be.
    """
    rows = [
        {"digest_id": parent.digest_id, "lane_id": parent.lane_id, "part": part, "act": act, "article_id": article_id}
        for part, act, article_id in wanted
    ]
    if rows:
        connection.execute(insert(connection, delivery).on_conflict_do_nothing(), rows)
    moment = at.timestamp()
    connection.execute(
        sa.update(lane)
        .where(lane.c.id == parent.lane_id)
        .values(ready_at=sa.func.coalesce(lane.c.ready_at, greatest(connection, lane.c.free_at, moment)))
    )
