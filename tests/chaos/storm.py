"""One storm: worker processes deliver while they are killed and frozen, the platform fails and the database crashes.

The platform is `tests.bot.platform`, in this process; the workers are real processes with a real courier each. After
the storm everything that was promised must be on the platform once, in order, and the ledger must say so.
"""

from __future__ import annotations

import asyncio
import ctypes
import io
import logging
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import sqlalchemy as sa

from bot import log
from bot.courier import Courier, mark
from digests.document import Document, Paragraph, Run
from digests.errors import StoreError
from digests.model import Digest, State, WhenEmpty, Window
from digests.press import Press
from digests.store import ledger, subscriptions
from digests.store.database import Database
from digests.store.tables import delivery
from tests import postgres
from tests.bot.platform import Fault, Platform, PlatformAdapter
from tests.fakes import subscription_to

SLOTS = ("1", "2", "3")
THREAD = 2
"""Messages in the thread of each channel's first digest: five deliveries a channel in all."""


@dataclass(frozen=True, slots=True)
class Storm:
    """What to do. Times are in seconds; the lease, timeout and grace are short so that a storm is."""

    seed: int = 1
    database: str = "sqlite"
    channels: int = 2000
    workers: int = 4
    kills: int = 15
    freezes: int = 5
    crashes: int = 2
    lease: float = 6.0
    timeout: float = 2.0
    grace: float = 2.5
    every: float = 1.0
    """Between two blows, about."""
    per_second: float = 500.0
    faulty: float = 0.04
    """Share of posts that meet a fault."""
    naive: bool = False
    """Send again without looking: what the ledger spares us."""

    @property
    def deliveries(self) -> int:
        return self.channels * (len(SLOTS) + THREAD)


@dataclass(slots=True)
class Aftermath:
    """What is left of a storm.

    `recovery` is the longest time from the last blow that may have interrupted a delivery to the record of its sending;
    `busiest` the most requests in any window of one second; `stall` the longest time in which the platform itself,
    which lives in this process, did nothing. A stall beyond the grace breaks what the courier relies on: the platform
    may then take a post that was given up after it has denied having it.
    """

    storm: Storm
    deliveries: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    unsettled: int = 0
    kills: int = 0
    freezes: int = 0
    crashes: int = 0
    faults: int = 0
    busiest: int = 0
    stall: float = 0.0
    recovery: float = 0.0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)

    @property
    def calm(self) -> bool:
        return not (self.lost or self.doubled or self.disordered or self.unsettled)


def render(digest: Digest, surface: str) -> Sequence[Document]:
    """The parent, and a thread for the first digest of a channel."""
    parts = 1 + (THREAD if digest.slot == SLOTS[0] else 0)
    return [Document("en", (Paragraph((Run(f"{digest.slot}.{part}"),)),)) for part in range(parts)]


def note(digest: Digest, article_id: int, surface: str) -> Document:
    """Nothing is corrected in a storm."""
    raise AssertionError(article_id)


# --- the workers ---------------------------------------------------------------------------------------------------


class Unseeing(PlatformAdapter):
    """Never finds what it posted."""

    async def find(self, post: object, since: object) -> None:
        return None


