from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import structlog.testing
from cryptography.fernet import Fernet
from pydantic import SecretStr
from slack_sdk.oauth.installation_store import Installation

from bot.adapters import slack_listening
from bot.adapters.once import Once
from bot.adapters.slack import SlackAdapter, SlackSettings
from bot.adapters.slack_installations import Installations
from bot.adapters.slack_views import digest_bodies
from bot.chat import Button, Health, Invocation, Post, Refused, Reply, Unavailable
from digests.document import Bullets, Document, Heading, Paragraph, Run, Table
from digests.errors import SettingsError
from digests.model import Channel, Language
from digests.store.database import Database
from tests.bot import slack_requests as requests
from tests.bot.adapter_contract import document
from tests.bot.slack_server import (
    ADMIN,
    APP_TOKEN,
    BOT_TOKEN,
    BOT_USER,
    CHANNEL,
    READER,
    SIGNING_SECRET,
    TEAM,
    SlackServer,
    form,
    signed,
)


@dataclass
class Desk:
    """Answers every question with its own words, and remembers it."""

    asked: list[Invocation] = field(default_factory=list)
    buttons: tuple[Button, ...] = ()

    async def answer(self, invocation: Invocation) -> Reply:
        self.asked.append(invocation)
        table = Table(((Run("n"),),), (((Run("40%"),),),))
        blocks = (
            Heading(1, (Run(invocation.text or "nothing"),)),
            Paragraph((Run(invocation.given or "answer"),)),
            table,
        )
        return Reply(Document(invocation.language, blocks), buttons=self.buttons)


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer().running() as running:
        yield running


@pytest.fixture
def desk() -> Desk:
    return Desk()


def settings(server: SlackServer, **changed: object) -> SlackSettings:
    given = {"bot_token": BOT_TOKEN, "app_token": APP_TOKEN, "base_url": server.api, "timeout": 2} | changed
    return SlackSettings.model_validate(given)


@asynccontextmanager
async def listening(adapter: SlackAdapter, desk: Desk) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(adapter.listen(desk.answer))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, Refused):
            await task
        await adapter.close()


@pytest.fixture
async def slack(server: SlackServer, desk: Desk) -> AsyncIterator[SlackServer]:
    """The server with a listening bot connected to it."""
    adapter = SlackAdapter(settings(server))
    async with listening(adapter, desk):
        await server.connected()
        yield server


async def until(condition: Callable[[], object], seconds: float = 8) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - an adapter's health tells nobody when it changes
            await asyncio.sleep(0.02)


def text_of(response: dict[str, Any]) -> str:
    return json.dumps(response["blocks"], ensure_ascii=False)


# --- commands ------------------------------------------------------------------------------------------------------


async def test_a_command_is_acknowledged_at_once_and_answered_privately(slack: SlackServer, desk: Desk) -> None:
    await slack.send("slash_commands", requests.slash("impact TH &amp; JP", slack.response_url()))
    await slack.until(lambda: slack.responses)
    (invocation,) = desk.asked
    assert (invocation.text, invocation.channel) == ("impact TH & JP", Channel("slack", TEAM, CHANNEL))
    assert (invocation.language, invocation.zone, invocation.user.manager) == (Language.EN, "Asia/Tokyo", False)
    (response,) = slack.responses
    assert response["response_type"] == "ephemeral"
    assert response["replace_original"] is False
    assert "impact TH & JP" in text_of(response)


async def test_a_workspace_admin_is_a_manager_and_is_answered_in_the_language_of_their_slack(
    slack: SlackServer, desk: Desk
) -> None:
    await slack.send("slash_commands", requests.slash("status", slack.response_url(), user=ADMIN))
    await slack.until(lambda: slack.responses)
    assert desk.asked[0].user.manager
    assert desk.asked[0].language is Language.JA
    assert "チャンネルに共有" in text_of(slack.responses[0])


