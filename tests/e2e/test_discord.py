"""Sample articles to a Discord channel: the whole program, at last as a process, against a Discord of our own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.adapters.discord import DIRECT as DIRECTLY
from bot.adapters.discord import DiscordAdapter, DiscordSettings
from bot.app import App
from digests.model import Channel, Digest, State
from digests.press import Press
from tests.bot.discord_objects import CHANNEL, DIRECT, GUILD, MANAGER, TOKEN
from tests.bot.discord_server import DiscordServer, Fault
from tests.e2e.house import deliver, open_digest, opened
from tests.e2e.test_service import ARTICLE, PARTS, Service

PLACE = Channel("discord", GUILD, CHANNEL)


@dataclass
class House:
    app: App
    press: Press
    adapter: DiscordAdapter
    discord: DiscordServer

    def open_digest(self, place: Channel = PLACE) -> Digest:
        return open_digest(self.press, place)

    async def deliver(self, digest: Digest) -> list[State]:
        return await deliver(self.app, self.press, self.adapter, digest)


@pytest.fixture
async def house(tmp_path: Path, newsroom: Path) -> AsyncIterator[House]:
    async with DiscordServer(retry_after=0.1).running() as discord:
        given = {"bot_token": TOKEN, "base_url": discord.api, "gateway_url": discord.socket, "timeout": 1}
        adapter = DiscordAdapter(DiscordSettings.model_validate(given))
        adapter.per_second = 1000.0  # the server of the tests counts nothing
        with opened(tmp_path / "data", newsroom) as (app, press):
            yield House(app, press, adapter, discord)
        await adapter.close()


@pytest.mark.parametrize("fault", [Fault.FAILED_AFTER, Fault.RESET, Fault.SILENT, Fault.BANNED])
async def test_sample_articles_become_a_digest_with_its_thread_whatever_happens_to_the_first_message(
    house: House, fault: Fault
) -> None:
    digest = house.open_digest()
    house.discord.faults.append(fault)
    house.discord.edge_retry_after = 0
    states = await house.deliver(digest)
    assert set(states) == {State.SENT}
    parent, *thread = house.discord.messages
    assert "Thailand watch" in parent.text()
    assert len(house.discord.messages) == len(states)
    assert {message.channel for message in thread} == {parent.id}
    assert house.discord.places[parent.id].name.startswith("Thailand watch · ")


async def test_a_full_bucket_delays_the_thread_and_doubles_nothing(house: House) -> None:
    house.discord.window = 1
    states = await house.deliver(house.open_digest())
    assert set(states) == {State.SENT}
    assert len(house.discord.messages) == len(states)


async def test_a_digest_in_a_direct_message_has_its_details_below_it(house: House) -> None:
    states = await house.deliver(house.open_digest(Channel("discord", DIRECTLY, DIRECT)))
    assert set(states) == {State.SENT}
    parent, *details = house.discord.messages
    assert {message.channel for message in house.discord.messages} == {DIRECT}
    assert {message.body["message_reference"]["message_id"] for message in details} == {parent.id}


async def test_a_channel_that_is_gone_pauses_the_subscription_and_says_why(house: House) -> None:
    states = await house.deliver(house.open_digest(Channel("discord", GUILD, "404")))
    assert State.SENT not in states
    (subscription,) = house.press.subscriptions()
    assert "is gone" in subscription.paused_reason
    assert "choose another channel" in subscription.paused_reason


# --- as a process --------------------------------------------------------------------------------------------------


def command(name: str, **options: str) -> dict[str, object]:
    """The interaction of a manager who asks `/digest NAME`."""
    given = [{"name": option, "type": 3, "value": value} for option, value in options.items()]
    data = {"id": "1", "type": 1, "name": "digest", "options": [{"type": 1, "name": name, "options": given}]}
    user = {"id": MANAGER, "username": "manager", "discriminator": "0", "avatar": None, "global_name": None}
    member = {"user": user, "roles": [], "joined_at": "2024-01-01T00:00:00+00:00", "permissions": str(1 << 5)}
    return {"type": 2, "data": data, "member": member | {"deaf": False, "mute": False, "flags": 0}}


async def test_a_digest_asked_for_in_a_channel_comes_from_a_running_process(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news/rate.txt").write_text(ARTICLE, encoding="utf-8")
    async with DiscordServer().running() as discord:
        (tmp_path / "kawaraban.toml").write_text(
            f'data_dir = "data"\n[sources]\nfolders = ["news"]\n[discord]\nbot_token = "{TOKEN}"\n'
            f'base_url = "{discord.api}"\ngateway_url = "{discord.socket}"\n',
            encoding="utf-8",
        )
        with Service(tmp_path, "output") as service:
            await discord.until(lambda: discord.gateway.sessions, seconds=30)
            await discord.interact(command("subscribe", lang="ja"))
            await discord.until(lambda: discord.webhooks)
            await discord.interact(command("run"))
            await discord.until(lambda: len(discord.messages) == PARTS, seconds=30)
            assert service.interrupt() == 0
        parent, details = discord.messages
        assert "0.75%" in parent.text()
        assert details.channel == parent.id
        assert discord.commands[""][0]["name"] == "digest"
        assert "state=ready" in service.output
        assert TOKEN not in service.output
