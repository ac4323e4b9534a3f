"""What people ask in Discord: interactions as Invocations, Replies as Discord's answers."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.adapters.discord_settings import DiscordSettings
from bot.chat import Answer


class Talk:
    """Registers everything people can do with the bot on a client and its command tree."""

    def __init__(self, answer: Answer, command: str, settings: DiscordSettings) -> None:
        """Prepare.

        Args:
            answer: runs an invocation.
            command: name of the slash command, without the slash.
            settings: where commands are registered.
        """
        self._answer = answer
        self._command = command
        self._settings = settings

    def register(self, client: discord.Client, tree: app_commands.CommandTree[discord.Client]) -> None:
        """Hang commands, buttons and forms on a client that is not connected yet. Called once a client."""

    async def publish(self, tree: app_commands.CommandTree[discord.Client]) -> None:
        """Tell Discord the commands of the tree, if it does not have them yet. Called after each login, before the
        client connects.

        Raises:
            discord.DiscordException: Discord did not take them.
        """
