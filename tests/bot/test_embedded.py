"""The embedded engine collects, opens and delivers, and stops without losing anything."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.courier import Courier
from bot.engine import embedded
from bot.engine.embedded import Embedded
from digests.desk import Desk
from digests.errors import StoreError
from digests.model import Article, Figure, Findings, Kind, Span, State, WhenEmpty
from digests.ports import Extractor
from digests.press import Press
from digests.store import archive
from digests.store.database import Database
from digests.store.tables import lane, schedule
from tests.bot.conftest import note, render
from tests.bot.platform import Platform, PlatformAdapter
from tests.fakes import subscription_to
from tests.waiting import until


class Now:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Office:
    """An engine with all that it needs, on one database."""

    def __init__(
        self, press: Press, platform: Platform, folder: Path, extract: Extractor | None = None, **options: object
    ) -> None:
        self.press = press
        self.adapter = PlatformAdapter(platform.url)
        self.desk = Desk(press.database, extract or understand, Now())
        courier = Courier(press, {"fake": self.adapter}, render, note, poll=0.05)
        given = {"folders": [folder], "tick": 0.1, **options}
        self.engine = Embedded(self.desk, press, courier, **given)  # type: ignore[arg-type]  # the names are checked when they are passed on

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        running = asyncio.create_task(self.engine.run())
        try:
            yield
        finally:
            self.engine.stop()
            async with asyncio.timeout(30):
                await running
            await self.adapter.close()

    def articles(self) -> int:
        with self.press.database.read() as connection:
            return archive.count(connection)


def understand(article: Article) -> Findings:
    return Findings(article)


def one_share(article: Article) -> Findings:
    """The percentage of the text is its key figure."""
    start = article.text.index("%") - 1
    value = Decimal(article.text[start])
    share = Figure("5%", Span(start, start + 2), Span(0, 22), Kind.PERCENT, value, "%", label="sales", key=True, rank=1)
    return Findings(replace(article, title="Sales", language="en"), (share,))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    return folder


@pytest.fixture
def due(press: Press) -> Callable[[], None]:
    """Makes a subscription due now."""

    def due() -> None:
        press.subscribe(subscription_to("a", when_empty=WhenEmpty.LINE))
        with press.database.write() as connection:
            connection.execute(sa.update(schedule).values(next_at=datetime.now(UTC)))

    return due


async def test_an_article_dropped_into_a_folder_is_read(press, platform, folder):
    office = Office(press, platform, folder)
    (folder / "before.txt").write_text("It was there before.")
    async with office.open():
        await until(lambda: office.articles() == 1)
        (folder / "after.txt").write_text("It came later.")
        (folder / ".hidden.txt").write_text("Nobody's business.")
        (folder / "README.md").write_text("How to use this folder.")
        await until(lambda: office.articles() == 2)


async def test_a_due_digest_is_delivered(press, platform, folder, due):
    due()
    async with Office(press, platform, folder).open():
        await until(lambda: len(platform.messages) == 3)


async def test_an_article_that_is_corrected_in_its_folder_corrects_what_was_posted(press, platform, folder):
    press.subscribe(subscription_to("a"))
    office = Office(press, platform, folder, one_share)
    (folder / "sales.txt").write_text("Sales rose 5% in June.")
    async with office.open():
        await until(lambda: office.articles() == 1)
        press.run(press.subscriptions()[0], "1")
        await until(lambda: len(platform.messages) == 3)
        (folder / "sales.txt").write_text("Sales rose 4% in June.")
        await until(lambda: len(platform.messages) == 4)
    assert [message.text.strip() for message in platform.messages.values()][-1] == "run 1 corrected by 2"


async def test_what_becomes_due_between_two_ticks_does_not_wait_for_the_next(press, platform, folder, due):
    due()
    with press.database.write() as connection:
        connection.execute(sa.update(schedule).values(next_at=datetime.now(UTC).replace(microsecond=999_000)))
    async with Office(press, platform, folder, tick=3600.0).open():
        await until(lambda: len(platform.messages) == 3)


async def test_two_engines_on_one_database_deliver_once(press, platform, folder, due):
    other = Press(Database.open(str(press.database.engine.url)), spacing=0.0)
    due()
    async with Office(press, platform, folder).open(), Office(other, platform, folder).open():
        await until(lambda: len(platform.messages) >= 3)
        await asyncio.sleep(0.2)
    other.database.close()
    assert len(platform.messages) == 3


async def test_sigterm_stops_it_and_what_is_under_way_is_finished(press, platform, folder, due):
    office = Office(press, platform, folder)
    running = asyncio.create_task(office.engine.run())
    due()
    await until(lambda: bool(platform.requests))
    os.kill(os.getpid(), signal.SIGTERM)
    async with asyncio.timeout(30):
        await running
    await office.adapter.close()
    (digest_id,) = {each.digest_id for each in press.deliveries(1)}
    parent, *thread = press.deliveries(digest_id)
    assert parent.state is State.SENT
    assert State.SENDING not in {each.state for each in thread}


async def test_a_service_that_fails_is_started_again_and_one_that_ends_is_not(press, platform, folder, monkeypatch):
    monkeypatch.setattr(embedded, "_RESTART", 0.01)
    starts: list[str] = []

    async def failing() -> None:
        starts.append("failing")
        if len(starts) < 5:
            raise AttributeError("the gateway is gone")
        await asyncio.Event().wait()

    async def ending() -> None:
        starts.append("ending")

    async with Office(press, platform, folder, services={"a": failing, "b": ending}).open():
        await until(lambda: len(starts) == 5)
    assert starts.count("ending") == 1


async def test_a_database_that_fails_for_a_while_stops_nothing(press, platform, folder, due, monkeypatch):
    due()
    (folder / "article.txt").write_text("Something happened.")
    office = Office(press, platform, folder, sweep_every=0.1, collect_every=0.1)
    failures = {"open_due": 2, "sweep": 1, "collect": 1}
    for owner, name in ((press, "open_due"), (press, "sweep"), (office.desk, "collect")):
        monkeypatch.setattr(owner, name, _failing(getattr(owner, name), failures, name))
    async with office.open():
        await until(lambda: len(platform.messages) == 3 and office.articles() == 1)
    assert failures == {"open_due": 0, "sweep": 0, "collect": 0}


def _failing(method: Callable[..., object], failures: dict[str, int], name: str) -> Callable[..., object]:
    def fails(*arguments: object) -> object:
        if failures[name]:
            failures[name] -= 1
            raise StoreError("the database cannot be used")
        return method(*arguments)

    return fails


async def test_the_search_index_is_merged_now_and_then_and_a_merge_that_fails_stops_nothing(
    press, platform, folder, monkeypatch
):
    office = Office(press, platform, folder, merge_every=0.2)
    steps: list[bool | StoreError] = [True, StoreError("disk full"), True, True, False]

    def merge() -> bool:
        step = steps.pop(0) if steps else False
        if isinstance(step, StoreError):
            raise step
        return step

    monkeypatch.setattr(office.desk, "merge", merge)
    async with office.open():
        await until(lambda: not steps)


async def test_a_forgotten_lane_is_found_by_the_sweep(press, platform, folder, due):
    due()
    press.open_due()
    with press.database.write() as connection:
        connection.execute(sa.update(lane).values(ready_at=None))
    async with Office(press, platform, folder).open():
        await until(lambda: len(platform.messages) == 3)


async def test_what_cannot_be_read_or_composed_is_reported_and_stops_nothing(
    press,
    platform,
    folder,
    due,
    monkeypatch,
):
    due()
    (folder / "empty.txt").write_text("")
    (folder / "article.txt").write_text("Something happened.")
    real = press._compose
    calls: list[int] = []

    def compose(*arguments: object) -> object:
        calls.append(1)
        if len(calls) == 1:
            raise KeyError("a fault in the editor")
        return real(*arguments)

    monkeypatch.setattr(press, "_compose", compose)
    office = Office(press, platform, folder)
    async with office.open():
        await until(lambda: len(platform.messages) == 3 and office.articles() == 1)
