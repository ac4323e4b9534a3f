"""The archive: every article read and what it says, exactly as the extractor gave it.

Functions take an open transaction, so that a caller decides what belongs together. An article that was published again
with other words is a new version: it supersedes the earlier one, which stays readable by its ids but is found by no
listing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, Final, TypeVar

import sqlalchemy as sa

from digests.corrections import measure
from digests.model import (
    Approx,
    Article,
    CitedFigure,
    CitedImplication,
    Direction,
    Figure,
    Findings,
    Implication,
    Kind,
    Modality,
    Span,
    Stance,
    Value,
    Window,
)
from digests.store import search, tables
from digests.store.dialect import insert

_T = TypeVar("_T")

_MOST_IDS: Final = 500
"""Ids in one IN list: SQLite before 3.32 takes 999 parameters, PostgreSQL plans long lists slowly."""

CURRENT: Final = tables.article.c.superseded_by.is_(None)
"""The condition that an article is the newest version of itself."""


# --- in ------------------------------------------------------------------------------------------------------------


def known(connection: sa.Connection, fingerprints: Iterable[str]) -> frozenset[str]:
    """Those of `fingerprints` that are stored already."""
    column = tables.article.c.fingerprint
    found: set[str] = set()
    for some in _chunks(fingerprints):
        found.update(connection.scalars(sa.select(column).where(column.in_(some))))
    return frozenset(found)


def next_instant(connection: sa.Connection, now: datetime) -> datetime:
    """When what this transaction stores was collected: `now`, but later than anything stored before.

    So articles become visible in the order of these instants, whatever the clocks of several nodes say, and a digest's
    window can end with the newest article that is visible: none will appear before it. On PostgreSQL the transactions
    that store articles take turns for that; on SQLite all that write do.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('kawaraban collecting'))"))
    newest = connection.scalar(sa.select(sa.func.max(tables.article.c.collected_at)))
    return now if newest is None or newest < now else newest + timedelta(microseconds=1)


def add(connection: sa.Connection, findings: Findings, collected_at: datetime) -> Findings:
    """Store what an article says; return it with ids and `collected_at` filled.

    Idempotent by fingerprint: an article that is there already comes back as it was stored first. A new version of an
    article (the same URL; without a URL the same origin and title) supersedes the earlier one.
    """
    article = replace(findings.article, collected_at=collected_at)
    article_id = connection.scalar(
        insert(connection, tables.article)
        .on_conflict_do_nothing()
        .values(article_row(article, findings.lead))
        .returning(tables.article.c.id)
    )
    if article_id is None:
        return _one(connection, tables.article.c.fingerprint == article.fingerprint)
    stored = replace(
        findings,
        article=replace(article, id=article_id),
        figures=_insert_figures(connection, article_id, findings.figures),
        implications=_insert_implications(connection, article_id, findings.implications),
    )
    if findings.mentions:
        rows = [{"article_id": article_id, "region": region} for region in findings.mentions]
        connection.execute(tables.mention.insert(), rows)
    _supersede(connection, stored.article)
    search.add(connection, stored)
    return stored


def article_row(article: Article, lead: Sequence[Span]) -> dict[str, Any]:
    """The columns of `tables.article` but its id."""
    return {
        "fingerprint": article.fingerprint,
        "origin": article.origin,
        "url": article.url,
        "source": article.source,
        "title": article.title,
        "text": article.text,
        "published": article.published,
        "language": article.language,
        "topics": list(article.topics),
        "lead": [list(span) for span in lead],
        "collected_at": article.collected_at,
        "dated_at": search.dated_at(article),
    }


