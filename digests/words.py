"""The words of one language: `templates/locales/LANGUAGE.toml`, over which a reader's own folder may lay another."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date

from digests.errors import TemplateError, Wording, fill


class Words:
    """Looks words up by dotted key ("stance.risk").

    A word is a string with `{name}` or `{}` places, or a table of such strings by CLDR plural category.
    """

    def __init__(self, language: str, folders: Sequence[Path]) -> None:
        """Read the language's file in each folder, the first folder's words winning.

        Raises:
            TemplateError: a file that is no TOML, or no folder has the language.
        """
        self.language = language
        self._locale = Locale.parse(language)
        paths = [folder / "locales" / f"{language}.toml" for folder in folders]
        self._tables = [_read(path) for path in paths if path.is_file()]
        self._where = str(paths[-1])
        if not self._tables:
            raise TemplateError("no such locale", where=self._where, remedy="languages are ja, en, zh and th")

    def __call__(self, key: str, **facts: object) -> str:
        """The word for `key`, its places filled; a number in `facts` is written with the language's grouping.

        Raises:
            TemplateError: no such key, or a place that no fact fills.
        """
        n = facts.get("n", 0)
        pattern = self.pattern(key, n if isinstance(n, int) else 0)
        written = {name: self.number(fact) if isinstance(fact, int) else str(fact) for name, fact in facts.items()}
        try:
            return pattern.format_map(written)
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            raise self._unfilled(pattern, key) from error

    def say(self, wording: Wording) -> str:
        """The sentence in this language; in English where the locale does not have it.

        Raises:
            TemplateError: the locale's sentence has a place that no value fills.
        """
        found = (table.get("error", {}).get(wording.template) for table in self._tables)
        template = next((said for said in found if said is not None), wording.template)
        try:
            return fill(template, wording.values, self.language)
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            raise self._unfilled(template, f'error."{wording.template}"') from error

    def retell(self, kept: str) -> str:
        """A sentence that was kept as `Wording`'s English text, in this language; as it is where the locale has no
        such sentence."""
        sentences: dict[str, str] = {}
        for table in reversed(self._tables):
            sentences |= table.get("error", {})
        if kept in sentences:
            return sentences[kept]
        for template, said in sentences.items():
            if found := _reader(template).fullmatch(kept):
                return fill(
                    said, {name: self.retell(value) for name, value in found.groupdict().items()}, self.language
                )
        return kept

    def pattern(self, key: str, n: int | Decimal = 0) -> str:
        """The word for `key` and the count `n`, its places not filled.

        Raises:
            TemplateError: no such key.
        """
        if self.get(key) is None:
            raise TemplateError("no such word", where=self._where, field=key, remedy="add it, in every language")
        return self.find(key, n)

    def find(self, key: str, n: int | Decimal = 0) -> str:
        """As `pattern`; empty where the language does not list the key."""
        found = self.get(key)
        if isinstance(found, Mapping):
            found = found.get(self._locale.plural_form(n), found.get("other"))
        return found if isinstance(found, str) else ""

    def around(self, key: str) -> tuple[str, str]:
        """What stands before and after the place `{}` of a word."""
        before, _, after = self.pattern(key).partition("{}")
        return before, after

    def get(self, key: str) -> Any:
        """The entry itself: a string, a table, or None where the language does not list it."""
        for table in self._tables:
            found: Any = table
            for part in key.split("."):
                found = found.get(part) if isinstance(found, Mapping) else None
            if found is not None:
                return found
        return None

    def _unfilled(self, pattern: str, key: str) -> TemplateError:
        what = f"a place in '{pattern}' cannot be filled"
        return TemplateError(what, where=self._where, field=key, remedy="see the shipped locale")

    def number(self, number: int) -> str:
        """A count with the language's digit grouping."""
        return f"{number:,}" if self.get("number.grouping") else str(number)

    def date(self, day: date, length: str) -> str:
        """The day by the locale's pattern `date.LENGTH` (LDML, as Babel reads it)."""
        pattern = self.pattern(f"date.{length}")
        if self.get("date.era") == "buddhist":  # Babel has the Gregorian calendar only; Thai papers print B.E.
            pattern = pattern.replace("y", f"'{day.year + 543}'")
        return format_date(day, pattern, self._locale)


@cache
def _reader(template: str) -> re.Pattern[str]:
    """What finds the values in a template's English text; of one without places, nothing more than the text."""
    parts = string.Formatter().parse(template)
    return re.compile("".join(re.escape(text) + (f"(?P<{place}>.+?)" if place else "") for text, place, _, _ in parts))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TemplateError(str(error), where=str(path), remedy="correct the TOML there") from error
