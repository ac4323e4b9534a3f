"""Chinese amounts: a number and its unit, and what the unit means in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache

from digests.extract.grammar import Claim, Context, Declined, Draft, Read, number, number_range
from digests.extract.numerals import SIGN, scale_of
from digests.extract.tables import Unit, longest
from digests.extract.zh.direction import last_cue
from digests.extract.zh.numbers import ZH, N
from digests.extract.zh.units import (
    CLASSIFIERS,
    CURRENCIES,
    DURATIONS,
    MULTIPLES,
    NAMES_BEFORE,
    NOT_UNITS,
    POINTS,
    QUANTITIES,
    SHARES,
    SYMBOLS,
    counted_before,
    ends_noun,
    starts_noun,
)
from digests.model import Approx, Kind
from digests.patterns import compiled

_NUMBER = compiled(N)

# --- the currency of 元 ----------------------------------------------------------------------------------------------

_TAIWAN = compiled("台灣|臺灣|台北|台股|新台幣|新臺幣|台積|法人|[年季]增|純益|高雄|新竹|億元台幣")
_HONG_KONG = compiled("香港|港股|港元|[恒恆][生指]|主板|港交所|港府|本港|按年|溢利|應佔")
_SIMPLIFIED = compiled(
    "[这国个对业产际亿与会为们时说从当经发开关万资标涨调银币单买卖价额进达远还过电车厂网经济务总统线级组织结构场]"
)


_SINGAPORE = compiled("新加坡|本地|[组組]屋|我国|我國|[狮獅]城")
_ABROAD = compiled("人民[币幣]|新元|新加坡元|坡元|新[台臺][币幣]|港元|中国|中國|[台臺][湾灣]|香港|本港")
_AT_HOME = 3
"""Times that Singapore's press speaks of home in an article; others write its currency out."""


@lru_cache(maxsize=8)
def home_currency(text: str) -> str:
    """Currency that a bare 元 means: by script, and in traditional script by the places the article names."""
    head = text[:20_000]
    if len(_SINGAPORE.findall(head)) >= _AT_HOME and not _ABROAD.search(head):
        return "SGD"
    if _SIMPLIFIED.search(head):
        return "CNY"
    return "HKD" if len(_HONG_KONG.findall(head)) > len(_TAIWAN.findall(head)) else "TWD"


# --- a number and its unit --------------------------------------------------------------------------------------------

UNITS: Mapping[str, Unit] = CURRENCIES | SHARES | QUANTITIES | MULTIPLES | POINTS | DURATIONS | CLASSIFIERS

OWN_UNIT = r"(?:[多余餘]? ?(?P<own>[^0-9\s，。；、]{1,5}?))?"
"""What may be the unit of the first number of a range; the reader compares it with the unit of the second."""


@cache
def _unit() -> re.Pattern[str]:
    """A unit behind a number. Compiled once for all rules: there are three hundred units."""
    return compiled(rf"(?P<more>[多余餘])?+ ?(?!{NOT_UNITS})(?P<unit>{longest(UNITS)})(?!(?<=[A-Za-z])[A-Za-z])")


@dataclass(frozen=True, slots=True)
class Measured:
    """A rule's match that ends with a number, and the unit behind it; it reads like one match of both."""

    numbers: re.Match[str]
    unit: re.Match[str]

    @property
    def string(self) -> str:
        return self.numbers.string

    def __getitem__(self, group: str) -> str:
        return (self.unit if group in {"unit", "more"} else self.numbers)[group]

    def start(self, group: str | int = 0) -> int:
        return self.numbers.start(group)

    def end(self) -> int:
        return self.unit.end()

    def span(self, group: str | int = 0) -> tuple[int, int]:
        return self.numbers.span(group) if group else (self.numbers.start(), self.unit.end())


def _with_unit(read: Callable[[Measured, Context], Claim]) -> Read:
    def reader(match: re.Match[str], context: Context) -> Claim:
        unit = _unit().match(match.string, match.end())
        if unit is None:
            raise Declined
        return read(Measured(match, unit), context)

    return reader


