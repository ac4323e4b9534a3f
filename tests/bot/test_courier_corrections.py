"""The courier corrects what it has posted: the message in place, and one note in its thread, whatever happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bot.app import SystemClock
from bot.chat import Post
from bot.courier import mark
from digests.desk import Desk
from digests.document import Document, Paragraph, Run
from digests.model import Act, Digest, State
from digests.press import Press
from digests.store.ledger import Sent
from tests.bot.conftest import note
from tests.bot.platform import Fault, Platform, PlatformAdapter
from tests.bot.test_courier import adapter, carrying, courier_of, settled  # noqa: F401 - adapter is a fixture
from tests.fakes import Texts, subscription_to, understand


def _document(text: str) -> Document:
    return Document("en", (Paragraph((Run(text),)),))


@dataclass
class Paper:
    """A digest of one story on the platform. `threads` is how many messages its thread has, before and after."""

    press: Press
    platform: Platform
    adapter: PlatformAdapter
    threads: tuple[int, int] = (2, 2)
    digest: Digest | None = None
    notes: list[int] = field(default_factory=list)

    def read(self, text: str) -> None:
        Desk(self.press.database, understand, SystemClock()).collect(Texts((text,)))

    def open(self) -> None:
        self.read("one sales 5% here")
        self.digest = self.press.run(self.press.subscribe(subscription_to("a")), "1").digest

    def correct(self, percent: int = 4) -> None:
        self.read(f"one sales {percent}% here")
        assert self.press.correct()

    def render(self, digest: Digest, surface: str) -> Sequence[Document]:
        """The story, then for its thread a line that says the same and lines that never change."""
        (story,) = digest.stories
        text = story.lead.article.text
        parts = self.threads[bool(story.corrections)]
        return [
            _document(text),
            *(_document(f"{text} again" if part == 0 else f"line {part}") for part in range(parts)),
        ]

    async def carry(self) -> list[tuple[Act, int, State]]:
        """Let the courier work until all is settled."""
        assert self.digest is not None
        courier = courier_of(self.press, self.adapter, self.render)
        async with carrying(courier):
            await settled(self.press, self.digest)
        assert self.digest.id is not None
        return [(each.act, each.part, each.state) for each in self.press.deliveries(self.digest.id)]

    def texts(self) -> list[str]:
        return [message.text.strip() for message in self.platform.messages.values()]


@pytest.fixture
async def paper(press: Press, platform: Platform, adapter: PlatformAdapter) -> Paper:  # noqa: F811 - the fixture
    return Paper(press, platform, adapter)


CORRECTED = ["one sales 4% here", "one sales 4% here again", "line 1", "run 1 corrected by 2"]


async def posted(paper: Paper) -> None:
    paper.open()
    await paper.carry()
    paper.correct()


async def test_messages_that_change_are_edited_and_a_note_goes_into_the_thread(paper: Paper):
    await posted(paper)
    done = await paper.carry()
    assert {state for _, _, state in done} == {State.SENT}
    assert paper.texts() == CORRECTED
    assert paper.platform.edits == ["m1", "m2"]  # the third says what it said
    assert [message.thread for message in paper.platform.messages.values()] == ["", "m1", "m1", "m1"]
    await paper.carry()
    assert paper.texts() == CORRECTED


async def test_a_second_correction_edits_again_and_has_a_note_of_its_own(paper: Paper):
    await posted(paper)
    await paper.carry()
    paper.correct(3)
    await paper.carry()
    assert paper.texts() == [text.replace("4%", "3%") for text in CORRECTED] + ["run 1 corrected by 3"]


@pytest.mark.parametrize("fault", [each for each in Fault if each is not Fault.REFUSED])
async def test_whatever_happens_to_the_first_edit_the_message_says_the_new(paper: Paper, fault: Fault):
    await posted(paper)
    paper.platform.arrange_edits(fault)
    assert {state for _, _, state in await paper.carry()} == {State.SENT}
    assert paper.texts() == CORRECTED


@pytest.mark.parametrize("fault", [each for each in Fault if each is not Fault.REFUSED])
async def test_whatever_happens_to_the_note_it_is_there_once(paper: Paper, fault: Fault):
    await posted(paper)
    paper.platform.arrange(fault)
    assert {state for _, _, state in await paper.carry()} == {State.SENT}
    assert sorted(paper.texts()) == sorted(CORRECTED)


async def test_a_message_that_people_deleted_is_let_be_and_nothing_is_paused(paper: Paper):
    await posted(paper)
    del paper.platform.messages["m1"]
    done = await paper.carry()
    assert [state for act, _, state in done if act is not Act.POST] == [State.VOID] * 4
    assert paper.texts() == ["one sales 5% here again", "line 1"]
    assert paper.press.subscriptions()[0].paused_reason == ""
    assert paper.press.status().counts == {}


async def test_a_note_that_the_thread_refuses_is_let_be(paper: Paper):
    await posted(paper)
    paper.platform.arrange(Fault.REFUSED)
    done = await paper.carry()
    assert [(act, state) for act, _, state in done if state is not State.SENT] == [(Act.NOTE, State.VOID)]
    assert paper.press.subscriptions()[0].paused_reason == ""


async def test_what_a_killed_worker_had_edited_is_edited_again(paper: Paper):
    await posted(paper)
    (claim,) = paper.press.claim("fake", 1, lease=0.1)
    assert claim.edits is not None
    (body,) = paper.adapter.pack([_document("one sales 4% here")])
    await paper.adapter.edit(claim.edits, body)
    await paper.carry()
    assert paper.texts() == CORRECTED
    assert paper.platform.edits == ["m1", "m1", "m2"]


async def test_a_note_that_a_killed_worker_had_posted_is_found(paper: Paper):
    await posted(paper)
    await leave_the_note(paper)
    await paper.carry()
    assert sorted(paper.texts()) == sorted(CORRECTED)


async def leave_the_note(paper: Paper) -> None:
    """Edit the parent, then post the note and record nothing."""
    (edit,) = paper.press.claim("fake", 1)
    assert edit.edits is not None
    (body,) = paper.adapter.pack([_document("one sales 4% here")])
    await paper.adapter.edit(edit.edits, body)
    paper.press.settle([Sent(edit, edit.edits, 2)])
    (claim,) = paper.press.claim("fake", 1, lease=0.1)
    assert claim.delivery.act is Act.NOTE
    digest = paper.press.digest(claim.delivery.digest_id)
    fingerprint = digest.stories[0].corrections[0].now.article.fingerprint
    (body,) = paper.adapter.pack([note(digest, claim.delivery.article_id or 0, "fake")])
    await paper.adapter.post(Post(claim.delivery.channel, body, mark(digest, 0, fingerprint), claim.parent))


async def test_a_thread_that_grows_gets_its_new_messages(paper: Paper):
    paper.threads = (1, 3)
    await posted(paper)
    await paper.carry()
    assert sorted(paper.texts()) == sorted([*CORRECTED, "line 2"])


async def test_a_thread_message_that_is_needed_no_more_says_what_was_corrected(paper: Paper):
    paper.threads = (3, 1)
    await posted(paper)
    await paper.carry()
    assert paper.texts() == ["one sales 4% here", "one sales 4% here again", *["run 1 corrected by 2"] * 3]


async def test_a_thread_message_that_is_needed_no_more_before_it_was_posted_is_let_be(paper: Paper):
    paper.threads = (2, 1)
    paper.open()
    (claim,) = paper.press.claim("fake", 1)
    bodies = paper.adapter.pack(paper.render(paper.digest, "fake"))  # type: ignore[arg-type]  # it is open
    receipt = await paper.adapter.post(Post(claim.delivery.channel, bodies[0], mark(paper.digest, 0)))  # type: ignore[arg-type]  # it is open
    paper.press.settle([Sent(claim, receipt, 2)])
    paper.correct()
    done = await paper.carry()
    assert (Act.POST, 2, State.VOID) in done
    assert sorted(paper.texts()) == ["one sales 4% here", "one sales 4% here again", "run 1 corrected by 2"]
