"""Answering on Discord: the real client and its gateway events against simcord's Discord, which knows what a server
allows, what an interaction's token can do, and who sees what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
import structlog.testing
from pydantic import SecretStr

from bot.adapters import discord_commands, discord_views
from bot.adapters.discord_gateway import GatewayClient
from bot.adapters.discord_lines import Lines
from bot.adapters.discord_settings import DiscordSettings
from bot.adapters.discord_talk import Talk
from bot.chat import Button, Choice, Invocation, Reply, Typing
from digests.document import Document, Heading, Note, Paragraph, Quote, Rule, Run
from digests.errors import StoreError
from digests.model import Channel, Language
from digests.store.database import Database
from tests.bot.discord_interaction_rules import answer_violations, callback_violations

pytestmark = pytest.mark.simcord(shard_count=1)

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.G.secret"
LONG = f"figures kind:money since:30d region:ASEAN {'アリババ ' * 30}page:2"


def said(*texts: str, language: str = "en") -> Document:
    return Document(language, (Heading(1, (Run("Rates"),)), *(Paragraph((Run(text),)) for text in texts)))


@dataclass
class Desk:
    """Stands for the command table: remembers what it was asked, and answers what it was told to."""

    reply: Reply = field(default_factory=lambda: Reply(said("at 1.50%")))
    asked: list[Invocation] = field(default_factory=list)
    typings: list[Typing] = field(default_factory=list)
    suggested: Callable[[], Sequence[Choice]] = lambda: (Choice("Thailand (TH)", "TH"),)

    async def answer(self, invocation: Invocation) -> Reply:
        self.asked.append(invocation)
        return self.reply

    async def suggest(self, typing: Typing) -> Sequence[Choice]:
        self.typings.append(typing)
        return self.suggested()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def database(tmp_path: Path) -> Any:
    database = Database.open(tmp_path / "news.db")
    yield database
    database.close()


def make_talk(desk: Desk, database: Database, guild: str = "") -> Talk:
    settings = DiscordSettings(bot_token=SecretStr(TOKEN), guild=guild)
    return Talk(desk.answer, desk.suggest, settings, command="digest", zone="Asia/Bangkok", lines=Lines(database))


@pytest.fixture
def talk(desk: Desk, database: Database) -> Talk:
    return make_talk(desk, database)


@pytest.fixture
def simcord_bot(talk: Talk, requests: list[tuple[str, str, Any]], monkeypatch: pytest.MonkeyPatch) -> GatewayClient:
    client = GatewayClient(talk, lambda _health, _detail: None)
    dispatch = simcord.http.router.dispatch

    def recorded(backend: Any, method: str, path: str, **options: Any) -> Any:
        requests.append((method, path, options.get("json")))
        return dispatch(backend, method, path, **options)

    monkeypatch.setattr(simcord.http.router, "dispatch", recorded)
    return client


@pytest.fixture
def requests() -> Any:
    """Every request, checked against Discord's specification when the test is over."""
    made: list[tuple[str, str, Any]] = []
    yield made
    for _, path, body in made:
        if path.endswith("/callback"):
            assert callback_violations(body) == []
        elif "/webhooks/" in path:
            assert answer_violations(body) == []


@dataclass(frozen=True)
class Place:
    """A channel with a manager and somebody else in it."""

    channel: Any
    manager: Any
    reader: Any


@pytest.fixture
def place(simcord_env: simcord.Env) -> Place:
    guild = simcord_env.create_guild()
    managers = guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    boss, reader = simcord_env.create_user("boss"), simcord_env.create_user("reader")
    return Place(guild.create_text_channel("news"), guild.add_member(boss, roles=[managers]), guild.add_member(reader))


def buttons(message: Any) -> list[dict[str, Any]]:
    return [button for row in message.components for button in row["components"]]


# --- commands ------------------------------------------------------------------------------------------------------


