"""The tables, the same on SQLite and PostgreSQL.

Instants are aware UTC on the way in and out. Exact numbers are text, so that no driver ever rounds one.
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
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("published", sa.Date),
    _text("language"),
    sa.Column("topics", sa.JSON, nullable=False),
    sa.Column("lead", sa.JSON, nullable=False, comment="spans of the body's sentences, [[start, end], …]"),
    sa.Column("collected_at", Instant, nullable=False, index=True),
    sa.Column("dated_at", Instant, nullable=False, comment="midnight UTC of `published`, at the latest `collected_at`"),
    sa.Column("superseded_by", Id, sa.ForeignKey("article.id"), comment="the corrected version"),
)

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
    sa.Index("ix_figure_measure", "measure", "unit", "article_id"),
    sa.Index("ix_figure_metric", "metric", "unit", "article_id"),
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
