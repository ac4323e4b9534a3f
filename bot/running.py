"""Kawaraban as a service: the parts of `bot.app` with platforms, a courier and an engine around them."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import structlog

from bot.app import App
from bot.chat import Answer, ChatAdapter, Choice, Invocation, Reply, Suggest, Typing
from bot.commands.context import Line
from bot.courier import Courier
from bot.engine.embedded import Embedded, Service
from bot.plugins import connected

log = structlog.get_logger("kawaraban")


async def run(app: App) -> None:
    """Watch, keep the schedule, post and answer, until stopped by a signal.

    Raises:
        SettingsError: a platform's settings are wrong.
    """
    adapters = connected(app.settings, app.database)
    courier = Courier(app.press, adapters, app.renderer.digest, app.renderer.note)
    answer = answering(app, courier, adapters)
    folders = app.settings.sources.folders
    suggest = suggesting(app)
    services: dict[str, Service] = {
        name: partial(adapter.listen, answer, suggest) for name, adapter in adapters.items()
    }
    if app.settings.archive_url:
        services["archive"] = partial(_archive, app)
    engine = Embedded(app.desk, app.press, courier, folders=folders, services=services)
    log.info("running", platforms=", ".join(adapters), folders=len(folders), database=app.database.where)
    if not app.press.subscriptions():
        log.warning("nobody has subscribed", remedy="add a [[subscription]], or ask for /digest subscribe in a channel")
    gc.collect()
    gc.freeze()  # what stands now stays: a full collection of it would take 30 ms of somebody's answer
    try:
        await engine.run()
    finally:
        for adapter in adapters.values():
            await adapter.close()


async def _archive(app: App) -> None:
    from bot.serving import serve  # noqa: PLC0415 - as above
    from bot.web.archive import archive  # noqa: PLC0415 - only where there is one

    settings = app.settings
    pages = archive(app.desk, app.renderer.voice(settings.language, settings.zone))
    ready = partial(log.info, "the archive is served", public=settings.archive_url)
    await serve(
        pages,
        settings.archive_host,
        settings.archive_port,
        field="archive_port",
        ready=lambda address: ready(address=address),
    )


def answering(app: App, courier: Courier, adapters: Mapping[str, ChatAdapter]) -> Answer:
    """What adapters ask: the command table in a thread of its own, with the managers whom the settings name."""
    commands = app.commands(lambda: [Line(name, *adapter.health()) for name, adapter in adapters.items()])
    managers = frozenset(app.settings.managers)

    async def answer(invocation: Invocation) -> Reply:
        if f"{invocation.channel.adapter}/{invocation.user.id}" in managers:
            invocation = replace(invocation, user=replace(invocation.user, manager=True))
        reply = await asyncio.to_thread(commands.answer, invocation)
        courier.wake()  # it may have opened a digest
        return reply

    return answer


def suggesting(app: App) -> Suggest:
    """What adapters ask while somebody types: the command table in a thread of its own."""
    commands = app.commands()

    async def suggest(typing: Typing) -> Sequence[Choice]:
        return await asyncio.to_thread(
            commands.complete, typing.command, typing.parameter, typing.typed, typing.channel, typing.language
        )

    return suggest
