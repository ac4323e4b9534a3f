"""How a value is written for a reader: in the scales, signs and words of the reader's language.

Nothing is computed but the place of the decimal point: 60000000 USD becomes US$60M or 6000万美元, exactly, and no
currency becomes another. The rules are the look's (docs/writing-a-template.md shows them); the words are the locale's.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.plural import PluralRule

from digests.markup import tidy
from digests.model import Approx, Figure, Kind
from digests.words import Words

_NUMERAL = re.compile(r"\d+(?:,\d{2,3})*(?:\.\d+)?|\.\d+")
_LONG_RUN = re.compile(r"(?<![\d.,])\d{4,}(?![\d,])")
_TRIANGLES = str.maketrans("▲△", "−−")  # minus in Japanese accounts
_PERCENT_WORDS = re.compile(r"per ?cent|percent|pct|ร้อยละ|เปอร์เซ็นต์|百分之|パーセント|%|年率?", re.IGNORECASE)
_QUALIFIED = re.compile(r"[余餘多数數強弱超近約约台]|以上|以下|กว่า|over|about|nearly|\+")
_COLON = re.compile(r"[:：対对比]|(?<=\d)-(?=\d)|ต่อ|\bto\b|\bagainst\b")
_SCALE_WORDS = (
    (re.compile(r"trillion|tn|trn"), "t"),
    (re.compile(r"billion|bn"), "b"),
    (re.compile(r"million|mn|mln"), "m"),
)
# Currency signs and words that several currencies share: the article's reader infers which one, ours is told.
_SHARED = re.compile(r"(?<![A-Z])\$|元|¥|￥|(?<!US )\bdollars?\b|\bpesos?\b|\brupees?\b|ดอลลาร์(?!สหรัฐ)", re.IGNORECASE)
_ENGLISH_ORDINAL = PluralRule.parse(  # CLDR 47, plurals/ordinals, en
    {
        "one": "n % 10 = 1 and n % 100 != 11",
        "two": "n % 10 = 2 and n % 100 != 12",
        "few": "n % 10 = 3 and n % 100 != 13",
    }
)
_PARTIAL = re.compile(r"(?P<year>\d{4})?-{0,2}(?:Q(?P<quarter>[1-4])|(?P<month>\d{2}))?(?:-(?P<day>\d{2}))?")
_LENGTHS = {  # the locale's pattern for the parts that a date has: year, month, day
    (True, True, True): "day",
    (True, True, False): "month_year",
    (True, False, False): "year",
    (False, True, True): "month_day",
    (False, True, False): "month",
}
_DAY = re.compile(r"---(0[1-9]|[12]\d|3[01])")
_SPELLING = re.compile(r"(s|x|z|ch|sh)$")


@dataclass(frozen=True, slots=True)
class Written:
    """A figure as its reader sees it.

    Attributes:
        value: number, scale, unit and currency ("US$60M").
        before, after: the qualifier's word on that side of the value, "" where there is none; `spaced` says whether a
            space stands between.
        original: the article's notation, where the reader would not recognise `value` in it; empty otherwise.
    """

    value: str
    before: str = ""
    after: str = ""
    spaced: bool = False
    original: str = ""


class Notation:
    """Writes figures in one language."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._places: int = words.get("number.places")
        self._scales: list[tuple[int, str]] = [(len(power) - 1, word) for power, word in words.get("number.scales")]

    def written(self, figure: Figure, language: str, label: str = "", *, claimed: bool = False) -> Written:
        """The figure for the reader.

        Args:
            language: BCP 47 tag of the article.
            label: what will stand beside the value; a counted noun that it contains is not said twice.
            claimed: it stands after words that say that it is a record, so that it need not.
        """
        quote = _clean(figure.quote)
        own = self._is_own(figure, quote, language)
        value = self._own(figure, quote) if own else self._value(figure, quote, label)
        if figure.first and not own:
            first = self._first(value, figure.approx, "claimed" if claimed else "first")
            return Written(first, original=self._original(figure, quote, value, language))
        original = "" if own else self._original(figure, quote, value, language)
        if figure.approx is None or (own and _QUALIFIED.search(quote)):
            return Written(value, original=original)
        before, after, spaced = self._qualifier(figure.approx)
        return Written(value, before, after, spaced, original)

    def text(self, figure: Figure, language: str, label: str = "") -> str:
        """Qualifier and value as unstyled text."""
        written = self.written(figure, language, label)
        space = " " if written.spaced else ""
        before = f"{written.before}{space}" if written.before else ""
        after = f"{space}{written.after}" if written.after else ""
        return f"{before}{written.value}{after}"

    # --- the article's own notation

    def _is_own(self, figure: Figure, quote: str, language: str) -> bool:
        """Whether the reader can be shown the article's notation as it is: a language with own scales, no shared
        currency sign, digits rather than letters; a plain percentage is written alike in all languages."""
        if language != self._words.language or language == "en" or not re.search(r"\d", quote):
            return False
        if not re.search(r"[^\d.,\s]", quote):
            return False  # a bare number says nothing of its unit
        if figure.kind is Kind.PERCENT:
            return bool(re.search(r"[割分厘成]|ポイント", quote)) and figure.unit in {"%", "pp"}
        if figure.kind is Kind.MONEY:
            return not (re.search(r"[$¥￥€£]|[A-Za-z]", quote) or (_SHARED.search(quote) and figure.unit != "CNY"))
        return figure.kind is not Kind.RATIO

    def _own(self, figure: Figure, quote: str) -> str:
        shown = quote.translate(_TRIANGLES)
        if figure.kind is Kind.DATE or not self._words.get("number.grouping"):
            return shown
        return _LONG_RUN.sub(lambda match: f"{int(match[0]):,}" if match[0][0] != "0" else match[0], shown)

    def _original(self, figure: Figure, quote: str, value: str, language: str) -> str:
        if figure.kind is Kind.DATE or _same(figure, quote, value, own=language == self._words.language):
            return ""
        return tidy(figure.quote)

    # --- the reader's

    def _value(self, figure: Figure, quote: str, label: str) -> str:
        if isinstance(figure.value, str):
            return self._date(figure.value)
        if figure.kind is Kind.RATIO and isinstance(figure.value, tuple):
            first, second = (self._plain(part, quote) for part in figure.value)
            kind = "ratio" if _COLON.search(quote) else "fraction"
            return self._words.pattern(f"kind.{kind}").format(first, second)
        if isinstance(figure.value, tuple):
            low, high = figure.value
            return self._range(figure, low, high, quote, label)
        return self._one(figure, figure.value, quote, label)

    def _range(self, figure: Figure, low: Decimal, high: Decimal, quote: str, label: str) -> str:
        """The unit once: before the first number where it is a code, after the second where it is a word; a currency
        sign stands before both. Thai writes a common scale once too."""
        first, second = self._one(figure, low, quote, label), self._one(figure, high, quote, label)
        code = f"{figure.unit}\u00a0"
        if figure.kind is Kind.MONEY and second.startswith(code):
            return f"{first}–{second.removeprefix(code)}"
        number, upper = self._number(low, quote), self._number(high, quote)
        if not second.startswith(upper):
            return f"{first}–{second}"
        if self._words.language == "th" and number.partition(" ")[2] == upper.partition(" ")[2]:
            number = number.partition(" ")[0]
        return f"{number}–{second}"

    def _one(self, figure: Figure, value: Decimal, quote: str, label: str) -> str:
        minus = "−" if value < 0 else ""
        value = value.copy_abs()
        match figure.kind:
            case Kind.PERCENT:
                unit = "pp" if figure.unit == "pp" else "percent"
                return minus + self._words.pattern(f"kind.{unit}").format(self._plain(value, quote))
            case Kind.MONEY:
                return minus + self._money(value, figure.unit, quote)
            case Kind.MULTIPLE:
                return minus + self._words.pattern("kind.multiple").format(self._plain(value, quote))
            case Kind.ORDINAL:
                return minus + self._ordinal(value, quote)
            case Kind.DURATION:
                return minus + self._duration(value, figure.unit, quote)
            case _:
                return minus + self._measured(figure, value, quote, label)

    def _money(self, value: Decimal, code: str, quote: str) -> str:
        number = self._number(value, quote)
        pattern = self._words.find(f"currency.{code}")
        if not pattern:
            return self._words.pattern("currency.other").format(number, code=code) if code else number
        if self._words.language == "th" and number[-1:].isdigit():
            number += " "  # 32.30 บาท, but 60 ล้านบาท
        return pattern.format(number)

    def _duration(self, value: Decimal, unit: str, quote: str) -> str:
        pattern = self._words.find(f"duration.{unit}", value)
        number = self._plain(value, quote)
        return pattern.format(number) if pattern else number

    def _ordinal(self, value: Decimal, quote: str) -> str:
        category = str(_ENGLISH_ORDINAL(value)) if value == value.to_integral_value() else "other"
        pattern = self._words.find(f"ordinal.{category}") or self._words.pattern("ordinal.other")
        return pattern.format(self._plain(value, quote))

    def _measured(self, figure: Figure, value: Decimal, quote: str, label: str) -> str:
        number = self._number(value, quote)
        kind = "quantity" if figure.kind is Kind.QUANTITY else "count"
        unit = self._unit(figure.unit, value, symbol=kind == "quantity")
        if not unit or (kind == "count" and _mentions(label, unit)):
            return number
        if kind == "quantity" and unit.isalpha() and len(unit) > 3 and self._words.language == "en":
            kind = "count"  # a spelled-out unit takes a plain space
        if self._words.language == "th" and not number[-1].isdigit():
            return number + unit  # 3.4 ล้านคน, but 340 คน
        return self._words.pattern(f"kind.{kind}").format(number, unit=unit)

    def _unit(self, unit: str, value: Decimal, *, symbol: bool) -> str:
        listed = self._words.find(f"unit.{unit}", value)
        if listed or not unit:
            return listed
        if self._words.language != "en":
            return unit if symbol and unit.isascii() and len(unit) <= 4 else ""
        if (symbol and len(unit) <= 3) or value == 1 or not unit.isalpha() or not unit.islower():
            return unit
        if unit.endswith("y") and unit[-2:-1] not in "aeiou":
            return unit[:-1] + "ies"
        return unit + ("es" if _SPELLING.search(unit) else "s")

    def _first(self, duration: str, approx: Approx | None, pattern: str) -> str:
        if approx is not None:
            before, after, spaced = self._qualifier(approx)
            space = " " if spaced else ""
            duration = space.join(part for part in (before, duration, after) if part)
        return self._words.pattern(f"kind.{pattern}").format(duration)

    def _qualifier(self, approx: Approx) -> tuple[str, str, bool]:
        before, after = self._words.around(f"approx.{approx}")
        return before.strip(), after.strip(), " " in before or " " in after

    def _number(self, value: Decimal, quote: str) -> str:
        """With the largest scale that leaves few decimals; `quote` says how many the article gave."""
        for power, word in self._scales:
            scaled = _shifted(value, power)
            if scaled.copy_abs() >= 1 and _decimals(scaled) <= self._places:
                space = " " if self._words.language == "th" else ""
                return self._plain(scaled, quote) + space + word
        return self._plain(value, quote)

    def _plain(self, value: Decimal, quote: str) -> str:
        """Digits, grouped as the language groups them; 1.50 stays 1.50 where the article wrote 1.50."""
        places = _decimals(value)
        for numeral in _NUMERAL.findall(quote):
            given = numeral.replace(",", "")
            if Decimal(given) == value.copy_abs():
                places = max(places, len(given.partition(".")[2]))
        comma = "," if self._words.get("number.grouping") else ""
        text = f"{value.copy_abs():{comma}.{places}f}"
        return f"−{text}" if value < 0 else text

    def _date(self, partial: str) -> str:
        """A partial ISO 8601 date, time or interval; what it leaves open is left open."""
        if "/" in partial:
            return "–".join(self._date(end) for end in partial.split("/"))
        day, _, clock = partial.partition("T")
        return f"{self._day(day)} {clock}".rstrip()

    def _day(self, partial: str) -> str:
        if match := _DAY.fullmatch(partial):
            return self._words.date(date(2000, 1, int(match[1])), "day_of_month")
        match = _PARTIAL.fullmatch(partial)
        if not match:
            return partial
        year, month, day = (int(match[name] or 0) for name in ("year", "month", "day"))
        if match["quarter"]:
            shown = year + 543 if self._words.get("date.era") == "buddhist" else year
            key = "date.quarter_year" if year else "date.quarter"
            return self._words.pattern(key).format(n=match["quarter"], year=shown)
        length = _LENGTHS.get((year > 0, month > 0, day > 0))
        try:
            return self._words.date(date(year or 2000, month or 1, day or 1), length) if length else partial
        except ValueError:  # 31 February: shown as it was given
            return partial


