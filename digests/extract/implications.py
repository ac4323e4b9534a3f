"""Implications: which sentence says what will, may or must happen to which region.

A sentence is an implication where a region stands in its scope (named, taken up by 同国 or "the kingdom", or given by
the heading above) and a cue tells an effect or a modality. Of the regions in scope only those that are affected count,
not those that act (関税を課す国), are compared with or come from; and neither a company's plan nor a government's
stance is an implication. The words of each language stand in `data/implications/LANGUAGE.toml`, the procedure here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from digests.extract.regions import Form, Mention, contains, find_regions
from digests.extract.tables import read_data
from digests.extract.text import Layout, Sentence, SentenceRole
from digests.model import Implication, Modality, Span, Stance

_WINDOW = 48
"""Characters in front of a region that can tell its role."""


# --- rules ----------------------------------------------------------------------------------------------------------


class _Cues(NamedTuple):
    """Words that carry one modality. `strong` decides before any weak one; see the data files."""

    modality: Modality
    strong: bool
    words: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Rules:
    """One language's data file, compiled."""

    order: str
    aside: re.Pattern[str]
    person: re.Pattern[str]
    chunk: re.Pattern[str]
    split: re.Pattern[str]
    cues: tuple[_Cues, ...]
    subordinate: re.Pattern[str]
    reports: re.Pattern[str]
    reason: re.Pattern[str]
    plan: re.Pattern[str]
    despite: re.Pattern[str]
    never: re.Pattern[str]
    ruler_after: re.Pattern[str]
    cause_after: re.Pattern[str]
    cause_before: re.Pattern[str]
    acting_after: re.Pattern[str]
    other_after: re.Pattern[str]
    acting_before: re.Pattern[str]
    other_before: re.Pattern[str]
    itself: re.Pattern[str]
    topic_after: re.Pattern[str]
    framed: re.Pattern[str]
    located: re.Pattern[str]
    joined: re.Pattern[str]
    wary: re.Pattern[str]
    wary_state: re.Pattern[str]
    anaphora: dict[str, re.Pattern[str]]
    heading: re.Pattern[str]
    befallen: re.Pattern[str]
    opportunity: re.Pattern[str]
    risk: re.Pattern[str]


@cache
def _rules(language: str) -> _Rules:
    data = read_data(f"implications/{language}")

    def any_of(words: Iterable[str]) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{word})" for word in words))

    roles = data["roles"]
    return _Rules(
        order=data["order"],
        aside=re.compile(data["aside"]),
        person=re.compile(data.get("person", "(?!)")),
        chunk=re.compile(data["chunk"]),
        split=re.compile(data["split"]),
        cues=tuple(_Cues(Modality(cue["modality"]), cue["strong"], any_of(cue["words"])) for cue in data["cue"]),
        subordinate=re.compile(data["subordinate"]["after"]),
        reports=re.compile(data["subordinate"]["reports"]),
        reason=re.compile(data["subordinate"].get("reason", "(?!)")),
        plan=any_of(data["plan"]["words"]),
        despite=re.compile(data["plan"]["despite"]),
        never=re.compile(data["plan"]["never"]),
        ruler_after=any_of(roles["ruler_after"]),
        cause_after=any_of(roles["cause_after"]),
        cause_before=re.compile("|".join(roles["cause_before"]), re.IGNORECASE),
        acting_after=any_of(roles["acting_after"]),
        other_after=any_of(roles["other_after"]),
        acting_before=re.compile("|".join(roles["acting_before"]), re.IGNORECASE),
        other_before=re.compile("|".join(roles["other_before"]), re.IGNORECASE),
        itself=re.compile(roles["itself"]),
        topic_after=any_of(roles["topic_after"]),
        framed=re.compile(roles["framed"]),
        located=re.compile(roles["located"]),
        joined=re.compile(roles["joined"]),
        wary=re.compile(roles["wary"], re.IGNORECASE),
        wary_state=re.compile(roles["wary_state"]),
        anaphora={kind: re.compile(pattern) for kind, pattern in data["anaphora"].items()},
        heading=re.compile("|".join(data["heading"]["words"]), re.IGNORECASE),
        befallen=re.compile(data["heading"].get("befallen", "(?!)")),
        opportunity=re.compile(data["stance"]["opportunity"], re.IGNORECASE),
        risk=re.compile(data["stance"]["risk"], re.IGNORECASE),
    )


