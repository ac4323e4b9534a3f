"""Discord's dialect: a Document as the bodies of Create Message.

The masthead is the message's content, each story or group an embed. Discord's Markdown takes a backslash before any
ASCII punctuation as "show it", so article text is escaped character by character; embeds keep their Markdown in the
description and the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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

# https://docs.discord.com/developers/resources/message (content, and the sum over all embeds) and its OpenAPI schema
MAX_CONTENT = 2000
MAX_EMBEDS = 10
MAX_TITLE = 256
MAX_DESCRIPTION = 4096
MAX_ALL_EMBEDS = 6000
MAX_URL = 2048
COLOUR = 0x3B5B73

# A longer paragraph in an embed is no digest any more.
_MAX_TEXT = 1500
# Room for the line that counts what moved to the next message.
_RESERVED_EMBEDS = 1
_RESERVED_CHARACTERS = 200

# --- messages ------------------------------------------------------------------------------------------------------


def pack(documents: Sequence[Document]) -> tuple[Body, ...]:
    """The bodies of the documents in order; each document starts a message of its own."""
    return tuple(
        _body(message, document.summary) for document in documents for message in distribute(document, _fits, _MAX_TEXT)
    )


def _body(message: Sequence[Section], summary: str) -> Body:
    sheet = _sheet(message)
    body: Json = {"allowed_mentions": {"parse": []}}
    if sheet.content:
        body["content"] = sheet.content
    if sheet.embeds:
        body["embeds"] = list(sheet.embeds)
    if not sheet.content and not sheet.embeds:
        text = shorten(clean(summary).strip(), MAX_CONTENT, lambda text: units(escape(text, starts=True)))
        body["content"] = escape(text, starts=True) or ELLIPSIS
    return body


@dataclass(frozen=True, slots=True)
class _Sheet:
    content: str
    embeds: tuple[Json, ...]


def _fits(message: Sequence[Section]) -> bool:
    sheet = _sheet(message)
    return (
        units(sheet.content) <= MAX_CONTENT
        and len(sheet.embeds) <= MAX_EMBEDS - _RESERVED_EMBEDS
        and all(units(embed.get("description", "")) <= MAX_DESCRIPTION for embed in sheet.embeds)
        and characters(sheet.embeds) <= MAX_ALL_EMBEDS - _RESERVED_CHARACTERS
    )


def characters(embeds: Iterable[Json]) -> int:
    """What the embeds count against `MAX_ALL_EMBEDS`."""
    return sum(units(embed.get(key, "")) for embed in embeds for key in ("title", "description"))


def _sheet(message: Sequence[Section]) -> _Sheet:
    """The masthead is content; so is an answer of a few lines without any heading or list."""
    masthead: list[Block] = []
    rest = list(message)
    if rest and isinstance(rest[0][0], Heading) and rest[0][0].level == 1:
        first = rest.pop(0)
        end = 1
        while end < len(first) and isinstance(first[end], Note):
            end += 1
        masthead, remaining = list(first[:end]), first[end:]
        if remaining:
            rest.insert(0, remaining)
    elif len(rest) == 1 and not any(isinstance(block, Heading | Bullets | Table) for block in rest[0]):
        content = markdown(rest[0], bare=True)
        if units(content) <= MAX_CONTENT:
            return _Sheet(content, ())
    embeds = (_embed(section) for section in rest)
    return _Sheet(markdown(masthead, bare=True), tuple(embed for embed in embeds if embed))


def _embed(section: Section) -> Json:
    """A story's headline is the title; groups of an answer keep their heading in the description."""
    embed: Json = {}
    body = section
    if isinstance(section[0], Heading) and section[0].level == 2:
        title = shorten(plain(section[0].runs).strip(), MAX_TITLE, lambda text: units(escape(text)))
        if title:
            embed["title"] = escape(title)
            url = next(filter(None, (link(run.url, MAX_URL) for run in section[0].runs)), "")
            if url:
                embed["url"] = url
        body = section[1:]
    description = markdown(body)
    if description:
        embed["description"] = description
    return embed | {"color": COLOUR} if embed else {}


# --- Markdown ------------------------------------------------------------------------------------------------------


def markdown(blocks: Iterable[Block], *, bare: bool = False) -> str:
    """The blocks in Discord's Markdown. `bare` links show no preview (for content; embeds never do)."""
    out = ""
    before: Block | None = None
    for block in blocks:
        text = _block(block, bare=bare)
        if text:
            out += _gap(before, block) + text
            before = block
    return out


