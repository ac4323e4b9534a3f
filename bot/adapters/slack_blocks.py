"""Slack's dialect: a Document as the bodies of `chat.postMessage`.

Article text goes into rich text elements, which are never parsed: nothing in them can ping, link or format. Slack
has no grey rich text, so grey lines are `mrkdwn` in a context block, escaped as Slack documents it (`&`, `<`, `>`) and
with the characters that still would format replaced by their look-alikes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from bot.chat import Body
from bot.packing import ELLIPSIS, Section, clean, distribute, edges, link, shorten, units
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
from digests.extract.regions import flag

Json = dict[str, Any]

# https://docs.slack.dev/reference/block-kit/blocks and /reference/methods/chat.postMessage
MAX_BLOCKS = 50
MAX_HEADER = 150
MAX_TEXT = 3000
MAX_TABLE_ROWS = 100
MAX_TABLE_COLUMNS = 20
MAX_ACTIONS = 25
MAX_LABEL = 75
MAX_VALUE = 2000
# Undocumented: about 12,000 characters of text in all blocks, less the more blocks there are (slackapi/bolt-js issues
# 2509 and 2867). Links are counted as well, which keeps a full message of 50 blocks on the safe side.
MAX_CHARACTERS = 9000
MAX_FALLBACK = 3500

_UNWRAPPED = 16
_CHANNEL = re.compile("[CG][A-Z0-9]+")

# Room for the line that counts what moved to the next message, and for a row of buttons.
_RESERVED_BLOCKS = 3
_RESERVED_CHARACTERS = 400

# --- messages ------------------------------------------------------------------------------------------------------


def pack(documents: Sequence[Document]) -> tuple[Body, ...]:
    """The bodies of the documents in order; each document starts a message of its own."""
    return tuple(body for document in documents for body in _bodies(document))


def _bodies(document: Document) -> list[Body]:
    messages = distribute(document, fits, MAX_TEXT)
    return [_body(document, message, first=not place) for place, message in enumerate(messages)]


def _body(document: Document, message: list[Section], *, first: bool) -> Body:
    text = fallback(document.summary if first and document.summary else _spoken(message))
    return {
        "text": text,
        "blocks": blocks(message) or [_context(shorten(text, MAX_TEXT))],
        "unfurl_links": False,
        "unfurl_media": False,
    }


def fits(message: Sequence[Section]) -> bool:
    """Whether one message holds the sections and, besides, a counting line and buttons."""
    rendered = blocks(message)
    tables = [block for block in rendered if block["type"] == "table"]
    greys = [block["elements"][0]["text"] for block in rendered if block["type"] == "context"]
    return (
        len(rendered) <= MAX_BLOCKS - _RESERVED_BLOCKS
        and characters(rendered) <= MAX_CHARACTERS - _RESERVED_CHARACTERS
        and all(units(text) <= MAX_TEXT for text in greys)
        and len(tables) <= 1
        and all(len(table["rows"]) <= MAX_TABLE_ROWS for table in tables)
    )


def characters(node: object) -> int:
    """What a block, or a list of them, counts against `MAX_CHARACTERS`: its texts and its addresses."""
    if isinstance(node, dict):
        own = sum(units(node[key]) for key in ("text", "url") if isinstance(node.get(key), str))
        return own + sum(characters(value) for value in node.values() if not isinstance(value, str))
    if isinstance(node, list):
        return sum(characters(item) for item in node)
    return 0


def fallback(text: str) -> str:
    """Notification text: plain, escaped, never empty."""
    return escape(shorten(clean(text).strip(), MAX_FALLBACK, lambda part: units(escape(part)))) or ELLIPSIS


def _spoken(message: Iterable[Section]) -> str:
    """Headlines and lists of a message without a summary of its own."""
    lines: list[str] = []
    for section in message:
        for block in section:
            match block:
                case Heading(_, runs) | Paragraph(runs):
                    lines.append(said(runs))
                case Bullets(items) | Quote(items) | Note(items):
                    lines.extend(said(item) for item in items)
                case Table(_, rows):
                    lines.extend(" ".join(filter(None, map(said, row))) for row in rows)
                case Code(text):
                    lines.append(text)
                case Rule():
                    pass
    return "\n".join(lines)


def said(runs: Runs) -> str:
    """The text of the runs with flags shown as emoji."""
    return "".join(flag(run.text) if run.role is Role.FLAG else run.text for run in runs)


# --- blocks --------------------------------------------------------------------------------------------------------


def blocks(message: Sequence[Section]) -> list[Json]:
    """The blocks of sections as `distribute` hands them on, a divider between two of them; tables last, where Slack
    shows them anyway."""
    body: list[Json] = []
    tables: list[Json] = []
    for section in message:
        rendered = [json for block in section for json in _block(block)]
        if rendered and body:
            body.append({"type": "divider"})
        for json in rendered:
            before = body[-1] if body else {}
            if json["type"] == "table":
                tables.append(json)
            elif _continues(before, json):
                before["elements"].extend(json["elements"])
            else:
                body.append(json)
    if body and body[-1]["type"] == "divider":
        body.pop()
    return body + tables


def _continues(before: Json, json: Json) -> bool:
    """Headline and sentences stand together in one rich text block; a list or a quotation has its own space."""
    kinds = [
        {element["type"] for element in block["elements"]} if block.get("type") == "rich_text" else set()
        for block in (before, json)
    ]
    return kinds == [{"rich_text_section"}, {"rich_text_section"}]


def _block(block: Block) -> list[Json]:
    rendered: list[Json] = []
    match block:
        case Heading(1, runs):
            rendered = _header(runs)
        case Heading(level, runs):
            strong = runs if level > 2 and any(run.bold for run in runs) else _bold(runs)
            rendered = _rich("rich_text_section", strong)
        case Paragraph(runs):
            rendered = _rich("rich_text_section", runs)
        case Bullets(items):
            rendered = _list(items)
        case Quote(lines):
            rendered = _rich("rich_text_quote", _lines(lines))
        case Note(lines):
            rendered = _notes(lines)
        case Table(header, rows):
            rendered = _table(header, rows)
        case Code(text):
            rendered = _rich("rich_text_preformatted", (Run(text),))
    return rendered


def _header(runs: Runs) -> list[Json]:
    """Plain text; with a flag in it `emoji` has to be on, so that a `:name:` in it is broken by a look-alike."""
    text = shorten(_SHORTCODE.sub("\u2236", said(runs).replace("\n", " ").strip()), MAX_HEADER)
    emoji = any(run.role is Role.FLAG for run in runs)
    return [{"type": "header", "text": {"type": "plain_text", "text": text, "emoji": emoji}}] if text else []


def _rich(kind: str, runs: Runs) -> list[Json]:
    elements = _elements(runs)
    return [{"type": "rich_text", "elements": [{"type": kind, "elements": elements}]}] if elements else []


def _list(items: Iterable[Runs]) -> list[Json]:
    lines = [{"type": "rich_text_section", "elements": elements} for elements in map(_elements, items) if elements]
    if not lines:
        return []
    return [
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": lines}],
        }
    ]


def _elements(runs: Runs) -> list[Json]:
    return [_element(run) for run in runs if run.text]


def _element(run: Run) -> Json:
    if run.role is Role.FLAG:
        return {"type": "emoji", "name": f"flag-{run.text.lower()}"}
    if run.role is Role.CHANNEL and _CHANNEL.fullmatch(run.text):
        return {"type": "channel", "channel_id": run.text}
    url = link(run.url)
    element: Json = {"type": "link", "url": url, "text": run.text} if url else {"type": "text", "text": run.text}
    style = {name: True for name, on in (("bold", run.bold), ("code", run.code)) if on}
    return element | {"style": style} if style else element


def _bold(runs: Runs) -> Runs:
    return tuple(replace(run, bold=True) for run in runs)


def _lines(lines: Iterable[Runs]) -> Runs:
    """The lines as one sequence of runs; a line break leads the plain run behind it."""
    joined: list[Run] = []
    for line in filter(None, lines):
        if not joined:
            joined.extend(line)
        elif line[0].url or line[0].bold or line[0].role is Role.FLAG:
            joined.extend((Run("\n"), *line))
        else:
            joined.extend((replace(line[0], text="\n" + line[0].text), *line[1:]))
    return tuple(joined)


def _table(header: tuple[Runs, ...], rows: tuple[tuple[Runs, ...], ...]) -> list[Json]:
    """What is beyond the last column Slack allows shares it."""
    width = min(len(header), MAX_TABLE_COLUMNS)
    if not width:
        return []
    grid = [_columns(row, width) for row in (header, *rows)]
    return [
        {
            "type": "table",
            "rows": [[_cell(cell) for cell in row] for row in grid],
            "column_settings": [_column([row[at] for row in grid]) for at in range(width)],
        }
    ]


def _column(cells: Sequence[Runs]) -> Json:
    """Values are right-aligned, long texts wrapped; dates and ids stay on one line."""
    if any(run.role is Role.VALUE for cell in cells for run in cell):
        return {"align": "right"}
    return {"is_wrapped": True} if max(units(plain(cell)) for cell in cells) > _UNWRAPPED else {"align": "left"}


def _columns(row: Sequence[Runs], width: int) -> list[Runs]:
    cells = [*row[: width - 1], tuple(run for cell in row[width - 1 :] for run in cell)]
    return cells + [()] * (width - len(cells))


def _cell(runs: Runs) -> Json:
    """An empty cell holds a no-break space: Slack refuses empty text."""
    if any(run.bold or run.url or run.code or run.role is Role.FLAG for run in runs):
        return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": _elements(runs)}]}
    return {"type": "raw_text", "text": plain(runs).strip() or "\u00a0"}


# --- grey lines ----------------------------------------------------------------------------------------------------

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# mrkdwn has no escape for these (https://docs.slack.dev/messaging/formatting-message-text): asterisk operator,
# modifier letter low macron, tilde operator, modifier letter grave accent.
_LOOK_ALIKES = str.maketrans({"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02cb"})
# The name of an emoji between colons, the second of which may stand in the next run; 08:30 is none, :100: is one.
_SHORTCODE = re.compile(r":(?!\d+(?:[:\s]|$))(?=[\w+'-]*(?::|$))|:(?=(?:100|1234):)")
_QUOTE_MARK = re.compile(r"^(\s*)>", re.MULTILINE)
_BAR = "\u2223"


def escape(text: str) -> str:
    """The text with Slack's three control characters as entities."""
    return text.translate(_ENTITIES)


