"""What makes a message valid to Slack: slack_sdk's models, slackblocks' parsers where it has them, and rules of ours.

Neither library notices mrkdwn in a header, a repeated block_id or action_id, an unknown key, a 51st block, or how much
text there is altogether.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import slackblocks
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

Json = dict[str, Any]

_MESSAGE_KEYS = {
    "text",
    "blocks",
    "unfurl_links",
    "unfurl_media",
    "metadata",
    "thread_ts",
    "channel",
    "user",
    "team_id",
}
_KEYS = {
    "header": {"text", "level"},
    "context": {"elements"},
    "divider": set(),
    "actions": {"elements"},
    "section": {"text", "fields", "accessory", "expand"},
    "input": {"label", "element", "dispatch_action", "hint", "optional"},
    "rich_text": {"elements"},
    "table": {"rows", "column_settings"},
    "rich_text_section": {"elements"},
    "rich_text_quote": {"elements", "border"},
    "rich_text_preformatted": {"elements", "border"},
    "rich_text_list": {"elements", "style", "indent", "offset", "border"},
    "text": {"text", "style"},
    "link": {"text", "url", "style", "unsafe"},
    "emoji": {"name", "unicode", "skin_tone"},
    "channel": {"channel_id", "style"},
    "plain_text": {"text", "emoji"},
    "mrkdwn": {"text", "verbatim"},
    "raw_text": {"text"},
    "button": {"text", "action_id", "url", "value", "style", "confirm", "accessibility_label"},
    "static_select": {"action_id", "options", "option_groups", "placeholder", "initial_option"},
    "external_select": {"action_id", "placeholder", "initial_option", "min_query_length"},
    "multi_static_select": {"action_id", "options", "placeholder", "initial_options"},
    "multi_external_select": {"action_id", "placeholder", "initial_options", "min_query_length", "max_selected_items"},
    "plain_text_input": {"action_id", "placeholder", "initial_value", "multiline", "max_length", "min_length"},
    "timepicker": {"action_id", "placeholder", "initial_time"},
    "conversations_select": {
        "action_id",
        "placeholder",
        "default_to_current_conversation",
        "filter",
        "initial_conversation",
        "response_url_enabled",
    },
}
_PARSED_BY_SLACKBLOCKS = {"header", "context", "divider"}


def message_violations(message: Mapping[str, Any]) -> list[str]:
    """What is wrong with a message's body; empty if Slack would take it."""
    found = [f"unknown key {key} in the message" for key in message if key not in _MESSAGE_KEYS]
    text = message.get("text")
    if not text or _length(text) > 4000:
        found.append("text is missing or over 4000")
    if text and ("<" in text or ">" in text):
        found.append("unescaped text")
    if message.get("unfurl_links") is not False or message.get("unfurl_media") is not False:
        found.append("would unfurl")
    return found + block_violations(message["blocks"], most=50)


def block_violations(blocks: list[Json], *, most: int) -> list[str]:
    """What is wrong with the blocks of a message (most 50) or of a view (most 100)."""
    found = []
    if not 1 <= len(blocks) <= most:
        found.append(f"{len(blocks)} blocks")
    if most == 50 and sum(map(_counted, blocks)) > 9000:
        found.append("more than 9000 characters in all blocks")
    tables = [place for place, block in enumerate(blocks) if block["type"] == "table"]
    if len(tables) > 1 or (tables and tables != [len(blocks) - 1]):
        found.append("a table that is not alone and last")
    for key in ("block_id", "action_id"):
        ids = [node[key] for node in _nodes(blocks) if key in node]
        found += [f"{key} {one} is repeated" for one in set(ids) if ids.count(one) > 1]
    for block in blocks:
        found += _models(block)
    for node in _nodes(blocks):
        found += _shape(node)
    return found


def _models(block: Json) -> list[str]:
    found = []
    try:
        parsed = Block.parse(block)
        if parsed is None:
            return [f"slack_sdk does not know {block['type']}"]
        if block["type"] != "table" and parsed.to_dict() != block:
            found.append(f"slack_sdk reads {block} as {parsed.to_dict()}")
    except (SlackObjectFormationError, TypeError) as error:
        found.append(f"slack_sdk: {error}")
    if block["type"] in _PARSED_BY_SLACKBLOCKS:
        try:
            slackblocks.Block.from_dict(block)
        except slackblocks.InvalidUsageError as error:
            found.append(f"slackblocks: {error}")
    return found


def _shape(node: Json) -> list[str]:
    kind = node.get("type")
    if kind is None:
        return []
    if kind not in _KEYS:
        return [f"unknown type {kind}"]
    found = [f"unknown key {key} in {kind}" for key in node if key not in _KEYS[kind] | {"type", "block_id"}]
    text = node.get("text")
    if kind in {"text", "link", "mrkdwn", "raw_text", "plain_text"} and (not text or _length(text) > 3000):
        found.append(f"{kind}: empty or over 3000")
    if kind == "header" and (text["type"] != "plain_text" or _length(text["text"]) > 150):
        found.append("header: not plain text of 150")
    if kind == "button" and (_length(text["text"]) > 75 or _length(node.get("value", "")) > 2000):
        found.append("button: label over 75 or value over 2000")
    if kind in {"link", "button"} and "url" in node and not node["url"].startswith(("http://", "https://")):
        found.append(f"{kind}: {node['url'][:40]}")
    if kind == "emoji" and not node["name"].replace("-", "").isalnum():
        found.append(f"emoji {node['name']}")
    if kind in {"rich_text_section", "rich_text_quote", "rich_text_list"} and not node["elements"]:
        found.append(f"{kind}: empty")
    if kind == "table":
        widths = {len(row) for row in node["rows"]}
        if len(widths) != 1 or max(widths) > 20 or len(node["rows"]) > 100 or len(node["column_settings"]) > 20:
            found.append("table: over 100 rows or 20 columns, or uneven")
    return found


def _nodes(tree: object) -> Iterator[Json]:
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from _nodes(value)
    elif isinstance(tree, list):
        for item in tree:
            yield from _nodes(item)


def _counted(block: Json) -> int:
    return sum(
        _length(node[key]) for node in _nodes(block) for key in ("text", "url") if isinstance(node.get(key), str)
    )


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
