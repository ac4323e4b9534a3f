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

from digests.errors import SourceError
from digests.extract import extract
from digests.extract.text import detect_language
from digests.extracting import extract_each
from digests.model import Article, Findings

_METHOD: Final = "fork" if sys.platform == "linux" else None
"""How a process starts: elsewhere a new one imports everything again, which costs more than a folder of news takes."""

_BATCH: Final = 32
"""Articles read before the first of them is shown."""


_RULES: Final = 15_000
"""Characters that take as long to read as the rules of a language to compile, some 0.15 s."""


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
        *others, own = [[articles[at] for at in share] for share in shares]
        extracted = [pool.submit(_extract, share) for share in others]
        last = _extract(own)
        found = [*chain.from_iterable(future.result() for future in extracted), *last]
        return [one for _, one in sorted(zip(chain(*shares), found, strict=True), key=itemgetter(0))]


def _extract(articles: Sequence[Article]) -> list[Findings | SourceError]:
    return extract_each(extract, articles)


def _shares(articles: Sequence[Article], count: int) -> list[list[int]]:
    """Indices of the articles in at most `count` shares that take about as long."""
    languages: dict[str, list[int]] = {}
    for at, article in enumerate(articles):
        languages.setdefault(article.language or detect_language(article.text), []).append(at)
    fair = sum(len(article.text) for article in articles) / count + _RULES
    shares: list[list[int]] = [[] for _ in range(count)]
    loads = [0] * count
    for length, piece in sorted(_pieces(articles, languages.values(), fair), reverse=True):
        soonest = loads.index(min(loads))
        loads[soonest] += length + _RULES
        shares[soonest] += piece
    return [share for share in shares if share]


def _pieces(
    articles: Sequence[Article], languages: Iterable[list[int]], most: float
) -> Iterator[tuple[int, list[int]]]:
    """The articles of each language in pieces of about as many characters as one process is to take, or fewer."""
    for indices in languages:
        length, piece = 0, list[int]()
        for at in indices:
            if piece and length + len(articles[at].text) > most:
                yield length, piece
                length, piece = 0, []
            length, piece = length + len(articles[at].text), [*piece, at]
        yield length, piece


def _prepare() -> None:
    """A process leaves Ctrl-C to its parent, and does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = mp.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent.sentinel,), daemon=True).start()


def _follow(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
