"""English table cells: a number takes its unit from the header, the row or the caption."""

from __future__ import annotations

import re
from decimal import Decimal

from digests.extract.en.lexicon import CURRENCY_NAMES
from digests.extract.en.measures import UNIT, unit_of
from digests.extract.en.money import PREFIX, alternatives, currency_of
from digests.extract.grammar import Claim, Draft
from digests.model import Kind
from digests.patterns import compiled

_TABLE_LINES = 24
_CELL_SCALES = {
    "thousand": 3,
    "'000": 3,
    "000": 3,
    "k": 3,
    "million": 6,
    "mn": 6,
    "m": 6,
    "mln": 6,
    "billion": 9,
    "bn": 9,
    "b": 9,
    "trillion": 12,
    "tn": 12,
}
_CELL_SCALE = compiled(
    r"(?i)(?<![A-Za-z])(?P<s>thousand|['’]?000|million|billion|trillion|mln|mn|bn|tn|m|k|b)s?(?![A-Za-z])"
)
_CELL_CURRENCY = compiled(rf"(?<![A-Za-z])(?:{PREFIX}|(?i:{alternatives(CURRENCY_NAMES)})(?![a-rt-z]))")
_STATED = compiled(
    r"\([^()]{1,40}\)|(?i:\b(?:units?|in|figures in|amounts in)\b[: ][^|\t\n]{1,40})|[,/] ?[^|\t\n]{1,24}$"
)


def _cell_unit(cell: str) -> tuple[Kind, str, Decimal] | None:
    """What a header cell such as "Revenue ($m)" says of the numbers below it."""
    stated = " ".join(_STATED.findall(cell)) or (
        cell if re.fullmatch(r"\s*(?:[%$€£¥]|US\$)[a-z]{0,3}\s*", cell) else ""
    )
    if not stated:
        return None
    currency, scale = _CELL_CURRENCY.search(stated), _CELL_SCALE.search(_CELL_CURRENCY.sub(" ", stated))
    factor = Decimal(10) ** _CELL_SCALES[scale["s"].lower().replace("’", "'")] if scale else Decimal(1)
    if currency:
        return Kind.MONEY, currency_of(currency[0]), factor
    if "%" in stated or "per cent" in stated or "percent" in stated:
        return Kind.PERCENT, "%", Decimal(1)
    if unit := re.search(UNIT, " " + stated.strip("() ,")):
        return Kind.QUANTITY, unit_of(unit[0]), factor
    return (Kind.COUNT, "", factor) if scale else None


def table_unit(text: str, start: int) -> tuple[Kind, str, Decimal] | None:
    """The unit of a table cell: its column's header, else its row's, else the table's; None outside tables."""
    line = text.rfind("\n", max(0, start - 400), start) + 1
    row = text[line:start]
    if "\t" not in row and "|" not in row:
        return None
    mark = "\t" if "\t" in row else "|"
    column = row.count(mark)
    above: list[str] = []
    at = line
    while at > 0 and len(above) < _TABLE_LINES:
        top = text.rfind("\n", max(0, at - 400), at - 1) + 1
        above.append(text[top : at - 1])
        if mark not in above[-1]:
            break
        at = top
    headers = [cells for cells in (part.split(mark) for part in reversed(above)) if len(cells) > column]
    caption = above[-1] if above and mark not in above[-1] else ""
    row_label = row.split(mark)[1 if row.startswith(mark) else 0]
    places = [
        headers[0][column] if headers else "",
        row_label,
        headers[0][1 if row.startswith(mark) else 0] if headers else "",
        caption,
    ]
    return next((unit for unit in map(_cell_unit, places) if unit), None)


def in_table(match: re.Match[str], value: Decimal | tuple[Decimal, Decimal], cell: tuple[Kind, str, Decimal]) -> Claim:
    kind, unit, factor = cell
    scaled = (value[0] * factor, value[1] * factor) if isinstance(value, tuple) else value * factor
    sign = -1 if match["sign"] and match["sign"] in "-−" else 1
    start = match.start("sign") if match["sign"] else match.start("low")
    return Draft(start, match.end(), kind, sign * scaled if isinstance(scaled, Decimal) else scaled, unit)
