"""What a later version of an article gives another value than the version before it. Pure."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable

from digests.model import CitedFigure, Correction, Figure, Findings, Kind


def corrections(before: Findings, after: Findings) -> tuple[Correction, ...]:
    """The figures that `after` gives another value or another direction, key figures first, each change once.

    What both versions state is set aside, wherever they state it. Of the rest two figures are one measure if they
    stand at the same place of a sentence that is otherwise the same, or else if they are what is left of one label,
    kind, unit, base and period. Where several could be meant, none is named: a wrong pair would be a false report.
    Dates, restatements in brackets, and numbers that neither bear a label nor are key figures correct nothing.
    """
    old, new = _without(before, after), _without(after, before)
    found: dict[Hashable, Correction] = {}
    paired: set[Figure] = set()
    for place in (_in_sentence, _measured):
        for was, now in _pairs(old, new, place):
            if _differ(was.figure, now.figure) and not {was.figure, now.figure} & paired:
                change = (now.figure.kind, now.figure.unit, _stated(was.figure), _stated(now.figure))
                found.setdefault(change, Correction(was, now))
                paired |= {was.figure, now.figure}
    return tuple(sorted(found.values(), key=lambda change: _importance(change.now.figure)))


def measure(label: str) -> str:
    """A label as figures are compared by: width, case, spaces and an English article do not matter."""
    words = unicodedata.normalize("NFKC", label).casefold().split()
    return " ".join(words[1:] if words[:1] and words[0] in {"a", "an", "the"} else words)


def _without(one: Findings, other: Findings) -> list[CitedFigure]:
    """The figures of `one` that could be corrected and that `other` does not state as often."""
    there = Counter(map(_statement, other.figures))
    left: list[CitedFigure] = []
    for figure in one.figures:
        statement = _statement(figure)
        if there[statement]:
            there[statement] -= 1
        elif figure.kind is not Kind.DATE and figure.host is None and (figure.label or figure.key):
            left.append(CitedFigure(one.article, figure))
    return left


def _statement(figure: Figure) -> Hashable:
    return (measure(figure.label), figure.kind, figure.unit, figure.base, figure.period, figure.first, _stated(figure))


def _stated(figure: Figure) -> Hashable:
    return (figure.value, figure.direction)


def _differ(was: Figure, now: Figure) -> bool:
    """Whether they say something else; a direction that only one of them states is no contradiction."""
    return was.value != now.value or (None not in (was.direction, now.direction) and was.direction != now.direction)


def _pairs(
    old: Iterable[CitedFigure], new: Iterable[CitedFigure], place: Callable[[CitedFigure], Hashable]
) -> list[tuple[CitedFigure, CitedFigure]]:
    """The most important figures of each place at which either version states one thing."""
    groups: dict[Hashable, tuple[list[CitedFigure], list[CitedFigure]]] = defaultdict(lambda: ([], []))
    for side, cited in enumerate((old, new)):
        for one in cited:
            key = place(one)
            if key is not None:
                groups[key][side].append(one)
    return [
        (min(was, key=_rank), min(now, key=_rank))
        for was, now in groups.values()
        if len({_stated(one.figure) for one in was}) == len({_stated(one.figure) for one in now}) == 1
    ]


def _in_sentence(cited: CitedFigure) -> Hashable:
    """The sentence without the number."""
    text, figure = cited.article.text, cited.figure
    before = text[figure.sentence.start : figure.span.start]
    after = text[figure.span.end : figure.sentence.end]
    return (before, after, figure.kind, figure.unit)


def _measured(cited: CitedFigure) -> Hashable:
    """What is measured; None if the text does not say."""
    figure, named = cited.figure, measure(cited.figure.label)
    return None if not named else (named, figure.kind, figure.unit, figure.base, figure.period, figure.first)


def _rank(cited: CitedFigure) -> tuple[bool, int, int]:
    return _importance(cited.figure)


def _importance(figure: Figure) -> tuple[bool, int, int]:
    """Key figures by rank, then the others by place."""
    return (not figure.key, figure.rank or 0, figure.span.start)
