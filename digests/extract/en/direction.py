"""English: which way the text says a figure moved."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

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
    is_like,
    is_phrasal,
    is_plainly_verb,
    is_verb,
    previous,
    read_words,
    words_of,
)
from digests.extract.en.gapping import host_of, left_out, past_conversion
from digests.extract.en.lexicon import DOWN_NOUNS, DOWN_WORDS, MODALS, NOMINAL, UP_NOUNS, UP_WORDS, either
from digests.extract.grammar import Cue, Draft, Place
from digests.model import Kind
from digests.patterns import compiled

BREAKS = compiled(
    r"[;:]\s|\s[–—-]\s|—|,\s(?:and|but|while|which|who|whose|although|though|because|with|as|"
    r"after|before|when|where|so|even though)\s"
    r"|\s(?:while|whereas|although|though|because|but|after|when|(?<!much )(?<!many )(?<!high "
    r")(?<!low )(?<!little )(?<!few )(?<!long )(?<!such )(?<!far )as)\s(?!much|many|high|low|"
    r"little|few|large|long|far|well|of\b|a\b|an\b|part)"
    r"|[\"“”]"
)
"""Where a clause ends."""
_BARE_ONLY = frozenset({"topped", "tops", "exceeded", "exceeds", "surpassed", "surpasses", "passed", "crossed"})
"""Passing a mark is a rise when it has happened; "expected to top" is only a level."""
_UNMOVED = compiled(
    r"(?i)\b(?:from|(?<!more )(?<!less )(?<!fewer )(?<!greater )(?<!higher )(?<!lower )than|"
    r"against|versus|vs\.?|compared (?:with|to)|target of|goal of|forecast of|estimate of|"
    r"range of|ceiling of|cap of|(?<!annual )(?<!growth )(?<!ised )(?<!ized )rate of|expectations? of|expected)"
    rf"\s(?:(?:an?|the|its|earlier|initial|previous|first|count of|{APPROX})\s)*$"
)
_BEHIND = compiled(
    r"(?i)^(?:[\s-](?:(?:year-on-year|year-over-year|on-year|yoy|y/y|month-on-month|quarter-on-quarter|possible|potential|surprise|"
    r"double-digit|average|real|nominal|annual|monthly|quarterly|sharp|"
    r"steep|further|price|pay|wage|tax|rate|tariff|sales|output|production|staff|job|export|"
    r"import|profit|one-day|overall)[\s-])?"
    rf"(?P<noun>{either(UP_NOUNS | DOWN_NOUNS)})\b(?!\s(?:forecast|target|estimate))|"
    rf"\s(?P<word>{either((UP_WORDS | DOWN_WORDS) - {'longer', 'another', 'additional', 'faster', 'slower', 'extra'})})\b(?!\sto\b|"
    r"\sfront\b|\sfrom\speak))"
)
_NUMBER = r"[$€£¥]?(?:\w[\w.,%-]*\d[\w.,%]*|\d[\d.,]*%?|half|an? \w+|\w+-\w+)"
_APPOSED = compiled(
    rf"(?i)(?P<mark>,|\(|\s[–-])\s?(?:or\s|a\s|an\s|that is\s|representing\s|marking\s|which was\s|(?:{APPROX})\s)*"
    r"(?:(?P<word>up|down|higher|lower)\b(?!\sto\b)"
    rf"|(?:{_NUMBER}\s?(?:(?:per\scent|percent|percentage\spoints?|basis\spoints?|million|billion|times)\s)?"
    r"(?P<more>more|less|higher|lower|fewer)|"
    r"(?:[$€£¥]?[\w.,%-]+\s?(?:(?:per\scent|percent|percentage\spoints?|basis\spoints?|million|billion|times)\s)?)?"
    rf"(?:\w+-\w+-?\w*\s)?(?P<noun>{either(UP_NOUNS | DOWN_NOUNS)}))\b(?:\s(?:than|from|on|over|of|in|year)\b|[,.)]))"
)
_FAR = 130
"""Characters behind a figure within which its change may be told: ", up 4 per cent"."""
_THAN_BEFORE = compiled(
    r"(?i)^\s(?:the|its|that|those|last|what|as|more|higher)\b(?:[^,.;]|\.\d){0,40}?\b(?:ago|earlier|"
    r"last\s(?:year|month|week)|before|previous|prior|level\sof|was|were|(?:19|20)\d\d)\b"
)
_CLOSED = compiled(
    r"(?i)\b(?:at|to)\s(?:(?:an?|the|its|about|around|nearly|almost|over|just|roughly|a "
    r"record|some|more than|between)\s)*$"
)
_LISTED = compiled(rf"(?i)^(?:[^.;:]{{0,40}}?[,\s])?(?:and|or|,)\s(?:by\s|to\s)?(?:{APPROX}|\s)*$")
_ADDED = compiled(r"(?i)\b(?:another|an? (?:additional|extra|further)|additional|extra)\s(?:\w+\s){0,1}$")
_LEVELLED = compiled(r"(?i)\b(?P<noun>high|peak|low|trough)\sof\s(?:\w+\s){0,2}$")
_SPOKEN = compiled(r"(?i)^\s?(?:that|:|,)")
_SCATTERED = compiled(
    r"(?i)\b(?:in|across|at|for|from|on|with|among|of|over|through|per|within)\s(?:(?:its|an?|the|"
    r"their|all|some|about|more than|nearly|at least)\s)*$"
)
_REACH = 110
_RELATIVE = compiled(
    r"\s(?P<word>above|below)\s(?:[^,.;]{0,40}?\b(?:ago|earlier|last\s(?:year|month|week)|before|previous|prior|"
    r"(?:19|20)\d\d)\b|(?:its|their|the|his|her)\s(?:[\w-]+\s){0,3}?(?:peak|high|low|average|trend|norm)\b)"
)
_PAST = compiled(
    rf"(?i)\b(?:went|gone|goes|moved|pushed|broke|sailed|shot|ran) (?:past|through|above)\s(?:(?:{APPROX})\s)*$"
)
_PUT = compiled(rf"(?i)\b(?:put|puts|putting|piled|tacked|packed) on\s(?:(?:{APPROX})\s)*$")
_GAVE_UP = compiled(rf"(?i)\b(?:g[ia]ve|given|giving|gives) (?:up|back)\s(?:(?:{APPROX})\s)*$")
_GONE = compiled(
    r"(?i)(?:\s(?:a|an|per)\s\w+)?(?:\s(?:of|in)\s(?:[\w-]+\s){1,3}|\s)(?:vanished|disappeared|evaporated|"
    r"(?:was|were|been)\s(?:lost|wiped\s(?:out|off)|erased))\b"
)
_LOST = compiled(rf"(?i)\bloss(?:es)? of\s(?:(?:{APPROX})\s)*$")
_DONE = compiled(
    r"(?i)(?:\s[\w-]+){0,10}?\s(?:(?:will|would|could|may|might|are|is|were|was|have|has|had|to|set)\s)+"
    r"(?:(?:also|now|be|been|being|to)\s)*(?P<done>cut|lost|axed|shed|eliminated|go|disappear|vanish|scrapped|slashed|"
    r"laid\soff|made\sredundant|dismissed|sacked|created|added|hired|recruited)\b"
)
_PEOPLE = frozenset({"job", "person", "worker", "post", "role", "position", "employee"})
_POSTS = compiled(r"\s(?:of\s)?(?:the\s|its\s)?(?:jobs|posts|roles|positions|workers|employees|staff)\b")
_MADE = frozenset({"created", "added", "hired", "recruited"})
_CHANGES = NOUNS | WORDS
_OTHER_VERBS = VERBS - _BARE_ONLY
_COMMA = compiled(rf"(?i),\s(?:or\s)?(?:{APPROX}|\s)*")
_OR = compiled(rf"(?i),?\sor\s(?:{APPROX}|\s)*")
_ON_TO = compiled(rf"(?i)[^,;]{{0,40}}?\sto\s(?:{APPROX}|\s)*")
_AND_BY = compiled(rf"(?i)\sand\sby\s(?:{APPROX}|\s)*$")
_HIGHER_AT = compiled(r"\s(?:at|to|by)\s")


class _Around(NamedTuple):
    """A figure's place, and the text right before and behind it."""

    place: Place
    left: str
    right: str


