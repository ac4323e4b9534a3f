"""What a language's rules are made of: rules that read drafts, and the place of a draft that cues are looked for in.

How to write a language
-----------------------
The package `xx` exports one `GRAMMAR = Grammar(...)` and holds nothing but the language:

* ``rules``: `Rule(name, source, read, anchor)`, most specific first. `source` is an expression over `Layout.text`
  (full-width forms and Thai digits are ASCII there); bound every repetition, never let a match cross a line.
  `read(match, context)` returns a `Draft` or several (claims the whole match), ``()`` (a trap: claims the match,
  yields nothing), or ``None`` (declines: the characters stay free). A draft's span is the quote: sign, number, scale
  and unit, without 約, "about", กว่า. `trap(name, source)` makes a rule of the second kind. An anchor that seldom
  matches, or a `near` unit that few texts have, saves the rule's compilation and most of its search.
* ``before``/``after``: approximation words as (pattern, Approx), tried in order, `before` against the end of the text
  in front of the quote (write the pattern with a final ``$``), `after` right behind it. A rule may set
  `Draft.approx` itself.
* ``bases``: `Base(pattern, code)` searched in the figure's clause: "yoy", "qoq", "mom", "wow", "previous_day", "plan",
  "forecast".
* ``breaks``: where a clause ends; `Place.left` and `Place.right` reach to the nearest break, never past the sentence.
* ``direction(place) -> (Direction | None, cue)`` and ``label(place) -> (Span | None, second Span | None, strategy)``:
  plain functions of the `Place`. The cue and the strategy are for ``kawaraban extract --explain``. A label is given as
  spans so that it cannot help being the article's own words; two spans are joined by a space.
* ``aside(place, host) -> Label | None``: the label of a figure in the bracket behind another, where the bracket names
  a measure of its own (回答数:1万人(回収率62%)); for None it takes its host's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from digests.extract import numerals
from digests.extract.text import Layout, Sentence
from digests.model import Approx, Direction, Kind, Language, Span, Value
from digests.patterns import compiled


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may know beside its match: the whole text, and the article's own date to resolve 昨年12月 by."""

    text: str
    published: date | None


class Draft(NamedTuple):
    """A figure as a rule read it; a tuple, since it is made and changed more often than anything else here.

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


class Base(NamedTuple):
    """What a figure is compared with: `words` say so; `near` are words in small letters of which they hold one."""

    words: re.Pattern[str]
    code: str
    near: tuple[str, ...] = ("",)


Claim = Draft | Sequence[Draft] | None
Read = Callable[["re.Match[str]", Context], Claim]


NEAR: Final = 120
"""Characters from an anchor within which `Rule.near` must match: more than a number, or a list of them, takes."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One ordered rule of a grammar; `name` is what `--explain` prints.

    `anchor` is a cheap expression that matches wherever `pattern` may: `pattern` is tried at its matches only. `near`
    is one that matches inside of `pattern`, its unit perhaps, or right behind: `pattern` is tried only where it does so
    within `NEAR` characters of its anchor, or without one, where the text has it at all. Rules that share either share
    one pass over the text.
    """

    name: str
    source: str
    read: Read
    anchor: re.Pattern[str] | None = None
    flags: int = 0
    near: str = ""

    @property
    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled when a text first needs it: most rules are for what most articles don't say."""
        return compiled(self.source, self.flags)


class Declined(Exception):
    """Raised by a reader of a `rule`: its match is no figure after all, and the characters stay free."""


def rule(
    name: str,
    source: str,
    read: Read,
    anchor: re.Pattern[str] | None = None,
    near: str = "",
) -> Rule:
    """A rule of its pattern's source, whose reader may raise `Declined` where `Rule.read` would return None."""

    def reader(match: re.Match[str], context: Context) -> Claim:
        try:
            return read(match, context)
        except Declined:
            return None

    return Rule(name, source, reader, anchor, near=near)


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


def trap(
    name: str,
    source: str,
    flags: int = 0,
    anchor: re.Pattern[str] | None = None,
    near: str = "",
) -> Rule:
    """A rule whose matches hold digits that are no figure."""
    return Rule(name, source, lambda match, context: (), anchor, flags, near)


ADDRESS: Final = trap(
    "address",
    r"(?:https?://|www\.)[!-~]{1,300}|[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,64}\.[A-Za-z0-9.]{1,64}",
    anchor=compiled(r"https?://|www\.|(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}+(?=@)"),
)
"""Addresses of pages and mailboxes, in scripts whose words are not set apart."""

REACH: Final = 300
"""Characters before and behind a quote beyond which nothing describes it; keeps the work linear in any text."""

RECENT: Final = 12
"""Figures in front of one, in its sentence, that may date or host it."""


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
    text: str = field(init=False)
    draft: Draft = field(init=False)

    def __post_init__(self) -> None:
        self.text = self.layout.text
        self.draft = self.drafts[self.at]

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
        return max(self.sentence.span.start, self.draft.start - REACH)

    @property
    def earlier(self) -> Sequence[Draft]:
        """The drafts right in front of this one, in order, as many as may matter to it."""
        return self.drafts[max(0, self.at - RECENT) : self.at]

    @property
    def later(self) -> Sequence[Draft]:
        """The drafts right behind this one, in order, as many as may matter to it."""
        return self.drafts[self.at + 1 : self.at + 1 + RECENT]

    @property
    def described(self) -> Sequence[Described]:
        """`earlier` as described."""
        return self.done[-RECENT:]

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
    bases: tuple[Base, ...]
    breaks: re.Pattern[str]
    direction: Callable[[Place], Cue]
    label: Callable[[Place], Label]
    aside: Callable[[Place, Described], Label | None] = lambda place, host: None
