from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr, ValidationError

from bot.adapters import slack_errors
from bot.adapters.slack import SlackAdapter, SlackSettings
from bot.chat import Ambiguous, Body, Post, Refused, SendError, Throttled, Unavailable
from digests.model import Channel, Receipt
from digests.resources import directory
from digests.words import Words
from tests.bot.adapter_contract import AdapterContract, Taken, Trouble, document
from tests.bot.slack_rules import message_violations
from tests.bot.slack_server import ARCHIVED, BOT_TOKEN, CHANNEL, TEAM, Fault, SlackServer

_FAULTS = {
    Trouble.THROTTLED: Fault.THROTTLED,
    Trouble.THROTTLED_EVERYWHERE: Fault.THROTTLED_EVERYWHERE,
    Trouble.FAILED_BEFORE: Fault.FAILED_BEFORE,
    Trouble.FAILED_AFTER: Fault.FAILED_AFTER,
    Trouble.DROPPED: Fault.DROPPED,
    Trouble.SILENT: Fault.SILENT,
}


def settings(server: SlackServer, **changed: object) -> SlackSettings:
    given = {"bot_token": BOT_TOKEN, "base_url": server.api, "mode": "off", "timeout": 10} | changed
    return SlackSettings.model_validate(given)


@dataclass
class SlackHarness:
    adapter: SlackAdapter
    server: SlackServer
    channel: Channel
    retry_after: float = 1.0

    async def arrange(self, trouble: Trouble) -> None:
        if trouble is Trouble.UNREACHABLE:
            await self.server.stop()
        elif trouble is Trouble.SILENT:  # the one that waits for the timeout; the others must not race against it
            await self.adapter.close()
            self.adapter = SlackAdapter(settings(self.server, timeout=1))
            self.server.faults.append(_FAULTS[trouble])
        elif trouble is Trouble.REFUSED:
            self.server.refusals["chat.postMessage"] = "is_archived"
        else:
            self.server.faults.append(_FAULTS[trouble])

    def taken(self) -> tuple[Taken, ...]:
        return tuple(
            Taken(m.ts, m.body["metadata"]["event_payload"]["mark"], m.text(), m.body.get("thread_ts", ""))
            for m in self.server.messages
        )

    def attempts(self) -> int:
        return sum(method == "chat.postMessage" for method, _ in self.server.calls)

    def faults(self, body: Body) -> tuple[str, ...]:
        return tuple(message_violations(body))

    def pings(self, ref: str) -> bool:
        (message,) = [m for m in self.server.messages if m.ts == ref]
        parsed = [message.body["text"]]
        nodes: list[object] = [message.body["blocks"]]
        while nodes:
            node = nodes.pop()
            if isinstance(node, list):
                nodes += node
            elif isinstance(node, dict):
                nodes += node.values()
                if node.get("type") == "mrkdwn":
                    parsed.append(node["text"])
                if node.get("type") in {"user", "usergroup", "broadcast", "channel"}:
                    return True
        return any(mark in text for text in parsed for mark in ("<!", "<@", "<#", "<http"))


class TestSlack(AdapterContract):
    @pytest.fixture
    async def harness(self) -> AsyncIterator[SlackHarness]:
        async with SlackServer().running() as server:
            adapter = SlackAdapter(settings(server))
            yield SlackHarness(adapter, server, Channel("slack", TEAM, CHANNEL))
            await adapter.close()


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer().running() as running:
        yield running


@pytest.fixture
async def adapter(server: SlackServer) -> AsyncIterator[SlackAdapter]:
    made = SlackAdapter(settings(server))
    yield made
    await made.close()


def a_post(adapter: SlackAdapter, *, channel: str = CHANNEL, mark: str = "d1", thread: Receipt | None = None) -> Post:
    (body,) = adapter.pack([document("40% ↓ cost")])
    return Post(Channel("slack", TEAM, channel), body, mark, thread)


# --- errors --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "becomes"),
    [
        ("channel_not_found", Refused),
        ("not_in_channel", Refused),
        ("is_archived", Refused),
        ("account_inactive", Refused),
        ("token_revoked", Refused),
        ("invalid_auth", Refused),
        ("ratelimited", Throttled),
        ("msg_too_long", Refused),
        ("invalid_blocks", Refused),
        ("fatal_error", Ambiguous),
        ("service_unavailable", Unavailable),
        ("some_error_of_next_year", Refused),
    ],
)
async def test_an_error_says_what_it_means_for_the_message_and_what_helps(
    server: SlackServer, adapter: SlackAdapter, code: str, becomes: type[SendError]
) -> None:
    server.refusals["chat.postMessage"] = code
    with pytest.raises(SendError) as error:
        await adapter.post(a_post(adapter))
    assert type(error.value) is becomes
    assert error.value.remedy
    assert error.value.retry is not (becomes is Refused)
    assert error.value.where == f"slack/{TEAM}/{CHANNEL}"
    if becomes is not Throttled:
        assert f"({code})" in error.value.what


