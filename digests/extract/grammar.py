"""The engine: a language's ordered rules over claimed characters, then its cues around each figure.

One pass over the normalised text for each rule. A rule's match is *read* into drafts and its characters are claimed,
so that no later rule sees them: dates before quantities, ranges before single amounts, traps (versions, stock codes,
phone numbers) before everything they resemble. What is left describes each draft in its place: approximation,
direction, comparison base, label.

How to write a language file
----------------------------
`xx.py` exports one `GRAMMAR = Grammar(...)` and holds nothing but the language:

* ``rules``: `Rule(name, pattern, read)`, most specific first. `pattern` is a compiled expression over
  `Layout.text` (full-width forms and Thai digits are ASCII there); build numbers from `numerals.NUMBER[...]`, bound
  every repetition, never let a match cross a line. `read(match, context)` returns
  a `Draft` or several (claims the whole match), ``()`` (a trap: claims the match, yields nothing),
  or ``None`` (declines: the characters stay free). A draft's span is the quote: sign, number, scale and unit,
  without 約, "about", กว่า. `trap(name, pattern)` makes a rule of the second kind.
* ``before``/``after``: approximation words as (pattern, Approx), tried in order, `before` against the end of the text
  in front of the quote (write the pattern with a final ``$``), `after` right behind it. A rule may set
  `Draft.approx` itself.
* ``bases``: (pattern, code) searched in the figure's clause: "yoy", "qoq", "mom", "wow", "previous_day", "plan",
  "forecast".
* ``breaks``: where a clause ends; `Place.left` and `Place.right` reach to the nearest break, never past the sentence.
* ``direction(place) -> (Direction | None, cue)`` and ``label(place) -> (Span | None, second Span | None, strategy)``:
  plain functions of the `Place`. The cue and the strategy are for ``kawaraban extract --explain``. A label is given as
  spans so that it cannot help being the article's own words; two spans are joined by a space.

Figures of a sentence are described from left to right: `place.done` holds those already described, so that a later
one may inherit. A figure restated in brackets behind another (482億バーツ(約2,310億円)) takes its host's label.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from digests.extract import numerals
from digests.extract.metrics import metric_of
from digests.extract.text import Layout, Sentence, SentenceRole
from digests.model import Approx, Direction, Figure, Kind, Language, Span, Value


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may know beside its match: the whole text, and the article's own date to resolve 昨年12月 by."""

    text: str
    published: date | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A figure as a rule read it.

    `noun` is the span of a counted noun outside the quote, for the label; `exact` says that the rule has looked for
    an approximation itself ("over 10 years" is no "over").
    """

    start: int
    end: int
    kind: Kind
    value: Value
    unit: str = ""
    approx: Approx | None = None
    direction: Direction | None = None
    base: str = ""
    first: bool = False
    noun: Span | None = None
    exact: bool = False
    rule: str = ""


Claim = Draft | Sequence[Draft] | None
Read = Callable[["re.Match[str]", Context], Claim]


@dataclass(frozen=True, slots=True)
class Rule:
    """One ordered rule of a grammar; `name` is what `--explain` prints.

    `anchor` is a cheap expression that matches wherever `pattern` may: `pattern` is tried at its matches only. Rules
    that share an anchor share one pass over the text.
    """

    name: str
    pattern: re.Pattern[str]
    read: Read
    anchor: re.Pattern[str] | None = None


class Declined(Exception):
    """Raised by a reader of a `rule`: its match is no figure after all, and the characters stay free."""


def rule(name: str, pattern: str, read: Read) -> Rule:
    """A rule of its pattern's source, whose reader may raise `Declined` where `Rule.read` would return None."""

    def reader(match: re.Match[str], context: Context) -> Claim:
        try:
            return read(match, context)
        except Declined:
            return None

    return Rule(name, re.compile(pattern), reader)


def number(written: str, language: Language) -> Decimal:
    """What `written` says.

    Raises:
        Declined: it is not one well-formed number.
    """
    value = numerals.read(written, language)
    if value is None:
        raise Declined
    return value


def number_range(low: str, high: str, language: Language) -> tuple[Decimal, Decimal]:
    """Both ends of a range, as `numerals.read_range` reads them.

    Raises:
        Declined: an end cannot be read, or the ends do not rise.
    """
    pair = numerals.read_range(low, high, language)
    if pair is None or pair[0] >= pair[1]:
        raise Declined
    return pair


def trap(name: str, pattern: str, flags: int = 0, anchor: re.Pattern[str] | None = None) -> Rule:
    """A rule whose matches hold digits that are no figure."""
    return Rule(name, re.compile(pattern, flags), lambda match, context: (), anchor)


@dataclass(frozen=True, slots=True)
class Described:
    """A draft with what its place says of it."""

    draft: Draft
    label: str = ""
    spans: tuple[Span, ...] = ()
    direction: Direction | None = None
    strategy: str = ""
    cue: str = ""