def _gap(before: Block | None, block: Block) -> str:
    """A blank line behind a quotation, which would go on otherwise, and its grey lines."""
    if before is None:
        return ""
    return "\n\n" if isinstance(before, Note | Quote) and not isinstance(block, Note) else "\n"


def _block(block: Block, *, bare: bool) -> str:
    def line(runs: Runs) -> str:
        return inline(runs, bare=bare)

    text = ""
    match block:
        case Heading(level, runs):
            light = tuple(replace(run, bold=False) for run in runs)
            text = _prefixed("## " if level == 1 else "### ", [line(light).replace("\n", " ")])
        case Paragraph(runs):
            text = line(runs)
        case Bullets(items):
            text = _prefixed("- ", [line(item).replace("\n", "\n  ") for item in items])
        case Quote(lines):
            text = _prefixed("> ", [part for each in lines for part in line(each).split("\n")])
        case Note(lines):
            text = _prefixed("-# ", [part for each in lines for part in line(each).split("\n")])
        case Table(_, rows):
            text = _prefixed("- ", [line(_row(row)).replace("\n", " ") for row in rows])
        case Code(code):
            text = "```\n" + code.replace("```", "`\u200b`\u200b`") + "\n```" if code else ""
        case Rule():
            pass
    return text


def _prefixed(prefix: str, lines: Iterable[str]) -> str:
    return "\n".join(prefix + line for line in lines if line.strip())


def _row(cells: Sequence[Runs]) -> Runs:
    """A table's row as a line, since code blocks cannot link: the first cell, then the others between middle dots."""
    first, *others = [cell for cell in map(_trimmed, cells) if cell] or [()]
    joined: list[Run] = []
    for cell in others:
        joined += [Run(" · " if joined else "\u2002"), *cell]
    return _linked_once((*first, *joined))


def _linked_once(runs: Runs) -> Runs:
    """The runs with each address at its first place only: addresses count as text, and a page has ten such rows."""
    seen: set[str] = set()
    out = []
    for run in runs:
        out.append(replace(run, url="") if run.url in seen else run)
        seen.add(run.url)
    return tuple(out)


def _trimmed(cell: Runs) -> Runs:
    """The cell without a blank at its end, which only aligns columns."""
    return _trimmed(cell[:-1]) if cell and not cell[-1].text.strip() else cell


def inline(runs: Runs, *, bare: bool = False) -> str:
    """The runs on one or more lines; white space stays outside the marks."""
    out = ""
    for run in runs:
        if run.role is Role.FLAG:
            out += flag(run.text)
        else:
            out += _styled(run, starts=not out or out.endswith("\n"), bare=bare)
    return out.strip()


def _styled(run: Run, *, starts: bool, bare: bool) -> str:
    before, core, after = edges(run.text)
    if not core:
        return run.text
    url = link(run.url, MAX_URL)
    if run.code and "`" not in core:
        text = f"`{core}`"
    else:
        text = escape(core.translate(_BRACKETS) if url else core, starts=starts and not url and not run.bold)
    if url:
        text = f"[{text}](<{url}>)" if bare else f"[{text}]({url})"
    if run.bold:
        text = f"**{text}**"
    return before + text + after


# In a link's text a backslash does not reliably disarm a bracket: full-width ones stand in for them.
_BRACKETS = str.maketrans("[]", "\uff3b\uff3d")
_PUNCTUATION = re.compile(r"[\\*_~`|<>\[\]@]|:(?=//)|:(?=[\w+-]*(?::|$))")
_LINE_START = re.compile(r"^(\s*)([-#+]|\d+(?=\.))")


def escape(text: str, *, starts: bool = False) -> str:
    """The text as Discord shows it unformatted; `starts` also disarms what acts at the beginning of its first line."""
    lines = _PUNCTUATION.sub(lambda found: "\\" + found[0], text).split("\n")
    return "\n".join(line if not place and not starts else _disarm(line) for place, line in enumerate(lines))


def _disarm(line: str) -> str:
    """A list or a heading begins with a mark, or with a number and a full stop."""
    return _LINE_START.sub(
        lambda found: f"{found[1]}{found[2]}\\" if found[2].isdigit() else f"{found[1]}\\{found[2]}", line
    )
