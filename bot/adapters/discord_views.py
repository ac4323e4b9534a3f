"""What Discord shows besides messages: buttons under an answer and under a digest, the form to subscribe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from bot.adapters import discord_embeds
from bot.adapters.discord_lines import key_of
from bot.chat import Body, Button, Reply
from bot.commands import spell
from bot.commands.completion import REGIONS
from bot.packing import chat_words, clean, link, own_names, shorten, units
from digests.document import Document, Paragraph, Run
from digests.extract.regions import flag, region_name
from digests.model import Language

Json = dict[str, Any]

SHARE: Final = "share"
DO: Final = "do:"
KEPT: Final = "kept:"
SUBSCRIBE: Final = "subscribe"
EPHEMERAL: Final = 1 << 6
"""The flag of a message that its asker alone sees."""

_VOTES: Final = {"up": "👍", "down": "👎"}

# https://docs.discord.com/developers/components/reference
_ROW, _BUTTON, _SELECT, _INPUT, _LABEL = 1, 2, 3, 4, 18
_NEUTRAL, _LINK = 2, 5
_MAX_ID = 100
_MAX_BUTTON = 80
_MAX_LINK = 512
_MAX_ROW = 5
_MAX_ROWS = 5
_MAX_LABEL = 45
_MAX_OPTION = 100

# --- buttons -------------------------------------------------------------------------------------------------------


def answer_bodies(reply: Reply, language: Language) -> list[Body]:
    """The bodies of an answer. Each can be shared, since *Share* posts the message that it is under; the last has the
    answer's own buttons."""
    *others, last = discord_embeds.pack([reply.document])
    share = [_button(chat_words(language)("chat.share"), SHARE)] if reply.private and reply.shareable else []
    own = [_reply_button(button) for button in reply.buttons]
    return [*(_with_buttons(body, share) for body in others), _with_buttons(last, [*share, *own])]


def digest_bodies(documents: Sequence[Document]) -> tuple[Body, ...]:
    """The bodies of a digest. The parent message of one with stories ends with buttons, whose ids carry the digest's:
    so they work after a restart and in any process."""
    first, *others = discord_embeds.pack(documents)
    digest_id = documents[0].digest
    if digest_id is None:  # one without stories is a line, and one that is not kept has no id
        return (first, *others)
    words, id_ = chat_words(documents[0].lang), f"d{digest_id}"
    buttons = [
        _button(words("chat.details"), f"{DO}details {id_}"),
        *(
            {"type": _BUTTON, "style": _NEUTRAL, "emoji": {"name": sign}, "custom_id": f"{DO}vote {vote} {id_}"}
            for vote, sign in _VOTES.items()
        ),
    ]
    return (_with_buttons(first, buttons), *others)


def line_body(language: Language, key: str) -> Body:
    """One line of our own to whoever pressed or asked."""
    (body,) = discord_embeds.pack([Document(language, (Paragraph((Run(chat_words(language)(key)),)),))])
    return body


def shared(message: Mapping[str, Any]) -> Body:
    """A message of ours, as everybody may see it: what it says, without its buttons."""
    body: Json = {"allowed_mentions": {"parse": []}}
    if message.get("content"):
        body["content"] = message["content"]
    kept = ("title", "url", "description", "color")
    embeds = [{key: embed[key] for key in kept if key in embed} for embed in message.get("embeds") or ()]
    return body | ({"embeds": embeds} if embeds else {})


def without_share(rows: Iterable[Mapping[str, Any]]) -> list[Json]:
    """The rows of buttons without *Share*."""
    buttons = [button for row in rows for button in row["components"] if button.get("custom_id") != SHARE]
    return _rows(buttons)


def command_id(command: str) -> str:
    """The id of a button that runs a command; `is_long` says whether the line has to be kept elsewhere."""
    return f"{KEPT}{key_of(command)}" if is_long(command) else DO + command


def is_long(command: str) -> bool:
    """Whether the line is too long for a button's id."""
    return units(DO + command) > _MAX_ID


def _with_buttons(body: Body, buttons: Sequence[Json]) -> Body:
    rows = _rows(buttons)
    return {**body, "components": rows} if rows else body


def _rows(buttons: Iterable[Mapping[str, Any]]) -> list[Json]:
    """The buttons in rows. Discord takes no id twice."""
    once = list({str(button.get("custom_id") or button.get("url")): dict(button) for button in buttons}.values())
    rows = [once[start : start + _MAX_ROW] for start in range(0, len(once), _MAX_ROW)]
    return [{"type": _ROW, "components": row} for row in rows[:_MAX_ROWS]]


def _reply_button(button: Button) -> Json:
    url = link(button.url, _MAX_LINK)
    if url:
        return {"type": _BUTTON, "style": _LINK, "label": _label(button.label, _MAX_BUTTON), "url": url}
    return _button(button.label, command_id(button.command))


