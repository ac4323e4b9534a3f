"""Japanese tables: a bare number in a cell takes the unit that the table states above it or beside it.

A row is a line of one name and numbers, set apart by spaces, tabs or bars. Its unit stands in the row's own name
(売上高(億円)), at the head of its column, or once for the table (単位:百万円).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from digests.extract.grammar import Claim, Context, Draft, trap
from digests.extract.ja.numbers import DATA, SIGN, rule, signed
from digests.extract.ja.numbers import moved as moved_by_sign
from digests.extract.numerals import read
from digests.extract.tables import longest
from digests.model import Kind, Language, Span
from digests.patterns import compiled

JA = Language.JA
_ABOVE = 14
"""Lines above a row in which its table's unit may stand."""
_WIDEST = 240
"""A longer line is no row."""

_UNITS: dict[str, tuple[Kind, str]] = {
    **{word: (Kind.COUNT, unit) for word, unit in DATA["count"].items()},
    **{word: (Kind.QUANTITY, unit) for word, unit in DATA["quantity"].items()},
    **{word: (Kind.MONEY, code) for word, code in DATA["money"].items()},
    "%": (Kind.PERCENT, "%"),
    "ポイント": (Kind.PERCENT, "pp"),
    "倍": (Kind.MULTIPLE, ""),
}
_UNIT = compiled(rf"(?P<scale>[十百千万億兆]{{0,3}})(?P<u>{longest(_UNITS)})")
_STATED = compiled(rf"単位 ?[:は]? ?{_UNIT.pattern}")
_IN_BRACKETS = compiled(rf"[(\[]{_UNIT.pattern}[)\]]$")
_RATE = compiled(r"率|比|%|シェア|割合")
_RATE_ROW = compiled(r"(?:率|比|シェア|割合)\Z|%")
_CELL = compiled(r"[^ \t|]+(?: [^ \t|\d▲△+―—–-][^ \t|]*)*")
_WORD = compiled(r"[^ \t|]+")
_VALUE = compiled(r"[▲△+-]? ?\d[\d,.]*(?:%|円|倍|人|社|件|台|億円|万円|百万円|ポイント)?|[-―—–ー]|N/?A")


class _Unit(NamedTuple):
    kind: Kind
    unit: str
    factor: Decimal


_PERCENT = _Unit(Kind.PERCENT, "%", Decimal(1))


class _Row(NamedTuple):
    """A row's line, name, and cells in order."""

    line: Span
    name: Span
    cells: tuple[Span, ...]


def _unit(match: re.Match[str]) -> _Unit:
    """What a unit at the head of a table says: 百万円 is JPY times 10**6."""
    scale = read(f"1{match['scale']}" if match["scale"][:1] in {"万", "億", "兆"} else match["scale"], JA)
    return _Unit(*_UNITS[match["u"]], scale or Decimal(1))


def _line_at(text: str, at: int) -> Span | None:
    """The line around a place; None for one that is too wide to be a row."""
    start, end = text.rfind("\n", max(0, at - _WIDEST), at) + 1, text.find("\n", at, at + _WIDEST)
    if (start == 0 and at >= _WIDEST) or (end < 0 and len(text) > at + _WIDEST):
        return None
    return Span(start, len(text) if end < 0 else end)


def _cells(text: str, line: Span) -> tuple[Span, ...]:
    return tuple(Span(*cell.span()) for cell in _CELL.finditer(text, *line))


def _row(text: str, line: Span | None) -> _Row | None:
    """The line as a row; None where it is no name followed by nothing but values."""
    name, *cells = (line and _cells(text, line)) or (Span(0, 0),)
    if (
        line is None
        or not cells
        or _VALUE.fullmatch(text, *name)
        or not all(_VALUE.fullmatch(text, *cell) for cell in cells)
    ):
        return None
    return _Row(line, name, tuple(cells))


