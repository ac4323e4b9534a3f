"""What can be suggested while somebody types a value; Discord shows at most 25 choices of at most 100 characters.

Source of both numbers: https://discord.com/developers/docs/interactions/application-commands
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from bot.chat import Choice
from bot.commands.context import Newsroom
from bot.commands.table import TABLE, Parameter, Type
from digests.extract.regions import region_name, regions_beginning
from digests.ids import write_id
from digests.model import Channel, CitedFigure, Kind, Language, Vote

MOST: Final = 25
LONGEST: Final = 100
NEWEST: Final = 25
"""Articles whose ids, figures, topics and outlets are suggested."""


FIXED: Final[Mapping[Type, tuple[str, ...]]] = {
    Type.KIND: tuple(kind.value for kind in Kind),
    Type.LANGUAGE: tuple(language.value for language in Language),
    Type.YES: ("yes", "no"),
    Type.VOTE: tuple(vote.value for vote in Vote),
}
"""Types whose values are few and known: Discord shows them as choices, without asking."""

_USUAL: Final[Mapping[Type, tuple[str, ...]]] = {
    Type.UNIT: ("%", "pp", "USD", "JPY", "THB", "CNY", "EUR", "GBP", "year", "month", "person", "vehicle", "MW", "t"),
    Type.SINCE: ("1d", "7d", "2w", "30d", "3m", "1y"),
    Type.SPAN: ("1d", "3d", "1w", "2w"),
    Type.DAYS: ("mon-fri", "daily", "mon,wed,fri", "sat,sun"),
    Type.TIMES: ("08:00", "08:30", "09:00", "12:00", "17:00", "08:30,17:00"),
    Type.HOURS: ("22:00-07:00", "20:00-08:00", "off"),
    Type.COMMAND: tuple(command.name for command in TABLE),
}

REGIONS: Final = ("TH", "JP", "CN", "US", "VN", "ID", "SG", "MY", "PH", "KR", "TW", "IN", "ASEAN", "EU", "001")
"""Regions that are offered before anything is typed, by code."""


def complete(
    newsroom: Newsroom, parameter: Parameter, typed: str, channel: Channel, language: Language
) -> tuple[Choice, ...]:
    """Values of `parameter` that fit what was `typed`; none where only the asker can know."""
    if parameter.type in _LOOKED_UP:
        found: Iterable[Choice] = _LOOKED_UP[parameter.type](newsroom, channel, language, typed)
    else:
        values = FIXED.get(parameter.type) or _USUAL.get(parameter.type, ())
        found = (Choice(value, value) for value in values if _fits(typed, value))
    shown = (choice for choice in found if len(choice.value) <= LONGEST)
    return tuple(Choice(choice.label[:LONGEST], choice.value) for choice in shown)[:MOST]


def _regions(_newsroom: Newsroom, _channel: Channel, language: Language, typed: str) -> Iterable[Choice]:
    codes = regions_beginning(typed, MOST) if typed.strip() else REGIONS
    return (Choice(f"{region_name(code, language)} ({code})", code) for code in codes)


def _zones(_newsroom: Newsroom, _channel: Channel, _language: Language, typed: str) -> Iterable[Choice]:
    return (Choice(zone, zone) for zone in _all_zones() if _fits(typed, zone))


@cache
def _all_zones() -> tuple[str, ...]:
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")))


def _names(newsroom: Newsroom, channel: Channel, _language: Language, typed: str) -> Iterable[Choice]:
    there = newsroom.press.subscriptions(channel)
    return (Choice(f"{one.title} ({one.name})", one.name) for one in there if _fits(typed, one.name, one.title))


def _digests(newsroom: Newsroom, channel: Channel, language: Language, typed: str) -> Iterable[Choice]:
    """The digest that each of the channel's subscriptions was sent last."""
    for one in newsroom.press.status(channel).standings:
        if one.last is not None and one.last.receipt is not None:
            day = newsroom.renderer.voice(language.value, one.subscription.cadence.zone).day(
                one.last.receipt.at, "short"
            )
            id_, title = f"d{one.last.digest_id}", one.subscription.title
            if _fits(typed, id_, title):
                yield Choice(f"{id_} {title}, {day}", id_)


def _articles(newsroom: Newsroom, _channel: Channel, _language: Language, typed: str) -> Iterable[Choice]:
    articles = (one.article for one in newsroom.desk.newest(NEWEST))
    named = ((write_id(article), article.title) for article in articles)
    return (Choice(f"{id_} {title}", id_) for id_, title in named if _fits(typed, id_, title))


def _figures(newsroom: Newsroom, _channel: Channel, language: Language, typed: str) -> Iterable[Choice]:
    voice = newsroom.renderer.voice(language.value)
    for one in newsroom.desk.newest(NEWEST):
        for figure in one.figures:
            label = f"{write_id(figure)} {voice.plain_figure(CitedFigure(one.article, figure))}"
            if figure.key and _fits(typed, label):
                yield Choice(label, write_id(figure))


def _sources(newsroom: Newsroom, _channel: Channel, _language: Language, typed: str) -> Iterable[Choice]:
    sources = dict.fromkeys(one.article.source for one in newsroom.desk.newest(NEWEST))
    return (Choice(source, source) for source in sources if source and _fits(typed, source))


def _topics(newsroom: Newsroom, _channel: Channel, _language: Language, typed: str) -> Iterable[Choice]:
    """What outlets filed their newest articles under."""
    topics = dict.fromkeys(topic for one in newsroom.desk.newest(NEWEST) for topic in one.article.topics)
    return (Choice(topic, topic) for topic in topics if _fits(typed, topic))


def _fits(typed: str, *texts: str) -> bool:
    return any(typed.strip().casefold() in text.casefold() for text in texts)


_LOOKED_UP: Final[Mapping[Type, Callable[[Newsroom, Channel, Language, str], Iterable[Choice]]]] = {
    Type.REGION: _regions,
    Type.ZONE: _zones,
    Type.NAME: _names,
    Type.ARTICLE: _articles,
    Type.FIGURE: _figures,
    Type.PLACE: _figures,
    Type.SOURCE: _sources,
    Type.TOPIC: _topics,
    Type.DIGEST: _digests,
}

SUGGESTED: Final = frozenset(_LOOKED_UP) | frozenset(_USUAL)
"""Types for which `complete` has suggestions."""