async def test_a_slow_answer_does_not_keep_slack_waiting(slack: SlackServer) -> None:
    may_answer = asyncio.Event()

    async def answer(invocation: Invocation) -> Reply:
        await may_answer.wait()
        return await Desk().answer(invocation)

    adapter = SlackAdapter(settings(slack))
    task = asyncio.create_task(adapter.listen(answer))
    await slack.connected(2)
    await slack.send("slash_commands", requests.slash("latest", slack.response_url()))  # returns when acknowledged
    assert slack.responses == []
    may_answer.set()
    await slack.until(lambda: slack.responses)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await adapter.close()


async def test_an_envelope_sent_twice_is_handled_once(slack: SlackServer, desk: Desk) -> None:
    command = requests.slash("latest", slack.response_url())
    await slack.send("slash_commands", command, "e-1")
    await slack.send("slash_commands", command, "e-1")
    await slack.send("slash_commands", requests.slash("status", slack.response_url()))
    await slack.until(lambda: len(slack.responses) == 2)
    assert [invocation.text for invocation in desk.asked] == ["latest", "status"]


async def test_an_event_sent_again_in_another_envelope_is_handled_once(slack: SlackServer, desk: Desk) -> None:
    event = requests.mention(f"<@{BOT_USER}> latest")
    await slack.send("events_api", event)
    await slack.send("events_api", event)
    await slack.until(lambda: slack.ephemeral)
    assert len(desk.asked) == 1


async def test_share_posts_the_same_answer_to_the_channel(slack: SlackServer, desk: Desk) -> None:
    await slack.send("slash_commands", requests.slash("impact TH", slack.response_url()))
    await slack.until(lambda: slack.responses)
    share = _button(slack.responses[0], "share")
    await slack.send("interactive", requests.pressed(share, slack.response_url("r2")))
    await slack.until(lambda: len(slack.responses) == 2)
    shared = slack.responses[1]
    assert (shared["token"], shared["response_type"], shared["replace_original"]) == ("r2", "in_channel", False)
    assert "impact TH" in text_of(shared)
    assert '"actions"' not in text_of(shared)


async def test_a_paging_button_replaces_the_private_answer(slack: SlackServer, desk: Desk) -> None:
    desk.buttons = (Button("Older", command="impact TH page:2"), Button("Open", url="https://news.example/a"))
    await slack.send("slash_commands", requests.slash("impact TH", slack.response_url()))
    await slack.until(lambda: slack.responses)
    older = _button(slack.responses[0], "do-0")
    await slack.send("interactive", requests.pressed(older, slack.response_url("r2")))
    await slack.until(lambda: len(slack.responses) == 2)
    assert desk.asked[1].text == "impact TH page:2"
    assert slack.responses[1]["replace_original"] is True
    await slack.send("interactive", requests.pressed(older, slack.response_url("r3"), ephemeral=False))
    await slack.until(lambda: len(slack.responses) == 3)
    assert slack.responses[2]["replace_original"] is False
    assert _button(slack.responses[0], "open-1")["url"] == "https://news.example/a"


# --- under a digest ------------------------------------------------------------------------------------------------


def under(digest_id: int) -> dict[str, dict[str, Any]]:
    """The buttons under a digest, by their actions."""
    sheet = Document("en", (Heading(1, (Run("Thailand watch"),)),), digest=digest_id)
    (body,) = digest_bodies([sheet])
    return {button["action_id"]: button for button in body["blocks"][-1]["elements"]}


@pytest.mark.parametrize(
    ("action", "command"),
    [("do-details", "details d7"), ("do-up", "vote up d7"), ("do-down", "vote down d7")],
)
async def test_details_and_votes_are_commands_that_answer_the_presser_alone(
    slack: SlackServer, desk: Desk, action: str, command: str
) -> None:
    await slack.send("interactive", requests.pressed(under(7)[action], slack.response_url(), ephemeral=False))
    await slack.until(lambda: slack.responses)
    (asked,) = desk.asked
    assert (asked.text, asked.user.id, asked.channel) == (command, READER, Channel("slack", TEAM, CHANNEL))
    assert (slack.responses[0]["response_type"], slack.responses[0]["replace_original"]) == ("ephemeral", False)


