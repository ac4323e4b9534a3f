"""Which regions a text names, and what people may call them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.extract.regions import (
    Form,
    contains,
    find_regions,
    flag,
    groups_around,
    is_region,
    members,
    parse_region,
    region_name,
    suggest_regions,
)


def named(text: str, language: str) -> str:
    """The codes of the regions found, in text order."""
    return " ".join(mention.region for mention in find_regions(text, language))


JAPANESE = [
    ("タイの企業とインドネシア工場", "TH ID"),
    ("値上げのタイミングとプロトタイプ、クルンタイ銀行", ""),
    ("「タイランド4.0」が進むマリン事業", ""),
    ("タイ・チョンブリ県とラヨーン", "TH TH TH"),
    ("熊本県と大分市に新工場", "JP JP"),
    ("大分改善した三重構造の仕組み", ""),
    ("米中対立、日米韓の協調", "US CN JP US KR"),
    ("対中輸出と訪米、訪日客", "CN US JP"),
    ("米商務省は米エヌビディアに米国債で", "US US US"),
    ("米価が上がり、新米も輸入米を混ぜた", ""),
    ("中国電力と四国中央市、東日本の今年中の計画", "JP JP"),
    ("17日米国で、今日米株式市場は", "US US"),
    ("対中小企業の支援、対中国輸出", "CN"),
    ("100米ドル、5億豪ドル、台湾ドル、タイバーツ、香港ドル建て", ""),
    ("日韓国交正常化", "JP KR"),
    ("独シーメンスは独自に、英アームの独占を", "DE GB"),
    ("ジョージア州の工場", "US"),
    ("ジョージアの首都トビリシ", "GE GE"),
    ("ASEANとEU、EUV露光装置", "ASEAN EU"),
    ("日系メーカーと欧米企業", "JP US 150"),
    ("日銀とウォール街", "JP US"),
    ("南アフリカ、中央アジア、中南米", "ZA 143 419"),
    ("USスチールの買収、US産", "US"),
    ("ヨルダンさんが語る", ""),
    ("日中の最高気温、日中関係", "JP CN"),
    ("日産はメキシコでの生産を縮小", "MX"),
    ("史上最多タイの記録", ""),
]

ENGLISH = [
    ("Thailand's exporters and Thai goods", "TH TH"),
    ("Tell us what you think of the US", "US"),
    ("FOLLOW US ON SOCIAL MEDIA", ""),
    ("U.S.-China talks and US$5bn, US59 cents", "US CN"),
    ("Bank of America, Air China and bone china for turkeys", ""),
    ("Record Turkey Sales before Christmas", ""),
    ("Turkey is likely to gain", "TR"),
    ("a plant in Bulloch County, Georgia", "US"),
    ("Georgia and Armenia, across the Caucasus", "GE AM"),
    ("Michael Jordan and Jordan Peterson met Chad Smith", ""),
    ("Jordan and Chad signed", "JO TD"),
    ("In Jordan, prices rose", "JO"),
    ("Papua New Guinea, New Mexico and Indiana", "PG US US"),
    ("North Korean, South African and Latin American buyers", "KP ZA 419"),
    ("the Thai baht, the Hong Kong dollar, Swiss francs", ""),
    ("BANGKOK - The bank", "TH"),
    ("Penang, Bayan Lepas and Rayong", "MY MY TH"),
    ("Washington and Wall Street", "US US"),
    ("South-East Asia and Southeast Asian makers", "035 035"),
    ("the Indian Ocean, an African American, guinea pigs", ""),
    ("Dutch and German ports", "NL DE"),
    ("polish the brand in jersey", ""),
    ("Europe, the eurozone and the European Union", "150 EU EU"),
    ("Thailandia Chinatown", ""),
]

CHINESE = [
    ("泰国罗勇府工厂", "TH TH"),
    ("印度尼西亚与印度、印度洋", "ID IN"),
    ("面对欧盟的关税，对欧出口", "EU EU"),
    ("发展中国家与其中国内企业", ""),
    ("中美关系，其中美国企业", "CN US US"),
    ("近日商务部表示，日商在泰投资", "JP TH"),
    ("完美方案与美方代表", "US"),
    ("中国家电企业进入德国", "CN DE"),
    ("在日常经营中，日内瓦", "CH"),
    ("台灣封測業、馬來西亞檳城", "TW MY MY"),
    ("新台幣612億元、5000万港元、100印度卢比", ""),
    ("中国移动与中国银行在香港", "HK"),
    ("马里兰州与马里", "US ML"),
    ("两岸企业", "CN TW"),
    ("集中资金、中资银行", "CN"),
]

THAI = [
    ("ผู้ประกอบการไทยและประเทศไทย", "TH TH"),
    ("ธนาคารไทยพาณิชย์และกรุงไทยกับภาษาไทย", ""),
    ("จีนและขนมจีน", "CN"),
    ("บริการคลาวด์และสภากาชาด", ""),
    ("ดอลลาร์สหรัฐ ภาษีของสหรัฐฯ", "US"),
    ("สหรัฐอาหรับเอมิเรตส์", "AE"),
    ("จังหวัดระยองและกรุงเทพฯ", "TH TH"),
    ("สปป.ลาว เวียดนาม เอเชียตะวันออกเฉียงใต้", "LA VN 035"),
    ("ล้านบาทไทย", ""),
    ("จอร์เจียอยู่ในคอเคซัส", "GE"),
    ("รัฐจอร์เจีย", "US"),
    ("อาเซียนและสหภาพยุโรป", "ASEAN EU"),
    ("ค่ายรถญี่ปุ่นในอินโดนีเซีย", "JP ID"),
]


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        (language, *case)
        for language, table in (("ja", JAPANESE), ("en", ENGLISH), ("zh", CHINESE), ("th", THAI))
        for case in table
    ],
)
def test_a_text_names_its_regions_and_no_others(language: str, text: str, codes: str) -> None:
    assert named(text, language) == codes


@pytest.mark.parametrize(
    ("text", "language", "form"),
    [
        ("Thai", "en", Form.ADJECTIVE),
        ("Thailand", "en", Form.NAME),
        ("Penang", "en", Form.PLACE),
        ("ホワイトハウス", "ja", Form.METONYM),
        ("米政府", "ja", Form.ABBREVIATION),
    ],
)
def test_a_mention_knows_how_the_region_was_named(text: str, language: str, form: Form) -> None:
    assert [mention.form for mention in find_regions(text, language)] == [form]


@given(
    st.text(alphabet="タイ中国日米EUSThaiไทยจีน美中 .-ー", max_size=60), st.sampled_from(["ja", "en", "zh-Hant", "th"])
)
def test_any_text_gives_spans_inside_it_and_in_order(text: str, language: str) -> None:
    mentions = find_regions(text, language)
    assert [mention.span for mention in mentions] == sorted(mention.span for mention in mentions)
    for mention in mentions:
        assert 0 <= mention.span.start < mention.span.end <= len(text)
        assert is_region(mention.region)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("TH", "TH"),
        ("th", "TH"),
        ("Thailand", "TH"),
        ("thai", "TH"),
        ("タイ", "TH"),
        ("ไทย", "TH"),
        ("泰国", "TH"),
        ("泰國", "TH"),
        ("South-East Asia", "035"),
        ("southeast asia", "035"),
        ("東南アジア", "035"),
        ("ASEAN", "ASEAN"),
        ("東協", "ASEAN"),
        ("the UK", "GB"),
        ("U.S.", "US"),
        ("Türkiye", "TR"),
        ("Côte d’Ivoire", "CI"),
        ("ミャンマー", "MM"),
        ("Myanmar (Burma)", "MM"),
        ("ＥＵ", "EU"),
        ("035", "035"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_region_is_understood_as_people_write_it(word: str, code: str | None) -> None:
    assert parse_region(word) == code


def test_a_near_miss_is_answered_with_suggestions() -> None:
    assert suggest_regions("Tailand") == ("TH",)
    assert suggest_regions("Vietnm") == ("VN",)
    assert suggest_regions("Guinee")[0] == "GN"
    assert suggest_regions("zzzzqqq") == ()


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("TH", ("タイ", "Thailand", "泰国", "泰國", "ไทย")),
        ("US", ("米国", "United States", "美国", "美國", "สหรัฐ")),
        ("HK", ("香港", "Hong Kong", "香港", "香港", "ฮ่องกง")),
        ("MM", ("ミャンマー", "Myanmar", "缅甸", "緬甸", "เมียนมา")),
        ("KR", ("韓国", "South Korea", "韩国", "南韓", "เกาหลีใต้")),
        ("035", ("東南アジア", "Southeast Asia", "东南亚", "東南亞", "เอเชียตะวันออกเฉียงใต้")),
        ("ASEAN", ("ASEAN", "ASEAN", "东盟", "東盟", "อาเซียน")),
        ("EU", ("EU", "European Union", "欧盟", "歐盟", "สหภาพยุโรป")),
        ("??", ("??",) * 5),
    ],
)
def test_a_region_is_named_in_the_readers_language(code: str, names: tuple[str, ...]) -> None:
    assert tuple(region_name(code, tag) for tag in ("ja", "en", "zh", "zh-Hant", "th")) == names


def test_every_region_has_a_name_that_leads_back_to_it() -> None:
    for code in ("AR", "BO", "CD", "CG", "GB", "GE", "ID", "KP", "MO", "TW", "VN", "002", "145", "419"):
        assert parse_region(region_name(code, "en")) == code


@pytest.mark.parametrize(
    ("group", "region", "holds"),
    [
        ("035", "TH", True),
        ("142", "TH", True),
        ("001", "TH", True),
        ("ASEAN", "TH", True),
        ("EU", "DE", True),
        ("419", "MX", True),
        ("019", "US", True),
        ("142", "035", True),
        ("TH", "TH", True),
        ("EU", "GB", False),
        ("035", "JP", False),
        ("TH", "035", False),
    ],
)
def test_groups_contain_their_members_at_any_depth(group: str, region: str, holds: bool) -> None:
    assert contains(group, region) is holds


def test_countries_and_the_union_have_flags_and_groups_have_none() -> None:
    assert (flag("TH"), flag("EU"), flag("035"), flag("ASEAN"), flag("??")) == ("🇹🇭", "🇪🇺", "", "", "")


def test_the_whole_world_is_covered_once() -> None:
    regions = ["002", "009", "019", "142", "150"]
    countries = [code for code in ("TH", "TW", "XK", "ZA", "BR", "FJ", "GB", "SG") if contains("001", code)]
    assert len(countries) == 8
    assert all(sum(contains(region, code) for region in regions) == 1 for code in countries)


def test_a_group_holds_itself_and_its_members_and_a_country_knows_its_groups() -> None:
    assert members("ASEAN") >= {"ASEAN", "TH", "VN"}
    assert members("TH") == {"TH"}
    assert groups_around("TH") == {"035", "142", "ASEAN"}
    assert contains("035", "ASEAN")
