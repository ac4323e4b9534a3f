"""The newsroom's desk: it reads articles, and answers what is asked about everything read.

The other half, what goes out and when, is `digests.press`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import sqlalchemy as sa

from digests.errors import QueryError, SourceError, StoreError, Wording
from digests.extracting import extract_each, failure
from digests.model import Article, CitedFigure, CitedImplication, Correction, Findings, Query, Window
from digests.ports import BatchExtractor, Clock, Extractor, Progress, Source
from digests.store import archive, lookup, search
from digests.store.database import Database
from digests.store.lookup import History, Implied, Page
from digests.store.projection import Projection

_BATCH = 32
"""Articles stored in one transaction: enough that its cost is small beside extraction, few enough that a digest that
opens meanwhile never waits long for its turn."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of collecting: how many articles were read, of those how many superseded an earlier version, how many
    were known already; and an error for each that failed."""

    read: int = 0
    corrected: int = 0
    known: int = 0
    failed: tuple[SourceError, ...] = ()


class Desk:
    """Reading and looking up. Holds no state but the database: any number may work at once.

    Every method raises `StoreError` when the database cannot be used.
    """

    def __init__(
        self,
        database: Database,
        extract: Extractor,
        clock: Clock,
        folder: Path | None = None,
        extract_batch: BatchExtractor | None = None,
    ) -> None:
        """On PostgreSQL, `folder` is where this node keeps its search index (None: there is none).

        `extract_batch` does as `extract` for many articles (None: one after the other, here).
        """
        self.database = database
        self._extract = extract
        self._extract_batch = extract_batch or partial(extract_each, extract)
        self._clock = clock
        self._projection: Projection | None = None
        if folder is not None and database.dialect != "sqlite":
            with database.read() as connection:
                self._projection = Projection(folder, connection)

    # --- reading ---------------------------------------------------------------------------------------------------

    def collect(self, source: Source, progress: Progress | None = None) -> Report:
        """Read what `source` has and store what is new; an article that fails is reported and stops no other.

        Raises:
            StoreError: the database cannot be used; what was stored until then stays.
        """
        items = source.articles()
        stream = iter(progress(items) if progress else items)
        read = corrected = known = 0
        failed: list[SourceError] = []
        while batch := list(islice(stream, _BATCH)):
            articles = [item for item in batch if isinstance(item, Article)]
            failed += [item for item in batch if isinstance(item, SourceError)]
            fresh = self._fresh(articles)
            extracted = self._extract_batch(fresh)
            broken = [one for one in extracted if isinstance(one, SourceError)]
            stored, refused = self._store([one for one in extracted if isinstance(one, Findings)])
            read += len(stored)
            known += len(articles) - len(stored) - len(broken) - len(refused)
            corrected += sum(stored)
            failed += [*broken, *refused]
        return Report(read, corrected, known, tuple(failed))

    def read(self, text: str) -> Findings:
        """What a text says that is no article; nothing is stored."""
        return self._extract(Article(text=text, origin="", fingerprint=""))

    def findings(self, window: Window) -> tuple[Findings, ...]:
        """What the articles collected in `window` say, in the order they were stored."""
        with self.database.read() as connection:
            return archive.findings_in(connection, window)

    # --- looking up ------------------------------------------------------------------------------------------------

    def count(self) -> int:
        """How many articles are stored, earlier versions not counted."""
        with self.database.read() as connection:
            return archive.count(connection)

    def newest(self, count: int) -> tuple[Findings, ...]:
        """What the articles stored last say, newest first."""
        with self.database.read() as connection:
            return archive.newest(connection, count)

    def articles(self, query: Query) -> Page[Findings]:
        """What the found articles say, newest first, or those with the words in their title first.

        Raises:
            QueryError: there is nothing to search for, only something to leave out.
        """
        with self._searching() as connection:
            return lookup.articles(connection, query)

    def figures(self, query: Query) -> Page[CitedFigure]:
        """Figures that the words are about, newest article first.

        Raises:
            QueryError: as `articles`.
        """
        with self._searching() as connection:
            return lookup.figures(connection, query)

    def implications(self, query: Query) -> Implied:
        """What articles say for `query.region`, newest first.

        Raises:
            QueryError: as `articles`.
        """
        with self._searching() as connection:
            return lookup.implications(connection, query)

    def article(self, article_id: int) -> tuple[Findings, tuple[Correction, ...]]:
        """What one article says, and what it corrects of the version before it.

        Raises:
            QueryError: there is none of this id.
        """
        with self.database.read() as connection:
            found = archive.findings_of(connection, [article_id])
            if not found:
                raise QueryError(
                    Wording("there is no article {id}", id=f"a{article_id}"),
                    remedy=Wording("'latest' and 'search' name articles"),
                )
            return found[0], lookup.corrections(connection, article_id)

    def figure(self, figure_id: int) -> CitedFigure:
        """One figure with its article.

        Raises:
            QueryError: there is none of this id.
        """
        with self.database.read() as connection:
            return _figure(connection, figure_id)

    def implication(self, implication_id: int) -> CitedImplication:
        """One implication with its article.

        Raises:
            QueryError: there is none of this id.
        """
        with self.database.read() as connection:
            found = archive.cited_implications(connection, [implication_id])
        if not found:
            raise QueryError(
                Wording("there is no implication {id}", id=f"i{implication_id}"),
                remedy=Wording("'impact' names implications"),
            )
        return found[0]

    def history(self, figure_id: int, page: int = 1) -> History:
        """The figure's measure over time and across outlets, its conflicts and corrections; page 1 is the newest.

        Raises:
            QueryError: there is none of this id.
        """
        with self.database.read() as connection:
            return lookup.history(connection, _figure(connection, figure_id), page)

    def index(self) -> bool:
        """Bring this node's search index one batch nearer to the archive; whether it may need more.

        Lookups do the same; a service that calls it now and then has little left to do when somebody asks. On SQLite
        the index is part of the archive.
        """
        if self._projection is None:
            return False
        with self.database.read() as connection:
            return self._projection.follow(connection)

    def merge(self) -> bool:
        """Merge a little of this node's search index, which makes lookups quicker; whether there is more to merge.

        Raises:
            StoreError: the index cannot be written.
        """
        if self._projection is not None:
            return self._projection.merge()
        if self.database.dialect != "sqlite":
            return False
        with self.database.write() as connection:
            return search.merge(connection)

    # --- how -------------------------------------------------------------------------------------------------------

    @contextmanager
    def _searching(self) -> Iterator[sa.Connection]:
        with self.database.read() as connection:
            if self.database.dialect == "sqlite":
                yield connection
                return
            if self._projection is None:
                raise StoreError("this node keeps no search index", remedy="ask one that answers commands")
            self._projection.follow(connection)
            with self._projection.read() as index:
                yield search.indexed_by(connection, index)

    def _fresh(self, articles: Sequence[Article]) -> list[Article]:
        """The articles that are not stored yet, each fingerprint once."""
        with self.database.read() as connection:
            known = archive.known(connection, (article.fingerprint for article in articles))
        first: dict[str, Article] = {}
        for article in articles:
            first.setdefault(article.fingerprint, article)
        return [article for fingerprint, article in first.items() if fingerprint not in known]

    def _store(self, findings: Sequence[Findings]) -> tuple[list[bool], list[SourceError]]:
        """Store all in one transaction, each in a savepoint; whether each superseded an earlier version.

        Those that another process has stored meanwhile are left out.
        """
        stored: list[bool] = []
        failed: list[SourceError] = []
        with self.database.write() as connection:
            collected_at = archive.next_instant(connection, self._clock.now())
            for one in findings:
                try:
                    with connection.begin_nested():
                        added = archive.add(connection, one, collected_at)
                except (sa.exc.DataError, UnicodeError) as error:
                    failed.append(failure(one.article, f"it could not be stored: {error}"))
                else:
                    if added.article.collected_at == collected_at:
                        stored.append(archive.earlier_version(connection, added.article.id or 0) is not None)
        return stored, failed


def _figure(connection: sa.Connection, figure_id: int) -> CitedFigure:
    found = archive.cited_figure(connection, figure_id)
    if found is None:
        raise QueryError(
            Wording("there is no figure {id}", id=f"f{figure_id}"), remedy=Wording("'figures' names figures")
        )
    return found
