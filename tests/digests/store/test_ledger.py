"""A delivery is sent once, in its turn, by whoever holds its lane, on both databases."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa

from digests.model import Channel, Digest, Receipt, State, Subscription, Window
from digests.store import history, ledger, limits, subscriptions
from digests.store.database import Database
from digests.store.ledger import Claim, Ended, Postponed, Sent
from digests.store.tables import delivery, lane
from tests.fakes import subscription_to, utc

START = utc("2026-07-01 08:30")


def second(number: float) -> datetime:
    return START + timedelta(seconds=number)


@pytest.fixture
def plan(database: Database) -> Callable[..., int]:
    """Opens a digest for a channel; returns its id."""
    stored: dict[str, Subscription] = {}

    def plan(channel: str, slot: str = "s1", *, at: float = 0, deliver: bool = True) -> int:
        with database.write() as connection:
            if channel not in stored:
                stored[channel] = subscriptions.subscribe(connection, subscription_to(channel), START)
            digest = Digest(stored[channel], slot, START, Window(START - timedelta(days=1), second(at)))
            opened = ledger.open_digest(connection, digest, second(at), deliver=deliver)
            return opened or 0

    return plan


def claim(database: Database, at: float, count: int = 10) -> tuple[Claim, ...]:
    with database.write() as connection:
        return ledger.claim(connection, "fake", count, second(at), lease=30)


def settle(database: Database, at: float, *outcomes: ledger.Outcome) -> tuple[ledger.Outcome, ...]:
    with database.write() as connection:
        return ledger.settle(connection, outcomes, second(at), spacing=1.0)


def sent(claimed: Claim, parts: int = 0) -> Sent:
    return Sent(claimed, Receipt(claimed.delivery.channel, f"ref{claimed.delivery.id}", START, "link"), parts)


def states(database: Database, digest_id: int) -> list[State]:
    with database.read() as connection:
        return [each.state for each in history.deliveries(connection, digest_id)]


def test_a_slot_is_opened_once(database: Database, plan: Callable[..., int]):
    assert plan("a", "s1") > 0
    assert plan("a", "s1") == 0
    assert len(claim(database, 0)) == 1


def test_a_digest_that_says_nothing_is_recorded_and_sends_nothing(database: Database, plan: Callable[..., int]):
    digest_id = plan("a", deliver=False)
    assert states(database, digest_id) == []
    assert claim(database, 0) == ()


def test_a_claimed_lane_is_nobody_elses_until_its_lease_ends(database: Database, plan: Callable[..., int]):
    plan("a")
    (first,) = claim(database, 0)
    assert (first.delivery.state, first.delivery.attempts, first.delivery.dirty) == (State.SENDING, 1, False)
    assert claim(database, 29) == ()
    (second_try,) = claim(database, 31)
    assert second_try.delivery.dirty
    assert second_try.delivery.attempts == 2
    assert second_try.fence == first.fence + 1
    assert second_try.tried_at == first.tried_at == second(0)


def test_a_zombie_changes_nothing(database: Database, plan: Callable[..., int]):
    digest_id = plan("a")
    (zombie,) = claim(database, 0)
    (heir,) = claim(database, 31)
    assert settle(database, 32, Ended(zombie, State.DEAD, "late")) == (Ended(zombie, State.DEAD, "late"),)
    assert states(database, digest_id) == [State.SENDING]
    assert settle(database, 33, sent(heir)) == ()
    assert states(database, digest_id) == [State.SENT]


def test_a_receipt_is_kept(database: Database, plan: Callable[..., int]):
    digest_id = plan("a")
    (claimed,) = claim(database, 0)
    settle(database, 1, sent(claimed))
    with database.read() as connection:
        (delivered,) = history.deliveries(connection, digest_id)
    assert delivered.receipt == Receipt(Channel("fake", "w", "a"), f"ref{delivered.id}", second(1), "link")


def test_messages_of_a_channel_go_one_by_one_in_the_order_of_their_digests(
    database: Database, plan: Callable[..., int]
):
    digests = [plan("a", f"s{number}") for number in range(3)]
    order = []
    for moment in range(3):
        (claimed,) = claim(database, moment)
        order.append(claimed.delivery.digest_id)
        settle(database, moment, sent(claimed))
    assert order == digests


def test_a_channels_messages_keep_their_distance(database: Database, plan: Callable[..., int]):
    plan("a", "s1")
    plan("a", "s2")
    settle(database, 0, sent(claim(database, 0)[0]))
    assert claim(database, 0.9) == ()
    assert len(claim(database, 1)) == 1


def test_a_new_digest_keeps_its_distance_to_the_last_message_of_an_idle_lane(
    database: Database, plan: Callable[..., int]
):
    plan("a", "s1")
    settle(database, 0, sent(claim(database, 0)[0]))
    plan("a", "s2", at=0.5)
    assert claim(database, 0.9) == ()
    assert len(claim(database, 1)) == 1


def test_thread_messages_follow_their_parent_and_know_its_receipt(database: Database, plan: Callable[..., int]):
    first, later = plan("a", "s1"), plan("a", "s2")
    (parent,) = claim(database, 0)
    assert parent.parent is None
    settle(database, 0, sent(parent, parts=2))
    order = []
    for moment in (1, 2, 3):
        (claimed,) = claim(database, moment)
        order.append((claimed.delivery.digest_id, claimed.delivery.part))
        assert claimed.parent == (None if claimed.delivery.part == 0 else sent(parent).receipt)
        settle(database, moment, sent(claimed))
    assert order == [(first, 1), (first, 2), (later, 0)]


def test_a_settlement_whose_commit_went_unanswered_is_repeated_without_harm(
    database: Database, plan: Callable[..., int]
):
    digest_id = plan("a")
    (parent,) = claim(database, 0)
    assert settle(database, 1, sent(parent, parts=2)) == settle(database, 2, sent(parent, parts=2)) == ()
    assert states(database, digest_id) == [State.SENT, State.PLANNED, State.PLANNED]


def test_a_postponed_delivery_waits_and_is_not_dirty(database: Database, plan: Callable[..., int]):
    digest_id = plan("a")
    settle(database, 0, Postponed(claim(database, 0)[0], 60, "slow down"))
    assert states(database, digest_id) == [State.PLANNED]
    assert claim(database, 59) == ()
    (again,) = claim(database, 60)
    assert (again.delivery.dirty, again.delivery.attempts) == (False, 2)


def test_a_postponement_that_was_no_attempt_is_not_counted(database: Database, plan: Callable[..., int]):
    plan("a")
    settle(database, 0, Postponed(claim(database, 0)[0], 1, "no turn", counted=False))
    assert claim(database, 1)[0].delivery.attempts == 1


def test_an_unclear_attempt_leaves_the_delivery_dirty(database: Database, plan: Callable[..., int]):
    plan("a")
    settle(database, 0, Postponed(claim(database, 0)[0], 5, "answer lost", dirty=True))
    assert claim(database, 5)[0].delivery.dirty


def test_retry_after_also_holds_for_a_digest_opened_meanwhile(database: Database, plan: Callable[..., int]):
    plan("a", "s1")
    settle(database, 0, Postponed(claim(database, 0)[0], 60, "slow down"))
    plan("a", "s2", at=10)
    assert claim(database, 59) == ()


def test_a_refusal_pauses_the_subscription_with_its_reason_and_buries_what_is_planned(
    database: Database, plan: Callable[..., int]
):
    refused, planned = plan("a", "s1"), plan("a", "s2")
    settle(database, 0, Ended(claim(database, 0)[0], State.DEAD, "channel is archived", refused=True))
    assert states(database, refused) == states(database, planned) == [State.DEAD]
    assert claim(database, 100) == ()
    with database.read() as connection:
        (paused,) = subscriptions.everyone(connection)
        assert paused.paused_reason == "channel is archived"
        assert subscriptions.due(connection, utc("2030-01-01 00:00"), 10) == ()
        assert [each.reason for each in history.unsent(connection)] == ["channel is archived"] * 2
        assert history.count_by_state(connection) == {State.DEAD: 2}


def test_an_unknown_delivery_lets_the_next_one_pass(database: Database, plan: Callable[..., int]):
    unknown, following = plan("a", "s1"), plan("a", "s2")
    settle(database, 0, Ended(claim(database, 0)[0], State.UNKNOWN, "cannot be established"))
    (claimed,) = claim(database, 1)
    assert claimed.delivery.digest_id == following
    assert states(database, unknown) == [State.UNKNOWN]


def test_a_settled_batch_is_one_transaction_for_many_channels(database: Database, plan: Callable[..., int]):
    digests = [plan(name) for name in "abcde"]
    claimed = claim(database, 0)
    settle(
        database,
        0,
        sent(claimed[0]),
        Postponed(claimed[1], 5, "x"),
        Ended(claimed[2], State.UNKNOWN, "y"),
        Ended(claimed[3], State.DEAD, "z"),
        sent(claimed[4]),
    )
    assert [states(database, each)[0] for each in digests] == ["sent", "planned", "unknown", "dead", "sent"]


def test_only_as_many_lanes_as_asked_for_are_claimed_the_longest_due_first(
    database: Database, plan: Callable[..., int]
):
    plan("late", at=5)
    plan("early", at=1)
    plan("other", at=3)
    assert {each.delivery.channel.id for each in claim(database, 10, count=2)} == {"early", "other"}


def test_another_adapters_lanes_are_left_alone(database: Database, plan: Callable[..., int]):
    plan("a")
    with database.write() as connection:
        assert ledger.claim(connection, "slack", 10, second(0)) == ()


def test_a_forgotten_lane_is_woken_by_the_sweep(database: Database, plan: Callable[..., int]):
    plan("a")
    plan("b")
    with database.write() as connection:
        connection.execute(sa.update(lane).where(lane.c.channel == "a").values(ready_at=None))
        assert ledger.sweep(connection, second(1)) == 1
        assert ledger.sweep(connection, second(1)) == 0
    assert len(claim(database, 1)) == 2


def test_a_lane_without_anything_to_send_becomes_idle(database: Database, plan: Callable[..., int]):
    plan("a")
    with database.write() as connection:
        connection.execute(sa.delete(delivery))
    assert claim(database, 0) == ()
    with database.read() as connection:
        assert ledger.next_ready(connection, "fake") is None


def test_the_next_lane_due_is_known(database: Database, plan: Callable[..., int]):
    plan("a", at=7)
    with database.read() as connection:
        assert ledger.next_ready(connection, "fake") == second(7)


def test_many_workers_never_claim_one_delivery_twice(database: Database, plan: Callable[..., int]):
    for number in range(40):
        plan(f"c{number}")
    claimed: list[int] = []

    def work() -> None:
        while mine := claim(database, 1, count=3):
            claimed.extend(each.delivery.id for each in mine)

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(claimed) == len(set(claimed)) == 40


def test_a_digest_opened_while_the_lane_is_being_settled_is_not_forgotten(postgres_copy: Database):
    """The opener waits for the settlement that idles the lane, and wakes it."""
    database = postgres_copy
    with database.write() as connection:
        subscribed = subscriptions.subscribe(connection, subscription_to("a"), START)
        ledger.open_digest(connection, Digest(subscribed, "s1", START, Window(START, START)), START, deliver=True)
    (claimed,) = claim(database, 0)

    def open_another() -> None:
        with database.write() as connection:
            digest = Digest(subscribed, "s2", START, Window(START, START))
            ledger.open_digest(connection, digest, second(1), deliver=True)

    opener = Thread(target=open_another)
    with database.write() as connection:
        ledger.settle(connection, [sent(claimed)], second(1), spacing=1.0)
        opener.start()
        opener.join(timeout=0.2)
        assert opener.is_alive()
    opener.join()
    assert len(claim(database, 2)) == 1


def test_no_statement_of_the_ledger_walks_through_the_history(tmp_path: Path):
    """A year's deliveries lie in one table with the few that are open."""
    database = Database.open(tmp_path / "k.db")
    statements: dict[str, Any] = {}

    @sa.event.listens_for(database.engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
        statements[sql] = values[0] if many else values

    with database.write() as connection:
        subscribed = subscriptions.subscribe(connection, subscription_to("a"), START)
        for slot in "sued":
            ledger.open_digest(connection, Digest(subscribed, slot, START, Window(START, START)), START, deliver=True)
    settle(database, 0, sent(*claim(database, 0), parts=1))
    settle(database, 10, sent(*claim(database, 10)))
    settle(database, 20, Ended(*claim(database, 20), State.UNKNOWN, "nobody knows"))
    settle(database, 30, Postponed(*claim(database, 30), 1, "busy"))
    settle(database, 40, Ended(*claim(database, 40), State.DEAD, "archived", refused=True))
    with database.write() as connection:
        ledger.sweep(connection, START)
        ledger.unread_since(connection, 1)
        history.count_by_state(connection)
        history.unsent(connection)
        sa.event.remove(database.engine, "before_cursor_execute", note)
        plans = {
            sql: [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
            for sql, values in statements.items()
            if "delivery" in sql
        }
    assert len(plans) >= 10
    walks = {sql: plan for sql, plan in plans.items() if any(re.fullmatch(r"SCAN \w*delivery", step) for step in plan)}
    assert walks == {}


@pytest.fixture
def postgres_copy(request: pytest.FixtureRequest) -> Database:
    url: str = request.getfixturevalue("postgres_url")
    return Database.open(url)


# --- the window ----------------------------------------------------------------------------------------------------


def test_the_next_window_begins_where_the_last_digest_sent_ended(database: Database, plan: Callable[..., int]):
    plan("a", "s1", at=10)
    plan("a", "s2", at=20)
    with database.read() as connection:
        (subscribed,) = subscriptions.everyone(connection)
        assert subscribed.id is not None
        assert ledger.unread_since(connection, subscribed.id) == second(20)
    settle(database, 30, sent(claim(database, 30)[0]))
    settle(database, 31, Ended(claim(database, 31)[0], State.DEAD, "given up"))
    with database.read() as connection:
        assert ledger.unread_since(connection, subscribed.id) == second(10)
        last = history.last_sent(connection, subscribed.id)
        assert last is not None
        assert last.state is State.SENT


def test_when_all_digests_are_dead_the_next_window_begins_where_the_first_did(
    database: Database, plan: Callable[..., int]
):
    plan("a", "s1", at=10)
    settle(database, 10, Ended(claim(database, 10)[0], State.DEAD, "given up"))
    with database.read() as connection:
        (subscribed,) = subscriptions.everyone(connection)
        assert subscribed.id is not None
        assert ledger.unread_since(connection, subscribed.id) == START - timedelta(days=1)


def test_there_is_no_last_window_before_the_first_digest(database: Database):
    with database.read() as connection:
        assert ledger.unread_since(connection, 1) is None
        assert history.last_sent(connection, 1) is None
        assert history.newest(connection, 1) is None


# --- rate limits ---------------------------------------------------------------------------------------------------


def test_posts_beyond_the_burst_follow_at_the_rate(database: Database):
    with database.write() as connection:
        at = [limits.reserve(connection, "k", 1, 10.0, START, burst=3).first for _ in range(6)]
    assert [max(0.0, round(seconds, 3)) for seconds in at] == [0, 0, 0, 0, 0.1, 0.2]


def test_a_batch_is_reserved_at_once(database: Database):
    with database.write() as connection:
        limits.reserve(connection, "k", 20, 10.0, START, burst=0)
        assert limits.reserve(connection, "k", 1, 10.0, START, burst=0) == (1, pytest.approx(2.0))
        assert limits.reserve(connection, "other", 1, 10.0, START, burst=0) == (1, pytest.approx(0.0))


def test_turns_that_would_come_too_late_are_not_reserved(database: Database):
    with database.write() as connection:
        assert limits.reserve(connection, "k", 50, 10.0, START, within=2.0, burst=0) == (20, pytest.approx(0.0))
        assert limits.reserve(connection, "k", 50, 10.0, START, within=2.0, burst=0) == (0, pytest.approx(2.0))
        assert limits.reserve(connection, "k", 50, 10.0, second(1), within=2.0, burst=0) == (10, pytest.approx(1.0))


def test_a_blocked_bucket_lets_nothing_out(database: Database):
    with database.write() as connection:
        limits.block(connection, "k", 30, START)
        assert limits.reserve(connection, "k", 1, 10.0, START) == (1, pytest.approx(30.0))
        limits.block(connection, "k", 5, START)
        assert limits.reserve(connection, "k", 1, 10.0, START) == (1, pytest.approx(30.1))


# --- time ----------------------------------------------------------------------------------------------------------


def test_time_is_the_databases_own_unless_a_clock_is_given(database: Database):
    class Stopped:
        def now(self) -> datetime:
            return START

    with database.read() as connection:
        assert ledger.now(connection, Stopped()) == START
        assert ledger.now(connection) > START
        assert ledger.now(connection).utcoffset() == timedelta(0)
