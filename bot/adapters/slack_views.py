"""What Slack shows besides messages: buttons under an answer, the form to subscribe, App Home, a greeting."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from bot.adapters import slack_blocks
from bot.adapters.slack_blocks import MAX_ACTIONS, MAX_LABEL, MAX_TEXT, MAX_VALUE, Json
from bot.chat import Body, Button, Choice, Fault, Reply
from bot.packing import Section, bounded, chat_words, clean, entries, limited, link, own_names, sections, shorten, units
from digests.document import Bullets, Code, Document, Note, Paragraph, Run, Table
from digests.extract.regions import flag, parse_region, region_name, regions_beginning, suggest_regions
from digests.model import Language

SUBSCRIBE = "subscribe"
SHARE = "share"
PREVIEW = "preview"
DO = "do-"
OPEN = "open-"
FORWARD = "forward"
REFRESH = "refresh"
_VOTES = {"up": "👍", "down": "👎"}

# https://docs.slack.dev/reference/block-kit/composition-objects/option-object and /surfaces/modals
_MAX_OPTIONS = 100
_MAX_OPTION = 75
_MAX_OPTION_VALUE = 150
_MAX_METADATA = 3000
_MAX_VIEW_BLOCKS = 100

# --- answers -------------------------------------------------------------------------------------------------------


def answer_bodies(reply: Reply, command: str, given: str, language: Language) -> list[Body]:
    """The bodies of an answer, the last with its buttons. *Share* gives the same command again, so an answer about a
    text too long for a button's value has none."""
    bodies = list(slack_blocks.pack([reply.document]))
    elements: list[Json] = []
    again = _doing(command, given)
    if reply.private and reply.shareable and units(again) <= MAX_VALUE:
        elements.append(_button(SHARE, chat_words(language)("chat.share"), value=again))
    elements += [_reply_button(place, button) for place, button in enumerate(reply.buttons)]
    if elements:
        bodies[-1] = _with_actions(bodies[-1], elements)
    return bodies


def digest_bodies(documents: Sequence[Document]) -> tuple[Body, ...]:
    """The bodies of a digest. The parent message of one with stories ends with buttons, which carry the digest's id: so
    they work after a restart and in any process."""
    first, *others = slack_blocks.pack(documents)
    digest_id = documents[0].digest
    if digest_id is None:  # one without stories is a line, and one that is not kept has no id
        return (first, *others)
    words, id_ = chat_words(documents[0].lang), f"d{digest_id}"
    buttons = [
        _button(f"{DO}details", words("chat.details"), value=_doing(f"details {id_}")),
        _button(FORWARD, words("chat.forward"), value=_doing(f"show {id_}")),
        *(_button(f"{DO}{vote}", sign, value=_doing(f"vote {vote} {id_}")) for vote, sign in _VOTES.items()),
    ]
    return (_with_actions(first, buttons), *others)


def _doing(command: str, given: str = "") -> str:
    """What a button's value says: the command that it gives, on which text."""
    return json.dumps({"do": command, "given": given}, ensure_ascii=False)


def _with_actions(body: Body, elements: list[Json]) -> Body:
    """The body with a row of buttons at its end, though before a table, which Slack shows last."""
    blocks = list(body["blocks"])
    end = len(blocks) - (blocks[-1]["type"] == "table")
    blocks.insert(end, {"type": "actions", "elements": elements[:MAX_ACTIONS]})
    return {**body, "blocks": blocks}


def _reply_button(place: int, button: Button) -> Json:
    url = link(button.url)
    if url:
        return _button(f"{OPEN}{place}", button.label) | {"url": url}
    return _button(f"{DO}{place}", button.label, value=_doing(button.command))


def _button(action: str, label: str, *, value: str = "") -> Json:
    button: Json = {"type": "button", "action_id": action, "text": _plain(label, MAX_LABEL)}
    return button | {"value": value} if value else button


def pressed(action: Mapping[str, Any]) -> tuple[str, str]:
    """The command and the given text of a button's value."""
    value = json.loads(str(action.get("value") or "{}"))
    return str(value.get("do", "")), str(value.get("given", ""))


def greeting(language: Language, command: str) -> Body:
    """What a channel reads when the bot has joined it."""
    words = chat_words(language)
    lines = (Run(words("chat.hello") + " "), Run(words("chat.hello_how")))
    (body,) = slack_blocks.pack([Document(language, (Paragraph(lines), _examples(command)))])
    return body


