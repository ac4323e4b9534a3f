"""Template output to Document nodes.

What a template interpolates never meets the Markdown parser: `cell` wraps its runs into one opaque word, Markdown sees
letters, and `parse` unwraps them again. So no text can format, link or break out of its line, whatever it holds, and
`**{{ value }}**削減` is bold although CommonMark would not close emphasis between `%**` and a CJK letter: the
delimiters touch a word on both sides (CommonMark 0.31, 6.2, left- and right-flanking delimiter runs).

The Markdown is CommonMark's headings, paragraphs, lists, block quotes, rules, fences, emphasis, links and code spans,
pipe tables, and `-# ` for a grey line.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from digests.document import Block, Bullets, Code, Heading, Note, Paragraph, Quote, Role, Rule, Run, Runs, Table, plain
from digests.errors import TemplateError

# U+FDD0 and U+FDD1 are noncharacters: reserved for use inside a program (Unicode 17.0, section 23.7), category Cn, so
# neither white space nor punctuation to Markdown. `tidy` removes them from any text before it is wrapped.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_CELL = re.compile(f"{_OPEN}([A-Za-z0-9+/=]+){_CLOSE}")

_BREAKS = re.compile(r"\s*[\n\r\t\v\f\x85\u2028\u2029]\s*")
_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x9f"  # C0 and C1 controls that are no line break
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional formatting (UAX #9, table 4)
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"  # noncharacters, byte order mark, annotation marks
    "\ud800-\udfff"  # lone surrogates: no UTF-8
    "]"
)


def tidy(text: str) -> str:
    """The text on one line, without control, bidirectional and non-characters; everything visible stays."""
    return _INVISIBLE.sub("", _BREAKS.sub(" ", text))


@dataclass(frozen=True, slots=True)
class Inline:
    """Runs that a filter made and a template passes on; as a string, their plain text."""

    runs: Runs

    def __str__(self) -> str:
        return plain(self.runs)


@dataclass(frozen=True, slots=True)
class Fragment:
    """What a macro returned: Markdown with cells, to be parsed with the rest. As a string, without the cells' style."""

    markdown: str

    def __str__(self) -> str:
        return _CELL.sub(lambda match: plain(_unwrap(match[1])), self.markdown)


def cell(runs: Iterable[Run]) -> str:
    """The runs as one word that Markdown leaves alone; empty for no text."""
    kept = [run for run in runs if run.text]
    if not kept:
        return ""
    payload = _JSON([_fields(run) for run in kept]).encode(errors="surrogatepass")
    return f"{_OPEN}{base64.b64encode(payload).decode()}{_CLOSE}"


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _fields(run: Run) -> list[str | int]:
    """What is to be said of a run, briefly: the Markdown parser goes through every letter of it."""
    role = "" if run.role is Role.TEXT else run.role.value
    fields: list[str | int] = [run.text, role, int(run.bold), run.url, run.lang, int(run.code)]
    while not fields[-1]:
        fields.pop()
    return fields


_USUAL: list[Any] = ["", "", 0, "", "", 0]


def _unwrap(payload: str) -> Runs:
    return tuple(_run(fields) for fields in json.loads(base64.b64decode(payload)))


def _run(fields: list[Any]) -> Run:
    text, role, bold, url, lang, code = fields + _USUAL[len(fields) :]
    return Run(text, bold=bool(bold), url=url, role=Role(role or Role.TEXT), lang=lang, code=bool(code))


# --- Markdown ------------------------------------------------------------------------------------------------------


