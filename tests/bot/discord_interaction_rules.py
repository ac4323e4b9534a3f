"""What makes commands and answers to interactions valid: Discord's own schema, and the rules it lacks."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

_SCHEMA = json.loads((Path(__file__).parent / "schemas" / "discord_interactions.json").read_text("utf-8"))
_CALLBACKS = {
    4: "CreateMessageInteractionCallbackRequest",
    5: "CreateMessageInteractionCallbackRequest",
    6: "UpdateMessageInteractionCallbackRequest",
    7: "UpdateMessageInteractionCallbackRequest",
    8: "ApplicationCommandAutocompleteCallbackRequest",
    9: "ModalInteractionCallbackRequest",
}


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({**_SCHEMA, "$ref": f"#/components/schemas/{name}"})


def _against(name: str, body: Mapping[str, Any]) -> list[str]:
    known = _SCHEMA["components"]["schemas"][name]["properties"]
    return [
        *(f"{error.json_path}: {error.message[:300]}" for error in _validator(name).iter_errors(dict(body))),
        *(f"unknown key {key}" for key in body if key not in known),
    ]


# --- commands ------------------------------------------------------------------------------------------------------


def command_violations(command: Mapping[str, Any]) -> list[str]:
    """What is wrong with a command; empty if Discord would take it."""
    found = _against("ApplicationCommandUpdateRequest", command)
    if size(command) > 8000:
        found.append(f"{size(command)} characters together")
    if command["type"] == 1:
        names = [name for one in _nested(command) if "description" in one for name in _all(one, "name")]
        found += [f"{name} is no name" for name in names if not _is_name(name)]
    for one in _nested(command):
        options = one.get("options", ())
        for locale in ("", *one.get("name_localizations", ())):
            called = [option.get("name_localizations", {}).get(locale, option["name"]) for option in options]
            found += [f"{name} twice" for name in called if called.count(name) > 1]
        needed = [option.get("required", False) for option in options]
        if needed != sorted(needed, reverse=True):
            found.append(f"{one['name']}: what is required comes first")
    return found


def size(command: Mapping[str, Any]) -> int:
    """What counts against a command's 8,000 characters: of each field the longest language."""
    return sum(
        max((len(text) for text in _all(one, field)), default=0)
        for one in _nested(command)
        for field in ("name", "description", "value")
    )


def _nested(command: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield command
    for one in [*command.get("options", ()), *command.get("choices", ())]:
        yield from _nested(one)


def _all(one: Mapping[str, Any], field: str) -> list[str]:
    return [*([one[field]] if field in one else []), *one.get(f"{field}_localizations", {}).values()]


def _is_name(name: str) -> bool:
    """https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-naming"""
    thai = range(0x0E00, 0x0E80)
    fitting = all(c in "-_'" or ord(c) in thai or unicodedata.category(c)[0] in "LN" for c in name)
    return 1 <= len(name) <= 32 and fitting and name == name.lower()


# --- answers -------------------------------------------------------------------------------------------------------


def callback_violations(body: Mapping[str, Any]) -> list[str]:
    """What is wrong with the first response to an interaction."""
    found = _against(_CALLBACKS[body["type"]], body)
    if body["type"] == 4:
        found += _message_violations(body["data"])
    return found


def answer_violations(body: Mapping[str, Any]) -> list[str]:
    """What is wrong with a message that follows, or takes the first one's place."""
    return _against("IncomingWebhookUpdateRequestPartial", body) + _message_violations(body)


def _message_violations(body: Mapping[str, Any]) -> list[str]:
    embeds = body.get("embeds") or []
    found = []
    if not body.get("content") and not embeds:
        found.append("empty message")
    if _length(body.get("content") or "") > 2000:
        found.append("content over 2000")
    if sum(_length(embed.get(key, "")) for embed in embeds for key in ("title", "description")) > 6000:
        found.append("embeds over 6000 together")
    if body.get("allowed_mentions") != {"parse": []}:
        found.append("may mention")
    for row in body.get("components") or []:
        if not 1 <= len(row["components"]) <= 5:
            found.append("a row has one to five buttons")
        for button in row["components"]:
            if not button.get("label") and not button.get("emoji"):
                found.append("a button with nothing on it")
            if ("url" in button) == ("custom_id" in button) or ("url" in button) != (button["style"] == 5):
                found.append("a button is a link or has an id")
    ids = [
        button["custom_id"]
        for row in body.get("components") or []
        for button in row["components"]
        if "custom_id" in button
    ]
    found += [f"id {id_} twice" for id_ in ids if ids.count(id_) > 1]
    return found


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
