"""Chinese figures: every sentence of the table gives exactly its lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.extract.grammar import read_figures
from digests.extract.text import read_layout
from digests.extract.zh import GRAMMAR
from digests.model import Kind
from tests.digests.extract.cases import describe, read_cases


@pytest.mark.parametrize(("sentence", "figures"), read_cases("zh"))
def test_a_sentence_gives_its_figures(sentence: str, figures: list[str]) -> None:
    assert describe(sentence, "zh", GRAMMAR) == figures
