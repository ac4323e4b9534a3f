"""What must not happen twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digests.store.tables import Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "once",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("at", Instant, nullable=False, index=True),
    )
