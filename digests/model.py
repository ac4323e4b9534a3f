"""The frozen nouns. No I/O, no clock.

Every instant is an aware `datetime` in UTC, every collection a tuple, every span a half-open range of code points
into `Article.text`. `docs/glossary.md` has each noun in one line. They stand in one file, long as it is, because every
other file speaks of them and half of them of each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import PurePath
from typing import NamedTuple


class Span(NamedTuple):
    """Half-open range of code points, `text[start:end]`."""

    start: int
    end: int


class Language(StrEnum):
    """Languages that articles are read in and digests are written in (BCP 47 primary subtags)."""

    JA = "ja"
    EN = "en"
    ZH = "zh"
    TH = "th"


# --- what an article says ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Article:
    """One news article as a source delivered it.

    Attributes:
        text: the decoded text, newlines untouched; all spans index it.
        origin: where it was read: a path or a URL. Not shown to readers when `url` is known.
        fingerprint: SHA-256 (hex) of the text and of the title and address its source states; the same for the same
            article.
        title: stated by the source, or found by the extractor; empty until then.
        url: where a reader can open it; empty when unknown.
        source: the outlet, as a reader would name it ("wire.example"); empty when unknown.
        published: date of publication where stated, in the outlet's own calendar day; None otherwise.
        language: BCP 47 tag ("ja", "en", "zh", "zh-Hant", "th"); empty until known.
        topics: words the source filed it under.
        collected_at: UTC instant at which it was read; None until it is stored.
        id: the store's number, written `a12` for people; None until it is stored.
    """

    text: str
    origin: str
    fingerprint: str
    title: str = ""
    url: str = ""
    source: str = ""
    published: date | None = None
    language: str = ""
    topics: tuple[str, ...] = ()
    collected_at: datetime | None = None
    id: int | None = None

    @property
    def outlet(self) -> str:
        """What answers name as its source, and what filters take for it: the source, else the name of its file."""
        return self.source or PurePath(self.origin).name


class Kind(StrEnum):
    """What sort of number a figure is."""

    PERCENT = "percent"
    MONEY = "money"
    COUNT = "count"
    QUANTITY = "quantity"
    ORDINAL = "ordinal"
    MULTIPLE = "multiple"
    RATIO = "ratio"
    DURATION = "duration"
    DATE = "date"


class Direction(StrEnum):
    """Which way the text says the measured thing moved."""

    UP = "up"
    DOWN = "down"


class Approx(StrEnum):
    """How the text qualifies a value: about 5, at least 5, at most 5, more than 5, less than 5 (nearly, 弱, 近)."""

    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"


Value = Decimal | tuple[Decimal, Decimal] | str
"""One number in base units (6,000万 is 60000000); a pair, which is a range [low, high] or, for `Kind.RATIO`,
[numerator, denominator]; or, for `Kind.DATE`, a partial ISO 8601 string ("2025-09", "--08-13", "2026-Q3")."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A typed number of an article and the exact place it came from.

    Attributes:
        quote: the notation in the article, sign, scale and unit included; `article.text[span.start:span.end] == quote`.
        sentence: span of the sentence (or heading, or table row) that holds the quote.
        unit: "%", "pp", an ISO 4217 code, a singular English noun for counts ("vehicle"), a symbol for quantities
            ("MW", "kg", "point"), "rank" for ordinals, "year" … "minute" for durations; empty when there is none.
        label: what it measures, in the article's words (a substring, or two joined by a space); empty if unknown.
        key: belongs among an article's key figures.
        rank: 1, 2, 3 … among the key figures as an editor would order them; None for the others.
        metric: key of the business measure the label names ("policy_rate"), None if the lexicon has none.
        base: comparison base where the text states it: "yoy", "qoq", "mom", "previous_day", "plan" …; empty otherwise.
        period: partial ISO 8601 period the value is of, where the text states it ("2025-Q2", "2026"); empty otherwise.
        host: span of the figure that this one restates in brackets (482億バーツ(約2,310億円)); None otherwise.
        first: the figure is a "first in N" record (4年ぶり, "four-year high"), not a length of time.
        rule: name of the grammar rule that made it, for `kawaraban extract --explain`.
        id: the store's number, written `f4812` for people; None until it is stored.
    """

    quote: str
    span: Span
    sentence: Span
    kind: Kind
    value: Value
    unit: str = ""
    direction: Direction | None = None
    approx: Approx | None = None
    label: str = ""
    key: bool = False
    rank: int | None = None
    metric: str | None = None
    base: str = ""
    period: str = ""
    host: Span | None = None
    first: bool = False
    rule: str = ""
    id: int | None = None


class Modality(StrEnum):
    """How certain or binding an implication is, by the sentence's deciding cue."""

    EXPECTED = "expected"
    POSSIBLE = "possible"
    REQUIRED = "required"
    RISK = "risk"
    FACT = "fact"


