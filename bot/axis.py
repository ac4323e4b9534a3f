"""A document on one axis of a fixed-width sheet: numbers flush right in a gutter before it, words behind it.

What a terminal prints and a picture draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from bot.typesetting import columns, pad, wrap, wrap_headline
from digests.document import (
    Block,
    Bullets,
    Code,
    Document,
    Heading,
    Note,
    Paragraph,
    Quote,
    Role,
    Rule,
    Run,
    Runs,
    Table,
    plain,
)

# The look's measures, in columns: a gutter of 22, the arrow's own column, then the axis.
_GUTTER = 22
AXIS = 25
_MEASURE = 72  # of a text line: 36 Japanese characters, about 12 English words
_MARGIN = 3
NARROW = 64  # below this the gutter would leave less than 36 columns to the text
_SEAL = "瓦版"
_FIGURE_ROLES = {Role.QUALIFIER, Role.VALUE, Role.ARROW, Role.ORIGINAL, Role.LABEL}


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one style in a line; `style` is "", "bold", "dim", "value" or "rule"."""

    text: str
    style: str = ""
    url: str = ""
    lang: str = ""


Line = tuple[Piece, ...]


def lay_out(document: Document, width: int = 100) -> tuple[Line, ...]:
    """The document's lines for a terminal of `width` columns; below 64 columns everything stands in one column."""
    page = _Page(document.lang, width)
    for block in document.blocks:
        page.add(block)
    return tuple(page.lines)


