"""Which chat platforms there are, and how one is made from its part of the settings.

A package adds a platform by an entry point in the group `kawaraban.adapters`: its name is the adapter's, its value an
`AdapterFactory`. docs/writing-an-adapter.md leads through it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.chat import ChatAdapter
from bot.settings import Settings, section_mistake
from digests.errors import SettingsError
from digests.store.database import Database

GROUP = "kawaraban.adapters"

AdapterFactory = Callable[[Mapping[str, Any], Settings, Database], ChatAdapter]
"""Makes an adapter of its own section of the settings (raises SettingsError), all settings, and the database."""

_Section = TypeVar("_Section", bound=BaseModel)


def connected(settings: Settings, database: Database) -> dict[str, ChatAdapter]:
    """The adapters that the settings set up, by name; the terminal alone if there is none.

    Raises:
        SettingsError: a section is wrong, or nothing is installed for it.
    """
    made = {name: _factory(name)(section, settings, database) for name, section in settings.platforms().items()}
    return made or {"terminal": _terminal({}, settings, database)}


def read_section(model: type[_Section], name: str, section: Mapping[str, Any]) -> _Section:
    """One platform's settings, checked.

    Raises:
        SettingsError: names the field and the remedy.
    """
    try:
        return model.model_validate(section)
    except ValidationError as error:
        raise section_mistake(name, error) from None


def _factory(name: str) -> AdapterFactory:
    if name in _BUILT_IN:
        return _BUILT_IN[name]
    for found in entry_points(group=GROUP, name=name):
        factory: AdapterFactory = found.load()
        return factory
    raise SettingsError(
        "no such platform is installed", where=f"[{name}]", remedy=f"known are {', '.join(sorted(_BUILT_IN))}"
    )


def _terminal(_section: Mapping[str, Any], _settings: Settings, _database: Database) -> ChatAdapter:
    from bot.adapters.terminal import TerminalAdapter  # noqa: PLC0415 - only the platforms that are set up

    return TerminalAdapter()


def _slack(section: Mapping[str, Any], settings: Settings, database: Database) -> ChatAdapter:
    from bot.adapters.slack import SlackAdapter, SlackSettings  # noqa: PLC0415 - only the platforms that are set up

    return SlackAdapter(read_section(SlackSettings, "slack", section), command=settings.command, database=database)


def _discord(section: Mapping[str, Any], settings: Settings, database: Database) -> ChatAdapter:
    from bot.adapters.discord import DiscordAdapter, DiscordSettings  # noqa: PLC0415 - only the platforms that are set up

    given = read_section(DiscordSettings, "discord", section)
    return DiscordAdapter(given, command=settings.command, zone=settings.zone, database=database)


_BUILT_IN: Mapping[str, AdapterFactory] = {"terminal": _terminal, "slack": _slack, "discord": _discord}
