"""What every adapter must do, whatever its platform.

Subclass `AdapterContract`, provide a `harness` fixture, and all of this runs against the adapter and a server of its
platform on loopback::

    class TestSlack(AdapterContract):
        @pytest.fixture
        async def harness(self):
            async with slack_harness() as harness:
                yield harness

A harness arranges faults on the server's side and tells what the server has taken.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

import pytest

from bot.chat import (
    Ambiguous,
    Body,
    ChatAdapter,
    Health,
    Invocation,
    Post,
    Refused,
    Reply,
    SendError,
    Throttled,
    Unavailable,
)
from digests.document import Bullets, Code, Document, Heading, Note, Paragraph, Quote, Role, Rule, Run, Table
from digests.model import Channel, Receipt


class Trouble(StrEnum):
    """What the server does to the next post. A harness that cannot arrange one calls `pytest.skip` with the reason."""

    THROTTLED = "throttled"
    """Refuses it for now and says when to try again: `retry_after` seconds."""
    THROTTLED_EVERYWHERE = "throttled everywhere"
    """The same for everything the bot sends."""
    REFUSED = "refused"
    """Refuses it for good: the channel is gone, or the bot is not in it."""
    UNREACHABLE = "unreachable"
    """Does not accept connections, from now on."""
    FAILED_BEFORE = "failed before accepting"
    """Answers with a server's error and has not taken it."""
    FAILED_AFTER = "failed after accepting"
    """Answers with a server's error and has taken it."""
    DROPPED = "answer dropped"
    """Takes it and closes the connection without an answer."""
    SILENT = "silent"
    """Takes it and never answers; the adapter's own timeout must be short in the harness."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that the server has: its id, the mark it bears, its readable text, its parent's id ("" if none)."""

    ref: str
    mark: str
    text: str
    thread: str = ""


class Harness(Protocol):
    """An adapter and a server of its platform."""

    adapter: ChatAdapter
    channel: Channel
    """A channel that exists on the server and is the adapter's."""
    retry_after: float
    """Seconds that the server says when it throttles."""

    async def arrange(self, trouble: Trouble) -> None:
        """Let the next post meet this trouble."""
        ...

    def taken(self) -> tuple[Taken, ...]:
        """All messages that the server has, in the order in which it took them."""
        ...

    def attempts(self) -> int:
        """How many posts have reached the server, taken or not."""
        ...

    def faults(self, body: Body) -> tuple[str, ...]:
        """What is wrong with a body by the platform's published limits; empty when it is valid."""
        ...

    def pings(self, ref: str) -> bool:
        """Whether the message would notify anybody or open a link that only looks like text."""
        ...


def document(*lines: str, title: str = "Digest") -> Document:
    """A heading and a paragraph for each line."""
    blocks = tuple(Paragraph((Run(line),)) for line in lines)
    return Document("en", (Heading(1, (Run(title),)), *blocks), summary=title)


def everything() -> Document:
    """One of each block, with every role and style that a run may have."""
    runs = (Run("40%", bold=True, role=Role.VALUE), Run(" "), Run("関税", lang="ja"), Run("id", code=True))
    linked = (Run("Headline", url="https://news.example/1"), Run(" "), Run("TH", role=Role.FLAG))
    return Document(
        "en",
        (
            Heading(1, (Run("Digest"),)),
            Heading(2, linked),
            Paragraph(runs),
            Bullets((runs, linked)),
            Quote((runs, linked)),
            Note((runs,)),
            Table((runs, linked), ((runs, linked), (linked, runs))),
            Code("digest help"),
            Rule(),
            Heading(3, (Run("More"),)),
        ),
        summary="Digest",
    )


HOSTILE = (
    "@everyone @here <!channel> <!everyone> <@U123> <@&1> <#C123> <#1>",
    "[click](javascript:alert(1)) <https://evil.example|bank> **bold** _it_ ~~no~~ `code` ||spoiler||",
    "&lt;!channel&gt; \u202eright to left\u202c \u0000 \u200b@everyone",
)


