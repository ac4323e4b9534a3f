"""English counts, index levels and bare numbers, in sentences and in tables."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from digests.extract.en.lexicon import (
    ADJUNCTS,
    CURRENCY_NAMES,
    DOWN_VERBS,
    HEADS,
    NO_NOUN,
    NOMINAL,
    STILL_VERBS,
    UP_VERBS,
    is_plural,
    singular,
)
from digests.extract.en.measures import UNIT, unit_of
from digests.extract.en.money import PREFIX, alternatives, currency_before, currency_of
from digests.extract.en.numbers import (
    ANCHOR,
    ANY,
    LEFT,
    SIGNED,
    STARTS,
    after_name,
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

EN = Language.EN

_FOLLOWING = re.compile(
    r"(?:[ -](?!and\b)|, (?=[a-z]+(?:ly|ed|able|ing|al|ic)?\b "
    r"[a-z-]+s\b))(?P<word>[A-Za-z][\w'’&.-]*?)(?=[ ,.;:)!?\n/—–|\t-]|$|['’]s? |['’]s?$)"
)
_DEFINITE = re.compile(r"\b(?:the|these|those|both|between the) $", re.IGNORECASE)
_LISTICLE = re.compile(
    r"(?i) (?:\w+ ){0,2}(?:things|ways|charts|reasons|takeaways|facts|tips|myths|questions|lessons|key "
    r"points|graphics|tricks|secrets|must-reads|trends|signs|steps|ideas|mistakes|rules|numbers|stories|stocks"
    r"|recipes|photos|pictures|moments|books|places|apps|gadgets|hacks|funds|shares|names) (?:to|that|"
    r"about|why|you|from|for|we|on|behind|every|not|worth|explained|explain|explaining|show|missed|in|of)\b"
)
_INDEX = re.compile(
    r"\b(?:index|Index|indices|average|Average|Nikkei|Dow|S&P|FTSE|Hang Seng|Composite|"
    r"composite|KOSPI|Kospi|Topix|TOPIX|PMI|SET|Sensex|Nifty|DAX|gauge|benchmark|barometer|"
    r"STI|TAIEX|Taiex|reading)\b"
)
_LEVEL_AT = re.compile(
    r"\b(?:to|at|of|from|was|is|stood|read|closed|below|above|hit|reached) (?:(?:about|around|"
    r"nearly|a record|just under|just over|below|above) )?$"
)
_SAME_LINE_BACK = 160
_MEMBERS = {
    "member": "person",
    "strong": "person",
    "person": "person",
    "man": "person",
    "woman": "person",
    "seat": "seat",
}
_COMPOUND = re.compile(
    r"-(?P<noun>member|strong|person|seat|seater|store|shop|room|bed|unit|storey|story|nation|"
    r"country|page|ship|aircraft|vehicle|branch|site|turbine|home|machine|plant|state|team|"
    r"lane|party|employee|worker|island|model|item)(?:s?\b)"
)


def _read_count(match: re.Match[str], context: Context) -> Claim:  # noqa: PLR0911 - one return a case
    text, (start, end) = context.text, match.span()
    low, high = match["low"], match["high"]
    value: Decimal | tuple[Decimal, Decimal] | None
    value = read_ends(low, high) if high else read_number(low)
    stepped = high and match["sep"] == " to " and re.search(r"[,a-z]", low) and follows_change(text, start)
    if high and (value is None or stepped or is_move(text, start)):
        return _two_counts(match, context)
    if value is None:
        return None
    cell = _table_unit(text, start)
    if cell is not None:
        return _in_table(match, value, cell)
    digits = low[0].isdigit()
    compound = _COMPOUND.match(text, end)
    if compound:
        noun = compound["noun"]
        return Draft(start, compound.end(), Kind.COUNT, value, _MEMBERS.get(noun) or singular(noun))
    if not digits and value == 1:
        return ()
    if _LISTICLE.match(text, end) and STARTS.search(text[max(0, start - 4) : start]):
        return ()
    noun = _counted(text, end)
    if noun and text.startswith(" ago", noun.end):
        return ()
    if noun and (digits or low[0].isupper()) and _named_by_number(text, match, noun):
        return ()
    if noun:
        return _with_noun(text, match, value, noun, digits)
    return _without_noun(match, context, value, digits)


_PEOPLES = re.compile(r"(?:[aeo]ns|ese|ish|rats|ists|[A-Z]{2,}s|Teslas|Airbuses)$")


def _named_by_number(text: str, match: re.Match[str], noun: Span) -> bool:
    """Whether a number and the capitalised noun behind it are a name (500 Startups), outside headlines."""
    word = text[noun.start : noun.end].rsplit(" ", maxsplit=1)[-1]
    start = match.start("low")
    plain = match["low"].isdigit() or not STARTS.search(text[max(0, start - 4) : start])
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
    return replace(low, noun=noun), replace(high, noun=noun)


def _with_noun(
    text: str, match: re.Match[str], value: Decimal | tuple[Decimal, Decimal], noun: Span, digits: bool
) -> Claim:
    start, end = match.span()
    words = re.split(r"[ ]", text[noun.start : noun.end])
    unit = singular(words[-1].rpartition("-")[2])
    if not digits and isinstance(value, Decimal) and value <= 3 and _DEFINITE.search(text[max(0, start - 14) : start]):
        return ()
    direct = len(words) == 1 and noun.start == end + 1
    return Draft(start, noun.end if direct else end, Kind.COUNT, value, unit, noun=noun)


def _counted(text: str, end: int) -> Span | None:
    """Span of the noun phrase that a number at `end` counts, up to five words that end in a plural."""
    at, words = end, 0
    best: Span | None = None
    while words < 6 and (found := _FOLLOWING.match(text, at)):
        word = found["word"]
        if word.lower() in NO_NOUN:
            break
        words += 1
        at = found.end()
        if is_plural(word.rpartition("-")[2]) and not text.startswith(("'", "’"), at):
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


_OF_THEM = re.compile(r" of (?:its|the|their|them|those|these|our|his|us|whom|which|\d)\b")
_MORE = re.compile(r" (?:more|others?|extra|additional|further|fewer)\b")
_NAME_NEXT = re.compile(r" (?P<word>[A-Z][a-z]{2,}[a-z]*)")
_KNOWN_NOUNS = re.compile(r"[A-Za-z]{3,}")


_TRADED = re.compile(r"\b(?:trad|stood|quot|clos|weaken|strengthen|fell|rose|slip|chang|eas|firm|gain|hit|open|end)")


_ELIDED = re.compile(
    rf"\d (?P<cur>(?:{alternatives(CURRENCY_NAMES)})s?),?(?: an? \w+,?)?(?: down| up| compared)? "
    r"(?:from|against|versus|with|after) (?:[a-z]+ )?$"
)
"""What names the currency of the second of two sums: 148.35 yen from 150.10."""


def _without_noun(  # noqa: PLR0911 - one return a case
    match: re.Match[str], context: Context, value: Decimal | tuple[Decimal, Decimal], digits: bool
) -> Claim:
    text, (start, end) = context.text, match.span()
    if re.fullmatch(r"\d{1,3}[A-Z]", match["low"]):
        return ()
    scaled = bool(re.search(r"[A-Za-z]", match["low"])) or "," in match["low"]
    partial = _OF_THEM.match(text, end) or _MORE.match(text, end)
    if (
        not digits
        and not partial
        and not (scaled and value != 1 and "hundred" in match[0] + "million billion thousand")
    ):
        return ()
    before = text[max(0, start - _SAME_LINE_BACK) : start]
    before = before[max(before.rfind(mark) + len(mark) for mark in ("\n", ". ", "; ")) :]
    if digits and (elided := _ELIDED.search(before)):
        return Draft(start, end, Kind.MONEY, value, currency_of(elided["cur"]))
    if digits and not scaled:
        if after_name(text, start) and not _LEVEL_AT.search(before):
            return ()
        named = _NAME_NEXT.match(text, end)
        if named and not named["word"].endswith(("ese", "ish", "ian", "ean", "can", "ai")):
            return ()
        if start > 0 and text[start - 1] == "#":
            return ()
    if digits and _INDEX.search(before) and _LEVEL_AT.search(before):
        return Draft(start, end, Kind.QUANTITY, value, "point")
    rated = currency_before(text, start) if digits and not scaled and _LEVEL_AT.search(before) else None
    if rated is not None and _TRADED.search(text, rated.end, start):
        return Draft(start, end, Kind.MONEY, value, currency_of(text[rated.start : rated.end]), noun=rated)
    if not scaled and isinstance(value, Decimal) and value < 10 and not partial:
        return ()
    if of := _OF_THE.match(text, end):
        return Draft(start, end, Kind.COUNT, value, singular(of["noun"]), noun=Span(*of.span("noun")))
    return Draft(start, end, Kind.COUNT, value, _unit_before(before))


_OF_THE = re.compile(
    r" of (?:its|the|their|our|his|these|those) (?:\S{1,12} )?(?:[a-z-]{1,20} ){0,2}?(?P<noun>[a-z]{3,}s)\b"
)


_EMPLOYING = frozenset({"employs", "employed", "employ", "employing"})
_VERBS_ONLY = (UP_VERBS | DOWN_VERBS | STILL_VERBS) - NOMINAL


def _unit_before(before: str) -> str:
    """What a bare number counts: the nearest plural noun before it in its line."""
    for word in reversed(_KNOWN_NOUNS.findall(before)[-16:]):
        if word in _EMPLOYING:
            return "person"
        if is_plural(word) and not word[0].isupper() and word not in _VERBS_ONLY:
            return singular(word)
    return ""


# --- tables ---


_TABLE_LINES = 24
_CELL_SCALES = {
    "thousand": 3,
    "'000": 3,
    "000": 3,
    "k": 3,
    "million": 6,
    "mn": 6,
    "m": 6,
    "mln": 6,
    "billion": 9,
    "bn": 9,
    "b": 9,
    "trillion": 12,
    "tn": 12,
}
_CELL_SCALE = re.compile(
    r"(?i)(?<![A-Za-z])(?P<s>thousand|['’]?000|million|billion|trillion|mln|mn|bn|tn|m|k|b)s?(?![A-Za-z])"
)
_CELL_CURRENCY = re.compile(rf"(?<![A-Za-z])(?:{PREFIX}|(?i:{alternatives(CURRENCY_NAMES)})(?![a-rt-z]))")
_STATED = re.compile(
    r"\([^()]{1,40}\)|(?i:\b(?:units?|in|figures in|amounts in)\b[: ][^|\t\n]{1,40})|[,/] ?[^|\t\n]{1,24}$"
)


def _cell_unit(cell: str) -> tuple[Kind, str, Decimal] | None:
    """What a header cell such as "Revenue ($m)" says of the numbers below it."""
    stated = " ".join(_STATED.findall(cell)) or (
        cell if re.fullmatch(r"\s*(?:[%$€£¥]|US\$)[a-z]{0,3}\s*", cell) else ""
    )
    if not stated:
        return None
    currency, scale = _CELL_CURRENCY.search(stated), _CELL_SCALE.search(_CELL_CURRENCY.sub(" ", stated))
    factor = Decimal(10) ** _CELL_SCALES[scale["s"].lower().replace("’", "'")] if scale else Decimal(1)
    if currency:
        return Kind.MONEY, currency_of(currency[0]), factor
    if "%" in stated or "per cent" in stated or "percent" in stated:
        return Kind.PERCENT, "%", Decimal(1)
    if unit := re.search(UNIT, " " + stated.strip("() ,")):
        return Kind.QUANTITY, unit_of(unit[0]), factor
    return (Kind.COUNT, "", factor) if scale else None


def _table_unit(text: str, start: int) -> tuple[Kind, str, Decimal] | None:
    """The unit of a table cell: its column's header, else its row's, else the table's; None outside tables."""
    line = text.rfind("\n", max(0, start - 400), start) + 1
    row = text[line:start]
    if "\t" not in row and "|" not in row:
        return None
    mark = "\t" if "\t" in row else "|"
    column = row.count(mark)
    above: list[str] = []
    at = line
    while at > 0 and len(above) < _TABLE_LINES:
        top = text.rfind("\n", max(0, at - 400), at - 1) + 1
        above.append(text[top : at - 1])
        if mark not in above[-1]:
            break
        at = top
    headers = [cells for cells in (part.split(mark) for part in reversed(above)) if len(cells) > column]
    caption = above[-1] if above and mark not in above[-1] else ""
    row_label = row.split(mark)[1 if row.startswith(mark) else 0]
    places = [
        headers[0][column] if headers else "",
        row_label,
        headers[0][1 if row.startswith(mark) else 0] if headers else "",
        caption,
    ]
    return next((unit for unit in map(_cell_unit, places) if unit), None)


def _in_table(match: re.Match[str], value: Decimal | tuple[Decimal, Decimal], cell: tuple[Kind, str, Decimal]) -> Claim:
    kind, unit, factor = cell
    scaled = (value[0] * factor, value[1] * factor) if isinstance(value, tuple) else value * factor
    sign = -1 if match["sign"] and match["sign"] in "-−" else 1
    start = match.start("sign") if match["sign"] else match.start("low")
    return Draft(start, match.end(), kind, sign * scaled if isinstance(scaled, Decimal) else scaled, unit)


COUNTS = (
    Rule(
        "count",
        rf"{LEFT}{SIGNED}(?P<low>{ANY})(?:(?P<sep>[-–—]| to | or | and "
        rf"(?=[0-9]))(?P<high>{ANY}))?(?![\w%°]|[.,:/]\d|-\d|-[A-Z])",
        _read_count,
        ANCHOR,
    ),
)
