"""A press on SQLite and a platform on loopback."""

from __future__ import annotations

import io
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import pytest

from bot import log
from digests.document import Document, Paragraph, Run
from digests.model import Digest
from digests.press import Press
from digests.store.database import Database
from tests.bot.platform import Platform


@pytest.fixture(autouse=True, scope="session")
def quiet_log() -> None:
    """Log nowhere: tracebacks for people are slow to draw."""
    log.configure(stream=io.StringIO())


def render(digest: Digest, surface: str) -> Sequence[Document]:
    """A parent and two thread messages that name the digest's slot."""
    return [Document("en", (Paragraph((Run(f"{digest.slot} {part}"),)),)) for part in range(3)]


def note(digest: Digest, article_id: int, surface: str) -> Document:
    """A note that names the digest's slot and the article that corrected it."""
    return Document("en", (Paragraph((Run(f"{digest.slot} corrected by {article_id}"),)),))


@pytest.fixture
def press(tmp_path: Path, sqlite_template: Path) -> Iterator[Press]:
    """On SQLite alone: what differs between the databases is tested with the ledger."""
    database = Database.open(shutil.copy(sqlite_template, tmp_path / "kawaraban.db"))
    yield Press(database, spacing=0.0)
    database.close()


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    platform = Platform()
    platform.retry_after = 0.05
    platform.slow = 0.4
    await platform.start()
    yield platform
    await platform.stop()
