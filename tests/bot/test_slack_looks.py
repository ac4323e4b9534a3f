"""What people see in Slack besides digests, made by the whole newsroom: answers, errors, App Home, forms.

Each golden file is a page of `./run screenshots slack`: look at it before it is written anew.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.adapters import slack_views as views
from bot.chat import Invocation, Reply, User
from digests.model import Channel, Language, State
from digests.store.ledger import Ended
from tests import goldens
from tests.bot.commands.test_answers import HERE, NOW, Room, article
from tests.bot.slack_rules import block_violations, message_violations

LOOKED_AT = ("figures 株価", "impact TH", "list", "status", "figurs", "figures nothing-of-that-kind")

ASKED = (
    *LOOKED_AT,
    "help",
    "help subscribe",
    "latest 2",
    "search アリババ",
    "article a3",
    "source f23",
    "history f23",
    "why a3",
    "next",
    "details",
    "subscribe at:25:00",
)


@pytest.fixture
def room() -> Room:
    """Twelve articles, two subscriptions, of which one was refused by Slack."""
    room = Room()
    room.ask('subscribe region:TH region:JP topic:"data centre" at:08:30 days:mon-fri tz:Asia/Bangkok name:thailand')
    room.ask('subscribe region:JP lang:ja at:07:00 tz:Asia/Tokyo title:"日本定点観測" name:japan')
    room.read(*(article(number, topics=("data centre",)) for number in range(1, 13)))
    room.clock.at = NOW.replace(hour=9)
    room.ask("run name:thailand", id_="7")
    reason = f"{HERE}: the bot is not in the channel (not_in_channel); invite the bot: /invite @Kawaraban"
    claims = room.press.claim("slack", 10)
    assert claims
    room.press.settle([Ended(claim, State.DEAD, reason, refused=True) for claim in claims])
    return room


def answered(room: Room, text: str, language: Language, channel: Channel = HERE) -> Reply:
    user = User("U1", "Mali", manager=True)
    return room.commands.answer(Invocation("8", text, channel, user, language, "Asia/Bangkok"))


def check(name: str, shown: list[dict[str, Any]]) -> None:
    goldens.check(f"slack/{name}.json", json.dumps(shown, ensure_ascii=False, indent=1) + "\n")


def bodies(room: Room, text: str, language: Language) -> list[dict[str, Any]]:
    reply = answered(room, text, language)
    return [dict(body) for body in views.answer_bodies(reply, text, "", language)]


@pytest.mark.parametrize("text", ASKED)
@pytest.mark.parametrize("language", Language)
def test_every_answer_is_valid(room: Room, text: str, language: Language) -> None:
    shown = bodies(room, text, language)
    assert [message_violations(body) for body in shown] == [[]] * len(shown)


@pytest.mark.parametrize("language", Language)
def test_answers_are_what_was_looked_at(room: Room, language: Language) -> None:
    check(f"answers-{language}", [body for text in LOOKED_AT for body in bodies(room, text, language)])


@pytest.mark.parametrize("language", Language)
def test_views_are_what_was_looked_at(room: Room, language: Language) -> None:
    where = {"channel": HERE.id, "response_url": "https://hooks.example/x"}
    workspace = replace(HERE, id="")
    told = [answered(room, text, language, workspace).document for text in ("list", "status")]
    preview = answered(room, "preview region:TH", language).document
    shown = [
        views.home(told, language, "digest"),
        views.home([answered(room, "help", language, workspace).document], language, "digest"),
        views.subscribe_form(language, "Asia/Bangkok", where, preview),
        views.forward_form(language, where),
    ]
    assert [block_violations(view["blocks"], most=100) for view in shown] == [[]] * len(shown)
    check(f"views-{language}", shown)


@pytest.mark.parametrize("language", Language)
def test_a_greeting_is_what_was_looked_at(language: Language) -> None:
    check(f"greeting-{language}", [dict(views.greeting(language, "digest"))])
