"""Hand-written stand-ins that more than one part of the tests uses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from digests.model import Channel, Subscription


class FakeClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, at: str = "2026-07-01 00:00") -> None:
        self.at = utc(at)

    def now(self) -> datetime:
        return self.at

    def forward(self, seconds: float = 0, **duration: float) -> None:
        """Go on by so many seconds and whatever `timedelta` takes: `days`, `hours` …"""
        self.at += timedelta(seconds=seconds, **duration)


def utc(text: str) -> datetime:
    """ "2026-07-01 08:30" as an aware instant."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def subscription_to(channel: str, **terms: object) -> Subscription:
    """A subscription of a channel of the fake platform, named after it."""
    return replace(Subscription(channel, Channel("fake", "w", channel)), **terms)  # type: ignore[arg-type]  # the names are checked when they are passed on
