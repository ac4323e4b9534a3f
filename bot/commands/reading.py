"""How each type of parameter is read: text to a value, or a `QueryError` that says what would be right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.commands.table import Type
from digests.errors import QueryError, Wording
from digests.ids import read_id
from digests.model import Kind, QuietHours, Vote
from digests.subscribing import read_days, read_language, read_quiet, read_region, read_span, read_times, read_zone

MOST_STORIES: Final = 10
"""Stories of one message: what Discord's ten embeds hold."""

MOST_PAGES: Final = 100
"""Pages of ten of the thousand hits that a search counts."""

_UNITS: Final = {
    "$": "USD",
    "us$": "USD",
    "ドル": "USD",
    "美元": "USD",
    "dollar": "USD",
    "dollars": "USD",
    "€": "EUR",
    "ユーロ": "EUR",
    "欧元": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "円": "JPY",
    "yen": "JPY",
    "日元": "JPY",
    "元": "CNY",
    "人民元": "CNY",
    "人民币": "CNY",
    "yuan": "CNY",
    "บาท": "THB",
    "バーツ": "THB",
    "泰铢": "THB",
    "baht": "THB",
    "percent": "%",
    "パーセント": "%",
    "เปอร์เซ็นต์": "%",
    "ポイント": "pp",
}
"""Units as people write them; what is not here is taken as it stands (USD, MW, vehicle)."""

_DAY: Final = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?")
_BUDDHIST: Final = 2400
"""Years from here on are of the Buddhist era, as Thai answers write them: 2569 is 2026."""

_VOTES: Final = {"up": Vote.UP, "👍": Vote.UP, "+1": Vote.UP, "down": Vote.DOWN, "👎": Vote.DOWN, "-1": Vote.DOWN}
_SHADES: Final = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff:"
"""Skin tones, and the colons of a chat's `:+1:`."""

_YES: Final = frozenset({"yes", "y", "true", "on", "1", "はい", "是", "ใช่"})
_NO: Final = frozenset({"no", "n", "false", "off", "0", "いいえ", "否", "ไม่"})


@dataclass(frozen=True, slots=True)
class Words:
    """What to search for: words that must occur, phrases, and words that must not."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def __add__(self, other: Words) -> Words:
        return Words(self.words + other.words, self.phrases + other.phrases, self.without + other.without)


def read_kind(written: str) -> Kind:
    """A kind of figure by its name."""
    folded = written.strip().lower()
    if folded in set(Kind):
        return Kind(folded)
    near = get_close_matches(folded, list(Kind), n=1)
    remedy = Wording("write one of {examples}", examples=", ".join(Kind))
    if near:
        remedy = Wording("did you mean {near}?", near=near[0])
    raise QueryError(Wording("'{written}' is no kind of figure", written=written), remedy=remedy)


def read_unit(written: str) -> str:
    """A unit: an ISO 4217 code, "%" or what the figure is counted in; common names of currencies are understood."""
    folded = unicodedata.normalize("NFKC", written).strip()
    return _UNITS.get(folded.casefold(), folded)


def read_since(written: str) -> timedelta | date:
    """A length of time that ends now ("7d", "2w", "3m"), or a day ("2026-05-01", "2026年5月1日", "2569-05-01")."""
    day = _DAY.fullmatch(unicodedata.normalize("NFKC", written).strip())
    if day is not None:
        year, month, number = map(int, day.groups())
        with suppress(ValueError):
            return date(year - 543 if year >= _BUDDHIST else year, month, number)
    try:
        return read_span(written)
    except QueryError:
        raise QueryError(
            Wording("'{written}' is no time to count from", written=written),
            remedy=Wording("write a length of time or a day: {examples}", examples="7d, 2w, 3m, 2026-05-01"),
        ) from None


def since(value: timedelta | date | None, now: datetime, zone: str) -> datetime | None:
    """The UTC instant that `read_since`'s value means `now`; a day begins by the reader's clock."""
    if isinstance(value, timedelta):
        return now - value
    return None if value is None else datetime.combine(value, time(), ZoneInfo(zone)).astimezone(UTC)


def read_hours(written: str) -> QuietHours | None:
    """Quiet hours, or None for "off"."""
    return None if written.strip().lower() in _NO else read_quiet(written)


def read_yes(written: str) -> bool:
    """Yes or no."""
    folded = written.strip().lower()
    if folded not in _YES | _NO:
        raise QueryError(
            Wording("'{written}' is neither yes nor no", written=written), remedy=Wording("write yes or no")
        )
    return folded in _YES


def read_vote(written: str) -> Vote:
    """What somebody thinks of a digest, in a word or a gesture."""
    folded = written.strip().strip(_SHADES).lower()
    if folded in _VOTES:
        return _VOTES[folded]
    raise QueryError(Wording("'{written}' is no vote", written=written), remedy=Wording("write up or down"))


def _number(most: int) -> Callable[[str], int]:
    def read(written: str) -> int:
        folded = unicodedata.normalize("NFKC", written).strip()
        if not (folded.isdecimal() and 1 <= int(folded) <= most):
            raise QueryError(
                Wording("'{written}' is no number from 1 to {most}", written=written, most=most),
                remedy=Wording("write one such as {example}", example=2),
            )
        return int(folded)

    return read


def read_text(written: str) -> str:
    """Any text that says something."""
    if not written.strip():
        raise QueryError(Wording("there is no value"), remedy=Wording("write one behind the colon"))
    return written.strip()


READERS: Final[Mapping[Type, Callable[[str], Any]]] = {
    Type.REGION: read_region,
    Type.KIND: read_kind,
    Type.UNIT: read_unit,
    Type.SINCE: read_since,
    Type.SOURCE: read_text,
    Type.LANGUAGE: read_language,
    Type.NUMBER: _number(MOST_STORIES),
    Type.PAGE: _number(MOST_PAGES),
    Type.ARTICLE: lambda written: read_id(written, "a")[1],
    Type.FIGURE: lambda written: read_id(written, "f")[1],
    Type.PLACE: lambda written: read_id(written, "fi"),
    Type.TEXT: read_text,
    Type.TOPIC: read_text,
    Type.TIMES: read_times,
    Type.DAYS: read_days,
    Type.ZONE: read_zone,
    Type.SPAN: read_span,
    Type.HOURS: read_hours,
    Type.YES: read_yes,
    Type.NAME: read_text,
    Type.DIGEST: lambda written: read_id(written, "d")[1],
    Type.VOTE: read_vote,
}
"""Readers of single values; `Type.WORDS` and `Type.COMMAND` are read by `bot.commands.parsing`."""
