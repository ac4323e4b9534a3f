from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr, ValidationError

from bot.adapters.discord import DIRECT as DIRECTLY
from bot.adapters.discord import DiscordAdapter, DiscordSettings, thread_name
from bot.chat import Ambiguous, Body, Health, Post, Refused, SendError, Throttled, Unavailable
from digests.model import Channel, Receipt
from tests.bot.adapter_contract import AdapterContract, Taken, Trouble, document
from tests.bot.discord_objects import BOT, CHANNEL, DIRECT, GUILD, READER, TOKEN, Message, snowflake
from tests.bot.discord_rules import violations
from tests.bot.discord_server import DiscordServer, Fault

PLACE = Channel("discord", GUILD, CHANNEL)

_FAULTS = {
    Trouble.THROTTLED: Fault.THROTTLED,
    Trouble.THROTTLED_EVERYWHERE: Fault.THROTTLED_EVERYWHERE,
    Trouble.FAILED_BEFORE: Fault.FAILED_BEFORE,
    Trouble.FAILED_AFTER: Fault.FAILED_AFTER,
    Trouble.DROPPED: Fault.DROPPED,
    Trouble.SILENT: Fault.SILENT,
}


def settings(server: DiscordServer, **changed: object) -> DiscordSettings:
    given = {"bot_token": TOKEN, "base_url": server.api, "gateway_url": server.socket, "timeout": 5} | changed
    return DiscordSettings.model_validate(given)


@dataclass
class DiscordHarness:
    adapter: DiscordAdapter
    server: DiscordServer
    channel: Channel = PLACE
    retry_after: float = 1.5

    async def arrange(self, trouble: Trouble) -> None:
        if trouble is Trouble.UNREACHABLE:
            await self.server.stop()
        elif trouble is Trouble.REFUSED:
            self.server.refusals["create_message"] = (403, 50001)
        else:
            self.server.faults.append(_FAULTS[trouble])

    def taken(self) -> tuple[Taken, ...]:
        return tuple(
            Taken(m.id, m.body["nonce"], m.text(), m.channel if m.channel != CHANNEL else "")
            for m in self.server.messages
        )

    def attempts(self) -> int:
        return len(self.server.called("create_message"))

    def faults(self, body: Body) -> tuple[str, ...]:
        return tuple(violations(body))

    def pings(self, ref: str) -> bool:
        body = self.server.message(ref).body
        texts = [body.get("content", "")]
        texts += [embed.get(key, "") for embed in body.get("embeds", []) for key in ("title", "description")]
        marks = re.compile(r"(?<!\\)(@everyone|@here|<[@#]|\]\((?!<?https://news))")
        return body["allowed_mentions"] != {"parse": []} or any(marks.search(text) for text in texts)


class TestDiscord(AdapterContract):
    @pytest.fixture
    async def harness(self) -> AsyncIterator[DiscordHarness]:
        async with DiscordServer().running() as server:
            adapter = DiscordAdapter(settings(server, timeout=1))
            yield DiscordHarness(adapter, server)
            await adapter.close()


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer().running() as running:
        yield running


@pytest.fixture
async def adapter(server: DiscordServer) -> AsyncIterator[DiscordAdapter]:
    made = DiscordAdapter(settings(server))
    yield made
    await made.close()


def a_post(
    adapter: DiscordAdapter,
    text: str = "40% ↓ cost",
    *,
    channel: Channel = PLACE,
    mark: str = "d1",
    thread: Receipt | None = None,
) -> Post:
    (body,) = adapter.pack([document(text, title="Thailand watch")])
    return Post(channel, body, mark, thread)


def a_minute_ago() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=1)


# --- posting alone -------------------------------------------------------------------------------------------------


