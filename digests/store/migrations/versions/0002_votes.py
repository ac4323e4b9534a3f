"""Votes on digests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digests.store.tables import Id, Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "vote",
        sa.Column("digest_id", Id, sa.ForeignKey("digest.id"), primary_key=True, autoincrement=False),
        sa.Column("voter", sa.Text, primary_key=True, comment="the platform's id of the user"),
        sa.Column("vote", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
