"""What the layout of a text holds: language, title, date, headings, sentences, furniture, in four languages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.extract.text import Layout, SentenceRole, detect_language, normalise, read_layout


def parts(layout: Layout, role: SentenceRole) -> list[str]:
    return [layout.raw[s.span.start : s.span.end] for s in layout.sentences if s.role is role]


def body(text: str, language: str = "") -> list[str]:
    return parts(read_layout(text, language), SentenceRole.BODY)


def title(text: str) -> str:
    layout = read_layout(text)
    return layout.raw[layout.title.start : layout.title.end] if layout.title else ""


JA_BODY = "タイ銀行は十三日の会合で政策金利を引き下げた。利下げは三回目で、物価の下落と輸出の減速に備える狙いがある。"
EN_BODY = "The Bank of Thailand cut its policy rate on Wednesday, its fourth cut in ten months, to support the economy."
ZH_BODY = "泰国央行周三宣布下调政策利率，这是十个月来的第四次降息，旨在支持面临关税压力的经济增长。"
TH_BODY = (
    "คณะกรรมการนโยบายการเงินมีมติเอกฉันท์ให้ปรับลดอัตราดอกเบี้ยนโยบายลงเหลือร้อยละ 1.50 ต่อปี โดยมีผลทันที "
    "เพื่อสนับสนุนเศรษฐกิจที่กำลังเผชิญแรงกดดัน"
)


@given(st.text())
def test_normalising_keeps_every_offset(text: str) -> None:
    assert len(normalise(text)) == len(text)


@given(st.text(alphabet="あ漢ก1,.。!「」()A \n\t|-—%", max_size=200))
def test_sentences_are_in_order_inside_the_text_and_hold_something(text: str) -> None:
    layout = read_layout(text)
    at = 0
    for sentence in layout.sentences:
        assert at <= sentence.span.start < sentence.span.end <= len(text)
        assert layout.text[sentence.span.start : sentence.span.end].strip()
        at = sentence.span.end


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("４〜６月期", "4~6月期"),
        ("▲３．２％", "▲3.2%"),
        ("１，２４８億円", "1,248億円"),
        ("增长8%，净利", "增长8%，净利"),
        ("พ.ศ. ๒๕๖๘", "พ.ศ. 2568"),
        ("A　B", "A B"),
    ],
)
def test_full_width_forms_become_ascii(raw: str, normal: str) -> None:
    assert normalise(raw) == normal


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (JA_BODY, "ja"),
        (EN_BODY, "en"),
        (ZH_BODY, "zh"),
        (TH_BODY, "th"),
        ("公司去年第四季營收較上季增加，業者認為這個產業將會持續發展。", "zh-Hant"),
        (EN_BODY + " The group is known as トヨタ at home.", "en"),
        ("", "en"),
        ("12345", "en"),
    ],
)
def test_the_language_is_told_by_the_share_of_scripts(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("stated", "language"),
    [("ja", "ja"), ("ja-JP", "ja"), ("zh_CN", "zh"), ("fr", "ja"), ("", "ja")],
)
def test_a_stated_language_wins_where_it_is_one_of_ours(stated: str, language: str) -> None:
    assert read_layout(JA_BODY, stated).language == language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"タイ中銀、政策金利を引き下げ\n\n{JA_BODY}", "タイ中銀、政策金利を引き下げ"),
        (f"タイ中銀、政策金利を引き下げ | 経済新聞オンライン\n\n{JA_BODY}", "タイ中銀、政策金利を引き下げ"),
        (
            f"ホーム > 経済 > 金融\nタイ中銀、政策金利を引き下げ\n2025年8月13日\n{JA_BODY}",
            "タイ中銀、政策金利を引き下げ",
        ),
        (
            f"報道関係各位\n2025年8月13日\nサンプル銀行株式会社\n\n政策金利の引き下げについて\n―輸出の減速に備える利下げ―\n\n{JA_BODY}",
            "政策金利の引き下げについて",
        ),
        (f"# タイ中銀、政策金利を引き下げ\n\n{JA_BODY}", "タイ中銀、政策金利を引き下げ"),
        (f"Bank of Thailand cuts policy rate - Example News\n\n{EN_BODY}", "Bank of Thailand cuts policy rate"),
        (
            f"Home | World | Business\nBank of Thailand cuts policy rate\nBy Jane Doe\n\n{EN_BODY}",
            "Bank of Thailand cuts policy rate",
        ),
        (f"泰国央行下调政策利率\n\n{ZH_BODY}", "泰国央行下调政策利率"),
        (f"กนง. มีมติลดดอกเบี้ยนโยบายเหลือร้อยละ 1.50\n\n{TH_BODY}", "กนง. มีมติลดดอกเบี้ยนโยบายเหลือร้อยละ 1.50"),
        (JA_BODY, ""),
        ("見出しだけ", "見出しだけ"),
        ("", ""),
    ],
)
def test_the_title_is_found_without_the_sites_name(text: str, expected: str) -> None:
    assert title(text) == expected


def test_a_repeated_headline_with_its_category_is_furniture() -> None:
    text = f"タイ中銀、政策金利を引き下げ\n\nタイ中銀、政策金利を引き下げ 金融\n金融\n\n{JA_BODY}"
    assert parts(read_layout(text), SentenceRole.FURNITURE) == ["タイ中銀、政策金利を引き下げ 金融", "金融"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"題名\n2025年9月30日\n\n{JA_BODY}", date(2025, 9, 30)),
        (f"題名\n令和7年9月30日\n\n{JA_BODY}", date(2025, 9, 30)),
        (f"題名\n公開:2026.04.22 最終更新:2026.04.23\n\n{JA_BODY}", date(2026, 4, 22)),
        (f"題名\n最終更新:2026.04.23 / 公開:2026.04.22\n\n{JA_BODY}", date(2026, 4, 22)),
        (f"Rate cut\nUpdated 10 June 2026, 18:05 CET\n\n{EN_BODY}", date(2026, 6, 10)),
        (f"Rate cut\n\nBANGKOK, Thailand, March 12, 2026 -- {EN_BODY}", date(2026, 3, 12)),
        (f"ลดดอกเบี้ย\nเผยแพร่ 15 ต.ค. 2568 เวลา 09:40 น.\n\n{TH_BODY}", date(2025, 10, 15)),
        (f"降息\n2026-03-18 15:26 来源:某报\n\n{ZH_BODY}", date(2026, 3, 18)),
        (f"題名\n\n{JA_BODY}\n\n(2026年4月22日公開)", date(2026, 4, 22)),
        (f"題名\n\n2026年4月22日、{JA_BODY}", None),
        (f"題名\n8月13日\n\n{JA_BODY}", None),
        (f"題名\n2025年13月45日\n\n{JA_BODY}", None),
    ],
)
def test_the_date_of_publication_is_read_only_where_it_is_stated(text: str, expected: date | None) -> None:
    assert read_layout(text).published == expected


@pytest.mark.parametrize(
    ("paragraph", "sentences"),
    [
        ("利益は増えた。売上は減った。", ["利益は増えた。", "売上は減った。"]),
        ("市場では「上がる。下がる」と声が出た。次だ。", ["市場では「上がる。下がる」と声が出た。", "次だ。"]),
        ("「もう限界だ。」と語った。次だ。", ["「もう限界だ。」と語った。", "次だ。"]),
        ("増益(前期は減益。赤字)だった。次だ。", ["増益(前期は減益。赤字)だった。", "次だ。"]),
        ("彼は「上(高値。)だ」と言う。次だ。", ["彼は「上(高値。)だ」と言う。", "次だ。"]),
        ("株価は上がる!と言う声が出た。次だ。", ["株価は上がる!と言う声が出た。", "次だ。"]),
        ("閉じない(括弧の中。次の文だ。", ["閉じない(括弧の中。", "次の文だ。"]),
        ("他说：“利润增长。”市场平稳。", ["他说：“利润增长。”", "市场平稳。"]),
        ("Sales rose 3.4 per cent. Profit fell.", ["Sales rose 3.4 per cent.", "Profit fell."]),
        (
            "Altura Inc. (NYSE: A) will invest in the U.S. Southeast. It begins soon.",
            ["Altura Inc. (NYSE: A) will invest in the U.S. Southeast.", "It begins soon."],
        ),
        ("Mr. Smith left. He said so.", ["Mr. Smith left.", "He said so."]),
        ("It sells in the U.S. The shares rose.", ["It sells in the U.S.", "The shares rose."]),
    ],
)
def test_sentences_end_at_a_stop_outside_brackets_and_abbreviations(paragraph: str, sentences: list[str]) -> None:
    language = "en" if paragraph[0].isascii() else "ja"
    assert body("\n\n" + paragraph, language) == sentences


def test_thai_breaks_before_a_word_that_opens_a_new_thought() -> None:
    first = "ธนาคารกลางคาดว่าเศรษฐกิจในปีนี้จะขยายตัวร้อยละ 2.3 ตามการส่งออกที่ฟื้นตัว"
    second = "อย่างไรก็ตาม ภาษีนำเข้าของสหรัฐอาจกระทบผู้ประกอบการขนาดเล็กในประเทศอย่างมาก"
    assert body(f"หัวข้อข่าว\n\n{first} {second}") == [first, second]


def test_thai_breaks_before_a_new_subject_behind_a_long_stretch_and_not_behind_a_preposition() -> None:
    first = "ผลสำรวจผู้บริหารพบว่าส่วนใหญ่มองว่าการขาดแคลนบุคลากรเป็นอุปสรรคอันดับ 1 ของการลงทุนในระยะยาว"
    second = "ค่าเช่าพื้นที่ในกรุงเทพฯ ปรับขึ้นกว่าร้อยละ 15 ภายในเวลา 18 เดือน"
    assert body(f"หัวข้อข่าว\n\n{first} {second}", "th") == [first, second]
    whole = f"{first} โดย {second}"
    assert body(f"หัวข้อข่าว\n\n{whole}", "th") == [whole]


THAI_CONDITION = "ทั้งนี้ หากผู้ซื้อรายใหญ่อย่างฟิลิปปินส์ขยายเวลาห้ามนำเข้าข้าวออกไปอีก 60 วัน"
THAI_REASON = "เนื่องจากผู้ผลิตรายใหญ่ที่สุดของโลกประกาศลดกำลังการผลิตลงครึ่งหนึ่ง"
THAI_FIRST = "ขณะที่สายการบินเวียดนามซึ่งขยายฝูงบินเร็วถึงปีละ 20% เสี่ยงประสบปัญหาเครื่องยนต์ขาดแคลน"


@pytest.mark.parametrize(
    ("first", "second", "broken"),
    [
        (THAI_FIRST, "สำนักงานการบินพลเรือนของไทยจำเป็นต้องเพิ่มเจ้าหน้าที่ควบคุมการจราจรทางอากาศ", True),
        (THAI_FIRST, "หน่วยงานรัฐของไทยจึงต้องเร่งเจรจาขายข้าวแบบรัฐต่อรัฐให้ได้มากขึ้น", True),
        (THAI_FIRST, "คาดว่าจะต้องใช้เวลาแก้ไขอีกหลายปีกว่าสถานการณ์จะกลับเป็นปกติ", False),
        (THAI_FIRST, "ซึ่งจะทำให้ผู้โดยสารต้องจ่ายค่าตั๋วแพงขึ้นในช่วงเทศกาลปลายปีนี้", False),
        (THAI_CONDITION, "ราคาข้าวในประเทศอาจถูกกดดันจนต่ำกว่าต้นทุนการผลิตของชาวนา", False),
        (THAI_REASON, "ผู้นำเข้าในเอเชียจะเจอราคาที่สูงขึ้นต่อเนื่องไปจนถึงกลางปีหน้า", False),
    ],
)
def test_thai_breaks_before_what_will_or_must_be_unless_a_condition_waits_for_it(
    first: str, second: str, broken: bool
) -> None:
    assert body(f"หัวข้อข่าว\n\n{first} {second}", "th") == ([first, second] if broken else [f"{first} {second}"])


def test_thai_sentences_on_lines_of_their_own_are_neither_joined_nor_headings() -> None:
    lines = [
        "ภาคเอกชนเตือนว่าค่าเงินบาทที่แข็งขึ้นอาจกระทบรายได้ของผู้ส่งออกไทย",
        "เวียดนามอาจได้ประโยชน์จากคำสั่งซื้อที่ย้ายฐานออกจากจีน",
        "ผู้ประกอบการไทยต้องเร่งปรับตัวรับภาษีสหรัฐ",
        "มาเลเซียอาจได้รับคำสั่งซื้อบางส่วนแทน",
        "การส่งออกข้าวของเวียดนามในปีหน้ามีแนวโน้มเติบโตชะลอลงเพราะพึ่งพาตลาดอเมริกาสูง",
    ]
    assert body(f"หัวข้อข่าว\n\n{TH_BODY}\n\n" + "\n".join(lines) + "\n", "th")[1:] == lines


def test_a_short_line_above_a_heading_is_a_heading_too() -> None:
    layout = read_layout(f"タイで何が変わるのかを読む\n\n{JA_BODY}\n\n地域への影響\n\nタイ\n{JA_BODY}")
    assert parts(layout, SentenceRole.HEADING) == ["地域への影響", "タイ"]


def test_headings_own_the_sentences_below_them() -> None:
    layout = read_layout(f"題名\n\n{JA_BODY}\n\n■タイへの影響\n{JA_BODY}\n\n今後の見通し\n\n{JA_BODY}")
    assert parts(layout, SentenceRole.HEADING) == ["タイへの影響", "今後の見通し"]
    sections = [s.section for s in layout.sentences if s.role is SentenceRole.BODY]
    headings = [i for i, s in enumerate(layout.sentences) if s.role is SentenceRole.HEADING]
    assert sections == [None, None, headings[0], headings[0], headings[1], headings[1]]


@pytest.mark.parametrize(
    "line",
    [
        "シェア 128 ブックマーク 45",
        "この記事をシェア Facebook 86 X 41 LINE",
        "当サイトはCookieを使用しています。[同意する]",
        "©2026 市況デスク 無断転載を禁じます",
        "【PR】勤怠管理クラウド 30日間無料",
        "#ベトナム #労務",
        "1 / 2ページ 次へ",
        "https://example.com/a/123",
        "42 comments | Share | Save",
        "4 min read",
        "Sign up for our newsletter and get 30% off",
        "(c) 2026 Wire Desk. All rights reserved.",
        "责任编辑：李青",
        "阅读 1.2万　评论(36)",
        "[โฆษณา] จองโรงแรมวันนี้ ลดสูงสุด 50%",
        "อ่าน 4,870 ครั้ง | แชร์ 215",
    ],
)
def test_page_furniture_is_no_sentence_of_the_article(line: str) -> None:
    assert line in parts(read_layout(f"題名です\n\n{JA_BODY}\n\n{line}\n"), SentenceRole.FURNITURE)


@pytest.mark.parametrize(
    "heading",
    [
        "あわせて読みたい",
        "Most read",
        "MORE FROM BIZMANILA",
        "More stories",
        "More headlines from The Ledger",
        "In other news",
        "相关阅读",
        "ข่าวที่เกี่ยวข้อง",
        "人気記事ランキング",
        "【本件に関するお問い合わせ先】",
    ],
)
def test_a_block_of_links_is_furniture_until_a_paragraph_follows(heading: str) -> None:
    layout = read_layout(f"題名です\n\n{JA_BODY}\n\n{heading}\n・3つの理由\n2位 休日の2026年版\n\n{JA_BODY}", "ja")
    assert parts(layout, SentenceRole.FURNITURE) == [heading, "3つの理由", "2位 休日の2026年版"]
    assert len(parts(layout, SentenceRole.BODY)) == 4


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "Bank cuts rate\n\n"
        "The Bank of Thailand cut its policy rate on Wednesday, the\n"
        "fourth cut in ten months, to support an economy that faces\n"
        "steep tariffs. Analysts had expected the move.\n"
    )
    assert [s.split("\n")[0] for s in body(text)] == [
        "The Bank of Thailand cut its policy rate on Wednesday, the",
        "Analysts had expected the move.",
    ]


def test_table_rows_are_kept_apart() -> None:
    layout = read_layout(f"題名です\n\n{JA_BODY}\n\n| 項目 | 億円 |\n| 売上高 | 1,248 |\n| 純利益 | 96 |\n")
    assert len(parts(layout, SentenceRole.ROW)) == 3


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000,
        "(" * 300_000,
        "「" * 150_000 + "」" * 150_000,
        "1" * 300_000,
        "。" * 300_000,
        "\n" * 300_000,
        "a. " * 100_000,
        "| " * 100_000,
    ],
)
def test_no_input_is_slow(text: str) -> None:
    assert read_layout(text).raw == text


def test_a_headline_is_not_joined_with_the_byline_and_date_below_it() -> None:
    text = (
        "貨櫃運價連三周走跌 業者憂旺季落空\n財經日報／ 記者王某某／台北即時報導\n2026-02-02\n\n"
        "貨櫃運價連三周走跌，業者憂心旺季提前結束，船公司已經開始減班。\n"
    )
    layout = read_layout(text)
    assert layout.title is not None
    assert text[slice(*layout.title)] == "貨櫃運價連三周走跌 業者憂旺季落空"
    assert layout.published == date(2026, 2, 2)


def test_a_paragraph_that_ends_with_a_note_is_no_headline() -> None:
    text = (
        "旅客目標九百萬\n\n觀光署表示，今年來台旅客目標九百萬，較去年成長一成，將加強在各國的宣傳與包機合作。（資料照）\n\n"
        "旅客目標能否達成，業者看法不一，有人認為航班不足，有人認為房價太高。\n"
    )
    layout = read_layout(text)
    assert layout.title is not None
    assert text[slice(*layout.title)] == "旅客目標九百萬"