# --- what a sentence says ------------------------------------------------------------------------------------------


class _Hit(NamedTuple):
    """A cue found in the text."""

    span: Span
    modality: Modality
    strong: bool
    rank: int


def _hits(rules: _Rules, text: str, start: int, end: int) -> list[_Hit]:
    hits = [
        _Hit(Span(*match.span()), cues.modality, cues.strong, rank)
        for rank, cues in enumerate(rules.cues)
        for match in cues.words.finditer(text, start, end)
    ]
    asides = [match.span() for match in rules.aside.finditer(text, start, end)] if len(hits) > 1 else []
    opened = [left for left, _ in asides]
    outside = [hit for hit in hits if not _is_inside(asides, bisect_left(opened, hit.span.start) - 1, hit.span.start)]
    return outside or hits


def _is_inside(asides: list[tuple[int, int]], index: int, at: int) -> bool:
    """Whether `at` stands in the aside of that index, the last that opens before it; none does for -1."""
    return index >= 0 and at < asides[index][1]


def _deciding(rules: _Rules, text: str, start: int, end: int) -> _Hit | None:
    """The cue that gives the clause its modality; None where there is none, or where it only tells a motive."""
    hits = _hits(rules, text, start, end)
    if not hits or _is_plan(rules, text, start, end):
        return None
    if rules.order == "rank":
        return min(hits, key=lambda hit: (hit.rank, hit.span.start))
    tiers = (
        [hit for hit in hits if hit.strong],
        [hit for hit in hits if not hit.strong],
    )
    if rules.order == "first":
        return min(tiers[0] or tiers[1], key=lambda hit: hit.span.start)
    for tier in tiers:
        last = max(tier, key=lambda hit: hit.span.end, default=None)
        if last and not _is_motive(rules, text, last, end):
            return last
    return None


def _is_plan(rules: _Rules, text: str, start: int, end: int) -> bool:
    """Whether the clause only tells what a company plans or where a government stands."""
    if rules.never.search(text, start, end):
        return True
    plan = rules.plan.search(text, start, end)
    if plan is None or rules.despite.search(text, start, end):
        return False
    reason = rules.reason.search(text, start, plan.start())
    return reason is None or not any(
        cues.strong and cues.words.search(text, start, reason.start()) for cues in rules.cues
    )


def _is_motive(rules: _Rules, text: str, hit: _Hit, end: int) -> bool:
    """Whether the cue stands in a clause that gives somebody's motive: 懸念から、利上げを見送った."""
    after = rules.subordinate.match(text, hit.span.end, end)
    return bool(after) and not rules.reports.search(text, hit.span.end, end)


class _Role(Enum):
    """What a region does in its clause. A topic is what the clause is about, a ruler a government,
    a cause a region whose own trouble moves others."""

    TOPIC = auto()
    AFFECTED = auto()
    CAUSE = auto()
    RULER = auto()
    OTHER = auto()


def _runs(rules: _Rules, text: str, mentions: list[Mention]) -> Iterator[list[Mention]]:
    """Mentions that stand together: タイやベトナムの, "Thailand and Malaysia"."""
    run: list[Mention] = []
    for mention in mentions:
        if run and mention.span != run[-1].span and not rules.joined.match(text[run[-1].span.end : mention.span.start]):
            yield run
            run = []
        run.append(mention)
    if run:
        yield run


