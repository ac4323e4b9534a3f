"""A corrected article corrects the digests that were posted before it, once each, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest

from digests.desk import Desk
from digests.model import Act, Declared, Delivery, Digest, Filters, QuietHours, Receipt, Stage, State
from digests.press import Press
from digests.store import errata
from digests.store.database import Database
from digests.store.ledger import Claim, Ended, Postponed, Sent
from tests.fakes import FakeClock, Texts, subscription_to, understand, utc


class Newsroom:
    """Desk and press on one clock; `read` reads a version of an article, whose first word is its address."""

    def __init__(self, database: Database) -> None:
        self.clock = FakeClock("2026-07-01 00:00")
        self.press = Press(database, self.clock, spacing=0)
        self.desk = Desk(database, understand, self.clock)

    def read(self, *texts: str) -> None:
        self.clock.forward(1)
        self.desk.collect(Texts(texts))
        self.clock.forward(1)

    def open(self, channel: str = "a", slot: str = "1", **terms: object) -> Digest:
        digest = self.press.run(self.press.subscribe(subscription_to(channel, **terms)), slot).digest
        assert digest is not None
        return digest

    def claim(self) -> Claim:
        (claim,) = self.press.claim("fake", 1)
        return claim

    def send(self, claim: Claim, parts: int = 0, body: str = "body") -> None:
        ref = claim.edits.ref if claim.edits else f"ref{claim.delivery.id}"
        receipt = Receipt(claim.delivery.channel, ref, self.clock.now(), "link")
        assert self.press.settle([Sent(claim, receipt, parts, body)]) == ()

    def deliver(self, parts: int = 0) -> list[str]:
        """Send all that is planned, `parts` messages with each parent; what that was."""
        done = []
        while claims := self.press.claim("fake", 10):
            for claim in claims:
                act, part = claim.delivery.act, claim.delivery.part
                self.send(claim, parts if part == 0 and act is not Act.NOTE else 0)
                done.append(f"{act} {part}")
            self.clock.forward(0.01)
        return done

    def told(self, digest: Digest) -> list[str]:
        """The texts of the digest's stories, and what was corrected."""
        assert digest.id is not None
        now = self.press.digest(digest.id)
        lines = [story.lead.article.text for story in (*now.stories, *now.more)]
        changes = [change for story in (*now.stories, *now.more) for change in story.corrections]
        return lines + [f"{change.was.figure.quote}>{change.now.figure.quote}" for change in changes]

    def deliveries(self, digest: Digest) -> tuple[Delivery, ...]:
        assert digest.id is not None
        return self.press.deliveries(digest.id)


@pytest.fixture
def room(database: Database) -> Newsroom:
    return Newsroom(database)


def test_a_posted_digest_is_edited_and_a_note_goes_into_its_thread_once(room: Newsroom):
    room.read("one sales 5% here", "two costs 7% here")
    digest = room.open()
    assert room.deliver(parts=2) == ["post 0", "post 1", "post 2"]
    before = room.told(digest)
    room.read("one sales 4% here")
    assert room.press.correct() == (digest.id,)
    assert room.told(digest) == [*(text.replace("5%", "4%") for text in before), "5%>4%"]
    assert room.press.correct() == ()
    assert room.deliver(parts=2) == ["edit 0", "note 0", "edit 1", "edit 2"]
    assert room.press.correct() == ()
    assert room.deliver() == []


def test_what_an_edit_changes_and_where_a_note_goes_is_claimed_with_them(room: Newsroom):
    room.read("one sales 5% here")
    digest = room.open()
    room.send(room.claim(), parts=1, body="old")
    room.send(room.claim(), body="old 1")
    parent, thread = (each.receipt for each in room.deliveries(digest))
    room.read("one sales 4% here")
    room.press.correct()
    edit = room.claim()
    assert (edit.edits, edit.body, edit.parent) == (parent, "old", None)
    room.send(edit, parts=2, body="new")
    note = room.claim()
    assert (note.delivery.act, note.edits, note.body, note.parent) == (Act.NOTE, None, "", parent)
    room.send(note)
    edit = room.claim()
    assert (edit.edits, edit.body, edit.parent) == (thread, "old 1", parent)
    assert note.delivery.article_id == edit.delivery.article_id == room.desk.newest(1)[0].article.id
    room.send(edit, body="new 1")
    more = room.claim()  # the thread has grown by a message
    assert (more.delivery.act, more.delivery.part, more.parent) == (Act.POST, 2, parent)


