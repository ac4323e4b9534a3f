"""Questions to the archive: articles, figures and implications by what they say, and a figure's history.

Words and filters are answered by the search index; what it finds, newest first, is read from the archive only as far as
the page that was asked for needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from typing import Final, Generic, TypeVar

import sqlalchemy as sa

from digests.corrections import corrections as corrections_of
from digests.corrections import measure
from digests.extract.regions import groups_around, members
from digests.model import (
    Article,
    CitedFigure,
    CitedImplication,
    Conflict,
    Correction,
    Figure,
    Findings,
    Kind,
    Query,
)
from digests.store import archive, search, tables
from digests.stories import agree

T = TypeVar("T")

SCANNED: Final = 200
"""Articles looked through for figures or implications, the newest that the index finds; beyond, counts are lower
bounds."""

_BATCH: Final = 16
"""Articles whose figures are read at first, which is enough for a page of ten where each has one."""

SAME_TIME: Final = timedelta(days=3)
"""Outlets that report the same measure within so many days speak of the same value, or disagree."""

POINTS: Final = 20
"""Values of one page of a history, one an article: what a table holds on one screen."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of what was found: `total` in all, or at least so many when `more`; `number` counts from 1. Asked for a
    page behind the last, an answer has the last."""

    items: tuple[T, ...]
    total: int
    number: int
    size: int
    more: bool = False

    @property
    def next(self) -> int | None:
        """The number of the next page; None if this is the last."""
        return self.number + 1 if self.total > self.number * self.size else None


@dataclass(frozen=True, slots=True)
class Implied:
    """Implications for a region, newest first, and how many articles they come from."""

    page: Page[CitedImplication]
    articles: int


@dataclass(frozen=True, slots=True)
class History:
    """One measure over time: `points` oldest first, one an article; where outlets differ; what was corrected.

    `page` counts from 1, the newest; `older` says whether another goes further back.
    """

    of: CitedFigure
    points: tuple[CitedFigure, ...]
    conflicts: tuple[Conflict, ...] = ()
    corrections: tuple[Correction, ...] = ()
    page: int = 1
    older: bool = False


# --- articles ------------------------------------------------------------------------------------------------------


def articles(connection: sa.Connection, query: Query) -> Page[Findings]:
    """What the found articles say, newest first (or best first, see `search.find`)."""
    hits = search.find(connection, query, within(query.region))
    found = archive.findings_of(connection, hits.ids)
    return Page(found, hits.total, hits.page, query.size, hits.more)


def within(region: str) -> tuple[str, ...]:
    """The region and every region in it, in a fixed order; empty without a region."""
    return tuple(sorted(members(region))) if region else ()


# --- figures -------------------------------------------------------------------------------------------------------


def figures(connection: sa.Connection, query: Query) -> Page[CitedFigure]:
    """Figures that the words are about: they occur in its sentence, its label or the article's title.

    Newest article first, in an article by rank, then in text order. Dates are left out unless asked for, and so are
    figures that restate another in brackets.
    """
    whole = replace(query, page=1, size=SCANNED)
    hits = search.find(connection, whole, within(query.region), figures=query.kind is not Kind.DATE, most=SCANNED)
    found: list[int] = []
    looked_at = 0
    while looked_at < len(hits.ids) and len(found) <= query.page * query.size:
        ids = hits.ids[looked_at : looked_at + max(_BATCH, looked_at)]
        found += _about(connection, ids, query)
        looked_at += len(ids)
    page = search.last_page(query, len(found))
    cited = archive.cited_figures(connection, found[(page - 1) * query.size : page * query.size])
    return Page(cited, len(found), page, query.size, looked_at < len(hits.ids) or hits.more)


def _about(connection: sa.Connection, article_ids: Sequence[int], query: Query) -> Iterator[int]:
    """Ids of the articles' figures that pass the query's filters and have its words about them: newest article first,
    in an article best first."""
    table = tables.figure.c
    rows = connection.execute(
        sa.select(table.id, table.article_id, table.sentence_start, table.sentence_end, table.label)
        .where(table.article_id.in_(article_ids), *_passing(query))
        .order_by(table.article_id.desc(), table.key.desc(), table.rank.nulls_last(), table.span_start)
    ).all()
    finders = [search.finder(word) for word in (*query.words, *query.phrases)]
    if not finders:
        yield from (row.id for row in rows)
        return
    column = tables.article.c
    texts = sa.select(column.id, column.title, column.text).where(column.id.in_({row.article_id for row in rows}))
    articles = {row.id: (row.text, _missing(row.title, finders)) for row in connection.execute(texts).all()}
    about: dict[tuple[int, int], bool] = {}
    for row in rows:
        text, elsewhere = articles[row.article_id]
        sentence = (row.article_id, row.sentence_start)
        if sentence not in about:
            about[sentence] = not _missing(text[row.sentence_start : row.sentence_end], elsewhere)
        if about[sentence] or not _missing(row.label, elsewhere):
            yield row.id


def _missing(text: str, finders: Sequence[Callable[[str], bool]]) -> list[Callable[[str], bool]]:
    """Those of the words that the text does not have."""
    return [has for has in finders if not has(text)]


def _passing(query: Query) -> Iterator[sa.ColumnElement[bool]]:
    table = tables.figure.c
    if query.kind is None:
        yield sa.and_(table.kind != Kind.DATE, table.host_start.is_(None))
    else:
        yield table.kind == query.kind
    if query.unit:
        yield sa.func.lower(table.unit) == query.unit.lower()


# --- implications --------------------------------------------------------------------------------------------------


def implications(connection: sa.Connection, query: Query) -> Implied:
    """What articles say for `query.region`: for itself, a part of it or a group around it; newest article first.

    The words may stand anywhere in the article. A sentence that speaks of several of these regions is one implication.
    """
    regions = (query.region, *sorted((members(query.region) | groups_around(query.region)) - {query.region}))
    hits = search.find(connection, replace(query, page=1, size=SCANNED), regions, implied=True, most=SCANNED)
    table = tables.implication.c
    rows = connection.execute(
        sa.select(table.id, table.article_id, table.span_start)
        .where(table.article_id.in_(hits.ids), table.region.in_(regions))
        .order_by(table.article_id.desc(), table.span_start, table.region != query.region, table.id)
    )
    sentences = {(article_id, start): id_ for id_, article_id, start in reversed(rows.all())}
    ids = list(reversed(sentences.values()))
    number = search.last_page(query, len(ids))
    cited = archive.cited_implications(connection, ids[(number - 1) * query.size : number * query.size])
    page = Page(cited, len(ids), number, query.size, hits.more)
    return Implied(page, len({article_id for article_id, _ in sentences}))


# --- over time -----------------------------------------------------------------------------------------------------


def history(connection: sa.Connection, of: CitedFigure, page: int = 1) -> History:
    """The same measure in other articles: the same unit, kind and base of comparison, and the same label; or the same
    business measure in an article that names one of this article's regions (one country's policy rate is not
    another's).

    A page has the values of `POINTS` articles, the first page those of the newest, and what was asked for in any case.
    """
    articles = _with_measure(connection, of, page * POINTS + 1)
    page = min(page, max(1, -(-len(articles) // POINTS)))
    last = page * POINTS
    measured = _measured(connection, of, articles[last - POINTS : last])
    if page == 1 or of.article.id in measured:
        measured[of.article.id] = [of]
    by_day = sorted(measured.values(), key=lambda figures: (_day(figures[0].article), figures[0].article.id or 0))
    together = [_said(figures) for figures in _at_one_time(by_day)]
    in_order = tuple(cited for points in together for cited in points)
    corrected = archive.with_earlier_version(connection, [cited.article.id or 0 for cited in in_order])
    changed = [change for article_id in corrected for change in corrections(connection, article_id)]
    asked = [change for change in changed if _same_measure(change.now.figure, of.figure)]
    return History(of, in_order, _conflicts(together), tuple(asked), page, len(articles) > last)


def corrections(connection: sa.Connection, article_id: int) -> tuple[Correction, ...]:
    """What this version of an article gives another value than the version before it did."""
    earlier = archive.earlier_version(connection, article_id)
    if earlier is None:
        return ()
    before, after = archive.findings_of(connection, [earlier.id or 0, article_id])
    return corrections_of(before, after)


def _same_measure(one: Figure, other: Figure) -> bool:
    if (one.kind, one.unit) != (other.kind, other.unit):
        return False
    if one.metric is not None and one.metric == other.metric:
        return True
    return measure(one.label) == measure(other.label)


def _with_measure(connection: sa.Connection, of: CitedFigure, most: int) -> list[int]:
    """The newest `most` articles with a figure of the same measure, newest first."""
    of_article = tables.figure.c.article_id
    current = tables.article.c.id == of_article
    found: set[int] = set()
    for condition in _measures(of):
        newest = sa.select(of_article).distinct().join(tables.article, current).where(archive.CURRENT, condition)
        found.update(connection.scalars(newest.order_by(of_article.desc()).limit(most)))
    return sorted(found, reverse=True)[:most]


def _measured(
    connection: sa.Connection, of: CitedFigure, article_ids: Sequence[int]
) -> dict[int | None, list[CitedFigure]]:
    """The figures of the same measure of each of the articles, the most important first."""
    found: dict[int | None, list[CitedFigure]] = {}
    if article_ids:
        table = tables.figure.c
        ids = connection.scalars(
            sa.select(table.id)
            .where(table.article_id.in_(article_ids), sa.or_(*_measures(of)))
            .order_by(table.key.desc(), table.rank.nulls_last(), table.span_start)
        )
        for cited in archive.cited_figures(connection, ids.all()):
            found.setdefault(cited.article.id, []).append(cited)
    return found


def _measures(of: CitedFigure) -> Iterator[sa.ColumnElement[bool]]:
    """The conditions of which a figure of the same measure meets one. Each has an index of its own."""
    figure, table = of.figure, tables.figure.c
    same = sa.and_(
        table.unit == figure.unit,
        table.kind == figure.kind,
        table.base == figure.base,
        table.first == figure.first,
    )
    label = measure(figure.label)
    if label:
        yield sa.and_(table.measure == label, same)
    if figure.metric is not None:
        yield sa.and_(table.metric == figure.metric, same, _shares_region(of.article))


def _shares_region(article: Article) -> sa.ColumnElement[bool]:
    """That the figure's article names a region which `article` names."""
    named = sa.union(
        *(sa.select(table.c.region).where(table.c.article_id == article.id) for table in _NAMING)
    ).subquery()
    return sa.or_(
        *(
            sa.exists().where(table.c.article_id == tables.figure.c.article_id, table.c.region.in_(sa.select(named)))
            for table in _NAMING
        )
    )


