"""The courier: claim → render → pack → post, or edit → settle, for any `ChatAdapter`.

The ledger decides what may be sent; the courier only carries. It writes nothing anywhere but through the press, so it
may be killed at any moment: whoever claims next finds the delivery in `sending` and looks before sending.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

import structlog

from bot.chat import Ambiguous, Body, ChatAdapter, Post, Refused, SendError, Throttled
from bot.punctual import leave_by
from digests.document import Document
from digests.errors import StoreError, Wording
from digests.model import Act, Digest, OnUnknown, Receipt, State
from digests.press import Press
from digests.store.ledger import LEASE, Claim, Ended, Outcome, Postponed, Sent

log = structlog.get_logger("courier")

Render = Callable[[Digest, str], Sequence[Document]]
"""`Renderer.digest`: a digest and a surface to the documents of its parent message and its thread."""

RenderNote = Callable[[Digest, int, str], Document]
"""`Renderer.note`: a digest, the id of an article that corrected it, and a surface to the note in its thread."""

TIMEOUT: Final = 10.0
"""Seconds after which a post without an answer is ambiguous."""

IN_FLIGHT: Final = 192
"""Posts under way at once for one adapter: at 50 ms an answer and as much for a claim, about 1,900 a second."""

POLL: Final = 1.0
"""Seconds after which an idle courier asks the ledger again, for what other processes opened."""

GRACE: Final = 15.0
"""Seconds before an unclear post is looked for: a platform that was still working on it has finished or given up.

A post is begun only if the lease lasts for timeout and grace, so that whoever claims next looks no sooner either."""

GIVE_UP: Final = timedelta(hours=24)
"""A digest that could not be delivered for a day is old news; the next one covers its window."""

_SKEW: Final = timedelta(minutes=2)
"""How far a platform's clock may be behind ours when an earlier post is looked for."""

BACKOFF: Final = 1.0
"""Seconds before the second attempt; doubled with each, up to five minutes."""

_BACKOFF_CAP: Final = 300.0


@dataclass(frozen=True, slots=True)
class _Parcel:
    """A claim that is ready to go. `post` is what is posted, or what an edit makes of a message; `body` its hash.
    `until` and `at` are monotonic seconds: the end of its lease, and its turn."""

    claim: Claim
    digest: Digest
    post: Post
    body: str
    parts: int
    until: float
    at: float = 0.0


