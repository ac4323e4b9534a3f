"""Thai figures: every sentence of the table gives exactly its lines, and what is written reads back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.extract.figures import read_figures
from digests.extract.text import read_layout
from digests.extract.th import GRAMMAR
from digests.model import Direction, Figure, Kind
from tests.digests.extract.cases import describe, read_cases


def figures(text: str) -> tuple[Figure, ...]:
    return read_figures(read_layout(text, "th"), GRAMMAR)


@pytest.mark.parametrize(("sentence", "lines"), [*read_cases("th"), *read_cases("th_traps")])
def test_a_sentence_gives_its_figures(sentence: str, lines: list[str]) -> None:
    assert describe(sentence, "th", GRAMMAR) == lines


UNITS = [
    ("บาท", Kind.MONEY, "THB"),
    ("ดอลลาร์", Kind.MONEY, "USD"),
    ("คัน", Kind.COUNT, "vehicle"),
    ("%", Kind.PERCENT, "%"),
    ("เมกะวัตต์", Kind.QUANTITY, "MW"),
    ("เดือน", Kind.DURATION, "month"),
    ("เท่า", Kind.MULTIPLE, ""),
]
SCALES = {"": 1, " พัน": 10**3, " แสน": 10**5, " ล้าน": 10**6, " หมื่นล้าน": 10**10, " ล้านล้าน": 10**12}


@given(
    st.decimals(2, 9999, places=2, allow_nan=False),
    st.sampled_from(list(SCALES)),
    st.sampled_from(UNITS),
    st.sampled_from([("เพิ่มขึ้น", Direction.UP), ("ลดลง", Direction.DOWN), ("อยู่ที่", None)]),
)
def test_a_written_amount_reads_back(
    value: Decimal, scale: str, unit: tuple[str, Kind, str], verb: tuple[str, Direction | None]
) -> None:
    written = f"{value:,}{scale} {unit[0]}"
    (figure,) = figures(f"ยอดขายของบริษัท{verb[0]} {written} ในวันนี้\n")
    assert figure.quote == written
    assert (figure.kind, figure.unit) == unit[1:]
    assert figure.value == value * SCALES[scale]
    if figure.kind is not Kind.DURATION:
        assert figure.direction is verb[1]


WORDS = ["ร้อยละ", "ล้าน", "บาท", "จาก", "เป็น", "ถึง", "และ", "ครึ่ง", "ปี", "เดือน", "อันดับ", "ที่", "ต่อ", "สอง", "ใน"]
WORDS += ["ลดลง", "ขึ้น", "1", "25", "68", "2568", ".", ",", "-", "%", "(", ")", " ", "\n"]


@given(
    st.lists(
        st.sampled_from(WORDS),
        max_size=20,
    ).map("".join)
)
def test_any_text_has_honest_offsets(text: str) -> None:
    for figure in figures(text):
        assert text[figure.span.start : figure.span.end] == figure.quote
        assert figure.label == "" or all(part in text for part in figure.label.split())


@pytest.mark.parametrize("unit", ["1", "สอง", "1 ล้านบาท ", "ร้อยละ 5 ", "จาก ", "ลดลง", "ยอดขาย", "3 ถึง ", "("])
def test_a_long_run_is_read_in_linear_time(unit: str) -> None:
    text = unit * (4_000 // len(unit))
    assert all(text[figure.span.start : figure.span.end] == figure.quote for figure in figures(text))
