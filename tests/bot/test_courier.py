"""The courier brings every digest once, whatever the platform and the worker before it did."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot import courier as courier_module
from bot.chat import Ambiguous, Post, Refused, SendError, Unavailable
from bot.courier import Courier, Render, mark
from digests.document import Document
from digests.errors import StoreError, TemplateError
from digests.model import Digest, OnUnknown, Receipt, State, WhenEmpty
from digests.press import Press
from digests.store.ledger import Outcome
from digests.store.tables import delivery
from tests.bot.conftest import note, render
from tests.bot.platform import Fault, Platform, PlatformAdapter
from tests.fakes import subscription_to
from tests.waiting import until

LEASE, TIMEOUT, GRACE = 60.0, 20.0, 0.3
"""Seconds. A busy machine may take long to answer: only what waits for a timeout has a short one."""

WAITED_OUT = {"timeout": 1.0, "grace": 1.0}


@pytest.fixture
async def adapter(platform: Platform) -> AsyncIterator[PlatformAdapter]:
    adapter = PlatformAdapter(platform.url, timeout=5)
    yield adapter
    await adapter.close()


@pytest.fixture
def open_digest(press: Press) -> Callable[..., Digest]:
    """Opens a digest of one line for a channel."""

    def open_digest(channel: str = "a", slot: str = "1", **terms: object) -> Digest:
        subscribed = press.subscribe(subscription_to(channel, when_empty=WhenEmpty.LINE, **terms))
        digest = press.run(subscribed, slot, force=True).digest
        assert digest is not None
        return digest

    return open_digest


def courier_of(press: Press, adapter: PlatformAdapter, render: Render = render, **options: object) -> Courier:
    given = {"lease": LEASE, "timeout": TIMEOUT, "grace": GRACE, "backoff": 0.02, "poll": 0.02, **options}
    return Courier(press, {adapter.name: adapter}, render, note, **given)  # type: ignore[arg-type]  # the names are checked when they are passed on


@asynccontextmanager
async def carrying(courier: Courier) -> AsyncIterator[None]:
    """The courier at work; stopped at the end."""
    task = asyncio.create_task(courier.run())
    try:
        yield
    finally:
        courier.stop()
        async with asyncio.timeout(60):
            await task


async def settled(press: Press, digest: Digest) -> list[State]:
    """The states of the digest's messages once none is open any more."""
    assert digest.id is not None
    async with asyncio.timeout(60):
        while True:
            states = [each.state for each in await asyncio.to_thread(press.deliveries, digest.id)]
            if not {State.PLANNED, State.SENDING} & set(states):
                return states
            await asyncio.sleep(0.01)


def texts(platform: Platform) -> list[str]:
    return [message.text.strip() for message in platform.messages.values()]


async def test_a_digest_arrives_with_its_thread(press, platform, adapter, open_digest):
    digest = open_digest()
    async with carrying(courier_of(press, adapter)):
        assert await settled(press, digest) == [State.SENT] * 3
    assert texts(platform) == ["run 1 0", "run 1 1", "run 1 2"]
    parent, *thread = platform.messages.values()
    assert [message.thread for message in thread] == [parent.ref] * 2


async def test_what_is_opened_while_it_waits_is_carried_when_woken(press, platform, adapter, open_digest):
    courier = courier_of(press, adapter, poll=60)
    async with carrying(courier):
        await asyncio.sleep(0.05)
        digest = open_digest()
        courier.wake()
        assert await settled(press, digest) == [State.SENT] * 3


@pytest.mark.parametrize("fault", list(Fault))
async def test_whatever_happens_to_the_first_attempt_the_message_is_there_once(
    press, platform, adapter, open_digest, fault
):
    platform.arrange(fault)
    platform.slow = 1.4  # longer than is waited for, and taken before it is looked for
    digest = open_digest()
    late = fault in {Fault.SILENT, Fault.SLOW}
    async with carrying(courier_of(press, adapter, **WAITED_OUT if late else {})):
        states = await settled(press, digest)
    if fault is Fault.REFUSED:
        assert states == [State.DEAD]
        assert texts(platform) == []
    else:
        assert states == [State.SENT] * 3
        assert texts(platform) == ["run 1 0", "run 1 1", "run 1 2"]


