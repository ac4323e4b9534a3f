"""One row a digest and reader, on SQLite and PostgreSQL; of each reader the last vote counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from digests.model import Cadence, Digest, Vote, Votes, WhenEmpty
from digests.press import VOTING, Press
from digests.store.database import Database
from digests.store.tables import vote
from tests.fakes import FakeClock, subscription_to, utc

MORNING = Cadence(zone="Asia/Bangkok", times=(time(8, 30),))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock("2026-07-01 00:00")


@pytest.fixture
def press(database: Database, clock: FakeClock) -> Press:
    return Press(database, clock, spacing=0.0)


@pytest.fixture
def opened(press: Press, clock: FakeClock) -> dict[str, Digest]:
    """A digest of each of two subscriptions."""
    for name in ("first", "second"):
        press.subscribe(subscription_to(name, cadence=MORNING, when_empty=WhenEmpty.LINE))
    clock.at = utc("2026-07-01 01:30")
    return {digest.subscription.name: digest for digest in press.open_due().opened}


def test_a_readers_last_vote_counts_and_is_one_row(
    press: Press, opened: dict[str, Digest], clock: FakeClock, database: Database
) -> None:
    first = opened["first"]
    assert press.votes(first) == Votes()
    assert not press.votes(first)
    assert press.vote(first, "U1", Vote.UP) == Votes(up=1)
    assert press.vote(first, "U2", Vote.UP) == Votes(up=2)
    clock.forward(60)
    assert press.vote(first, "U1", Vote.DOWN) == Votes(up=1, down=1)
    assert press.vote(first, "U1", Vote.DOWN) == press.votes(first) == Votes(up=1, down=1)
    assert press.votes(opened["second"]) == Votes()
    with database.read() as connection:
        rows = connection.execute(sa.select(vote.c.voter, vote.c.vote, vote.c.at).order_by(vote.c.voter)).all()
    assert [tuple(row) for row in rows] == [
        ("U1", "down", clock.at),
        ("U2", "up", clock.at - timedelta(seconds=60)),
    ]


def test_votes_are_counted_by_subscription_over_the_last_month(
    press: Press, opened: dict[str, Digest], clock: FakeClock
) -> None:
    press.vote(opened["second"], "U1", Vote.UP)
    press.vote(opened["second"], "U2", Vote.DOWN)
    assert [one.votes for one in press.status().standings] == [Votes(), Votes(up=1, down=1)]
    clock.at = opened["second"].at + VOTING
    assert [one.votes for one in press.status().standings] == [Votes(), Votes(up=1, down=1)]
    clock.forward(1)
    assert [one.votes for one in press.status().standings] == [Votes(), Votes()]


def test_a_digest_that_is_not_stored_takes_no_vote(press: Press, opened: dict[str, Digest]) -> None:
    with pytest.raises(ValueError, match="not stored"):
        press.vote(replace(opened["first"], id=None), "U1", Vote.UP)
