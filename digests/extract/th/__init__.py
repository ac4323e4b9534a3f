"""Thai: its figures, its cues, its labels.

Thai writes no spaces between words and no full stops, so a clause is what stands between two figures, and a label is cut
out of it at the words that end a noun phrase (verbs of change, copulas, prepositions). Number words and scale words
follow the Royal Society's usage; a year of 2400 or more is Buddhist.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from digests.extract.grammar import Context, Declined, Draft, Grammar, number, number_range, rule, trap
from digests.extract.numerals import DIGITS_FIRST, FRACTION, NUMBER, read_fraction, scale_of
from digests.extract.tables import Unit, longest, read_words
from digests.extract.th import dates
from digests.extract.th.direction import direction
from digests.extract.th.labels import label
from digests.extract.th.units import (
    CLASSIFIERS,
    CURRENCIES,
    DURATIONS,
    MULTIPLES,
    NOUNS,
    POINTS,
    QUANTITIES,
    SHARES,
    SYMBOLS,
)
from digests.model import Approx, Direction, Kind, Language

TH = Language.TH
_N = DIGITS_FIRST[TH]
_ANY = NUMBER[TH]
_TO = " ?(?:-|–|—|~|ถึง|จนถึง) ?"
_FIRST = r"[0-9๐-๙](?<![0-9๐-๙]{2})(?<![0-9๐-๙][.,][0-9๐-๙])"
_ANCHOR = re.compile(_FIRST)
"""Where a number may begin that is not all in words."""


def _leading(to: str) -> re.Pattern[str]:
    """Where a number may begin that `to` and another number follow."""
    return re.compile(rf"{_FIRST}(?=[^\n]{{0,60}}?{to}{_FIRST})")


_DEPENDENT = "\u0e30-\u0e3a\u0e45-\u0e4e"  # vowels and tone marks that belong to the consonant before them

# --- amounts: a number and its unit ----------------------------------------------------------------------------------

_UNITS: Mapping[str, Unit] = CURRENCIES | SHARES | QUANTITIES | MULTIPLES | POINTS | DURATIONS | CLASSIFIERS
_NOT_UNITS = "|".join(read_words("th_words")["not_units"])
_UNIT = (
    rf"(?P<more> ?(?:กว่า|เศษ))?+ ?(?!{_NOT_UNITS})(?P<unit>{longest(_UNITS)})"
    rf"(?![{_DEPENDENT}])(?!(?<=[A-Za-z])[A-Za-z])"
)


def _meaning(match: re.Match[str], context: Context) -> Unit:
    """What the unit behind a number means there."""
    unit = _UNITS[match["unit"]]
    calendar = match["unit"] == "ปี" and 1900 <= number(match["n"], TH) < 2700
    if calendar or (match["n"] == "หนึ่ง" and unit.kind in {Kind.COUNT, Kind.DURATION}):
        raise Declined
    if unit.kind is Kind.COUNT:
        return replace(unit, unit=_counted(context.text[max(0, match.start() - 200) : match.start()], unit.unit))
    if match["unit"] == "จุด":
        return unit if _is_level(match, context) else Unit(Kind.PERCENT, "pp")
    return unit


def _counted(before: str, default: str) -> str:
    """The noun nearest in front of the number, else what the classifier counts."""
    nearest, unit = -1, default
    if default not in {"person", "company", "site", "unit", "visit"}:
        return default
    for noun, meaning in NOUNS.items():
        at = before.rfind(noun)
        if at > nearest:
            nearest, unit = at, meaning
    if default == "person" and unit in {"company", "factory", "branch", "station", "store", "hotel", "vehicle", "home"}:
        return default
    return unit


_INDEX = re.compile("ดัชนี|หุ้น|SET|ดาวโจนส์|นิกเกอิ|ฮั่งเส็ง|ตลาดหลักทรัพย์|พีเอ็มไอ|PMI")


def _is_level(match: re.Match[str], context: Context) -> bool:
    """Whether จุด means points of an index and not percentage points."""
    value = number(match["n"], TH)
    return value >= 100 or _INDEX.search(context.text, max(0, match.start() - 60), match.start()) is not None


_SIGNED = re.compile(r"(?<![0-9%A-Za-zก-๙])[-+−] ?$")


def _draft(match: re.Match[str], unit: Unit, value: Decimal, span: tuple[int, int]) -> Draft:
    more = match["more"] or ("กว่า" in match["n"] or "เศษ" in match["n"])
    before = match.string[max(0, match.start() - 12) : match.start()].rstrip()
    first = unit.kind is Kind.DURATION and before.endswith(("ในรอบ", "สุดในรอบ", "ครั้งแรกใน"))
    return Draft(*span, unit.kind, value * unit.factor, unit.unit, Approx.MORE_THAN if more else None, first=first)


def _amount(match: re.Match[str], context: Context) -> Draft:
    """3.6 หมื่นล้านบาท, 2,000 คน, -35%."""
    unit, value = _meaning(match, context), number(match["n"], TH)
    start = match.start()
    sign = _SIGNED.search(context.text, max(0, start - 3), start) if unit.kind is Kind.PERCENT else None
    if sign is None:
        return _draft(match, unit, value, match.span())
    minus = sign.group()[0] != "+"
    return replace(
        _draft(match, unit, -value if minus else value, (sign.start(), match.end())),
        direction=Direction.DOWN if minus else Direction.UP,
    )


def _range(match: re.Match[str], context: Context) -> Draft:
    """3-4 ราย, 40 ถึง 44 ล้านบาท; no range is a pair that falls."""
    unit, pair = _meaning(match, context), number_range(match["low"], match["n"], TH)
    if (match["own"] or match["unit"]) != match["unit"]:
        raise Declined
    whole = _draft(match, unit, Decimal(0), match.span())
    return replace(whole, value=(pair[0] * unit.factor, pair[1] * unit.factor))


def _change(match: re.Match[str], context: Context) -> tuple[Draft, ...]:
    """จาก 3.2 เป็น 4.5 ล้านบาท: the first number shares the unit, and a scale where it needs one."""
    unit, first, last = _meaning(match, context), number(match["low"], TH), number(match["n"], TH)
    if scale_of(match["low"], TH) == 1:
        first *= scale_of(match["n"], TH)
    head = replace(_draft(match, unit, first, match.span("low")), approx=None)
    return head, _draft(match, unit, last, (match.start("n"), match.end()))


_NUMBERS = re.compile(_N)


def _list(match: re.Match[str], context: Context) -> tuple[Draft, ...]:
    """3, 5 และ 8 ล้านบาท: each number is a figure, all share unit and scale."""
    unit, last = _meaning(match, context), number(match["n"], TH)
    drafts = []
    at = match.start("list")
    for found in _NUMBERS.finditer(match["list"]):
        value = number(found.group(), TH)
        if scale_of(found.group(), TH) == 1:
            value *= scale_of(match["n"], TH)
        drafts.append(replace(_draft(match, unit, value, (at + found.start(), at + found.end())), approx=None))
    return *drafts, _draft(match, unit, last, (match.start("n"), match.end()))


# --- figures of their own form ---------------------------------------------------------------------------------------


def _per_hundred(match: re.Match[str], context: Context) -> Draft | tuple[Draft, ...]:
    """ร้อยละ 2.3, ร้อยละ 1-3, ร้อยละ 2.3 และ 1.7 ตามลำดับ."""
    value = number(match["n"], TH)
    if match["high"]:
        pair = number_range(match["n"], match["high"], TH)
        return Draft(match.start(), match.end("high"), Kind.PERCENT, pair, "%")
    first = Draft(match.start(), match.end("n"), Kind.PERCENT, value, "%")
    at = match.start("rest")
    rest = [(found.span(), number(found.group(), TH)) for found in _NUMBERS.finditer(match["rest"] or "")]
    return first, *(Draft(at + start, at + end, Kind.PERCENT, value, "%") for (start, end), value in rest)


def _symbol(match: re.Match[str], context: Context) -> Draft:
    """US$5 ล้าน, ฿1,200."""
    value = number(match["n"], TH)
    return Draft(*match.span(), Kind.MONEY, value, SYMBOLS[match["symbol"]])


def _fraction(match: re.Match[str], context: Context) -> Draft:
    pair = read_fraction(match.group(), TH)
    if pair is None:
        raise Declined
    return Draft(*match.span(), Kind.RATIO, pair)


def _to(match: re.Match[str], context: Context) -> Draft:
    """7 ต่อ 0."""
    first, second = number(match["a"], TH), number(match["b"], TH)
    if max(first, second) > 1000:
        raise Declined
    return Draft(*match.span(), Kind.RATIO, (first, second))


def _doubled(match: re.Match[str], context: Context) -> Draft:
    return Draft(*match.span("word"), Kind.MULTIPLE, Decimal(2), direction=Direction.UP)


_ORDINALS = {"แรก": 1, "หนึ่ง": 1, "สอง": 2, "สาม": 3, "สี่": 4, "ห้า": 5}


def _ordinal(match: re.Match[str], context: Context) -> Draft:
    value = number(match["n"], TH)
    return Draft(*match.span(), Kind.ORDINAL, value, "rank")


def _half_time(match: re.Match[str], context: Context) -> Draft:
    """ครึ่งปี, 2 ปีครึ่ง."""
    whole = number(match["n"], TH) if match["n"] else Decimal(0)
    unit = DURATIONS[match["unit"]]
    return Draft(*match.span(), Kind.DURATION, (whole + Decimal("0.5")) * unit.factor, unit.unit)


def _level(match: re.Match[str], context: Context) -> Draft:
    """An index level without a unit: ดัชนี SET ปิดที่ 1,284.51."""
    value = number(match["n"], TH)
    if not _INDEX.search(context.text, max(0, match.start() - 40), match.start()):
        raise Declined
    return Draft(*match.span("n"), Kind.QUANTITY, value, "point")


# --- rules -----------------------------------------------------------------------------------------------------------

_FEW = "(?:หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ)"
_TRAPS = (
    trap("address", r"(?:https?://|www\.)[!-~]{1,300}|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,64}"),
    trap(
        "telephone",
        r"(?:โทรศัพท์|โทรสาร|โทร\.?|สายด่วน|เบอร์|แฟกซ์|คอลเซ็นเตอร์"
        r"|Call Center)[^0-9\n]{0,12}[0-9][0-9 \-–,]{2,30}",
    ),
    trap("telephone", r"(?<![0-9.,])0[0-9]{1,2}[- ]?[0-9]{3}[- ]?[0-9]{3,4}(?![0-9])"),
    trap("counter", rf"(?:อ่าน|เข้าชม|ยอดวิว|แชร์|ถูกใจ|ความคิดเห็น)[: (]{{1,2}}{_N}(?: ?ครั้ง)?(?= ?[|)\n]|$)"),
    trap("advertisement", r"\[โฆษณา\][^\n]{0,200}"),
    trap(
        "numbered",
        r"(?:มาตรา|ข้อ|หมวด|ฉบับ|ภาค|บท|ชั้น|(?<!ก่อน)(?<!ข้าง)หน้า|ช่อง|ซอย|เฟส|ระยะ|รุ่น|พระราม|สมัย|หมู่|เลข|หมายเลข|เวอร์ชัน"
        r"|มอก\.|ม\.)"
        rf"(?:ที่)? ?[0-9]{{1,4}}(?![0-9]|[.,][0-9]| ?(?:{longest(_UNITS)}|ล้าน|แสน|หมื่น|พัน))",
    ),
    trap("event number", r"(?:(?<=ใน)งาน|มหกรรม|นิทรรศการ)[^0-9\n]{0,40}ครั้งที่ ?[0-9]{1,4}"),
    trap("meeting number", r"ครั้งที่ ?[0-9]{1,3}/[0-9]{2,4}"),
    trap("clock", r"(?:เวลา ?)?(?<![0-9])[0-9]{1,2}[.:][0-9]{2} ?น\."),
    trap("policy", "30 ?บาทรักษา(?:ทุกโรค)?|คนละครึ่ง(?:พลัส)?|ไทยแลนด์ ?4\\.0|ประเทศไทย ?4\\.0"),
    trap("unit of a rate", r"(?<![0-9.,])1 ?(?:ดอลลาร์(?:สหรัฐฯ?)?|บาท|หยวน|ยูโร|เหรียญ(?:สหรัฐ)?)(?= ?(?:เท่ากับ|=|ต่อ|แลก))"),
    trap("unit of a rate", r"ต่อ ?1 ?(?:หุ้น|คน|ครัวเรือน|ดอลลาร์(?:สหรัฐฯ?)?|กิโลกรัม)"),
    trap(
        "model",
        r"(?<![A-Za-z])(?!(?:US|HK|RM)?[$]?[0-9])[A-Za-z][A-Za-z-]{0,11}[0-9]{1,4}"
        r"(?:\.[0-9]+)*[A-Za-z]{0,4}(?![0-9A-Za-z])",
    ),
)

_RULES = (
    *_TRAPS[:4],
    *dates.RULES,
    *_TRAPS[4:],
    rule(
        "percent",
        rf"ร้อยละ ?(?P<n>{_N})(?:{_TO}(?:ร้อยละ ?)?(?P<high>{_N}(?! ?(?:ล้าน|บาท)))|(?P<rest>"
        rf"(?:,? {_N}){{0,4}},? ?และ ?{_N})(?= ?ตามลำดับ))?",
        _per_hundred,
        re.compile("ร้อยละ"),
    ),
    rule("money", rf"(?P<symbol>{longest(SYMBOLS)})(?<![A-Za-z]{{3}}) ?(?P<n>{_N})", _symbol),
    rule(
        "rank",
        r"(?:(?:อันดับ|ลำดับ|ครั้ง)(?:ที่)? ?|(?:ราย|แห่ง|คัน|สาขา|โครงการ)ที่ ?)(?P<n>[0-9]{1,6})"
        r"(?![0-9.,/%]|[ ]?(?:คน|ล้าน|แสน|หมื่น|พัน))",
        _ordinal,
    ),
    rule("rank", rf"(?:อันดับ|ลำดับ|ครั้ง)(?:ที่)? ?(?P<n>{_FEW})(?![{_DEPENDENT}])", _ordinal),
    rule("to", rf"(?P<a>{_N}) ?ต่อ ?(?P<b>[0-9]{{1,3}})(?![0-9.,]| ?(?:บาท|ล้าน))", _to, _leading(" ?ต่อ ?")),
    rule("doubled", "(?<![0-9สองามี่ห้] )(?P<word>เท่าตัว)", _doubled),
    rule("half a time", f"(?P<n>)ครึ่ง(?P<unit>{longest(DURATIONS)})(?!แรก|หลัง)", _half_time),
    rule(
        "and a half",
        rf"(?P<n>{_N}) ?(?P<unit>{longest(DURATIONS)})ครึ่ง",
        _half_time,
        re.compile(rf"{_FIRST}(?=[^\n]{{0,40}}?ครึ่ง)"),
    ),
    rule("fraction", rf"(?:{FRACTION[TH]})(?! ?(?:ปี|แรก|หลัง|วัน|เดือน|ทาง))(?<!คนละครึ่ง)", _fraction),
    rule(
        "from to",
        rf"จาก(?:ระดับ)? ?(?P<low>{_N}) ?(?:เพิ่ม|ลด|ขึ้น|ลง)?(?:เป็น|มาอยู่ที่|มาเป็น|เหลือ|สู่|ไปเป็น) ?"
        rf"(?P<n>{_N}){_UNIT}",
        _change,
        re.compile("จาก(?:ระดับ)? ?(?=[0-9๐-๙])"),
    ),
    rule(
        "list",
        rf"(?P<list>{_N}(?:,? {_N}){{0,4}}),? ?(?:และ|กับ|หรือ) ?(?P<n>{_N}){_UNIT}",
        _list,
        _leading("(?:และ|กับ|หรือ) ?"),
    ),
    rule("range", rf"(?P<low>{_N})(?: ?(?P<own>{longest(_UNITS)}))?{_TO}(?P<n>{_N}){_UNIT}", _range, _leading(_TO)),
    rule("amount", rf"(?P<n>{_N}){_UNIT}", _amount, _ANCHOR),
    rule("words", rf"(?<!ที่)(?P<n>{_FEW}(?:{_FEW}|ร้อย|พัน|หมื่น|แสน|ล้าน|เอ็ด){{0,10}}+){_UNIT}", _amount),
    rule(
        "level",
        rf"(?:ปิดที่|อยู่ที่|ระดับ|ยืนที่|เปิดที่) ?(?P<n>[0-9]{{1,3}}(?:,[0-9]{{3}})*\.[0-9]{{1,2}})(?![0-9%])(?! ?"
        rf"(?:{longest(_UNITS)}))",
        _level,
        re.compile("(?:ปิดที่|อยู่ที่|ระดับ|ยืนที่|เปิดที่) ?(?=[0-9])"),
    ),
)

# --- cues ------------------------------------------------------------------------------------------------------------

_BEFORE = (
    (re.compile("(?:ไม่เกิน(?:กว่า)?|ไม่มากกว่า|ไม่สูงกว่า|สูงสุด(?:ถึง|ไม่เกิน)?|มากสุด|มากที่สุด|ภายใน) ?$"), Approx.AT_MOST),
    (re.compile("(?:อย่างน้อย|อย่างต่ำ|ไม่ต่ำกว่า|ไม่น้อยกว่า|ขั้นต่ำ|ต่ำสุด|ตั้งแต่|เริ่มต้น(?:ที่)?) ?$"), Approx.AT_LEAST),
    (re.compile("(?:เกือบ(?:ถึง)?|ไม่ถึง|น้อยกว่า|ต่ำกว่า|จวน|เฉียด|ใกล้(?:แตะ)?|หลุด(?:ระดับ)?) ?$"), Approx.LESS_THAN),
    (re.compile("(?:มากกว่า|สูงกว่า|เกินกว่า|(?<!ไม่)เกิน|กว่า|ทะลุ|เหนือ) ?$"), Approx.MORE_THAN),
    (re.compile("(?:(?<!งบ)ประมาณ(?:การ)?(?:ที่)?|ราวๆ?|ร่วม|คร่าวๆ|แตะ|เฉลี่ยราว|โดยประมาณ) ?$"), Approx.ABOUT),
)
_AFTER = (
    (re.compile(" ?(?:ขึ้นไป|เป็นอย่างน้อย|เป็นอย่างต่ำ)"), Approx.AT_LEAST),
    (re.compile(" ?(?:กว่า|เศษ|หรือมากกว่า)"), Approx.MORE_THAN),
    (re.compile(" ?(?:โดยประมาณ|บวกลบ)"), Approx.ABOUT),
    (re.compile(" ?(?:ลงไป|เป็นอย่างมาก|เป็นอย่างสูง)"), Approx.AT_MOST),
)
_BASES = (
    (
        re.compile(
            "ช่วงเดียวกัน(?:ของ)?(?:ปีก่อน|ปีที่แล้ว|ปีที่ผ่านมา)?|(?:จาก|เทียบ(?:กับ)?|กว่า)(?:ระยะเดียวกัน(?:ของ)?)?ปี(?:ก่อน|ที่แล้ว)"
            "|เทียบ(?:กับ)?ปี|เมื่อเทียบรายปี|YoY|yoy"
        ),
        "yoy",
    ),
    (re.compile("ไตรมาส(?:ก่อน|ที่แล้ว)|QoQ|qoq"), "qoq"),
    (re.compile("เดือน(?:ก่อน|ที่แล้ว)|MoM|mom"), "mom"),
    (re.compile("สัปดาห์(?:ก่อน|ที่แล้ว)"), "wow"),
    (re.compile("วัน(?:ก่อน|ทำการก่อน)|ราคาปิดก่อนหน้า"), "previous_day"),
    (re.compile("(?:กว่า|จาก)(?:แผน|เป้าหมาย)"), "plan"),
    (re.compile("คาดการณ์(?:ไว้)?|ที่ตลาดคาด|ที่คาด"), "forecast"),
)
_BREAKS = re.compile(
    " (?=ส่วน|ขณะที่|ขณะเดียวกัน|โดย|ซึ่ง|แต่|แม้|หลังจาก|เนื่องจาก|เพราะ|ทั้งนี้|นอกจากนี้|รวมถึง|และ|หรือ|ก่อน|หาก|เมื่อ|ด้าน|สำหรับ|คิดเป็น"
    "|พร้อม|ทำให้|ส่งผล)|[,;:]"
)

GRAMMAR = Grammar(
    language=TH,
    rules=_RULES,
    before=_BEFORE,
    after=_AFTER,
    bases=_BASES,
    breaks=_BREAKS,
    direction=direction,
    label=label,
)