class Stance(StrEnum):
    """Whether the sentence states a gain or a danger for the region."""

    OPPORTUNITY = "opportunity"
    RISK = "risk"


@dataclass(frozen=True, slots=True)
class Implication:
    """What a sentence of an article says will, may or must happen to a region.

    `region` is an ISO 3166-1 alpha-2 code, a three-digit UN M49 group, "EU" or "ASEAN"; `quote` is the whole sentence,
    `article.text[span.start:span.end] == quote`. `rule` and `id` are as in `Figure` (an id is written `i391`).
    """

    region: str
    quote: str
    span: Span
    modality: Modality
    stance: Stance | None = None
    rule: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What one article says.

    `article` has its title, language and publication date filled where the text states them; `figures` are in text
    order; `mentions` are regions named without an implication, sorted; `lead` are spans of the sentences of the body,
    in order, from which a digest quotes one or two.
    """

    article: Article
    figures: tuple[Figure, ...] = ()
    implications: tuple[Implication, ...] = ()
    mentions: tuple[str, ...] = ()
    lead: tuple[Span, ...] = ()


# --- what a digest says --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CitedFigure:
    """A figure together with the article whose sentence it came from.

    In a story `also` holds what the other outlets wrote for the same value, so that every notation can be shown.
    """

    article: Article
    figure: Figure
    also: tuple[CitedFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class CitedImplication:
    """An implication together with the article whose sentence it is."""

    article: Article
    implication: Implication


@dataclass(frozen=True, slots=True)
class Conflict:
    """Outlets of one story that give different values for one measure; `label` names it, nobody is declared right."""

    label: str
    metric: str | None
    claims: tuple[CitedFigure, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure that a later version of the same article gives another value or direction."""

    was: CitedFigure
    now: CitedFigure


