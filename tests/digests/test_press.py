"""A slot is opened once, its digest is frozen, and everybody can be told why."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from digests.desk import Desk
from digests.errors import QueryError, SettingsError, StoreError
from digests.model import (
    Article,
    Cadence,
    Declared,
    Digest,
    Figure,
    Filters,
    Findings,
    Kind,
    QuietHours,
    Receipt,
    Span,
    Stage,
    State,
    Subscription,
    WhenEmpty,
)
from digests.press import Press, slot_name
from digests.schedule import UNTIL_RESUMED
from digests.sources.folder import article_of
from digests.store import archive, subscriptions
from digests.store.database import Database
from digests.store.ledger import Ended, Sent
from tests.fakes import FakeClock, subscription_to, utc

MORNING = Cadence(zone="Asia/Bangkok", times=(time(8, 30),))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock("2026-07-01 00:00")


@pytest.fixture
def press(database: Database, clock: FakeClock) -> Press:
    return Press(database, clock, spacing=0.0)


@pytest.fixture
def collect(database: Database, clock: FakeClock) -> Callable[[str], int]:
    """Stores an article of one key figure, collected now; returns its id."""

    def understand(article: Article) -> Findings:
        value = Decimal(sum(article.text.encode()))  # each article its own, so that no two are one story
        figure = Figure("40%", Span(0, 3), Span(0, len(article.text)), Kind.PERCENT, value, "%", key=True, rank=1)
        return Findings(replace(article, title=article.text, language="en"), figures=(figure,))

    class One:
        def __init__(self, text: str) -> None:
            self.text = text

        def articles(self) -> Iterator[Article]:
            yield article_of(self.text, f"{self.text}.txt")

    desk = Desk(database, understand, clock)

    def collect(text: str) -> int:
        desk.collect(One(text))
        clock.forward(1)
        with database.read() as connection:
            (newest,) = archive.newest(connection, 1)
        assert newest.article.id is not None
        return newest.article.id

    return collect


def deliver(press: Press, *, dead: bool = False) -> list[int]:
    """Settle all that can be claimed; returns the digests' ids."""
    claims = press.claim("fake", 10)
    press.settle(
        Ended(each, State.DEAD, "gone")
        if dead
        else Sent(each, Receipt(each.delivery.channel, "r", each.tried_at, "link"))
        for each in claims
    )
    return [each.delivery.digest_id for each in claims]


def titles(digest: Digest) -> list[str]:
    return [story.lead.article.title for story in digest.stories]


# --- opening -------------------------------------------------------------------------------------------------------


def test_a_due_digest_is_opened_with_what_was_collected_and_nothing_is_due_after(press, clock, collect):
    press.subscribe(subscription_to("a", cadence=MORNING))
    collect("40% of cars")
    assert press.open_due().opened == ()
    clock.at = utc("2026-07-01 01:30")
    (digest,) = press.open_due().opened
    assert titles(digest) == ["40% of cars"]
    assert (digest.slot, digest.at) == ("2026-07-01T01:30:00+00:00", clock.at)
    assert press.open_due().opened == ()
    assert press.earliest() == utc("2026-07-02 01:30")


def test_a_digest_is_read_back_exactly_as_it_was_opened(press, clock, collect):
    subscribed = press.subscribe(subscription_to("a", cadence=MORNING, max_stories=1))
    collect("40% of cars")
    collect("40% of all buses in town")
    clock.at = utc("2026-07-01 01:30")
    (digest,) = press.open_due().opened
    collect("40% of ships")
    press.subscribe(replace(subscribed, title="Renamed"))
    assert digest.id is not None
    assert press.digest(digest.id) == digest == press.newest(subscribed)
    assert len(digest.stories) == len(digest.more) == 1


def test_articles_are_in_one_digest_and_the_next_has_only_what_is_new(press, clock, collect):
    press.subscribe(subscription_to("a", cadence=MORNING))
    seen = []
    for day in (1, 2, 3):
        collect(f"40% on day {day}")
        clock.at = utc(f"2026-07-0{day} 01:30")
        seen += [titles(each) for each in press.open_due().opened]
        deliver(press)
    assert seen == [["40% on day 1"], ["40% on day 2"], ["40% on day 3"]]


