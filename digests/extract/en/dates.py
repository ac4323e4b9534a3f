"""English dates, quarters and fiscal years, whole or in part."""

from __future__ import annotations

import re
from datetime import date

from digests.extract.dates import ENGLISH_MONTHS
from digests.extract.en.numbers import ANCHOR, after_name, titled
from digests.extract.grammar import Claim, Context, Draft, Rule, trap
from digests.model import Kind
from digests.patterns import compiled

_SHORT = [name for name in ENGLISH_MONTHS if len(name) < 5 and name not in {"May", "June", "July"}]
_MONTH = rf"(?:(?:{'|'.join(name for name in ENGLISH_MONTHS if name not in _SHORT)})\b|(?:{'|'.join(_SHORT)})\b\.?)"
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_TIME = r"(?:,? (?:at )?(?P<h>[01]?\d|2[0-3]):(?P<i>[0-5]\d)(?: ?(?P<noon>[ap])\.?m\b\.?)?)?"
_MONTH_ANCHOR = compiled(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)")
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}


def _month(name: str) -> int:
    return ENGLISH_MONTHS[name.rstrip(".")]


def _dated(match: re.Match[str], value: str) -> Draft:
    return Draft(*match.span(), Kind.DATE, value)


def _read_day(match: re.Match[str], context: Context) -> Claim:
    month, day, year = _month(match["m"]), int(re.sub(r"\D", "", match["d"])), match["y"]
    clock = f"T{_hour(match['h'], match['noon']):02}:{match['i']}" if match["h"] else ""
    return _dated(match, f"{year or '-'}-{month:02}-{day:02}{clock}")


def _hour(written: str, noon: str | None) -> int:
    """The hour of the day; `noon` is the "a" or "p" of a.m. and p.m."""
    return int(written) if noon is None else int(written) % 12 + (12 if noon == "p" else 0)


_IN_MONTH = compiled(
    r"(?i)\b(?:in|since|by|until|till|from|to|through|of|for|during|before|after|and|early|late|mid|ended|ending|the)[ -]$"
)
_NAMED_MONTH = compiled(r" (?!(?:The|A|In|On|It|But|And|As|At)\b)[A-Z][a-z]+|[-–]\d")


def _read_month(match: re.Match[str], context: Context) -> Claim:
    """ "in June": a month without its year. May and April are words and names elsewhere."""
    text, (start, end) = context.text, match.span()
    if not _IN_MONTH.search(text, max(0, start - 10), start) or _NAMED_MONTH.match(text, end):
        return None
    return _dated(match, f"--{_month(match['m']):02}")


def _read_month_of_year(match: re.Match[str], context: Context) -> Claim:
    return _dated(match, f"{match['y']}-{_month(match['m']):02}")


def _read_last_month(match: re.Match[str], context: Context) -> Claim:
    """ "last December" is the latest December before the article; without the article's date it is only a month."""
    month, published = _month(match["m"]), context.published
    if published is None:
        return _dated(match, f"--{month:02}")
    past = month < published.month
    shift = {"last": 0 if past else -1, "next": 1 if month <= published.month else 0, "this": 0, "year": -1}
    return _dated(match, f"{published.year + shift[match['w']]}-{month:02}")


def _read_quarter(match: re.Match[str], context: Context) -> Claim:
    if match["word"]:
        part = f"Q{_NTH[match['word'].lower()]}"
    elif match["half"]:
        part = f"H{_NTH[match['half'].lower()]}"
    else:
        part = f"Q{match['n'] or match['n2']}" if match["n"] or match["n2"] else f"H{match['m'] or match['m2']}"
    return _dated(match, f"{_year(match['y'])}-{part}" if match["y"] else part)


def _year(written: str) -> str:
    digits = re.sub(r"\D", "", written)
    return digits if len(digits) == 4 else f"20{digits}"


def _read_fiscal(match: re.Match[str], context: Context) -> Claim:
    first = _year(match["y"])
    return _dated(match, f"{first}/{first[: 4 - len(match['z'])]}{match['z']}" if match["z"] else first)


def _read_iso(match: re.Match[str], context: Context) -> Claim:
    try:
        day = date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return ()
    return _dated(match, day.isoformat())


_COUNTED_YEAR = compiled(
    r" (?:people|workers|jobs|employees|staff|homes|units|cars|vehicles|shops|stores|tonnes|tons|km|MW)\b"
)
_DATING = compiled(
    r"\b(?:in|since|by|until|from|of|for|during|before|after|early|late|mid|end|through|to|"
    r"than|and|than in|the|calendar)[ -]$"
)


