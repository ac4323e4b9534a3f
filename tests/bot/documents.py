"""Documents as `digests.render` hands them on, by hand: the digest of the look in four languages, answers, states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digests.document import (
    Block,
    Bullets,
    Code,
    Document,
    Heading,
    Note,
    Paragraph,
    Quote,
    Role,
    Rule,
    Run,
    Runs,
    Table,
)

ARCHIVE = "https://kawaraban.example/a/"


def value(text: str, place: str) -> Run:
    return Run(text, bold=True, url=ARCHIVE + place, role=Role.VALUE)


def figure(
    shown: str, place: str, label: str, *, arrow: str = "", original: str = "", about: str = "", cjk: bool = False
) -> Runs:
    runs = [Run(about, role=Role.QUALIFIER)] if about else []
    runs.append(value(shown, place))
    if arrow:
        runs.append(Run("\u00a0" + arrow, bold=True, role=Role.ARROW))
    if original:
        runs.append(Run(f"（{original}）" if cjk else f" ({original})", role=Role.ORIGINAL))
    return (*runs, Run(("\u3000" if cjk else "\u2002") + label, role=Role.LABEL))


def implication(region: str, name: str, stance: str, sentence: str, *, modality: str = "", cjk: bool = False) -> Quote:
    head = [
        Run(region, role=Role.FLAG),
        Run(f" {name}" + ("\u3000" if cjk else "\u2002"), role=Role.REGION),
        Run(stance, bold=True, role=Role.STANCE),
    ]
    if modality:
        head.append(Run(f" · {modality}", role=Role.MODALITY))
    return Quote((tuple(head), (Run(sentence),)))


def sources(*names: str) -> Runs:
    runs: list[Run] = []
    for name in names:
        host = name.partition("/")[0]
        runs += [Run(" · "), Run(host, url=f"https://{name}", role=Role.SOURCE)]
    return tuple(runs[1:])


def masthead(title: str, facts: str) -> tuple[Block, ...]:
    return Heading(1, (Run(title),)), Note(((Run(facts),),))


def story(headline: str, url: str, sentence: str, figures: tuple[Runs, ...], *rest: Block) -> tuple[Block, ...]:
    return Rule(), Heading(2, (Run(headline, url=url),)), Paragraph((Run(sentence),)), Bullets(figures), *rest


PLANT = (
    "远驰汽车泰国工厂第10万辆整车下线 拟在印度尼西亚再建新厂",
    "https://cheshi.example/zh-01",
    "中国新能源车企远驰汽车9月12日宣布，泰国罗勇府工厂第10万辆整车正式下线，距投产仅21个月。",
)
PLANT_TH = (
    "泰国投资促进委员会预计，二期项目将带动上下游新增就业岗位6000个，进一步巩固泰国作为东盟电动车出口枢纽的地位。"
)
PLANT_JP = "深耕当地数十年的日本车企则不得不加快推出混动车型，以守住份额。"
ALLIANCE = (
    "タイ企業はどちらに賭けるのか アリババとNvidiaの接近が迫る「技術圏」の選択",
    "https://cloud.example/ja-01",
    (
        "公表後のアリババ株は9%上げ、4年ぶりの高値を付けた。 … "
        "アリババクラウドのAI開発基盤「PAI」に、NvidiaのフィジカルAI向けソフト群を組み込む。"
    ),
)
ALLIANCE_TH = (
    "高度な仮想試験の環境が身近なクラウドから使えるようになれば、タイ政府の産業戦略「タイランド4.0」が重点に置く"
    "自動車・電子機器工場の高度化を後押しする可能性がある。"
)
RATE_HEADLINE = "Thai central bank cuts key rate by a quarter point as tariffs bite"
RATE_RISK = (
    "The levy threatens to erode Thailand's competitiveness and to squeeze its small manufacturers first, "
    "the committee said."
)


def digest_en() -> Document:
    return Document(
        "en",
        (
            *masthead("Thailand watch", "Tuesday 30 September 2025 · 3 of 6 stories · Thailand, Japan"),
            *story(
                RATE_HEADLINE,
                "https://wire.example/en-05",
                "The Bank of Thailand lowered its policy rate by 25 basis points to 1.50 per cent on 13 August, its "
                "fourth cut in 10 months, to prop up an economy facing steep tariffs and falling prices.",
                (
                    figure("1.50%", "en-05#f4", "policy rate", arrow="↓"),
                    figure("0.70%", "en-05#f14", "consumer prices", arrow="↓"),
                    figure("19%", "en-05#f13", "US duty on Thai goods"),
                ),
                implication("TH", "Thailand", "Risk", RATE_RISK),
                Note(
                    (
                        (
                            Run("≠ Outlets differ on low in policy rate: wire.example over "),
                            Run("2 years", url=ARCHIVE + "en-05#f8"),
                            Run(" · keizai.example about "),
                            Run("2.5 years", url=ARCHIVE + "ja-06#f7"),
                            Run(" (2年半ぶり)", lang="ja"),
                        ),
                        sources("wire.example/en-05", "khao.example/th-01", "keizai.example/ja-06"),
                    )
                ),
            ),
            *story(
                *PLANT,
                (
                    figure("286,000 vehicles", "zh-01#f12", "overseas sales", arrow="↑", original="28.6万辆"),
                    figure("CNY\u00a03.2B", "zh-01#f5", "total plant investment", about="about ", original="32亿元"),
                    figure("55%", "zh-01#f23", "local parts content", arrow="↑"),
                ),
                implication("TH", "Thailand", "Opportunity", PLANT_TH, modality="expected"),
                implication("JP", "Japan", "Required", PLANT_JP),
                Note((sources("cheshi.example/zh-01"),)),
            ),
            *story(
                *ALLIANCE,
                (
                    figure("9%", "ja-01#f3", "Alibaba shares", arrow="↑"),
                    figure("US$60M", "ja-01#f5", "share purchase", original="6,000万ドル"),
                    figure("40%", "ja-01#f7", "manufacturing cost", arrow="↓"),
                ),
                implication("TH", "Thailand", "Opportunity", ALLIANCE_TH, modality="possible"),
                Note((sources("cloud.example/ja-01"),)),
            ),
            Rule(),
            Note(
                (
                    (
                        Run("+3 more stories", bold=True, role=Role.COUNT),
                        Run(" in the thread. Every number links to the sentence it came from."),
                    ),
                )
            ),
        ),
        summary=f"Thailand watch, Tuesday 30 September 2025\n{RATE_HEADLINE}: 1.50% ↓ policy rate; "
        "0.70% ↓ consumer prices; 19% US duty on Thai goods",
    )


def digest_ja() -> Document:
    return Document(
        "ja",
        (
            *masthead("タイ定点観測", "2025年9月30日（火） · 6件中3件 · タイ、日本"),
            *story(
                "タイ中銀、政策金利を1.50%に下げ 全会一致",
                "https://keizai.example/ja-06",
                "タイ銀行(中央銀行)は8月13日の金融政策委員会で、政策金利を0.25ポイント引き下げ、年1.50%とした。",
                (
                    figure("1.50%", "ja-06#f4", "政策金利", arrow="↓", cjk=True),
                    figure("0.70%", "ja-06#f10", "消費者物価指数", arrow="↓", cjk=True),
                    figure("19%", "ja-06#f8", "米国の相互関税", cjk=True),
                ),
                implication(
                    "TH",
                    "タイ",
                    "リスク",
                    "中銀は、米国による19%の相互関税がタイの中小企業の経営を圧迫する恐れがあるとみている。",
                    cjk=True,
                ),
                Note(
                    (
                        (
                            Run("≠ 媒体により相違：政策金利の低さ\u3000keizai.example 約"),
                            Run("2年半ぶり", url=ARCHIVE + "ja-06#f7"),
                            Run(" · wire.example "),
                            Run("2年超ぶり", url=ARCHIVE + "en-05#f8"),
                            Run("（more than two years）", lang="en"),
                        ),
                        sources("keizai.example/ja-06", "wire.example/en-05", "khao.example/th-01"),
                    )
                ),
            ),
            *story(
                *PLANT,
                (
                    figure("28.6万台", "zh-01#f12", "海外販売台数", arrow="↑", original="28.6万辆", cjk=True),
                    figure("32億元", "zh-01#f5", "工場への総投資額", about="約", original="32亿元", cjk=True),
                    figure("55%", "zh-01#f23", "部品の現地調達率", arrow="↑", cjk=True),
                ),
                implication("TH", "タイ", "機会", PLANT_TH, modality="見込み", cjk=True),
                implication("JP", "日本", "要対応", PLANT_JP, cjk=True),
                Note((sources("cheshi.example/zh-01"),)),
            ),
            Rule(),
            Note(
                ((Run("ほか3件", bold=True, role=Role.COUNT), Run(" はスレッドに。数字を押すと、元の文が開きます。")),)
            ),
        ),
        summary="タイ定点観測, 2025年9月30日（火）",
    )


def digest_zh() -> Document:
    return Document(
        "zh",
        (
            *masthead("泰国观察", "2025年9月30日（周二） · 1条 · 泰国、日本"),
            *story(
                *PLANT,
                (
                    figure("28.6万辆", "zh-01#f12", "海外销量", arrow="↑", cjk=True),
                    figure("32亿元", "zh-01#f5", "总投资", about="约", cjk=True),
                ),
                implication("TH", "泰国", "机会", PLANT_TH, modality="预计", cjk=True),
                implication("JP", "日本", "必须", PLANT_JP, cjk=True),
                Note((sources("cheshi.example/zh-01"),)),
            ),
        ),
    )


def digest_th() -> Document:
    return Document(
        "th",
        (
            *masthead("จับตาประเทศไทย", "วันอังคารที่ 30 กันยายน 2025 · 1 ข่าว · ไทย"),
            *story(
                "กนง. มีมติเอกฉันท์ลดดอกเบี้ยนโยบายเหลือร้อยละ 1.50 ต่อปี",
                "https://khao.example/th-01",
                "คณะกรรมการนโยบายการเงินมีมติเป็นเอกฉันท์ให้ปรับลดอัตราดอกเบี้ยนโยบายร้อยละ 0.25 ต่อปี",
                (
                    figure("1.50%", "th-01#f4", "ดอกเบี้ยนโยบาย", arrow="↓"),
                    figure("60 ล้านดอลลาร์สหรัฐ", "ja-01#f5", "มูลค่าซื้อหุ้น", original="6,000万ドル"),
                ),
                implication(
                    "TH",
                    "ไทย",
                    "ความเสี่ยง",
                    "กนง. กังวลว่าภาษีนำเข้าของสหรัฐที่เก็บจากสินค้าไทยในอัตราร้อยละ 19 จะซ้ำเติมปัญหาเชิงโครงสร้าง"
                    "และบั่นทอนความสามารถในการแข่งขันของผู้ประกอบการเอสเอ็มอีไทย",
                ),
                Note((sources("khao.example/th-01"),)),
            ),
        ),
    )


def details_en() -> Document:
    """What goes into the thread: one story's implications and all its figures."""

    def row(shown: str, place: str, label: str, written: str, arrow: str = "") -> tuple[Runs, ...]:
        figure_cell = (value(shown, place), Run("\u00a0" + (arrow or "\u2007"), bold=True, role=Role.ARROW))
        return figure_cell, (Run(label),), (Run(written),)

    return Document(
        "en",
        (
            Heading(2, (Run(RATE_HEADLINE, url="https://wire.example/en-05"),)),
            implication("TH", "Thailand", "Risk", RATE_RISK),
            implication(
                "TH",
                "Thailand",
                "Opportunity",
                "Cheaper credit should ease the burden on Thai households, whose debts equal nearly nine-tenths "
                "of GDP, economists said.",
                modality="expected",
            ),
            Note(
                ((Run("3 outlets · "), *sources("wire.example/en-05", "khao.example/th-01", "keizai.example/ja-06")),)
            ),
            Table(
                ((Run("Figure"),), (Run("What it measures"),), (Run("As written"),)),
                (
                    row("1.50%", "en-05#r0", "policy rate", "1.50 per cent · ร้อยละ 1.50", "↓"),
                    row("0.25\u00a0pp", "en-05#r1", "policy rate", "25 basis points · 0.25ポイント", "↓"),
                    row("4th", "en-05#r2", "rate cut", "fourth · ครั้งที่ 4"),
                    row("7 : 0", "en-05#r4", "committee vote", "7 ต่อ 0"),
                    row("1–3%", "en-05#r8", "inflation target range", "1-3 per cent · ร้อยละ 1-3"),
                    row("2.3%", "en-05#r9", "", "2.3 per cent · ร้อยละ 2.3", "↑"),
                ),
            ),
        ),
    )


