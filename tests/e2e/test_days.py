"""Weeks of days with a clock of our own: schedule, store, editor, ledger and courier together, on both databases."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from digests.desk import Desk
from digests.extract import extract
from digests.model import Cadence, Digest, Receipt, Subscription, WhenEmpty
from digests.press import Press
from digests.sources.folder import article_of
from digests.store import ledger
from digests.store.database import Database
from tests.fakes import FakeClock, subscription_to

ZONES = ("America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Bangkok")


class Office:
    """A newsroom whose courier always succeeds, and which remembers what it delivered."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        self.clock = clock
        self.press = Press(database, clock, spacing=0)
        self.desk = Desk(database, extract, clock)
        self.sent: list[tuple[str, datetime]] = []
        self.articles = 0

    def news(self) -> None:
        """One more article that every subscription wants."""
        self.articles += 1
        text = f"Exports rose {self.articles}.5 per cent in June to ${self.articles + 100} million, the ministry said."

        class One:
            def articles(self):
                yield article_of(text, f"{text}.txt")

        self.desk.collect(One())

    def tick(self, **later: float) -> tuple[Digest, ...]:
        """Go on, open what is due, deliver what is planned."""
        self.clock.forward(**later)
        opened = self.press.open_due().opened
        while claims := self.press.claim("fake", 100):
            now = self.clock.now()
            self.sent += [(one.delivery.channel.id, now) for one in claims]
            self.press.settle([ledger.Sent(one, Receipt(one.delivery.channel, "r", now)) for one in claims])
        return opened


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, FakeClock("2026-03-01 00:00"))


def daily(zone: str, at: str = "02:30", **terms: object) -> Subscription:
    cadence = Cadence(zone=zone, times=(time.fromisoformat(at),))
    return subscription_to(zone, cadence=cadence, when_empty=WhenEmpty.LINE, **terms)


def days(office: Office, zone: str) -> Counter[date]:
    """How many digests each local day of the zone got."""
    return Counter(at.astimezone(ZoneInfo(zone)).date() for channel, at in office.sent if channel == zone)


def test_every_local_day_gets_one_digest_through_the_clock_changes_of_spring(office: Office):
    office.press.declare([daily(zone) for zone in ZONES])
    for _ in range(36 * 24):
        office.tick(hours=1)
    for zone in ZONES:
        counted = days(office, zone)
        inner = sorted(counted)[1:-1]
        assert set(counted.values()) == {1}
        assert inner == [inner[0] + timedelta(days=number) for number in range(len(inner))]


def test_after_four_days_of_downtime_one_digest_has_everything_missed(office: Office):
    office.press.declare([daily("Asia/Bangkok")])
    for _ in range(48):
        office.tick(hours=1)
    sent, read = len(office.sent), office.articles
    for _ in range(4):
        office.clock.forward(days=1)
        office.news()
    (digest,) = office.tick(minutes=1)
    assert len(office.sent) == sent + 1
    assert digest.read == office.articles - read == 4


def test_late_ticks_shift_nothing(office: Office):
    office.press.declare([daily("Asia/Bangkok", "09:00")])
    for _ in range(10):
        office.tick(hours=23, minutes=59, seconds=7)
    counted = days(office, "Asia/Bangkok")
    assert set(counted.values()) == {1}
    assert len(counted) == 10


def test_two_tickers_racing_open_each_slot_once(office: Office):
    office.press.declare([daily(zone) for zone in ZONES])
    opened = 0
    with ThreadPoolExecutor(2) as tickers:
        for _ in range(14):
            office.clock.forward(hours=12)
            opened += sum(len(one.opened) for one in tickers.map(lambda _: office.press.open_due(), range(2)))
    slots = Counter((claim.delivery.channel.id, claim.delivery.digest_id) for claim in office.press.claim("fake", 100))
    assert set(slots.values()) == {1}
    assert opened == len(ZONES) * 7


def test_a_cadence_changed_midway_neither_repeats_nor_skips_a_day(office: Office):
    office.press.declare([daily("Asia/Bangkok", "08:00")])
    for _ in range(24 * 5):
        office.tick(hours=1)
    office.press.declare([daily("Asia/Bangkok", "17:00")])
    for _ in range(24 * 5):
        office.tick(hours=1)
    counted = days(office, "Asia/Bangkok")
    assert max(counted.values()) <= 2  # the day of the change may have both its old and its new time
    assert sorted(counted) == [min(counted) + timedelta(days=number) for number in range(len(counted))]


def test_news_is_told_once_and_none_is_lost_over_a_month(office: Office):
    office.press.declare([replace(daily("Asia/Bangkok", "09:00"), max_stories=10)])
    told: list[int] = []
    for hour in range(30 * 24):
        if hour % 7 == 0:
            office.news()
        for digest in office.tick(hours=1):
            told += [decision.article_id for decision in digest.decisions if decision.stage.value == "window"]
    assert len(told) == len(set(told))
    assert office.articles - len(told) <= 4  # what came since the last slot