_NAMING: Final = (tables.mention, tables.implication)


def _said(together: Sequence[Sequence[CitedFigure]]) -> list[CitedFigure]:
    """One figure of each article: one that another article says, too, else the first. What an outlet only has further
    down (a step beside the level) is no other opinion."""

    def shared(cited: CitedFigure) -> bool:
        others = (other for figures in together if figures[0].article.id != cited.article.id for other in figures)
        return any(agree(cited.figure, other.figure) for other in others)

    return [next((cited for cited in figures if shared(cited)), figures[0]) for figures in together]


def _conflicts(groups: Iterable[Sequence[CitedFigure]]) -> tuple[Conflict, ...]:
    """Where several outlets, at the same time, give different values."""
    found: list[Conflict] = []
    for together in groups:
        claims: list[CitedFigure] = []
        for cited in together:
            if not any(agree(cited.figure, claim.figure) for claim in claims):
                claims.append(cited)
        if any(one.article.source != other.article.source for one, other in combinations(claims, 2)):
            found.append(Conflict(claims[0].figure.label, claims[0].figure.metric, tuple(claims)))
    return tuple(found)


def _at_one_time(by_day: Iterable[Sequence[CitedFigure]]) -> Iterator[list[Sequence[CitedFigure]]]:
    """The articles' figures, oldest first, in groups that begin within `SAME_TIME` of their first."""
    group: list[Sequence[CitedFigure]] = []
    for figures in by_day:
        if group and _day(figures[0].article) - _day(group[0][0].article) > SAME_TIME:
            yield group
            group = []
        group.append(figures)
    yield group


def _day(article: Article) -> date:
    return search.dated_at(article).date()
