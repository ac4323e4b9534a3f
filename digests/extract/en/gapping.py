"""English coordination: what a figure shares with the one before it because its verb or its noun is left out.

"Copper fell 2 per cent, zinc 1.5 per cent and nickel 3" has one verb for three subjects; "a 25% tariff on steel and 10% on
aluminium" one noun for two shares (Huddleston and Pullum, *The Cambridge Grammar of the English Language*, chapter 15:
gapping and its kin).
"""

from __future__ import annotations

from digests.extract.en.clause import ACTING, APPROX, is_verb, previous, read_words
from digests.extract.en.lexicon import DOWN_WORDS, FINITE, GENERIC, NOMINAL, STOPS, UP_WORDS
from digests.extract.en.phrases import is_time, phrase_at
from digests.extract.grammar import Described, Place
from digests.model import Kind, Span
from digests.patterns import compiled

Found = tuple[Span | None, Span | None]
_NOTHING: Found = (None, None)
_REACH = 110
_LEFT_OUT = compiled(
    r"(?P<tail>[^,;:()\n]{0,44}?)(?:,|;|(?=\sand\s))\s(?:and\s|but\s)?(?:the\s|its\s|their\s|an?\s)?"
    rf"(?P<name>(?!(?:and|but|or)\s)[A-Za-z][\w’'&/.-]*(?:\s[\w’'&/.-]+){{0,5}}?)\s(?:(?:by|to)\s)?(?:(?:{APPROX})\s)*"
)
_OUTSIDE = (STOPS - {"and", "of", "for"}) | FINITE | UP_WORDS | DOWN_WORDS | {"worth", "plus"}


_ALIKE = frozenset({Kind.PERCENT, Kind.MONEY})
_ASIDE = frozenset({"behind", "period_noun", "antecedent", "topic", "heading"})


def host_of(place: Place) -> Described | None:
    """The figure before this one, if both tell the same kind of thing."""
    kinds = _ALIKE if place.draft.kind in _ALIKE else {place.draft.kind}
    told = (done for done in reversed(place.described) if done.draft.kind in kinds)
    return next((done for done in told if done.strategy not in _ASIDE), None)


def left_out(place: Place) -> Span | None:
    """The subject right in front of a figure whose verb is left out: "zinc" of "copper fell 2 per cent, zinc 1.5"."""
    host, draft, text = host_of(place), place.draft, place.text
    if host is None or draft.noun is not None or draft.start - host.draft.end > _REACH:
        return None
    last = next(done.draft for done in reversed(place.described) if done.draft.kind is not Kind.DATE)
    start = last.end if last.noun is None or last.noun.start < last.start else max(last.end, last.noun.end)
    found = _LEFT_OUT.fullmatch(text, start, draft.start)
    if found is None or _acts(text, start, found.end("tail")) or not _names(text, *found.span("name")):
        return None
    return Span(*found.span("name"))


def _acts(text: str, start: int, end: int) -> bool:
    words = read_words(text, start, end)
    return any(word.low in ACTING and is_verb(words, at) for at, word in enumerate(words))


def _names(text: str, start: int, end: int) -> bool:
    """Whether words are a noun phrase: no verb among them, no adverb, more than a noun of time or a general one."""
    words = text[start:end].lower().split(" ")
    if (
        any(word in _OUTSIDE or word in ACTING for word in words)
        or words[-1] in STOPS
        or words[-1].endswith(("'s", "’s", "'", "’", "."))
    ):
        return False
    participle = words[0].endswith("ed") or (words[0].endswith("ing") and not text.endswith(" and ", 0, start))
    if len(words) == 1 and participle and words[0] not in NOMINAL:
        return False
    return not all(word in GENERIC for word in words) and not is_time(text, Span(start, end))


def gapped(place: Place) -> Found:
    """The subject in front of a figure whose verb is left out, also for the level: "and net profit 6% to $1bn"."""
    last = next((done for done in reversed(place.described) if done.draft.kind is not Kind.DATE), None)
    if last is not None and last.strategy == "gapped" and place.text[last.draft.end : place.draft.start] in _LEVELS:
        return last.spans[0], None
    return left_out(place), None


_LEVELS = frozenset({" to ", " at ", " or "})
_ADJOINS = compiled(rf"[^;:\n]{{0,80}}?(?:,|\sand|,\sand)\s(?:(?:{APPROX})\s)*")
_JOINED = compiled(r"\s(?P<prep>on|for|in|of|from)\s")


def shared_noun(place: Place) -> Found:
    """ "15 per cent commission on the first premium and 7.5 per cent on renewals": the noun, and what is new."""
    host, text = host_of(place), place.text
    joined = _JOINED.match(text, place.draft.end)
    if host is None or joined is None or host.strategy != "compound" or not host.spans:
        return _NOTHING
    label = host.spans[0]
    at = text.find(joined[0], host.draft.end, label.end)
    if at < 0 or not _ADJOINS.fullmatch(text, label.end, place.draft.start):
        return _NOTHING
    inner = phrase_at(text, joined.end(), place.sentence.span.end, 4)
    if inner is None or is_time(text, inner):
        return _NOTHING
    whole = Span(joined.start("prep"), inner.end)
    return (Span(label.start, at), whole) if label.start < at else (inner, None)


_CONVERTED = compiled(rf"\)\sto\s(?:(?:{APPROX})\s)*(?=\S?\d)")


def past_conversion(place: Place) -> Described | None:
    """ "fell by 533 million ringgit ($133m) to 59.9 billion": what the figure is a level of, before the bracket."""
    before = previous(place)
    if before is None or not _CONVERTED.match(place.text, before.end):
        return None
    return next((done for done in reversed(place.described) if done.draft.end < before.start), None)
