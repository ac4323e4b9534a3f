"""Discord: posting, finding and changing messages; answering over the gateway."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import structlog
from discord.utils import snowflake_time, time_snowflake

from bot.adapters import discord_gateway, discord_views
from bot.adapters.discord_errors import Code, Rejection, translated
from bot.adapters.discord_lines import Lines
from bot.adapters.discord_rest import Rest
from bot.adapters.discord_settings import DiscordSettings
from bot.adapters.discord_talk import Talk
from bot.chat import Ambiguous, Answer, Body, Health, Post, Suggest, no_suggestions
from bot.packing import shorten
from digests.document import Document
from digests.model import Channel, Receipt
from digests.store.database import Database

__all__ = ["DiscordAdapter", "DiscordSettings"]

log = structlog.get_logger("kawaraban.discord", platform="discord")

# Discord takes fifty requests a second of a bot (https://docs.discord.com/developers/topics/rate-limits). A digest of
# two messages costs four: asking for its parent and starting its thread are the other two.
PER_SECOND: Final = 24.0

DIRECT: Final = "@me"
"""The workspace of direct messages, as in Discord's own addresses."""

_MESSAGES = "/channels/{channel_id}/messages"
_MESSAGE = _MESSAGES + "/{message_id}"
_PAGE = 100
_PAGES = 10
_THREAD_NAME = 100
_ARCHIVED_AFTER = 1440  # minutes: a thread leaves the channel's list after a day without messages
_REMEMBERED = 4096


