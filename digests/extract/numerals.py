"""Written numbers of four languages, read exactly.

`NUMBER[language]` is a regular expression fragment (no capturing groups, no flags to set) that matches one written
number: digits with separators, number characters or words, and any scale words that belong to it (1兆2,345億,
3.6 หมื่นล้าน, two and a half million). `read` turns what it matched into a `Decimal`. What a number counts, and
whether it is a figure at all, is for the rule files.

Input is normalised code point for code point: full-width digits and punctuation are ASCII already. The fragments
are linear: repetitions are bounded or possessive, and no match starts inside a run of digits.

Sources: spelling rules of CLDR's rule-based number formats (ja, zh, zh_Hant, en, th; "spellout-cardinal"), Thai scale
words of the Office of the Royal Society's *How to read and write numbers*. 兆 is 10**12, as in Japan and Taiwan; the
mainland's 兆 for "mega" occurs only in unit symbols (兆瓦) and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from digests.model import Language
from digests.patterns import compiled

__all__ = [
    "DIGITS_FIRST",
    "FRACTION",
    "NUMBER",
    "PLAIN",
    "SCALE",
    "SIGN",
    "read",
    "read_fraction",
    "read_range",
    "scale_of",
]

JA, EN, ZH, TH = Language.JA, Language.EN, Language.ZH, Language.TH

# What may hold a choice is repeated in atomic groups, (?>(?:a|b)?): Python up to 3.11.4 loses its way in the possessive
# repeat (?:a|b)?+ (CPython gh-106052).

# Long enough for any sum of money, short enough to stay exact within Decimal's default 28 digits.
_WHOLE, _DECIMALS = 15, 10


def _plain(digits: str) -> str:
    """Digits with comma separators (also in Indian groups) and a decimal point; never a part of a longer number.

    The first digit stands in front of the assertions about what precedes it, so that a search skips to digits at once.
    """
    grouped = (
        rf"[{digits}]{{0,2}}(?>(?:,[{digits}]{{3}}){{1,5}})|[{digits}]?(?:,[{digits}]{{2}}){{1,4}},[{digits}]{{3}}"
    )
    return (
        rf"[{digits}](?<![{digits}]{{2}})(?<![{digits}][.,][{digits}])"
        rf"(?:(?>{grouped})(?![{digits}])|[{digits}]{{0,{_WHOLE - 1}}}+)"
        rf"(?>(?:\.[{digits}]{{1,{_DECIMALS}}}+)?)(?![.,]?[{digits}])"
    )


PLAIN: Mapping[Language, str] = {
    JA: _plain("0-9"),
    EN: _plain("0-9"),
    ZH: _plain("0-9"),
    TH: _plain("0-9๐-๙"),
}
"""Fragment for a number in digits alone, without a scale."""

SIGN = r"[-+−±▲△▼▽]"
"""Fragment for a sign in front of a number."""


class _Scale(NamedTuple):
    """A word that multiplies: a `big` one (万, ล้าน, million) closes a section, a small one (十, hundred) adds to it."""

    factor: Decimal
    big: bool


_HALF = Decimal("0.5")


_Token = Decimal | _Scale


@dataclass(frozen=True, slots=True)
class _Notation:
    """How one language writes numbers in words.

    Attributes:
        digits: words or characters and what each counts.
        small, big: scale words and their factors.
        silent: words inside a number that add nothing to its value (余 in 300余万, "and").
        additive: a digit word is added to 20, 30 … 90 before it, a half to anything (twenty-five, two and a half).
        positional: digit characters may stand side by side (二〇二五); `point` then separates decimals.
        colloquial: a last digit stands for tenths of the scale before it (一万五 is 15,000).
    """

    digits: Mapping[str, Decimal]
    small: dict[str, Decimal]
    big: dict[str, Decimal]
    silent: tuple[str, ...] = ()
    additive: bool = False
    positional: bool = False
    point: str = ""
    colloquial: bool = False
    token: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        words = sorted((*self.digits, *self.small, *self.big, *self.silent), key=len, reverse=True)
        flags = re.IGNORECASE if self.additive else 0
        edge = r"(?![A-Za-z])" if self.additive else ""
        run = f"[{''.join(self.digits)}]+" if self.positional else "(?!)"
        parts = (
            rf"(?P<plain>{_plain('0-9๐-๙')})",
            rf"(?P<run>{run}(?:[{self.point or ' '}]{run})?)",
            rf"(?P<word>(?:{'|'.join(map(re.escape, words))}){edge})",
        )
        object.__setattr__(self, "token", compiled(rf"(?:, ?|[ \u00a0-])?(?:{'|'.join(parts)})", flags))


def _table(words: str, *values: int | str) -> dict[str, Decimal]:
    """Words in a row, each variant after a slash, and what each is worth."""
    return {
        variant: Decimal(value)
        for word, value in zip(words.split(), values, strict=True)
        for variant in word.split("/")
    }


_HAN_DIGITS = _table("〇/零/○ 一/壱/壹 二/弐/两/兩/贰/貳 三/参/叁 四 五 六 七 八 九", *range(10))
_HAN_SMALL = _table("十/拾 百/佰 千/仟", 10, 100, 1000)
_HAN_BIG = _table("万/萬 億/亿 兆 京", 10**4, 10**8, 10**12, 10**16)

_EN_ONES = _table("one two three four five six seven eight nine", *range(1, 10))
_EN_TEENS = _table("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", *range(10, 20))
_EN_TENS = _table("twenty thirty forty/fourty fifty sixty seventy eighty ninety", *range(20, 100, 10))
_EN_SCALE_WORDS = _table(
    "dozen thousand lakh/lac million/mln/mn crore/cr billion/bln/bn trillion/trn/tn quadrillion",
    *(12, 10**3, 10**5, 10**6, 10**7, 10**9, 10**12, 10**15),
)
_EN_SCALE_LETTERS = _table("k m b t", 10**3, 10**6, 10**9, 10**12)
_EN_ARTICLES = _table("a/an", 1)
_EN_HALVES = {half: Decimal("0.5") for half in ("half a", "half an", "and a half", "and-a-half")}
_EN_VULGAR = _table("½ ¼ ¾", "0.5", "0.25", "0.75")

_TH_DIGITS = _table("ศูนย์ หนึ่ง/เอ็ด สอง/ยี่ สาม สี่ ห้า หก เจ็ด แปด เก้า", *range(10))
_TH_SMALL = _table("สิบ ร้อย พัน หมื่น แสน", 10, 100, 10**3, 10**4, 10**5)
_TH_BIG = _table("ล้าน/ล. ล้านล้าน", 10**6, 10**12)

_NOTATION: Mapping[Language, _Notation] = {
    JA: _Notation(_HAN_DIGITS, _HAN_SMALL, _HAN_BIG, silent=("余", "強", "弱"), positional=True, point="・.点"),
    ZH: _Notation(
        _HAN_DIGITS, _HAN_SMALL, _HAN_BIG, silent=("余", "餘", "多"), positional=True, point="点點.·‧", colloquial=True
    ),
    EN: _Notation(
        {**_EN_ONES, **_EN_TEENS, **_EN_TENS, **_EN_ARTICLES, **_EN_HALVES, **_EN_VULGAR},
        {"hundred": Decimal(100)},
        {**_EN_SCALE_WORDS, **_EN_SCALE_LETTERS},
        silent=("and",),
        additive=True,
    ),
    TH: _Notation({**_TH_DIGITS, "ครึ่ง": Decimal("0.5")}, _TH_SMALL, _TH_BIG, silent=("กว่า", "เศษ")),
}


# --- fragments -------------------------------------------------------------------------------------------------------


def _either(*tables: Mapping[str, Decimal]) -> str:
    return "|".join(sorted((re.escape(word) for table in tables for word in table), key=len, reverse=True))


# Scale characters that begin another word when a number stands before it: 2025万博, 300兆瓦, 618京东, 3千克.
_NOT_SCALE = (
    "兆瓦|兆赫|兆字|兆位|兆比|兆帕|兆焦|京都|京浜|京成|京阪|京王|京急|京セ|京东|京東|京津|京沪|京滬|万博|万科|万达|万华|万国|万豪|万全|萬達"
    "|萬華|萬國|萬豪|萬博|亿纬|亿航|亿利|亿联|億光|億聯|千葉|千歳|千代|百貨|百货|百度|百济|百濟|百胜|百勝|百事|百分|百帕|千克|千米|千瓦"
    "|千卡|千赫|千伏"
)


def _han(silent: str, point: str) -> str:
    """Digits followed by scales (1兆2,345億, 1 兆 34 億, 3千万), or number characters; 数千億 and 十几 are too vague.

    Loose on purpose, since every class of Chinese characters takes half a millisecond to compile: `read` decides
    whether what it matched is a well-formed number.
    """
    digits, small, big = ("".join(table) for table in (_HAN_DIGITS, _HAN_SMALL, _HAN_BIG))
    scale = f"[{small}{big}]"
    first = rf"[0-9{digits}{small}](?<![0-9]{{2}})(?<![0-9][.,][0-9])"
    vague = (
        rf"(?<!零(?![{point}]))(?<![几幾何{digits}{small}{big}][{digits}{small}])(?<![数數][{small}])(?<![{big}][0-9])"
    )
    more = (
        rf",?[0-9]|\.[0-9]{{1,{_DECIMALS}}}+(?![.,]?[0-9])|[{silent} ]?(?!{_NOT_SCALE}){scale}"
        rf"|(?<![0-9])[{digits}]|(?<![0-9])[{point}](?=[{digits}])|(?<= [{big}]) (?=[0-9])"
    )
    return rf"{first}{vague}(?>(?:{more}){{0,40}})(?![.,]?[0-9]|[数數几幾])"


def _english() -> str:
    """Digits with a scale word, number words up to a line long, halves. Letters (5m, 3k) are `SCALE`'s business."""
    ones, tens, below_twenty = _either(_EN_ONES), _either(_EN_TENS), _either(_EN_ONES, _EN_TEENS)
    scale = rf"(?:hundred|{_either(_EN_SCALE_WORDS)})(?![A-Za-z])"
    hundred = rf"(?:(?:{tens})(?>(?:[ -](?:{ones}))?)|{below_twenty})(?![A-Za-z])"
    thousand = rf"(?:(?:{hundred}|an?) hundred(?![A-Za-z])(?>(?:(?: and)? {hundred})?)|{hundred})"
    big = rf"(?:(?>(?:[ -]?{scale}){{1,3}}))"
    words = (
        rf"(?<![A-Za-z])(?:{hundred}[ -]and[ -]a[ -]half(?![A-Za-z])(?>(?:{big})?)"
        rf"|(?:half )?an?{big}|(?:{thousand})(?>(?:{big}(?>(?:(?: and|,)? {thousand}(?>{big}?)){{0,4}}))?))"
    )
    vulgar = "[" + "".join(_EN_VULGAR) + "]"
    return (
        rf"(?i:(?=[0-9½¼¾aefhnost])(?:{PLAIN[EN]}(?>{vulgar}?)(?>(?:{big})?)|(?<![0-9]){vulgar}(?>(?:{big})?)|{words}))"
    )