async def test_a_refusal_pauses_the_subscription_and_says_why(press, platform, adapter, open_digest):
    platform.arrange(Fault.REFUSED)
    async with carrying(courier_of(press, adapter)):
        await settled(press, open_digest())
    (paused,) = press.subscriptions()
    assert "channel is gone" in paused.paused_reason
    assert press.next_sends(paused) == ()


async def test_a_thread_message_that_is_refused_pauses_nothing(press, platform, adapter, open_digest):
    class Closed(PlatformAdapter):
        async def post(self, post: Post) -> Receipt:
            if post.thread:
                raise Refused("the thread is locked")
            return await super().post(post)

    closed = Closed(platform.url)
    digest = open_digest()
    async with carrying(courier_of(press, closed)):
        assert await settled(press, digest) == [State.SENT, State.DEAD, State.DEAD]
    await closed.close()
    assert press.subscriptions()[0].paused_reason == ""


async def test_a_limit_of_the_whole_bot_stops_its_other_channels(press, platform, adapter, open_digest):
    platform.retry_after = 0.3
    platform.arrange(Fault.THROTTLED_EVERYWHERE)
    digests = [open_digest(name) for name in "abc"]
    async with carrying(courier_of(press, adapter, in_flight=1)):
        for digest in digests:
            assert await settled(press, digest) == [State.SENT] * 3
    first, *others = [at for at, _ in platform.requests]
    assert all(at >= first + 0.29 for at in others)


async def test_a_turn_that_comes_after_the_lease_is_given_back_and_not_counted(press, platform, open_digest):
    slow = PlatformAdapter(platform.url, per_second=1.0)
    digests = [open_digest(name) for name in "abcdef"]
    press.block(slow.bucket(digests[0].subscription.channel), 60.0)
    async with carrying(courier_of(press, slow, lease=30.0)):
        await until(lambda: press.deliveries(digests[0].id)[0].reason)
    await slow.close()
    assert platform.requests == []
    given_back = press.deliveries(digests[0].id)[0]
    assert (given_back.state, given_back.attempts, given_back.reason) == (State.PLANNED, 0, "its turn comes later")


async def test_workers_that_share_a_limit_reserve_no_turns_that_they_cannot_use(press, platform, open_digest):
    slow = PlatformAdapter(platform.url, per_second=40.0)
    digests = [open_digest(f"c{number}") for number in range(40)]
    couriers = [courier_of(press, slow, lambda *of: render(*of)[:1], lease=1.1, timeout=0.3) for _ in range(2)]
    async with carrying(couriers[0]), carrying(couriers[1]):
        for digest in digests:
            assert await settled(press, digest) == [State.SENT]
    await slow.close()
    assert len(platform.messages) == 40
    assert press.reserve(slow.bucket(digests[0].subscription.channel), 1, 40.0).first < 0.3


async def test_stopping_finishes_what_is_in_flight_and_claims_nothing_new(press, platform, adapter, open_digest):
    class Slow(PlatformAdapter):
        began = asyncio.Event()

        async def post(self, post: Post) -> Receipt:
            self.began.set()
            await asyncio.sleep(0.1)
            return await super().post(post)

    slow = Slow(platform.url)
    digest = open_digest()
    async with carrying(courier_of(press, slow)):
        await slow.began.wait()
    await slow.close()
    assert [each.state for each in press.deliveries(digest.id)] == [State.SENT, State.PLANNED, State.PLANNED]
    assert len(platform.messages) == 1


@pytest.mark.parametrize("steps", range(4))
async def test_a_cancellation_that_comes_with_a_wake_up_is_not_lost(press, platform, adapter, open_digest, steps):
    digest = open_digest()
    courier = courier_of(press, adapter, poll=60)
    task = asyncio.create_task(courier.run())
    await settled(press, digest)
    await asyncio.sleep(0.1)  # idle again
    courier.wake()
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    ended, _ = await asyncio.wait({task}, timeout=30)
    assert ended
    assert task.cancelled()


async def test_stopping_does_not_wait_for_a_turn(press, platform, open_digest):
    slow = PlatformAdapter(platform.url, per_second=0.5)
    digests = [open_digest(name) for name in "abcdef"]
    async with carrying(courier_of(press, slow, lease=600.0)):
        await until(lambda: platform.messages)
    await slow.close()
    assert {each.state for digest in digests for each in press.deliveries(digest.id)[:1]} == {
        State.SENT,
        State.PLANNED,
    }