def test_after_downtime_one_digest_covers_everything_missed(press, clock, collect):
    press.subscribe(subscription_to("a", cadence=MORNING))
    clock.at = utc("2026-07-01 01:30")
    press.open_due()
    for day in (2, 5, 9):
        clock.at = utc(f"2026-07-0{day} 12:00")
        collect(f"40% on day {day}")
    (digest,) = press.open_due().opened
    assert digest.slot == slot_name(utc("2026-07-09 01:30"))
    assert sorted(titles(digest)) == ["40% on day 2", "40% on day 5", "40% on day 9"]


def test_what_a_dead_digest_said_is_news_again(press, clock, collect):
    press.subscribe(subscription_to("a", cadence=MORNING))
    collect("40% of cars")
    clock.at = utc("2026-07-01 01:30")
    press.open_due()
    deliver(press, dead=True)
    clock.at = utc("2026-07-02 01:30")
    assert [titles(each) for each in press.open_due().opened] == [["40% of cars"]]


def test_an_article_stored_while_a_digest_is_opened_is_in_the_next(press, clock, collect):
    """Its instant of collection is before the opening, but nobody could see it yet."""
    subscribed = press.subscribe(subscription_to("a", cadence=MORNING))
    clock.at = utc("2026-07-01 01:30")
    press.open_due()
    clock.at -= timedelta(seconds=5)
    collect("40% of cars")
    clock.at = utc("2026-07-02 01:30")
    press.open_due()
    assert titles(press.newest(subscribed)) == ["40% of cars"]


def test_what_another_node_collects_by_a_clock_that_is_behind_is_in_the_next_digest(press, clock, collect):
    press.subscribe(subscription_to("a", cadence=MORNING))
    collect("40% of cars")
    clock.at = utc("2026-07-01 01:30")
    press.open_due()
    clock.at = utc("2026-06-30 23:00")
    collect("40% of ships")
    clock.at = utc("2026-07-02 01:30")
    assert [titles(each) for each in press.open_due().opened] == [["40% of ships"]]


def test_articles_become_visible_in_the_order_of_their_instants(database):
    """On PostgreSQL too a second collector waits for the first one's transaction."""
    instants: list[datetime] = []

    def collect() -> None:
        with database.write() as connection:
            instants.append(archive.next_instant(connection, utc("2026-07-01 00:00")))

    second = threading.Thread(target=collect)
    with database.write() as connection:
        article = article_of("Something happened.", "a.txt")
        archive.add(connection, Findings(article), archive.next_instant(connection, utc("2026-07-01 00:00")))
        second.start()
        second.join(timeout=0.2)
        assert second.is_alive()
    second.join()
    assert instants == [utc("2026-07-01 00:00") + timedelta(microseconds=1)]


def test_an_empty_digest_is_recorded_and_sends_nothing_or_one_line_by_policy(press, clock):
    press.subscribe(subscription_to("silent", cadence=MORNING))
    press.subscribe(subscription_to("says so", cadence=MORNING, when_empty=WhenEmpty.LINE))
    clock.at = utc("2026-07-01 01:30")
    opened = {each.subscription.name: each.id for each in press.open_due().opened}
    assert deliver(press) == [opened["says so"]]


def test_many_due_digests_are_opened_in_batches(press, clock):
    with press.database.write() as connection:
        for number in range(60):
            wanted = subscription_to(f"c{number}", cadence=MORNING, when_empty=WhenEmpty.LINE)
            subscriptions.subscribe(connection, wanted, clock.at)
    clock.at = utc("2026-07-01 01:30")
    assert len(press.open_due().opened) == 60