def _role(rules: _Rules, text: str, span: Span, start: int, end: int) -> _Role:
    left, right = span
    if rules.framed.match(text, right, end):
        return _Role.TOPIC
    if rules.ruler_after.match(text, right, end):
        return _Role.RULER
    if (
        rules.itself.match(text, left, right)
        or rules.acting_after.match(text, right, end)
        or rules.other_after.match(text, right, end)
        or rules.acting_before.search(text, start, left)
        or rules.other_before.search(text, start, left)
    ):
        return _Role.OTHER
    if rules.cause_after.match(text, right, end) or rules.cause_before.search(text, start, left):
        return _Role.CAUSE
    return _Role.TOPIC if rules.topic_after.match(text, right, end) else _Role.AFFECTED


def _roles(rules: _Rules, text: str, mentions: list[Mention], start: int, end: int) -> dict[Mention, _Role]:
    roles: dict[Mention, _Role] = {}
    for run in _runs(rules, text, mentions):
        left, right = run[0].span.start, run[-1].span.end
        window = max(start, left - _WINDOW)
        role = _role(rules, text, Span(left, right), window, end)
        for mention in run:
            dateline = mention.form is Form.PLACE and text[mention.span.start : mention.span.end].isupper()
            roles[mention] = _Role.OTHER if dateline or mention.form is Form.METONYM else role
    return roles


def _affected(rules: _Rules, text: str, roles: dict[Mention, _Role], hit: _Hit, clause: Span) -> list[Mention]:
    """The regions that the cue speaks of."""
    persons = [match.span("aside") for match in rules.person.finditer(text, *clause)]
    told = [m for m in roles if not any(left <= m.span.start and hit.span.start >= right for left, right in persons)]
    roles = {mention: role for mention, role in roles.items() if mention in told} if persons else roles
    included = [mention for mention, role in roles.items() if role in {_Role.TOPIC, _Role.AFFECTED}]
    if not included:
        included = [mention for mention, role in roles.items() if role is _Role.CAUSE]
    if not included and hit.modality is Modality.REQUIRED:
        included = [mention for mention, role in roles.items() if role is _Role.RULER]
    feared = _feared(rules, text, roles, hit, clause)
    if feared:
        return feared
    if rules.order == "first":
        subjects = [mention for mention in included if mention.span.end <= hit.span.start] or included
        asides = [match.span() for match in rules.aside.finditer(text, *clause)] if len(subjects) > 1 else []
        opened = [left for left, _ in asides]
        outside = [m for m in subjects if not _is_inside(asides, bisect_left(opened, m.span.start) - 1, m.span.start)]
        return outside or subjects
    breaks = [match.end() for match in rules.chunk.finditer(text, *clause)]
    by_chunk: dict[int, list[Mention]] = {}
    for mention in included:
        by_chunk.setdefault(bisect_left(breaks, mention.span.start + 1), []).append(mention)
    if not by_chunk:
        return []
    here = bisect_left(breaks, hit.span.end)
    nearest = min(by_chunk, key=lambda chunk: (chunk > here, abs(chunk - here)))
    chosen = by_chunk[nearest]
    before = by_chunk.get(nearest - 1, [])
    topics = [mention for mention in chosen if roles[mention] is _Role.TOPIC]
    if topics:
        chosen = [
            mention
            for mention in chosen
            if mention in topics or rules.located.match(text, mention.span.end, clause.end)
        ]
    linked = before and rules.joined.match(text[before[-1].span.end : chosen[0].span.start])
    governs = before and roles[before[-1]] is _Role.TOPIC and nearest <= here
    if linked:
        return [*before, *chosen]
    return before if governs and not topics else chosen


def _feared(rules: _Rules, text: str, roles: dict[Mention, _Role], hit: _Hit, clause: Span) -> list[Mention]:
    """The regions a state fears for: 米国は、〜がタイを経由して中国に渡ることを警戒している tells of TH and CN."""
    if not any(fear.start() <= hit.span.start < fear.end() for fear in rules.wary.finditer(text, *clause)):
        return []
    wary = [mention for mention in roles if rules.wary_state.match(text, mention.span.end, clause.end)]
    if not wary:
        return []
    return [mention for mention in roles if mention not in wary and mention.span.start > wary[0].span.end]


# --- scope ------------------------------------------------------------------------------------------------------------


