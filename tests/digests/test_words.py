"""Words of a language, from files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from digests.errors import TemplateError
from digests.resources import directory
from digests.words import Words

SHIPPED = directory("templates")


def keys(tables: Mapping[str, Mapping[str, object]]) -> set[str]:
    """All dotted keys."""
    return {f"{section}.{key}" for section, words in tables.items() for key in words}


def test_every_language_has_every_word() -> None:
    """Units, currencies and ordinals are listed where a language has them; everything else is needed."""
    tables = {path.stem: keys(tomllib.loads(path.read_text("utf-8"))) for path in (SHIPPED / "locales").glob("*.toml")}
    needed = {
        language: {key for key in found if not key.startswith(("unit.", "currency.", "ordinal.", "date.era"))}
        for language, found in tables.items()
    }
    assert needed.keys() == {"en", "ja", "zh", "th"}
    assert all(found == needed["en"] for found in needed.values())


def test_a_plural_is_chosen_by_the_count() -> None:
    words = Words("en", [SHIPPED])
    assert words("digest.stories", n=1) == "1 story"
    assert words("digest.stories", n=1200) == "1,200 stories"
    assert Words("zh", [SHIPPED])("digest.stories", n=1200) == "1200条"


def test_a_reader_may_lay_own_words_over_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales" / "en.toml").write_text('[stance]\nrisk = "Threat"\n', "utf-8")
    words = Words("en", [tmp_path, SHIPPED])
    assert (words("stance.risk"), words("stance.opportunity")) == ("Threat", "Opportunity")


def test_a_missing_word_names_the_file_and_the_key() -> None:
    with pytest.raises(TemplateError, match="no such word") as caught:
        Words("en", [SHIPPED])("digest.nonsense")
    assert caught.value.where.endswith("locales/en.toml")
    assert caught.value.field == "digest.nonsense"


def test_a_place_that_cannot_be_filled_is_an_error() -> None:
    with pytest.raises(TemplateError, match="cannot be filled"):
        Words("en", [SHIPPED])("digest.stories_of", n=3)


def test_a_table_is_no_word() -> None:
    assert Words("en", [SHIPPED]).find("digest") == ""


def test_a_language_without_a_file_is_an_error() -> None:
    with pytest.raises(TemplateError, match="no such locale"):
        Words("fr", [SHIPPED])


def test_a_broken_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales" / "en.toml").write_text("[stance", "utf-8")
    with pytest.raises(TemplateError) as caught:
        Words("en", [tmp_path, SHIPPED])
    assert caught.value.where == str(tmp_path / "locales" / "en.toml")


@pytest.mark.parametrize(
    ("language", "full"),
    [
        ("en", "Tuesday 30 September 2025"),
        ("ja", "2025年9月30日（火）"),
        ("zh", "2025年9月30日 星期二"),
        ("th", "วันอังคารที่ 30 กันยายน 2568"),
    ],
)
def test_dates_are_written_as_the_language_prints_them(language: str, full: str) -> None:
    assert Words(language, [SHIPPED]).date(date(2025, 9, 30), "full") == full
