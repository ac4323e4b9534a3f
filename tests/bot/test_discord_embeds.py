from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters import discord_embeds
from digests.document import Code, Document, Heading, Note, Paragraph, Quote, Role, Rule, Run, Table
from digests.links import Links
from digests.model import Language
from digests.render import Renderer
from tests import editions
from tests.bot.any_document import documents
from tests.bot.discord_rules import violations
from tests.bot.documents import MESSAGES, longest_en


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_valid(name: str) -> None:
    for body in discord_embeds.pack(MESSAGES[name]):
        assert violations(body) == []


@pytest.mark.parametrize("language", Language)
def test_a_rendered_digest_is_valid_and_in_one_message(language: Language) -> None:
    stories = (editions.rate_cut(language), editions.car_plant(language), editions.chip_partnership(language))
    digest = editions.edition(language, stories, (editions.tourists(language),))
    documents = Renderer(links=Links(archive="https://news.example")).digest(digest, "discord")
    bodies = discord_embeds.pack(documents)
    assert len(bodies) == len(documents)
    assert [violations(body) for body in bodies] == [[]] * len(bodies)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(documents, min_size=1, max_size=2))
def test_any_document_packs_into_valid_messages(given_documents: list[Document]) -> None:
    bodies = discord_embeds.pack(given_documents)
    assert len(bodies) >= len(given_documents)
    for body in bodies:
        assert violations(body) == []
        json.dumps(body).encode()


def content(*runs: Run) -> str:
    (body,) = discord_embeds.pack([Document("en", (Paragraph(runs),))])
    text: str = body["content"]
    return text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*b* _i_ ~~s~~ ||h|| `c`", r"\*b\* \_i\_ \~\~s\~\~ \|\|h\|\| \`c\`"),
        ("@everyone <@1> <#2> <t:0>", r"\@everyone \<\@1\> \<#2\> \<t:0\>"),
        ("[x](https://evil.example)", r"\[x\](https\://evil.example)"),
        (":fire: at 14:05 o'clock", r"\:fire: at 14:05 o'clock"),
        ("- item", r"\- item"),
        ("# heading", r"\# heading"),
        ("1. one", r"1\. one"),
        ("-# small", r"\-# small"),
        ("a\n- b\n2. c", "a\n\\- b\n2\\. c"),
        ("back\\slash", r"back\\slash"),
    ],
)
def test_article_text_is_shown_as_it_is(text: str, shown: str) -> None:
    assert content(Run(text)) == shown


def test_a_links_text_cannot_end_the_link() -> None:
    shown = content(Run("x](https://evil.example) [y", url="https://wire.example/a_(b)"))
    assert shown == "[x］(https\\://evil.example) ［y](<https://wire.example/a_%28b%29>)"


def test_white_space_stays_outside_bold() -> None:
    assert (
        content(Run("1.50%", bold=True), Run("\u00a0↓", bold=True), Run("\u2002rate"))
        == "**1.50%**\u00a0**↓**\u2002rate"
    )


def test_nothing_can_mention() -> None:
    assert all(body["allowed_mentions"] == {"parse": []} for body in discord_embeds.pack(MESSAGES["digest-en"]))


def test_a_story_is_an_embed_with_a_linked_title() -> None:
    (body, *_) = discord_embeds.pack(MESSAGES["digest-en"])
    assert [embed.get("url") for embed in body["embeds"]] == [
        "https://wire.example/en-05",
        "https://cheshi.example/zh-01",
        "https://cloud.example/ja-01",
        None,
    ]
    assert {embed["color"] for embed in body["embeds"]} == {0x3B5B73}


def test_what_does_not_fit_moves_on_whole_and_is_counted() -> None:
    bodies = discord_embeds.pack([longest_en()])
    stories = [sum("title" in embed for embed in body["embeds"]) for body in bodies]
    assert sum(stories) == 12
    assert bodies[0]["embeds"][-1]["description"] == f"-# **+{12 - stories[0]} more below**\n-# **+2 more stories**"


def test_closing_lines_longer_than_a_message_are_divided() -> None:
    line = (Run("กำไร" * 400), Run("0", url="https://wire.example/" + "a" * 1900))
    bodies = discord_embeds.pack([Document("th", (Paragraph(()), Rule(), Note((line, line))))])
    assert [violations(body) for body in bodies] == [[]] * len(bodies)


def test_a_document_without_blocks_is_its_summary() -> None:
    (body,) = discord_embeds.pack([Document("en", (), summary="*Nothing*")])
    assert body["content"] == "\\*Nothing\\*"


def test_two_quotations_are_kept_apart() -> None:
    (body,) = discord_embeds.pack([Document("en", (Quote(((Run("a"),),)), Quote(((Run("b"),),))))])
    assert body["content"] == "> a\n\n> b"


def test_a_flag_is_an_emoji_and_a_group_has_none() -> None:
    assert content(Run("TH", role=Role.FLAG), Run(" Thailand")) == "🇹🇭 Thailand"
    assert content(Run("035", role=Role.FLAG), Run(" South-Eastern Asia")) == "South-Eastern Asia"


def test_a_table_is_a_list_with_links() -> None:
    row = ((Run("1.50%", bold=True, url="https://wire.example/1"), Run("\u2007")), (Run("policy rate"),), ())
    (body,) = discord_embeds.pack([Document("en", (Heading(1, (Run("Figures"),)), Table(((), (), ()), (row,))))])
    assert body["embeds"][0]["description"] == "- **[1.50%](https://wire.example/1)**\u2002policy rate"


def test_a_fence_inside_code_cannot_close_it() -> None:
    (body,) = discord_embeds.pack([Document("en", (Code("a ``` b"),))])
    assert body["content"].count("```") == 2


def test_the_escaped_title_keeps_within_256() -> None:
    (body,) = discord_embeds.pack([Document("en", (Heading(2, (Run("*" * 10_000),)), Note(((Run("x"),),))))])
    assert body["embeds"][0]["title"] == "\\*" * 127 + "…"
