"""English labels from what stands around a figure: its list item, its bracket, the figures before it, the heading."""

from __future__ import annotations

import re

from digests.extract.en.clause import ACTING, APPROX, is_verb, previous, read_words
from digests.extract.en.label_subjects import acts, spans_of, subject
from digests.extract.en.label_verbs import acted_on
from digests.extract.en.lexicon import DOWN_NOUNS, FINITE, UP_NOUNS
from digests.extract.en.phrases import head, is_several, is_time, phrase_at, phrase_before
from digests.extract.grammar import Draft, Place
from digests.extract.metrics import metric_of
from digests.extract.text import SentenceRole
from digests.model import Kind, Span
from digests.patterns import compiled

Found = tuple[Span | None, Span | None]
_NOTHING: Found = (None, None)

_ITEM = compiled(r"[\s•*·–-]{0,4}(?P<name>[A-Z][\w’'&/,%() -]{2,60}?):\s")
_ITEM_WORDS = 8
_LEAD = 4
"""Words that may stand between the name of an item and its first figure."""


def named(place: Place) -> Found:
    """ "Throughput: 7.4 million boxes, +11.6%": the name of a list's item, for each of its figures."""
    text, start = place.text, place.sentence.span.start
    item = _ITEM.match(text, start, min(place.sentence.span.end, start + 80))
    if item is None or item.end() > place.draft.start or place.draft.kind is Kind.DURATION:
        return _NOTHING
    words = read_words(text, item.start("name"), item.end("name"))
    said = read_words(text, item.end(), place.draft.start)
    first = next((draft.start for draft in place.drafts if draft.start >= item.end()), place.draft.start)
    if item["name"].count("(") != item["name"].count(")"):
        return _NOTHING
    dateline = item["name"].isupper() and metric_of(item["name"], "en") is None
    if dateline or len(words) > _ITEM_WORDS or any(word.low in FINITE for word in words):
        return _NOTHING
    if (
        any(word.low in FINITE or word.low in ACTING for word in said)
        or len(read_words(text, item.end(), first)) > _LEAD
    ):
        return _NOTHING
    if place.draft.start - item.end() > 90 or (place.draft.noun is not None and said):
        return _NOTHING
    return Span(*item.span("name")), None


_PERSON = compiled(r"(?P<name>[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3})(?:, | \()(?:aged |an? )?$")


_AGED = compiled(r"(?<=\w)\s(?:aged|ages)\s(?:between\s)?$")


def aged(place: Place) -> Found:
    """ "says Ines Carrow, 44,", "women aged 25 to 54": whose age it is."""
    if place.draft.rule != "age":
        return _NOTHING
    start = max(place.sentence.span.start, place.draft.start - 60)
    if group := _AGED.search(place.text, start, place.draft.start):
        return phrase_before(place, group.start(), place.sentence.span.start), None
    found = _PERSON.search(place.text[start : place.draft.start])
    return (Span(start + found.start("name"), start + found.end("name")), None) if found else _NOTHING