class _Scope:
    """What 同国, "the region" or a heading refer to, at the sentence being read."""

    def __init__(self, layout: Layout, mentions: tuple[Mention, ...], rules: _Rules) -> None:
        self._layout = layout
        self._mentions = mentions
        self._starts = [mention.span.start for mention in mentions]
        self._rules = rules
        self._latest = {groups: _latest(mentions, groups=groups) for groups in (False, True)}
        self._taken: dict[Span, list[Mention]] = {}
        self._announced: dict[int, list[str]] = {}
        self._led: dict[int, list[str]] = {}
        self._read_headings()
        self._latest_found: tuple[int, tuple[str, ...]] = (-1, ())
        self._paragraph = -1
        self.focus = self._focus()

    def within(self, span: Span) -> list[Mention]:
        """Mentions inside a span."""
        return list(self._mentions[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)])

    def _focus(self) -> str | None:
        """The country the article is about: named in its title, else its language's own, else the one named most."""
        title = self._layout.title
        countries = [mention.region for mention in self._mentions if _is_country(mention.region)]
        in_title = [mention.region for mention in self.within(title) if _is_country(mention.region)] if title else []
        if in_title:
            return max(dict.fromkeys(in_title), key=countries.count)
        homes = _HOMES.get(self._layout.language, ())
        if homes:
            return max(homes, key=countries.count)
        return Counter(countries).most_common(1)[0][0] if countries else None

    def _before(self, at: int, *, groups: bool) -> tuple[str, ...]:
        """The two countries, or groups, named last in front of `at`, the latest first."""
        starts, latest = self._latest[groups]
        index = bisect_left(starts, at) - 1
        return latest[index] if index >= 0 else ()

    def anaphors(self, span: Span) -> list[Mention]:
        """Mentions by a word that takes up an earlier region."""
        if span not in self._taken:
            self._taken[span] = self._found_anaphors(span)
        return self._taken[span]

    def _found_anaphors(self, span: Span) -> list[Mention]:
        found = [
            Mention(region, Span(*match.span()), Form.NAME)
            for kind, pattern in self._rules.anaphora.items()
            for match in pattern.finditer(self._layout.text, span.start, span.end)
            for region in self._referents(kind, match.start(), span.start)
        ]
        return sorted(found, key=lambda mention: mention.span)

    def _referents(self, kind: str, at: int, start: int) -> tuple[str, ...]:
        if kind == "local":
            here = [mention.region for mention in self.within(Span(start, at)) if _is_country(mention.region)]
            return tuple(here[-1:]) or self._referents("home", at, start)
        if kind == "home":
            return (self.focus,) if self.focus else ()
        if kind == "same":
            return self._same()
        named = self._before(at, groups=kind == "area")
        return named[: 2 if kind == "two" else 1]

    def enter(self, sentence: Sentence) -> None:
        """Read on in that sentence's paragraph."""
        self._paragraph = sentence.paragraph

    def keep(self, regions: Iterable[str]) -> None:
        """Remember the regions that the sentence just read tells of."""
        self._latest_found = (self._paragraph, tuple(regions))

    def _same(self) -> tuple[str, ...]:
        """The regions that the paragraph has told of last."""
        paragraph, regions = self._latest_found
        return regions if paragraph == self._paragraph else ()

    def spoken_of(self, sentence: Sentence, above: list[str]) -> list[str]:
        """Of the regions of a heading those that a sentence without any speaks of: the paragraph's last, else the
        first, as long as the section has named none."""
        if len(above) == 1:
            return above
        same = [region for region in self._same() if any(contains(one, region) or one == region for one in above)]
        start = self._layout.sentences[sentence.section or 0].span.end
        return same or ([] if self.within(Span(start, sentence.span.start)) else above[:1])

    def heading(self, sentence: Sentence) -> list[str]:
        """Regions of the heading above, where it announces consequences: 〜企業への影響, or タイ below such a heading.

        A paragraph that opens with a region and a colon, or with a region and nothing else, below such a heading is
        about that region.
        """
        if sentence.section is None:
            return []
        if sentence.paragraph in self._led:
            return self._led[sentence.paragraph]
        return self._announced[sentence.section]

    def _read_headings(self) -> None:
        """What each heading announces, and which paragraphs below one are led by a region's name."""
        title = self._layout.title
        announces = title is not None and bool(self._rules.heading.search(self._layout.text, *title))
        for index, sentence in enumerate(self._layout.sentences):
            if sentence.role is SentenceRole.HEADING:
                named = self.within(sentence.span)
                by_words = bool(self._rules.heading.search(self._layout.text, *sentence.span))
                announces = by_words or (announces and self._is_only(named, sentence.span))
                regions = dict.fromkeys(mention.region for mention in named)
                self._announced[index] = list(regions) if announces else []
            elif announces and sentence.paragraph not in self._led and (leading := self._leading(sentence.span)):
                self._led[sentence.paragraph] = leading

    def _is_only(self, named: list[Mention], span: Span) -> bool:
        """Whether a heading is nothing but names of regions, with a few signs or words around them."""
        held = sum(
            mention.span.end - mention.span.start for mention in {mention.span: mention for mention in named}.values()
        )
        return held > 0 and span.end - span.start - held <= _AROUND_NAMES

    def _leading(self, span: Span) -> list[str]:
        """The regions that a sentence names first of all, if a colon, a dash or nothing follows."""
        named = self.within(Span(span.start, min(span.end, span.start + 2 * _WINDOW)))
        at, regions = span.start, []
        for mention in named:
            if mention.span.start > at and not self._rules.joined.match(self._layout.text[at : mention.span.start]):
                break
            at = mention.span.end
            regions.append(mention.region)
        return regions if regions and _LED.match(self._layout.text, at, span.end) else []


