"""The whole program but its command line, with one platform: what its end-to-end tests do with it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.app import App, SystemClock
from bot.chat import ChatAdapter
from bot.courier import Courier
from bot.settings import Settings
from digests.model import Channel, Digest, Filters, State, Subscription
from digests.press import Press

THAILAND = Filters(regions=("TH",))


@contextmanager
def opened(data_dir: Path, newsroom: Path) -> Iterator[tuple[App, Press]]:
    """The program on a copy of a newsroom, whose messages of one channel follow each other at once."""
    with App.open(Settings(data_dir=Path(shutil.copytree(newsroom, data_dir)))) as app:
        yield app, Press(app.database, SystemClock(), spacing=0)


def open_digest(press: Press, place: Channel, filters: Filters = THAILAND) -> Digest:
    """A digest of the sample articles for a channel, opened now."""
    subscription = Subscription("thailand", place, title="Thailand watch", filters=filters)
    digest = press.run(press.subscribe(subscription), "run 1", force=True).digest
    assert digest is not None
    return digest


async def deliver(app: App, press: Press, adapter: ChatAdapter, digest: Digest) -> list[State]:
    """Let a courier work until every message of the digest is settled; their states."""
    assert digest.id is not None
    courier = Courier(
        press,
        {adapter.name: adapter},
        app.renderer.digest,
        app.renderer.note,
        timeout=2,
        grace=0.05,
        backoff=0.02,
        poll=0.02,
    )
    working = asyncio.create_task(courier.run())
    try:
        async with asyncio.timeout(30):
            while True:
                states = [each.state for each in await asyncio.to_thread(press.deliveries, digest.id)]
                if not {State.PLANNED, State.SENDING} & set(states):
                    return states
                await asyncio.sleep(0.02)
    finally:
        courier.stop()
        await working
