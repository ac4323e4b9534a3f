"""English clauses without a parser: words and verbs by word order and word lists.

English keeps its order strictly: the subject stands before its verb, the object behind it, a complement behind "of".
A word is a verb, a preposition, a determiner or part of a noun phrase by the lists of `data/en.toml`; what stands
before it tells a verb from a noun of the same form.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from digests.extract.en.lexicon import (
    ADVERBS,
    BASE_VERBS,
    DETERMINERS,
    DOWN_NOUNS,
    DOWN_VERBS,
    DOWN_WORDS,
    MODALS,
    NOMINAL,
    PREPOSITIONS,
    STILL_VERBS,
    UP_NOUNS,
    UP_VERBS,
    UP_WORDS,
    is_plural,
)
from digests.extract.grammar import Draft, Place
from digests.model import Direction, Kind
from digests.patterns import compiled

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

_BEFORE_BASE = (
    MODALS
    | ADVERBS
    | {"to", "they", "we", "you", "i", "who", "which", "that", "not", "help", "helps", "helped", "let", "and"}
)
_BEFORE_VERB = MODALS | {"to", "it", "they", "that", "which", "who", "also", "not"}
APPROX = (
    "about|around|barely|hardly|roughly|approximately|nearly|almost|some|over|under|just|only|more than|"
    "less than|fewer than|up to|as much as|as many as|at least|at most"
    "|a record|an estimated|a further|another|an extra|an additional|a total of|a little|"
    "slightly|well|between|an average of|a combined|the equivalent of|a whopping|close to|no "
    "more than|no less than|a"
)
NO_MOVE = frozenset({Kind.DURATION, Kind.ORDINAL, Kind.DATE})


class Word(NamedTuple):
    """A word of a clause, in small letters too, and where it stands in the text."""

    text: str
    start: int
    end: int
    low: str


WORD = compiled(r"[A-Za-z][\w’'&/-]*(?:\.[A-Za-z]\b\.?)*")


def lowered(word: str) -> str:
    """A word in small letters; US and IT are no pronouns."""
    return word if word in {"US", "IT"} else word.lower()


def read_words(text: str, start: int, end: int) -> list[Word]:
    return [Word(match[0], *match.span(), lowered(match[0])) for match in WORD.finditer(text, start, end)]


@lru_cache(maxsize=4)
def _sentence_words(text: str, start: int, end: int) -> tuple[list[Word], list[int]]:
    """The words of a sentence, read once for all its figures, and where they start."""
    words = read_words(text, start, end)
    return words, [word.start for word in words]


_NEAR = 24


def near(place: Place) -> Sequence[Draft]:
    """The figures of the sentence around this one; those further away cannot touch what describes it."""
    return place.drafts[max(0, place.at - _NEAR) : place.at + _NEAR]


def words_of(place: Place, start: int, end: int) -> list[Word]:
    """The whole words of a stretch of the sentence that belong to no figure."""
    words, starts = _sentence_words(place.text, *place.sentence.span)
    stretch = words[bisect_left(starts, start) : bisect_left(starts, end)]
    taken = [(draft.start, draft.end) for draft in near(place) if draft.start < end and draft.end > start]
    return [
        word
        for word in stretch
        if word.end <= end and not any(word.start < right and left < word.end for left, right in taken)
    ]


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
    if before == "to" or (before == "that" and at > 1 and words[at - 2].low not in _OPENING_THAT):
        return True
    if words[at].start - words[at - 1].end > 2:
        return words[at].low not in WORDS
    if words[at].low in BASE_VERBS:
        return before in _BEFORE_BASE or is_plural(before)
    return before not in DETERMINERS and (before not in PREPOSITIONS or words[at].low.endswith("ing"))


_OPENING_THAT = PREPOSITIONS | VERBS | ADVERBS
_NOT_AFTER_TO = (
    ADVERBS | PREPOSITIONS | DETERMINERS | {"record", "new", "fresh", "all-time", "multi-year", "lows", "highs"}
)
_ANY_NEXT = compiled(r"\s(?P<word>[a-z’'-]+)\s")
_OBJECT_NEXT = compiled(r"\s(?:the|its|their|his|her|a|an|our|this|these|up|out|around|on)\b|\s[$€£¥]?\d")


def is_unlisted_verb(text: str, words: list[Word], at: int) -> bool:
    """Whether a word of no list is a verb by its place: "to dredge its channel", "will outlast", "used the pier"."""
    word, before = words[at], words[at - 1].low if at else ""
    if not before or not word.text.islower() or "-" in word.text or words[at].start - words[at - 1].end > 1:
        return False
    if before in MODALS:
        return word.low not in ADVERBS and word.low not in {"be", "have", "not"}
    followed = bool(_OBJECT_NEXT.match(text, word.end))
    if before == "to":
        after = _ANY_NEXT.match(text, word.end)
        named = after is not None and after["word"] not in PREPOSITIONS and after["word"] not in ADVERBS
        return (followed or named) and word.low not in _NOT_AFTER_TO
    return followed and word.low.endswith("ed") and before not in DETERMINERS and before not in PREPOSITIONS


_SEPARABLE = compiled(
    r"(?:pick|set|put|tak|took|taken|ma[dk]e?|making|back|sign|l[ia]ne?|g[iao]ve?|follow|us(?:e|ed|ing)|sum|br[io]|turn|"
    r"catch|caught|start|b[uo]y|bought|snap|eat|ate|ke?ep|free|h[eo]ld|clean|stock|shor|wrap|team|link|ti|prop|"
    r"sell|sold|br[eo]a?k|step|shut|la[iy]|pin|track|hand|tear|tore|show|soak|mop|gobbl|speed|scal|swallow)"
)


def is_phrasal(words: list[Word], at: int) -> bool:
    """Whether "up" or "down" belongs to the verb before it and tells no change: pick up, set up, shut down."""
    return at > 0 and words[at].start - words[at - 1].end == 1 and bool(_SEPARABLE.match(words[at - 1].low))


DIRECT = compiled(rf"(?i)\s(?:(?:by|to|at|from|between|{APPROX})\s)*")


def is_plainly_verb(words: list[Word], index: int) -> bool:
    before = words[index - 1].low if index else ""
    return before in _BEFORE_VERB or (
        bool(index)
        and before.endswith("s")
        and words[index].low in {"rise", "fall", "drop", "gain", "increase", "decline", "cost", "cut", "trade", "range"}
    )


def is_like(draft: Draft, other: Draft) -> bool:
    """Whether what follows `other` is said of it rather than of `draft`."""
    if other.kind in NO_MOVE:
        return False
    return other.kind is not Kind.PERCENT or draft.kind is not Kind.PERCENT or other.unit == draft.unit
