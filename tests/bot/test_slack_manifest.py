from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.adapters.slack_listening import SCOPES
from bot.adapters.slack_talk import SHORTCUT

FOLDER = Path(__file__).parents[2] / "deploy" / "slack"


def manifest(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text("utf-8"))
    return read


@pytest.mark.parametrize("name", ["manifest.yaml", "manifest.http.yaml"])
def test_the_manifest_asks_for_what_the_bot_uses_and_no_more(name: str) -> None:
    read = manifest(name)
    assert tuple(read["oauth_config"]["scopes"]["bot"]) == SCOPES
    assert [one["callback_id"] for one in read["features"]["shortcuts"]] == [SHORTCUT]
    assert set(read["settings"]["event_subscriptions"]["bot_events"]) == {
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "member_joined_channel",
        "tokens_revoked",
    }
    assert read["settings"]["socket_mode_enabled"] is (name == "manifest.yaml")


def test_every_scope_is_explained() -> None:
    lines = (FOLDER / "manifest.yaml").read_text("utf-8").splitlines()
    for scope in SCOPES:
        (line,) = [line for line in lines if line.strip().startswith(f"- {scope} ")]
        assert "#" in line


def test_both_variants_differ_only_in_how_slack_reaches_the_bot() -> None:
    socket, http = manifest("manifest.yaml"), manifest("manifest.http.yaml")
    http["settings"]["socket_mode_enabled"] = True
    http["oauth_config"].pop("redirect_urls")
    http["features"]["slash_commands"][0].pop("url")
    http["settings"]["event_subscriptions"].pop("request_url")
    for key in ("request_url", "message_menu_options_url"):
        http["settings"]["interactivity"].pop(key)
    assert http == socket


def test_names_and_descriptions_keep_slacks_limits() -> None:
    read = manifest("manifest.yaml")
    assert len(read["display_information"]["name"]) <= 35
    assert len(read["display_information"]["description"]) <= 140
    assert len(read["features"]["shortcuts"][0]["name"]) <= 24
    assert len(read["features"]["shortcuts"][0]["description"]) <= 150
    assert len(read["features"]["slash_commands"][0]["description"]) <= 2000