_AMOUNTS = compiled(
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


_LEVEL = compiled(rf"(?i)\s(?:to|by)\s(?:(?:{APPROX})\s)*$")


def amounting(place: Place) -> Found:
    """ "Volume rose to 15.4 billion shares": a measure that is named, and so better than the noun counted."""
    draft, text = place.draft, place.text
    if draft.kind is not Kind.COUNT or draft.noun is None:
        return _NOTHING
    start = max(place.clause.start, draft.start - 40)
    found = _AMOUNTS.search(text[start : draft.start])
    phrase = phrase_before(place, start + found.start(), place.clause.start) if found else None
    if found is None and _LEVEL.search(text, start, draft.start):
        phrase = acted_on(place)[0] or subject(place)[0]
    if phrase is None or head(text, phrase) not in _MEASURES:
        return _NOTHING
    return phrase, None


def same_count(place: Place) -> Found:
    """ "Of 26 economists, 19 see": a bare count of what was counted before."""
    draft = place.draft
    if draft.kind is not Kind.COUNT or draft.noun is not None or not draft.unit:
        return _NOTHING
    for done in reversed(place.described):
        if done.draft.kind is Kind.COUNT and done.draft.unit == draft.unit and done.spans:
            return done.spans[0], None
    return _NOTHING


def bracketed(place: Place) -> Found:
    """ "Germany (5.22 million)": the words right in front of the bracket."""
    text, start = place.text, place.draft.start
    opened = re.search(r"\s\((?:[a-z]+\s){0,3}$", text[max(place.sentence.span.start, start - 24) : start])
    if not opened:
        return _NOTHING
    at = max(place.sentence.span.start, start - 24) + opened.start()
    return phrase_before(place, at, place.sentence.span.start), None


_RECORD = compiled(
    r"(?:\b(?:its|the|their|a|an)\s)?(?P<record>\b[a-z]+est(?:\s(?!in\b|for\b|since\b)[\w’'-]+){1,4}|\b(?:best|worst|most)"
    r"(?:\s(?!in\b|for\b|since\b)[\w’'-]+){1,4})\s(?:in|for)\s(?:(?:more|less|nearly|almost|about|over|at|least|than|the)\s)*$"
)
_ALONE = compiled(
    r"\b(?:its|the|their|to|a|an)\s(?P<record>[a-z]+est|best|worst|most)(?:\s(?:level|close|price|finish|rate|pace))?"
    r"\s(?:in|for)\s(?:(?:more|less|nearly|almost|about|over|at|least|than|the)\s)*$"
)
_PLAIN_RECORD = frozenset({"level", "close", "price", "finish", "rate", "pace", "since"})


def lasting(place: Place) -> Found:
    """ "its steepest daily slide in four years": the record, if it says more than that it is the highest level."""
    if place.draft.kind is not Kind.DURATION or not place.draft.first:
        return _NOTHING
    start = max(place.sentence.span.start, place.draft.start - 80)
    found = _RECORD.search(place.text[start : place.draft.start])
    if found is not None and found["record"].split(" ")[-1] not in _PLAIN_RECORD:
        return Span(start + found.start("record"), start + found.end("record")), None
    alone = _ALONE.search(place.text[start : place.draft.start])
    if alone is None:
        return _NOTHING
    of = next((span for find in (carried, acted_on, subject) if (span := find(place)[0]) is not None), None)
    record = Span(start + alone.start("record"), start + alone.end("record"))
    return (record, None) if of is None else (record, _unowned(place.text, of))


def _unowned(text: str, span: Span) -> Span:
    """A phrase without its owner, behind another word: "lowest unemployment rate" of "the country's unemployment rate"."""
    owned = re.match(r".{1,40}?(?:['’]s|s['’]) (?=\w)", text[span.start : span.end])
    return Span(span.start + owned.end(), span.end) if owned else span


_DURING = compiled(
    r"(?i)\b(?:in|over|during|of)\s(?:the\s|a\s)?(?:(?:first|last|past|next|final|previous|"
    r"coming|latest|about|nearly|almost|more than|less than)\s)*$|\b(?:in|for|"
    r"over)\sthe\s(?:\w+\s)?$"
)
_WHICH = compiled(r"(?:first|last|past|next|final|previous|latest)")
_BOUNDED = compiled(r"\s(?:to|ended|ending|through|from|of|until)\b")


def span_of_time(place: Place) -> Found:
    """ "in the six weeks to", "over 10 years": a period in which something else is measured."""
    draft, text = place.draft, place.text
    if draft.kind is not Kind.DURATION or draft.first or draft.rule == "straight":
        return _NOTHING
    left = text[max(place.sentence.span.start, draft.start - 40) : draft.start]
    found = _DURING.search(left)
    if not found or (found[0].lower().startswith("of") and not _WHICH.search(found[0])):
        return _NOTHING
    if (
        not re.search(r"\s(?:the|over|during)\s", found[0])
        and not _BOUNDED.match(text, draft.end)
        and previous(place) is None
    ):
        for find in (acted_on, subject):
            span, second = find(place)
            if span is not None:
                return span, second
    return period_noun(place)


_APPOSITION = compiled(
    r"(?i)(?:,|\s[–—-])\s(?:(?:or|and|up|down|higher|lower|from|by|against|compared with|"
    rf"compared to|versus|worth|valued at|equivalent to|equal to|representing|accounting for|which is|{APPROX})\s)*"
)


_WHEN = compiled(r"\s(?:(?:in|for|during|over|by|of|at)\s(?:the\s)?)?")


def _undated(place: Place, at: int) -> int:
    """The end of a date right behind `at`: "$3.2bn in July"."""
    when = _WHEN.match(place.text, at)
    dates = (draft for draft in place.earlier if draft.kind is Kind.DATE and when and draft.start == when.end())
    return next((date.end for date in dates), at)


_ADJUNCT = compiled(
    rf"(?P<adjunct>[^,;:()\n]{{1,60}}),\s(?P<change>(?:up|down|higher|lower)\s(?:by\s|from\s)?|(?:or|equal\sto|equivalent\sto|representing|accounting\sfor)\s)?(?:(?:{APPROX})\s)*"
)
_MORE = compiled(r"\s(?:more|less|fewer|higher|lower|above|below|up|down)\b")


def _set_against(place: Place, prior: Draft) -> bool:
    """ "8.9m trips north over Easter, 14 per cent more than last year": a change told of the figure before it."""
    found = _ADJUNCT.fullmatch(place.text, prior.end, place.draft.start)
    if found is None or not (found["change"] or _MORE.match(place.text, place.draft.end)):
        return False
    words = read_words(place.text, prior.end, found.end("adjunct"))
    return not any(word.low in FINITE or (word.low in ACTING and is_verb(words, at)) for at, word in enumerate(words))


_TO = compiled(rf"(?i)\sto\s(?:(?:{APPROX})\s)*")


def apposed(place: Place) -> Found:
    """ "$620m, more than 2.5x the level of 2024", "£2.31bn, up from £2.19bn": the figure before it, said once more."""
    prior = previous(place)
    if (
        prior is None
        or prior.kind is Kind.ORDINAL
        or not (
            _APPOSITION.fullmatch(place.text, _undated(place, prior.end), place.draft.start)
            or _set_against(place, prior)
            or (prior.rule == "multiplied" and _TO.fullmatch(place.text, prior.end, place.draft.start))
        )
        or (place.draft.kind is Kind.COUNT and place.draft.noun is not None)
    ):
        return _NOTHING
    return _as(place, prior)


def _as(place: Place, prior: Draft) -> Found:
    host = next((done for done in reversed(place.described) if done.draft is prior), None)
    return _NOTHING if host is None else spans_of(host)


_PART_OF = compiled(r"\sof (?:what|its|the|their|all)\b")
_AFTER_COMMA = compiled(rf"(?i),\s(?:or\s)?(?:(?:{APPROX})\s)*$")


def part_of(place: Place) -> Found:
    """ "94m cubic metres of capacity vanished, about a quarter of what it pipes": a share of the figure before it."""
    prior, draft = previous(place), place.draft
    if prior is None or draft.kind not in {Kind.RATIO, Kind.PERCENT} or prior.kind is draft.kind:
        return _NOTHING
    left = place.text[prior.end : draft.start]
    if len(left) > _CARRY or not _AFTER_COMMA.search(left) or not _PART_OF.match(place.text, draft.end):
        return _NOTHING
    return _as(place, prior)


def topic(place: Place) -> Found:
    """What the sentence starts with, if that is a number of things: "Small workshops are exposed: one in six will close"."""
    start = place.sentence.span.start
    phrase = phrase_at(place.text, start, place.draft.start, 5)
    if phrase is None or not is_several(place.text, phrase) or acts(place.text, phrase):
        return _NOTHING
    return phrase, None


_COMPLETED = compiled(r"\sof\s[\w\s’'-]{2,40}")


def apposed_head(place: Place) -> Found:
    """ "prices, up 38 per cent": what stands before the comma, unless that is a figure."""
    text, start = place.text, place.draft.start
    floor = max(place.sentence.span.start, start - 40)
    found = re.search(rf"(?i),?\s(?:up|down|higher|lower)\s(?:(?:by|{APPROX})\s)*$", text[floor:start])
    if not found:
        return _NOTHING
    phrase = phrase_before(place, floor + found.start(), place.sentence.span.start)
    if (
        phrase is None
        or acts(text, phrase)
        or is_time(text, phrase)
        or head(text, phrase) in ACTING - UP_NOUNS - DOWN_NOUNS
    ):
        return _NOTHING
    return phrase, None


_REACHED = compiled(r"\s(?:at|of)\s(?:[a-z]+\s){0,2}")
_CARRY = 90


def carried(place: Place) -> Found:
    """ "£2.31bn, up from £2.19bn": as the figure before it in the sentence."""
    lasts = place.draft.kind is Kind.DURATION
    for done in reversed(place.described):
        if done.draft.kind in {Kind.DATE, Kind.ORDINAL} or not done.spans:
            continue
        reached = done.draft.first and _REACHED.fullmatch(place.text, done.draft.end, place.draft.start)
        if (done.draft.kind is Kind.DURATION) is not lasts and not place.draft.first and not reached:
            continue
        gap = place.text[done.draft.end : place.draft.start]
        if len(gap) <= _CARRY and ";" not in gap:
            return spans_of(done)
    return _NOTHING


def period_noun(place: Place) -> Found:
    """ "the first five months", "within two years": the unit of time, with the word that says which."""
    draft, text = place.draft, place.text
    unit = re.search(r"[A-Za-z]+$", text[draft.start : draft.end]) if draft.kind is Kind.DURATION else None
    if unit is None:
        return _NOTHING
    own = Span(draft.start + unit.start(), draft.end)
    which = re.search(
        r"\b(?P<which>first|last|past|next|final|previous|coming|latest)\s$",
        text[max(place.sentence.span.start, draft.start - 12) : draft.start],
    )
    if which is None:
        return own, None
    start = draft.start - len(which[0])
    return Span(start, start + len(which["which"])), own


_SHARES = frozenset({Kind.PERCENT, Kind.RATIO, Kind.MULTIPLE})
_TAKES_UP = compiled(
    r"(?i)(?<!\w)(?:it|they|that|this|those|these|the (?:figure|number|total|sum|level|rate|index))\s"
    r"(?:(?:is|are|was|were|has|had|have|will|would|could|may|might|should|then|also|now|still)\s)*(?!wants?\b|seeks?\b|sought\b|needs?\b|offer|demand)\w+(?:\s\w+)?\s(?:(?:by|to|at|from)\s)?"
    rf"(?:(?:{APPROX}|fewer|less|more|than)\s)*$"
)


def antecedent(place: Place) -> Found:
    """ "It rose 4 per cent in July": what the sentence before told of, or the clause before the semicolon."""
    if not _TAKES_UP.search(place.left[-80:]):
        return _NOTHING
    for done in (*reversed(place.described), *reversed(place.recent[-4:])):
        if done.spans and (done.draft.kind is place.draft.kind or {done.draft.kind, place.draft.kind} <= _SHARES):
            return spans_of(done)
    return _NOTHING


def heading(place: Place) -> Found:
    """Nothing in the sentence says it: the heading it stands under, if that names a measure."""
    span = place.heading()
    if span is None or place.sentence.role is not SentenceRole.BODY:
        return _NOTHING
    return (span, None) if metric_of(place.text[span.start : span.end], "en") is not None else _NOTHING
