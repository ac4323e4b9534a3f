"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digests.store.tables import Id, Instant

revision = "0001"
down_revision = None


def upgrade() -> None:
    _archive()


def _archive() -> None:
    op.create_table(
        "article",
        sa.Column("id", Id, primary_key=True),
        sa.Column("fingerprint", sa.Text, nullable=False, unique=True),
        sa.Column("origin", sa.Text, nullable=False, index=True),
        sa.Column("url", sa.Text, nullable=False, server_default="", index=True),
        sa.Column("source", sa.Text, nullable=False, server_default=""),
        sa.Column("title", sa.Text, nullable=False, server_default=""),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("published", sa.Date),
        sa.Column("language", sa.Text, nullable=False, server_default=""),
        sa.Column("topics", sa.JSON, nullable=False),
        sa.Column("lead", sa.JSON, nullable=False, comment="spans of the body's sentences, [[start, end], …]"),
        sa.Column("collected_at", Instant, nullable=False, index=True),
        sa.Column(
            "dated_at", Instant, nullable=False, comment="midnight UTC of `published`, at the latest `collected_at`"
        ),
        sa.Column("superseded_by", Id, sa.ForeignKey("article.id"), comment="the corrected version"),
    )
    op.create_table(
        "figure",
        sa.Column("id", Id, primary_key=True),
        sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), nullable=False, index=True),
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
        sa.Column("unit", sa.Text, nullable=False, server_default=""),
        sa.Column("direction", sa.Text),
        sa.Column("approx", sa.Text),
        sa.Column("label", sa.Text, nullable=False, server_default=""),
        sa.Column("measure", sa.Text, nullable=False, server_default=""),
        sa.Column("key", sa.Boolean, nullable=False),
        sa.Column("rank", sa.Integer),
        sa.Column("metric", sa.Text),
        sa.Column("base", sa.Text, nullable=False, server_default=""),
        sa.Column("period", sa.Text, nullable=False, server_default=""),
        sa.Column("first", sa.Boolean, nullable=False),
        sa.Column("rule", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("ix_figure_measure", "figure", ["measure", "unit", "article_id"])
    op.create_index("ix_figure_metric", "figure", ["metric", "unit", "article_id"])
    op.create_table(
        "implication",
        sa.Column("id", Id, primary_key=True),
        sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("span_start", sa.Integer, nullable=False),
        sa.Column("span_end", sa.Integer, nullable=False),
        sa.Column("modality", sa.Text, nullable=False),
        sa.Column("stance", sa.Text),
        sa.Column("rule", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("ix_implication_region", "implication", ["region", "article_id"])
    op.create_table(
        "mention",
        sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("region", sa.Text, primary_key=True),
    )
