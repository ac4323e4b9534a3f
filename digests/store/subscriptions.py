"""Standing orders: who gets a digest and when, declared in the settings file or by a command in a channel.

Every function works within the caller's transaction. `schedule.next_at` is the store's answer to "what is due?": a
subscription that is never due (ended, or paused until resumed) has no row there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from digests import schedule as clockwork
from digests.errors import QueryError, SettingsError, Wording
from digests.model import Channel, Declared, Subscription
from digests.store.tables import schedule, subscription


@cache
def terms() -> TypeAdapter[Subscription]:
    """A subscription as JSON, in its own row and frozen into each digest; made when first needed: that takes 30 ms."""
    return TypeAdapter(Subscription)


@dataclass(frozen=True, slots=True)
class DueSchedule:
    """A subscription whose `next_at` has come."""

    subscription: Subscription
    next_at: datetime


def declare(connection: sa.Connection, declared: Sequence[Subscription], now: datetime) -> None:
    """Make the file's subscriptions exactly `declared`: add, change, and end those that are no longer there.

    A pause survives; `next_at` moves only where the cadence or the quiet hours did.

    Raises:
        SettingsError: one cannot work (see `schedule.check`), a name is used twice, or a command has taken it.
    """
    names = [each.name for each in declared]
    for each in declared:
        clockwork.check(each)
        if names.count(each.name) > 1:
            raise SettingsError("two subscriptions have this name", where=each.name, remedy="give each its own name")
    for each in everyone(connection):
        if each.declared is Declared.FILE and each.name not in names:
            _end(connection, each)
    for each in declared:
        before = _row(connection, each.name)
        if before is not None and not before.ended and before.declared == Declared.COMMAND:
            raise SettingsError(
                "a command in a channel has subscribed by this name",
                where=each.name,
                remedy="give the one in the settings file another name, or unsubscribe the other",
            )
        _put(connection, replace(each, declared=Declared.FILE), before, now)


def subscribe(connection: sa.Connection, wanted: Subscription, now: datetime) -> Subscription:
    """Add or change a subscription by command; returns it as stored, with its id.

    Raises:
        QueryError: the name belongs to a subscription of the settings file, or of another channel.
        SettingsError: it cannot work (see `schedule.check`).
    """
    clockwork.check(wanted)
    before = _row(connection, wanted.name)
    if before is not None and not before.ended:
        _refuse_file(_subscription(before))
        if _channel(before) != wanted.channel:
            raise QueryError(
                Wording("'{name}' is the name of another channel's subscription", name=wanted.name),
                remedy=Wording("choose another name"),
            )
    return _put(connection, replace(wanted, declared=Declared.COMMAND), before, now)


def unsubscribe(connection: sa.Connection, ending: Subscription) -> None:
    """End a subscription; its digests stay.

    Raises:
        QueryError: the settings file declares it.
    """
    _refuse_file(ending)
    _end(connection, ending)


def pause(connection: sa.Connection, paused: Subscription, until: datetime, reason: str, now: datetime) -> Subscription:
    """Open nothing before `until` (`schedule.UNTIL_RESUMED` for an open end). Allowed for the file's, too."""
    return _repause(connection, replace(paused, paused_until=until, paused_reason=reason), now)


def resume(connection: sa.Connection, paused: Subscription, now: datetime) -> Subscription:
    """End a pause; the next digest is due at the next slot and covers everything since the last one sent."""
    return _repause(connection, replace(paused, paused_until=None, paused_reason=""), now)


def everyone(connection: sa.Connection) -> tuple[Subscription, ...]:
    """All subscriptions that have not ended, by name."""
    return _select(connection)


def of_channel(connection: sa.Connection, channel: Channel) -> tuple[Subscription, ...]:
    """The channel's subscriptions, or its whole workspace's where it has no id, by name."""
    columns = subscription.c
    place = [columns.channel == channel.id] if channel.id else []
    return _select(connection, columns.adapter == channel.adapter, columns.workspace == channel.workspace, *place)


def find(connection: sa.Connection, name: str) -> Subscription | None:
    """The subscription of that name, if there is one."""
    return next(iter(_select(connection, subscription.c.name == name)), None)


def next_at(connection: sa.Connection, subscribed: Subscription) -> datetime | None:
    """When a subscription is due next, as the store knows it; None: never."""
    due_at: datetime | None = connection.scalar(
        sa.select(schedule.c.next_at).where(schedule.c.subscription_id == subscribed.id)
    )
    return due_at


