"""A digest made by hand: three stories in three languages, a conflict, three that did not fit."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from digests.document import Document
from digests.links import Links
from digests.model import (
    Approx,
    Article,
    Cadence,
    Channel,
    CitedFigure,
    Conflict,
    Correction,
    Digest,
    Direction,
    Figure,
    Filters,
    Findings,
    Implication,
    Kind,
    Language,
    Modality,
    Span,
    Stance,
    Story,
    Subscription,
    Window,
)
from digests.render import Renderer
from digests.stories import merge

UP, DOWN = Direction.UP, Direction.DOWN
_SENTENCE = re.compile(r"[^\n。]+?(?:。|(?<![ก-๙])[.!?](?=\s|$)|(?=\n|$))|[^\n。]+$")
_TITLES = {
    Language.EN: "Thailand watch",
    Language.JA: "タイ定点観測",
    Language.ZH: "泰国观察",
    Language.TH: "จับตาประเทศไทย",
}


def article(number: int, text: str, **facts: Any) -> Article:
    """An article whose first line is its title."""
    facts.setdefault("title", text.partition("\n")[0])
    facts.setdefault("origin", f"{number}.txt")
    fingerprint = sha256(text.encode(errors="surrogatepass")).hexdigest()
    return Article(text, fingerprint=fingerprint, id=number, **facts)


def figure(of: Article, quote: str, kind: Kind, value: Any, unit: str = "", **facts: Any) -> Figure:
    """A figure at the quote's first occurrence after the title (or in it, if nowhere else)."""
    start = of.text.find(quote, of.text.find("\n") + 1)
    start = of.text.index(quote) if start < 0 else start
    if isinstance(value, tuple):
        value = (Decimal(value[0]), Decimal(value[1]))
    elif kind is not Kind.DATE:
        value = Decimal(value)
    facts.setdefault("id", (of.id or 0) * 1000 + start)
    facts.setdefault("key", True)
    span = Span(start, start + len(quote))
    return Figure(quote, span, _around(of, span), kind, value, unit, **facts)


def implication(of: Article, region: str, start: str, modality: Modality, stance: Stance | None = None) -> Implication:
    """The sentence that begins with `start`."""
    at = of.text.index(start)
    span = _around(of, Span(at, at + 1))
    return Implication(region, of.text[span.start : span.end], span, modality, stance, id=(of.id or 0) * 1000 + at)


def findings(of: Article, figures: tuple[Figure, ...] = (), implications: tuple[Implication, ...] = ()) -> Findings:
    """What the article says; its lead is every sentence after the title."""
    lead = tuple(span for span in _sentences(of.text) if span.start > of.text.find("\n"))
    ordered = tuple(sorted(figures, key=lambda one: one.span))
    return Findings(of, ordered, implications, lead=lead)


def edition(
    language: Language = Language.EN, stories: tuple[Story, ...] | None = None, more: tuple[Story, ...] | None = None
) -> Digest:
    """The digest of 30 September 2025."""
    filters = Filters(regions=("TH", "JP"))
    channel = Channel("terminal", "", "here")
    cadence = Cadence(zone="Asia/Bangkok")
    subscription = Subscription(
        "thailand", channel, title=_TITLES[language], language=language, filters=filters, cadence=cadence
    )
    at = datetime(2025, 9, 30, 1, 30, tzinfo=UTC)
    window = Window(datetime(2025, 9, 29, 1, 30, tzinfo=UTC), at)
    shown = tuple(tell(language) for tell in (rate_cut, car_plant, chip_partnership)) if stories is None else stories
    left = tuple(tell(language) for tell in (data_centre, chip_licences, tourists)) if more is None else more
    return Digest(subscription, at.isoformat(), at, window, shown, left, read=14, id=7)


def corrected(language: Language = Language.EN) -> Digest:
    """The digest after two of its articles were corrected, one of them twice."""
    return edition(language, tuple(tell(language) for tell in (breach, chip_correction)), ())


def corrected_messages(language: Language, surface: str) -> tuple[Document, ...]:
    """The corrected digest's parent message and the note in its thread."""
    renderer = Renderer(links=Links("https://news.example"))
    digest = corrected(language)
    parent, *_ = renderer.digest(digest, surface)
    return (parent, renderer.note(digest, 111, surface))


