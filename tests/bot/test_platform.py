"""The platform of our own satisfies the contract that Slack's and Discord's adapters do."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.chat import Body
from digests.model import Channel
from tests.bot.adapter_contract import AdapterContract, Harness, Taken, Trouble
from tests.bot.platform import TEXT_LIMIT, Fault, Platform, PlatformAdapter


class PlatformHarness:
    channel = Channel("fake", "w", "general")

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.adapter = PlatformAdapter(platform.url)
        self.retry_after = platform.retry_after

    async def arrange(self, trouble: Trouble) -> None:
        if trouble is Trouble.UNREACHABLE:
            await self.platform.stop()
        elif trouble is Trouble.SILENT:  # the one that waits for the timeout; the others must not race against it
            await self.adapter.close()
            self.adapter = PlatformAdapter(self.platform.url, timeout=1)
            self.platform.arrange(Fault(trouble))
        else:
            self.platform.arrange(Fault(trouble))

    def taken(self) -> tuple[Taken, ...]:
        return tuple(Taken(each.ref, each.mark, each.text, each.thread) for each in self.platform.messages.values())

    def attempts(self) -> int:
        return len(self.platform.requests)

    def faults(self, body: Body) -> tuple[str, ...]:
        return ("too long",) if len(body["text"]) > TEXT_LIMIT else ()

    def pings(self, ref: str) -> bool:
        return "@everyone" in self.platform.messages[ref].text


class TestPlatform(AdapterContract):
    @pytest.fixture
    async def harness(self) -> AsyncIterator[Harness]:
        platform = Platform()
        await platform.start()
        harness = PlatformHarness(platform)
        yield harness
        await harness.adapter.close()
        await platform.stop()
