"""A message whose time is over does not leave."""

from __future__ import annotations

import time

import pytest

from bot.chat import Ambiguous, Post
from bot.punctual import leave_by
from digests.model import Channel
from tests.bot.platform import Platform, PlatformAdapter

POST = Post(Channel("fake", "", "a"), {"text": "1.50%"}, mark="m1")


async def test_a_message_whose_time_is_over_stays_here_and_is_unclear(platform: Platform) -> None:
    adapter = PlatformAdapter(platform.url, timeout=5)
    try:
        leave_by.set(time.monotonic() - 0.001)
        with pytest.raises(Ambiguous):
            await adapter.post(POST)
        assert not platform.messages
        leave_by.set(time.monotonic() + 60)
        await adapter.post(POST)
        assert len(platform.messages) == 1
    finally:
        await adapter.close()


async def test_what_has_no_end_may_leave_at_any_time(platform: Platform) -> None:
    adapter = PlatformAdapter(platform.url, timeout=5)
    await adapter.post(POST)
    await adapter.close()
    assert len(platform.messages) == 1