async def test_posting_logs_in_once_and_opens_no_gateway(server: DiscordServer, adapter: DiscordAdapter) -> None:
    await adapter.post(a_post(adapter))
    await adapter.post(a_post(adapter, mark="d2"))
    assert [name for name, _ in server.calls] == ["me", "create_message", "create_message"]
    assert server.gateway.identifies == []
    assert adapter.health() == (Health.OFFLINE, "only posting")


async def test_a_second_attempt_within_minutes_is_answered_with_the_first_message(
    server: DiscordServer, adapter: DiscordAdapter
) -> None:
    assert await adapter.post(a_post(adapter)) == await adapter.post(a_post(adapter))
    assert len(server.messages) == 1


async def test_a_receipt_links_to_the_message(adapter: DiscordAdapter) -> None:
    receipt = await adapter.post(a_post(adapter))
    assert receipt.link == f"https://discord.com/channels/{GUILD}/{CHANNEL}/{receipt.ref}"


async def test_a_proxy_is_the_only_way_out(server: DiscordServer) -> None:
    unused = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    host, port = unused.sockets[0].getsockname()
    unused.close()
    adapter = DiscordAdapter(settings(server, proxy=f"http://{host}:{port}"))
    with pytest.raises(Unavailable, match="reached"):
        await adapter.post(a_post(adapter))
    assert server.calls == []
    await adapter.close()


# --- errors --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, 10003),
        (403, 50001),
        (403, 50013),
        (403, 50007),
        (400, 50035),
        (400, 50008),
        (403, 160005),
        (400, 200000),
        (400, 987654),
    ],
)
async def test_a_refusal_names_its_code_and_a_remedy(
    server: DiscordServer, adapter: DiscordAdapter, status: int, code: int
) -> None:
    server.refusals["create_message"] = (status, code)
    with pytest.raises(Refused) as refused:
        await adapter.post(a_post(adapter))
    assert str(code) in refused.value.what
    assert refused.value.remedy
    assert refused.value.where == str(PLACE)


async def test_an_unknown_channel_is_refused(adapter: DiscordAdapter) -> None:
    with pytest.raises(Refused, match="gone"):
        await adapter.post(a_post(adapter, channel=Channel("discord", GUILD, "1")))


async def test_a_refused_body_says_what_discord_says_of_it(adapter: DiscordAdapter) -> None:
    body = {"content": "x", "embeds": [{"color": "red"}], "allowed_mentions": {"parse": []}}
    with pytest.raises(Refused, match="is not of type"):
        await adapter.post(Post(PLACE, body, "d1"))


async def test_a_token_that_is_not_accepted_is_asked_for_once(server: DiscordServer, adapter: DiscordAdapter) -> None:
    server.tokens.clear()
    for _ in range(3):
        with pytest.raises(Refused, match="token"):
            await adapter.post(a_post(adapter))
    assert [name for name, _ in server.calls] == ["me"]
    assert adapter.health() == (Health.FAILED, "Discord does not accept the token")


async def test_a_token_that_is_revoked_later_is_asked_for_once_more(
    server: DiscordServer, adapter: DiscordAdapter
) -> None:
    await adapter.post(a_post(adapter))
    server.tokens.clear()
    for _ in range(3):
        with pytest.raises(Refused, match="token"):
            await adapter.post(a_post(adapter, mark="d2"))
    assert len(server.called("create_message")) == 2


@pytest.mark.parametrize(("status", "code"), [(500, 0), (503, 0), (429, 0)])
async def test_a_login_that_fails_has_posted_nothing(
    server: DiscordServer, adapter: DiscordAdapter, status: int, code: int
) -> None:
    server.refusals["me"] = (status, code)
    with pytest.raises((Unavailable, Throttled)):
        await adapter.post(a_post(adapter))
    server.refusals.clear()
    await adapter.post(a_post(adapter))
    assert len(server.messages) == 1


async def test_the_edge_that_bans_an_address_bans_it_everywhere(server: DiscordServer, adapter: DiscordAdapter) -> None:
    server.faults.append(Fault.BANNED)
    with pytest.raises(Throttled) as throttled:
        await adapter.post(a_post(adapter))
    assert throttled.value.everywhere
    assert throttled.value.retry_after == 900