def _button(label: str, id_: str) -> Json:
    return {"type": _BUTTON, "style": _NEUTRAL, "label": _label(label, _MAX_BUTTON), "custom_id": id_}


def _label(text: str, limit: int) -> str:
    return shorten(clean(text), limit)


# --- subscribing ---------------------------------------------------------------------------------------------------


def subscribe_form(language: Language, zone: str) -> Json:
    """The form behind `subscribe` without options. A form holds five fields, so the zone, which the times are in, is
    said and not asked."""
    words = chat_words(language)
    regions = {code: f"{flag(code)} {region_name(code, language)}".strip() for code in REGIONS}
    days = {"mon-fri": words("chat.weekdays"), "daily": words("chat.daily")}
    many = _select("region", regions) | {"min_values": 0, "max_values": len(regions), "required": False}
    return {
        "custom_id": SUBSCRIBE,
        "title": _label(words("chat.subscribe"), _MAX_LABEL),
        "components": [
            _field(words("chat.regions"), many),
            _field(words("chat.topics"), _input("topic", required=False), words("chat.topics_hint")),
            _field(words("chat.at"), _input("at") | {"value": "08:30"}, zone),
            _field(words("chat.days"), _select("days", days, "mon-fri")),
            _field(words("chat.language"), _select("lang", own_names(), language.value)),
        ],
    }


def command_line(components: Iterable[Mapping[str, Any]]) -> str:
    """The command that a filled form stands for; its fields have the names of the parameters."""
    fields = [label["component"] for label in components if "component" in label]
    values = {field["custom_id"]: ",".join(field.get("values") or [field.get("value") or ""]) for field in fields}
    return spell("subscribe", {name: value for name, value in values.items() if value.strip(" ,、，")})


def _field(label: str, component: Json, hint: str = "") -> Json:
    field = {"type": _LABEL, "label": _label(label, _MAX_LABEL), "component": component}
    return field | ({"description": _label(hint, _MAX_OPTION)} if hint else {})


def _input(name: str, *, required: bool = True) -> Json:
    return {"type": _INPUT, "custom_id": name, "style": 1, "required": required, "max_length": 200}


def _select(name: str, options: Mapping[str, str], initial: str = "") -> Json:
    listed = [
        {"label": _label(label, _MAX_OPTION), "value": value} | ({"default": True} if value == initial else {})
        for value, label in options.items()
    ]
    return {"type": _SELECT, "custom_id": name, "options": listed}


# --- a message that is asked about ---------------------------------------------------------------------------------


def text_of(message: Mapping[str, Any]) -> str:
    """What a message says, its embeds and what it forwards included, without Discord's mark-up."""
    said = [message, *(snapshot.get("message", {}) for snapshot in message.get("message_snapshots") or ())]
    return "\n\n".join(text for one in said for text in map(written, _texts(one)) if text)


def _texts(message: Mapping[str, Any]) -> Iterator[str]:
    yield message.get("content") or ""
    for embed in message.get("embeds") or ():
        yield embed.get("title") or ""
        yield embed.get("description") or ""
        for field in embed.get("fields") or ():
            yield f"{field.get('name', '')}\n{field.get('value', '')}"


# None of these tries a character more than a few hundred times: a message is whatever somebody likes to write.
_MENTION: Final = re.compile(r"<(?:@[!&]?|#|a?:\w+:|t:-?|id:)[\w:]*>|</([^:>]+):\d+>")
_LINKED: Final = re.compile(r"\[([^\[\]\n]+)\]\([^()\s]+(?: [^()\n]*)?\)|<(https?://[^<>\s]+)>")
_LINE_MARK: Final = re.compile(r"^[ \t]*(?:>>>|>|#{1,3}|-#)[ \t]+", re.MULTILINE)
_FENCE: Final = re.compile(r"```(?:\w*\n)?(.*?)\n?```", re.DOTALL)
_MARK: Final = re.compile(r"(?<!\\)(\*\*\*|\*\*|\*|__|~~|\|\||`+)(?=\S)(.{1,400}?)(?<=\S)(?<!\\)\1", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\([^\w\s])")


def written(text: str) -> str:
    """What somebody wrote, out of Discord's Markdown: no marks, links as their text, mentions and emoji gone.

    https://docs.discord.com/developers/reference#message-formatting
    """
    text = _LINKED.sub(lambda found: found[1] or found[2], text)
    text = _MENTION.sub(lambda found: found[1] or "", text)
    text = _LINE_MARK.sub("", _FENCE.sub(r"\1", text))
    text = _MARK.sub(r"\2", _MARK.sub(r"\2", text))  # marks stand in each other, rarely deeper
    return _ESCAPED.sub(r"\1", text).strip()