async def shared(slack: SlackServer, to: str = "C0OTHER") -> None:
    """Press *Share* under a digest, choose a channel, and wait until the presser has been told."""
    told, forms = len(slack.responses), len(slack.views)
    await slack.send("interactive", requests.pressed(under(7)["forward"], slack.response_url("mine"), ephemeral=False))
    await slack.until(lambda: len(slack.views) > forms)
    how, form = slack.views[-1]
    assert (how, form["callback_id"], form["blocks"][0]["element"]["type"]) == (
        "open",
        "forward",
        "conversations_select",
    )
    chosen = {"channel_id": to, "response_url": slack.response_url(to)}
    await slack.send("interactive", requests.submitted(form, {}, to=chosen))
    await slack.until(lambda: [one for one in slack.responses[told:] if one["token"] == "mine"])


async def test_share_posts_a_digest_to_the_chosen_channel_signed_and_without_buttons(
    slack: SlackServer, desk: Desk
) -> None:
    await shared(slack)
    there, told = slack.responses
    assert (desk.asked[0].text, desk.asked[0].channel) == ("show d7", Channel("slack", TEAM, CHANNEL))
    assert (there["token"], there["response_type"], there["unfurl_links"]) == ("C0OTHER", "in_channel", False)
    assert "show d7" in text_of(there)
    assert "u0admin さんが共有" in text_of(there)  # in the language of the digest, here the asker's
    assert '"actions"' not in text_of(there)
    assert (told["response_type"], told["text"]) == ("ephemeral", "共有しました。")


async def test_what_was_shared_is_not_shared_there_twice(slack: SlackServer) -> None:
    await shared(slack)
    await shared(slack)
    await shared(slack, "C0THIRD")
    assert [one["token"] for one in slack.responses] == ["C0OTHER", "mine", "mine", "C0THIRD", "mine"]
    assert "すでに共有されています" in slack.responses[2]["text"]


async def test_a_form_that_is_submitted_twice_shares_once(slack: SlackServer) -> None:
    await slack.send("interactive", requests.pressed(under(7)["forward"], slack.response_url("mine"), ephemeral=False))
    await slack.until(lambda: slack.views)
    chosen = {"channel_id": "C0OTHER", "response_url": slack.response_url("C0OTHER")}
    submission = requests.submitted(slack.views[0][1], {}, to=chosen)
    await slack.send("interactive", submission)
    await slack.send("interactive", submission)
    await slack.send("slash_commands", requests.slash("latest", slack.response_url("after")))
    await slack.until(lambda: "after" in [one["token"] for one in slack.responses])
    await slack.until(lambda: "mine" in [one["token"] for one in slack.responses])
    assert [one["token"] for one in slack.responses].count("C0OTHER") == 1


async def test_a_channel_that_takes_no_message_is_said_and_may_be_tried_again(slack: SlackServer) -> None:
    slack.closed.add("C0OTHER")
    await shared(slack)
    assert "受け付けられませんでした" in slack.responses[-1]["text"]
    slack.closed.clear()
    await shared(slack)
    assert [one["token"] for one in slack.responses] == ["mine", "C0OTHER", "mine"]


async def test_a_lost_answer_to_sharing_is_said(slack: SlackServer) -> None:
    slack.cut.add("C0OTHER")
    await shared(slack)
    assert "応答が失われました" in slack.responses[-1]["text"]


async def test_a_digest_that_cannot_be_shown_is_not_shared(slack: SlackServer) -> None:
    async def answer(invocation: Invocation) -> Reply:
        return replace(await Desk().answer(invocation), failed=True)

    adapter = SlackAdapter(settings(slack))
    task = asyncio.create_task(adapter.listen(answer))
    await slack.connected(2)
    await shared(slack)
    assert [one["token"] for one in slack.responses] == ["mine"]
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await adapter.close()


# --- more of commands ----------------------------------------------------------------------------------------------


async def test_buttons_stand_before_a_table_which_is_last(slack: SlackServer) -> None:
    await slack.send("slash_commands", requests.slash("figures", slack.response_url()))
    await slack.until(lambda: slack.responses)
    assert [block["type"] for block in slack.responses[0]["blocks"]] == ["header", "rich_text", "actions", "table"]


