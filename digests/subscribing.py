"""What people write when they subscribe, in the settings file and in commands, as values.

Each reader raises `QueryError` that says what was written, what would be right, and an example.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from cronsim import CronSim, CronSimError

from digests.errors import QueryError, Wording
from digests.extract.regions import parse_region, region_name, suggest_regions
from digests.model import AtQuiet, Language, QuietHours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Days of the week in the order of `datetime.weekday`, 0 being Monday."""

_DAY_GROUPS = {"daily": "mon-sun", "everyday": "mon-sun", "weekdays": "mon-fri", "weekends": "sat-sun"}

_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")

_SPAN = re.compile(r"(\d{1,4})\s*(h|d|w|m|y)")

_SPAN_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def read_time(written: str) -> time:
    """A wall-clock time: "08:30", "8:30", "8.30"."""
    match = _TIME.fullmatch(written.strip())
    if match is None:
        raise QueryError(
            Wording("'{written}' is no time of day", written=written),
            remedy=Wording("write hours and minutes: {example}", example="08:30"),
        )
    return time(int(match[1]), int(match[2]))


def read_times(written: str) -> tuple[time, ...]:
    """Times of day separated by commas, sorted, each once: "08:30,17:00"."""
    return tuple(sorted({read_time(part) for part in written.split(",")}))


def read_days(written: str) -> tuple[int, ...]:
    """Days of the week, sorted, 0 being Monday: "mon-fri", "mon,wed,fri", "weekdays", "daily", "sat-mon"."""
    days: set[int] = set()
    for part in written.lower().replace(" ", "").split(","):
        first, _, last = _DAY_GROUPS.get(part, part).partition("-")
        start, end = _day(first, written), _day(last or first, written)
        days.update(day % 7 for day in range(start, (end if end >= start else end + 7) + 1))
    return tuple(sorted(days))


def _day(name: str, written: str) -> int:
    if len(name) >= 3 and name[:3] in DAYS:
        return DAYS.index(name[:3])
    raise QueryError(
        Wording("'{written}' names no days of the week", written=written),
        remedy=Wording("write them so: {examples}", examples="mon-fri / mon,wed,fri / daily"),
    )


@cache
def _zones() -> dict[str, str]:
    return {zone.lower(): zone for zone in available_timezones()}


def read_zone(written: str) -> str:
    """An IANA time zone by its name, in any case: "asia/bangkok" is "Asia/Bangkok"."""
    folded = written.strip().lower().replace(" ", "_")
    zones = _zones()
    if folded in zones:
        return ZoneInfo(zones[folded]).key
    cities = {zone.rpartition("/")[2]: zone for zone in zones}
    near = [cities.get(name, name) for name in get_close_matches(folded, [*zones, *cities], n=1, cutoff=0.6)]
    remedy = Wording("write an IANA name: {example}", example="Asia/Bangkok")
    if near:
        remedy = Wording("did you mean {near}?", near=zones[near[0]])
    raise QueryError(Wording("'{written}' is no time zone", written=written), remedy=remedy)


def read_cron(written: str) -> str:
    """A cron line of five fields, checked; days of the week as cron counts them (0 and 7 are Sunday)."""
    try:
        CronSim(written, datetime(2026, 1, 1))  # noqa: DTZ001 - wall-clock time, as a channel's clock is
    except CronSimError as error:
        raise QueryError(
            Wording("'{written}' is no cron line: {reason}", written=written, reason=str(error)),
            remedy=Wording("write five fields: {example}", example="30 8 * * 1-5"),
        ) from None
    return " ".join(written.split())


def read_quiet(written: str, policy: AtQuiet = AtQuiet.HOLD) -> QuietHours:
    """Quiet hours: "22:00-07:00" spans midnight."""
    start, dash, end = written.replace("–", "-").replace("~", "-").partition("-")
    if not dash:
        raise QueryError(
            Wording("'{written}' is no interval", written=written),
            remedy=Wording("write a start and an end: {example}", example="22:00-07:00"),
        )
    quiet = QuietHours(read_time(start), read_time(end), policy)
    if quiet.start == quiet.end:
        raise QueryError(
            Wording("'{written}' is the whole day", written=written),
            remedy=Wording("pause instead: {example}", example="pause 3d"),
        )
    return quiet


def read_language(written: str) -> Language:
    """A digest language by its tag: "ja", "en", "zh" (also "zh-CN"), "th"."""
    try:
        return Language(written.strip().lower().replace("_", "-").split("-")[0])
    except ValueError:
        raise QueryError(
            Wording("'{written}' is no language of ours", written=written),
            remedy=Wording("write one of {examples}", examples=", ".join(Language)),
        ) from None


def read_region(written: str) -> str:
    """A region's code by its code or its name in any of our languages: "TH", "タイ", "South-East Asia"."""
    code = parse_region(written)
    if code is None:
        near = suggest_regions(written)
        remedy = Wording("write a code or a name: {examples}", examples="TH, Thailand, タイ, ASEAN")
        if near:
            remedy = Wording("did you mean {near}?", near=lambda language: _named(near, language))
        raise QueryError(Wording("'{written}' is no region", written=written), remedy=remedy)
    return code


def _named(regions: Iterable[str], language: str) -> str:
    return " / ".join(f"{code} ({region_name(code, language)})" for code in regions)


def read_span(written: str) -> timedelta:
    """A length of time: "12h", "3d", "2w", "1m" (30 days), "1y" (365 days)."""
    match = _SPAN.fullmatch(written.strip().lower())
    if match is None or int(match[1]) == 0:
        raise QueryError(
            Wording("'{written}' is no length of time", written=written),
            remedy=Wording("write a number and {units}: {example}", units="h, d, w, m, y", example="3d"),
        )
    count, unit = int(match[1]), match[2]
    return timedelta(hours=count) if unit == "h" else timedelta(days=count * _SPAN_DAYS[unit])
