"""English clauses without a parser: words, verbs and noun phrases by word order and word lists.

English keeps its order strictly: the subject stands before its verb, the object behind it, a complement behind "of".
A word is a verb, a preposition, a determiner or part of a noun phrase by the lists of `data/en.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from digests.extract.en.lexicon import (
    ADVERBS,
    BASE_VERBS,
    DETERMINERS,
    DOWN_NOUNS,
    DOWN_VERBS,
    DOWN_WORDS,
    FINITE,
    IN_TIME,
    JOINING,
    MODALS,
    NOMINAL,
    PREPOSITIONS,
    STILL_VERBS,
    STOPS,
    TIME_NOUNS,
    UP_NOUNS,
    UP_VERBS,
    UP_WORDS,
    is_plural,
)
from digests.extract.grammar import Draft, Place
from digests.model import Direction, Kind, Span

UP, DOWN = Direction.UP, Direction.DOWN
MOVES = {
    **dict.fromkeys(UP_VERBS, UP),
    **dict.fromkeys(DOWN_VERBS, DOWN),
}
NOUNS = {**dict.fromkeys(UP_NOUNS, UP), **dict.fromkeys(DOWN_NOUNS, DOWN)}
WORDS = {**dict.fromkeys(UP_WORDS, UP), **dict.fromkeys(DOWN_WORDS, DOWN)}
VERBS = UP_VERBS | DOWN_VERBS | STILL_VERBS
ACTING = VERBS - NOMINAL
"""Verbs that are no noun too."""

_OUTSIDE = STOPS | FINITE
_ENDS_PHRASE = _OUTSIDE | ACTING
_PREPOSED = JOINING - {"and"}
_BEFORE_BASE = (
    MODALS
    | ADVERBS
    | {"to", "they", "we", "you", "i", "who", "which", "that", "not", "help", "helps", "helped", "let", "and"}
)
_BEFORE_VERB = MODALS | {"to", "it", "they", "that", "which", "who", "also", "not"}
APPROX = (
    "about|around|roughly|approximately|nearly|almost|some|over|under|just|only|more than|"
    "less than|fewer than|up to|as much as|as many as|at least|at most"
    "|a record|an estimated|a further|another|an extra|an additional|a total of|a little|"
    "slightly|well|between|an average of|a combined|the equivalent of|a whopping|close to|no "
    "more than|no less than|a"
)
NO_MOVE = frozenset({Kind.DURATION, Kind.ORDINAL, Kind.DATE})


class Word(NamedTuple):
    """A word of a clause and where it stands in the text."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.text.lower()


WORD = re.compile(r"[A-Za-z][\w’'&/-]*(?:\.[A-Za-z]\b\.?)*")


def read_words(text: str, start: int, end: int) -> list[Word]:
    return [Word(match[0], *match.span()) for match in WORD.finditer(text, start, end)]


_NEAR = 24


def near(place: Place) -> Sequence[Draft]:
    """The figures of the sentence around this one; those further away cannot touch what describes it."""
    return place.drafts[max(0, place.at - _NEAR) : place.at + _NEAR]


def words_of(place: Place, start: int, end: int) -> list[Word]:
    """The words of a stretch of the sentence that belong to no figure."""
    taken = [(draft.start, draft.end) for draft in near(place) if draft.start < end and draft.end > start]
    words = read_words(place.text, start, end)
    return [word for word in words if not any(word.start < right and left < word.end for left, right in taken)]


def previous(place: Place) -> Draft | None:
    """The figure before this one in its clause, dates and durations apart."""
    for draft in reversed(place.drafts[max(0, place.at - 4) : place.at]):
        if draft.kind not in {Kind.DATE, Kind.DURATION} and draft.end > place.clause.start:
            return draft
    return None


