"""What the two databases say differently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.types import TypeEngine


def insert(connection: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that has `on_conflict_do_nothing` and `on_conflict_do_update`."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - 50 ms, and SQLite needs none of it

    return postgresql.insert(table)


def greatest(connection: sa.Connection, *values: Any) -> sa.ColumnElement[float]:
    """The greatest of several values in one row."""
    return sa.func.max(*values) if connection.dialect.name == "sqlite" else sa.func.greatest(*values)


def one_of(connection: sa.Connection, column: sa.Column[int], ids: Iterable[int]) -> sa.ColumnElement[bool]:
    """The column is one of `ids`, which are one parameter however many there are (see `table_of`)."""
    ids = list(ids)
    if connection.dialect.name == "sqlite":
        given = sa.func.json_each(sa.bindparam("ids", ids, sa.JSON, unique=True)).table_valued("value", name="given")
        return column.in_(sa.select(given.c.value))
    return column == sa.any_(sa.bindparam("ids", ids, sa.ARRAY(sa.BigInteger), unique=True))


def table_of(
    connection: sa.Connection, rows: Sequence[Mapping[str, object]], **types: type[TypeEngine[Any]] | TypeEngine[Any]
) -> sa.FromClause:
    """`rows` as a table within a statement, with a column of each of `types`; values are what JSON can hold.

    They are one parameter: the statement, and so its plan, is the same however many there are, and one UPDATE takes the
    place of one a row, each of which would go to the server and back.
    """
    given = sa.bindparam("rows", rows, sa.JSON, unique=True)
    if connection.dialect.name == "sqlite":
        row = sa.func.json_each(given).table_valued("value", name="row").c.value
        columns = (
            sa.func.json_extract(row, sa.literal_column(f"'$.{name}'"), type_=type_).label(name)
            for name, type_ in types.items()
        )
        return sa.select(*columns).subquery("given")
    wanted = (sa.column(name, type_) for name, type_ in types.items())
    return sa.func.json_to_recordset(given).table_valued(*wanted).render_derived(with_types=True)
