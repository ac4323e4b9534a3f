"""English labels from nouns: what is counted, what stands behind a figure, what an "of" or "in" joins to it."""

from __future__ import annotations

import re

from digests.extract.en.clause import ACTING, APPROX, VERBS, WORD, is_verb, words_of
from digests.extract.en.label_subjects import measured_subject
from digests.extract.en.label_verbs import acted_on
from digests.extract.en.lexicon import DOWN_NOUNS, GENERIC, NO_COMPOUND, TIME_NOUNS, UP_NOUNS
from digests.extract.en.phrases import is_time, phrase_at, phrase_before
from digests.extract.grammar import Place
from digests.extract.metrics import metric_of
from digests.model import Kind, Span
from digests.patterns import compiled

Found = tuple[Span | None, Span | None]
_NOTHING: Found = (None, None)
_CHANGES = UP_NOUNS | DOWN_NOUNS | {"premium", "stake", "share", "discount"}
_HELD = frozenset({"stake", "share"})
_TOO_GENERAL = GENERIC | _CHANGES
_GENERAL_OR_TIME = GENERIC | TIME_NOUNS | {"ratio"}
_GRADED = frozenset(
    ["double-digit", "triple-digit", "single-digit", "significant", "modest", "marginal", "slight", "huge", "massive"]
)
_GRADING = TIME_NOUNS | _GRADED | {"year-on-year", "annual", "sharp", "steep"}
_TELLING_HEADS = _HELD | {"loss", "premium", "discount"}
_NO_HEAD = frozenset(
    {"short", "shy", "back", "ahead", "north", "south", "outside", "excess", "top", "favour", "capable", "full"}
)
_RECORD = frozenset(
    {"annualised", "annualized", "all-time", "annual", "average", "fresh", "further", "net", "new", "record", "total"}
    | _GRADED
)
PER = compiled(
    r"^\s(?:an?|per|each|every)\s[a-z]+\b(?:\s(?:ft|foot|feet|m|met(?:re|er)s?|tons?|tonnes?)\b)?|^\s(?:apiece|each)\b|^/\w+"
)


def counted(place: Place) -> Found:
    """What a count counts, the words between the number and its noun included."""
    noun = place.draft.noun
    if noun is None or place.draft.kind is Kind.RATIO:
        return noun, None
    follow = compiled(r"\sof\s").match(place.text, noun.end)
    inner = phrase_at(place.text, follow.end(), place.sentence.span.end, 4) if follow else None
    return (noun if inner is None else Span(noun.start, inner.end)), None


_PRICED = compiled(r"(?i)\sfor\s(?:(?:about|around|roughly|nearly|almost|over|under|just|only|as little as|up to)\s)*$")
_COMPOUND_SKIP = compiled(
    r"^(?:[\s-](?:more|fewer|less|higher|lower|further|additional|extra)\b(?!\s(?:than|to|at)\b)|"
    r"\s(?i:year-on-year|year-over-year|on-year|yoy|y-o-y|y/y|"
    r"month-on-month|month-over-month|mom|m/m|quarter-on-quarter|quarter-over-quarter|qoq|q/q|week-on-week)\b)"
)
_OTHERS = compiled(r"\s(?:more|fewer|extra|additional|further)\b")
_AS_MANY = compiled(r"\sas (?:many|much) (?=[a-z])")


def compound(place: Place) -> Found:
    """ "19 per cent duty on Thai goods", "620-acre site", "4.1 per cent increase in the minimum wage"."""
    draft, text, end = place.draft, place.text, place.sentence.span.end
    at = _compound_start(place)
    phrase = phrase_at(text, at, end) if at is not None else None
    if phrase is None or draft.kind is Kind.ORDINAL:
        return phrase, None
    words = text[phrase.start : phrase.end].lower().split(" ")
    if any(word.split("-")[-1] in _CHANGES for word in words):
        return _changed(place, phrase, words)
    if all(word in _GENERAL_OR_TIME for word in words):
        return _NOTHING
    aim = compiled(r"\son\s").match(text, phrase.end)
    inner = phrase_at(text, aim.end(), end, 4) if aim else None
    return (phrase if inner is None or is_time(text, inner) else Span(phrase.start, inner.end)), None


