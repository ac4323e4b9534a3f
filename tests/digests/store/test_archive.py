from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digests.model import (
    Approx,
    Article,
    Direction,
    Figure,
    Findings,
    Implication,
    Kind,
    Modality,
    Span,
    Stance,
    Window,
)
from digests.store import archive
from digests.store.database import Database

NOW = datetime(2025, 9, 30, 8, 30, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database.open(database_url)
    yield database
    database.close()


def article(text: str, **fields: object) -> Article:
    made = Article(text=text, origin="news/a.txt", fingerprint=hashlib.sha256(text.encode()).hexdigest())
    return replace(made, **fields)  # type: ignore[arg-type] - the tests name fields of Article


def figure(quote: str = "40%", **fields: object) -> Figure:
    made = Figure(quote=quote, span=Span(0, len(quote)), sentence=Span(0, 20), kind=Kind.PERCENT, value=Decimal(40))
    return replace(made, **fields)  # type: ignore[arg-type] - the tests name fields of Figure


def store(database: Database, findings: Findings, at: datetime = NOW) -> Findings:
    with database.write() as connection:
        return archive.add(connection, findings, at)


# --- round trip ----------------------------------------------------------------------------------------------------

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
spans = st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(lambda ends: Span(*sorted(ends)))
numbers = st.decimals(allow_nan=False, allow_infinity=False)
figures = st.builds(
    Figure,
    quote=texts,
    span=spans,
    sentence=spans,
    kind=st.sampled_from([kind for kind in Kind if kind is not Kind.DATE]),
    value=numbers | st.tuples(numbers, numbers),
    unit=texts,
    direction=st.none() | st.sampled_from(Direction),
    approx=st.none() | st.sampled_from(Approx),
    label=texts,
    key=st.booleans(),
    rank=st.none() | st.integers(1, 99),
    metric=st.none() | texts,
    base=texts,
    period=texts,
    host=st.none() | spans,
    first=st.booleans(),
    rule=texts,
)
dates = st.builds(
    Figure,
    quote=texts,
    span=spans,
    sentence=spans,
    kind=st.just(Kind.DATE),
    value=st.sampled_from(["2025-09", "--08-13", "2026-Q3"]),
)
implications = st.builds(
    Implication,
    region=texts,
    quote=texts,
    span=spans,
    modality=st.sampled_from(Modality),
    stance=st.none() | st.sampled_from(Stance),
    rule=texts,
)
everything = st.builds(
    Findings,
    article=st.builds(
        article,
        texts,
        origin=texts,
        title=texts,
        url=texts,
        source=texts,
        published=st.none() | st.dates(),
        language=texts,
        topics=st.lists(texts, max_size=3).map(tuple),
    ),
    figures=st.lists(figures | dates, max_size=4).map(tuple),
    implications=st.lists(implications, max_size=4).map(tuple),
    mentions=st.sets(texts, max_size=3).map(lambda regions: tuple(sorted(regions))),
    lead=st.lists(spans, max_size=3).map(tuple),
)


@given(everything)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_findings_come_back_exactly_as_they_were_stored(database: Database, findings: Findings) -> None:
    stored = store(database, findings)
    with database.read() as connection:
        assert archive.findings_of(connection, [stored.article.id or 0]) == (stored,)


@given(everything)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_storing_fills_the_ids_and_changes_nothing_else(database: Database, findings: Findings) -> None:
    text = f"{datetime.now(UTC).isoformat()} {findings.article.text}"
    findings = replace(findings, article=article(text))
    stored = store(database, findings)
    assert replace(stored.article, id=None, collected_at=None) == findings.article
    assert tuple(replace(one, id=None) for one in stored.figures) == findings.figures
    assert tuple(replace(one, id=None) for one in stored.implications) == findings.implications
    assert all(one.id for one in (stored.article, *stored.figures, *stored.implications))


def test_an_exact_value_keeps_its_last_zero(database: Database) -> None:
    stored = store(database, Findings(article("1.50%"), (figure("1.50%", value=Decimal("1.50")),)))
    with database.read() as connection:
        (found,) = archive.findings_of(connection, [stored.article.id or 0])
    assert str(found.figures[0].value) == "1.50"


# --- once, and versions --------------------------------------------------------------------------------------------


def test_the_same_text_is_stored_once_and_keeps_its_ids(database: Database) -> None:
    first = store(database, Findings(article("same"), (figure(),)))
    assert store(database, Findings(article("same", title="again"), ()), NOW + timedelta(1)) == first
    with database.read() as connection:
        assert archive.count(connection) == 1
        assert archive.known(connection, [first.article.fingerprint, "f" * 64]) == {first.article.fingerprint}


def test_a_changed_article_supersedes_the_earlier_version_of_its_address(database: Database) -> None:
    url = "https://wire.example/1"
    first = store(database, Findings(article("3.2M customers", url=url)))
    second = store(database, Findings(article("3.4M customers", url=url, origin="elsewhere")))
    with database.read() as connection:
        assert archive.newest(connection, 9) == (second,)
        assert archive.earlier_version(connection, second.article.id or 0) == first.article
        assert archive.earlier_version(connection, first.article.id or 0) is None
        assert archive.findings_of(connection, [first.article.id or 0]) == (first,)


@pytest.mark.parametrize(
    ("earlier", "later", "versions"),
    [
        ({"title": "Rates"}, {"title": "Rates"}, 1),
        ({"title": "Rates"}, {"title": "Exports"}, 2),
        ({"title": ""}, {"title": ""}, 2),
        ({"title": "Rates"}, {"title": "Rates", "origin": "news/b.txt"}, 2),
        ({"title": "Rates", "url": "https://wire.example/1"}, {"title": "Rates"}, 2),
        ({"title": "Rates", "url": "https://wire.example/1"}, {"title": "Rates", "url": "https://wire.example/2"}, 2),
    ],
)
def test_without_an_address_only_the_same_file_and_title_are_a_new_version(
    database: Database, earlier: dict[str, str], later: dict[str, str], versions: int
) -> None:
    store(database, Findings(article("first", **earlier)))
    store(database, Findings(article("second", **later)))
    with database.read() as connection:
        assert archive.count(connection) == versions


# --- out -----------------------------------------------------------------------------------------------------------


def test_a_window_holds_what_was_collected_from_its_start_until_before_its_end(database: Database) -> None:
    hours = [store(database, Findings(article(f"{hour}")), NOW + timedelta(hours=hour)) for hour in range(4)]
    with database.read() as connection:
        window = Window(NOW + timedelta(hours=1), NOW + timedelta(hours=3))
        assert archive.findings_in(connection, window) == tuple(hours[1:3])


def test_the_newest_come_first_page_by_page(database: Database) -> None:
    stored = [store(database, Findings(article(f"{number}"))) for number in range(5)]
    with database.read() as connection:
        assert archive.newest(connection, 2) == (stored[4], stored[3])
        assert archive.newest(connection, 2, skip=2) == (stored[2], stored[1])


def test_ids_are_answered_in_the_order_asked_and_unknown_ones_left_out(database: Database) -> None:
    one = store(
        database,
        Findings(article("one"), (figure(), figure("9%")), (Implication("TH", "q", Span(0, 1), Modality.FACT),)),
    )
    two = store(database, Findings(article("two"), (figure("5%"),)))
    asked = [two.figures[0].id or 0, 10**6, one.figures[1].id or 0]
    with database.read() as connection:
        assert [cited.figure.quote for cited in archive.cited_figures(connection, asked)] == ["5%", "9%"]
        cited = archive.cited_figure(connection, one.figures[0].id or 0)
        assert cited is not None
        assert (cited.article, cited.figure) == (one.article, one.figures[0])
        assert archive.cited_figure(connection, 10**6) is None
        (implication,) = archive.cited_implications(connection, [one.implications[0].id or 0])
        assert (implication.article, implication.implication) == (one.article, one.implications[0])