def find_direction(place: Place) -> Cue:
    """Up or down as the text says of this figure, and the word that says so."""
    draft = place.draft
    if draft.kind in NO_MOVE:
        return None, ""
    left = place.text[max(place.clause.start, draft.start - _REACH) : draft.start]
    right = place.text[draft.end : min(place.sentence.span.end, draft.end + _FAR)]
    around = _Around(place, left, right)
    return next((cue for find in _WAYS if (cue := find(around)) is not None), (None, ""))


def _signed(around: _Around) -> Cue | None:
    """A percentage with a sign is a change, unless it is the level of a rate: "at -0.1%"."""
    draft = around.place.draft
    sign = around.place.text[draft.start]
    if (
        draft.kind is not Kind.PERCENT
        or isinstance(draft.value, tuple)
        or sign not in "+-−"
        or _CLOSED.search(around.left)
    ):
        return None
    return (UP if sign == "+" else DOWN), sign


_PROJECTS = frozenset({"expansion", "improvement", "upgrade", "advance"})
"""What money is spent on: a $5m expansion."""


def _said_behind(around: _Around) -> Cue | None:
    """ "a 9 per cent fall", "5 per cent higher"."""
    found = _BEHIND.match(around.right)
    if found is None:
        return None
    cue = found["noun"] or found["word"]
    if cue.lower() in _PROJECTS and around.place.draft.kind is Kind.MONEY:
        return None
    if cue.lower() in {"up", "down", "off", "more", "further"} and _changed_left(around.left):
        return None
    return _CHANGES[cue.lower()], cue


