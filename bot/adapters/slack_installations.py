"""Workspaces that installed the app themselves, each with its tokens sealed.

A store of slack_sdk's kind over our own database: one row a workspace, in which the whole installation is one sealed
text. The database code is synchronous, as all of ours, and runs in threads.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken
from pydantic import SecretStr
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from digests.errors import SettingsError
from digests.store.database import Database

_STATE_SECONDS = 600

# Not part of the project's schema: it is made when the first workspace installs the app, and most never need it.
_TABLES = sa.MetaData()
_INSTALLATION = sa.Table(
    "slack_installation",
    _TABLES,
    sa.Column("client_id", sa.Text, primary_key=True),
    sa.Column("enterprise_id", sa.Text, primary_key=True),
    sa.Column("team_id", sa.Text, primary_key=True),
    sa.Column("sealed", sa.Text, nullable=False),
)


def cipher(key: SecretStr) -> Fernet:
    """The cipher of `encryption_key`.

    Raises:
        SettingsError: the key is no Fernet key.
    """
    try:
        return Fernet(key.get_secret_value())
    except ValueError as error:
        raise SettingsError(
            "is no key of 32 bytes in URL-safe base64",
            field="slack.encryption_key",
            remedy="docs/slack.md has the line that makes one",
        ) from error


class Installations(AsyncInstallationStore):
    """Which workspace gave us which token."""

    def __init__(self, database: Database, client_id: str, key: SecretStr) -> None:
        """Prepare the store; the database is used at the first call.

        Raises:
            SettingsError: the key cannot be used.
        """
        self._database = database
        self._client_id = client_id
        self._cipher = cipher(key)
        self._logger = logging.getLogger("slack.installations")

    @property
    def logger(self) -> logging.Logger:
        """slack_sdk's stores have one."""
        return self._logger

    async def bot_token(self, team_id: str) -> str:
        """The bot token of a workspace; empty if it has not installed the app."""
        bot = await self.async_find_bot(enterprise_id=None, team_id=team_id)
        return bot.bot_token if bot is not None else ""

    # --- what slack_sdk asks of a store ----------------------------------------------------------------------------

    async def async_save(self, installation: Installation) -> None:
        """Keep the installation; a later one of the same workspace replaces it."""
        await asyncio.to_thread(self._save, installation)

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """The workspace's, or else its organisation's, installation; with `user_id` only if that user made it."""
        found = None if is_enterprise_install else await asyncio.to_thread(self._find, enterprise_id, team_id)
        if found is None and enterprise_id:
            found = await asyncio.to_thread(self._find, enterprise_id, None)
        return found if found is None or user_id in (None, found.user_id) else None

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The bot of that installation."""
        found = await self.async_find_installation(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
        )
        return found.to_bot() if found is not None else None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget the installation: without its bot token it is of no use."""
        await asyncio.to_thread(self._delete, enterprise_id, team_id)

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Forget the installation; with `user_id` only if that user made it."""
        if user_id is not None:
            made = await asyncio.to_thread(self._find, enterprise_id, team_id)
            if made is None or made.user_id != user_id:
                return
        await asyncio.to_thread(self._delete, enterprise_id, team_id)

    # --- in a thread -----------------------------------------------------------------------------------------------

    def _save(self, installation: Installation) -> None:
        fields = installation.to_dict_for_copying()
        text = json.dumps(fields, default=lambda value: value.isoformat())
        with self._database.write() as connection:
            _TABLES.create_all(connection)
            connection.execute(_INSTALLATION.delete().where(self._is(installation.enterprise_id, installation.team_id)))
            connection.execute(
                _INSTALLATION.insert().values(
                    client_id=self._client_id,
                    enterprise_id=installation.enterprise_id or "",
                    team_id=installation.team_id or "",
                    sealed=self._cipher.encrypt(text.encode()).decode(),
                )
            )

    def _find(self, enterprise_id: str | None, team_id: str | None) -> Installation | None:
        with self._database.read() as connection:
            if not sa.inspect(connection).has_table(_INSTALLATION.name):
                return None
            sealed = connection.scalar(sa.select(_INSTALLATION.c.sealed).where(self._is(enterprise_id, team_id)))
        if sealed is None:
            return None
        fields: dict[str, Any] = json.loads(self._open(sealed))
        for name in ("bot_token_expires_at", "user_token_expires_at", "installed_at"):
            if fields.get(name) is not None:
                fields[name] = datetime.fromisoformat(fields[name]).astimezone(UTC)
        return Installation(**fields)

    def _delete(self, enterprise_id: str | None, team_id: str | None) -> None:
        with self._database.write() as connection:
            _TABLES.create_all(connection)
            connection.execute(_INSTALLATION.delete().where(self._is(enterprise_id, team_id)))

    def _is(self, enterprise_id: str | None, team_id: str | None) -> sa.ColumnElement[bool]:
        """A workspace's id is unique without its organisation's, which not every caller knows."""
        place = _INSTALLATION.c.team_id == (team_id or "")
        if not team_id:
            place &= _INSTALLATION.c.enterprise_id == (enterprise_id or "")
        return (_INSTALLATION.c.client_id == self._client_id) & place

    def _open(self, sealed: str) -> str:
        try:
            return self._cipher.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise SettingsError(
                "does not open the stored tokens",
                field="slack.encryption_key",
                remedy="set the key they were stored with, or let the workspaces install the app again",
            ) from error


class SealedStates(AsyncOAuthStateStore):
    """The state of an installation under way, sealed instead of stored: it carries its own end, and the browser's
    cookie, which bolt checks, ties it to who began."""

    def __init__(self, key: SecretStr) -> None:
        """Prepare the store.

        Raises:
            SettingsError: the key cannot be used.
        """
        self._cipher = cipher(key)
        self._logger = logging.getLogger("slack.installations")

    @property
    def logger(self) -> logging.Logger:
        """slack_sdk's stores have one."""
        return self._logger

    async def async_issue(self, *_args: Any, **_options: Any) -> str:
        """A new state."""
        return self._cipher.encrypt(secrets.token_bytes(8)).decode()

    async def async_consume(self, state: str) -> bool:
        """Whether the state is one of ours and not older than ten minutes."""
        try:
            self._cipher.decrypt(state.encode(), ttl=_STATE_SECONDS)
        except InvalidToken:
            return False
        return True