_TH_SCALE = rf"(?>(?:(?:{_either(_TH_BIG, _TH_SMALL)})(?!ละ|ธ)(?>(?:กว่า(?=ล้าน|บาท))?)){{1,3}})"
_TH_LED = rf"{PLAIN[TH]}(?>(?:(?>(?: ?(?:กว่า|เศษ))?) ?{_TH_SCALE}(?>(?: ?{PLAIN[TH]} ?{_TH_SCALE}){{0,4}}))?)"


def _thai() -> str:
    """Digits with scale words, spaced or not (2 ล้าน 5 แสน), or number words; the ร้อย of ร้อยละ is no scale."""
    words = rf"(?:(?:{_either(_TH_DIGITS)})|สิบ)(?>(?:(?:{_either(_TH_DIGITS, _TH_SMALL, _TH_BIG)})(?!ละ|อี้)){{0,24}})"
    return rf"(?:{_TH_LED}|ครึ่ง{_TH_SCALE}|(?!เก้าอี้){words})"


NUMBER: Mapping[Language, str] = {
    JA: _han("余強弱", "・.点"),
    EN: _english(),
    ZH: _han("余餘多", "点點.·‧"),
    TH: _thai(),
}
"""Fragment for one written number of a language, with its scale words and without sign or unit."""

