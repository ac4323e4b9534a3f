"""Asking on Discord: the real discord.py over a gateway and REST of our own, the real commands on the sample articles.

The server takes every answer as strictly as Discord's specification.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog.testing

from bot import running
from bot.adapters import discord_gateway
from bot.adapters.discord import DiscordAdapter, DiscordSettings
from bot.app import App
from bot.chat import Health
from bot.courier import Courier
from bot.settings import Settings
from digests.model import Channel
from tests.bot.discord_objects import BOT, CHANNEL, GUILD, MANAGER, TOKEN
from tests.bot.discord_server import DiscordServer
from tests.waiting import until

PLACE = Channel("discord", GUILD, CHANNEL)
COMMAND, BUTTON, TYPING, FORM = 2, 3, 4, 5
BOSS = {
    "user": {"id": MANAGER, "username": "boss", "discriminator": "0", "avatar": None, "global_name": "Boss"},
    "roles": [],
    "joined_at": "2024-01-01T00:00:00+00:00",
    "deaf": False,
    "mute": False,
    "flags": 0,
    "permissions": str(1 << 5),
}


def command(name: str, **options: Any) -> dict[str, Any]:
    given = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
    return {
        "type": COMMAND,
        "data": {"name": "digest", "type": 1, "options": [{"name": name, "type": 1, "options": given}]},
    }


def press(body: dict[str, Any], label: str) -> dict[str, Any]:
    """Pressing a button of a message that only its asker sees."""
    (id_,) = [
        button["custom_id"]
        for row in body["components"]
        for button in row["components"]
        if button.get("label") == label
    ]
    author = {"id": BOT, "username": "Kawaraban", "discriminator": "0", "avatar": None, "bot": True}
    embeds = [{**embed, "type": "rich"} for embed in body["embeds"]]
    message = {
        "id": "900000000000000001",
        "channel_id": CHANNEL,
        "author": author,
        "content": body["content"],
        "embeds": embeds,
        "components": body["components"],
        "flags": 64,
        "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "pinned": False,
        "type": 0,
    }
    return {"type": BUTTON, "data": {"custom_id": id_, "component_type": 2}, "message": message}


@dataclass
class House:
    """The program and the platform."""

    app: App
    discord: DiscordServer

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """A process of the bot is up until the end of the block."""
        given = {"bot_token": TOKEN, "base_url": self.discord.api, "gateway_url": self.discord.socket, "timeout": 1}
        settings, zone = DiscordSettings.model_validate(given), "Asia/Bangkok"
        adapter = DiscordAdapter(settings, zone=zone, database=self.app.database)
        adapters = {"discord": adapter}
        courier = Courier(self.app.press, adapters, self.app.renderer.digest, self.app.renderer.note)
        answer, suggest = running.answering(self.app, courier, adapters), running.suggesting(self.app)
        task = asyncio.create_task(adapter.listen(answer, suggest))
        try:
            await until(lambda: adapter.health()[0] is Health.READY)
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await adapter.close()

    async def ask(self, interaction: dict[str, Any]) -> dict[str, Any]:
        """The answer that takes the place of the acknowledgement."""
        before = len(self.discord.webhooks)
        id_ = await self.discord.interact(interaction)
        assert self.discord.callbacks[id_]["type"] in {5, 6}
        await self.discord.until(lambda: len(self.discord.webhooks) > before)
        how, body = self.discord.webhooks[before]
        assert how == "edit"
        return body


@pytest.fixture
async def house(tmp_path: Path, newsroom: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    async def at_once(*_: object, **__: object) -> None:
        """discord.py would leave five seconds between two identifications."""

    monkeypatch.setattr(discord_gateway.GatewayClient, "before_identify_hook", at_once)
    data_dir = Path(shutil.copytree(newsroom, tmp_path / "data"))
    async with DiscordServer().running() as discord:
        with App.open(Settings(data_dir=data_dir)) as app:
            yield House(app, discord)


async def test_commands_are_published_at_the_first_start_and_not_again(house: House) -> None:
    for _ in range(2):
        async with house.listening():
            pass
    assert len(house.discord.called("put_commands")) == 1
    assert {each["name"] for each in house.discord.commands[""]} == {"digest", "Figures in this message"}


async def test_a_question_is_answered_in_the_askers_language(house: House) -> None:
    async with house.listening():
        answer = await house.ask(command("figures", words="アリババ") | {"locale": "ja"})
    assert answer["content"].startswith("## 数字")
    assert "[9%](" in answer["embeds"][0]["description"]
    assert answer["components"][0]["components"][0]["label"] == "チャンネルに共有"


async def test_the_next_page_comes_after_a_restart_however_long_the_question(house: House) -> None:
    kept = command("figures", kind="money", since="30y", words=" ".join(["-鯨", *["-くじら"] * 30]))
    async with house.listening():
        first = await house.ask(kept)
    async with house.listening():
        second = await house.ask(press(first, "Next page"))
    assert "· page 2" in second["content"]
    assert first["embeds"] != second["embeds"]


async def test_a_shared_answer_is_what_the_asker_saw(house: House) -> None:
    async with house.listening():
        answer = await house.ask(command("impact", region="TH"))
        id_ = await house.discord.interact(press(answer, "Share in channel"))
        await house.discord.until(lambda: len(house.discord.webhooks) == 2)
    assert house.discord.callbacks[id_]["type"] == 7
    how, shared = house.discord.webhooks[1]
    assert (how, shared["flags"]) == ("followup", 0)
    assert (shared["content"], shared["embeds"]) == (answer["content"], answer["embeds"])


async def test_who_manages_the_server_subscribes_by_the_form_and_others_are_told_what_is_needed(house: House) -> None:
    async with house.listening():
        opened = await house.discord.interact(command("subscribe") | {"member": BOSS})
        form = house.discord.callbacks[opened]["data"]
        filled = {"region": ["TH", "JP"], "topic": "data centre, AI", "at": "07:45", "days": ["daily"], "lang": ["th"]}
        fields = [
            {
                "type": 18,
                "component": {"custom_id": field["component"]["custom_id"], "type": field["component"]["type"]},
            }
            for field in form["components"]
        ]
        for field in fields:
            value = filled[field["component"]["custom_id"]]
            field["component"] |= {"values": value} if isinstance(value, list) else {"value": value}
        submitted = {"type": FORM, "data": {"custom_id": form["custom_id"], "components": fields}}
        refused = await house.ask(submitted)
        accepted = await house.ask(submitted | {"member": BOSS})
    assert "Manage Server" in refused["content"]
    assert accepted["content"] == "## Subscribed"
    (made,) = house.app.press.subscriptions(PLACE)
    assert (made.filters.regions, made.filters.topics) == (("TH", "JP"), ("data centre", "AI"))
    assert (made.cadence.zone, made.language.value) == ("Asia/Bangkok", "th")


async def test_regions_are_completed_in_the_askers_language_behind_those_that_are_there(house: House) -> None:
    typing = command("subscribe", region="TH, べと")
    typing["data"]["options"][0]["options"][0]["focused"] = True
    async with house.listening():
        id_ = await house.discord.interact(typing | {"type": TYPING, "locale": "ja"})
    nothing = house.discord.callbacks[id_]["data"]["choices"]
    typing["data"]["options"][0]["options"][0]["value"] = "TH, ベト"
    async with house.listening():
        id_ = await house.discord.interact(typing | {"type": TYPING, "locale": "ja"})
    assert nothing == []
    assert house.discord.callbacks[id_]["data"]["choices"][0] == {"name": "TH, ベトナム (VN)", "value": "TH,VN"}


async def test_the_figures_of_any_message_are_read(house: House) -> None:
    message = {"id": "5", "content": "**Rates** fell to 1.50 per cent.", "embeds": []}
    data = {"name": "Figures in this message", "type": 3, "target_id": "5", "resolved": {"messages": {"5": message}}}
    async with house.listening():
        answer = await house.ask({"type": COMMAND, "data": data})
    assert "**1.50%**" in answer["embeds"][0]["description"]


async def test_an_interaction_that_comes_again_over_another_session_is_answered_once(house: House) -> None:
    asked = command("status") | {"id": "700000000000000001", "token": "token-7"}
    async with house.listening():
        await house.ask(asked)
        await house.discord.gateway.reconnect()
        await house.discord.until(lambda: house.discord.gateway.resumes)
        await house.discord.interact(asked)
        await house.ask(command("list"))
    assert len(house.discord.called("callback")) == 2


async def test_an_interaction_that_discord_no_longer_knows_is_logged_and_does_nothing(house: House) -> None:
    house.discord.refusals["callback"] = (404, 10062)
    asked = command("subscribe", region="TH") | {"member": BOSS}
    with structlog.testing.capture_logs() as logs:
        async with house.listening():
            unanswered = asyncio.create_task(house.discord.interact(asked))
            await until(lambda: any(each.get("code") == 10062 for each in logs))
            unanswered.cancel()
    assert house.app.press.subscriptions(PLACE) == ()
    assert house.discord.webhooks == []