def _compound_start(place: Place) -> int | None:
    """Where the noun right behind a figure starts that it may modify."""
    draft, text = place.draft, place.text
    if many := _AS_MANY.match(text, draft.end):
        return many.end()
    compounded = "-" in text[draft.start : draft.end] or _OTHERS.match(text, draft.end)
    bare = draft.kind is Kind.COUNT and draft.noun is None and not compounded
    if bare or (draft.first and draft.kind is Kind.DURATION) or _is_multiple_of(place) or _is_price(place):
        return None
    at = draft.end
    if draft.kind is Kind.MONEY and (bracket := _BRACKET.match(text, at)) and text[at + 2] in "$€£¥~U":
        at = bracket.end()
    if skip := _COMPOUND_SKIP.match(text[at : at + 24]):
        at += skip.end()
        if not re.match(r"\s[a-z]+", text[at : at + 8]):
            return None
    if any(later.start <= at + 1 and later.end > at for later in place.later[:2]):
        return None
    if at >= place.sentence.span.end or text[at] not in " -" or PER.match(text[at : at + 24]):
        return None
    first = WORD.match(text, at + 1)
    return at + 1 if first is not None and _may_be_modified(place, first[0], at + 1) else None


def _is_multiple_of(place: Place) -> bool:
    """ "2.3 times earnings": what is multiplied is the measure of the subject, not its label."""
    draft = place.draft
    return draft.kind is Kind.MULTIPLE and draft.rule == "times" and place.text[draft.end : draft.end + 1] == " "


def _is_price(place: Place) -> bool:
    """ "a kebab for 900 lira": behind "for", a sum without an article modifies nothing."""
    return place.draft.kind is Kind.MONEY and bool(_PRICED.search(place.left[-24:]))


_ENDED = compiled(r"\s(?:by|to|in|on|from|at|after|when|as|last|this|the|its)\b|[.;)]|$")
_GOES_ON = compiled(r"\s(?:for|at|in|to|from|on|with|by|into)\b")


def _may_be_modified(place: Place, word: str, at: int) -> bool:
    """Whether a figure may modify the word at `at`: no verb, no "looking for"."""
    draft, text, low = place.draft, place.text, word.lower()
    if low in NO_COMPOUND:
        return False
    if low.endswith("ed") and _ENDED.match(text, at + len(word)) and draft.kind is Kind.MONEY:
        return False
    if low.endswith("ing") and _GOES_ON.match(text, at + len(word)):
        return False
    acts = low in ACTING and low not in _CHANGES and not low.endswith("ed")
    if acts and draft.kind is not Kind.RATIO:
        return False
    several = text[place.sentence.span.start : place.sentence.span.end].count(" ") > 1
    dated = word[0].isupper() and low in TIME_NOUNS and draft.kind is not Kind.ORDINAL
    return not (dated and several and not text[draft.start : draft.end].endswith(("-", "ion")))


def _changed(place: Place, phrase: Span, words: list[str]) -> Found:
    """The label of a figure in front of a noun of change: what changed, else the phrase if it says more."""
    text, end = place.text, place.sentence.span.end
    behind = compiled(r"\s(?:in|of|on(?! the back\b)|for)\s").match(text, phrase.end)
    inner = phrase_at(text, behind.end(), end) if behind else None
    if (
        inner is not None
        and text[inner.start : inner.end].lower().split(" ")[0] not in TIME_NOUNS
        and not is_time(text, inner)
    ):
        return (Span(phrase.start, inner.end) if words[-1].split("-")[-1] in _HELD else inner), None
    if " of " in text[phrase.start : phrase.end]:
        at = text.index(" of ", phrase.start, phrase.end)
        changes = text[phrase.start : at].lower().split(" ")[-1] in _CHANGES
        return Span(at + len(" of ") if changes else phrase.start, phrase.end), None
    if place.draft.unit == "pp":
        return phrase, None
    says_more = len(words) > 1 and words[0] not in _GRADING
    return (phrase, None) if says_more or words[-1] in _HELD | {"discount", "premium"} else _NOTHING