def _grey(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: lines that begin with `-# ` are one note. The signature is markdown-it's."""
    line = start
    contents: list[str] = []
    while line < end and state.tShift[line] < 4:
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
        if not text.startswith("-# "):
            break
        contents.append(text[3:])
        line += 1
    if not contents:
        return False
    if silent:
        return True
    state.push("note_open", "", 1).map = [start, line]
    for offset, content in enumerate(contents):
        token = state.push("inline", "", 0)
        token.content, token.map, token.children = content.strip(), [start + offset, start + offset + 1], []
    state.push("note_close", "", -1)
    state.line = line
    return True


_MARKDOWN = MarkdownIt("zero").enable(
    ["heading", "list", "blockquote", "hr", "fence", "table", "emphasis", "link", "newline", "backticks", "escape"]
)
_MARKDOWN.block.ruler.before("hr", "note", _grey, {"alt": ["paragraph", "reference", "blockquote", "list", "table"]})


def parse(markdown: str, where: str) -> tuple[Block, ...]:
    """The blocks of a filled template.

    Raises:
        TemplateError: a construct that no surface can show; `where` names the template in it.
    """
    return tuple(_Parser(_MARKDOWN.parse(markdown), where).blocks())


class _Parser:
    """Walks markdown-it's flat tokens once."""

    def __init__(self, tokens: Sequence[Token], where: str) -> None:
        self._tokens = iter(tokens)
        self._where = where

    def blocks(self) -> Iterator[Block]:
        for token in self._tokens:
            yield self._block(token)

    def _block(self, token: Token) -> Block:  # noqa: PLR0911 - one return a kind of block
        match token.type:
            case "heading_open":
                level = int(token.tag[1])
                if level > 3:
                    raise self._error(token, f"a heading of level {level}", "use #, ## or ###")
                return Heading(level, self._joined("heading_close", " "))
            case "paragraph_open":
                return Paragraph(self._joined("paragraph_close", " "))
            case "bullet_list_open":
                return Bullets(tuple(self._items()))
            case "blockquote_open":
                return Quote(tuple(self._lines("blockquote_close")))
            case "note_open":
                return Note(tuple(self._lines("note_close")))
            case "table_open":
                return self._table()
            case "fence":
                return Code(_uncelled(token.content).rstrip("\n"))
            case "hr":
                return Rule()
            case _:
                raise self._unsupported(token)

    def _lines(self, close: str) -> Iterator[Runs]:
        """Each line up to the closing token, which is consumed."""
        for token in self._until(close):
            if token.type == "inline":
                yield from self._inline(token)
            elif token.type not in {"paragraph_open", "paragraph_close"}:
                raise self._unsupported(token)

    def _joined(self, close: str, separator: str) -> Runs:
        runs: list[Run] = []
        for line in self._lines(close):
            runs += (Run(separator), *line) if runs else line
        return merge(runs)

    def _items(self) -> Iterator[Runs]:
        """Each item of a list, whose opening token has been taken."""
        for _ in self._until("bullet_list_close"):
            yield self._joined("list_item_close", "\n")

    def _table(self) -> Table:
        rows: list[list[Runs]] = []
        for token in self._until("table_close"):  # thead, tbody, th and td only frame the rows
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(next(self._inline(token)))  # a cell is one line
        header, *body = (tuple(row) for row in rows)
        return Table(header, tuple(body))

    def _until(self, close: str) -> Iterator[Token]:
        """The tokens before the closing one, which is taken too."""
        return takewhile(lambda token: token.type != close, self._tokens)

    def _inline(self, token: Token) -> Iterator[Runs]:
        """The lines of an inline token."""
        line: list[Run] = []
        bold, url = 0, ""
        for child in token.children or ():
            match child.type:
                case "text":
                    line += _texts(child.content, bold=bold > 0, url=url)
                case "code_inline":
                    line.append(Run(_uncelled(child.content), bold=bold > 0, url=url, code=True))
                case "strong_open" | "strong_close":
                    bold += child.nesting
                case "link_open":
                    url = self._address(token, str(child.attrs["href"]))
                case "link_close":
                    url = ""
                case "softbreak" | "hardbreak":
                    yield merge(line)
                    line = []
                case _:
                    pass  # em: there is no italic in Japanese, Chinese or Thai type
        yield merge(line)

    def _address(self, token: Token, href: str) -> str:
        if not href.startswith(("https://", "http://", "#")) or _OPEN in href or "%EF%B7%90" in href:
            raise self._error(
                token, f"a link to '{href[:60]}'", "write https://… there, or use the filter: {{ text | link(url) }}"
            )
        return href

    def _unsupported(self, token: Token) -> TemplateError:
        name = token.type.removesuffix("_open").replace("_", " ")
        return self._error(
            token, f"a {name} in this place", "docs/writing-a-template.md lists what a template may hold"
        )

    def _error(self, token: Token, what: str, remedy: str) -> TemplateError:
        line = f" (line {token.map[0] + 1} of the filled text)" if token.map else ""
        return TemplateError(f"no surface can show {what}{line}", where=self._where, remedy=remedy)


def _texts(content: str, *, bold: bool, url: str) -> Iterator[Run]:
    """Literal text and cells, in order; what the template wraps around a cell (emphasis, a link) is added to it."""
    for index, part in enumerate(_CELL.split(content)):
        if index % 2 == 0:
            yield Run(part, bold=bold, url=url)
        else:
            for run in _unwrap(part):
                yield replace(run, bold=run.bold or bold, url=run.url or url) if bold or url else run


def _uncelled(text: str) -> str:
    return str(Fragment(text))


def merge(runs: Iterable[Run]) -> Runs:
    """The runs without empty ones, neighbours of one style joined."""
    merged: list[Run] = []
    for run in runs:
        if merged and _style(merged[-1]) == _style(run):
            merged[-1] = replace(run, text=merged[-1].text + run.text)
        elif run.text:
            merged.append(run)
    return tuple(merged)


def _style(run: Run) -> tuple[bool, str, Role, str, bool]:
    return run.bold, run.url, run.role, run.lang, run.code
