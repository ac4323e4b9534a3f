"""./run bench demo [--times N]

How long a person waits: the demo through `./run`, and what reads a folder, with expressions kept by set-up and compiled
anew, on one core and on all, each best and median of N runs.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
KAWARABAN = (sys.executable, "-m", "bot")
NOTHING_KEPT = "from digests.patterns import PATTERNS; PATTERNS._kept = {}; from bot.__main__ import main; main()"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=7)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        page = str(Path(folder) / "digest.html")
        commands = {
            "--help": (*KAWARABAN, "--help"),
            "./run demo": ("./run", "demo", "--out", page),
            "demo": (*KAWARABAN, "demo", "--out", page),
            "extract seeds": (*KAWARABAN, "extract", "seeds", "--json"),
            "the same, nothing kept": (sys.executable, "-c", NOTHING_KEPT, "extract", "seeds", "--json"),
            "extract tests/corpus": (*KAWARABAN, "extract", "tests/corpus", "--json"),
        }
        print(f"{'command':24}{'cores':>6}{'best s':>8}{'median':>8}")
        for name, command in commands.items():
            for cores in sorted({1, len(os.sched_getaffinity(0))}):
                taken = [_time(command, cores) for _ in range(times)]
                print(f"{name:24}{cores:6}{min(taken):8.2f}{statistics.median(taken):8.2f}")


def _time(command: tuple[str, ...], cores: int) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, preexec_fn=_only(cores), check=True)
    return time.perf_counter() - started


def _only(cores: int) -> Callable[[], None]:
    return lambda: os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])


if __name__ == "__main__":
    main()
