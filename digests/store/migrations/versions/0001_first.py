"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digests.store.tables import Id, Instant

revision = "0001"
down_revision = None


def upgrade() -> None:
    _archive()
    _ledger()
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_SEARCH)
        op.execute("INSERT INTO search (search, rank) VALUES ('automerge', 2)")


_SEARCH = """
CREATE VIRTUAL TABLE search USING fts5(
    title, figures, body, facets,
    content='', prefix=1,
    tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* Co'"
)
"""


def _archive() -> None:
    op.create_table(
        "article",
        sa.Column("id", Id, primary_key=True),
        sa.Column("fingerprint", sa.Text, nullable=False, unique=True),
        sa.Column("origin", sa.Text, nullable=False, index=True),
        sa.Column("url", sa.Text, nullable=False, server_default="", index=True),
        sa.Column("source", sa.Text, nullable=False, server_default=""),
        sa.Column("title", sa.Text, nullable=False, server_default=""),
        sa.Column("published", sa.Date),
        sa.Column("language", sa.Text, nullable=False, server_default=""),
        sa.Column("topics", sa.JSON, nullable=False),
        sa.Column("collected_at", Instant, nullable=False, index=True),
        sa.Column(
            "dated_at", Instant, nullable=False, comment="midnight UTC of `published`, at the latest `collected_at`"
        ),
        sa.Column("superseded_by", Id, sa.ForeignKey("article.id"), comment="the corrected version"),
        sa.Column("lead", sa.JSON, nullable=False, comment="spans of the body's sentences, [[start, end], …]"),
        sa.Column("text", sa.Text, nullable=False),
    )
    superseded = sa.text("superseded_by IS NOT NULL")
    op.create_index(
        "ix_article_superseded_by",
        "article",
        ["superseded_by"],
        sqlite_where=superseded,
        postgresql_where=superseded,
    )
    op.create_table(
        "erratum",
        sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
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
    op.create_index("ix_figure_measure", "figure", ["measure", "unit", "kind", "base", "first", "article_id"])
    op.create_index("ix_figure_metric", "figure", ["metric", "unit", "kind", "base", "first", "article_id"])
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
        "change",
        sa.Column("id", Id, primary_key=True),
        sa.Column("transaction", sa.BigInteger, nullable=False, comment="pg_current_xact_id()"),
        sa.Column("article_id", Id, nullable=False),
    )
    op.create_index("ix_change_transaction", "change", ["transaction", "id"])
    op.create_table(
        "mention",
        sa.Column("article_id", Id, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("region", sa.Text, primary_key=True),
    )


def _ledger() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", Id, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("adapter", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("declared", sa.Text, nullable=False),
        sa.Column("terms", sa.JSON, nullable=False, comment="everything else that was asked for"),
        sa.Column("paused_until", Instant),
        sa.Column("paused_reason", sa.Text, nullable=False, server_default=""),
        sa.Column("ended", sa.Boolean, nullable=False, server_default=sa.false(), comment="kept for its digests"),
    )
    op.create_index("ix_subscription_channel", "subscription", ["adapter", "workspace", "channel"])
    op.create_table(
        "schedule",
        sa.Column("subscription_id", Id, sa.ForeignKey("subscription.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("next_at", Instant, nullable=False),
    )
    op.create_index("ix_schedule_next_at", "schedule", ["next_at"])
    op.create_table(
        "digest",
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
    )
    op.create_index("ix_digest_newest", "digest", ["subscription_id", "id"])
    op.create_index("ix_digest_at", "digest", ["at"])
    op.create_table(
        "lane",
        sa.Column("id", Id, primary_key=True),
        sa.Column("adapter", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("ready_at", sa.Double, comment="seconds since 1970: due time and lease expiry; NULL is idle"),
        sa.Column("free_at", sa.Double, nullable=False, server_default="0", comment="not to be posted to before"),
        sa.Column("fence", sa.BigInteger, nullable=False, server_default="0"),
        sa.UniqueConstraint("adapter", "workspace", "channel"),
    )
    _create_partial_index("ix_lane_ready", "lane", ["adapter", "ready_at"], "ready_at IS NOT NULL")
    op.create_table(
        "delivery",
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
        sa.Column("ref", sa.Text, nullable=False, server_default=""),
        sa.Column("link", sa.Text, nullable=False, server_default=""),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("body", sa.Text, nullable=False, server_default="", comment="hash of the body that the platform has"),
        sa.UniqueConstraint("digest_id", "part", "act", "article_id"),
    )
    _create_partial_index(
        "ix_delivery_open", "delivery", ["lane_id", "digest_id", "part", "id"], "state IN ('planned', 'sending')"
    )
    _create_partial_index("ix_delivery_unsent", "delivery", ["state"], "state IN ('dead', 'unknown')")
    op.create_table(
        "bucket",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("free_at", sa.Double, nullable=False, comment="seconds since 1970: when the next post would conform"),
    )


def _create_partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, postgresql_where=sa.text(where), sqlite_where=sa.text(where))
