"""./run bench search [--documents 1000000] [--database FILE]

Builds an archive, then prints how long words of each length take to be found, how large the index is and how long
storing one more article takes. FILE is kept and used again; without it everything is in a temporary folder.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from digests.model import Kind, Query
from digests.store import archive, search
from digests.store.database import Database
from tests.bench import newspapers

ROUNDS = 400


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--database", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = newspapers.archive_of(options.documents, options.database or Path(folder) / "bench.db")
        measure(database, options.documents)
        database.close()


def measure(database: Database, documents: int) -> None:
    chance = random.Random(1)
    print(f"{documents:,} documents")
    print(f"{'query':32} {'hits, median':>12} {'p50 ms':>8} {'p99 ms':>8}")
    with database.read() as connection:
        newest = archive.newest(connection, 1)[0].article.id or 0
        ids = [chance.randint(1, newest) for _ in range(ROUNDS)]
        texts = [one.article.text for one in archive.findings_of(connection, ids)]
    for length in range(1, 9):
        show(database, f"{length} characters", [Query(words=(_word(chance, texts, length),)) for _ in range(ROUNDS)])
    for name, extra in {
        "region:TH": {"region": "TH"},
        "region:TH kind:money unit:USD": {"region": "TH", "kind": Kind.MONEY, "unit": "USD"},
        "since:7d": {"since": newspapers.UNTIL - newspapers.WEEK},
        "since:1y lang:th": {"since": newspapers.UNTIL - 52 * newspapers.WEEK, "language": "th"},
    }.items():
        hot = Query(words=("車",), **extra)
        show(database, f"車 {name}", [hot] * ROUNDS)
    show(database, "車, best first", [Query(words=("車",), best=True)] * ROUNDS)
    show(database, "自動車 -関税, page 5", [Query(words=("自動車",), without=("関税",), page=5)] * ROUNDS)
    _inserts(database)
    _sizes(database)


def show(database: Database, name: str, queries: list[Query]) -> None:
    times, hits = [], []
    with database.read() as connection:
        for query in queries:
            started = time.perf_counter()
            found = search.find(connection, query)
            times.append((time.perf_counter() - started) * 1000)
            hits.append(found.total)
    p = statistics.quantiles(times, n=100)
    print(f"{name:32} {statistics.median(hits):>12,.0f} {p[49]:>8.2f} {p[98]:>8.2f}")


def _word(chance: random.Random, texts: list[str], length: int) -> str:
    """A substring of a run of letters of one of the texts."""
    while True:
        text = chance.choice(texts)
        start = chance.randrange(len(text))
        word = text[start : start + length]
        if len(word) == length and search.spread(word).count(" ") == length + 1:
            return word


def _inserts(database: Database) -> None:
    chance = random.Random(time.time())
    times = []
    for number in range(ROUNDS):
        made = newspapers.article(chance, newspapers.vocabulary(), number, ROUNDS)
        one = replace(made, article=replace(made.article, fingerprint=f"{chance.getrandbits(256):064x}", url=""))
        started = time.perf_counter()
        with database.write() as connection:
            archive.add(connection, one, newspapers.UNTIL)
        times.append((time.perf_counter() - started) * 1000)
    p = statistics.quantiles(times, n=100)
    print(f"{'store one article, its own commit':32} {'':>12} {p[49]:>8.2f} {p[98]:>8.2f}")


def _sizes(database: Database) -> None:
    with database.read() as connection:
        whole = connection.exec_driver_sql(
            "SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)"
        ).scalar_one()
        index = connection.exec_driver_sql("SELECT sum(length(block)) FROM search_data").scalar_one()
    print(f"index {index / 1e6:,.0f} MB of {whole / 1e6:,.0f} MB")


if __name__ == "__main__":
    main()
