"""The tables, the same on SQLite and PostgreSQL.

Instants are aware UTC on the way in and out. Exact numbers are text, so that no driver ever rounds one. An index of
some rows says which for SQLite alone, since only a database in memory is made from here; what it says to PostgreSQL is
in the migration, and would import that dialect at every start (35 ms).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

metadata: Final = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

Id: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A number that the database gives out; SQLite numbers rows only in a column of its plain INTEGER."""


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite, which has no time zones, keeps it as ISO 8601 text without one."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime is not an instant: {value}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def _text(name: str) -> sa.Column[str]:
    """Text that is empty when unknown."""
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _article_id(**options: Any) -> sa.Column[int]:
    return sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), nullable=False, **options)


# --- what was read -------------------------------------------------------------------------------------------------

article: Final = sa.Table(
    "article",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("fingerprint", sa.Text, nullable=False, unique=True),
    sa.Column("origin", sa.Text, nullable=False, index=True),
    sa.Column("url", sa.Text, nullable=False, server_default="", index=True),
    _text("source"),
    _text("title"),
    sa.Column("published", sa.Date),
    _text("language"),
    sa.Column("topics", sa.JSON, nullable=False),
    sa.Column("collected_at", Instant, nullable=False, index=True),
    sa.Column("dated_at", Instant, nullable=False, comment="midnight UTC of `published`, at the latest `collected_at`"),
    sa.Column("superseded_by", Id, sa.ForeignKey("article.id"), comment="the corrected version"),
    # Last what may be long: to read a column behind it SQLite goes through all its pages.
    sa.Column("lead", sa.JSON, nullable=False, comment="spans of the body's sentences, [[start, end], …]"),
    sa.Column("text", sa.Text, nullable=False),
)
_superseded: Final = article.c.superseded_by.is_not(None)
sa.Index("ix_article_superseded_by", article.c.superseded_by, sqlite_where=_superseded)

erratum: Final = sa.Table(
    "erratum",
    metadata,
    sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
)
"""Articles that superseded an earlier version, until no posted digest can show that one any more
(`digests.store.errata`)."""