DIGITS_FIRST: Mapping[Language, str] = {**NUMBER, TH: _TH_LED}
"""As `NUMBER`, but numbers written all in Thai words are left out: a search skips to a digit at once."""

SCALE: Mapping[Language, str] = {
    JA: f"[{''.join((*_HAN_SMALL, *_HAN_BIG))}]{{1,4}}",
    EN: rf"(?i:(?:{_either(_EN_SCALE_WORDS, _EN_SCALE_LETTERS)}|hundred)(?![A-Za-z]))",
    ZH: f"[{''.join((*_HAN_SMALL, *_HAN_BIG))}]{{1,4}}",
    TH: rf"(?>(?:{_either(_TH_BIG, _TH_SMALL)}){{1,3}})(?!ละ|ธ)",
}
"""Fragment for scale words alone; in English also the letters of money amounts (k, m, b, t)."""


# --- readers ---------------------------------------------------------------------------------------------------------

_COLLOQUIAL = compiled("[百千万萬亿億][一二三四五六七八九]$")


@lru_cache(4096)
def read(written: str, language: Language, *, decimal: str = ".") -> Decimal | None:
    """The number that `written` says, sign included, or None if it is not exactly one well-formed number.

    A triangle is a minus in Japanese (▲3.2) and says only the direction elsewhere, where ▼ is the minus. `decimal=","`
    reads 1.234,5 as Indonesian and most of Europe write it.
    """
    sign, unsigned = _sign(written.strip(), language)
    if decimal == ",":
        unsigned = unsigned.translate({ord("."): ",", ord(","): "."})
    notation = _NOTATION[language]
    tokens = _tokens(unsigned, notation)
    if not tokens:
        return None
    if notation.colloquial and _COLLOQUIAL.search(unsigned):
        scale, digit = unsigned[-2], unsigned[-1]
        tokens[-1] = notation.digits[digit] * (notation.small | notation.big)[scale] / 10
    value = _combine(tokens, notation)
    if value is None:
        return None
    return sign * (value.quantize(Decimal(1)) if len(tokens) > 1 and value % 1 == 0 else value)


