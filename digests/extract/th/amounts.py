"""Thai amounts: a number and its unit, and what the unit means in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from digests.extract.grammar import Context, Declined, Draft, number, number_range
from digests.extract.numerals import scale_of
from digests.extract.tables import Unit, longest, read_words
from digests.extract.th.numbers import DEPENDENT, TH, N
from digests.extract.th.units import CLASSIFIERS, CURRENCIES, DURATIONS, MULTIPLES, NOUNS, POINTS, QUANTITIES, SHARES
from digests.model import Approx, Direction, Kind
from digests.patterns import compiled

UNITS: Mapping[str, Unit] = CURRENCIES | SHARES | QUANTITIES | MULTIPLES | POINTS | DURATIONS | CLASSIFIERS
_NOT_UNITS = "|".join(read_words("th_words")["not_units"])
UNIT = (
    rf"(?:(?P<more> ?(?:กว่า|เศษ))|(?! ?(?:กว่า|เศษ))) ?(?!{_NOT_UNITS})(?P<unit>(?>{longest(UNITS)}))"
    rf"(?!ละ|[{DEPENDENT}])(?!(?<=[A-Za-z])[A-Za-z])"
)


_REACH, _REACH_OF_PEOPLE = 90, 200
"""Characters in front of a number in which its noun may stand; lists of visitors by country are long."""


def _meaning(match: re.Match[str], context: Context) -> Unit:
    """What the unit behind a number means there."""
    unit = UNITS[match["unit"]]
    calendar = match["unit"] == "ปี" and 1900 <= number(match["n"], TH) < 2700
    if calendar or (match["n"] == "หนึ่ง" and unit.kind in {Kind.COUNT, Kind.DURATION}):
        raise Declined
    if unit.kind is Kind.COUNT:
        reach = _REACH_OF_PEOPLE if unit.unit == "person" else _REACH
        return replace(unit, unit=counted(context.text[max(0, match.start() - reach) : match.start()], unit.unit))
    if match["unit"] == "จุด":
        return unit if _is_level(match, context) else Unit(Kind.PERCENT, "pp")
    return unit


def counted(before: str, default: str) -> str:
    """The noun nearest in front of the number, else what the classifier counts."""
    nearest, unit = -1, default
    if default not in {"person", "company", "site", "unit", "visit"}:
        return default
    for noun, meaning in NOUNS.items():
        at = before.rfind(noun)
        if at > nearest:
            nearest, unit = at, meaning
    return default if default == "person" and unit not in _PEOPLE else unit


_PEOPLE = frozenset({"visitor", "passenger", "customer", "user", "farmer", "student", "patient", "investor"})


INDEX = compiled("ดัชนี|หุ้น|SET|ดาวโจนส์|นิกเกอิ|ฮั่งเส็ง|ตลาดหลักทรัพย์|พีเอ็มไอ|PMI")


def _is_level(match: re.Match[str], context: Context) -> bool:
    """Whether จุด means points of an index and not percentage points."""
    value = number(match["n"], TH)
    return value >= 100 or INDEX.search(context.text, max(0, match.start() - 60), match.start()) is not None


def more_than(written: str) -> Approx | None:
    """What a number says of itself: 5 หมื่นกว่าล้าน."""
    return Approx.MORE_THAN if "กว่า" in written or "เศษ" in written else None


_SIGNED = compiled(r"(?<![0-9%A-Za-zก-๙])[-+−] ?$")


def _draft(match: re.Match[str], unit: Unit, value: Decimal, span: tuple[int, int]) -> Draft:
    more = Approx.MORE_THAN if match["more"] else more_than(match["n"])
    before = match.string[max(0, match.start() - 12) : match.start()].rstrip()
    first = unit.kind is Kind.DURATION and before.endswith(("ในรอบ", "สุดในรอบ", "ครั้งแรกใน"))
    return Draft(*span, unit.kind, value * unit.factor, unit.unit, more, first=first, exact=unit.unit == "market")


def amount(match: re.Match[str], context: Context) -> Draft:
    """3.6 หมื่นล้านบาท, 2,000 คน, -35%."""
    unit, value = _meaning(match, context), number(match["n"], TH)
    start = match.start()
    sign = _SIGNED.search(context.text, max(0, start - 3), start) if unit.kind is Kind.PERCENT else None
    if sign is None:
        return _draft(match, unit, value, match.span())
    minus = sign.group()[0] != "+"
    signed = _draft(match, unit, -value if minus else value, (sign.start(), match.end()))
    return signed._replace(direction=Direction.DOWN if minus else Direction.UP)


def amount_range(match: re.Match[str], context: Context) -> Draft:
    """3-4 ราย, 40 ถึง 44 ล้านบาท; no range is a pair that falls."""
    unit, pair = _meaning(match, context), number_range(match["low"], match["n"], TH)
    if (match["own"] or match["unit"]) != match["unit"]:
        raise Declined
    whole = _draft(match, unit, Decimal(0), match.span())
    return whole._replace(value=(pair[0] * unit.factor, pair[1] * unit.factor))


def change(match: re.Match[str], context: Context) -> tuple[Draft, ...]:
    """จาก 3.2 เป็น 4.5 ล้านบาท: the first number shares the unit, and a scale where it needs one."""
    unit, first, last = _meaning(match, context), number(match["low"], TH), number(match["n"], TH)
    if scale_of(match["low"], TH) == 1:
        first *= scale_of(match["n"], TH)
    head = _draft(match, unit, first, match.span("low"))._replace(approx=None)
    return head, _draft(match, unit, last, (match.start("n"), match.end()))


NUMBERS = compiled(N)


def amount_list(match: re.Match[str], context: Context) -> tuple[Draft, ...]:
    """3, 5 และ 8 ล้านบาท: each number is a figure, all share unit and scale."""
    unit, last = _meaning(match, context), number(match["n"], TH)
    drafts = []
    at = match.start("list")
    for found in NUMBERS.finditer(match["list"]):
        value = number(found.group(), TH)
        if scale_of(found.group(), TH) == 1:
            value *= scale_of(match["n"], TH)
        drafts.append(_draft(match, unit, value, (at + found.start(), at + found.end()))._replace(approx=None))
    return *drafts, _draft(match, unit, last, (match.start("n"), match.end()))
