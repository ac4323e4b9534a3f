"""English quantities with a unit, lengths of time and ranks."""

from __future__ import annotations

import re
from decimal import Decimal

from digests.extract.en.lexicon import UNITS
from digests.extract.en.numbers import ANCHOR, ANY, LEFT, LIST, STARTS, read_ends, read_number, read_unit_pair
from digests.extract.grammar import Claim, Context, Draft, Rule, trap
from digests.model import Kind
from digests.patterns import compiled

_FOLDED_UNIT = {word.lower(): unit for word, unit in reversed(UNITS.items())}
_SPELLED = "|".join(
    sorted(
        (re.escape(word).replace(r"\ ", "[ -]") for word in UNITS if word.lower() == word and len(word) > 2),
        key=len,
        reverse=True,
    )
)
_SYMBOLS = "|".join(
    sorted((re.escape(word) for word in UNITS if word.lower() != word or len(word) <= 3), key=len, reverse=True)
)
UNIT = rf"(?:[ -](?i:{_SPELLED})|[ -]?(?:{_SYMBOLS}))(?![\w²³/]|-(?:hour|point|year))"


def unit_of(written: str) -> str:
    written = written.strip(" -")
    low = written.lower()
    return UNITS.get(written) or _FOLDED_UNIT.get(low) or _FOLDED_UNIT[low.replace("-", " ")]


_POINTLESS = compiled(r"(?:plan|agenda|list|programme|program|proposal|font|of|in the|lead|win|margin|guard|scale)\b")


_OF_PERCENT = compiled(
    r"(?:%|per ?cent)(?: of [\w ]{2,30})?,? (?:\w+ ){0,2}(?:up|down|higher|lower|by|gain|rise|drop|fall) (?:by |of |some |about )?$"
)


def _read_quantity(match: re.Match[str], context: Context) -> Claim:
    unit, end = unit_of(match["unit"]), match.end()
    if match["low"].lower() == "one" and unit == "point":
        return ()
    if unit == "point" and _POINTLESS.match(context.text, min(end + 1, len(context.text))):
        return ()
    if unit == "point" and _OF_PERCENT.search(context.text, max(0, match.start("low") - 70), match.start("low")):
        value = read_number(match["low"])
        return None if value is None else Draft(match.start("low"), end, Kind.PERCENT, value, "pp")
    if unit == "point" and re.match(r" (?:to|at) [\d.]+ ?(?:%|per ?cent)", context.text[end : end + 24]):
        value = read_number(match["low"])
        return None if value is None else Draft(match.start("low"), end, Kind.PERCENT, value, "pp")
    if match["high"] is None:
        value = read_number(match["low"])
        return None if value is None else Draft(match.start("low"), end, Kind.QUANTITY, value, unit)
    return read_unit_pair(match, context, unit, Kind.QUANTITY, Decimal(1))


_PERIODS = {
    "year": "year",
    "month": "month",
    "week": "week",
    "day": "day",
    "hour": "hour",
    "minute": "minute",
    "second": "second",
    "quarter": "quarter",
    "night": "day",
    "yr": "year",
    "hr": "hour",
    "min": "minute",
    "decade": "decade",
    "fortnight": "week",
    "sec": "second",
    "session": "day",
}
_PERIOD = "(?:" + "|".join(_PERIODS) + r")s?(?:[’'](?!s))?"
_OVER = compiled(r"\b[Oo]ver(?: (?:the|an?))?(?: (?:last|past|next|coming))? $")
_RECORD = compiled(r"(?i:[ -](?:high|low|peak|record|best|worst|trough)s?\b)")
_FIRST_IN = compiled(
    r"\b(?:first|highest|lowest|biggest|largest|fastest|slowest|strongest|weakest|smallest|"
    r"best|worst|steepest|sharpest|deepest|longest|most|least|busiest|hottest|driest|heaviest|"
    r"quickest|poorest|softest|tightest|cheapest|dearest|record|high|low)"
    r"(?: [\w’'-]{1,20}){0,5}? (?:in|for|since)(?: (?:more|less|fewer) than| nearly| almost| "
    r"about| over| at least| around| the (?:last|past))? $"
)
_ONE_TIME = compiled(r"\bone[ -](?:day|second|minute|night|quarter|year ago|week ago|month ago)\b", re.IGNORECASE)
_FACTORS = {"decade": Decimal(10), "fortnight": Decimal(2)}


