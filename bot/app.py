"""The one place where the parts are put together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from bot.chat import Invocation, Reply, User
from bot.commands import Commands
from bot.commands.context import Newsroom
from bot.settings import Settings
from digests.desk import Desk
from digests.extract import extract
from digests.links import Links
from digests.model import Channel, Language
from digests.press import Press
from digests.render import Renderer
from digests.store.database import Database

TERMINAL = Channel("terminal", "", "local")
"""The channel of the command line, written `terminal/local` in the settings."""


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
    commands: Commands

    @classmethod
    @contextmanager
    def open(cls, settings: Settings, *, memory: bool = False) -> Iterator[App]:
        """Kawaraban on the database of the settings, or on an empty one in memory; closed at the end of the block.

        Raises:
            StoreError: the database cannot be used.
        """
        database = Database.memory() if memory else Database.open(settings.database_url())
        clock = SystemClock()
        desk, press = Desk(database, extract, clock), Press(database, clock)
        renderer = Renderer(settings.templates, Links(archive=settings.archive_url))
        try:
            commands = Commands(Newsroom(desk, press, renderer, clock))
            yield cls(settings, database, desk, press, renderer, commands)
        finally:
            database.close()

    def ask(self, text: str, language: Language | None = None) -> Reply:
        """The reply to a command typed in a terminal, whose user may do everything."""
        return self.commands.answer(
            Invocation(
                id=f"terminal-{uuid4()}",
                text=text,
                channel=TERMINAL,
                user=User("local", manager=True),
                language=language or self.settings.language,
                zone=self.settings.zone,
            )
        )
