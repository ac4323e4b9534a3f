from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator

import pytest
import structlog.testing

from bot.adapters import slack_listening, slack_talk
from bot.adapters.slack import SlackAdapter
from bot.adapters.slack_views import subscribe_form
from bot.chat import Health, Invocation, Post, Refused, Reply
from digests.model import Channel, Language
from tests.bot import slack_requests as requests
from tests.bot.adapter_contract import document
from tests.bot.slack_desk import Desk, listening, send, settings, until
from tests.bot.slack_server import (
    BOT_USER,
    CHANNEL,
    SIGNING_SECRET,
    TEAM,
    SlackServer,
    form,
    signed,
)


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


# --- the connection ------------------------------------------------------------------------------------------------


async def test_the_health_says_that_the_socket_is_open(server: SlackServer, desk: Desk) -> None:
    adapter = SlackAdapter(settings(server))
    assert adapter.health()[0] is Health.OFFLINE
    async with listening(adapter, desk.answer):
        await until(lambda: adapter.health()[0] is Health.READY)
    assert adapter.health() == (Health.OFFLINE, "it has stopped")


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "too_many_websockets"])
async def test_slacks_request_for_a_new_connection_is_followed(slack: SlackServer, desk: Desk, reason: str) -> None:
    await slack.disconnect(reason)
    await slack.connected(2)
    await slack.send("slash_commands", requests.slash("latest", slack.response_url()))
    await slack.until(lambda: slack.responses)
    assert len(desk.asked) == 1


async def test_a_socket_mode_that_is_switched_off_is_said_and_found_again_when_it_is_on(
    server: SlackServer, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack_listening, "_POLL", 0.02)
    monkeypatch.setattr(slack_listening, "_FIRST_WAIT", 0.05)
    adapter = SlackAdapter(settings(server))
    with structlog.testing.capture_logs() as logged:
        async with listening(adapter, desk.answer):
            await server.connected()
            server.refusals["apps.connections.open"] = "an_error_that_slack_does_not_document"
            await server.disconnect("link_disabled")
            await until(lambda: sum(entry.get("state") == "failed" for entry in logged) >= 2)
            server.refusals.clear()
            await server.connected(2)
            await until(lambda: adapter.health()[0] is Health.READY)
    details = [entry["detail"] for entry in logged if entry.get("state") == "failed"]
    assert details[0].startswith("Socket Mode is switched off; switch it on")
    assert "an_error_that_slack_does_not_document" in details[1]


async def test_a_server_that_dies_and_comes_back_is_found_again(
    server: SlackServer, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack_listening, "_POLL", 0.02)
    monkeypatch.setattr(slack_listening, "_FIRST_WAIT", 0.05)
    adapter = SlackAdapter(settings(server))
    async with listening(adapter, desk.answer):
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
    async with listening(adapter, desk.answer):
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
    async with listening(adapter, desk.answer):
        await until(lambda: adapter.health()[0] is Health.READY)
        yield adapter.health()[1]


async def test_a_signed_command_is_answered(server: SlackServer, desk: Desk, http: str) -> None:
    body = form(requests.slash("impact TH", server.response_url()))
    assert (await send(http, body, signed(body)))[0] == 200
    await server.until(lambda: server.responses)
    assert desk.asked[0].text == "impact TH"


async def test_a_request_that_is_not_slacks_is_refused(server: SlackServer, desk: Desk, http: str) -> None:
    body = form(requests.slash("impact TH", server.response_url()))
    assert (await send(http, body, {}))[0] == 401
    assert (await send(http, body, signed(body, secret="guessed")))[0] == 401
    assert (await send(http, body + "&x=1", signed(body)))[0] == 401
    assert (await send(http, body, signed(body, at=time.time() - 400)))[0] == 401
    assert (await send(http, body, signed(body, at=time.time() + 400)))[0] == 401
    assert (await send(http, body, signed(body) | {"X-Slack-Request-Timestamp": "soon"}))[0] == 401
    assert (await send(http, body, signed(body) | {"X-Slack-Signature": "v0="}))[0] == 401
    assert desk.asked == []


async def test_a_signed_request_that_is_played_back_is_answered_once(
    server: SlackServer, desk: Desk, http: str
) -> None:
    press = {"action_id": "do-0", "value": json.dumps({"do": "impact TH page:2", "given": ""})}
    bodies = [
        form(requests.slash("impact TH", server.response_url())),
        form({"payload": json.dumps(requests.pressed(press, server.response_url()))}),
        json.dumps(requests.mention(f"<@{BOT_USER}> status")),
    ]
    for body in bodies:
        headers = signed(body)
        assert [(await send(http, body, headers))[0] for _ in range(3)] == [200] * 3
    await until(lambda: len(desk.asked) == len(bodies))
    assert sorted(asked.text for asked in desk.asked) == ["impact TH", "impact TH page:2", "status"]


async def test_work_that_hangs_keeps_no_request_waiting(server: SlackServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is asked is acknowledged while its answer is still being worked on."""
    monkeypatch.setattr(slack_talk, "_FORM_SECONDS", 0.05)
    may_answer = asyncio.Event()

    async def answer(invocation: Invocation) -> Reply:
        await may_answer.wait()
        return await Desk().answer(invocation)

    press = {"action_id": "do-0", "value": json.dumps({"do": "impact TH page:2", "given": ""})}
    form_ = subscribe_form(Language.EN, "UTC", {"channel": CHANNEL, "response_url": server.response_url("form")})
    adapter = SlackAdapter(settings(server, mode="http", signing_secret=SIGNING_SECRET, app_token="", port=0))
    async with listening(adapter, answer):
        await until(lambda: adapter.health()[0] is Health.READY)
        url = adapter.health()[1]
        for body in (
            form(requests.slash("impact TH", server.response_url("command"))),
            form({"payload": json.dumps(requests.pressed(press, server.response_url("press")))}),
            form({"payload": json.dumps(requests.shortcut("40%", server.response_url("shortcut")))}),
            form({"payload": json.dumps(requests.submitted(form_, {}))}),
            json.dumps(requests.mention(f"<@{BOT_USER}> status")),
            json.dumps(requests.home_opened()),
        ):
            assert (await send(url, body, signed(body)))[0] == 200
        assert (server.responses, server.ephemeral, server.views) == ([], [], [])
        may_answer.set()
        await server.until(lambda: len(server.responses) == 4 and server.ephemeral and server.views)
    assert {one["token"] for one in server.responses} == {"command", "press", "shortcut", "form"}


async def test_a_retry_of_a_handled_event_is_recognised(server: SlackServer, desk: Desk, http: str) -> None:
    body = json.dumps(requests.mention(f"<@{BOT_USER}> latest"))
    for headers in ({}, {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}):
        assert (await send(http, body, signed(body) | headers))[0] == 200
    await server.until(lambda: server.ephemeral)
    assert len(desk.asked) == 1


async def test_slacks_check_of_the_address_is_answered(http: str) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c0ffee", "token": "x"})
    status, text = await send(http, body, signed(body))
    assert (status, json.loads(text)) == (200, {"challenge": "c0ffee"})
