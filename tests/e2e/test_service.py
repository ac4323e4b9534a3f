"""`kawaraban run` as people start it: real processes, a real folder, a real Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.waiting import until

SETTINGS = 'data_dir = "data"\n[sources]\nfolders = ["news"]\n'
ARTICLE = "日銀、政策金利を0.75%に引き上げ\n\n日銀は19日、政策金利を0.75%に引き上げた。利上げは11カ月ぶり。\n"
PARTS = 2
"""Messages of a digest with one story: the parent and what a chat puts into its thread."""

HERE = Path(__file__).parents[2]


class Service:
    """A running `kawaraban run` whose output goes to a file."""

    def __init__(self, folder: Path, name: str) -> None:
        self._output = folder / name
        self._process = _kawaraban(folder, "run", output=self._output)

    @property
    def output(self) -> str:
        return self._output.read_text(encoding="utf-8")

    def interrupt(self) -> int:
        """Press Ctrl-C; returns the exit code."""
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(timeout=30)

    def __enter__(self) -> Service:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.wait()


def _kawaraban(folder: Path, *words: str, output: Path) -> subprocess.Popen[bytes]:
    with output.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "bot", *words],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(HERE)},
            stdout=file,
            stderr=subprocess.STDOUT,
        )


def test_numbers_lead_into_the_archive(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news/rate.txt").write_text(ARTICLE, encoding="utf-8")
    archive = 'archive_url = "https://news.example"\narchive_port = 0\n'
    (tmp_path / "kawaraban.toml").write_text(archive + SETTINGS, encoding="utf-8")
    with Service(tmp_path, "output") as service:
        asyncio.run(until(lambda: "collected" in service.output and "archive is served" in service.output))
        address = re.search(r"address=(http://[\d.:]+)", service.output)
        assert address is not None
        with urllib.request.urlopen(f"{address[1]}/a/1") as page:
            assert "0.75%</a>" in page.read().decode("utf-8")
        assert service.interrupt() == 0


def ask(folder: Path, line: str) -> str:
    asked = _kawaraban(folder, "do", line, output=folder / "answer")
    assert asked.wait(timeout=30) == 0
    return (folder / "answer").read_text(encoding="utf-8")


@pytest.fixture
def services(tmp_path: Path) -> Iterator[list[Service]]:
    (tmp_path / "news").mkdir()
    (tmp_path / "kawaraban.toml").write_text(SETTINGS, encoding="utf-8")
    with ExitStack() as stack:
        yield [stack.enter_context(Service(tmp_path, name)) for name in ("first", "second")]


async def test_two_services_on_one_database_read_and_print_once_and_ctrl_c_loses_nothing(
    tmp_path: Path, services: list[Service]
):
    def said(words: str) -> int:
        return sum(service.output.count(words) for service in services)

    await until(lambda: said("running") == 2)
    (tmp_path / "news/rate.txt").write_text(ARTICLE, encoding="utf-8")
    await until(lambda: said("collected"))
    ask(tmp_path, "subscribe")
    ask(tmp_path, "run")
    await until(lambda: said("] sent ") == PARTS)
    assert [service.interrupt() for service in services] == [0, 0]
    assert said("stopped") == 2
    assert said("collected") == 1
    assert said("Kawaraban") == 1