def _meaning(match: Measured, context: Context) -> Unit:
    """What the unit behind a number means there."""
    unit = UNITS[match["unit"]]
    if unit.kind is Kind.COUNT:
        return _counted(match, context, unit)
    if unit.kind is Kind.DURATION:
        return timed(match, context, unit)
    if unit in POINTS.values():
        if not _is_level(match, context):
            raise Declined
        return unit
    if match["unit"] in _SELDOM and not _SELDOM[match["unit"]](match, context):
        raise Declined
    if not unit.unit and unit.kind is Kind.MONEY:
        before = context.text[max(0, match.start() - 4) : match.start()].rstrip()
        named = next((SYMBOLS[name] for name in NAMES_BEFORE if before.endswith(name)), None)
        return replace(unit, unit=named or home_currency(context.text))
    return unit


_SELDOM: Mapping[str, Callable[[Measured, Context], bool]] = {
    "角": lambda match, context: match["n"][0] in "0123456789",
    "方": lambda match, context: match["n"][0] in "0123456789",
    "仙": lambda match, context: home_currency(context.text) == "HKD",
    "度": lambda match, context: scale_of(match["n"], ZH) >= _TEN_THOUSAND,
}
"""Units that most often are something else (长三角, 八仙, 38度), and where they are none."""

_TEN_THOUSAND = 10**4


def _draft(match: Measured, unit: Unit, value: Decimal, span: tuple[int, int]) -> Draft:
    approx = Approx.MORE_THAN if match["more"] or _MORE.search(match["n"]) else None
    first = unit.kind is Kind.DURATION and bool(RECORD.match(match.string, match.end()))
    return Draft(*span, unit.kind, value * unit.factor, unit.unit, approx, first=first)


_MORE = compiled("[余餘多]")
_SIGNED = compiled(rf"(?<![0-9%A-Za-z)万亿萬億元年月日]){SIGN} ?$")


@_with_unit
def amount(match: Measured, context: Context) -> Draft:
    """3亿元, 2300余人, -3.2%."""
    unit, value = _meaning(match, context), number(match["n"], ZH)
    start = match.start()
    sign = _SIGNED.search(context.text, max(0, start - 3), start) if unit.kind is not Kind.COUNT else None
    if sign:
        start = sign.start()
        value = -value if sign.group()[0] in "-−▼▽" else value
    return _draft(match, unit, value, (start, match.end()))


@_with_unit
def amount_range(match: Measured, context: Context) -> Draft:
    """40-44亿元, 3%至5%; no range is a pair that falls, or a change and its result (下调1万元至23.55万元)."""
    unit, pair = _meaning(match, context), number_range(match["low"], match["n"], ZH)
    own, start = match["own"], match.start()
    if own and (
        own != match["unit"] or (unit.kind is not Kind.PERCENT and last_cue(context.text[max(0, start - 3) : start])[0])
    ):
        raise Declined
    whole = _draft(match, unit, Decimal(0), match.span())
    return whole._replace(value=(pair[0] * unit.factor, pair[1] * unit.factor))


@_with_unit
def change(match: Measured, context: Context) -> tuple[Draft, ...]:
    """由3.2亿增至4.5亿元: the first number shares the unit, and a scale where it needs one."""
    unit, first, last = _meaning(match, context), number(match["low"], ZH), number(match["n"], ZH)
    if scale_of(match["low"], ZH) == 1:
        first *= scale_of(match["n"], ZH)
    head = _draft(match, unit, first, match.span("low"))._replace(approx=None)
    return head, _draft(match, unit, last, (match.start("n"), match.end()))


@_with_unit
def amount_list(match: Measured, context: Context) -> tuple[Draft, ...]:
    """3.2、4.5和5.1亿元: each number is a figure, all share unit and scale."""
    unit, last = _meaning(match, context), number(match["n"], ZH)
    drafts = []
    for found in _NUMBER.finditer(match["list"]):
        value = number(found.group(), ZH)
        if scale_of(found.group(), ZH) == 1:
            value *= scale_of(match["n"], ZH)
        at = match.start("list")
        drafts.append(_draft(match, unit, value, (at + found.start(), at + found.end()))._replace(approx=None))
    return *drafts, _draft(match, unit, last, (match.start("n"), match.end()))


