"""When a digest is due: pure deciders over a subscription and an instant.

A *slot* is an instant at which a subscription's digest is due. Cadences are wall-clock times of an IANA zone, which
this module turns into UTC instants: a time that falls into a DST gap is due at the first instant after the gap, one in
a fold is due once, at its first pass (Debian cron's rules, by cronsim). Quiet hours are part of the same sequence: a
held slot *is* the end of the quiet hours, so several slots held in one night are one; a dropped slot does not exist.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from digests.errors import SettingsError, Wording
from digests.model import AtQuiet, QuietHours, Subscription, Window

UNTIL_RESUMED = datetime(9999, 12, 31, tzinfo=UTC)
"""`paused_until` of a subscription that stays paused until somebody resumes it."""

FIRST_LOOKBACK = timedelta(days=1)
"""How far a subscription's very first window reaches back: a day's news, never the whole archive."""

_INSTANT = timedelta(microseconds=1)
_DROPPED_NIGHTS = 400
"""Quiet hours that drop every slot of more than a year drop them all."""


@dataclass(frozen=True, slots=True)
class Due:
    """What a tick does with a schedule: open `slot` (None: nothing), and be due again at `next_at` (None: never)."""

    slot: datetime | None
    next_at: datetime | None


def check(subscription: Subscription) -> None:
    """Refuse a cadence or quiet hours that cannot work.

    Raises:
        SettingsError: an unknown zone, a bad cron line, quiet hours of no length, or a cadence that is never due.
    """
    quiet = subscription.quiet
    if quiet is not None and quiet.start == quiet.end:
        raise SettingsError(
            Wording("quiet hours begin and end at the same time"),
            where=subscription.name,
            field="quiet",
            remedy=Wording("give two different times, such as {example}", example="22:00-07:00"),
        )
    next_slot(subscription, datetime(2000, 1, 1, tzinfo=UTC))


def next_slot(subscription: Subscription, after: datetime) -> datetime:
    """The first slot later than `after`, as a UTC instant; a pause is not considered.

    Raises:
        SettingsError: as `check`.
    """
    if (night := _quiet_at(subscription, after)) is not None and _holds(subscription):
        after = night.since - _INSTANT  # what this night already holds is due at its end
    for _ in range(_DROPPED_NIGHTS):
        slot = _cadence_slot(subscription, after)
        if slot is None:
            break
        night = _quiet_at(subscription, slot)
        if night is None:
            return slot
        if _holds(subscription):
            return night.until
        after = night.until - _INSTANT
    raise _never(subscription)


def next_sends(subscription: Subscription, now: datetime, n: int = 3) -> tuple[datetime, ...]:
    """The next `n` slots as UTC instants, the pause considered; none when it lasts until resumed."""
    sends: list[datetime] = []
    after = now
    if paused(subscription, now):
        if subscription.paused_until == UNTIL_RESUMED:
            return ()
        after = (subscription.paused_until or now) - _INSTANT
    while len(sends) < n:
        after = next_slot(subscription, after)
        sends.append(after)
    return tuple(sends)


def paused(subscription: Subscription, now: datetime) -> bool:
    """Whether nothing is opened for the subscription at `now`."""
    return subscription.paused_until is not None and now < subscription.paused_until


def quiet(subscription: Subscription, now: datetime) -> bool:
    """Whether it is in its quiet hours."""
    return _quiet_at(subscription, now) is not None


def due(subscription: Subscription, next_at: datetime, now: datetime) -> Due:
    """What a tick at `now` does with a schedule that is due at `next_at`.

    Of several slots missed, only the newest opens. One that is overdue within quiet hours waits for their end, or is
    dropped; none opens within a pause.
    """
    if next_at > now:
        return Due(None, next_at)
    if paused(subscription, now):
        return Due(None, next(iter(next_sends(subscription, now, 1)), None))
    following = next_slot(subscription, now)
    night = _quiet_at(subscription, now)
    if night is None:
        return Due(newest_slot(subscription, next_at, now), following)
    return Due(None, night.until if _holds(subscription) else following)


def newest_slot(subscription: Subscription, first: datetime, now: datetime) -> datetime:
    """The newest slot in [first, now], where `first` counts as a slot whatever the cadence says of it."""
    reach = timedelta(days=1)  # steps back geometrically: a year of a minutely cadence is not walked slot by slot
    while True:
        since = max(first, now - reach)
        newest: datetime | None = None
        slot = next_slot(subscription, since - _INSTANT)
        while slot <= now:
            newest, slot = slot, next_slot(subscription, slot)
        if newest is not None or since == first:
            return newest or first
        reach *= 8


def window(last: datetime | None, now: datetime) -> Window:
    """What is news to a digest opened at `now`: everything since the end of the `last` window that was sent.

    It ends with the opening, not with the slot, so that what was collected at a late start is in it. A subscription
    that was never sent anything gets the last day. A clock that was set back makes an empty window, never one that was
    read before.
    """
    since = now - FIRST_LOOKBACK if last is None else last
    return Window(since, max(since, now))


# --- wall clocks to instants ---------------------------------------------------------------------------------------


def _cadence_slot(subscription: Subscription, after: datetime) -> datetime | None:
    """The first instant of the cadence later than `after`, quiet hours not considered; None if there is none."""
    zone = _zone(subscription)
    found: list[datetime] = []
    for line in _cron_lines(subscription):
        try:
            passes = CronSim(line, after.astimezone(zone))
        except CronSimError as error:
            raise _bad_cron(subscription, str(error)) from error
        # Asked within a fold, cronsim may repeat the first pass: that lies before `after`.
        instants = (local.astimezone(UTC) for local in passes)
        found.extend(itertools.islice((instant for instant in instants if instant > after), 1))
    return min(found, default=None)


def _cron_lines(subscription: Subscription) -> tuple[str, ...]:
    cadence = subscription.cadence
    if cadence.cron:
        if len(cadence.cron.split()) != 5:  # cronsim would also take seconds
            raise _bad_cron(subscription, "it has not five fields")
        return (cadence.cron,)
    days = ",".join(str(day + 1) for day in cadence.days)  # cron's 1 is Monday
    return tuple(f"{at.minute} {at.hour} * * {days}" for at in cadence.times) if days else ()


def _bad_cron(subscription: Subscription, why: str) -> SettingsError:
    return SettingsError(
        f"{subscription.cadence.cron!r} is not a cron line: {why}",
        where=subscription.name,
        field="cron",
        remedy='give minute, hour, day, month and day of the week, such as "30 8 * * 1-5"',
    )


def _zone(subscription: Subscription) -> ZoneInfo:
    try:
        return ZoneInfo(subscription.cadence.zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(
            f"{subscription.cadence.zone!r} is not an IANA time zone",
            where=subscription.name,
            field="zone",
            remedy="give one such as Asia/Bangkok",
        ) from error


def _quiet_at(subscription: Subscription, instant: datetime) -> Window | None:
    """The quiet hours that `instant` lies in, as UTC instants."""
    if subscription.quiet is None:
        return None
    for night in _nights(subscription.quiet, _zone(subscription), instant):
        if night.since <= instant < night.until:
            return night
    return None


def _holds(subscription: Subscription) -> bool:
    return subscription.quiet is not None and subscription.quiet.policy is AtQuiet.HOLD


def _nights(quiet: QuietHours, zone: ZoneInfo, around: datetime) -> Iterator[Window]:
    """Yesterday's and today's quiet hours: one that began yesterday may still last."""
    overnight = timedelta(days=1 if quiet.end <= quiet.start else 0)
    today = around.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        yield Window(
            _instant(datetime.combine(day, quiet.start), zone),
            _instant(datetime.combine(day + overnight, quiet.end), zone),
        )


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The UTC instant at which a clock of `zone` first shows `wall`, or jumps over it."""
    while True:
        instant = wall.replace(tzinfo=zone).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == wall:
            return instant
        wall += timedelta(minutes=1)


def _never(subscription: Subscription) -> SettingsError:
    return SettingsError(
        Wording("no digest would ever be due"),
        where=subscription.name,
        field="cadence",
        remedy=Wording(
            "give at least one time and day outside the quiet hours: {example}", example="at:08:30 days:mon-fri"
        ),
    )
