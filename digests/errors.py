"""The one error tree.

::

    NewsError                    anything Kawaraban itself reports
    ├── SettingsError            a settings file, an environment variable, a subscription
    ├── SourceError              one article, feed or page that could not be read
    ├── TemplateError            one template or locale that could not be filled
    ├── StoreError               the database: unreachable, from another version, locked
    ├── QueryError               a command or search that could not be understood
    ├── PermissionDenied         a changing command by somebody who may not change
    └── SendError (bot.chat)     a chat platform did not take a message
        ├── Refused              permanently: archived channel, revoked token
        ├── Throttled            not now: try again after `retry_after`
        ├── Unavailable          certainly not taken; a retry helps
        └── Ambiguous            perhaps taken: reconcile before any retry

A failure inside a batch is returned as a value (`SourceError` in a list of articles); a failure of a call is raised.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

Value = str | int | Callable[[str], str]
"""What fills a place of a `Wording`: as it stands, or as a language (its tag) says it."""


class Wording(str):
    """An English sentence that the reader's language can say in its own way, as gettext's messages.

    As a text it is the sentence in English. `template` is the same with its `{places}` open: the key under which the
    section `[error]` of each locale has the sentence; `values` fills the places, in any language.
    """

    __slots__ = ("template", "values")

    template: str
    values: dict[str, Value]

    def __new__(cls, template: str, /, **values: Value) -> Wording:
        """Make the sentence; `template` is a literal, so that a test can find every one of them."""
        told = super().__new__(cls, fill(template, values, "en"))
        told.template, told.values = template, values
        return told


def fill(template: str, values: dict[str, Value], language: str) -> str:
    """The template with its places filled, as `str.format` does.

    Raises:
        KeyError: a place that no value fills.
    """
    return template.format_map({name: value(language) if callable(value) else value for name, value in values.items()})


class NewsError(Exception):
    """Root of the tree: what went wrong, where, and what helps.

    Attributes:
        what: one sentence without a final full stop; a `Wording` where somebody's own words in a chat may be at fault.
        where: file, file:line, URL, channel or command; empty when the caller knows.
        field: the setting, front matter key or option concerned; empty where there is none.
        remedy: what a person can do about it; empty only where nothing can be done.
        retry: whether the same call may succeed later without anybody changing anything.
    """

    retry: ClassVar[bool] = False

    def __init__(self, what: str, *, where: str = "", field: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.field = field
        self.remedy = remedy

    def __str__(self) -> str:
        """`where: field: what; remedy` with the empty parts left out."""
        head = ": ".join(part for part in (self.where, self.field, self.what) if part)
        return f"{head}; {self.remedy}" if self.remedy else head


class SettingsError(NewsError):
    """A settings file, an environment variable or a subscription is wrong."""


class SourceError(NewsError):
    """One article, feed or page could not be read. Sources return it as a value; the others go on."""


class TemplateError(NewsError):
    """A template or a locale could not be read or filled."""


class StoreError(NewsError):
    """The database cannot be used as it is."""


class QueryError(NewsError):
    """A command or a search was not understood; `remedy` says what would be right, with an example."""

    def __init__(self, what: Wording, *, where: str = "", field: str = "", remedy: Wording) -> None:
        super().__init__(what, where=where, field=field, remedy=remedy)
        self.what: Wording = what
        self.remedy: Wording = remedy

    def within(self, *, where: str = "", field: str = "") -> QueryError:
        """The same error, told by who knows the command (`where`) or the parameter (`field`) it is about."""
        return QueryError(self.what, where=self.where or where, field=self.field or field, remedy=self.remedy)


class PermissionDenied(NewsError):
    """The user may ask but not change; `remedy` says which role is needed."""

    def __init__(self, what: Wording, *, where: str = "", remedy: Wording) -> None:
        super().__init__(what, where=where, remedy=remedy)