@pytest.mark.parametrize("language", ["ja", "zh", "th"])
@pytest.mark.parametrize("code", sorted(slack_errors._REFUSED))
def test_what_a_refusal_says_is_told_in_every_language(language: str, code: str) -> None:
    words = Words(language, [directory("templates")])
    assert all(words.retell(sentence) != sentence for sentence in slack_errors._REFUSED[code])


async def test_an_archived_channel_is_refused(adapter: SlackAdapter) -> None:
    with pytest.raises(Refused, match="archived"):
        await adapter.post(a_post(adapter, channel=ARCHIVED))


async def test_a_revoked_token_is_refused_before_anything_is_posted(server: SlackServer, adapter: SlackAdapter) -> None:
    server.tokens.clear()
    with pytest.raises(Refused, match="token_revoked"):
        await adapter.post(a_post(adapter))
    assert [method for method, _ in server.calls] == ["auth.test"]


async def test_an_unavailable_service_has_not_taken_it(server: SlackServer, adapter: SlackAdapter) -> None:
    server.refusals["chat.postMessage"] = "service_unavailable"
    with pytest.raises(Unavailable):
        await adapter.post(a_post(adapter))


async def test_a_question_without_an_answer_is_no_ambiguity(server: SlackServer, adapter: SlackAdapter) -> None:
    server.refusals["auth.test"] = "fatal_error"
    with pytest.raises(Unavailable):
        await adapter.post(a_post(adapter))


async def test_a_pause_without_a_length_is_half_a_minute(server: SlackServer, adapter: SlackAdapter) -> None:
    server.refusals["chat.postMessage"] = "ratelimited"
    with pytest.raises(Throttled) as throttled:
        await adapter.post(a_post(adapter))
    assert throttled.value.retry_after == 30


# --- finding -------------------------------------------------------------------------------------------------------


async def test_a_thread_message_is_found_in_its_thread(server: SlackServer, adapter: SlackAdapter) -> None:
    since = datetime.now(UTC) - timedelta(minutes=1)
    parent = await adapter.post(a_post(adapter))
    post = a_post(adapter, mark="d2", thread=parent)
    receipt = await adapter.post(post)
    assert await adapter.find(post, since) == receipt
    assert await adapter.find(a_post(adapter, mark="d3", thread=parent), since) is None


async def test_a_message_far_back_in_the_channel_is_found(server: SlackServer, adapter: SlackAdapter) -> None:
    since = datetime.now(UTC) - timedelta(minutes=1)
    receipt = await adapter.post(a_post(adapter))
    for number in range(230):
        await adapter.post(a_post(adapter, mark=f"other{number}"))
    assert await adapter.find(a_post(adapter), since) == receipt


async def test_a_message_from_before_the_first_try_is_another(adapter: SlackAdapter) -> None:
    await adapter.post(a_post(adapter))
    assert await adapter.find(a_post(adapter), datetime.now(UTC) + timedelta(minutes=1)) is None


async def test_without_the_history_permission_nothing_is_claimed(server: SlackServer, adapter: SlackAdapter) -> None:
    server.refusals["conversations.history"] = "missing_scope"
    with pytest.raises(SendError):
        await adapter.find(a_post(adapter), datetime.now(UTC))


async def test_a_receipt_links_to_the_message(adapter: SlackAdapter) -> None:
    receipt = await adapter.post(a_post(adapter))
    assert receipt.link == f"https://loopback.slack.example/archives/{CHANNEL}/p{receipt.ref.replace('.', '')}"


# --- settings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({}, "bot_token is missing"),
        ({"bot_token": "x", "mode": "http"}, "signing_secret is missing"),
        ({"client_id": "1.2"}, "client_id needs client_secret and encryption_key"),
        ({"bot_token": "x", "base_url": "slack.com"}, "is no web address"),
        ({"bot_token": "x", "colour": "red"}, "colour"),
    ],
)
def test_wrong_settings_say_what_is_missing(given: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        SlackSettings.model_validate(given)


def test_secrets_are_never_shown() -> None:
    shown = repr(SlackSettings(bot_token=SecretStr("xoxb-secret"), app_token=SecretStr("xapp-secret")))
    assert "secret'" not in shown
