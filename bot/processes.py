"""Extraction in as many processes as there are cores: it is all computing, and most of the time of reading a folder."""

from __future__ import annotations

import multiprocessing as mp
import os
import signal
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing.connection import wait
from operator import itemgetter
from typing import Final

from digests.desk import extract_each
from digests.errors import SourceError
from digests.extract import extract
from digests.extract.text import detect_language
from digests.model import Article, Findings

_METHOD: Final = "fork" if sys.platform == "linux" else None
"""How a process starts: elsewhere a new one imports everything again, which costs more than a folder of news takes."""

_BATCH: Final = 32
"""Articles read before the first of them is shown."""


def cores() -> int:
    """How many processes may compute at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Extraction:
    """A `BatchExtractor` that shares its work with a pool of processes; without one it does it alone."""

    def __init__(self, pool: ProcessPoolExecutor | None = None, processes: int = 1) -> None:
        self._pool = pool
        self._processes = processes

    @classmethod
    @contextmanager
    def across(cls, processes: int) -> Iterator[Extraction]:
        """Extraction in so many processes, this one among them; the others end with the block.

        They start at once: a process must not be forked where other threads run already, as that of a progress bar.
        """
        if processes < 2 or _METHOD is None:
            yield cls()
            return
        with ProcessPoolExecutor(processes - 1, mp.get_context(_METHOD), initializer=_prepare) as pool:
            pool.submit(cores)
            yield cls(pool, processes)

    def __call__(self, articles: Sequence[Article]) -> list[Findings | SourceError]:
        """What each article says, in their order, or why it could not be understood."""
        if self._pool is not None and len(articles) > 1:
            try:
                return self._shared(self._pool, articles)
            except BrokenExecutor:
                # The system has ended a process, perhaps for want of memory: this one goes on alone.
                self._pool = None
        return _extract(articles)

    def each(self, items: Iterable[Article | SourceError]) -> Iterator[Findings | SourceError]:
        """What a source's articles say, as they are read; its errors in their place."""
        stream = iter(items)
        while batch := list(islice(stream, _BATCH)):
            extracted = iter(self([one for one in batch if isinstance(one, Article)]))
            for one in batch:
                yield one if isinstance(one, SourceError) else next(extracted)

    def _shared(self, pool: ProcessPoolExecutor, articles: Sequence[Article]) -> list[Findings | SourceError]:
        shares = _shares(articles, self._processes)
        own, *others = [[articles[at] for at in share] for share in shares]
        extracted = [pool.submit(_extract, share) for share in others]
        found = _extract(own)
        for future in extracted:
            found += future.result()
        return [one for _, one in sorted(zip(chain(*shares), found, strict=True), key=itemgetter(0))]


def _extract(articles: Sequence[Article]) -> list[Findings | SourceError]:
    return extract_each(extract, articles)


def _shares(articles: Sequence[Article], count: int) -> list[list[int]]:
    """Indices of the articles in at most `count` shares of about as many characters, languages kept together.

    Each process compiles the rules of each language that it meets.
    """
    order = sorted(range(len(articles)), key=lambda at: articles[at].language or detect_language(articles[at].text))
    total = sum(len(article.text) + 1 for article in articles)
    shares: list[list[int]] = [[] for _ in range(count)]
    before = 0
    for at in order:
        shares[before * count // total].append(at)
        before += len(articles[at].text) + 1
    return [share for share in shares if share]


def _prepare() -> None:
    """A process leaves Ctrl-C to its parent, and does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = mp.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent.sentinel,), daemon=True).start()


def _follow(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
