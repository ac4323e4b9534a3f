"""What goes out: subscriptions, the opening of digests, and the courier's side of the ledger.

The other half of the newsroom is `digests.desk`, which reads and answers. One class, though long: each of its methods
is one transaction, and what they share is the clock and the database.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Final

import sqlalchemy as sa

from digests import edition, schedule, stories
from digests.errors import NewsError, QueryError, StoreError, Wording
from digests.model import (
    Channel,
    Correction,
    Decision,
    Delivery,
    Digest,
    QuietHours,
    State,
    Subscription,
    Vote,
    Votes,
    WhenEmpty,
    Window,
)
from digests.ports import Clock
from digests.store import archive, errata, history, ledger, limits, subscriptions, votes
from digests.store.database import Database
from digests.store.subscriptions import DueSchedule

_INSTANT: Final = timedelta(microseconds=1)

VOTING: Final = timedelta(days=30)
"""How far back `status` counts votes: about a month of digests, so that a change of a subscription shows."""

_BATCH: Final = 50
"""Digests opened in one transaction: 2,000 that are due at half past eight take 40 of them."""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a manual run: the `digest` that was opened now, or the message that was `already` sent.

    A digest without stories, of a subscription that wants nothing then, is opened and sends nothing.
    """

    digest: Digest | None = None
    already: Delivery | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How one subscription is doing: next slot (None: never), the message sent last (None: none yet), what readers
    thought of its digests within `VOTING`."""

    subscription: Subscription
    next_at: datetime | None
    last: Delivery | None
    votes: Votes


@dataclass(frozen=True, slots=True)
class Status:
    """How all is going: each subscription, how many deliveries are in each state (sent ones not counted), and those
    that are dead or unknown, newest first."""

    standings: tuple[Standing, ...]
    counts: dict[State, int]
    unsent: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """The digests that were opened, and an error for each subscription for which none could be made."""

    opened: tuple[Digest, ...] = ()
    failed: tuple[NewsError, ...] = ()


@dataclass(frozen=True, slots=True)
class _Turn:
    """What a due subscription gets: a digest, or none, and when it is due again."""

    due: DueSchedule
    next_at: datetime | None
    digest: Digest | None = None


class Press:
    """Everything that leads to a message in a channel. Holds no state but the database: any number may work at once.

    Every method is one short transaction, or a reading one and a writing one; all raise `StoreError` when the database
    cannot be used. `clock` is for tests; without one, time is the database's own (`ledger.now`). `spacing` is the time
    in seconds between two messages of one channel.
    """

    def __init__(self, database: Database, clock: Clock | None = None, *, spacing: float = ledger.SPACING) -> None:
        self.database = database
        self._spacing = spacing
        self._clock = clock

    # --- subscriptions ---------------------------------------------------------------------------------------------

    def declare(self, declared: Sequence[Subscription]) -> None:
        """Make the settings file's subscriptions exactly these (`subscriptions.declare`).

        Raises:
            SettingsError: one of them cannot work.
        """
        with self.database.write() as connection:
            subscriptions.declare(connection, declared, self._now(connection))

    def subscribe(self, wanted: Subscription) -> Subscription:
        """Add a subscription by command, or change the one of that name.

        Raises:
            QueryError: the name is the settings file's or another channel's.
            SettingsError: its cadence or quiet hours cannot work.
        """
        with self.database.write() as connection:
            return subscriptions.subscribe(connection, wanted, self._now(connection))

    def unsubscribe(self, ending: Subscription) -> None:
        """End a subscription.

        Raises:
            QueryError: the settings file declares it.
        """
        with self.database.write() as connection:
            subscriptions.unsubscribe(connection, ending)

    def quiet(self, subscribed: Subscription, hours: QuietHours | None) -> Subscription:
        """Set, or with None lift, the quiet hours.

        Raises:
            QueryError: the settings file declares it.
            SettingsError: nothing would ever be due.
        """
        return self.subscribe(replace(subscribed, quiet=hours))

    def pause(
        self, subscribed: Subscription, until: datetime = schedule.UNTIL_RESUMED, reason: str = ""
    ) -> Subscription:
        """Open nothing before `until`."""
        with self.database.write() as connection:
            return subscriptions.pause(connection, subscribed, until, reason, self._now(connection))

    def resume(self, subscribed: Subscription) -> Subscription:
        """End a pause; the next digest covers everything since the last one sent."""
        with self.database.write() as connection:
            return subscriptions.resume(connection, subscribed, self._now(connection))

    def subscriptions(self, channel: Channel | None = None) -> tuple[Subscription, ...]:
        """The channel's subscriptions, or all, by name."""
        with self.database.read() as connection:
            if channel is None:
                return subscriptions.everyone(connection)
            return subscriptions.of_channel(connection, channel)

    def subscription(self, name: str) -> Subscription | None:
        """The subscription of that name, if there is one."""
        with self.database.read() as connection:
            return subscriptions.find(connection, name)

    def next_sends(self, subscribed: Subscription, n: int = 3) -> tuple[datetime, ...]:
        """The next `n` sends as UTC instants, pause and quiet hours considered; fewer only when it is never due."""
        with self.database.read() as connection:
            return schedule.next_sends(subscribed, self._now(connection), n)

    # --- opening ---------------------------------------------------------------------------------------------------

    def open_due(self) -> Opening:
        """Open what is due, in batches, until nothing is.

        Safe to call at any time and from any number of processes: a slot is opened once. A subscription that fails is
        reported, stays due, and stops no other.
        """
        opened: list[Digest] = []
        failed: dict[int, NewsError] = {}
        while True:
            with self.database.read() as connection:
                now = self._now(connection)
                due = subscriptions.due(connection, now, _BATCH, skip=failed)
                composed = [each for each in map(partial(self._turn, connection, now, failed), due) if each is not None]
            if not due:
                return Opening(tuple(opened), tuple(failed.values()))
            with self.database.write() as connection:
                now_open: list[Digest] = []
                for turn in sorted(composed, key=lambda turn: _id(turn.due.subscription)):
                    # in the same order in every process, so that two never wait for each other
                    if subscriptions.advance(connection, turn.due, turn.next_at) and turn.digest is not None:
                        now_open += self._open(connection, turn.digest, now)
                _reconsider(connection, now_open)
            opened += now_open

    def _turn(
        self, connection: sa.Connection, now: datetime, failed: dict[int, NewsError], due: DueSchedule
    ) -> _Turn | None:
        """What to do for one due subscription; None when it `failed`."""
        subscribed = due.subscription
        try:
            decided = schedule.due(subscribed, due.next_at, now)
            if decided.slot is None:
                return _Turn(due, decided.next_at)
            return _Turn(due, decided.next_at, self._compose(connection, subscribed, slot_name(decided.slot), now))
        except StoreError:
            raise
        except Exception as error:  # one subscription's fault must not keep the others from their digests
            failed[_id(subscribed)] = NewsError(f"no digest could be made: {error!r}", where=subscribed.name)
            return None

    def run(self, subscribed: Subscription, invocation_id: str, *, force: bool = False) -> Run:
        """Open a digest now, for an invocation; asked twice with one id, it is opened once.

        Where the newest digest has been sent and no story has come since, nothing is opened, unless by `force`: then
        the newest digest's window is covered again.
        """
        with self.database.read() as connection:
            now = self._now(connection)
            before = history.newest(connection, _id(subscribed))
            last = history.last_sent(connection, _id(subscribed))
            slot = f"run {invocation_id}"
            digest = self._compose(connection, subscribed, slot, now)
            if not digest.stories and last is not None:
                if before is None or not force:
                    return Run(already=last)
                digest = self._compose(connection, subscribed, slot, now, since=before.digest.window.since)
        with self.database.write() as connection:
            _reconsider(connection, self._open(connection, digest, now))
            return Run(digest=replace(digest, id=history.id_of_slot(connection, _id(subscribed), slot)))

    def preview(self, subscribed: Subscription) -> Digest:
        """The digest that would be opened now; nothing is stored, and the subscription need not be."""
        with self.database.read() as connection:
            now = self._now(connection)
            return self._compose(connection, subscribed, slot_name(now), now)

    def earliest(self) -> datetime | None:
        """When the next digest is due; None: never."""
        with self.database.read() as connection:
            return subscriptions.earliest(connection)

    def _compose(
        self,
        connection: sa.Connection,
        subscribed: Subscription,
        slot: str,
        now: datetime,
        since: datetime | None = None,
    ) -> Digest:
        """The digest of everything since the last one sent, or since `since`.

        Its window ends with the newest article that can be seen, not with the present instant: an article that is being
        stored just now was collected before this instant, and belongs into the next window.
        """
        if since is None and subscribed.id is not None:
            since = ledger.unread_since(connection, subscribed.id)
        window = schedule.window(since, now)
        findings = archive.findings_in(connection, window)
        seen = [one.article.collected_at for one in findings if one.article.collected_at is not None]
        until = max(seen) + _INSTANT if seen else window.since
        told: Mapping[int, datetime] = {}
        if subscribed.id is not None:
            ids = [one.article.id for one in findings if one.article.id is not None]
            told = errata.told(connection, subscribed.id, ids, window.since)
        return edition.edit(subscribed, findings, Window(window.since, until), slot, now, told=told)

    def _open(self, connection: sa.Connection, digest: Digest, now: datetime) -> list[Digest]:
        """Record a digest; empty when its slot already has one."""
        deliver = bool(digest.stories) or digest.subscription.when_empty is WhenEmpty.LINE
        digest_id = ledger.open_digest(connection, digest, now, deliver=deliver)
        return [] if digest_id is None else [replace(digest, id=digest_id)]

    # --- correcting ------------------------------------------------------------------------------------------------

    def correct(self) -> tuple[int, ...]:
        """Put corrected figures in their places in the digests of the last week (`digests.store.errata`).

        To be called at every heartbeat; safe from any number of processes. Returns the ids of the digests that were
        posted before: what corrects their messages is planned. Those that were not posted yet say the new right away.
        """
        with self.database.read() as connection:
            due = errata.due(connection, self._now(connection))
        if due is None:
            return ()
        corrected: list[int] = []
        waiting = iter(due.digest_ids)
        while some := list(islice(waiting, _BATCH)):
            with self.database.write() as connection:
                corrected += errata.correct(connection, due, some, self._now(connection))
        with self.database.write() as connection:
            errata.conclude(connection, due, self._now(connection))
        return tuple(corrected)

    # --- delivering ------------------------------------------------------------------------------------------------

    def claim(self, adapter: str, count: int, lease: float = ledger.LEASE) -> tuple[ledger.Claim, ...]:
        """Take up to `count` deliveries whose turn it is, for `lease` seconds from before this call."""
        with self.database.write() as connection:
            return ledger.claim(connection, adapter, count, self._now(connection), lease)

    def settle(self, outcomes: Iterable[ledger.Outcome]) -> tuple[ledger.Outcome, ...]:
        """Record what became of claims; returns those that came after their lease and changed nothing."""
        with self.database.write() as connection:
            return ledger.settle(connection, outcomes, self._now(connection), self._spacing)

    def reserve(self, bucket: str, count: int, per_second: float, within: float = math.inf) -> limits.Turns:
        """Reserve up to `count` posts, those whose turn comes `within` so many seconds (`limits.reserve`).

        The seconds until the first count from the return: workers that wait differently long must not meet.
        """
        with self.database.write(durable=False) as connection:  # after a power cut, nobody is in a hurry
            now, asked = self._now(connection), time.monotonic()
            turns = limits.reserve(connection, bucket, count, per_second, now, within=within)
        return turns._replace(first=turns.first - (time.monotonic() - asked))

    def block(self, bucket: str, seconds: float) -> None:
        """Let nothing out of the bucket for so many seconds."""
        with self.database.write() as connection:
            limits.block(connection, bucket, seconds, self._now(connection))

    def sweep(self) -> int:
        """Wake lanes that were forgotten; returns how many."""
        with self.database.write() as connection:
            return ledger.sweep(connection, self._now(connection))

    def idle_seconds(self, adapter: str) -> float | None:
        """Seconds until a lane of the adapter is due, at least 0; None: all are idle."""
        with self.database.read() as connection:
            ready = ledger.next_ready(connection, adapter)
            return None if ready is None else max(0.0, (ready - self._now(connection)).total_seconds())

    # --- looking back ----------------------------------------------------------------------------------------------

    def digest(self, digest_id: int) -> Digest:
        """A digest as it was opened, its stories merged again from the same articles, or from their corrected versions.

        Raises:
            QueryError: there is none of that id.
        """
        for digest in self.digests([digest_id]).values():
            return digest
        raise no_digest(digest_id)

    def digests(self, digest_ids: Iterable[int]) -> dict[int, Digest]:
        """Digests by their ids, as `digest`; ids without one are left out."""
        with self.database.read() as connection:
            kept = history.frozen(connection, digest_ids)
            return {digest_id: self._thaw(connection, each) for digest_id, each in kept.items()}

    def newest(self, subscribed: Subscription) -> Digest | None:
        """The subscription's newest digest; None when there has been none."""
        with self.database.read() as connection:
            kept = history.newest(connection, _id(subscribed))
            return None if kept is None else self._thaw(connection, kept)

    def deliveries(self, digest_id: int) -> tuple[Delivery, ...]:
        """The messages of a digest, parent first."""
        with self.database.read() as connection:
            return history.deliveries(connection, digest_id)

    def why(self, subscribed: Subscription, article_id: int) -> tuple[Digest, tuple[Decision, ...]] | None:
        """The newest digest that looked at the article, and what each stage decided; None: none has looked at it."""
        with self.database.read() as connection:
            for kept in history.latest(connection, _id(subscribed)):
                decisions = tuple(each for each in kept.digest.decisions if each.article_id == article_id)
                if decisions:
                    return self._thaw(connection, kept), decisions
        return None

    def status(self, channel: Channel | None = None) -> Status:
        """How all subscriptions are doing, or the channel's."""
        chosen = self.subscriptions(channel)
        with self.database.read() as connection:
            since = self._now(connection) - VOTING
            voted = votes.of_subscriptions(connection, map(_id, chosen), since)
            return Status(
                standings=tuple(
                    Standing(
                        each,
                        subscriptions.next_at(connection, each),
                        history.last_sent(connection, _id(each)),
                        voted.get(_id(each), Votes()),
                    )
                    for each in chosen
                ),
                counts=history.count_by_state(connection),
                unsent=history.unsent(connection),
            )

    def vote(self, digest: Digest, voter: str, vote: Vote) -> Votes:
        """Record what a reader, by the platform's id, thinks of a digest; a second vote replaces the first. All votes
        on it."""
        with self.database.write() as connection:
            votes.cast(connection, _id(digest), voter, vote, self._now(connection))
            return votes.of_digest(connection, _id(digest))

    def votes(self, digest: Digest) -> Votes:
        """What readers think of a digest."""
        with self.database.read() as connection:
            return votes.of_digest(connection, _id(digest))

    def counts(self) -> dict[State, int]:
        """How many deliveries are open, dead or unknown; those sent are history and not counted."""
        with self.database.read() as connection:
            return history.count_by_state(connection)

    def _thaw(self, connection: sa.Connection, kept: history.Frozen) -> Digest:
        wanted = [article_id for ids in (*kept.stories, *kept.more) for article_id in ids]
        found = {one.article.id: one for one in archive.findings_of(connection, wanted)}
        told = [stories.told(found[each] for each in ids) for ids in (*kept.stories, *kept.more)]
        if kept.corrections:
            figure_ids = {figure_id for _, *pair in kept.corrections for figure_id in pair}
            cited = {one.figure.id: one for one in archive.cited_figures(connection, sorted(figure_ids))}
            for place, was, now in kept.corrections:
                changed = (*told[place].corrections, Correction(cited[was], cited[now]))
                told[place] = replace(told[place], corrections=changed)
        shown = len(kept.stories)
        return replace(kept.digest, stories=tuple(told[:shown]), more=tuple(told[shown:]))

    def _now(self, connection: sa.Connection) -> datetime:
        return ledger.now(connection, self._clock)


def no_digest(digest_id: int) -> QueryError:
    """Said of a digest that is not there, or not for who asks."""
    return QueryError(
        Wording("there is no digest {id}", id=f"d{digest_id}"), remedy=Wording("'details' shows the one sent last")
    )


def slot_name(slot: datetime) -> str:
    """What a due instant is called as a slot: ISO 8601 in UTC, to the second."""
    return slot.astimezone(UTC).isoformat(timespec="seconds")


def _reconsider(connection: sa.Connection, opened: Sequence[Digest]) -> None:
    """See that digests opened in this transaction are corrected if they show what was superseded meanwhile."""
    shown = {
        one.article.id or 0 for digest in opened for story in (*digest.stories, *digest.more) for one in story.sources
    }
    if shown:
        errata.reconsider(connection, shown)


def _id(kept: Subscription | Digest) -> int:
    """The stored id."""
    if kept.id is None:
        raise ValueError(f"it is not stored: {kept}")
    return kept.id
