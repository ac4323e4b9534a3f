"""The layout of an article's text: language, title, date of publication, headings, sentences, page furniture.

Everything here works on `Layout.text`, a normalised copy with the same length as the raw text, so that an offset into
one is an offset into the other: no NFKC, which would move them.

The text is read line by line. A line is page furniture (navigation, share buttons, counters, cookie notices, related
links, rankings, copyright), the title, a heading, a table row, or body, which is split into sentences. What a line is
depends on its words (`furniture.py`), its length and final stop, and on where it stands; never on the outlet.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from digests.extract import furniture
from digests.extract.dates import find_full_date
from digests.extract.sentences import split
from digests.model import Span
from digests.patterns import compiled


class SentenceRole(StrEnum):
    """What part of the page a sentence is."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    ROW = "row"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, heading, table row or furniture line, without list marks and surrounding white space.

    `section` is the index in `Layout.sentences` of the heading it stands under (None before the first), `paragraph`
    counts from 0 through the whole text: sentences of one paragraph share it.
    """

    span: Span
    role: SentenceRole
    section: int | None
    paragraph: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The text of an article and its parts.

    Attributes:
        raw: the text as read. text: the same, normalised code point for code point: full-width forms and Thai digits
            as ASCII, every kind of space as a space. `len(raw) == len(text)`.
        language: BCP 47 tag: "ja", "en", "zh", "zh-Hant" or "th".
        title: span of the headline, without the site's name; None where the text starts with its first paragraph.
        published: date of publication where the text states it with its year.
        dateline: span of the line or phrase that states it; the only figures in it are dates.
        sentences: in text order, furniture included.
    """

    raw: str
    text: str
    language: str
    title: Span | None
    published: date | None
    dateline: Span | None
    sentences: tuple[Sentence, ...]


# --- normalisation --------------------------------------------------------------------------------------------------

_FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94) if 0x21 + i != ord(",")}
_THAI_DIGITS = {0x0E50 + i: ord("0") + i for i in range(10)}
_SPACES = dict.fromkeys(
    [*range(0x2000, 0x200C), 0x202F, 0x205F, 0x3000, 0x00A0, 0xFEFF, 0x0B, 0x0C, 0x2028, 0x2029], 0x20
)
_OTHERS = {0x301C: ord("~"), 0x2212: ord("-"), 0xFFE5: ord("¥"), 0xFFE1: ord("£"), 0xFFE0: ord("¢"), 0xFFE6: ord("₩")}
_TABLE = _FULL_WIDTH | _THAI_DIGITS | _SPACES | _OTHERS
_WIDE_THOUSANDS = compiled(r"(?<=[0-9])，(?=[0-9]{3})")


def normalise(raw: str) -> str:
    """The text with look-alike forms unified, code point for code point.

    The full-width comma becomes ASCII only inside a number: elsewhere it divides Chinese clauses, and must not be
    mistaken for a thousands separator.
    """
    return _WIDE_THOUSANDS.sub(",", raw.translate(_TABLE))


# --- language -------------------------------------------------------------------------------------------------------

_SCRIPTS = {
    "kana": compiled("[ぁ-ゖァ-ヺ]+"),
    "han": compiled("[一-鿿]+"),
    "thai": compiled("[ก-ฺเ-๎]+"),
    "latin": compiled("[A-Za-z]+"),
}
_TRADITIONAL = frozenset(
    "個國對業產際億與會為這們來時說後將將從當體電經發開關點員萬長東車買賣價額億進遠達還過寫讓認證調"
)
_SIMPLIFIED = frozenset("个国对业产际亿与会为这们来时说后将从当体电经发开关点员万长东车买卖价额进远达还过写让认证调")
_SAMPLE = 20_000


def detect_language(text: str) -> str:
    """The BCP 47 tag by script: kana is Japanese, Thai letters Thai, Han without kana Chinese, everything else English.

    A share, not a presence, decides: an English article may quote a Japanese name.
    """
    sample = text[:_SAMPLE]
    seen = {script: sum(map(len, letters.findall(sample))) for script, letters in _SCRIPTS.items()}
    letters = sum(seen.values())
    if not letters:
        return "en"
    if seen["thai"] > 0.2 * letters:
        return "th"
    if seen["kana"] + seen["han"] < 0.15 * letters:
        return "en"
    return "ja" if seen["kana"] > 0.08 * (seen["kana"] + seen["han"]) else _chinese(sample)


def _chinese(text: str) -> str:
    traditional = sum(ch in _TRADITIONAL and ch not in _SIMPLIFIED for ch in text)
    simplified = sum(ch in _SIMPLIFIED and ch not in _TRADITIONAL for ch in text)
    return "zh-Hant" if traditional > simplified else "zh"


