"""Thai dates: day, month and year of either calendar, quarters, halves. Values are partial ISO 8601."""

from __future__ import annotations

import re

from digests.extract.dates import BUDDHIST, THAI_MONTHS
from digests.extract.grammar import Claim, Context, Draft, rule
from digests.extract.tables import longest
from digests.extract.th.numbers import ANCHOR
from digests.model import Kind
from digests.patterns import compiled

_MONTH = longest(THAI_MONTHS)
_AT_MONTH = compiled(f"(?:เดือน ?)?{_MONTH}")
_NO_UNIT = "(?! ?(?:%|ล้าน|แสน|หมื่น|พัน|ร้อย|บาท|คน|ราย(?!ได้|จ่าย|งาน)|คัน|จุด|ตัน|ดอลลาร์|แห่ง|เที่ยว))"
_TWO = rf"(?:[67][0-9]|(?:(?<=[./])|(?<=[.] ))[45][0-9])(?![0-9.,]){_NO_UNIT}"
"""A Buddhist year in two digits; those of the forties and fifties only behind the dot of an abbreviated month."""
_YEAR = rf"(?:พ\.ศ\. ?|ค\.ศ\. ?|ปี ?)?(?P<y>25[0-9]{{2}}(?![0-9])|(?:19|20)[0-9]{{2}}(?![0-9])|{_TWO})"
_SHORT = rf"(?P<y>(?:25|19|20)[0-9]{{2}}(?![0-9.,])|{_TWO})"
_TIME = r"(?: ?(?:เวลา ?)?(?P<h>[0-9]{1,2})[:.](?P<min>[0-9]{2}) ?น\.)?"
_TO = " ?(?:-|–|ถึง|จนถึง) ?"
_QUARTERS = {"แรก": "1", "หนึ่ง": "1", "สอง": "2", "สาม": "3", "สี่": "4", "สุดท้าย": "4"}
_DAY = r"(?P<d>3[01]|[12][0-9]|0?[1-9])(?<![0-9]{3})"


def _year(written: str | None) -> str:
    """Gregorian year: 2568 and 68 are Buddhist; "-" where the text gives none."""
    if not written:
        return "-"
    year = int(written)
    if year < 100:
        year += 2500
    return str(year - BUDDHIST if year > 2400 else year)


def _date(match: re.Match[str], context: Context) -> Claim:
    part = match.groupdict()
    year = _year(part.get("y"))
    value = f"{year}-{THAI_MONTHS[part['mon']]:02}" + (f"-{int(part['d']):02}" if part.get("d") else "")
    if part.get("mon2"):
        value += f"/{year}-{THAI_MONTHS[part['mon2']]:02}" + (f"-{int(part['d2']):02}" if part.get("d2") else "")
    elif part.get("d2"):
        value += f"/{year}-{THAI_MONTHS[part['mon']]:02}-{int(part['d2']):02}"
    elif part.get("h"):
        value += f"T{int(part['h']):02}:{part['min']}"
    return Draft(*match.span(), Kind.DATE, value)


def _numeric(match: re.Match[str], context: Context) -> Claim:
    day, month = int(match["d"]), int(match["m"])
    return Draft(*match.span(), Kind.DATE, f"{_year(match['y'])}-{month:02}-{day:02}") if month <= 12 else None


def _quarter(match: re.Match[str], context: Context) -> Claim:
    year, number = _year(match["y"]), _QUARTERS.get(match["q"], match["q"])
    return Draft(*match.span(), Kind.DATE, f"Q{number}" if year == "-" else f"{year}-Q{number}")


def _half(match: re.Match[str], context: Context) -> Claim:
    year, half = _year(match["y"]), "H1" if match["half"] == "แรก" else "H2"
    return Draft(*match.span(), Kind.DATE, half if year == "-" else f"{year}-{half}")


