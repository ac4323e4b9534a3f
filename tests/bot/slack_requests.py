"""Requests as Slack sends them; their keys are held against samples of real ones in `schemas/slack`."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bot.slack_server import ADMIN, BOT_USER, CHANNEL, READER, TEAM

Json = dict[str, Any]

SAMPLES = Path(__file__).parent / "schemas" / "slack"
_number = itertools.count(1)


def slash(text: str, response_url: str, *, user: str = READER, trigger: str = "") -> Json:
    return {
        "token": "legacy",
        "api_app_id": "A0APP",
        "team_id": TEAM,
        "team_domain": "loopback",
        "channel_id": CHANNEL,
        "channel_name": "thailand",
        "user_id": user,
        "user_name": user.lower(),
        "command": "/digest",
        "text": text,
        "response_url": response_url,
        "trigger_id": trigger or f"t{next(_number)}",
        "is_enterprise_install": "false",
    }


def pressed(action: Json, response_url: str, *, ephemeral: bool = True, view: Json | None = None) -> Json:
    container: Json = {"type": "view", "view_id": "V1"}
    if view is None:
        container = {"type": "message", "message_ts": "1.1", "channel_id": CHANNEL, "is_ephemeral": ephemeral}
    body: Json = {
        "type": "block_actions",
        "api_app_id": "A0APP",
        "token": "legacy",
        "team": {"id": TEAM, "domain": "loopback"},
        "user": {"id": READER, "username": "reader", "name": "reader", "team_id": TEAM},
        "container": container,
        "trigger_id": f"t{next(_number)}",
        "actions": [{"block_id": "b", "action_ts": "1.1", "type": "button", **action}],
        "is_enterprise_install": False,
    }
    if view is not None:
        return body | {"view": view}
    return body | {"channel": {"id": CHANNEL, "name": "thailand"}, "response_url": response_url}


def shortcut(text: str, response_url: str) -> Json:
    return {
        "type": "message_action",
        "callback_id": "figures_in_message",
        "trigger_id": f"t{next(_number)}",
        "message_ts": "1.1",
        "response_url": response_url,
        "message": {"type": "message", "user": READER, "text": text, "ts": "1.1"},
        "team": {"id": TEAM, "domain": "loopback"},
        "user": {"id": READER, "name": "reader"},
        "channel": {"id": CHANNEL, "name": "thailand"},
        "token": "legacy",
        "action_ts": "1.1",
        "is_enterprise_install": False,
    }


def submitted(view: Json, values: Json, *, to: Json | None = None) -> Json:
    """`to` is the channel chosen in a field that asks for an address to answer at."""
    return {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "loopback"},
        "user": {"id": ADMIN, "username": "admin", "name": "admin", "team_id": TEAM},
        "api_app_id": "A0APP",
        "token": "legacy",
        "trigger_id": f"t{next(_number)}",
        "view": view | {"id": "V1", "team_id": TEAM, "hash": "h", "state": {"values": values}},
        "is_enterprise_install": False,
        **({"response_urls": [{"block_id": "to", "action_id": "to", **to}]} if to else {}),
    }


def suggestion(field: str, value: str) -> Json:
    return {
        "type": "block_suggestion",
        "action_id": field,
        "block_id": field,
        "value": value,
        "team": {"id": TEAM, "domain": "loopback"},
        "user": {"id": READER, "name": "reader"},
        "api_app_id": "A0APP",
        "token": "legacy",
        "container": {"type": "view", "view_id": "V1"},
        "is_enterprise_install": False,
    }


def event(content: Json, *, event_id: str = "") -> Json:
    return {
        "token": "legacy",
        "team_id": TEAM,
        "api_app_id": "A0APP",
        "event": content,
        "type": "event_callback",
        "event_id": event_id or f"Ev{next(_number)}",
        "event_time": 1_759_195_800,
        "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": "x",
    }


def mention(text: str) -> Json:
    return event(
        {
            "type": "app_mention",
            "user": READER,
            "text": text,
            "ts": "2.2",
            "channel": CHANNEL,
            "team": TEAM,
            "event_ts": "2.2",
        }
    )


def joined(user: str) -> Json:
    return event(
        {
            "type": "member_joined_channel",
            "user": user,
            "channel": CHANNEL,
            "channel_type": "C",
            "team": TEAM,
            "event_ts": "1.1",
            "inviter": ADMIN,
        }
    )


def home_opened(user: str = READER) -> Json:
    return event({"type": "app_home_opened", "user": user, "channel": "D1", "tab": "home", "event_ts": "1.1"})


def uninstalled() -> Json:
    return event({"type": "app_uninstalled"})


def revoked() -> Json:
    return event({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}})


def strangers(made: Any, sample: Any, path: str = "") -> Iterator[str]:
    """Keys of `made` that the sample of a real request does not have."""
    if isinstance(made, dict) and isinstance(sample, dict) and sample:
        for key, value in made.items():
            if key not in sample:
                yield f"{path}/{key}"
            else:
                yield from strangers(value, sample[key], f"{path}/{key}")
    elif isinstance(made, list) and isinstance(sample, list) and sample:
        for item in made:
            yield from strangers(item, sample[0], path)


def sample(name: str) -> Any:
    return json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
