"""Where the parts are put together: what every command needs. `bot.running` adds what stays up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from bot.chat import Invocation, Reply, User
from bot.commands import Commands
from bot.commands.context import Line, Newsroom
from bot.settings import Settings
from digests.desk import Desk
from digests.extract import extract
from digests.links import Links
from digests.model import Channel, Language
from digests.ports import BatchExtractor
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

    @classmethod
    @contextmanager
    def open(
        cls, settings: Settings, *, memory: bool = False, extract_batch: BatchExtractor | None = None
    ) -> Iterator[App]:
        """Kawaraban on the database of the settings, or on an empty one in memory; closed at the end of the block.

        The subscriptions of the settings are declared: what the file says is so from now on. With `extract_batch`
        many articles are extracted otherwise than one after the other.

        Raises:
            NewsError: the database cannot be used, or a subscription cannot work.
        """
        database = Database.memory() if memory else Database.open(settings.database_url())
        try:
            press = Press(database)
            press.declare(settings.subscriptions())
            renderer = Renderer(settings.templates, Links(archive=settings.archive_url))
            desk = Desk(database, extract, SystemClock(), settings.data_dir, extract_batch)
            yield cls(settings, database, desk, press, renderer)
        finally:
            database.close()

    def commands(self, lines: Callable[[], Iterable[Line]] = tuple) -> Commands:
        """The command table at work; `lines` tells how each connected platform is doing."""
        return Commands(Newsroom(self.desk, self.press, self.renderer, SystemClock(), lines))

    def ask(self, text: str, language: Language | None = None) -> Reply:
        """The reply to a command typed in a terminal, whose user may do everything."""
        return self.commands().answer(
            Invocation(
                id=f"terminal-{uuid4()}",
                text=text,
                channel=TERMINAL,
                user=User("local", manager=True),
                language=language or self.settings.language,
                zone=self.settings.zone,
            )
        )
