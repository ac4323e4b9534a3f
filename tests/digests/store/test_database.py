from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from digests.errors import StoreError
from digests.store.database import HEAD, Database
from digests.store.tables import Instant, metadata


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database.open(database_url)
    yield database
    database.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "new" / "folder" / "kawaraban.db")
    yield database
    database.close()


def differences(database: Database) -> list[object]:
    """What alembic would still have to change for the database to be as the tables say."""
    with database.read() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": lambda _object, name, *_rest: not str(name).startswith("search")}
        )
        return list(compare_metadata(context, metadata))


def test_the_migrations_make_what_the_tables_say(database: Database) -> None:
    assert differences(database) == []


def test_an_in_memory_database_is_as_the_tables_say() -> None:
    assert differences(Database.memory()) == []


def test_opening_a_database_again_changes_nothing(tmp_path: Path) -> None:
    Database.open(tmp_path / "k.db").close()
    before = (tmp_path / "k.db").read_bytes()
    Database.open(f"sqlite:///{tmp_path / 'k.db'}").close()
    assert (tmp_path / "k.db").read_bytes() == before


@pytest.mark.parametrize(("version", "missing"), [("0001", ["vote", "once"]), ("0002", ["once"])])
def test_a_database_of_an_older_version_gets_the_tables_it_lacks(
    database: Database, version: str, missing: list[str]
) -> None:
    with database.write() as connection:
        for table in missing:
            connection.execute(sa.text(f"DROP TABLE {table}"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    database.upgrade()
    assert differences(database) == []


def test_a_database_of_a_newer_version_is_refused(database: Database) -> None:
    with database.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version"):
        database.upgrade()


def test_a_look_tells_how_a_database_stands_and_makes_none(tmp_path: Path) -> None:
    file = tmp_path / "new" / "k.db"
    assert Database.look(file) == f"sqlite:///{file}: will be made"
    assert not file.parent.exists()
    with Database.open(file).write() as connection:
        assert Database.look(file) == f"sqlite:///{file}: version {HEAD}"
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    assert Database.look(file) == f"sqlite:///{file}: will be brought to version {HEAD}"


def test_a_database_below_a_file_or_a_closed_folder_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="file is not a folder that may be written to"):
        Database.look(tmp_path / "file" / "k.db")


def test_a_complaint_of_the_database_is_one_line() -> None:
    with pytest.raises(StoreError, match="cannot be used") as refused:
        Database.look("postgresql://nobody@127.0.0.1:1/news")
    assert "\n" not in str(refused.value)


def test_sqlite_keeps_what_it_committed_and_checks_foreign_keys(sqlite: Database) -> None:
    with sqlite.read() as connection:
        settings = {
            name: connection.scalar(sa.text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_write_that_raises_leaves_nothing(database: Database) -> None:
    def fail_halfway() -> None:
        with database.write() as connection:
            connection.execute(sa.text("CREATE TABLE scratch (n INTEGER UNIQUE)"))
            connection.execute(sa.text("INSERT INTO scratch VALUES (1), (1)"))

    with pytest.raises(sa.exc.IntegrityError):
        fail_halfway()
    with database.read() as connection:
        assert not sa.inspect(connection).has_table("scratch")


def test_writers_take_turns_and_none_fails(sqlite: Database) -> None:
    with sqlite.write() as connection:
        connection.execute(sa.text("CREATE TABLE counter (n INTEGER)"))
        connection.execute(sa.text("INSERT INTO counter VALUES (0)"))

    def count() -> None:
        for _ in range(20):
            with sqlite.write() as connection:
                n = connection.scalar(sa.text("SELECT n FROM counter"))
                connection.execute(sa.text("UPDATE counter SET n = :n"), {"n": n + 1})

    threads = [threading.Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with sqlite.read() as connection:
        assert connection.scalar(sa.text("SELECT n FROM counter")) == 60


def test_a_reader_sees_one_state_while_a_writer_commits(sqlite: Database) -> None:
    versions = sa.text("SELECT version_num FROM alembic_version")
    with sqlite.read() as reader:
        before = reader.scalar(versions)
        with sqlite.write() as writer:
            writer.execute(sa.text("UPDATE alembic_version SET version_num = 'other'"))
        assert reader.scalar(versions) == before
    with sqlite.read() as reader:
        assert reader.scalar(versions) == "other"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite://", "needs a file"),
        ("mysql://localhost/news", "not a database Kawaraban knows"),
        ("postgresql+asyncpg://localhost/news", "not a database Kawaraban knows"),
        ("://", "malformed"),
        ("postgresql://nobody@127.0.0.1:1/news", "cannot be used"),
    ],
)
def test_an_address_that_cannot_be_opened_says_why(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words):
        Database.open(url)


def test_the_dialect_is_named(database: Database, database_url: str) -> None:
    assert database_url.startswith(database.dialect)


def test_a_password_is_never_shown() -> None:
    with pytest.raises(StoreError) as caught:
        Database.open("postgresql://nobody:tiger@127.0.0.1:1/news")
    assert "tiger" not in str(caught.value)


def test_a_missing_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(StoreError, match=r"kawaraban\[postgres\]"):
        Database.open("postgresql://localhost/news")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "k.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match=r"k\.db.*not a database"):
        Database.open(tmp_path / "k.db")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="folder of the database"):
        Database.open(tmp_path / "file" / "k.db")


def test_a_faulty_statement_is_not_blamed_on_the_database(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError), database.write() as connection:
        connection.execute(sa.text("INSERT INTO mention (article_id, region) VALUES (99, 'TH')"))


def test_instants_come_back_aware_and_in_utc() -> None:
    bangkok = datetime(2025, 9, 30, 8, 30, tzinfo=timezone(timedelta(hours=7)))
    table = sa.Table("scratch", sa.MetaData(), sa.Column("at", Instant))
    with Database.memory().write() as connection:
        table.create(connection)
        connection.execute(table.insert(), [{"at": bangkok}, {"at": None}])
        assert connection.scalars(sa.select(table.c.at)).all() == [datetime(2025, 9, 30, 1, 30, tzinfo=UTC), None]


def test_a_naive_datetime_is_refused() -> None:
    table = sa.Table("scratch", sa.MetaData(), sa.Column("at", Instant))
    with Database.memory().write() as connection:
        table.create(connection)
        with pytest.raises(sa.exc.StatementError, match="naive"):
            connection.execute(table.insert(), {"at": datetime(2025, 9, 30)})  # noqa: DTZ001 - the point of the test


def test_the_search_index_keeps_to_few_pieces(sqlite: Database) -> None:
    for database in (sqlite, Database.memory()):
        with database.read() as connection:
            kept = connection.exec_driver_sql("SELECT v FROM search_config WHERE k = 'automerge'").scalar_one()
        assert kept == 2
