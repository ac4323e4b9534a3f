"""The nouns as runs, in one reader's language and time zone: what templates call as filters.

Every filter takes a noun or a text and returns an `Inline`; nothing here decides what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from string import Formatter
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_gmt

from digests import highlights
from digests.document import Role, Run, Runs
from digests.errors import Wording
from digests.extract.metrics import metric_name
from digests.extract.regions import flag, region_name
from digests.links import Links, openable
from digests.markup import Inline, merge, tidy
from digests.model import (
    Article,
    CitedFigure,
    CitedImplication,
    Conflict,
    Correction,
    Digest,
    Direction,
    Figure,
    Findings,
    Implication,
    Modality,
    Span,
    Stance,
    Story,
)
from digests.notation import Notation, Written
from digests.words import Words

_ARROWS = {Direction.UP: "↑", Direction.DOWN: "↓"}
_NBSP = "\u00a0"
_DOT = " · "
_CLAIMS = 6  # of outlets that differ: what fits two lines of a phone; the others are counted

Cited = CitedFigure | CitedImplication


@dataclass(frozen=True, slots=True)
class Group:
    """Implications of one kind in an answer."""

    title: str
    cited: tuple[CitedImplication, ...]


class Voice:
    """Speaks one language, by the clock of one zone."""

    def __init__(self, words: Words, zone: ZoneInfo, links: Links) -> None:
        self.words = words
        self.zone = zone
        self.links = links
        self.notation = Notation(words)

    # --- plain text and style

    def text(self, value: object) -> Runs:
        """Any value as runs: what a filter made stays, what was wrong with a command is said in the reader's language,
        everything else becomes plain text on one line."""
        if isinstance(value, Inline):
            return value.runs
        if isinstance(value, Wording):
            value = self.words.say(value)
        return (Run(self.words.number(value)),) if type(value) is int else (Run(tidy(str(value))),)

    def strong(self, value: object) -> Inline:
        """Bold."""
        return Inline(tuple(replace(run, bold=True) for run in self.text(value)))

    def link(self, value: object, url: str) -> Inline:
        """A link, if the address is one a reader may be sent to; else just the text."""
        target = url if url.startswith("#") else openable(url)
        return Inline(tuple(replace(run, url=target) for run in self.text(value)))

    def role(self, value: object, role: str) -> Inline:
        """Marked for surfaces that set it apart: one of `digests.document.Role`."""
        return Inline(tuple(replace(run, role=Role(role)) for run in self.text(value)))

    def count(self, value: object) -> Inline:
        """How much was left out: bold."""
        return self.strong(self.role(value, Role.COUNT))

    def foreign(self, value: object, language: str) -> Inline:
        """Text of an article, marked with its language where that is not the reader's."""
        return Inline(tuple(replace(run, lang=self._lang(language)) for run in self.text(value)))

    def dots(self, values: Iterable[object]) -> Inline:
        """Facts of a grey line joined by ` · `, empty ones left out."""
        return self.join(values, _DOT)

    def join(self, values: Iterable[object], separator: str) -> Inline:
        """Values joined by plain text, empty ones left out."""
        joined: list[Run] = []
        for value in values:
            runs = [run for run in self.text(value) if run.text]
            if runs:
                joined += (Run(separator), *runs) if joined else runs
        return Inline(merge(joined))

    # --- dates

    def day(self, when: date | datetime | Article | Cited | Digest, length: str = "full") -> str:
        """The day, by the reader's clock; of an article its publication, else when it was read; of a digest that of its
        channel; empty if unknown.

        `length` names a pattern of the locale: "full", "day", "short" …
        """
        day = self.date_of(when)
        return "" if day is None else self.words.date(day, length)

    def time(self, when: datetime) -> str:
        """Hours and minutes by the reader's clock."""
        return f"{when.astimezone(self.zone):%H:%M}"

    def offset(self, when: datetime) -> str:
        """How far the reader's clock is from UTC at that instant: `+07:00`."""
        return get_timezone_gmt(when.astimezone(self.zone), "iso8601")

    def date_of(self, when: date | datetime | Article | Cited | Digest) -> date | None:
        """The day itself; None if unknown."""
        if isinstance(when, Digest):
            return when.at.astimezone(ZoneInfo(when.subscription.cadence.zone)).date()
        if isinstance(when, CitedFigure | CitedImplication):
            when = when.article
        if isinstance(when, Article):
            if when.published is not None:
                return when.published
            if when.collected_at is None:
                return None
            when = when.collected_at
        return when.astimezone(self.zone).date() if isinstance(when, datetime) else when

    # --- articles

    def headline(self, of: Story | Findings | Article | Cited) -> Inline:
        """The title, linked; the outlet's name where an article has none."""
        article = self._article(of)
        title = tidy(article.title).strip() or self._outlet(article)
        return Inline((Run(title, url=self.links.article(article), lang=self._lang(article.language)),))

    def source(self, of: Article | Cited) -> Inline:
        """The outlet, linked to what it published; empty if unknown."""
        article = self._article(of)
        return Inline(merge([Run(self._outlet(article), url=self.links.outlet(article), role=Role.SOURCE)]))

    def sources(self, story: Story) -> Inline:
        """The story's outlets, the leading one first."""
        return self.dots(self.source(article) for article in highlights.outlets(story))

    def sentences(self, story: Story, shown: tuple[CitedImplication, ...] = ()) -> Inline:
        """One or two sentences of the leading outlet, verbatim."""
        findings = story.lead
        spans = highlights.sentences(findings, shown)
        texts = [self._cut(findings.article, span) for span in spans]
        separator = self.words.pattern("line.gap")
        if len(spans) == 2 and highlights.neighbours(findings, *spans):
            separator = "" if highlights.primary(findings.article.language) in {"ja", "zh"} else " "
        return self.foreign(separator.join(texts), findings.article.language)

    # --- figures

    def figure(self, cited: CitedFigure) -> Inline:
        """The figure line: `[about] VALUE [arrow] [(original)]  label`."""
        before, after = self.words.around("line.label")
        label = self.label(cited).runs
        label = (Run(before), *label, Run(after)) if label else ()
        return Inline(merge([*self.value(cited).runs, *self._original(cited), *label]))

    def value(self, cited: CitedFigure) -> Inline:
        """Qualifier, value and arrow; the value opens its sentence."""
        return Inline(self._value(cited, self._written(cited)))

    def _value(self, cited: CitedFigure, written: Written, *, arrow: bool = True) -> Runs:
        space = " " if written.spaced else ""
        url = self.links.figure(cited.article, cited.figure)
        runs = [Run(written.value, bold=True, url=url, role=Role.VALUE)]
        if written.before:
            runs = [Run(written.before, role=Role.QUALIFIER), Run(space), *runs]
        if written.after:
            runs += [Run(space), Run(written.after, role=Role.QUALIFIER)]
        if cited.figure.direction and arrow:
            runs += [Run(_NBSP, bold=True), Run(_ARROWS[cited.figure.direction], bold=True, role=Role.ARROW)]
        return merge(runs)

    def label(self, cited: CitedFigure) -> Inline:
        """What it measures: the article's words if they are in the reader's language, else the reader's word for that
        measure, else the article's words all the same; empty if unknown."""
        own = highlights.primary(cited.article.language) == self.words.language and cited.figure.label
        word = "" if own else self._metric_name(cited.figure.metric)
        lang = "" if word else self._lang(cited.article.language)
        return Inline(merge([Run(word or tidy(cited.figure.label), role=Role.LABEL, lang=lang)]))

    def original(self, cited: CitedFigure) -> Inline:
        """The article's notation, where the reader would not recognise the value in it."""
        written = self._written(cited)
        lang = self._lang(cited.article.language)
        return Inline(merge([Run(written.original, role=Role.ORIGINAL, lang=lang)]))

    def as_written(self, cited: CitedFigure) -> Inline:
        """The notation in the article, and those of the other places that say the same."""
        quotes = {tidy(one.figure.quote): one.article.language for one in reversed((cited, *cited.also))}
        return self.dots(
            Inline((Run(quote, role=Role.ORIGINAL, lang=self._lang(language)),))
            for quote, language in reversed(quotes.items())
        )

    def plain_figure(self, cited: CitedFigure) -> str:
        """The figure in a notification: qualifier, value, arrow and label as plain text."""
        label = str(self.label(cited))
        arrow = _ARROWS.get(cited.figure.direction) if cited.figure.direction else None
        value = self.notation.text(cited.figure, cited.article.language, label)
        return " ".join(part for part in (value, arrow, label) if part)

    def claims(self, conflict: Conflict) -> Inline:
        """Each outlet's value, linked: `wire.example over 2 years · keizai.example about 2.5 years (2年半ぶり)`; of
        many the first, and how many more there are."""
        claims = [
            Inline(
                merge(
                    [
                        Run(self._outlet(claim.article), role=Role.SOURCE),
                        Run(" "),
                        *(replace(run, bold=False) for run in self._claim(claim)),
                        *self._original(claim),
                    ]
                )
            )
            for claim in conflict.claims[:_CLAIMS]
        ]
        more = len(conflict.claims) - len(claims)
        return self.dots([*claims, self.words("digest.more_count", n=more) if more else ""])

    def differ(self, conflict: Conflict) -> Inline:
        """Outlets differ on …"""
        words = self.words
        metric = self._metric_name(conflict.metric)
        label = metric or tidy(conflict.label)
        return Inline(self.text(words("digest.differ", label=label) if label else words("digest.differ_unnamed")))

    def corrected(self, change: Correction, length: str = "month_day") -> Inline:
        """`Corrected 16 June 14:05 · customers affected: was 3.2M, is 3.4M`, both values linked; the instant is when
        the later version was read. The direction is written where that is what changed."""
        read_at = change.now.article.collected_at
        label = self.label(change.now if change.now.figure.label else change.was)
        turned = change.was.figure.value == change.now.figure.value
        facts = {
            "date": self.day(read_at, length) if read_at else "",
            "time": self.time(read_at) if read_at else "",
            "label": label,
            "was": self._changed(change.was, arrow=turned),
            "now": self._changed(change.now, arrow=turned),
        }
        return self._phrase("digest.corrected" if str(label) else "digest.corrected_unnamed", facts)

    def _changed(self, cited: CitedFigure, *, arrow: bool) -> Inline:
        value = (replace(run, bold=False) for run in self._value(cited, self._written(cited), arrow=arrow))
        return Inline(merge([*value, *self._original(cited)]))

    def _phrase(self, key: str, facts: Mapping[str, object]) -> Inline:
        """A word whose places are filled with runs."""
        runs: list[Run] = []
        for before, place, _, _ in Formatter().parse(self.words.pattern(key)):
            runs += [Run(before), *(self.text(facts[place]) if place else ())]
        return Inline(merge(runs))

    def _claim(self, claim: CitedFigure) -> Runs:
        return self._value(claim, self._written(claim, claimed=True), arrow=False)

    # --- regions and implications

    def region(self, code: str) -> Inline:
        """Flag and name; larger regions bear a name only."""
        name = Run(self.region_name(code), role=Role.REGION)
        return Inline((Run(code, role=Role.FLAG), Run(" "), name) if flag(code) else (name,))

    def region_name(self, code: str) -> str:
        """The name in the reader's language; the code itself if it has none."""
        return region_name(code, self.words.language)

    def region_names(self, codes: Iterable[str], last: str = "") -> str:
        """Names in the reader's list style, before the last of them `last` ("or") if given."""
        names = [self.region_name(code) for code in codes]
        comma = self.words.pattern("line.list")
        return comma.join(names[:-1]) + (last or comma) * (len(names) > 1) + "".join(names[-1:])

    def implication(self, cited: CitedImplication) -> Inline:
        """`🇹🇭 Thailand  **Risk** · expected`."""
        gap, _ = self.words.around("line.label")
        status = self.status(cited).runs
        return Inline(merge([*self.region(cited.implication.region).runs, Run(gap), *status]))

    def status(self, cited: CitedImplication) -> Inline:
        """Stance, then modality; without a stance the modality takes its place."""
        implication = cited.implication
        if implication.stance is None:
            alone = self.words(f"modality_alone.{implication.modality}")
            return Inline((Run(alone, bold=True, role=Role.STANCE),))
        stance = Run(self.words(f"stance.{implication.stance}"), bold=True, role=Role.STANCE)
        if implication.modality in {Modality.RISK, Modality.FACT}:
            return Inline((stance,))
        return Inline((stance, Run(_DOT), *self.modality(cited).runs))

    def modality(self, cited: CitedImplication) -> Inline:
        """The modality's word; empty for those that say no more than the stance (risk, fact)."""
        if cited.implication.modality in {Modality.RISK, Modality.FACT}:
            return Inline(())
        return Inline((Run(self.words(f"modality.{cited.implication.modality}"), role=Role.MODALITY),))

    def sentence(self, cited: Cited) -> Inline:
        """The whole sentence that says it, verbatim."""
        item = cited.figure.sentence if isinstance(cited, CitedFigure) else cited.implication.span
        return self.foreign(self._cut(cited.article, item), cited.article.language)

    # --- answers

    def by_stance(self, cited: Iterable[CitedImplication]) -> tuple[Group, ...]:
        """Opportunities, risks, then what bears no stance by its modality; empty groups are left out."""
        titles: dict[str, list[CitedImplication]] = {self.words(f"stances.{stance}"): [] for stance in Stance}
        for one in cited:
            implication = one.implication
            key = f"stances.{implication.stance}" if implication.stance else f"modality_alone.{implication.modality}"
            titles.setdefault(self.words(key), []).append(one)
        return tuple(Group(title, tuple(items)) for title, items in titles.items() if items)

    def id(self, of: Cited | Article) -> Inline:
        """`f4812`, `i391` or `a12`, linked to its sentence or article; empty for what is not stored."""
        item: Figure | Implication | Article
        if isinstance(of, CitedFigure):
            item, name, url = of.figure, f"f{of.figure.id}", self.links.figure(of.article, of.figure)
        elif isinstance(of, CitedImplication):
            item, name, url = (
                of.implication,
                f"i{of.implication.id}",
                self.links.implication(of.article, of.implication),
            )
        else:
            item, name, url = of, f"a{of.id}", self.links.article(of)
        return Inline(() if item.id is None else (Run(name, url=url),))

    def item(self, of: Cited | Article, *first: object) -> Inline:
        """The grey line under an answer's item: what is given, then source · date · id."""
        return self.dots((*first, self.source(of), self.day(of, "short"), self.id(of)))

    # --- notification

    def summary(self, digest: Digest) -> str:
        """Title and date, then each story's headline and key figures, unstyled."""
        lines = [f"{tidy(digest.subscription.title)}, {self.day(digest.at)}"]
        for story in digest.stories:
            figures = highlights.key_figures(story, 3)
            told = "; ".join(self.plain_figure(cited) for cited in figures)
            lines.append(": ".join(part for part in (str(self.headline(story)), told) if part))
        return "\n".join(lines)

    # --- helpers

    def _article(self, of: Story | Findings | Article | Cited) -> Article:
        if isinstance(of, Story):
            return of.lead.article
        return of if isinstance(of, Article) else of.article

    @staticmethod
    def _outlet(article: Article) -> str:
        return tidy(article.outlet)

    @staticmethod
    def _cut(article: Article, span: Span) -> str:
        return tidy(article.text[span.start : span.end]).strip()

    def _lang(self, language: str) -> str:
        return "" if language == self.words.language else language

    def _written(self, cited: CitedFigure, *, claimed: bool = False) -> Written:
        return self.notation.written(cited.figure, cited.article.language, str(self.label(cited)), claimed=claimed)

    def _original(self, cited: CitedFigure) -> Runs:
        original = self.original(cited).runs
        if not original:
            return ()
        before, after = self.words.around("line.original")
        return (Run(before), *original, Run(after))

    def _metric_name(self, metric: str | None) -> str:
        try:
            return metric_name(metric, self.words.language) if metric else ""
        except KeyError:  # stored by a version with another lexicon
            return ""
