"""What every chat dialect shares: safe text, honest shortening, and dividing a Document over messages.

A platform's limits are met in this order: a single over-long text is shortened visibly, at a boundary, with an
ellipsis; a section (a story, a group of an answer) that does not fit moves whole to the next message; a section too
long for any message is divided between its blocks, then between the items of a list. What moved is counted in the
message it is missing from.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from urllib.parse import quote, urlsplit

from digests import resources
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
from digests.model import Language
from digests.words import Words

ELLIPSIS = "…"
Section = tuple[Block, ...]
"""The blocks between two rules."""

Measure = Callable[[str], int]
Fits = Callable[[Sequence[Section]], bool]
"""Whether one message can hold these sections; the empty message always can."""

# Bidirectional embeddings, overrides, isolates and marks would move text outside the run they stand in; line and
# paragraph separators would start a line where a dialect expects none; U+FEFF and U+00AD are invisible.
_INVISIBLE = re.compile("[\u00ad\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")

# --- text ----------------------------------------------------------------------------------------------------------


def clean(text: str) -> str:
    """The text without characters that act instead of showing: controls (but the newline), bidi marks, surrogates."""
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _SURROGATE.sub("\ufffd", _CONTROL.sub(" ", text))


def units(text: str) -> int:
    """Length in UTF-16 code units: never less than what either platform counts, whichever of its limits is meant."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def edges(text: str) -> tuple[str, str, str]:
    """The white space before the text, the text, and the white space behind it."""
    core = text.strip()
    if not core:
        return text, "", ""
    before = text.index(core)
    return text[:before], core, text[before + len(core) :]


def shorten(text: str, limit: int, measure: Measure = units) -> str:
    """The text if it measures at most `limit`, else a beginning of it and an ellipsis that together do.

    The cut falls after a sentence, else after a clause or word, if one of them ends in the last third of what fits;
    else between two characters, never before a combining mark, a joiner or a variation selector.
    """
    if measure(text) <= limit:
        return text
    end = _most(len(text) - 1, lambda count: measure(text[:count] + ELLIPSIS) <= limit)
    return text[: _boundary(text, end)].rstrip() + ELLIPSIS


_SENTENCE_END = re.compile(r"[。！？](?=.)|[.!?](?=\s)", re.DOTALL)
_WORD_END = re.compile(r"[、，；：,;:](?=.)|(?=\s)", re.DOTALL)


