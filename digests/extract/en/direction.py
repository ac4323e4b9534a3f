"""English: which way the text says a figure moved."""

from __future__ import annotations

import re

from digests.extract.en.clause import (
    APPROX,
    DOWN,
    MOVES,
    NO_MOVE,
    NOUNS,
    UP,
    VERBS,
    WORDS,
    Word,
    is_plainly_verb,
    is_verb,
    previous,
    read_words,
    words_of,
)
from digests.extract.en.lexicon import DOWN_NOUNS, DOWN_WORDS, MODALS, NOMINAL, UP_NOUNS, UP_WORDS, either
from digests.extract.grammar import Cue, Draft, Place
from digests.model import Kind

BREAKS = re.compile(
    r"[;:]\s|\s[–—-]\s|—|,\s(?:and|but|while|which|who|whose|although|though|because|with|as|"
    r"after|before|when|where|so|even though)\s"
    r"|\s(?:while|whereas|although|though|because|but|after|when|(?<!much )(?<!many )(?<!high "
    r")(?<!low )(?<!little )(?<!few )(?<!long )(?<!such )(?<!far )as)\s(?!much|many|high|low|"
    r"little|few|large|long|far|well|of\b|a\b|an\b|part)"
    r"|[\"“”]"
)
"""Where a clause ends."""
_BARE_ONLY = frozenset({"topped", "tops", "exceeded", "exceeds", "surpassed", "surpasses"})
"""Passing a mark is a rise when it has happened; "expected to top" is only a level."""
_LINK = re.compile(rf"^(?:\s(?:by|to|at|of|in|a|an|the|its|their|{APPROX}))*\s?$", re.IGNORECASE)
_UNMOVED = re.compile(
    r"(?i)\b(?:from|(?<!more )(?<!less )(?<!fewer )(?<!greater )(?<!higher )(?<!lower )than|"
    r"against|versus|vs\.?|compared (?:with|to)|target of|goal of|forecast of|estimate of|"
    r"range of|ceiling of|cap of|rate of|expectations? of|expected)"
    rf"\s(?:(?:an?|the|its|earlier|initial|previous|first|count of|{APPROX})\s)*$"
)
_BEHIND = re.compile(
    r"(?i)^(?:[\s-](?:(?:year-on-year|year-over-year|on-year|annual|monthly|quarterly|sharp|"
    r"steep|further|price|pay|wage|tax|rate|tariff|sales|output|production|staff|job|export|"
    r"import|profit|one-day|overall)[\s-])?"
    rf"(?P<noun>{either(UP_NOUNS | DOWN_NOUNS)})\b(?!\s(?:forecast|target|estimate))|"
    rf"\s(?P<word>{either((UP_WORDS | DOWN_WORDS) - {'longer', 'another', 'additional', 'faster', 'slower', 'extra'})})\b(?!\sto\b|"
    r"\sfrom\speak))"
)
_APPOSED = re.compile(
    rf"(?i)^[^;:.\"]{{0,70}}?(?P<mark>[,(–-])\s?(?:or\s|a\s|an\s|that is\s|representing\s|"
    rf"marking\s|which was\s|{APPROX}\s)*(?:(?P<word>up|down|higher|lower)\b(?!\sto\b)"
    r"|(?:[$€£¥]?[\w.,%-]+\s?(?:(?:per\scent|percent|percentage\spoints?|basis\spoints?|"
    rf"million|billion|times)\s)?)?(?:\w+-\w+-?\w*\s)?(?P<noun>{either(UP_NOUNS | DOWN_NOUNS)}|"
    r"more|less|higher|lower|fewer)\b(?:\s(?:than|from|on|over|of|in|year)\b|[,.)]))"
)
_THAN_BEFORE = re.compile(
    r"(?i)^\s(?:the|its|that|those|last|what|as|more|higher)\b[^,.;]{0,40}?\b(?:ago|earlier|"
    r"last\s(?:year|month|week)|before|previous|prior|level\sof|was|were|(?:19|20)\d\d)\b"
)
_CLOSED = re.compile(
    r"(?i)\b(?:at|to)\s(?:(?:an?|the|its|about|around|nearly|almost|over|just|roughly|a "
    r"record|some|more than|between)\s)*$"
)
_LISTED = re.compile(rf"(?i)^(?:[^.;:]{{0,40}}?[,\s])?(?:and|or|,)\s(?:by\s|to\s)?(?:{APPROX}|\s)*$")
_ADDED = re.compile(r"(?i)\b(?:another|an? (?:additional|extra|further)|additional|extra)\s(?:\w+\s){0,1}$")
_LEVELLED = re.compile(r"(?i)\b(?P<noun>high|peak|low|trough)\sof\s(?:\w+\s){0,2}$")
_SPOKEN = re.compile(r"(?i)^\s?(?:that|:|,)")
_SCATTERED = re.compile(
    r"(?i)\b(?:in|across|at|for|from|on|with|among|of|over|through|per|within)\s(?:(?:its|the|"
    r"their|all|some|about|more than|nearly|at least)\s)*$"
)
_REACH = 110
_RELATIVE = re.compile(
    r"\s(?P<word>above|below)\s[^,.;]{0,40}?\b(?:ago|earlier|last\s(?:year|month|week)|before|previous|prior|(?:19|20)\d\d)\b"
)
_CHANGES = NOUNS | WORDS
_OTHER_VERBS = VERBS - _BARE_ONLY
_COMMA = re.compile(rf"(?i),\s(?:or\s)?(?:{APPROX}|\s)*")
_ON_TO = re.compile(rf"(?i)[^,;]{{0,40}}?\sto\s(?:{APPROX}|\s)*")
_AND_BY = re.compile(rf"(?i)\sand\sby\s(?:{APPROX}|\s)*$")
_HIGHER_AT = re.compile(r"\s(?:at|to|by)\s")