def _language(stated: str, text: str) -> str:
    primary = stated.lower().replace("_", "-").split("-")[0]
    if primary in {"ja", "en", "th"}:
        return primary
    return _chinese(text[:_SAMPLE]) if primary == "zh" else detect_language(text)


# --- lines ----------------------------------------------------------------------------------------------------------

_LIST_MARK = compiled(
    r"(?:#{1,6}\s+|[-*+•●○◆◇■□▼▽▶►・※–—―]\s*(?=\S)|\(\d{1,2}\)\s*|[①-⑳]\s*|\d{1,2}[.)]\s+|\d{1,2}[.)、](?![\d\s]))",
)
_HEADING_MARK = compiled(r"#{1,6}\s|[■□◆◇●▼▽▶►]")
_MINUS = compiled(r"[-–—+][\d$¥€£฿]")
_STOP = compiled(r"[。.!?…][」』)\]”\"’']*$")
_ROW = compiled(r"^\|.*\|.*|^[^\t]*\t[^\t]*")


class _Line:
    """One line of the text while its role is being found."""

    __slots__ = ("block", "end", "mark", "role", "start", "text")

    def __init__(self, text: str, start: int, end: int, block: int, mark: str) -> None:
        self.text, self.start, self.end, self.block, self.mark = text, start, end, block, mark
        self.role = SentenceRole.BODY

    @property
    def stops(self) -> bool:
        return bool(_STOP.search(self.text[-8:]))


def _lines(text: str) -> list[_Line]:
    """The lines that hold anything, trimmed, their list marks apart; `block` counts runs without a blank line."""
    lines: list[_Line] = []
    block, at, blank = 0, 0, False
    for raw in text.split("\n"):
        stripped = raw.strip()
        if not stripped:
            blank = True
        else:
            block += blank and bool(lines)
            blank = False
            start = at + len(raw) - len(raw.lstrip())
            mark = _LIST_MARK.match(stripped)
            if mark and (mark.end() == len(stripped) or _MINUS.match(stripped)):
                mark = None
            skip = mark.end() if mark else 0
            lines.append(_Line(stripped[skip:], start + skip, start + len(stripped), block, stripped[:skip].strip()))
        at += len(raw) + 1
    return lines


class _Wrapping(NamedTuple):
    """How hard-wrapped lines look: how their lengths differ, how long they are, how many full ones tell it."""

    slack: int
    least: int
    most: int
    lines: int = 2


_WRAPPING = {"en": _Wrapping(16, 48, 110), "th": _Wrapping(8, 60, 110, 3)}
_WIDE_WRAPPING = _Wrapping(5, 18, 60)


def _stands_alone(line: _Line) -> bool:
    """Whether a line is no part of a paragraph: a byline, a date, furniture."""
    return furniture.is_furniture(line.text) or (len(line.text) <= _BYLINE_MOST and bool(find_full_date(line.text)))


def _unwrap(lines: list[_Line], text: str, language: str) -> list[_Line]:
    """Join hard-wrapped paragraphs: blocks in which all lines but the last are as long as each other.

    Thai lines end without a stop, so that sentences on lines of their own look much like wrapped ones.
    """
    slack, least, most, enough = _WRAPPING.get(language, _WIDE_WRAPPING)
    joined: list[_Line] = []
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and lines[end].block == lines[at].block and not lines[end].mark:
            end += 1
        full = [len(line.text) for line in lines[at : end - 1]]
        even = len(full) >= enough and least <= min(full) and max(full) <= most and max(full) - min(full) <= slack
        even = even and not any(_stands_alone(line) for line in lines[at:end])
        runs_on = len(full) == 1 and language == "en" and 60 <= full[0] <= most and lines[at + 1].text[0].islower()
        if even or runs_on:
            first, last = lines[at], lines[end - 1]
            joined.append(_Line(text[first.start : last.end], first.start, last.end, first.block, first.mark))
        else:
            joined.extend(lines[at:end])
        at = end
    return joined


# --- title and date -------------------------------------------------------------------------------------------------

_SITE_BREAK = compiled(r"\s+[|\-–—:]\s+|\s*[|]\s*")
_HEADER_LINES = 14
_TITLE_MOST = 220
_SITE = 40
"""How much longer than the headline a line is at most that only repeats it."""
_GENRE_LESS = 2.2
"""How many times as long as a genre or a series (従業員意識調査) the headline below it is."""
_BODY_LEAST = 12
_CAPTION = 40
"""A full stop behind so many characters ends a sentence: a caption (…反落した。写真は都内で撮影) is no headline."""
_BYLINE_MOST = 32