def is_verb(words: list[Word], at: int) -> bool:
    """Whether a word that may be a verb is one here: not behind a determiner, a preposition or an adjective's hyphen."""
    if at == 0:
        return not words[0].text[0].isupper() or words[0].low.endswith(("ed", "ing"))
    before = words[at - 1].low
    if before == "to":
        return True
    if words[at].start - words[at - 1].end > 2:
        return True
    if words[at].low in BASE_VERBS:
        return before in _BEFORE_BASE or is_plural(before)
    return before not in DETERMINERS and (before not in PREPOSITIONS or words[at].low.endswith("ing"))


_SEPARABLE = re.compile(
    r"(?:pick|set|tak|took|taken|ma[dk]e?|making|back|sign|l[ia]ne?|g[iao]ve?|follow|us(?:e|ed|ing)|sum|br[io]|turn|"
    r"catch|caught|start|b[uo]y|bought|snap|eat|ate|ke?ep|free|h[eo]ld|clean|stock|c[ao]m|shor|wrap|team|link|ti|prop|"
    r"sell|sold|br[eo]a?k|step|shut|la[iy]|pin|track|hand|tear|tore|show|soak|mop|gobbl|speed|scal|swallow)"
)


def is_phrasal(words: list[Word], at: int) -> bool:
    """Whether "up" or "down" belongs to the verb before it and tells no change: pick up, set up, shut down."""
    return at > 0 and words[at].start - words[at - 1].end == 1 and bool(_SEPARABLE.match(words[at - 1].low))


def phrase_at(text: str, at: int, end: int, most: int = 7) -> Span | None:
    """The noun phrase that starts at `at`, without its determiner; one "of" or "for" may join a second part."""
    found = re.compile(
        r"(?:(?:the|a|an|its|their|his|her|our|any|all|some|each|these|those|this|that|more|fewer|"
        r"less|additional|extra)\s)*(?!\s)",
        re.IGNORECASE,
    ).match(text, at, end)
    at = found.end() if found else at
    start, last, words, joined, paired = at, at, 0, False, False
    for match in re.compile(r"(?P<gap>\s?)(?P<word>[A-Za-z][\w’'&/.-]*|\d{4}s?(?=\s[a-z]))").finditer(text, at, end):
        if match.start() != last or (words and not match["gap"]):
            break
        word = match["word"].rstrip(".")
        low = word.lower()
        if words and low in {"of", "for"} and not joined:
            inner = phrase_at(text, match.end() + 1, end, 4)
            if inner is not None and low == "of" and text[match.end() : match.end() + 1] == " ":
                last = inner.end
            break
        if words and low == "and" and not paired:
            second = WORD.match(text, match.end() + 1, end)
            if (
                second
                and second[0].islower()
                and second[0] not in _ENDS_PHRASE
                and text[match.end() : match.end() + 1] == " "
            ):
                paired, last = True, match.end()
                continue
        if (
            low in STOPS
            or low in FINITE
            or (words and low in TIME_NOUNS and text[start:last].lower() in {"this", "last", "next"})
        ):
            break
        last, words = match.start("word") + len(word), words + 1
        if words >= most or len(match["word"]) > len(word):
            break
    return Span(start, last) if words else None


_TRAILING = re.compile(
    r"(?i)(?:\s|^)(?:(?:in|for|on|during|over|since|by|from|to|of|until|at|through|between|"
    r"ended|ending|and|the|a|its|early|late|mid|first|second|third|fourth|last|next|this|past|"
    r"fiscal|financial|full|whole|same"
    r"|year|quarter|half|month|months|weeks?|days?|period|times|earlier|ago)\s?)+$"
)


def _before_dates(place: Place, at: int) -> int:
    """Where the phrase in front of `at` ends once dates and periods behind it are taken away."""
    moved = True
    while moved:
        moved = False
        for draft in near(place):
            if draft.kind in {Kind.DATE, Kind.DURATION} and 0 <= at - draft.end <= 1:
                at, moved = draft.start, True
                found = _TRAILING.search(place.text[max(place.sentence.span.start, at - 60) : at])
                at = max(place.sentence.span.start, at - 60) + found.start() if found else at
    return at


