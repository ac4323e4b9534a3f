"""English percentages, multiples and parts of a whole."""

from __future__ import annotations

import re
from decimal import Decimal

from digests.extract.en.numbers import ANCHOR, ANY, LEFT, LIST, SIGNED, read_ends, read_number, read_unit_pair
from digests.extract.grammar import Claim, Context, Draft, Rule
from digests.model import Direction, Kind, Language, Span
from digests.patterns import compiled

EN = Language.EN

_PERCENT = r"(?:%|[ -]?per[ -]cent(?!\w)|[ -]?percent(?!\w|age)| ?pct\b| ?pc\b)"
_POINTS = r"(?: of a percentage[ -]point| of an? (?:per cent|percent) point|[ -]?(?:percentage|percent|per cent)[ -]points?| ?ppts?\b| ?pp\b| ?p\.p\.)"
_BASIS = r"(?:[ -]basis[ -]points?| ?bps?\b)"
_RATIO_UNIT = rf"(?:{_POINTS}|{_BASIS}|{_PERCENT})"


def _percent_unit(written: str) -> tuple[str, Decimal]:
    written = written.strip(" -").lower()
    if written.startswith(("basis", "bp")):
        return "pp", Decimal("0.01")
    return (
        ("pp", Decimal(1))
        if "point" in written or (written.startswith("p") and "c" not in written)
        else ("%", Decimal(1))
    )


def _read_percent(match: re.Match[str], context: Context) -> Claim:
    unit, factor = _percent_unit(match["unit"])
    low, high = match["low"], match["high"]
    start = match.start("sign") if match["sign"] else match.start("low")
    sign = -1 if match["sign"] and match["sign"] in "-−" else 1
    if high is None:
        value = read_number(low)
        return None if value is None else Draft(start, match.end(), Kind.PERCENT, sign * value * factor, unit)
    if match["own"] and _percent_unit(match["own"]) != (unit, factor):
        return _two_units(match)
    if sign < 0:
        first, last = read_number(low), read_number(high)
        if first is not None and last is not None and match["sep"].strip() == "to":
            return Draft(start, match.end(), Kind.PERCENT, (-first, last), unit)
    return read_unit_pair(match, context, unit, Kind.PERCENT, factor)


def _two_units(match: re.Match[str]) -> Claim:
    """ "by 25 basis points to 1.50 per cent": a change and a level."""
    drafts = []
    for number, written in (("low", "own"), ("high", "unit")):
        value, (unit, factor) = read_number(match[number]), _percent_unit(match[written])
        if value is None:
            return None
        drafts.append(Draft(match.start(number), match.end(written), Kind.PERCENT, value * factor, unit))
    return drafts


_POINT_PARTS = {
    "quarter": "0.25",
    "half": "0.5",
    "three-quarter": "0.75",
    "three-quarters of a": "0.75",
    "tenth": "0.1",
}


def _read_point_part(match: re.Match[str], context: Context) -> Claim:
    start = match.start("part")
    return Draft(start, match.end(), Kind.PERCENT, Decimal(_POINT_PARTS[match["part"].lower()]), "pp")


_FOLDS = {"doubl": 2, "tripl": 3, "trebl": 3, "quadrupl": 4, "quintupl": 5}


def _read_multiplied(match: re.Match[str], context: Context) -> Claim:
    word = match[0].lower()
    if word.startswith("halv"):
        return Draft(*match.span(), Kind.RATIO, (Decimal(1), Decimal(2)), direction=Direction.DOWN)
    return Draft(
        *match.span(), Kind.MULTIPLE, Decimal(_FOLDS[re.sub(r"(?:e|ed|es|ing)$", "", word)]), direction=Direction.UP
    )


def _read_times(match: re.Match[str], context: Context) -> Claim:
    value = Decimal(2) if match[0].lower() == "twice" else read_number(match["n"])
    return None if value is None else Draft(*match.span(), Kind.MULTIPLE, value)


def _read_times_range(match: re.Match[str], context: Context) -> Claim:
    ends = read_ends(match["n"], match["n2"])
    return Draft(*match.span(), Kind.MULTIPLE, ends) if ends else None


_PARTS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "hundredth": 100,
}


def _part(match: re.Match[str], top: Decimal | None) -> Claim:
    bottom = _PARTS[match["part"].lower().removesuffix("s")]
    return Draft(*match.span(), Kind.RATIO, (top, Decimal(bottom))) if top is not None and top < bottom else None


def _read_part(match: re.Match[str], context: Context) -> Claim:
    return _part(match, read_number(match["n"]))


def _read_a_part(match: re.Match[str], context: Context) -> Claim:
    return _part(match, Decimal(1))


def _read_of_many(match: re.Match[str], context: Context) -> Claim:
    top, bottom = read_number(match["n"]), read_number(match["d"])
    if (
        top is None
        or bottom is None
        or not top < bottom <= 1000
        or (match["d"].isdigit() and bottom > 100 and bottom % 100)
    ):
        return None
    noun = Span(*match.span("noun")) if match["noun"] else None
    return Draft(*match.span(), Kind.RATIO, (top, bottom), noun=noun)


