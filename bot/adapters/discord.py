"""Discord: posting, finding and changing messages; answering over the gateway."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import structlog

from bot.adapters import discord_embeds, discord_gateway
from bot.adapters.discord_settings import DiscordSettings
from bot.adapters.discord_talk import Talk
from bot.chat import Answer, Body, Health
from digests.document import Document
from digests.model import Channel

__all__ = ["DiscordAdapter", "DiscordSettings"]

log = structlog.get_logger("discord")

PER_SECOND: Final = 30.0


class DiscordAdapter:
    """Discord as a `ChatAdapter`. Posting needs no gateway, so a worker process can post alone."""

    name = "discord"
    per_second = PER_SECOND

    def __init__(self, settings: DiscordSettings, *, command: str = "digest") -> None:
        """Build the adapter; nothing is opened before the first call.

        Args:
            command: name of the slash command, without the slash.
        """
        self.settings = settings
        self.command = command
        self._health = (Health.OFFLINE, "only posting")

    def bucket(self, _channel: Channel) -> str:
        """Discord counts all requests of a bot together."""
        return self.name

    def pack(self, documents: Sequence[Document]) -> tuple[Body, ...]:
        """The bodies of Create Message, within every limit."""
        return discord_embeds.pack(documents)

    async def listen(self, answer: Answer) -> None:
        """Answer questions until cancelled; returns at once where the settings say so.

        Raises:
            Refused: Discord does not accept the token.
        """
        if not self.settings.listen:
            return
        try:
            await discord_gateway.hold(self.settings, Talk(answer, self.command, self.settings), self._report)
        finally:
            if self._health[0] is not Health.FAILED:
                self._health = (Health.OFFLINE, "stopped")

    def _report(self, health: Health, detail: str) -> None:
        if (health, detail) != self._health:
            log.info("connection", state=health.value, detail=detail)
        self._health = (health, detail)

    def health(self) -> tuple[Health, str]:
        """State of the connection that questions come by."""
        return self._health