async def test_a_command_is_acknowledged_before_any_work_and_answered_to_the_asker_alone(
    desk: Desk, place: Place, requests: list[Any]
) -> None:
    result = await place.reader.slash(place.channel, "digest figures", words="アリババ -株価", unit="USD")
    assert result.ephemeral
    assert result.response.content == "## Rates"
    assert result.response.embeds[0].description == "at 1.50%"
    (asked,) = desk.asked
    assert asked.text == "figures unit:USD アリババ -株価"
    assert asked.channel == Channel("discord", str(place.reader.guild.id), str(place.channel.id))
    assert (asked.user.id, asked.user.name, asked.user.manager) == (str(place.reader.id), "reader", False)
    assert (asked.language, asked.zone) == (Language.EN, "Asia/Bangkok")
    assert [path.rpartition("/")[2] for _, path, _ in requests[-2:]] == ["callback", "@original"]
    assert requests[-2][2] == {"type": 5, "data": {"flags": 64}}


async def test_who_may_manage_the_server_is_a_manager(desk: Desk, place: Place) -> None:
    await place.manager.slash(place.channel, "digest run", force=True)
    assert [(one.text, one.user.manager) for one in desk.asked] == [("run force:yes", True)]


async def test_the_language_is_that_of_the_askers_discord(
    desk: Desk, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = simcord.interactions.base_payload
    for locale in ("ja", "zh-TW", "th", "fr"):

        def spoken(*arguments: Any, locale: str = locale, **options: Any) -> Any:
            record, payload = base(*arguments, **options)
            return record, {**payload, "locale": locale}

        monkeypatch.setattr(simcord.interactions, "base_payload", spoken)
        await place.reader.slash(place.channel, "digest status")
    assert [one.language.value for one in desk.asked] == ["ja", "zh", "th", "en"]


async def test_a_thread_belongs_to_its_channel(desk: Desk, place: Place, simcord_env: simcord.Env) -> None:
    started = await place.manager.send(place.channel, "details?")
    channel = simcord_env.bot.get_channel(place.channel.id)
    await channel.get_partial_message(started.id).create_thread(name="details")
    (thread,) = place.channel.threads
    await place.reader.slash(thread, "digest list")
    assert desk.asked[0].channel.id == str(place.channel.id)


async def test_an_interaction_delivered_twice_is_answered_once(
    desk: Desk, place: Place, talk: Talk, simcord_env: simcord.Env
) -> None:
    seen: list[discord.Interaction[Any]] = []
    first = simcord_env.bot.on_interaction

    async def twice(interaction: discord.Interaction[Any]) -> None:
        seen.append(interaction)
        await first(interaction)
        await first(interaction)

    simcord_env.bot.on_interaction = twice
    await place.reader.slash(place.channel, "digest status")
    assert (len(seen), len(desk.asked)) == (1, 1)


async def test_a_long_answer_goes_on_in_further_messages_for_the_asker_alone(desk: Desk, place: Place) -> None:
    blocks: list[Any] = [Heading(1, (Run("Rates"),))]
    for _ in range(8):
        blocks += [Rule(), Quote(((Run("x" * 1400),),))]
    desk.reply = Reply(Document("en", tuple(blocks)))
    result = await place.reader.slash(place.channel, "digest impact", region="TH")
    assert [one.ephemeral for one in result.followups] == [True]
    assert "more below" in result.response.embeds[-1].description


async def test_an_answer_that_comes_too_late_is_logged(place: Place, simcord_env: simcord.Env, desk: Desk) -> None:
    async def slowly(invocation: Invocation) -> Reply:
        simcord_env.backend.clock.advance(16 * 60)
        return desk.reply

    simcord_env.bot._talk._answer = slowly
    with structlog.testing.capture_logs() as logs:
        await place.reader.slash(place.channel, "digest status")
    assert [(one["event"], one["code"]) for one in logs] == [("Discord did not take an answer", 10015)]


async def test_a_failure_of_ours_is_logged_without_the_token(
    place: Place, desk: Desk, simcord_env: simcord.Env
) -> None:
    async def failing(_invocation: Invocation) -> Reply:
        raise RuntimeError("out of ink")

    simcord_env.bot._talk._answer = failing
    with structlog.testing.capture_logs() as logs:
        await place.reader.slash(place.channel, "digest status")
    assert [one["event"] for one in logs] == ["an interaction failed"]
    assert "out of ink" in logs[0]["trace"]
    assert TOKEN not in str(logs)


# --- completion ----------------------------------------------------------------------------------------------------


async def test_what_is_typed_is_completed(desk: Desk, place: Place) -> None:
    shown = await place.reader.autocomplete(place.channel, "digest impact", "region", "thai")
    assert shown == [{"name": "Thailand (TH)", "value": "TH"}]
    assert (desk.typings[0].command, desk.typings[0].parameter, desk.typings[0].typed) == ("impact", "region", "thai")


async def test_nothing_is_suggested_where_the_database_fails(desk: Desk, place: Place) -> None:
    def broken() -> Sequence[Choice]:
        raise StoreError("is locked")

    desk.suggested = broken
    with structlog.testing.capture_logs() as logs:
        assert await place.reader.autocomplete(place.channel, "digest article", "article", "a") == []
    assert [one["event"] for one in logs] == ["nothing could be suggested"]


# --- buttons -------------------------------------------------------------------------------------------------------


async def test_sharing_posts_what_the_asker_sees_and_pings_nobody(
    desk: Desk, place: Place, requests: list[Any]
) -> None:
    desk.reply = Reply(said("@everyone"), buttons=(Button("Next page", command="figures page:2"),))
    result = await place.reader.slash(place.channel, "digest figures")
    assert [button["label"] for button in buttons(result.response)] == ["Share in channel", "Next page"]
    desk.reply = Reply(said("something newer"))
    pressed = await place.reader.click(result.response.message, label="Share in channel")
    (posted,) = pressed.followups
    assert not posted.ephemeral
    assert (posted.content, posted.embeds[0].description) == ("## Rates", r"\@everyone")
    assert posted.components == []
    assert requests[-1][2]["allowed_mentions"] == {"parse": []}
    assert [button["label"] for button in buttons(result.response)] == ["Next page"]
    assert len(desk.asked) == 1


async def test_what_cannot_be_shared_has_no_such_button(desk: Desk, place: Place) -> None:
    desk.reply = Reply(said("at 1.50%"), shareable=False)
    result = await place.reader.slash(place.channel, "digest status")
    assert buttons(result.response) == []


async def test_the_next_page_takes_the_place_of_the_one_before(desk: Desk, place: Place) -> None:
    desk.reply = Reply(said("first"), buttons=(Button("Next page", command="figures page:2"),))
    result = await place.reader.slash(place.channel, "digest figures")
    desk.reply = Reply(Document("en", (Paragraph((Run("second"),)),)), shareable=False)
    await place.reader.click(result.response.message, label="Next page")
    assert desk.asked[1].text == "figures page:2"
    assert (result.response.content, result.response.embeds, result.response.components) == ("second", [], [])


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_button_with_a_long_command_works_even_after_a_restart(
    desk: Desk, place: Place, simcord_env: simcord.Env, database: Database, restarted: bool
) -> None:
    desk.reply = Reply(said("first"), buttons=(Button("Next page", command=LONG),))
    result = await place.reader.slash(place.channel, "digest figures")
    if restarted:
        await simcord_env.restart_bot(GatewayClient(make_talk(desk, database), lambda _health, _detail: None))
    await place.reader.click(result.response.message, label="Next page")
    assert desk.asked[-1].text == LONG


async def test_a_button_whose_command_is_not_kept_any_more_says_so(
    desk: Desk, place: Place, database: Database
) -> None:
    desk.reply = Reply(said("first"), buttons=(Button("Next page", command=LONG),))
    result = await place.reader.slash(place.channel, "digest figures")
    with database.write() as connection:
        connection.exec_driver_sql("DELETE FROM discord_line")
    pressed = await place.reader.click(result.response.message, label="Next page")
    assert pressed.response.content == "That button is too old. Please ask again."
    assert pressed.ephemeral


async def test_an_answer_comes_even_where_its_buttons_cannot_be_kept(
    desk: Desk, place: Place, database: Database
) -> None:
    desk.reply = Reply(said("first"), buttons=(Button("Next page", command=LONG),))
    database.close()
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE discord_line (key TEXT)")
    with structlog.testing.capture_logs() as logs:
        result = await place.reader.slash(place.channel, "digest figures")
    assert result.response.content == "## Rates"
    assert [one["event"] for one in logs] == ["a button will not work"]


# --- under a digest ------------------------------------------------------------------------------------------------


@pytest.fixture
async def digest(place: Place, simcord_env: simcord.Env) -> discord.Message:
    """A digest with stories, posted by the bot."""
    sheet = Document(
        "en",
        (Heading(1, (Run("Thailand watch"),)), Note(((Run("today"),),)), Rule(), Heading(2, (Run("Rates"),))),
        digest=7,
    )
    body = dict(discord_views.digest_bodies([sheet, said("details")])[0])
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=place.channel.id)
    await simcord_env.bot.http.request(route, json=body)
    message = place.channel.last_message
    assert message is not None
    return message


