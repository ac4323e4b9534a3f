"""The engine: a language's ordered rules over claimed characters, then its cues around each figure.

One pass over the normalised text for each rule. A rule's match is *read* into drafts and its characters are claimed,
so that no later rule sees them: dates before quantities, ranges before single amounts, traps (versions, stock codes,
phone numbers) before everything they resemble. What is left describes each draft in its place: approximation,
direction, comparison base, label.

Figures of a sentence are described from left to right: `Place.done` holds those already described, so that a later
one may inherit. A figure restated in brackets behind another (482億バーツ(約2,310億円)) takes its host's label.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from digests.extract.grammar import NEAR, REACH, RECENT, Context, Described, Draft, Grammar, Place, Rule
from digests.extract.metrics import metric_of
from digests.extract.text import Layout, SentenceRole
from digests.model import Figure, Kind, Span
from digests.patterns import compiled

# --- claiming -------------------------------------------------------------------------------------------------------

_NEAR = 16
"""Characters before and behind a quote in which an approximation word may stand."""


def claim(text: str, rules: Iterable[Rule], context: Context, mask: bytearray) -> list[Draft]:
    """Drafts of all rules in text order. `mask` has one byte a character; claimed ones are set."""
    drafts: list[Draft] = []
    places = _Places(text)
    for rule in rules:
        if rule.anchor is not None:
            _claim_at(places.of(rule.anchor, rule.near), rule, context, mask, drafts)
        elif places.any(rule.near):
            _claim_anywhere(rule, context, mask, drafts)
    drafts.sort(key=lambda draft: (draft.start, draft.end))
    return drafts


class _Places:
    """Where rules may match in a text; each expression is looked for once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: dict[re.Pattern[str], list[int]] = {}
        self._pairs: dict[tuple[re.Pattern[str], str], list[int]] = {}

    def of(self, anchor: re.Pattern[str], near: str) -> list[int]:
        """Starts of the anchor's matches; with `near`, of those behind which that matches soon."""
        if not near:
            return self._matches(anchor)
        if (anchor, near) not in self._pairs:
            nears = self._matches(compiled(near))
            self._pairs[anchor, near] = _followed(self._matches(anchor), nears) if nears else []
        return self._pairs[anchor, near]

    def any(self, near: str) -> bool:
        """Whether the text has that which must be in a rule's matches."""
        return not near or bool(self._matches(compiled(near)))

    def _matches(self, pattern: re.Pattern[str]) -> list[int]:
        if pattern not in self._starts:
            self._starts[pattern] = [match.start() for match in pattern.finditer(self._text)]
        return self._starts[pattern]


def _followed(anchors: Sequence[int], nears: Sequence[int]) -> list[int]:
    """The anchors behind which one of `nears` is at most `NEAR` characters away; both rise."""
    followed, at = [], 0
    for anchor in anchors:
        while at < len(nears) and nears[at] < anchor:
            at += 1
        if at == len(nears):
            break
        if nears[at] - anchor <= NEAR:
            followed.append(anchor)
    return followed


def _claim_at(anchors: Sequence[int], rule: Rule, context: Context, mask: bytearray, drafts: list[Draft]) -> None:
    free = [at for at in anchors if not mask[at]]
    if not free:
        return
    matches, end = rule.pattern.match, 0
    for at in free:
        if at >= end and (match := matches(context.text, at)):
            end = max(end, _claim_match(rule, match, context, mask, drafts))


def _claim_anywhere(rule: Rule, context: Context, mask: bytearray, drafts: list[Draft]) -> None:
    text, at, search = context.text, 0, rule.pattern.search
    while match := search(text, at):
        start, end = match.span()
        at = end if end > at else at + 1
        if start == end:
            continue
        taken = mask.find(1, start, end)
        if taken >= 0:
            free = mask.find(0, taken)
            at = free if free > 0 else len(text)
        elif not _claim_match(rule, match, context, mask, drafts):
            at = start + 1


