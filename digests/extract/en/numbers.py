"""What the English rule files share: written numbers, ranges, and names that only look like figures."""

from __future__ import annotations

import re
from decimal import Decimal

from digests.extract.en.lexicon import LEADS
from digests.extract.grammar import Claim, Context, Draft
from digests.extract.numerals import PLAIN, read, read_range
from digests.model import Kind, Language
from digests.patterns import compiled

EN = Language.EN

LEFT = r"(?<![A-Za-z0-9_])(?<![A-Za-z0-9][-/.:])(?<![0-9],)"
"""A number does not start inside a word, a code (CVE-2026), a fraction or a clock time."""

_WORD_SCALE = r"(?:thousand|lakh(?: crore)?|million|mln|crore|cr|billion|bln|trillion|trn|quadrillion)s?(?![A-Za-z])"
DIGITS = rf"(?:{PLAIN[EN]}(?>(?:[ -]?(?i:{_WORD_SCALE})|(?i:bn|tn|mn|trn|bln|mln)(?![A-Za-z0-9])|[kKmMbBtT](?![A-Za-z0-9]))?))"
_ONES = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    "|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_BIGS = "dozen|hundred|thousand|lakh|million|crore|billion|trillion"
_IN_WORDS = (
    rf"(?i:(?<![A-Za-z])(?:(?:half )?an?(?=[ -](?:{_BIGS})\b)|{_ONES})(?![A-Za-z])"
    rf"(?>(?:[ -](?:{_ONES}|{_BIGS}|and[ -]a[ -]half)\b|(?<=hundred) and (?:{_ONES})\b){{0,6}}))"
)
"""Loose: `read` refuses what is not one well-formed number."""

ANY = rf"(?:{DIGITS}|{_IN_WORDS}|[½¼¾])"
ANCHOR = compiled(
    rf"[-+−](?=\d)|(?<![A-Za-z0-9_])(?<!\d[.,])\d|[½¼¾]"
    rf"|\b(?=[aefhnostAEFHNOST])(?i:half (?=an? )|twice|an? (?=(?:{_BIGS})\b)|(?:{_ONES})\b)"
)
"""Wherever a number may start."""


def read_number(written: str) -> Decimal | None:
    return read(written.strip().removesuffix("s"), EN)


def read_ends(low: str, high: str) -> tuple[Decimal, Decimal] | None:
    """A range in ascending order, or None: 3 to 5 million, £410m and £425m; 85 to 40 is no range."""
    ends = read_range(low.strip().removesuffix("s"), high.strip().removesuffix("s"), EN)
    return ends if ends and ends[0] < ends[1] else None


_CHANGED = compiled(
    r"\b(?:by|rose|fell|grew|gained|lost|jumped|dropped|declined|climbed|slipped|surged|"
    r"increased|decreased|slid|sank|added|shed"
    r"|advanced|up|down|higher|lower|eased|dipped|tumbled|plunged|widened|narrowed|cut|raised|lowered)"
    r" (?:\d[\d.]*(?:%| per ?cent| pct|pc),? or )?"
    r"(?:(?:about|around|nearly|almost|roughly|over|just|some|more than|an? (?:further|extra)|another|as much as) )?$"
)
_FROM = compiled(
    r"\bfrom (?:(?:about|around|nearly|almost|roughly|over|just|some|more than|an?|the|its|earlier) ){0,2}$"
)
_SPREAD = compiled(r"\b(?:rang(?:e|es|ed|ing)|var(?:y|ies|ied|ying)|anywhere|anything) from (?:\w+ )?$")
_BEHIND = 48


def is_move(text: str, start: int) -> bool:
    """Whether "A to B" at `start` is a move from A to B, or a change by A to B, and so two figures and no range."""
    before = text[max(0, start - _BEHIND) : start]
    return bool(_FROM.search(before)) and not _SPREAD.search(before)


def follows_change(text: str, start: int) -> bool:
    return bool(_CHANGED.search(text[max(0, start - _BEHIND) : start]))


SEP = r"(?P<sep> ?[-–—~] ?| to | or )"
LIST = r"(?P<sep> ?[-–—~] ?|-? (?:to|or|and) )"
"""Also with the hanging hyphen of "12- to 18-month"."""
SIGNED = r"(?P<sign>(?<![\w\d])[-+−](?=\d))?"


def apart(
    low: tuple[int, int],
    high: tuple[int, int],
    values: tuple[Decimal, Decimal],
    unit: str,
    kind: Kind,
) -> tuple[Draft, Draft]:
    """Two figures where a range was possible: their spans, their values, one unit."""
    return Draft(*low, kind, values[0], unit), Draft(*high, kind, values[1], unit)


_WIDE = 10
"""No range is so wide: "rose 0.3 to 61.7 per cent" is a change and a level."""


def read_unit_pair(match: re.Match[str], context: Context, unit: str, kind: Kind, factor: Decimal) -> Claim:
    """ "3.2 to 3.5 per cent": a range, or, behind "from", two figures of which the first borrows the unit."""
    low, high, text = match["low"], match["high"], context.text
    ends, last = read_ends(low, high), read_number(high)
    between = bool(
        re.search(r"\bbetween (?:about |around )?$", text[max(0, match.start("low") - 20) : match.start("low")])
    )
    listed = match["sep"].strip(" -") == "and" and not between
    own = bool(match.groupdict().get("own"))
    word = match["sep"].strip(" -") in {"to", "or"}
    changed = (
        own
        and follows_change(text, match.start("low"))
        and not (unit == "%" and text.endswith("by ", 0, match.start("low")))
    )
    wide = ends is not None and ends[1] > _WIDE * ends[0] and follows_change(text, match.start("low"))
    moved = word and (changed or wide or is_move(text, match.start("low")))
    if ends and not moved and not listed:
        return Draft(match.start("low"), match.end(), kind, (ends[0] * factor, ends[1] * factor), unit)
    first = ends[0] if ends else read_number(low)
    if first is None or last is None:
        return None
    end = match.end("own") if own else match.end("low")
    return apart(
        (match.start("low"), end),
        (match.start("high"), match.end()),
        (first * factor, last * factor),
        unit,
        kind,
    )


_NAME = compiled(r"(?P<prev>[A-Z][\w&'’.-]*) $")
STARTS = compiled(r"(?:^|[\n.!?:;|“\"(\t-]\s*)$")


def after_name(text: str, start: int) -> str:
    """The capitalised word in front of a number, if it is a name and not the first word of a sentence."""
    found = _NAME.search(text, max(0, start - 32), start)
    if not found or found["prev"] in LEADS or found["prev"].endswith(("'s", "’s", "s'", ".")):
        return ""
    before = text[max(0, found.start() - 4) : found.start()]
    return "" if STARTS.search(before) and not re.match(r"[A-Z]{2,}", found["prev"]) else found["prev"]


def titled(text: str, at: int) -> bool:
    """Whether the line around `at` is a headline With Most Words Capitalised."""
    left, right = text.rfind("\n", max(0, at - 200), at) + 1, text.find("\n", at, at + 200)
    words = re.findall(r"[A-Za-z]{4,}", text[max(left, at - 200) : right if right > 0 else at + 200])
    return len(words) > 3 and sum(word[0].isupper() for word in words) >= 0.75 * len(words)