def _above(text: str, line: Span) -> Iterator[Span]:
    """The lines above, nearest first, as far as the table may reach."""
    start = line.start
    for _ in range(_ABOVE):
        above = _line_at(text, start - 1) if start else None
        if above is None or text[slice(*above)].rstrip().endswith("。"):
            return
        yield above
        start = above.start


def _heads(text: str, line: Span, columns: int) -> tuple[Span, ...]:
    """The heads of a row's columns, where the line has as many, with or without one for the names; else nothing."""
    for parts in (_cells(text, line), tuple(Span(*word.span()) for word in _WORD.finditer(text, *line))):
        if columns <= len(parts) <= columns + 1:
            return parts
    return ()


def _unit_above(text: str, row: _Row, column: int) -> _Unit | None:
    """The unit of a column by its head, else the table's: the rate of 単位:百万円、% for a column of rates."""
    rate = bool(_RATE_ROW.search(text, *row.name))
    for above in _above(text, row.line):
        stated = _STATED.search(text, *above)
        if stated:
            return _PERCENT if rate else _unit(stated)
        heads = () if _row(text, above) else _heads(text, above, len(row.cells))
        if not heads:
            continue
        head = heads[column - len(row.cells)]
        named = _IN_BRACKETS.search(text[slice(*head)])
        if named:
            return _unit(named)
        rate = rate or bool(_RATE.search(text, *head))
    return None


def _placed(text: str, at: int) -> tuple[_Row, int] | None:
    """The row whose cell starts at `at`, and which of its cells that is; None where that is no table."""
    row = _row(text, _line_at(text, at))
    column = next((i for i, cell in enumerate(row.cells) if cell.start == at), None) if row else None
    return None if row is None or column is None else (row, column)


def _cell(match: re.Match[str], context: Context) -> Claim:
    text, value = context.text, read(match["n"], JA)
    placed = _placed(text, match.start())
    if placed is None or value is None:
        return None
    row, column = placed
    named = _IN_BRACKETS.search(text[slice(*row.name)])
    unit = _unit(named) if named else _unit_above(text, row, column)
    if unit is None:
        return None
    moved = moved_by_sign(match) if unit.kind is not Kind.MONEY else None
    return Draft(*match.span(), unit.kind, signed(match, value) * unit.factor, unit.unit, direction=moved, exact=True)


def row_label(text: str, at: int) -> tuple[Span, Span | None] | None:
    """The name of the row whose cell starts at `at`, and the head of its column, both without their units; of the name
    itself, where the place is inside it, the head of the names. None where that is no table."""
    if text[at - 1 : at] not in {" ", "\t", "|", "\n"}:
        return None
    row = _row(text, _line_at(text, at))
    columns = (row.name, *row.cells) if row else ()
    column = next((i for i, cell in enumerate(columns) if cell.start == at), None)
    if row is None or column is None:
        return None
    lines = (_heads(text, above, len(row.cells)) for above in _above(text, row.line) if not _row(text, above))
    heads = next((heads for heads in lines if heads), ())
    head = heads[column - 1 - len(row.cells)] if column and heads else _corner(heads, row)
    return _bare(text, row.name), _bare(text, head) if head else None


def _corner(heads: tuple[Span, ...], row: _Row) -> Span | None:
    """The head of the names, where the line of heads has one."""
    return heads[0] if len(heads) > len(row.cells) else None


def _bare(text: str, name: Span) -> Span:
    """A name without its unit."""
    named = _IN_BRACKETS.search(text[slice(*name)])
    return Span(name.start, name.end - len(named.group()) if named else name.end)


UNIT_LINE = trap("unit of a table", r"(?<=単位)[:は]? ?[^ ()\n]{1,12}")
"""The unit a table states once is no figure of its own."""

CELLS = (rule("cell", rf"(?<=[ \t|]){SIGN}?(?P<n>\d[\d,]*(?:\.\d{{1,6}})?)(?![^ \t|\n])", _cell),)
