"""The lexicon of business measures: from an article's own words to a measure, and to its name in another language.

The names are data (`data/metrics.toml`), read on first use. A label the lexicon does not know stays as it is: nothing
is translated by guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from digests.extract.tables import read_data
from digests.patterns import compiled

_TRADITIONAL = "zh_hant"
_WORD = compiled(r"[^\W_](?:[^\W_]|[.&'/](?=[^\W_]))*")
_JOINED = str.maketrans("-‐‑–’", "    '")
# A Thai vowel or tone mark belongs to the letter before it, so that no name ends in front of one.
_THAI_DEPENDENT = compiled("[\u0e30-\u0e3a\u0e45-\u0e4e]")
_KATAKANA = compiled("[\u30a1-\u30fa\u30fc]")
_CUT = compiled(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
"""The space between the two parts of a label (アリババ株 購入), which its script does not write."""


@dataclass(frozen=True, slots=True)
class _Names:
    """What one language calls the measures: `keys` by name, how long names are by the two characters that open them,
    the characters that open one, and the neighbours that make another thing of a name.
    """

    keys: dict[str, str]
    longest: int
    lengths: dict[str, tuple[int, ...]]
    firsts: frozenset[str]
    barred_left: tuple[str, ...]
    barred_right: tuple[str, ...]


@lru_cache(maxsize=4096)
def metric_of(label: str, language: str) -> str | None:
    """Key of the measure that `label` names, such as "policy_rate" for "the bank's key rate"; None if it names none.

    `language` is a BCP 47 tag ("ja", "zh-Hant"). The longest name wins: 営業利益 is not 利益. A name counts only as a
    word of its own: whole words in English (a plural -s is no other word), no cut through katakana or a Thai syllable,
    and never where its neighbour makes another thing of it (輸出規制, exporters, "share of imports"). Of two equally
    long names the head decides: the first in English and Thai, the last in Japanese and Chinese.
    """
    primary = language.partition("-")[0]
    if primary not in {"en", "ja", "zh", "th"}:
        return None
    names = _names(primary)
    found = _in_words(label, names) if primary == "en" else _in_script(_CUT.sub("", label), names)
    head_last = primary in {"ja", "zh"}
    best: tuple[int, str] | None = None
    for start, end, key in found:
        length = end - start
        if best is None or length > best[0] or (head_last and length == best[0]):
            best = (length, key)
    return None if best is None else best[1]


def metric_name(key: str, language: str) -> str:
    """Short name of the measure `key` for readers of `language` (a BCP 47 tag): "policy rate", 政策金利, 政策利率.

    Raises:
        KeyError: the lexicon has no such measure.
    """
    measure = _lexicon()[key]
    primary = language.partition("-")[0]
    traditional = language.casefold().startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo"))
    names = measure.get(_TRADITIONAL) if traditional else None
    return (names or measure.get(primary) or measure["en"])[0]


def metric_keys() -> tuple[str, ...]:
    """All measures of the lexicon, in alphabetical order."""
    return tuple(_lexicon())


def _in_words(label: str, names: _Names) -> Iterator[tuple[int, int, str]]:
    """Start, end and measure of each name; positions add up the names' characters, good for comparing lengths only."""
    words = _words(label)
    for start in range(len(words)):
        for end in range(start + 1, min(start + names.longest, len(words)) + 1):
            name = " ".join(words[start:end])
            key = names.keys.get(name) or names.keys.get(name.removesuffix("s"))
            if key is None:
                continue
            before, after = " ".join(words[:start]), words[end] if end < len(words) else ""
            if after.removesuffix("s") not in names.barred_right and not any(x in before for x in names.barred_left):
                yield 0, len(name), key


def metric_spans(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Each name of a measure in a Japanese, Chinese or Thai text: where it starts and ends, and the measure's key."""
    return _in_script(text, _names(language.partition("-")[0]))


def _in_script(label: str, names: _Names) -> Iterator[tuple[int, int, str]]:
    folded = label.casefold() if len(label.casefold()) == len(label) else label
    for start, first in enumerate(folded):
        if first not in names.firsts:
            continue
        for length in names.lengths.get(folded[start : start + 2]) or names.lengths.get(first, ()):
            end = start + length
            key = names.keys.get(folded[start:end]) if end <= len(folded) else None
            if key is not None and not _cuts(folded, start) and not _cuts(folded, end):
                before, after = folded[:start], folded[end:]
                if not before.endswith(names.barred_left) and not after.startswith(names.barred_right):
                    yield start, end, key


def _cuts(text: str, at: int) -> bool:
    """Whether a boundary at `at` would cut a katakana word, a Latin word or a Thai syllable in two."""
    if at in (0, len(text)):
        return False
    left, right = text[at - 1], text[at]
    if _THAI_DEPENDENT.match(right) or (right == "ง" and text.endswith("ขอ", 0, at)):  # ของ is one word
        return True
    if _KATAKANA.match(left) and _KATAKANA.match(right):
        return True
    return left.isascii() and right.isascii() and left.isalpha() and right.isalpha()


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().translate(_JOINED))


@cache
def _names(language: str) -> _Names:
    """The names of one primary language; Chinese has both scripts in one."""
    scripts = (language, _TRADITIONAL) if language == "zh" else (language,)
    keys: dict[str, str] = {}
    for key, measure in _lexicon().items():
        for script in scripts:
            for name in measure.get(script, ()):
                keys[" ".join(_words(name)) if language == "en" else name.casefold()] = key
    lengths: dict[str, set[int]] = {}
    for name in keys:
        lengths.setdefault(name[:2], set()).add(len(name))
    for opening, found in lengths.items():  # a name of one character may open whatever two characters open others
        found.update(lengths.get(opening[0], ()))
    never = _data()["not_when"]
    return _Names(
        keys=keys,
        lengths={opening: tuple(sorted(found)) for opening, found in lengths.items()},
        firsts=frozenset(opening[0] for opening in lengths),
        longest=max(len(name.split(" ")) if language == "en" else len(name) for name in keys),
        barred_left=tuple(name for script in scripts for name in never["preceded_by"].get(script, ())),
        barred_right=tuple(name for script in scripts for name in never["followed_by"].get(script, ())),
    )


def _lexicon() -> dict[str, dict[str, list[str]]]:
    return _data()["metrics"]


@cache
def _data() -> dict[str, dict[str, dict[str, list[str]]]]:
    """`{"metrics": {key: {language: names}}, "not_when": {side: {language: neighbours}}}`."""
    data = read_data("metrics")
    return {"not_when": data["not_when"], "metrics": {key: names for key, names in data.items() if key != "not_when"}}