def mrkdwn(run: Run) -> str:
    """The run for a context block. Only what the program styles is styled."""
    if run.role is Role.FLAG:
        return f":flag-{run.text.lower()}:"
    text = escape(_QUOTE_MARK.sub("\\1\u203a", _SHORTCODE.sub("\u2236", run.text)).translate(_LOOK_ALIKES))
    url = link(run.url)
    if url:
        text = f"<{escape(url)}|{text.replace('|', _BAR)}>"
    before, core, after = edges(text)
    return f"{before}*{core}*{after}" if run.bold and core else text


def _grey(line: Runs) -> str:
    """The line in mrkdwn. Bold text wants a boundary on both sides: a zero-width space, where there is no other."""
    out = ""
    for run in line:
        text = mrkdwn(run)
        if out and text and (out[-1] == "*" or text[0] == "*") and not (out[-1].isspace() or text[0].isspace()):
            out += "\u200b"
        out += text
    return out.strip()


def _notes(lines: Iterable[Runs]) -> list[Json]:
    """As few context blocks as the limit of one text allows."""
    groups: list[str] = []
    for text in filter(None, map(_grey, lines)):
        if groups and units(f"{groups[-1]}\n{text}") <= MAX_TEXT:
            groups[-1] += f"\n{text}"
        else:
            groups.append(text)
    return [_context(text) for text in groups]


def _context(text: str) -> Json:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}