def _read_to_one(match: re.Match[str], context: Context) -> Claim:
    left, right = read_number(match["n"]), read_number(match["d"])
    return None if left is None or right is None else Draft(match.start("n"), match.end("d"), Kind.RATIO, (left, right))


_AFTER_PART = (
    r"(?= (?:of|more|less|fewer|higher|lower|larger|smaller|bigger|to|this|last|in|from|since|"
    r"on|compared|year|as|by|and|or|off|below|above|over|between|at|"
    r"during|within|after|before|for|when|if|unless|once|while|because|the|its|their|his|her|that|were|was|"
    r"are|is|said|say|saw|expect|plan|have|had|went|came|go|come|cheaper|faster|owned|"
    r"now|ahead|amid|thanks|despite|under|even|only|each|per|today|so|"
    r"but|with|against|a (?:year|month|day))\b|[,.;:)?!]|$|\n)"
)
_SMALL = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2})"
_FOLD_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty", "hundred", "thousand")
_FOLD_ANCHOR = compiled(r"(?i)\b[a-z]{3,10}(?=fold\b)")
_TIMES = r"[Tt](?i:wice|imes)|[Ff](?i:old)|[Xx](?<=\d.)(?!\w)"
_POINT = "[Pp](?i:oint)"
_GROWING = compiled(r"[DTQHdtqh](?<=\b.)(?:oubl|ripl|rebl|uadrupl|uintupl|alv)(?:e[sd]?|ing)\b")
SHARES = (
    Rule(
        "points",
        r"(?i)\b(?:an? )?(?P<part>three-quarters? of a|three-quarter|quarter|half)(?:[ -](?:of "
        r")?an?)?[ -](?:percentage |percent |per cent )?point(?!s|\w)",
        _read_point_part,
        near=_POINT,
    ),
    Rule(
        "points",
        r"(?i)(?<!of )\b(?:a|one)[ -](?:full )?percentage[ -]point\b",
        lambda match, context: Draft(*match.span(), Kind.PERCENT, Decimal(1), "pp"),
        near=_POINT,
    ),
    Rule(
        "every other",
        r"(?i)\bevery (?P<nth>other|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth) (?P<noun>[a-z-]{3,20})\b",
        lambda match, context: _every(match),
        near="[Ee](?i:very )",
    ),
    Rule(
        "percent",
        rf"{LEFT}{SIGNED}(?P<low>{ANY})(?P<own>{_RATIO_UNIT})?(?:{LIST}(?P<high>[-+−]?{ANY}))?(?P<unit>{_RATIO_UNIT})",
        _read_percent,
        ANCHOR,
    ),
    Rule(
        "times",
        rf"(?i){LEFT}(?P<n>{ANY})(?:[-–]| to )(?P<n2>{ANY})[ -](?:times|fold)(?!\w)",
        _read_times_range,
        ANCHOR,
        near=_TIMES,
    ),
    Rule(
        "times",
        rf"(?i)(?:(?<=against )|(?<=from )|(?<=than )|(?<=versus )|(?<=with ))(?P<n>{ANY})[ -]times(?= (?:at|for|in)\b)",
        _read_times,
        ANCHOR,
        near=_TIMES,
    ),
    Rule("fold", rf"(?i){LEFT}(?P<n>{ANY})(?:[ -]?fold|(?<=\d)x)(?!\w)", _read_times, ANCHOR, near=_TIMES),
    Rule("fold", rf"(?i)(?P<n>{'|'.join(_FOLD_WORDS)})fold\b", _read_times, _FOLD_ANCHOR, near=_TIMES),
    Rule(
        "times",
        rf"(?i){LEFT}(?:twice|(?P<n>{ANY})[ -]times)(?= (?:as|more|higher|larger|bigger|greater|"
        r"faster|longer|cheaper|peak|trailing|ebitda|EBITDA|profits?|income|equity|cash|debt|assets|GDP|capacity|the|that|those|its|their|his|what|oversubscribed|over|covered|"
        r"earnings|sales|revenue|forward|book|subscribed|less|lower|annual|current|last|(?:18|19|"
        r"20)\d\d|normal|expected|core|estimated|an?)\b(?! (?:week|month|year|day|decade)\b)|"
        r"[,.);\n]|$)",
        _read_times,
        ANCHOR,
        near=_TIMES,
    ),
    Rule(
        "multiplied",
        r"(?i)\b(?:halves(?= (?:the|its|their|his|that|what)\b)|doubled|tripled|trebled|quadrupled|quintupled|halved|doubling|tripling|"
        r"trebling|quadrupling|halving|(?:doubles|triples|trebles|quadruples|(?<=[a-z]s )(?:double|triple|treble|"
        r"quadruple|halve)|(?:double|triple|treble|quadruple|halve)(?= (?:the|its|their|his|that|to|from|by|in|over|"
        r"what|profits?|revenues?|sales|output|production|capacity|exports?|investments?)\b|[.,])))\b(?!"
        r"[ -](?:digits?|deck|tax))",
        _read_multiplied,
        _GROWING,
    ),
    Rule(
        "multiplied",
        r"(?i)\b(?:to|will|would|could|may|might|than|can|should|nearly|almost) (?P<v>double|"
        r"triple|treble|quadruple|halve)\b(?! digits?|[- ]deck)",
        lambda m, c: _multiplied_verb(m),
        near="[DdTtQqHh](?i:ouble|riple|reble|uadruple|alve)",
    ),
    Rule(
        "one in many",
        rf"(?i){LEFT}(?P<n>one|two|three|four|five|six|seven|eight|nine|\d{{1,3}})(?: "
        rf"(?P<noun>[a-z-]{{3,20}}(?: [a-z-]{{3,20}})??))? (?:in|out of)(?: every| each)? "
        r"(?P<d>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|a hundred|100|"
        rf"\d{{1,2}}|1,000)(?![\w%]|[,.]\d|[ -](?:years?|months?|weeks?|days?|hours?|minutes?|"
        r"percent|per cent|million|billion|countries|cities|provinces|states|quarters?|markets|"
        r"regions|languages|categories|seconds?|decades?|terminals?|plants?|factories|stores?))",
        _read_of_many,
        ANCHOR,
    ),
    Rule(
        "part",
        r"(?i)(?<![\w-])(?P<n>one|two|three|four|five|six|seven|eight|nine)[ -](?P<part>halves|"
        r"thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|"
        r"hundredths?)(?![\w-])(?! (?:of )?(?:a )?(?:percentage )?point| (?:in a row|straight|"
        r"running|ago|largest|biggest))" + _AFTER_PART,
        _read_part,
        ANCHOR,
    ),
    Rule(
        "part",
        r"(?i)(?<![\w-])an? (?P<part>third|(?<!in a )quarter|(?<=in a )quarter(?= of\b)|fifth|sixth|seventh|eighth|ninth|tenth)(?![\w-])"
        + _AFTER_PART,
        _read_a_part,
    ),
    Rule(
        "half",
        r"(?P<part>[Hh](?<![\w-].)alf)(?<!first half)(?<!second half)(?<!latter half)(?<!other half)"
        r"(?<!better half)(?<!and a half)(?<!ary half)(?<!ril half)(?<!une half)(?<!uly half)(?<!ber half)(?<!rch half)(?![\w-])(?! (?:an? (?:million|billion|trillion|dozen|hour|"
        r"year|day|night|week|month|quarter (?:hour|of)|century|percentage|quarter)|hours?|years?|time|past|way|ended|ending|point|results?|"
        r"profits?|marathon|brother|sister|decade))(?=[ ,.;:)]|$)",
        _read_a_part,
    ),
    Rule(
        "ratio",
        rf"{LEFT}(?P<n>{_SMALL}|\d{{1,4}}(?:\.\d+)?)(?:-for-|-to-| for every )(?P<d>one|{_SMALL}|"
        rf"\d{{1,4}})(?![\w.]\d|\w)",
        _read_to_one,
        ANCHOR,
    ),
    Rule(
        "ratio",
        r"(?<![\w.,])(?P<n>\d{1,3}(?:\.\d{1,2})?):(?P<d>\d{1,3}(?:\.\d{1,2})?)(?![\w:]|\.\d)(?= |[,.)]|$)",
        _read_to_one,
    ),
    Rule(
        "vote",
        r"(?:(?<=voted )|(?<=vote of )|(?<=votes of )|(?<=decided )|(?<=ruled )|(?<=split ))(?P<n>\d{1,3})[-–](?P<d>\d{1,3})(?![\w-])|"
        r"(?<![\w.-])(?P<n2>\d{1,3})[-–](?P<d2>\d{1,3})(?= (?:vote|majority|decision|split|"
        r"ruling)\b)",
        lambda m, c: _vote(m),
        ANCHOR,
    ),
)


