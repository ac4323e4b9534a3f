from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from slack_sdk.oauth.installation_store import Installation

from bot.adapters.slack import SlackAdapter, SlackSettings
from bot.adapters.slack_installations import Installations
from bot.chat import Health, Post, Refused
from digests.errors import SettingsError
from digests.model import Channel
from digests.store.database import Database
from tests.bot import slack_requests as requests
from tests.bot.adapter_contract import document
from tests.bot.slack_desk import Desk, listening, send, settings, until
from tests.bot.slack_server import (
    CHANNEL,
    SIGNING_SECRET,
    TEAM,
    SlackServer,
    signed,
)

KEY = Fernet.generate_key().decode()


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer().running() as running:
        yield running


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def slack(server: SlackServer, desk: Desk) -> AsyncIterator[SlackServer]:
    """The server with a listening bot connected to it."""
    adapter = SlackAdapter(settings(server))
    async with listening(adapter, desk.answer):
        await server.connected()
        yield server


# --- many workspaces -----------------------------------------------------------------------------------------------


@pytest.fixture
async def many(server: SlackServer, desk: Desk, tmp_path: Path) -> AsyncIterator[tuple[SlackAdapter, str, Database]]:
    """A bot that workspaces install themselves, and where."""
    database = Database.open(tmp_path / "kawaraban.db")
    given = settings(
        server,
        mode="http",
        bot_token="",
        signing_secret=SIGNING_SECRET,
        client_id="1.2",
        client_secret="cs",
        encryption_key=KEY,
        port=0,
    )
    adapter = SlackAdapter(given, database=database)
    async with listening(adapter, desk.answer):
        await until(lambda: adapter.health()[0] is Health.READY)
        yield adapter, adapter.health()[1].removesuffix("/slack/events"), database
    database.close()


async def _install(url: str, team: str) -> int:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        async with session.get(f"{url}/slack/install") as page:
            text = await page.text()
            cookie = page.cookies["slack-app-oauth-state"].value
        assert cookie in text
        answer = session.get(
            f"{url}/slack/oauth_redirect",
            params={"code": f"code-{team}", "state": cookie},
            headers={"Cookie": f"slack-app-oauth-state={cookie}"},
        )
        async with answer as done:
            return done.status


def _post(adapter: SlackAdapter, team: str) -> Post:
    (body,) = adapter.pack([document("40%")])
    return Post(Channel("slack", team, CHANNEL), body, f"mark-{team}")


async def test_workspaces_install_the_app_and_get_their_own_messages(
    server: SlackServer, many: tuple[SlackAdapter, str, Database]
) -> None:
    adapter, url, _ = many
    with pytest.raises(Refused, match="not installed in workspace T0ONE"):
        await adapter.post(_post(adapter, "T0ONE"))
    assert await _install(url, "T0ONE") == 200
    assert await _install(url, "T0TWO") == 200
    await adapter.post(_post(adapter, "T0ONE"))
    await adapter.post(_post(adapter, "T0TWO"))
    assert len(server.messages) == 2
    assert adapter.bucket(Channel("slack", "T0ONE", "C1")) != adapter.bucket(Channel("slack", "T0TWO", "C1"))


async def test_a_workspace_that_installs_the_app_again_is_posted_to_again(
    server: SlackServer, many: tuple[SlackAdapter, str, Database]
) -> None:
    adapter, url, _ = many
    await _install(url, "T0ONE")
    await adapter.post(_post(adapter, "T0ONE"))
    server.tokens.pop("xoxb-T0ONE")
    with pytest.raises(Refused, match="token_revoked"):
        await adapter.post(_post(adapter, "T0ONE"))
    await _install(url, "T0ONE")
    await adapter.post(_post(adapter, "T0ONE"))
    assert len(server.messages) == 2


async def test_tokens_are_sealed_at_rest(many: tuple[SlackAdapter, str, Database], tmp_path: Path) -> None:
    adapter, url, database = many
    await _install(url, "T0ONE")
    assert adapter.installations is not None
    assert await adapter.installations.bot_token("T0ONE") == "xoxb-T0ONE"
    database.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())  # noqa: ASYNC240 - nothing else is running
    assert b"T0ONE" in stored
    assert b"xoxb-T0ONE" not in stored