class _Page:
    """Lines as they come; `_previous` decides where a blank one stands."""

    def __init__(self, language: str, width: int) -> None:
        self.lines: list[Line] = []
        self._language = language
        self._gutter = _GUTTER if width >= NARROW else 0
        self._axis = AXIS if self._gutter else 0
        self._measure = max(8, min(_MEASURE, width - self._axis - (_MARGIN if self._gutter else 0)))
        self._previous: Block | None = None

    def add(self, block: Block) -> None:
        if self.lines and self._parted(block):
            self.lines.append(())
        match block:
            case Heading(level, runs):
                self._heading(level, runs)
            case Paragraph(runs):
                self._text(runs)
            case Bullets(items):
                for item in items:
                    self._item(item)
            case Quote(lines):
                self._quote(lines)
            case Note(lines):
                self._note(lines)
            case Table():
                self._table(block)
            case Code(text):
                for line in text.splitlines():
                    self._text((Run(line or " "),), "bold")
            case Rule():
                self._row((), "", (Piece("─" * self._measure, "rule"),))
        self._previous = block

    def _parted(self, block: Block) -> bool:
        """Whether a blank line stands before the block."""
        match self._previous, block:
            case (Rule(), _) | (Heading(), Note() | Paragraph() | Bullets()):
                return False
            case Quote(lines), Note():
                return any(run.role is Role.STANCE for run in lines[0])
            case _:
                return True

    # --- blocks

    def _heading(self, level: int, runs: Runs) -> None:
        language = next((run.lang for run in runs if run.lang), self._language)
        seal = (Piece(_SEAL, "bold"),) if level == 1 else ()
        shown = [run for run in runs if run.role is not Role.FLAG]
        title = tuple(run for index, run in enumerate(shown) if index or run.text.strip())
        lines = wrap_headline(title, self._measure, language)
        self._rows([seal] if self._gutter else [], "", [_pieces(line, "bold") for line in lines])

    def _text(self, runs: Runs, style: str = "") -> None:
        self._rows([], "", [_pieces(line, style) for line in self._wrapped(runs)])

    def _item(self, runs: Runs) -> None:
        """A figure on the axis; anything else behind a bullet. Each line of an item for itself."""
        for index, line in enumerate(_split(runs)):
            if _is_figure(line):
                self._figure(line)
            else:
                bullet = "" if index else "•"
                indent = "" if self._gutter else "  "
                lines = [_pieces(part) for part in self._wrapped(line, len(indent))]
                self._rows([], bullet, [(Piece(indent), *part) for part in lines] if indent else lines)

    def _figure(self, runs: Runs) -> None:
        last = max(index for index, run in enumerate(runs) if run.role in _FIGURE_ROLES)
        parts, tail = runs[: last + 1], runs[last + 1 :]
        value = _value(parts)
        arrow = "".join(run.text for run in parts if run.role is Role.ARROW)
        label = [run for run in parts if run.role is Role.LABEL]
        original = [run for run in parts if run.role is Role.ORIGINAL]
        gap = [Run("  ")] if label and original else []
        closing = plain(tail).lstrip(")）")
        words = (*label, *gap, *original, Run(closing, role=Role.SOURCE))
        if not self._gutter:
            lead = (*value, Piece(f" {arrow}" if arrow else ""), Piece("  "))
            indent = sum(columns(piece.text) for piece in lead)
            first, *rest = [_pieces(line) for line in self._wrapped(words, min(indent, self._measure // 2))] or [()]
            self.lines += [(*lead, *first), *((Piece(" " * min(indent, self._measure // 2)), *line) for line in rest)]
            return
        self._rows([value], arrow, [_pieces(line) for line in self._wrapped(words)])

    def _quote(self, lines: Sequence[Runs]) -> None:
        stated = [run for run in lines[0] if run.role is Role.STANCE]
        if not stated:
            for line in lines:
                for part in self._wrapped(line, 0 if self._gutter else 2):
                    self._row((), "│", _pieces(part))
            return
        if not self._gutter:
            self._text(_stripped([run for run in lines[0] if run.role is not Role.FLAG]), "dim")
            for line in lines[1:]:
                self._text(line)
            return
        sentence = [_pieces(part) for line in lines[1:] for part in self._wrapped(line)]
        self._rows(list(self._status(lines[0], stated[0])), "", sentence)

    def _status(self, line: Runs, stance: Run) -> Iterable[Line]:
        """Region and stance, on one line if they fit, then the modality."""
        flags = [run.text for run in line if run.role is Role.FLAG]
        where = next(iter(flags or [run.text for run in line if run.role is Role.REGION]), "")
        region, bold = Piece(where, "dim"), Piece(stance.text, "bold")
        if columns(where) + 1 + columns(stance.text) <= self._gutter:
            yield (region, Piece(" "), bold) if where else (bold,)
        else:
            yield from ((piece,) for line in wrap((Run(where),), self._gutter) for piece in _pieces(line, "dim"))
            yield (bold,)
        for run in line:
            if run.role is Role.MODALITY:
                yield (Piece(run.text, "dim"),)

    def _note(self, lines: Sequence[Runs]) -> None:
        for line in lines:
            left: list[Line] = []
            sign, rest = "", list(line)
            if rest and rest[0].role is Role.COUNT and self._gutter:
                left = [(Piece(rest.pop(0).text, "bold"),)]
                rest = [Run(run.text, url=run.url) for run in rest]
            elif rest and rest[0].text.startswith("≠ ") and self._gutter:
                sign, rest[0] = "≠", Run(rest[0].text[2:], url=rest[0].url)
            elif self._previous is None and self._gutter:
                left = [(Piece(_SEAL, "bold"),)]
            words = _stripped(rest)
            self._rows(left, sign, [_pieces(part, "dim") for part in self._wrapped(words)])

    def _table(self, table: Table) -> None:
        """The figure in the gutter, the other columns under their heads as wide as they need, if all fit."""
        figures = all(row and _is_figure(row[0]) for row in table.rows) and self._gutter > 0
        rows = [table.header, *table.rows]
        skip = 1 if figures else 0
        widths = [max(columns(plain(row[at])) for row in rows) for at in range(skip, len(table.header))]
        fits = sum(widths) + 2 * (len(widths) - 1) <= self._measure
        for number, row in enumerate(rows):
            style = "" if number else "dim"
            words: list[Piece] = []
            for cell, width in zip(row[skip:], widths, strict=True):
                filler = " " * (width - columns(plain(cell)) + 2) if fits else " · " * bool(plain(cell))
                words += [*_pieces(cell, style), Piece(filler)]
            text = (tuple(words[:-1]),)
            if not figures:
                self._rows([], "", text)
            elif number:
                arrow = "".join(run.text for run in row[0] if run.role is Role.ARROW)
                self._rows([_value(row[0])], arrow, text)
            else:
                self._rows([_pieces(row[0], "dim")], "", text)

    # --- lines

    def _wrapped(self, runs: Iterable[Run], indent: int = 0) -> list[Runs]:
        return wrap(tuple(runs), self._measure - indent)

    def _rows(self, left: Sequence[Line], sign: str, right: Sequence[Line]) -> None:
        """Rows of gutter, sign and text; a gutter's text that is too wide takes a row of its own."""
        waiting = list(left)
        taken = sum(columns(piece.text) for piece in waiting[0]) if waiting else 0
        if taken > self._gutter:
            beside = right[0] if right and not sign and taken < self._axis else ()
            space = " " * (self._axis - taken) if beside else f" {sign}" * bool(sign)
            self.lines.append((*waiting.pop(0), Piece(space), *beside))
            sign, right = "", right[1:] if beside else right
        for number in range(max(len(waiting), len(right), 1 if sign else 0)):
            self._row(
                waiting[number] if number < len(waiting) else (),
                "" if number else sign,
                right[number] if number < len(right) else (),
            )

    def _row(self, left: Line, sign: str, right: Line) -> None:
        if not self._gutter:
            self.lines.append((*left, Piece(f"{sign} " if sign else ""), *right))
            return
        space = pad("", self._gutter - sum(columns(piece.text) for piece in left))
        middle = f" {sign or ' '} " if right else f" {sign}" * bool(sign)
        style = "bold" if sign == "≠" else ""
        self.lines.append(tuple(piece for piece in (Piece(space), *left, Piece(middle, style), *right) if piece.text))


def _pieces(runs: Iterable[Run], style: str = "") -> Line:
    """The runs with `style` where they bring none of their own."""
    return tuple(Piece(run.text, _style(run) or style, run.url, run.lang) for run in runs if run.text)


def _style(run: Run) -> str:
    if run.role is Role.VALUE:
        return "value" if run.url and run.bold else "bold" * run.bold
    if run.role in {Role.ORIGINAL, Role.SOURCE}:
        return "dim"
    return "bold" if run.bold or run.code else ""


def _value(runs: Iterable[Run]) -> Line:
    """Qualifier and value of a figure line, the space between them kept."""
    shown = list(takewhile(lambda run: run.role in {Role.TEXT, Role.QUALIFIER, Role.VALUE}, runs))
    while shown and shown[-1].role is Role.TEXT:
        shown.pop()
    return tuple(
        Piece(run.text, "value" if run.role is Role.VALUE else "dim" * (run.role is Role.QUALIFIER), run.url)
        for run in shown
    )


def _is_figure(runs: Runs) -> bool:
    roles = [run.role for run in runs if run.role is not Role.TEXT]
    starts = bool(runs) and runs[0].role in {Role.QUALIFIER, Role.VALUE}
    return starts and Role.VALUE in roles[:2]


def _split(runs: Runs) -> list[Runs]:
    """The lines of an item."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        for number, text in enumerate(run.text.split("\n")):
            if number:
                lines.append([])
            if text:
                lines[-1].append(Run(text, run.bold, run.url, run.role, run.lang, run.code))
    return [tuple(line) for line in lines if line]


def _stripped(runs: Sequence[Run]) -> Runs:
    if not runs:
        return ()
    first, *rest = runs
    return (Run(first.text.lstrip(), first.bold, first.url, first.role, first.lang, first.code), *rest)
