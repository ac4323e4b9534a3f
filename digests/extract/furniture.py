"""What page furniture says, in four languages: the words by which a line is recognised as no part of the article.

The words are in `data/furniture.txt`. Each pattern is anchored or bounded and applied to one line.
"""

from __future__ import annotations

import re
from pathlib import Path

from digests.patterns import compiled

_LONGEST = 240
"""A line longer than this is a paragraph whatever it says."""


def _table(section: str) -> str:
    """The alternatives of one section of `data/furniture.txt` as one pattern."""
    lines = (Path(__file__).parent / "data" / "furniture.txt").read_text(encoding="utf-8").split("\n")
    first = lines.index(f"[{section}]") + 1
    rows: list[str] = []
    for line in lines[first:]:
        if line.startswith("[") and line.endswith("]") and line[1:-1].isalpha():
            break
        if line and not line.startswith("#"):
            rows.append(line)
    return "|".join(rows)


_LINE = compiled(_table("line"), re.IGNORECASE)
_BLOCK = compiled(
    r"[\s■▼▽●◆◇○#*【\[<(（・▶►-]*(?:"
    + _table("block")
    + r")(?:\s*(?:top|トップ|ベスト)?\s*[(（]?\d{0,3}(?:件|本)?[)）]?)?"
    r"[\s】\]>)::⇒▼→-]*(?:$|(?<=:)\s*.{0,80}$)",
    re.IGNORECASE,
)
_MASTHEAD = compiled("(?:" + _table("masthead") + ")", re.IGNORECASE)
_SITE = compiled(_table("site"), re.IGNORECASE)


_NAVIGATION = compiled(r"\s*[|›»>/〉]\s*|\s・\s|\s{2,}")


_NEVER_READ = compiled(
    r"(?i)©|cookie|คุกกี้|เดตเบราว์เซอร์|forward-looking|見通しに関する|rights reserved|สงวนลิขสิทธิ์|\btel\b|privacy"
)
_THAI = compiled("[ก-ฮ]{3}")


def is_furniture(line: str) -> bool:
    """Whether the words of a normalised line show that it is no part of the article."""
    return len(line) <= _LONGEST and not _reads_on(line) and bool(_LINE.search(line))


def _reads_on(line: str) -> bool:
    """A line with a full stop, or in Thai any long line, is a sentence that happens to hold such a word."""
    if _NEVER_READ.search(line):
        return False
    stops = line.rstrip("」”\"')")[-1:] in {"。", "."}
    return len(line) > 25 and (stops or (len(line) > 90 and bool(_THAI.search(line))))


def opens_block(line: str) -> bool:
    """Whether a line heads a block of furniture: related links, a ranking, a contact."""
    return len(line) <= 110 and bool(_BLOCK.match(line))


def is_masthead(line: str) -> bool:
    """Whether a line above the headline is navigation, an issuer or a genre, rather than the headline itself."""
    if _MASTHEAD.match(line):
        return True
    parts = [part for part in _NAVIGATION.split(line) if part]
    return len(parts) >= 3 and max(map(len, parts)) <= 22 and not re.search(r"\d[%％億万]|[。!?]$", line)


def names_site(words: str) -> bool:
    """Whether words look like an outlet's name."""
    return bool(_SITE.search(words))


_PUBLISHED = compiled(
    r"(?i)公開|掲載|配信|発行|投稿|published|posted|issued|created|เผยแพร่|โพสต์|วันที่(?:ลง|เผยแพร่)|发布|發布|发表|發表|刊登|date\b|日期|日付|日時"
)
_UPDATED = compiled(r"(?i)更新|修正|改訂|updated|modified|revised|last\ edit|อัปเดต|ปรับปรุง|แก้ไข|修改")
_LEAST_WORDS = 48


def date_rank(line: str, start: int, end: int, in_header: bool) -> int:
    """How surely the date at [start, end) of a line that is no paragraph is that of publication; 0 for not at all."""
    before, after = line[max(0, start - 16) : start], line[end : end + 12]
    if _PUBLISHED.search(before) or re.match(r"\s*(?:\d\d?:\d\d)?\s*(?:公開|掲載|配信|付け?|発表|发布|發布)", after):
        return 4
    updated = _UPDATED.search(before) or _UPDATED.search(after)
    if updated:
        return 2
    rest = len(line) - (end - start)
    bare = rest <= _LEAST_WORDS and not re.search(
        r"(?:から|まで|より|には|に|を|は|by|until|since|from|ตั้งแต่|ถึง)\s*$", before[-8:]
    )
    if bare and re.match(r"(?:から|まで|に|の|以降|より|开始|起)", after):
        return 0
    if in_header:
        return 3 if bare else 0
    return 1 if rest <= 14 else 0


def opens_dateline(line: str, start: int, end: int) -> bool:
    """Whether the date at [start, end) belongs to a dateline such as "SAVANNAH, Ga., March 12, 2026 --"."""
    before, after = line[:start], line[end : end + 24]
    if start > 48 or re.search(r"[。!?]|\b(?:on|in|by|since|until)\s*$", before):
        return False
    dash = re.match(r"日?\s*(?:\([^)]{1,20}\)\s*)?(?:/[\w\s]+/\s*)?(?:--|[–—:】\])〕-])", after)
    place = re.match(r"日?[、,]\s*[^\s、,。]{2,12}[】\])〕]", after) or re.match(
        r"日?\s*[^\s、,。]{2,8}(?:電|电|訊|讯|发|發)[】\])〕]?", after
    )
    return bool(dash or place)
