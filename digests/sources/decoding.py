"""Bytes to text: whatever encoding a scraped file really has."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

from digests.errors import SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_LEGACY = ("cp932", "euc_jp", "gb18030", "big5", "cp874", "euc_kr", "cp1252")
"""Encodings that articles in our languages were and are published in, each in its widest variant."""

_SHIFTS = re.compile(rb"\x1b[$(][@BJ]")
"""The escape sequences that switch character sets in ISO-2022-JP (RFC 1468)."""

_SAMPLE = 200_000
"""Bytes looked at to guess an encoding: guessing time grows with length, certainty no longer does."""


_USUAL = frozenset(
    "的一是不了在人有我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着下自之年过過发發"
    "日月年円万億元亿銀行市場企業公司経済经济経營业新高米社化数量产產資金，。、・「」“”‘’–—…£€éèüöä％·©®°"
)
"""The most frequent Han characters of news in Chinese and Japanese, and the marks of all our languages."""

_OBSOLETE = frozenset("ฃฅ๏๚๛")
"""Thai signs that no newspaper prints; their bytes are the first halves of Chinese punctuation in GB 18030."""


def decode(raw: bytes, where: str, declared: str = "") -> str:
    """The text of `raw`, newlines untouched, NUL characters replaced by U+FFFD so that offsets stay.

    A byte order mark decides, then UTF-8 if the bytes are valid UTF-8, then `declared` (an HTTP or HTML charset), then
    what charset-normalizer finds most plausible among the encodings of our languages.

    Raises:
        SourceError: no encoding fits; the file is not text.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _strict(raw, encoding, where)
    if b"\0" in raw:  # UTF-16 without a mark, or dirt in a file of another encoding
        plain = ("utf-8",) if _try(raw, "utf-8") is not None else ()
        return _strict(raw, _most_plausible(raw, ("utf-16-le", "utf-16-be", *plain)), where)
    if _SHIFTS.search(raw):
        return _strict(raw, "iso2022_jp", where)
    for encoding in ("utf-8", declared):
        text = _try(raw, encoding)
        if text is not None:
            return text
    return _strict(raw, _guess(raw, where), where)


def _try(raw: bytes, encoding: str) -> str | None:
    if not encoding:
        return None
    try:
        return raw.decode(encoding).replace("\0", "\N{REPLACEMENT CHARACTER}")
    except (LookupError, UnicodeDecodeError):
        return None


def _strict(raw: bytes, encoding: str, where: str) -> str:
    text = _try(raw, encoding)
    if text is None:
        raise _not_text(where, f"is broken {encoding}")
    return text


def _guess(raw: bytes, where: str) -> str:
    """The library's candidates, ordered by how much of the result is what our languages are mostly written with: by its
    own measure dense Japanese tables in Shift_JIS are Chinese."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - 60 ms, and hardly any file needs it

    matches = from_bytes(raw[:_SAMPLE], cp_isolation=list(_LEGACY), threshold=1.0)
    if not matches:
        raise _not_text(where, "has no recognisable text encoding")
    return _most_plausible(raw[:_SAMPLE], [match.encoding for match in matches])


def _most_plausible(raw: bytes, encodings: Sequence[str]) -> str:
    return max(encodings, key=lambda encoding: _plausibility(raw.decode(encoding, errors="replace")))


def _plausibility(text: str) -> float:
    """Share of the characters that our languages are mostly written with; none if only a wrong reading shows them."""
    if not _OBSOLETE.isdisjoint(text):
        return 0.0
    usual = sum(
        " " <= character <= "~"
        or character in "\r\n\t"
        or "\u3040" <= character <= "\u30ff"
        or "\u0e01" <= character <= "\u0e4e"
        or character in _USUAL
        for character in text
    )
    return usual / len(text)


def _not_text(where: str, what: str) -> SourceError:
    return SourceError(what, where=where, field="text", remedy="save the article as UTF-8 text")