def breach(language: Language = Language.EN) -> Story:
    """An English article whose first version counted fewer customers, and whose second more."""
    text = (
        "Five days offline: what the Kestrel breach says about supply chains\n"
        "Kestrel Logistics said that {} customers were affected. Operating profit will fall to €45m.\n"
    )
    counts = (("3.1 million", 3_100_000, 7), ("3.2 million", 3_200_000, 8), ("3.4 million", 3_400_000, 9))
    versions = []
    for number, (quote, value, hour) in enumerate(counts, 109):
        of = article(
            number,
            text.format(quote),
            url="https://harbour.example/en-06",
            source="harbour.example",
            published=date(2025, 9, 29),
            collected_at=datetime(2025, 9, 30, hour, 5, tzinfo=UTC),
            language="en",
        )
        customers = figure(of, quote, Kind.COUNT, value, "customer", label="customers affected", rank=1)
        profit = figure(of, "€45m", Kind.MONEY, 45_000_000, "EUR", label="operating profit", direction=DOWN, rank=2)
        versions.append(findings(of, (customers, profit)))
    first, second, third = (CitedFigure(one.article, one.figures[0]) for one in versions)
    return replace(merge(versions[-1:], language), corrections=(Correction(second, third), Correction(first, second)))


def chip_correction(language: Language = Language.EN) -> Story:
    """The chip partnership, whose first version had another sum."""
    now = chip_partnership(language)
    later = replace(now.lead.article, collected_at=datetime(2025, 9, 30, 16, 59, tzinfo=UTC))
    of = article(
        115, later.text.replace("6,000万ドル", "5,000万ドル"), url=later.url, source=later.source, language="ja"
    )
    label = "アリババ株の取得額"
    was = figure(of, "5,000万ドル", Kind.MONEY, 50_000_000, "USD", label=label, rank=2)
    sum_now = next(cited.figure for cited in now.figures if cited.figure.label == label)
    return replace(now, corrections=(Correction(CitedFigure(of, was), CitedFigure(later, sum_now)),))


