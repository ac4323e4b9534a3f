"""./run bench schedule [--year 2026] [--zones N]

Every IANA zone, a year of daily digests at 00:00, 00:30, 02:30 and 09:00: how many local days are missed, how many
doubled. Then four tickers at once on one store, a month of a sample of zones: how many slots are missed or doubled.
"""

from __future__ import annotations

import argparse
import tempfile
import time as clock
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import sqlalchemy as sa

from digests.model import Cadence, Channel, Subscription
from digests.press import Press
from digests.schedule import next_slot
from digests.store.database import Database
from digests.store.tables import digest
from tests.fakes import FakeClock

TIMES = (time(0), time(0, 30), time(2, 30), time(9))
TICKERS = 4
SAMPLE = (
    "Asia/Bangkok",
    "America/New_York",
    "Europe/London",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "America/Santiago",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--year", type=int, default=2026)
    parser.add_argument("--zones", type=int, default=10_000, help="at most so many zones")
    options = parser.parse_args()
    zones = sorted(available_timezones())[: options.zones]
    started = clock.process_time()
    missed = doubled = days = 0
    for zone in zones:
        for at in TIMES:
            lost, twice, all_days = year_of(zone, at, options.year)
            missed, doubled, days = missed + lost, doubled + twice, days + all_days
    print(f"{len(zones)} zones, {len(TIMES)} times, {days:,} local days of {options.year}")
    print(f"missed {missed}, doubled {doubled}; {clock.process_time() - started:.0f} s of processor time")
    print("{} zones, {} tickers at once, a month: {} slots, missed {}, doubled {}".format(*raced(options.year)))


def year_of(zone: str, at: time, year: int) -> tuple[int, int, int]:
    """Local days of the year without a digest, with more than one, and all of them."""
    subscribed = Subscription(zone, Channel("bench", "", zone), cadence=Cadence(zone=zone, times=(at,)))
    local = ZoneInfo(zone)
    moment = datetime(year, 1, 1, tzinfo=local).astimezone(UTC) - timedelta(microseconds=1)
    end = datetime(year + 1, 1, 1, tzinfo=local).astimezone(UTC)
    slots: Counter[date] = Counter()
    while (moment := next_slot(subscribed, moment)) < end:
        slots[moment.astimezone(local).date()] += 1
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return days - len(slots), sum(count - 1 for count in slots.values()), days


def raced(year: int) -> tuple[int, int, int, int, int]:
    """Zones, tickers, slots due, slots missed, slots doubled: the store opens March, hour by hour, four at a time."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(Path(folder) / "bench.db")
        tick = FakeClock(f"{year}-03-01 00:00")
        press = Press(database, tick)
        press.declare([daily(zone, at) for zone in SAMPLE for at in TIMES])
        due = 0
        with ThreadPoolExecutor(TICKERS) as tickers:
            for _ in range(31 * 24):
                tick.forward(hours=1)
                due += sum(len(opening.opened) for opening in tickers.map(lambda _: press.open_due(), range(TICKERS)))
        expected = sum(slots_until(zone, at, year, tick.now()) for zone in SAMPLE for at in TIMES)
        with database.read() as connection:
            there = connection.execute(sa.select(sa.func.count()).select_from(digest)).scalar_one()
        database.close()
    return len(SAMPLE), TICKERS, expected, max(0, expected - there), max(0, due - there, there - expected)


def daily(zone: str, at: time) -> Subscription:
    name = f"{zone} {at:%H:%M}"
    return Subscription(name, Channel("bench", "", name), cadence=Cadence(zone=zone, times=(at,)))


def slots_until(zone: str, at: time, year: int, end: datetime) -> int:
    moment, count = datetime(year, 3, 1, tzinfo=UTC), 0
    while (moment := next_slot(daily(zone, at), moment)) <= end:
        count += 1
    return count


if __name__ == "__main__":
    main()