def _clean(quote: str) -> str:
    """Full-width letters and digits made narrow, on one line."""
    return unicodedata.normalize("NFKC", tidy(quote).replace("￥", "¥"))


def _shifted(value: Decimal, power: int) -> Decimal:
    """`value` divided by ten to the `power`, exactly: no context rounds it."""
    sign, digits, exponent = value.as_tuple()
    return Decimal((sign, digits, int(exponent) - power))


def _decimals(value: Decimal) -> int:
    """How many decimals the number needs."""
    _, digits, exponent = value.as_tuple()
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return max(0, -int(exponent) - zeros)


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().replace("−", "-").replace("–", "-").replace("▲", "-")
    for pattern, letter in _SCALE_WORDS:
        text = pattern.sub(letter, text)
    return re.sub(r"[\s,\u200b]", "", text)


def _same(figure: Figure, quote: str, value: str, *, own: bool) -> bool:
    """Whether a reader recognises `value` in the article's `quote`."""
    ours, theirs = _fold(value), _fold(quote)
    digits = _NUMERAL.findall(theirs)
    if ours == theirs or digits == [theirs] == _NUMERAL.findall(ours):
        return True
    if own and not digits and figure.kind in {Kind.COUNT, Kind.DURATION}:
        return True  # "two years" is 2 years to whoever reads the language
    if _NUMERAL.findall(ours) != digits:
        return False
    if figure.kind is Kind.PERCENT:
        return not re.search(r"[割分厘成]", _PERCENT_WORDS.sub("", theirs))
    return figure.kind is Kind.RATIO or (own and not (figure.kind is Kind.MONEY and _SHARED.search(quote)))


def _mentions(label: str, unit: str) -> bool:
    return bool(unit) and re.search(rf"(?<!\w){re.escape(unit)}(?!\w)", label, re.IGNORECASE) is not None
