"""English labels from subjects: the thing measured in front of the verb that a figure hangs on."""

from __future__ import annotations

import re

from digests.extract.en.clause import (
    ACTING,
    DIRECT,
    MOVES,
    NO_MOVE,
    VERBS,
    Word,
    is_plainly_verb,
    is_unlisted_verb,
    is_verb,
    words_of,
)
from digests.extract.en.lexicon import (
    ACTORS,
    INDEXES,
    LEADING,
    MODALS,
    NOMINAL,
    PRONOUNS,
    TELLING_VERBS,
)
from digests.extract.en.phrases import head, is_name, is_several, is_time, phrase_before
from digests.extract.grammar import Described, Place
from digests.extract.metrics import metric_of
from digests.model import Span
from digests.patterns import compiled

Found = tuple[Span | None, Span | None]
_NOTHING: Found = (None, None)


def spans_of(described: Described) -> Found:
    """The label of a figure already described."""
    spans = described.spans
    return (spans[0] if spans else None), (spans[1] if len(spans) > 1 else None)


def _verb_at(place: Place) -> tuple[list[Word], int] | None:
    """The words before the figure in its sentence, and the index of the verb it hangs on."""
    text, draft = place.text, place.draft
    start = max(place.sentence.span.start, draft.start - 260)
    words = words_of(place, max(start, text.rfind("; ", start, draft.start)), draft.start)
    for index in range(len(words) - 1, -1, -1):
        low = words[index].low
        if low in MODALS:
            return words, index
        if low not in VERBS:
            if is_unlisted_verb(text, words, index):
                return words, index
            continue
        direct = index and DIRECT.fullmatch(text, words[index].end, draft.start)
        if is_verb(words, index) and (low not in NOMINAL or is_plainly_verb(words, index) or direct):
            return words, index
    return None


def measured_subject(place: Place) -> Span | None:
    """The subject, if it is a thing measured and not somebody who acts."""
    return subject(place)[0]


def subject(place: Place) -> Found:
    """ "Like-for-like sales, excluding fuel, rose 4.6 per cent": the noun phrase before the verb."""
    text, draft = place.text, place.draft
    if draft.rule == "multiplied":
        words = words_of(place, max(place.sentence.span.start, draft.start - 260), draft.start)
        words.append(Word(text[draft.start : draft.end], draft.start, draft.end, text[draft.start : draft.end].lower()))
        return _subject_of(place, words, len(words) - 1)
    found = _verb_at(place)
    return _NOTHING if found is None else _subject_of(place, *found)


def _subject_of(place: Place, words: list[Word], index: int) -> Found:
    text, verb = place.text, words[index].low
    priced = verb in _SELLING and text.startswith((" for ", " at "), words[index].end)
    while (
        index and words[index - 1].low in LEADING and text[words[index - 1].end : words[index].start].strip(" ,") == ""
    ):
        index -= 1
    if verb.endswith("ing") and (main := _main_verb(words, index)) is not None:
        return _subject_of(place, words, main)
    if verb in _QUOTED and words[index].low == "to" and place.described:
        return _conjoined(place, words, index)
    index = _before_report(words, index)
    at = words[index].start
    behind_comma = text[max(place.sentence.span.start, at - 3) : at].rstrip().endswith(",")
    lead = words[index - 1] if index else None
    said = any(done.draft.kind not in NO_MOVE and done.draft.end <= at for done in place.described)
    if (behind_comma and said) or (lead is not None and lead.low == "and" and index > 1):
        return _conjoined(place, words, index)
    if behind_comma:
        at = _before_parenthesis(place, words, index)
    elif lead is not None and lead.low in {"which", "that", "who"}:
        at = lead.start
    phrase = phrase_before(place, len(text[:at].rstrip(" ,")), place.sentence.span.start)
    told = _RELATIVE.search(text, max(place.sentence.span.start, phrase.start - 40), phrase.start) if phrase else None
    if told is not None:
        phrase = phrase_before(place, told.start(), place.sentence.span.start)
    if phrase is not None and text.startswith(" to ", phrase.end) and text.endswith("ing", phrase.start, phrase.end):
        return _NOTHING
    if phrase is None or is_time(text, phrase) or not _is_measured(text, phrase, verb, priced=priced):
        return _NOTHING
    return phrase, None


