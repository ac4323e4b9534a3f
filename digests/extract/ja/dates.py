"""Japanese dates: full and partial, eras, fiscal periods, relative years.

Values are partial ISO 8601 (`--08-13` has no year, `---17` no month either); a range of dates is an interval with "/".
"""

from __future__ import annotations

import re

from digests.extract.dates import ERAS
from digests.extract.grammar import Claim, Context, Draft, Read
from digests.model import Kind

_ERA = "|".join(ERAS)
_PART = r"(?:末|[上下]半?期|前半|後半|半ば|初め|初頭|春|夏|秋|冬)"
_YEAR = (
    rf"(?:(?P<era>{_ERA}) ?(?P<ey>元|\d{{1,2}}) ?年|(?<![\d.,])(?P<y>(?:1[6-9]|20)\d\d) ?年"
    r"|(?<![\d.,])[’']?(?P<sy>[0-4]\d)年(?=度|1?\d(?:~1?\d)?月|末|[上下]半?期|前半|後半|半ば|[春夏秋冬](?!季)|産"
    r"|第[1-4]四半期))"
)
_RELATIVE = {"一昨年": -2, "昨年": -1, "去年": -1, "今年": 0, "本年": 0, "来年": 1, "再来年": 2}
_REL = rf"(?P<rel>{'|'.join(_RELATIVE)})"
_WHEN = rf"(?:(?:{_YEAR}|{_REL}) ?(?:\([^)]{{2,12}}\) ?)?)?"
_M, _M2 = r"(?P<m>1[0-2]|0?[1-9])", r"(?P<m2>1[0-2]|0?[1-9])"
_D, _D2 = r"(?P<d>3[01]|[12]\d|0?[1-9])", r"(?P<d2>3[01]|[12]\d|0?[1-9])"
_TIME = r"(?:(?:\([月火水木金土日祝・]{1,3}\))? ?(?P<h>\d{1,2})(?::|時)(?P<mi>\d\d)(?:分|(?!\d)))"
_TO = r" ?(?:~|-|–|―) ?"
_NO_DAY = r"(?!間|ぶり|連|続|後|目|分(?!の)|数|当|あた|おき|ごと|以内|以上|近|余|ほど|程度|足らず|弱|強(?![風制調化硬])|短縮|縮|延|遅れ|早[いくまめ]|前(?!場|日|半|週|年|期)|本(?!社|日|店|会))"


def _year(match: re.Match[str], context: Context) -> str:
    """Four digits, or "-" where the text gives no year: the head of a truncated date such as --08-13."""
    part = match.groupdict()
    if part.get("era"):
        return str(ERAS[part["era"]] + (1 if part["ey"] == "元" else int(part["ey"])))
    if part.get("y") or part.get("sy"):
        return part.get("y") or f"20{part['sy']}"
    offset = _RELATIVE.get(part.get("rel") or "")
    return "-" if offset is None or context.published is None else str(context.published.year + offset)


