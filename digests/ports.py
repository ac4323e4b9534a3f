"""The protocols a plugin author reads. Everything else in the project is a concrete class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from digests.errors import SourceError
from digests.model import Article, Findings


class Source(Protocol):
    """Where articles come from."""

    def articles(self) -> Iterator[Article | SourceError]:
        """Each article that can be read now, and one `SourceError` value for each that cannot. Never raises for one."""
        ...


class Extractor(Protocol):
    """Text to findings; pure."""

    def __call__(self, article: Article) -> Findings:
        """What the article says. Total: any text yields findings, if empty ones."""
        ...


class BatchExtractor(Protocol):
    """Many texts to findings; pure."""

    def __call__(self, articles: Sequence[Article]) -> Sequence[Findings | SourceError]:
        """What each article says, in their order, or why it could not be understood. Never raises for one."""
        ...


class Clock(Protocol):
    """The only way to know what time it is."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class Progress(Protocol):
    """Told of long work as it goes on; must be cheap."""

    def __call__(self, items: Iterable[Article | SourceError]) -> Iterator[Article | SourceError]:
        """Yield the items unchanged, showing how far the work is."""
        ...
