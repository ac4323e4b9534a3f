"""What every rule's expression keeps to."""

from __future__ import annotations

import re

import pytest

from digests.extract import _grammar
from digests.model import Language

POSSESSIVE_CHOICE = re.compile(r"\([^()]*\|[^()]*\)(?:\?|\*|\{\d*,?\d*\})\+")


@pytest.mark.parametrize("language", list(Language))
def test_no_choice_is_repeated_possessively(language: Language) -> None:
    """Python up to 3.11.4 loses its way in that (gh-106052); an atomic group does the same."""
    assert [rule.name for rule in _grammar(language).rules if POSSESSIVE_CHOICE.search(rule.source)] == []
