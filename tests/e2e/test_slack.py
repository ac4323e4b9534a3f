"""Sample articles to a Slack channel and back: the whole program but its command line, against a Slack of our own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog.testing

from bot.adapters.slack import SlackAdapter, SlackSettings
from bot.app import App
from bot.chat import Invocation, Reply
from digests.model import Channel, Digest, Filters, State, Subscription
from digests.press import Press
from digests.sources.folder import FolderSource
from tests.bot import slack_requests as requests
from tests.bot.slack_server import ADMIN, APP_TOKEN, BOT_TOKEN, CHANNEL, TEAM, Fault, SlackServer
from tests.e2e.house import THAILAND, deliver, open_digest, opened

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

    def open_digest(self, filters: Filters = THAILAND) -> Digest:
        return open_digest(self.press, PLACE, filters)

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


async def test_a_pause_that_slack_asks_for_is_kept_by_the_ledger_and_not_by_a_client(house: House) -> None:
    house.slack.busy["chat.postMessage"], house.slack.retry_after = 1, 1
    digest = house.open_digest()
    with structlog.testing.capture_logs() as logged:
        states = await house.deliver(digest)
    assert set(states) == {State.SENT}
    (postponed,) = [entry for entry in logged if entry["event"] == "postponed"]
    assert (postponed["seconds"], postponed["unclear"]) == (1.0, False)
    posts = [given for method, given in house.slack.calls if method == "chat.postMessage"]
    assert (len(posts), len(house.slack.messages)) == (len(states) + 1, len(states))


async def test_an_earlier_attempt_is_looked_for_until_slack_answers(house: House) -> None:
    """The answer to the post is lost; the history is at first at its limit, and then its own answer is lost, too."""
    house.slack.faults.append(Fault.DROPPED)
    house.slack.retry_after, house.slack.busy["conversations.history"] = 0, 1
    house.slack.dropped["conversations.history"] = 1
    states = await house.deliver(house.open_digest())
    assert set(states) == {State.SENT}
    assert len(house.slack.messages) == len(states)
    assert [method for method, _ in house.slack.calls].count("conversations.history") == 3


async def test_what_cannot_be_looked_for_is_unknown_and_never_sent_again(house: House) -> None:
    house.slack.faults.append(Fault.DROPPED)
    house.slack.refusals["conversations.history"] = "missing_scope"
    states = await house.deliver(house.open_digest())
    assert states == [State.UNKNOWN]
    assert len(house.slack.messages) == 1
    async with house.listening():
        await house.slack.send("slash_commands", requests.slash("status", house.slack.response_url(), user=ADMIN))
        await house.slack.until(lambda: house.slack.responses)
    shown = json.dumps(house.slack.responses[0], ensure_ascii=False)
    assert "不明 · トークンに権限が足りません (missing_scope) · 権限が足りません。" in shown


async def test_a_corrected_article_changes_the_message_and_is_noted_in_its_thread(house: House, tmp_path: Path) -> None:
    story = (
        "Kestrel halts terminals after attack\n\n"
        "Kestrel Logistics said on Monday that 3.2 million customers were affected. Profit will fall to €45 million.\n"
    )
    article = tmp_path / "news" / "kestrel.txt"
    article.parent.mkdir()

    def read(text: str) -> None:
        article.write_text(text, encoding="utf-8")
        house.app.desk.collect(FolderSource((article.parent,)))

    read(story)
    digest = house.open_digest(Filters(words=("Kestrel",)))
    await house.deliver(digest)
    parent, told = house.slack.messages[0], len(house.slack.messages)
    assert "3.2M" in parent.text()
    mark = dict(parent.body["metadata"])
    read(story.replace("3.2 million", "3.4 million"))
    assert house.press.correct() == (digest.id,)
    await house.deliver(digest)
    edited = [given["ts"] for method, given in house.slack.calls if method == "chat.update"]
    assert parent.ts in edited
    assert "was <https" not in parent.text()
    assert "3.4M" in parent.text()
    assert parent.body["metadata"] == mark
    (note,) = house.slack.messages[told:]
    assert note.body["thread_ts"] == parent.ts
    assert note.body["metadata"]["event_payload"]["mark"] != mark["event_payload"]["mark"]
    assert "Corrected" in note.text()


async def test_app_home_shows_next_sends_and_what_failed_with_what_helps(house: House) -> None:
    house.slack.refusals["chat.postMessage"] = "not_in_channel"
    await house.deliver(house.open_digest())
    house.press.subscribe(Subscription("japan", Channel("slack", TEAM, "C0JAPAN"), title="Japan watch"))
    async with house.listening():
        await house.slack.send("events_api", requests.home_opened(ADMIN))
        await house.slack.until(lambda: house.slack.views)
    shown = json.dumps(house.slack.views[0][1], ensure_ascii=False)
    assert "次回" in shown
    assert "ボットがチャンネルに入っていません (not_in_channel) · ボットを招待してください" in shown


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
