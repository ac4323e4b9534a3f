"""Who asks in Slack: their language, their time zone, and whether they may change what a channel gets."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack_errors import translated
from bot.chat import SendError, User
from digests.model import Language

log = structlog.get_logger("kawaraban.slack", platform="slack")

_KEPT = 4096
_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says about somebody; `zone` is an IANA name."""

    user: User
    language: Language
    zone: str


class People:
    """Profiles, each kept for ten minutes. A user's id is unique in a workspace only."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[float, Profile]] = {}

    async def profile(self, client: AsyncWebClient, workspace: str, user: str) -> Profile:
        """Who somebody is; without Slack's answer nobody in particular, which is not kept."""
        until, known = self._known.get((workspace, user), (0.0, None))
        if known is not None and until > time.monotonic():
            return known
        if not user:
            return _described(user, workspace, {})
        try:
            with translated(f"user {user}", writes=False):
                info: Mapping[str, Any] = (await client.users_info(user=user, include_locale=True)).get("user") or {}
        except SendError as error:
            log.warning("Slack does not say who somebody is", user=user, error=str(error))
            return _described(user, workspace, {})
        if len(self._known) >= _KEPT:
            self._known.clear()
        profile = _described(user, workspace, info)
        self._known[workspace, user] = (time.monotonic() + _SECONDS, profile)
        return profile


def _described(user: str, workspace: str, info: Mapping[str, Any]) -> Profile:
    return Profile(
        User(user, str(info.get("name") or ""), _manages(info, workspace)),
        _language(str(info.get("locale") or "")),
        str(info.get("tz") or "UTC"),
    )


def _manages(info: Mapping[str, Any], workspace: str) -> bool:
    """Whether a user, as users.info describes them, is an admin or owner of this workspace: who came by a channel that
    is shared with another workspace may be one there.

    https://docs.slack.dev/reference/objects/user-object
    """
    home = {info.get("team_id") or workspace, *((info.get("enterprise_user") or {}).get("teams") or ())}
    here = workspace in home and not info.get("is_stranger")
    return here and bool(info.get("is_admin") or info.get("is_owner"))


def _language(locale: str) -> Language:
    primary = re.split("[-_]", locale)[0]
    return Language(primary) if primary in set(Language) else Language.EN