def test_racing_tickers_open_each_slot_once(press, clock):
    for number in range(20):
        press.subscribe(subscription_to(f"c{number}", cadence=MORNING, when_empty=WhenEmpty.LINE))
    clock.at = utc("2026-07-01 01:30")
    opened: list[Digest] = []
    tickers = [threading.Thread(target=lambda: opened.extend(press.open_due().opened)) for _ in range(4)]
    for ticker in tickers:
        ticker.start()
    for ticker in tickers:
        ticker.join()
    assert len(opened) == len({each.id for each in opened}) == 20


def test_a_subscription_that_fails_stays_due_and_stops_no_other(press, clock):
    broken = press.subscribe(subscription_to("broken", cadence=MORNING))
    press.subscribe(subscription_to("whole", cadence=MORNING))
    with press.database.write() as connection:
        terms = subscriptions.terms().dump_python(
            replace(broken, cadence=Cadence(zone="Atlantis/Capital")), mode="json"
        )
        connection.execute(
            sa.update(subscriptions.subscription)
            .where(subscriptions.subscription.c.id == broken.id)
            .values(terms=terms)
        )
    clock.at = utc("2026-07-01 01:30")
    opening = press.open_due()
    assert [each.subscription.name for each in opening.opened] == ["whole"]
    assert [each.where for each in opening.failed] == ["broken"]
    assert press.earliest() == clock.at


def test_a_slot_that_is_overdue_within_quiet_hours_waits(press, clock):
    evening = Cadence(times=(time(18, 0),))
    hours = QuietHours(time(22), time(7))
    press.subscribe(subscription_to("a", cadence=evening, quiet=hours, when_empty=WhenEmpty.LINE))
    clock.at = utc("2026-07-01 23:00")
    assert press.open_due().opened == ()
    assert press.earliest() == utc("2026-07-02 07:00")


def test_a_database_that_fails_while_composing_is_no_fault_of_the_subscription(press, clock, monkeypatch):
    press.subscribe(subscription_to("a", cadence=MORNING))
    clock.at = utc("2026-07-01 01:30")

    def fail(*_arguments: object) -> None:
        raise StoreError("the database cannot be used")

    monkeypatch.setattr(archive, "findings_in", fail)
    with pytest.raises(StoreError):
        press.open_due()


# --- running by hand -----------------------------------------------------------------------------------------------


def test_a_run_opens_a_digest_now_and_once_for_an_invocation(press, collect):
    subscribed = press.subscribe(subscription_to("a", cadence=MORNING))
    collect("40% of cars")
    first, again = press.run(subscribed, "i1").digest, press.run(subscribed, "i1").digest
    assert first is not None
    assert again is not None
    assert (titles(first), first.id) == (["40% of cars"], again.id)
    assert deliver(press) == [first.id]


def test_a_run_without_anything_new_names_the_message_that_was_sent(press, clock, collect):
    subscribed = press.subscribe(subscription_to("a", cadence=MORNING))
    collect("40% of cars")
    press.run(subscribed, "i1")
    deliver(press)
    clock.forward(60)
    run = press.run(subscribed, "i2")
    assert run.digest is None
    assert run.already is not None
    assert run.already.receipt is not None
    assert run.already.receipt.link == "link"


def test_a_run_by_force_repeats_the_last_digest(press, clock, collect):
    subscribed = press.subscribe(subscription_to("a", cadence=MORNING))
    collect("40% of cars")
    press.run(subscribed, "i1")
    deliver(press)
    clock.forward(60)
    again = press.run(subscribed, "i2", force=True).digest
    assert again is not None
    assert titles(again) == ["40% of cars"]


def test_a_run_before_anything_was_sent_and_without_news_opens_an_empty_digest(press):
    subscribed = press.subscribe(subscription_to("a", cadence=MORNING))
    digest = press.run(subscribed, "i1").digest
    assert digest is not None
    assert digest.stories == ()
    assert deliver(press) == []


def test_a_preview_stores_nothing(press, collect):
    subscribed = press.subscribe(subscription_to("a", cadence=MORNING))
    collect("40% of cars")
    assert titles(press.preview(subscribed)) == ["40% of cars"]
    assert press.newest(subscribed) is None