async def test_a_mention_answers_like_the_command(slack: SlackServer, desk: Desk) -> None:
    await slack.send(
        "events_api", requests.mention(f"<@{BOT_USER}> figures <https://wire.example|wire.example> &gt; 5")
    )
    await slack.until(lambda: slack.ephemeral)
    assert desk.asked[0].text == "figures wire.example > 5"
    assert slack.ephemeral[0]["user"] == READER


async def test_the_message_shortcut_hands_the_text_on(slack: SlackServer, desk: Desk) -> None:
    await slack.send("interactive", requests.shortcut("Costs fell 40% &amp; more", slack.response_url()))
    await slack.until(lambda: slack.responses)
    assert (desk.asked[0].text, desk.asked[0].given) == ("figures", "Costs fell 40% & more")
    share = json.loads(_button(slack.responses[0], "share")["value"])
    assert share == {"do": "figures", "given": "Costs fell 40% & more"}


async def test_a_text_too_long_for_a_button_cannot_be_shared(slack: SlackServer) -> None:
    await slack.send("interactive", requests.shortcut("long " * 500, slack.response_url()))
    await slack.until(lambda: slack.responses)
    assert '"actions"' not in text_of(slack.responses[0])


async def test_a_message_without_text_says_so(slack: SlackServer, desk: Desk) -> None:
    await slack.send("interactive", requests.shortcut("", slack.response_url()))
    await slack.until(lambda: slack.responses)
    assert "no text to read" in text_of(slack.responses[0])
    assert desk.asked == []


# --- the form ------------------------------------------------------------------------------------------------------


async def test_subscribe_without_words_opens_a_form_that_becomes_a_command(slack: SlackServer, desk: Desk) -> None:
    await slack.send("slash_commands", requests.slash("subscribe", slack.response_url("r7"), user=ADMIN))
    await slack.until(lambda: slack.views)
    how, view = slack.views[0]
    assert (how, view["callback_id"]) == ("open", "subscribe")
    assert view["title"]["text"] == "チャンネルで購読"
    values = {
        "regions": {"regions": {"selected_options": [{"value": "TH"}, {"value": "035"}]}},
        "topics": {"topics": {"selected_options": [{"value": 'data "centre"'}]}},
        "at": {"at": {"selected_time": "07:15"}},
        "days": {"days": {"selected_option": {"value": "mon-fri"}}},
        "zone": {"zone": {"selected_option": {"value": "Asia/Bangkok"}}},
        "language": {"language": {"selected_option": {"value": "ja"}}},
    }
    line = 'subscribe region:TH region:035 topic:"data centre" lang:ja at:07:15 days:mon-fri tz:Asia/Bangkok'
    shown = view | {"id": "V1", "hash": "h", "state": {"values": values}}
    preview = {"action_id": "preview"}
    await slack.send("interactive", requests.pressed(preview, "", view=shown))
    await slack.until(lambda: len(slack.views) == 2)
    assert [invocation.text for invocation in desk.asked] == [
        'preview region:TH region:035 topic:"data centre" lang:ja'
    ]
    assert "divider" in [block["type"] for block in slack.views[1][1]["blocks"]]
    assert "answer" in json.dumps(slack.views[1][1]["blocks"][-2:])
    await slack.send("interactive", requests.submitted(view, values))
    await slack.until(lambda: slack.responses)
    assert [invocation.text for invocation in desk.asked[1:]] == [line]
    assert {invocation.channel for invocation in desk.asked} == {Channel("slack", TEAM, CHANNEL)}
    assert slack.responses[0]["token"] == "r7"


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        ("regions", "thai", "TH"),
        ("regions", "タイ", "TH"),
        ("regions", "South-East Asia", "035"),
        ("zone", "bangk", "Asia/Bangkok"),
        ("topics", "data centre", "data centre"),
    ],
)
async def test_the_forms_fields_suggest(slack: SlackServer, field: str, typed: str, expected: str) -> None:
    envelope = await slack.send("interactive", requests.suggestion(field, typed))
    options = slack.acknowledged[envelope]["options"]
    assert options[0]["value"] == expected
    assert len(options) <= 100


