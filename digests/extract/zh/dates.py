"""Chinese dates: full and partial, 民國 years, quarters, halves, relative years. Values are partial ISO 8601."""

from __future__ import annotations

import re

from digests.extract.grammar import Claim, Context, Draft, rule
from digests.extract.numerals import read
from digests.model import Kind, Language
from digests.patterns import compiled

MINGUO = 1911
"""Gregorian year before the first of the Republic, as Taiwan counts (民國115年 is 2026)."""

_RELATIVE = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2, "後年": 2}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "首": 1, "末": 4}
_YEAR = (
    r"(?:(?<![0-9A-Za-z.,])(?P<y>(?:19|20)[0-9]{2})(?: ?年(?:度)?|财年|財年|(?=[Qq][1-4]))|(?:民[国國] ?(?P<roc>[0-9]{2,3})年(?:度)?"
    r"|(?<![0-9.,])(?P<roc2>1[01][0-9])年(?:度|(?=[0-9]{1,2}月|第[一二三四1-4]季|[上下]半年)))"
    r"|(?P<han>[一二][〇零○一二三四五六七八九]{3})年)"
)
_SHORT = r"(?:(?<![0-9A-Za-z.,])(?P<sy>[12][0-9])年(?=[0-9]{1,2}月|第?[一二三四]季|[上下]半年|度))"
_WHEN = rf"(?:(?:{_YEAR}|{_SHORT}|(?P<rel>{'|'.join(_RELATIVE)})) ?)?"
_M, _D = r"(?P<m>1[0-2]|0?[1-9])", r"(?P<d>3[01]|[12][0-9]|0?[1-9])"
_M2, _D2 = r"(?P<m2>1[0-2]|0?[1-9])", r"(?P<d2>3[01]|[12][0-9]|0?[1-9])"
_TO = r" ?(?:-|~|–|—|至|到) ?"
_TIME = r"(?: ?(?:(?P<pm>下午|晚上?)|上午|凌晨)? ?(?P<h>[0-9]{1,2})(?::|[时時点點])(?:(?P<min>[0-9]{2})分?)?)?"
_OF_DAY = r"(?!内|內|间|間|游|均|以[来來内內])"


def _year(match: re.Match[str], context: Context) -> str:
    """Four digits, or "-" where the text gives no year: the head of a truncated date such as --08-13."""
    part = match.groupdict()
    if part.get("y") or part.get("sy"):
        return part.get("y") or f"20{part['sy']}"
    if part.get("roc") or part.get("roc2"):
        return str(int(part["roc"] or part["roc2"]) + MINGUO)
    if part.get("han"):
        return str(read(part["han"], Language.ZH))
    offset = _RELATIVE.get(part.get("rel") or "")
    return "-" if offset is None or context.published is None else str(context.published.year + offset)


def _date(match: re.Match[str], context: Context) -> Claim:
    """Year, month and day in any combination, or a range of months or days as an interval."""
    part, year = match.groupdict(), _year(match, context)
    value = f"{year}-{_ordinal(part['m']):02}"
    if part.get("d"):
        value += f"-{_ordinal(part['d']):02}"
    if part.get("m2") or part.get("d2"):
        value += f"/{year}-{int(part.get('m2') or part['m']):02}" + (f"-{int(part['d2']):02}" if part.get("d2") else "")
    elif part.get("h"):
        hour = int(part["h"]) + (12 if part.get("pm") and int(part["h"]) < 12 else 0)
        value += f"T{hour:02}:{part['min'] or '00'}"
    return Draft(_start(match, year), match.end(), Kind.DATE, value)


def _ordinal(written: str) -> int:
    """The number of a month or a day in digits of either kind."""
    return int(written) if written.isdecimal() else int(read(written, Language.ZH) or 0)


def _start(match: re.Match[str], year: str) -> int:
    """A relative year that nothing resolves stays outside the quote."""
    relative = match.groupdict().get("rel")
    return match.end("rel") if relative and year == "-" else match.start()


def _part(match: re.Match[str], context: Context) -> Claim:
    """A quarter or a half of a year."""
    part, year = match.groupdict(), _year(match, context)
    if part.get("half"):
        name = "H1" if part["half"] == "上" else "H2"
    else:
        quarter = part["q"] or part["q2"] or part["q3"] or part["q4"]
        name = f"Q{_QUARTERS.get(quarter) or quarter}"
        if part.get("qa"):
            first = f"Q{_QUARTERS[part['qa']]}"
            name = f"{first}/{name}" if year == "-" else f"{first}/{year}-{name}"
    return Draft(_start(match, year), match.end(), Kind.DATE, name if year == "-" else f"{year}-{name}")


def _whole_year(match: re.Match[str], context: Context) -> Claim:
    return Draft(*match.span(), Kind.DATE, _year(match, context))


