"""What makes a request to Discord valid: Discord's own schema, and the four rules it lacks (docs of the resources
message, application commands): content of 2,000, embeds of 6,000 together, no empty field, names of commands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

Json = dict[str, Any]

_SCHEMA = json.loads((Path(__file__).parent / "schemas" / "discord_requests.json").read_text("utf-8"))
_SCHEMAS = _SCHEMA["components"]["schemas"]

# https://docs.discord.com/developers/interactions/application-commands#application-command-object-naming
_COMMAND_NAME = re.compile(r"^[-_\w\u0900-\u097f\u0e00-\u0e7f]{1,32}$")
_CHAT_INPUT = 1


def violations(body: Mapping[str, Any]) -> list[str]:
    """What is wrong with a Create Message body of ours; empty if Discord would take it."""
    found = request_violations("MessageCreateRequest", body)
    if body.get("allowed_mentions") != {"parse": []}:
        found.append("may mention")
    return found


def request_violations(schema: str, body: object) -> list[str]:
    """What is wrong with a request's body by the schema of that name in Discord's specification and the rules it
    lacks; empty if Discord would take it."""
    found = [f"{error.json_path}: {error.message[:200]}" for error in _validator(schema).iter_errors(body)]
    if not isinstance(body, Mapping):
        return found
    known = _SCHEMAS[schema].get("properties")
    if known is not None:
        found += [f"unknown key {key}" for key in body if key not in known]
    if schema == "ApplicationCommandUpdateRequest":
        found += _command_violations(body)
    for message in (body, body.get("data")):
        if isinstance(message, Mapping):
            found += _message_violations(message)
    if schema == "MessageCreateRequest" and not any(body.get(key) for key in ("content", "embeds", "components")):
        found.append("empty message")
    return found


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator({**_SCHEMA, "$ref": f"#/components/schemas/{schema}"})


def _message_violations(body: Mapping[str, Any]) -> Iterator[str]:
    embeds = body.get("embeds") or []
    if _length(body.get("content") or "") > 2000:
        yield "content over 2000"
    if sum(map(_characters, embeds)) > 6000:
        yield "embeds over 6000 together"
    for embed in embeds:
        known = _SCHEMAS["RichEmbed"]["properties"]
        yield from (f"unknown key {key} in an embed" for key in embed if key not in known)
        if not embed.get("title") and not embed.get("description") and not embed.get("fields"):
            yield "empty embed"
        for field in embed.get("fields") or []:
            if not field["name"].strip() or not field["value"].strip():
                yield "empty field"


def _characters(embed: Mapping[str, Any]) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    texts += [field[key] for field in embed.get("fields") or [] for key in ("name", "value")]
    return sum(_length(text) for text in texts if text)


def _command_violations(command: Mapping[str, Any]) -> Iterator[str]:
    """Names, and the sum over a command of 8,000."""
    if command.get("type") in {None, _CHAT_INPUT}:
        for name in _names(command):
            if not _COMMAND_NAME.match(name) or name != name.lower():
                yield f"bad name {name!r}"
        if _spoken(command) > 8000:
            yield "command over 8000"


def _names(option: Mapping[str, Any]) -> Iterator[str]:
    yield option["name"]
    yield from (option.get("name_localizations") or {}).values()
    for each in option.get("options") or []:
        yield from _names(each)


def _spoken(option: Mapping[str, Any]) -> int:
    """Characters of names, descriptions and values, each in its longest language."""
    total = sum(
        max(map(len, [option.get(key) or "", *(option.get(f"{key}_localizations") or {}).values()]))
        for key in ("name", "description")
    )
    total += sum(len(str(choice["value"])) + len(choice["name"]) for choice in option.get("choices") or [])
    return total + sum(map(_spoken, option.get("options") or []))


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