def due(connection: sa.Connection, now: datetime, limit: int, skip: Collection[int] = ()) -> tuple[DueSchedule, ...]:
    """At most `limit` schedules that are due, longest overdue first, without the subscriptions to `skip`."""
    rows = connection.execute(
        sa.select(subscription, schedule.c.next_at)
        .join(schedule, schedule.c.subscription_id == subscription.c.id)
        .where(schedule.c.next_at <= now, schedule.c.subscription_id.not_in(list(skip)))
        .order_by(schedule.c.next_at)
        .limit(limit)
    )
    return tuple(DueSchedule(_subscription(row), row.next_at) for row in rows)


def earliest(connection: sa.Connection) -> datetime | None:
    """When anything is due next; None: never."""
    due_at: datetime | None = connection.scalar(sa.select(sa.func.min(schedule.c.next_at)))
    return due_at


def advance(connection: sa.Connection, due: DueSchedule, following: datetime | None) -> bool:
    """Move `next_at` on by compare-and-set; False when another process has, or the subscription has changed."""
    unchanged = sa.and_(schedule.c.subscription_id == due.subscription.id, schedule.c.next_at == due.next_at)
    if following is None:
        return connection.execute(sa.delete(schedule).where(unchanged)).rowcount == 1
    return connection.execute(sa.update(schedule).where(unchanged).values(next_at=following)).rowcount == 1


def _put(connection: sa.Connection, wanted: Subscription, before: Any, now: datetime) -> Subscription:
    """Write `wanted` over the row `before` (None: there is none) and see that its schedule is right."""
    values = {
        "name": wanted.name,
        "adapter": wanted.channel.adapter,
        "workspace": wanted.channel.workspace,
        "channel": wanted.channel.id,
        "declared": wanted.declared,
        "terms": terms().dump_python(wanted, mode="json"),
        "ended": False,
    }
    if before is None:
        row_id = connection.scalars(sa.insert(subscription).values(values).returning(subscription.c.id)).one()
        return _repause(connection, replace(wanted, id=row_id), now)
    connection.execute(sa.update(subscription).where(subscription.c.id == before.id).values(values))
    old = _subscription(before)
    stored = replace(wanted, id=old.id, paused_until=old.paused_until, paused_reason=old.paused_reason)
    if before.ended:
        return resume(connection, stored, now)
    if (old.cadence, old.quiet) != (stored.cadence, stored.quiet):
        _reschedule(connection, stored, now)
    return stored


def _end(connection: sa.Connection, ending: Subscription) -> None:
    connection.execute(sa.update(subscription).where(subscription.c.id == ending.id).values(ended=True))
    connection.execute(sa.delete(schedule).where(schedule.c.subscription_id == ending.id))


def _repause(connection: sa.Connection, changed: Subscription, now: datetime) -> Subscription:
    connection.execute(
        sa.update(subscription)
        .where(subscription.c.id == changed.id)
        .values(paused_until=changed.paused_until, paused_reason=changed.paused_reason)
    )
    _reschedule(connection, changed, now)
    return changed


def _reschedule(connection: sa.Connection, changed: Subscription, now: datetime) -> None:
    connection.execute(sa.delete(schedule).where(schedule.c.subscription_id == changed.id))
    for first in clockwork.next_sends(changed, now, 1):
        connection.execute(sa.insert(schedule).values(subscription_id=changed.id, next_at=first))


def _refuse_file(declared: Subscription) -> None:
    if declared.declared is Declared.FILE:
        raise QueryError(
            Wording("'{name}' is declared in the settings file", name=declared.name),
            remedy=Wording("change it there and restart; pause and resume work here"),
        )


def _row(connection: sa.Connection, name: str) -> Any:
    return connection.execute(sa.select(subscription).where(subscription.c.name == name)).one_or_none()


def _select(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> tuple[Subscription, ...]:
    query = sa.select(subscription).where(~subscription.c.ended, *conditions).order_by(subscription.c.name)
    return tuple(map(_subscription, connection.execute(query)))


def wants(connection: sa.Connection, subscribed: Subscription, now: datetime) -> bool:
    """Whether its channel is still to get messages: it has neither ended nor been paused."""
    ended = connection.scalar(sa.select(subscription.c.ended).where(subscription.c.id == subscribed.id))
    return not ended and not clockwork.paused(subscribed, now)


def by_id(connection: sa.Connection, ids: Iterable[int]) -> dict[int, Subscription]:
    """Subscriptions by their ids, those that have ended included."""
    rows = connection.execute(sa.select(subscription).where(subscription.c.id.in_(list(ids))))
    return {row.id: _subscription(row) for row in rows}


def _subscription(row: Any) -> Subscription:
    return replace(
        terms().validate_python(row.terms),
        id=row.id,
        declared=Declared(row.declared),
        paused_until=row.paused_until,
        paused_reason=row.paused_reason,
    )


def _channel(row: Any) -> Channel:
    return Channel(row.adapter, row.workspace, row.channel)