async def test_what_a_killed_worker_had_posted_is_found_and_not_sent_again(press, platform, adapter, open_digest):
    digest = open_digest()
    (claim,) = press.claim("fake", 1, lease=0.1)
    (body, *_) = adapter.pack(render(digest, "fake"))
    await adapter.post(Post(claim.delivery.channel, body, mark(digest, 0)))
    async with carrying(courier_of(press, adapter)):
        assert await settled(press, digest) == [State.SENT] * 3
    assert texts(platform) == ["run 1 0", "run 1 1", "run 1 2"]


async def test_what_a_killed_worker_had_not_posted_is_sent(press, platform, adapter, open_digest):
    digest = open_digest()
    press.claim("fake", 1, lease=0.1)
    async with carrying(courier_of(press, adapter)):
        assert await settled(press, digest) == [State.SENT] * 3
    assert texts(platform) == ["run 1 0", "run 1 1", "run 1 2"]


class Forgetful(PlatformAdapter):
    """A platform that cannot say what it has taken."""

    error: SendError = Ambiguous("the history cannot be read")

    async def find(self, post: Post, since: datetime) -> Receipt | None:
        raise self.error


async def test_what_cannot_be_reconciled_is_unknown_and_not_sent_again(press, platform, open_digest):
    platform.arrange(Fault.DROPPED)
    forgetful = Forgetful(platform.url)
    digest = open_digest()
    async with carrying(courier_of(press, forgetful)):
        assert await settled(press, digest) == [State.UNKNOWN]
    await forgetful.close()
    assert len(platform.messages) == 1
    assert press.status().counts == {State.UNKNOWN: 1}


async def test_a_platform_that_does_not_say_in_time_is_asked_again(press, platform, open_digest):
    platform.arrange(Fault.DROPPED)

    class Slow(PlatformAdapter):
        silent = True

        async def find(self, post: Post, since: datetime) -> Receipt | None:
            if self.silent:
                self.silent = False
                await asyncio.sleep(60)
            return await super().find(post, since)

    slow = Slow(platform.url)
    digest = open_digest()
    async with carrying(courier_of(press, slow, **WAITED_OUT)):
        assert await settled(press, digest) == [State.SENT] * 3
    await slow.close()
    assert texts(platform) == ["run 1 0", "run 1 1", "run 1 2"]


async def test_what_cannot_be_reconciled_is_sent_again_by_choice(press, platform, open_digest):
    platform.arrange(Fault.FAILED_BEFORE)
    forgetful = Forgetful(platform.url)
    digest = open_digest(on_unknown=OnUnknown.RESEND)
    async with carrying(courier_of(press, forgetful)):
        assert await settled(press, digest) == [State.SENT] * 3
    await forgetful.close()
    assert texts(platform) == ["run 1 0", "run 1 1", "run 1 2"]


async def test_a_refusal_to_look_leaves_it_unknown_and_pauses(press, platform, open_digest):
    platform.arrange(Fault.DROPPED)
    barred = Forgetful(platform.url)
    barred.error = Refused("not in the channel")
    digest = open_digest()
    async with carrying(courier_of(press, barred)):
        assert await settled(press, digest) == [State.UNKNOWN]
    await barred.close()
    assert "not in the channel" in press.subscriptions()[0].paused_reason


async def test_an_adapter_that_breaks_is_ambiguous(press, platform, open_digest):
    class Broken(PlatformAdapter):
        broken = True

        async def post(self, post: Post) -> Receipt:
            if self.broken:
                self.broken = False
                raise KeyError("ts")
            return await super().post(post)

    broken = Broken(platform.url)
    digest = open_digest()
    async with carrying(courier_of(press, broken)):
        assert await settled(press, digest) == [State.SENT] * 3
    await broken.close()