def rate_cut(language: Language = Language.EN) -> Story:
    """One event in three outlets of three languages."""
    wire = article(
        101,
        "Thai central bank cuts key rate by a quarter point as tariffs bite\n"
        "The Bank of Thailand lowered its policy rate by 25 basis points to 1.50 per cent on 13 August, its fourth cut "
        "in 10 months, to prop up an economy facing steep tariffs and falling prices. "
        "The rate is at its lowest in more than two years. "
        "Consumer prices fell 0.70 per cent in July, and the United States levies 19 per cent on Thai goods.\n"
        "The levy threatens to erode Thailand's competitiveness and to squeeze its small manufacturers first, the "
        "committee said. "
        "Cheaper credit should ease the burden on Thai households, whose debts equal nearly nine-tenths of GDP, "
        "economists said. Thai banks, however, risk losing about 5 to 8 basis points of net interest margin.\n",
        url="https://wire.example/en-05",
        source="wire.example",
        published=date(2025, 8, 13),
        language="en",
    )
    khao = article(
        102,
        "กนง. มีมติเอกฉันท์ลดดอกเบี้ยนโยบายเหลือร้อยละ 1.50 ต่อปี\n"
        "คณะกรรมการนโยบายการเงิน (กนง.) มีมติ 7 ต่อ 0 เสียง ให้ปรับลดอัตราดอกเบี้ยนโยบายลงร้อยละ 0.25 "
        "เหลือร้อยละ 1.50 ต่อปี นับเป็นการลดดอกเบี้ยครั้งที่ 4\n"
        "กนง. กังวลว่าภาษีนำเข้าของสหรัฐที่เก็บจากสินค้าไทยในอัตราร้อยละ 19 จะซ้ำเติมปัญหาเชิงโครงสร้าง\n",
        url="https://khao.example/th-01",
        source="khao.example",
        published=date(2025, 8, 13),
        language="th",
    )
    keizai = article(
        103,
        "タイ中銀、政策金利を1.50%に下げ 全会一致\n"
        "タイ銀行(中央銀行)は8月13日の金融政策委員会で、政策金利を0.25ポイント引き下げ、年1.50%とした。"
        "金利は約2年半ぶりの低さとなる。7月の消費者物価指数は0.70%下がった。\n"
        "中銀は、米国による19%の相互関税がタイの中小企業の経営を圧迫する恐れがあるとみている。\n",
        url="https://keizai.example/ja-06",
        source="keizai.example",
        published=date(2025, 8, 13),
        language="ja",
    )
    policy = {"metric": "policy_rate", "direction": DOWN, "rank": 1}
    prices = {"metric": "inflation", "direction": DOWN, "rank": 2}
    low = figure(
        wire, "two years", Kind.DURATION, 2, "year", label="lowest", approx=Approx.MORE_THAN, first=True, key=False
    )
    low_ja = figure(
        keizai, "2年半ぶり", Kind.DURATION, "2.5", "year", label="低さ", approx=Approx.ABOUT, first=True, key=False
    )
    basis = figure(wire, "25 basis points", Kind.PERCENT, "0.25", "pp", label="policy rate", direction=DOWN, key=False)
    sources = (
        findings(
            wire,
            (
                figure(wire, "1.50 per cent", Kind.PERCENT, "1.50", "%", label="policy rate", **policy),
                figure(wire, "0.70 per cent", Kind.PERCENT, "0.70", "%", label="consumer prices", **prices),
                figure(wire, "19 per cent", Kind.PERCENT, 19, "%", label="US duty on Thai goods", rank=3),
                basis,
                figure(wire, "fourth", Kind.ORDINAL, 4, "rank", label="rate cut", key=False),
                low,
            ),
            (
                implication(wire, "TH", "The levy", Modality.RISK, Stance.RISK),
                implication(wire, "TH", "Cheaper credit", Modality.EXPECTED, Stance.OPPORTUNITY),
                implication(wire, "TH", "Thai banks", Modality.RISK, Stance.RISK),
            ),
        ),
        findings(
            khao,
            (
                figure(khao, "ร้อยละ 1.50", Kind.PERCENT, "1.50", "%", label="ดอกเบี้ยนโยบาย", **policy),
                figure(khao, "7 ต่อ 0", Kind.RATIO, (7, 0), label="มติ", key=False),
                figure(khao, "ร้อยละ 19", Kind.PERCENT, 19, "%", label="ภาษีนำเข้าของสหรัฐ", rank=2),
            ),
            (implication(khao, "TH", "กนง. กังวล", Modality.RISK, Stance.RISK),),
        ),
        findings(
            keizai,
            (
                figure(keizai, "1.50%", Kind.PERCENT, "1.50", "%", label="政策金利", **policy),
                figure(keizai, "0.70%", Kind.PERCENT, "0.70", "%", label="消費者物価指数", **prices),
                figure(keizai, "19%", Kind.PERCENT, 19, "%", label="米国の相互関税", rank=3),
                low_ja,
            ),
            (implication(keizai, "TH", "中銀は", Modality.RISK, Stance.RISK),),
        ),
    )
    claims = (CitedFigure(wire, low), CitedFigure(keizai, low_ja))
    return replace(merge(sources, language), conflicts=(Conflict("low in policy rate", None, claims),))


def car_plant(language: Language = Language.EN) -> Story:
    """A Chinese article with a large count, a currency no sign stands for, and two regions."""
    cheshi = article(
        104,
        "远驰汽车泰国工厂第10万辆整车下线 拟在印度尼西亚再建新厂\n"
        "中国新能源车企远驰汽车9月12日宣布，泰国罗勇府工厂第10万辆整车正式下线，距投产仅21个月。"
        "该厂总投资约32亿元，零部件本地化率升至55%。今年海外销量增至28.6万辆。\n"
        "泰国投资促进委员会预计，二期项目将带动上下游新增就业岗位6000个，进一步巩固泰国作为东盟电动车出口枢纽的地位。"
        "深耕当地数十年的日本车企则不得不加快推出混动车型，以守住份额。\n",
        url="https://cheshi.example/zh-01",
        source="cheshi.example",
        published=date(2025, 9, 12),
        language="zh",
    )
    figures = (
        figure(cheshi, "28.6万辆", Kind.COUNT, 286000, "vehicle", label="海外销量", direction=UP, rank=1),
        figure(cheshi, "32亿元", Kind.MONEY, 3_200_000_000, "CNY", label="总投资", approx=Approx.ABOUT, rank=2),
        figure(cheshi, "55%", Kind.PERCENT, 55, "%", label="零部件本地化率", direction=UP, rank=3),
        figure(cheshi, "第10万辆", Kind.ORDINAL, 100000, "rank", label="整车", key=False),
        figure(cheshi, "21个月", Kind.DURATION, 21, "month", label="投产", key=False),
        figure(cheshi, "6000个", Kind.COUNT, 6000, "job", label="新增就业岗位", direction=UP, key=False),
    )
    implications = (
        implication(cheshi, "TH", "泰国投资", Modality.EXPECTED, Stance.OPPORTUNITY),
        implication(cheshi, "JP", "深耕", Modality.REQUIRED),
    )
    return merge((findings(cheshi, figures, implications),), language)


