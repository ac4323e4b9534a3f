"""Japanese percentages and points, 割, fractions, ratios and multiples."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial

from digests.extract.grammar import Claim, Context, Draft
from digests.extract.ja.numbers import DASH, DIGITS, HAN, NUMBER, SIGN, amounts, moved, rule, signed
from digests.extract.numerals import read, read_fraction
from digests.model import Direction, Kind, Language
from digests.patterns import compiled

JA = Language.JA

_INDEX = compiled(r"指数|平均|TOPIX|SET|STI|ナスダック|S&P|ハンセン|総合株価|VN")
_RATE = compiled(r"率|%|金利|利回り|比率|割合|シェア|GDP")


def _points(match: re.Match[str], context: Context) -> Claim:
    """ポイント: percentage points, or points of an index or a scheme when it is one or the number is large."""
    value, low = read(match["n"], JA), match["low"] and read(match["low"], JA)
    if value is None or (low and low >= value):
        return None
    start = context.text.rfind("\n", max(0, match.start() - 600), match.start()) + 1
    before = context.text[max(start, match.start() - 60) : match.start()].rpartition("。")[2]
    index = _INDEX.search(before) and not _RATE.search(before)
    points = value >= 100 or bool(index) or _of_diffusion(match, context)
    kind, unit = (Kind.QUANTITY, "point") if points else (Kind.PERCENT, "pp")
    written = (low, value) if low else signed(match, value)
    return Draft(*match.span("all"), kind, written, unit, direction=moved(match))


_DIFFUSION = compiled(r"(?<![A-Za-z])DI(?![A-Za-z])|業況判断|景気動向指数|PMI|景況感指数")
_LEVEL_BESIDE = compiled(r"[^。\n\d%]{0,14}(?:プラス|マイナス)\d")


def _of_diffusion(match: re.Match[str], context: Context) -> bool:
    """Whether the points are of a diffusion index: beside its level (8ポイント改善のプラス24), or where the text spoke of one
    later than of any percentage."""
    text, at = context.text, match.start()
    if _LEVEL_BESIDE.match(text, match.end()):
        return True
    before = text[max(0, at - 400) : at]
    named = max((found.end() for found in _DIFFUSION.finditer(before)), default=-1)
    return named > before.rfind("%")


def _tenths(match: re.Match[str], context: Context) -> Claim:
    """割 and 分: 3割5分 is 35%."""
    value, parts = read(match["n"], JA), read(match["bu"] or "0", JA)
    low = read(match["low"], JA) if match["low"] else None
    if value is None or parts is None or value > 20 or (match["low"] and (low is None or low >= value)):
        return None
    percent = value * 10 + parts
    return Draft(*match.span("all"), Kind.PERCENT, percent if low is None else (low * 10, percent), "%")


def _fraction(match: re.Match[str], context: Context) -> Claim:
    pair = read_fraction(match.group(), JA)
    return Draft(*match.span(), Kind.RATIO, pair) if pair else None


def _one_in(match: re.Match[str], context: Context) -> Claim:
    """3社に1社: one company in three."""
    whole, part = read(match["n"], JA), read(match["p"], JA)
    if not whole or part is None or part >= whole:
        return None
    return Draft(*match.span(), Kind.RATIO, (part, whole))


def _versus(match: re.Match[str], context: Context) -> Claim:
    pair = read(match["a"], JA), read(match["b"], JA)
    return Draft(*match.span(), Kind.RATIO, (pair[0], pair[1])) if pair[0] is not None and pair[1] is not None else None


def _constant(kind: Kind, value: str, moved: Direction | None, match: re.Match[str], context: Context) -> Claim:
    return Draft(*match.span(), kind, Decimal(value), "", direction=moved)


FRACTIONS = (
    rule("fraction", rf"{NUMBER}分の{NUMBER}|半分|半数", _fraction, "分の|半[分数]"),
    rule(
        "one in",
        rf"(?<![\d.,])(?P<n>{NUMBER}) ?(?P<u>[^\d\s、。年月日円%]{{1,4}}?)(?:に|中|のうち、?) ?(?P<p>{NUMBER}) ?(?P=u)(?!以上前)",
        _one_in,
        r"(?:に|中|のうち、?) ?[\d一二三四五]",
    ),
    rule("versus", rf"(?<![\d.,])(?P<a>{DIGITS}) ?対 ?(?P<b>{DIGITS})(?![\d.]|[%円億万])", _versus, "対"),
)
"""Parts of a whole and ratios, which come before anything they hold."""

SHARES = (
    amounts(
        "basis point",
        Kind.PERCENT,
        r"(?:ベーシスポイント|bps?)(?![A-Za-z])",
        "pp",
        near="ベー|bp",
        factor=Decimal("0.01"),
    ),
    amounts("percentage point", Kind.PERCENT, r"(?:%|パーセント)ポイント", "pp", near="ポイント"),
    amounts("percent", Kind.PERCENT, r"(?:%|パーセント)", "%", near="[%パ]"),
    rule(
        "point",
        rf"(?P<all>(?:{SIGN}|(?P<low>{NUMBER})(?:ポイント)?{DASH})?(?P<n>{NUMBER}) ?(?:ポイント|pt))(?![A-Za-z])",
        _points,
        "ポイント|pt",
    ),
    rule(
        "tenths",
        rf"(?<![\d.,数何])(?P<all>(?:(?P<low>{DIGITS}|{HAN})割?{DASH})?(?P<n>{DIGITS}|[一二三四五六七八九十]) ?割"
        r"(?![合り当るれっ烹])(?:(?P<bu>\d)分(?!の\d))?)",
        _tenths,
        "割",
    ),
    amounts("multiple", Kind.MULTIPLE, r"倍(?!率|音|返)", "", near="倍"),
    rule(
        "doubled",
        r"倍増|(?<![\d一二三四五六七八九十百千万数何])(?<!人一)倍(?=に(?:な|増|拡|膨|す|達|伸)|以上に|近くに|のペース)",
        partial(_constant, Kind.MULTIPLE, "2", Direction.UP),
    ),
    rule("halved", r"半減(?!期)|半額", partial(_constant, Kind.MULTIPLE, "0.5", Direction.DOWN)),
)