_OF = compiled(
    r"(?P<mark>,?)\s(?P<prep>of|in|for|on|off|from|to)\s(?P<det>(?:the|a|an|its|their|his|her|all|our|any|what)\s)?"
)
_GATHERED = compiled(r"(?:combined |total |existing |remaining |current |roughly |about |some |nearly )?")
_BRACKET = compiled(r"\s\([^()\n]{1,40}\)")
_ANTECEDENT = frozenset(
    ["that", "them", "it", "this", "these", "those", "which", "whom", "total", "sum", "him", "her", "us"]
)
_SHARES = frozenset({Kind.PERCENT, Kind.RATIO})
_TAKING = compiled(
    r"(?i)\b(?:wip|cut|shav|knock|strip|remov|tak|took|slash|trim|eras)\w*"
    rf"\s(?:(?:{APPROX}|half|the equivalent of)\s)*$"
)
_SPENDING = compiled(
    r"(?i)\b(?:spen[dt]\w*|paid|pays?|paying|offer\w*|bid\w*|allocat\w*|earmark\w*|budget\w*|"
    r"set aside|levie[sd]|fined?)\b[^,;]*$"
)
_JOINED_BY = {
    "off": _TAKING,
    "from": _TAKING,
    "to": compiled(r"\badd(?:s|ed|ing)?\b[^,;]*$"),
    "for": _SPENDING,
    "on": _SPENDING,
}
"""What must stand before a figure for the preposition behind it to name what it measures; "of" and "in" need nothing."""


_EACH = compiled(r"(?:each|every)\s")


def _takes_up(text: str, phrase: Span) -> bool:
    """Whether a phrase is a word for what was named before; "US" is no "us"."""
    first = text[phrase.start : phrase.end].split(" ", maxsplit=1)[0]
    return first.lower() in _ANTECEDENT and not first.isupper()


def complement(place: Place) -> Found:
    """ "€45m of second-quarter operating profit", "$38m in late-delivery penalties", "5.8GW of data centres"."""
    draft, text, end = place.draft, place.text, place.sentence.span.end
    if (draft.kind is Kind.RATIO or draft.rule == "multiplied") and (
        part := compiled(r"\s(?:the|its|their|his|her|that)\s(?!of\b)").match(text, draft.end, end)
    ):
        phrase = phrase_at(text, part.end(), end)
        return (phrase, None) if phrase is not None and not is_time(text, phrase) else _NOTHING
    found = _joined(place)
    if (
        found is None
        or _EACH.match(text, found.end())
        or (draft.kind is Kind.MONEY and _BOUGHT.search(place.left[-80:]))
    ):
        return _NOTHING
    whole = place.after
    if (
        found["prep"] == "of"
        and whole is not None
        and whole.noun is not None
        and _GATHERED.fullmatch(text, found.end(), whole.start)
    ):
        return whole.noun, None
    phrase = phrase_at(text, found.end(), end)
    if phrase is None or _takes_up(text, phrase) or is_time(text, phrase) or (found["det"] or "").strip() == "what":
        return _predicate(place, found.end(), end) if found["prep"] == "of" else _NOTHING
    return _complemented(place, found, phrase)


