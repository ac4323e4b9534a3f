"""English: what a figure measures, in the article's words.

A label is found by the first of several ways that finds one, from the surest (the noun that a count counts, the noun
behind "19 per cent") to the weakest (the heading above). `kawaraban extract --explain` prints the way's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from digests.extract.en.clause import near
from digests.extract.en.gapping import gapped, shared_noun
from digests.extract.en.label_context import (
    aged,
    amounting,
    antecedent,
    apposed,
    apposed_head,
    bracketed,
    carried,
    heading,
    lasting,
    named,
    part_of,
    period_noun,
    same_count,
    span_of_time,
    topic,
)
from digests.extract.en.label_nouns import behind, change_noun, complement, compound, counted, of_head
from digests.extract.en.label_subjects import subject
from digests.extract.en.label_verbs import acted_on, changed_by, passive, placed, telling, valued
from digests.extract.grammar import Label, Place
from digests.extract.text import SentenceRole
from digests.model import Span

_LABEL_MOST = 72
_WAYS: tuple[Callable[[Place], tuple[Span | None, Span | None]], ...] = (
    aged,
    named,
    amounting,
    counted,
    bracketed,
    lasting,
    span_of_time,
    compound,
    shared_noun,
    gapped,
    same_count,
    part_of,
    complement,
    apposed,
    changed_by,
    of_head,
    apposed_head,
    valued,
    placed,
    acted_on,
    subject,
    carried,
    change_noun,
    passive,
    telling,
    period_noun,
    behind,
    antecedent,
    topic,
    heading,
)


def find_label(place: Place) -> Label:
    """Spans of the words that say what the figure measures, and the way they were found."""
    if place.sentence.role is SentenceRole.ROW:
        return _row_label(place)
    for find in _WAYS:
        span, second = find(place)
        if span is not None and span.end > span.start and not _is_figure(place, span):
            return _fitted(place, span), second, find.__name__
    return None, None, ""


def _is_figure(place: Place, span: Span) -> bool:
    """Whether a phrase is a figure written with letters: "three sen", "P3.5 billion"."""
    return any(draft.start == span.start and span.end <= draft.end for draft in near(place))


def _fitted(place: Place, span: Span) -> Span:
    """A label of a readable length: the end of a longer one, cut at a word."""
    if span.end - span.start <= _LABEL_MOST:
        return span
    cut = place.text.find(" ", span.end - _LABEL_MOST, span.end)
    return Span(cut + 1 if cut > 0 else span.end - _LABEL_MOST, span.end)


def _row_label(place: Place) -> Label:
    start = place.sentence.span.start
    row = place.text[start : min(place.sentence.span.end, start + 2 * _LABEL_MOST)]
    cell = re.match(r"\|?\s*(?P<name>[^|\t]{1,72}?)\s*[|\t]", row)
    if cell is None or re.fullmatch(r"[\d\s.,%-]*", cell["name"]):
        return None, None, ""
    return Span(start + cell.start("name"), start + cell.end("name")), None, "row"