def test_a_second_correction_edits_again_and_both_are_shown(room: Newsroom):
    room.read("one sales 5% here")
    digest = room.open()
    room.send(room.claim(), body="5")
    for percent in (4, 3):
        room.read(f"one sales {percent}% here")
        assert room.press.correct() == (digest.id,)
        edit = room.claim()
        assert edit.body == str(percent + 1)
        room.send(edit, body=str(percent))
        room.send(room.claim())
    assert room.told(digest) == ["one sales 3% here", "4%>3%", "5%>4%"]
    assert [each.act for each in room.deliveries(digest)] == ["post", "edit", "note", "edit", "note"]


def test_an_edit_that_still_waits_serves_the_next_correction_too(room: Newsroom):
    room.read("one sales 5% here", "two costs 7% here")
    digest = room.open()
    room.deliver()
    room.read("one sales 4% here")
    room.press.correct()
    room.read("two costs 6% here")
    room.press.correct()
    assert room.deliver() == ["edit 0", "note 0", "note 0"]
    assert [line for line in room.told(digest) if ">" in line] == ["5%>4%", "7%>6%"]


def test_an_edit_that_is_under_way_is_followed_by_another(room: Newsroom):
    room.read("one sales 5% here")
    room.open()
    room.deliver()
    room.read("one sales 4% here")
    room.press.correct()
    under_way = room.claim()
    room.read("one sales 3% here")
    room.press.correct()
    room.send(under_way)
    assert sorted(room.deliver()) == ["edit 0", "note 0", "note 0"]


def test_two_corrections_before_anybody_looked_are_one(room: Newsroom):
    room.read("one sales 5% here")
    digest = room.open()
    room.deliver()
    room.read("one sales 4% here")
    room.read("one sales 3% here")
    assert room.press.correct() == (digest.id,)
    assert room.told(digest) == ["one sales 3% here", "5%>3%"]
    assert room.deliver() == ["edit 0", "note 0"]


def test_a_version_without_the_figure_between_hides_no_correction(room: Newsroom):
    room.read("one sales 5% here")
    digest = room.open()
    room.deliver()
    room.read("one sales fell here")
    assert room.press.correct() == ()
    room.read("one sales 4% here")
    assert room.press.correct() == (digest.id,)
    assert room.told(digest) == ["one sales 4% here", "5%>4%"]


@pytest.mark.parametrize("later", ["one sales 5% now", "one 9% of costs here", "one nothing"])
def test_other_words_correct_no_figure_and_change_no_digest(room: Newsroom, later: str):
    room.read("one sales 5% here")
    digest = room.open()
    room.deliver()
    room.read(later)
    assert room.press.correct() == ()
    assert room.told(digest) == ["one sales 5% here"]
    assert room.deliver() == []


def test_a_value_that_is_taken_back_before_anybody_looked_corrects_nothing(room: Newsroom):
    room.read("one sales 5% here")
    digest = room.open()
    room.deliver()
    room.read("one sales 4% here")
    room.read("one sales 5% there")
    assert room.press.correct() == ()
    assert room.told(digest) == ["one sales 5% here"]


def test_a_digest_that_waits_says_the_new_at_once(room: Newsroom):
    room.read("one sales 5% here")
    digest = room.open()
    room.read("one sales 4% here")
    assert room.press.correct() == ()
    assert room.told(digest) == ["one sales 4% here"]
    assert room.deliver() == ["post 0"]


@pytest.mark.parametrize("dirty", [False, True])
def test_while_it_is_unclear_whether_it_was_posted_a_digest_stays_as_it_is(room: Newsroom, dirty: bool):
    room.read("one sales 5% here")
    digest = room.open()
    claim = room.claim()
    if dirty:
        room.press.settle([Postponed(claim, 0, "the answer was lost", dirty=True)])
    room.read("one sales 4% here")
    assert room.press.correct() == ()
    assert room.told(digest) == ["one sales 5% here"]
    room.send(room.claim() if dirty else claim)
    assert room.press.correct() == (digest.id,)
    assert room.deliver() == ["edit 0", "note 0"]


def test_while_a_note_is_unclear_its_digest_stays_as_it_is(room: Newsroom):
    room.read("one sales 5% here")
    digest = room.open()
    room.deliver()
    room.read("one sales 4% here")
    room.press.correct()
    room.send(room.claim())
    note = room.claim()
    room.read("one sales 3% here")
    assert room.press.correct() == ()
    room.send(note)
    assert room.press.correct() == (digest.id,)


def test_an_unclear_digest_keeps_no_other_from_being_corrected(room: Newsroom):
    room.read("one sales 5% here", "two costs 7% here")
    room.open("a")
    unclear = room.claim()
    costs_alone = room.open("b", filters=Filters(words=("costs",)))
    room.deliver()
    room.read("one sales 4% here")
    room.read("two costs 6% here")
    assert room.press.correct() == (costs_alone.id,)
    room.send(unclear)
    assert room.press.correct() == (unclear.delivery.digest_id,)
    assert room.press.correct() == ()