@pytest.mark.parametrize(
    ("custom_id", "command"),
    [("do:details d7", "details d7"), ("do:vote up d7", "vote up d7"), ("do:vote down d7", "vote down d7")],
)
async def test_details_and_votes_under_a_digest_answer_the_presser_alone(
    desk: Desk, place: Place, digest: Any, custom_id: str, command: str
) -> None:
    pressed = await place.reader.click(digest, custom_id=custom_id)
    assert [(asked.text, asked.user.id) for asked in desk.asked] == [(command, str(place.reader.id))]
    assert pressed.ephemeral
    assert pressed.response.content == "## Rates"
    assert place.channel.last_message.content.startswith("## Thailand watch")


# --- subscribing ---------------------------------------------------------------------------------------------------


async def test_subscribing_without_options_opens_a_form(desk: Desk, place: Place) -> None:
    shown = await place.manager.slash(place.channel, "digest subscribe")
    assert shown.modal["title"] == "Subscribe channel"
    assert desk.asked == []
    values = {"region": ["TH", "JP"], "topic": "data centre, AI", "at": "07:45", "days": ["daily"], "lang": ["ja"]}
    result = await place.manager.submit_modal(shown, values)
    assert desk.asked[0].text == (
        'subscribe region:TH region:JP topic:"data centre" topic:AI at:07:45 days:daily lang:ja'
    )
    assert desk.asked[0].user.manager
    assert result.ephemeral
    assert result.response.content == "## Rates"


