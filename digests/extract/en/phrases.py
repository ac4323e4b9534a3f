"""English noun phrases: where one starts and ends, before or behind a place in the text."""

from __future__ import annotations

import re

from digests.extract.en.clause import ACTING, VERBS, WORD, Word, is_verb, lowered, near, read_words
from digests.extract.en.lexicon import (
    DETERMINERS,
    DOWN_NOUNS,
    FINITE,
    IN_TIME,
    JOINING,
    NOMINAL,
    STOPS,
    TIME_NOUNS,
    UP_NOUNS,
    is_plural,
)
from digests.extract.grammar import Draft, Place
from digests.model import Kind, Span
from digests.patterns import compiled

_OUTSIDE = STOPS | FINITE
_ENDS_PHRASE = _OUTSIDE | ACTING
_PREPOSED = JOINING - {"and"}
_PREDICATES = frozenset(word for word in ACTING - UP_NOUNS - DOWN_NOUNS if not word.endswith(("ing", "ed")))
_LEADING = compiled(
    r"(?:(?:the|a|an|its|their|his|her|our|any|all|some|each|these|those|this|that|more|fewer|"
    r"less|additional|extra)\s)*(?!\s)",
    re.IGNORECASE,
)
_STEP = compiled(r"(?P<gap>\s?)(?P<word>[A-Za-z][\w’'&/.-]*|\d{4}s?(?=\s[a-z]))")
_PARTICIPLE_OVER = compiled(r"\s(?:by|to|in|on|from|at|the|its|their|a|an|up|down)\b|\s[$€£¥]?\d|[,.;]|$")


def phrase_at(text: str, at: int, end: int, most: int = 7) -> Span | None:
    """The noun phrase that starts at `at`, without its determiner; one "of" or "for" may join a second part."""
    found = _LEADING.match(text, at, end)
    at = found.end() if found else at
    start, last, words, paired = at, at, 0, False
    for match in _STEP.finditer(text, at, end):
        if match.start() != last or (words and not match["gap"]):
            break
        word = match["word"].rstrip(".")
        low = lowered(word)
        if words and low in {"of", "for"}:
            inner = phrase_at(text, match.end() + 1, end, 4)
            if inner is not None and low == "of" and text[match.end() : match.end() + 1] == " ":
                last = inner.end
            break
        if words and low == "and" and not paired and _pairs(text, match.end(), end):
            paired, last = True, match.end()
            continue
        if words and low in {"last", "next"} and _dates_next(text, match.end()):
            break
        if _ends_phrase(text, low, match.start("word") + len(word), words) or (
            words and low in TIME_NOUNS and text[start:last].lower() in {"this", "last", "next"}
        ):
            break
        last, words = match.start("word") + len(word), words + 1
        if words >= most or len(match["word"]) > len(word):
            break
    return Span(start, last) if words else None


def _dates_next(text: str, at: int) -> bool:
    """Whether a noun of time follows: "the line last year"."""
    word = WORD.match(text, at + 1)
    return word is not None and word[0].lower() in TIME_NOUNS


def _pairs(text: str, at: int, end: int) -> bool:
    """Whether "and" is followed by a second noun of the phrase."""
    second = WORD.match(text, at + 1, end)
    if second is None or text[at : at + 1] != " " or not second[0].islower() or second[0] in _ENDS_PHRASE:
        return False
    return not re.match(r"\s(?:in|on|at|to|by)\s(?:(?:19|20)\d\d|\d)", text[second.end() : second.end() + 10])


def _ends_phrase(text: str, low: str, end: int, words: int) -> bool:
    """Whether a word stands outside a phrase of so many words: a verb's form with nothing behind it to name."""
    if low in STOPS or low in FINITE:
        return True
    if words and low.endswith("ed"):
        return bool(_PARTICIPLE_OVER.match(text, end))
    return bool(words) and low in _PREDICATES