def _claim_match(rule: Rule, match: re.Match[str], context: Context, mask: bytearray, drafts: list[Draft]) -> int:
    """Read a match that nobody has claimed; where it ends if it is claimed now, else 0."""
    start, end = match.span()
    if mask.find(1, start, end) >= 0:
        return 0
    found = rule.read(match, context)
    if found is None:
        return 0
    mask[start:end] = b"\x01" * (end - start)
    several = (found,) if isinstance(found, Draft) else found
    drafts.extend(draft if draft.rule else draft._replace(rule=rule.name) for draft in several)
    return end


def _mask(layout: Layout) -> bytearray:
    """Furniture is claimed before any rule runs; the line that states the date stays open for dates."""
    mask = bytearray(len(layout.text))
    for sentence in layout.sentences:
        if sentence.role is SentenceRole.FURNITURE and not _overlaps(sentence.span, layout.dateline):
            start, end = sentence.span
            mask[start:end] = b"\x01" * (end - start)
    return mask


def _overlaps(span: Span, other: Span | None) -> bool:
    return other is not None and span.start < other.end and other.start < span.end


# --- describing -----------------------------------------------------------------------------------------------------


def _by_sentence(layout: Layout, drafts: list[Draft]) -> Iterable[tuple[int, list[Draft]]]:
    """Indices of sentences and their drafts. A draft outside every sentence (a list number) is dropped."""
    starts = [sentence.span.start for sentence in layout.sentences]
    grouped: dict[int, list[Draft]] = {}
    for draft in drafts:
        index = bisect_right(starts, draft.start) - 1
        if index < 0 or draft.end > layout.sentences[index].span.end:
            continue
        if layout.sentences[index].role is SentenceRole.FURNITURE and draft.kind is not Kind.DATE:
            continue
        grouped.setdefault(index, []).append(draft)
    return grouped.items()


def _approximated(draft: Draft, grammar: Grammar, text: str, span: Span) -> Draft:
    if draft.approx is not None or draft.exact or draft.kind is Kind.DATE:
        return draft
    before = text[max(span.start, draft.start - _NEAR) : draft.start]
    behind = text[draft.end : min(span.end, draft.end + _NEAR)]
    for pattern, approx in grammar.after:
        if pattern.match(behind):
            return draft._replace(approx=approx)
    for pattern, approx in grammar.before:
        if pattern.search(before):
            return draft._replace(approx=approx)
    return draft


def _clause(breaks: Sequence[int], draft: Draft, span: Span) -> Span:
    """The stretch of the sentence between the breaks around a draft."""
    first, last = bisect_right(breaks, draft.start), bisect_left(breaks, draft.end)
    start = breaks[first - 1] if first else span.start
    end = breaks[last] if last < len(breaks) else span.end
    return Span(max(start, draft.start - REACH), min(end, draft.end + REACH))


_OPENS = compiled(r"\s?[(\[]\s?[^()\[\]\d]{0,10}$")
_BRACKET_MOST = 24


def _host(text: str, draft: Draft, done: Sequence[Described]) -> Described | None:
    """The described figure that stands right in front of the bracket this draft opens."""
    if draft.kind is Kind.DATE or not done:
        return None
    for host in reversed(done[-RECENT:]):
        if host.draft.kind is Kind.DATE:
            continue
        close = 0 <= draft.start - host.draft.end <= _BRACKET_MOST
        return host if close and _OPENS.match(text, host.draft.end, draft.start) else None
    return None


_Bases = Sequence[tuple[str, Sequence[int], Sequence[int]]]


def _bases(grammar: Grammar, text: str, span: Span) -> _Bases:
    """The comparison bases a sentence names: code, and in order where its words start and where they end."""
    low = text[span.start : span.end].lower()
    named = (
        (code, [match.span() for match in words.finditer(text, *span)])
        for words, code, near in grammar.bases
        if any(word in low for word in near)
    )
    return [(code, [start for start, _ in found], [end for _, end in found]) for code, found in named if found]