def _read_duration(match: re.Match[str], context: Context) -> Claim:
    text, (start, end) = context.text, match.span()
    if _ONE_TIME.match(text, match.start("low")):
        return ()
    word = re.split("[ -]", match["unit"].strip(" -’'").lower())[-1].removesuffix("s")
    unit = {"decade": "year"}.get(word) or _PERIODS[word]
    factor = _FACTORS.get(word, Decimal(1))
    record = _RECORD.match(text, end)
    before = text[max(0, start - 72) : start]
    first = bool(record) or bool(_FIRST_IN.search(before))
    high = match["high"]
    if high is None:
        value = read_number(match["low"])
        if value is None:
            return None
        stop = record.end() if record else end
        return Draft(
            match.start("low"),
            stop,
            Kind.DURATION,
            value * factor,
            unit,
            first=first,
            exact=(bool(_OVER.search(before)) and not first) or match["unit"][0] == "-",
        )
    return read_unit_pair(match, context, unit, Kind.DURATION, factor)


def _read_half_time(match: re.Match[str], context: Context) -> Claim:
    unit = (match["unit"] or match["part"]).lower()
    value, unit = (Decimal(6), "month") if unit == "year" else (Decimal("0.5"), unit)
    return Draft(*match.span(), Kind.DURATION, value, unit)


_ORDINALS = {
    word: number
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        start=1,
    )
}
_NTH_WORD = "|".join(sorted(_ORDINALS, key=len, reverse=True))


def _nth(written: str) -> Decimal:
    low = written.lower()
    return Decimal(_ORDINALS[low]) if low in _ORDINALS else Decimal(re.sub(r"\D", "", low))


def _read_straight(match: re.Match[str], context: Context) -> Claim:
    word = (match["unit"] or match["row"]).lower().removesuffix("s")
    value = _nth(match["nth"]) if match["nth"] else read_number(match["n"])
    if value is None or value < 2:
        return () if match["nth"] else None
    return Draft(
        match.start("nth") if match["nth"] else match.start("n"), match.end(), Kind.DURATION, value, _PERIODS[word]
    )


def _read_ages(match: re.Match[str], context: Context) -> Claim:
    low, high = match["low"], match["high"]
    ends = read_ends(low, high) if high else None
    value = ends or Decimal(low)
    end = match.end("high") if ends else match.end("low")
    return Draft(match.start("low"), end, Kind.DURATION, value, "year", exact=True)


_AGE_OF = compiled(r"[A-Z][\w’'-]+(?: \([^)]{1,20}\))?,$|[A-Z][\w’'-]+ [A-Z][\w’'-]+ \($")


def _read_age(match: re.Match[str], context: Context) -> Claim:
    if not _AGE_OF.search(context.text[max(0, match.start() - 40) : match.start("n")].rstrip()):
        return None
    return Draft(*match.span("n"), Kind.DURATION, Decimal(match["n"]), "year", exact=True)


def _read_years_old(match: re.Match[str], context: Context) -> Claim:
    value = read_number(match["n"])
    return None if value is None else Draft(match.start("n"), match.end(), Kind.DURATION, value, "year", exact=True)


_NOT_RANKED = compiled(
    r"[ -](?:part(?:y|ies)|countr(?:y|ies)|person|persons|world|generation|hand|place of|"
    r"floor|street|avenue|anniversary|amendment|age|grade|degree|grader|quarter|half|century|"
    r"Avenue|Street|Floor|Congress|Amendment|Infantry|state|states|nations?|sector|rail|"
    r"[A-Z]\w+)(?!\w)"
)
_RANKED = compiled(
    r"-(?:largest|biggest|most|highest|lowest|busiest|richest|placed|ranked|fastest|smallest|"
    r"best|worst|longest|oldest|poorest|tallest|leading|strongest|heaviest|cheapest|deepest|"
    r"wealthiest|ranking)\b"
)
_SECOND = compiled(
    r"[ -](?:consecutive|straight|successive|time\b|(?:\w+ )?(?:cut|increase|rise|hike|"
    r"reduction|drop|fall|plant|factory|warning|round|recall|downgrade|store|fab)\b)"
)
_COUNTED_OWNER = compiled(r"\b(?:its|their|his|her|a|the|this|’s|s['’]|['’]s) (?:[a-z]+ )?$")


def _read_ordinal(match: re.Match[str], context: Context) -> Claim:
    text, (start, end) = context.text, match.span()
    value = _nth(match["nth"])
    ranked = _RANKED.match(text, end)
    if not ranked and _NOT_RANKED.match(text, end):
        return ()
    if (
        match["nth"][0].isdigit()
        and re.search(r"\b(?:on|until|by|from|to|the) the $|\bon $", text[max(0, start - 12) : start])
        and not re.match(r"[ -][a-z]", text[end : end + 2])
    ):
        return Draft(start, end, Kind.DATE, f"---{int(value):02}")
    if (value == 1 and not match["nth"][0].isdigit()) or (
        text[end : end + 1] == "," and STARTS.search(text[max(0, start - 4) : start])
    ):
        return ()
    if value == 2 and not match["nth"][0].isdigit() and not ranked:
        before = text[max(0, start - 16) : start]
        if not (_SECOND.match(text, end) and _COUNTED_OWNER.search(before)):
            return ()
    return Draft(start, end, Kind.ORDINAL, value, "rank", exact=True)


