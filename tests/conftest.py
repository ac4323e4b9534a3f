"""Fixtures that more than one part of the tests uses."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

from digests.store.database import Database
from digests.store.tables import metadata
from tests import postgres

# No timed assertion: what a slow machine makes slow has not failed.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server | postgres.Existing]:
    """One PostgreSQL server a test process; a machine that cannot run it fails the tests."""
    with postgres.server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: postgres.Server | postgres.Existing) -> Iterator[str]:
    """The SQLAlchemy URL of an empty PostgreSQL database."""
    with postgres.database(postgres_server) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The SQLAlchemy URL of an empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'kawaraban.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows; a copy of it is quicker than migrating anew."""
    file = tmp_path_factory.mktemp("template") / "kawaraban.db"
    Database.open(file).close()
    return file


@pytest.fixture(scope="session")
def migrated_postgres_url(postgres_server: postgres.Server | postgres.Existing) -> Iterator[str]:
    """The SQLAlchemy URL of a PostgreSQL database with all tables."""
    with postgres.database(postgres_server) as url:
        Database.open(url).close()
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The SQLAlchemy URL of a database with all tables and no rows, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        file = tmp_path / "kawaraban.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        return f"sqlite:///{file}"
    url: str = request.getfixturevalue("migrated_postgres_url")
    database = Database.open(url)
    with database.write() as connection:  # a hundred times quicker than a new database
        for table in reversed(metadata.sorted_tables):
            connection.execute(sa.delete(table))
    database.close()
    return url


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    """An open database with all tables and no rows, once on SQLite and once on PostgreSQL."""
    database = Database.open(store_url)
    yield database
    database.close()