async def test_an_exhausted_bucket_is_said_and_not_waited_for(server: DiscordServer, adapter: DiscordAdapter) -> None:
    server.window = 2
    await adapter.post(a_post(adapter, mark="d1"))
    await adapter.post(a_post(adapter, mark="d2"))
    with pytest.raises(Throttled) as throttled:
        await adapter.post(a_post(adapter, mark="d3"))
    assert 0 < throttled.value.retry_after <= server.retry_after
    assert not throttled.value.everywhere
    assert len(server.called("create_message")) == 2


async def test_a_connection_reset_is_not_tried_again(server: DiscordServer, adapter: DiscordAdapter) -> None:
    server.faults.append(Fault.RESET)
    with pytest.raises(Ambiguous):
        await adapter.post(a_post(adapter))
    assert len(server.called("create_message")) == 1


@pytest.mark.parametrize("code", [130000, 40004])
async def test_an_overloaded_discord_has_not_taken_it(
    server: DiscordServer, adapter: DiscordAdapter, code: int
) -> None:
    server.refusals["create_message"] = (503, code)
    with pytest.raises(Unavailable):
        await adapter.post(a_post(adapter))


# --- threads -------------------------------------------------------------------------------------------------------


async def test_a_thread_is_named_after_the_digest_and_its_day(server: DiscordServer, adapter: DiscordAdapter) -> None:
    parent = await adapter.post(Post(PLACE, {"content": "## Thai\\*land\n-# 1 May · 3 stories"}, "d1"))
    first = await adapter.post(a_post(adapter, mark="d2", thread=parent))
    second = await adapter.post(a_post(adapter, mark="d3", thread=parent))
    assert server.places[parent.ref].name == "Thai*land · 1 May"
    assert [message.channel for message in server.messages] == [CHANNEL, parent.ref, parent.ref]
    assert len(server.called("start_thread")) == 1
    assert first.ref == f"{parent.ref}/{server.messages[1].id}"
    assert second.link == f"https://discord.com/channels/{GUILD}/{parent.ref}/{server.messages[2].id}"


async def test_a_thread_that_another_process_began_is_used(server: DiscordServer, adapter: DiscordAdapter) -> None:
    parent = await adapter.post(a_post(adapter))
    await adapter.post(a_post(adapter, mark="d2", thread=parent))
    other = DiscordAdapter(settings(server))
    await other.post(a_post(other, mark="d3", thread=parent))
    await other.close()
    assert [message.channel for message in server.messages] == [CHANNEL, parent.ref, parent.ref]


@pytest.mark.parametrize(("status", "code"), [(403, 50013), (400, 160006), (400, 50024)])
async def test_where_threads_are_not_permitted_details_are_replies(
    server: DiscordServer, adapter: DiscordAdapter, status: int, code: int
) -> None:
    server.refusals["start_thread"] = (status, code)
    parent = await adapter.post(a_post(adapter))
    receipt = await adapter.post(a_post(adapter, "details", mark="d2", thread=parent))
    reply = server.message(receipt.ref)
    assert reply.channel == CHANNEL
    assert reply.body["message_reference"] == {"message_id": parent.ref, "fail_if_not_exists": False}


async def test_in_a_direct_message_details_are_replies(server: DiscordServer, adapter: DiscordAdapter) -> None:
    place = Channel("discord", DIRECTLY, DIRECT)
    parent = await adapter.post(a_post(adapter, channel=place))
    post = a_post(adapter, "details", channel=place, mark="d2", thread=parent)
    receipt = await adapter.post(post)
    assert server.called("start_thread") == []
    assert receipt.link.startswith(f"https://discord.com/channels/@me/{DIRECT}/")
    assert await adapter.find(post, a_minute_ago()) == receipt


