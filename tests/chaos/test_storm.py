"""A small storm; `./run chaos` has the big ones."""

from __future__ import annotations

import pytest

from tests.chaos.storm import Storm, rage


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
async def test_after_a_storm_everything_promised_is_there_once_and_in_order(database: str):
    storm = Storm(
        seed=7,
        database=database,
        channels=20,
        workers=2,
        kills=1,
        freezes=1 if database == "sqlite" else 0,
        crashes=1,
        lease=2.0,
        timeout=0.7,
        grace=0.8,
        every=0.3,
        per_second=100.0,
        faulty=0.1,
    )
    aftermath = await rage(storm)
    assert aftermath.deliveries == storm.deliveries
    assert (aftermath.lost, aftermath.doubled, aftermath.disordered, aftermath.unsettled) == (0, 0, 0, 0), (
        aftermath.problems
    )