def _boundary(text: str, end: int) -> int:
    """The best place at or before `end` to stop reading."""
    for pattern in (_SENTENCE_END, _WORD_END):
        ends = [match.end() for match in pattern.finditer(text, end * 2 // 3, min(end + 1, len(text)))]
        fitting = [place for place in ends if 0 < place <= end]
        if fitting:
            return fitting[-1]
    while end > 0 and (unicodedata.category(text[end])[0] == "M" or "\u200d" in text[end - 1 : end + 1]):
        end -= 1
    return end


def shorten_runs(runs: Runs, limit: int) -> Runs:
    """The runs if they hold at most `limit` UTF-16 code units, else a beginning of them, shortened as one text."""
    text = plain(runs)
    short = shorten(text, limit)
    if short == text:
        return runs
    kept: list[Run] = []
    room = len(short) - len(ELLIPSIS)
    for run in runs:
        if room <= 0 or (run.role is Role.FLAG and room < len(run.text)):
            break
        kept.append(replace(run, text=run.text[:room]))
        room -= len(run.text)
    return (*kept, Run(ELLIPSIS))


@lru_cache(maxsize=1024)
def link(url: str, limit: int = 2000) -> str:
    """The URL if it can be opened from a chat (http or https, no credentials, within `limit`), with everything
    percent-encoded that a dialect could take for its own punctuation; else an empty string."""
    bare = clean(url).strip()
    encoded = quote(bare, safe="!#$%&+,-./:;=?@_~")
    try:
        parts = urlsplit(bare)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return ""
    return encoded if usable and len(encoded) <= limit else ""


def spaced(runs: Runs) -> Runs:
    """The runs with their text cleaned, empty ones left out, and exactly one space behind a flag, none where a region
    has no flag to show."""
    out: list[Run] = []
    after_flag: bool | None = None
    for run in runs:
        if run.role is Role.FLAG:
            after_flag = bool(flag(run.text))
            if after_flag:
                out.append(run)
            continue
        text = clean(run.text)
        if after_flag is not None:
            text = (" " if after_flag else "") + text.lstrip()
            after_flag = None
        if text:
            out.append(run if text == run.text else replace(run, text=text))
    return tuple(out)


# --- dividing ------------------------------------------------------------------------------------------------------


def sections(document: Document) -> list[Section]:
    """The document's blocks, divided at its rules; never an empty section."""
    out: list[list[Block]] = [[]]
    for block in document.blocks:
        if isinstance(block, Rule):
            out.append([])
        else:
            out[-1].append(block)
    return [tuple(section) for section in out if section]


def limited(block: Block, limit: int) -> Block:
    """The block, cleaned, with every text that a message cannot divide kept within `limit` UTF-16 code units."""

    def line(runs: Runs, room: int = limit) -> Runs:
        return shorten_runs(spaced(runs), room)

    match block:
        case Heading(level, runs):
            block = Heading(level, line(runs))
        case Paragraph(runs):
            block = Paragraph(line(runs))
        case Bullets(items):
            block = Bullets(tuple(filter(None, (line(item) for item in items))))
        case Quote(lines):
            block = Quote(tuple(filter(None, _within([spaced(each) for each in lines], limit))))
        case Note(lines):
            block = Note(tuple(filter(None, (line(each) for each in lines))))
        case Table(header, rows):
            share = limit // max(1, len(header))
            block = Table(
                tuple(line(cell, share) for cell in header),
                tuple(tuple(line(cell, share) for cell in row) for row in rows),
            )
        case Code(text):
            block = Code(shorten(clean(text), limit))
    return block


def _within(lines: list[Runs], limit: int) -> list[Runs]:
    """The lines as they are if all together keep the limit, else each with an equal share of it."""
    if sum(units(run.text) for line in lines for run in line) <= limit:
        return lines
    return [shorten_runs(line, limit // len(lines)) for line in lines]


def distribute(document: Document, fits: Fits, limit: int) -> list[list[Section]]:
    """The sections of each message, in order, at least one message.

    A closing section of grey lines only stays in the first message. Where sections move on, the first message gets a
    line that counts them.

    Args:
        fits: whether one message holds these sections and, besides, a counting line.
        limit: no single text is longer, in UTF-16 code units.
    """
    whole = [tuple(limited(block, limit) for block in section) for section in sections(document)]
    if fits(whole):
        return [whole]
    whole = [section for section in (bounded(section, fits, limit) for section in whole) if section]
    closes = len(whole) > 1 and all(isinstance(block, Note) for block in whole[-1]) and fits([whole[-1]])
    closing = [whole.pop()] if closes else []
    messages: list[list[Section]] = [[]]
    waiting = deque(whole)
    while waiting:
        section = waiting.popleft()
        tail = closing if len(messages) == 1 else []
        if fits([*messages[-1], section, *tail]):
            messages[-1].append(section)
        elif messages[-1] and fits([section]):
            waiting.appendleft(section)
            messages.append([])
        else:
            head, rest = _divide(section, messages[-1], tail, fits)
            if head:
                messages[-1].append(head)
            if rest:
                messages.append([])
                waiting.appendleft(rest)
    moved = sum(entries(section) for message in messages[1:] for section in message)
    if closing and not fits([*messages[0], *closing]):  # grey lines as long as a message of their own
        messages.append(closing)
        closing = []
    if moved:
        count = Note(((Run(left_out(document.lang, moved), bold=True, role=Role.COUNT),),))
        closing = [_joined([count, *(block for section in closing for block in section)])]
    messages[0].extend(closing)
    return messages


def bounded(section: Section, fits: Fits, limit: int) -> Section:
    """The section, which is `limited`, with every piece of it small enough for a message of its own: escaping and
    addresses can make a text several times as long."""
    if fits([section]):
        return section
    return _joined([_fitting(piece, fits, limit) for block in section for piece in _pieces(block)])


def _fitting(piece: Block, fits: Fits, limit: int) -> Block:
    while limit and not fits([(piece,)]):
        limit = limit * 3 // 4
        piece = limited(piece, limit)
    return piece


def _divide(section: Section, before: list[Section], after: list[Section], fits: Fits) -> tuple[Section, Section]:
    """What of the section fits between `before` and `after`, which may be nothing if they are something, and the rest.
    A heading never ends a message."""
    pieces = [piece for block in section for piece in _pieces(block)]
    end = _most(len(pieces) - 1, lambda count: fits([*before, _joined(pieces[:count]), *after]))
    while end and isinstance(pieces[end - 1], Heading):
        end -= 1
    if not end and not before:
        end = 1
    return _joined(pieces[:end]), _joined(pieces[end:])


def _most(limit: int, holds: Callable[[int], bool]) -> int:
    """The largest count up to `limit` for which `holds`, which is true of 0 and of every count below one it is true
    of. Doubles first: a message holds a few of what may be thousands of pieces."""
    step = 1
    while step <= limit and holds(step):
        step *= 2
    low, high = step // 2, min(step - 1, limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _pieces(block: Block) -> list[Block]:
    """The block as blocks of one item each."""
    match block:
        case Bullets(items):
            return [Bullets((item,)) for item in items]
        case Note(lines):
            return [Note((line,)) for line in lines]
        case Table(header, rows) if rows:
            return [Table(header, (row,)) for row in rows]
        case _:
            return [block]


def _joined(pieces: Sequence[Block]) -> Section:
    """The reverse of `_pieces`."""
    out: list[Block] = []
    for piece in pieces:
        match (out[-1] if out else None, piece):
            case (Bullets(before), Bullets(items)):
                out[-1] = Bullets(before + items)
            case (Note(before), Note(lines)):
                out[-1] = Note(before + lines)
            case (Table(header, before), Table(again, rows)) if header == again:
                out[-1] = Table(header, before + rows)
            case _:
                out.append(piece)
    return tuple(out)


def entries(section: Section) -> int:
    """How many things a reader would count in the section: one story, else the items of its lists."""
    if any(isinstance(block, Heading) and block.level == 2 for block in section):
        return 1
    counted = 0
    for block in section:
        match block:
            case Bullets(items):
                counted += len(items)
            case Table(_, rows):
                counted += len(rows)
            case Quote() | Paragraph():
                counted += 1
    return max(1, counted)


def left_out(lang: str, count: int) -> str:
    """The line that counts what went into the next messages, in the reader's language."""
    return chat_words(lang)("chat.left_out", n=count)


@lru_cache(maxsize=16)
def chat_words(lang: str) -> Words:
    """The words of a language tag's primary language, English where there are none."""
    primary = lang.partition("-")[0]
    known = primary if primary in set(Language) else Language.EN.value
    return Words(known, (resources.directory("templates"),))


def own_names() -> dict[str, str]:
    """The name of each of our languages in itself, by its tag."""
    return {language.value: chat_words(language)(f"language.{language}") for language in Language}
