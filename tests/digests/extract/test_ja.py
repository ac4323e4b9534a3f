"""Japanese figures: every sentence of the table gives exactly its lines, and what is written reads back."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.extract.figures import read_figures
from digests.extract.ja import GRAMMAR
from digests.extract.text import read_layout
from digests.model import Approx, Direction, Figure, Kind
from tests.digests.extract.cases import describe, read_cases


def figures(text: str) -> tuple[Figure, ...]:
    return read_figures(read_layout(text, "ja"), GRAMMAR)


@pytest.mark.parametrize(("sentence", "lines"), read_cases("ja"))
def test_a_sentence_gives_its_figures(sentence: str, lines: list[str]) -> None:
    assert describe(sentence, "ja", GRAMMAR) == lines


def test_a_relative_year_is_resolved_by_the_articles_own_date() -> None:
    text = "題名です\n2026年2月17日\n\n昨年12月の売上高は5%増えた。来年1〜3月期も伸びる見通しだ。\n"
    dates = [figure.value for figure in figures(text) if figure.kind is Kind.DATE]
    assert dates == ["2026-02-17", "2025-12", "2027-01/2027-03"]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2026年2月17日 15:42", "2026-02-17T15:42"),
        ("2025/11/19", "2025-11-19"),
        ("2026.04.22", "2026-04-22"),
        ("令和元年5月1日", "2019-05-01"),
        ("8月13日", "--08-13"),
        ("6〜12日", "---06/---12"),
        ("7月1〜3日", "--07-01/--07-03"),
        ("第1四半期", "Q1"),
        ("2028年第1四半期", "2028-Q1"),
        ("2030年末", "2030-12"),
        ("2026年上期", "2026-H1"),
        ("FY2026", "2026"),
    ],
)
def test_dates_are_partial_iso_8601(written: str, value: str) -> None:
    assert [f.value for f in figures(f"計画は{written}に始まる。") if f.kind is Kind.DATE] == [value]


@pytest.mark.parametrize("impossible", ["2025/13/01", "2025/10/45"])
def test_an_impossible_date_is_none(impossible: str) -> None:
    assert not [f for f in figures(f"計画は{impossible}に始まる。") if f.kind is Kind.DATE]


UNITS = [
    ("円", Kind.MONEY, "JPY"),
    ("米ドル", Kind.MONEY, "USD"),
    ("バーツ", Kind.MONEY, "THB"),
    ("人", Kind.COUNT, "person"),
    ("社", Kind.COUNT, "company"),
    ("%", Kind.PERCENT, "%"),
    ("倍", Kind.MULTIPLE, ""),
    ("キロワット時", Kind.QUANTITY, "kWh"),
    ("トン", Kind.QUANTITY, "t"),
]
WIDE = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")


def mixed(value: int) -> str:
    """As news style writes it: 1兆2,345億6万7890."""
    parts = []
    for scale, name in ((10**12, "兆"), (10**8, "億"), (10**4, "万")):
        if value >= scale:
            parts.append(f"{value // scale:,}{name}")
            value %= scale
    return "".join([*parts, f"{value:,}" if value or not parts else ""])


@given(st.integers(1, 10**15 - 1), st.sampled_from(UNITS), st.sampled_from([str, mixed, "{:,}".format]), st.booleans())
def test_a_number_reads_back_from_every_way_of_writing_it(
    value: int, unit: tuple[str, Kind, str], write: object, wide: bool
) -> None:
    written = write(value) + unit[0]  # type: ignore[operator] - one of the three writers above
    quote = written.translate(WIDE) if wide else written
    found = figures(f"この値は{quote}だった。")
    assert [(f.quote, f.kind, f.value, f.unit) for f in found] == [(quote, unit[1], Decimal(value), unit[2])]


@given(st.integers(1, 400), st.integers(1, 400))
def test_a_range_reads_back(low: int, more: int) -> None:
    found = figures(f"費用は{low}〜{low + more}億円の見込みだ。")
    assert [f.value for f in found] == [(Decimal(low) * 10**8, Decimal(low + more) * 10**8)]


@pytest.mark.parametrize(
    ("sentence", "approx"),
    [
        ("約5万円だ", Approx.ABOUT),
        ("5万円前後だ", Approx.ABOUT),
        ("5万円台だ", Approx.ABOUT),
        ("5万円超だ", Approx.MORE_THAN),
        ("5万円を上回った", Approx.MORE_THAN),
        ("5割強だ", Approx.MORE_THAN),
        ("5万円以上だ", Approx.AT_LEAST),
        ("少なくとも5万円だ", Approx.AT_LEAST),
        ("5万円以下だ", Approx.AT_MOST),
        ("最大5万円だ", Approx.AT_MOST),
        ("5万円弱だ", Approx.LESS_THAN),
        ("5万円を切った", Approx.LESS_THAN),
        ("5万円足らずだ", Approx.LESS_THAN),
        ("5万円だ", None),
    ],
)
def test_approximation_stands_on_either_side(sentence: str, approx: Approx | None) -> None:
    assert [f.approx for f in figures(f"費用は{sentence}。")] == [approx]


@pytest.mark.parametrize(
    ("sentence", "direction"),
    [
        ("価格は5%上昇した", Direction.UP),
        ("価格は5%高い", Direction.UP),
        ("価格は5%安くなった", Direction.DOWN),
        ("価格は5%の値下げとなる", Direction.DOWN),
        ("価格は5%増の見通しだ", Direction.UP),
        ("減少率は5%だった", Direction.DOWN),
        ("失業率は5%に悪化した", Direction.UP),
        ("価格は5%から上がらない", None),
        ("100億円を投じて生産能力を増やす", None),
        ("売り上げは5%だ", None),
        ("税率は5%の増税だ", None),
        ("5%以下が目標だ", None),
        ("価格は5%も増えなかった", None),
    ],
)
def test_direction_is_the_first_cue_of_the_clause(sentence: str, direction: Direction | None) -> None:
    assert [f.direction for f in figures(f"{sentence}。")] == [direction]


TRAPS = """
証券コード6709 <6709> (東証プライム:6709)
GB300 E-8 5G 4K 第3者委員会 第1期 2年目 1ドル= 1株当たり 3ナノ品 293/2025/ND-CP
一方 一人ひとり 四国 九州 百貨店 万博 三菱 二酸化炭素 千葉 数十億円
10年物国債 30代 午前9時30分 https://example.com/a/12 バージョン3.2 100円ショップ 5カ年計画
"""


@pytest.mark.parametrize("trap", [*TRAPS.split(), "ISO 27001", "Windows 11", "1 / 2ページ"])
def test_digits_of_a_name_are_no_figure(trap: str) -> None:
    assert not figures(f"担当者によると{trap}が話題だという。")


def beside() -> list[list[str]]:
    """Sentence and quotes of every line of the table of traps beside figures."""
    lines = (Path(__file__).parent / "traps" / "ja.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("sentence", "quotes"), beside())
def test_digits_of_a_name_hide_no_figure_beside_them(sentence: str, quotes: str) -> None:
    assert [figure.quote for figure in figures(sentence) if figure.kind is not Kind.DATE] == quotes.split()


@pytest.mark.parametrize(
    "malformed",
    [
        "1億2億円",
        "1億2億から3億4億円へ",
        "1億2億円5銭",
        "$1億2億",
        "1億2億ポイント",
        "30割",
        "9割~3割",
        "5社に9社",
        "二三年ぶり",
        "5〜3年",
        "二三社",
    ],
)
def test_what_is_no_one_number_is_no_figure(malformed: str) -> None:
    assert all(figure.quote != malformed for figure in figures(f"費用は{malformed}だという。"))


@given(st.text(alphabet="1１,.兆億万円%〜-▲約の増減は、。(「」)年月日第一二倍 \n", max_size=150))
def test_every_quote_is_where_it_says(text: str) -> None:
    for figure in figures(text):
        assert text[figure.span.start : figure.span.end] == figure.quote
        assert figure.sentence.start <= figure.span.start < figure.span.end <= figure.sentence.end


ENDLESS = [
    "1",
    "(",
    "一",
    "1円",
    "1,",
    "の",
    "売上高は5%増の100億円、",
    "株価が上が、",
    "1兆2億",
    "A1",
    "1~",
    "1%、2%",
    "「1」",
    "第",
    "▲",
]


@pytest.mark.parametrize("unit", ENDLESS)
def test_no_input_is_slow(unit: str) -> None:
    for figure in figures("見出し\n\n" + unit * (12_000 // len(unit))):
        assert figure.quote


TABLE = """決算の概要は次の通り。

