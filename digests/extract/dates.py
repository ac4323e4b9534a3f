"""Calendars: era and Buddhist years, month names, and dates that are stated in full.

Sources: the Japanese eras by the Cabinet Office's orders (Meiji 1868, Taishō 1912, Shōwa 1926, Heisei 1989, Reiwa 2019,
year 1 being the calendar year of accession); the Thai solar calendar is the Gregorian year plus 543.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from digests.model import Span
from digests.patterns import compiled

ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
"""Gregorian year before each era's year 1."""

BUDDHIST = 543
"""Years that the Thai calendar is ahead of the Gregorian."""

ENGLISH_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "January Jan",
            "February Feb",
            "March Mar",
            "April Apr",
            "May",
            "June Jun",
            "July Jul",
            "August Aug",
            "September Sept Sep",
            "October Oct",
            "November Nov",
            "December Dec",
        ),
        start=1,
    )
    for name in names.split()
}

THAI_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "มกราคม ม.ค. ม.ค",
            "กุมภาพันธ์ ก.พ. ก.พ",
            "มีนาคม มี.ค. มี.ค",
            "เมษายน เม.ย. เม.ย",
            "พฤษภาคม พ.ค. พ.ค",
            "มิถุนายน มิ.ย. มิ.ย",
            "กรกฎาคม กรกฏาคม ก.ค. ก.ค",
            "สิงหาคม ส.ค. ส.ค",
            "กันยายน ก.ย. ก.ย",
            "ตุลาคม ต.ค. ต.ค",
            "พฤศจิกายน พ.ย. พ.ย",
            "ธันวาคม ธ.ค. ธ.ค",
        ),
        start=1,
    )
    for name in names.split()
}


class FullDate(NamedTuple):
    """A day with its year, and the place that states it."""

    day: date
    span: Span


def gregorian(year: int) -> int:
    """A year as Thai texts write it, Buddhist or Gregorian, as a Gregorian year."""
    return year - BUDDHIST if year > 2400 else year


_FULL = compiled(
    r"(?P<y1>(?:19|20|25)\d\d)\s*[年./-]\s*(?P<m1>\d{1,2})\s*[月./-]\s*(?P<d1>\d{1,2})(?!\d)"
    r"|(?P<era>" + "|".join(ERAS) + r")\s*(?P<y2>元|\d{1,2})年\s*(?P<m2>\d{1,2})月\s*(?P<d2>\d{1,2})日"
    r"|\b(?P<mn3>" + "|".join(ENGLISH_MONTHS) + r")\.?\s+(?P<d3>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y3>(?:19|20)\d\d)\b"
    r"|\b(?P<d4>\d{1,2})(?:st|nd|rd|th)?[\s-]+(?P<mn4>"
    + "|".join(ENGLISH_MONTHS)
    + r")\.?,?[\s-]+(?P<y4>(?:19|20)\d\d)\b"
    r"|(?<!\d)(?<!\d[-–])(?<!\d [-–] )(?P<d5>\d{1,2})\s*(?P<mn5>"
    + "|".join(map(re.escape, THAI_MONTHS))
    + r")\s*(?:พ\.ศ\.|ค\.ศ\.)?\s*(?P<y5>(?:19|20|25)\d\d|6\d)"
    r"|(?<!\d)(?P<d6>\d{1,2})[/.](?P<m6>\d{1,2})[/.](?P<y6>(?:20|25)\d\d)(?!\d)"
)


def _read(match: re.Match[str]) -> tuple[int, int, int]:
    """Year, month and day of a match of `_FULL`; all-numeric dates without a leading year are day first."""
    part = match.groupdict()
    if part["y1"]:
        return gregorian(int(part["y1"])), int(part["m1"]), int(part["d1"])
    if part["era"]:
        year = 1 if part["y2"] == "元" else int(part["y2"])
        return ERAS[part["era"]] + year, int(part["m2"]), int(part["d2"])
    if part["mn3"]:
        return int(part["y3"]), ENGLISH_MONTHS[part["mn3"]], int(part["d3"])
    if part["mn4"]:
        return int(part["y4"]), ENGLISH_MONTHS[part["mn4"]], int(part["d4"])
    if part["mn5"]:
        year = int(part["y5"])
        return gregorian(year + 2500 if year < 100 else year), THAI_MONTHS[part["mn5"]], int(part["d5"])
    return gregorian(int(part["y6"])), int(part["m6"]), int(part["d6"])


def find_full_date(text: str) -> Iterator[FullDate]:
    """Each day stated with its year in a normalised text, in any of the four languages; impossible days are skipped."""
    for match in _FULL.finditer(text):
        year, month, day = _read(match)
        try:
            yield FullDate(date(year, month, day), Span(*match.span()))
        except ValueError:
            continue
