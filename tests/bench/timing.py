"""A table of how long things take: on the clock, and on the processor alone where the machine is shared."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Row:
    """The laps of one kind of work; `note` is shown beside its name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.note = ""
        self._laps: list[tuple[float, float]] = []

    @contextmanager
    def lap(self) -> Iterator[None]:
        """Time one piece of work."""
        clock, processor = time.perf_counter(), time.thread_time()
        yield
        self._laps.append(((time.perf_counter() - clock) * 1000, (time.thread_time() - processor) * 1000))

    def __str__(self) -> str:
        figures = []
        for side in zip(*self._laps, strict=True):
            percentiles = statistics.quantiles(side, n=100)
            figures += [f"{percentiles[49]:>10.2f}", f"{percentiles[98]:>10.2f}"]
        return f"{self.name:34}{self.note:>14}{''.join(figures)}"


class Stopwatch:
    """Prints a line for each kind of work: p50 and p99 in ms, by the clock and of the processor."""

    def __init__(self, what: str, note: str = "") -> None:
        print(f"{what:34}{note:>14}{'p50 ms':>10}{'p99 ms':>10}{'p50 cpu':>10}{'p99 cpu':>10}")

    @contextmanager
    def row(self, name: str) -> Iterator[Row]:
        """One line of the table, printed when its laps are done."""
        row = Row(name)
        yield row
        print(row, flush=True)
