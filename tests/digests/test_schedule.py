"""Slots are instants: no day is missed or doubled, whatever the clocks of a zone do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests import schedule
from digests.errors import SettingsError
from digests.model import AtQuiet, Cadence, Channel, QuietHours, Subscription, Window

AWKWARD_ZONES = (
    "Africa/Cairo",  # DST begins at 00:00 of a Friday
    "Africa/Casablanca",  # DST is suspended in Ramadan
    "America/Havana",  # 00:00 to 01:00
    "America/New_York",
    "America/Santiago",  # 24:00 of a Saturday
    "America/St_Johns",
    "Asia/Bangkok",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",  # half an hour
    "Europe/Dublin",  # winter time is the negative one
    "Pacific/Chatham",
    "UTC",
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def subscription(
    *times: str,
    zone: str = "UTC",
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6),
    cron: str = "",
    quiet: str = "",
    drop: bool = False,
    paused_until: datetime | None = None,
) -> Subscription:
    start, _, end = quiet.partition("-")
    return Subscription(
        name="test",
        channel=Channel("fake", "w", "c"),
        cadence=Cadence(zone=zone, times=tuple(map(time.fromisoformat, times)), days=days, cron=cron),
        quiet=QuietHours(time.fromisoformat(start), time.fromisoformat(end), AtQuiet.DROP if drop else AtQuiet.HOLD)
        if quiet
        else None,
        paused_until=paused_until,
    )


# --- the cadence ---------------------------------------------------------------------------------------------------


def test_a_slot_is_the_wall_clock_time_of_the_zone():
    bangkok = subscription("08:30", zone="Asia/Bangkok", days=(0, 1, 2, 3, 4))
    friday_evening = utc("2026-07-03 12:00")
    assert schedule.next_slot(bangkok, friday_evening) == utc("2026-07-06 01:30")


def test_day_zero_is_monday():
    assert schedule.next_slot(subscription("09:00", days=(0,)), utc("2026-07-01 00:00")).strftime("%A") == "Monday"


def test_of_several_times_the_earliest_comes_first():
    twice = subscription("17:00", "08:30")
    assert schedule.next_sends(twice, utc("2026-07-01 09:00"), 3) == (
        utc("2026-07-01 17:00"),
        utc("2026-07-02 08:30"),
        utc("2026-07-02 17:00"),
    )


def test_a_slot_in_a_dst_gap_fires_at_the_first_instant_after_it():
    new_york = subscription("02:30", zone="America/New_York")
    assert schedule.next_slot(new_york, utc("2026-03-08 06:00")) == utc("2026-03-08 07:00")
    assert schedule.next_slot(new_york, utc("2026-03-08 07:00")) == utc("2026-03-09 06:30")


def test_two_slots_in_one_dst_gap_are_one():
    new_york = subscription("02:10", "02:50", zone="America/New_York")
    assert schedule.next_sends(new_york, utc("2026-03-08 06:00"), 2) == (
        utc("2026-03-08 07:00"),
        utc("2026-03-09 06:10"),
    )


def test_a_slot_in_a_fold_fires_once():
    new_york = subscription("01:30", zone="America/New_York")
    first_pass = utc("2026-11-01 05:30")
    assert schedule.next_slot(new_york, utc("2026-11-01 05:00")) == first_pass
    assert schedule.next_slot(new_york, first_pass) == utc("2026-11-02 06:30")


def test_asked_between_the_two_passes_of_a_fold_the_next_slot_is_tomorrow():
    new_york = subscription("01:30", zone="America/New_York")
    assert schedule.next_slot(new_york, utc("2026-11-01 06:10")) == utc("2026-11-02 06:30")


def test_a_midnight_that_does_not_exist_still_has_its_slot():
    assert schedule.next_slot(subscription("00:00", zone="Africa/Cairo"), utc("2026-04-23 12:00")) == utc(
        "2026-04-23 22:00"
    )


def test_a_day_that_a_zone_skipped_is_due_at_the_next_days_beginning():
    apia = subscription("09:00", zone="Pacific/Apia")
    assert schedule.next_slot(apia, utc("2011-12-30 00:00")) == utc("2011-12-30 10:00")


def test_a_cron_line_is_read_in_the_zone():
    tokyo = subscription(cron="0 9 * * 1", zone="Asia/Tokyo")
    assert schedule.next_slot(tokyo, utc("2026-07-01 00:00")) == utc("2026-07-06 00:00")


def local_days(daily: Subscription, year: int) -> list[date]:
    zone = ZoneInfo(daily.cadence.zone)
    slot, end = datetime(year, 1, 1, tzinfo=zone).astimezone(UTC), datetime(year + 1, 1, 1, tzinfo=zone)
    days = []
    while (slot := schedule.next_slot(daily, slot)) < end:
        days.append(slot.astimezone(zone).date())
    return days


@pytest.mark.parametrize("zone", AWKWARD_ZONES)
@pytest.mark.parametrize("at", ["00:30", "02:30"])
def test_every_local_day_of_a_year_has_one_slot(zone: str, at: str):
    assert local_days(subscription(at, zone=zone), 2026) == [date(2026, 1, 1) + timedelta(n) for n in range(365)]


instants = st.integers(0, 3 * 365 * 86_400).map(lambda seconds: utc("2024-01-01") + timedelta(seconds=seconds))
subscriptions = st.builds(
    subscription,
    st.times(timezones=st.none()).map(lambda t: t.strftime("%H:%M")),
    st.times(timezones=st.none()).map(lambda t: t.strftime("%H:%M")),
    zone=st.sampled_from(AWKWARD_ZONES),
    days=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    quiet=st.sampled_from(["", "22:00-07:00", "00:30-06:00", "12:00-13:00"]),
)


@given(subscriptions, instants)
def test_the_next_slot_is_later_and_nothing_lies_between(subscribed: Subscription, after: datetime):
    slot = schedule.next_slot(subscribed, after)
    assert slot > after
    assert schedule.next_slot(subscribed, slot - timedelta(microseconds=1)) == slot
    assert schedule.next_slot(subscribed, after + (slot - after) / 2) == slot


# --- quiet hours ---------------------------------------------------------------------------------------------------


def test_quiet_hours_over_midnight_hold_a_slot_until_their_end():
    held = subscription("23:30", "06:00", quiet="22:00-07:00")
    assert schedule.next_sends(held, utc("2026-07-01 12:00"), 2) == (utc("2026-07-02 07:00"), utc("2026-07-03 07:00"))


def test_quiet_hours_drop_a_slot_by_choice():
    dropped = subscription("23:30", "12:00", quiet="22:00-07:00", drop=True)
    assert schedule.next_sends(dropped, utc("2026-07-01 13:00"), 2) == (
        utc("2026-07-02 12:00"),
        utc("2026-07-03 12:00"),
    )


def test_a_slot_at_the_end_of_quiet_hours_is_not_quiet():
    assert schedule.next_slot(subscription("07:00", quiet="22:00-07:00"), utc("2026-07-01 12:00")) == utc(
        "2026-07-02 07:00"
    )


def test_quiet_hours_within_a_day_hold_too():
    assert schedule.next_slot(subscription("12:15", quiet="12:00-13:00"), utc("2026-07-01 00:00")) == utc(
        "2026-07-01 13:00"
    )


def test_quiet_hours_that_end_in_a_dst_gap_end_with_it():
    new_york = subscription("01:00", zone="America/New_York", quiet="22:00-02:30")
    assert schedule.next_slot(new_york, utc("2026-03-08 04:00")) == utc("2026-03-08 07:00")


@given(subscriptions, instants)
def test_no_slot_lies_within_quiet_hours(subscribed: Subscription, after: datetime):
    slot = schedule.next_slot(subscribed, after)
    assert schedule.due(subscribed, slot, slot).slot == slot


# --- the tick ------------------------------------------------------------------------------------------------------


def test_nothing_opens_before_it_is_due():
    at = utc("2026-07-01 08:30")
    assert schedule.due(subscription("08:30"), at, at - timedelta(seconds=1)) == schedule.Due(None, at)


def test_what_is_due_opens_and_the_next_slot_is_set():
    at = utc("2026-07-01 08:30")
    assert schedule.due(subscription("08:30"), at, at) == schedule.Due(at, utc("2026-07-02 08:30"))


def test_after_downtime_only_the_newest_missed_slot_opens():
    decided = schedule.due(subscription("08:30"), utc("2026-07-01 08:30"), utc("2026-07-20 12:00"))
    assert decided == schedule.Due(utc("2026-07-20 08:30"), utc("2026-07-21 08:30"))


def test_after_a_year_of_downtime_a_yearly_slot_is_still_found():
    yearly = subscription(cron="0 9 1 1 *")
    decided = schedule.due(yearly, utc("2026-01-01 09:00"), utc("2027-12-24 00:00"))
    assert decided == schedule.Due(utc("2027-01-01 09:00"), utc("2028-01-01 09:00"))


def test_an_instant_that_the_cadence_no_longer_has_opens_once():
    moved = subscription("17:00")
    decided = schedule.due(moved, utc("2026-07-01 08:30"), utc("2026-07-01 09:00"))
    assert decided == schedule.Due(utc("2026-07-01 08:30"), utc("2026-07-01 17:00"))


def test_a_slot_that_is_overdue_within_quiet_hours_waits_for_their_end():
    late = schedule.due(subscription("18:00", quiet="22:00-07:00"), utc("2026-07-01 18:00"), utc("2026-07-01 23:30"))
    assert late == schedule.Due(None, utc("2026-07-02 07:00"))


def test_a_slot_that_is_overdue_within_dropping_quiet_hours_is_dropped():
    evening = subscription("18:00", quiet="22:00-07:00", drop=True)
    late = schedule.due(evening, utc("2026-07-01 18:00"), utc("2026-07-01 23:30"))
    assert late == schedule.Due(None, utc("2026-07-02 18:00"))


def test_a_pause_opens_nothing_and_ends_by_itself():
    paused = subscription("08:30", paused_until=utc("2026-07-04 08:30"))
    decided = schedule.due(paused, utc("2026-07-01 08:30"), utc("2026-07-01 08:30"))
    assert decided == schedule.Due(None, utc("2026-07-04 08:30"))
    assert schedule.due(paused, utc("2026-07-04 08:30"), utc("2026-07-04 08:30")).slot == utc("2026-07-04 08:30")


def test_a_pause_until_resumed_is_never_due():
    paused = subscription("08:30", paused_until=schedule.UNTIL_RESUMED)
    assert schedule.due(paused, utc("2026-07-01 08:30"), utc("2026-07-01 08:30")) == schedule.Due(None, None)
    assert schedule.next_sends(paused, utc("2026-07-01 08:30")) == ()


@given(subscriptions, instants, st.lists(st.integers(1, 3 * 86_400), min_size=1, max_size=20))
def test_however_ticks_fall_slots_open_in_order_once_and_never_early(
    subscribed: Subscription, start: datetime, steps: list[int]
):
    next_at, now, opened = schedule.next_slot(subscribed, start), start, []
    for seconds in steps:
        now += timedelta(seconds=seconds)
        decided = schedule.due(subscribed, next_at, now)
        if decided.slot is not None:
            assert decided.slot <= now
            opened.append(decided.slot)
        assert decided.next_at is not None
        assert decided.next_at > now
        next_at = decided.next_at
    assert opened == sorted(set(opened))


@given(subscriptions, instants, st.integers(0, 20 * 86_400))
def test_the_newest_slot_is_the_last_of_all_missed(subscribed: Subscription, start: datetime, seconds: int):
    first, now = schedule.next_slot(subscribed, start), start + timedelta(seconds=seconds)
    slot = first
    while (following := schedule.next_slot(subscribed, slot)) <= now:
        slot = following
    assert schedule.newest_slot(subscribed, first, max(first, now)) == slot


# --- windows -------------------------------------------------------------------------------------------------------


def test_a_window_holds_everything_since_the_last_digest_sent():
    last, now = utc("2026-07-01 08:30"), utc("2026-07-05 12:00")
    assert schedule.window(last, now) == Window(last, now)


def test_a_new_subscription_gets_a_day_and_not_the_archive():
    now = utc("2026-07-05 12:00")
    assert schedule.window(None, now) == Window(utc("2026-07-04 12:00"), now)


def test_a_clock_that_was_set_back_reads_nothing_twice():
    last = utc("2026-07-05 12:00")
    assert schedule.window(last, utc("2026-07-05 11:00")) == Window(last, last)


# --- refusals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (subscription("08:30", zone="Asia/Bankok"), "zone"),
        (subscription("08:30", zone="../etc/passwd"), "zone"),
        (subscription(cron="61 8 * * *"), "cron"),
        (subscription(cron="0 30 8 * * *"), "cron"),
        (subscription(cron="0 0 */28 * MON#3"), "cadence"),
        (subscription(), "cadence"),
        (subscription("08:30", days=()), "cadence"),
        (subscription("23:00", quiet="22:00-07:00", drop=True), "cadence"),
        (subscription("23:00", quiet="22:00-22:00"), "quiet"),
    ],
)
def test_what_cannot_work_is_refused_by_field(wrong: Subscription, field: str):
    with pytest.raises(SettingsError) as refusal:
        schedule.check(wrong)
    assert refusal.value.field == field
    assert refusal.value.remedy


def test_what_works_is_accepted():
    schedule.check(subscription("08:30", quiet="22:00-07:00"))