# --- events --------------------------------------------------------------------------------------------------------


async def test_the_bot_greets_a_channel_it_was_invited_to(slack: SlackServer) -> None:
    await slack.send("events_api", requests.joined("U0SOMEBODY"))
    await slack.send("events_api", requests.joined(BOT_USER))
    await slack.until(lambda: slack.messages)
    (message,) = slack.messages
    assert message.channel == CHANNEL
    assert "/digest subscribe" in message.text()


@pytest.mark.parametrize(("user", "commands"), [(ADMIN, ["list", "status"]), (READER, ["help"])])
async def test_app_home_shows_managers_the_workspace_and_others_what_to_ask(
    slack: SlackServer, desk: Desk, user: str, commands: list[str]
) -> None:
    await slack.send("events_api", requests.home_opened(user))
    await slack.until(lambda: slack.views)
    how, view = slack.views[0]
    assert (how, view["type"]) == ("publish", "home")
    assert [invocation.text for invocation in desk.asked] == commands
    assert {invocation.channel for invocation in desk.asked} == {Channel("slack", TEAM, "")}
    assert "table" not in {block["type"] for block in view["blocks"]}


# --- the connection ------------------------------------------------------------------------------------------------


async def test_the_health_says_that_the_socket_is_open(server: SlackServer, desk: Desk) -> None:
    adapter = SlackAdapter(settings(server))
    assert adapter.health()[0] is Health.OFFLINE
    async with listening(adapter, desk):
        await until(lambda: adapter.health()[0] is Health.READY)
    assert adapter.health() == (Health.OFFLINE, "stopped")


async def test_slacks_request_for_a_new_connection_is_followed(slack: SlackServer, desk: Desk) -> None:
    await slack.disconnect()
    await slack.connected(2)
    await slack.send("slash_commands", requests.slash("latest", slack.response_url()))
    await slack.until(lambda: slack.responses)
    assert len(desk.asked) == 1


async def test_a_server_that_dies_and_comes_back_is_found_again(
    server: SlackServer, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack_listening, "_POLL", 0.02)
    monkeypatch.setattr(slack_listening, "_FIRST_WAIT", 0.05)
    adapter = SlackAdapter(settings(server))
    async with listening(adapter, desk):
        await server.connected()
        port = int(server.url.rpartition(":")[2])
        await server.stop()
        await until(lambda: adapter.health()[0] is Health.FAILED)
        assert "next try" in adapter.health()[1]
        server.sockets.clear()
        await server.start(port)
        await server.connected()
        await until(lambda: adapter.health()[0] is Health.READY)
        await server.send("slash_commands", requests.slash("latest", server.response_url()))
        await server.until(lambda: server.responses)


async def test_a_first_connection_that_fails_is_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int
) -> None:
    monkeypatch.setattr(slack_listening, "_FIRST_WAIT", 0.05)
    server = SlackServer(url=f"http://127.0.0.1:{unused_tcp_port}")
    adapter = SlackAdapter(settings(server))
    async with listening(adapter, desk):
        await until(lambda: adapter.health()[0] is Health.FAILED)
        await server.start(unused_tcp_port)
        await until(lambda: adapter.health()[0] is Health.READY)
        await server.stop()


async def test_a_wrong_app_token_ends_the_listening_and_says_so(server: SlackServer, desk: Desk) -> None:
    adapter = SlackAdapter(settings(server, app_token="xapp-wrong"))
    with pytest.raises(Refused, match="invalid_auth"):
        await adapter.listen(desk.answer)
    assert adapter.health()[0] is Health.FAILED
    await adapter.close()


async def test_without_an_app_token_the_bot_only_posts(server: SlackServer, desk: Desk) -> None:
    adapter = SlackAdapter(settings(server, app_token=""))
    await adapter.listen(desk.answer)
    assert adapter.health()[0] is Health.OFFLINE
    (body,) = adapter.pack([document("40%")])
    await adapter.post(Post(Channel("slack", TEAM, CHANNEL), body, "d1"))
    assert len(server.messages) == 1
    await adapter.close()


