"""Japanese lengths of time, ages, weights and distances."""

from __future__ import annotations

import re
from decimal import Decimal

from digests.extract.grammar import Claim, Context, Draft
from digests.extract.ja.numbers import DASH, DATA, DIGITS, HAN, NOT_KATAKANA, NUMBER, amounts, rule
from digests.extract.numerals import read, read_range
from digests.extract.tables import longest
from digests.model import Direction, Kind, Language
from digests.patterns import compiled

JA = Language.JA

_DURATIONS = {
    "年": "year", "カ年": "year", "年間": "year", "年度": "year", "世紀": "century", "四半期": "quarter", "期": "year",
    "カ月": "month", "か月": "month", "ヵ月": "month", "ヶ月": "month", "ケ月": "month", "箇月": "month", "個月": "month",
    "カ月間": "month", "か月間": "month", "週": "week", "週間": "week", "日": "day", "日間": "day", "営業日": "day",
    "営業日間": "day", "時間": "hour", "分": "minute", "分間": "minute", "秒": "second", "会合": "meeting", "試合": "match",
    "シーズン": "season", "場所": "tournament", "大会": "tournament", "年度間": "year", "泊": "night",
}  # fmt: skip
_LONG = longest(_DURATIONS)
_PLAIN = (
    longest(word for word in _DURATIONS if word not in {"日", "期"})
    + "|日(?=以内|後|前|分(?!の)|ほど|程度|足らず|弱|強|短縮|縮|延|遅れ|早[いくまめ])"
)
_SPAN_END = r"(?P<end>ぶり|連続|続伸|続落|連騰|続騰)"


_QUARTERLY = compiled(r"短観|期の?(?:GDP|国内総生産)")


def _length(match: re.Match[str], context: Context) -> Claim:
    """A length of time; with ぶり the first in that time, with 連続 a series."""
    value = read(match["n"], JA)
    if value is None or (value > 1000 and "・" in match["n"]):  # 2025・26年
        return None
    unit = _DURATIONS[match["u"]]
    if match["u"] == "期" and _QUARTERLY.search(context.text):
        unit = "quarter"
    if match["half"]:
        value += Decimal("0.5")
    months = read(match["mo"], JA) if match["mo"] else None
    if months is not None:
        value, unit = value * 12 + months, "month"
    end = match["end"] or ""
    moved = {"続伸": Direction.UP, "続騰": Direction.UP, "連騰": Direction.UP, "続落": Direction.DOWN}.get(end)
    kind = Kind.COUNT if unit in {"meeting", "match", "season", "tournament"} else Kind.DURATION
    return Draft(*match.span("all"), kind, value, unit, direction=moved, first=end == "ぶり")


def _clocked(match: re.Match[str], context: Context) -> Claim:
    """2時間22分 in minutes."""
    return Draft(*match.span(), Kind.DURATION, Decimal(match["h"]) * 60 + Decimal(match["mi"]), "minute")


def _length_range(match: re.Match[str], context: Context) -> Claim:
    pair = read_range(match["low"], match["n"], JA)
    dates = len(match["low"]) == 4 if match["u"] == "年" else match["u"] == "年度" and len(match["low"]) > 1
    if dates or pair is None or pair[0] >= pair[1]:
        return None
    return Draft(*match.span("all"), Kind.DURATION, pair, _DURATIONS[match["u"]])


def _age(match: re.Match[str], context: Context) -> Claim:
    return Draft(*match.span("all"), Kind.DURATION, Decimal(match["all"]), "year")


_KM = compiled(
    r"時速|距離|航続|走行|走れ|道路|鉄道|路線|沖|区間|海岸|国境|延長|離れ|圏|先|沿い|送電線|パイプライン|ケーブル"
)


def _kilo(match: re.Match[str], context: Context) -> str:
    """キロ is a weight unless the words around it are of distances."""
    clause = context.text[max(0, match.start() - 14) : match.start()].rpartition("、")[2]
    around = clause + context.text[match.end() : match.end() + 8]
    return "km" if _KM.search(around) else "kg"


def _kilos(match: re.Match[str], context: Context) -> Claim:
    value, low = read(match["n"], JA), match["low"] and read_range(match["low"], match["n"], JA)
    if value is None or (match["low"] and (not low or low[0] >= low[1])):
        return None
    return Draft(*match.span("all"), Kind.QUANTITY, low or value, _kilo(match, context))


_QUANTITIES = DATA["quantity"]
_LENGTH_IS_NAME = (
    r"(?<!分(?=の[\d一二三四五六七八九十]))(?<!分(?=[ぶ野布配類離析担散割業別子岐解譲]))"
    r"(?!目|債|物|生(?!産)|式|号|報|収(?!入)|金|齢|輩|末|始)"
)

SPANS = (
    rule(
        "length range",
        rf"(?<![\d.,])(?P<all>(?P<low>{DIGITS})(?:年|カ月|週間|日|時間)?{DASH}(?P<n>{DIGITS})(?P<u>{_LONG})(?:間)?)(?<!日)(?!目|代)",
        _length_range,
    ),
    rule(
        "length range", r"(?<![\d.,])(?P<all>(?P<low>[1-9])、(?P<n>[1-9])(?P<u>年|カ月|週間|日間|時間))", _length_range
    ),
    rule("length", r"(?<![\d.,])(?P<h>\d{1,3})時間(?P<mi>\d{1,2})分(?!の\d)", _clocked),
    rule(
        "length",
        rf"(?<![\d.,年月])(?P<all>(?P<n>{DIGITS}|{HAN}{{1,4}}) ?(?P<u>{_LONG})(?P<half>半)?(?:(?P<mo>{DIGITS})カ月)?(?:間)?"
        rf"(?:余り?|以上|超)?{_SPAN_END})",
        _length,
    ),
)
"""Lengths of time that no date can be taken for: ranges, and what ends in ぶり or 連続."""

MEASURES = (
    rule(
        "length",
        rf"(?<![\d.,])(?P<all>(?P<n>{DIGITS}|{HAN}{{1,4}}) ?(?P<u>{_PLAIN})(?P<half>半)?(?:(?P<mo>{DIGITS})カ月)?(?P<end>(?!))?)"
        + _LENGTH_IS_NAME,
        _length,
    ),
    amounts("age", Kind.DURATION, r"歳(?!入|出|末|暮)", "year", number=DIGITS),
    rule("age", r"(?:(?<=[一-龥ァ-ヶー々ん]\()|(?<=さん、)|(?<=氏、))(?P<all>[2-9]\d)(?=\))", _age),
    rule("kilo", rf"(?P<all>(?:(?P<low>{NUMBER})(?:キロ)?{DASH})?(?P<n>{NUMBER}) ?キロ)(?![ァ-ヴー])", _kilos),
    amounts(
        "quantity",
        Kind.QUANTITY,
        rf"(?P<u>{longest(_QUANTITIES)})(?![A-Za-z\d])(?:(?<![ァ-ヴー])|{NOT_KATAKANA})",
        lambda m: str(_QUANTITIES[m["u"]]),
    ),
)
