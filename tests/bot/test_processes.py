"""Extraction in several processes, with real ones: what one process would say, whatever happens to the others."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot import processes
from bot.processes import Extraction
from digests.errors import SourceError
from digests.extract import extract
from digests.extracting import extract_each
from digests.model import Article, Findings
from digests.sources.folder import FolderSource
from tests.waiting import until

CORPUS = Path(__file__).parents[1] / "corpus" / "dev"


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return [one for one in FolderSource((CORPUS,)).articles() if isinstance(one, Article)]


def text(words: str) -> Article:
    return Article(text=words, origin=f"{words}.txt", fingerprint=words)


def test_several_processes_say_what_one_says_in_the_same_order(articles: list[Article]) -> None:
    with Extraction.across(3) as extraction:
        assert extraction(articles) == extract_each(extract, articles)


def test_no_article_or_one_needs_no_other_process() -> None:
    with Extraction.across(2) as extraction:
        assert extraction([]) == []
        assert extraction([text("Sales rose 3%.")]) == [extract(text("Sales rose 3%."))]


def test_what_a_source_could_not_read_keeps_its_place() -> None:
    wrong = SourceError("it is a directory")
    with Extraction.across(2) as extraction:
        said = list(extraction.each([text("one"), wrong, text("two")]))
    assert said == [extract(text("one")), wrong, extract(text("two"))]


def test_an_article_that_breaks_the_rules_is_an_error_wherever_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(article: Article) -> Findings:
        if "riddle" in article.text:
            raise ValueError("what has four legs in the morning")
        return Findings(article)

    monkeypatch.setattr(processes, "extract", read)
    asked = [text(words) for words in ("riddle 1", "one", "two", "riddle 2")]
    with Extraction.across(2) as extraction:
        said = extraction(asked)
    assert [type(one) for one in said] == [SourceError, Findings, Findings, SourceError]
    assert str(said[3]).startswith("riddle 2.txt: it could not be understood: ValueError('what has four legs")


def test_a_process_that_the_system_ends_costs_nothing_but_time(monkeypatch: pytest.MonkeyPatch) -> None:
    here = os.getpid()

    def read(article: Article) -> Findings:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return Findings(article)

    monkeypatch.setattr(processes, "extract", read)
    asked = [text(words) for words in ("one", "two", "three")]
    with Extraction.across(2) as extraction:
        for _ in range(2):
            assert extraction(asked) == [Findings(article) for article in asked]


PARENT = """
import sys, os
from bot import processes
from bot.processes import Extraction
processes.extract = lambda article: article.origin == "here" or print(os.getpid(), flush=True)
from digests.model import Article
with Extraction.across(2) as extraction:
    extraction([Article(text="same", origin=where, fingerprint="") for where in ("here", "there")])
    sys.stdin.read()
"""


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is one process only")
def test_a_process_leaves_an_interrupt_to_its_parent_and_ends_with_it() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        other = int(parent.stdout.readline())
        os.kill(other, signal.SIGINT)
        assert runs(other)
        parent.kill()
        parent.wait()
        asyncio.run(until(lambda: not runs(other)))


def test_few_articles_are_shared_by_language_and_many_of_one_by_length() -> None:
    english, japanese, thai = (words * 12 for words in ("Sales rose.", "売上高は年々増えたと。", "ขายเพิ่มขึ้"))
    asked = [text(words) for words in (english, japanese, thai, english, japanese, english)]
    assert processes._shares(asked, 3) == [[0, 3, 5], [1, 4], [2]]
    assert processes._shares(asked, 2) == [[0, 3, 5], [1, 4, 2]]
    assert processes._shares([text(english * 300)] * 4, 2) == [[2, 3], [0, 1]]
