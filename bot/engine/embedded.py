"""The embedded engine: one process, an event loop, a tick.

APScheduler gives the tick and nothing else: an interval in UTC, kept in memory. What is due, the store knows (see
`digests.schedule`); so any number of these may run on one database, and one that was down has nothing to catch up on.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import structlog
import watchfiles
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # version 3 has none

from bot.courier import Courier
from digests.desk import Desk
from digests.errors import NewsError
from digests.ports import Source
from digests.press import Press
from digests.sources.folder import FolderSource, is_article

log = structlog.get_logger("engine")

TICK: Final = 1.0
"""Seconds between two looks at what is due; what is due sooner is looked at when it is."""

COLLECT_EVERY: Final = 300.0
"""Seconds between two readings of all sources; watched folders are read when something changes in them."""

SWEEP_EVERY: Final = 30.0
"""Seconds between two searches for lanes whose wake-up was lost."""

MERGE_EVERY: Final = 86400.0
"""Seconds between two merges of the search index, each of which writes all of it; the first comes after an hour."""

_BETWEEN_MERGES: Final = 0.05
"""Seconds that others may write between two steps, which take about as long."""

_RESTART: Final = 5.0
"""Seconds before a service that failed is started again."""

Service = Callable[[], Awaitable[None]]
"""Something that runs as long as the engine does: an adapter's `listen`, the web server. It is cancelled at the end."""