class Courier:
    """Carries what is due to the channels of `adapters` (by name), until it is stopped. One a process is enough."""

    def __init__(
        self,
        press: Press,
        adapters: Mapping[str, ChatAdapter],
        render: Render,
        note: RenderNote,
        *,
        lease: float = LEASE,
        timeout: float = TIMEOUT,
        grace: float = GRACE,
        backoff: float = BACKOFF,
        in_flight: int = IN_FLIGHT,
        poll: float = POLL,
    ) -> None:
        if lease <= timeout + grace:
            raise ValueError(f"a lease of {lease:g} s leaves no time to post in")
        self._press = press
        self._adapters = adapters
        self._render = render
        self._note = note
        self._lease = lease
        self._timeout = timeout
        self._grace = grace
        self._margin = timeout + grace
        self._backoff = backoff
        self._in_flight = in_flight
        self._poll = poll
        self._stopping = asyncio.Event()
        self._woken = {name: asyncio.Event() for name in adapters}
        self._blocked: dict[str, float] = {}
        self._crowded: dict[str, float] = {}
        self._outcomes: asyncio.Queue[Outcome | None] = asyncio.Queue()

    def wake(self) -> None:
        """Something was opened: look at once."""
        for event in self._woken.values():
            event.set()

    def stop(self) -> None:
        """Claim nothing more; `run` returns when what is under way has been settled."""
        self._stopping.set()
        self.wake()

    async def run(self) -> None:
        """Carry until stopped. A database that fails is asked again; nothing is lost meanwhile."""
        settling = asyncio.create_task(self._settle())
        try:
            await asyncio.gather(*(self._serve(name, adapter) for name, adapter in self._adapters.items()))
        finally:
            self._outcomes.put_nowait(None)
            await settling

    async def _serve(self, name: str, adapter: ChatAdapter) -> None:
        """Keep up to `in_flight` deliveries of one adapter under way."""
        under_way: set[asyncio.Task[None]] = set()
        try:
            while not self._stopping.is_set():
                self._woken[name].clear()
                room = self._in_flight - len(under_way)
                parcels = await self._take(name, adapter, room) if room >= max(1, self._in_flight // 4) else None
                for parcel in parcels or ():
                    task = asyncio.create_task(self._carry(adapter, parcel))
                    under_way.add(task)
                    task.add_done_callback(under_way.discard)
                if parcels is None:
                    await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                elif not parcels:
                    await self._idle(name)
        finally:
            if under_way:
                await asyncio.wait(under_way)

    async def _idle(self, name: str) -> None:
        try:
            due_in = await asyncio.to_thread(self._press.idle_seconds, name)
        except StoreError:
            due_in = None
        wait = self._poll if due_in is None else min(self._poll, due_in)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(wait, 0.005)):
                await self._woken[name].wait()

    # --- in a thread: the store, the templates, packing ------------------------------------------------------------

    async def _take(self, name: str, adapter: ChatAdapter, count: int) -> list[_Parcel]:
        await self._pause(self._crowded.pop(name, 0.0) - time.monotonic())
        if self._stopping.is_set():
            return []
        try:
            parcels, settled = await asyncio.to_thread(self._claim, name, adapter, count)
        except StoreError as error:
            log.warning("the ledger cannot be asked", error=str(error))
            return []
        for outcome in settled:
            self._outcomes.put_nowait(outcome)
        return parcels

    def _claim(self, name: str, adapter: ChatAdapter, count: int) -> tuple[list[_Parcel], list[Outcome]]:
        """Claim, render, pack and reserve turns; what needs no post, or cannot be rendered, is an outcome."""
        until = time.monotonic() + self._lease  # from before the claim: the ledger's own lease ends later
        claims = self._press.claim(name, count, self._lease)
        digests = self._press.digests({claim.delivery.digest_id for claim in claims})
        parcels: list[_Parcel] = []
        settled: list[Outcome] = []
        for claim in claims:
            try:
                ready = self._pack(name, adapter, claim, digests[claim.delivery.digest_id], until)
            except Exception as error:  # one digest's fault must not keep the others from their channels
                log.exception("a digest cannot be rendered", digest=claim.delivery.digest_id)
                settled.append(_later(claim, self._next_try(claim), str(error), dirty=claim.delivery.dirty))
                continue
            if isinstance(ready, _Parcel):
                parcels.append(ready)
            else:
                _report(ready)
                settled.append(ready)
        turned, crowded_out = self._in_turn(adapter, parcels, until)
        if crowded_out:
            self._crowded[name] = time.monotonic() + min(self._poll, *(each.delay for each in crowded_out))
        return turned, [*settled, *crowded_out]

    def _pack(self, name: str, adapter: ChatAdapter, claim: Claim, digest: Digest, until: float) -> _Parcel | Outcome:
        """What is to be posted or edited; an outcome where there is nothing to do."""
        act, part = claim.delivery.act, claim.delivery.part
        bodies = adapter.pack(self._render(digest, name)) if act is not Act.NOTE else ()
        if act is Act.POST and part >= len(bodies):
            return Ended(claim, State.VOID, "the corrected digest says it in fewer messages")
        if part < len(bodies):
            body = bodies[part]
        else:  # a note; or a message of the thread that cannot be taken back though others say it all now
            body = adapter.pack([self._note(digest, claim.delivery.article_id or 0, name)])[0]
        post = Post(claim.delivery.channel, body, _mark_of(digest, claim), claim.parent)
        parcel = _Parcel(claim, digest, post, _hash(body), len(bodies) - 1 if bodies and part == 0 else 0, until)
        if claim.edits is not None and claim.body == parcel.body and not claim.delivery.dirty:
            return Sent(claim, claim.edits, parcel.parts, parcel.body)
        return parcel

    def _in_turn(
        self, adapter: ChatAdapter, parcels: list[_Parcel], until: float
    ) -> tuple[list[_Parcel], list[Postponed]]:
        """The parcels with their turns, one reservation a bucket; and those whose turn would come too late.

        Turns are taken for half the time in which a post may begin: what is reserved and then comes too late all the
        same is lost to the other workers. Who gets none comes back when half of that has passed.
        """
        by_bucket: dict[str, list[_Parcel]] = {}
        for parcel in parcels:
            by_bucket.setdefault(adapter.bucket(parcel.post.channel), []).append(parcel)
        turned: list[_Parcel] = []
        crowded_out: list[Postponed] = []
        for bucket, mine in by_bucket.items():
            within = max(0.0, until - self._margin - time.monotonic()) / 2
            turns = self._press.reserve(bucket, len(mine), adapter.per_second, within)
            now = time.monotonic()
            for place, each in enumerate(mine):
                wait = turns.first + place / adapter.per_second
                if place < turns.granted:
                    turned.append(replace(each, at=now + wait))
                else:
                    crowded_out.append(_crowded_out(each.claim, wait - within / 2))
        return turned, crowded_out

    # --- in the event loop: the platform ---------------------------------------------------------------------------

    async def _carry(self, adapter: ChatAdapter, parcel: _Parcel) -> None:
        outcome = await self._attempt(adapter, parcel)
        _report(outcome)
        self._outcomes.put_nowait(outcome)

    async def _attempt(self, adapter: ChatAdapter, parcel: _Parcel) -> Outcome:
        claim = parcel.claim
        turn = max(parcel.at, self._blocked.get(adapter.bucket(parcel.post.channel), 0.0))
        if not await self._wait_for_turn(turn, parcel.until):
            return _crowded_out(claim, turn - time.monotonic())
        try:
            unclear = claim.delivery.dirty and claim.edits is None  # an edit may be repeated
            found = await self._reconcile(adapter, parcel) if unclear else None
        except SendError as error:
            return await self._unsent(adapter, parcel, error, dirty=True)
        if found is not None:
            return found
        if time.monotonic() + self._margin >= parcel.until:
            return Postponed(claim, 0.0, "the lease runs out", counted=False)
        try:
            receipt = await self._send(adapter, parcel)
        except SendError as error:
            return await self._unsent(adapter, parcel, error, dirty=isinstance(error, Ambiguous))
        return Sent(claim, receipt, parcel.parts, parcel.body)

    async def _unsent(self, adapter: ChatAdapter, parcel: _Parcel, error: SendError, *, dirty: bool) -> Outcome:
        """What an error means for the delivery; `dirty`: a message may be there all the same."""
        claim = parcel.claim
        match error:
            case Refused() if claim.delivery.act is Act.POST:
                state = State.UNKNOWN if dirty else State.DEAD
                return Ended(claim, state, str(error), refused=claim.delivery.part == 0)
            case Refused():  # people may delete what was posted
                return Ended(claim, State.VOID, str(error))
            case Throttled(retry_after=delay):
                if error.everywhere:
                    await self._block(adapter.bucket(parcel.post.channel), delay)
            case Ambiguous():
                delay = max(self._grace, self._next_try(claim))
            case _:
                delay = self._next_try(claim)
        return _later(claim, delay, error.what, dirty=dirty)

    async def _wait_for_turn(self, turn: float, until: float) -> bool:
        """Wait; False at once when the turn comes too late for the lease, or when we are stopping."""
        if (wait := turn - time.monotonic()) <= 0:
            return True
        if turn + self._margin >= until:
            return False
        await self._pause(wait)
        return not self._stopping.is_set()

    async def _pause(self, seconds: float) -> None:
        """Wait, but not longer than until we are stopping."""
        if seconds > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._stopping.wait()

    async def _reconcile(self, adapter: ChatAdapter, parcel: _Parcel) -> Outcome | None:
        """Look for the earlier attempt's message; None: it is not there and may be sent."""
        claim = parcel.claim
        try:
            async with asyncio.timeout(self._timeout):
                receipt = await adapter.find(parcel.post, claim.tried_at - _SKEW)
        except TimeoutError:  # nothing is learnt, and looking again does no harm
            delay = max(self._grace, self._next_try(claim))
            return _later(
                claim, delay, Wording("the platform did not answer when asked for an earlier attempt"), dirty=True
            )
        except Ambiguous as error:
            if parcel.digest.subscription.on_unknown is OnUnknown.RESEND:
                log.warning("sent again without knowing", digest=parcel.digest.id, channel=str(parcel.post.channel))
                return None
            return Ended(claim, State.UNKNOWN, str(error))
        return None if receipt is None else Sent(claim, receipt, parcel.parts)

    async def _send(self, adapter: ChatAdapter, parcel: _Parcel) -> Receipt:
        """Post, or edit; silence, and anything that an adapter should not raise, is ambiguous."""
        post, edits = parcel.post, parcel.claim.edits
        leave_by.set(parcel.until - self._margin)
        try:
            async with asyncio.timeout(self._timeout):
                if edits is None:
                    return await adapter.post(post)
                await adapter.edit(edits, post.body)
                return edits
        except SendError:
            raise
        except TimeoutError as error:
            raise Ambiguous(
                Wording("no answer within {seconds} s", seconds=f"{self._timeout:g}"), where=str(post.channel)
            ) from error
        except Exception as error:
            log.exception("an adapter failed", adapter=adapter.name)
            raise Ambiguous(f"the adapter failed: {error!r}", where=str(post.channel)) from error

    def _next_try(self, claim: Claim) -> float:
        """Seconds before the next attempt."""
        return min(_BACKOFF_CAP, self._backoff * 2.0 ** min(claim.delivery.attempts - 1, 30))

    async def _block(self, bucket: str, seconds: float) -> None:
        """Hold everything of the bucket, here at once and in the other workers through the store."""
        self._blocked[bucket] = time.monotonic() + seconds
        try:
            await asyncio.to_thread(self._press.block, bucket, seconds)
        except StoreError as error:
            log.warning("the other workers cannot be told of a limit", bucket=bucket, error=str(error))

    async def _settle(self) -> None:
        """Group commit: whatever has come together since the last transaction goes into the next."""
        more = True
        while more:
            batch = [await self._outcomes.get()]
            while not self._outcomes.empty():
                batch.append(self._outcomes.get_nowait())
            more = None not in batch
            if outcomes := [each for each in batch if each is not None]:
                await self._record(outcomes)
                self.wake()  # what follows in the same channels may be due sooner than an idle courier would ask

    async def _record(self, outcomes: Sequence[Outcome]) -> None:
        """Settle; as long as the database fails, try again until the leases have run out anyway."""
        give_up = time.monotonic() + self._lease
        while True:
            try:
                late = await asyncio.to_thread(self._press.settle, outcomes)
            except StoreError as error:
                log.warning("outcomes cannot be recorded yet", count=len(outcomes), error=str(error))
                if time.monotonic() > give_up:
                    return
                await asyncio.sleep(self._poll)
                continue
            for outcome in late:
                log.warning("an outcome came after its lease", delivery=outcome.claim.delivery.id)
            return


