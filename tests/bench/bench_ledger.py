"""./run bench ledger [--deliveries 20000] [--backed-off 50000] [--history 1000000]

The ledger alone (claim and settle), through a platform that takes 50 ms, and among many lanes that are backed off;
on SQLite and on PostgreSQL with fsync on, in one run.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import multiprocessing
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from bot import log
from bot.chat import Body, Post
from bot.courier import Courier
from digests.document import Document, Paragraph, Run
from digests.model import Channel, Digest, Receipt, Subscription, Window
from digests.press import Press
from digests.store import ledger, subscriptions
from digests.store.database import Database
from digests.store.tables import delivery, digest, lane
from tests import postgres

BATCH = 500
"""Deliveries claimed and settled at once."""

BULK = 5_000
"""Rows written at once to set the scene."""

_UPKEEP = {
    "sqlite": ("PRAGMA wal_checkpoint(TRUNCATE)",),
    "postgresql": ("VACUUM (ANALYZE)", "CHECKPOINT"),
}

_start: threading.Barrier


class Stub:
    """A platform that takes every message after `answers_in` seconds and remembers when it was asked."""

    name = "bench"

    def __init__(self, per_second: float = 1e6, answers_in: float = 0.05) -> None:
        self.per_second = per_second
        self.answers_in = answers_in
        self.at: list[float] = []

    def bucket(self, channel: Channel) -> str:
        return channel.adapter

    def pack(self, documents: Sequence[Document]) -> tuple[Body, ...]:
        return tuple({"text": "news"} for _ in documents)

    async def post(self, post: Post) -> Receipt:
        self.at.append(time.monotonic())
        await asyncio.sleep(self.answers_in)
        return Receipt(post.channel, post.mark, datetime.now(UTC))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--deliveries", type=int, default=20_000)
    parser.add_argument("--backed-off", type=int, default=50_000)
    parser.add_argument("--history", type=int, default=1_000_000)
    options = parser.parse_args()
    log.configure(level=logging.ERROR)
    print(f"{'':44}{'SQLite':>12}{'PostgreSQL':>12}")
    with databases() as both:
        show("claim and settle, deliveries/s", [alone(one, options.deliveries) for one in both])
        show("through a 50 ms stub, one process, /s", [through_stub(one, options.deliveries // 4) for one in both])
        show("busiest second at 43/s, posts", [busiest(one) for one in both])
    with databases() as both:
        for one in both:
            back_off(one, options.backed_off, options.history)
        print(f"among {options.backed_off:,} channels that wait and {options.history:,} messages sent:")
        shares = [percentiles(claims(one)) for one in both]
        show("claim p50, ms", [median for median, _ in shares])
        show("claim p99, ms", [tail for _, tail in shares])
    median, tail = percentiles(syncs())
    print(f"to write 8 KiB to this disk (fdatasync): p50 {median:.1f} ms, p99 {tail:.1f} ms")


def show(name: str, values: Sequence[float]) -> None:
    print(f"{name:44}" + "".join(f"{value:>12,.1f}" for value in values), flush=True)


@contextmanager
def databases() -> Iterator[tuple[Database, Database]]:
    server = postgres.Server(fsync=True)
    server.start()
    with tempfile.TemporaryDirectory() as folder:
        both = Database.open(Path(folder) / "bench.db"), Database.open(server.url)
        yield both
        for one in both:
            one.close()
    server.stop()


def promise(database: Database, deliveries: int) -> Press:
    """One digest for each of `deliveries` channels, all due now."""
    now = datetime.now(UTC)
    with database.write() as connection:
        wanted = Subscription(f"bench {now}", Channel("bench", "", "any"))
        subscribed = subscriptions.subscribe(connection, wanted, now)
        opened = Digest(subscribed, f"{now}", now, Window(now - timedelta(days=1), now))
        ledger.open_digest(connection, opened, now, deliver=False)
        first = connection.execute(sa.select(digest).order_by(digest.c.id.desc()).limit(1)).one()._asdict()
        last_lane = connection.scalar(sa.select(sa.func.coalesce(sa.func.max(lane.c.id), 0)))
        for start in range(1, deliveries + 1, BULK):
            numbers = range(start, min(start + BULK, deliveries + 1))
            ids = [{"digest_id": first["id"] + each, "lane_id": last_lane + each, "part": 0} for each in numbers]
            connection.execute(
                sa.insert(digest),
                [first | {"id": each["digest_id"], "slot": f"{now} {each['digest_id']}"} for each in ids],
            )
            connection.execute(
                sa.insert(lane),
                [
                    {
                        "id": each["lane_id"],
                        "adapter": "bench",
                        "workspace": "",
                        "channel": f"{each['lane_id']}",
                        "ready_at": now.timestamp(),
                    }
                    for each in ids
                ],
            )
            connection.execute(sa.insert(delivery), ids)
    return Press(database, spacing=0)


def alone(database: Database, deliveries: int) -> float:
    """Deliveries claimed and settled a second: two worker processes on PostgreSQL, one on SQLite."""
    promise(database, deliveries)
    workers = 1 if database.dialect == "sqlite" else 2
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(workers)
    url = database.engine.url.render_as_string(hide_password=False)
    with ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(start,)) as pool:
        came = list(pool.map(_claim_and_settle, [url] * workers))
    return sum(done for done, _ in came) / max(seconds for _, seconds in came)


def _begin(start: threading.Barrier) -> None:
    global _start  # noqa: PLW0603 - a process of the pool gets a barrier only when it begins
    _start = start


def _claim_and_settle(url: str) -> tuple[int, float]:
    """Work until nothing is due; returns the deliveries and the seconds they took."""
    press = Press(Database.open(url), spacing=0)
    press.claim("nobody", 1)  # connects
    gc.set_threshold(50_000)  # this and the next line as the service does
    gc.freeze()
    _start.wait()
    started = time.perf_counter()
    done = 0
    while claims := press.claim("bench", BATCH):
        now = datetime.now(UTC)
        press.settle([ledger.Sent(one, Receipt(one.delivery.channel, "ref", now)) for one in claims])
        done += len(claims)
    return done, time.perf_counter() - started


def through_stub(database: Database, deliveries: int) -> float:
    """Posts a second of one courier, from the first to the last."""
    at = carried(promise(database, deliveries), Stub(), deliveries)
    return len(at) / (at[-1] - at[0])


def busiest(database: Database) -> float:
    """The most posts in any window of one second, with the rate of a Discord bot."""
    at = carried(promise(database, 300), Stub(per_second=43, answers_in=0), 300)
    return max(sum(start <= other < start + 1 for other in at) for start in at)


def carried(press: Press, stub: Stub, deliveries: int) -> list[float]:
    async def carry() -> None:
        courier = Courier(press, {stub.name: stub}, lambda *_: (_NEWS,), lambda *_: _NEWS)  # type: ignore[dict-item]  # it never looks nor edits
        running = asyncio.create_task(courier.run())
        while len(stub.at) < deliveries:  # noqa: ASYNC110 - a bench may look now and then
            await asyncio.sleep(0.05)
        courier.stop()
        await running

    asyncio.run(carry())
    return sorted(stub.at)


_NEWS = Document("en", (Paragraph((Run("news"),)),))


def back_off(database: Database, lanes: int, history: int) -> None:
    """Lanes that wait an hour, each with a planned delivery, beside messages sent long ago."""
    promise(database, lanes)
    number = sa.select(sa.literal(0).label("number")).cte("number", recursive=True)
    number = number.union_all(sa.select(number.c.number + 1).where(number.c.number < history - 1))
    place, round_ = number.c.number % lanes, number.c.number // lanes
    with database.write() as connection:
        connection.execute(sa.update(lane).values(ready_at=time.time() + 3600))
        first_digest, first_lane = (connection.scalar(sa.select(sa.func.min(of.c.id))) for of in (digest, lane))
        sent = sa.select(first_digest + place, first_lane + place, 1 + round_, sa.literal("sent"))
        connection.execute(sa.insert(delivery).from_select(["digest_id", "lane_id", "part", "state"], sent))
    settled_in(database)


def settled_in(database: Database) -> None:
    """Do now what a database does by itself in the background: what is measured was written long ago."""
    with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for statement in _UPKEEP[database.dialect]:
            connection.exec_driver_sql(statement)


def claims(database: Database) -> list[float]:
    """Milliseconds of 200 claims of one delivery each, to the end of its transaction."""
    press = Press(database, spacing=0)
    times = []
    for _ in range(200):
        promise(database, 1)
        started = time.perf_counter()
        claimed = press.claim("bench", 16)
        times.append((time.perf_counter() - started) * 1000)
        now = datetime.now(UTC)
        press.settle([ledger.Sent(one, Receipt(one.delivery.channel, "ref", now)) for one in claimed])
    return times


def syncs() -> list[float]:
    """Milliseconds of 200 writes that are waited for: the least that a transaction can take."""
    times = []
    with tempfile.TemporaryFile() as file:
        for _ in range(200):
            file.write(bytes(8192))
            file.flush()
            started = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - started) * 1000)
    return times


def percentiles(times: Sequence[float]) -> tuple[float, float]:
    """The median and the 99th percentile."""
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


if __name__ == "__main__":
    main()
