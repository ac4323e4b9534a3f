"""Discord's objects as `discord_server` keeps and tells them."""

from __future__ import annotations

import base64
import itertools
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

BOT = "900000000000000001"
GUILD = "100000000000000001"
CHANNEL = "200000000000000001"
DIRECT = "200000000000000002"
"""A direct message with the reader: it has no threads."""
READER = "300000000000000001"
MANAGER = "300000000000000002"
TOKEN = f"{base64.urlsafe_b64encode(BOT.encode()).decode().rstrip('=')}.loop.back"

_EPOCH = 1_420_070_400_000
_numbers = itertools.count(1)


def snowflake(at: datetime | None = None) -> str:
    """An id of that instant, of now by default (https://docs.discord.com/developers/reference#snowflakes)."""
    seconds = time.time() if at is None else at.timestamp()
    return str((int(seconds * 1000) - _EPOCH << 22) + next(_numbers) % 4096)


def instant(snowflake: str) -> datetime:
    """When the id was made."""
    return datetime.fromtimestamp(((int(snowflake) >> 22) + _EPOCH) / 1000, UTC)


@dataclass
class Place:
    """A channel or a thread."""

    id: str
    guild: str = GUILD
    parent: str = ""
    name: str = "thailand"
    last_message: str | None = None
    archived: bool = False
    locked: bool = False

    def json(self) -> Json:
        """The channel object."""
        kind = 11 if self.parent else 0 if self.guild else 1
        shown: Json = {"id": self.id, "type": kind, "name": self.name, "last_message_id": self.last_message}
        if self.guild:
            shown |= {"guild_id": self.guild, "position": 0, "permission_overwrites": [], "nsfw": False}
        if self.parent:
            metadata = {"archived": self.archived, "locked": self.locked, "auto_archive_duration": 1440}
            shown |= {"parent_id": self.parent, "owner_id": BOT, "thread_metadata": metadata}
        return shown


@dataclass
class Message:
    """What a channel holds."""

    id: str
    channel: str
    body: Json
    author: str = BOT

    def text(self) -> str:
        """All readable text."""
        content: str = self.body.get("content") or ""
        return content + json.dumps(self.body.get("embeds") or [], ensure_ascii=False)

    def json(self) -> Json:
        """The message object. Discord does not keep the nonce, and trims what it shows."""
        embeds = [{"type": "rich", **embed} for embed in self.body.get("embeds") or []]
        shown: Json = {
            "id": self.id,
            "channel_id": self.channel,
            "type": 19 if "message_reference" in self.body else 0,
            "author": {"id": self.author, "username": "kawaraban", "discriminator": "0", "avatar": None, "bot": True},
            "content": (self.body.get("content") or "").strip(),
            "embeds": embeds,
            "components": self.body.get("components") or [],
            "timestamp": instant(self.id).isoformat(),
            "edited_timestamp": None,
            "attachments": [],
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "pinned": False,
            "tts": False,
            "flags": 0,
        }
        if "message_reference" in self.body:
            shown["message_reference"] = self.body["message_reference"]
        return shown


def guild() -> Json:
    """What a session is told of the server that the channel is on."""
    everyone = {"id": GUILD, "name": "@everyone", "permissions": "2048", "position": 0, "color": 0}
    flags: Json = {"hoist": False, "managed": False, "mentionable": False, "flags": 0}
    return {
        "id": GUILD,
        "name": "Loopback",
        "owner_id": MANAGER,
        "preferred_locale": "en-US",
        "unavailable": False,
        "member_count": 3,
        "large": False,
        "verification_level": 0,
        "roles": [everyone | flags],
        "channels": [Place(CHANNEL).json()],
    } | {key: [] for key in ("emojis", "features", "members", "presences", "stickers", "threads", "voice_states")}
