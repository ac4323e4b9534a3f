"""What can be set for Discord: [discord] in kawaraban.toml, or KAWARABAN_DISCORD__… in the environment."""

from __future__ import annotations

import base64
import binascii
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

# View Channel, Send Messages, Read Message History, Create Public Threads, Send Messages in Threads
# (https://docs.discord.com/developers/topics/permissions). "Embed Links" shows the stories of a digest.
PERMISSIONS: Final = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 16 | 1 << 35 | 1 << 38
"""The least that posting, finding and threads need, as the invite link asks for it."""


class DiscordSettings(BaseModel):
    """[discord] in kawaraban.toml, or KAWARABAN_DISCORD__… in the environment. docs/discord.md explains each.

    `guild` is where commands are registered while developing; without it they are registered everywhere.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    bot_token: SecretStr = Field(default=SecretStr(""), validate_default=True)
    listen: bool = True
    guild: str = Field(default="", pattern=r"^\d*$")
    base_url: str = "https://discord.com/api/v10"
    gateway_url: str = "wss://gateway.discord.gg/"
    proxy: str = ""
    timeout: float = Field(default=8.0, gt=0, le=30)

    @field_validator("bot_token")
    @classmethod
    def _names_a_bot(cls, written: SecretStr) -> SecretStr:
        if not written.get_secret_value():
            raise ValueError("is missing; docs/discord.md says where to find it")
        if not _bot_id(written.get_secret_value()):
            raise ValueError(
                "is no bot token; copy it from the Bot page of https://discord.com/developers/applications"
            )
        return written

    @field_validator("base_url")
    @classmethod
    def _is_a_web_address(cls, written: str) -> str:
        if not written.startswith(("http://", "https://")):
            raise ValueError("is no web address; the default is https://discord.com/api/v10")
        return written.rstrip("/")

    @field_validator("gateway_url")
    @classmethod
    def _is_a_socket_address(cls, written: str) -> str:
        if not written.startswith(("ws://", "wss://")):
            raise ValueError("is no WebSocket address; the default is wss://gateway.discord.gg/")
        return written

    @property
    def bot_id(self) -> str:
        """The bot's user id, which its application's id equals: the token's first part
        (https://docs.discord.com/developers/reference#authentication)."""
        return _bot_id(self.bot_token.get_secret_value())

    @property
    def invite(self) -> str:
        """Where a server's manager adds the bot, with the least permissions."""
        return (
            f"https://discord.com/oauth2/authorize?client_id={self.bot_id}"
            f"&scope=bot+applications.commands&permissions={PERMISSIONS}"
        )


def _bot_id(token: str) -> str:
    """The snowflake in a token of three parts; empty if it is none."""
    first, *others = token.split(".")
    try:
        decoded = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
    return decoded if len(others) == 2 and decoded.isdigit() else ""
