"""Lines of a fixed number of columns, broken as the text's language breaks them.

Japanese and Chinese break between any two characters but never put a closing mark first or an opening one last
(JIS X 4051, kinsoku; W3C clreq 3.1.2), and a full stop or comma may hang over the edge by its own width. Thai breaks
between words, which only a dictionary or a model can find (BudouX). Headlines break at their own spaces, else between
phrases. Latin words break at spaces and after hyphens.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import budoux
from rich.cells import cell_len

from digests.document import Run, Runs, plain

_NO_START = frozenset(
    "、。，．・：；！？‼⁇⁈⁉」』）】〕］｝〉》〗〙〞〟’”»ゝゞ々ー〻ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ゛゜"
    ",.:;!?)]}%‰℃°…‥–〜～％"
)
_NO_END = frozenset("「『（【〔［｛〈《〖〘〝‘“«([{¥￥$＄£€＃#№")
_HANGING = frozenset("、。，．")
_BREAKING_SPACE = frozenset(" \u3000\u2002\u200b")
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]{2}")
_THAI = re.compile("[\u0e00-\u0e7f]+")
_THAI_WHOLE = re.compile("ร้อยละ")  # per cent: one word (Royal Institute Dictionary), which the model parts
_THAI_BOUND_TO_NEXT = frozenset("เแโใไ")
_THAI_BOUND_TO_PREVIOUS = frozenset("ะาำๅๆฯ")
_CJK_SPACE = re.compile(r"(?<=[^\x00-\u2fff])[ \u3000]+(?=\S)|(?<=\S)[ \u3000]+(?=[^\x00-\u2fff])")

Lines = list[tuple[int, int]]


def columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return cell_len(text)


def wrap(runs: Runs, width: int) -> list[Runs]:
    """The runs as lines of at most `width` columns (two more for a hanging mark)."""
    text = plain(runs)
    return [_cut(runs, start, end) for start, end in _lines(text, width, (_anywhere(text),))]


def wrap_headline(runs: Runs, width: int, language: str) -> list[Runs]:
    """As `wrap`, for a headline in `language`: at its own spaces, else between phrases, else anywhere."""
    text = plain(runs)
    anywhere = _anywhere(text)
    phrases = _phrases(text, language) & anywhere
    spaces = {match.end() for match in _CJK_SPACE.finditer(text)}
    return [_cut(runs, start, end) for start, end in _lines(text, width, (spaces, phrases, anywhere))]


def pad(text: str, width: int) -> str:
    """The text flush right in `width` columns."""
    return " " * max(0, width - columns(text)) + text


def _lines(text: str, width: int, tiers: Sequence[set[int]]) -> Lines:
    """Half-open ranges of the lines, without the spaces around a break.

    Each line takes as much as fits, and ends at a break of the first tier that has one there; without any it ends
    where it must.
    """
    lines: Lines = []
    start = 0
    while start < len(text):
        end = _reach(text, start, width)
        if end < len(text):
            fitting = ((point for point in tier if start < point <= end) for tier in tiers)
            end = next((max(found) for points in fitting if (found := list(points))), end)
        stop = end
        while stop > start and _is_space(text, stop - 1):
            stop -= 1
        lines.append((start, stop))
        start = end
        while start < len(text) and _is_space(text, start):
            start += 1
    return lines


def _reach(text: str, start: int, width: int) -> int:
    """The first position that no longer fits, at least one whole character on."""
    used = 0
    for position in range(start, len(text)):
        character = text[position]
        limit = width + 2 if character in _HANGING else width
        used += columns(character)
        if used > limit and not _is_space(text, position) and position > start and not _joins(character):
            return position
    return len(text)


def _anywhere(text: str) -> set[int]:
    """Positions before which a line may begin."""
    thai = _thai_words(text)
    return {
        at for at in range(1, len(text)) if _may_break(text[at - 1], text[at]) or (at in thai and _may_part(text, at))
    }


def _is_space(text: str, at: int) -> bool:
    """Whether a line may end there without showing it; a space that bears a mark is seen."""
    return text[at] in _BREAKING_SPACE and not _joins(text[at + 1 : at + 2])


def _may_break(before: str, after: str) -> bool:
    if not _may_meet(before, after):
        return False
    if before in _BREAKING_SPACE:
        return True
    if before.isdigit() and _is_wide(after):
        return False  # 6,000万 stays in one line
    if _KATAKANA.fullmatch(before + after):
        return False  # a loan word is one word
    return _is_wide(before) or _is_wide(after) or (before in "-—/" and after.isalpha())


def _may_meet(end: str, start: str) -> bool:
    """Whether a line may end with one character and the next begin with the other."""
    if start in _BREAKING_SPACE or "\u00a0" in (end, start):
        return False
    return not (start in _NO_START or end in _NO_END or _joins(start) or end == "\u200d")


def _may_part(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    return _may_meet(before, after) and before not in _THAI_BOUND_TO_NEXT and after not in _THAI_BOUND_TO_PREVIOUS


def _joins(character: str) -> bool:
    """Whether a character stands on the one before it; nothing at all does not."""
    return character != "" and (
        unicodedata.category(character) in {"Mn", "Me", "Mc"} or character in "\u200d\ufe0f\ufe0e"
    )


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


# --- words and phrases -----------------------------------------------------------------------------------------------


def _thai_words(text: str) -> set[int]:
    words = {at for match in _THAI.finditer(text) for at in _bounds(_thai_parser().parse(match[0]), match.start())}
    return words - {at for match in _THAI_WHOLE.finditer(text) for at in range(match.start() + 1, match.end())}


def _phrases(text: str, language: str) -> set[int]:
    parser = _parsers().get(language) or _parsers().get(language.partition("-")[0])
    return _bounds(parser().parse(text), 0) if parser else set(range(1, len(text)))


def _bounds(parts: Sequence[str], start: int) -> set[int]:
    bounds = set()
    for part in parts:
        bounds.add(start)
        start += len(part)
    return bounds


@cache
def _thai_parser() -> budoux.Parser:
    return budoux.load_default_thai_parser()


@cache
def _japanese_parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


@cache
def _simplified_parser() -> budoux.Parser:
    return budoux.load_default_simplified_chinese_parser()


@cache
def _traditional_parser() -> budoux.Parser:
    return budoux.load_default_traditional_chinese_parser()


def _parsers() -> dict[str, Callable[[], budoux.Parser]]:
    return {"ja": _japanese_parser, "zh": _simplified_parser, "zh-Hant": _traditional_parser}


def _cut(runs: Runs, start: int, end: int) -> Runs:
    """The runs' text from `start` to `end`, styles kept."""
    kept: list[Run] = []
    at = 0
    for run in runs:
        piece = run.text[max(0, start - at) : max(0, end - at)]
        at += len(run.text)
        if piece:
            kept.append(replace(run, text=piece))
    return tuple(kept)
