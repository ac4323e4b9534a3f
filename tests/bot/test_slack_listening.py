from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa
import structlog.testing

from bot.adapters.once import Once
from bot.adapters.slack import SlackAdapter
from bot.adapters.slack_views import digest_bodies, subscribe_form
from bot.chat import Button, Choice, Fault, Health, Invocation, Reply, Typing, Unavailable
from digests.document import Bullets, Document, Heading, Run
from digests.errors import StoreError
from digests.model import Channel, Language
from digests.store.database import Database
from tests.bot import slack_requests as requests
from tests.bot.slack_desk import Desk, button, listening, settings, text_of, until
from tests.bot.slack_server import (
    ADMIN,
    APP_TOKEN,
    BOT_TOKEN,
    BOT_USER,
    CHANNEL,
    READER,
    SIGNING_SECRET,
    TEAM,
    SlackServer,
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


# --- commands ------------------------------------------------------------------------------------------------------


async def test_a_command_is_acknowledged_at_once_and_answered_privately(slack: SlackServer, desk: Desk) -> None:
    await slack.send("slash_commands", requests.slash("impact TH &amp; JP", slack.response_url()))
    await slack.until(lambda: slack.responses)
    (invocation,) = desk.asked
    assert (invocation.text, invocation.channel) == ("impact TH & JP", Channel("slack", TEAM, CHANNEL))
    assert (invocation.language, invocation.zone, invocation.user.manager) == (Language.EN, "Asia/Tokyo", False)
    (response,) = slack.responses
    assert response["response_type"] == "ephemeral"
    assert response["replace_original"] is False
    assert "impact TH & JP" in text_of(response)


async def test_a_workspace_admin_is_a_manager_and_is_answered_in_the_language_of_their_slack(
    slack: SlackServer, desk: Desk
) -> None:
    await slack.send("slash_commands", requests.slash("status", slack.response_url(), user=ADMIN))
    await slack.until(lambda: slack.responses)
    assert desk.asked[0].user.manager
    assert desk.asked[0].language is Language.JA
    assert "チャンネルに共有" in text_of(slack.responses[0])


async def test_a_slow_answer_does_not_keep_slack_waiting(slack: SlackServer) -> None:
    may_answer = asyncio.Event()

    async def answer(invocation: Invocation) -> Reply:
        await may_answer.wait()
        return await Desk().answer(invocation)

    adapter = SlackAdapter(settings(slack))
    task = asyncio.create_task(adapter.listen(answer))
    await slack.connected(2)
    await slack.send("slash_commands", requests.slash("latest", slack.response_url()))  # returns when acknowledged
    assert slack.responses == []
    may_answer.set()
    await slack.until(lambda: slack.responses)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await adapter.close()


async def test_an_envelope_sent_twice_is_handled_once(slack: SlackServer, desk: Desk) -> None:
    command = requests.slash("latest", slack.response_url())
    await slack.send("slash_commands", command, "e-1")
    await slack.send("slash_commands", command, "e-1")
    await slack.send("slash_commands", requests.slash("status", slack.response_url()))
    await slack.until(lambda: len(slack.responses) == 2)
    assert [invocation.text for invocation in desk.asked] == ["latest", "status"]


async def test_an_event_sent_again_in_another_envelope_is_handled_once(slack: SlackServer, desk: Desk) -> None:
    event = requests.mention(f"<@{BOT_USER}> latest")
    await slack.send("events_api", event)
    await slack.send("events_api", event)
    await slack.until(lambda: slack.ephemeral)
    assert len(desk.asked) == 1


async def test_share_posts_the_same_answer_to_the_channel(slack: SlackServer, desk: Desk) -> None:
    await slack.send("slash_commands", requests.slash("impact TH", slack.response_url()))
    await slack.until(lambda: slack.responses)
    share = button(slack.responses[0], "share")
    await slack.send("interactive", requests.pressed(share, slack.response_url("r2")))
    await slack.until(lambda: len(slack.responses) == 2)
    shared = slack.responses[1]
    assert (shared["token"], shared["response_type"], shared["replace_original"]) == ("r2", "in_channel", False)
    assert "impact TH" in text_of(shared)
    assert '"actions"' not in text_of(shared)


async def test_a_paging_button_replaces_the_private_answer(slack: SlackServer, desk: Desk) -> None:
    desk.buttons = (Button("Older", command="impact TH page:2"), Button("Open", url="https://news.example/a"))
    await slack.send("slash_commands", requests.slash("impact TH", slack.response_url()))
    await slack.until(lambda: slack.responses)
    older = button(slack.responses[0], "do-0")
    await slack.send("interactive", requests.pressed(older, slack.response_url("r2")))
    await slack.until(lambda: len(slack.responses) == 2)
    assert desk.asked[1].text == "impact TH page:2"
    assert slack.responses[1]["replace_original"] is True
    await slack.send("interactive", requests.pressed(older, slack.response_url("r3"), ephemeral=False))
    await slack.until(lambda: len(slack.responses) == 3)
    assert slack.responses[2]["replace_original"] is False
    assert button(slack.responses[0], "open-1")["url"] == "https://news.example/a"


async def press_share(slack: SlackServer, answer: dict[str, Any], to: str) -> None:
    """Press *Share in channel* below an answer, and wait until Slack has been told something at that press's URL."""
    told = len(slack.responses)
    await slack.send("interactive", requests.pressed(button(answer, "share"), slack.response_url(to)))
    await slack.until(lambda: [one for one in slack.responses[told:] if one["token"] == to])


async def test_share_in_channel_pressed_twice_posts_once(slack: SlackServer) -> None:
    await slack.send("slash_commands", requests.slash("impact TH", slack.response_url(), user=ADMIN))
    await slack.until(lambda: slack.responses)
    for press in ("r2", "r3"):
        await press_share(slack, slack.responses[0], press)
    assert [one["response_type"] for one in slack.responses] == ["ephemeral", "in_channel", "ephemeral"]
    assert "already" in slack.responses[2]["text"]


async def test_a_lost_answer_to_share_in_channel_is_said_and_not_tried_again(slack: SlackServer) -> None:
    await slack.send("slash_commands", requests.slash("impact TH", slack.response_url()))
    await slack.until(lambda: slack.responses)
    slack.cut.add("r2")
    await press_share(slack, slack.responses[0], "r2")
    await slack.until(lambda: len(slack.responses) == 3)
    assert [one["response_type"] for one in slack.responses[1:]] == ["in_channel", "ephemeral"]
    assert "was lost" in slack.responses[2]["text"]


async def test_what_one_process_has_done_another_does_not_do_again(
    server: SlackServer, desk: Desk, tmp_path: Path
) -> None:
    """A restart, or two processes behind one address: events that Slack sends again, and *Share* pressed again."""
    database = Database.open(tmp_path / "kawaraban.db")
    joined, mentioned = requests.joined(BOT_USER), requests.mention(f"<@{BOT_USER}> latest")
    for run in (1, 2):
        async with listening(SlackAdapter(settings(server), database=database), desk.answer):
            await server.connected(run)
            await server.send("events_api", joined)
            await server.send("events_api", mentioned)
            await shared(server)
    database.close()
    assert (len(server.messages), len(server.ephemeral)) == (1, 1)
    assert [one["token"] for one in server.responses] == ["C0OTHER", "mine", "mine"]


async def test_a_database_that_cannot_be_used_keeps_nobody_waiting(
    server: SlackServer, desk: Desk, tmp_path: Path
) -> None:
    database = Database.open(tmp_path / "kawaraban.db")

    @contextmanager
    def broken(**_options: bool) -> Iterator[sa.Connection]:
        raise StoreError("the database cannot be used")
        yield

    database.write = broken  # type: ignore[method-assign]  # stands for a disk that is full
    async with listening(SlackAdapter(settings(server), database=database), desk.answer):
        await server.connected()
        await server.send("events_api", requests.mention(f"<@{BOT_USER}> latest"))
        await server.until(lambda: server.ephemeral)
    database.close()
    assert len(server.ephemeral) == len(desk.asked) == 1


@pytest.mark.parametrize("busy", ["users.info", "r1"])
async def test_a_limit_is_waited_out_where_somebody_waits_for_an_answer(
    slack: SlackServer, desk: Desk, busy: str
) -> None:
    slack.retry_after, slack.busy[busy] = 0, 1
    await slack.send("slash_commands", requests.slash("latest", slack.response_url(), user=ADMIN))
    await slack.until(lambda: slack.responses)
    assert slack.busy[busy] == 0
    assert desk.asked[0].user.manager


# --- under a digest ------------------------------------------------------------------------------------------------


def under(digest_id: int) -> dict[str, dict[str, Any]]:
    """The buttons under a digest, by their actions."""
    sheet = Document("en", (Heading(1, (Run("Thailand watch"),)),), digest=digest_id)
    (body,) = digest_bodies([sheet])
    return {button["action_id"]: button for button in body["blocks"][-1]["elements"]}


@pytest.mark.parametrize(
    ("action", "command"),
    [("do-details", "details d7"), ("do-up", "vote up d7"), ("do-down", "vote down d7")],
)
async def test_details_and_votes_are_commands_that_answer_the_presser_alone(
    slack: SlackServer, desk: Desk, action: str, command: str
) -> None:
    await slack.send("interactive", requests.pressed(under(7)[action], slack.response_url(), ephemeral=False))
    await slack.until(lambda: slack.responses)
    (asked,) = desk.asked
    assert (asked.text, asked.user.id, asked.channel) == (command, READER, Channel("slack", TEAM, CHANNEL))
    assert (slack.responses[0]["response_type"], slack.responses[0]["replace_original"]) == ("ephemeral", False)


async def shared(slack: SlackServer, to: str = "C0OTHER") -> None:
    """Press *Share* under a digest, choose a channel, and wait until the presser has been told."""
    told, forms = len(slack.responses), len(slack.views)
    await slack.send("interactive", requests.pressed(under(7)["forward"], slack.response_url("mine"), ephemeral=False))
    await slack.until(lambda: len(slack.views) > forms)
    how, form = slack.views[-1]
    assert (how, form["callback_id"], form["blocks"][0]["element"]["type"]) == (
        "open",
        "forward",
        "conversations_select",
    )
    chosen = {"channel_id": to, "response_url": slack.response_url(to)}
    await slack.send("interactive", requests.submitted(form, {}, to=chosen))
    await slack.until(lambda: [one for one in slack.responses[told:] if one["token"] == "mine"])


async def test_share_posts_a_digest_to_the_chosen_channel_signed_and_without_buttons(
    slack: SlackServer, desk: Desk
) -> None:
    await shared(slack)
    there, told = slack.responses
    assert (desk.asked[0].text, desk.asked[0].channel) == ("show d7", Channel("slack", TEAM, CHANNEL))
    assert (there["token"], there["response_type"], there["unfurl_links"]) == ("C0OTHER", "in_channel", False)
    assert "show d7" in text_of(there)
    assert "u0admin さんが共有" in text_of(there)  # in the language of the digest, here the asker's
    assert '"actions"' not in text_of(there)
    assert (told["response_type"], told["text"]) == ("ephemeral", "共有しました。")


async def test_what_was_shared_is_not_shared_there_twice(slack: SlackServer) -> None:
    await shared(slack)
    await shared(slack)
    await shared(slack, "C0THIRD")
    assert [one["token"] for one in slack.responses] == ["C0OTHER", "mine", "mine", "C0THIRD", "mine"]
    assert "すでに共有されています" in slack.responses[2]["text"]


async def test_a_form_that_is_submitted_twice_shares_once(slack: SlackServer) -> None:
    await slack.send("interactive", requests.pressed(under(7)["forward"], slack.response_url("mine"), ephemeral=False))
    await slack.until(lambda: slack.views)
    chosen = {"channel_id": "C0OTHER", "response_url": slack.response_url("C0OTHER")}
    submission = requests.submitted(slack.views[0][1], {}, to=chosen)
    await slack.send("interactive", submission)
    await slack.send("interactive", submission)
    await slack.send("slash_commands", requests.slash("latest", slack.response_url("after")))
    await slack.until(lambda: "after" in [one["token"] for one in slack.responses])
    await slack.until(lambda: "mine" in [one["token"] for one in slack.responses])
    assert [one["token"] for one in slack.responses].count("C0OTHER") == 1


async def test_a_channel_that_takes_no_message_is_said_and_may_be_tried_again(slack: SlackServer) -> None:
    slack.closed.add("C0OTHER")
    await shared(slack)
    assert "受け付けられませんでした" in slack.responses[-1]["text"]
    slack.closed.clear()
    await shared(slack)
    assert [one["token"] for one in slack.responses] == ["mine", "C0OTHER", "mine"]


async def test_a_lost_answer_to_sharing_is_said_and_not_tried_again(slack: SlackServer) -> None:
    slack.cut.add("C0OTHER")
    await shared(slack)
    assert "応答が失われました" in slack.responses[-1]["text"]
    assert [one["token"] for one in slack.responses] == ["C0OTHER", "mine"]


async def test_a_digest_that_cannot_be_shown_is_not_shared(slack: SlackServer) -> None:
    async def answer(invocation: Invocation) -> Reply:
        return replace(await Desk().answer(invocation), fault=Fault("no such digest"))

    adapter = SlackAdapter(settings(slack))
    task = asyncio.create_task(adapter.listen(answer))
    await slack.connected(2)
    await shared(slack)
    assert [one["token"] for one in slack.responses] == ["mine"]
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await adapter.close()


# --- more of commands ----------------------------------------------------------------------------------------------


async def test_buttons_stand_before_a_table_which_is_last(slack: SlackServer) -> None:
    await slack.send("slash_commands", requests.slash("figures", slack.response_url()))
    await slack.until(lambda: slack.responses)
    assert [block["type"] for block in slack.responses[0]["blocks"]] == ["header", "rich_text", "actions", "table"]


async def test_a_mention_answers_like_the_command(slack: SlackServer, desk: Desk) -> None:
    await slack.send(
        "events_api", requests.mention(f"<@{BOT_USER}> figures <https://wire.example|wire.example> &gt; 5")
    )
    await slack.until(lambda: slack.ephemeral)
    assert desk.asked[0].text == "figures wire.example > 5"
    assert slack.ephemeral[0]["user"] == READER


async def test_a_mention_in_a_thread_is_answered_there(slack: SlackServer) -> None:
    mention = requests.mention(f"<@{BOT_USER}> latest")
    mention["event"]["thread_ts"] = "1.1"
    await slack.send("events_api", mention)
    await slack.until(lambda: slack.ephemeral)
    assert (slack.ephemeral[0]["channel"], slack.ephemeral[0]["thread_ts"]) == (CHANNEL, "1.1")


async def test_the_message_shortcut_hands_the_text_on(slack: SlackServer, desk: Desk) -> None:
    await slack.send("interactive", requests.shortcut("Costs fell 40% &amp; more", slack.response_url()))
    await slack.until(lambda: slack.responses)
    assert (desk.asked[0].text, desk.asked[0].given) == ("figures", "Costs fell 40% & more")
    share = json.loads(button(slack.responses[0], "share")["value"])
    assert share == {"do": "figures", "given": "Costs fell 40% & more"}


async def test_the_message_shortcut_reads_what_apps_attach(slack: SlackServer, desk: Desk) -> None:
    asked = requests.shortcut("", slack.response_url())
    asked["message"]["attachments"] = [
        {"title": "Rate cut", "text": "The rate fell to <https://wire.example|1.50%>.", "fallback": "Rate cut"},
        {"fallback": "Profit rose 9%"},
    ]
    await slack.send("interactive", asked)
    await slack.until(lambda: slack.responses)
    assert desk.asked[0].given == "Rate cut\nThe rate fell to 1.50%.\nProfit rose 9%"


async def test_a_text_too_long_for_a_button_cannot_be_shared(slack: SlackServer) -> None:
    await slack.send("interactive", requests.shortcut("long " * 500, slack.response_url()))
    await slack.until(lambda: slack.responses)
    assert '"actions"' not in text_of(slack.responses[0])


async def test_a_message_without_text_says_so(slack: SlackServer, desk: Desk) -> None:
    await slack.send("interactive", requests.shortcut("", slack.response_url()))
    await slack.until(lambda: slack.responses)
    assert "no text to read" in text_of(slack.responses[0])
    assert desk.asked == []


# --- the form ------------------------------------------------------------------------------------------------------


async def test_subscribe_without_words_opens_a_form_that_becomes_a_command(slack: SlackServer, desk: Desk) -> None:
    await slack.send("slash_commands", requests.slash("subscribe", slack.response_url("r7"), user=ADMIN))
    await slack.until(lambda: slack.views)
    how, view = slack.views[0]
    assert (how, view["callback_id"]) == ("open", "subscribe")
    assert view["title"]["text"] == "チャンネルで購読"
    values = {
        "regions": {"regions": {"selected_options": [{"value": "TH"}, {"value": "035"}]}},
        "topics": {"topics": {"selected_options": [{"value": 'data "centre"'}]}},
        "at": {"at": {"selected_time": "07:15"}},
        "days": {"days": {"selected_option": {"value": "mon-fri"}}},
        "zone": {"zone": {"selected_option": {"value": "Asia/Bangkok"}}},
        "language": {"language": {"selected_option": {"value": "ja"}}},
    }
    line = 'subscribe region:TH region:035 topic:"data centre" lang:ja at:07:15 days:mon-fri tz:Asia/Bangkok'
    shown = view | {"id": "V1", "hash": "h", "state": {"values": values}}
    preview = {"action_id": "preview"}
    await slack.send("interactive", requests.pressed(preview, "", view=shown))
    await slack.until(lambda: len(slack.views) == 2)
    assert [(asked.text, asked.rehearsal) for asked in desk.asked] == [
        ("subscribe", True),
        ('preview region:TH region:035 topic:"data centre" lang:ja', False),
    ]
    assert "divider" in [block["type"] for block in slack.views[1][1]["blocks"]]
    assert "answer" in json.dumps(slack.views[1][1]["blocks"][-2:])
    await slack.send("interactive", requests.submitted(view, values))
    await slack.until(lambda: slack.responses)
    assert [(asked.text, asked.rehearsal) for asked in desk.asked[2:]] == [(line, False)]
    assert {invocation.channel for invocation in desk.asked} == {Channel("slack", TEAM, CHANNEL)}
    assert slack.responses[0]["token"] == "r7"


async def test_who_may_not_subscribe_is_told_so_instead_of_shown_a_form(slack: SlackServer, desk: Desk) -> None:
    desk.fault = Fault("that needs a manager")
    await slack.send("slash_commands", requests.slash("subscribe", slack.response_url()))
    await slack.until(lambda: slack.responses)
    assert (slack.responses[0]["response_type"], slack.views) == ("ephemeral", [])


def a_form(slack: SlackServer) -> dict[str, Any]:
    return subscribe_form(Language.JA, "UTC", {"channel": CHANNEL, "response_url": slack.response_url("r7")})


@pytest.mark.parametrize(
    ("parameter", "field"),
    [
        ("region", "regions"),
        ("topic", "topics"),
        ("at", "at"),
        ("days", "days"),
        ("tz", "zone"),
        ("lang", "language"),
        ("cadence", "at"),
    ],
)
async def test_what_is_wrong_with_a_field_is_shown_there_and_the_form_stays(
    slack: SlackServer, desk: Desk, parameter: str, field: str
) -> None:
    desk.fault = Fault("いつか", parameter)
    form = a_form(slack)
    assert field in [block["block_id"] for block in form["blocks"] if block["type"] == "input"]
    envelope = await slack.send("interactive", requests.submitted(form, {}))
    assert slack.acknowledged[envelope] == {"response_action": "errors", "errors": {field: "いつか"}}
    desk.fault = None
    envelope = await slack.send("interactive", requests.submitted(form, {}))
    await slack.until(lambda: slack.responses)
    assert "response_action" not in slack.acknowledged[envelope]
    assert slack.responses[0]["token"] == "r7"


async def test_what_is_wrong_with_no_field_closes_the_form_and_is_told(slack: SlackServer, desk: Desk) -> None:
    desk.fault = Fault("that needs a manager")
    envelope = await slack.send("interactive", requests.submitted(a_form(slack), {}))
    await slack.until(lambda: slack.responses)
    assert "response_action" not in slack.acknowledged[envelope]


async def test_topics_that_are_known_are_offered_and_what_is_typed_is_another(server: SlackServer) -> None:
    typings: list[Typing] = []

    async def suggest(typing: Typing) -> list[Choice]:
        typings.append(typing)
        return [Choice("data centre", "data centre"), Choice("data law", "data law")]

    adapter = SlackAdapter(settings(server))
    task = asyncio.create_task(adapter.listen(Desk().answer, suggest))
    await server.connected()
    envelope = await server.send("interactive", requests.suggestion("topics", "data"))
    offered = [option["value"] for option in server.acknowledged[envelope]["options"]]
    assert offered == ["data centre", "data law", "data"]
    assert (typings[0].command, typings[0].parameter, typings[0].typed) == ("subscribe", "topic", "data")
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await adapter.close()


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        ("regions", "thai", "TH"),
        ("regions", "タイ", "TH"),
        ("regions", "South-East Asia", "035"),
        ("zone", "bangk", "Asia/Bangkok"),
        ("topics", "data centre", "data centre"),
    ],
)
async def test_the_forms_fields_suggest(slack: SlackServer, field: str, typed: str, expected: str) -> None:
    envelope = await slack.send("interactive", requests.suggestion(field, typed))
    options = slack.acknowledged[envelope]["options"]
    assert options[0]["value"] == expected
    assert len(options) <= 100


