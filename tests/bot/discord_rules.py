"""What makes a Create Message body valid: Discord's own schema, and the rules it lacks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

_SCHEMA = json.loads((Path(__file__).parent / "schemas" / "discord_create_message.json").read_text("utf-8"))
_VALIDATOR = Draft202012Validator(_SCHEMA)


def violations(body: Mapping[str, Any]) -> list[str]:
    """What is wrong with the body; empty if Discord would take it."""
    found = [f"{error.json_path}: {error.message[:200]}" for error in _VALIDATOR.iter_errors(dict(body))]
    known = _SCHEMA["components"]["schemas"]["MessageCreateRequest"]["properties"]
    found += [f"unknown key {key}" for key in body if key not in known]
    embeds = body.get("embeds", [])
    if not body.get("content") and not embeds:
        found.append("empty message")
    if _length(body.get("content", "")) > 2000:
        found.append("content over 2000")
    if sum(_length(embed.get(key, "")) for embed in embeds for key in ("title", "description")) > 6000:
        found.append("embeds over 6000 together")
    for embed in embeds:
        known = _SCHEMA["components"]["schemas"]["RichEmbed"]["properties"]
        found += [f"unknown key {key} in an embed" for key in embed if key not in known]
        if not embed.get("title") and not embed.get("description"):
            found.append("empty embed")
        found += [
            "empty field"
            for field in embed.get("fields", [])
            if not field["name"].strip() or not field["value"].strip()
        ]
    if body.get("allowed_mentions") != {"parse": []}:
        found.append("may mention")
    return found


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