def _numeric(match: re.Match[str], context: Context) -> Claim:
    month, day = int(match["m"]), int(match["d"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    time = f"T{int(match['h']):02}:{match['mi']}" if match["h"] else ""
    return Draft(*match.span(), Kind.DATE, f"{match['y']}-{month:02}-{day:02}{time}")


def _date(match: re.Match[str], context: Context) -> Claim:
    """Year, month and day in any combination; ranges of months or of days as an interval."""
    part = match.groupdict()
    year = _year(match, context)
    value = f"{year}-{int(part['m']):02}"
    last = f"{year}-{int(part.get('m2') or part['m']):02}"
    if part.get("d"):
        value += f"-{int(part['d']):02}"
        last += f"-{int(part.get('d2') or part['d']):02}"
    if last != value:
        value = f"{value}/{last}"
    elif part.get("h"):
        value += f"T{int(part['h']):02}:{part['mi']}"
    return Draft(*match.span(), Kind.DATE, value)


def _day(match: re.Match[str], context: Context) -> Claim:
    first, last = match["d"], match.groupdict().get("d2")
    return Draft(*match.span(), Kind.DATE, f"---{int(first):02}" + (f"/---{int(last):02}" if last else ""))


_HALVES = {"末": "-12", "上期": "-H1", "上半期": "-H1", "前半": "-H1", "下期": "-H2", "下半期": "-H2", "後半": "-H2"}


def _years(match: re.Match[str], context: Context) -> Claim:
    """2026~27年度: an interval of years."""
    first = f"20{match['y']}"[-4:]
    last = first[: 4 - len(match["y2"])] + match["y2"]
    return Draft(*match.span(), Kind.DATE, f"{first}/{last}") if first < last else None


def _whole_year(match: re.Match[str], context: Context) -> Claim:
    year, part = _year(match, context), match["part"] or ""
    end = match.start("part") if part and part not in _HALVES else match.end()
    return Draft(match.start(), end, Kind.DATE, year + _HALVES.get(part, ""))


def _quarter(match: re.Match[str], context: Context) -> Claim:
    year = _year(match, context)
    number = (match["q"] or match["q2"] or match["q3"]).translate(str.maketrans("一二三四", "1234"))
    return Draft(*match.span(), Kind.DATE, f"Q{number}" if year == "-" else f"{year}-Q{number}")


def _short_year(match: re.Match[str], context: Context) -> Claim:
    part = match.groupdict()
    span = match.span("all2" if part.get("sy2") else "all")
    return Draft(*span, Kind.DATE, f"20{part.get('sy2') or part.get('sy3') or part['sy']}")


STARTS = rf"(?:{_ERA})(?= ?[\d元])|(?:{'|'.join(_RELATIVE)})(?= ?\d)"
"""Where a date may begin other than at a digit."""

RULES: tuple[tuple[str, str, Read], ...] = (
    (
        "date numeric",
        (
            r"(?<![\d./-])(?P<y>(?:19|20)\d\d)(?P<s>[/.-])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?![\d./-]\d|\d)"
            r"(?:[ T]+(?P<h>\d{1,2}):(?P<mi>\d\d))?"
        ),
        _numeric,
    ),
    (
        "date quarter",
        (
            rf"(?:(?:{_YEAR}|{_REL})度?の? ?)?(?:第 ?(?P<q>[1-4一二三四])四半期"
            r"|(?<![\dA-Za-z])(?P<q2>[1-4])Q(?![\dA-Za-z])|(?<![\dA-Za-z])Q(?P<q3>[1-4])(?![\dA-Za-z]))"
        ),
        _quarter,
    ),
    ("date days", rf"{_WHEN}(?<!\d){_M} ?月 ?{_D} ?日?{_TO}{_M2} ?月 ?{_D2} ?日", _date),
    ("date days", rf"{_WHEN}(?<!\d){_M} ?月 ?{_D} ?日?{_TO}{_D2} ?日{_NO_DAY}", _date),
    (
        "date years",
        (
            r"(?<![\d.,])(?P<y>(?:19|20)\d\d|\d\d(?=(?:年度)?[~–-]\d\d年度))(?:年度?)?(?:~|-|–)"
            r"(?P<y2>(?:19|20)\d\d|\d\d)年度?(?!間|ぶり|連続)"
        ),
        _years,
    ),
    ("date months", rf"{_WHEN}(?<![\d.]){_M} ?月?(?: ?(?:~|-|–|―|から) ?){_M2} ?月(?!間)(?:期)?", _date),
    ("date day", rf"{_WHEN}(?<!\d){_M} ?月 ?{_D} ?日(?!間|ぶり|連続){_TIME}?", _date),
    (
        "date month",
        rf"{_WHEN}(?<![\d.,]){_M} ?月(?!間|\d{{1,2}}(?![\d.,%万億兆千円人社倍件台割ポ]))(?:期(?!待|限|間))?",
        _date,
    ),
    ("date fiscal", r"(?<![A-Za-z])(?P<all>(?:FY|CY) ?(?:20)?(?P<sy>\d\d))(?!\d)", _short_year),
    ("date year", rf"{_YEAR}(?!間|ぶり|連続)(?:度(?!も|合))?(?P<part>{_PART})?", _whole_year),
    (
        "date year",
        (
            r"(?<![\d.,])(?P<all>(?<=[昨今本去来]年)(?P<sy3>\d\d)年(?!間|ぶり|連)|(?P<sy>[234]\d|50)年"
            r"(?=までに|比|時点|ごろ|頃|以降|には|をめど|をメド|を目標|に(?!及|わた|渡|1[度回人つ]|一|亘)))"
            r"|(?<![\d.,])(?<![一-龥約丸計])(?P<all2>(?P<sy2>2[1-9])年)(?=[はのも、]|から|と(?:比|同))"
        ),
        _short_year,
    ),
    ("date days", rf"(?<![\d.,月年]){_D}日?(?:~|-|–|、) ?{_D2}日{_NO_DAY}", _day),
    ("date day", rf"(?<![\d.,~]){_D}日{_NO_DAY}", _day),
)
