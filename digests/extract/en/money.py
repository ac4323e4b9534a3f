"""English sums of money and exchange rates."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from digests.extract.en.lexicon import CURRENCY_CODES, CURRENCY_LETTERS, CURRENCY_NAMES, CURRENCY_SIGNS, HUNDREDTHS
from digests.extract.en.numbers import (
    ANCHOR,
    ANY,
    DIGITS,
    LEFT,
    LIST,
    SEP,
    apart,
    follows_change,
    is_move,
    read_ends,
    read_number,
    read_unit_pair,
)
from digests.extract.grammar import Claim, Context, Draft, Rule
from digests.extract.numerals import PLAIN
from digests.model import Kind, Language, Span
from digests.patterns import compiled

EN = Language.EN


def alternatives(table: dict[str, str]) -> str:
    return "|".join(sorted(map(re.escape, table), key=len, reverse=True))


PREFIX = (
    "(?:"
    + "|".join(sorted((re.escape(sign) for sign in CURRENCY_SIGNS), key=len, reverse=True))
    + rf"|(?:{'|'.join(CURRENCY_CODES)})(?![A-Za-z]))"
)
_CURRENCY = rf"(?:{alternatives(CURRENCY_NAMES)})s?|{'|'.join(CURRENCY_CODES)}|RMB"
_HUNDREDTH = f"(?:{alternatives({name: code for name, code in HUNDREDTHS.items() if len(name) > 1})})"
_MONEY_LEFT = r"(?<![A-Za-z0-9$€£¥])(?P<sign>[-+−]|[-−–]\s?(?=[$€£¥]))?"
_AMOUNT = rf"(?:{DIGITS}(?>(?: [BM](?!\w))?))"


def currency_of(written: str) -> str:
    """ISO 4217 code of a sign, code or name."""
    written = written.strip()
    if written in CURRENCY_SIGNS:
        return CURRENCY_SIGNS[written]
    if written.upper() in CURRENCY_CODES:
        return written.upper()
    for word in (written, written.lower(), written.removesuffix("s"), written.lower().removesuffix("s")):
        if word in CURRENCY_NAMES or word in HUNDREDTHS:
            return CURRENCY_NAMES.get(word) or HUNDREDTHS[word]
    return next(code for name, code in CURRENCY_NAMES.items() if name.lower() == written.lower().removesuffix("s"))


_YUAN = compiled(r"\b(?:China|Chinese|Beijing|Shanghai|Shenzhen|yuan|renminbi)\b")
_YEN = compiled(r"\b(?:Japan(?:ese)?|Tokyo|Osaka|yen)\b")


_DOLLAR = compiled(
    r"(?<![A-Za-z$])(?P<land>US|U\.S\.|AU?|C|CA|HK|NT|SG?|NZ)?\$(?P<us>US)?(?=\s?\d)|(?P<euro>€)|(?<![A-Za-z])(?P<cents>K?[Ss]hs?|KES|R)(?=\s?\d)"
)
_HOMES = {
    "SGD": compiled(r"\bSingapor|\bSGX\b"),
    "AUD": compiled(r"\bAustralia|\bASX\b|\bRBA\b"),
    "HKD": compiled(r"\bHong Kong"),
    "CAD": compiled(r"\bCanad|\bTSX\b"),
    "NZD": compiled(r"\bNew Zealand|\bNZX\b"),
    "TWD": compiled(r"\bTaiwan"),
}


_OTHER_CENTS = {"R": "ZAR", **dict.fromkeys(["Sh", "Shs", "Ksh", "KSh", "KShs", "Kshs", "KES"], "KES")}
_OFTEN = 3
_HEAD = 400
"""A country that an article is about is named at its head, or often."""


class _Dollars(NamedTuple):
    """What a bare "$" and a bare "cent" are worth in an article."""

    sign: str
    cent: str


@lru_cache(maxsize=4)
def _dollars(text: str) -> _Dollars:
    """An article that writes US$ means another dollar by a bare "$": the one it names beside, else its country's.

    Cents are of the currency that the article writes most.
    """
    seen: Counter[str] = Counter()
    for found in _DOLLAR.finditer(text):
        land = "US" if found["us"] else found["land"]
        own = "EUR" if found["euro"] else _OTHER_CENTS.get(found["cents"])
        seen[own or (currency_of(f"{land}$") if land else "")] += 1
    others = [code for code in seen if code not in {"", "USD", "EUR", "ZAR", "KES"}]
    sign = "USD"
    if seen[""] and seen["USD"]:
        homes = Counter({code: len(words.findall(text)) for code, words in _HOMES.items()})
        near = [
            code
            for code, times in homes.most_common(1)
            if times >= _OFTEN or (times and _HOMES[code].search(text[:_HEAD]))
        ]
        sign = next(iter([*others, *near]), "USD")
    seen[sign] += seen.pop("", 0)
    return _Dollars(sign, max(seen, key=lambda code: seen[code]) if seen.total() else "USD")


def _sign_in_context(sign: str, text: str) -> str:
    """A yen sign is the yuan in an article that knows China and not Japan; for "$" see `_dollars`."""
    sign = sign.strip()
    if sign == "$":
        return _dollars(text).sign
    if sign in CURRENCY_LETTERS:
        return CURRENCY_LETTERS[sign][0]
    if sign == "¥" and _YUAN.search(text) and not _YEN.search(text):
        return "CNY"
    return currency_of(sign)


_RATED_AT = compiled(r"(?<![A-Za-z])(?![$])[A-Z₱₹฿][A-Za-z]{0,2} ?\d{1,6}\.\d{1,4} (?:to|per|against|for) $")
"""In front of the one unit of a rate: "P56.40 to $1"."""


def _read_prefixed(match: re.Match[str], context: Context) -> Claim:
    unit = _sign_in_context(match["cur"], context.text)
    low, high = match["low"], match["high"]
    sign = -1 if match["sign"] and match["sign"].strip() in "-−–" else 1
    first = read_number(low)
    if first is None:
        return None
    start = match.start() if match["sign"] else match.start("cur")
    rated = high == "1" and match["cur2"] and _sign_in_context(match["cur2"], context.text) != unit
    if high is None or rated:
        one = low == "1" and _RATED_AT.search(context.text, max(0, start - 24), start)
        return () if one else Draft(start, match.end("low"), Kind.MONEY, sign * first, unit)
    ends = read_ends(low, high)
    both = bool(match["cur2"])
    word = match["sep"].strip() in {"to", "or"}
    if (
        ends
        and not (word and is_move(context.text, start))
        and not (word and both and follows_change(context.text, start))
    ):
        return Draft(start, match.end(), Kind.MONEY, ends, unit)
    last = read_number(high)
    if last is None:
        return None
    pair = (ends[0] if ends else first, last)
    return apart(
        (start, match.end("low")),
        (match.start("cur2") if both else match.start("high"), match.end()),
        pair,
        unit,
        Kind.MONEY,
    )


_ROUND = compiled(r"\d{1,3}")


@lru_cache(maxsize=16)
def _at_home(letter: str, text: str) -> bool:
    return bool(re.search(CURRENCY_LETTERS[letter][1], text))


def _read_lettered(match: re.Match[str], context: Context) -> Claim:
    """ "P13.4 billion" in an article on the Philippines; a round number behind another letter is a model's (B20, R5)."""
    letter = match["cur"]
    if (letter != "P" and _ROUND.fullmatch(match["low"])) or not _at_home(letter, context.text):
        return None
    return _read_prefixed(match, context)