def _base(bases: _Bases, place: Place) -> str:
    """The base in the clause in front of the quote, else the one behind it, in the grammar's order."""
    start, end = place.draft.start, place.draft.end
    for left, right in ((place.clause.start, start), (end, place.clause.end)):
        for code, starts, ends in bases:
            first = bisect_left(starts, left)
            if first < len(ends) and ends[first] <= right:
                return code
    return ""


def _period(place: Place) -> str:
    """The nearest date in front of the figure in its sentence, as a partial ISO 8601 period."""
    for draft in reversed(place.earlier):
        if draft.kind is Kind.DATE:
            value = draft.value
            return "/".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return ""


def _describe(place: Place, grammar: Grammar) -> Described:
    draft = place.draft
    if draft.kind is Kind.DATE:
        return Described(draft)
    direction, cue = (draft.direction, "rule") if draft.direction else grammar.direction(place)
    own = grammar.aside(place, place.host) if place.host and place.host.label else None
    if place.host and place.host.label and own is None:
        return Described(draft, place.host.label, place.host.spans, direction, "bracket", cue)
    first, second, strategy = own or grammar.label(place)
    spans = tuple(span for span in (first, second) if span is not None and span.end > span.start)
    words = " ".join(place.layout.raw[start:end].strip() for start, end in spans)
    return Described(draft, " ".join(words.split()), spans, direction, strategy, cue)


_CONVERTED = {Kind.MONEY, Kind.QUANTITY}


def _metric(described: Described, language: str) -> str | None:
    """The measure that the label names; shares that rise or fall by so many per cent do so in price."""
    metric = metric_of(described.label, language) if described.label else None
    moved = described.draft.kind is Kind.PERCENT and described.direction is not None
    return "share_price" if metric == "shares" and moved else metric


def _figure(place: Place, described: Described, bases: _Bases) -> Figure:
    draft, host = described.draft, place.host
    explained = [draft.rule]
    if described.strategy:
        explained.append(f"label={described.strategy}")
    if described.cue:
        explained.append(f"direction={described.cue}")
    restates = host is not None and host.draft.kind is draft.kind and draft.kind in _CONVERTED
    dated = draft.kind is Kind.DATE
    return Figure(
        quote=place.layout.raw[draft.start : draft.end],
        span=Span(draft.start, draft.end),
        sentence=place.sentence.span,
        kind=draft.kind,
        value=draft.value,
        unit=draft.unit,
        direction=described.direction,
        approx=draft.approx,
        label=described.label,
        metric=_metric(described, place.layout.language),
        base="" if dated else draft.base or _base(bases, place),
        period="" if dated else _period(place),
        host=Span(host.draft.start, host.draft.end) if host and restates else None,
        first=draft.first,
        rule=" ".join(explained),
    )


def read_figures(layout: Layout, grammar: Grammar) -> tuple[Figure, ...]:
    """Every figure of an article in text order, without key and rank. Total; linear in the text's length."""
    context = Context(layout.text, layout.published)
    drafts = claim(layout.text, grammar.rules, context, _mask(layout))
    figures: list[Figure] = []
    recent: list[Described] = []
    section: int | None = None
    for index, group in _by_sentence(layout, drafts):
        sentence = layout.sentences[index]
        if sentence.section != section:
            recent, section = [], sentence.section
        placed = [_approximated(draft, grammar, layout.text, sentence.span) for draft in group]
        breaks = [match.end() for match in grammar.breaks.finditer(layout.text, *sentence.span)]
        bases = _bases(grammar, layout.text, sentence.span)
        done: list[Described] = []
        for at, draft in enumerate(placed):
            clause = _clause(breaks, draft, sentence.span)
            place = Place(layout, sentence, index, placed, at, clause, done, recent, _host(layout.text, draft, done))
            described = _describe(place, grammar)
            done.append(described)
            figures.append(_figure(place, described, bases))
        recent = done
    return tuple(figures)
