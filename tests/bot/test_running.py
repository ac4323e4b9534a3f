"""Kawaraban as a service: platforms from settings, managers from settings, a digest from a dropped file."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from bot import running
from bot.adapters.terminal import TerminalAdapter
from bot.app import TERMINAL, App
from bot.chat import Invocation, Typing, User
from bot.courier import Courier
from bot.plugins import connected
from bot.settings import load
from digests.errors import SettingsError
from digests.model import Language
from digests.store.database import Database
from tests.bot.discord_objects import TOKEN
from tests.waiting import until

SETTINGS = """
data_dir = "data"
managers = ["terminal/boss"]
[sources]
folders = ["news"]
[[subscription]]
name = "rates"
channel = "terminal/local"
"""


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    monkeypatch.chdir(tmp_path)
    Path("news").mkdir()
    Path("kawaraban.toml").write_text(SETTINGS)
    with App.open(load()) as opened:
        yield opened


def test_without_a_platform_there_is_the_terminal(app: App):
    assert list(connected(app.settings, app.database)) == ["terminal"]


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ('[slack]\nmode = "socket"\n', "bot_token is missing; docs/slack.md says where to find it"),
        ('[slack]\nbot_token = "xoxb-1"\ntoken = "secret-value"\n', "slack.token: is no setting"),
        ("[discord]\nlisten = true\n", "discord.bot_token: is missing; docs/discord.md says where to find it"),
        ('[discord]\nbot_token = "secret-value"\n', "discord.bot_token: is no bot token"),
        ('[adapters.mattermost]\nurl = "https://chat.example"\n', "no such platform is installed"),
    ],
)
def test_a_wrong_platform_section_is_named_without_repeating_secrets(tmp_path: Path, section: str, message: str):
    file = tmp_path / "kawaraban.toml"
    file.write_text(section)
    with pytest.raises(SettingsError) as wrong:
        connected(load(file), Database.memory())
    assert message in str(wrong.value)
    assert "secret-value" not in str(wrong.value)


def test_platforms_that_are_set_up_are_connected(tmp_path: Path):
    file = tmp_path / "kawaraban.toml"
    file.write_text(f'[slack]\nbot_token = "xoxb-1"\n[discord]\nbot_token = "{TOKEN}"\n')
    assert list(connected(load(file), Database.memory())) == ["slack", "discord"]


@pytest.mark.parametrize(("user", "allowed"), [("boss", True), ("guest", False)])
async def test_the_settings_name_managers(app: App, user: str, allowed: bool):
    adapter = TerminalAdapter(io.StringIO())
    answer = running.answering(
        app, Courier(app.press, {"terminal": adapter}, app.renderer.digest, app.renderer.note), {"terminal": adapter}
    )
    reply = await answer(Invocation(id="1", text="pause 1d", channel=TERMINAL, user=User(user)))
    assert (reply.fault is None) is allowed


async def test_what_is_typed_is_completed(app: App):
    typing = Typing("impact", "region", "thai", TERMINAL, Language.JA)
    assert [(one.label, one.value) for one in await running.suggesting(app)(typing)] == [("タイ (TH)", "TH")]


ARTICLE = "日銀、政策金利を0.75%に引き上げ\n\n日銀は19日、政策金利を0.75%に引き上げた。\n"


async def test_a_dropped_article_is_in_the_digest_that_a_command_runs(app: App):
    """The whole service with its real parts: the folder is watched, `run` opens a digest, the courier prints it."""
    shown = io.StringIO()
    with redirect_stdout(shown):
        service = asyncio.create_task(running.run(app))
        (app.settings.sources.folders[0] / "rate.txt").write_text(ARTICLE, encoding="utf-8")
        await until(lambda: "0.75%" in str(app.ask("latest").document))
        assert app.ask("run").fault is None
        await until(lambda: "0.75%" in shown.getvalue())
        service.cancel()
        with pytest.raises(asyncio.CancelledError):
            await service
    assert "↑" in shown.getvalue()
