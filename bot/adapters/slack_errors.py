"""What Slack's answers mean for a message: every error code we know as one of the four subclasses of SendError.

Codes and their meaning: https://docs.slack.dev/reference/methods/chat.postMessage, chat.update,
conversations.history, auth.test. An answer with `ok: false` says that the message was not taken, except for the two
codes that say Slack itself failed on the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.adapters.transport import lost, transported
from bot.chat import Refused, SendError, Throttled, Unavailable

_REINSTALL = "install the app again and set KAWARABAN_SLACK__BOT_TOKEN to the new token"
_SCOPES = "install the app again from deploy/slack/manifest.yaml: a permission is missing"
_REPORT = "this is a mistake of ours: report it with the subscription's name"

_REFUSED: dict[str, tuple[str, str]] = {
    "channel_not_found": ("the channel does not exist or the bot cannot see it", "invite the bot: /invite @Kawaraban"),
    "not_in_channel": ("the bot is not in the channel", "invite the bot: /invite @Kawaraban"),
    "is_archived": ("the channel is archived", "unarchive it, or unsubscribe"),
    "is_inactive": ("the channel is frozen", "choose another channel"),
    "restricted_action": ("a workspace setting keeps the bot from posting here", "ask a workspace admin"),
    "restricted_action_read_only_channel": ("the channel is read-only", "allow the bot to post, or choose another"),
    "restricted_action_thread_only_channel": ("the channel takes only replies", "choose another channel"),
    "restricted_action_non_threadable_channel": ("the channel takes no threads", "choose another channel"),
    "ekm_access_denied": ("the organisation's key management refuses it", "ask an organisation admin"),
    "team_access_not_granted": ("the app may not use this workspace", "ask an organisation admin to add the app"),
    "access_denied": ("the workspace refuses the bot", "ask a workspace admin"),
    "not_authed": ("Slack got no token", _REINSTALL),
    "invalid_auth": ("Slack does not accept the token", _REINSTALL),
    "account_inactive": ("the token belongs to a removed app or workspace", _REINSTALL),
    "token_revoked": ("the token was revoked", _REINSTALL),
    "token_expired": ("the token has expired", _REINSTALL),
    "no_permission": ("the token lacks a permission", _SCOPES),
    "missing_scope": ("the token lacks a permission", _SCOPES),
    "not_allowed_token_type": ("it is the wrong kind of token", "use the bot token, which begins with xoxb-"),
    "org_login_required": ("the workspace is being migrated", "wait until its admin says that it is done"),
    "team_added_to_org": ("the workspace is being moved to an organisation", "wait until that is done"),
    "messages_tab_disabled": ("the app's Messages tab is off", "switch it on in the app's App Home settings"),
    "message_not_found": ("the message is gone", "nothing: somebody deleted it"),
    "cant_update_message": ("the message is not the bot's", "nothing: only its author may change it"),
    "edit_window_closed": ("a workspace setting forbids changing old messages", "ask a workspace admin"),
    "thread_not_found": ("the thread is gone", "nothing: somebody deleted its first message"),
    "msg_too_long": ("the message is too long", _REPORT),
    "msg_blocks_too_long": ("the message's blocks are too long", _REPORT),
    "invalid_blocks": ("Slack does not accept the blocks", _REPORT),
    "invalid_blocks_format": ("Slack does not accept the blocks", _REPORT),
    "no_text": ("the message is empty", _REPORT),
    "metadata_too_large": ("the message's metadata is too large", _REPORT),
    "invalid_metadata_format": ("Slack does not accept the metadata", _REPORT),
    "invalid_metadata_schema": ("Slack does not accept the metadata", _REPORT),
}
_THROTTLED = {"ratelimited", "rate_limited", "message_limit_exceeded"}
# "ratelimited" comes with a 429 and is counted for each channel; the other two speak of the app, or the workspace.
_EVERYWHERE = {"rate_limited", "message_limit_exceeded"}
_UNAVAILABLE = {"service_unavailable", "request_timeout", "accesslimited", "deprecated_endpoint_busy"}
# Their documentation says that some aspect of the operation may have succeeded.
_AMBIGUOUS = {"fatal_error", "internal_error"}
_RETRY_AFTER = 30.0


@contextmanager
def translated(where: str, *, writes: bool) -> Iterator[None]:
    """Raise what goes wrong inside as a SendError.

    Args:
        writes: the call posts or changes something, so that a lost answer is ambiguous; after a lost answer to a
            question nothing has happened.
    """
    try:
        with transported("Slack", where, writes=writes):
            yield
    except SlackApiError as error:
        raise _refusal(error, where, writes=writes) from error
    except SlackClientError as error:
        raise lost(f"Slack's answer was lost ({type(error).__name__})", where, writes=writes) from error


def _refusal(error: SlackApiError, where: str, *, writes: bool) -> SendError:
    status, headers, code = _parts(error.response)
    if status == 429 or code in _THROTTLED:
        wait = _seconds(headers.get("Retry-After", ""))
        return Throttled("Slack asks for a pause", retry_after=wait, everywhere=code in _EVERYWHERE, where=where)
    if code in _REFUSED:
        what, remedy = _REFUSED[code]
        return Refused(f"{what} ({code})", where=where, remedy=remedy)
    if code in _UNAVAILABLE:
        return Unavailable(f"Slack is not available ({code})", where=where, remedy="it is tried again")
    if code in _AMBIGUOUS or not code or status >= 500:
        return lost(f"Slack failed ({code or status})", where, writes=writes)
    remedy = f"look up {code} at https://docs.slack.dev/reference/methods/chat.postMessage"
    return Refused(f"Slack refused it ({code})", where=where, remedy=remedy)


def _parts(response: Any) -> tuple[int, Any, str]:
    """Status, headers and error code; slack_sdk hands on a raw aiohttp response where the body was no JSON."""
    if isinstance(response, aiohttp.ClientResponse):
        return response.status, response.headers, ""
    data = response.data if isinstance(response.data, dict) else {}
    return int(response.status_code), response.headers, str(data.get("error", ""))


def _seconds(header: str) -> float:
    try:
        return max(0.0, float(header))
    except ValueError:
        return _RETRY_AFTER
