"""What a sentence says of the regions it names: the cue that decides its modality, and which of them it befalls.

The words of each language stand in `data/implications/LANGUAGE.toml`, the procedure here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from digests.extract.regions import Form, Mention
from digests.extract.tables import read_data
from digests.model import Modality, Span
from digests.patterns import compiled

_WINDOW = 48
"""Characters in front of a region that can tell its role."""


# --- rules ----------------------------------------------------------------------------------------------------------


class _Cues(NamedTuple):
    """Words that carry one modality. `strong` decides before any weak one; see the data files."""

    modality: Modality
    strong: bool
    words: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Rules:
    """One language's data file, compiled."""

    order: str
    aside: re.Pattern[str]
    person: re.Pattern[str]
    chunk: re.Pattern[str]
    split: re.Pattern[str]
    cues: tuple[_Cues, ...]
    subordinate: re.Pattern[str]
    reports: re.Pattern[str]
    supposed: re.Pattern[str]
    undergone: re.Pattern[str]
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
def rules_for(language: str) -> Rules:
    data = read_data(f"implications/{language}")

    def any_of(words: Iterable[str]) -> re.Pattern[str]:
        return compiled("|".join(f"(?:{word})" for word in words))

    roles = data["roles"]
    return Rules(
        order=data["order"],
        aside=compiled(data["aside"]),
        person=compiled(data.get("person", "(?!)")),
        chunk=compiled(data["chunk"]),
        split=compiled(data["split"]),
        cues=tuple(_Cues(Modality(cue["modality"]), cue["strong"], any_of(cue["words"])) for cue in data["cue"]),
        subordinate=compiled(data["subordinate"]["after"]),
        reports=compiled(data["subordinate"]["reports"]),
        supposed=compiled(data.get("unworded", {}).get("supposed", "(?!)")),
        undergone=compiled(data.get("unworded", {}).get("undergone", "(?!)")),
        reason=compiled(data["subordinate"].get("reason", "(?!)")),
        plan=any_of(data["plan"]["words"]),
        despite=compiled(data["plan"]["despite"]),
        never=compiled(data["plan"]["never"]),
        ruler_after=any_of(roles["ruler_after"]),
        cause_after=any_of(roles["cause_after"]),
        cause_before=compiled("|".join(roles["cause_before"]), re.IGNORECASE),
        acting_after=any_of(roles["acting_after"]),
        other_after=any_of(roles["other_after"]),
        acting_before=compiled("|".join(roles["acting_before"]), re.IGNORECASE),
        other_before=compiled("|".join(roles["other_before"]), re.IGNORECASE),
        itself=compiled(roles["itself"]),
        topic_after=any_of(roles["topic_after"]),
        framed=compiled(roles["framed"]),
        located=compiled(roles["located"]),
        joined=compiled(roles["joined"]),
        wary=compiled(roles["wary"], re.IGNORECASE),
        wary_state=compiled(roles["wary_state"]),
        anaphora={kind: compiled(pattern) for kind, pattern in data["anaphora"].items()},
        heading=compiled("|".join(data["heading"]["words"]), re.IGNORECASE),
        befallen=compiled(data["heading"].get("befallen", "(?!)")),
        opportunity=compiled(data["stance"]["opportunity"], re.IGNORECASE),
        risk=compiled(data["stance"]["risk"], re.IGNORECASE),
    )


# --- what a sentence says ------------------------------------------------------------------------------------------


class Hit(NamedTuple):
    """A cue found in the text; `rank` is its place among the cues, negative for what says so without one."""

    span: Span
    modality: Modality
    strong: bool
    rank: int