def mark(digest: Digest, part: int, corrected: str = "") -> str:
    """What identifies a message on its platform: the same for every attempt, 24 ASCII characters.

    Of subscription, slot and part, for a note also of the `corrected` article's fingerprint; not of the store's ids: a
    store that is made anew does not reuse marks.
    """
    subscribed = digest.subscription
    identity = "\x1f".join(
        (subscribed.name, str(subscribed.channel), digest.slot, str(part), *filter(None, (corrected,)))
    )
    return "kwb" + sha256(identity.encode()).hexdigest()[:21]


def _mark_of(digest: Digest, claim: Claim) -> str:
    if claim.delivery.act is not Act.NOTE:
        return mark(digest, claim.delivery.part)
    articles = (change.now.article for story in (*digest.stories, *digest.more) for change in story.corrections)
    return mark(digest, 0, next(each.fingerprint for each in articles if each.id == claim.delivery.article_id))


def _hash(body: Body) -> str:
    return sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:32]


def _crowded_out(claim: Claim, delay: float) -> Postponed:
    """No attempt: the rate limit leaves it no turn that is early enough."""
    return Postponed(claim, max(0.0, delay), "its turn comes later", dirty=claim.delivery.dirty, counted=False)


def _later(claim: Claim, delay: float, reason: str, *, dirty: bool) -> Outcome:
    """Try again, unless this has been going on for too long."""
    if datetime.now(UTC) - claim.tried_at < GIVE_UP:
        return Postponed(claim, delay, reason, dirty=dirty)
    return Ended(
        claim, State.UNKNOWN if dirty else State.DEAD, Wording("given up after a day: {reason}", reason=reason)
    )


def _report(outcome: Outcome) -> None:
    delivery = outcome.claim.delivery
    which = {"digest": delivery.digest_id, "part": delivery.part, "channel": str(delivery.channel)}
    match outcome:
        case Sent(receipt=receipt):
            log.info("sent", **which, act=delivery.act, ref=receipt.ref, attempts=delivery.attempts)
        case Postponed(counted=True):
            seconds = round(outcome.delay, 1)
            log.warning("postponed", **which, reason=outcome.reason, seconds=seconds, unclear=outcome.dirty)
        case Ended(state=State.VOID):
            log.info("nothing to send any more", **which, act=delivery.act, reason=outcome.reason)
        case Ended():
            log.error("not sent", **which, state=outcome.state, reason=outcome.reason)
        case _:
            log.debug("postponed", **which, reason=outcome.reason)