def _related(around: _Around) -> Cue | None:
    """ "a tenth below its peak"."""
    found = _RELATIVE.match(around.right)
    return None if found is None else ((UP if found["word"] == "above" else DOWN), found["word"])


def _undone(around: _Around) -> Cue | None:
    """ "the loss of 340 jobs", "420 posts will go"."""
    draft = around.place.draft
    if _GONE.match(around.right):
        return DOWN, "lost"
    if draft.kind is Kind.RATIO:
        done = _DONE.match(around.right) if _POSTS.match(around.right) else None
        return None if done is None else ((UP if done["done"] in _MADE else DOWN), done["done"])
    if draft.kind is not Kind.COUNT:
        return None
    if _LOST.search(around.left):
        return DOWN, "loss"
    if draft.unit not in _PEOPLE or re.search(r"(?i)\bof (?:the|its|their|a total of) $", around.left):
        return None
    found = _DONE.match(around.right)
    return None if found is None else ((UP if found["done"] in _MADE else DOWN), found["done"])


def _unmoved(around: _Around) -> Cue | None:
    """ "from 3 per cent" is where a move started."""
    return (None, "from") if _UNMOVED.search(around.left) else None


def _levelled(around: _Around) -> Cue | None:
    """ "a record high of 3,910", "went past 9,000"."""
    if found := _LEVELLED.search(around.left):
        if _UNMOVED.search(around.left, 0, found.start("noun")):
            return None, "from"
        return (UP if found["noun"].lower() in {"high", "peak"} else DOWN), found["noun"]
    if _PAST.search(around.left) or _PUT.search(around.left):
        return UP, "past"
    return (DOWN, "gave up") if _GAVE_UP.search(around.left) else None