def _hits(rules: Rules, text: str, start: int, end: int) -> list[Hit]:
    hits = [
        Hit(Span(*match.span()), cues.modality, cues.strong, rank)
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


def deciding(rules: Rules, text: str, start: int, end: int) -> Hit | None:
    """The cue that gives the clause its modality; None where there is none, or where it only tells a motive."""
    hits = _hits(rules, text, start, end) or _unworded(rules, text, start, end)
    if not hits or is_plan(rules, text, start, end):
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


def _unworded(rules: Rules, text: str, start: int, end: int) -> list[Hit]:
    """What a clause without any cue says by its form: what would follow (輸出が止まれば、工場は在庫が尽きる), or what
    has come of something (若者の流出で耕作放棄が進む)."""
    supposed = rules.supposed.search(text, start, end)
    if supposed:
        danger = rules.risk.search(text, *supposed.span()) and not rules.opportunity.search(text, *supposed.span())
        modality = Modality.RISK if danger else Modality.EXPECTED
        return [Hit(Span(*supposed.span()), modality, strong=False, rank=-1)]
    undergone = rules.undergone.search(text, start, end)
    return [Hit(Span(*undergone.span()), Modality.FACT, strong=False, rank=-1)] if undergone else []


def is_plan(rules: Rules, text: str, start: int, end: int) -> bool:
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


def _is_motive(rules: Rules, text: str, hit: Hit, end: int) -> bool:
    """Whether the cue stands in a clause that gives somebody's motive: 懸念から、利上げを見送った."""
    after = rules.subordinate.match(text, hit.span.end, end)
    return bool(after) and not rules.reports.search(text, hit.span.end, end)


class Role(Enum):
    """What a region does in its clause. A topic is what the clause is about, a ruler a government,
    a cause a region whose own trouble moves others."""

    TOPIC = auto()
    AFFECTED = auto()
    CAUSE = auto()
    RULER = auto()
    OTHER = auto()


def _runs(rules: Rules, text: str, mentions: list[Mention]) -> Iterator[list[Mention]]:
    """Mentions that stand together: タイやベトナムの, "Thailand and Malaysia"."""
    run: list[Mention] = []
    for mention in mentions:
        if run and mention.span != run[-1].span and not rules.joined.match(text[run[-1].span.end : mention.span.start]):
            yield run
            run = []
        run.append(mention)
    if run:
        yield run


def _role(rules: Rules, text: str, span: Span, start: int, end: int) -> Role:
    left, right = span
    if rules.framed.match(text, right, end) and not rules.acting_before.search(text, start, left):
        return Role.TOPIC
    if rules.ruler_after.match(text, right, end):
        return Role.RULER
    if (
        rules.itself.match(text, left, right)
        or rules.acting_after.match(text, right, end)
        or rules.other_after.match(text, right, end)
        or rules.acting_before.search(text, start, left)
        or rules.other_before.search(text, start, left)
    ):
        return Role.OTHER
    if rules.cause_after.match(text, right, end) or rules.cause_before.search(text, start, left):
        return Role.CAUSE
    return Role.TOPIC if rules.topic_after.match(text, right, end) else Role.AFFECTED


def roles_in(rules: Rules, text: str, mentions: list[Mention], start: int, end: int) -> dict[Mention, Role]:
    roles: dict[Mention, Role] = {}
    for run in _runs(rules, text, mentions):
        left, right = run[0].span.start, run[-1].span.end
        window = max(start, left - _WINDOW)
        role = _role(rules, text, Span(left, right), window, end)
        for mention in run:
            dateline = mention.form is Form.PLACE and text[mention.span.start : mention.span.end].isupper()
            roles[mention] = Role.OTHER if dateline or mention.form is Form.METONYM else role
    return roles


def affected_of(rules: Rules, text: str, roles: dict[Mention, Role], hit: Hit, clause: Span) -> list[Mention]:
    """The regions that the cue speaks of."""
    persons = [match.span("aside") for match in rules.person.finditer(text, *clause)]
    told = [m for m in roles if not any(left <= m.span.start and hit.span.start >= right for left, right in persons)]
    roles = {mention: role for mention, role in roles.items() if mention in told} if persons else roles
    included = [mention for mention, role in roles.items() if role in {Role.TOPIC, Role.AFFECTED}]
    if not included:
        included = [mention for mention, role in roles.items() if role is Role.CAUSE]
    if not included and hit.modality is Modality.REQUIRED:
        included = [mention for mention, role in roles.items() if role is Role.RULER]
    feared = _feared(rules, text, roles, hit, clause)
    if feared:
        return feared
    if hit.rank < 0:  # only of what the clause is about, or what stands behind the supposition
        included = [m for m in included if roles[m] is Role.TOPIC or m.span.start >= hit.span.start]
    runs = (run for run in _runs(rules, text, list(roles)) if rules.framed.match(text, run[-1].span.end, clause.end))
    framed = [mention for run in runs for mention in run if mention in included]
    if framed:
        return framed
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
    topics = [mention for mention in chosen if roles[mention] is Role.TOPIC]
    if topics:
        chosen = [
            mention
            for mention in chosen
            if mention in topics or rules.located.match(text, mention.span.end, clause.end)
        ]
    listed = _listed(rules, text, included, chosen)
    governs = before and roles[before[-1]] is Role.TOPIC and nearest <= here
    if before and before[-1] in listed:
        return listed
    return before if governs and not topics else listed


def _listed(rules: Rules, text: str, included: list[Mention], chosen: list[Mention]) -> list[Mention]:
    """The regions chosen, with those that they stand in one list with."""
    first, last = included.index(chosen[0]), included.index(chosen[-1])
    while first and rules.joined.match(text[included[first - 1].span.end : included[first].span.start]):
        first -= 1
    while last + 1 < len(included) and rules.joined.match(
        text[included[last].span.end : included[last + 1].span.start]
    ):
        last += 1
    return [*included[first : included.index(chosen[0])], *chosen, *included[included.index(chosen[-1]) + 1 : last + 1]]


def _feared(rules: Rules, text: str, roles: dict[Mention, Role], hit: Hit, clause: Span) -> list[Mention]:
    """The regions a state fears for: 米国は、〜がタイを経由して中国に渡ることを警戒している tells of TH and CN."""
    if not any(fear.start() <= hit.span.start < fear.end() for fear in rules.wary.finditer(text, *clause)):
        return []
    wary = [mention for mention in roles if rules.wary_state.match(text, mention.span.end, clause.end)]
    if not wary:
        return []
    return [mention for mention in roles if mention not in wary and mention.span.start > wary[0].span.end]
