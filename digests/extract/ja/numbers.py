"""How Japanese news writes a number and its unit: the fragments that every rule of a figure is made of."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial

from digests.extract.grammar import Claim, Context, Draft, Read, Rule
from digests.extract.ja import dates
from digests.extract.numerals import read, read_range
from digests.extract.tables import longest, read_data
from digests.model import Direction, Kind, Language, Span
from digests.patterns import compiled

JA = Language.JA
DATA = read_data("ja")
SYMBOLS = DATA["symbols"]
CURRENCIES = longest(DATA["money"])

# Where a number may stand; `numerals.read` says whether it is one. Far quicker to compile and match than the fragments
# of `numerals`, which some fifty patterns would repeat.
DIGITS = r"(?:\d{1,3}(?>(?:,\d{3}){1,5})(?!\d)|\d{1,15}+)(?>(?:[.・]\d{1,10}+)?)"
# Text that was typeset may set its numbers apart: 177 万 3 千人.
_APART = r" (?=[万億兆](?![博一能全])|千[人円トン台戸件])"
_AND = r"(?<=[万億兆]) (?=[\d,]{1,5} [千万億])"
NUMBER = rf"(?:{DIGITS}(?:(?:{_APART})?[十百千万億兆京余強弱]{{1,4}}(?:(?:{_AND})?{DIGITS})?){{0,5}}|[〇一二三四五六七八九十百千万億兆京・]{{1,16}})"
HAN = "[二三四五六七八九十百千万億]"
DASH = r" ?(?:~|-|–|—|―|ないし) ?(?:約|およそ)?"
SIGN = r"(?P<sign>[▲△+±-] ?|(?:マイナス|プラス)(?=\d))"
PER = r"(?:株|キロ|キログラム|kg|グラム|g|トン|t|バレル|オンス|ポンド|ブッシェル|リットル|L|人|個|本|台|件|社|店|戸|枚|口|回|日|時間|分|坪|平方メートル|平米|ヘクタール|アール|トロイオンス|室|泊|食|杯|袋|箱|俵|玉|単位|キロワット時|kWh|世帯|便)"
PER_ONE = rf"(?<![\d.,第])1 ?{PER}(?:当たり|あたり|につき)? ?"
NOT_KATAKANA = r"(?![ァ-ヴー])"
_MINUS = {"▲", "△", "-", "マイナス"}

_DIGIT = r"(?<!\d)(?<!\d[.,])\d"
_HAN_START = r"(?<![一二三四五六七八九十百千万億兆\d])[一二三四五六七八九十百千万億]"
_LATIN_START = rf"(?<![A-Za-z])(?:{longest(symbol for symbol in SYMBOLS if symbol[0].isalpha())}|FY|CY|Q)(?= ?\d)"
_OTHER_START = rf"[$¥€£₩฿₹₫₱▲△第倍]|[+±-](?=[\d$¥€£])|(?:マイナス|プラス)(?=\d)|[数何幾](?=[十百千万億兆])|半[分数減額]|{dates.STARTS}"
START = compiled(f"{_DIGIT}|{_HAN_START}|{_LATIN_START}|{_OTHER_START}")
"""Where a number may begin: every rule but a few traps is tried there only."""

Unit = Callable[["re.Match[str]"], str]


def rule(name: str, source: str, read: Read, near: str = "") -> Rule:
    """A rule that is tried where a number may begin."""
    return Rule(name, source, read, START, near=near)


def signed(match: re.Match[str], value: Decimal) -> Decimal:
    """The value with the sign written in front of it: ▲3.2 is -3.2."""
    return -value if (match["sign"] or "").strip() in _MINUS else value


def moved(match: re.Match[str]) -> Direction | None:
    """Which way a written sign points: ▲3.2% fell."""
    sign = (match["sign"] or "").strip()
    if sign in _MINUS:
        return Direction.DOWN
    return Direction.UP if sign in {"+", "プラス"} else None


def amounts(
    name: str,
    kind: Kind,
    suffix: str,
    unit: str | Unit,
    *,
    near: str = "",
    number: str = NUMBER,
    factor: Decimal = Decimal(1),
) -> Rule:
    """Figures of one kind with one suffix (whose group `u` is the unit): single (▲3.2%), ranged (3~5%, 300人~500人),
    and two that share the unit (3.2から3.5%に).

    One pattern for all three, in which the suffix stands once: what stands between a range's first number and its
    dash is compared with the suffix instead of being matched by it.
    """
    ranged = rf"(?P<low>{number}) ?(?:(?P<unit>[^\d\s~、。()]{{1,10}}?)?{DASH}|(?P<ends>から ?))"
    source = rf"(?P<all>(?:{SIGN}|{ranged})?(?P<n>{number}) ?{suffix})(?(ends)(?=[にへ]))"
    of: Unit = unit if callable(unit) else lambda match: unit
    return rule(name, source, partial(_amount, kind, of, factor), near)


def _amount(kind: Kind, unit: Unit, factor: Decimal, match: re.Match[str], context: Context) -> Claim:
    if match["ends"]:
        return _two_ends(kind, unit, factor, match)
    if match["low"]:
        return _ranged(kind, unit, factor, match)
    value = read(match["n"], JA)
    if value is None:
        return None
    direction = moved(match) if kind is not Kind.MONEY else None
    return Draft(*match.span("all"), kind, signed(match, value) * factor, unit(match), direction=direction)


def _ranged(kind: Kind, unit: Unit, factor: Decimal, match: re.Match[str]) -> Claim:
    """A range; two figures where their units agree but the ends do not rise (500円-300円)."""
    between = re.sub("(?:台|程度|前後)$", "", match["unit"] or "")
    if between and between.strip() != match.string[match.end("n") : match.end("all")].strip():
        return None
    pair = read_range(match["low"], match["n"], JA)
    if pair is not None and pair[0] < pair[1]:
        return Draft(*match.span("all"), kind, (pair[0] * factor, pair[1] * factor), unit(match))
    ends = read(match["low"], JA), read(match["n"], JA)
    if not between or ends[0] is None or ends[1] is None:
        return None
    spans = Span(match.start("low"), match.end("unit")), Span(match.start("n"), match.end("all"))
    return [Draft(*span, kind, end * factor, unit(match)) for span, end in zip(spans, ends, strict=True) if end]


def _two_ends(kind: Kind, unit: Unit, factor: Decimal, match: re.Match[str]) -> Claim:
    pair = read_range(match["low"], match["n"], JA)
    if pair is None:
        return None
    low = Draft(*match.span("low"), kind, pair[0] * factor, unit(match))
    return low, Draft(match.start("n"), match.end("all"), kind, pair[1] * factor, unit(match))