def _moved(around: _Around) -> Cue | None:
    cue = _verb_before(around.place)
    return cue if cue is not None and cue[0] is not None else None


def _apposed(around: _Around) -> Cue | None:
    """ "£2.31bn, up from £2.19bn": said behind a comma, with no other figure of the kind between."""
    place, draft = around.place, around.place.draft
    for found in _APPOSED.finditer(around.right):
        at = draft.end + found.start("mark")
        gap = around.right[: found.start("mark")]
        if ";" in gap or ": " in gap or any(is_like(draft, later) and later.start < at for later in place.later):
            return None
        cue = found["word"] or found["more"] or found["noun"]
        return _CHANGES[cue.lower()], cue
    return None


def _compared_behind(around: _Around) -> Cue | None:
    """ "$620m, 12 per cent above the level of last year", "2.5 times what it was"."""
    place, draft = around.place, around.place.draft
    if draft.kind is Kind.MULTIPLE and _THAN_BEFORE.match(around.right):
        return UP, "times"
    following = place.after
    if following is None or not _COMMA.fullmatch(place.text, draft.end, following.start):
        return None
    if found := _RELATIVE.match(place.text, following.end):
        return (UP if found["word"] == "above" else DOWN), found["word"]
    behind = place.text[following.end : following.end + _REACH]
    if following.kind is Kind.MULTIPLE and _THAN_BEFORE.match(behind):
        return UP, "times"
    return None


def _or_else(around: _Around) -> Cue | None:
    """ "three sen or 3.7 per cent higher": one change, told twice."""
    place, following = around.place, around.place.after
    if following is None or not _OR.fullmatch(place.text, place.draft.end, following.start):
        return None
    found = _BEHIND.match(place.text[following.end : following.end + _FAR])
    if found is None:
        return None
    cue = found["noun"] or found["word"]
    return _CHANGES[cue.lower()], cue


def _added(around: _Around) -> Cue | None:
    """ "another 150,000 shops", "an extra 411,000 barrels a day"."""
    counted = around.place.draft.kind in {Kind.COUNT, Kind.QUANTITY, Kind.MONEY}
    return (UP, "another") if counted and _ADDED.search(around.left) else None


def _changed_left(left: str) -> bool:
    return any(word.low in MOVES for word in read_words(left, max(0, len(left) - 30), len(left)))


_STEPS_ON = compiled(rf"(?i)\s(?:by|to|from)\s(?:(?:{APPROX})\s)*$")
_FROM_TO = compiled(rf"(?i).*\bfrom\s(?:(?:an?|the|its|{APPROX})\s)*")


def _is_inside(place: Place, before: Draft, start: int) -> bool:
    """Whether the figure before is only part of what moved: "raise the wage for 38,000 workers to RM1,900"."""
    inside = _SCATTERED.search(place.text, max(start, before.start - 30), before.start)
    return bool(inside) and bool(_STEPS_ON.search(place.text, before.end, place.draft.start))


def _reachable(place: Place) -> int:
    """Where the words that may move this figure start: behind the figure before it, unless that is its "from"."""
    before = previous(place)
    start = max(place.clause.start, place.draft.start - _REACH)
    if (
        before is None
        or _is_inside(place, before, start)
        or (
            _FROM_TO.fullmatch(place.text, max(place.clause.start, before.start - 40), before.start)
            and _ON_TO.fullmatch(place.text, before.end, place.draft.start)
        )
    ):
        return start
    return max(start, before.end)


def _verb_before(place: Place) -> Cue | None:
    """The nearest word of change before the figure in its clause, if the figure hangs on it."""
    draft, floor = place.draft, _reachable(place)
    words = words_of(place, max(place.clause.start, draft.start - _REACH), draft.start)
    for at in range(len(words) - 1, -1, -1):
        if words[at].end <= floor:
            return None
        cue = _move_at(words, at, place.text[words[at].end : draft.start], draft)
        if cue is not None:
            return cue
    return None