def more_en() -> Document:
    return Document(
        "en",
        (
            Heading(3, (Run("+3 more stories", bold=True, role=Role.COUNT),)),
            Bullets(
                (
                    (
                        Run(
                            "チョンブリに180MW級データセンター、BOIが482億バーツの投資を承認 電力と水が次の焦点に",
                            bold=True,
                            url=ARCHIVE + "ja-04",
                        ),
                        Run("\n"),
                        *figure("THB\u00a048.2B", "ja-04#f6", "investment", original="482億バーツ"),
                    ),
                    (
                        Run("ต่างชาติเที่ยวไทย 9 เดือนแตะ 24 ล้านคน หดตัวร้อยละ 7.6", bold=True, url=ARCHIVE + "th-02"),
                        Run("\n"),
                        *figure("7.6%", "th-02#f3", "foreign visitors", arrow="↓"),
                    ),
                )
            ),
        ),
    )


def impact_en() -> Document:
    """The answer to `impact TH`."""

    def item(sentence: str, source: str, date: str, number: str, modality: str = "") -> tuple[Block, ...]:
        head = (Run(modality, bold=True, role=Role.MODALITY), Run(" · ")) if modality else ()
        outlet = sources(source)[0]
        note = (*head, outlet, Run(f" · {date} · "), Run(number, url=ARCHIVE + number))
        return Quote(((Run(sentence),),)), Note((note,))

    return Document(
        "en",
        (
            Heading(1, (Run("TH", role=Role.FLAG), Run(" Thailand"))),
            Note(((Run("3 implications · 3 articles · since 1 August 2025"),),)),
            Rule(),
            Heading(3, (Run("Opportunities", bold=True), Run("\u20022"))),
            *item(ALLIANCE_TH, "cloud.example/ja-01", "30 Sep 2025", "i391", "possible"),
            *item(PLANT_TH, "cheshi.example/zh-01", "12 Sep 2025", "i372", "expected"),
            Rule(),
            Heading(3, (Run("Risks", bold=True), Run("\u20021"))),
            *item(RATE_RISK, "wire.example/en-05", "13 Aug 2025", "i341"),
        ),
        summary="Thailand: 2 opportunities; 1 risk",
    )