# --- looking back --------------------------------------------------------------------------------------------------


def test_why_gives_each_stages_decision_of_the_digest_that_looked_at_the_article(press, clock, collect):
    subscribed = press.subscribe(subscription_to("a", cadence=MORNING, filters=Filters(words=("ship",))))
    article_id = collect("40% of cars")
    clock.at = utc("2026-07-01 01:30")
    (digest,) = press.open_due().opened
    found = press.why(subscribed, article_id)
    assert found is not None
    assert found[0] == digest
    assert [each.stage for each in found[1] if not each.passed] == [Stage.WORDS]
    assert press.why(subscribed, article_id + 1) is None


def test_a_digest_that_does_not_exist_is_an_error(press):
    with pytest.raises(QueryError):
        press.digest(2**40)


def test_status_tells_the_next_and_the_last_of_each_subscription(press, clock, collect):
    subscribed = press.subscribe(subscription_to("a", cadence=MORNING))
    press.subscribe(subscription_to("b", cadence=MORNING))
    collect("40% of cars")
    press.run(subscribed, "i1")
    assert press.status().counts == press.counts() == {State.PLANNED: 1}
    (digest_id,) = deliver(press)
    assert [each.state for each in press.deliveries(digest_id)] == [State.SENT]
    (standing,) = press.status(subscribed.channel).standings
    assert standing.next_at == utc("2026-07-01 01:30")
    assert standing.last is not None
    assert standing.last.state is State.SENT
    assert press.status().counts == {}
    assert press.status().unsent == ()
    assert len(press.status().standings) == 2


# --- subscriptions -------------------------------------------------------------------------------------------------


def test_subscriptions_are_listed_by_channel_and_by_name(press):
    one, two = press.subscribe(subscription_to("b")), press.subscribe(subscription_to("a"))
    assert press.subscriptions() == (two, one)
    assert press.subscriptions(one.channel) == (one,)
    assert press.subscription("a") == two
    assert press.subscription("nobody") is None
    assert one.declared is Declared.COMMAND


def test_an_ended_subscription_is_never_due_and_can_begin_again(press, clock):
    press.unsubscribe(press.subscribe(subscription_to("a", cadence=MORNING)))
    assert press.subscriptions() == ()
    assert press.earliest() is None
    clock.forward(days=10)
    press.subscribe(subscription_to("a", cadence=MORNING))
    assert press.earliest() == utc("2026-07-11 01:30")


def test_a_schedule_that_ends_is_taken_out_only_by_the_one_who_saw_it(press, database, clock):
    press.subscribe(subscription_to("a", cadence=MORNING))
    clock.at = utc("2026-07-01 01:30")
    with database.write() as connection:
        (due,) = subscriptions.due(connection, clock.at, 1)
        assert subscriptions.advance(connection, due, None)
        assert not subscriptions.advance(connection, due, None)
        assert not subscriptions.advance(connection, due, clock.at)


def test_a_name_of_another_channel_is_refused(press):
    press.subscribe(subscription_to("a"))
    with pytest.raises(QueryError, match="another channel"):
        press.subscribe(replace(subscription_to("b"), name="a"))


def test_what_cannot_work_is_refused_and_changes_nothing(press):
    with pytest.raises(SettingsError):
        press.subscribe(subscription_to("a", cadence=Cadence(times=())))
    assert press.subscriptions() == ()


def test_a_changed_cadence_moves_the_next_slot_and_a_changed_title_does_not(press, clock):
    subscribed = press.subscribe(subscription_to("a", cadence=MORNING))
    clock.at = utc("2026-07-01 05:00")  # overdue
    press.subscribe(replace(subscribed, title="New"))
    assert press.earliest() == utc("2026-07-01 01:30")
    press.subscribe(replace(subscribed, cadence=replace(MORNING, times=(time(17, 0),))))
    assert press.earliest() == utc("2026-07-01 10:00")


