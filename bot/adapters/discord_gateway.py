"""How Discord's interactions reach us: a client of discord.py on the gateway, supervised.

discord.py resumes a session by itself; whatever else ends a connection ends the client, and a new one begins after
growing pauses. docs/decisions/0008-discord-one-attempt-and-supervised.md says why.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.discord_errors import RENEW
from bot.adapters.discord_settings import DiscordSettings
from bot.adapters.discord_talk import Talk
from bot.chat import Health, Refused

log = structlog.get_logger("kawaraban.discord", platform="discord")

# discord.py would warn that it cannot speak.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False

Report = Callable[[Health, str], None]
"""Told how the connection is, with one line of detail."""

FIRST_WAIT: Final = 1.0
LONGEST_WAIT: Final = 60.0
"""Seconds between two clients, doubling. Discord allows a thousand new sessions a day
(https://docs.discord.com/developers/events/gateway#session-start-limit-object); failed connections count for none."""

CONNECT_SECONDS: Final = 60.0
"""Until the first shard has its session; discord.py alone would try the same address for ever."""

_CLOSE_SECONDS = 3.0


def point_at(settings: DiscordSettings) -> None:
    """Let discord.py speak with the servers of the settings.

    discord.py keeps both addresses on its classes and takes none as an argument, so they hold for the whole process:
    this is the only place that sets them, and a process has one Discord.
    """
    Route.BASE = settings.base_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)


class GatewayClient(discord.AutoShardedClient):
    """One try at being connected: as many shards as the gateway asks for, no privileged intent."""

    def __init__(self, talk: Talk, report: Report, proxy: str = "") -> None:
        """A client that is not connected yet, with everything people can do registered on it."""
        nobody = discord.AllowedMentions.none()
        super().__init__(intents=discord.Intents(guilds=True), allowed_mentions=nobody, proxy=proxy or None)
        self.in_session = asyncio.Event()
        self._talk = talk
        self._tell = report
        talk.register(self)

    async def setup_hook(self) -> None:
        """Commands that cannot be published are no reason to leave the others without answers."""
        try:
            await self._talk.publish(self)
        except discord.DiscordException as error:
            log.warning("Discord did not take the commands", error=str(error))

    async def on_connect(self) -> None:
        """A shard has a new session."""
        self.in_session.set()
        self._told_ready("connected")

    async def on_resumed(self) -> None:
        """A shard has its old session again."""
        self._told_ready("resumed")

    async def on_disconnect(self) -> None:
        """A shard has lost its connection; discord.py resumes the session, or the client ends."""
        if not self.is_closed():
            self._tell(Health.CONNECTING, "the connection was lost")

    def _told_ready(self, how: str) -> None:
        shards = self.shard_count or 1
        self._tell(Health.READY, f"{how}, {shards} shards" if shards > 1 else how)


async def hold(settings: DiscordSettings, talk: Talk, report: Report) -> None:
    """Stay connected until cancelled.

    Raises:
        Refused: Discord does not accept the token, or what it asks for; no pause would change that.
    """
    point_at(settings)
    wait = FIRST_WAIT
    while True:
        report(Health.CONNECTING, "opening a connection")
        client = GatewayClient(talk, report, settings.proxy)
        ended = await _run(client, settings.bot_token.get_secret_value())
        if refused := _refused(ended):
            report(Health.FAILED, str(refused))
            raise refused from ended
        if client.in_session.is_set():
            wait = FIRST_WAIT
        report(Health.FAILED, f"{_said(ended)}; next try in {wait:g} s")
        await _pause(wait)
        wait = min(wait * 2, LONGEST_WAIT)


async def _pause(seconds: float) -> None:
    await asyncio.sleep(seconds)


async def _run(client: GatewayClient, token: str) -> BaseException | None:
    """Connect and stay; what ended it. The client is closed afterwards.

    discord.py takes a cancellation in the middle of a reconnection for its own, so it never meets one: it is waited
    for, and ends because its client is closed.
    """
    running = asyncio.create_task(client.start(token, reconnect=False))
    in_session = asyncio.create_task(client.in_session.wait())
    try:
        await asyncio.wait({running, in_session}, timeout=CONNECT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if not running.done() and not in_session.done():
            return TimeoutError(f"no session within {CONNECT_SECONDS:g} s")
        await asyncio.wait({running})
        return running.exception()  # whatever discord.py makes of a broken connection or an answer that is none
    finally:
        in_session.cancel()
        await _close(client, running)


async def _close(client: GatewayClient, running: asyncio.Task[None]) -> None:
    """Say goodbye, but to a server that does not answer only for a moment."""
    with suppress(Exception):
        async with asyncio.timeout(_CLOSE_SECONDS):
            await client.close()
    running.cancel()
    await asyncio.wait({running})


def _said(ended: BaseException | None) -> str:
    return "the connection ended" if ended is None else f"the connection failed: {ended or type(ended).__name__}"


def _refused(ended: BaseException | None) -> Refused | None:
    """Close codes after which Discord wants no reconnection:
    https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes."""
    match ended:
        case discord.LoginFailure() | discord.ConnectionClosed(code=4004):
            return Refused("Discord does not accept the token", where="[discord]", remedy=RENEW)
        case discord.PrivilegedIntentsRequired():
            return Refused("Discord does not grant the intents", where="[discord]", remedy="report it: it is ours")
        case discord.ConnectionClosed(code=4010 | 4011 | 4012 | 4013 as code):
            return Refused(f"Discord refuses the session ({code})", where="[discord]", remedy="update Kawaraban")
    return None
