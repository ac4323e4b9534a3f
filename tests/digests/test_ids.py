from __future__ import annotations

from dataclasses import replace

import pytest

from digests.errors import QueryError
from digests.ids import read_id, write_id
from digests.model import Article, Implication, Modality, Span

ARTICLE = Article("text", "a.txt", "0" * 64)


def test_an_id_is_a_letter_and_a_number() -> None:
    assert write_id(replace(ARTICLE, id=12)) == "a12"
    assert write_id(Implication("TH", "q", Span(0, 1), Modality.FACT, id=391)) == "i391"


def test_what_is_not_stored_has_no_id() -> None:
    assert write_id(ARTICLE) == ""


@pytest.mark.parametrize(
    ("written", "letters", "expected"),
    [("a12", "a", ("a", 12)), (" F4812 ", "fi", ("f", 4812)), ("ｉ３", "fi", ("i", 3)), ("7", "fi", ("f", 7))],
)
def test_an_id_is_read_back(written: str, letters: str, expected: tuple[str, int]) -> None:
    assert read_id(written, letters) == expected


@pytest.mark.parametrize("written", ["", "a", "f12", "12a", "a-1", "a" + "9" * 19])
def test_what_is_no_id_of_that_kind_is_refused(written: str) -> None:
    with pytest.raises(QueryError, match="no such id as a12"):
        read_id(written, "a")
