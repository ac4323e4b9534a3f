"""Whatever goes wrong with Slack, no secret is in the log."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest
import structlog
from cryptography.fernet import Fernet

from bot import log
from bot.adapters.slack import SlackAdapter
from bot.chat import Health, Invocation, Post, Refused, Reply, SendError
from digests.model import Channel
from digests.store.database import Database
from tests.bot import slack_requests as requests
from tests.bot.adapter_contract import document
from tests.bot.slack_desk import Desk, listening, send, settings, until
from tests.bot.slack_server import (
    APP_TOKEN,
    BOT_TOKEN,
    CHANNEL,
    SIGNING_SECRET,
    TEAM,
    TICKET,
    Fault,
    SlackServer,
    form,
    signed,
)

KEY = Fernet.generate_key().decode()
CLIENT_SECRET = "client-secret-of-loopback"
SECRETS = (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, TICKET, KEY, CLIENT_SECRET, "xoxb-T0ONE", "code-T0ONE", "r-secret")


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """All that is logged, as talkatively as the settings allow."""
    stream, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    log.configure(level=logging.DEBUG, stream=stream)
    yield stream
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


async def test_no_secret_is_logged_whatever_goes_wrong(logged: io.StringIO, tmp_path: Path) -> None:
    async def failing(_invocation: Invocation) -> Reply:
        raise RuntimeError("the shelf fell down")

    async with SlackServer().running() as server:
        adapter = SlackAdapter(settings(server))
        async with listening(adapter, failing):
            await server.connected()
            await server.send("slash_commands", requests.slash("latest", server.response_url("r-secret")))
            await until(lambda: "the shelf fell down" in logged.getvalue(), seconds=30)
            server.refusals["apps.connections.open"] = "internal_error"
            await server.disconnect()
            await until(lambda: "internal_error" in logged.getvalue(), seconds=30)
        for fault in (Fault.FAILED_BEFORE, Fault.DROPPED):
            server.faults.append(fault)
            with pytest.raises(SendError) as refused:
                await adapter.post(_post(adapter, TEAM))
            structlog.get_logger("kawaraban").error("not sent", exc_info=refused.value)
        await adapter.close()
        server.refusals.clear()
        await _be_refused(server)
        await _install(server, tmp_path)
    shown = logged.getvalue()
    assert len(shown) > 1000
    assert [secret for secret in SECRETS if secret in shown] == []


async def _be_refused(server: SlackServer) -> None:
    """Start with a wrong app token."""
    adapter = SlackAdapter(settings(server, app_token="xapp-" + SIGNING_SECRET))
    with suppress(Refused):
        await adapter.listen(Desk().answer)
    await adapter.close()


async def _install(server: SlackServer, folder: Path) -> None:
    """Let a workspace install the app, be asked by it, and lose its token."""
    database = Database.open(folder / "kawaraban.db")
    given = {
        "client_id": "1.2",
        "client_secret": CLIENT_SECRET,
        "encryption_key": KEY,
        "signing_secret": SIGNING_SECRET,
    }
    adapter = SlackAdapter(settings(server, mode="http", bot_token="", port=0, **given), database=database)
    async with listening(adapter, Desk().answer):
        await until(lambda: adapter.health()[0] is Health.READY)
        url = adapter.health()[1].removesuffix("/slack/events")
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{url}/slack/install") as page:
                state = page.cookies["slack-app-oauth-state"].value
            headers = {"Cookie": f"slack-app-oauth-state={state}"}
            asked = {"code": "code-T0ONE", "state": state}
            async with session.get(f"{url}/slack/oauth_redirect", params=asked, headers=headers) as done:
                assert done.status == 200
        server.tokens.pop("xoxb-T0ONE")
        with pytest.raises(Refused):
            await adapter.post(_post(adapter, "T0ONE"))
        body = form(requests.slash("latest", server.response_url("r-secret")) | {"team_id": "T0ONE"})
        await send(f"{url}/slack/events", body, signed(body))
        body = json.dumps(requests.uninstalled())
        await send(f"{url}/slack/events", body, signed(body, secret="guessed"))
        await asyncio.sleep(0)
    database.close()


def _post(adapter: SlackAdapter, team: str) -> Post:
    (body,) = adapter.pack([document("40%")])
    return Post(Channel("slack", team, CHANNEL), body, "mark")
