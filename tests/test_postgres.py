"""The database server of the tests is real, private and survives a crash."""

from __future__ import annotations

import sqlalchemy as sa

from tests import postgres


def test_each_test_gets_an_empty_database(postgres_url: str) -> None:
    assert sa.inspect(sa.create_engine(postgres_url, poolclass=sa.NullPool)).get_table_names() == []


def test_a_crashed_server_comes_back_with_what_was_committed() -> None:
    server = postgres.Server(fsync=True)
    try:
        server.start()
        with sa.create_engine(server.url, poolclass=sa.NullPool).begin() as connection:
            connection.exec_driver_sql("CREATE TABLE kept AS SELECT 7 AS number")
        server.crash()
        server.start()
        with sa.create_engine(server.url, poolclass=sa.NullPool).begin() as connection:
            assert connection.exec_driver_sql("SELECT number FROM kept").scalar_one() == 7
    finally:
        server.close()
