"""Which figures are key, and in what order an editor would give them.

A score of what is known about a figure, the same in all languages: headline and lead first, money and percentages
with a direction first, a known measure before an unknown one; dates, ages and bare lengths of time never.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from digests.extract.text import Layout, SentenceRole
from digests.model import Approx, Figure, Kind

_KIND = {
    Kind.MONEY: 2.0,
    Kind.PERCENT: 2.0,
    Kind.MULTIPLE: 1.5,
    Kind.QUANTITY: 1.3,
    Kind.COUNT: 1.1,
    Kind.RATIO: 1.0,
    Kind.ORDINAL: 0.9,
    Kind.DURATION: 0.3,
    Kind.DATE: -9.0,
}
_TOLD_AGAIN = frozenset({Kind.MONEY, Kind.PERCENT, Kind.COUNT, Kind.QUANTITY})
_LEAST = 1.6
_NEIGHBOURS = 4
"""Figures in front of one among which the one it is compared with is looked for."""


def ranked(layout: Layout, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """The figures in their order, with `key` and `rank`: repeated and restated values rank behind all others."""
    starts = [s.span.start for s in layout.sentences if s.role in {SentenceRole.BODY, SentenceRole.ROW}]
    lead = set(starts[:3])
    middle = starts[len(starts) // 2] if starts else 0
    title = layout.title
    headline = {figure.value for figure in figures if title and figure.sentence.start == title.start}
    told = Counter({(figure.value, figure.unit, figure.sentence) for figure in figures})
    often = Counter((value, unit) for value, unit, _ in told)
    scores = []
    for index, figure in enumerate(figures):
        score = _KIND[figure.kind]
        score += 0.8 * (figure.direction is not None) + 0.5 * bool(figure.label) + 0.5 * (figure.metric is not None)
        score += 1.6 * figure.first + 0.5 * bool(figure.base)
        score -= 1.5 * (figure.kind is Kind.COUNT and figure.direction is None and _is_few(figure))
        score -= 0.8 * (figure.kind is Kind.DURATION and not figure.first)
        if title and figure.sentence.start == title.start:
            score += 2.0
        elif figure.sentence.start in lead:
            score += 1.2
        elif figure.sentence.start > middle:
            score -= 0.3
        score += 1.0 * (
            figure.value in headline or (often[figure.value, figure.unit] > 1 and figure.kind in _TOLD_AGAIN)
        )
        if figure.rule.startswith("age"):
            score -= 9
        score -= 0.4 * (figure.approx is Approx.AT_MOST)
        score -= 0.4 * (isinstance(figure.value, tuple) and figure.kind is not Kind.RATIO)
        before = figures[max(0, index - _NEIGHBOURS) : index]
        if _is_compared(figure, before):
            score -= 1.5
        elif figure.kind is not Kind.MONEY and _is_same(figure, before):
            score -= 0.4
        scores.append(score)
    order = sorted((i for i, s in enumerate(scores) if s >= _LEAST), key=lambda i: (-scores[i], figures[i].span.start))
    seen: set[tuple[object, str]] = set()
    fresh: list[int] = []
    again: list[int] = []
    for index in order:
        figure = figures[index]
        same = (figure.value, figure.unit)
        (again if same in seen or figure.host else fresh).append(index)
        seen.add(same)
    rank = {index: place for place, index in enumerate([*fresh, *again], start=1)}
    return tuple(replace(figure, key=True, rank=rank[i]) if i in rank else figure for i, figure in enumerate(figures))


_FEW = 10


def _is_few(figure: Figure) -> bool:
    """Whether a count is as small as those that only tell who takes part: 大手3社, two plants."""
    return isinstance(figure.value, Decimal) and figure.value < _FEW


def _is_same(figure: Figure, before: Sequence[Figure]) -> bool:
    """Whether a figure tells again, or in part, what a sum or a count in front of it in the sentence told."""
    return bool(figure.label) and any(
        other.label == figure.label and other.sentence == figure.sentence and other.kind is not Kind.PERCENT
        for other in before
    )


def _is_compared(figure: Figure, before: Sequence[Figure]) -> bool:
    """Whether a figure only is what another of its measure, in front of it in the sentence, is set against."""
    return figure.direction is None and any(
        bool(figure.label)
        and other.kind is figure.kind
        and other.unit == figure.unit
        and other.label == figure.label
        and other.sentence == figure.sentence
        for other in before
    )
