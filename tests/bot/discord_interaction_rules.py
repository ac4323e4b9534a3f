"""What makes commands and answers to interactions valid, beyond what `discord_rules` checks of every request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.bot.discord_rules import request_violations

_CALLBACKS = {
    4: "CreateMessageInteractionCallbackRequest",
    5: "CreateMessageInteractionCallbackRequest",
    6: "UpdateMessageInteractionCallbackRequest",
    7: "UpdateMessageInteractionCallbackRequest",
    8: "ApplicationCommandAutocompleteCallbackRequest",
    9: "ModalInteractionCallbackRequest",
}


def command_violations(command: Mapping[str, Any]) -> list[str]:
    """What is wrong with a command; empty if Discord would take it."""
    return [*request_violations("ApplicationCommandUpdateRequest", command), *_options_violations(command)]


def _options_violations(one: Mapping[str, Any]) -> Iterator[str]:
    """Names are unique among options in every language, and what is required comes first."""
    options = one.get("options", ())
    for locale in ("", *(options[0].get("name_localizations", ()) if options else ())):
        called = [option.get("name_localizations", {}).get(locale, option["name"]) for option in options]
        yield from (f"{name} twice" for name in called if called.count(name) > 1)
    needed = [option.get("required", False) for option in options]
    if needed != sorted(needed, reverse=True):
        yield f"{one['name']}: what is required comes first"
    for option in options:
        yield from _options_violations(option)


def callback_violations(body: Mapping[str, Any]) -> list[str]:
    """What is wrong with the first response to an interaction."""
    found = request_violations(_CALLBACKS[body["type"]], body)
    return found + (_answer_violations(body["data"]) if body["type"] == 4 else [])


def answer_violations(body: Mapping[str, Any]) -> list[str]:
    """What is wrong with a message that follows, or takes the first one's place."""
    return request_violations("IncomingWebhookUpdateRequestPartial", body) + _answer_violations(body)


def _answer_violations(body: Mapping[str, Any]) -> list[str]:
    found = [] if body.get("content") or body.get("embeds") else ["empty message"]
    if body.get("allowed_mentions") != {"parse": []}:
        found.append("may mention")
    rows = [row["components"] for row in body.get("components") or ()]
    buttons = [button for row in rows for button in row]
    found += [f"{len(row)} buttons in a row" for row in rows if not 1 <= len(row) <= 5]
    found += [
        "a button with nothing on it" for button in buttons if not button.get("label") and not button.get("emoji")
    ]
    found += ["a button that is a link and not" for button in buttons if ("url" in button) == ("custom_id" in button)]
    found += ["a link's button of another style" for button in buttons if ("url" in button) != (button["style"] == 5)]
    ids = [button["custom_id"] for button in buttons if "custom_id" in button]
    return found + [f"id {id_} twice" for id_ in ids if ids.count(id_) > 1]