_AROUND_NAMES = 4
_LED = re.compile(r"\s?(?::(?![0-9])|[—–-]{1,2}\s|】)|[.。](?=\s|$)|$")


_HOMES = {"ja": ("JP",), "th": ("TH",), "zh": ("CN",), "zh-Hant": ("TW", "HK")}
"""Where a language is at home; the place named more often, where it has several."""


def _latest(mentions: tuple[Mention, ...], *, groups: bool) -> tuple[list[int], list[tuple[str, ...]]]:
    """Where countries, or groups, are named, and for each place the two different ones named last, the latest first."""
    starts: list[int] = []
    latest: list[tuple[str, ...]] = []
    for mention in mentions:
        if mention.form is Form.METONYM or _is_country(mention.region) is groups:
            continue
        before = latest[-1] if latest else ()
        starts.append(mention.span.start)
        latest.append((mention.region, *(region for region in before if region != mention.region))[:2])
    return starts, latest


def _is_country(region: str) -> bool:
    return len(region) == 2 and region != "EU"


# --- the whole article ----------------------------------------------------------------------------------------------


def _stance(rules: _Rules, text: str, hit: _Hit, span: Span) -> Stance | None:
    """Gain or danger, where the words around the cue say so and do not say both."""
    if hit.modality is Modality.RISK:
        return Stance.RISK
    gain = rules.opportunity.search(text, span.start, span.end)
    danger = rules.risk.search(text, span.start, span.end)
    if bool(gain) is bool(danger):
        return None
    return Stance.OPPORTUNITY if gain else Stance.RISK


class _Finding(NamedTuple):
    region: str
    hit: _Hit
    scope: str
    clause: Span


def _clauses(rules: _Rules, text: str, span: Span) -> list[Span]:
    """A sentence cut where one statement is set against another: 〜一方、〜; "while"; 但."""
    cuts = [match.end() for match in rules.split.finditer(text, span.start, span.end)]
    edges = [span.start, *cuts, span.end]
    return [Span(left, right) for left, right in pairwise(edges) if left < right]


