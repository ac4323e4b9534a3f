"""The archive over HTTP, as a reader's browser asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.app import App
from bot.chat import Unavailable
from bot.serving import serve
from bot.settings import Settings
from bot.web.archive import archive
from digests.sources.folder import FolderSource
from tests.waiting import until

RATES = (
    ("january", "2026-01-21", "The bank raised its policy rate to 1.75 per cent on Wednesday."),
    ("june", "2026-06-17", "The bank cut its policy rate to 1.50 per cent on Wednesday, a risk for Thai savers."),
)


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[str]:
    for name, day, text in RATES:
        (tmp_path / f"{name}.md").write_text(f"---\ntitle: Rates in {name}\npublished: {day}\n---\n{text}\n")
    settings = Settings(data_dir=tmp_path / "data", archive_url="https://news.example")
    with App.open(settings) as app:
        app.desk.collect(FolderSource((tmp_path,)))
        async with served(app) as address:
            yield address


@asynccontextmanager
async def served(app: App) -> AsyncIterator[str]:
    ready: list[str] = []
    pages = archive(app.desk, app.renderer.voice("en", "UTC"))
    serving = asyncio.create_task(serve(pages, "127.0.0.1", 0, field="archive_port", ready=ready.append))
    await until(lambda: ready)
    yield ready[0]
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def get(address: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(address) as response:
        return response.status, await response.text()


async def test_a_figures_link_opens_its_article_with_the_figure_marked_and_its_history(address: str) -> None:
    status, page = await get(f"{address}/a/2")
    assert status == 200
    assert '<main class="art alone" id="a2">' in page
    assert ">1.50 per cent</a>" in page
    assert 'class="f" id="f' in page
    assert "History, 2 values" in page


@pytest.mark.parametrize("missing", ["3", "99999999999999999999999"])
async def test_an_article_that_is_not_there_is_missing(address: str, missing: str) -> None:
    assert await get(f"{address}/a/{missing}") == (404, f"There is no article a{missing}.\n")


async def test_there_is_nothing_else(address: str) -> None:
    assert (await get(f"{address}/a/../kawaraban.toml"))[0] == 404
    assert (await get(address))[0] == 404


async def test_a_port_that_is_taken_names_the_setting(address: str) -> None:
    taken = int(address.rpartition(":")[2])
    with pytest.raises(Unavailable, match=r"cannot listen on 127\.0\.0\.1") as refused:
        await serve(lambda *_: None, "127.0.0.1", taken, field="archive_port", ready=print)  # type: ignore[arg-type]  # never asked
    assert refused.value.field == "archive_port"
