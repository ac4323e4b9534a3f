"""Thai figures of their own form: ร้อยละ, fractions, ratios, ranks, levels."""

from __future__ import annotations

import re
from decimal import Decimal

from digests.extract.grammar import Context, Declined, Draft, number, number_range
from digests.extract.numerals import read_fraction
from digests.extract.th.amounts import INDEX, NUMBERS, counted, more_than
from digests.extract.th.numbers import TH
from digests.extract.th.units import DURATIONS, SYMBOLS
from digests.model import Direction, Kind
from digests.patterns import compiled


def per_hundred(match: re.Match[str], context: Context) -> Draft | tuple[Draft, ...]:
    """ร้อยละ 2.3, ร้อยละ 1-3, ร้อยละ 2.3 และ 1.7 ตามลำดับ."""
    value = number(match["n"], TH)
    if match["high"]:
        pair = number_range(match["n"], match["high"], TH)
        return Draft(match.start(), match.end("high"), Kind.PERCENT, pair, "%")
    first = Draft(match.start(), match.end("n"), Kind.PERCENT, value, "%")
    at = match.start("rest")
    rest = [(found.span(), number(found.group(), TH)) for found in NUMBERS.finditer(match["rest"] or "")]
    return first, *(Draft(at + start, at + end, Kind.PERCENT, value, "%") for (start, end), value in rest)


def symbol(match: re.Match[str], context: Context) -> Draft:
    """US$5 ล้าน, ฿1,200."""
    value = number(match["n"], TH)
    return Draft(*match.span(), Kind.MONEY, value, SYMBOLS[match["symbol"]])


def fraction(match: re.Match[str], context: Context) -> Draft:
    pair = read_fraction(match.group(), TH)
    if pair is None:
        raise Declined
    return Draft(*match.span(), Kind.RATIO, pair)


def to(match: re.Match[str], context: Context) -> Draft:
    """7 ต่อ 0."""
    first, second = number(match["a"], TH), number(match["b"], TH)
    if max(first, second) > 1000:
        raise Declined
    return Draft(*match.span(), Kind.RATIO, (first, second))


def part_of(match: re.Match[str], context: Context) -> Draft:
    """โบรกเกอร์ 4 จาก 6 แห่ง: a part of a number of things."""
    part, whole = number(match["a"], TH), number(match["b"], TH)
    if part >= whole:
        raise Declined
    return Draft(*match.span(), Kind.RATIO, (part, whole))


def one_of(match: re.Match[str], context: Context) -> Draft:
    """รถใหม่ทุก 5 คันเป็นรถไฟฟ้า 1 คัน: one in five."""
    whole, part = number(match["whole"], TH), number(match["part"], TH)
    if part >= whole:
        raise Declined
    return Draft(match.start("whole"), match.end(), Kind.RATIO, (part, whole))


def in_a_row(match: re.Match[str], context: Context) -> Draft:
    """ต่อเนื่องเป็นเดือนที่ 4: a length of time that ends now."""
    unit = DURATIONS[match["unit"]]
    return Draft(*match.span(), Kind.DURATION, number(match["n"], TH) * unit.factor, unit.unit)


_VOTED = compiled("มติ|เสียง|โหวต|คะแนน")


def votes(match: re.Match[str], context: Context) -> Draft:
    """มติเอกฉันท์ 7:0."""
    if not _VOTED.search(context.text, max(0, match.start() - 24), match.start()):
        raise Declined
    return to(match, context)


def clock(match: re.Match[str], context: Context) -> Draft:
    """1 ชั่วโมง 30 นาที."""
    minutes = number(match["h"], TH) * 60 + number(match["m"], TH)
    return Draft(*match.span(), Kind.DURATION, minutes, "minute")


_MONEYED = compiled(
    "ทุ่ม|ลงทุน|กำไร|ขาดทุน|รายได้|งบ|มูลค่า|ยอดขาย|วงเงิน|หนี้|เงิน|ปันผล|ภาษี|กู้|เทขาย|ซื้อสุทธิ|ขายสุทธิ|โกย|กวาด|จ่าย|ควัก|ระดมทุน"
    "|ค่าปรับ|ถูกปรับ|สั่งปรับ|ชดเชย|ชดใช้|เสียหาย|เยียวยา|ซื้อกิจการ|รับเหมา|ประมูล|ส่งออก|นำเข้า|สินเชื่อ|ดีล|หุ้นกู้|พันธบัตร|แจก|ราคา"
)


def bare(match: re.Match[str], context: Context) -> Draft:
    """ทุ่ม 4.5 พันล้าน, a scaled number without a unit: baht where the words in front speak of money, else a count.

    Things seldom come in thousands of millions.
    """
    before = re.split("\n", context.text[max(0, match.start() - 40) : match.start()])[-1]
    value = number(match["n"], TH)
    if value >= 10**9 or _MONEYED.search(before):
        return Draft(*match.span(), Kind.MONEY, value, "THB", more_than(match["n"]))
    return Draft(*match.span(), Kind.COUNT, value, counted(before, "unit"), more_than(match["n"]))


def doubled(match: re.Match[str], context: Context) -> Draft:
    return Draft(*match.span("word"), Kind.MULTIPLE, Decimal(2), direction=Direction.UP)


_ORDINALS = {"แรก": 1, "หนึ่ง": 1, "สอง": 2, "สาม": 3, "สี่": 4, "ห้า": 5}


def ordinal(match: re.Match[str], context: Context) -> Draft:
    value = number(match["n"], TH)
    return Draft(*match.span(), Kind.ORDINAL, value, "rank")


def half_time(match: re.Match[str], context: Context) -> Draft:
    """ครึ่งปี, 2 ปีครึ่ง."""
    whole = number(match["n"], TH) if match["n"] else Decimal(0)
    unit = DURATIONS[match["unit"]]
    return Draft(*match.span(), Kind.DURATION, (whole + Decimal("0.5")) * unit.factor, unit.unit)


def level(match: re.Match[str], context: Context) -> Draft:
    """An index level without a unit: ดัชนี SET ปิดที่ 1,284.51."""
    value = number(match["n"], TH)
    if not INDEX.search(context.text, max(0, match.start() - 110), match.start()):
        raise Declined
    return Draft(*match.span("n"), Kind.QUANTITY, value, "point")
