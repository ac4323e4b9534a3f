"""The English word lists of `data/en.toml`, inflected, and what a plural noun counts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from digests.extract.tables import read_data

_DATA = read_data("en")
_VOWELS = "aeiou"


def _list(section: str, key: str) -> frozenset[str]:
    return frozenset(_DATA[section][key].split())


def _inflected(words: str) -> frozenset[str]:
    """All forms of the verbs in `words`: rise/rose/risen gives rise, rises, rising, rose, risen."""
    forms: set[str] = set()
    for word in words.split():
        base, *irregular = word.split("/")
        stem = base + base[-1] if base in _DOUBLING else base.removesuffix("e")
        after_consonant = base.endswith("y") and base[-2] not in _VOWELS
        root = base[:-1] + "i" if after_consonant else stem
        sibilant = base.endswith(("s", "sh", "ch", "x", "go"))
        third = root + "es" if after_consonant else base + ("es" if sibilant else "s")
        forms |= {base, third, stem + "ing", *(irregular or [root + "ed"])}
    return frozenset(forms - _UNLIKELY)


_DOUBLING = _list("verbs", "doubling")
_UNLIKELY = _list("verbs", "unlikely")
UP_VERBS = _inflected(_DATA["verbs"]["up"])
DOWN_VERBS = _inflected(_DATA["verbs"]["down"])
STILL_VERBS = _inflected(_DATA["verbs"]["still"])
TELLING_VERBS = _inflected(_DATA["verbs"]["telling"])
BASE_VERBS = frozenset(
    base
    for key in ("up", "down", "still", "telling")
    for base, *irregular in (word.split("/") for word in _DATA["verbs"][key].split())
    if base not in irregular
)
"""Infinitives that are no past tense too: behind "to", a modal or a plural they are verbs, elsewhere mostly nouns."""
MODALS = _list("verbs", "modal")
FINITE = _list("verbs", "finite")

UP_NOUNS, DOWN_NOUNS = _list("nouns", "up"), _list("nouns", "down")
NOMINAL, GENERIC, ACTORS = _list("nouns", "nominal"), _list("nouns", "generic"), _list("nouns", "actors")
TIME_NOUNS, PEOPLE = _list("nouns", "time"), _list("nouns", "people")
ADJUNCTS, HEADS = _list("nouns", "adjunct"), _list("nouns", "heads")
"""Plurals in front of a counted noun, and the nouns they stand in front of: 30 sales offices."""

UP_WORDS, DOWN_WORDS = _list("words", "up"), _list("words", "down")
PREPOSITIONS, DETERMINERS = _list("words", "prepositions"), _list("words", "determiners")
PRONOUNS, CONJUNCTIONS, ADVERBS = _list("words", "pronouns"), _list("words", "conjunctions"), _list("words", "adverbs")
STOPS = (PREPOSITIONS | CONJUNCTIONS | PRONOUNS | DETERMINERS | MODALS | ADVERBS | {"little"}) - _list(
    "words", "in_phrase"
)
"""Words that end a noun phrase."""

JOINING, IN_TIME = _list("words", "joining"), _list("words", "in_time")
LEADING = MODALS | ADVERBS | _list("words", "leading")
NO_COMPOUND = STOPS | FINITE | _list("words", "no_compound")
NO_NOUN, LEADS = _list("words", "no_noun"), _list("words", "leads")

CURRENCY_CODES: frozenset[str] = _list("currency", "codes")
CURRENCY_SIGNS: dict[str, str] = _DATA["currency"]["signs"]
CURRENCY_NAMES: dict[str, str] = _DATA["currency"]["names"]
CURRENCY_LETTERS: dict[str, list[str]] = _DATA["currency"]["letters"]
"""A letter that is a sign, its code, and what an article must name for it to be one."""
HUNDREDTHS: dict[str, str] = _DATA["currency"]["hundredths"]
UNITS: dict[str, str] = {
    word.replace("_", " "): unit for unit, words in _DATA["units"].items() for word in words.split()
}
"""Units by each word that names them."""

INDEXES: list[str] = _DATA["names"]["indexes"]
NUMBERED: list[str] = _DATA["names"]["numbered"]

_IRREGULAR: dict[str, str] = _DATA["irregular_plurals"]
_SHARED = {word: unit for unit, words in _DATA["units_of_count"].items() for word in words.split()}
_NOT_PLURAL = _list("nouns", "not_plural")


def singular(noun: str) -> str:
    """The unit that a counted plural noun gives: "factories" is "factory", "men" are "person", "cars" are "vehicle"."""
    word = noun.lower()
    if word in PEOPLE:
        return "person"
    if word in _SHARED or word in _IRREGULAR:
        return _SHARED.get(word) or _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word.removesuffix("s")


def is_plural(word: str) -> bool:
    """Whether a word looks like a plural noun: it ends in -s but not -ss, -us or -is, or is a known irregular."""
    low = word.lower()
    if low in _IRREGULAR or low in PEOPLE or (word[:-1].isupper() and len(word) == len("EVs") and word[-1] == "s"):
        return True
    return len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is", "'s")) and low not in _NOT_PLURAL


def either(words: Iterable[str]) -> str:
    """A regular expression alternation of plain words, longest first."""
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))