def work(database_url: str, platform_url: str, storm: Storm) -> None:
    """A worker process: one courier, until it is stopped or killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: no orphans
    log.configure(stream=io.StringIO(), level=logging.CRITICAL)
    asyncio.run(_work(database_url, platform_url, storm))


async def _work(database_url: str, platform_url: str, storm: Storm) -> None:
    press = Press(await _opened(database_url), spacing=0.02)
    kind = Unseeing if storm.naive else PlatformAdapter
    adapter = kind(platform_url, per_second=storm.per_second, timeout=storm.timeout * 2)
    courier = Courier(
        press,
        {adapter.name: adapter},
        render,
        note,
        lease=storm.lease,
        timeout=storm.timeout,
        grace=storm.grace,
        backoff=0.2,
        in_flight=64,
        poll=0.2,
    )
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, courier.stop)
    await courier.run()
    await adapter.close()


async def _opened(url: str) -> Database:
    while True:
        try:
            return Database.open(url)
        except StoreError:
            await asyncio.sleep(0.2)


# --- the storm -----------------------------------------------------------------------------------------------------


class Weather:
    """The worker processes and what befalls them."""

    def __init__(self, storm: Storm, database_url: str, platform: Platform, server: postgres.Server | None) -> None:
        self._storm = storm
        self._urls = (database_url, platform.url)
        self._server = server
        self._random = random.Random(storm.seed)
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.chaos.storm"])
        self.workers: list[ForkServerProcess] = []
        self.blows: list[tuple[float, frozenset[int]]] = []
        """When each blow fell, and which deliveries were being sent then."""

    def start(self) -> None:
        self.workers += [self._worker() for _ in range(self._storm.workers)]

    def _worker(self) -> ForkServerProcess:
        worker = self._context.Process(target=work, args=(*self._urls, self._storm), daemon=True)
        worker.start()
        return worker

    async def rage(self, press: Press) -> None:
        """Deal all blows in a random order."""
        storm = self._storm
        blows = ["kill"] * storm.kills + ["freeze"] * storm.freezes + ["crash"] * storm.crashes
        self._random.shuffle(blows)
        thaws: list[asyncio.Task[None]] = []
        for blow in blows:
            await asyncio.sleep(storm.every * self._random.uniform(0.5, 1.5))
            self.blows.append((time.time(), await asyncio.to_thread(_being_sent, press)))
            place = self._random.randrange(len(self.workers))
            if blow == "kill":
                self.workers[place].kill()
                await asyncio.to_thread(self.workers[place].join)
                self.workers[place] = self._worker()
            elif blow == "freeze":
                thaws.append(asyncio.create_task(self._freeze(place)))
            elif self._server is not None:
                await asyncio.to_thread(self._server.crash)
                await asyncio.to_thread(self._server.start)
        await asyncio.gather(*thaws)

    async def _freeze(self, place: int) -> None:
        """Stop a process for longer than its lease, let another take its place meanwhile, and let it go on."""
        frozen = self.workers[place]
        if frozen.pid is None or not frozen.is_alive():
            return
        os.kill(frozen.pid, signal.SIGSTOP)
        self.workers[place] = self._worker()
        await asyncio.sleep(self._storm.lease + self._random.uniform(0.5, 1.5))
        os.kill(frozen.pid, signal.SIGCONT)
        await asyncio.sleep(0.5)
        frozen.kill()
        await asyncio.to_thread(frozen.join)

    def stop(self) -> None:
        """Ask the workers to stop and wait for them."""
        for worker in self.workers:
            worker.terminate()
        for worker in self.workers:
            worker.join(timeout=10)
            worker.kill()


class Pulse:
    """Feels whether the event loop is alive."""

    longest_pause = 0.0

    async def beat(self) -> None:
        """Beat until cancelled; `longest_pause` is in seconds."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.05)
            self.longest_pause = max(self.longest_pause, time.monotonic() - before)


async def rage(storm: Storm) -> Aftermath:
    """Let one storm pass and say what is left."""
    chance = random.Random(storm.seed + 1)
    faults = [each for each in Fault if each not in {Fault.REFUSED, Fault.THROTTLED_EVERYWHERE}]
    met: Counter[Fault] = Counter()

    def choose() -> Fault | None:
        if chance.random() >= storm.faulty:
            return None
        fault = chance.choice(faults)
        met[fault] += 1
        return fault

    platform = Platform(choose)
    platform.slow = storm.timeout + storm.grace / 2
    await platform.start()
    begun = time.monotonic()
    pulse = Pulse()
    beating = asyncio.create_task(pulse.beat())
    async with _database(storm) as (url, server):
        press = Press(Database.open(url))
        expected = await asyncio.to_thread(_subscribe, press, storm)
        weather = Weather(storm, url, platform, server)
        weather.start()
        opening = asyncio.create_task(asyncio.to_thread(_open_later_slots, url, expected))
        await weather.rage(press)
        await opening
        await _quiet(press, storm)
        await asyncio.to_thread(weather.stop)
        aftermath = await asyncio.to_thread(_survey, storm, press, platform, expected, weather.blows)
        press.database.close()
    await platform.stop()
    beating.cancel()
    aftermath.stall = pulse.longest_pause
    aftermath.faults = sum(met.values())
    aftermath.seconds = time.monotonic() - begun
    return aftermath


@asynccontextmanager
async def _database(storm: Storm) -> AsyncIterator[tuple[str, postgres.Server | None]]:
    if storm.database == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'kawaraban.db'}", None
        return
    server = await asyncio.to_thread(postgres.Server, fsync=True)
    try:
        await asyncio.to_thread(server.start)
        yield server.url, server
    finally:
        server.close()