def phrase_before(place: Place, at: int, floor: int) -> Span | None:
    """The noun phrase that ends at `at`; complements with "of", "in", "for", "on" stay with their head."""
    text = place.text
    at = _before_dates(place, at)
    words = read_words(text, max(floor, at - 110), at)
    start = end = -1
    skipping = False
    kept: list[Word] = []
    for index in range(len(words) - 1, -1, -1):
        word = words[index]
        nearer = kept[-1].start if kept else at
        between = text[word.end : nearer]
        inside = next((draft for draft in near(place) if draft.start < word.end and word.start < draft.end), None)
        if inside is not None:
            if kept and kept[-1].low in STOPS:
                kept = []
            if inside.kind not in {Kind.DURATION, Kind.DATE} or inside.end <= nearer - 40:
                break
            kept, skipping, at = [], True, inside.start
            continue
        if skipping and word.low in {
            "more",
            "than",
            "less",
            "about",
            "around",
            "over",
            "nearly",
            "almost",
            "least",
            "at",
            "up",
            "to",
            "in",
            "for",
            "of",
            "the",
            "a",
            "an",
        }:
            at = word.start
            continue
        skipping = False
        if between.strip(" ’'.") and between.strip() not in {"&", "/"} and kept:
            break
        low = word.low
        joins = (
            bool(kept)
            and low in JOINING
            and index > 0
            and words[index - 1].low not in _OUTSIDE
            and not text[words[index - 1].end : word.start].strip()
        )
        if low == "and":
            joins = joins and len(kept) <= 2
        determiner = low in DETERMINERS and bool(kept) and index > 0 and words[index - 1].low in _PREPOSED
        if (low in STOPS and not joins and not determiner) or (low in FINITE):
            break
        if (
            kept
            and low in VERBS
            and low not in NOMINAL
            and is_verb(words, index)
            and not _is_modifier(words, index, kept)
        ):
            break
        kept.append(word)
        if len(kept) > 9:
            break
    while kept and kept[-1].low in STOPS:
        kept.pop()
    if kept:
        start, end = kept[-1].start, kept[0].end
    return Span(start, end) if kept else None


def _is_modifier(words: list[Word], index: int, kept: list[Word]) -> bool:
    """A participle in front of a noun and behind a determiner: "the shipped units"."""
    return bool(kept) and words[index].low.endswith(("ed", "ing")) and index > 0 and words[index - 1].low in DETERMINERS


def is_time(text: str, span: Span) -> bool:
    """Whether a phrase is only a date or a period: "the first quarter of 2025"."""
    words = re.findall(r"[a-z0-9]+", text[span.start : span.end].lower())
    return all(word in TIME_NOUNS or word in IN_TIME or word.isdigit() for word in words)


def object_at(text: str, at: int, end: int) -> Span | None:
    """A noun phrase with its complements ("the state's reliance on imported cells"), before a figure's by, to or from."""
    phrase = phrase_at(text, at, end, 8)
    if phrase is None:
        return None
    more = re.compile(r"\s(?:on|for|in)\s").match(text, phrase.end, end)
    if more:
        inner = phrase_at(text, more.end(), end, 5)
        if inner is not None and not is_time(text, inner) and inner.end - phrase.start <= 60:
            return Span(phrase.start, inner.end)
    return phrase


DIRECT = re.compile(rf"(?i)\s(?:(?:by|to|between|{APPROX})\s)*")


def is_plainly_verb(words: list[Word], index: int) -> bool:
    before = words[index - 1].low if index else ""
    return before in _BEFORE_VERB or (
        bool(index)
        and before.endswith("s")
        and words[index].low in {"rise", "fall", "drop", "gain", "increase", "decline", "cost", "cut"}
    )