async def test_a_thread_that_cannot_be_begun_now_has_posted_nothing(
    server: DiscordServer, adapter: DiscordAdapter
) -> None:
    parent = await adapter.post(a_post(adapter))
    server.refusals["start_thread"] = (500, 0)
    with pytest.raises(Unavailable):
        await adapter.post(a_post(adapter, mark="d2", thread=parent))
    server.refusals.clear()
    await adapter.post(a_post(adapter, mark="d2", thread=parent))
    assert server.messages[-1].channel == parent.ref


async def test_a_parent_that_was_deleted_has_no_thread(server: DiscordServer, adapter: DiscordAdapter) -> None:
    parent = await adapter.post(a_post(adapter))
    server.messages.clear()
    with pytest.raises(Refused, match="message is gone"):
        await adapter.post(a_post(adapter, mark="d2", thread=parent))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("## Thailand watch\n-# Tuesday 30 September 2025 · 3 of 6", "Thailand watch · Tuesday 30 September 2025"),
        ("## **タイ定点観測**\n-# 2025年9月30日（火） · 6件", "タイ定点観測 · 2025年9月30日（火）"),
        ("", "Kawaraban"),
        ("## " + "x" * 300, "x" * 99 + "…"),
    ],
)
def test_a_threads_name_is_short_and_plain(content: str, name: str) -> None:
    assert thread_name(content) == name


# --- finding -------------------------------------------------------------------------------------------------------


async def test_a_message_is_found_long_after_its_nonce_is_forgotten(
    server: DiscordServer, adapter: DiscordAdapter
) -> None:
    receipt = await adapter.post(a_post(adapter))
    server.forget_nonces()
    assert await adapter.find(a_post(adapter), a_minute_ago()) == receipt


async def test_a_thread_message_is_found_in_its_thread_by_another_process(
    server: DiscordServer, adapter: DiscordAdapter
) -> None:
    parent = await adapter.post(a_post(adapter))
    post = a_post(adapter, "details", mark="d2", thread=parent)
    receipt = await adapter.post(post)
    other = DiscordAdapter(settings(server))
    assert await other.find(post, a_minute_ago()) == receipt
    assert await other.find(a_post(other, "more", mark="d3", thread=parent), a_minute_ago()) is None
    await other.close()


async def test_looking_for_a_thread_message_begins_no_thread(server: DiscordServer, adapter: DiscordAdapter) -> None:
    parent = await adapter.post(a_post(adapter))
    assert await adapter.find(a_post(adapter, "details", thread=parent), a_minute_ago()) is None
    assert server.called("start_thread") == []


async def test_a_message_among_many_is_found(server: DiscordServer, adapter: DiscordAdapter) -> None:
    said = [Message(snowflake(), CHANNEL, {"content": f"chatter {number}"}, READER) for number in range(230)]
    server.messages += said
    receipt = await adapter.post(a_post(adapter))
    assert await adapter.find(a_post(adapter), a_minute_ago()) == receipt
    assert len(server.called("list_messages")) == 3


async def test_a_channel_that_never_ends_is_given_up(server: DiscordServer, adapter: DiscordAdapter) -> None:
    server.messages += [Message(snowflake(), CHANNEL, {"content": "chatter"}, READER) for _ in range(1100)]
    with pytest.raises(Ambiguous, match="1000"):
        await adapter.find(a_post(adapter), a_minute_ago())


async def test_the_same_words_of_somebody_else_are_not_ours(server: DiscordServer, adapter: DiscordAdapter) -> None:
    post = a_post(adapter)
    server.messages.append(Message(snowflake(), CHANNEL, dict(post.body), READER))
    assert await adapter.find(post, a_minute_ago()) is None


async def test_a_message_from_before_the_first_try_is_another(adapter: DiscordAdapter) -> None:
    await adapter.post(a_post(adapter))
    assert await adapter.find(a_post(adapter), datetime.now(UTC) + timedelta(minutes=1)) is None