_TRAILING = compiled(
    r"(?i)(?:\s|^)(?:(?:in|for|on|during|over|since|by|from|to|of|until|till|at|through|between|"
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
            behind = place.text[draft.end : at].strip().lower() in {"", "half", "quarter", "period", "year"}
            if draft.kind in {Kind.DATE, Kind.DURATION} and 0 <= at - draft.end <= 8 and behind:
                at, moved = draft.start, True
                found = _TRAILING.search(place.text[max(place.sentence.span.start, at - 60) : at])
                at = max(place.sentence.span.start, at - 60) + found.start() if found else at
    return at


_BRACKET_MOST = 60


def _before_bracket(text: str, at: int, floor: int) -> int:
    """Where the phrase in front of `at` ends once a bracket behind it is taken away: "Saral (BSE: 543981) jumped"."""
    if not text.startswith(")", at - 1):
        return at
    opened = text.rfind(" (", max(floor, at - _BRACKET_MOST), at)
    return opened if opened > floor else at


_OVER_PERIOD = frozenset(
    {
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
    }
    | {"the", "a", "an"}
)
_PHRASE_MOST = 9


def phrase_before(place: Place, at: int, floor: int) -> Span | None:
    """The noun phrase that ends at `at`; complements with "of", "in", "for", "on" stay with their head.

    A figure that modifies a noun of the phrase ("10-year bonds", "third-quarter profit") stands inside it.
    """
    text = place.text
    at = _before_bracket(text, _before_dates(place, at), floor)
    words = read_words(text, max(floor, at - 110), at)
    kept: list[Word] = []
    edge, skipping = at, False
    for index in range(len(words) - 1, -1, -1):
        word = words[index]
        inside = next((draft for draft in near(place) if draft.start < word.end and word.start < draft.end), None)
        if inside is not None:
            if not _passes(text, inside, edge, bool(kept)):
                break
            edge, skipping = inside.start, not kept
            continue
        if skipping and word.low in _OVER_PERIOD:
            edge = word.start
            continue
        skipping = False
        if kept and not _adjoins(text, word, edge):
            break
        if _leaves_phrase(text, words, index, kept):
            break
        kept.append(word)
        edge = word.start
        if len(kept) > _PHRASE_MOST:
            break
    while kept and (kept[-1].low in STOPS or kept[-1].text == "s"):
        kept.pop()
    if not kept:
        return None
    phrase = Span(kept[-1].start, kept[0].end)
    aside = _ASIDE.search(text, max(floor, phrase.start - 24), phrase.start)
    if aside is not None and is_time(text, phrase):
        before = phrase_before(place, aside.start(), floor)
        return before if before is not None and head(text, before) not in ACTING else phrase
    return phrase


_ASIDE = compiled(r"(?<=\w)\s(?:in|for|during|over|on|at|after|since|till|until)\s(?:the\s|a\s|its\s)?$")


def _passes(text: str, inside: Draft, edge: int, kept: bool) -> bool:
    """Whether a phrase goes on before a figure: one that modifies its noun, or a period behind all of it."""
    if kept:
        compound = inside.kind in {Kind.DATE, Kind.DURATION} or "-" in text[inside.start : inside.end]
        return compound and text[inside.end : edge] in {" ", "-"}
    return inside.kind in {Kind.DURATION, Kind.DATE} and inside.end > edge - 40


def _adjoins(text: str, word: Word, edge: int) -> bool:
    between = text[word.end : edge]
    return not between.strip(" ’'.") or between.strip() in {"&", "/"} or (between.strip(" ’'.-").isdigit())


def _leaves_phrase(text: str, words: list[Word], index: int, kept: list[Word]) -> bool:
    low = words[index].low
    joins = (
        bool(kept)
        and low in JOINING
        and index > 0
        and words[index - 1].low not in _OUTSIDE
        and not text[words[index - 1].end : words[index].start].strip()
    )
    if low == "and":
        joins = joins and len(kept) <= 2
    determiner = low in DETERMINERS and bool(kept) and index > 0 and words[index - 1].low in _PREPOSED
    if (low in STOPS and not joins and not determiner) or low in FINITE:
        return True
    verb = bool(kept) and low in VERBS and low not in NOMINAL and is_verb(words, index)
    return verb and not _is_modifier(words, index, kept)


def _is_modifier(words: list[Word], index: int, kept: list[Word]) -> bool:
    """A participle in front of a noun and behind a determiner: "the shipped units"."""
    return bool(kept) and words[index].low.endswith(("ed", "ing")) and index > 0 and words[index - 1].low in DETERMINERS


_FISCAL = compiled(r"(?:fy|[qh]\d?)\d{2,4}|[1-4][qh]\w{0,8}")


def is_time(text: str, span: Span) -> bool:
    """Whether a phrase is only a date or a period: "the first quarter of 2025"."""
    words = re.findall(r"[a-z0-9]+", text[span.start : span.end].lower())
    return all(word in TIME_NOUNS or word in IN_TIME or word.isdigit() or _FISCAL.fullmatch(word) for word in words)


def object_at(text: str, at: int, end: int) -> Span | None:
    """A noun phrase with its complements ("the state's reliance on imported cells"), before a figure's by, to or from."""
    phrase = phrase_at(text, at, end, 8)
    if phrase is None:
        return None
    more = compiled(r"\s(?:on|for|in)\s").match(text, phrase.end, end)
    if more:
        inner = phrase_at(text, more.end(), end, 5)
        if inner is not None and not is_time(text, inner) and inner.end - phrase.start <= 60:
            return Span(phrase.start, inner.end)
    return phrase


def head(text: str, span: Span) -> str:
    """The last word of a phrase before its first complement, in small letters."""
    words = re.split(r" (?:of|for|in|on|from|to|at|through|across) ", text[span.start : span.end], maxsplit=1)[0]
    return words.split(" ")[-1].lower()


def is_name(text: str, span: Span) -> bool:
    """Whether every word of a short phrase has a capital."""
    words = text[span.start : span.end].split(" ")
    return len(words) < 5 and all(word[0].isupper() or word.lower() in {"and", "&", "the", "of"} for word in words)


def is_several(text: str, span: Span) -> bool:
    return is_plural(text[span.start : span.end])