def _read_between(match: re.Match[str], context: Context) -> Claim:
    ends = read_ends(match["low"], match["high"])
    unit = _sign_in_context(match["cur"], context.text)
    return Draft(match.start("cur"), match.end(), Kind.MONEY, ends, unit) if ends else None


_WEIGHED = compiled(r"pounds?[ -](?:of|per|bags?|weight|fish|tuna|bomb)\b")


def _read_suffixed(match: re.Match[str], context: Context) -> Claim:
    name = match["cur"].strip("- ")
    cents = name.rstrip("s") in HUNDREDTHS or name in HUNDREDTHS
    unit = currency_of(name)
    if cents and name.removesuffix("s") == "cent":
        land = match.groupdict().get("land")
        unit = currency_of(f"{land}$") if land else _dollars(context.text).cent
    factor = Decimal("0.01") if cents else Decimal(1)
    low, high = match["low"], match["high"]
    if _WEIGHED.match(context.text, match.start("cur") + 1):
        weight = read_number(low)
        return None if weight is None or high else Draft(*match.span(), Kind.QUANTITY, weight, "lb")
    if high is None:
        value = read_number(low)
        start = match.start() if match.re.groupindex.get("land") else match.start("low")
        return None if value is None else Draft(start, match.end(), Kind.MONEY, value * factor, unit)
    return read_unit_pair(match, context, unit, Kind.MONEY, factor)


def _read_half(match: re.Match[str], context: Context) -> Claim:
    """ "half a sen": what is left of a sum below one."""
    name = match["cur"]
    cents = name in HUNDREDTHS
    unit = _dollars(context.text).cent if name == "cent" else currency_of(name)
    return Draft(*match.span(), Kind.MONEY, Decimal("0.005" if cents else "0.5"), unit)


