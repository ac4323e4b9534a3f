"""The lexicon: reviewed like code, and read with care for where a word begins and ends."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from digests.extract import metrics
from digests.extract.metrics import metric_keys, metric_name, metric_of

DATA = Path(metrics.__file__).parent / "data" / "metrics.toml"
LANGUAGES = ("en", "ja", "zh", "th")


@pytest.fixture(scope="module")
def measures() -> dict[str, dict[str, list[str]]]:
    data = tomllib.loads(DATA.read_text("utf-8"))
    del data["not_when"]
    return data


def test_it_knows_more_than_150_measures_in_alphabetical_order() -> None:
    keys = metric_keys()
    assert len(keys) > 150
    assert list(keys) == sorted(keys)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", key) for key in keys)


def test_every_measure_has_a_name_in_every_language(measures: dict[str, dict[str, list[str]]]) -> None:
    for key, names in measures.items():
        assert set(LANGUAGES) <= set(names) <= {*LANGUAGES, "zh_hant"}, key
        assert all(names.values()), key


def test_a_name_belongs_to_one_measure(measures: dict[str, dict[str, list[str]]]) -> None:
    for language in (*LANGUAGES, "zh_hant"):
        names = Counter(name.casefold() for measure in measures.values() for name in measure.get(language, ()))
        assert [name for name, count in names.items() if count > 1] == [], language


def test_both_chinese_scripts_agree_on_a_shared_name(measures: dict[str, dict[str, list[str]]]) -> None:
    simplified = {name: key for key, measure in measures.items() for name in measure["zh"]}
    for key, measure in measures.items():
        for name in measure.get("zh_hant", ()):
            assert simplified.get(name, key) == key


def test_shown_names_are_short(measures: dict[str, dict[str, list[str]]]) -> None:
    longest = {"en": 28, "ja": 14, "zh": 9, "zh_hant": 9, "th": 36}
    for key, measure in measures.items():
        for language, names in measure.items():
            assert len(names[0]) <= longest[language], (key, names[0])


def test_every_name_is_recognised_as_its_own_measure(measures: dict[str, dict[str, list[str]]]) -> None:
    for key, measure in measures.items():
        for language, names in measure.items():
            for name in names:
                assert metric_of(name, language.partition("_")[0]) == key, name


@pytest.mark.parametrize(
    ("label", "language", "key"),
    [
        ("policy rate", "en", "policy_rate"),
        ("The bank's Key Rate", "en", "policy_rate"),
        ("Like‑for‑like sales, excluding fuel", "en", "same_store_sales"),
        ("annual sales", "en", "revenue"),
        ("lithium iron phosphate battery plant", "en", None),
        ("shareholders", "en", None),
        ("exporters", "en", None),
        ("export controls", "en", None),
        ("share of chilled imports", "en", None),
        ("chilled imports", "en", "imports"),
        ("R&D spending", "en", "research_spending"),
        ("製造コスト", "ja", "manufacturing_cost"),
        ("同社の製造コスト", "ja", "manufacturing_cost"),
        ("コストコ", "ja", None),
        ("7~9月期の連結営業利益", "ja", "operating_profit"),
        ("輸出規制", "ja", None),
        ("投資家", "ja", None),
        ("アリババ株購入", "ja", "share_purchase"),
        ("アリババ株 購入", "ja", "share_purchase"),
        ("アリババ株", "ja", "shares"),
        ("アリババの株価 高値", "ja", "share_price"),
        ("資産運用会社", "ja", None),
        ("shares of Alibaba", "en", "shares"),
        ("輸出と輸入", "ja", "imports"),
        ("同EBITDA率", "ja", "ebitda"),
        ("xEBITDA", "ja", None),
        ("新能源汽车销量", "zh", "ev_sales"),
        ("出口管制", "zh", None),
        ("淨利差", "zh-Hant", "net_interest_margin"),
        ("稅後純益", "zh-TW", "net_profit"),
        ("ดอกเบี้ยนโยบาย", "th", "policy_rate"),
        ("อัตราดอกเบี้ยนโยบายของธนาคาร", "th", "policy_rate"),
        ("ผู้ส่งออก", "th", None),
        ("ค่าแรงขั้นต่ำ", "th", "minimum_wage"),
        ("ราคา้", "th", None),
        ("ส่วนที่เป็นของบริษัทใหญ่", "th", None),
        ("İstanbul revenue", "ja", None),
        ("", "en", None),
        ("revenue", "fr", None),
    ],
)
def test_a_label_names_its_longest_measure(label: str, language: str, key: str | None) -> None:
    assert metric_of(label, language) == key


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "policy rate"), ("ja", "政策金利"), ("zh", "政策利率"), ("th", "ดอกเบี้ยนโยบาย"), ("de", "policy rate")],
)
def test_a_measure_is_named_in_the_readers_language(language: str, name: str) -> None:
    assert metric_name("policy_rate", language) == name


@pytest.mark.parametrize("tag", ["zh-Hant", "zh-TW", "zh-HK", "zh-Hant-TW"])
def test_traditional_script_has_its_own_names_where_they_differ(tag: str) -> None:
    assert metric_name("net_profit", tag) == "淨利"
    assert metric_name("birth_rate", tag) == "出生率"
    assert metric_name("net_profit", "zh-Hans") == "净利润"


def test_the_look_of_the_digest_is_kept() -> None:
    shown = [metric_name(key, language) for key in ("share_purchase", "investment") for language in LANGUAGES]
    assert shown == [
        *("share purchase", "株式取得額", "购股金额", "มูลค่าซื้อหุ้น"),
        *("investment", "投資額", "总投资", "เงินลงทุน"),
    ]


def test_an_unknown_measure_is_an_error() -> None:
    with pytest.raises(KeyError):
        metric_name("happiness", "en")
