"""Platforms send a request again when they are not sure that it arrived, and people press a button again."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from datetime import UTC, datetime

import structlog

from digests.errors import StoreError
from digests.store import once
from digests.store.database import Database

log = structlog.get_logger("kawaraban")

_REMEMBERED = 4096
# Slack waits three seconds for an acknowledgement; a database that is busy for longer than this is not waited for.
_PATIENCE = 1.0


class Once:
    """Remembers which requests have been seen, the newest few thousand of them."""

    def __init__(self, most: int = _REMEMBERED) -> None:
        self._most = most
        self._seen: OrderedDict[str, None] = OrderedDict()

    def first(self, key: str) -> bool:
        """Whether this is the first time; an empty key always is."""
        if not key:
            return True
        if key in self._seen:
            return False
        self._seen[key] = None
        if len(self._seen) > self._most:
            self._seen.popitem(last=False)
        return True

    def forget(self, key: str) -> None:
        """Let the next time be the first again: what was begun came to nothing."""
        self._seen.pop(key, None)


class KeptOnce:
    """The same for a day, over restarts and in all processes of a database; where there is none, or none that answers
    in time, in this process alone."""

    def __init__(self, database: Database | None) -> None:
        self._database = database
        self._here = Once()

    async def first(self, key: str) -> bool:
        """Whether this is the first time."""
        if not self._here.first(key):
            return False
        if self._database is None:
            return True
        try:
            async with asyncio.timeout(_PATIENCE):
                return await asyncio.to_thread(self._first, self._database, key)
        except (StoreError, TimeoutError) as error:
            log.warning("cannot look whether this has happened before", error=str(error))
            return True

    async def forget(self, key: str) -> None:
        """Let the next time be the first again: what was begun came to nothing."""
        self._here.forget(key)
        if self._database is not None:
            await asyncio.to_thread(self._forget, self._database, key)

    @staticmethod
    def _first(database: Database, key: str) -> bool:
        with database.write() as connection:
            return once.first(connection, key, datetime.now(UTC))

    @staticmethod
    def _forget(database: Database, key: str) -> None:
        with database.write() as connection:
            once.forget(connection, key)