# --- events --------------------------------------------------------------------------------------------------------


async def test_the_bot_greets_a_channel_it_was_invited_to(slack: SlackServer) -> None:
    await slack.send("events_api", requests.joined("U0SOMEBODY"))
    await slack.send("events_api", requests.joined(BOT_USER))
    await slack.until(lambda: slack.messages)
    (message,) = slack.messages
    assert message.channel == CHANNEL
    assert "/digest subscribe" in message.text()


@pytest.mark.parametrize(("user", "commands"), [(ADMIN, ["list", "status"]), (READER, ["help"])])
async def test_app_home_shows_managers_the_workspace_and_others_what_to_ask(
    slack: SlackServer, desk: Desk, user: str, commands: list[str]
) -> None:
    await slack.send("events_api", requests.home_opened(user))
    await slack.until(lambda: slack.views)
    how, view = slack.views[0]
    assert (how, view["type"]) == ("publish", "home")
    assert [invocation.text for invocation in desk.asked] == commands
    assert {invocation.channel for invocation in desk.asked} == {Channel("slack", TEAM, "")}
    assert "table" not in {block["type"] for block in view["blocks"]}


async def test_app_home_is_shown_anew_on_request(slack: SlackServer, desk: Desk) -> None:
    await slack.send("events_api", requests.home_opened(ADMIN))
    await slack.until(lambda: slack.views)
    home = slack.views[0][1]
    refresh = button(home, "refresh")
    assert refresh["text"]["text"] == "更新"
    await slack.send("interactive", requests.pressed(refresh, "", view=home))
    await slack.until(lambda: len(slack.views) == 2)
    assert slack.views[1][0] == "publish"
    assert desk.asked[-1].channel == Channel("slack", TEAM, "")