def symbol(match: re.Match[str], context: Context) -> Draft:
    """US$5亿, ¥3.2-3.5亿."""
    unit = SYMBOLS[match["symbol"]]
    if match["low"]:
        pair = number_range(match["low"], match["n"], ZH)
        return Draft(*match.span(), Kind.MONEY, pair, unit)
    value = number(match["n"], ZH)
    return Draft(*match.span(), Kind.MONEY, value, unit)


# --- what a unit means in its place ----------------------------------------------------------------------------------

_BOUND = compiled(r"[，。；:、,\s()]")


_ASPECTS = compiled("方面|层面|層面|问题|問題|角度|阶段|階段|环节|環節|部分|原因|因素|字")
_UP_TO_NUMBER = compiled("(?:约|近|逾|超过?|达到?|共|至少|最多|有|为|仅|至|到|突破|增加|减少|新增|達|為|約|超過)+$")


def _counted(match: Measured, context: Context, unit: Unit) -> Unit:
    """What a classifier counts; a bare 一 counts nothing worth a line (一家公司)."""
    single = match["n"] == "一" or (match["n"] == "1" and unit.unit == "share")
    if single or (match["n"][0] not in "0123456789" and _ASPECTS.match(context.text, match.end())):
        raise Declined
    behind = _BOUND.split(context.text[match.end() : match.end() + 14], maxsplit=1)[0]
    before = _BOUND.split(context.text[max(0, match.start() - 14) : match.start()])[-1]
    if unit.unit not in _GENERIC:
        return unit
    noun = starts_noun(behind) or ends_noun(behind) or counted_before(_UP_TO_NUMBER.sub("", before))
    own = noun and not (noun == "employee" and match["unit"] == "人")
    return replace(unit, unit=noun) if own else unit


RECORD = compiled(r"(?:以?[来來])?(?:的|之)?(?:首[次度]|新[高低]|最|[高低][点點位])")
_SPAN_BEFORE = compiled(r"(?:[近前首满滿超每共约約]|为期|為期|历时|歷時|超[过過]|[长長][达達]|[过過]去|未[来來])\s?$")
_GENERIC = frozenset(
    {"person", "company", "shop", "unit", "site", "project", "case", "store", "ticket", "time", "visit", "household"}
)
"""What classifiers say that go with many nouns."""

_SPAN_BEHIND = compiled("(?:之|以)?[内內]|[间間]|以?[来來]|[连連]|游|均[线線]|[个個]")


def timed(match: re.Match[str] | Measured, context: Context, unit: Unit) -> Unit:
    """A length of time, unless the number is a calendar year, a day of the month, or an unstressed 一."""
    written, word, text = match["n"], match["unit"], context.text
    value = number(written, ZH)
    if written == "一" or (word == "年" and (1000 <= value < 3000 or written in {"百", "千"})):
        raise Declined
    if text.endswith(("第", "第 "), 0, start := match.start("n")) and not text.endswith(_IN_A_ROW, 0, start):
        raise Declined
    if word == "季" or (word == "日" and value <= 31):
        within = _SPAN_BEFORE.search(text, max(0, start - 4), start) or _SPAN_BEHIND.match(text, match.end())
        if not within and not RECORD.match(text, match.end()):
            raise Declined
    return unit


_IN_A_ROW = tuple(f"{row}第{gap}" for row in ("连续", "連續", "连", "連") for gap in ("", " "))
"""The 第 that a length of time may follow: 连续第三年, and not 第3周."""

_TIME_OF_DAY = compiled(r"(?:[上下中]午|晚上?|凌晨|早上?|傍晚|[日号號時时])\s?$")
_MOVED = compiled(r"(?:[涨跌漲升挫报報收至到破关關逾近约約返守高低上下超过過]|站[稳穩]|指[数數]?)\s?$")


def _is_level(match: Measured, context: Context) -> bool:
    """Whether 点 means points of an index: a time of day has no decimals, is small, and follows no movement."""
    value = number(match["n"], ZH)
    before = context.text[max(0, match.start() - 8) : match.start()]
    return not _TIME_OF_DAY.search(before) and (value >= 100 or value % 1 != 0 or bool(_MOVED.search(before)))
