"""Hand-written stand-ins that more than one part of the tests uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from digests.model import Article, Channel, Figure, Findings, Kind, Span, Subscription


class FakeClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, at: str = "2026-07-01 00:00") -> None:
        self.at = utc(at)

    def now(self) -> datetime:
        return self.at

    def forward(self, seconds: float = 0, **duration: float) -> None:
        """Go on by so many seconds and whatever `timedelta` takes: `days`, `hours` …"""
        self.at += timedelta(seconds=seconds, **duration)


def utc(text: str) -> datetime:
    """ "2026-07-01 08:30" as an aware instant."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def subscription_to(channel: str, **terms: object) -> Subscription:
    """A subscription of a channel of the fake platform, named after it."""
    return replace(Subscription(channel, Channel("fake", "w", channel)), **terms)  # type: ignore[arg-type]  # the names are checked when they are passed on


class Texts:
    """A source of articles of these texts, each with its first word as its address."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        self._texts = texts

    def articles(self) -> Iterator[Article]:
        for text in self._texts:
            url = f"https://wire.example/{text.split()[0]}"
            yield Article(text, "a.txt", sha256(text.encode()).hexdigest(), url=url, source="wire.example")


def understand(article: Article) -> Findings:
    """Every number of the text is a key figure, labelled with the word before it."""
    figures = []
    start = 0
    for word in article.text.split(" "):
        if word.endswith("%"):
            label = article.text[:start].split()[-1]
            span = Span(start, start + len(word))
            whole = Span(0, len(article.text))
            value = Decimal(word.rstrip("%"))
            figures.append(Figure(word, span, whole, Kind.PERCENT, value, "%", label=label, key=True, rank=1))
        start += len(word) + 1
    title = article.text.split()[0]
    return Findings(replace(article, title=title, language="en"), tuple(figures), lead=(Span(0, len(article.text)),))