def _examples(command: str) -> Code:
    return Code(f"/{command} subscribe\n/{command} latest\n/{command} figures kind:money since:7d\n/{command} help")


# --- App Home ------------------------------------------------------------------------------------------------------


def home(documents: Sequence[Document], language: Language, command: str) -> Json:
    """App Home with the given answers one below the other; what does not fit is counted at the end."""
    words = chat_words(language)
    how = (Paragraph((Run(words("chat.home_how")),)), _examples(command))
    said = [section for document in documents for section in sections(document)]
    shown, left = _fitting(said, _MAX_VIEW_BLOCKS - len(slack_blocks.blocks([how])) - 3)
    blocks = slack_blocks.blocks([*shown, how, *_left(left, f" · /{command} list")])
    refresh = {"type": "actions", "elements": [_button(REFRESH, words("chat.refresh"))]}
    return {"type": "home", "blocks": [*blocks, refresh]}


def _fitting(said: Iterable[Section], room: int) -> tuple[list[Section], int]:
    """The sections that fit into `room` blocks, leaving one, and how many entries do not."""
    waiting = [_shown(section) for section in said]
    shown: list[Section] = []
    while waiting and len(slack_blocks.blocks([*shown, waiting[0]])) < room:
        shown.append(waiting.pop(0))
    return shown, sum(map(entries, waiting))


def _left(count: int, how: str = "") -> list[Section]:
    return [(Note(((Run(f"+{count}", bold=True), Run(how)),)),)] if count else []


def _shown(section: Section) -> Section:
    """The section for a view, which has no tables: those are lists."""
    lists = (_listed(block) if isinstance(block, Table) else block for block in section)
    return bounded(tuple(limited(block, MAX_TEXT) for block in lists), slack_blocks.fits, MAX_TEXT)


def _listed(table: Table) -> Bullets:
    return Bullets(tuple(tuple(run for cell in row for run in (*cell, Run("\u2002"))) for row in table.rows))


# --- subscribing ---------------------------------------------------------------------------------------------------


def subscribe_form(language: Language, zone: str, where: Mapping[str, str], preview: Document | None = None) -> Json:
    """The form behind `subscribe` without words, and below it a digest as it would be, as far as there is room.

    `where` travels with the form and comes back when it is submitted.
    """
    words = chat_words(language)
    days = {"daily": words("chat.daily"), "mon-fri": words("chat.weekdays")}
    blocks = [
        _input("regions", words("chat.regions"), _suggesting("regions", many=True), optional=True),
        _input("topics", words("chat.topics"), _suggesting("topics", many=True), optional=True)
        | {"hint": _plain(words("chat.topics_hint"), 2000)},
        _input("at", words("chat.at"), {"type": "timepicker", "action_id": "at", "initial_time": "08:30"}),
        _input("days", words("chat.days"), _choosing("days", days, "mon-fri")),
        _input("zone", words("chat.zone"), _suggesting("zone") | {"initial_option": _option(zone, zone)}),
        _input("language", words("chat.language"), _choosing("language", own_names(), language.value)),
        {"type": "actions", "block_id": PREVIEW, "elements": [_button(PREVIEW, words("chat.preview"))]},
    ]
    if preview is not None:
        shown, left = _fitting(sections(preview), _MAX_VIEW_BLOCKS - len(blocks) - 1)
        blocks += [{"type": "divider"}, *slack_blocks.blocks([*shown, *_left(left)])]
    return {
        "type": "modal",
        "callback_id": SUBSCRIBE,
        "title": _plain(words("chat.subscribe"), 24),
        "submit": _plain(words("chat.submit"), 24),
        "close": _plain(words("chat.cancel"), 24),
        "private_metadata": json.dumps(where)[:_MAX_METADATA],
        "blocks": blocks,
    }


# --- sharing -------------------------------------------------------------------------------------------------------


def forward_form(language: Language, where: Mapping[str, str]) -> Json:
    """The form behind *Share*: a channel among those that the presser sees. Slack hands back an address at which the
    bot may post there once, though it is no member (`response_url_enabled`)."""
    words = chat_words(language)
    among = {"include": ["public", "private"], "exclude_bot_users": True}
    channel = {"type": "conversations_select", "action_id": "to", "response_url_enabled": True, "filter": among}
    return {
        "type": "modal",
        "callback_id": FORWARD,
        "title": _plain(words("chat.forward"), 24),
        "submit": _plain(words("chat.forward"), 24),
        "close": _plain(words("chat.cancel"), 24),
        "private_metadata": json.dumps(where)[:_MAX_METADATA],
        "blocks": [_input("to", words("chat.channel"), channel)],
    }