_RELATIVE = compiled(r"(?<=[a-z]s)\s(?:who|that|which)\s[a-z]+(?:ed|[a-z]t|e)\s(?:(?:the|its|their|an?)\s)?$")
"""What tells the head of a subject: "passengers who used the airport rose"."""
_REPORTING = frozenset(
    [
        "say",
        "says",
        "said",
        "reckon",
        "reckons",
        "believe",
        "believes",
        "think",
        "thinks",
        "expect",
        "expects",
        "estimate",
        "estimates",
    ]
)


def _before_report(words: list[Word], index: int) -> int:
    """The verb's place as if "that analysts say could be worth" were "that could be worth"."""
    if index > 2 and words[index - 1].low in _REPORTING and words[index - 2].low in ACTORS | PRONOUNS | {"they", "it"}:
        return index - 2
    return index


_SELLING = frozenset(
    [
        "sell",
        "sells",
        "sold",
        "selling",
        "go",
        "goes",
        "went",
        "going",
        "gone",
        "retail",
        "retails",
        "retailed",
        "retailing",
    ]
)


def _main_verb(words: list[Word], index: int) -> int | None:
    """The finite verb before a participle behind a comma: "prices climbed again, adding 0.6%"."""
    if not index or words[index].start - words[index - 1].end < 2:
        return None
    verbs = (at for at in range(index - 1, 0, -1) if words[at].low in ACTING and not words[at].low.endswith("ing"))
    return next((at for at in verbs if is_verb(words, at)), None)


_QUOTED = frozenset(
    [
        "settle",
        "settles",
        "settled",
        "settling",
        "close",
        "closes",
        "closed",
        "closing",
        "finish",
        "finishes",
        "finished",
        "finishing",
        "end",
        "ends",
        "ended",
        "ending",
        "trade",
        "trades",
        "traded",
        "trading",
        "stand",
        "stands",
        "stood",
        "standing",
        "change",
        "changed",
        "open",
        "opens",
        "opened",
        "opening",
        "buy",
        "buys",
        "bought",
        "fetch",
        "fetches",
        "fetched",
    ]
)
"""Verbs that tell a price: what they are said of may bear a proper name (Sterling, West Texas Intermediate)."""


def _is_measured(text: str, phrase: Span, verb: str, *, priced: bool) -> bool:
    """Whether a subject is a thing measured rather than somebody who does what the verb says.

    `priced` says that the verb tells its price: "sells for", "went for".
    """
    name = is_name(text, phrase)
    several = is_several(text, phrase)
    if (
        not priced
        and verb in TELLING_VERBS
        and name
        and metric_of(text[phrase.start : phrase.end], "en") is None
        and not several
    ):
        return False
    if name and verb in MODALS and not several and text[phrase.start : phrase.end].lower() not in text:
        return False
    if priced:
        return True
    return not acts(text, phrase) or (name and (verb in MOVES or verb in _QUOTED) and verb not in TELLING_VERBS)


def _conjoined(place: Place, words: list[Word], index: int) -> Found:
    """ "sank 14% and closed 11.4% lower": both verbs have one subject."""
    for done in reversed(place.described):
        if done.spans and done.draft.end <= words[index].start:
            return spans_of(done)
    return _NOTHING


def _before_parenthesis(place: Place, words: list[Word], index: int) -> int:
    """Start of a ", excluding fuel," that stands between a subject and its verb."""
    text, at = place.text, words[index].start
    close = text.rfind(",", place.sentence.span.start, at)
    opened = text.rfind(",", max(place.sentence.span.start, close - 90), close)
    return close if opened < 0 else opened


_MEASURED_NAMES = compiled(rf"(?:{'|'.join(INDEXES)})\b")


def acts(text: str, span: Span) -> bool:
    """Whether a subject is somebody: a pronoun, an actor noun, or a name and nothing else."""
    phrase = text[span.start : span.end]
    last = head(text, span)
    if last in ACTORS or last.removesuffix("s") in ACTORS or last in PRONOUNS:
        return True
    if not is_name(text, span) or metric_of(phrase, "en") is not None or _MEASURED_NAMES.match(phrase):
        return False
    words = phrase.split(" ")
    if len(words) > 1 or not re.search(
        r"(?:^|[\n.!?\"“]\s?|-\s)(?:The\s)?$", text[max(0, span.start - 6) : span.start]
    ):
        return True
    return bool(re.search(rf"[a-z,] {re.escape(words[0])}\b", text))
