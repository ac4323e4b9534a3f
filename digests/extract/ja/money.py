"""Japanese sums of money: whole and hundredths in one (412円35銭), the currency behind or in front."""

from __future__ import annotations

import re
from decimal import Decimal

from digests.extract.grammar import Claim, Context, Draft
from digests.extract.ja.numbers import DASH, DATA, DIGITS, NOT_KATAKANA, NUMBER, SIGN, SYMBOLS, amounts, rule, signed
from digests.extract.numerals import read, read_range
from digests.extract.tables import longest
from digests.model import Kind, Language

JA = Language.JA
_CODE_OF, _CENTS = DATA["money"], DATA["cents"]

_SCALE = {"million": 6, "billion": 9, "trillion": 12, "m": 6, "bn": 9, "M": 6, "B": 9}


def _money(match: re.Match[str]) -> str:
    return str(_CODE_OF.get(match["u"]) or SYMBOLS[match["u"]])


def _with_cents(match: re.Match[str], context: Context) -> Claim:
    """412円35銭: whole units and hundredths in one figure; 153円12~14銭 a range of hundredths."""
    whole, cents = read(match["n"], JA), read(match["c"], JA)
    if whole is None or cents is None:
        return None
    unit, last = _CODE_OF[match["u"]], match["c2"] and read(match["c2"], JA)
    if last:
        return Draft(*match.span("all"), Kind.MONEY, (whole + cents / 100, whole + last / 100), unit)
    return Draft(*match.span("all"), Kind.MONEY, signed(match, whole + cents / 100), unit)


def _symbol(match: re.Match[str], context: Context) -> Claim:
    """$60M, US$3~5億: the currency in front."""
    scale = Decimal(10) ** _SCALE.get(match["s"] or "", 0)
    low, value = match["low"], read(match["n"], JA)
    if value is None:
        return None
    unit = SYMBOLS[match["u"]]
    pair = read_range(low, match["n"], JA) if low else None
    if pair:
        return Draft(*match.span("all"), Kind.MONEY, (pair[0] * scale, pair[1] * scale), unit)
    return Draft(*match.span("all"), Kind.MONEY, signed(match, value) * scale, unit) if not low else None


_CODES = longest([*_CODE_OF, *(symbol for symbol in SYMBOLS if symbol.isupper() and len(symbol) == 3)])
_DIVIDED = longest(word for word, code in _CODE_OF.items() if code in _CENTS.values())
_CENTS_NEAR = f"[{''.join(sorted({word[0] for word in _CENTS}))}]"

MONEY = (
    rule(
        "money cents",
        rf"(?P<all>{SIGN}?(?P<n>{NUMBER})(?P<u>{_DIVIDED}) ?(?P<c>{DIGITS})(?:{DASH}(?P<c2>{DIGITS}))?(?:{longest(_CENTS)}))",
        _with_cents,
        _CENTS_NEAR,
    ),
    amounts(
        "cents",
        Kind.MONEY,
        rf"(?P<u>{longest(_CENTS)})(?!湯)",
        lambda m: str(_CENTS[m["u"]]),
        near=_CENTS_NEAR,
        factor=Decimal("0.01"),
    ),
    amounts(
        "money",
        Kind.MONEY,
        rf"(?P<u>{_CODES})(?!元|札)(?:(?<![ァ-ヴー])|{NOT_KATAKANA})(?<!元(?=[日気年来素手首大会社幹]))",
        _money,
    ),
    rule(
        "money symbol",
        rf"(?P<all>{SIGN}?(?<![A-Za-z])(?P<u>{longest(SYMBOLS)}) ?(?:(?P<low>{NUMBER}){DASH}(?:(?P=u))?)?(?P<n>{NUMBER})"
        r" ?(?P<s>million|billion|trillion|bn|m|M|B)?(?![A-Za-z]))",
        _symbol,
    ),
)
