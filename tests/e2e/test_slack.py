"""Sample articles to a Slack channel and back: the whole program but its command line, against a Slack of our own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.adapters.slack import SlackAdapter, SlackSettings
from bot.app import App
from bot.chat import Invocation, Reply
from digests.model import Channel, Digest, State, Subscription
from digests.press import Press
from tests.bot import slack_requests as requests
from tests.bot.slack_server import ADMIN, APP_TOKEN, BOT_TOKEN, CHANNEL, TEAM, Fault, SlackServer
from tests.e2e.house import deliver, open_digest, opened

PLACE = Channel("slack", TEAM, CHANNEL)


@dataclass
class House:
    app: App
    press: Press
    adapter: SlackAdapter
    slack: SlackServer

    async def answer(self, invocation: Invocation) -> Reply:
        return await asyncio.to_thread(self.app.commands().answer, invocation)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """The bot's socket is open until the end of the block."""
        task = asyncio.create_task(self.adapter.listen(self.answer))
        try:
            await self.slack.connected()
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def open_digest(self) -> Digest:
        return open_digest(self.press, PLACE)

    async def deliver(self, digest: Digest) -> list[State]:
        return await deliver(self.app, self.press, self.adapter, digest)


@pytest.fixture
async def house(tmp_path: Path, newsroom: Path) -> AsyncIterator[House]:
    async with SlackServer().running() as slack:
        given = {"bot_token": BOT_TOKEN, "app_token": APP_TOKEN, "base_url": slack.api, "timeout": 1}
        adapter = SlackAdapter(SlackSettings.model_validate(given))
        adapter.per_second = 1000.0  # the server of the tests counts nothing
        with opened(tmp_path / "data", newsroom) as (app, press):
            yield House(app, press, adapter, slack)
        await adapter.close()


async def test_sample_articles_become_a_digest_with_its_thread_in_a_channel(house: House) -> None:
    digest = house.open_digest()
    house.slack.faults.append(Fault.FAILED_AFTER)
    states = await house.deliver(digest)
    assert set(states) == {State.SENT}
    parent, *thread = house.slack.messages
    assert "Thailand watch" in parent.text()
    assert len(house.slack.messages) == len(states)
    assert {message.body["thread_ts"] for message in thread} == {parent.ts}
    assert "conversations.history" in {method for method, _ in house.slack.calls}


async def test_an_archived_channel_pauses_the_subscription_and_says_why(house: House) -> None:
    house.slack.refusals["chat.postMessage"] = "is_archived"
    states = await house.deliver(house.open_digest())
    assert State.SENT not in states
    (subscription,) = house.press.subscriptions()
    assert "archived" in subscription.paused_reason


async def test_app_home_shows_a_manager_every_subscription_of_the_workspace(house: House) -> None:
    house.open_digest()
    elsewhere = Subscription("elsewhere", Channel("slack", "T0OTHER", "C9"), title="Somebody else's")
    house.press.subscribe(elsewhere)
    async with house.listening():
        await house.slack.send("events_api", requests.home_opened(ADMIN))
        await house.slack.until(lambda: house.slack.views)
        shown = json.dumps(house.slack.views[0][1], ensure_ascii=False)
        assert "Thailand watch" in shown
        assert "Somebody else" not in shown


async def test_the_shortcut_explains_the_figures_of_any_message(house: House) -> None:
    text = "Exports fell 4.2 per cent in May to US$3.1 billion. The tariff could hurt Thailand's small exporters."
    async with house.listening():
        await house.slack.send("interactive", requests.shortcut(text, house.slack.response_url()))
        await house.slack.until(lambda: house.slack.responses)
        (response,) = house.slack.responses
        assert response["blocks"][-1]["type"] == "table"
        shown = json.dumps(response["blocks"], ensure_ascii=False)
        for expected in ("4.2%", "US$3.1B", "flag-th"):
            assert expected in shown


@pytest.mark.parametrize(
    ("command", "expected"),
    [("impact TH", "Thailand"), ("help", "impact"), ("figures kind:percent", "%"), ("sumary", "did you mean")],
)
async def test_a_slash_command_is_answered_by_the_newsroom(house: House, command: str, expected: str) -> None:
    async with house.listening():
        await house.slack.send("slash_commands", requests.slash(command, house.slack.response_url()))
        await house.slack.until(lambda: house.slack.responses)
        response = house.slack.responses[0]
        assert response["response_type"] == "ephemeral"
        assert expected in json.dumps(response, ensure_ascii=False)
