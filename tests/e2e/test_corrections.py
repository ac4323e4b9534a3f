"""A corrected article, dropped over the old one: the posted message is edited and a note is in its thread, once."""

from __future__ import annotations

import asyncio
import ctypes
import logging
import multiprocessing
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import log
from bot.app import App, SystemClock
from bot.courier import Courier
from bot.settings import Settings
from digests.model import Cadence, Digest, State
from digests.press import Press
from digests.render import Renderer
from digests.sources.folder import FolderSource
from digests.store.database import Database
from tests.bot.platform import Fault, Platform, PlatformAdapter
from tests.fakes import subscription_to

FIRST = """Kestrel halts terminals after attack

Kestrel Logistics said on Monday that 3.2 million customers were affected. Operating profit will fall to €45 million.
"""
CORRECTED = FIRST.replace("3.2 million", "3.4 million")


def work(database: str, platform: str) -> None:
    """A worker process: one courier, until it is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: no orphans
    log.configure(level=logging.CRITICAL)
    asyncio.run(_work(database, platform))


async def _work(database: str, platform: str) -> None:
    adapter, renderer = PlatformAdapter(platform, timeout=30), Renderer()
    press = Press(Database.open(database), spacing=0.01)
    await Courier(
        press, {"fake": adapter}, renderer.digest, renderer.note, lease=2, timeout=1, grace=0.5, poll=0.1
    ).run()


@asynccontextmanager
async def worker(database: str, platform: Platform) -> AsyncIterator[None]:
    """A worker at work, killed at the end of the block."""
    process = multiprocessing.get_context("forkserver").Process(target=work, args=(database, platform.url), daemon=True)
    await asyncio.to_thread(process.start)
    try:
        yield
    finally:
        process.kill()
        await asyncio.to_thread(process.join)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not await asyncio.to_thread(condition):  # noqa: ASYNC110 - it becomes true in another process
            await asyncio.sleep(0.02)


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    platform = Platform()
    await platform.start()
    yield platform
    await platform.stop()


async def test_a_correction_arrives_once_though_workers_are_killed_in_the_middle_of_it(
    tmp_path: Path, platform: Platform
):
    article = tmp_path / "news" / "kestrel.txt"
    article.parent.mkdir()
    with App.open(Settings(data_dir=tmp_path)) as app:
        press, database = Press(app.database, SystemClock()), str(app.database.engine.url)

        def read(text: str) -> None:
            article.write_text(text, encoding="utf-8")
            app.desk.collect(FolderSource((article.parent,)))

        def done() -> bool:
            return {each.state for each in press.deliveries(digest.id or 0)} == {State.SENT}

        read(FIRST)
        digest = opened(press)
        async with worker(database, platform):
            await until(lambda: len(platform.messages) == 2 and done())
        parent, thread = (message.text for message in platform.messages.values())
        assert "3.2M" in parent

        read(CORRECTED)
        assert press.correct() == (digest.id,)
        platform.arrange_edits(Fault.SILENT)  # the edit is taken, and the worker dies before it knows
        async with worker(database, platform):
            await until(lambda: bool(platform.edits))
        platform.arrange(Fault.SILENT)  # so is the note
        async with worker(database, platform):
            await until(lambda: len(platform.messages) == 3)
        async with worker(database, platform):
            await until(done)

        assert press.correct() == ()
        told, details, noted = platform.messages.values()
        line = "customers: was 3.2M, is 3.4M"
        assert [message.text.count(line) for message in (told, details, noted)] == [1, 1, 1]
        assert told.text.replace("3.4", "3.2").splitlines()[:3] == parent.splitlines()[:3]
        assert "3.2 million" in thread
        assert "3.2 million" not in details.text
        assert (noted.thread, noted.mark == told.mark) == (told.ref, False)


def opened(press: Press) -> Digest:
    wanted = subscription_to("a", title="Supply chains", cadence=Cadence(zone="Asia/Bangkok"))
    digest = press.run(press.subscribe(wanted), "1").digest
    assert digest is not None
    return digest
