"""The one place where the parts are put together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.settings import Settings
from digests.desk import Desk
from digests.extract import extract
from digests.links import Links
from digests.press import Press
from digests.render import Renderer
from digests.store.database import Database


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        """The present instant."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class App:
    """Kawaraban, put together from its settings."""

    settings: Settings
    database: Database
    desk: Desk
    press: Press
    renderer: Renderer

    @classmethod
    @contextmanager
    def open(cls, settings: Settings, *, memory: bool = False) -> Iterator[App]:
        """Kawaraban on the database of the settings, or on an empty one in memory; closed at the end of the block.

        Raises:
            StoreError: the database cannot be used.
        """
        database = Database.memory() if memory else Database.open(settings.database_url())
        try:
            yield cls(
                settings=settings,
                database=database,
                desk=Desk(database, extract, SystemClock()),
                press=Press(database, SystemClock()),
                renderer=Renderer(settings.templates, Links(archive=settings.archive_url)),
            )
        finally:
            database.close()
