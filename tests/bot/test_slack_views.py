from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters import slack_views
from bot.chat import Button, Reply
from digests.document import Bullets, Document, Heading, Quote, Role, Rule, Run
from digests.model import Language
from tests.bot.any_document import documents
from tests.bot.documents import MESSAGES
from tests.bot.slack_rules import block_violations, message_violations


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(documents, max_size=2))
def test_any_documents_make_a_valid_home(given_documents: list[Document]) -> None:
    view = slack_views.home(given_documents, Language.EN, "digest")
    assert block_violations(view["blocks"], most=100) == []


def test_what_home_cannot_hold_is_counted() -> None:
    blocks = [
        block
        for number in range(60)
        for block in (Rule(), Heading(2, (Run(f"order {number}"),)), Bullets(((Run("TH"),),)))
    ]
    shown = slack_views.home([Document("en", tuple(blocks))], Language.EN, "digest")["blocks"]
    assert len(shown) <= 100
    text = json.dumps(shown)
    held = text.count("order ")
    assert 20 < held < 60
    assert shown[-2]["elements"][0]["text"] == f"*+{60 - held}* · /digest list"
    assert shown[-1]["elements"][0]["action_id"] == "refresh"


def test_a_region_without_a_flag_has_none_at_home() -> None:
    quote = Quote(((Run("035", role=Role.FLAG), Run(" South-Eastern Asia")),))
    assert "flag-" not in json.dumps(slack_views.home([Document("en", (quote,))], Language.EN, "digest"))


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents, st.text(max_size=3000), st.text(max_size=3000))
def test_any_answer_with_its_buttons_is_valid(document: Document, command: str, label: str) -> None:
    buttons = (Button(label or "x", command="latest"), Button("Open", url="https://news.example"))
    for body in slack_views.answer_bodies(Reply(document, buttons=buttons), command, "", Language.EN):
        assert message_violations(body) == []


@pytest.mark.parametrize(
    "preview", [None, *(messages[0] for name, messages in MESSAGES.items() if name.startswith("digest"))]
)
@pytest.mark.parametrize("language", Language)
def test_the_form_is_valid_with_any_preview_in_every_language(language: Language, preview: Document | None) -> None:
    where = {"channel": "C0THAILAND", "response_url": "https://hooks.example/x"}
    view = slack_views.subscribe_form(language, "Asia/Bangkok", where, preview)
    assert block_violations(view["blocks"], most=100) == []
    assert all(len(view[part]["text"]) <= 24 for part in ("title", "submit", "close"))
    assert json.loads(view["private_metadata"]) == where
    assert message_violations(slack_views.greeting(language, "digest")) == []


@pytest.mark.parametrize("name", [name for name in MESSAGES if name.startswith("digest")])
def test_a_digest_with_its_buttons_is_valid_and_only_its_parent_has_them(name: str) -> None:
    parent, *details = MESSAGES[name]
    first, *others = slack_views.digest_bodies([replace(parent, digest=7), *details])
    assert message_violations(first) == []
    (actions,) = [block for block in first["blocks"] if block["type"] == "actions"]
    assert [(button["action_id"], json.loads(button["value"])["do"]) for button in actions["elements"]] == [
        ("do-details", "details d7"),
        ("forward", "show d7"),
        ("do-up", "vote up d7"),
        ("do-down", "vote down d7"),
    ]
    assert '"actions"' not in json.dumps(others)


def test_a_digest_that_is_not_kept_has_no_buttons() -> None:
    (body,) = slack_views.digest_bodies([Document("en", (), summary="14 articles read, no story")])
    assert '"actions"' not in json.dumps(body)


@pytest.mark.parametrize("language", Language)
def test_the_form_to_share_is_valid_in_every_language(language: Language) -> None:
    where = {"channel": "C0THAILAND", "response_url": "https://hooks.example/x", "do": "show d7"}
    view = slack_views.forward_form(language, where)
    assert block_violations(view["blocks"], most=100) == []
    assert all(len(view[part]["text"]) <= 24 for part in ("title", "submit", "close"))
    assert json.loads(view["private_metadata"]) == where


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents, st.text(max_size=80))
def test_whatever_is_shared_is_valid(document: Document, name: str) -> None:
    for body in slack_views.forwarded(Reply(document), name):
        assert message_violations(body) == []
