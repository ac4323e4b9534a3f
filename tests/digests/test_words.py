"""Words of a language, from files."""

from __future__ import annotations

import ast
import string
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from digests.errors import TemplateError, Wording
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
        language: {key for key in found if not key.startswith(("unit.", "currency.", "ordinal.", "date.era", "error."))}
        for language, found in tables.items()
    }
    assert needed.keys() == {"en", "ja", "zh", "th"}
    assert all(found == needed["en"] for found in needed.values())


def places(template: str) -> set[str]:
    """The names of a template's places."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def wordings() -> dict[str, set[str]]:
    """Every template that the code says, with the names of the values it is given."""
    found: dict[str, set[str]] = {}
    for package in ("bot", "digests"):
        for file in sorted((Path(__file__).parents[2] / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Wording":
                    template = ast.literal_eval(node.args[0])  # a literal, or nobody could find and translate it
                    found[template] = {keyword.arg or "" for keyword in node.keywords}
    return found


def test_every_sentence_about_a_command_is_given_the_values_it_names() -> None:
    found = wordings()
    assert len(found) > 50
    assert {template: places(template) for template in found} == found


@pytest.mark.parametrize("language", ["ja", "zh", "th"])
def test_every_sentence_about_a_command_is_in_every_language_with_the_same_values(language: str) -> None:
    said = tomllib.loads((SHIPPED / "locales" / f"{language}.toml").read_text("utf-8"))["error"]
    assert {template: places(sentence) for template, sentence in said.items()} == wordings()


def test_a_sentence_that_a_locale_does_not_have_is_said_in_english() -> None:
    assert Words("ja", [SHIPPED]).say(Wording("{n} of a kind", n=3)) == "3 of a kind"


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("the channel is archived", "チャンネルがアーカイブされています"),
        ("the answer of Slack was lost", "Slack の応答が失われました"),
        (
            "given up after a day: the channel is archived",
            "一日たったため打ち切りました：チャンネルがアーカイブされています",
        ),
        ("given up after a day: {reason}{0}", "一日たったため打ち切りました：{reason}{0}"),
        ("what nobody has ever said", "what nobody has ever said"),
        ("", ""),
    ],
)
def test_what_was_kept_in_english_is_told_in_another_language(kept: str, told: str) -> None:
    assert Words("ja", [SHIPPED]).retell(kept) == told
    assert Words("en", [SHIPPED]).retell(kept) == kept


def test_braces_in_what_somebody_wrote_are_no_places() -> None:
    wrong = Wording("'{written}' is no region", written="{written.__class__} {0}")
    assert wrong == "'{written.__class__} {0}' is no region"
    assert Words("ja", [SHIPPED]).say(wrong) == "「{written.__class__} {0}」という地域は見つかりません"


def test_a_sentence_of_a_locale_with_another_place_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales" / "en.toml").write_text('[error]\n"give it once" = "once, {you}"\n', "utf-8")
    with pytest.raises(TemplateError, match="cannot be filled") as caught:
        Words("en", [tmp_path, SHIPPED]).say(Wording("give it once"))
    assert "give it once" in caught.value.field


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