def _subscribe(press: Press, storm: Storm) -> list[Digest]:
    """One subscription a channel; the first digest of each is opened, the others are returned for later, too."""
    now = datetime.now(UTC)
    window = Window(now - timedelta(days=1), now)
    digests: list[Digest] = []
    with press.database.write() as connection:
        for number in range(storm.channels):
            wanted = subscription_to(f"c{number}", when_empty=WhenEmpty.LINE)
            subscribed = subscriptions.subscribe(connection, wanted, now)
            digests += [Digest(subscribed, slot, now, window) for slot in SLOTS]
            ledger.open_digest(connection, digests[-len(SLOTS)], now, deliver=True)
    return digests


def _open_later_slots(url: str, digests: Sequence[Digest]) -> None:
    """Open the other slots, in order, each of them twice, while the storm rages."""
    press = Press(Database.open(url))
    for slot in SLOTS[1:]:
        mine = [each for each in digests if each.slot == slot]
        for start in range(0, len(mine), 50):
            for _ in range(2):
                _open(press, mine[start : start + 50])
    press.database.close()


def _open(press: Press, digests: Sequence[Digest]) -> None:
    while True:
        try:
            with press.database.write() as connection:
                now = ledger.now(connection)
                for each in digests:
                    ledger.open_digest(connection, each, now, deliver=True)
        except StoreError:  # the crash; a transaction that was lost is repeated, one that was not changes nothing
            time.sleep(0.2)
        else:
            return


async def _quiet(press: Press, storm: Storm) -> None:
    """Wait until nothing is open any more, or until that is hopeless."""
    hopeless = time.monotonic() + 60 + storm.deliveries / 50
    while time.monotonic() < hopeless:
        if not await asyncio.to_thread(_open_count, press):
            return
        await asyncio.sleep(0.2)


def _open_count(press: Press) -> int:
    try:
        counts = press.counts()
    except StoreError:
        return 1
    return counts.get(State.PLANNED, 0) + counts.get(State.SENDING, 0)


def _being_sent(press: Press) -> frozenset[int]:
    try:
        with press.database.read() as connection:
            return frozenset(connection.scalars(sa.select(delivery.c.id).where(delivery.c.state == State.SENDING)))
    except StoreError:
        return frozenset()


# --- the survey ----------------------------------------------------------------------------------------------------


def _survey(
    storm: Storm,
    press: Press,
    platform: Platform,
    digests: Sequence[Digest],
    blows: Sequence[tuple[float, frozenset[int]]],
) -> Aftermath:
    """Compare what was promised with what the platform has and what the ledger says."""
    with press.database.read() as connection:
        rows = connection.execute(sa.select(delivery)).all()
    order = {mark(digest, part): (digest.slot, part) for digest in digests for part in range(1 + THREAD)}
    expected = {mark(digest, part) for digest in digests for part in range(len(render(digest, "")))}
    counts = Counter(message.mark for message in platform.messages.values())
    channels: dict[str, list[tuple[str, int]]] = {}
    for message in platform.messages.values():
        channels.setdefault(message.channel, []).append(order[message.mark])
    sent_at = {row.id: row.sent_at.timestamp() for row in rows if row.state == State.SENT}
    last_blow = {each: at for at, interrupted in blows for each in interrupted}
    moments = sorted(at for at, _ in platform.requests)
    aftermath = Aftermath(
        storm,
        deliveries=len(rows),
        lost=len(expected - counts.keys()),
        doubled=sum(number - 1 for number in counts.values()),
        disordered=sum(sequence != sorted(sequence) for sequence in channels.values()),
        unsettled=sum(row.state != State.SENT or row.ref not in platform.messages for row in rows),
        kills=storm.kills,
        freezes=storm.freezes,
        crashes=storm.crashes if storm.database == "postgres" else 0,
        busiest=_busiest(moments),
        recovery=max((sent_at[each] - at for each, at in last_blow.items() if each in sent_at), default=0.0),
    )
    aftermath.problems += [f"{key}: {number} times" for key, number in counts.items() if number > 1]
    aftermath.problems += [f"{name}: {seq}" for name, seq in channels.items() if seq != sorted(seq)]
    aftermath.problems += [str(row) for row in rows if row.state != State.SENT]
    return aftermath


def _busiest(moments: Sequence[float]) -> int:
    most, first = 0, 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - 1:
            first += 1
        most = max(most, last - first + 1)
    return most
