from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.adapters import discord_gateway
from bot.adapters.discord import DiscordAdapter, DiscordSettings
from bot.adapters.discord_lines import Lines
from bot.adapters.discord_talk import Talk
from bot.chat import Health, Invocation, Refused, Reply, no_suggestions
from digests.store.database import Database
from tests.bot.discord_objects import TOKEN
from tests.bot.discord_server import DiscordServer
from tests.waiting import until


def settings(server: DiscordServer, **changed: object) -> DiscordSettings:
    given = {"bot_token": TOKEN, "base_url": server.api, "gateway_url": server.socket, "timeout": 0.5} | changed
    return DiscordSettings.model_validate(given)


async def answer(invocation: Invocation) -> Reply:
    raise AssertionError(invocation)


class Listening:
    """A connection that is held, and what it has said of its health."""

    def __init__(self, server: DiscordServer) -> None:
        self.told: list[tuple[Health, str]] = []
        given = settings(server)
        talk = Talk(answer, no_suggestions, given, command="digest", zone="UTC", lines=Lines(Database.memory()))
        self.task = asyncio.create_task(
            discord_gateway.hold(given, talk, lambda health, detail: self.told.append((health, detail)))
        )

    async def until(self, health: Health, detail: str) -> None:
        """Wait until this was said, of what was not yet waited for."""
        await until(lambda: any(each[0] is health and detail in each[1] for each in self.told), seconds=10)
        while True:
            said = self.told.pop(0)
            if said[0] is health and detail in said[1]:
                return


@asynccontextmanager
async def listening(server: DiscordServer) -> AsyncIterator[Listening]:
    held = Listening(server)
    try:
        yield held
    finally:
        held.task.cancel()
        await asyncio.gather(held.task, return_exceptions=True)


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    async def at_once(*_: object, **__: object) -> None:
        """discord.py would leave five seconds between two identifications."""

    monkeypatch.setattr(discord_gateway.GatewayClient, "before_identify_hook", at_once)
    monkeypatch.setattr(discord_gateway, "FIRST_WAIT", 0.02)
    async with DiscordServer().running() as running:
        yield running


async def test_a_session_asks_for_no_privileged_intent(server: DiscordServer) -> None:
    async with listening(server) as held:
        await held.until(Health.READY, "connected")
        (identify,) = server.gateway.identifies
    assert identify["intents"] == 1


async def test_health_is_ready_while_connected_and_offline_afterwards(server: DiscordServer) -> None:
    adapter = DiscordAdapter(settings(server))
    assert adapter.health() == (Health.OFFLINE, "only posting")
    task = asyncio.create_task(adapter.listen(answer))
    await until(lambda: adapter.health() == (Health.READY, "connected"))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert adapter.health() == (Health.OFFLINE, "stopped")


async def test_as_many_shards_as_the_gateway_asks_for(server: DiscordServer) -> None:
    server.gateway.shards = 2
    async with listening(server) as held:
        await held.until(Health.READY, "2 shards")
        await server.until(lambda: len(server.gateway.sessions) == 2)
    assert [each["shard"] for each in server.gateway.identifies] == [[0, 2], [1, 2]]


@pytest.mark.parametrize("how", ["reconnect", "invalid but resumable", "closed"])
async def test_a_lost_connection_resumes_its_session(server: DiscordServer, how: str) -> None:
    async with listening(server) as held:
        await held.until(Health.READY, "connected")
        if how == "reconnect":
            await server.gateway.reconnect()
        elif how == "closed":
            await server.gateway.close(4000)
        else:
            await server.gateway.invalidate(resumable=True)
        await held.until(Health.READY, "resumed")
    (resume,) = server.gateway.resumes
    assert resume["session_id"] == "session1"
    assert len(server.gateway.identifies) == 1


async def test_an_ended_session_is_followed_by_a_new_one(server: DiscordServer) -> None:
    async with listening(server) as held:
        await held.until(Health.READY, "connected")
        await server.gateway.invalidate(resumable=False)
        await server.until(lambda: len(server.gateway.identifies) == 2)
        await held.until(Health.READY, "connected")
    assert server.gateway.resumes == []


async def test_it_can_be_stopped_in_the_middle_of_a_reconnection(
    server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered = asyncio.Event()

    async def never(*_: object, initial: bool, **__: object) -> None:
        if not initial:
            entered.set()
            await asyncio.Event().wait()

    monkeypatch.setattr(discord_gateway.GatewayClient, "before_identify_hook", never)
    async with listening(server) as held:
        await held.until(Health.READY, "connected")
        await server.gateway.invalidate(resumable=False)
        await entered.wait()
        held.task.cancel()
        async with asyncio.timeout(30):
            await asyncio.gather(held.task, return_exceptions=True)
    assert held.task.cancelled()


async def test_a_gateway_that_fails_at_first_is_asked_again(
    server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discord_gateway, "CONNECT_SECONDS", 0.2)
    server.gateway.refusals.append(503)
    async with listening(server) as held:
        await held.until(Health.FAILED, "next try")
        await held.until(Health.READY, "connected")


async def test_a_server_that_is_gone_is_waited_for(server: DiscordServer) -> None:
    port = server.port
    async with listening(server) as held:
        await held.until(Health.READY, "connected")
        await server.stop()
        await held.until(Health.FAILED, "next try")
        await server.start(port)
        await held.until(Health.READY, "connected")


async def test_pauses_grow_up_to_a_minute(server: DiscordServer, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 9:
            raise asyncio.CancelledError

    monkeypatch.setattr(discord_gateway, "FIRST_WAIT", 1.0)
    monkeypatch.setattr(discord_gateway, "_pause", note)
    await server.stop()
    with pytest.raises(asyncio.CancelledError):
        await DiscordAdapter(settings(server)).listen(answer)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]


async def test_commands_that_discord_does_not_take_leave_the_connection_alone(server: DiscordServer) -> None:
    server.refusals["put_commands"] = (400, 50035)
    async with listening(server) as held:
        await held.until(Health.READY, "connected")
    assert server.called("put_commands")
    assert server.commands == {}


async def test_a_token_that_is_not_accepted_ends_it(server: DiscordServer) -> None:
    server.tokens.clear()
    adapter = DiscordAdapter(settings(server))
    with pytest.raises(Refused, match="does not accept the token"):
        await adapter.listen(answer)
    assert adapter.health()[0] is Health.FAILED


@pytest.mark.parametrize("code", [4004, 4013, 4014])
async def test_a_session_that_is_refused_for_good_ends_it(server: DiscordServer, code: int) -> None:
    server.gateway.refusals.append(code)
    with pytest.raises(Refused) as refused:
        await DiscordAdapter(settings(server)).listen(answer)
    assert refused.value.remedy


async def test_a_worker_that_only_posts_opens_nothing(server: DiscordServer) -> None:
    adapter = DiscordAdapter(settings(server, listen=False))
    await adapter.listen(answer)
    assert adapter.health() == (Health.OFFLINE, "only posting")
    assert server.calls == []
