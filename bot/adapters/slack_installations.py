"""Workspaces that installed the app themselves: slack_sdk's SQLAlchemy store, its tokens encrypted at rest.

The store is synchronous, as all of our database code is, and runs in threads. Its tables are slack_sdk's own and are
made when they are first needed.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from typing import Any

import sqlalchemy
from cryptography.fernet import Fernet, InvalidToken
from pydantic import SecretStr
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from digests.errors import SettingsError
from digests.store.database import Database

_TOKENS = ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token", "incoming_webhook_url")
# Fernet makes a token about half as long again, and rotated tokens are longer than slack_sdk's 200 characters already.
_WIDTH = 2000
_STATE_SECONDS = 600


def cipher(key: SecretStr) -> Fernet:
    """The cipher of `encryption_key`.

    Raises:
        SettingsError: the key is none that `kawaraban` can use.
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
        self._cipher = cipher(key)
        self._logger = logging.getLogger("slack.installations")
        engine = database.engine.execution_options(write=True)
        self._store = SQLAlchemyInstallationStore(client_id, engine, logger=self._logger)
        for table in (self._store.bots, self._store.installations):
            for name in _TOKENS:
                if name in table.c:
                    table.c[name].type = sqlalchemy.String(_WIDTH)
        self._ready = False
        self._lock = asyncio.Lock()

    @property
    def logger(self) -> logging.Logger:
        """slack_sdk's stores have one."""
        return self._logger

    async def bot_token(self, team_id: str) -> str:
        """The bot token of a workspace; empty if it has not installed the app."""
        bot = await self.async_find_bot(enterprise_id=None, team_id=team_id)
        return bot.bot_token if bot is not None else ""

    async def async_save(self, installation: Installation) -> None:
        await self._run(self._store.save, Installation(**self._sealed(installation)))

    async def async_save_bot(self, bot: Bot) -> None:
        await self._run(self._store.save_bot, Bot(**self._sealed(bot)))

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        found = await self._run(
            self._store.find_bot,
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=is_enterprise_install,
        )
        bot: Bot | None = self._opened(found)
        return bot

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        found = await self._run(
            self._store.find_installation,
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            is_enterprise_install=is_enterprise_install,
        )
        installation: Installation | None = self._opened(found)
        return installation

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        await self._run(self._store.delete_bot, enterprise_id=enterprise_id, team_id=team_id)

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        await self._run(self._store.delete_installation, enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)

    async def _run(self, call: Any, *args: Any, **options: Any) -> Any:
        async with self._lock:
            if not self._ready:
                await asyncio.to_thread(self._store.create_tables)
                self._ready = True
        return await asyncio.to_thread(call, *args, **options)

    def _sealed(self, record: Bot | Installation) -> dict[str, Any]:
        fields: dict[str, Any] = record.to_dict_for_copying()
        for name in _TOKENS:
            if fields.get(name):
                fields[name] = self._cipher.encrypt(fields[name].encode()).decode()
        return fields

    def _opened(self, record: Any) -> Any:
        if record is None:
            return None
        for name in _TOKENS:
            sealed = getattr(record, name, None)
            if sealed:
                setattr(record, name, self._open(sealed))
        return record

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
    """The state of an installation under way, sealed instead of stored: it names its own end, and the browser's cookie
    (which bolt checks) ties it to who began."""

    def __init__(self, key: SecretStr) -> None:
        self._cipher = cipher(key)
        self._logger = logging.getLogger("slack.installations")

    @property
    def logger(self) -> logging.Logger:
        """slack_sdk's stores have one."""
        return self._logger

    async def async_issue(self, *_args: Any, **_options: Any) -> str:
        return self._cipher.encrypt(json.dumps(secrets.token_hex(8)).encode()).decode()

    async def async_consume(self, state: str) -> bool:
        try:
            self._cipher.decrypt(state.encode(), ttl=_STATE_SECONDS)
        except InvalidToken:
            return False
        return True