# --- HTTP ----------------------------------------------------------------------------------------------------------


@pytest.fixture
async def http(server: SlackServer, desk: Desk) -> AsyncIterator[str]:
    """Where a bot in HTTP mode takes Slack's requests."""
    adapter = SlackAdapter(settings(server, mode="http", signing_secret=SIGNING_SECRET, app_token="", port=0))
    async with listening(adapter, desk):
        await until(lambda: adapter.health()[0] is Health.READY)
        yield adapter.health()[1]


async def _send(url: str, body: str, headers: dict[str, str]) -> tuple[int, str]:
    kind = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers={"Content-Type": kind, **headers}) as response,
    ):
        return response.status, await response.text()


async def test_a_signed_command_is_answered(server: SlackServer, desk: Desk, http: str) -> None:
    body = form(requests.slash("impact TH", server.response_url()))
    assert (await _send(http, body, signed(body)))[0] == 200
    await server.until(lambda: server.responses)
    assert desk.asked[0].text == "impact TH"


async def test_a_request_that_is_not_slacks_is_refused(server: SlackServer, desk: Desk, http: str) -> None:
    body = form(requests.slash("impact TH", server.response_url()))
    assert (await _send(http, body, {}))[0] == 401
    assert (await _send(http, body, signed(body, secret="guessed")))[0] == 401
    assert (await _send(http, body + "&x=1", signed(body)))[0] == 401
    assert (await _send(http, body, signed(body, at=time.time() - 400)))[0] == 401
    assert desk.asked == []


async def test_a_retry_of_a_handled_event_is_recognised(server: SlackServer, desk: Desk, http: str) -> None:
    body = json.dumps(requests.mention(f"<@{BOT_USER}> latest"))
    for headers in ({}, {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}):
        assert (await _send(http, body, signed(body) | headers))[0] == 200
    await server.until(lambda: server.ephemeral)
    assert len(desk.asked) == 1


async def test_slacks_check_of_the_address_is_answered(http: str) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c0ffee", "token": "x"})
    status, text = await _send(http, body, signed(body))
    assert (status, json.loads(text)) == (200, {"challenge": "c0ffee"})


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
        encryption_key=Fernet.generate_key().decode(),
        port=0,
    )
    adapter = SlackAdapter(given, database=database)
    async with listening(adapter, desk):
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


async def test_an_installation_that_somebody_else_began_is_refused(many: tuple[SlackAdapter, str, Database]) -> None:
    _, url, _ = many
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{url}/slack/oauth_redirect", params={"code": "code-T0ONE", "state": "guessed"}) as done,
    ):
        assert done.status == 400


@pytest.mark.parametrize("farewell", [requests.uninstalled, requests.revoked])
async def test_a_workspace_that_removes_the_app_is_forgotten(
    server: SlackServer, many: tuple[SlackAdapter, str, Database], farewell: Callable[[], dict[str, Any]]
) -> None:
    adapter, url, _ = many
    await _install(url, TEAM)
    await adapter.post(_post(adapter, TEAM))
    body = json.dumps(farewell())
    assert (await _send(f"{url}/slack/events", body, signed(body)))[0] == 200
    assert adapter.installations is not None
    async with asyncio.timeout(5):
        while await adapter.installations.bot_token(TEAM):  # noqa: ASYNC110 - bolt works after it has answered
            await asyncio.sleep(0.02)
    with pytest.raises(Refused, match="not installed"):
        await adapter.post(_post(adapter, TEAM))


# --- shapes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "name"),
    [
        (requests.slash("x", "u"), "SlashCommandPayload"),
        (requests.pressed({"action_id": "a", "value": "v"}, "u"), "BlockActionPayload"),
        (requests.shortcut("x", "u"), "MessageShortcutPayload"),
        (requests.mention("x"), "AppMentionPayload"),
        (requests.joined("U1"), "MemberJoinedChannelPayload"),
        (requests.home_opened(), "AppHomeOpenedPayload"),
        (requests.submitted({}, {}), "ViewSubmissionPayload"),
        (requests.uninstalled(), "AppUninstalledPayload"),
        (requests.revoked(), "TokensRevokedPayload"),
    ],
)
def test_our_requests_have_no_key_that_slacks_have_not(made: dict[str, Any], name: str) -> None:
    assert list(requests.strangers(made, requests.sample(name))) == []


