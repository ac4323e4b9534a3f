"""What people write when they subscribe, in the settings file and in commands, as values.

Each reader raises `QueryError` that says what was written, what would be right, and an example.
"""

from __future__ import annotations

import re
import unicodedata
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

_DAY_GROUPS = {
    name: days
    for days, names in {
        "mon-sun": "daily everyday 毎日 每天 ทุกวัน",
        "mon-fri": "weekdays 平日 工作日 วันธรรมดา",
        "sat-sun": "weekends 週末 周末 สุดสัปดาห์",
    }.items()
    for name in names.split()
}

_DAY_NAMES = (
    "月 月曜 月曜日 周一 星期一 จ. จันทร์",
    "火 火曜 火曜日 周二 星期二 อ. อังคาร",
    "水 水曜 水曜日 周三 星期三 พ. พุธ",
    "木 木曜 木曜日 周四 星期四 พฤ. พฤหัสบดี พฤหัส",
    "金 金曜 金曜日 周五 星期五 ศ. ศุกร์",
    "土 土曜 土曜日 周六 星期六 ส. เสาร์",
    "日 日曜 日曜日 周日 周天 星期日 星期天 อา. อาทิตย์",
)
_JOINED_DAYS = re.compile("([月火水木金土日])(?=[月火水木金土日])(?!曜)")
_DAYS_IN_OTHER_LANGUAGES = {name: day for day, names in enumerate(_DAY_NAMES) for name in names.split()}

_COMMA = re.compile("[,、，]")

_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")

_SPAN = re.compile(r"(\d{1,4})\s*(\D+)")

_SPANS = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(days=7),
    "m": timedelta(days=30),
    "y": timedelta(days=365),
}
_LONGEST_SPAN = 100 * _SPANS["y"]

_SPAN_UNITS = {
    word: unit
    for unit, words in {
        "h": "h hour hours 時間 小时 小時 ชั่วโมง ชม.",
        "d": "d day days 日 日間 天 วัน",
        "w": "w week weeks 週 週間 周 星期 สัปดาห์",
        "m": "m month months か月 カ月 ヶ月 ヵ月 か月間 カ月間 个月 個月 เดือน",
        "y": "y year years 年 年間 ปี",
    }.items()
    for word in words.split()
}


def read_time(written: str) -> time:
    """A wall-clock time: "08:30", "8:30", "8.30"."""
    match = _TIME.fullmatch(unicodedata.normalize("NFKC", written).strip())
    if match is None:
        raise QueryError(
            Wording("'{written}' is no time of day", written=written),
            remedy=Wording("write hours and minutes: {example}", example="08:30"),
        )
    return time(int(match[1]), int(match[2]))


def read_times(written: str) -> tuple[time, ...]:
    """Times of day separated by commas, sorted, each once: "08:30,17:00"."""
    return tuple(sorted({read_time(part) for part in _COMMA.split(written)}))


def read_days(written: str) -> tuple[int, ...]:
    """Days of the week, sorted, 0 being Monday: "mon-fri", "mon,wed,fri", "weekdays", "daily", "sat-mon",
    "月水金", "周一至周五"."""
    days: set[int] = set()
    for part in _COMMA.split(_JOINED_DAYS.sub(r"\1,", written.lower().replace(" ", ""))):
        first, _, last = re.sub("[–〜~至]", "-", _DAY_GROUPS.get(part, part)).partition("-")
        start, end = _day(first, written), _day(last or first, written)
        days.update(day % 7 for day in range(start, (end if end >= start else end + 7) + 1))
    return tuple(sorted(days))


def _day(name: str, written: str) -> int:
    if name in _DAYS_IN_OTHER_LANGUAGES:
        return _DAYS_IN_OTHER_LANGUAGES[name]
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
    """A length of time: "12h", "3d", "2w", "1m" (30 days), "1y" (365 days), or in words: "3日", "2 weeks"."""
    match = _SPAN.fullmatch(unicodedata.normalize("NFKC", written).strip().lower())
    unit = _SPAN_UNITS.get(match[2]) if match else None
    if match is None or unit is None or not timedelta() < int(match[1]) * _SPANS[unit] <= _LONGEST_SPAN:
        raise QueryError(
            Wording("'{written}' is no length of time", written=written),
            remedy=Wording("write a number and {units}: {example}", units="h, d, w, m, y", example="3d"),
        )
    return int(match[1]) * _SPANS[unit]