def _read_year(match: re.Match[str], context: Context) -> Claim:
    text, (start, end) = context.text, match.span()
    if _COUNTED_YEAR.match(text, end) and not _DATING.search(text, max(0, start - 12), start):
        return None
    if after_name(text, start) and not titled(text, start):
        return ()
    return _dated(match, match[0])


DATES = (
    Rule(
        "day",
        rf"(?<![\w.,/-])(?:(?P<d>{_DAY})(?: of)?[ -](?P<m>{_MONTH})(?:,?[ -](?P<y>{_YEAR})(?!\d|"
        rf",\d))?){_TIME}(?!\w)",
        _read_day,
        ANCHOR,
    ),
    Rule(
        "day",
        rf"\b(?P<m>{_MONTH}) (?P<d>{_DAY})(?!\w|,\d{{3}}|\.\d|:\d| ?%| per ?cent| million| "
        rf"billion)(?:(?:, ?| )(?P<y>{_YEAR})(?!\d|,\d))?{_TIME}(?!\w)",
        _read_day,
        _MONTH_ANCHOR,
    ),
    trap(
        "clock",
        r"(?<![\w.:,])(?:[01]?\d|2[0-4])[:.][0-5]\d(?: ?(?:[ap]\.?m\.?|GMT|CET|EST|EDT|BST|UTC|ET|"
        r"hrs|hours|local time))(?!\w)|(?<![\w.:,])(?:[01]?\d|"
        r"2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\w:])|(?<![\w.:,])(?:1[0-2]|[1-9]) ?(?:[ap]\.m\.|"
        r"[ap]m)(?!\w)",
        anchor=ANCHOR,
    ),
    Rule(
        "iso date",
        rf"(?<![\w.,/-])(?P<y>{_YEAR})[-/.](?P<m>\d\d)[-/.](?P<d>\d\d)(?![\w/-])",
        _read_iso,
        ANCHOR,
    ),
    Rule(
        "month of year",
        rf"\b(?P<m>{_MONTH}),? (?:of )?(?P<y>{_YEAR})(?![\w,]\d|\w)",
        _read_month_of_year,
        _MONTH_ANCHOR,
    ),
    Rule("last month", rf"\b(?P<w>last|next|this) (?P<m>{_MONTH})(?!\w)", _read_last_month),
    Rule("last month", rf"\b(?P<m>{_MONTH}) last (?P<w>year)\b", _read_last_month, _MONTH_ANCHOR),
    Rule("month", rf"\b(?P<m>{_MONTH})(?![\w-])", _read_month, _MONTH_ANCHOR),
    Rule(
        "quarter",
        r"(?i)(?<![\w.,])(?:(?P<word>first|second|third|fourth|1st|2nd|3rd|4th)[ -]quarter|"
        r"(?P<half>first|second|1st|2nd)[ -]half(?! of (?:(?!(?:19|20)\d\d|fiscal|calendar|FY|next|last|this)\w+"
        r"(?<!the)(?<!its) |(?:the|its) (?!year|fiscal|financial|calendar|current))|-)"
        r"|Q(?P<n>[1-4])|(?P<n2>[1-4])Q|H(?P<m>[12])|(?P<m2>[12])H)"
        r"(?!\w&)(?:(?:,? (?:of )?(?:fiscal |FY ?|the |calendar )?|"
        rf"[ ’'-]| ?FY)?(?P<y>{_YEAR}|(?<=[QH ’'Y])\d\d(?= |\b)))?(?![\w%]|[.,]\d)",
        _read_quarter,
        near="[QqHh](?i:uarter|alf|[12])|Q[34]|q[34]|[1-4][QqHh]",
    ),
    Rule(
        "fiscal year",
        rf"(?<!\w)(?:[Ff]iscal (?:[Yy]ear )?|FY ?|[Ff]inancial year )(?P<y>{_YEAR}|"
        r"['’]?\d\d)(?:[-–/](?P<z>(?:20)?\d\d))?(?![\w%]|[.,]\d)",
        _read_fiscal,
        near="[Ff]iscal|FY|[Ff]inancial year",
    ),
    Rule(
        "years",
        rf"(?<![\w.,/$€£¥-])(?P<y>{_YEAR})[-–/](?P<z>(?:19|20)?\d\d)(?![\w%/-]|[.,]\d)",
        _read_fiscal,
        near=r"\d[-–/]\d",
    ),
    Rule(
        "year",
        rf"(?<![\w.,/$€£¥])(?:(?<=mid-|pre-)|(?<=post-)|(?<!-)){_YEAR}(?![\w%°]|"
        r"[,.]\d|-[a-z]|/\d)",
        _read_year,
        ANCHOR,
    ),
)