def test_what_people_deleted_is_not_corrected_and_nobody_is_alarmed(room: Newsroom):
    room.read("one sales 5% here")
    digest = room.open()
    room.deliver(parts=1)
    room.read("one sales 4% here")
    room.press.correct()
    room.press.settle([Ended(room.claim(), State.VOID, "the message is gone")])
    assert room.deliver() == []
    states = [(each.act, each.state, each.reason) for each in room.deliveries(digest)]
    assert states[1:3] == [("edit", State.VOID, "the message is gone"), ("note", State.VOID, "the message is gone")]
    assert (room.press.status().counts, room.press.status().unsent) == ({}, ())
    assert room.press.subscriptions()[0].paused_reason == ""


def test_a_thread_message_that_is_gone_keeps_no_other_from_being_corrected(room: Newsroom):
    room.read("one sales 5% here")
    room.open()
    room.deliver(parts=2)
    room.read("one sales 4% here")
    room.press.correct()
    room.send(room.claim(), parts=2)
    room.send(room.claim())
    room.press.settle([Ended(room.claim(), State.VOID, "the message is gone")])
    assert room.deliver() == ["edit 2"]


@pytest.mark.parametrize(("days", "corrected"), [(6.9, True), (7.1, False)])
def test_only_messages_of_the_last_week_are_corrected(room: Newsroom, days: float, corrected: bool):
    room.read("one sales 5% here")
    digest = room.open()
    room.deliver()
    room.clock.forward(days=days)
    room.read("one sales 4% here")
    assert bool(room.press.correct()) is corrected
    assert room.told(digest)[0] == f"one sales {4 if corrected else 5}% here"
    assert room.press.correct() == ()


def test_a_message_counts_from_when_it_was_posted(room: Newsroom):
    room.read("one sales 5% here")
    room.open()
    room.clock.forward(hours=20)
    room.deliver()
    room.clock.forward(days=6, hours=22)
    room.read("one sales 4% here")
    assert room.press.correct()


@pytest.mark.parametrize("state", [State.DEAD, State.UNKNOWN])
def test_what_nobody_has_got_is_not_corrected(room: Newsroom, state: State):
    room.read("one sales 5% here")
    digest = room.open()
    room.press.settle([Ended(room.claim(), state, "no")])
    room.read("one sales 4% here")
    assert room.press.correct() == ()
    assert room.told(digest) == ["one sales 5% here"]


def test_a_story_that_did_not_fit_is_corrected_too(room: Newsroom):
    room.read("one sales 5% here", "two costs 7% here")
    digest = room.open(max_stories=1)
    room.deliver(parts=1)
    (left,) = digest.more
    text = left.lead.article.text
    room.read(text.replace("5%", "4%").replace("7%", "4%"))
    assert room.press.correct() == (digest.id,)
    assert len(room.press.digest(digest.id or 0).more[0].corrections) == 1


def test_every_digest_that_shows_the_article_is_corrected_and_no_other(room: Newsroom):
    room.read("one sales 5% here", "two costs 7% here")
    first, second = room.open("a"), room.open("b")
    costs_alone = room.open("c", filters=Filters(words=("costs",)))
    room.deliver()
    room.read("one sales 4% here")
    assert set(room.press.correct()) == {first.id, second.id}
    assert room.told(costs_alone) == ["two costs 7% here"]


def test_the_next_digest_does_not_tell_a_corrected_story_again_and_why_says_so(room: Newsroom):
    room.read("one sales 5% here")
    digest = room.open()
    room.deliver()
    room.read("one sales 4% here", "two costs 7% here")
    room.press.correct()
    following = room.open(slot="2")
    assert room.told(following) == ["two costs 7% here"]
    corrected = room.press.digest(digest.id or 0).stories[0].lead.article.id or 0
    found = room.press.why(following.subscription, corrected)
    assert found is not None
    assert [(one.stage, one.passed) for one in found[1]] == [(Stage.WINDOW, True), (Stage.TOLD, False)]
    assert found[1][1].detail == digest.at.isoformat()
    other = room.open("b")
    assert "one sales 4% here" in room.told(other)


def test_a_later_version_that_corrects_nothing_is_news(room: Newsroom):
    room.read("one sales 5% here")
    room.open()
    room.deliver()
    room.read("one sales 5% here and costs 7% there")
    room.press.correct()
    assert room.told(room.open(slot="2")) == ["one sales 5% here and costs 7% there"]


