"""docs/commands.md, made from the command table: `python -m bot.commands.manual > docs/commands.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from bot.commands.table import TABLE, Command, Who
from digests.model import Language
from digests.render import Renderer
from digests.words import Words

_HEAD = """\
# Commands

One grammar on Slack, Discord and in the terminal: `/digest COMMAND …` in a chat, `kawaraban do "COMMAND …"` in a shell.
Words with spaces go in quotes, options are written `name:value`, and everything may be typed in Japanese, Chinese or
Thai as well. Answers are seen by the asker alone until shared; each of their lines ends with an outlet, a date and an
id, which `source`, `history`, `article` and `why` take. What is wrong with a command is said in the asker's language,
with what would be right. `help` shows this list there, `help COMMAND` one command.

| command | what it answers or does | who | ja | zh | th |
|---|---|---|---|---|---|
"""


def manual(renderer: Renderer) -> str:
    """The manual of all commands, in English, with their names in the other languages."""
    words = {language: renderer.voice(language.value).words for language in Language}
    english = words[Language.EN]
    lines = [_HEAD + "\n".join(_row(command, words) for command in TABLE)]
    lines += ["\n".join(_section(command, english)) for command in TABLE]
    return "\n\n".join(lines) + "\n"


def _row(command: Command, words: dict[Language, Words]) -> str:
    key = f"command.{command.name}"
    others = (words[language](f"{key}.name") for language in (Language.JA, Language.ZH, Language.TH))
    cells = [f"[`{command.name}`](#{command.name})", words[Language.EN](f"{key}.summary"), command.who.value, *others]
    return f"| {' | '.join(cells)} |"


def _section(command: Command, english: Words) -> Iterator[str]:
    yield f"## {command.name}\n"
    manager = " Needs a manager." if command.who is Who.MANAGER else ""
    yield f"{english(f'command.{command.name}.summary')}.{manager}\n"
    yield f"```\n{command.usage}\n```"
    if command.parameters:
        yield "\n| value | type | meaning | example |\n|---|---|---|---|"
    for parameter in command.parameters:
        notes = [parameter.type.value, *(["repeatable"] if parameter.many else [])]
        meaning = english(f"parameter.{parameter.name}.summary")
        yield f"| `{parameter.name}` | {', '.join(notes)} | {meaning} | `{parameter.example}` |"
    yield "\n" + "\n".join(f"    {example}" for example in command.examples)


if __name__ == "__main__":
    sys.stdout.write(manual(Renderer()))