# --- shapes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "name"),
    [
        (requests.slash("x", "u"), "SlashCommandPayload"),
        (requests.pressed({"action_id": "a", "value": "v"}, "u"), "BlockActionPayload"),
        (requests.shortcut("x", "u"), "MessageShortcutPayload"),
        (requests.mention("x"), "AppMentionPayload"),
        (requests.joined("U1"), "MemberJoinedChannelPayload"),
        (requests.home_opened(), "AppHomeOpenedPayload"),
        (requests.submitted({}, {}), "ViewSubmissionPayload"),
        (requests.uninstalled(), "AppUninstalledPayload"),
        (requests.revoked(), "TokensRevokedPayload"),
    ],
)
def test_our_requests_have_no_key_that_slacks_have_not(made: dict[str, Any], name: str) -> None:
    assert list(requests.strangers(made, requests.sample(name))) == []


async def test_our_servers_answers_have_no_key_that_slacks_have_not(server: SlackServer) -> None:
    calls: list[tuple[str, dict[str, Any], str]] = [
        ("auth.test", {}, BOT_TOKEN),
        ("users.info", {"user": READER}, BOT_TOKEN),
        ("apps.connections.open", {}, APP_TOKEN),
        ("oauth.v2.access", {"code": "code-T1"}, ""),
        ("chat.postEphemeral", {"blocks": [{"type": "divider"}]}, BOT_TOKEN),
    ]
    async with aiohttp.ClientSession() as session:
        for method, given, token in calls:
            headers = {"Authorization": f"Bearer {token}"}
            async with session.post(server.api + method, json=given, headers=headers) as response:
                answer = await response.json()
            assert answer["ok"], method
            assert list(requests.strangers(answer, requests.sample(method))) == [], method


