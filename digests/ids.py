"""How numbers of the store are written for people: article `a12`, figure `f4812`, implication `i391`,
digest `d7`."""

from __future__ import annotations

import re
import unicodedata

from digests.errors import QueryError, Wording
from digests.model import Article, Digest, Figure, Implication

_WRITTEN = re.compile(r"([adfi])?(\d{1,18})")
_LETTERS: dict[type, str] = {Article: "a", Digest: "d", Figure: "f", Implication: "i"}


def write_id(item: Article | Digest | Figure | Implication) -> str:
    """`a12`, `d7`, `f4812` or `i391`; empty for what is not stored."""
    return "" if item.id is None else f"{_LETTERS[type(item)]}{item.id}"


def read_id(written: str, letters: str) -> tuple[str, int]:
    """Letter and number of an id of one of the kinds `letters` ("a", "fi"); a bare number is of the first kind.

    Raises:
        QueryError: it is not an id, or one of another kind.
    """
    match = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", written).strip().lower())
    if match is None or (match[1] or letters[0]) not in letters:
        examples = ", ".join(f"{letter}12" for letter in letters)
        raise QueryError(
            Wording("'{written}' is no such id as {examples}", written=written, examples=examples),
            remedy=Wording("every line of an answer ends with one"),
        )
    return match[1] or letters[0], int(match[2])