def forwarded(reply: Reply, by: str) -> list[Body]:
    """What is shared, signed with the name of who did."""
    words = chat_words(reply.document.lang)
    signed = Note(((Run(words("chat.forwarded_by", name=by)),),))
    document = replace(reply.document, blocks=(*reply.document.blocks, signed), digest=None)
    return list(slack_blocks.pack([document]))


def line(language: Language, key: str, **facts: str) -> Reply:
    """One line of our own to whoever pressed or asked."""
    said = Paragraph((Run(chat_words(language)(key, **facts)),))
    return Reply(Document(language, (said,)), shareable=False)


def command_line(command: str, state: Mapping[str, Any]) -> str:
    """The command, `subscribe` or `preview`, that a filled form stands for."""
    values = {name: field for block in state.get("values", {}).values() for name, field in block.items()}

    def chosen(name: str) -> list[str]:
        field = values.get(name) or {}
        options = field.get("selected_options") or [field.get("selected_option") or {}]
        return [str(option["value"]) for option in options if option and option.get("value")]

    words = [command]
    words += [f"region:{region}" for region in chosen("regions")]
    words += [f"topic:{_quoted(topic)}" for topic in chosen("topics")]
    words += [f"lang:{language}" for language in chosen("language")]
    if command == PREVIEW:
        return " ".join(words)
    words += [f"at:{time}" for time in [(values.get("at") or {}).get("selected_time")] if time]
    words += [f"days:{days}" for days in chosen("days")]
    words += [f"tz:{zone}" for zone in chosen("zone")]
    return " ".join(words)


def _quoted(topic: str) -> str:
    bare = topic.replace('"', "").replace("\\", "")
    return f'"{bare}"' if shlex.quote(bare) != bare else bare


PARAMETERS: Mapping[str, str] = {
    "regions": "region",
    "topics": "topic",
    "at": "at",
    "days": "days",
    "zone": "tz",
    "language": "lang",
}
"""The fields of the form and the parameters of `subscribe` that they stand for."""


def complaint(fault: Fault) -> dict[str, str]:
    """What the form shows below the field at fault; empty where no field of it is. A cadence that never comes due is
    one of times and days."""
    fields = {parameter: field for field, parameter in PARAMETERS.items()} | {"cadence": "at"}
    return {fields[fault.field]: clean(fault.said)} if fault.field in fields else {}


def suggestions(field: str, written: str, language: Language, known: Sequence[Choice] = ()) -> list[Json]:
    """Options for what has been typed into a field of the form so far: of topics those that are `known`, and whatever
    has been typed."""
    if field == "regions":
        exact = parse_region(written)
        codes = dict.fromkeys([*([exact] if exact else []), *regions_beginning(written, 20), *suggest_regions(written)])
        return [_option(f"{flag(code)} {region_name(code, language)}".strip(), code) for code in codes]
    if field == "zone":
        folded = written.casefold().replace(" ", "_")
        return [_option(zone, zone) for zone in _zones() if folded in zone.casefold()][:_MAX_OPTIONS]
    topics = dict.fromkeys(filter(None, [*(choice.value for choice in known), written.strip()]))
    return [_option(topic, topic) for topic in topics][:_MAX_OPTIONS]


@lru_cache(maxsize=1)
def _zones() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))


def _input(block: str, label: str, element: Json, *, optional: bool = False) -> Json:
    return {
        "type": "input",
        "block_id": block,
        "label": _plain(label, 2000),
        "element": element,
        "optional": optional,
    }


def _suggesting(action: str, *, many: bool = False) -> Json:
    kind = "multi_external_select" if many else "external_select"
    return {"type": kind, "action_id": action, "min_query_length": 1}


def _choosing(action: str, options: Mapping[str, str], initial: str) -> Json:
    listed: Iterable[Json] = [_option(label, value) for value, label in options.items()]
    return {
        "type": "static_select",
        "action_id": action,
        "options": list(listed),
        "initial_option": _option(options[initial], initial),
    }


def _option(label: str, value: str) -> Json:
    return {"text": _plain(label, _MAX_OPTION), "value": shorten(clean(value), _MAX_OPTION_VALUE)}


def _plain(text: str, limit: int) -> Json:
    return {"type": "plain_text", "text": shorten(clean(text), limit), "emoji": True}