_RANKING = compiled(
    r"(?:[’']s|s[’']|\b(?:the|is|as|was|to|at|ranks?|ranked|a|current|its|are|became|remains)) (?:[Nn]o\. ?\d{1,3} and )?$"
)


def _read_rank(match: re.Match[str], context: Context) -> Claim:
    """ "the world's No. 2 maker": a rank, where other numbers behind No. are names."""
    if not _RANKING.search(context.text, max(0, match.start() - 24), match.start()):
        return None
    return Draft(*match.span(), Kind.ORDINAL, Decimal(match["nth"]), "rank", exact=True)


RANKS = (
    Rule(
        "rank",
        r"(?<=[a-z’'] )[Nn]o\. ?(?P<nth>\d{1,3})(?![\w%]|[.,/-]\d|-)(?! [A-Z])",
        _read_rank,
    ),
)
_STRAIGHT = r"(?:straight|consecutive|successive|back-to-back)"
_NTH = rf"(?<![\w.,-])(?:{_NTH_WORD}|\d{{1,3}}(?:,\d{{3}})?(?:st|nd|rd|th))"
_OPENS_NTH = "".join({word[0] for word in _ORDINALS})
_NTH_ANCHOR = compiled(
    rf"[{_OPENS_NTH}{_OPENS_NTH.upper()}\d](?<!\w.)(?i:[a-z]{{1,8}}|[\d,]{{0,12}})(?i:st|nd|rd|th)\b"
)
_STRAIGHT_ANCHOR = compiled(rf"(?i)\b[\w.,]{{1,20}}(?=[ -](?:{_STRAIGHT}|{_PERIOD} (?:running|in a row))\b)")
MEASURES = (
    trap("per so many", r"(?:[Pp]er|[Ff]or (?:every|each)) 1[0,]{1,9}(?<=0)(?![\w,.]\d|\w|%)", near="[rhy] 1[0,]"),
    Rule(
        "straight",
        rf"(?i)(?:(?P<nth>{_NTH})|{LEFT}(?P<n>{ANY}))[ -](?:{_STRAIGHT}[ -](?:(?:trading|full|calendar|fiscal|monthly) )?"
        rf"(?P<unit>{_PERIOD})(?!\w)|(?P<row>{_PERIOD})(?= (?:running|in a row)\b))",
        _read_straight,
        _STRAIGHT_ANCHOR,
        near="[SsCcBbRrIi](?i:traight|onsecutive|uccessive|ack-to-back|unning|n a row)",
    ),
    Rule("age", r"(?:, |\()(?P<n>[1-9]\d)(?=,(?!\d)|\)|\.\s*$|\.\s*\n|\.\s[A-Z])", _read_age),
    Rule(
        "age",
        r"(?i)\b(?:aged|ages?) (?:between )?(?P<low>\d{1,3})(?:(?: to |-|–| and )(?P<high>\d{1,3}))?(?![\w.,]\d|\w)",
        _read_ages,
        near=r"[Aa](?<!\w.)(?i:ge)[sd ]",
    ),
    Rule("age", rf"(?i){LEFT}(?P<n>\d{{1,3}})-(?:year|month)-olds?\b", _read_years_old, ANCHOR),
    Rule(
        "half time",
        r"(?i)\bhalf(?: (?:an?|the) (?P<unit>hour|year|day|month|century|decade)(?!\w)|[ -](?P<part>year)(?= (?:to|ended|ending|through)\b))",
        _read_half_time,
        near="[Hh](?i:alf)[ -]",
    ),
    Rule(
        "duration",
        rf"(?i){LEFT}(?P<low>{ANY})(?P<own>[ -]{_PERIOD})?(?:{LIST}(?P<high>{ANY}))?(?P<unit>[ "
        r"-](?:(?:full|more|business|trading|calendar|working|fiscal|financial|straight|"
        r"consecutive|successive|long|additional|extra|whole|short|solid|official|further|other|"
        rf"light|man|operating|hotel|school|public)[ -])?{_PERIOD})(?![\w/])",
        _read_duration,
        ANCHOR,
    ),
    Rule(
        "quantity",
        rf"{LEFT}(?P<low>{ANY})(?P<own>{UNIT})?(?:{LIST}(?P<high>{ANY}))?(?P<unit>{UNIT})",
        _read_quantity,
        ANCHOR,
    ),
    Rule(
        "ordinal",
        rf"(?i)(?P<nth>{_NTH})(?!\w)",
        _read_ordinal,
        _NTH_ANCHOR,
    ),
)