def _is_body(line: _Line, language: str) -> bool:
    """A paragraph and no headline: by its full stop, or in Thai, which has none, by its length."""
    if language == "th":
        return len(line.text) >= 115
    return (
        (len(line.text) >= _BODY_LEAST and line.text[-1] in ".。")
        or len(line.text) > _TITLE_MOST
        or "\n" in line.text
        or "。" in line.text[_CAPTION:]
    )


_LONG_HEADLINE = 160
"""Characters of the longest Thai headline; a first line that a longer one follows is taken for one."""


def _header(lines: list[_Line], language: str) -> int:
    """Number of leading lines that stand before the first paragraph."""
    for at, line in enumerate(lines[:_HEADER_LINES]):
        if (
            at == 0
            and language == "th"
            and len(line.text) <= _LONG_HEADLINE
            and len(lines) > 1
            and len(lines[1].text) > len(line.text)
        ):
            continue
        if _is_body(line, language) and not furniture.is_furniture(line.text):
            return at
    return min(len(lines), _HEADER_LINES)


def _grams(text: str, language: str) -> set[str]:
    if language == "en":
        return {word for word in re.findall(r"[a-z0-9]+", text.lower()) if len(word) > 3 or word.isdigit()}
    dense = re.sub(r"[\s\W]+", "", text)
    width = 3 if language == "th" else 2
    return {dense[i : i + width] for i in range(len(dense) - width + 1)}


def _without_site(line: _Line, others: str) -> Span:
    """Span of a headline without " | Site": a short last part without digits that no sentence needs."""
    cuts = list(_SITE_BREAK.finditer(line.text))
    if cuts:
        head, tail = line.text[: cuts[-1].start()], line.text[cuts[-1].end() :]
        site = len(tail) <= 32 and len(head) >= 1.2 * len(tail) and not any(ch.isdigit() for ch in tail)
        site = site and head.count('"') % 2 == 0
        if site and (furniture.names_site(tail) or tail not in others):
            return Span(line.start, line.start + len(head))
    return Span(line.start, line.end)


def _title(lines: list[_Line], header: int, language: str) -> Span | None:
    """The headline: the first line of the header that shares enough words with the body, the site's name dropped."""
    if header == 0:
        return None
    body = " ".join(line.text for line in lines[header : header + 40])[:20_000]
    known = _grams(body, language)
    told = Counter(line.text for line in lines[: header + 1])
    scored: list[tuple[float, _Line]] = []
    for line in lines[:header]:
        if line.role is SentenceRole.FURNITURE or not 2 <= len(line.text) <= _TITLE_MOST:
            continue
        grams = _grams(line.text, language)
        score = len(grams & known) / (len(grams) + 3) if grams else 0.0
        score += 0.25 * (line.mark == "#") - 0.3 * (line.mark not in {"", "#"}) - 0.3 * furniture.names_site(line.text)
        score += 0.3 * (told[line.text] > 1)
        score -= 0.25 * (len(line.text) < (24 if language in {"en", "th"} else 9))
        scored.append((score, line))
    if not scored:
        return None
    best, fullest = max(scored, key=lambda pair: pair[0])
    fitting = [line for score, line in scored if score >= best - 0.22]
    chosen = fullest if len(fullest.text) >= _GENRE_LESS * len(fitting[0].text) else fitting[0]
    return _without_site(chosen, body)


def _published(lines: list[_Line], header: int) -> tuple[date | None, _Line | None, Span | None]:
    """The date of publication, its line where it has one of its own, and the span that states it.

    A line that says "published" wins over a bare date in the header, a bare date over "updated"; then the dateline
    that opens the first paragraph. A date without a year states nothing.
    """
    best: tuple[int, date, _Line, Span] | None = None
    tail = len(lines) - 6
    for at, line in enumerate(lines):
        if (at >= header and at < tail) or len(line.text) > 110 or (line.stops and at >= header):
            continue
        for found in find_full_date(line.text):
            rank = furniture.date_rank(line.text, found.span.start, found.span.end, at < header)
            if rank and (best is None or rank > best[0]):
                best = (rank, found.day, line, Span(line.start, line.end))
    if best:
        return best[1], best[2], best[3]
    if header < len(lines):
        opening = lines[header].text[:90]
        for found in find_full_date(opening):
            if furniture.opens_dateline(opening, found.span.start, found.span.end):
                start = lines[header].start
                return found.day, None, Span(start, start + found.span.end)
    return None, None, None


# --- roles ----------------------------------------------------------------------------------------------------------

_HEADING_MOST = {"en": 90, "th": 60, "ja": 42, "zh": 36}