async def test_a_digest_that_cannot_be_rendered_keeps_no_other_from_its_channel(press, platform, adapter, open_digest):
    broken, whole = open_digest("a"), open_digest("b")

    def fails_for_a(digest: Digest, surface: str) -> Sequence[Document]:
        if digest.subscription.name == "a":
            raise TemplateError("no such filter", where="digest.md.j2:3")
        return render(digest, surface)

    courier = Courier(press, {"fake": adapter}, fails_for_a, note, lease=LEASE, timeout=TIMEOUT, grace=GRACE, poll=0.02)
    async with carrying(courier):
        assert await settled(press, whole) == [State.SENT] * 3
    (waiting,) = press.deliveries(broken.id)
    assert waiting.state is State.PLANNED
    assert "no such filter" in waiting.reason


async def test_what_could_not_be_sent_for_a_day_is_given_up(press, adapter, open_digest, monkeypatch):
    async def unavailable(_post: Post) -> Receipt:
        raise Unavailable("no route to the platform")

    monkeypatch.setattr(adapter, "post", unavailable)  # no network, so no answer that could come too late
    digest = open_digest()
    press.claim("fake", 1, lease=0.0)
    with press.database.write() as connection:
        yesterday = datetime.now(UTC) - timedelta(hours=25)
        connection.execute(sa.update(delivery).values(tried_at=yesterday.timestamp(), state="planned"))
    async with carrying(courier_of(press, adapter)):
        assert await settled(press, digest) == [State.DEAD]
    assert "given up" in press.deliveries(digest.id)[0].reason
    assert press.subscriptions()[0].paused_reason == ""


def failing(method: Callable[..., object], times: int) -> Callable[..., object]:
    """The method, after it has failed so many times."""
    failures = iter(range(times))

    def fails(*arguments: object) -> object:
        for _ in failures:
            raise StoreError("the database cannot be used")
        return method(*arguments)

    return fails


async def test_a_database_that_fails_for_a_while_loses_nothing(press, platform, adapter, open_digest, monkeypatch):
    digest = open_digest()
    for name, times in {"claim": 2, "settle": 2, "idle_seconds": 1, "block": 1}.items():
        monkeypatch.setattr(press, name, failing(getattr(press, name), times))
    platform.arrange(Fault.THROTTLED_EVERYWHERE)
    async with carrying(courier_of(press, adapter)):
        assert await settled(press, digest) == [State.SENT] * 3
    assert texts(platform) == ["run 1 0", "run 1 1", "run 1 2"]


async def test_outcomes_that_cannot_be_recorded_within_the_lease_are_left_to_the_next(
    press, platform, adapter, open_digest, monkeypatch
):
    digest = open_digest()
    real: Callable[[Sequence[Outcome]], tuple[Outcome, ...]] = press.settle

    def broken(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
        raise StoreError("the database cannot be used")

    monkeypatch.setattr(press, "settle", broken)
    async with carrying(courier_of(press, adapter, lease=1.5, timeout=1.0)):
        await until(lambda: platform.messages)
    monkeypatch.setattr(press, "settle", real)
    async with carrying(courier_of(press, adapter)):
        assert await settled(press, digest) == [State.SENT] * 3
    assert texts(platform) == ["run 1 0", "run 1 1", "run 1 2"]


async def test_an_outcome_that_comes_after_the_lease_changes_nothing(press, platform, adapter, open_digest):
    digest = open_digest()
    courier = courier_of(press, adapter)
    (zombie,) = press.claim("fake", 1, lease=0.0)
    press.claim("fake", 1, lease=0.0)
    await courier._record([replace_sent(zombie)])
    assert [each.state for each in press.deliveries(digest.id)] == [State.SENDING]


def replace_sent(claim: courier_module.Claim) -> Outcome:
    return courier_module.Sent(claim, Receipt(claim.delivery.channel, "m1", datetime.now(UTC)))


def test_a_lease_that_no_post_would_fit_into_is_refused(press: Press):
    with pytest.raises(ValueError, match="lease"):
        Courier(press, {}, render, note, lease=25.0)


def test_a_mark_is_short_and_of_the_message_alone(open_digest: Callable[..., Digest]):
    digest = open_digest()
    assert mark(digest, 0) == mark(replace(digest, id=None), 0)
    assert len({mark(digest, 0), mark(digest, 1), mark(open_digest("b"), 0), mark(open_digest("a", "2"), 0)}) == 4
    assert len(mark(digest, 0)) <= 25
    assert mark(digest, 0).isascii()
