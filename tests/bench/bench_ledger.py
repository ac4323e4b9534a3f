"""./run bench ledger [--deliveries 20000] [--backed-off 50000] [--history 1000000]

The ledger alone (claim and settle), through a platform that takes 50 ms, and among many lanes that are backed off;
on SQLite and on PostgreSQL with fsync on, in one run.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
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
        name = f"claim p99, {options.backed_off:,} backed off, {options.history:,} sent, ms"
        show(name, [claim_p99(one) for one in both])


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
    window = Window(now - timedelta(days=1), now)
    for start in range(0, deliveries, 5000):
        with database.write() as connection:
            for number in range(start, min(deliveries, start + 5000)):
                name = f"{now.timestamp()} {number}"
                subscribed = Subscription(name, Channel("bench", "", name))
                subscribed = subscriptions.subscribe(connection, subscribed, now)
                ledger.open_digest(connection, Digest(subscribed, "bench", now, window), now, deliver=True)
    return Press(database, spacing=0)


def alone(database: Database, deliveries: int) -> float:
    """Deliveries claimed and settled a second: two workers on PostgreSQL, one on SQLite."""
    press = promise(database, deliveries)

    def worker(_number: int) -> int:
        done = 0
        while claims := press.claim("bench", BATCH):
            now = datetime.now(UTC)
            press.settle([ledger.Sent(one, Receipt(one.delivery.channel, "ref", now)) for one in claims])
            done += len(claims)
        return done

    workers = 1 if database.dialect == "sqlite" else 2
    started = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        done = sum(pool.map(worker, range(workers)))
    return done / (time.perf_counter() - started)


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
    press = promise(database, lanes)
    with database.write() as connection:
        later = time.time() + 3600
        connection.execute(sa.update(lane).values(ready_at=later))
        first_digest, first_lane = connection.execute(sa.select(sa.func.min(digest.c.id), sa.func.min(lane.c.id))).one()
        for start in range(0, history, 50_000):
            rows = [
                {"digest_id": first_digest, "lane_id": first_lane, "part": number + 1, "state": "sent", "ref": "r"}
                for number in range(start, min(history, start + 50_000))
            ]
            connection.execute(sa.insert(delivery), rows)
    press.sweep()


def claim_p99(database: Database) -> float:
    press = Press(database, spacing=0)
    times = []
    for _ in range(200):
        promise(database, 1)
        started = time.perf_counter()
        claims = press.claim("bench", 16)
        times.append((time.perf_counter() - started) * 1000)
        now = datetime.now(UTC)
        press.settle([ledger.Sent(one, Receipt(one.delivery.channel, "ref", now)) for one in claims])
    return statistics.quantiles(times, n=100)[98]


if __name__ == "__main__":
    main()
