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

from bot.adapters.transport import AGAIN, lost, transported, unanswered
from bot.chat import Refused, SendError, Throttled, Unavailable
from digests.errors import Wording

_INVITE = Wording("invite the bot: /invite @Kawaraban")
_REINSTALL = Wording("install the app again and set KAWARABAN_SLACK__BOT_TOKEN to the new token")
_SCOPES = Wording("install the app again from deploy/slack/manifest.yaml: a permission is missing")
_REPORT = Wording("this is a mistake of ours: report it with the subscription's name")
_ELSEWHERE = Wording("choose another channel")
_ADMIN = Wording("ask a workspace admin")
_ORGANISATION = Wording("ask an organisation admin")
_GONE = Wording("nothing: somebody deleted it")
_WAIT = Wording("wait until its admin says that it is done")

_REFUSED: dict[str, tuple[Wording, Wording]] = {
    "channel_not_found": (Wording("the channel does not exist or the bot cannot see it"), _INVITE),
    "not_in_channel": (Wording("the bot is not in the channel"), _INVITE),
    "is_archived": (Wording("the channel is archived"), Wording("unarchive it, or unsubscribe")),
    "is_inactive": (Wording("the channel is frozen"), _ELSEWHERE),
    "restricted_action": (Wording("a workspace setting keeps the bot from posting here"), _ADMIN),
    "restricted_action_read_only_channel": (Wording("the channel is read-only"), _ELSEWHERE),
    "restricted_action_thread_only_channel": (Wording("the channel takes only replies"), _ELSEWHERE),
    "restricted_action_non_threadable_channel": (Wording("the channel takes no threads"), _ELSEWHERE),
    "ekm_access_denied": (Wording("the organisation's key management refuses it"), _ORGANISATION),
    "team_access_not_granted": (Wording("the app may not use this workspace"), _ORGANISATION),
    "access_denied": (Wording("the workspace refuses the bot"), _ADMIN),
    "not_authed": (Wording("Slack got no token"), _REINSTALL),
    "invalid_auth": (Wording("Slack does not accept the token"), _REINSTALL),
    "account_inactive": (Wording("the token belongs to a removed app or workspace"), _REINSTALL),
    "token_revoked": (Wording("the token was revoked"), _REINSTALL),
    "token_expired": (Wording("the token has expired"), _REINSTALL),
    "no_permission": (Wording("the token lacks a permission"), _SCOPES),
    "missing_scope": (Wording("the token lacks a permission"), _SCOPES),
    "not_allowed_token_type": (
        Wording("it is the wrong kind of token"),
        Wording("use the bot token, which begins with xoxb-"),
    ),
    "org_login_required": (Wording("the workspace is being moved to an organisation"), _WAIT),
    "team_added_to_org": (Wording("the workspace is being moved to an organisation"), _WAIT),
    "messages_tab_disabled": (
        Wording("the app's Messages tab is off"),
        Wording("switch it on in the app's App Home settings"),
    ),
    "message_not_found": (Wording("the message is gone"), _GONE),
    "cant_update_message": (
        Wording("the message is not the bot's"),
        Wording("nothing: only its author may change it"),
    ),
    "edit_window_closed": (Wording("a workspace setting forbids changing old messages"), _ADMIN),
    "thread_not_found": (Wording("the thread is gone"), _GONE),
    "msg_too_long": (Wording("the message is too long"), _REPORT),
    "msg_blocks_too_long": (Wording("the message is too long"), _REPORT),
    "invalid_blocks": (Wording("Slack does not accept the message"), _REPORT),
    "invalid_blocks_format": (Wording("Slack does not accept the message"), _REPORT),
    "no_text": (Wording("the message is empty"), _REPORT),
    "metadata_too_large": (Wording("Slack does not accept the message"), _REPORT),
    "invalid_metadata_format": (Wording("Slack does not accept the message"), _REPORT),
    "invalid_metadata_schema": (Wording("Slack does not accept the message"), _REPORT),
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
        raise lost(unanswered("Slack", error), where, writes=writes) from error


def _refusal(error: SlackApiError, where: str, *, writes: bool) -> SendError:
    status, headers, code = _parts(error.response)
    if status == 429 or code in _THROTTLED:
        wait = _seconds(headers.get("Retry-After", ""))
        return Throttled(
            Wording("{platform} asks for a pause", platform="Slack"),
            retry_after=wait,
            everywhere=code in _EVERYWHERE,
            where=where,
        )
    if code in _REFUSED:
        what, remedy = _REFUSED[code]
        return Refused(f"{what} ({code})", where=where, remedy=remedy)
    if code in _UNAVAILABLE:
        return Unavailable(f"{Wording('Slack is not available')} ({code})", where=where, remedy=AGAIN)
    if code in _AMBIGUOUS or not code or status >= 500:
        return lost(f"{Wording('Slack failed while it was at work')} ({code or status})", where, writes=writes)
    remedy = Wording("look it up at {page}", page="https://docs.slack.dev/reference/methods/chat.postMessage#errors")
    return Refused(f"{Wording('Slack refuses it')} ({code})", where=where, remedy=remedy)


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
