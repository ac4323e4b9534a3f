"""English labels from verbs: the subject of the verb a figure hangs on, its object, or the verb itself."""

from __future__ import annotations

import re

from digests.extract.en.clause import (
    ACTING,
    APPROX,
    DIRECT,
    MOVES,
    NO_MOVE,
    VERBS,
    WORDS,
    Word,
    is_plainly_verb,
    is_unlisted_verb,
    is_verb,
    previous,
    words_of,
)
from digests.extract.en.lexicon import (
    ACTORS,
    ADVERBS,
    DETERMINERS,
    FINITE,
    INDEXES,
    LEADING,
    MODALS,
    NOMINAL,
    PRONOUNS,
    TELLING_VERBS,
)
from digests.extract.en.phrases import head, is_name, is_several, is_time, object_at, phrase_at, phrase_before
from digests.extract.grammar import Described, Place
from digests.extract.metrics import metric_of
from digests.model import Kind, Span

Found = tuple[Span | None, Span | None]
_NOTHING: Found = (None, None)


def spans_of(described: Described) -> Found:
    """The label of a figure already described."""
    spans = described.spans
    return (spans[0] if spans else None), (spans[1] if len(spans) > 1 else None)


_VALUING = re.compile(
    r"(?i)\b(?P<verb>valu(?:es?|ed|ing)|pric(?:es?|ed|ing))\s(?:[\w’'&.-]+\s){1,4}?at\s(?:[a-z]+\s){0,3}$"
)


def valued(place: Place) -> Found:
    """ "a round that values it at $620m": the verb says it."""
    start = max(place.clause.start, place.draft.start - 60)
    found = _VALUING.search(place.text[start : place.draft.start])
    return (Span(start + found.start("verb"), start + found.end("verb")), None) if found else _NOTHING


_AMOUNTS = re.compile(
    r"(?i)\s(?:was|were|is|are|totalled|totaled|amounted to|averaged|numbered|came (?:in )?(?:to|at)|stood at)"
    rf"\s(?:(?:{APPROX}|estimated at|estimated to be)\s)*$"
)
_MEASURES = frozenset(
    [
        "volume",
        "volumes",
        "turnover",
        "headcount",
        "output",
        "throughput",
        "attendance",
        "traffic",
        "capacity",
        "fleet",
        "backlog",
        "circulation",
        "workforce",
        "membership",
        "population",
        "production",
        "sales",
        "deliveries",
        "orders",
    ]
)


def amounting(place: Place) -> Found:
    """ "Volume on the exchange was 15.4 billion shares": a measure that is named, and so better than the noun counted."""
    draft, text = place.draft, place.text
    if draft.kind is not Kind.COUNT or draft.noun is None:
        return _NOTHING
    start = max(place.clause.start, draft.start - 40)
    found = _AMOUNTS.search(text[start : draft.start])
    phrase = phrase_before(place, start + found.start(), place.clause.start) if found else None
    if phrase is None or head(text, phrase) not in _MEASURES:
        return _NOTHING
    return phrase, None


_TO_BY = re.compile(rf"(?i)\s(?:by|to|from|at|for|within|in|up by|down by|over)\s(?:(?:{APPROX}|the|its|under)\s)*$")
_OBJECT = re.compile(
    r"\s(?:up\s|down\s|back\s|off\s|out\s|around\s)?(?=(?:the|its|their|his|her|a|an|our|this|these|"
    r"[a-z’'-]+|[A-Z][\w’'-]+)\b)"
)
_COPULAS = frozenset({"is", "was", "were", "are", "be", "been"})
_STATES = frozenset({"unchanged", "steady", "flat", "intact", "alone", "open", "stable", "level", "short", "back"})
_ACTING_MORE = frozenset({"hold", "keep", "put"})


def acted_on(place: Place) -> Found:
    """ "lowered its policy rate by 25 basis points to 1.50 per cent": what the verb acts on."""
    draft, text = place.draft, place.text
    start = max(place.clause.start, draft.start - 130)
    link = _TO_BY.search(text[start : draft.start])
    prior = previous(place)
    words = words_of(place, start, start + link.start() + 1 if link else draft.start)
    index = next((index for index in range(len(words) - 1, -1, -1) if _acts_on(text, words, index)), None)
    if index is None or words[index].low in _COPULAS:
        return _NOTHING
    if not link and prior is None:
        return _given(place, words[index])
    opened = _OBJECT.match(text, words[index].end)
    if opened is None:
        return _NOTHING
    limit = prior.start if prior is not None and prior.start > words[index].end else draft.start
    phrase = object_at(text, opened.end(), limit)
    if phrase is None or is_time(text, phrase) or text[phrase.start : phrase.end] in WORDS:
        return _NOTHING
    return _NOTHING if text[phrase.start : phrase.end].split(" ")[0] in _STATES else (phrase, None)


_GIVING = re.compile(
    r"(?:guarantee|pa(?:y|id)|offer|g[ia]ve|charg|cost|fin(?:e|ing)|ow(?:e|ing)|len[dt]|award|grant|sav(?:e|ing)|promis|earn|hand)"
)


_UP_TO = re.compile(rf"(?i)\s(?:(?:{APPROX})\s)*")


