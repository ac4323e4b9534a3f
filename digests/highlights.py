"""What a digest shows of a story: which outlet leads, which figures, implications and sentences. Pure and ordered."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from digests.model import Article, CitedFigure, CitedImplication, Figure, Findings, Kind, Span, Story

_FIRST = 6  # sentences of the body that a digest quotes from
_SHORT = 60  # columns up to which a first sentence leaves room for a second
_COLUMNS = 200  # what both may take: about three lines of a chat message


def primary(language: str) -> str:
    """The primary subtag of a BCP 47 tag: "zh" of "zh-Hant"."""
    return language.partition("-")[0].lower()


def leading(story: Story, language: str) -> Findings:
    """The outlet that leads: the first in the reader's language, else the story's own."""
    same = (findings for findings in story.sources if primary(findings.article.language) == primary(language))
    return next(same, story.lead)


def ordered_sources(story: Story, language: str) -> tuple[Article, ...]:
    """The story's articles, the leading one first, one of each outlet."""
    lead = leading(story, language)
    articles = [lead.article, *(findings.article for findings in story.sources if findings is not lead)]
    by_outlet = {article.source or article.url or article.origin: article for article in reversed(articles)}
    return tuple(reversed(by_outlet.values()))


def same_value(one: Figure, other: Figure) -> bool:
    """Whether two outlets give the same value of the same kind for the same measure, as far as is known."""
    alike = (one.kind, one.unit, one.value, one.first) == (other.kind, other.unit, other.value, other.first)
    return alike and (one.metric is None or other.metric is None or one.metric == other.metric)


def twins(story: Story, cited: CitedFigure) -> tuple[CitedFigure, ...]:
    """The figure in the story's other outlets: one for each that gives it."""
    return tuple(
        CitedFigure(findings.article, found)
        for findings in story.sources
        if findings.article != cited.article
        for found in [next((f for f in findings.figures if same_value(f, cited.figure)), None)]
        if found is not None
    )


def in_language(story: Story, cited: CitedFigure, language: str) -> CitedFigure:
    """The figure in the leading outlet's words if that gives it too: its label and notation need no translation."""
    lead = leading(story, language).article
    return next((twin for twin in twins(story, cited) if twin.article == lead), cited)


def key_figures(story: Story, language: str, limit: int) -> tuple[CitedFigure, ...]:
    """The story's most important key figures."""
    keys = [cited for cited in story.figures if cited.figure.key]
    return tuple(in_language(story, cited, language) for cited in keys[:limit])


def all_figures(story: Story, language: str) -> tuple[CitedFigure, ...]:
    """Every figure of the story but dates and restatements of another, key figures first."""
    told = [c for c in story.figures if c.figure.kind is not Kind.DATE and c.figure.host is None]
    told.sort(key=lambda cited: not cited.figure.key)
    return tuple(in_language(story, cited, language) for cited in told)


def implications(story: Story, regions: Sequence[str], language: str, limit: int) -> tuple[CitedImplication, ...]:
    """One implication for each region, the leading outlet's before the others', in the subscription's order of regions;
    of the first `limit` regions where the subscription names none."""
    lead = leading(story, language).article
    by_region: dict[str, CitedImplication] = {}
    for cited in sorted(story.implications, key=lambda cited: cited.article != lead):
        by_region.setdefault(cited.implication.region, cited)
    if regions:
        return tuple(by_region[region] for region in regions if region in by_region)
    return tuple(by_region.values())[:limit]


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
