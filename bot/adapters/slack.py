"""Slack: posting, finding and changing messages; listening by Socket Mode or signed HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters import slack_listening, slack_views
from bot.adapters.slack_errors import translated
from bot.adapters.slack_installations import Installations
from bot.adapters.slack_settings import Mode, SlackSettings
from bot.adapters.slack_talk import Talk
from bot.chat import Ambiguous, Answer, Body, Health, Post, Refused, Suggest, no_suggestions
from bot.punctual import punctual
from digests.document import Document
from digests.errors import SettingsError, Wording
from digests.model import Channel, Receipt
from digests.store.database import Database

__all__ = ["Mode", "SlackAdapter", "SlackSettings"]

log = structlog.get_logger("kawaraban.slack", platform="slack")

# Slack allows one message a second in a channel and "several hundred" a minute in a workspace
# (https://docs.slack.dev/apis/web-api/rate-limits).
PER_SECOND = 5.0
_EVENT = "kawaraban_delivery"
_PAGE = 100
_PAGES = 10


@dataclass(frozen=True, slots=True)
class _Workspace:
    client: AsyncWebClient
    url: str


class SlackAdapter:
    """Slack as a `ChatAdapter`. Posting needs no listening, so a worker process can post alone."""

    name = "slack"
    per_second = PER_SECOND

    def __init__(self, settings: SlackSettings, *, command: str = "digest", database: Database | None = None) -> None:
        """Build the adapter; nothing is opened before the first call.

        Args:
            command: name of the slash command, without the slash.
            database: where it is kept what must not happen twice, and installations; needed if workspaces install the
                app themselves.

        Raises:
            SettingsError: workspaces should install the app themselves, but there is no database or no usable key.
        """
        self.settings = settings
        self.command = command
        self._database = database
        self.installations: Installations | None = None
        if settings.many:
            if database is None:
                raise SettingsError(
                    "workspaces cannot install the app", field="slack.client_id", remedy="use a database"
                )
            self.installations = Installations(database, settings.client_id, settings.encryption_key)
        self._workspaces: dict[str, _Workspace] = {}
        self._session: aiohttp.ClientSession | None = None
        self._health: tuple[Health, str] = (Health.OFFLINE, Wording("it only posts"))

    # --- what the courier asks -------------------------------------------------------------------------------------

    def bucket(self, channel: Channel) -> str:
        """Slack counts a workspace's messages together."""
        return f"{self.name}/{channel.workspace}"

    def pack(self, documents: Sequence[Document]) -> tuple[Body, ...]:
        """The bodies of chat.postMessage, within every limit."""
        return slack_views.digest_bodies(documents)

    async def post(self, post: Post) -> Receipt:
        """Post once. The mark goes along as message metadata, by which `find` knows the message again."""
        workspace = await self._workspace(post.channel)
        place: dict[str, Any] = {"channel": post.channel.id}
        if post.thread is not None:
            place["thread_ts"] = post.thread.ref
        metadata = {"event_type": _EVENT, "event_payload": {"mark": post.mark}}
        with self._speaking(post.channel, writes=True):
            answer = await workspace.client.chat_postMessage(**post.body, **place, metadata=metadata)
        return _receipt(post.channel, str(answer["ts"]), workspace.url)

    async def find(self, post: Post, since: datetime) -> Receipt | None:
        """Look through the channel, or the thread, for a message of ours with the same mark."""
        workspace = await self._workspace(post.channel)
        oldest = f"{since.timestamp():.6f}"
        cursor = ""
        for _ in range(_PAGES):
            with self._speaking(post.channel, writes=False):
                answer = await _page(workspace.client, post, oldest, cursor)
            for message in answer.get("messages") or ():
                if _mark(message) == post.mark and float(message["ts"]) >= since.timestamp():
                    return _receipt(post.channel, str(message["ts"]), workspace.url)
            cursor = ((answer.get("response_metadata") or {}).get("next_cursor")) or ""
            if not cursor:
                return None
        raise Ambiguous(
            Wording("it is not among the last {count} messages", count=_PAGES * _PAGE),
            where=str(post.channel),
            remedy=Wording("look in the channel"),
        )

    async def edit(self, receipt: Receipt, body: Body) -> None:
        """Replace the message; its metadata stays."""
        workspace = await self._workspace(receipt.channel)
        changed = {key: value for key, value in body.items() if key in {"text", "blocks"}}
        with self._speaking(receipt.channel, writes=True):
            await workspace.client.chat_update(channel=receipt.channel.id, ts=receipt.ref, **changed)

    async def listen(self, answer: Answer, suggest: Suggest = no_suggestions) -> None:
        """Answer questions until cancelled; returns at once where the settings have no way to listen.

        Raises:
            Refused: Slack does not accept the app token.
        """
        by_socket = self.settings.mode is Mode.SOCKET and bool(self.settings.app_token.get_secret_value())
        by_http = self.settings.mode is Mode.HTTP or (self.settings.many and self.settings.mode is not Mode.OFF)
        if not by_socket and not by_http:
            self._health = (Health.OFFLINE, Wording("it only posts: there is no app_token"))
            return
        talk = Talk(answer, suggest, self.command, self.forget, self._database)
        app = slack_listening.bolt_app(self.settings, self.installations, talk)
        try:
            async with asyncio.TaskGroup() as tasks:
                if by_http:
                    tasks.create_task(slack_listening.serve(self.settings, app, self._report))
                if by_socket:
                    tasks.create_task(slack_listening.hold_socket(self.settings, app, self._report))
        except ExceptionGroup as group:
            raise group.exceptions[0] from group
        finally:
            if self._health[0] is not Health.FAILED:
                self._health = (Health.OFFLINE, Wording("it has stopped"))

    def _report(self, health: Health, detail: str) -> None:
        if (health, detail) != self._health:
            log.info("connection", state=health.value, detail=detail)
        self._health = (health, detail)

    async def close(self) -> None:
        """Give the connections back."""
        if self._session is not None:
            await self._session.close()
            self._session = None
        self._workspaces.clear()

    def health(self) -> tuple[Health, str]:
        """State of the connection that questions come by."""
        return self._health

    # --- workspaces ------------------------------------------------------------------------------------------------

    async def _workspace(self, channel: Channel) -> _Workspace:
        """The client for the channel's workspace, whose token has been tried once.

        Raises:
            Refused: no installation, or the token is not accepted.
            SendError: Slack could not be asked.
        """
        known = self._workspaces.get(channel.workspace)
        if known is not None:
            return known
        token = await self._token(channel)
        client = self.client(token)
        with translated(str(channel), writes=False):
            identity = await client.auth_test()
        workspace = _Workspace(client, str(identity.get("url") or "https://slack.com/"))
        self._workspaces[channel.workspace] = workspace
        return workspace

    @contextmanager
    def _speaking(self, channel: Channel, *, writes: bool) -> Iterator[None]:
        """Raise what Slack says as a SendError. After a refusal the token is looked up anew: the workspace may have
        installed the app again."""
        try:
            with translated(str(channel), writes=writes):
                yield
        except Refused:
            self._workspaces.pop(channel.workspace, None)
            raise

    async def _token(self, channel: Channel) -> str:
        if self.installations is None:
            return self.settings.bot_token.get_secret_value()
        token = await self.installations.bot_token(channel.workspace)
        if not token:
            raise Refused(
                Wording("the app is not installed in workspace {workspace}", workspace=channel.workspace),
                where=str(channel),
                remedy=Wording("install it from {page}", page=f"{self.settings.public_url}/slack/install"),
            )
        return token

    def client(self, token: str) -> AsyncWebClient:
        """A client that never retries by itself: the ledger does (slack_sdk would retry lost connections once)."""
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=self.settings.timeout, sock_connect=self.settings.timeout / 2)
            connector = aiohttp.TCPConnector(limit=0)
            self._session = aiohttp.ClientSession(
                timeout=timeout, connector=connector, trust_env=True, trace_configs=[punctual()]
            )
        return AsyncWebClient(token=token, base_url=self.settings.base_url, session=self._session, retry_handlers=[])

    async def forget(self, workspace: str) -> None:
        """The workspace has removed the app or revoked its token: its deliveries are refused from now on."""
        self._workspaces.pop(workspace, None)
        if self.installations is not None:
            await self.installations.async_delete_bot(enterprise_id=None, team_id=workspace)


async def _page(client: AsyncWebClient, post: Post, oldest: str, cursor: str) -> Mapping[str, Any]:
    options: dict[str, Any] = {"channel": post.channel.id, "oldest": oldest, "limit": _PAGE, "inclusive": True}
    if cursor:
        options["cursor"] = cursor
    if post.thread is not None:
        answer = await client.conversations_replies(ts=post.thread.ref, include_all_metadata=True, **options)
    else:
        answer = await client.conversations_history(include_all_metadata=True, **options)
    data = answer.data
    return data if isinstance(data, dict) else {}


def _mark(message: Mapping[str, Any]) -> str:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return str(payload.get("mark", "")) if metadata.get("event_type") == _EVENT else ""


def _receipt(channel: Channel, ts: str, url: str) -> Receipt:
    link = f"{url.rstrip('/')}/archives/{channel.id}/p{ts.replace('.', '')}"
    return Receipt(channel, ts, datetime.fromtimestamp(float(ts), UTC), link)