def _move_at(words: list[Word], at: int, gap: str, draft: Draft) -> Cue | None:
    """What one word says of the figure `gap` behind it; (None, word) where it is a verb without direction."""
    word, low = words[at], words[at].low
    if low in {"up", "down"}:
        silent = (
            gap.startswith(" front")
            or gap.endswith(" of a ")
            or (low == "up" and gap.startswith(" to ") and len(gap) < 8)
            or is_phrasal(words, at)
        )
        return None if silent else (WORDS[low], word.text)
    if low in {"higher", "lower"} and _HIGHER_AT.match(gap):
        return WORDS[low], word.text
    if low in _BARE_ONLY and (at == 0 or words[at - 1].low != "to") and not gap.startswith(" by "):
        return UP, word.text
    direction = MOVES.get(low) or NOUNS.get(low)
    if direction is not None:
        return (direction, word.text) if _is_change(words, at, gap, draft) else None
    settled = low in _SETTLING and gap.startswith(" at ")
    plain = low in _OTHER_VERBS and is_verb(words, at) and (low not in NOMINAL or is_plainly_verb(words, at))
    return (None, word.text) if plain and not settled else None


_BY = compiled(r"(?i)\s(?:by|to|at|from|below|above|of|in)\b")
_AMOUNTING = compiled(r"\s(?:rate\s)?(?:of|by|to)\b")
_STEPPING = compiled(r"\s(?:by|to|from|at)\s")
_EITHER_NOUN = frozenset({"cut", "reduction", "rise", "increase", "drop", "fall", "gain", "decline", "hike"})
_MODIFIERS = frozenset({"rate", "job", "tax", "price", "no", "any", "such"})
_PLAIN_ADJECTIVE = frozenset({"slow", "cool", "contract", "mount"})
_SETTLING = frozenset(
    {"settle", "settled", "close", "closed", "closing", "end", "ended", "ending", "finish", "finished"}
)
"""Verbs that only tell where a move came to rest: "tumbled 8 per cent to settle at $69"."""


_HANGING = VERBS - _SETTLING


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
    scattered = draft.kind in {Kind.COUNT, Kind.QUANTITY} and _SCATTERED.search(gap) and not _AMOUNTING.match(gap)
    return not scattered or low in {"lower", "cut"}


def _gapped(around: _Around) -> Cue | None:
    """ "Copper fell 2 per cent, zinc 1.5 per cent": one verb for both."""
    host = past_conversion(around.place) or (host_of(around.place) if left_out(around.place) is not None else None)
    if host is None or host.direction is None:
        return None
    return host.direction, host.cue


def _inherited(around: _Around) -> Cue | None:
    """ "closed 7.8 per cent higher at 352p", "2.3 per cent this year and 1.7 per cent next": as the figure before."""
    place = around.place
    before = previous(place)
    if before is None or not place.done:
        return None
    host = next((done for done in reversed(place.described) if done.draft is before), None)
    if host is None or host.direction is None:
        return None
    gap = place.text[before.end : place.draft.start]
    dated = any(other.kind is Kind.DATE and other.start > before.end for other in place.earlier)
    if _AND_BY.search(gap):
        return host.direction, host.cue
    if any(word.low in (VERBS if dated else _HANGING) for word in read_words(gap, 0, len(gap))):
        return None
    apposed = place.draft.kind in {Kind.RATIO, Kind.PERCENT} and (_COMMA.fullmatch(gap) or _OR.fullmatch(gap))
    if apposed or _CLOSED.search(gap) or (_LISTED.match(gap) and before.kind is place.draft.kind):
        return host.direction, host.cue
    return None


_WAYS: tuple[Callable[[_Around], Cue | None], ...] = (
    _signed,
    _said_behind,
    _related,
    _undone,
    _unmoved,
    _levelled,
    _moved,
    _gapped,
    _inherited,
    _apposed,
    _compared_behind,
    _or_else,
    _added,
)
