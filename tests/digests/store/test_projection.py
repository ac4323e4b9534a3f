from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digests.desk import Desk
from digests.errors import SourceError, StoreError
from digests.model import Article, Findings, Query
from digests.store import archive, projection
from digests.store.database import Database

NOW = datetime(2025, 9, 30, 8, 30, tzinfo=UTC)


class Noon:
    def now(self) -> datetime:
        return NOW


class Articles:
    def __init__(self, *articles: Article) -> None:
        self._articles = articles

    def articles(self) -> Iterator[Article | SourceError]:
        yield from self._articles


def article(text: str, url: str = "") -> Article:
    return Article(text, f"{text}.txt", hashlib.sha256(text.encode()).hexdigest(), url=url)


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    database = Database.open(postgres_url)
    yield database
    database.close()


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, Findings, Noon(), tmp_path / "node")


def found(desk: Desk, *words: str, **query: object) -> list[str]:
    asked = replace(Query(words=words), **query)  # type: ignore[arg-type] - fields of Query
    return [one.article.text for one in desk.articles(asked).items]


def test_what_was_stored_is_found_at_once(desk: Desk) -> None:
    desk.collect(Articles(article("自動車の関税"), article("半導体の関税")))
    assert found(desk, "関税") == ["半導体の関税", "自動車の関税"]
    assert found(desk, "車", since=NOW.replace(hour=0)) == ["自動車の関税"]
    assert found(desk) == ["半導体の関税", "自動車の関税"]


def test_an_earlier_version_is_not_found_any_more(desk: Desk) -> None:
    url = "https://wire.example/1"
    desk.collect(Articles(article("関税は10%", url)))
    assert found(desk, "関税") == ["関税は10%"]
    desk.collect(Articles(article("関税は12%", url), article("関税は15%", url)))
    assert found(desk, "関税") == ["関税は15%"]
    assert found(desk) == ["関税は15%"]


def test_a_version_may_go_before_its_successor_comes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "https://wire.example/1"
    desk.collect(Articles(article("関税は10%", url)))
    assert found(desk, "関税") == ["関税は10%"]
    monkeypatch.setattr(projection, "BATCH", 1)
    desk.collect(Articles(article("関税は12%", url)))
    assert [found(desk, "関税"), found(desk, "関税")] == [[], ["関税は12%"]]


def test_a_node_that_comes_later_or_comes_back_finds_the_same(desk: Desk, database: Database, tmp_path: Path) -> None:
    desk.collect(Articles(article("関税 1")))
    assert found(desk, "関税") == ["関税 1"]
    for folder in ("other", "node"):
        later = Desk(database, Findings, Noon(), tmp_path / folder)
        later.collect(Articles(article(f"関税 {folder}")))
        assert "関税 1" in found(later, "関税")
        assert f"関税 {folder}" in found(later, "関税")


def test_a_slow_transaction_is_not_passed_over(desk: Desk, database: Database) -> None:
    with database.write() as slow:
        archive.add(slow, Findings(article("関税 slow")), NOW)
        desk.collect(Articles(article("関税 fast")))
        assert found(desk, "関税") == []  # not before the older transaction has ended, one way or the other
    assert found(desk, "関税") == ["関税 fast", "関税 slow"]


def test_many_changes_are_taken_batch_by_batch(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projection, "BATCH", 2)
    desk.collect(Articles(*(article(f"関税 {number}") for number in range(5))))
    assert [desk.index(), desk.index(), desk.index()] == [True, True, False]
    assert len(found(desk, "関税")) == 5


def test_the_index_of_a_node_is_merged_and_finds_the_same(desk: Desk) -> None:
    for number in range(5):
        desk.collect(Articles(article(f"関税 {number}")))
        desk.index()
    before = found(desk, "関税")
    assert desk.merge()
    while desk.merge():
        pass
    assert found(desk, "関税") == before


def test_a_node_without_a_folder_says_that_it_cannot_search(database: Database) -> None:
    desk = Desk(database, Findings, Noon())
    assert desk.index() is False
    assert desk.merge() is False
    with pytest.raises(StoreError, match="no search index"):
        desk.articles(Query(words=("関税",)))


def test_what_cannot_be_read_is_no_index(database: Database, tmp_path: Path) -> None:
    (tmp_path / "node").write_text("")
    with pytest.raises(StoreError):
        Desk(database, Findings, Noon(), tmp_path / "node")
