"""What happens once a day at most, on SQLite and PostgreSQL, whoever asks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import sqlalchemy as sa

from digests.store import once
from digests.store.database import Database
from digests.store.tables import once as table
from tests.fakes import utc

NOW = utc("2026-07-01 00:00")


def first(database: Database, key: str, later: timedelta = timedelta()) -> bool:
    with database.write() as connection:
        return once.first(connection, key, NOW + later)


def test_only_the_first_to_come_with_a_key_is_first(database: Database) -> None:
    assert [first(database, key) for key in ("a", "a", "b", "a")] == [True, False, True, False]


def test_of_many_that_come_at_once_one_is_first(database: Database) -> None:
    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(lambda _: first(database, "a"), range(12))) == 1


def test_what_came_to_nothing_may_be_tried_again(database: Database) -> None:
    assert first(database, "a")
    with database.write() as connection:
        once.forget(connection, "a")
    assert first(database, "a")


def test_after_a_day_nothing_of_it_is_kept(database: Database) -> None:
    assert first(database, "a")
    assert not first(database, "a", timedelta(hours=23))
    assert first(database, "b", timedelta(hours=25))
    with database.read() as connection:
        assert connection.scalars(sa.select(table.c.key)).all() == ["b"]
    assert first(database, "a", timedelta(hours=25))