async def test_an_empty_history_is_not_believed_where_it_may_be_hidden(
    server: DiscordServer, adapter: DiscordAdapter
) -> None:
    server.history_hidden = True
    assert await adapter.find(a_post(adapter), a_minute_ago()) is None
    await adapter.post(a_post(adapter))
    with pytest.raises(Ambiguous, match="history"):
        await adapter.find(a_post(adapter), a_minute_ago())


async def test_a_question_without_an_answer_is_no_ambiguity(server: DiscordServer, adapter: DiscordAdapter) -> None:
    server.refusals["list_messages"] = (500, 0)
    with pytest.raises(Unavailable):
        await adapter.find(a_post(adapter), a_minute_ago())


async def test_without_access_nothing_is_claimed(server: DiscordServer, adapter: DiscordAdapter) -> None:
    server.refusals["list_messages"] = (403, 50001)
    with pytest.raises(SendError):
        await adapter.find(a_post(adapter), a_minute_ago())


async def test_a_thread_that_may_not_be_seen_is_not_taken_for_missing(
    server: DiscordServer, adapter: DiscordAdapter
) -> None:
    parent = await adapter.post(a_post(adapter))
    server.refusals["get_channel"] = (403, 50001)
    with pytest.raises(Refused, match="cannot see"):
        await adapter.find(a_post(adapter, "details", thread=parent), a_minute_ago())


# --- editing -------------------------------------------------------------------------------------------------------


async def test_an_edit_removes_what_the_new_body_lacks(server: DiscordServer, adapter: DiscordAdapter) -> None:
    receipt = await adapter.post(a_post(adapter))
    assert server.messages[0].body["embeds"]
    await adapter.edit(receipt, {"content": "corrected", "allowed_mentions": {"parse": []}})
    assert server.messages[0].body["embeds"] == []
    assert server.messages[0].body["content"] == "corrected"


async def test_a_message_in_an_archived_thread_is_corrected(server: DiscordServer, adapter: DiscordAdapter) -> None:
    parent = await adapter.post(a_post(adapter))
    receipt = await adapter.post(a_post(adapter, "details", mark="d2", thread=parent))
    server.places[parent.ref].archived = True
    (body,) = adapter.pack([document("corrected")])
    await adapter.edit(receipt, body)
    assert "corrected" in server.messages[1].text()


async def test_a_message_in_a_locked_thread_is_not(server: DiscordServer, adapter: DiscordAdapter) -> None:
    parent = await adapter.post(a_post(adapter))
    receipt = await adapter.post(a_post(adapter, "details", mark="d2", thread=parent))
    server.places[parent.ref].archived = server.places[parent.ref].locked = True
    (body,) = adapter.pack([document("corrected")])
    with pytest.raises(Refused):
        await adapter.edit(receipt, body)


# --- settings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({}, "is missing; docs/discord.md"),
        ({"bot_token": "my-public-key"}, "is no bot token"),
        ({"bot_token": TOKEN, "base_url": "discord.com"}, "is no web address"),
        ({"bot_token": TOKEN, "gateway_url": "https://x"}, "is no WebSocket address"),
        ({"bot_token": TOKEN, "guild": "Loopback"}, "pattern"),
        ({"bot_token": TOKEN, "colour": "red"}, "colour"),
    ],
)
def test_wrong_settings_say_what_is_missing(given: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        DiscordSettings.model_validate(given)


def test_secrets_are_never_shown() -> None:
    assert TOKEN not in repr(DiscordSettings(bot_token=SecretStr(TOKEN)))


def test_the_invitation_asks_for_the_least_permissions() -> None:
    invite = DiscordSettings(bot_token=SecretStr(TOKEN)).invite
    assert f"client_id={BOT}" in invite
    assert "scope=bot+applications.commands" in invite
    assert invite.endswith("permissions=309237730304")
