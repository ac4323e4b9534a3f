"""Discord's REST API by discord.py's own HTTP client, without a gateway and with one attempt a request.

discord.py waits and tries again by itself: up to five times, and before it hands on an answer that has used up a
limit. The ledger must know of each attempt and each wait, so here neither happens.
docs/decisions/0008-discord-one-attempt-and-supervised.md says how.
"""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Ratelimit, Route

from bot.adapters.discord_errors import RENEW, Rejection, translated
from bot.adapters.discord_gateway import point_at
from bot.adapters.discord_settings import DiscordSettings
from bot.chat import Refused
from bot.punctual import punctual


class Rest:
    """One bot's REST API. Logs in before the first request, whenever that is."""

    def __init__(self, settings: DiscordSettings) -> None:
        """Nothing is opened yet."""
        self._settings = settings
        self._client: HTTPClient | None = None
        self._logging_in = asyncio.Lock()
        self.refused: Refused | None = None
        """Why Discord does not accept the token. It never will, and asking on would count against the bot's limit of
        invalid requests, so every further request is refused here."""

    async def call(self, method: str, path: str, *, json: Any = None, params: Any = None, **ids: str) -> Any:
        """Discord's answer, JSON decoded. `path` has places for `ids`, named as in discord.py's routes.

        Raises:
            SendError: the bot could not log in; nothing was sent.
            Rejection: Discord answered with an error.
            discord.RateLimited: the limit is used up; nothing was sent.
            aiohttp.ClientError, OSError, TimeoutError: there was no answer.
        """
        client = await self._logged_in()
        seconds = self._settings.timeout
        options: dict[str, Any] = {"timeout": aiohttp.ClientTimeout(total=seconds, sock_connect=seconds / 2)}
        if json is not None:
            options["json"] = json
        if params is not None:
            options["params"] = params
        try:
            return await client.request(Route(method, path, **ids), **options)
        except Rejection as error:
            self._note(error)
            raise

    async def close(self) -> None:
        """Give the connections back."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _logged_in(self) -> HTTPClient:
        """The client; whatever goes wrong before it is there, nothing has been posted.

        Raises:
            SendError: as the adapter's `find`.
        """
        with translated("[discord]", writes=False):
            async with asyncio.timeout(self._settings.timeout), self._logging_in:
                if self.refused is not None:
                    raise self.refused
                if self._client is None:
                    self._client = await self._log_in()
                return self._client

    async def _log_in(self) -> HTTPClient:
        point_at(self._settings)
        client = _OneAttempt(self._settings.proxy)
        try:
            await client.static_login(self._settings.bot_token.get_secret_value())
        except BaseException as error:
            await client.close()
            self._note(error)
            raise
        return client

    def _note(self, error: BaseException) -> None:
        if isinstance(error, Rejection) and error.status == 401:
            self.refused = Refused("Discord does not accept the token", where="[discord]", remedy=RENEW)


class _OneAttempt(HTTPClient):
    """discord.py's client, whose answers above 399 are raised as soon as they are there, before it would try again."""

    def __init__(self, proxy: str) -> None:
        trace = punctual()
        trace.on_request_end.append(_raise_rejection)
        super().__init__(asyncio.get_running_loop(), proxy=proxy or None, http_trace=trace)

    def get_ratelimit(self, key: str) -> Ratelimit:
        """The route's limit, as Discord's headers tell it."""
        if key not in self._buckets:
            self._buckets[key] = _Bucket(None)
            self._try_clear_expired_ratelimits()
        return self._buckets[key]


async def _raise_rejection(
    _session: aiohttp.ClientSession, _context: SimpleNamespace, answered: aiohttp.TraceRequestEndParams
) -> None:
    if answered.response.status >= 400:
        text = await answered.response.text()
        raise Rejection(answered.response.status, answered.response.headers, text)


class _Bucket(Ratelimit):
    """A limit that says at once how long it is used up, where discord.py's would wait."""

    async def acquire(self) -> None:
        if self.is_expired():
            self.reset()  # type: ignore[no-untyped-call] # discord.py leaves it without types
        if self.remaining <= 0 and self.expires is not None:
            raise discord.RateLimited(max(0.0, self.expires - self._loop.time()))
        self._last_request = self._loop.time()
        self.remaining -= 1
        self.outgoing += 1

    async def __aexit__(self, *_: object) -> None:
        self.outgoing -= 1