@dataclass(slots=True)
class Place:
    """A draft where it stands: what direction and label functions look at.

    Attributes:
        layout: the article. text: its normalised text, which all spans index.
        sentence: the sentence, `left`/`right` bound its clause; index: its place in `layout.sentences`.
        drafts: all drafts of the sentence in order, `at` is this one's index. done: those before it, described.
        recent: the figures of the sentence before, described. host: the figure in front of the bracket this one opens.
    """

    layout: Layout
    sentence: Sentence
    index: int
    drafts: Sequence[Draft]
    at: int
    clause: Span
    done: list[Described] = field(default_factory=list)
    recent: list[Described] = field(default_factory=list)
    host: Described | None = None

    @property
    def text(self) -> str:
        return self.layout.text

    @property
    def draft(self) -> Draft:
        return self.drafts[self.at]

    @property
    def left(self) -> str:
        """The clause in front of the quote."""
        return self.text[self.clause.start : self.draft.start]

    @property
    def right(self) -> str:
        """The clause behind the quote."""
        return self.text[self.draft.end : self.clause.end]

    @property
    def after(self) -> Draft | None:
        """The next draft of the sentence that is no date."""
        return next((draft for draft in self.later if draft.kind is not Kind.DATE), None)

    @property
    def start(self) -> int:
        """Where the sentence starts, or as far back from the quote as anything may describe it."""
        return max(self.sentence.span.start, self.draft.start - _REACH)

    @property
    def earlier(self) -> Sequence[Draft]:
        """The drafts right in front of this one, in order, as many as may matter to it."""
        return self.drafts[max(0, self.at - _RECENT) : self.at]

    @property
    def later(self) -> Sequence[Draft]:
        """The drafts right behind this one, in order, as many as may matter to it."""
        return self.drafts[self.at + 1 : self.at + 1 + _RECENT]

    @property
    def described(self) -> Sequence[Described]:
        """`earlier` as described."""
        return self.done[-_RECENT:]

    def heading(self) -> Span | None:
        """The heading that this sentence stands under."""
        section = self.sentence.section
        return None if section is None else self.layout.sentences[section].span


Cue = tuple[Direction | None, str]
Label = tuple[Span | None, Span | None, str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """One language: see the module's docstring."""

    language: Language
    rules: tuple[Rule, ...]
    before: tuple[tuple[re.Pattern[str], Approx], ...]
    after: tuple[tuple[re.Pattern[str], Approx], ...]
    bases: tuple[tuple[re.Pattern[str], str], ...]
    breaks: re.Pattern[str]
    direction: Callable[[Place], Cue]
    label: Callable[[Place], Label]


# --- claiming -------------------------------------------------------------------------------------------------------

_NEAR = 16
"""Characters before and behind a quote in which an approximation word may stand."""

_REACH = 300
"""Characters before and behind a quote beyond which nothing describes it; keeps the work linear in any text."""

_RECENT = 12
"""Figures in front of one, in its sentence, that may date or host it."""


def claim(text: str, rules: Iterable[Rule], context: Context, mask: bytearray) -> list[Draft]:
    """Drafts of all rules in text order. `mask` has one byte a character; claimed ones are set."""
    drafts: list[Draft] = []
    anchors: dict[re.Pattern[str], list[int]] = {}
    for rule in rules:
        if rule.anchor is None:
            _claim_anywhere(text, rule, context, mask, drafts)
            continue
        if rule.anchor not in anchors:
            anchors[rule.anchor] = [match.start() for match in rule.anchor.finditer(text)]
        end = 0
        for at in anchors[rule.anchor]:
            if at >= end and not mask[at] and (match := rule.pattern.match(text, at)):
                end = max(end, _claim_match(rule, match, context, mask, drafts))
    drafts.sort(key=lambda draft: (draft.start, draft.end))
    return drafts


def _claim_anywhere(text: str, rule: Rule, context: Context, mask: bytearray, drafts: list[Draft]) -> None:
    at = 0
    while match := rule.pattern.search(text, at):
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
    drafts.extend(draft if draft.rule else replace(draft, rule=rule.name) for draft in several)
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
            return replace(draft, approx=approx)
    for pattern, approx in grammar.before:
        if pattern.search(before):
            return replace(draft, approx=approx)
    return draft


def _clause(breaks: Sequence[int], draft: Draft, span: Span) -> Span:
    """The stretch of the sentence between the breaks around a draft."""
    first, last = bisect_right(breaks, draft.start), bisect_left(breaks, draft.end)
    start = breaks[first - 1] if first else span.start
    end = breaks[last] if last < len(breaks) else span.end
    return Span(max(start, draft.start - _REACH), min(end, draft.end + _REACH))


_OPENS = re.compile(r"\s?[(\[]\s?[^()\[\]\d]{0,10}$")
_BRACKET_MOST = 24


def _host(text: str, draft: Draft, done: Sequence[Described]) -> Described | None:
    """The described figure that stands right in front of the bracket this draft opens."""
    if draft.kind is Kind.DATE or not done:
        return None
    for host in reversed(done[-_RECENT:]):
        if host.draft.kind is Kind.DATE:
            continue
        close = 0 <= draft.start - host.draft.end <= _BRACKET_MOST
        return host if close and _OPENS.match(text, host.draft.end, draft.start) else None
    return None


_Bases = Sequence[tuple[str, Sequence[int], Sequence[int]]]


def _bases(grammar: Grammar, text: str, span: Span) -> _Bases:
    """The comparison bases a sentence names: code, and in order where its words start and where they end."""
    named = ((code, [match.span() for match in words.finditer(text, *span)]) for words, code in grammar.bases)
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
    if place.host and place.host.label:
        return Described(draft, place.host.label, place.host.spans, direction, "bracket", cue)
    first, second, strategy = grammar.label(place)
    spans = tuple(span for span in (first, second) if span is not None and span.end > span.start)
    words = " ".join(place.layout.raw[start:end].strip() for start, end in spans)
    return Described(draft, " ".join(words.split()), spans, direction, strategy, cue)


_CONVERTED = {Kind.MONEY, Kind.QUANTITY}


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
        metric=metric_of(described.label, place.layout.language) if described.label else None,
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
    for index, group in _by_sentence(layout, drafts):
        sentence = layout.sentences[index]
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