class AdapterContract:
    """The suite. `harness` is a fixture of the subclass."""

    def post(self, harness: Harness, text: str = "first", mark: str = "mark1", thread: Receipt | None = None) -> Post:
        (body, *_) = harness.adapter.pack([document(text)])
        return Post(harness.channel, body, mark, thread)

    # --- packing ---------------------------------------------------------------------------------------------------

    async def test_a_document_packs_into_at_least_one_valid_body(self, harness: Harness):
        bodies = harness.adapter.pack([everything()])
        assert bodies
        assert [harness.faults(body) for body in bodies] == [()] * len(bodies)

    async def test_each_document_has_a_body_of_its_own(self, harness: Harness):
        documents = [document("parent"), document("thread 1"), document("thread 2")]
        assert len(harness.adapter.pack(documents)) >= len(documents)

    async def test_packing_twice_gives_the_same(self, harness: Harness):
        documents = [everything(), document("x" * 5000)]
        assert harness.adapter.pack(documents) == harness.adapter.pack(documents)

    @pytest.mark.parametrize(
        "huge",
        [
            document(*["a line of a very long digest, with a number: 40%"] * 500),
            document("word " * 20_000),
            document("語" * 20_000),
            document("x", title="題" * 1000),
            Document("en", tuple(Heading(2, (Run(f"Story {n}"),)) for n in range(300)), summary="x"),
            Document("en", (Table(((Run("n"),),), tuple(((Run(str(n)),),) for n in range(500))),), summary="x"),
            Document("en", (Quote(((Run("q" * 10_000),),)), Note(((Run("n" * 10_000),),)), Code("c" * 10_000))),
            Document("en", (Bullets(tuple((Run(f"item {n}"),) for n in range(500))),)),
            Document("en", ()),
            document(""),
        ],
        ids=["lines", "words", "one word", "title", "headings", "table", "quote", "bullets", "nothing", "empty"],
    )
    async def test_whatever_its_size_every_body_is_within_the_limits(self, harness: Harness, huge: Document):
        bodies = harness.adapter.pack([huge])
        assert bodies
        assert [harness.faults(body) for body in bodies] == [()] * len(bodies)

    # --- posting ---------------------------------------------------------------------------------------------------

    async def test_a_post_is_taken_once_and_gives_a_receipt(self, harness: Harness):
        before = datetime.now(UTC) - timedelta(minutes=1)
        receipt = await harness.adapter.post(self.post(harness))
        (taken,) = harness.taken()
        assert (receipt.channel, receipt.ref) == (harness.channel, taken.ref)
        assert "first" in taken.text
        assert before < receipt.at < datetime.now(UTC) + timedelta(minutes=1)
        assert harness.attempts() == 1

    async def test_a_packed_document_of_every_kind_is_taken(self, harness: Harness):
        for number, body in enumerate(harness.adapter.pack([everything()])):
            await harness.adapter.post(Post(harness.channel, body, f"mark{number}"))
        assert harness.taken()

    async def test_a_thread_message_goes_below_its_parent(self, harness: Harness):
        parent = await harness.adapter.post(self.post(harness))
        await harness.adapter.post(self.post(harness, "second", "mark2", parent))
        assert [taken.thread for taken in harness.taken()] == ["", parent.ref]

    @pytest.mark.parametrize("text", HOSTILE)
    async def test_text_of_an_article_notifies_nobody(self, harness: Harness, text: str):
        (body, *_) = harness.adapter.pack([document(text, title=text)])
        receipt = await harness.adapter.post(Post(harness.channel, body, "mark1"))
        assert not harness.pings(receipt.ref)

    # --- trouble ---------------------------------------------------------------------------------------------------

    async def test_throttled_says_when_to_try_again_and_does_not_try_itself(self, harness: Harness):
        await harness.arrange(Trouble.THROTTLED)
        with pytest.raises(Throttled) as throttled:
            await harness.adapter.post(self.post(harness))
        assert throttled.value.retry_after == pytest.approx(harness.retry_after, abs=0.5)
        assert not throttled.value.everywhere
        assert harness.attempts() == 1
        assert harness.taken() == ()

    async def test_a_limit_that_holds_for_the_whole_bot_says_so(self, harness: Harness):
        await harness.arrange(Trouble.THROTTLED_EVERYWHERE)
        with pytest.raises(Throttled) as throttled:
            await harness.adapter.post(self.post(harness))
        assert throttled.value.everywhere

    async def test_a_permanent_refusal_says_what_helps(self, harness: Harness):
        await harness.arrange(Trouble.REFUSED)
        with pytest.raises(Refused) as refused:
            await harness.adapter.post(self.post(harness))
        assert refused.value.what
        assert refused.value.remedy
        assert harness.attempts() == 1
        assert harness.taken() == ()

    async def test_a_platform_that_cannot_be_reached_has_certainly_not_taken_it(self, harness: Harness):
        await harness.arrange(Trouble.UNREACHABLE)
        with pytest.raises(Unavailable):
            await harness.adapter.post(self.post(harness))

    async def test_a_servers_error_is_never_taken_for_a_success_nor_tried_again(self, harness: Harness):
        await harness.arrange(Trouble.FAILED_BEFORE)
        with pytest.raises((Ambiguous, Unavailable)):
            await harness.adapter.post(self.post(harness))
        assert harness.attempts() == 1
        assert harness.taken() == ()

    @pytest.mark.parametrize("trouble", [Trouble.FAILED_AFTER, Trouble.DROPPED, Trouble.SILENT])
    async def test_a_lost_answer_is_ambiguous_and_the_message_is_found(self, harness: Harness, trouble: Trouble):
        post, before = self.post(harness), datetime.now(UTC) - timedelta(minutes=1)
        await harness.arrange(trouble)
        with pytest.raises(Ambiguous):
            await harness.adapter.post(post)
        assert harness.attempts() == 1
        (taken,) = harness.taken()
        found = await harness.adapter.find(post, before)
        assert found is not None
        assert (found.channel, found.ref) == (harness.channel, taken.ref)
        assert len(harness.taken()) == 1

    async def test_trouble_passes(self, harness: Harness):
        await harness.arrange(Trouble.THROTTLED)
        with pytest.raises(SendError):
            await harness.adapter.post(self.post(harness))
        await harness.adapter.post(self.post(harness))
        assert len(harness.taken()) == 1

    # --- finding ---------------------------------------------------------------------------------------------------

    async def test_what_was_not_posted_is_not_found(self, harness: Harness):
        """None says that it certainly is not there; a platform that cannot know raises `Ambiguous`."""
        await harness.adapter.post(self.post(harness, mark="other"))
        try:
            found = await harness.adapter.find(
                self.post(harness, "never", "mark1"), datetime.now(UTC) - timedelta(minutes=1)
            )
        except Ambiguous:
            return
        assert found is None

    async def test_looking_posts_nothing_that_was_there(self, harness: Harness):
        post = self.post(harness)
        receipt = await harness.adapter.post(post)
        found = await harness.adapter.find(post, datetime.now(UTC) - timedelta(minutes=1))
        assert found is not None
        assert found.ref == receipt.ref
        assert len(harness.taken()) == 1

    # --- editing ---------------------------------------------------------------------------------------------------

    async def test_an_edit_replaces_the_message(self, harness: Harness):
        receipt = await harness.adapter.post(self.post(harness))
        (body, *_) = harness.adapter.pack([document("corrected")])
        await harness.adapter.edit(receipt, body)
        (taken,) = harness.taken()
        assert "corrected" in taken.text
        assert "first" not in taken.text

    async def test_an_edit_may_be_repeated(self, harness: Harness):
        receipt = await harness.adapter.post(self.post(harness))
        (body, *_) = harness.adapter.pack([document("corrected")])
        for _ in range(2):
            await harness.adapter.edit(receipt, body)
        (taken,) = harness.taken()
        assert "corrected" in taken.text
        assert "first" not in taken.text

    async def test_a_message_in_a_thread_can_be_edited(self, harness: Harness):
        parent = await harness.adapter.post(self.post(harness))
        receipt = await harness.adapter.post(self.post(harness, "second", "mark2", parent))
        (body, *_) = harness.adapter.pack([document("corrected")])
        await harness.adapter.edit(receipt, body)
        assert ["corrected" in taken.text for taken in harness.taken()] == [False, True]

    async def test_every_kind_of_body_can_replace_every_other(self, harness: Harness):
        bodies = harness.adapter.pack([document("plain"), everything(), document("plain again")])
        receipt = await harness.adapter.post(Post(harness.channel, bodies[0], "mark1"))
        for body in (*bodies, bodies[0]):
            await harness.adapter.edit(receipt, body)
        assert "plain" in harness.taken()[0].text

    @pytest.mark.parametrize("text", HOSTILE)
    async def test_text_of_an_article_notifies_nobody_in_an_edit_either(self, harness: Harness, text: str):
        receipt = await harness.adapter.post(self.post(harness))
        (body, *_) = harness.adapter.pack([document(text, title=text)])
        await harness.adapter.edit(receipt, body)
        assert not harness.pings(receipt.ref)

    async def test_an_edited_message_keeps_its_mark(self, harness: Harness):
        receipt = await harness.adapter.post(self.post(harness))
        (marked,) = (taken.mark for taken in harness.taken())
        (body, *_) = harness.adapter.pack([document("corrected")])
        await harness.adapter.edit(receipt, body)
        assert [taken.mark for taken in harness.taken()] == [marked]

    async def test_an_edit_that_cannot_reach_the_platform_says_so(self, harness: Harness):
        receipt = await harness.adapter.post(self.post(harness))
        await harness.arrange(Trouble.UNREACHABLE)
        (body, *_) = harness.adapter.pack([document("corrected")])
        with pytest.raises((Unavailable, Ambiguous)):
            await harness.adapter.edit(receipt, body)

    async def test_a_message_that_is_gone_cannot_be_edited(self, harness: Harness):
        (body, *_) = harness.adapter.pack([document("corrected")])
        with pytest.raises(Refused):
            await harness.adapter.edit(Receipt(harness.channel, "404404404", datetime.now(UTC)), body)

    # --- the rest --------------------------------------------------------------------------------------------------

    async def test_it_names_itself_and_its_limits(self, harness: Harness):
        assert harness.adapter.name == harness.channel.adapter
        assert harness.adapter.per_second > 0
        assert harness.adapter.bucket(harness.channel) == harness.adapter.bucket(harness.channel)
        state, _detail = harness.adapter.health()
        assert isinstance(state, Health)

    async def test_listening_ends_at_once_when_cancelled(self, harness: Harness):
        async def answer(invocation: Invocation) -> Reply:
            raise AssertionError(invocation)

        listening = asyncio.create_task(harness.adapter.listen(answer))
        await asyncio.sleep(0)
        listening.cancel()
        async with asyncio.timeout(30):
            await asyncio.gather(listening, return_exceptions=True)
        assert listening.done()

    async def test_closing_twice_does_no_harm(self, harness: Harness):
        await harness.adapter.post(self.post(harness))
        await harness.adapter.close()
        await harness.adapter.close()
