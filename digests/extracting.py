"""Extraction of many articles, of which one that fails stops no other."""

from __future__ import annotations

from collections.abc import Sequence

from digests.errors import SourceError
from digests.model import Article, Findings
from digests.ports import Extractor


def extract_each(extract: Extractor, articles: Sequence[Article]) -> list[Findings | SourceError]:
    """What each article says, in their order; the error where `extract` failed."""
    extracted: list[Findings | SourceError] = []
    for article in articles:
        try:
            extracted.append(extract(article))
        except Exception as error:  # a fault in one language's rules must not stop the others
            extracted.append(failure(article, f"it could not be understood: {error!r}"))
    return extracted


def failure(article: Article, what: str) -> SourceError:
    """The error of an article that is as it should be, but could not be understood or stored."""
    return SourceError(what, where=article.origin, remedy="the other articles are not affected; please report this one")
