"""./run bench search [--documents 1000000] [--database FILE]

Builds an archive, merges its index as a service does once a day, then prints how long words of each length take to be
found, how large the index is and how long storing one more article takes. FILE is kept and used again; without it
everything is in a temporary folder.
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
from tests.bench.timing import Stopwatch

ROUNDS = 400


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--database", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = newspapers.archive_of(options.documents, options.database or Path(folder) / "bench.db")
        _merge(database)
        measure(database, options.documents)
        database.close()


def _merge(database: Database) -> None:
    """In steps, each a transaction of its own."""
    started, longest, steps, more = time.perf_counter(), 0.0, 0, True
    while more:
        begun = time.perf_counter()
        with database.write() as connection:
            more = search.merge(connection)
        longest, steps = max(longest, time.perf_counter() - begun), steps + 1
    print(f"merged in {time.perf_counter() - started:.1f} s, {steps} steps, the longest {longest * 1000:.0f} ms")


def measure(database: Database, documents: int) -> None:
    chance = random.Random(1)
    with database.read() as connection:
        newest = archive.newest(connection, 1)[0].article.id or 0
        ids = [chance.randint(1, newest) for _ in range(ROUNDS)]
        texts = [one.article.text for one in archive.findings_of(connection, ids)]
    print(f"{documents:,} documents; bar: p99 of 5 ms for words of 1 to 8 characters")
    watch = Stopwatch("query", "hits, median")
    for length in range(1, 9):
        _ask(database, watch, f"{length} characters", [Query((_word(chance, texts, length),)) for _ in range(ROUNDS)])
    week = newspapers.WEEK
    for name, query in {
        "車 region:TH": Query(("車",), region="TH"),
        "車 region:TH kind:money unit:USD": Query(("車",), region="TH", kind=Kind.MONEY, unit="USD"),
        "車 since:7d": Query(("車",), since=newspapers.UNTIL - week),
        "車 since:1y lang:th": Query(("車",), since=newspapers.UNTIL - 52 * week, language="th"),
        "車 best:yes": Query(("車",), best=True),
        "自動車 -関税 page:5": Query(("自動車",), without=("関税",), page=5),
    }.items():
        _ask(database, watch, name, [query] * ROUNDS)
    _store(database, watch)
    _sizes(database)


def _ask(database: Database, watch: Stopwatch, name: str, queries: list[Query]) -> None:
    hits = []
    with database.read() as connection, watch.row(name) as row:
        for query in queries:
            with row.lap():
                found = search.find(connection, query)
            hits.append(found.total)
        row.note = f"{statistics.median(hits):,.0f}"


def _word(chance: random.Random, texts: list[str], length: int) -> str:
    """A substring of a run of letters of one of the texts."""
    while True:
        text = chance.choice(texts)
        start = chance.randrange(len(text))
        word = text[start : start + length]
        if len(word) == length and search.spread(word).count(" ") == length + 1:
            return word


def _store(database: Database, watch: Stopwatch) -> None:
    """One more article, a commit of its own each time."""
    chance = random.Random(time.time())
    with watch.row("store one article") as row:
        for number in range(ROUNDS):
            made = newspapers.article(chance, newspapers.vocabulary(), number, ROUNDS)
            one = replace(made, article=replace(made.article, fingerprint=f"{chance.getrandbits(256):064x}", url=""))
            with row.lap(), database.write() as connection:
                archive.add(connection, one, newspapers.UNTIL)


def _sizes(database: Database) -> None:
    with database.read() as connection:
        whole = connection.exec_driver_sql(
            "SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)"
        ).scalar_one()
        index = connection.exec_driver_sql("SELECT sum(length(block)) FROM search_data").scalar_one()
    print(f"index {index / 1e6:,.0f} MB of {whole / 1e6:,.0f} MB")


if __name__ == "__main__":
    main()
