"""A node's own search index of an archive on PostgreSQL: the same FTS5 index as on SQLite, in a file of its own.

PostgreSQL's own text search finds words, not substrings of Japanese, Chinese and Thai; its trigrams are thirty times
slower. So every node keeps a projection and follows the log of changes (`tables.change`). Serial ids are not in the
order of commit: a slow transaction may commit a lower id after a faster one's higher id was read. So the log is
followed by transaction, and only as far as no older transaction is still open on the server (`pg_snapshot_xmin`,
PostgreSQL manual, "Transaction ID and Snapshot Information Functions"): one that is left open holds the indexes up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from digests.model import Findings
from digests.store import archive, search, tables
from digests.store.database import Database

BATCH: Final = 500
"""Changes taken in one transaction, which at 2 ms an article is what a lookup may wait for."""

_own: Final = sa.MetaData()
_progress: Final = sa.Table(
    "progress",
    _own,
    sa.Column("transaction", sa.BigInteger, nullable=False),
    sa.Column("change_id", sa.BigInteger, nullable=False),
)


class Projection:
    """The index in `folder` of the PostgreSQL database behind `connection`. Safe for threads and processes."""

    def __init__(self, folder: Path, connection: sa.Connection) -> None:
        oid = connection.scalar(sa.text("SELECT oid FROM pg_database WHERE datname = current_database()"))
        self._local = Database.open(folder / f"search-{connection.engine.url.database}-{oid}.db")
        with self._local.write() as local:
            _own.create_all(local)
            if local.scalar(sa.select(sa.func.count()).select_from(_progress)) == 0:
                local.execute(_progress.insert().values(transaction=0, change_id=0))

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction on the index, for `search.find`."""
        with self._local.read() as connection:
            yield connection

    def follow(self, connection: sa.Connection) -> bool:
        """Take the next `BATCH` of changes; whether there may be more.

        Raises:
            StoreError: the file cannot be used.
        """
        with self._local.write() as local:
            changes = _after(connection, *local.execute(sa.select(_progress)).one())
            if changes:
                self._take(connection, local, sorted({change.article_id for change in changes}))
                last = changes[-1]
                local.execute(_progress.update().values(transaction=last.transaction, change_id=last.id))
        return len(changes) == BATCH

    def merge(self) -> bool:
        """Merge a little of the index; whether there is more to merge.

        Raises:
            StoreError: the file cannot be used.
        """
        with self._local.write() as local:
            return search.merge(local)

    def _take(self, connection: sa.Connection, local: sa.Connection, article_ids: list[int]) -> None:
        """Make the index hold those of the articles that are the newest version of themselves, and only those."""
        column = tables.article.c
        current = set(connection.scalars(sa.select(column.id).where(column.id.in_(article_ids), archive.CURRENT)))
        held = set(local.scalars(sa.select(column.id).where(column.id.in_(article_ids))))
        found = archive.findings_of(connection, article_ids)
        gone = [one for one in found if one.article.id in held - current]
        new = [one for one in found if one.article.id in current - held]
        for one in gone:
            search.remove(local, one)
            local.execute(tables.article.delete().where(column.id == one.article.id))
        if new:
            local.execute(tables.article.insert(), [_stub(one) for one in new])
            search.add(local, *new)


def _after(connection: sa.Connection, transaction: int, change_id: int) -> Sequence[Any]:
    """The changes behind that one, in the order in which they can be relied on."""
    table = tables.change.c
    oldest_open = sa.literal_column("pg_snapshot_xmin(pg_current_snapshot())::text::bigint", sa.BigInteger)
    return connection.execute(
        sa.select(tables.change)
        .where(sa.tuple_(table.transaction, table.id) > (transaction, change_id), table.transaction < oldest_open)
        .order_by(table.transaction, table.id)
        .limit(BATCH)
    ).all()


def _stub(findings: Findings) -> dict[str, Any]:
    """What the index's filters need of an article; the rest stays in the archive."""
    row = archive.article_row(findings.article, ())
    return row | {"id": findings.article.id, "text": "", "title": "", "topics": []}
