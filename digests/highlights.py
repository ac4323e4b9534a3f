"""What a digest shows of a story: which outlets, figures, implications and sentences. Pure and ordered."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from digests.model import Article, CitedFigure, CitedImplication, Findings, Kind, Span, Story
from digests.stories import regional

_FIRST = 6  # sentences of the body that a digest quotes from
_SHORT = 60  # columns up to which a first sentence leaves room for a second
_COLUMNS = 200  # what both may take: about three lines of a chat message


def primary(language: str) -> str:
    """The primary subtag of a BCP 47 tag: "zh" of "zh-Hant"."""
    return language.partition("-")[0].lower()


def outlets(story: Story) -> tuple[Article, ...]:
    """The story's articles, the leading one first, one of each outlet."""
    articles: dict[str, Article] = {}
    for findings in story.sources:
        article = findings.article
        articles.setdefault(article.source or article.url or article.origin, article)
    return tuple(articles.values())


def key_figures(story: Story, limit: int) -> tuple[CitedFigure, ...]:
    """The story's most important key figures."""
    return tuple(cited for cited in story.figures if cited.figure.key)[:limit]


def all_figures(story: Story) -> tuple[CitedFigure, ...]:
    """Every figure of the story but dates and restatements of another, key figures first."""
    told = [cited for cited in story.figures if cited.figure.kind is not Kind.DATE and cited.figure.host is None]
    return tuple(sorted(told, key=lambda cited: not cited.figure.key))


def by_sentence(figures: Sequence[CitedFigure]) -> tuple[tuple[CitedFigure, ...], ...]:
    """The figures in groups, each of one sentence, in the order in which the sentences first occur."""
    groups: dict[tuple[str, Span], list[CitedFigure]] = {}
    for cited in figures:
        groups.setdefault((cited.article.fingerprint, cited.figure.sentence), []).append(cited)
    return tuple(map(tuple, groups.values()))


def implications(story: Story, regions: Sequence[str], limit: int) -> tuple[CitedImplication, ...]:
    """One implication for each subscribed region; of the first `limit` where the subscription names none."""
    chosen = regional(story, regions)
    return chosen if regions else chosen[:limit]


def sentences(findings: Findings, shown: Sequence[CitedImplication] = ()) -> tuple[Span, ...]:
    """One or two sentences that tell the news, verbatim and in order.

    The first that carries a figure (the article's very first, if none of the opening ones does), and a second with
    a key figure if the first is short. A sentence that `shown` quotes already is not told twice.
    """
    quoted = [cited.implication.span for cited in shown if cited.article == findings.article]
    opening = [span for span in findings.lead if span not in quoted][:_FIRST]
    if not opening:
        return findings.lead[:1]
    telling = [figure for figure in findings.figures if figure.kind is not Kind.DATE]
    first = next((span for span in opening if any(_inside(figure.span, span) for figure in telling)), opening[0])
    width = _width(findings, first)
    keys = [figure for figure in telling if figure.key]
    later = [span for span in opening if span > first and any(_inside(figure.span, span) for figure in keys)]
    second = next((span for span in later if width <= _SHORT and width + _width(findings, span) <= _COLUMNS), None)
    return (first,) if second is None else (first, second)


def neighbours(findings: Findings, first: Span, second: Span) -> bool:
    """Whether nothing but space stands between two sentences."""
    return not findings.article.text[first.end : second.start].strip()


def _inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _width(findings: Findings, span: Span) -> int:
    text = findings.article.text[span.start : span.end]
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