# --- what may go wrong ---------------------------------------------------------------------------------------------


async def test_a_port_that_is_taken_ends_the_listening_and_says_so(server: SlackServer, desk: Desk) -> None:
    port = int(server.url.rpartition(":")[2])
    adapter = SlackAdapter(settings(server, mode="http", signing_secret=SIGNING_SECRET, app_token="", port=port))
    with pytest.raises(Unavailable, match="cannot listen"):
        await adapter.listen(desk.answer)
    assert adapter.health() == (Health.FAILED, f"it cannot listen on 127.0.0.1:{port}")
    await adapter.close()


@pytest.mark.parametrize(
    "about",
    [
        {"is_stranger": True},
        {"team_id": "T0PARTNER"},
        {"team_id": "T0PARTNER", "enterprise_user": {"teams": ["T0PARTNER"]}},
        {"is_admin": False},
    ],
)
async def test_an_admin_of_another_workspace_is_no_manager_here(
    slack: SlackServer, desk: Desk, about: dict[str, Any]
) -> None:
    slack.users[ADMIN] = about
    await slack.send("slash_commands", requests.slash("pause", slack.response_url(), user=ADMIN))
    await slack.until(lambda: slack.responses)
    assert not desk.asked[0].user.manager


async def test_an_owner_of_the_organisation_who_belongs_to_the_workspace_is_a_manager(
    slack: SlackServer, desk: Desk
) -> None:
    slack.users[READER] = {"is_owner": True, "team_id": "T0HOME", "enterprise_user": {"teams": ["T0HOME", TEAM]}}
    await slack.send("slash_commands", requests.slash("pause", slack.response_url()))
    await slack.until(lambda: slack.responses)
    assert desk.asked[0].user.manager