@lru_cache(4096)
def scale_of(written: str, language: Language) -> Decimal:
    """What the scale words at the end of `written` multiply by: 10**8 for 44億, 1 for 44."""
    factor = Decimal(1)
    for token in reversed(_tokens(written.strip(), _NOTATION[language]) or []):
        if not isinstance(token, _Scale):
            break
        factor *= token.factor
    return factor


def read_range(low: str, high: str, language: Language) -> tuple[Decimal, Decimal] | None:
    """Both ends of a range, `low` taking `high`'s scale where it has none of its own: 40-44億, 3 to 5 million.

    8,000~1万2,000 stays as written, since 8,000万 would not come before 1万2,000.
    """
    first, last = read(low, language), read(high, language)
    if first is None or last is None:
        return None
    if scale_of(low, language) == 1 and first * scale_of(high, language) <= last:
        first *= scale_of(high, language)
    return first, last


def _sign(written: str, language: Language) -> tuple[int, str]:
    minus = "-−▲△" if language is JA else "-−▼▽"
    if re.match(SIGN, written):
        return (-1 if written[0] in minus else 1), written[1:].lstrip()
    return 1, written


def _tokens(written: str, notation: _Notation) -> list[_Token] | None:
    """The number's parts in order; None if something in `written` is no part of a number. 6・28 is 6.28 in print."""
    written = written.replace("・", ".")
    tokens: list[_Token] = []
    at = 0
    while at < len(written):
        found = notation.token.match(written, at)
        if found is None:
            return None
        token = _token(found, notation)
        if token is not None:
            tokens.append(token)
        at = found.end()
    return tokens


def _token(found: re.Match[str], notation: _Notation) -> _Token | None:
    plain, run, word = found["plain"], found["run"], found["word"].lower() if found["word"] else ""
    if plain:
        return Decimal(plain.replace(",", ""))
    if run:
        return _run(run, notation)
    if word in notation.digits:
        return notation.digits[word]
    if word in notation.small:
        return _Scale(notation.small[word], big=False)
    if word in notation.big:
        return _Scale(notation.big[word], big=True)
    return None


def _run(run: str, notation: _Notation) -> Decimal:
    """Digit characters side by side; NaN for two that ascend by one, which are vague (两三百, 二三年: two or three)."""
    written = "".join("." if character in notation.point else str(notation.digits[character]) for character in run)
    if len(written) == 2 and written[0] != "0" and int(written[1]) - int(written[0]) == 1:
        return Decimal("NaN")
    return Decimal(written)


