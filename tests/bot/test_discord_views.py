"""Buttons, the form and what is read out of a message."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters import discord_views as views
from bot.adapters.discord_lines import KEPT, Lines, key_of
from bot.chat import Button, Reply
from bot.commands import Parser
from digests.document import Document, Heading, Paragraph, Rule, Run
from digests.model import Language
from digests.store.database import Database
from tests import editions, goldens
from tests.bot.any_document import documents
from tests.bot.discord_interaction_rules import answer_violations, callback_violations
from tests.bot.discord_rules import violations
from tests.bot.documents import MESSAGES, kept

(EMPTY,) = MESSAGES["empty-en"]


# --- what was looked at --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in MESSAGES if not name.startswith(("impact", "help"))])
def test_a_digest_is_what_was_looked_at(name: str) -> None:
    bodies = views.digest_bodies(kept(MESSAGES[name]))
    goldens.check(f"discord/{name}.json", json.dumps(bodies, ensure_ascii=False, indent=1) + "\n")


@pytest.mark.parametrize("language", list(Language))
def test_a_corrected_digest_and_its_note_are_what_was_looked_at(language: Language) -> None:
    bodies = views.digest_bodies(kept(editions.corrected_messages(language, "discord")))
    assert [violations(body) for body in bodies] == [[]] * len(bodies)
    goldens.check(f"discord/corrected-{language}.json", json.dumps(bodies, ensure_ascii=False, indent=1) + "\n")


@pytest.mark.parametrize("name", ["impact-en", "help-en"])
def test_an_answer_is_what_was_looked_at(name: str) -> None:
    (document,) = MESSAGES[name]
    older = (Button("Older", command="impact TH page:2"),) if name == "impact-en" else ()
    bodies = views.answer_bodies(Reply(document, shareable=bool(older), buttons=older), Language.EN)
    shown = [{**body, "flags": views.EPHEMERAL} for body in bodies]
    goldens.check(f"discord/{name}.json", json.dumps(shown, ensure_ascii=False, indent=1) + "\n")


# --- answers -------------------------------------------------------------------------------------------------------

BUTTONS = st.builds(
    Button,
    label=st.text(min_size=1, max_size=200).filter(lambda text: any(c.isalnum() for c in text)),
    command=st.text(max_size=300),
    url=st.one_of(st.just(""), st.builds("https://wire.example/{}".format, st.text(max_size=600))),
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents, st.booleans(), st.lists(BUTTONS, max_size=30), st.sampled_from(Language))
def test_discord_takes_any_answer_in_any_language(
    document: Document, shareable: bool, buttons: list[Button], language: Language
) -> None:
    bodies = views.answer_bodies(Reply(document, shareable=shareable, buttons=tuple(buttons)), language)
    assert [answer_violations(body) for body in bodies] == [[]] * len(bodies)
    for body in bodies:
        json.dumps(body).encode()
        assert answer_violations(views.shared(body)) == []


@pytest.mark.parametrize("name", MESSAGES)
def test_discord_takes_a_digest_with_its_buttons(name: str) -> None:
    parent, *details = MESSAGES[name]
    for body in views.digest_bodies([replace(parent, digest=7), *details]):
        assert violations(body) == []


def test_under_a_digest_are_its_details_and_a_vote() -> None:
    details = Document("th", (Paragraph((Run("x"),)),))
    first, second = views.digest_bodies([Document("th", (Heading(1, (Run("x"),)),), digest=7), details])
    (row,) = first["components"]
    assert [button["custom_id"] for button in row["components"]] == [
        "do:details d7",
        "do:vote up d7",
        "do:vote down d7",
    ]
    assert row["components"][0]["label"] == "รายละเอียด"
    assert "components" not in second


def test_nobody_votes_on_a_digest_without_stories() -> None:
    (body,) = views.digest_bodies([EMPTY])
    assert "components" not in body


def test_each_message_of_a_long_answer_can_be_shared_and_the_last_has_the_buttons() -> None:
    blocks = [block for _ in range(6) for block in (Rule(), Paragraph((Run("x" * 1400),)))]
    reply = Reply(Document("en", tuple(blocks)), buttons=(Button("Next page", command="figures page:2"),))
    bodies = views.answer_bodies(reply, Language.EN)
    ids = [[button["custom_id"] for row in body["components"] for button in row["components"]] for body in bodies]
    assert ids == [["share"], ["share", "do:figures page:2"]]


def test_the_same_command_has_one_button() -> None:
    reply = Reply(EMPTY, shareable=False, buttons=(Button("a", command="next"), Button("b", command="next")))
    (body,) = views.answer_bodies(reply, Language.EN)
    assert [button["label"] for button in body["components"][0]["components"]] == ["b"]


def test_a_link_is_a_button_that_opens_it() -> None:
    reply = Reply(EMPTY, shareable=False, buttons=(Button("Archive", url="https://news.example/a"),))
    (body,) = views.answer_bodies(reply, Language.EN)
    assert body["components"][0]["components"] == [
        {"type": 2, "style": 5, "label": "Archive", "url": "https://news.example/a"}
    ]


@given(st.text(max_size=200))
def test_a_buttons_id_is_short_and_says_what_it_does(command: str) -> None:
    id_ = views.command_id(command)
    assert len(id_.encode("utf-16-le")) // 2 <= 100
    assert id_ == (f"kept:{key_of(command)}" if views.is_long(command) else f"do:{command}")


def test_what_is_shared_is_what_discord_gives_back_without_what_it_adds() -> None:
    embed = {"type": "rich", "title": "Rates", "color": 1, "flags": 0, "description": "x"}
    message = {"content": "", "embeds": [embed], "components": [{}], "id": "1"}
    assert views.shared(message) == {
        "allowed_mentions": {"parse": []},
        "embeds": [{"title": "Rates", "color": 1, "description": "x"}],
    }


def test_a_line_is_kept_for_a_month(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "news.db")
    lines, now = Lines(database), datetime(2026, 1, 1, tzinfo=UTC)
    assert lines.find(key_of("figures")) is None
    lines.keep("figures", now)
    lines.keep("figures", now + KEPT)
    lines.keep("other", now + KEPT + timedelta(days=1))
    assert (lines.find(key_of("figures")), lines.find(key_of("other"))) == ("figures", "other")
    lines.keep("other", now + KEPT * 3)
    assert lines.find(key_of("figures")) is None
    database.close()


# --- the form ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", Language)
def test_discord_takes_the_form_in_every_language(language: Language) -> None:
    form = views.subscribe_form(language, "America/Argentina/ComodRivadavia")
    assert callback_violations({"type": 9, "data": form}) == []
    assert len(form["components"]) == 5


def filled(**values: str | list[str]) -> list[dict[str, Any]]:
    fields = [
        {"custom_id": name} | ({"type": 3, "values": value} if isinstance(value, list) else {"type": 4, "value": value})
        for name, value in values.items()
    ]
    return [{"type": 18, "component": one} for one in fields]


def test_a_filled_form_is_a_command() -> None:
    line = views.command_line(
        filled(region=["TH", "JP"], topic="AI、 data centre ", at="8:30", days=["daily"], lang=["ja"])
    )
    assert line == 'subscribe region:TH region:JP topic:AI topic:"data centre" at:8:30 days:daily lang:ja'
    assert Parser().parse(line).values["topic"] == ("AI", "data centre")


@pytest.mark.parametrize("topic", ["", " ", " , ,、"])
def test_an_empty_field_is_not_said(topic: str) -> None:
    assert views.command_line(filled(region=[], topic=topic, at="08:30")) == "subscribe at:08:30"


# --- a message that is asked about ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**Rates** fell *to* __1.50%__ ~~not~~ ||2%||", "Rates fell to 1.50% not 2%"),
        ("***both*** and `code` and ```py\nblock\n```", "both and code and block"),
        ("## Title\n-# small\n> quoted\n- item", "Title\nsmall\nquoted\n- item"),
        ("[1.50%](https://x.example/a) [b](<https://x.example>)", "1.50% b"),
        ("<https://x.example/a> https://y.example", "https://x.example/a https://y.example"),
        ("<@1> <@!2> <@&3> <#4> <:up:5> <a:up:6> <t:1700000000:R> cut", "cut"),
        ("</digest figures:7> shows", "digest figures shows"),
        (r"\*5\* 3 \> 2", "*5* 3 > 2"),
        ("5 * 3 * 2 and snake_case_name", "5 * 3 * 2 and snake_case_name"),
        ("売上は**40%**増", "売上は40%増"),
    ],
)
def test_marks_are_read_out_of_a_message(markdown: str, text: str) -> None:
    assert views.written(markdown) == text


def test_embeds_and_forwarded_messages_are_read_as_well() -> None:
    message = {
        "content": "see",
        "embeds": [{"title": "Rates", "description": "1.50%", "fields": [{"name": "Month", "value": "May"}]}],
        "message_snapshots": [{"message": {"content": "forwarded", "embeds": []}}],
    }
    assert views.text_of(message) == "see\n\nRates\n\n1.50%\n\nMonth\nMay\n\nforwarded"


@given(st.text())
def test_any_message_can_be_read(text: str) -> None:
    assert views.text_of({"content": text}) == views.written(text)


@pytest.mark.parametrize("text", ["[a](", "*a ", "**a ", "||a ~~b __c ", "```a ", "<:a", "["])
def test_no_message_takes_long_to_read(text: str) -> None:
    """Without bounds the first of these takes two minutes, so this test would not end in time."""
    assert views.written(text * (6000 // len(text)))
