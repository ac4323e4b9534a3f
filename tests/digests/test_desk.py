from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pytest

from digests.desk import Desk, Report
from digests.errors import SourceError, StoreError
from digests.model import Article, Findings, Window
from digests.store.database import Database

NOW = datetime(2025, 9, 30, 8, 30, tzinfo=UTC)
ALWAYS = Window(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


class Noon:
    def now(self) -> datetime:
        return NOW


class Items:
    """A source of fixed items."""

    def __init__(self, *items: Article | SourceError) -> None:
        self._items = items

    def articles(self) -> Iterator[Article | SourceError]:
        yield from self._items


def article(text: str, url: str = "") -> Article:
    fingerprint = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Article(text=text, origin=f"{text}.txt", fingerprint=fingerprint, url=url)


def understand(article: Article) -> Findings:
    if article.text == "riddle":
        raise ValueError("what has four legs in the morning")
    return Findings(article)


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    database = Database.open(database_url)
    yield Desk(database, understand, Noon())
    database.close()


def texts(desk: Desk) -> list[str]:
    return [one.article.text for one in desk.findings(ALWAYS)]


def test_what_is_new_is_stored_and_the_rest_is_known(desk: Desk) -> None:
    assert desk.collect(Items(article("one"), article("two"))) == Report(read=2)
    assert desk.collect(Items(article("two"), article("three"), article("three"))) == Report(read=1, known=2)
    assert texts(desk) == ["one", "two", "three"]


def test_an_article_that_another_process_stores_meanwhile_is_known(desk: Desk) -> None:
    items = Items(article("one"), article("two"))

    def slowly(article: Article) -> Findings:
        desk.collect(items)
        return Findings(article)

    slow = Desk(desk.database, slowly, Noon())
    assert slow.collect(Items(article("one"), article("three"))) == Report(read=1, known=1)
    assert texts(desk) == ["one", "two", "three"]


def test_more_articles_than_one_transaction_takes_are_all_stored(desk: Desk) -> None:
    assert desk.collect(Items(*(article(str(number)) for number in range(100)))) == Report(read=100)


def test_what_a_source_could_not_read_is_reported_and_stops_nothing(desk: Desk) -> None:
    error = SourceError("it is a directory", where="two")
    assert desk.collect(Items(article("one"), error, article("three"))) == Report(read=2, failed=(error,))


def test_an_article_that_breaks_the_extractor_is_reported_and_stops_nothing(desk: Desk) -> None:
    report = desk.collect(Items(article("one"), article("riddle"), article("three")))
    assert (report.read, [error.where for error in report.failed]) == (2, ["riddle.txt"])
    assert "four legs" in str(report.failed[0])
    assert texts(desk) == ["one", "three"]


def test_an_article_that_the_database_refuses_is_reported_and_stops_nothing(desk: Desk) -> None:
    report = desk.collect(Items(article("one"), article("half a letter: \ud800"), article("three")))
    assert (report.read, len(report.failed)) == (2, 1)
    assert "could not be stored" in str(report.failed[0])
    assert texts(desk) == ["one", "three"]


def test_a_nul_is_stored_where_the_database_can_and_reported_where_it_cannot(desk: Desk) -> None:
    report = desk.collect(Items(article("nul \0"), article("two")))
    assert (report.read, len(report.failed)) == ((2, 0) if desk.database.dialect == "sqlite" else (1, 1))


def test_a_database_that_fails_is_no_articles_fault() -> None:
    desk = Desk(Database.memory(), understand, Noon())
    with desk.database.read() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
    with pytest.raises(StoreError, match="readonly"):
        desk.collect(Items(article("one")))


def test_a_new_version_of_an_article_is_counted_as_a_correction(desk: Desk) -> None:
    url = "https://wire.example/1"
    assert desk.collect(Items(article("3.2M", url), article("3.4M", url))) == Report(read=2, corrected=1)


def test_progress_sees_every_item_as_it_is_read(desk: Desk) -> None:
    seen: list[object] = []

    def watch(items: Iterable[Article | SourceError]) -> Iterator[Article | SourceError]:
        for item in items:
            seen.append(item)
            yield item

    items = (article("one"), SourceError("no"), article("two"))
    desk.collect(Items(*items), watch)
    assert seen == list(items)


def test_a_text_that_is_no_article_is_understood_and_not_stored(desk: Desk) -> None:
    assert desk.read("one").article.text == "one"
    assert texts(desk) == []