_RATE_OF = r"(?P<of>(?:US |U\.S\. )?dollar|greenback|euro|pound|yen|US\$|\$|sterling)"
_RATED = compiled(
    r"\b(?P<cur>baht|yen|yuan|renminbi|won|rupee|rupiah|ringgit|dong|peso|lira|rouble|ruble|"
    r"rand|real|euro|pound|sterling|franc|krona|krone|zloty|shilling|naira|cedi|birr|kwacha|taka|kyat|forint|dirham|tenge|hryvnia"
    r"|(?:Singapore|Taiwan|Hong Kong|Australian|Canadian|New Zealand) dollar)\b"
)


def _read_rate(match: re.Match[str], context: Context) -> Claim:
    """A rate such as "32.3 to the dollar" counts the currency named before it in the sentence, or with it."""
    value = read_number(match["low"])
    if value is None:
        return None
    if match["cur"]:
        return Draft(match.start("low"), match.end("cur"), Kind.MONEY, value, currency_of(match["cur"]))
    named = currency_before(context.text, match.start())
    if named is None:
        return None
    unit = currency_of(context.text[named.start : named.end])
    return Draft(*match.span("low"), Kind.MONEY, value, unit, noun=named)


_RATED_WITHIN = 160


def currency_before(text: str, at: int) -> Span | None:
    """The last currency named in front of `at` in its line: the one that an exchange rate is of."""
    start = max(text.rfind("\n", max(0, at - _RATED_WITHIN), at) + 1, at - _RATED_WITHIN, 0)
    found = list(_RATED.finditer(text, start, at))
    return Span(*found[-1].span("cur")) if found else None


_SIGN_ANCHOR = compiled(rf"(?<![A-Za-z0-9$€£¥])(?:[-+−–] ?(?=[$€£¥])|(?=[A-Z$€£¥₩₹฿₫₱₽₺₪₦₴z]){PREFIX} {{0,2}}(?=\d))")
_LETTER = f"[{''.join(CURRENCY_LETTERS)}]"
LETTERED = (
    Rule(
        "sum",
        rf"(?<![\w$/.-])(?P<sign>(?!))?(?P<cur>{_LETTER})(?P<low>{_AMOUNT})"
        rf"(?:{SEP}(?P<cur2>{_LETTER})?(?P<high>{_AMOUNT}))?(?![\w/]|-\w)",
        _read_lettered,
        compiled(rf"{_LETTER}(?=\d)(?<!\w.)"),
    ),
)
"""Read before codes and models, which look the same."""
MONEY = (
    Rule(
        "half a sum",
        rf"\b[Hh]alf an? (?P<cur>{_HUNDREDTH}|{alternatives(CURRENCY_NAMES)})(?![\w’'])",
        _read_half,
        compiled(r"[Hh]alf an? "),
    ),
    Rule(
        "exchange rate",
        rf"{LEFT}(?P<low>{PLAIN[EN]})(?: (?P<cur>{alternatives(CURRENCY_NAMES)}s?))?(?: to| per| "
        rf"against| versus| for)(?: the| one| each| every| a)? {_RATE_OF}(?!\w)",
        _read_rate,
        ANCHOR,
    ),
    Rule(
        "between sums",
        rf"\bbetween (?:about |around )?(?P<cur>{PREFIX}) ?(?P<low>{_AMOUNT}) and (?:{PREFIX} "
        rf"?)?(?P<high>{_AMOUNT})",
        _read_between,
        compiled(r"\bbetween (?=[^\n]{0,24}\d)"),
    ),
    Rule(
        "sum",
        rf"{_MONEY_LEFT}(?P<cur>{PREFIX}) {{0,2}}(?P<low>{_AMOUNT})(?:{SEP}(?P<cur2>{PREFIX} "
        rf"?)?(?P<high>{_AMOUNT})(?! ?(?:%|per ?cent|pc\b|years?|months?|days?)))?",
        _read_prefixed,
        _SIGN_ANCHOR,
    ),
    Rule(
        "US cents",
        rf"\b(?P<land>US|A|HK|S) ?(?P<low>{PLAIN[EN]})(?P<sep>-)?(?P<high>(?!))? ?(?P<cur>cents?)\b",
        _read_suffixed,
    ),
    Rule(
        "sum in words",
        rf"{LEFT}(?P<low>{ANY})(?:(?P<own>[ -](?:{_CURRENCY}))?{LIST}(?P<high>{ANY}))?(?P<cur>[ "
        rf"-](?:{_HUNDREDTH}s?|{_CURRENCY})(?![\w’']))",
        _read_suffixed,
        ANCHOR,
    ),
    Rule(
        "pence",
        rf"{LEFT}(?P<low>{PLAIN[EN]})(?:(?P<sep>[-–])(?P<high>{PLAIN[EN]}))?(?P<cur>p)(?!\w)",
        _read_suffixed,
        ANCHOR,
    ),
)