def chip_partnership(language: Language = Language.EN) -> Story:
    """A Japanese article; its notation is the reader's in one language and foreign in three."""
    cloud = article(
        105,
        "タイ企業はどちらに賭けるのか アリババとNvidiaの接近が迫る「技術圏」の選択\n"
        "まず動いたのは株価だった。公表後のアリババ株は9%上げ、4年ぶりの高値を付けた。"
        "成長株投資で知られるアーク社も買い手に回っている。取得額は6,000万ドル。"
        "製造コストは40%下がり、互換性もある。\n"
        "高度な仮想試験の環境が身近なクラウドから使えるようになれば、タイ政府の産業戦略「タイランド4.0」が重点に置く"
        "自動車・電子機器工場の高度化を後押しする可能性がある。\n",
        url="https://cloud.example/ja-01",
        source="cloud.example",
        published=date(2025, 9, 30),
        language="ja",
    )
    figures = (
        figure(cloud, "9%", Kind.PERCENT, 9, "%", label="アリババ株", direction=UP, rank=1, metric="share_price"),
        figure(cloud, "6,000万ドル", Kind.MONEY, 60_000_000, "USD", label="アリババ株の取得額", rank=2),
        figure(cloud, "40%", Kind.PERCENT, 40, "%", label="製造コスト", direction=DOWN, rank=3),
        figure(cloud, "4年ぶり", Kind.DURATION, 4, "year", label="株価の高値", first=True, rank=4),
    )
    implied = (implication(cloud, "TH", "高度な仮想試験", Modality.POSSIBLE, Stance.OPPORTUNITY),)
    return merge((findings(cloud, figures, implied),), language)


def data_centre(language: Language = Language.EN) -> Story:
    """Short, Japanese, in baht."""
    of = article(
        106,
        "チョンブリに180MW級データセンター、BOIが482億バーツの投資を承認\n投資額は482億バーツ。\n",
        url="https://keizai.example/ja-04",
        source="keizai.example",
        published=date(2026, 1, 20),
        language="ja",
    )
    baht = figure(of, "482億バーツ", Kind.MONEY, 48_200_000_000, "THB", label="投資額", rank=1)
    return merge((findings(of, (baht,)),), language)


def chip_licences(language: Language = Language.EN) -> Story:
    """Short, English, with a dollar sign that several currencies share."""
    of = article(
        107,
        "US weighs licence rule for AI chips bound for Malaysia and Thailand\nServer shipments rose to $3.4bn.\n",
        url="https://ledger.example/en-01",
        source="ledger.example",
        published=date(2025, 7, 7),
        language="en",
    )
    shipments = figure(of, "$3.4bn", Kind.MONEY, 3_400_000_000, "USD", label="Server shipments", direction=UP, rank=1)
    return merge((findings(of, (shipments,)),), language)


def tourists(language: Language = Language.EN) -> Story:
    """Short, Thai."""
    of = article(
        108,
        "ต่างชาติเที่ยวไทย 9 เดือนแตะ 24 ล้านคน หดตัวร้อยละ 7.6\nนักท่องเที่ยวต่างชาติลดลงร้อยละ 7.6\n",
        url="https://khao.example/th-02",
        source="khao.example",
        published=date(2025, 9, 29),
        language="th",
    )
    fall = figure(of, "ร้อยละ 7.6", Kind.PERCENT, "7.6", "%", label="นักท่องเที่ยวต่างชาติ", direction=DOWN, rank=1)
    return merge((findings(of, (fall,)),), language)


def _sentences(text: str) -> list[Span]:
    spans = []
    for match in _SENTENCE.finditer(text):
        words = match[0]
        start = match.start() + len(words) - len(words.lstrip())
        if words.strip():
            spans.append(Span(start, start + len(words.strip())))
    return spans


def _around(of: Article, span: Span) -> Span:
    return next((s for s in _sentences(of.text) if s.start <= span.start < s.end), span)
