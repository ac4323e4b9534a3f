"""English labels from verbs: what a verb acts on, what it amounts to, or the verb itself."""

from __future__ import annotations

from digests.extract.en.clause import (
    APPROX,
    DIRECT,
    MOVES,
    VERBS,
    WORDS,
    Word,
    is_unlisted_verb,
    is_verb,
    previous,
    words_of,
)
from digests.extract.en.lexicon import (
    ACTORS,
    ADVERBS,
    DETERMINERS,
    DOWN_NOUNS,
    FINITE,
    MODALS,
    NOMINAL,
    PRONOUNS,
    TELLING_VERBS,
    UP_NOUNS,
    either,
)
from digests.extract.en.phrases import head, is_name, is_time, object_at, phrase_at, phrase_before
from digests.extract.grammar import Draft, Place
from digests.model import Kind, Span
from digests.patterns import compiled

Found = tuple[Span | None, Span | None]
_NOTHING: Found = (None, None)


_VALUING = compiled(
    r"(?i)\b(?P<verb>valu(?:es?|ed|ing)|pric(?:es?|ed|ing))\s(?:[\w’'&.-]+\s){1,4}?at\s(?:[a-z]+\s){0,3}$"
)


def valued(place: Place) -> Found:
    """ "a round that values it at $620m": the verb says it."""
    start = max(place.clause.start, place.draft.start - 60)
    found = _VALUING.search(place.text[start : place.draft.start])
    return (Span(start + found.start("verb"), start + found.end("verb")), None) if found else _NOTHING


_TO_BY = compiled(rf"(?i)\s(?:by|to|from|at|for|within|in|up by|down by|over)\s(?:(?:{APPROX}|the|its|under)\s)*$")
_OBJECT = compiled(
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
    if phrase is None and prior is not None and limit == prior.start and link is not None:
        return _bought(place, prior)
    if phrase is None or is_time(text, phrase) or text[phrase.start : phrase.end] in WORDS:
        return _NOTHING
    return _NOTHING if text[phrase.start : phrase.end].split(" ")[0] in _STATES else (phrase, None)


def _bought(place: Place, prior: Draft) -> Found:
    """ "bought a 40 per cent stake in the port for $90m": the sum is of what the share is of."""
    host = next((done for done in reversed(place.described) if done.draft is prior and done.spans), None)
    if host is None or not place.left.rstrip().endswith("for") or host.draft.kind not in {Kind.PERCENT, Kind.COUNT}:
        return _NOTHING
    return host.spans[0], host.spans[1] if len(host.spans) > 1 else None


_GIVING = compiled(
    r"(?:guarantee|pa(?:y|id)|offer|g[ia]ve|charg|cost|fin(?:e|ing)|ow(?:e|ing)|len[dt]|award|grant|sav(?:e|ing)|promis|hand)"
)


_UP_TO = compiled(rf"(?i)\s(?:(?:{APPROX})\s)*")


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


_AT = compiled(rf"(?i)\sat\s(?:(?:{APPROX})\s)*$")


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


_DONE = compiled(
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
_FOR = compiled(r"\s(?:in|on|for)\s")


def _doer(place: Place, at: int) -> Span | None:
    """Who does what the verb at `at` says, if that is a name or a plain noun in front of it: "Construction added 188,000"."""
    text, start = place.text, place.sentence.span.start
    before = text[start:at].rstrip()
    if before.endswith(","):
        opened = before.rfind(",", 0, -1)
        before = before[: opened if opened > 0 else -1]
    phrase = phrase_before(place, start + len(before), start)
    if phrase is None or phrase.end != start + len(before) or head(text, phrase) in ACTORS | PRONOUNS:
        return None
    return phrase if is_name(text, phrase) and not is_time(text, phrase) else None


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
            verb = Span(word.start, word.end)
            if named:
                return verb, phrase
            doer = _doer(place, word.start)
            return (verb, None) if doer is None else (doer, verb)
        if (
            word.low not in VERBS
            and is_unlisted_verb(text, words, index)
            and DIRECT.fullmatch(text, word.end, place.draft.start)
        ):
            return Span(word.start, word.end), None
        if word.low in FINITE and word.low not in _AUXILIARY:
            break
    return _NOTHING


_CHANGED_BY = compiled(
    rf"\b(?:{either(UP_NOUNS | DOWN_NOUNS)})\sin\s(?:the\s)?(?P<what>[^,;()]{{3,60}}?)\sby\s(?:(?:{APPROX})\s)*$"
)


def changed_by(place: Place) -> Found:
    """ "a drop in transit passengers by 48 per cent": a noun of change, what changed, by how much."""
    found = _CHANGED_BY.search(place.text, max(place.clause.start, place.draft.start - 90), place.draft.start)
    phrase = phrase_at(place.text, found.start("what"), found.end("what"), 8) if found else None
    return _NOTHING if phrase is None or is_time(place.text, phrase) else (phrase, None)