def _insert_figures(connection: sa.Connection, article_id: int, figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    ids = _insert(connection, tables.figure, [figure_row(article_id, figure) for figure in figures])
    return tuple(replace(figure, id=id_) for figure, id_ in zip(figures, ids, strict=True))


def figure_row(article_id: int, figure: Figure) -> dict[str, Any]:
    """The columns of `tables.figure` but its id."""
    low, high = figure.value if isinstance(figure.value, tuple) else (figure.value, None)
    host = figure.host or (None, None)
    return {
        "article_id": article_id,
        "span_start": figure.span.start,
        "span_end": figure.span.end,
        "sentence_start": figure.sentence.start,
        "sentence_end": figure.sentence.end,
        "host_start": host[0],
        "host_end": host[1],
        "quote": figure.quote,
        "kind": figure.kind,
        "low": str(low),
        "high": None if high is None else str(high),
        "unit": figure.unit,
        "direction": figure.direction,
        "approx": figure.approx,
        "label": figure.label,
        "measure": measure(figure.label),
        "key": figure.key,
        "rank": figure.rank,
        "metric": figure.metric,
        "base": figure.base,
        "period": figure.period,
        "first": figure.first,
        "rule": figure.rule,
    }


def _insert_implications(
    connection: sa.Connection, article_id: int, implications: tuple[Implication, ...]
) -> tuple[Implication, ...]:
    ids = _insert(connection, tables.implication, [implication_row(article_id, one) for one in implications])
    return tuple(replace(implication, id=id_) for implication, id_ in zip(implications, ids, strict=True))


def implication_row(article_id: int, implication: Implication) -> dict[str, Any]:
    """The columns of `tables.implication` but its id."""
    return {
        "article_id": article_id,
        "region": implication.region,
        "quote": implication.quote,
        "span_start": implication.span.start,
        "span_end": implication.span.end,
        "modality": implication.modality,
        "stance": implication.stance,
        "rule": implication.rule,
    }


def _insert(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> Sequence[int]:
    """Insert rows and return their ids in the order of the rows."""
    if not rows:
        return ()
    statement = table.insert().returning(table.c.id, sort_by_parameter_order=True)
    return connection.scalars(statement, rows).all()


def _supersede(connection: sa.Connection, article: Article) -> None:
    """Mark the earlier version of `article`, if there is one, and take it out of the search index.

    What a digest has shown of it may have to be corrected: `article` is an erratum until that has been looked into.
    """
    if not (article.url or article.title):
        return
    columns = tables.article.c
    same = columns.url == article.url
    if not article.url:
        same = sa.and_(columns.origin == article.origin, columns.url == "", columns.title == article.title)
    earlier = sa.and_(same, CURRENT, columns.id < article.id)
    for findings in _load(connection, earlier):
        search.remove(connection, findings)
    superseded = connection.execute(tables.article.update().where(earlier).values(superseded_by=article.id))
    if superseded.rowcount:
        connection.execute(tables.erratum.insert().values(article_id=article.id))


# --- out -----------------------------------------------------------------------------------------------------------


def findings_in(connection: sa.Connection, window: Window) -> tuple[Findings, ...]:
    """What the articles say that were collected in `window`, in the order they were stored."""
    collected = tables.article.c.collected_at
    return _load(connection, CURRENT, collected >= window.since, collected < window.until)


def newest(connection: sa.Connection, count: int, skip: int = 0) -> tuple[Findings, ...]:
    """What the `count` articles stored last say, newest first, after passing over `skip`."""
    column = tables.article.c.id
    ids = connection.scalars(sa.select(column).where(CURRENT).order_by(column.desc()).limit(count).offset(skip))
    return findings_of(connection, ids.all())


def findings_of(connection: sa.Connection, article_ids: Sequence[int]) -> tuple[Findings, ...]:
    """What the articles of these ids say, in the order of the ids; ids that do not exist are left out."""
    found: dict[int | None, Findings] = {}
    for some in _chunks(article_ids):
        found.update((one.article.id, one) for one in _load(connection, tables.article.c.id.in_(some)))
    return tuple(found[id_] for id_ in article_ids if id_ in found)


def cited_figure(connection: sa.Connection, figure_id: int) -> CitedFigure | None:
    """The figure of this id with its article; None if there is none."""
    cited = cited_figures(connection, [figure_id])
    return cited[0] if cited else None


def cited_figures(connection: sa.Connection, figure_ids: Sequence[int]) -> tuple[CitedFigure, ...]:
    """The figures of these ids with their articles, in the order of the ids; those that do not exist are left out."""
    rows = _rows(connection, tables.figure, figure_ids)
    articles = _articles(connection, rows)
    by_id = {row.id: CitedFigure(articles[row.article_id], _figure(row)) for row in rows}
    return tuple(by_id[id_] for id_ in figure_ids if id_ in by_id)


def cited_implications(connection: sa.Connection, ids: Sequence[int]) -> tuple[CitedImplication, ...]:
    """The implications of these ids with their articles, in the order of the ids; missing ones are left out."""
    rows = _rows(connection, tables.implication, ids)
    articles = _articles(connection, rows)
    by_id = {row.id: CitedImplication(articles[row.article_id], _implication(row)) for row in rows}
    return tuple(by_id[id_] for id_ in ids if id_ in by_id)


def earlier_version(connection: sa.Connection, article_id: int) -> Article | None:
    """The version that this article superseded last; None if it is the first."""
    column = tables.article.c
    query = sa.select(tables.article).where(column.superseded_by == article_id).order_by(column.id.desc())
    row = connection.execute(query.limit(1)).first()
    return None if row is None else _article(row)


def with_earlier_version(connection: sa.Connection, article_ids: Sequence[int]) -> tuple[int, ...]:
    """Those of the ids whose article superseded an earlier version, in ascending order."""
    column = tables.article.c.superseded_by
    found: set[int] = set()
    for some in _chunks(article_ids):
        found.update(connection.scalars(sa.select(column).where(column.in_(some))))
    return tuple(sorted(found))


def count(connection: sa.Connection) -> int:
    """How many articles are stored, earlier versions not counted."""
    every = sa.select(sa.func.count()).select_from(tables.article)
    superseded = every.where(
        tables.article.c.superseded_by.is_not(None)
    )  # few, and indexed: a count of the others is not
    return connection.scalar(sa.select(every.scalar_subquery() - superseded.scalar_subquery())) or 0


def _one(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> Findings:
    (found,) = _load(connection, condition)
    return found


def _load(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> tuple[Findings, ...]:
    query = sa.select(tables.article).where(*conditions).order_by(tables.article.c.id)
    articles = connection.execute(query).all()
    of = sa.select(tables.article.c.id).where(*conditions)
    figures = _by_article(connection, tables.figure, of)
    implications = _by_article(connection, tables.implication, of)
    mentions = _by_article(connection, tables.mention, of)
    return tuple(
        Findings(
            article=_article(row),
            figures=tuple(_figure(one) for one in sorted(figures[row.id], key=_by_id)),
            implications=tuple(_implication(one) for one in sorted(implications[row.id], key=_by_id)),
            mentions=tuple(sorted(one.region for one in mentions[row.id])),
            lead=tuple(Span(*span) for span in row.lead),
        )
        for row in articles
    )


def _by_id(row: Any) -> int:
    id_: int = row.id
    return id_


def _articles(connection: sa.Connection, rows: Iterable[Any]) -> dict[int, Article]:
    """The articles that `rows` belong to, by id."""
    ids = {row.article_id for row in rows}
    return {row.id: _article(row) for row in _rows(connection, tables.article, ids)}


def _by_article(connection: sa.Connection, table: sa.Table, of: sa.Select[tuple[int]]) -> dict[int, list[Any]]:
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(sa.select(table).where(table.c.article_id.in_(of))).all():
        rows[row.article_id].append(row)
    return rows


def _rows(connection: sa.Connection, table: sa.Table, ids: Iterable[int]) -> list[Any]:
    found: list[Any] = []
    for some in _chunks(ids):
        found += connection.execute(sa.select(table).where(table.c.id.in_(some))).all()
    return found


def _chunks(items: Iterable[_T]) -> Iterable[list[_T]]:
    iterator = iter(items)
    while some := list(islice(iterator, _MOST_IDS)):
        yield some


# --- rows to nouns -------------------------------------------------------------------------------------------------


def _article(row: Any) -> Article:
    return Article(
        text=row.text,
        origin=row.origin,
        fingerprint=row.fingerprint,
        title=row.title,
        url=row.url,
        source=row.source,
        published=row.published,
        language=row.language,
        topics=tuple(row.topics),
        collected_at=row.collected_at,
        id=row.id,
    )


def _figure(row: Any) -> Figure:
    return Figure(
        quote=row.quote,
        span=Span(row.span_start, row.span_end),
        sentence=Span(row.sentence_start, row.sentence_end),
        kind=Kind(row.kind),
        value=_value(Kind(row.kind), row.low, row.high),
        unit=row.unit,
        direction=row.direction and Direction(row.direction),
        approx=row.approx and Approx(row.approx),
        label=row.label,
        key=row.key,
        rank=row.rank,
        metric=row.metric,
        base=row.base,
        period=row.period,
        host=None if row.host_start is None else Span(row.host_start, row.host_end),
        first=row.first,
        rule=row.rule,
        id=row.id,
    )


def _value(kind: Kind, low: str, high: str | None) -> Value:
    if kind is Kind.DATE:
        return low
    return Decimal(low) if high is None else (Decimal(low), Decimal(high))


def _implication(row: Any) -> Implication:
    return Implication(
        region=row.region,
        quote=row.quote,
        span=Span(row.span_start, row.span_end),
        modality=Modality(row.modality),
        stance=row.stance and Stance(row.stance),
        rule=row.rule,
        id=row.id,
    )
