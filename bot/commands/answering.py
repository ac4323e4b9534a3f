"""One invocation to one reply."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from bot.chat import Choice, Invocation, Reply
from bot.commands import asking, looking, standing
from bot.commands.completion import complete
from bot.commands.context import Context, Newsroom
from bot.commands.parsing import Call, Parser
from bot.commands.table import BY_NAME, TABLE, Command, Type, Who
from digests.document import Document
from digests.errors import NewsError, PermissionDenied, Wording
from digests.model import Channel, Kind, Language

ANSWERS: Final[Mapping[str, Callable[[Context], Reply]]] = {
    "help": asking.help_,
    "latest": asking.latest,
    "figures": asking.figures,
    "impact": asking.impact,
    "search": asking.search,
    "article": asking.article,
    "source": asking.source,
    "history": asking.history,
    "show": looking.show,
    "details": looking.details,
    "vote": looking.vote,
    "why": standing.why,
    "status": standing.status,
    "list": standing.list_,
    "next": standing.next_,
    "preview": standing.preview,
    "subscribe": standing.subscribe,
    "unsubscribe": standing.unsubscribe,
    "quiet": standing.quiet,
    "pause": standing.pause,
    "resume": standing.resume,
    "run": standing.run,
}
"""What answers each command of the table."""

_NEEDED: Final = {
    "slack": Wording("ask a workspace admin or owner, or somebody named in the setting managers"),
    "discord": Wording("ask a member with the permission Manage Server, or somebody named in the setting managers"),
}


class Commands:
    """Answers what is asked and does what is ordered. Synchronous; safe to call from several threads."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        values = {Type.KIND: self._said("kinds", Kind), Type.LANGUAGE: self._said("language", Language)}
        self.parser = Parser(self._aliases("command"), self._aliases("parameter"), values)

    def answer(self, invocation: Invocation) -> Reply:
        """The reply to an invocation; what was wrong with it is a reply, too."""
        try:
            call = self.parser.parse(invocation.text)
            context = Context(self._newsroom, invocation, call, self.parser)
            _permit(call.command, invocation)
            if invocation.rehearsal:
                return Reply(Document(invocation.language, ()))
            return ANSWERS[call.command.name](context)
        except NewsError as error:
            context = Context(self._newsroom, invocation, Call(TABLE[0], {}), self.parser)
            return replace(context.reply("error", shareable=False, error=error), fault=context.fault(error))

    def complete(
        self, command: str, parameter: str, typed: str, channel: Channel, language: Language
    ) -> tuple[Choice, ...]:
        """What to suggest for a parameter while it is typed; empty for what the table does not have."""
        asked = BY_NAME[command].parameter(parameter) if command in BY_NAME else None
        return () if asked is None else complete(self._newsroom, asked, typed, channel, language)

    def _aliases(self, kind: str) -> dict[str, tuple[str, ...]]:
        """The names of commands or parameters in all languages, by their own name."""
        own = {command.name for command in TABLE}
        if kind == "parameter":
            own = {parameter.name for command in TABLE for parameter in command.parameters}
        return {name: self._in_all(f"{kind}.{name}.name") for name in own}

    def _said(self, section: str, values: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """What each of the values is called in all languages."""
        return {str(value): self._in_all(f"{section}.{value}") for value in values}

    def _in_all(self, key: str) -> tuple[str, ...]:
        return tuple(self._newsroom.renderer.voice(language.value).words(key) for language in Language)


def _permit(command: Command, invocation: Invocation) -> None:
    if command.who is Who.MANAGER and not invocation.user.manager:
        raise PermissionDenied(
            Wording("'{command}' changes what this channel gets, and that needs a manager", command=command.name),
            remedy=_NEEDED.get(invocation.channel.adapter, Wording("ask somebody who manages this channel")),
        )