def _in_clause(rules: _Rules, text: str, scope: _Scope, clause: Span) -> list[_Finding]:
    """What the clause says for the regions it names, else for those it takes up."""
    named, taken = scope.within(clause), scope.anaphors(clause)
    hit = _deciding(rules, text, clause.start, clause.end) if named or taken else None
    if not hit:
        return []
    spoken_of = [("named", _roles(rules, text, named, *clause)), ("anaphor", _roles(rules, text, taken, *clause))]
    if taken and not any(role in {_Role.TOPIC, _Role.AFFECTED} for role in spoken_of[0][1].values()):
        spoken_of.reverse()
    for how, roles in spoken_of:
        affected = _affected(rules, text, roles, hit, clause)
        if affected:
            return [_Finding(mention.region, hit, how, clause) for mention in affected]
    return []


def _names_affected(rules: _Rules, text: str, scope: _Scope, span: Span, above: list[str]) -> bool:
    """Whether the sentence names a region of its own that acts or that something might happen to.

    The central bank of a heading's region is none of its own.
    """
    roles = _roles(rules, text, scope.within(span), span.start, span.end)
    return any(
        mention.region not in above if mention.form is Form.METONYM else role is not _Role.OTHER
        for mention, role in roles.items()
    )


def _in_sentence(rules: _Rules, text: str, scope: _Scope, sentence: Sentence) -> list[_Finding]:
    clauses = [
        clause for clause in _clauses(rules, text, sentence.span) if scope.within(clause) or scope.anaphors(clause)
    ]
    several = len(clauses) > 1
    found = [finding for clause in clauses for finding in _in_clause(rules, text, scope, clause)] if several else []
    found = found or _in_clause(rules, text, scope, sentence.span)
    above = scope.heading(sentence)
    if found and found[0].scope == "anaphor":  # what is said of a group concerns the member that the heading names
        first = found[0]
        found += [first._replace(region=region, scope="heading") for region in above if contains(first.region, region)]
    if found or not above:
        return found
    if _names_affected(rules, text, scope, sentence.span, above):
        return _befallen(rules, text, scope, sentence.span)
    hit = _deciding(rules, text, sentence.span.start, sentence.span.end)
    if hit is None or not hit.strong:
        return []
    return [_Finding(region, hit, "heading", sentence.span) for region in scope.spoken_of(sentence, above)]


def _befallen(rules: _Rules, text: str, scope: _Scope, span: Span) -> list[_Finding]:
    """Under a heading that announces consequences, what has already come of it for the regions a sentence names."""
    done = rules.befallen.search(text, span.start, span.end)
    if done is None or _is_plan(rules, text, span.start, span.end):
        return []
    hit = _Hit(Span(*done.span()), Modality.FACT, strong=False, rank=len(rules.cues))
    roles = _roles(rules, text, scope.within(span), span.start, span.end)
    affected = {mention.region for mention, role in roles.items() if role in {_Role.TOPIC, _Role.AFFECTED}}
    return [_Finding(region, hit, "heading", span) for region in sorted(affected)]


def implications(layout: Layout) -> tuple[tuple[Implication, ...], tuple[str, ...]]:
    """The implications of an article in text order, and the regions it names without one, sorted.

    A sentence has at most one implication for a region; "001", the world, is never a mere mention. Linear in the
    length of the text.
    """
    text = layout.text
    rules = _rules(layout.language.split("-", maxsplit=1)[0])
    mentions = find_regions(text, layout.language)
    scope = _Scope(layout, mentions, rules)
    found: list[Implication] = []
    for sentence in layout.sentences:
        if sentence.role is not SentenceRole.BODY:
            continue
        scope.enter(sentence)
        regions: set[str] = set()
        for finding in _in_sentence(rules, text, scope, sentence):
            if finding.region in regions:
                continue
            regions.add(finding.region)
            hit = finding.hit
            found.append(
                Implication(
                    region=finding.region,
                    quote=layout.raw[sentence.span.start : sentence.span.end],
                    span=sentence.span,
                    modality=hit.modality,
                    stance=_stance(rules, text, hit, finding.clause),
                    rule=f"{finding.scope}: {text[hit.span.start : hit.span.end]}",
                )
            )
        if regions:
            scope.keep(sorted(regions))
    affected = {implication.region for implication in found}
    return tuple(found), tuple(sorted({mention.region for mention in mentions} - affected - {"001"}))
