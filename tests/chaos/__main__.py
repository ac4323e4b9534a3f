"""`./run chaos [--seed N] [--database sqlite|postgres] [--seeds 20]`: prints what is lost, doubled, out of order."""

from __future__ import annotations

import argparse
import asyncio
import sys

from tests.chaos.storm import Aftermath, Storm, rage

COLUMNS = (
    "database seed deliveries kills freezes crashes faults lost doubled disordered unsettled recovery stall seconds"
)


def main() -> int:
    """Run the storms; 1 when any of them lost, doubled or reordered anything."""
    parser = argparse.ArgumentParser(prog="./run chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1, help="so many storms, from --seed on")
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--channels", type=int, default=2000, help="five deliveries each")
    parser.add_argument("--naive", action="store_true", help="send again without looking, to see the difference")
    given = parser.parse_args()
    print("  ".join(COLUMNS.split()), flush=True)
    bad = 0
    for seed in range(given.seed, given.seed + given.seeds):
        storm = Storm(seed=seed, database=given.database, channels=given.channels, naive=given.naive)
        aftermath = asyncio.run(rage(storm))
        print(line(aftermath), flush=True)
        for problem in aftermath.problems[:10]:
            print(f"    {problem}", file=sys.stderr)
        bad += not aftermath.calm
    return 1 if bad else 0


def line(after: Aftermath) -> str:
    """The aftermath under the columns of `COLUMNS`."""
    values = (
        after.storm.database,
        after.storm.seed,
        after.deliveries,
        after.kills,
        after.freezes,
        after.crashes,
        after.faults,
        after.lost,
        after.doubled,
        after.disordered,
        after.unsettled,
        f"{after.recovery:.1f} s",
        f"{after.stall:.1f}",
        f"{after.seconds:.0f}",
    )
    return "  ".join(str(value).rjust(len(name)) for value, name in zip(values, COLUMNS.split(), strict=True))


if __name__ == "__main__":
    sys.exit(main())