def _given(place: Place, verb: Word) -> Found:
    """ "guaranteed farmers 2,800 francs": a verb with somebody who gets the sum."""
    text = place.text
    phrase = object_at(text, verb.end + 1, place.draft.start) if _GIVING.match(verb.low) else None
    whole = phrase is not None and bool(_UP_TO.fullmatch(text, phrase.end, place.draft.start))
    return (Span(verb.start, phrase.end), None) if phrase is not None and whole else _NOTHING


_BEFORE_ACTING = MODALS | ADVERBS | {"to", "has", "have", "had"}


def _acts_on(text: str, words: list[Word], index: int) -> bool:
    """Whether a word is a verb that may have an object."""
    low = words[index].low
    if low not in VERBS and low not in _ACTING_MORE:
        return is_unlisted_verb(text, words, index)
    if not is_verb(words, index):
        return False
    before = words[index - 1].low if index else ""
    return low not in NOMINAL or before in _BEFORE_ACTING or low in MOVES


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
        if object_ := re.compile(r"\s(?:its|the|their|his|her|our)\s").match(text, draft.end):
            return phrase_at(text, object_.end(), place.sentence.span.end), None
        return _subject_of(place, words, len(words) - 1)
    found = _verb_at(place)
    return _NOTHING if found is None else _subject_of(place, *found)


def _subject_of(place: Place, words: list[Word], index: int) -> Found:
    text, verb = place.text, words[index].low
    while (
        index and words[index - 1].low in LEADING and text[words[index - 1].end : words[index].start].strip(" ,") == ""
    ):
        index -= 1
    at = words[index].start
    if verb.endswith("ing") and (main := _main_verb(words, index)) is not None:
        return _subject_of(place, words, main)
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
    if phrase is None or is_time(text, phrase) or not _is_measured(text, phrase, verb):
        return _NOTHING
    return _without_place(text, phrase), None


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


def _is_measured(text: str, phrase: Span, verb: str) -> bool:
    """Whether a subject is a thing measured rather than somebody who does what the verb says."""
    name = is_name(text, phrase)
    several = is_several(text, phrase)
    if verb in TELLING_VERBS and name and metric_of(text[phrase.start : phrase.end], "en") is None and not several:
        return False
    if name and verb in MODALS and not several and text[phrase.start : phrase.end].lower() not in text:
        return False
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


def _without_place(text: str, span: Span) -> Span:
    """A noun phrase without a trailing time: "sales in the first quarter" is "sales"."""
    cut = re.search(r"\s(?:in|for|on|at|during)\s(?:the\s)?(?P<tail>.+)$", text[span.start : span.end])
    if cut and is_time(text, Span(span.start + cut.start("tail"), span.end)):
        return Span(span.start, span.start + cut.start())
    return span


_MEASURED_NAMES = re.compile(rf"(?:{'|'.join(INDEXES)})\b")


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


_AT = re.compile(rf"(?i)\sat\s(?:(?:{APPROX})\s)*$")


def placed(place: Place) -> Found:
    """ "dollar at two-month low": a level without a verb, as headlines have it."""
    found = _AT.search(place.left[-40:])
    if not found:
        return _NOTHING
    at = place.draft.start - len(place.left[-40:]) + found.start()
    inner = place.text.rfind(" with ", place.clause.start, at)
    words = words_of(place, max(place.clause.start, inner + len(" with ") if inner >= 0 else 0), at)
    if any(word.low in VERBS and is_verb(words, index) for index, word in enumerate(words)):
        return _NOTHING
    phrase = phrase_before(place, at, place.clause.start)
    return (phrase, None) if phrase is not None and not is_time(place.text, phrase) else _NOTHING


_DONE = re.compile(
    r"\s(?:was|were|is|are|will\sbe|has\sbeen|have\sbeen|would\sbe|"
    r"to\sbe)\s(?:\w+ly\s)?(?P<verb>[a-z]+(?:ed|nt|id|ld|de|en))\s(?:(?:on|for|to|in|into|"
    r"from)\s)?"
)


def passive(place: Place) -> Found:
    """ "$5m was spent on consultants": what it was for, else what was done."""
    found = _DONE.match(place.text, place.draft.end)
    if found is None:
        return _NOTHING
    phrase = phrase_at(place.text, found.end(), place.sentence.span.end)
    if phrase is not None and not is_time(place.text, phrase):
        return phrase, None
    return Span(found.start("verb"), found.end("verb")), None


_AUXILIARY = frozenset(["has", "have", "had", "be", "been", "will", "would", "could", "may", "might", "can"])
_FOR = re.compile(r"\s(?:in|on|for)\s")


def telling(place: Place) -> Found:
    """ "It still lost $6.3m", "plans to hire 200 more": the verb itself says what is measured, with its object."""
    text, end = place.text, place.sentence.span.end
    words = words_of(place, max(place.sentence.span.start, place.draft.start - 120), place.draft.start)
    for index in range(len(words) - 1, -1, -1):
        word = words[index]
        if word.low in TELLING_VERBS and (index == 0 or words[index - 1].low not in DETERMINERS):
            inner = _FOR.match(text, place.draft.end)
            phrase = phrase_at(text, inner.end(), end, 5) if inner else None
            named = phrase is not None and not is_time(text, phrase) and not text[phrase.start].isupper()
            return Span(word.start, word.end), (phrase if named else None)
        if word.low in FINITE and word.low not in _AUXILIARY:
            break
    return _NOTHING