def _season(match: re.Match[str], context: Context) -> Claim:
    """ปี 2566/67, ฤดูกาล 2018-19: a year that ends in the next."""
    first, last = int(match["y"]), int(match["last"])
    if (first + 1) % 100 != last:
        return None
    year = int(_year(match["y"]))
    return Draft(*match.span(), Kind.DATE, f"{year}/{year + 1}")


def _years(match: re.Match[str], context: Context) -> Claim:
    """ปี 2568; ปี 2568-2570 is an interval; in ปี 2568 และ 2569 each year is a date of its own."""
    first = match["y"]
    if not match["y2"]:
        return Draft(*match.span(), Kind.DATE, _year(first))
    if match["and"]:
        return (
            Draft(match.start(), match.end("y"), Kind.DATE, _year(first)),
            Draft(*match.span("y2"), Kind.DATE, _year(match["y2"])),
        )
    return Draft(*match.span(), Kind.DATE, f"{_year(first)}/{_year(match['y2'])}")


_OF_YEAR = rf"(?: ?(?:ของ)? ?(?:ปี|/)?(?:งบประมาณ)? ?{_SHORT})?"
_FULL = r"(?:25[0-9]{2}|(?:19|20)[0-9]{2})(?![0-9])"

RULES = (
    rule(
        "date days",
        rf"{_DAY} ?(?P<mon>{_MONTH}){_TO}(?P<d2>[0-9]{{1,2}}) ?(?P<mon2>{_MONTH})"
        rf"(?: ?{_YEAR})?",
        _date,
        ANCHOR,
        near=_MONTH,
    ),
    rule(
        "date days", rf"{_DAY}{_TO}(?P<d2>[0-9]{{1,2}}) ?(?P<mon>{_MONTH})(?: ?{_SHORT})?", _date, ANCHOR, near=_MONTH
    ),
    rule(
        "date day",
        rf"{_DAY} ?(?P<mon>{_MONTH})(?: ?(?:พ\.ศ\. ?|ค\.ศ\. ?|ปี ?)?{_SHORT})?{_TIME}",
        _date,
        ANCHOR,
        near=_MONTH,
    ),
    rule(
        "date numeric",
        r"(?P<d>[0-9]{1,2})(?<![0-9]{3})/(?P<m>[0-9]{1,2})/(?P<y>(?:25|20|19)[0-9]{2})"
        r"(?![0-9])",
        _numeric,
    ),
    rule("date months", rf"(?:เดือน ?)?(?P<mon>{_MONTH}){_TO}(?P<mon2>{_MONTH})(?: ?{_YEAR})?", _date, _AT_MONTH),
    rule("date month", rf"(?:เดือน ?)?(?P<mon>{_MONTH})(?: ?(?:ปี ?)?{_SHORT})?", _date, _AT_MONTH),
    rule("date quarter", rf"ไตรมาส(?:ที่)? ?(?P<q>[1-4](?![0-9])|{'|'.join(_QUARTERS)}){_OF_YEAR}", _quarter),
    rule("date half", rf"(?:ช่วง)?ครึ่ง(?:ปี)?(?P<half>แรก|หลัง)(?:ปี|ของปี)?(?: ?{_YEAR})?", _half),
    rule(
        "date season",
        r"(?:ปี|ฤดูกาล)(?:การผลิต|เพาะปลูก)? ?(?P<y>25[0-9]{2}|20[0-9]{2})[/-](?P<last>[0-9]{2})(?![0-9])",
        _season,
    ),
    rule(
        "date year",
        rf"(?:ปี(?:งบประมาณ)? ?|พ\.ศ\. ?|ค\.ศ\. ?)(?P<y>{_FULL})(?:(?: ?(?:-|–|ถึง) ?|(?P<and> ?(?:และ"
        rf"|,) ?))(?P<y2>{_FULL}))?",
        _years,
    ),
    rule("date year", r"ปี ?(?P<y>[67][0-9])(?P<y2>)(?P<and>)(?![0-9.,%]| ?(?:ปี|ล้าน|บาท))", _years),
)