(単位:百万円)
　　　　　　　2025年4〜12月　2024年4〜12月　増減率(%)
売上収益　　　893,012　842,464　6.0
コア営業利益　65,540　▲55,021　―
"""


def test_a_cell_takes_the_unit_of_its_table_or_of_its_column() -> None:
    found = [(f.quote, f.kind, f.value, f.unit, f.label) for f in figures(TABLE) if f.kind is not Kind.DATE]
    assert found == [
        ("893,012", Kind.MONEY, Decimal(893_012_000_000), "JPY", "売上収益"),
        ("842,464", Kind.MONEY, Decimal(842_464_000_000), "JPY", "売上収益"),
        ("6.0", Kind.PERCENT, Decimal("6.0"), "%", "売上収益 増減率"),
        ("65,540", Kind.MONEY, Decimal(65_540_000_000), "JPY", "コア営業利益"),
        ("▲55,021", Kind.MONEY, Decimal(-55_021_000_000), "JPY", "コア営業利益"),
    ]


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("地域\t売上高(億円)\t構成比(%)\n日本\t1,234\t45.6\n", [Decimal(123_400_000_000), Decimal("45.6")]),
        ("| 項目 | 実績 | 予想 |\n|---|---|---|\n| 従業員数(人) | 4,210 | 4,300 |\n", [Decimal(4210), Decimal(4300)]),
        ("(単位:億円、%)\n\t通期予想\t前期比\n営業利益\t410\t▲2.5\n", [Decimal(41_000_000_000), Decimal("-2.5")]),
        ("区分　値\n営業利益　410\n", []),
        ("(単位:百万円)\n従業員は410人だった。\n営業利益　410　横ばい\n", [Decimal(410)]),
        ("(単位:百万円)\n会社は次のように説明している。\n営業利益　410\n", []),
    ],
)
def test_a_bare_number_is_a_figure_only_where_a_table_gives_its_unit(table: str, values: list[Decimal]) -> None:
    found = [
        f.value for f in figures("売上高の一覧\n\n会社は業績の一覧を公表した。\n\n" + table) if f.kind is not Kind.DATE
    ]
    assert found == values


def test_a_column_of_a_measure_is_part_of_its_cells_label() -> None:
    text = "売上高の一覧\n\n会社は業績の一覧を公表した。\n\n地域\t売上高(億円)\t構成比\n日本\t1,234\t45.6%\n"
    assert [f.label for f in figures(text)] == ["日本 売上高", "日本"]


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("料金は500円~300円だ。", [Decimal(500), Decimal(300)]),
        ("料金は500円~300人だ。", [Decimal(500), Decimal(300)]),
        ("料金は3人~500円だ。", [Decimal(3), Decimal(500)]),
        ("料金は500~300円だ。", [Decimal(300)]),
        ("重さは5~3キロだ。", [Decimal(3)]),
    ],
)
def test_a_range_rises_and_has_one_unit(sentence: str, values: list[Decimal]) -> None:
    assert [f.value for f in figures(sentence)] == values


def test_a_row_of_forecasts_is_named_by_the_heads_of_its_columns() -> None:
    table = "(単位:百万円)\n　　　　売上高　営業利益\n今回予想　285,000　16,200\n前期実績　268,412　14,905\n"
    found = figures(f"業績の予想\n\n会社は業績の予想を公表した。\n\n{table}")
    assert [f.label for f in found] == ["売上高 今回予想", "営業利益 今回予想", "売上高 前期実績", "営業利益 前期実績"]


def test_a_figure_that_names_a_row_is_labelled_by_the_head_of_the_names() -> None:
    headed = "規模別の利用率\n\n会社は次のように説明している。\n\n規模\t利用率\t許可なし\n1,000人以上\t58.3%\t24.9%\n"
    assert [figure.label for figure in figures(headed)][:2] == ["規模", "1,000人以上 利用率"]
    bare = headed.replace("規模\t利用率", "\t利用率")
    assert [figure.label for figure in figures(bare)][1:2] == ["1,000人以上 利用率"]


def test_a_row_too_wide_for_a_table_has_no_cells() -> None:
    wide = "営業利益 " + "410 " * 200
    assert not figures(f"(単位:百万円)\n\n{wide}\n")


def test_a_unit_too_far_above_is_no_unit_of_the_row() -> None:
    rows = "\n".join(f"第{number}部門　4{number:02}" for number in range(20))
    found = figures(f"部門別の業績\n\n会社は業績の一覧を公表した。\n\n(単位:百万円)\n{rows}\n")
    assert 0 < len(found) < 20


def test_shares_are_a_price_only_where_they_move_by_per_cent() -> None:
    text = "A社は提携を発表した。\n\n提携を受け、A社の株は9%上昇した。米投資会社はA社株を6,000万ドル購入した。\n"
    assert [figure.metric for figure in figures(text)] == ["share_price", "share_purchase"]


def test_a_figure_without_a_noun_takes_the_heading_it_stands_under() -> None:
    text = "新工場の建設\n\n当社は新工場の建設を決めました。\n\n1. 計画の概要\n(1)第1期:6万kW、2028年に運転を開始\n"
    assert [figure.label for figure in figures(text) if figure.unit == "kW"] == ["計画の概要 第1期"]


def test_figures_under_another_heading_are_forgotten() -> None:
    text = "中間決算の発表\n\n中間配当は30円とする。\n\n■設備投資と機材\n5年間で総額9,200億円を投じる見通しだという。\n"
    assert [figure.label for figure in figures(text) if figure.unit == "JPY"] == ["中間配当", "設備投資と機材"]