async def test_the_same_user_id_in_another_workspace_is_somebody_else(slack: SlackServer, desk: Desk) -> None:
    for team in (TEAM, "T0OTHER"):
        command = requests.slash("pause", slack.response_url(team), user=ADMIN) | {"team_id": team}
        await slack.send("slash_commands", command)
        await slack.until(lambda team=team: [one for one in slack.responses if one["token"] == team])
    assert [asked.user.manager for asked in desk.asked] == [True, False]


@pytest.mark.parametrize("failing", ["missing_scope", "no answer"])
async def test_an_asker_whom_slack_does_not_describe_is_nobody_in_particular_for_now(
    slack: SlackServer, desk: Desk, failing: str
) -> None:
    if failing == "no answer":
        slack.dropped["users.info"] = 9
    else:
        slack.refusals["users.info"] = failing
    for press in ("r1", "r2"):
        await slack.send("slash_commands", requests.slash("latest", slack.response_url(press), user=ADMIN))
        await slack.until(lambda press=press: press in [one["token"] for one in slack.responses])
        slack.refusals.clear()
        slack.dropped.clear()
    described = [(asked.language, asked.zone, asked.user.manager) for asked in desk.asked]
    assert described == [(Language.EN, "UTC", False), (Language.JA, "Asia/Tokyo", True)]


