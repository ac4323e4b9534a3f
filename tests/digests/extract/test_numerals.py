"""Numbers as four languages write them, and the exact values they say."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.extract.numerals import FRACTION, NUMBER, PLAIN, SCALE, read, read_fraction, read_range, scale_of
from digests.model import Language

JA, EN, ZH, TH = Language.JA, Language.EN, Language.ZH, Language.TH

WRITTEN = [
    (JA, "1,234.5", "1234.5"),
    (JA, "二百三十", "230"),
    (JA, "百万", "1e6"),
    (JA, "千", "1000"),
    (JA, "二〇二五", "2025"),
    (JA, "三・五", "3.5"),
    (JA, "1兆2,345億", "1234500000000"),
    (JA, "1億2,345万6,789", "123456789"),
    (JA, "2万9068", "29068"),
    (JA, "3千万", "3e7"),
    (JA, "3千5百", "3500"),
    (JA, "2.5千億", "2.5e11"),
    (JA, "1万5000億", "1.5e12"),
    (JA, "300余万", "3e6"),
    (JA, "三百二", "302"),
    (JA, "1京", "1e16"),
    (ZH, "1.2万亿", "1.2e12"),
    (ZH, "28.6万", "286000"),
    (ZH, "32 亿", "3.2e9"),
    (ZH, "两百", "200"),
    (ZH, "一点二万亿", "1.2e12"),
    (ZH, "一百零五", "105"),
    (ZH, "一千零五十", "1050"),
    (ZH, "一万零五百", "10500"),
    (ZH, "1,100億", "1.1e11"),
    (ZH, "10多万", "1e5"),
    (ZH, "一万五", "15000"),
    (ZH, "三百二", "320"),
    (ZH, "二○二五", "2025"),
    (ZH, "3.2兆", "3.2e12"),
    (EN, "1,234.5", "1234.5"),
    (EN, "1.5 million", "1.5e6"),
    (EN, "2bn", "2e9"),
    (EN, "1.2-billion", "1.2e9"),
    (EN, "1,25,000 crore", "1.25e12"),
    (EN, "twenty-five", "25"),
    (EN, "Twelve", "12"),
    (EN, "a hundred", "100"),
    (EN, "one hundred and five", "105"),
    (EN, "two hundred and fifty thousand", "250000"),
    (EN, "one thousand two hundred", "1200"),
    (EN, "six hundred thousand million", "6e11"),
    (EN, "half a million", "500000"),
    (EN, "half a dozen", "6"),
    (EN, "two dozen", "24"),
    (EN, "three and a half million", "3.5e6"),
    (EN, "two-and-a-half", "2.5"),
    (EN, "2½", "2.5"),
    (EN, "¾", "0.75"),
    (TH, "1.11 ล้านล้าน", "1.11e12"),
    (TH, "3.6 หมื่นล้าน", "3.6e10"),
    (TH, "1.75 พันล้าน", "1.75e9"),
    (TH, "6.5 แสน", "650000"),
    (TH, "36,000 ล้าน", "3.6e10"),
    (TH, "2 ล้าน 5 แสน", "2.5e6"),
    (TH, "2 ล้านล้าน 3 แสนล้าน", "2.3e12"),
    (TH, "2,000 กว่าล้าน", "2e9"),
    (TH, "ครึ่งล้าน", "500000"),
    (TH, "สองพันห้าร้อยล้าน", "2.5e9"),
    (TH, "หนึ่งแสนสองหมื่น", "120000"),
    (TH, "ยี่สิบเอ็ด", "21"),
    (TH, "สิบ", "10"),
    (TH, "๑,๒๓๔.๕", "1234.5"),
    (TH, "๒๕๖๘", "2568"),
]


@pytest.mark.parametrize(("language", "written", "value"), WRITTEN)
def test_a_written_number_is_matched_whole_and_read_exactly(language: Language, written: str, value: str) -> None:
    found = re.search(NUMBER[language], f"（{written}）")
    assert found is not None
    assert found.group() == written
    assert read(written, language) == Decimal(value)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (JA, "数千億"),
        (JA, "十数人"),
        (JA, "20数社"),
        (ZH, "几十万"),
        (ZH, "十几家"),
        (EN, "millions of hundreds"),
        (EN, "done, atone, tenor"),
        (TH, "เก้าอี้"),
        (TH, "หลายพันล้าน"),
        (JA, "1.2.3"),
        (EN, "1,2,3"),
    ],
)
def test_vague_amounts_and_parts_of_words_are_no_numbers(language: Language, text: str) -> None:
    assert re.search(NUMBER[language], text) is None


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        (ZH, "300兆瓦", "300"),
        (JA, "2025万博", "2025"),
        (JA, "600京都", "600"),
        (ZH, "618京东", "618"),
        (EN, "five and six", "five"),
        (EN, "3.5m", "3.5"),
        (TH, "5 พันธบัตร", "5"),
        (TH, "12 ร้อยละ", "12"),
    ],
)
def test_a_word_that_only_begins_like_a_scale_is_left_alone(language: Language, text: str, number: str) -> None:
    found = re.search(NUMBER[language], text)
    assert found is not None
    assert found.group() == number


@pytest.mark.parametrize(
    ("language", "written"),
    [
        (JA, ""),
        (JA, "人"),
        (JA, "億"),
        (JA, "二三"),
        (JA, "1億億"),
        (JA, "1億2億"),
        (JA, "亿万"),
        (JA, "2万90680"),
        (JA, "十百"),
        (JA, "十二0"),
        (ZH, "两三百"),
        (ZH, "百三四"),
        (ZH, "三点二十"),
        (EN, "five six"),
        (EN, "twenty twelve"),
        (EN, "hundred and million and hundred hundred"),
        (TH, "สองสาม"),
        (TH, "ร้อยละ 5"),
    ],
)
def test_what_is_not_one_number_reads_as_none(language: Language, written: str) -> None:
    assert read(written, language) is None


@pytest.mark.parametrize(
    ("language", "written", "value"),
    [
        (JA, "▲3.2", "-3.2"),
        (JA, "△1,200", "-1200"),
        (ZH, "▲3.2", "3.2"),
        (ZH, "▼3.2", "-3.2"),
        (EN, "-5", "-5"),
        (EN, "−5", "-5"),
        (TH, "+14", "14"),
    ],
)
def test_a_sign_is_read_as_its_country_means_it(language: Language, written: str, value: str) -> None:
    assert read(written, language) == Decimal(value)


def test_letters_scale_amounts_of_money() -> None:
    assert read("3.5m", EN) == 3_500_000
    assert read("5k", EN) == 5_000
    assert re.fullmatch(SCALE[EN], "m")
    assert scale_of("2.5bn", EN) == 10**9
    assert scale_of("万亿", ZH) == 10**12
    assert scale_of("人", ZH) == 1


def test_decimal_commas_are_read_on_demand() -> None:
    assert read("1.234,5", EN, decimal=",") == Decimal("1234.5")


@pytest.mark.parametrize(
    ("language", "low", "high", "pair"),
    [
        (JA, "40", "44億", (40 * 10**8, 44 * 10**8)),
        (JA, "8,000", "1万2,000", (8000, 12000)),
        (JA, "8千", "1万", (8000, 10000)),
        (EN, "3", "5 million", (3 * 10**6, 5 * 10**6)),
        (TH, "2", "3 พันล้าน", (2 * 10**9, 3 * 10**9)),
        (ZH, "1,100億", "1,200億", (1100 * 10**8, 1200 * 10**8)),
        (ZH, "3", "5", (3, 5)),
    ],
)
def test_the_low_end_of_a_range_takes_the_scale_of_the_high_end(
    language: Language, low: str, high: str, pair: tuple[int, int]
) -> None:
    assert read_range(low, high, language) == pair


def test_a_range_with_an_unreadable_end_is_none() -> None:
    assert read_range("人", "44億", JA) is None


FRACTIONS = [
    (JA, "3分の2", (2, 3)),
    (JA, "三分の一", (1, 3)),
    (JA, "半数", (1, 2)),
    (ZH, "三分之二", (2, 3)),
    (ZH, "一半", (1, 2)),
    (EN, "two-thirds", (2, 3)),
    (EN, "a third", (1, 3)),
    (EN, "half", (1, 2)),
    (EN, "three quarters", (3, 4)),
    (EN, "one in five", (1, 5)),
    (EN, "three out of every 10", (3, 10)),
    (TH, "1 ใน 3", (1, 3)),
    (TH, "สามในสี่", (3, 4)),
    (TH, "เศษ 3 ส่วน 4", (3, 4)),
    (TH, "ครึ่งหนึ่ง", (1, 2)),
]


@pytest.mark.parametrize(("language", "written", "pair"), FRACTIONS)
def test_a_fraction_is_numerator_and_denominator(language: Language, written: str, pair: tuple[int, int]) -> None:
    found = re.search(FRACTION[language], f"（{written}）")
    assert found is not None
    assert found.group() == written
    assert read_fraction(written, language) == pair


def test_a_part_of_nothing_is_no_fraction() -> None:
    assert read_fraction("0分の2", JA) is None
    assert read_fraction("five in nought", EN) is None


# --- round trips -----------------------------------------------------------------------------------------------------


def han(value: int, digits: str, scales: str) -> str:
    """A whole number in characters, every section of four digits with its scale, 零 where zeros are skipped."""
    zero = digits[0]
    groups: list[str] = []
    for power, scale in reversed(list(enumerate(["", *scales]))):
        section = value // 10 ** (4 * power) % 10**4
        if not section:
            continue
        written = ""
        for place, small in ((3, "千"), (2, "百"), (1, "十"), (0, "")):
            digit = section // 10**place % 10
            if digit:
                written += digits[digit] + small
            elif written and not written.endswith(zero) and section % 10**place:
                written += zero
        groups.append((zero if groups and section < 1000 else "") + written + scale)
    return "".join(groups)


ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def english(value: int) -> str:
    for factor, word in ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"), (100, "hundred")):
        if value >= factor:
            rest = value % factor
            joint = " and " if factor == 100 else " "
            return f"{english(value // factor)} {word}" + (joint + english(rest) if rest else "")
    if value < 20:
        return ONES.split()[value - 1]
    return TENS.split()[value // 10 - 2] + (f"-{ONES.split()[value % 10 - 1]}" if value % 10 else "")


THAI = ["ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า"]


def thai(value: int) -> str:
    if value >= 10**6:
        return thai(value // 10**6) + "ล้าน" + (thai(value % 10**6) if value % 10**6 else "")
    written = ""
    for place, small in ((5, "แสน"), (4, "หมื่น"), (3, "พัน"), (2, "ร้อย"), (1, "สิบ"), (0, "")):
        digit = value // 10**place % 10
        if digit:
            word = {(1, 1): "", (1, 2): "ยี่", (0, 1): "เอ็ด" if written else "หนึ่ง"}.get((place, digit), THAI[digit])
            written += word + small
    return written


@given(st.integers(1, 10**15 - 1))
def test_characters_written_out_read_back(value: int) -> None:
    for digits, scales, language in (("〇一二三四五六七八九", "万億兆", JA), ("零一二三四五六七八九", "万亿兆", ZH)):
        written = han(value, digits, scales)
        assert read(written, language) == value
        assert re.fullmatch(NUMBER[language], written)


@given(st.integers(1, 10**11))
def test_english_words_read_back(value: int) -> None:
    written = english(value)
    assert read(written, EN) == value
    assert re.fullmatch(NUMBER[EN], written)


@given(st.integers(1, 10**12 - 1))
def test_thai_words_read_back(value: int) -> None:
    written = thai(value)
    assert read(written, TH) == value
    assert re.fullmatch(NUMBER[TH], written)


@given(st.decimals(0, 10**12, places=3, allow_nan=False), st.sampled_from(list(Language)))
def test_separated_digits_read_back(value: Decimal, language: Language) -> None:
    written = f"{value:,}"
    assert read(written, language) == value
    assert re.fullmatch(PLAIN[language], written)
    comma = written.replace(",", " ").replace(".", ",").replace(" ", ".")
    assert read(comma, language, decimal=",") == value


@given(st.text("0123456789.,万億百two hundred ล้านแสนสอง分の半余-ad", max_size=40), st.sampled_from(list(Language)))
def test_reading_is_total(text: str, language: Language) -> None:
    value = read(text, language)
    assert value is None or value.is_finite()
    for found in re.finditer(FRACTION[language], text):
        read_fraction(found.group(), language)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    "unit", ["1", "1,234,", "一二", "百万", "twenty-five ", "one hundred and ", "ล้าน", "สองแสน", "1万", "1 ล้าน ", "("]
)
def test_long_runs_are_scanned_in_linear_time(language: Language, unit: str) -> None:
    """A quadratic pattern would need minutes for these; a linear one is done at once."""
    text = unit * (200_000 // len(unit))
    for fragment in (NUMBER[language] + "!", FRACTION[language] + "!"):
        assert re.search(fragment, text) is None