def _multiplied_verb(match: re.Match[str]) -> Claim:
    word = match["v"].lower()
    span = match.span("v")
    if word == "halve":
        return Draft(*span, Kind.RATIO, (Decimal(1), Decimal(2)), direction=Direction.DOWN)
    return Draft(*span, Kind.MULTIPLE, Decimal(_FOLDS[word.removesuffix("e")]), direction=Direction.UP)


_NTHS = {"other": 2, "second": 2, "fourth": 4}
_FREQUENT = frozenset(
    [
        "day",
        "week",
        "month",
        "year",
        "hour",
        "minute",
        "time",
        "night",
        "morning",
        "evening",
        "weekend",
        "monday",
        "tuesday",
        "sunday",
    ]
)


def _every(match: re.Match[str]) -> Claim:
    """ "every fifth container" is one in five; "every second day" tells how often."""
    nth = match["nth"].lower()
    if match["noun"] in _FREQUENT:
        return None
    bottom = Decimal(_NTHS.get(nth) or _PARTS[nth])
    return Draft(*match.span(), Kind.RATIO, (Decimal(1), bottom), noun=Span(*match.span("noun")))


def _vote(match: re.Match[str]) -> Claim:
    return Draft(*match.span(), Kind.RATIO, (Decimal(match["n"] or match["n2"]), Decimal(match["d"] or match["d2"])))
