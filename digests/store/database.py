"""Open the database: SQLite in a file or in memory, or PostgreSQL, behind one pair of transactions.

SQLite runs in WAL mode with `synchronous=FULL`: a committed transaction survives a power cut
(https://sqlite.org/wal.html), readers never wait for the writer. A write transaction starts with `BEGIN IMMEDIATE`, so
that it waits for its turn at the start rather than failing in the middle (https://sqlite.org/lang_transaction.html).
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import StaticPool

from digests.errors import StoreError
from digests.store.tables import SEARCH, SEARCH_MERGE, metadata

BUSY_TIMEOUT: Final = 30_000
"""Milliseconds a SQLite transaction waits for another process's write."""

_PRAGMAS: Final = (
    f"busy_timeout={BUSY_TIMEOUT}",  # first: the next line may have to wait for another process
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-65536",  # KiB: the hot part of a search index over a million articles
)

HEAD: Final = "0003"
"""The newest migration; a database that is there already needs no look at the others. Their names ascend."""


class Database:
    """One database and its transactions. Safe to share between threads, except in memory.

    An in-memory database has a single connection: open one transaction at a time, from one thread at a time.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, url: str | Path) -> Database:
        """The database at `url`, brought to the newest version.

        `url` is a path of a SQLite file (made when missing, with its folder), `sqlite:///…` or `postgresql://…`.

        Raises:
            StoreError: the address is malformed, the server cannot be reached, or the database is of a newer version.
        """
        database = cls(_engine(_address(url)))
        database.upgrade()
        return database

    @classmethod
    def memory(cls) -> Database:
        """An empty database that lives as long as this object."""
        database = cls(_sqlite(URL.create("sqlite"), poolclass=StaticPool, connect_args={"check_same_thread": False}))
        with database.write() as connection:
            metadata.create_all(connection)
            connection.exec_driver_sql(SEARCH)
            connection.exec_driver_sql(SEARCH_MERGE)
        return database

    @classmethod
    def look(cls, url: str | Path) -> str:
        """The address of the database at `url` and how it stands, for people; nothing is made or changed there.

        Raises:
            StoreError: `open` would fail.
        """
        address = _address(url)
        where = address.render_as_string(hide_password=True)
        if address.get_backend_name() == "sqlite" and address.database and not Path(address.database).exists():
            _see_writable(Path(address.database))
            return f"{where}: will be made"
        database = cls(_engine(address))
        try:
            version = database.version()
        finally:
            database.close()
        return f"{where}: version {version}" if version == HEAD else f"{where}: will be brought to version {HEAD}"

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self.engine.dialect.name

    @property
    def where(self) -> str:
        """The address as people may see it, without a password."""
        return self.engine.url.render_as_string(hide_password=True)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that only reads: one consistent view, rolled back at the end.

        Raises:
            StoreError: the database cannot be used.
        """
        with self._reported(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[sa.Connection]:
        """A transaction that writes: committed at the end of the block, rolled back when it raises.

        What is not `durable` is not waited for until it is on the disk: a power cut may undo it, but not what was
        written durably afterwards, and no crash of this program can.

        Raises:
            StoreError: the database cannot be used, or is locked for longer than `BUSY_TIMEOUT`.
        """
        with self._reported(), self.engine.execution_options(write=True, durable=durable).begin() as connection:
            yield connection

    def upgrade(self) -> None:
        """Bring the schema to the newest version; at once when it is there already. Safe from many processes.

        Raises:
            StoreError: a newer Kawaraban made this database, or it cannot be used.
        """
        if self.version() == HEAD:
            return
        from digests.store.migrations import migrate  # noqa: PLC0415 - alembic takes longer to import than to be found unneeded

        with self.write() as connection:
            migrate(connection)

    def version(self) -> str:
        """The newest migration that the database has seen; empty where there is none yet.

        Raises:
            StoreError: a newer Kawaraban made this database, or it cannot be used.
        """
        with self.read() as connection:
            there = sa.inspect(connection).has_table("alembic_version")
            version: str = connection.scalar(sa.text("SELECT version_num FROM alembic_version")) if there else ""
        if version > HEAD:
            raise StoreError(
                "the database was made by a newer version of Kawaraban",
                where=self.where,
                remedy="upgrade Kawaraban, or name another database in `database`",
            )
        return version

    def close(self) -> None:
        """Give the connections back; idempotent."""
        self.engine.dispose()

    @contextmanager
    def _reported(self) -> Iterator[None]:
        """A driver's complaint about the database itself becomes ours; those about a statement are bugs and pass."""
        try:
            yield
        except OperationalError as error:
            raise StoreError(
                f"the database cannot be used: {' '.join(str(error.orig).split())}",
                where=self.where,
                remedy="see that it is running, reachable, writable and not held by another program",
            ) from error
        except DBAPIError as error:
            if "file is not a database" not in str(error.orig):
                raise
            raise StoreError(
                "the file is not a database", where=self.where, remedy="name another file in `database`"
            ) from error


def _address(url: str | Path) -> URL:
    """What `url` names, with the driver the project uses."""
    if isinstance(url, Path) or "://" not in url:
        return URL.create("sqlite", database=str(Path(url).expanduser()))
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StoreError("the address of the database is malformed", field="database", remedy=_ADDRESSES) from error
    if address.drivername in {"postgres", "postgresql"}:
        return address.set(drivername="postgresql+psycopg")
    return address


_ADDRESSES: Final = "write a path, sqlite:///path or postgresql://user@host/name"


def _engine(address: URL) -> sa.Engine:
    if address.get_backend_name() == "sqlite":
        if address.database in {None, "", ":memory:"}:
            raise StoreError("a database needs a file", field="database", remedy=_ADDRESSES)
        return _sqlite(address)
    if address.drivername != "postgresql+psycopg":
        raise StoreError(f"{address.drivername} is not a database Kawaraban knows", field="database", remedy=_ADDRESSES)
    if importlib.util.find_spec("psycopg") is None:
        raise StoreError("psycopg is not installed", field="database", remedy="pip install 'kawaraban[postgres]'")
    return _postgresql(address)


def _postgresql(address: URL) -> sa.Engine:
    engine = sa.create_engine(address, pool_pre_ping=True)

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        if not connection.get_execution_options().get("durable", True):
            connection.exec_driver_sql("SET LOCAL synchronous_commit = off")

    return engine


def _see_writable(file: Path) -> None:
    """Raise what making `file` and the folders above it would raise."""
    there = next(folder for folder in file.absolute().parents if folder.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise _no_folder(str(file), f"{there} is not a folder that may be written to")


def _no_folder(file: str, reason: str | None) -> StoreError:
    return StoreError(
        f"the folder of the database cannot be made: {reason}",
        where=file,
        remedy="name another place in data_dir or `database`",
    )


def _sqlite(address: URL, **options: Any) -> sa.Engine:
    if address.database:
        try:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _no_folder(address.database, error.strerror) from error
    engine = sa.create_engine(address, **options)

    @sa.event.listens_for(engine, "connect")
    def _settle(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver must not open transactions of its own
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        if options.get("write", False):
            connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if options['durable'] else 'NORMAL'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("write", False) else "BEGIN")

    return engine
