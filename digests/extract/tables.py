"""Tables of a language: units, and words by what they do."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from digests.model import Kind


@dataclass(frozen=True, slots=True)
class Unit:
    """What a written unit means: value times `factor` in `unit`."""

    kind: Kind
    unit: str
    factor: Decimal = Decimal(1)


def read_units(kind: Kind, table: str) -> dict[str, Unit]:
    """Lines of `unit factor: word word …`; the factor may be left out."""
    units = {}
    for line in table.strip().splitlines():
        head, words = line.strip().split(": ", 1)
        unit, _, factor = head.partition(" ")
        for word in words.split():
            units[word] = Unit(kind, "" if unit == "-" else unit, Decimal(factor or 1))
    return units


def longest(words: Iterable[str]) -> str:
    """A fragment that matches any of the words, the longest first: a trie, so that a miss costs one comparison."""
    root: _Trie = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _branches(root)


_Trie = dict[str, "_Trie"]


def _branches(node: _Trie) -> str:
    branches = [re.escape(key) + _branches(child) for key, child in node.items() if key]
    if not branches:
        return ""
    if "" in node:
        return f"(?:{'|'.join(branches)}|)"
    if len(branches) == 1:
        return branches[0]
    return f"(?:{'|'.join(branches)}{_NO_SET if max(map(len, branches)) == 1 else ''})"


_NO_SET = "|(?!)"
"""Keeps alternatives of one character each from becoming a set, which takes far longer to compile beyond Latin-1."""


@cache
def read_data(name: str) -> dict[str, Any]:
    """What stands in `data/NAME.toml`."""
    data: dict[str, Any] = tomllib.loads((Path(__file__).parent / "data" / f"{name}.toml").read_text("utf-8"))
    return data


def read_words(name: str) -> Mapping[str, tuple[str, ...]]:
    """The lists of `data/NAME.toml`: a string is split at white space, an array is taken as it is."""
    data = read_data(name)
    return {key: tuple(value.split() if isinstance(value, str) else value) for key, value in data.items()}
