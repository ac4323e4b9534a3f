"""What the two databases say differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


def insert(connection: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that has `on_conflict_do_nothing` and `on_conflict_do_update`."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - 50 ms, and SQLite needs none of it

    return postgresql.insert(table)


def greatest(connection: sa.Connection, *values: Any) -> sa.ColumnElement[float]:
    """The greatest of several values in one row."""
    return sa.func.max(*values) if connection.dialect.name == "sqlite" else sa.func.greatest(*values)
