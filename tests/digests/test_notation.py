# ruff: noqa: E501 - a table of figures is read by the row
"""How a value is written for a reader."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.model import Approx, Figure, Kind, Language, Span
from digests.notation import Notation
from digests.resources import directory
from digests.words import Words

NOTATIONS = {language: Notation(Words(language, [directory("templates")])) for language in Language}


def figure(quote: str, kind: Kind, value: Any, unit: str = "", **facts: Any) -> Figure:
    if kind is not Kind.DATE:
        value = tuple(map(Decimal, value)) if isinstance(value, tuple) else Decimal(value)
    return Figure(quote, Span(0, len(quote)), Span(0, len(quote)), kind, value, unit, **facts)


def line(of: Figure, article: str, reader: str, label: str = "") -> str:
    """Value with qualifier and the original in brackets."""
    notation = NOTATIONS[Language(reader)]
    original = notation.written(of, article, label).original
    text = notation.text(of, article, label)
    return f"{text} ({original})" if original else text


def lines(of: Figure, article: str) -> list[str]:
    """For readers of English, Japanese, Chinese and Thai."""
    return [line(of, article, reader) for reader in ("en", "ja", "zh", "th")]


ABOUT, OVER, UNDER = Approx.ABOUT, Approx.MORE_THAN, Approx.LESS_THAN
FROM, UP_TO = Approx.AT_LEAST, Approx.AT_MOST


@pytest.mark.parametrize(
    ("of", "article", "written"),
    [
        # --- the rows of the look's table
        (figure("1.50 per cent", Kind.PERCENT, "1.50", "%"), "en", ["1.50%"] * 4),
        (
            figure("6,000万ドル", Kind.MONEY, 60_000_000, "USD"),
            "ja",
            [
                "US$60M (6,000万ドル)",
                "6,000万ドル",
                "6000万美元 (6,000万ドル)",
                "60 ล้านดอลลาร์สหรัฐ (6,000万ドル)",
            ],
        ),
        (
            figure("32亿元", Kind.MONEY, 3_200_000_000, "CNY", approx=ABOUT),
            "zh",
            ["about CNY\u00a03.2B (32亿元)", "約32億元 (32亿元)", "约32亿元", "ประมาณ 3,200 ล้านหยวน (32亿元)"],
        ),
        (
            figure("4年ぶり", Kind.DURATION, 4, "year", first=True),
            "ja",
            ["first in 4 years (4年ぶり)", "4年ぶり", "4年来首次 (4年ぶり)", "ครั้งแรกในรอบ 4 ปี (4年ぶり)"],
        ),
        # --- scales: exact, with the decimals the article gave
        (
            figure("28.6万辆", Kind.COUNT, 286_000, "vehicle"),
            "zh",
            ["286,000 vehicles (28.6万辆)", "28.6万台 (28.6万辆)", "28.6万辆", "286,000 คัน (28.6万辆)"],
        ),
        (
            figure("$1.50bn", Kind.MONEY, 1_500_000_000, "USD"),
            "en",
            ["US$1.50B ($1.50bn)", "15億ドル ($1.50bn)", "15亿美元 ($1.50bn)", "1,500 ล้านดอลลาร์สหรัฐ ($1.50bn)"],
        ),
        (
            figure("1,234,567 yen", Kind.MONEY, 1_234_567, "JPY"),
            "en",
            ["¥1,234,567", "1,234,567円 (1,234,567 yen)", "1234567日元 (1,234,567 yen)", "1,234,567 เยน (1,234,567 yen)"],
        ),
        (
            figure("3.4m customers", Kind.COUNT, 3_400_000, "customer"),
            "en",
            ["3.4M customers", "340万人 (3.4m customers)", "340万名客户 (3.4m customers)", "3.4 ล้านราย (3.4m customers)"],
        ),
        # --- currencies: a sign for one currency only, else the code
        (
            figure("58億元", Kind.MONEY, 5_800_000_000, "TWD"),
            "zh-Hant",
            ["TWD\u00a05.8B (58億元)", "58億台湾ドル (58億元)", "58亿新台币 (58億元)", "5,800 ล้านดอลลาร์ไต้หวัน (58億元)"],
        ),
        (figure("SEK 5m", Kind.MONEY, 5_000_000, "SEK"), "en", ["SEK\u00a05M", "SEK\u00a0500万 (SEK 5m)", "SEK\u00a0500万 (SEK 5m)", "SEK\u00a05 ล้าน (SEK 5m)"]),
        (figure("32.30 บาท", Kind.MONEY, "32.30", "THB"), "th", ["THB\u00a032.30 (32.30 บาท)", "32.30バーツ (32.30 บาท)", "32.30泰铢 (32.30 บาท)", "32.30 บาท"]),
        (figure("5", Kind.MONEY, 5), "en", ["5", "5", "5", "5"]),
        # --- signs and ranges
        (figure("▲８億円", Kind.MONEY, -800_000_000, "JPY"), "ja", ["−¥800M (▲８億円)", "−8億円", "−8亿日元 (▲８億円)", "−800 ล้านเยน (▲８億円)"]),
        (
            figure("€45m-€60m", Kind.MONEY, (45_000_000, 60_000_000), "EUR"),
            "en",
            ["€45M–€60M", "4,500万–6,000万ユーロ (€45m-€60m)", "4500万–6000万欧元 (€45m-€60m)", "45–60 ล้านยูโร (€45m-€60m)"],
        ),
        (
            figure("1,100億至1,200億元", Kind.MONEY, (110_000_000_000, 120_000_000_000), "TWD"),
            "zh-Hant",
            [
                "TWD\u00a0110B–120B (1,100億至1,200億元)",
                "1,100億–1,200億台湾ドル (1,100億至1,200億元)",
                "1100亿–1200亿新台币 (1,100億至1,200億元)",
                "110,000–120,000 ล้านดอลลาร์ไต้หวัน (1,100億至1,200億元)",
            ],
        ),
        (figure("ร้อยละ 1-3", Kind.PERCENT, (1, 3), "%"), "th", ["1–3%"] * 4),
        (figure("3-4 ราย", Kind.COUNT, (3, 4), "company"), "th", ["3–4 companies (3-4 ราย)", "3–4社 (3-4 ราย)", "3–4家公司 (3-4 ราย)", "3-4 ราย"]),
        # --- the other kinds
        (figure("25 basis points", Kind.PERCENT, "0.25", "pp"), "en", ["0.25\u00a0pp (25 basis points)", "0.25ポイント (25 basis points)", "0.25个百分点 (25 basis points)", "0.25 จุดเปอร์เซ็นต์ (25 basis points)"]),
        (figure("4割", Kind.PERCENT, 40, "%"), "ja", ["40% (4割)", "4割", "40% (4割)", "40% (4割)"]),
        (figure("7 ต่อ 0", Kind.RATIO, (7, 0)), "th", ["7 : 0"] * 4),
        (figure("a third", Kind.RATIO, (1, 3), approx=ABOUT), "en", ["about 1/3 (a third)", "約1/3 (a third)", "约1/3 (a third)", "ประมาณ 1/3 (a third)"]),
        (figure("doubled", Kind.MULTIPLE, 2), "en", ["2× (doubled)", "2倍 (doubled)", "2倍 (doubled)", "2 เท่า (doubled)"]),
        (figure("fourth", Kind.ORDINAL, 4, "rank"), "en", ["4th (fourth)", "4番目 (fourth)", "第4 (fourth)", "ที่ 4 (fourth)"]),
        (figure("第10万辆", Kind.ORDINAL, 100_000, "rank"), "zh", ["100,000th (第10万辆)", "100,000番目 (第10万辆)", "第10万辆", "ที่ 100,000 (第10万辆)"]),
        (figure("21个月", Kind.DURATION, 21, "month"), "zh", ["21 months (21个月)", "21カ月 (21个月)", "21个月", "21 เดือน (21个月)"]),
        (figure("one year", Kind.DURATION, 1, "year"), "en", ["1 year", "1年 (one year)", "1年 (one year)", "1 ปี (one year)"]),
        (figure("3 fortnights", Kind.DURATION, 3, "fortnight"), "en", ["3", "3 (3 fortnights)", "3 (3 fortnights)", "3 (3 fortnights)"]),
        (figure("180MW", Kind.QUANTITY, 180, "MW"), "ja", ["180\u00a0MW", "180MW", "180MW", "180 เมกะวัตต์ (180MW)"]),
        (figure("620-acre", Kind.QUANTITY, 620, "acre"), "en", ["620 acres", "620エーカー (620-acre)", "620英亩 (620-acre)", "620 เอเคอร์ (620-acre)"]),
        (figure("54", Kind.DURATION, 54, "year"), "ja", ["54 years", "54年", "54年", "54 ปี"]),
        (figure("2300余人", Kind.COUNT, 2300, "person", approx=OVER), "zh", ["over 2,300 people (2300余人)", "2,300人超 (2300余人)", "2300余人", "กว่า 2,300 คน (2300余人)"]),
    ],
    ids=lambda value: value.quote if isinstance(value, Figure) else None,
)  # fmt: skip
def test_a_value_in_the_readers_words(of: Figure, article: str, written: list[str]) -> None:
    assert lines(of, article) == written


@pytest.mark.parametrize(
    ("approx", "written"),
    [
        (ABOUT, ["about 9%", "約9%", "约9%", "ประมาณ 9%"]),
        (OVER, ["over 9%", "9%超", "超9%", "กว่า 9%"]),
        (UNDER, ["under 9%", "9%未満", "不到9%", "ไม่ถึง 9%"]),
        (FROM, ["at least 9%", "9%以上", "至少9%", "อย่างน้อย 9%"]),
        (UP_TO, ["up to 9%", "最大9%", "最多9%", "ไม่เกิน 9%"]),
    ],
)
def test_a_qualifier_is_a_word_on_the_side_where_the_language_has_it(approx: Approx, written: list[str]) -> None:
    assert lines(figure("9%", Kind.PERCENT, 9, "%", approx=approx), "en") == written


@pytest.mark.parametrize(
    ("of", "written"),
    [
        (figure("more than two years", Kind.DURATION, 2, "year", first=True, approx=OVER),
         ["first in over 2 years", "2年超ぶり (more than two years)", "超2年来首次 (more than two years)", "ครั้งแรกในรอบ กว่า 2 ปี (more than two years)"]),
    ],
)  # fmt: skip
def test_the_qualifier_of_a_record_stands_with_its_years(of: Figure, written: list[str]) -> None:
    assert lines(of, "en")[:3] == written[:3]
    assert NOTATIONS[Language.EN].written(of, "en", claimed=True).value == "over 2 years"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("2025-08-13", ["13 August 2025", "2025年8月13日", "2025年8月13日", "13 สิงหาคม 2568"]),
        ("2025-09", ["September 2025", "2025年9月", "2025年9月", "กันยายน 2568"]),
        ("2025", ["2025", "2025年", "2025年", "2568"]),
        ("--08-13", ["13 August", "8月13日", "8月13日", "13 สิงหาคม"]),
        ("--09", ["September", "9月", "9月", "กันยายน"]),
        ("---17", ["17", "17日", "17日", "วันที่ 17"]),
        ("2026-Q3", ["Q3 2026", "2026年第3四半期", "2026年第3季度", "ไตรมาส 3 ปี 2569"]),
        ("Q1", ["Q1", "第1四半期", "第1季度", "ไตรมาส 1"]),
        ("2028-01/2028-03", ["January 2028–March 2028", "2028年1月–2028年3月", "2028年1月–2028年3月", "มกราคม 2571–มีนาคม 2571"]),
        ("2026-06-10T18:05", ["10 June 2026 18:05", "2026年6月10日 18:05", "2026年6月10日 18:05", "10 มิถุนายน 2569 18:05"]),
        ("2026-H1", ["2026-H1"] * 4),
        ("--02-31", ["--02-31"] * 4),
        ("2026-8", ["2026-8"] * 4),
    ],
)  # fmt: skip
def test_a_partial_date_leaves_open_what_the_text_leaves_open(value: str, written: list[str]) -> None:
    assert lines(figure("then", Kind.DATE, value), "en") == written


def test_a_date_in_the_readers_language_stays_as_it_is() -> None:
    assert line(figure("2028年1〜3月期", Kind.DATE, "2028-01/2028-03"), "ja", "ja") == "2028年1〜3月期"


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (2, "economist", "2 economists"),
        (1, "economist", "1 economist"),
        (2, "city", "2 cities"),
        (2, "day trip", "2 day trip"),
        (2, "bus", "2 buses"),
        (2, "toy", "2 toys"),
    ],
)
def test_english_plurals_of_nouns_that_no_locale_lists(value: int, unit: str, written: str) -> None:
    assert line(figure("x", Kind.COUNT, value, unit), "ja", "en").startswith(written)


def test_a_noun_in_the_label_is_not_said_twice() -> None:
    of = figure("3.4m", Kind.COUNT, 3_400_000, "customer")
    assert line(of, "en", "en", "customers affected") == "3.4M"


def test_a_counted_thing_without_a_counter_stays_in_the_original() -> None:
    assert line(figure("1.2m turkeys", Kind.COUNT, 1_200_000, "turkey"), "en", "ja") == "120万 (1.2m turkeys)"


def test_dollars_of_an_article_in_the_readers_language_get_the_currency_told() -> None:
    assert line(figure("$60M", Kind.MONEY, 60_000_000, "USD"), "ja", "ja") == "6,000万ドル ($60M)"


def test_a_ratio_is_never_one_of_many_parts() -> None:
    assert line(figure("-1.5倍", Kind.MULTIPLE, "-1.5"), "ja", "en") == "−1.5× (-1.5倍)"


@given(
    st.decimals(min_value=-(10**15), max_value=10**30, allow_nan=False, allow_infinity=False), st.sampled_from(Language)
)
def test_a_change_of_scale_changes_no_digit(value: Decimal, reader: Language) -> None:
    written = line(figure("x", Kind.MONEY, value), "de", reader).removesuffix(" (x)")

    scales = {"T": 12, "B": 9, "M": 6, "兆": 12, "億": 8, "万": 4, "万亿": 12, "亿": 8, "ล้านล้าน": 12, "ล้าน": 6}
    number = written.lstrip("−").rstrip("".join(scales)).strip()
    power = scales.get(written[len(number) + written.startswith("−") :].strip(), 0)
    sign = "-" if written.startswith("−") else ""
    assert Decimal(f"{sign}{number.replace(',', '')}e{power}") == value
