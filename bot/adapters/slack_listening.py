"""How Slack's requests reach us: over a WebSocket we hold open (Socket Mode), or as signed HTTP requests.

Both end in the same slack-bolt app, which verifies, authorises and calls the listeners of `slack_talk`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable

from aiohttp import WSMessage
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import serving
from bot.adapters.slack_errors import translated
from bot.adapters.slack_installations import Installations, SealedStates
from bot.adapters.slack_settings import Mode, SlackSettings
from bot.adapters.slack_talk import Talk, patient
from bot.chat import Health, Refused, SendError, Unavailable
from digests.errors import Wording

Report = Callable[[Health, str], None]
"""Told how the connection is, with one line of detail."""

SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "groups:history",
    "groups:read",
    "users:read",
)
"""What deploy/slack/manifest.yaml asks for, and why, line by line."""

_SWITCH = "https://api.slack.com/apps, Socket Mode"
_POLL = 0.5
# slack_sdk replaces the socket by itself when Slack asks for it, and has none for a moment.
_MISSED_POLLS = 4
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 60.0
_CONNECT_SECONDS = 15.0


def bolt_app(settings: SlackSettings, installations: Installations | None, talk: Talk) -> AsyncApp:
    """The slack-bolt app behind both ways. Its client waits out rate limits: somebody is waiting for the answer."""
    client = AsyncWebClient(
        token=None if settings.many else settings.bot_token.get_secret_value(),
        base_url=settings.base_url,
        timeout=int(settings.timeout) or 1,
        retry_handlers=patient(),
    )
    oauth = None
    if settings.many:
        oauth = AsyncOAuthSettings(
            client_id=settings.client_id,
            client_secret=settings.client_secret.get_secret_value(),
            scopes=SCOPES,
            redirect_uri=f"{settings.public_url}/slack/oauth_redirect" if settings.public_url else None,
            installation_store=installations,
            installation_store_bot_only=True,
            state_store=SealedStates(settings.encryption_key),
        )
    app = AsyncApp(
        client=client,
        signing_secret=settings.signing_secret.get_secret_value(),
        oauth_settings=oauth,
        request_verification_enabled=True,
        logger=logging.getLogger("slack.bolt"),
    )
    talk.register(app)
    return app


# --- HTTP ----------------------------------------------------------------------------------------------------------


def http_app(settings: SlackSettings, app: AsyncApp) -> Starlette:
    """Slack's requests (signature and timestamp verified by bolt) in HTTP mode, and the pages of an installation where
    workspaces install the app."""
    handler = AsyncSlackRequestHandler(app)
    routes = []
    if settings.mode is Mode.HTTP:
        routes.append(Route("/slack/events", _numbered(handler.handle), methods=["POST"]))
    if settings.many:
        routes.append(Route("/slack/install", handler.handle, methods=["GET"]))
        routes.append(Route("/slack/oauth_redirect", handler.handle, methods=["GET"]))
    return Starlette(routes=routes)


def _numbered(handle: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Refuses a timestamp that is no number, at which slack_sdk's verifier fails instead of refusing."""

    async def checked(request: Request) -> Response:
        if not re.fullmatch(r"[0-9]{1,12}", request.headers.get("X-Slack-Request-Timestamp", "0")):
            return Response(status_code=401)
        return await handle(request)

    return checked


async def serve(settings: SlackSettings, app: AsyncApp, report: Report) -> None:
    """Serve until cancelled.

    Raises:
        Unavailable: the port is taken, or not ours to take.
    """
    path = "events" if settings.mode is Mode.HTTP else "install"

    def ready(address: str) -> None:
        report(Health.READY, f"{address}/slack/{path}")

    try:
        await serving.serve(http_app(settings, app), settings.host, settings.port, field="slack.port", ready=ready)
    except Unavailable as error:
        report(Health.FAILED, error.what)
        raise


# --- Socket Mode ---------------------------------------------------------------------------------------------------


async def hold_socket(settings: SlackSettings, app: AsyncApp, report: Report) -> None:
    """Keep a socket open until cancelled: a new one whenever the old is lost, after longer and longer pauses.

    Raises:
        Refused: Slack does not accept the app token. One that has been accepted before is tried again, too: what has
            been switched off in Slack may be switched on again.
    """
    wait, accepted = _FIRST_WAIT, False
    while True:
        report(Health.CONNECTING, Wording("the socket is being opened"))
        switched_off = asyncio.Event()
        client = _socket_client(settings, app, switched_off)
        try:
            await _connect(client)
            report(Health.READY, Wording("the socket is open"))
            wait, accepted = _FIRST_WAIT, True
            await _until_lost(client, switched_off)
            report(Health.CONNECTING, Wording("the socket was lost"))
        except Refused as refused:
            report(Health.FAILED, _failure(refused, wait) if accepted else _failure(refused))
            if not accepted:
                raise
        except (SendError, TimeoutError) as error:
            report(Health.FAILED, _failure(error, wait))
        finally:
            await client.close()  # type: ignore[no-untyped-call] # slack_sdk leaves it without types
        await asyncio.sleep(wait)
        wait = min(wait * 2, _LONGEST_WAIT)


def _failure(error: SendError | TimeoutError, wait: float = 0.0) -> str:
    """What went wrong, what helps, and when it is tried again, of which one may read each in another language."""
    told = (error.what, error.remedy) if isinstance(error, SendError) else (Wording("the socket does not open"),)
    again = (Wording("next try in {seconds} s", seconds=f"{wait:g}"),) if wait else ()
    return "; ".join((*told, *again))


def _socket_client(settings: SlackSettings, app: AsyncApp, switched_off: asyncio.Event) -> SocketModeClient:
    """`switched_off` is set when Slack says so; of its other reasons for a new connection slack_sdk takes care."""
    web = AsyncWebClient(base_url=settings.base_url, timeout=int(settings.timeout) or 1, retry_handlers=[])

    async def heed(message: WSMessage) -> None:
        frame = json.loads(message.data)
        if (frame.get("type"), frame.get("reason")) == ("disconnect", "link_disabled"):
            switched_off.set()

    client = SocketModeClient(
        app_token=settings.app_token.get_secret_value(),
        web_client=web,
        auto_reconnect_enabled=False,
        logger=logging.getLogger("slack.socket"),
        on_message_listeners=[heed],
    )

    async def handle(socket: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        await send_async_response(socket, request, await run_async_bolt_app(app, request), 0.0)

    client.socket_mode_request_listeners.append(handle)
    return client


async def _connect(client: SocketModeClient) -> None:
    """Open the socket; slack_sdk alone would try one stale address for ever."""
    with translated("slack socket", writes=False):
        client.wss_uri = await client.issue_new_wss_url()
    async with asyncio.timeout(_CONNECT_SECONDS):
        await client.connect()  # type: ignore[no-untyped-call] # slack_sdk leaves it without types


async def _until_lost(client: SocketModeClient, switched_off: asyncio.Event) -> None:
    missed = 0
    while missed < _MISSED_POLLS:
        if switched_off.is_set():
            raise Refused(
                Wording("Socket Mode is switched off"), remedy=Wording("switch it on at {page}", page=_SWITCH)
            )
        missed = 0 if await client.is_connected() else missed + 1
        await asyncio.sleep(_POLL)