def _joined(place: Place) -> re.Match[str] | None:
    """The preposition behind a figure, if it can join a noun to it."""
    draft, text, end = place.draft, place.text, place.sentence.span.end
    at = draft.end
    if per := PER.match(text[at : at + 24]):
        at += per.end()
    if bracket := _BRACKET.match(text, at, end):
        at = bracket.end()
    found = _OF.match(text, at, end)
    if found is None or found["mark"]:
        return None
    prep = found["prep"]
    if prep == "of" and per is not None and "share" in per[0]:
        return None
    needed = _JOINED_BY.get(prep)
    taken = draft.kind in _SHARES and (prep in {"off", "from"} or (prep == "to" and draft.unit == "pp"))
    if prep != "of" and not taken and draft.kind not in {Kind.MONEY, Kind.QUANTITY}:
        return None
    left = text[max(place.clause.start, draft.start - 60) : draft.start]
    return found if needed is None or needed.search(left) else None


_HOW = compiled(
    r"(?:cash|stock|early|late|morning|afternoon|midday|after-hours|pre-?market|extended|thin|heavy|trading|trade|dealings)\b(?!-)"
)
_CASH = compiled(r"(?:cash|stock)\b")


def _holds_cash(place: Place, found: re.Match[str]) -> bool:
    """ "had $740m in cash" names what is had; "$64.50 per share in cash" says how it is paid."""
    spent = _SPENDING.search(place.left[-60:])
    return not spent and bool(_CASH.match(place.text, found.end())) and found.start() == place.draft.end


_BOUGHT = compiled(
    r"(?i)\b(?:bu(?:y|ys|ying)|bought|acquir\w+|sell\w*|sold|takeover|purchas\w+)\b[^,;]*\sfor\s(?:[a-z]+\s){0,3}$"
)


def _complemented(place: Place, found: re.Match[str], phrase: Span) -> Found:
    """The noun that is joined, unless it is a mere place, or what a share is of while the subject says which share."""
    draft, text = place.draft, place.text
    words = text[phrase.start : phrase.end].split(" ")
    if found["prep"] == "in" and (_HOW.match(text, phrase.start) and not _holds_cash(place, found)):
        return _NOTHING
    place_name = words[0][0].isupper() and not found["det"] and not re.match(r"[A-Z]{2,}", words[0]) and len(words) < 3
    if found["prep"] == "in" and place_name:
        return _NOTHING
    if found["prep"] == "of" and draft.kind in _SHARES and draft.unit != "pp":
        subject = None if _acted_by(place) else measured_subject(place) or acted_on(place)[0]
        if subject is not None:
            return subject, None
        if (held := _HOLDING.search(place.left[-48:])) is not None:
            at = draft.start - len(place.left[-48:])
            return Span(at + held.start("verb"), at + held.end("verb")), phrase
    return _NOTHING if draft.kind is Kind.DURATION and draft.first else (phrase, None)


_DIRECTLY = compiled(rf"(?i)(?P<verb>[a-z]+)\s(?:(?:{APPROX})\s)*$")
_OWN = ("los", "gain", "add", "ris", "rose", "fell", "fall", "grow", "grew", "jump", "climb", "drop")
"""What a subject does itself: the lira that lost a fifth of its value is what fell."""
_HOLDING = compiled(
    rf"(?i)\b(?P<verb>own(?:s|ed|ing)?|h[eo]ld(?:s|ing)?|control(?:s|led)?|b[uo](?:y|ys|ying|ught)|acquir(?:e|es|ed|ing)|s[eo]ld?l?)"
    rf"\s(?:(?:{APPROX})\s)*$"
)
_SHARING = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "reach",
        "reaches",
        "reached",
        "hit",
        "exceed",
        "exceeds",
        "exceeded",
        "total",
        "totals",
        "totalled",
        "equal",
        "equals",
        "represent",
        "represents",
        "represented",
    ]
)


def _acted_by(place: Place) -> bool:
    """ "will fund two-thirds of the purchase": the verb right before a share acts on what it is a share of."""
    found = _DIRECTLY.search(place.left[-48:])
    verb = found["verb"].lower() if found else ""
    return verb in VERBS and verb not in _SHARING and not verb.startswith(_OWN)