class DiscordAdapter:
    """Discord as a `ChatAdapter`. Posting needs no gateway, so a worker process can post alone."""

    name = "discord"
    per_second = PER_SECOND

    def __init__(
        self,
        settings: DiscordSettings,
        *,
        command: str = "digest",
        zone: str = "UTC",
        database: Database | None = None,
    ) -> None:
        """Build the adapter; nothing is opened before the first call.

        Args:
            settings: the section [discord].
            command: name of the slash command, without the slash.
            zone: IANA name of the zone that people are answered in; Discord does not know theirs.
            database: where commands too long for a button are kept; without one they last as long as the process.
        """
        self.settings = settings
        self.command = command
        self._zone = zone
        self._database = database
        self._rest = Rest(settings)
        self._places: dict[str, str] = {}
        self._health = (Health.OFFLINE, "only posting")

    # --- what the courier asks -------------------------------------------------------------------------------------

    def bucket(self, _channel: Channel) -> str:
        """Discord counts all requests of a bot together."""
        return self.name

    def pack(self, documents: Sequence[Document]) -> tuple[Body, ...]:
        """The bodies of Create Message, within every limit."""
        return discord_views.digest_bodies(documents)

    async def post(self, post: Post) -> Receipt:
        """Post once. The mark is the nonce, by which Discord knows a second attempt for some minutes: it answers that
        with the first one's message."""
        place, reference = post.channel.id, {}
        if post.thread is not None:
            place = await self._thread(post.channel, post.thread)
            if place == post.channel.id:
                reference = {"message_reference": {"message_id": post.thread.ref, "fail_if_not_exists": False}}
        body = {**post.body, **reference, "nonce": post.mark, "enforce_nonce": True}
        with translated(str(post.channel), writes=True):
            message = await self._rest.call("POST", _MESSAGES, channel_id=place, json=body)
        return _receipt(post.channel, place, message["id"])

    async def find(self, post: Post, since: datetime) -> Receipt | None:
        """Look through the channel, or the thread, for a message of ours that says the same: Discord keeps no nonce.

        An equal message serves the readers as well as the one that was meant.
        """
        with translated(str(post.channel), writes=False):
            place = post.channel.id
            if post.thread is not None:
                place = await self._known_thread(post.channel, post.thread)
            return await self._look(post, place, time_snowflake(since))

    async def edit(self, receipt: Receipt, body: Body) -> None:
        """Replace the message; what the new body lacks is removed."""
        place, message = _located(receipt)
        changed = {"content": "", "embeds": [], "components": [], **body}
        with translated(str(receipt.channel), writes=True):
            try:
                await self._rest.call("PATCH", _MESSAGE, channel_id=place, message_id=message, json=changed)
            except Rejection as rejection:
                if rejection.code != Code.THREAD_ARCHIVED:
                    raise
                await self._rest.call("PATCH", "/channels/{channel_id}", channel_id=place, json={"archived": False})
                await self._rest.call("PATCH", _MESSAGE, channel_id=place, message_id=message, json=changed)

    async def listen(self, answer: Answer, suggest: Suggest = no_suggestions) -> None:
        """Answer questions until cancelled; returns at once where the settings say so.

        Raises:
            Refused: Discord does not accept the token.
        """
        if not self.settings.listen:
            return
        lines = Lines(self._database or Database.memory())
        talk = Talk(answer, suggest, self.settings, command=self.command, zone=self._zone, lines=lines)
        try:
            await discord_gateway.hold(self.settings, talk, self._report)
        finally:
            if self._health[0] is not Health.FAILED:
                self._health = (Health.OFFLINE, "stopped")

    def _report(self, health: Health, detail: str) -> None:
        if (health, detail) != self._health:
            log.info("connection", state=health.value, detail=detail)
        self._health = (health, detail)

    async def close(self) -> None:
        """Give the connections back."""
        await self._rest.close()

    def health(self) -> tuple[Health, str]:
        """State of the connection that questions come by; failed as well where posting is refused for good."""
        refused = self._rest.refused
        return self._health if refused is None else (Health.FAILED, refused.what)

    # --- threads ---------------------------------------------------------------------------------------------------

    async def _thread(self, channel: Channel, parent: Receipt) -> str:
        """The place of what belongs to a message: its thread, begun if need be, or the channel where that is not
        permitted, or not possible. Asking twice begins one thread.

        Raises:
            SendError: Discord could not be asked, or the parent is gone. Nothing was posted.
        """
        if parent.ref in self._places:
            return self._places[parent.ref]
        if len(self._places) >= _REMEMBERED:
            self._places.clear()
        place = channel.id
        if channel.workspace not in {"", DIRECT}:
            with translated(str(channel), writes=False):
                place = await self._begin_thread(channel, parent)
        self._places[parent.ref] = place
        return place

    async def _begin_thread(self, channel: Channel, parent: Receipt) -> str:
        """A thread has the id of the message that it starts from
        (https://docs.discord.com/developers/topics/threads#thread-creation)."""
        ids = {"channel_id": channel.id, "message_id": parent.ref}
        message = await self._rest.call("GET", _MESSAGE, **ids)
        body = {"name": thread_name(message["content"]), "auto_archive_duration": _ARCHIVED_AFTER}
        try:
            await self._rest.call("POST", _MESSAGE + "/threads", **ids, json=body)
        except Rejection as rejection:
            if rejection.code == Code.THREAD_EXISTS:
                return parent.ref
            if rejection.status not in {400, 403} or not rejection.spoken:
                raise
            log.info("no thread", channel=str(channel), reason=rejection.message, code=rejection.code)
            return channel.id
        return parent.ref

    async def _known_thread(self, channel: Channel, parent: Receipt) -> str:
        """The place of what belongs to a message, without beginning a thread."""
        if parent.ref in self._places or channel.workspace in {"", DIRECT}:
            return self._places.get(parent.ref, channel.id)
        try:
            await self._rest.call("GET", "/channels/{channel_id}", channel_id=parent.ref)
        except Rejection as rejection:
            if rejection.code != Code.UNKNOWN_CHANNEL:
                raise
            return channel.id
        return parent.ref

    # --- finding ---------------------------------------------------------------------------------------------------

    async def _look(self, post: Post, place: str, after: int) -> Receipt | None:
        newest = after
        for _ in range(_PAGES):
            params = {"after": str(newest), "limit": _PAGE}
            page = await self._rest.call("GET", _MESSAGES, channel_id=place, params=params)
            for message in page:
                if message["author"]["id"] == self.settings.bot_id and _says(message) == _says(post.body):
                    return _receipt(post.channel, place, message["id"])
            if len(page) < _PAGE:
                if newest == after and not page:
                    await self._be_sure(post.channel, place, after)
                return None
            newest = max(int(message["id"]) for message in page)
        raise Ambiguous(
            f"not among the first {_PAGES * _PAGE} messages since", where=str(post.channel), remedy="look there"
        )

    async def _be_sure(self, channel: Channel, place: str, after: int) -> None:
        """Without Read Message History Discord shows an empty channel; its last message's id tells the difference.

        Raises:
            Ambiguous: there are messages that the bot may not read.
        """
        shown = await self._rest.call("GET", "/channels/{channel_id}", channel_id=place)
        if int(shown.get("last_message_id") or 0) > after:
            raise Ambiguous(
                "the bot may not read the channel's history",
                where=str(channel),
                remedy="allow it Read Message History in the channel",
            )


def thread_name(content: str) -> str:
    """The name of a digest's thread: its title and its day, out of the masthead."""
    title, _, grey = content.partition("\n")
    day = grey.split("\n")[0].removeprefix("-# ").split(" · ")[0]
    named = " · ".join(filter(None, (_plain(title.lstrip("# ")), _plain(day))))
    return shorten(named, _THREAD_NAME) or "Kawaraban"


def _plain(markdown: str) -> str:
    return re.sub(r"\\(.)|\*\*", lambda found: found[1] or "", markdown).strip()


def _says(message: Mapping[str, Any]) -> tuple[str, ...]:
    """What can be read in a message, without the white space, which Discord trims."""
    texts = [message.get("content")]
    texts += [embed.get(key) for embed in message.get("embeds") or [] for key in ("title", "description")]
    return tuple("".join(text.split()) for text in texts if text)


def _receipt(channel: Channel, place: str, message: str) -> Receipt:
    """A message in a thread is known by both ids."""
    ref = message if place == channel.id else f"{place}/{message}"
    link = f"https://discord.com/channels/{channel.workspace or DIRECT}/{place}/{message}"
    return Receipt(channel, ref, snowflake_time(int(message)), link)


def _located(receipt: Receipt) -> tuple[str, str]:
    """The ids of the place and the message."""
    place, _, message = receipt.ref.rpartition("/")
    return place or receipt.channel.id, message
