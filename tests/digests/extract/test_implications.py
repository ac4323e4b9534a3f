"""Which sentence says what for which region."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.extract.implications import implications
from digests.extract.text import Layout, Sentence, SentenceRole, normalise, read_layout
from digests.model import Implication, Modality, Span, Stance

TABLES = Path(__file__).parent / "implications"


def rows(language: str) -> list[tuple[str, str, str]]:
    """Language, text and expectation of every line of a table."""
    lines = (TABLES / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    return [(language, *line.split("\t")) for line in lines if not line.startswith("#")]  # type: ignore[misc] - two cells a line


def body(text: str, language: str) -> Layout:
    """A layout whose every sentence is body text, cut behind full stops."""
    ends = [match.start() for match in re.finditer(r"(?<=。)|(?<=\.)(?= [A-Z])", text)]
    cuts = sorted({0, *ends, len(text)})
    spans = [Span(left, right) for left, right in pairwise(cuts)]
    sentences = tuple(Sentence(span, SentenceRole.BODY, None, 0) for span in spans)
    return Layout(text, normalise(text), language, None, None, None, sentences)


def said(text: str, language: str) -> list[Implication]:
    return list(implications(body(text, language))[0])


@pytest.mark.parametrize(
    ("language", "text", "expected"), [row for tag in ("ja", "en", "zh", "th") for row in rows(tag)]
)
def test_a_sentence_says_what_the_table_says(language: str, text: str, expected: str) -> None:
    found = {implication.region: implication.modality.value for implication in said(text, language)}
    assert found == dict(pair.split(":") for pair in expected.split())


JAPANESE_SECTION = """紅海再開は福音か

紅海の航路が再開し、コンテナの運賃が下がり続けている。

■エジプト、欧州、日本への影響

エジプトの通航料収入は2025年に41億ドルと、ピークの半分以下に沈んだ。同国は運河の拡張を進める方針だ。
日本の荷主は交渉の進め方を練り直さなければならない。中古船の市況が崩れれば、新規の受注が細りかねない。

次の谷をどう越えるか、経営の舵取りが問われる。
"""


def test_under_a_heading_of_several_regions_a_sentence_speaks_of_the_one_its_paragraph_told_of() -> None:
    found, _ = implications(read_layout(JAPANESE_SECTION, "ja"))
    assert [(i.region, i.modality) for i in found] == [
        ("EG", Modality.FACT),
        ("JP", Modality.REQUIRED),
        ("JP", Modality.RISK),
    ]


def test_under_a_heading_of_several_regions_the_first_sentence_without_one_speaks_of_the_first() -> None:
    text = (
        "訪日客の消費\n\n観光庁が調査を公表した。\n\n■日本とアジアへの波及\n\n"
        "地方の交通事業者は、運転手不足の解消を急がなければならない。\n"
    )
    found, _ = implications(read_layout(text, "ja"))
    assert [i.region for i in found] == ["JP"]


JAPANESE_REPORT = """タイの最低賃金引き上げ、広がる波紋

タイ政府は最低賃金を7%引き上げると決めた。日本や韓国のメーカーが多く進出している。

■日本企業への影響

人件費の増加が利益を圧迫する恐れがある。
「人を減らすつもりはない」と工場長は話す。

■今後の日程

国内の中小企業は対応を迫られている。
"""


def test_under_a_heading_that_announces_consequences_a_sentence_speaks_of_the_headings_region() -> None:
    found, _ = implications(read_layout(JAPANESE_REPORT))
    assert [(i.region, i.modality, i.rule) for i in found if i.rule.startswith("heading")] == [
        ("JP", Modality.RISK, "heading: 恐れが")
    ]


def test_home_means_the_country_that_the_article_is_about() -> None:
    found, _ = implications(read_layout(JAPANESE_REPORT))
    assert [(i.region, i.rule) for i in found if i.rule.startswith("anaphor")] == [("TH", "anaphor: 対応を迫")]


def test_regions_without_an_implication_are_mentions_in_order_and_the_world_is_none() -> None:
    _, mentions = implications(body("世界の需要は増えた。韓国とタイ、インドネシアに工場を持つ。", "ja"))
    assert mentions == ("ID", "KR", "TH")


def test_a_region_is_said_once_in_a_sentence_and_is_no_mere_mention_then() -> None:
    found, mentions = implications(body("Thailand's banks and Thai insurers may suffer.", "en"))
    assert [implication.region for implication in found] == ["TH"]
    assert mentions == ()


def test_headlines_and_furniture_imply_nothing() -> None:
    layout = read_layout("Thai exporters could lose out\n\nThe tariff starts today, the ministry said on Monday.\n")
    assert implications(layout)[0] == ()


def test_a_heading_without_consequences_lends_its_region_to_no_sentence() -> None:
    found, _ = implications(read_layout(JAPANESE_REPORT.replace("への影響", "の概要")))
    assert [i for i in found if i.rule.startswith("heading")] == []


REGIONS = """海外建廠潮升溫

業者表示，新廠預計2027年量產，總投資約150億元，全球供應鏈布局將更分散，未來三年仍有調整空間。

各地影響

越南：北部缺電問題若未改善，恐成為供應鏈的斷點。新廠將創造就業機會，並帶動供應商進駐，這是近年最大的投資案。
日本、韓國：零組件廠有機會擠進合格供應商名單，不過報價仍須下調，否則難以取得訂單，業界看法保守。

