"""Text to findings: figures and implications, each with the place it came from. Pure and synchronous."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import import_module

from digests.extract.figures import read_figures
from digests.extract.grammar import Grammar
from digests.extract.implications import implications
from digests.extract.ranking import ranked
from digests.extract.text import Layout, SentenceRole, read_layout
from digests.model import Article, Figure, Findings, Language, Span

__all__ = ["extract"]

_LEAD = 6


def extract(article: Article) -> Findings:
    """What an article says: typed figures, implications for regions, mentions, and its lead sentences.

    Total and linear: any text yields findings, if empty ones. What the source stated (title, language, date) stays;
    what it left empty is filled from the text.
    """
    layout = read_layout(article.text, article.language)
    layout = replace(layout, published=article.published or layout.published)
    implied, mentions = implications(layout)
    figures = ranked(layout, _figures(layout))
    title = layout.raw[slice(*layout.title)] if layout.title else ""
    known = replace(
        article,
        title=article.title or title,
        language=article.language or layout.language,
        published=layout.published,
    )
    return Findings(known, figures, implied, mentions, _lead(layout))


def _figures(layout: Layout) -> tuple[Figure, ...]:
    return read_figures(layout, _grammar(Language(layout.language.split("-")[0])))


@cache
def _grammar(language: Language) -> Grammar:
    """The language's rule file, imported when an article first needs it: each compiles some hundred patterns."""
    grammar: Grammar = import_module(f"digests.extract.{language.value}").GRAMMAR
    return grammar


def _lead(layout: Layout) -> tuple[Span, ...]:
    """The first sentences of the body, from which a digest quotes one or two."""
    return tuple(s.span for s in layout.sentences if s.role is SentenceRole.BODY)[:_LEAD]
