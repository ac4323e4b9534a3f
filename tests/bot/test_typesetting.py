"""Breaking lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.typesetting import columns, wrap, wrap_headline
from digests.document import Run, plain

ANY = st.text(
    st.sampled_from(
        "アリババ株は9%上げ、4年ぶり。「技術圏」（製造）コスト ok won't re-do เศรษฐกิจไทย กำลัง 6,000万ドル $60 👍🏽é…"
    ),
    max_size=120,
)


def lines(text: str, width: int) -> list[str]:
    return [plain(line) for line in wrap((Run(text),), width)]


@given(ANY, st.integers(4, 40))
def test_wrapping_keeps_every_character_but_the_spaces_at_breaks(text: str, width: int) -> None:
    kept = "".join(lines(text, width)).replace(" ", "")
    assert kept == text.replace(" ", "")


@given(ANY, st.integers(4, 40))
def test_a_line_exceeds_its_measure_by_a_hanging_mark_at_most(text: str, width: int) -> None:
    for line in lines(text, width):
        hangs = line.rstrip("\u0e31\u0e48\u0e34\u0e35").endswith(("、", "。"))
        assert columns(line) <= width + 2 * hangs


@pytest.mark.parametrize(
    ("text", "width", "broken"),
    [
        ("アリババ株は、上げた", 12, ["アリババ株は、", "上げた"]),
        ("取得額は「技術圏」の", 10, ["取得額は", "「技術圏」", "の"]),
        ("総額は6,000万ドルに", 12, ["総額は", "6,000万ドル", "に"]),
        ("the policy rate fell", 13, ["the policy", "rate fell"]),
    ],
)
def test_no_line_begins_with_a_closing_or_ends_with_an_opening_mark(text: str, width: int, broken: list[str]) -> None:
    assert lines(text, width) == broken


def test_a_space_that_bears_a_mark_takes_its_column() -> None:
    assert lines("ok、、 \u0e31", 4) == ["ok、、", " \u0e31"]


def test_thai_per_cent_is_one_word() -> None:
    assert lines("ลดอัตราดอกเบี้ยลงร้อยละ 0.25", 17) == ["ลดอัตราดอกเบี้ยลง", "ร้อยละ 0.25"]


def test_thai_breaks_between_words() -> None:
    assert lines("ผู้ประกอบการเอสเอ็มอีไทย", 12) == ["ผู้ประกอบการ", "เอสเอ็มอีไทย"]


@pytest.mark.parametrize(
    ("headline", "language", "broken"),
    [
        (
            "タイ企業はどちらに賭けるのか アリババとNvidiaの接近が迫る「技術圏」の選択",
            "ja",
            ["タイ企業はどちらに賭けるのか", "アリババとNvidiaの接近が迫る", "「技術圏」の選択"],
        ),
        ("远驰汽车泰国工厂第10万辆整车下线 拟建新厂", "zh", ["远驰汽车泰国工厂第10万辆整车", "下线 拟建新厂"]),
        ("Thai central bank cuts key rate", "en", ["Thai central bank cuts key", "rate"]),
    ],
)
def test_a_headline_breaks_at_its_own_space_then_between_phrases(
    headline: str, language: str, broken: list[str]
) -> None:
    assert [plain(line) for line in wrap_headline((Run(headline),), 30, language)] == broken


def test_styles_survive_a_break() -> None:
    first, second = wrap((Run("policy "), Run("rate fell", bold=True)), 12)

    assert [run.bold for run in first] == [False, True]
    assert second == (Run("fell", bold=True),)