墨西哥
組裝廠的產能利用率可望再升，並帶動物流與倉儲需求，不過當地工資上漲的速度也同樣值得持續留意觀察。

公司簡介
董事長的談話可能引起市場的更多關注，後續仍有待觀察，投資人可留意法說會的說明與公告內容，以及財報。
"""


def test_under_a_heading_of_consequences_regions_name_their_paragraphs_by_a_colon_or_a_line_of_their_own() -> None:
    found, _ = implications(read_layout(REGIONS))
    assert [(i.region, i.modality) for i in found] == [
        ("VN", Modality.RISK),
        ("VN", Modality.EXPECTED),
        ("JP", Modality.REQUIRED),
        ("KR", Modality.REQUIRED),
        ("MX", Modality.EXPECTED),
    ]


def test_a_heading_that_is_a_region_alone_lends_it_only_below_one_of_consequences() -> None:
    found, _ = implications(read_layout(REGIONS.replace("各地影響", "各地概況")))
    assert [i.rule for i in found if i.rule.startswith("heading")] == []


def test_home_without_any_country_means_nothing() -> None:
    assert said("Local banks will have to cut fees.", "en") == []


def test_the_country_named_most_is_home_where_no_title_names_one() -> None:
    text = "Jakarta is busy. Indonesia grows. Local banks will have to cut fees."
    assert [implication.region for implication in said(text, "en")] == ["ID"]


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The pact could boost exports from farms across Kenya.", Stance.OPPORTUNITY),
        ("Farms across Kenya could lose orders.", Stance.RISK),
        ("Farms across Kenya fear a boost to rivals.", Stance.RISK),
        ("Farms across Kenya could gain orders and lose workers.", None),
        ("Farms across Kenya must file reports.", None),
    ],
)
def test_a_stance_is_given_where_the_sentence_states_one(text: str, stance: Stance | None) -> None:
    assert [implication.stance for implication in said(text, "en")] == [stance]


WORDS = st.sampled_from(
    [
        "タイ",
        "日本",
        "米中",
        "政府は",
        "、",
        "。",
        "可能性がある",
        "恐れが",
        "一方、",
        "同国",
        "両国の",
        "国内",
        "\n\n",
        "■影響\n",
        "Thai ",
        "may ",
        "the region ",
        "China, ",
        "must ",
        "while ",
        ". ",
        "泰国",
        "必须",
        "，但",
        "担忧",
        "该国",
        "ไทย",
        "อาจ",
        " ",
        "เสี่ยง",
        "ประเทศนี้",
        "7%",
        "('",
    ]
)


@given(
    st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=30).map("".join)),
    st.sampled_from(["", "ja", "en", "zh", "th"]),
)
def test_any_text_gives_quotes_that_stand_where_they_say(text: str, language: str) -> None:
    found, mentions = implications(read_layout(text, language))
    for implication in found:
        assert text[implication.span.start : implication.span.end] == implication.quote
        assert implication.region not in mentions
    assert list(mentions) == sorted(set(mentions))


@pytest.mark.parametrize(
    ("language", "piece"), [("en", "Thai, which may "), ("th", "ไทยทำให้"), ("ja", "タイ同社は"), ("zh", "泰国若若若")]
)
def test_a_sentence_without_end_takes_time_in_proportion_to_its_length(language: str, piece: str) -> None:
    """At this length a quadratic rule would take minutes."""
    text = piece * 8_000
    layout = Layout(text, text, language, None, None, None, (Sentence(Span(0, len(text)), SentenceRole.BODY, None, 0),))
    assert len(implications(layout)[0]) <= 1


@pytest.mark.parametrize(
    ("heading", "sentence", "expected"),
    [
        ("タイへの影響", "部品の在庫が尽きれば、組み立ての停止が避けられない。", "TH:risk"),
        ("日本企業への示唆", "調達網の総点検が急務だ。", "JP:required"),
        ("欧州市場への波及", "自動車の価格は1割ほど上がる見通しだ。", "150:expected"),
        ("インドネシアはどうなる", "精錬所の稼働率が下がり、雇用が失われる恐れがある。", "ID:risk"),
        (
            "アジア各国の受け止め",
            "韓国の電池各社には商機となりそうだ。ベトナムでは人手の奪い合いが起きかねない。",
            "KR:expected VN:risk",
        ),
        ("ベトナムの商機", "移管先として浮上する可能性がある。", "VN:possible"),
        ("日本への影響は限定的か", "輸入に占める割合は2%にすぎない。", ""),
        ("今後の日程", "議会は10日に法案を採決する。", ""),
        ("会社概要", "同社はタイに3工場を持つ。", ""),
    ],
)
def test_below_a_heading_of_consequences_any_cue_speaks_of_its_region(
    heading: str, sentence: str, expected: str
) -> None:
    lead = "供給網の混乱、広がる\n\n政府は9日、新しい規則を決めた。各社は内容を調べている。"
    text = f"{lead}\n\n■{heading}\n\n{sentence}\n\n協議は来週も続くという話だ。\n"
    found = {i.region: i.modality.value for i in implications(read_layout(text, "ja"))[0]}
    assert found == dict(pair.split(":") for pair in expected.split())