class Embedded:
    """Collects, opens and delivers until it is stopped."""

    def __init__(
        self,
        desk: Desk,
        press: Press,
        courier: Courier,
        *,
        sources: Sequence[Source] = (),
        folders: Sequence[Path] = (),
        services: Mapping[str, Service] | None = None,
        tick: float = TICK,
        collect_every: float = COLLECT_EVERY,
        sweep_every: float = SWEEP_EVERY,
        merge_every: float = MERGE_EVERY,
    ) -> None:
        self._desk = desk
        self._press = press
        self._courier = courier
        self._sources = (*sources, *([FolderSource(tuple(folders))] if folders else []))
        self._folders = folders
        self._services = {"folders": self._watch, **(services or {})}
        self._tick_every = tick
        self._collect_every = collect_every
        self._sweep_every = sweep_every
        self._merge_every = merge_every
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Run until `stop`, Ctrl-C or SIGTERM; then finish what is under way. A second Ctrl-C ends at once."""
        with _signals(self.stop):
            await self._collect_all()  # first, so that what is overdue has what came in meanwhile
            scheduler = self._scheduler()
            scheduler.start()
            services = [asyncio.create_task(self._keep(name, each)) for name, each in self._services.items()]
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._courier.run())
                    group.create_task(self._stop_courier())
            finally:
                scheduler.shutdown(wait=False)
                for service in services:
                    service.cancel()
                await asyncio.gather(*services, return_exceptions=True)
        log.info("stopped")

    def stop(self) -> None:
        """Claim nothing new; `run` returns when what is under way is done. Idempotent."""
        if not self._stopping.is_set():
            log.info("stopping")
            self._stopping.set()

    def _scheduler(self) -> AsyncIOScheduler:
        scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )
        now = datetime.now(UTC)
        scheduler.add_job(self._tick, "interval", [scheduler], seconds=self._tick_every, next_run_time=now)
        scheduler.add_job(self._collect_all, "interval", seconds=self._collect_every)
        scheduler.add_job(self._sweep, "interval", seconds=self._sweep_every, next_run_time=now)
        soon = now + timedelta(seconds=self._merge_every / 24)
        scheduler.add_job(self._merge, "interval", seconds=self._merge_every, next_run_time=soon)
        return scheduler

    async def _tick(self, scheduler: AsyncIOScheduler) -> None:
        """Correct and open what is due; when something is due before the next tick, tick then, too."""
        try:
            corrected = await asyncio.to_thread(self._press.correct)  # first: what corrects is not news in a new digest
            opening = await asyncio.to_thread(self._press.open_due)
            earliest = await asyncio.to_thread(self._press.earliest)
        except NewsError as error:
            log.warning("nothing can be opened", error=str(error))
            return
        for digest_id in corrected:
            log.info("corrected", digest=digest_id)
        for digest in opening.opened:
            log.info("opened", digest=digest.id, subscription=digest.subscription.name, stories=len(digest.stories))
        for failure in opening.failed:
            log.error("no digest", error=str(failure))
        if opening.opened or corrected:
            self._courier.wake()
        if earliest is not None and earliest < datetime.now(UTC) + timedelta(seconds=self._tick_every):
            scheduler.add_job(self._tick, "date", [scheduler], run_date=earliest, id="due", replace_existing=True)

    async def _sweep(self) -> None:
        try:
            woken = await asyncio.to_thread(self._press.sweep)
        except NewsError as error:
            log.warning("the lanes cannot be swept", error=str(error))
            return
        if woken:
            log.warning("lanes had been forgotten", count=woken)
            self._courier.wake()

    async def _collect_all(self) -> None:
        for source in self._sources:
            await self._collect(source)
        await self._index()

    async def _index(self) -> None:
        """Let this node's search index catch up, so that nobody who asks waits for it."""
        try:
            while await asyncio.to_thread(self._desk.index):
                pass
        except NewsError as error:
            log.warning("the search index cannot catch up", error=str(error))

    async def _merge(self) -> None:
        """Make one piece of this node's search index, in small steps between which others may write."""
        started, more = time.monotonic(), True
        try:
            while more:
                more = await asyncio.to_thread(self._desk.merge)
                await asyncio.sleep(_BETWEEN_MERGES)
        except NewsError as error:
            log.warning("the search index cannot be merged", error=str(error))
            return
        log.info("search index merged", seconds=round(time.monotonic() - started))

    async def _collect(self, source: Source) -> None:
        try:
            report = await asyncio.to_thread(self._desk.collect, source)
        except NewsError as error:
            log.warning("nothing can be collected", error=str(error))
            return
        for failure in report.failed:
            log.warning("an article was not read", error=str(failure))
        if report.read:
            log.info("collected", articles=report.read, corrected=report.corrected)

    async def _watch(self) -> None:
        """Read an article as soon as it is dropped into a watched folder."""
        if not self._folders:
            return
        changes = watchfiles.awatch(
            *self._folders,
            stop_event=self._stopping,
            debounce=400,
            step=100,
            watch_filter=_is_news,
            rust_timeout=1000,
            yield_on_timeout=True,
        )
        watched: Sequence[Path] = self._folders  # once the watch stands: what came before it did is not lost
        async for changed in changes:
            if watched := watched or sorted(Path(path) for _, path in changed):
                await self._collect(FolderSource(tuple(watched)))
            watched = ()

    async def _stop_courier(self) -> None:
        await self._stopping.wait()
        self._courier.stop()

    async def _keep(self, name: str, service: Service) -> None:
        """Run a service; when it fails, say so and start it again."""
        while True:
            try:
                await service()
                return
            except Exception:  # whatever a chat SDK or a socket does, the digests go on
                log.exception("a service failed and is started again", service=name, seconds=_RESTART)
            await asyncio.sleep(_RESTART)


def _is_news(change: watchfiles.Change, path: str) -> bool:
    return change is not watchfiles.Change.deleted and is_article(Path(path))


@contextlib.contextmanager
def _signals(stop: Callable[[], None]) -> Iterator[None]:
    """Let the first Ctrl-C or SIGTERM stop gracefully and leave a second one to the system."""
    loop = asyncio.get_running_loop()

    def stop_once() -> None:
        for signum in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(signum)
        stop()

    try:
        for signum in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(signum, stop_once)
    except (NotImplementedError, ValueError):  # Windows, or not in the main thread: Ctrl-C raises KeyboardInterrupt
        yield
        return
    try:
        yield
    finally:
        for signum in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(signum)
