"""Japanese counts with their counters, ranks, and bare levels."""

from __future__ import annotations

import re

from digests.extract.grammar import Claim, Context, Draft
from digests.extract.ja.numbers import DATA, DIGITS, HAN, NOT_KATAKANA, NUMBER, amounts, rule, signed
from digests.extract.numerals import read
from digests.extract.tables import longest
from digests.model import Kind, Language, Span
from digests.patterns import compiled

JA = Language.JA
_UNITS = DATA["count"]


def _counter(match: re.Match[str]) -> str:
    return str(_UNITS[match["u"]])


def _counted(match: re.Match[str], context: Context) -> Claim:
    """Number characters count only from two up, and never as part of a word (三井, 一人)."""
    value = read(match["n"], JA)
    if value is None or value < 2:
        return None
    return Draft(*match.span("all"), Kind.COUNT, value, _counter(match))


def _katakana(match: re.Match[str], context: Context) -> Claim:
    """3メガバンク: the noun is the counter; 40フィートコンテナ is a size."""
    value = read(match["n"], JA)
    return (
        None
        if value is None or value == 1 or _SIZED.match(match["noun"])
        else Draft(*match.span("all"), Kind.COUNT, value, "", noun=Span(*match.span("noun")))
    )


_SIZED = compiled(
    longest(word for word in DATA["quantity"] if "ァ" <= word[0] <= "ヴ" and len(word) > 2)
    + "|トン(?!ネル)|ミリ(?!オン)"
)


def _rank(match: re.Match[str], context: Context) -> Claim:
    value = read(match["n"], JA)
    return None if value is None else Draft(*match.span("all"), Kind.ORDINAL, value, "rank")


_INDEX_LEVEL = compiled(
    r"(?:(?:指数|平均株価|平均|TOPIX|ナスダック|S&P500種?|PMI|DI|SET|STI|VIX|ダウ|DAX|FTSE|KOSPI|SENSEX|ハンセン|種)(?:\([^()]{1,24}\))?(?:[はがをも][^\d。]{0,16}|[ \t:|]{1,4})"
    r"|(?:[高安増減]|[高安低]い|上昇|下落|上げ|下げ|低下|改善|悪化|プラス|マイナス|上回る|下回る)の?|節目(?:である|となる|とされる)?の|(?:好不況|判断|景気)の(?:分かれ目|境目)(?:である|となる|とされる)?の)$"
)
_INDEX = compiled(
    r"指数|平均|TOPIX|ナスダック|S&P|PMI|DI|SET|STI|VIX|ダウ|DAX|FTSE|KOSPI|SENSEX|ハンセン|ポイント|大台|節目"
)
_RATIO_LEVEL = compiled(
    r"(?:満点(?:で|中)|(?:PUE|WUE|出生率|係数|スコア|倍率|効率|評価)(?:\([^()\d]{1,14}\))?[はがをも:][^\d。、]{0,12})$"
)


_NUMBER_OF = compiled(r"(?<![指係乗偶奇])数[はがも](?:約|およそ|計|合計|延べ|前年の|過去最多の)?$")
_NAMED_LEVEL = compiled(r"[一-龥ァ-ヶー)][はが]$")


def _level(match: re.Match[str], context: Context) -> Claim:
    """A bare number that the words in front make an index level or a ratio: TOPIXは…3,612.48, PUEは1.25."""
    before = context.text[max(0, match.start() - 40) : match.start()]
    value = read(match["n"], JA)
    if value is None:
        return None
    value = signed(match, value)
    if match["sign"]:
        return Draft(*match.span("all"), Kind.QUANTITY, value, "point")
    if _RATIO_LEVEL.search(before):
        return Draft(*match.span("all"), Kind.QUANTITY, value)
    if _INDEX_LEVEL.search(before):
        return Draft(*match.span("all"), Kind.QUANTITY, value, "point")
    if _NUMBER_OF.search(before):
        return Draft(*match.span("all"), Kind.COUNT, value)
    decimal = "." in match["all"] and _NAMED_LEVEL.search(before)
    return Draft(*match.span("all"), Kind.QUANTITY, value) if decimal else None


def _noun_counters() -> str:
    guards = DATA["not_before"]
    return "|".join(
        re.escape(word) + (f"(?![{guards[word]}])" if word in guards else "")
        for word in sorted(_UNITS, key=len, reverse=True)
    )


_COUNTERS = _noun_counters()
_HAN_COUNTERS = "人|社|カ国|カ所|店|台|つ|本|件|回|度|種類|地域|部門|工場|県|州|都市|校|基|隻|機|棟|路線|拠点|分野|項目|点|名|枚|個|頭|戸|世帯|団体|銀行|行"
_LEVEL_ENDS = r"(?=[でとだにへ。、,()\s]|まで|台|前後|近辺|ちょうど|以[上下]|超|未満|$|を)"


_WORDED = r"(?P<sign>(?:プラス|マイナス)(?=\d))"


def _index(match: re.Match[str], context: Context) -> Claim:
    """TOPIXは続落し、2,700台: the 台 of an index counts no vehicles."""
    before = context.text[max(0, match.start() - 60) : match.start()].rpartition("。")[2]
    value = read(match["all"], JA)
    if value is None or not _INDEX.search(before) or not _INDEX_LEVEL.search(before):
        return None
    return Draft(*match.span("all"), Kind.QUANTITY, value, "point")


def _large(match: re.Match[str], context: Context) -> Claim:
    """13億: a large number that counts what the words around it name."""
    value = read(match["all"], JA)
    return None if value is None else Draft(*match.span("all"), Kind.COUNT, value)


COUNTS = (
    rule(
        "ordinal",
        rf"(?<![\d.,])(?P<all>(?:第 ?)?(?P<n>{DIGITS}|{HAN}{{1,3}}) ?(?:番目|位(?!置|相|牌)|(?:回|度|例|カ所|ヵ所|か所|人|社|店|棟|台"
        r"|工場|拠点|基|号|隻|本|件|カ国|校|作|路線|つ|枚|杯|曲|便|軒|巻|冊|球)目))",
        _rank,
    ),
    rule("level", rf"(?P<all>{NUMBER})(?=台)", _index),
    amounts(
        "count",
        Kind.COUNT,
        rf"(?P<u>{_COUNTERS})(?:(?<![ァ-ヴー])|{NOT_KATAKANA})",
        _counter,
        number=rf"(?:(?=\d){NUMBER})",
    ),
    rule("count", rf"(?P<all>(?P<n>{NUMBER})(?P<u>{_HAN_COUNTERS}))", _counted),
    rule("count", rf"(?<![\d.,])(?P<all>(?P<n>{DIGITS})(?P<noun>[ァ-ヴー]{{3,12}}))", _katakana),
    rule("level", rf"(?P<all>{_WORDED}?(?P<n>{NUMBER})){_LEVEL_ENDS}", _level),
    rule("large count", rf"(?P<all>(?=\d){NUMBER}(?<=[万億兆]))", _large),
)