def test_a_digest_that_is_asked_for_again_repeats_its_corrected_story(room: Newsroom):
    room.read("one sales 5% here")
    digest = room.open()
    room.deliver()
    room.read("one sales 4% here")
    room.press.correct()
    again = room.press.run(digest.subscription, "2", force=True).digest
    assert again is not None
    assert room.told(again) == ["one sales 4% here"]


def test_a_correction_waits_for_the_end_of_the_quiet_hours(room: Newsroom):
    room.clock.at = utc("2026-07-01 20:00")
    room.read("one sales 5% here")
    digest = room.open(quiet=QuietHours(time(22), time(7)))
    room.deliver()
    room.clock.forward(hours=3)
    room.read("one sales 4% here")
    assert room.press.correct() == ()
    assert room.told(digest) == ["one sales 5% here"]
    room.clock.forward(hours=8)
    assert room.press.correct() == (digest.id,)
    assert room.deliver() == ["edit 0", "note 0"]


@pytest.mark.parametrize("ending", ["pause", "unsubscribe"])
def test_a_channel_that_wants_no_more_messages_gets_its_old_ones_edited_without_a_note(room: Newsroom, ending: str):
    room.read("one sales 5% here")
    digest = room.open(declared=Declared.COMMAND)
    room.deliver()
    getattr(room.press, ending)(room.press.subscriptions()[0])
    for percent in (4, 3):
        room.read(f"one sales {percent}% here")
        assert room.press.correct() == (digest.id,)
    assert room.deliver() == ["edit 0"]


def test_two_nodes_racing_correct_once(room: Newsroom):
    room.read("one sales 5% here")
    digests = [room.open(f"c{number}") for number in range(20)]
    room.deliver()
    room.read("one sales 4% here")
    with ThreadPoolExecutor(3) as nodes:
        corrected = [id_ for ids in nodes.map(lambda _: room.press.correct(), range(3)) for id_ in ids]
    assert sorted(corrected) == [digest.id for digest in digests]
    assert sorted(room.deliver()) == ["edit 0"] * 20 + ["note 0"] * 20


def test_what_a_killed_node_left_half_done_is_finished(room: Newsroom, monkeypatch: pytest.MonkeyPatch):
    room.read("one sales 5% here")
    digests = [room.open(f"c{number}") for number in range(3)]
    room.deliver()
    room.read("one sales 4% here")
    real = errata.correct
    monkeypatch.setattr("digests.press._BATCH", 1)
    done: list[int] = []

    def killed(connection, due, some, at):
        if done:
            raise KeyboardInterrupt
        done.extend(real(connection, due, some, at))
        return tuple(done)

    monkeypatch.setattr(errata, "correct", killed)
    with pytest.raises(KeyboardInterrupt):
        room.press.correct()
    monkeypatch.setattr(errata, "correct", real)
    assert len(done) == 1
    assert sorted([*done, *room.press.correct()]) == [digest.id for digest in digests]
    assert sorted(room.deliver()) == ["edit 0"] * 3 + ["note 0"] * 3


def test_a_digest_opened_with_what_was_just_superseded_is_corrected(room: Newsroom):
    room.read("one sales 5% here")
    subscribed = room.press.subscribe(subscription_to("a"))
    composed = room.press.preview(subscribed)
    room.read("one sales 4% here")
    assert room.press.correct() == ()
    with room.press.database.write() as connection:
        (opened,) = room.press._open(connection, composed, room.clock.now())
        errata.reconsider(connection, [story.lead.article.id or 0 for story in composed.stories])
    room.press.correct()
    assert room.told(opened) == ["one sales 4% here"]


def test_a_digest_opened_while_others_are_corrected_is_not_forgotten(room: Newsroom):
    room.read("one sales 5% here")
    subscribed = room.press.subscribe(subscription_to("a"))
    composed = room.press.preview(subscribed)
    room.read("one sales 4% here")
    with room.press.database.read() as connection:
        due = errata.due(connection, room.clock.now())
    assert due is not None
    with room.press.database.write() as connection:
        (opened,) = room.press._open(connection, composed, room.clock.now())
        errata.conclude(connection, due, room.clock.now())
    room.press.correct()
    assert room.told(opened) == ["one sales 4% here"]
    with room.press.database.read() as connection:
        assert errata.due(connection, room.clock.now() + timedelta(days=1)) is None


def test_nothing_is_reconsidered_where_nothing_was_superseded(room: Newsroom):
    room.read("one sales 5% here")
    with room.press.database.write() as connection:
        errata.reconsider(connection, [1])
        assert errata.due(connection, room.clock.now()) is None