def empty_en() -> Document:
    return Document(
        "en",
        (
            Note(
                (
                    (
                        Run("Thailand watch", bold=True),
                        Run(" · Wednesday 1 October 2025 · 14 articles read, no story for Thailand or Japan"),
                    ),
                )
            ),
        ),
        summary="Thailand watch, Wednesday 1 October 2025: no story.",
    )


def help_en() -> Document:
    return Document(
        "en",
        (
            Heading(3, (Run("impact"),)),
            Paragraph((Run("What the news says about a region. "), Run("/digest impact TH", code=True))),
            Code("/digest impact REGION [words] [since:30d]"),
        ),
    )


def longest_en() -> Document:
    """Twelve long stories: more than one message of either platform holds."""
    sentence = (
        "The ministry said that output in the eastern provinces would have to rise much faster than planned. " * 4
    )
    blocks: list[Block] = [*masthead("Everything at once", "Tuesday 30 September 2025 · 12 stories")]
    for number in range(1, 13):
        blocks += story(
            f"Story {number}: " + "a long headline about capacity " * 3,
            f"https://wire.example/long-{number}",
            sentence.strip(),
            tuple(
                figure(f"{at}.{number}%", f"long-{number}#f{at}", "share of output", arrow="↑") for at in range(1, 4)
            ),
            implication("TH", "Thailand", "Risk", sentence.strip()),
            Note((sources(f"wire.example/long-{number}", f"khao.example/long-{number}"),)),
        )
    blocks += [Rule(), Note(((Run("+2 more stories", bold=True, role=Role.COUNT),),))]
    return Document("en", tuple(blocks))


MESSAGES: dict[str, tuple[Document, ...]] = {
    "digest-en": (digest_en(), details_en(), more_en()),
    "digest-ja": (digest_ja(),),
    "digest-zh": (digest_zh(),),
    "digest-th": (digest_th(),),
    "impact-en": (impact_en(),),
    "empty-en": (empty_en(),),
    "help-en": (help_en(),),
    "longest-en": (longest_en(),),
}
"""What is posted together, by name; each has a golden file a platform."""


def kept(messages: Sequence[Document]) -> list[Document]:
    """The messages of a digest that the store knows, if it has stories."""
    first, *details = messages
    return [replace(first, digest=7) if details else first, *details]