def _predicate(place: Place, at: int, end: int) -> Found:
    """ "$15m of the total is debt": the predicate names the part."""
    found = compiled(
        r"[\w\s]{1,30}?\s(?:is|are|was|were|went (?:to|into)|will go (?:to|into)|goes (?:to|into)|"
        r"came from|comes from)\s(?:tied\sto\s|for\s|in\s|spent\son\s)?"
    ).match(place.text, at, end)
    phrase = phrase_at(place.text, found.end(), end, 5) if found else None
    return (phrase, None) if phrase is not None else _NOTHING


def _is_metric(text: str, phrase: Span) -> bool:
    return (
        not text.endswith("ed", phrase.start, phrase.end)
        and phrase.end - phrase.start <= _NAMED_MOST
        and metric_of(text[phrase.start : phrase.end], "en") is not None
    )


_NAMED_MOST = 40
_OF_HEAD = compiled(
    rf"(?i)\s(?P<of>of|worth|at|totalling|totaling|averaging|exceeding|topping|costing|with|above|below|(?!rather|other)[a-z]+er\sthan)\s(?:(?:{APPROX}|the|its)\s)*$"
)


def of_head(place: Place) -> Found:
    """ "revenue of $5.6 billion", "incentives worth $310 million", "a profit forecast of 3 per cent"."""
    draft, text = place.draft, place.text
    floor = place.clause.start
    found = _OF_HEAD.search(text[max(floor, draft.start - 48) : draft.start])
    if not found:
        return _priced(place)
    at = max(floor, draft.start - 48) + found.start()
    phrase = phrase_before(place, at, floor)
    if phrase is None or (found["of"].lower() == "at" and not _is_metric(text, phrase)):
        return _NOTHING
    words = text[phrase.start : phrase.end].lower().split(" ")
    if words[-1] in _NO_HEAD or words[-1].endswith("ly"):
        return _NOTHING
    if words[-1] in _TOO_GENERAL and len(words) < 3:
        behind = compiled(r"\s(?:in|for|on)\s").match(text, draft.end)
        inner = phrase_at(text, behind.end(), place.sentence.span.end) if behind else None
        if inner is not None and not is_time(text, inner):
            return (phrase, inner) if words[-1] in _HELD else (inner, None)
        if words[-1] not in _TELLING_HEADS and (len(words) == 1 or words[0] in _RECORD):
            return _NOTHING
    return phrase, None


def _priced(place: Place) -> Found:
    """ "A kebab for 900 lira scares people off": a thing and its price before any verb."""
    found = _PRICED.search(place.left)
    if not found or place.draft.kind is not Kind.MONEY:
        return _NOTHING
    at = place.clause.start + found.start()
    words = words_of(place, place.clause.start, at)
    if any(word.low in VERBS and is_verb(words, index) for index, word in enumerate(words)):
        return _NOTHING
    return phrase_before(place, at, place.clause.start), None


def change_noun(place: Place) -> Found:
    """ "expect a half-point cut": nothing but the change is named."""
    found = compiled(r"[\s-](?:[a-z-]+\s){0,2}?(?P<noun>[a-z-]+)\b").match(place.text, place.draft.end)
    if found and found["noun"] in _CHANGES and place.draft.kind is not Kind.DURATION:
        return Span(found.start("noun"), found.end("noun")), None
    return _NOTHING


def behind(place: Place) -> Found:
    """A noun phrase behind the figure: "Five days offline", "third in North America", "a sum for the plant"."""
    text, end = place.text, place.sentence.span.end
    at = place.draft.end
    if per := PER.match(text[at : at + 24]):
        at += per.end()
    found = compiled(r"(?:\s|-|,\s)(?:(?:in|for|from|on|at|to|of|as|by)\s)?(?:the\s|a\s|an\s|its\s)?").match(
        text, at, end
    )
    phrase = phrase_at(text, found.end(), end) if found else None
    if phrase is None or is_time(text, phrase) or text.startswith(("thanks", "due ", "owing"), phrase.start):
        return _NOTHING
    return phrase, None