@dataclass(frozen=True, slots=True)
class Story:
    """Articles of one event. `sources` has the leading article first; figures are merged and ordered by rank;
    `corrections` are what has changed since the story was first posted, newest first."""

    sources: tuple[Findings, ...]
    figures: tuple[CitedFigure, ...]
    implications: tuple[CitedImplication, ...]
    conflicts: tuple[Conflict, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def lead(self) -> Findings:
        """The findings of the article that speaks for the story."""
        return self.sources[0]


# --- who gets it, and when -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Channel:
    """A place an adapter can post to: `adapter` "slack", `workspace` a team or guild id, `id` the channel's.

    With an empty `id` it is the whole workspace, which can be asked about but not posted to.
    """

    adapter: str
    workspace: str
    id: str

    def __str__(self) -> str:
        return "/".join(part for part in (self.adapter, self.workspace, self.id) if part)

    def holds(self, other: Channel) -> bool:
        """Whether `other` is this channel, or one of this workspace."""
        return (self.adapter, self.workspace) == (other.adapter, other.workspace) and self.id in ("", other.id)


@dataclass(frozen=True, slots=True)
class Filters:
    """What qualifies a story; an empty tuple lets everything through. `regions` also orders a story's implications."""

    regions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cadence:
    """When digests are due, by the wall clock of an IANA `zone`: `times` on `days` (0 is Monday), or a `cron` line."""

    zone: str = "UTC"
    times: tuple[time, ...] = (time(8, 30),)
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    cron: str = ""


class AtQuiet(StrEnum):
    """What happens to a digest that falls into quiet hours."""

    HOLD = "hold"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Wall-clock interval [start, end) in the cadence's zone; it spans midnight when `end` is not after `start`."""

    start: time
    end: time
    policy: AtQuiet = AtQuiet.HOLD


class WhenEmpty(StrEnum):
    """What a subscription gets when no story qualifies."""

    NOTHING = "nothing"
    LINE = "line"


class OnUnknown(StrEnum):
    """What happens to a delivery whose outcome cannot be established."""

    HOLD = "hold"
    RESEND = "resend"


class Declared(StrEnum):
    """Where a subscription was declared: in the settings file, or by a command in a channel."""

    FILE = "file"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel's standing order. `name` is unique; `paused_until` in the far future means until resumed."""

    name: str
    channel: Channel
    title: str = "Kawaraban"
    cadence: Cadence = Cadence()
    filters: Filters = Filters()
    language: Language = Language.EN
    max_stories: int = 5
    when_empty: WhenEmpty = WhenEmpty.NOTHING
    quiet: QuietHours | None = None
    on_unknown: OnUnknown = OnUnknown.HOLD
    paused_until: datetime | None = None
    paused_reason: str = ""
    declared: Declared = Declared.FILE
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Half-open interval of UTC instants, [since, until): articles collected in it are news to a digest."""

    since: datetime
    until: datetime

    @property
    def length(self) -> timedelta:
        return self.until - self.since


class Stage(StrEnum):
    """The sieve an article passes on its way into a digest, in order."""

    WINDOW = "window"
    TOLD = "told"
    LANGUAGE = "language"
    SOURCE = "source"
    TOPIC = "topic"
    WORDS = "words"
    STORY = "story"
    REGION = "region"
    FIGURES = "figures"
    MAX = "max"


@dataclass(frozen=True, slots=True)
class Decision:
    """What one stage decided about one article: `detail` is a fact ("a12", "TH, JP", "6 of 5"), never a sentence."""

    article_id: int
    stage: Stage
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """One edition for one subscription.

    Attributes:
        slot: what makes it unique within its subscription: the due instant in ISO 8601 UTC, or an invocation's id.
        at: UTC instant the masthead is dated by.
        stories: shown in the parent message, best first. more: qualified but beyond the maximum, counted and listed.
        read: number of articles in the window, qualifying or not.
        decisions: each stage's word on each article, for `why`.
    """

    subscription: Subscription
    slot: str
    at: datetime
    window: Window
    stories: tuple[Story, ...] = ()
    more: tuple[Story, ...] = ()
    read: int = 0
    decisions: tuple[Decision, ...] = ()
    id: int | None = None


class State(StrEnum):
    """A delivery's state: planned → sending → sent, or dead, or unknown; docs/delivery.md draws the moves.

    A delivery is void when what it was about is no more: somebody deleted the message that should be corrected.
    """

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    UNKNOWN = "unknown"
    VOID = "void"


class Vote(StrEnum):
    """What a reader thinks of a digest."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Votes:
    """How many readers think so; of each the last vote counts."""

    up: int = 0
    down: int = 0

    def __bool__(self) -> bool:
        return bool(self.up or self.down)


class Act(StrEnum):
    """What a delivery does: post a message, edit one in place, or note in its thread what was corrected."""

    POST = "post"
    EDIT = "edit"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A platform's proof that it took a message: its own id of the message, a link to it where there is one."""

    channel: Channel
    ref: str
    at: datetime
    link: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message of a digest on its way to one channel.

    A digest's parent message is `part` 0; what goes into its thread follows as parts 1, 2 … An edit is of the message
    of its part, a note belongs to part 0; `article_id` is the later version of an article that they tell of. `dirty`
    says that an earlier attempt has an unknown outcome, so that the adapter must look before it sends.
    """

    id: int
    digest_id: int
    channel: Channel
    part: int
    state: State
    attempts: int
    dirty: bool
    receipt: Receipt | None = None
    reason: str = ""
    act: Act = Act.POST
    article_id: int | None = None


# --- asking --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Query:
    """A search over everything read: words (all must occur), phrases, words to leave out, and filters.

    `since` and `until` bound the article's date (its publication, else its collection) as UTC instants, half-open.
    `page` counts from 1.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    region: str = ""
    kind: Kind | None = None
    unit: str = ""
    source: str = ""
    language: str = ""
    since: datetime | None = None
    until: datetime | None = None
    best: bool = False
    page: int = 1
    size: int = 10