figure: Final = sa.Table(
    "figure",
    metadata,
    sa.Column("id", Id, primary_key=True),
    _article_id(index=True),
    sa.Column("span_start", sa.Integer, nullable=False),
    sa.Column("span_end", sa.Integer, nullable=False),
    sa.Column("sentence_start", sa.Integer, nullable=False),
    sa.Column("sentence_end", sa.Integer, nullable=False),
    sa.Column("host_start", sa.Integer),
    sa.Column("host_end", sa.Integer),
    sa.Column("quote", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("low", sa.Text, nullable=False, comment="the value; of a range or ratio its first number"),
    sa.Column("high", sa.Text, comment="of a range or ratio its second number"),
    _text("unit"),
    sa.Column("direction", sa.Text),
    sa.Column("approx", sa.Text),
    _text("label"),
    _text("measure"),
    sa.Column("key", sa.Boolean, nullable=False),
    sa.Column("rank", sa.Integer),
    sa.Column("metric", sa.Text),
    _text("base"),
    _text("period"),
    sa.Column("first", sa.Boolean, nullable=False),
    _text("rule"),
    sa.Index("ix_figure_measure", "measure", "unit", "kind", "base", "first", "article_id"),
    sa.Index("ix_figure_metric", "metric", "unit", "kind", "base", "first", "article_id"),
)

implication: Final = sa.Table(
    "implication",
    metadata,
    sa.Column("id", Id, primary_key=True),
    _article_id(index=True),
    sa.Column("region", sa.Text, nullable=False),
    sa.Column("quote", sa.Text, nullable=False),
    sa.Column("span_start", sa.Integer, nullable=False),
    sa.Column("span_end", sa.Integer, nullable=False),
    sa.Column("modality", sa.Text, nullable=False),
    sa.Column("stance", sa.Text),
    _text("rule"),
    sa.Index("ix_implication_region", "region", "article_id"),
)

mention: Final = sa.Table(
    "mention",
    metadata,
    _article_id(primary_key=True),
    sa.Column("region", sa.Text, primary_key=True),
)

change: Final = sa.Table(
    "change",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("transaction", sa.BigInteger, nullable=False, comment="pg_current_xact_id()"),
    sa.Column("article_id", Id, nullable=False),
    sa.Index("ix_change_transaction", "transaction", "id"),
)
"""On PostgreSQL, the articles that came or were superseded, for every node's search index
(`digests.store.projection`)."""


# --- what was promised ---------------------------------------------------------------------------------------------

subscription: Final = sa.Table(
    "subscription",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("adapter", sa.Text, nullable=False),
    sa.Column("workspace", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("declared", sa.Text, nullable=False),
    sa.Column("terms", sa.JSON, nullable=False, comment="everything else that was asked for"),
    sa.Column("paused_until", Instant),
    _text("paused_reason"),
    sa.Column("ended", sa.Boolean, nullable=False, server_default=sa.false(), comment="kept for its digests"),
    sa.Index("ix_subscription_channel", "adapter", "workspace", "channel"),
)

schedule: Final = sa.Table(
    "schedule",
    metadata,
    sa.Column("subscription_id", Id, sa.ForeignKey("subscription.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("next_at", Instant, nullable=False),
    sa.Index("ix_schedule_next_at", "next_at"),
)
"""When a subscription is due; one without a row is never due (ended, or paused until resumed)."""

digest: Final = sa.Table(
    "digest",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("subscription_id", Id, sa.ForeignKey("subscription.id"), nullable=False),
    sa.Column("slot", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("window_since", Instant, nullable=False),
    sa.Column("window_until", Instant, nullable=False),
    sa.Column("read", sa.Integer, nullable=False),
    sa.Column("terms", sa.JSON, nullable=False, comment="the subscription as it was at the opening"),
    sa.Column("stories", sa.JSON, nullable=False, comment="article ids of each story, [[1, 4], [2]]"),
    sa.Column("more", sa.JSON, nullable=False, comment="the same for what did not fit"),
    sa.Column("decisions", sa.JSON, nullable=False),
    sa.Column(
        "corrections",
        sa.JSON,
        nullable=False,
        server_default="[]",
        comment="[[place of the story, id of the figure that was, id of the one that is], …], newest first",
    ),
    sa.UniqueConstraint("subscription_id", "slot"),
    sa.Index("ix_digest_newest", "subscription_id", "id"),
    sa.Index("ix_digest_at", "at"),
)

lane: Final = sa.Table(
    "lane",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("adapter", sa.Text, nullable=False),
    sa.Column("workspace", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("ready_at", sa.Double, comment="seconds since 1970: due time and lease expiry; NULL is idle"),
    sa.Column("free_at", sa.Double, nullable=False, server_default="0", comment="not to be posted to before"),
    sa.Column("fence", sa.BigInteger, nullable=False, server_default="0"),
    sa.UniqueConstraint("adapter", "workspace", "channel"),
    sa.Index(
        "ix_lane_ready",
        "adapter",
        "ready_at",
        sqlite_where=sa.text("ready_at IS NOT NULL"),
    ),
)
"""A channel's turn. Instants are numbers here because they are computed with in SQL, tens of thousands a second."""

delivery: Final = sa.Table(
    "delivery",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("digest_id", Id, sa.ForeignKey("digest.id"), nullable=False),
    sa.Column("lane_id", Id, sa.ForeignKey("lane.id"), nullable=False),
    sa.Column("part", sa.Integer, nullable=False),
    sa.Column("act", sa.Text, nullable=False, server_default="post"),
    sa.Column(
        "article_id", Id, nullable=False, server_default="0", comment="what an edit or note tells of; 0 of a post"
    ),
    sa.Column("state", sa.Text, nullable=False, server_default="planned"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("dirty", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("tried_at", sa.Double, comment="seconds since 1970 of the first attempt"),
    sa.Column("sent_at", Instant),
    _text("ref"),
    _text("link"),
    _text("reason"),
    sa.Column("body", sa.Text, nullable=False, server_default="", comment="hash of the body that the platform has"),
    sa.UniqueConstraint("digest_id", "part", "act", "article_id"),
)


def is_parent(of: sa.FromClause = delivery) -> sa.ColumnElement[bool]:
    """It posts a digest's parent message."""
    return sa.and_(of.c.part == 0, of.c.act == "post")


def is_open(of: sa.FromClause = delivery) -> sa.ColumnElement[bool]:
    """It still has to be sent."""
    return _state_in(of, "planned", "sending")


def is_unsent(of: sa.FromClause = delivery) -> sa.ColumnElement[bool]:
    """It was not sent, or perhaps not, and will not be tried again."""
    return _state_in(of, "dead", "unknown")


def _state_in(of: sa.FromClause, *states: str) -> sa.ColumnElement[bool]:
    """Written out: SQLite uses a partial index only for a condition without parameters
    (https://sqlite.org/partialindex.html), and a generic plan of PostgreSQL, too."""
    return of.c.state.in_([sa.literal_column(f"'{state}'") for state in states])


sa.Index(
    "ix_delivery_open",
    delivery.c.lane_id,
    delivery.c.digest_id,
    delivery.c.part,
    delivery.c.id,
    sqlite_where=is_open(),
)
sa.Index("ix_delivery_unsent", delivery.c.state, sqlite_where=is_unsent())

vote: Final = sa.Table(
    "vote",
    metadata,
    sa.Column("digest_id", Id, sa.ForeignKey("digest.id"), primary_key=True, autoincrement=False),
    sa.Column("voter", sa.Text, primary_key=True, comment="the platform's id of the user"),
    sa.Column("vote", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
)
"""What readers think of a digest, one row a reader. A digest is in one channel, so a user's id is unique there."""

once: Final = sa.Table(
    "once",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("at", Instant, nullable=False, index=True),
)
"""What a platform may ask for again and must not happen again; see digests/store/once.py."""

bucket: Final = sa.Table(
    "bucket",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("free_at", sa.Double, nullable=False, comment="seconds since 1970: when the next post would conform"),
)
"""The rate limit of one Slack workspace or Discord bot, shared by all workers."""


# --- the search index (SQLite only; see digests/store/search.py) ---------------------------------------------------

SEARCH: Final = """
CREATE VIRTUAL TABLE search USING fts5(
    title, figures, body, facets,
    content='', prefix=1,
    tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* Co'"
)
"""
SEARCH_MERGE: Final = "INSERT INTO search (search, rank) VALUES ('automerge', 2)"
"""Merge two pieces of the index of one size, not only four: a phrase is looked up in every piece
(https://sqlite.org/fts5.html, "The 'automerge' Configuration Option")."""
