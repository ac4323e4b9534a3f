"""Chinese figures: every sentence of the table gives exactly its lines, and what is written reads back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.extract.figures import read_figures
from digests.extract.text import read_layout
from digests.extract.zh import GRAMMAR
from digests.model import Direction, Figure, Kind
from tests.digests.extract.cases import describe, read_cases


def figures(text: str) -> tuple[Figure, ...]:
    return read_figures(read_layout(text, "zh"), GRAMMAR)


@pytest.mark.parametrize(("sentence", "lines"), read_cases("zh"))
def test_a_sentence_gives_its_figures(sentence: str, lines: list[str]) -> None:
    assert describe(sentence, "zh", GRAMMAR) == lines


def beside() -> list[list[str]]:
    """Sentence and quotes of every line of the table of traps beside figures."""
    lines = (Path(__file__).parent / "traps" / "zh.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(("sentence", "quotes"), beside())
def test_digits_of_a_name_hide_no_figure_beside_them(sentence: str, quotes: str) -> None:
    assert [figure.quote for figure in figures(sentence + "\n") if figure.kind is not Kind.DATE] == quotes.split()


def test_a_relative_year_is_resolved_by_the_articles_own_date() -> None:
    text = "沪指收涨\n2026-03-18 15:26\n\n沪指涨0.92%，报4108.37点，去年12月为3900.5点，今年第一季度上涨。\n"
    layout = read_layout(text, "zh")
    assert layout.published == date(2026, 3, 18)
    dates = [figure.value for figure in read_figures(layout, GRAMMAR) if figure.kind is Kind.DATE]
    assert dates[1:] == ["2025-12", "2026-Q1"]


UNITS = [
    ("元", Kind.MONEY, "CNY"),
    ("美元", Kind.MONEY, "USD"),
    ("辆", Kind.COUNT, "vehicle"),
    ("%", Kind.PERCENT, "%"),
    ("个百分点", Kind.PERCENT, "pp"),
    ("兆瓦", Kind.QUANTITY, "MW"),
    ("个月", Kind.DURATION, "month"),
    ("倍", Kind.MULTIPLE, ""),
]
SCALES = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}


@given(
    st.decimals(2, 9999, places=2, allow_nan=False),
    st.sampled_from(list(SCALES)),
    st.sampled_from(UNITS),
    st.sampled_from([("增长", Direction.UP), ("减少", Direction.DOWN), ("为", None)]),
)
def test_a_written_amount_reads_back(
    value: Decimal, scale: str, unit: tuple[str, Kind, str], verb: tuple[str, Direction | None]
) -> None:
    written = f"{value:,}{scale}{unit[0]}"
    (figure,) = figures(f"这个公司的产量{verb[0]}{written}。\n")
    assert figure.quote == written
    assert (figure.kind, figure.unit) == unit[1:]
    assert figure.value == value * SCALES[scale]
    if figure.kind is not Kind.DURATION:
        assert figure.direction is verb[1]


@given(st.text("0123456789.,，。、万亿元%个年月日第至比成倍点约近增降的了一二三百分之半兑报为 \n", max_size=60))
def test_any_text_has_honest_offsets(text: str) -> None:
    for figure in figures(text):
        assert text[figure.span.start : figure.span.end] == figure.quote
        assert figure.label == "" or all(part in text for part in figure.label.split())


@pytest.mark.parametrize("unit", ["1", "一", "1亿元，", "增长5%、", "每1", "第1", "较上年", "3至", "("])
def test_a_long_run_is_read_in_linear_time(unit: str) -> None:
    text = unit * (4_000 // len(unit))
    assert all(text[figure.span.start : figure.span.end] == figure.quote for figure in figures(text))
