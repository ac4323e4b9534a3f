"""What Discord's answers mean for a message: every error code we know as one of the four subclasses of SendError.

Codes and their meaning: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes;
limits: https://docs.discord.com/developers/topics/rate-limits. An answer between 400 and 499 says that the request
was not carried out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, Final

import discord

from bot.adapters.transport import lost, transported
from bot.chat import Refused, SendError, Throttled, Unavailable


class Code(IntEnum):
    """Error codes that the adapter acts on."""

    UNKNOWN_CHANNEL = 10003
    THREAD_ARCHIVED = 50083
    THREAD_EXISTS = 160004


class Rejection(Exception):
    """Discord answered a request with an error. `message` is Discord's own words; `code` is 0 if it gave none."""

    def __init__(self, status: int, headers: Mapping[str, str], text: str) -> None:
        super().__init__(f"{status} {text[:200]}")
        told = _object(text)
        self.status = status
        self.code = int(told.get("code") or 0)
        self.message = str(told.get("message") or "")
        self.details = json.dumps(told["errors"], ensure_ascii=False)[:300] if "errors" in told else ""
        self.spoken = bool(told)
        """Whether the API itself answered, and not the edge in front of it."""
        self.retry_after = _seconds(told.get("retry_after"), headers.get("Retry-After"))
        # Without an object it is the edge that throttles the whole address, after 10,000 invalid requests.
        self.everywhere = not told or bool(told.get("global")) or headers.get("X-RateLimit-Scope") == "global"


RENEW: Final = "copy a new token from the Bot page of the developer portal, set discord.bot_token, start again"

_INVITE = "invite the bot again: kawaraban check prints the link"
_ALLOW = "allow the bot View Channel, Send Messages, Embed Links and Read Message History in the channel"
_REPORT = "this is a mistake of ours: report it with the subscription's name"
_REFUSED: dict[int, tuple[str, str]] = {
    Code.UNKNOWN_CHANNEL: ("the channel, or the digest's thread, is gone", "choose another channel, or unsubscribe"),
    10004: ("the server is gone, or the bot was removed from it", _INVITE),
    10008: ("the message is gone", "nothing: somebody deleted it"),
    50001: ("the bot cannot see the channel", f"{_ALLOW}; or {_INVITE}"),
    50005: ("the message is not the bot's", "nothing: only its author may change it"),
    50006: ("the message is empty", _REPORT),
    50007: ("this person takes no messages from the bot", "they must allow direct messages from the server's members"),
    50008: ("the channel takes no messages", "choose a text or an announcement channel"),
    50013: ("the bot lacks a permission in the channel", f"{_ALLOW}; in threads, Send Messages in Threads"),
    50024: ("the channel takes no messages", "choose a text or an announcement channel"),
    50035: ("Discord does not accept the message", _REPORT),
    Code.THREAD_ARCHIVED: ("the thread is archived", "unarchive it"),
    160005: ("the thread is locked", "unlock it"),
    200000: ("AutoMod blocked the message", "except the bot from the server's AutoMod rules"),
    240000: ("Discord blocked a link in the message", "exclude the source of that article, or report the link"),
}
# 130000: overloaded; 40004, 40006: switched off for the moment.
_UNAVAILABLE = {130000, 40004, 40006}
_RETRY_AFTER = 30.0


@contextmanager
def translated(where: str, *, writes: bool) -> Iterator[None]:
    """Raise what goes wrong inside as a SendError.

    Args:
        writes: the call posts or changes something, so that a lost answer is ambiguous; after a lost answer to a
            question nothing has happened.
    """
    try:
        with transported("Discord", where, writes=writes):
            yield
    except Rejection as error:
        raise _refusal(error, where, writes=writes) from error
    except discord.RateLimited as error:
        raise Throttled("Discord's limit is used up", retry_after=error.retry_after, where=where) from error


def _refusal(error: Rejection, where: str, *, writes: bool) -> SendError:
    said = f"{error.code}" if error.code else f"HTTP {error.status}"
    if error.status == 429:
        wait = error.retry_after
        return Throttled("Discord asks for a pause", retry_after=wait, everywhere=error.everywhere, where=where)
    if error.status == 401:
        return Refused(f"Discord does not accept the token ({said})", where=where, remedy=RENEW)
    if error.code in _REFUSED:
        what, remedy = _REFUSED[error.code]
        return Refused(f"{what} ({said}{error.details and ': '}{error.details})", where=where, remedy=remedy)
    if error.code in _UNAVAILABLE or (error.status < 500 and not error.spoken):
        return Unavailable(f"Discord is not available ({said})", where=where, remedy="it is tried again")
    if error.status >= 500 or error.status == 408:
        return lost(f"Discord failed ({said})", where, writes=writes)
    remedy = f"look up {said} at https://docs.discord.com/developers/topics/opcodes-and-status-codes"
    return Refused(f"Discord refused it ({said}: {error.message})", where=where, remedy=remedy)


def _object(text: str) -> dict[str, Any]:
    """The JSON object that the text is; empty if it is something else."""
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _seconds(*said: object) -> float:
    """The first of these that is a number of seconds."""
    for each in said:
        try:
            return max(0.0, float(str(each)))
        except ValueError:
            continue
    return _RETRY_AFTER