async def test_an_answer_longer_than_a_response_url_takes_goes_on_as_private_messages(slack: SlackServer) -> None:
    async def answer(_invocation: Invocation) -> Reply:
        lines = tuple((Run(f"item {number} " + "x" * 500),) for number in range(90))
        return Reply(Document("en", (Bullets(lines),)))

    adapter = SlackAdapter(settings(slack))
    task = asyncio.create_task(adapter.listen(answer))
    await slack.connected(2)
    await slack.send("slash_commands", requests.slash("figures", slack.response_url()))
    await slack.until(lambda: slack.ephemeral)
    await until(lambda: "item 89 " in json.dumps(slack.ephemeral[-1]))
    assert len(slack.responses) == 4
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await adapter.close()


async def test_a_failure_behind_a_command_is_acknowledged_all_the_same_and_logged(server: SlackServer) -> None:
    async def failing(_invocation: Invocation) -> Reply:
        raise RuntimeError("the shelf fell down")

    async with listening(SlackAdapter(settings(server)), failing):
        await server.connected()
        with structlog.testing.capture_logs() as logged:
            for _ in range(3):  # the first asks Slack who that is, the others fail at once
                await server.send("slash_commands", requests.slash("latest", server.response_url()))
            await until(lambda: sum("the shelf fell down" in entry.get("trace", "") for entry in logged) == 3)


def test_what_was_seen_long_ago_is_forgotten() -> None:
    once = Once(most=2)
    assert [once.first(key) for key in ("a", "b", "a", "c", "a", "", "")] == [True, True, False, True, True, True, True]