def find_direction(place: Place) -> Cue:  # noqa: PLR0911, PLR0912 - one return a case
    """Up or down as the text says of this figure, and the word that says so."""
    draft = place.draft
    if draft.kind in NO_MOVE:
        return None, ""
    left = place.text[max(place.clause.start, draft.start - _REACH) : draft.start]
    right = place.text[draft.end : min(place.sentence.span.end, draft.end + _REACH)]
    if found := _BEHIND.match(right):
        cue = found["noun"] or found["word"]
        if not (cue.lower() in {"up", "down", "off", "more", "further"} and _changed_left(left)):
            return _CHANGES[cue.lower()], cue
    if found := _RELATIVE.match(right):
        return (UP if found["word"] == "above" else DOWN), found["word"]
    if _UNMOVED.search(left):
        return None, "from"
    if found := _LEVELLED.search(left):
        return (UP if found["noun"].lower() in {"high", "peak"} else DOWN), found["noun"]
    verb = _verb_before(place)
    if verb is not None and verb[0] is not None:
        return verb
    inherited = _inherited(place)
    if inherited is not None:
        return inherited
    following = next((later for later in place.drafts[place.at + 1 : place.at + 12] if later.kind not in NO_MOVE), None)
    found = _APPOSED.match(right)
    if found and (following is None or draft.end + found.start("mark") <= following.start):
        cue = found["word"] or found["noun"]
        return _CHANGES[cue.lower()], cue
    if (
        following is not None
        and _COMMA.fullmatch(place.text, draft.end, following.start)
        and (found := _RELATIVE.match(place.text, following.end))
    ):
        return (UP if found["word"] == "above" else DOWN), found["word"]
    if draft.kind is Kind.MULTIPLE and _THAN_BEFORE.match(right):
        return UP, "times"
    if (
        following is not None
        and following.kind is Kind.MULTIPLE
        and _COMMA.fullmatch(place.text, draft.end, following.start)
        and _THAN_BEFORE.match(place.text[following.end : following.end + _REACH])
    ):
        return UP, "times"
    if draft.kind is Kind.COUNT and _ADDED.search(left):
        return UP, "another"
    return None, verb[1] if verb else ""


def _changed_left(left: str) -> bool:
    return any(word.low in MOVES for word in read_words(left, max(0, len(left) - 30), len(left)))


