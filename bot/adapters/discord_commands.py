"""Discord's application commands, from the one command table: what Discord is told, and what it hands back.

Names and descriptions are those of `templates/locales/`; a chosen option becomes a word of the command line again, so
every platform's questions meet the same parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.chat import Choice
from bot.commands import BY_NAME, FIXED, SUGGESTED, TABLE, Command, Parameter, Type, spell
from bot.commands.reading import MOST_PAGES, MOST_STORIES
from bot.packing import chat_words
from digests.model import Language

Json = dict[str, Any]

LOCALES: Final = {Language.JA: "ja", Language.ZH: "zh-CN", Language.TH: "th"}
"""Discord's names of our languages (https://docs.discord.com/developers/reference#locales); English is the default."""

# https://docs.discord.com/developers/interactions/application-commands
MAX_OPTIONS: Final = 25
MAX_CHOICES: Final = 25
MAX_CHOICE: Final = 100
_CHAT_INPUT, _MESSAGE = 1, 3
_SUBCOMMAND, _STRING, _INTEGER, _BOOLEAN = 1, 3, 4, 5
_IN_SERVERS: Final = {"contexts": [0], "integration_types": [0]}

_TYPES: Final[Mapping[Type, Json]] = {
    Type.NUMBER: {"type": _INTEGER, "min_value": 1, "max_value": MOST_STORIES},
    Type.PAGE: {"type": _INTEGER, "min_value": 1, "max_value": MOST_PAGES},
    Type.YES: {"type": _BOOLEAN},
}
"""Options that are no strings."""

_CHOICE_WORDS: Final = {Type.KIND: "kinds", Type.LANGUAGE: "language", Type.VOTE: "vote"}
"""The table of the locales that names a fixed type's values."""

_SEPARATOR: Final = re.compile("[,、，]")

# --- what Discord is told ------------------------------------------------------------------------------------------


def payload(root: str) -> list[Json]:
    """All commands of the application: the group `/root`, and one for the menu of every message.

    They are for servers: a subscription belongs to a channel. Who may change something is not said here, since Discord
    knows permissions of whole groups only; every invocation says who gives it.
    """
    group = {
        "type": _CHAT_INPUT,
        "name": root,
        **_localised("description", lambda words: words("chat.hello")),
        "options": [_subcommand(command) for command in TABLE],
        **_IN_SERVERS,
    }
    menu = {"type": _MESSAGE, **_localised("name", lambda words: words("chat.figures_in_message")), **_IN_SERVERS}
    return [group, menu]


def _subcommand(command: Command) -> Json:
    options = sorted(command.parameters, key=lambda parameter: not parameter.required)  # Discord wants them first
    return {
        "type": _SUBCOMMAND,
        **_named(f"command.{command.name}"),
        "name": command.name,
        "options": [_option(parameter) for parameter in options],
    }


def _option(parameter: Parameter) -> Json:
    option = {"type": _STRING, **_TYPES.get(parameter.type, {}), **_named(f"parameter.{parameter.name}")}
    option |= {"name": parameter.name, "required": parameter.required}
    if option["type"] == _STRING:
        if parameter.type in FIXED:
            option["choices"] = [_choice(parameter.type, value) for value in FIXED[parameter.type]]
        elif parameter.type in SUGGESTED:
            option["autocomplete"] = True
    return option


def _choice(type_: Type, value: str) -> Json:
    return {**_localised("name", lambda words: words(f"{_CHOICE_WORDS[type_]}.{value}")), "value": value}


def _named(key: str) -> Json:
    """The name and the description of a command or parameter in all languages."""
    return {
        **_localised("name", lambda words: words(f"{key}.name")),
        **_localised("description", lambda words: words(f"{key}.summary")),
    }


def _localised(field: str, word: Callable[[Any], str]) -> Json:
    return {
        field: word(chat_words(Language.EN)),
        f"{field}_localizations": {locale: word(chat_words(language)) for language, locale in LOCALES.items()},
    }


def same(ours: Sequence[Json], theirs: Sequence[Json]) -> bool:
    """Whether the commands that Discord has are ours, but for what Discord adds and leaves out."""
    return _told(ours) == _told(theirs)


def _told(commands: Iterable[Json]) -> list[Any]:
    return sorted((_essence(command) for command in commands), key=lambda command: (command["type"], command["name"]))


_FIELDS: Final = frozenset(
    {"type", "name", "description", "required", "autocomplete", "min_value", "max_value", "value"}
    | {"name_localizations", "description_localizations", "contexts", "integration_types"}
)


def _essence(given: Json) -> Json:
    """What we say about a command, an option or a choice; an absent value and an empty one are the same to Discord."""
    kept = {key: value for key, value in given.items() if key in _FIELDS and value}
    nested = {key: [_essence(one) for one in given[key]] for key in ("options", "choices") if given.get(key)}
    return kept | nested


# --- what Discord hands back ---------------------------------------------------------------------------------------


def line(data: Mapping[str, Any]) -> str:
    """The command line that the options of a slash command stand for."""
    command = data["options"][0]
    return spell(command["name"], {option["name"]: option["value"] for option in command.get("options") or ()})


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody is typing: the last of several values after commas, and what stands `before` it."""

    command: str
    parameter: str
    text: str
    before: str = ""


def typed(data: Mapping[str, Any]) -> Typed:
    """The option of an autocompletion that has the cursor."""
    command = data["options"][0]
    focused = next(option for option in command["options"] if option.get("focused"))
    name, text = str(focused["name"]), str(focused["value"])
    parameter = BY_NAME[command["name"]].parameter(name) if command["name"] in BY_NAME else None
    commas = [found.end() for found in _SEPARATOR.finditer(text)] if parameter and parameter.many else []
    end = commas[-1] if commas else 0
    return Typed(command["name"], name, text[end:].lstrip(), text[:end])


def choices(before: str, suggested: Iterable[Choice]) -> list[Json]:
    """The suggestions as Discord shows them, each behind the values that are there already."""
    whole = [Choice(f"{before} {one.label}".strip(), before + one.value) for one in suggested]
    shown = [one for one in whole if len(one.value) <= MAX_CHOICE]
    return [{"name": one.label[:MAX_CHOICE], "value": one.value} for one in shown][:MAX_CHOICES]