def _combine(tokens: list[_Token], notation: _Notation) -> Decimal | None:
    """The value of a number's parts, or None if they do not make one number.

    A big scale closes a section and multiplies it; sections before a greater scale belong under it (1万5000億), and a
    scale right behind another multiplies that one's section (万亿, hundred thousand million).
    """
    sections: list[tuple[Decimal, Decimal]] = []
    pending: list[_Token] = []
    for token in tokens:
        if not (isinstance(token, _Scale) and token.big):
            pending.append(token)
            continue
        if pending:
            value = _section(pending, notation)
        else:
            value = sections.pop()[1] if sections and sections[-1][0] < token.factor else None
        if value is None:
            return None
        while sections and sections[-1][0] < token.factor:
            value += sections.pop()[1]
        if sections and value * token.factor >= sections[-1][0]:
            return None
        sections.append((token.factor, value * token.factor))
        pending = []
    rest = _section(pending, notation) if pending else Decimal(0)
    if rest is None or (sections and rest >= sections[-1][0]):
        return None
    return sum((value for _, value in sections), rest)


def _section(tokens: list[_Token], notation: _Notation) -> Decimal | None:
    """The value of what stands between two big scales: digits, and small scales in falling order (二百三十五)."""
    total, digit, limit = Decimal(0), None, Decimal("Infinity")
    for token in tokens:
        if isinstance(token, _Scale):
            if token.factor >= limit or (token.factor == 10 and digit is not None and digit % 1):
                return None
            total += token.factor if digit is None else digit * token.factor
            digit, limit = None, token.factor
        elif token.is_nan():
            return None
        elif digit is None:
            digit = token
        elif notation.additive and (token < 1 or (token < 10 and digit in _EN_TENS.values())):
            digit += token
        else:
            return None
    if digit is None:
        return total
    return total + digit if digit < limit else None


# --- fractions -------------------------------------------------------------------------------------------------------

_EN_PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10,
}  # fmt: skip
_PART = "|".join(rf"{part}(?:(?<!half|lves)s)?" for part in _EN_PARTS)
_EN_FEW = rf"(?:{_either(_EN_ONES)}|ten|[0-9]{{1,3}})"
_TH_FEW = rf"(?:{_either(_TH_DIGITS)}|สิบ|[0-9๐-๙]{{1,3}})"

FRACTION: Mapping[Language, str] = {
    JA: rf"(?:{NUMBER[JA]}分の{NUMBER[JA]}|半分|半数)",
    EN: rf"(?i:\b(?:(?:an?|{_EN_FEW})[ -])?(?:{_PART})\b|\b{_EN_FEW} (?:in|out of) (?:every )?{_EN_FEW}\b)",
    ZH: rf"(?:{NUMBER[ZH]}分之{NUMBER[ZH]}|一半|半[数數])",
    TH: rf"(?:{_TH_FEW} ?ใน ?{_TH_FEW}|(?:เศษ ?)?{_TH_FEW} ?ส่วน ?{_TH_FEW}|ครึ่งหนึ่ง|ครึ่ง)",
}
"""Fragment for a part of a whole: 3分の2, 三分之二, two-thirds, one in five, 1 ใน 3, ครึ่งหนึ่ง."""


def read_fraction(written: str, language: Language) -> tuple[Decimal, Decimal] | None:
    """Numerator and denominator of what `FRACTION[language]` matched, or None if they are not two numbers."""
    if language is EN:
        return _read_english_fraction(written.lower())
    if "半" in written or "ครึ่ง" in written:
        return Decimal(1), Decimal(2)
    first, _, second = re.split("(分の|分之| ?ใน ?| ?ส่วน ?)", written.removeprefix("เศษ").strip(), maxsplit=1)
    if language is not TH:
        first, second = second, first
    numerator, denominator = read(first, language), read(second, language)
    if numerator is None or not denominator:
        return None
    return numerator, denominator


def _read_english_fraction(written: str) -> tuple[Decimal, Decimal] | None:
    numerator: Decimal | None = Decimal(1)
    words = re.split(r" (?:in|out of) (?:every )?|[ -]", written, maxsplit=1)
    if len(words) == 2:
        numerator = read(words[0], EN)
    part = _EN_PARTS.get(words[-1]) or _EN_PARTS.get(words[-1].removesuffix("s"))
    denominator = Decimal(part) if part else read(words[-1], EN)
    if numerator is None or not denominator:
        return None
    return numerator, denominator