def _years(match: re.Match[str], context: Context) -> Claim:
    return Draft(*match.span(), Kind.DATE, f"{match['y1']}/{match['y2']}")


def _day(match: re.Match[str], context: Context) -> Claim:
    last = match.groupdict().get("d2")
    value = f"---{int(match['d']):02}" + (f"/---{int(last):02}" if last else "")
    return Draft(*match.span(), Kind.DATE, value)


_NUMERIC = (
    r"(?<![0-9./-])(?P<y>(?:19|20)[0-9]{2})(?P<s>[-/.])"
    rf"{_M}(?P=s){_D}(?![0-9./-])(?:[ T]+(?P<h>[0-9]{{1,2}}):(?P<min>[0-9]{{2}})(?::[0-9]{{2}})?)?"
)

_OPENS = compiled(
    r"[0-9](?<![0-9]{2})|民[国國]|[一二](?=[〇零○一二三四五六七八九]{3}年)|[前去上今本明后後](?=年)|第(?=[一二三四1-4]季)"
    r"|[一二三四首末](?=季度)|[一二三](?=[、,和][二三四]季度)|[Qq](?=[1-4])|[上下](?=半年)"
    r"|十?[一二三四五六七八九十](?=月)"
)
"""Where a date may begin."""

RULES = (
    rule("date numeric", _NUMERIC, _date, _OPENS),
    rule("date day", rf"\((?:(?<=[今昨明]\()|(?<=[今昨明] \()){_D}\) ?日?", _day, compiled(r"\((?=[0-9]{1,2}\))")),
    rule(
        "date years",
        rf"(?<![0-9])(?P<y1>(?:19|20)[0-9]{{2}})(?: ?年)?{_TO}(?P<y2>(?:19"
        rf"|20)[0-9]{{2}}) ?年",
        _years,
        _OPENS,
    ),
    rule("date days", rf"{_WHEN}(?<![0-9.]){_M} ?月 ?{_D} ?[日号號]?{_TO}{_M2} ?月 ?{_D2} ?[日号號]", _date, _OPENS),
    rule("date days", rf"{_WHEN}(?<![0-9.]){_M} ?月 ?{_D} ?[日号號]?{_TO}{_D2} ?[日号號]{_OF_DAY}", _date, _OPENS),
    rule("date months", rf"{_WHEN}(?<![0-9.]){_M} ?月?{_TO}{_M2} ?月(?:份)?", _date, _OPENS),
    rule(
        "date day",
        rf"{_WHEN}(?<![0-9.]){_M} ?月(?:份)? ?{_D} ?[日号號]{_OF_DAY}"
        rf"(?:\([一二三四五六日]\))?{_TIME}",
        _date,
        _OPENS,
    ),
    rule("date month", rf"{_WHEN}(?<![0-9.前首]){_M} ?月(?:份)?(?![0-9])", _date, _OPENS),
    rule(
        "date month",
        rf"{_WHEN}(?<![前近首第每满滿数數個个十百千])(?P<m>十[一二]?|[一二三四五六七八九])月(?:份|(?P<d>[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号號])?"
        "(?![内內间間期])",
        _date,
        _OPENS,
    ),
    rule(
        "date quarter",
        rf"(?<![前连連续續])(?:{_WHEN}(?:第(?P<q>[一二三四1-4])季度?|(?<![0-9A-Za-z第])"
        rf"(?:(?P<qa>[一二三])[、,和]?)?(?P<q2>[一二三四首末1-4])季度(?!节)|(?:(?<![0-9A-Za-z])|(?<=20[0-9]{{2}}))[Qq](?P<q3>[1-4])(?![0-9A-Za-z])"
        r"|(?<![0-9A-Za-z.])(?P<q4>[1-4])[Qq](?![0-9A-Za-z])))",
        _part,
        _OPENS,
    ),
    rule("date half", rf"{_WHEN}(?P<half>[上下])半年", _part, _OPENS),
    rule("date year", rf"{_YEAR}(?![级級])", _whole_year, _OPENS),
)

_BEFORE_HAO = r"[^\w“《「『]|[于於在从從自由至到定本月这這和与與及日]"
"""What stands in front of a day with 号; a name has its own words there (轻盈7号, 3号线)."""

_HAO = (
    rf"[号號](?:(?<=(?:{_BEFORE_HAO})[0-9].)|(?<=(?:{_BEFORE_HAO})[0-9]{{2}}.))"
    "(?![线線楼樓机機馆館院店车車井矿礦铺鋪舱艙房站门門桌厅廳公船轮輪炉爐文令])"
)
DAY = rule(
    "date day",
    rf"(?<![0-9.,月年第]){_D}(?:[日号號]?{_TO}{_D2})?(?:日(?![内內间間游均线線])|{_HAO})(?![0-9])",
    _day,
)
"""A bare day of the month; to be tried after durations, which share the 日."""