_FROM_TO = re.compile(rf"(?i).*\bfrom\s(?:(?:an?|the|its|{APPROX})\s)*")


def _verb_before(place: Place) -> Cue | None:  # noqa: PLR0911 - one return a case
    """The nearest word of change before the figure in its clause, if the figure hangs on it."""
    draft, text = place.draft, place.text
    words = words_of(place, max(place.clause.start, draft.start - _REACH), draft.start)
    before = previous(place)
    if (
        before is not None
        and _FROM_TO.fullmatch(text, max(place.clause.start, before.start - 40), before.start)
        and _ON_TO.fullmatch(text, before.end, draft.start)
    ):
        before = None
    for at in range(len(words) - 1, -1, -1):
        word = words[at]
        if before is not None and word.end <= before.end:
            return None
        low = word.low
        gap = text[word.end : draft.start]
        if low in {"up", "down"}:
            if low == "up" and gap.startswith(" to ") and len(gap) < 8:
                continue
            return WORDS[low], word.text
        if low in {"higher", "lower"} and _HIGHER_AT.match(gap):
            return WORDS[low], word.text
        if low in _BARE_ONLY and (at == 0 or words[at - 1].low != "to"):
            return UP, word.text
        direction = MOVES.get(low) or NOUNS.get(low)
        if direction is not None and _is_change(words, at, gap, draft):
            return direction, word.text
        if (
            direction is None
            and low in _OTHER_VERBS
            and is_verb(words, at)
            and (low not in NOMINAL or is_plainly_verb(words, at))
        ):
            return None, word.text
    return None


_BY = re.compile(r"(?i)\s(?:by|to|at|from|below|above|of|in)\b")
_AMOUNTING = re.compile(r"\s(?:of|by|to)\b")
_STEPPING = re.compile(r"\s(?:by|to|from|at)\s")
_EITHER_NOUN = frozenset({"cut", "reduction", "rise", "increase", "drop", "fall", "gain", "decline", "hike"})
_MODIFIERS = frozenset({"rate", "job", "tax", "price", "no", "any", "such"})
_PLAIN_ADJECTIVE = frozenset({"slow", "cool", "contract", "mount", "shed"})


def _is_change(words: list[Word], at: int, gap: str, draft: Draft) -> bool:
    """Whether a word that can say a change says this figure's: `gap` is the text between them."""
    low, before = words[at].low, words[at - 1].low if at else ""
    if low.startswith("add"):
        return not _SPOKEN.match(gap)
    if low.startswith("rais"):
        return bool(_STEPPING.search(gap)) or draft.kind is Kind.PERCENT
    if low not in MOVES or (low in _EITHER_NOUN and before in _MODIFIERS):
        return bool(_AMOUNTING.match(gap))
    if low in _PLAIN_ADJECTIVE:
        return before == "to" or before in MODALS
    if low in {"growing", "falling", "rising"}:
        return not gap.strip() or bool(_BY.match(gap))
    scattered = draft.kind is Kind.COUNT and _SCATTERED.search(gap) and not _AMOUNTING.match(gap)
    return not scattered or low in {"lower", "cut"}


def _inherited(place: Place) -> Cue | None:  # noqa: PLR0911 - one return a case
    """ "closed 7.8 per cent higher at 352p", "2.3 per cent this year and 1.7 per cent next": as the figure before."""
    before = previous(place)
    if before is None or not place.done:
        return None
    host = next((done for done in reversed(place.done[-12:]) if done.draft is before), None)
    if host is None or host.direction is None:
        return None
    gap = place.text[before.end : place.draft.start]
    if _AND_BY.search(gap):
        return host.direction, host.cue
    if any(word.low in VERBS for word in read_words(gap, 0, len(gap))):
        return None
    if place.draft.kind in {Kind.RATIO, Kind.PERCENT} and _COMMA.fullmatch(gap):
        return host.direction, host.cue
    if _CLOSED.search(gap) or (_LISTED.match(gap) and before.kind is place.draft.kind):
        return host.direction, host.cue
    return None
