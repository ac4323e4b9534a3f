"""A bot at work on the Slack of the tests: an adapter that listens, and a desk that answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bot.adapters.slack import SlackAdapter, SlackSettings
from bot.chat import Answer, Button, Fault, Invocation, Refused, Reply
from digests.document import Document, Heading, Paragraph, Run, Table
from tests.bot.slack_server import APP_TOKEN, BOT_TOKEN, SlackServer


@dataclass
class Desk:
    """Answers every question with its own words, and remembers it."""

    asked: list[Invocation] = field(default_factory=list)
    buttons: tuple[Button, ...] = ()
    fault: Fault | None = None

    async def answer(self, invocation: Invocation) -> Reply:
        self.asked.append(invocation)
        table = Table(((Run("n"),),), (((Run("40%"),),),))
        blocks = (
            Heading(1, (Run(invocation.text or "nothing"),)),
            Paragraph((Run(invocation.given or "answer"),)),
            table,
        )
        return Reply(Document(invocation.language, blocks), buttons=self.buttons, fault=self.fault)


def settings(server: SlackServer, **changed: object) -> SlackSettings:
    given = {"bot_token": BOT_TOKEN, "app_token": APP_TOKEN, "base_url": server.api, "timeout": 2} | changed
    return SlackSettings.model_validate(given)


@asynccontextmanager
async def listening(adapter: SlackAdapter, answer: Answer) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(adapter.listen(answer))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, Refused):
            await task
        await adapter.close()


async def until(condition: Callable[[], object], seconds: float = 8) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - an adapter's health tells nobody when it changes
            await asyncio.sleep(0.02)


def text_of(response: dict[str, Any]) -> str:
    return json.dumps(response["blocks"], ensure_ascii=False)


def button(response: dict[str, Any], action: str) -> dict[str, Any]:
    (found,) = [
        element
        for block in response["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
        if element["action_id"] == action
    ]
    return dict(found)


async def send(url: str, body: str, headers: dict[str, str]) -> tuple[int, str]:
    kind = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers={"Content-Type": kind, **headers}) as response,
    ):
        return response.status, await response.text()