@pytest.mark.parametrize("cookie", ["", "another", "itself"])
@pytest.mark.parametrize("state", ["guessed", "stale", "valid"])
async def test_an_installation_that_was_not_begun_by_this_browser_and_just_now_is_refused(
    server: SlackServer, many: tuple[SlackAdapter, str, Database], state: str, cookie: str
) -> None:
    _, url, _ = many
    stale = Fernet(KEY).encrypt_at_time(b"state", int(time.time()) - 660).decode()
    states = {"guessed": "guessed", "stale": stale, "valid": Fernet(KEY).encrypt(b"state").decode()}
    cookies = {"": "", "another": Fernet(KEY).encrypt(b"state").decode(), "itself": states[state]}
    headers = {"Cookie": f"slack-app-oauth-state={cookies[cookie]}"} if cookie else {}
    given = {"code": "code-T0ONE", "state": states[state]}
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{url}/slack/oauth_redirect", params=given, headers=headers) as done,
    ):
        begun_here = (state, cookie) == ("valid", "itself")
        assert done.status in ({200} if begun_here else {400, 401})
    assert ("oauth.v2.access" in {method for method, _ in server.calls}) == begun_here


async def test_an_installation_that_is_refused_in_slack_is_said(
    server: SlackServer, many: tuple[SlackAdapter, str, Database]
) -> None:
    _, url, _ = many
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{url}/slack/oauth_redirect", params={"error": "access_denied", "state": "x"}) as done,
    ):
        assert "access_denied" in await done.text()
    assert server.calls == []


async def test_with_a_socket_only_the_pages_of_an_installation_are_served(
    server: SlackServer, desk: Desk, tmp_path: Path
) -> None:
    """Where no signing secret is needed, nothing that has to be signed is taken."""
    database = Database.open(tmp_path / "kawaraban.db")
    given = {"client_id": "1.2", "client_secret": "cs", "encryption_key": KEY, "bot_token": "", "port": 0}
    adapter = SlackAdapter(settings(server, **given), database=database)
    served: list[str] = []
    report = adapter._report

    def listening_to(health: Health, detail: str) -> None:
        served.append(detail)
        report(health, detail)

    adapter._report = listening_to  # type: ignore[method-assign]  # health is read at the end only
    async with listening(adapter, desk.answer):
        await server.connected()
        await until(lambda: any(detail.startswith("http") for detail in served))
        url = next(detail for detail in served if detail.startswith("http"))
        body = json.dumps(requests.uninstalled())
        assert (await send(url.replace("/slack/install", "/slack/events"), body, signed(body, secret="")))[0] == 404
        assert await _install(url.removesuffix("/slack/install"), "T0ONE") == 200
    database.close()


@pytest.mark.parametrize("farewell", [requests.uninstalled, requests.revoked])
async def test_a_workspace_that_removes_the_app_is_forgotten(
    server: SlackServer, many: tuple[SlackAdapter, str, Database], farewell: Callable[[], dict[str, Any]]
) -> None:
    adapter, url, _ = many
    await _install(url, TEAM)
    await adapter.post(_post(adapter, TEAM))
    body = json.dumps(farewell())
    assert (await send(f"{url}/slack/events", body, signed(body)))[0] == 200
    assert adapter.installations is not None
    async with asyncio.timeout(30):
        while await adapter.installations.bot_token(TEAM):  # noqa: ASYNC110 - bolt works after it has answered
            await asyncio.sleep(0.02)
    with pytest.raises(Refused, match="not installed"):
        await adapter.post(_post(adapter, TEAM))


async def test_another_key_does_not_open_the_stored_tokens(
    many: tuple[SlackAdapter, str, Database], desk: Desk
) -> None:
    _, url, database = many
    await _install(url, "T0ONE")
    other = Installations(database, "1.2", SecretStr(Fernet.generate_key().decode()))
    with pytest.raises(SettingsError, match="does not open"):
        await other.bot_token("T0ONE")


def test_a_key_that_is_none_and_a_missing_database_are_said() -> None:
    given = {"client_id": "1.2", "client_secret": "x", "encryption_key": "short"}
    made = SlackSettings.model_validate(given)
    with pytest.raises(SettingsError, match="database"):
        SlackAdapter(made)
    with pytest.raises(SettingsError, match="no key of 32 bytes"):
        SlackAdapter(made, database=Database.memory())


async def test_an_installation_of_a_whole_organisation_serves_its_workspaces() -> None:
    store = Installations(Database.memory(), "1.2", SecretStr(Fernet.generate_key().decode()))
    assert await store.async_find_bot(enterprise_id="E1", team_id="T1") is None
    await store.async_save(
        Installation(
            enterprise_id="E1", user_id="U1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U2", installed_at=1.0
        )
    )
    found = await store.async_find_bot(enterprise_id="E1", team_id="T1")
    assert found is not None
    assert found.bot_token == "xoxb-1"
    assert await store.async_find_installation(enterprise_id="E1", team_id=None, user_id="U9") is None
    await store.async_delete_installation(enterprise_id="E1", team_id=None, user_id="U9")
    assert await store.async_find_bot(enterprise_id="E1", team_id=None, is_enterprise_install=True) is not None
    await store.async_delete_installation(enterprise_id="E1", team_id=None, user_id="U1")
    assert await store.async_find_bot(enterprise_id="E1", team_id=None) is None
