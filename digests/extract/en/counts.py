"""English counts in sentences: a number and the noun it counts."""

from __future__ import annotations

import re
from decimal import Decimal

from digests.extract.en.bare import without_noun
from digests.extract.en.cells import in_table, table_unit
from digests.extract.en.lexicon import ADJUNCTS, HEADS, NO_NOUN, is_plural, singular
from digests.extract.en.numbers import (
    ANCHOR,
    ANY,
    LEFT,
    SIGNED,
    STARTS,
    apart,
    follows_change,
    is_move,
    read_ends,
    read_number,
    titled,
)
from digests.extract.grammar import Claim, Context, Draft, Rule
from digests.extract.numerals import read_range
from digests.model import Kind, Language, Span
from digests.patterns import compiled

EN = Language.EN

_FOLLOWING = compiled(
    r"(?:[ -](?!and\b)|, (?=[a-z]+(?:ly|ed|able|ing|al|ic)?\b "
    r"[a-z-]+s\b))(?P<word>[A-Za-z][\w'’&.-]*?)(?=[ ,.;:)!?\n/—–|\t-]|$|['’]s? |['’]s?$)"
)
_DEFINITE = compiled(r"\b(?:the|these|those|both|between the) $", re.IGNORECASE)
_LISTICLE = compiled(
    r"(?i) (?:\w+ ){0,2}(?:things|ways|charts|reasons|takeaways|facts|tips|myths|questions|lessons|key "
    r"points|graphics|tricks|secrets|must-reads|trends|signs|steps|ideas|mistakes|rules|numbers|stories|stocks"
    r"|recipes|photos|pictures|moments|books|places|apps|gadgets|hacks|funds|shares|names) (?:to|that|"
    r"about|why|you|from|for|we|on|behind|every|not|worth|explained|explain|explaining|show|missed|in|of)\b"
)
_MEMBERS = {
    "member": "person",
    "strong": "person",
    "person": "person",
    "man": "person",
    "woman": "person",
    "seat": "seat",
}
_COMPOUND = compiled(
    r"-(?P<noun>member|strong|person|seat|seater|store|shop|room|bed|unit|storey|story|nation|"
    r"country|page|ship|aircraft|vehicle|branch|site|turbine|home|machine|plant|state|team|"
    r"lane|party|employee|worker|island|model|item)(?:s?\b)"
)


def _read_count(match: re.Match[str], context: Context) -> Claim:
    text, start = context.text, match.start()
    low, high = match["low"], match["high"]
    value: Decimal | tuple[Decimal, Decimal] | None
    value = read_ends(low, high) if high else read_number(low)
    stepped = high and match["sep"] == " to " and re.search(r"[,a-z]", low) and follows_change(text, start)
    if high and (value is None or stepped or is_move(text, start)):
        return _two_counts(match, context)
    if value is None:
        return None
    cell = table_unit(text, start)
    return in_table(match, value, cell) if cell is not None else _read_in_sentence(match, text, value)


def _read_in_sentence(match: re.Match[str], text: str, value: Decimal | tuple[Decimal, Decimal]) -> Claim:
    (start, end), digits = match.span(), match["low"][0].isdigit()
    if compound := _COMPOUND.match(text, end):
        noun = compound["noun"]
        return Draft(start, compound.end(), Kind.COUNT, value, _MEMBERS.get(noun) or singular(noun))
    listed = _LISTICLE.match(text, end) and STARTS.search(text[max(0, start - 4) : start])
    if listed or (not digits and value == 1):
        return ()
    counted = _counted(text, end)
    if counted is None:
        return without_noun(match, text, value)
    if text.startswith(" ago", counted.end) or _named_by_number(text, match, counted):
        return ()
    return _with_noun(text, match, value, counted, digits)


_PEOPLES = compiled(r"(?:[aeo]ns|ese|ish|rats|ists|[A-Z]{2,}s|Teslas|Airbuses)$")


def _named_by_number(text: str, match: re.Match[str], noun: Span) -> bool:
    """Whether a number and the capitalised noun behind it are a name (500 Startups), outside headlines."""
    word = text[noun.start : noun.end].rsplit(" ", maxsplit=1)[-1]
    start = match.start("low")
    capital = match["low"][0].isupper()
    plain = match["low"].isdigit() or (capital and not STARTS.search(text[max(0, start - 4) : start]))
    return (
        plain
        and match["high"] is None
        and word[0].isupper()
        and not _PEOPLES.search(word)
        and not titled(text, match.start())
    )


def _two_counts(match: re.Match[str], context: Context) -> Claim:
    """ "from 3 to 5 million users": two counts of one noun."""
    ends = read_range(match["low"], match["high"], EN)
    if ends is None:
        return None
    (start, end), noun = match.span("high"), _counted(context.text, match.end())
    if noun is None:
        return apart(match.span("low"), (start, end), ends, "", Kind.COUNT)
    words = context.text[noun.start : noun.end].split(" ")
    end = noun.end if len(words) == 1 else end
    low, high = apart(match.span("low"), (start, end), ends, singular(words[-1]), Kind.COUNT)
    return low._replace(noun=noun), high._replace(noun=noun)


def _with_noun(
    text: str, match: re.Match[str], value: Decimal | tuple[Decimal, Decimal], noun: Span, digits: bool
) -> Claim:
    start, end = match.span()
    words = re.split(r"[ ]", text[noun.start : noun.end])
    tail = words[-1].rpartition("-")[2]
    unit = singular(tail if is_plural(tail) else words[-1])
    if not digits and isinstance(value, Decimal) and value <= 3 and _DEFINITE.search(text[max(0, start - 14) : start]):
        return ()
    direct = len(words) == 1 and noun.start == end + 1
    return Draft(start, noun.end if direct else end, Kind.COUNT, value, unit, noun=noun)


_PARTICLES = frozenset({"up", "in", "on", "off", "out", "down", "over"})
"""The second part of a noun in front of another: pop-up stores, add-on sales."""
_ENDS = frozenset({"ups", "ons", "ins", "offs", "outs", "bys"})


def _is_counted(text: str, found: re.Match[str]) -> bool:
    """Whether a word is a plural, its last part (mega-projects) or its end (start-ups)."""
    return is_plural(found["word"]) or (text[found.start()] == "-" and found["word"] in _ENDS)


def _counted(text: str, end: int) -> Span | None:
    """Span of the noun phrase that a number at `end` counts, up to five words that end in a plural."""
    at, words = end, 0
    best: Span | None = None
    while words < 6 and (found := _FOLLOWING.match(text, at)):
        word = found["word"]
        if word.lower() in NO_NOUN and not (text[found.start()] == "-" and word in _PARTICLES):
            break
        words += 1
        at = found.end()
        if _is_counted(text, found) and not text.startswith(("'", "’"), at):
            best = Span(end + 1, at)
            if word.lower() not in ADJUNCTS:
                after = _FOLLOWING.match(text, at)
                if not (
                    after
                    and words < 3
                    and is_plural(after["word"])
                    and after["word"].lower() not in NO_NOUN
                    and after["word"].lower() in HEADS
                ):
                    break
        elif best or text.startswith(("'", "’"), at):
            break
    return best


COUNTS = (
    Rule(
        "count",
        rf"{LEFT}{SIGNED}(?P<low>{ANY})(?:(?P<sep>[-–—]| to | or | and "
        rf"(?=[0-9]))(?P<high>{ANY}))?(?![\w%°]|[.,:/]\d|-\d|-[A-Z])",
        _read_count,
        ANCHOR,
    ),
)