def test_quiet_hours_are_set_and_lifted(press):
    subscribed = press.subscribe(subscription_to("a", cadence=MORNING))
    quiet = press.quiet(subscribed, QuietHours(time(22), time(9)))
    assert press.next_sends(quiet, 1) == (utc("2026-07-01 02:00"),)
    assert press.earliest() == utc("2026-07-01 02:00")
    assert press.next_sends(press.quiet(quiet, None), 1) == (utc("2026-07-01 01:30"),)


def test_a_pause_ends_by_itself_or_by_resuming(press, clock):
    subscribed = press.subscribe(subscription_to("a", cadence=MORNING, when_empty=WhenEmpty.LINE))
    press.pause(subscribed, clock.at + timedelta(days=3), "holidays")
    clock.at = utc("2026-07-02 01:30")
    assert press.open_due().opened == ()
    clock.at = utc("2026-07-04 01:30")
    assert len(press.open_due().opened) == 1
    paused = press.pause(subscribed)
    assert (paused.paused_until, press.earliest()) == (UNTIL_RESUMED, None)
    press.resume(paused)
    assert press.earliest() == utc("2026-07-05 01:30")
    assert press.subscriptions()[0].paused_until is None


# --- the settings file ---------------------------------------------------------------------------------------------


def test_the_files_subscriptions_are_added_changed_and_ended(press, clock):
    press.declare([subscription_to("a", cadence=MORNING), subscription_to("b")])
    press.declare([subscription_to("a", cadence=MORNING, title="New"), subscription_to("c")])
    assert [(each.name, each.title) for each in press.subscriptions()] == [("a", "New"), ("c", "Kawaraban")]
    assert {each.declared for each in press.subscriptions()} == {Declared.FILE}


def test_declaring_the_same_again_moves_no_slot_and_keeps_a_pause(press, clock):
    press.declare([subscription_to("a", cadence=MORNING), subscription_to("b", cadence=MORNING)])
    press.pause(press.subscription("b"), reason="holidays")
    clock.at = utc("2026-07-01 05:00")
    press.declare([subscription_to("a", cadence=MORNING), subscription_to("b", cadence=MORNING)])
    assert press.earliest() == utc("2026-07-01 01:30")
    assert press.subscription("b").paused_reason == "holidays"


def test_commands_leave_the_commands_subscriptions_alone(press):
    press.subscribe(subscription_to("mine"))
    press.declare([subscription_to("a")])
    assert {each.name for each in press.subscriptions()} == {"a", "mine"}


@pytest.mark.parametrize("change", [Press.unsubscribe, Press.subscribe, lambda press, of: press.quiet(of, None)])
def test_a_command_does_not_override_the_file_and_says_where_to_change_it(press, change):
    press.declare([subscription_to("a")])
    with pytest.raises(QueryError, match="settings file"):
        change(press, press.subscription("a"))


def test_the_file_does_not_override_a_command(press):
    press.subscribe(subscription_to("a"))
    with pytest.raises(SettingsError, match="command"):
        press.declare([subscription_to("a")])


def test_a_name_that_is_used_twice_in_the_file_is_refused(press):
    with pytest.raises(SettingsError, match="two subscriptions"):
        press.declare([subscription_to("a"), subscription_to("a")])
    assert press.subscriptions() == ()


# --- the rest ------------------------------------------------------------------------------------------------------


def test_limits_lanes_and_sweep_are_the_ledgers(press, clock):
    assert press.reserve("k", 1, 10.0).first <= 0
    press.block("k", 30)
    assert press.reserve("k", 1, 10.0, within=29) == (0, pytest.approx(30, abs=5))
    assert press.reserve("k", 1, 10.0) == (1, pytest.approx(30, abs=5))
    assert press.idle_seconds("fake") is None
    press.run(press.subscribe(subscription_to("a", when_empty=WhenEmpty.LINE)), "i1")
    assert press.idle_seconds("fake") == 0
    assert press.sweep() == 0


def test_a_subscription_that_is_not_stored_cannot_be_run(press):
    with pytest.raises(ValueError, match="not stored"):
        press.run(Subscription("a", subscription_to("a").channel), "i1")