async def test_what_is_left_open_in_the_form_is_not_said(desk: Desk, place: Place) -> None:
    shown = await place.manager.slash(place.channel, "digest subscribe")
    await place.manager.submit_modal(shown, {"at": "08:30", "days": ["mon-fri"], "lang": ["en"]})
    assert desk.asked[0].text == "subscribe at:08:30 days:mon-fri lang:en"


async def test_subscribing_with_options_needs_no_form(desk: Desk, place: Place) -> None:
    result = await place.manager.slash(place.channel, "digest subscribe", region="TH,JP", at="08:30")
    assert result.modal is None
    assert desk.asked[0].text == "subscribe region:TH region:JP at:08:30"


# --- the menu of a message -----------------------------------------------------------------------------------------

MENU = "Figures in this message"


async def test_the_menu_reads_the_figures_of_a_message(desk: Desk, place: Place) -> None:
    message = await place.manager.send(place.channel, "**Rates** fell to [1.50%](https://x.example) <@1>")
    result = await place.reader.context_menu(place.channel, MENU, message)
    assert (desk.asked[0].text, desk.asked[0].given) == ("figures", "Rates fell to 1.50%")
    assert result.ephemeral


async def test_the_menu_of_a_message_without_text_says_so(desk: Desk, place: Place) -> None:
    message = await place.manager.send(place.channel, "<@1>")
    result = await place.reader.context_menu(place.channel, MENU, message)
    assert result.response.content == "That message has no text to read."
    assert (result.ephemeral, desk.asked) == (True, [])


# --- telling Discord the commands ----------------------------------------------------------------------------------


def puts(requests: list[tuple[str, str, Any]]) -> list[str]:
    return [path for method, path, _ in requests if method == "PUT"]


async def test_commands_are_published_only_when_they_changed(
    simcord_env: simcord.Env, talk: Talk, requests: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(puts(requests)) == 1
    await talk.publish(simcord_env.bot)
    assert len(puts(requests)) == 1
    monkeypatch.setattr(discord_commands, "TABLE", discord_commands.TABLE[:3])
    await talk.publish(simcord_env.bot)
    assert len(puts(requests)) == 2


async def test_while_developing_one_server_has_the_commands(
    simcord_env: simcord.Env, desk: Desk, database: Database, requests: list[Any]
) -> None:
    guild = simcord_env.create_guild()
    await make_talk(desk, database, guild=str(guild.id)).publish(simcord_env.bot)
    assert puts(requests)[-1].endswith(f"/guilds/{guild.id}/commands")