async def test_our_servers_answers_have_no_key_that_slacks_have_not(server: SlackServer) -> None:
    calls: list[tuple[str, dict[str, Any], str]] = [
        ("auth.test", {}, BOT_TOKEN),
        ("users.info", {"user": READER}, BOT_TOKEN),
        ("apps.connections.open", {}, APP_TOKEN),
        ("oauth.v2.access", {"code": "code-T1"}, ""),
        ("chat.postEphemeral", {"blocks": [{"type": "divider"}]}, BOT_TOKEN),
    ]
    async with aiohttp.ClientSession() as session:
        for method, given, token in calls:
            headers = {"Authorization": f"Bearer {token}"}
            async with session.post(server.api + method, json=given, headers=headers) as response:
                answer = await response.json()
            assert answer["ok"], method
            assert list(requests.strangers(answer, requests.sample(method))) == [], method


def _button(response: dict[str, Any], action: str) -> dict[str, Any]:
    (found,) = [
        element
        for block in response["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
        if element["action_id"] == action
    ]
    return dict(found)


# --- what may go wrong ---------------------------------------------------------------------------------------------


async def test_a_port_that_is_taken_ends_the_listening_and_says_so(server: SlackServer, desk: Desk) -> None:
    port = int(server.url.rpartition(":")[2])
    adapter = SlackAdapter(settings(server, mode="http", signing_secret=SIGNING_SECRET, app_token="", port=port))
    with pytest.raises(Unavailable, match="cannot listen"):
        await adapter.listen(desk.answer)
    assert adapter.health() == (Health.FAILED, f"cannot listen on 127.0.0.1:{port}")
    await adapter.close()


async def test_an_asker_whom_slack_does_not_describe_is_nobody_in_particular(slack: SlackServer, desk: Desk) -> None:
    slack.refusals["users.info"] = "missing_scope"
    await slack.send("slash_commands", requests.slash("latest", slack.response_url(), user=ADMIN))
    await slack.until(lambda: slack.responses)
    (asked,) = desk.asked
    assert (asked.language, asked.zone, asked.user.manager) == (Language.EN, "UTC", False)


async def test_an_answer_longer_than_a_response_url_takes_goes_on_as_private_messages(slack: SlackServer) -> None:
    async def answer(_invocation: Invocation) -> Reply:
        lines = tuple((Run(f"item {number} " + "x" * 500),) for number in range(90))
        return Reply(Document("en", (Bullets(lines),)))

    adapter = SlackAdapter(settings(slack))
    task = asyncio.create_task(adapter.listen(answer))
    await slack.connected(2)
    await slack.send("slash_commands", requests.slash("figures", slack.response_url()))
    await slack.until(lambda: slack.ephemeral)
    await until(lambda: "item 89 " in json.dumps(slack.ephemeral[-1]))
    assert len(slack.responses) == 4
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await adapter.close()


async def test_a_failure_behind_a_command_is_logged(slack: SlackServer) -> None:
    async def failing(_invocation: Invocation) -> Reply:
        raise RuntimeError("the shelf fell down")

    adapter = SlackAdapter(settings(slack))
    task = asyncio.create_task(adapter.listen(failing))
    await slack.connected(2)
    with structlog.testing.capture_logs() as logged:
        await slack.sockets[-1].send_json(
            {"envelope_id": "e1", "type": "slash_commands", "payload": requests.slash("latest", slack.response_url())}
        )
        await until(lambda: any("the shelf fell down" in entry.get("trace", "") for entry in logged))
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await adapter.close()


def test_what_was_seen_long_ago_is_forgotten() -> None:
    once = Once(most=2)
    assert [once.first(key) for key in ("a", "b", "a", "c", "a", "", "")] == [True, True, False, True, True, True, True]


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
