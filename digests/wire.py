"""Findings and digests as JSON: what `kawaraban extract --json` and `kawaraban digest --as json` print."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from digests.model import Article, CitedFigure, Digest, Figure, Findings, Implication, Kind, Story, Value

Json = dict[str, Any]


def findings_to_json(findings: Findings, path: str) -> Json:
    """One article's object; `path` is where it was read. Offsets are code points of the decoded text.

    Numbers are int where they are whole and float otherwise, ranges and ratios [low, high]; unknown fields are null.
    """
    article = findings.article
    return {
        "path": path,
        "title": article.title,
        "language": article.language,
        "published": article.published.isoformat() if article.published else None,
        "figures": [_figure(figure) for figure in findings.figures],
        "implications": [_implication(implication) for implication in findings.implications],
        "mentions": list(findings.mentions),
    }


def digest_to_json(digest: Digest) -> Json:
    """A digest's object: its stories in order, those that did not fit, and the number of articles read."""
    subscription = digest.subscription
    return {
        "title": subscription.title,
        "at": digest.at.isoformat(),
        "language": subscription.language.value,
        "regions": list(subscription.filters.regions),
        "read": digest.read,
        "stories": [_story(story) for story in digest.stories],
        "more": [_article(story.lead.article) for story in digest.more],
    }


def _story(story: Story) -> Json:
    return {
        **_article(story.lead.article),
        "sources": [_article(one.article) for one in story.sources],
        "figures": [_cited(cited) for cited in story.figures],
        "implications": [
            {"article": f"a{cited.article.id}", **_implication(cited.implication)} for cited in story.implications
        ],
        "conflicts": [
            {
                "label": conflict.label,
                "metric": conflict.metric,
                "claims": [_cited(cited) for cited in conflict.claims],
            }
            for conflict in story.conflicts
        ],
        "corrections": [{"was": _cited(change.was), "now": _cited(change.now)} for change in story.corrections],
    }


def _cited(cited: CitedFigure) -> Json:
    return {"article": f"a{cited.article.id}", **_figure(cited.figure)}


def _article(article: Article) -> Json:
    return {
        "id": f"a{article.id}",
        "title": article.title,
        "url": article.url or None,
        "source": article.source or None,
        "published": article.published.isoformat() if article.published else None,
        "language": article.language,
    }


def _figure(figure: Figure) -> Json:
    return {
        "quote": figure.quote,
        "start": figure.span.start,
        "end": figure.span.end,
        "kind": figure.kind.value,
        "value": _value(figure),
        "unit": figure.unit or None,
        "direction": figure.direction.value if figure.direction else None,
        "approx": figure.approx.value if figure.approx else None,
        "label": figure.label or None,
        "key": figure.key,
        "rank": figure.rank,
        "metric": figure.metric,
        "sentence": list(figure.sentence),
        "base": figure.base or None,
        "period": figure.period or None,
        "host": list(figure.host) if figure.host else None,
        "first": figure.first,
    }


def _implication(implication: Implication) -> Json:
    return {
        "region": implication.region,
        "quote": implication.quote,
        "start": implication.span.start,
        "end": implication.span.end,
        "modality": implication.modality.value,
        "stance": implication.stance.value if implication.stance else None,
    }


def _value(figure: Figure) -> object:
    value: Value = figure.value
    if isinstance(value, str):
        return value.split("/") if figure.kind is Kind.DATE and "/" in value else value
    return [_number(part) for part in value] if isinstance(value, tuple) else _number(value)


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