_THAI_STATES = compiled("อาจ|ต้อง|จะ|คาด|เสี่ยง|ควร")
_THAI_HEADING_SURE = 30


def _thai_states(line: _Line, before: _Line | None) -> bool:
    """Whether a short Thai line, which has no full stop either way, reads as a sentence among others."""
    inside = before is not None and before.block == line.block and len(before.text) > len(line.text)
    return len(line.text) > _THAI_HEADING_SURE and (inside or bool(_THAI_STATES.search(line.text)))


def _heads(lines: list[_Line], at: int, language: str) -> bool:
    """Whether the line is a heading: by itself, or as a short one above a heading."""
    line = lines[at]
    after, then = (
        lines[i] if i < len(lines) and lines[i].role is SentenceRole.BODY else None for i in (at + 1, at + 2)
    )
    if language == "th" and _thai_states(line, lines[at - 1] if at else None):
        return False
    if _is_heading(line, after, language):
        return True
    short = len(line.text) <= _HEADING_MOST[language[:2]] / 2 and not line.stops and after is not None
    return short and after is not None and len(after.text) <= len(line.text) and _is_heading(after, then, language)


def _is_heading(line: _Line, after: _Line | None, language: str) -> bool:
    """A short line of its own without a final stop that a longer line follows; or one marked as a heading."""
    marked = bool(_HEADING_MARK.match(line.mark + " ")) if line.mark else False
    most = _HEADING_MOST[language[:2]]
    if len(line.text) > most * (2 if marked else 1) or (line.stops and not marked):
        return False
    if marked and not _MINUS.match(line.text):
        return True
    if after is None or line.text[-1] in "、,，;" or (line.mark and not line.mark[0].isdigit()):
        return False
    longer = 1.6 if language == "th" else 1.2
    return len(after.text) >= longer * len(line.text) or (after.stops and not line.mark)


def _mark_furniture(lines: list[_Line], header: int, language: str, dated: _Line | None) -> None:
    """Furniture by its words, and every line of a related-links or contact block until a paragraph follows."""
    inside = False
    for at, line in enumerate(lines):
        if inside and _is_body(line, language) and not furniture.is_furniture(line.text):
            inside = False
        opens = furniture.opens_block(line.text) and at >= header
        inside = inside or opens
        if (
            line is dated
            or inside
            or furniture.is_furniture(line.text)
            or (at < header and furniture.is_masthead(line.text))
        ):
            line.role = SentenceRole.FURNITURE


def _assign(lines: list[_Line], title: Span | None, header: int, language: str) -> None:
    """The title's line, its repetitions (furniture), rows and headings; the rest stays body."""
    headline = ""
    for at, line in enumerate(lines):
        if title and line.start == title.start:
            line.role = SentenceRole.TITLE
            headline = line.text[: title.end - title.start]
        elif headline and at <= header and line.text.startswith(headline) and len(line.text) <= len(headline) + _SITE:
            line.role = SentenceRole.FURNITURE
        elif line.role is SentenceRole.FURNITURE:
            continue
        elif at < header and not headline and title:
            line.role = SentenceRole.FURNITURE
        elif _ROW.match(line.text):
            line.role = SentenceRole.ROW
        elif _heads(lines, at, language):
            category = at < header and headline and len(line.text) <= 6 and line.text in lines[max(0, at - 1)].text
            line.role = SentenceRole.FURNITURE if category else SentenceRole.HEADING


def read_layout(text: str, language: str = "") -> Layout:
    """The layout of a text; total, and linear in its length.

    `language` is what the source states (any BCP 47 tag); what it leaves open is found by script.
    """
    normal = normalise(text)
    tag = _language(language, normal)
    lines = _unwrap(_lines(normal), normal, tag)
    header = _header(lines, tag)
    published, dated, dateline = _published(lines, header)
    _mark_furniture(lines, header, tag, dated)
    title = _title(lines, header, tag)
    _assign(lines, title, header, tag)
    sentences: list[Sentence] = []
    section: int | None = None
    for paragraph, line in enumerate(lines):
        if line.role is SentenceRole.BODY:
            spans = split(normal, line.start, line.end, tag)
            sentences.extend(Sentence(span, line.role, section, paragraph) for span in spans)
            continue
        if line.role is SentenceRole.HEADING:
            section = len(sentences)
        end = title.end if line.role is SentenceRole.TITLE and title else line.end
        under = section if line.role is SentenceRole.ROW else None
        sentences.append(Sentence(Span(line.start, end), line.role, under, paragraph))
    return Layout(text, normal, tag, title, published, dateline, tuple(sentences))
