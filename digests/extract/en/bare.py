"""English numbers without a noun: parts, index levels, exchange rates, counts of what was named before."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from digests.extract.en.lexicon import (
    CURRENCY_NAMES,
    DOWN_VERBS,
    NOMINAL,
    STILL_VERBS,
    UP_VERBS,
    is_plural,
    singular,
)
from digests.extract.en.money import alternatives, currency_before, currency_of
from digests.extract.en.numbers import ANY, after_name
from digests.extract.grammar import Claim, Draft
from digests.model import Kind, Span
from digests.patterns import compiled

_INDEX = compiled(
    r"\b(?:index|Index|indices|average|Average|Nikkei|Dow|S&P|FTSE|Hang Seng|Composite|"
    r"composite|KOSPI|Kospi|Topix|TOPIX|PMI|SET|Sensex|Nifty|DAX|gauge|benchmark|barometer|"
    r"STI|TAIEX|Taiex|reading)\b"
)
_LEVEL_AT = compiled(
    r"\b(?:to|at|of|from|was|is|stood|read|closed|below|above|hit|reached) (?:(?:about|around|"
    r"nearly|a record|just under|just over|below|above) )?$"
)
_SAME_LINE_BACK = 160
_FAR_BACK = 110
_SCALE_WORD = compiled(r"(?i)hundred|thousand|lakh|million|crore|billion|trillion|dozen")
_OF_THEM = compiled(r" of (?:its|the|their|them|those|these|our|his|us|whom|which|\d)\b")
_OF_SO_MANY = compiled(rf"\bOf (?:the |its |their |some |about )?{ANY} [^.;\n]{{3,80}}, $")
_MORE = compiled(r" (?:more|others?|extra|additional|further|fewer)\b")
_NAME_NEXT = compiled(r" (?P<word>[A-Z][a-z]{2,}[a-z]*)")
_KNOWN_NOUNS = compiled(r"[A-Za-z]{3,}")


_TRADED = compiled(r"\b(?:trad|stood|quot|clos|weaken|strengthen|fell|rose|slip|chang|eas|firm|gain|hit|open|end)")


_ELIDED = compiled(
    rf"\d (?P<cur>(?:{alternatives(CURRENCY_NAMES)})s?),?(?: an? \w+,?)?(?: down| up| compared)? "
    r"(?:from|against|versus|with|after) (?:[a-z]+ )?$"
)
"""What names the currency of the second of two sums: 148.35 yen from 150.10."""


class _Bare(NamedTuple):
    """A number without a noun behind it, where it stands."""

    text: str
    start: int
    end: int
    value: Decimal | tuple[Decimal, Decimal]
    low: str
    before: str

    @property
    def digits(self) -> bool:
        return self.low[0].isdigit()

    @property
    def scaled(self) -> bool:
        """Whether it is written with a scale or a comma, and so is no code or year."""
        return bool(re.search(r"[A-Za-z,]", self.low))

    @property
    def partial(self) -> bool:
        """Whether it is a part of something named: "three of them", "200 more"."""
        return bool(_OF_THEM.match(self.text, self.end) or _MORE.match(self.text, self.end))


def without_noun(match: re.Match[str], text: str, value: Decimal | tuple[Decimal, Decimal]) -> Claim:
    """What a number that no noun follows is: a part, an index level, an exchange rate, a count of what stands before."""
    start, end = match.span()
    before = text[max(0, start - _SAME_LINE_BACK) : start]
    before = before[max(before.rfind(mark) + len(mark) for mark in ("\n", ". ", "; ")) :]
    bare = _Bare(text, start, end, value, match["low"], before)
    if (special := _of_so_many(bare)) is not None:
        return special
    if _is_no_count(bare):
        return ()
    if (level := _level(bare)) is not None:
        return level
    if not bare.scaled and isinstance(value, Decimal) and value < 10 and not bare.partial:
        return ()
    if of := _OF_THE.match(text, end):
        return Draft(start, end, Kind.COUNT, value, singular(of["noun"]), noun=Span(*of.span("noun")))
    return Draft(start, end, Kind.COUNT, value, _unit_before(before))


def _of_so_many(bare: _Bare) -> Draft | None:
    """ "Of the 19 brokers that cover it, eight say buy"; "Reservations a week: 0.61"."""
    if not bare.digits and _OF_SO_MANY.search(bare.text, max(0, bare.start - _FAR_BACK), bare.start):
        unit = _unit_before(bare.text[max(0, bare.start - _FAR_BACK) : bare.start])
        return Draft(bare.start, bare.end, Kind.COUNT, bare.value, unit)
    if bare.digits and "." in bare.low and bare.text.startswith(": ", bare.start - 2):
        return Draft(bare.start, bare.end, Kind.COUNT, bare.value)
    return None


def _is_no_count(bare: _Bare) -> bool:
    """Whether the number is a word without a scale, a code, or belongs to a name."""
    if re.fullmatch(r"\d{1,3}[A-Z]", bare.low):
        return True
    if not bare.digits:
        return not bare.partial and not (bare.scaled and bare.value != 1 and _SCALE_WORD.search(bare.low))
    if bare.scaled or _ELIDED.search(bare.before):
        return False
    named = _NAME_NEXT.match(bare.text, bare.end)
    return (
        (bool(after_name(bare.text, bare.start)) and not _LEVEL_AT.search(bare.before))
        or (named is not None and not named["word"].endswith(("ese", "ish", "ian", "ean", "can", "ai")))
        or bare.text[max(0, bare.start - 1) : bare.start] == "#"
    )


def _level(bare: _Bare) -> Draft | None:
    """An index level, an exchange rate, the second of two sums."""
    text, start, end, value = bare.text, bare.start, bare.end, bare.value
    if not bare.digits:
        return None
    if elided := _ELIDED.search(bare.before):
        return Draft(start, end, Kind.MONEY, value, currency_of(elided["cur"]))
    if not _LEVEL_AT.search(bare.before):
        return None
    if _INDEX.search(bare.before):
        return Draft(start, end, Kind.QUANTITY, value, "point")
    rated = None if bare.scaled else currency_before(text, start)
    if rated is None or not _TRADED.search(text, rated.end, start):
        return None
    return Draft(start, end, Kind.MONEY, value, currency_of(text[rated.start : rated.end]), noun=rated)


_OF_THE = compiled(
    r" of (?:its|the|their|our|his|these|those) (?:\S{1,12} )?(?:[a-z-]{1,20} ){0,2}?(?P<noun>[a-z]{3,}s)\b"
)


_EMPLOYING = frozenset({"employs", "employed", "employ", "employing"})
_VERBS_ONLY = (UP_VERBS | DOWN_VERBS | STILL_VERBS) - NOMINAL


def _unit_before(before: str) -> str:
    """What a bare number counts: the nearest plural noun before it in its line."""
    for word in reversed(_KNOWN_NOUNS.findall(before)[-16:]):
        if word in _EMPLOYING:
            return "person"
        if is_plural(word) and (not word[0].isupper() or word[:-1].isupper()) and word not in _VERBS_ONLY:
            return singular(word)
    return ""
