from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from digests.model import (
    Article,
    CitedFigure,
    Figure,
    Findings,
    Implication,
    Kind,
    Modality,
    Query,
    Span,
    Value,
)
from digests.store import archive, lookup
from digests.store.database import Database

NOW = datetime(2025, 9, 30, 8, 30, tzinfo=UTC)
DAY = date(2025, 9, 1)


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    database = Database.memory()
    with database.write() as connection:
        yield connection
    database.close()


def figure(text: str, quote: str, value: Value, **fields: object) -> Figure:
    """A figure whose sentence is the part of `text` up to the full stop behind the quote."""
    start = text.index(quote)
    sentence = Span(text.rfind("。", 0, start) + 1, text.find("。", start) + 1 or len(text))
    made = Figure(quote, Span(start, start + len(quote)), sentence, Kind.PERCENT, value, unit="%")
    return replace(made, **fields)  # type: ignore[arg-type] - fields of Figure


def add(
    connection: sa.Connection, text: str, *figures: Figure, regions: tuple[str, ...] = (), **fields: object
) -> Findings:
    fingerprint = hashlib.sha256(f"{text}{fields}".encode()).hexdigest()
    article = replace(Article(text, "a.txt", fingerprint), **fields)  # type: ignore[arg-type] - fields of Article
    return archive.add(connection, Findings(article, figures, mentions=regions), NOW)


def quotes(page: lookup.Page[CitedFigure]) -> list[str]:
    return [cited.figure.quote for cited in page.items]


# --- figures -------------------------------------------------------------------------------------------------------

TEXT = "アリババの株価は9%上昇。エヌビディアの費用は40%削減、約3割。6,000万ドルは30日に払う。"
FIGURES = (
    figure(TEXT, "9%", Decimal(9), label="株価", key=True, rank=2),
    figure(TEXT, "40%", Decimal(40), label="費用", key=True, rank=1),
    figure(TEXT, "3割", Decimal(30), host=Span(0, 1)),
    figure(TEXT, "6,000万ドル", Decimal(60000000), kind=Kind.MONEY, unit="USD", label="アリババ株取得額"),
    figure(TEXT, "30日", "----30", kind=Kind.DATE, unit=""),
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(), ["40%", "9%", "6,000万ドル"]),
        (Query(words=("アリババ",)), ["9%", "6,000万ドル"]),
        (Query(words=("アリババ", "株価")), ["9%"]),
        (Query(phrases=("費用は",)), ["40%"]),
        (Query(words=("アリババ",), unit="usd"), ["6,000万ドル"]),
        (Query(kind=Kind.PERCENT), ["40%", "9%", "3割"]),
        (Query(kind=Kind.DATE), ["30日"]),
        (Query(words=("トヨタ",)), []),
    ],
)
def test_figures_are_those_that_the_words_are_about(
    connection: sa.Connection, query: Query, expected: list[str]
) -> None:
    add(connection, TEXT, *FIGURES)
    assert quotes(lookup.figures(connection, query)) == expected


def test_a_word_in_the_title_is_about_every_figure(connection: sa.Connection) -> None:
    add(connection, TEXT, *FIGURES, title="中国企業の投資")
    assert quotes(lookup.figures(connection, Query(words=("投資",)))) == ["40%", "9%", "6,000万ドル"]


def test_pages_of_figures_go_on_where_the_last_ended(connection: sa.Connection) -> None:
    for number in range(5):
        text = f"株価は{number}%。"
        add(connection, text, figure(text, f"{number}%", Decimal(number)))
    pages = [lookup.figures(connection, Query(page=number, size=2)) for number in (1, 2, 3, 9)]
    assert [quotes(page) for page in pages] == [["4%", "3%"], ["2%", "1%"], ["0%"], ["0%"]]
    assert [page.next for page in pages] == [2, 3, None, None]
    assert pages[0].total == 5


def test_a_count_that_was_not_finished_says_so(connection: sa.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "SCANNED", 2)
    for number in range(3):
        text = f"株価は{number}%。"
        add(connection, text, figure(text, f"{number}%", Decimal(number)))
    page = lookup.figures(connection, Query(words=("株価",), size=5))
    assert (quotes(page), page.total, page.more) == (["2%", "1%"], 2, True)


# --- articles and implications -------------------------------------------------------------------------------------


def implied(connection: sa.Connection, text: str, *regions: str) -> Findings:
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    said = tuple(Implication(region, text, Span(0, len(text)), Modality.POSSIBLE) for region in regions)
    return archive.add(connection, Findings(Article(text, "a.txt", fingerprint), (), said, ("JP",)), NOW)


def test_a_group_finds_the_articles_of_its_members(connection: sa.Connection) -> None:
    one, _two = implied(connection, "one", "TH"), implied(connection, "two", "CN")
    assert lookup.articles(connection, Query(region="ASEAN")).items == (one,)


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("TH", ["for both", "for the group", "for Thailand"]),
        ("ASEAN", ["for both", "for the group", "for Viet Nam", "for Thailand"]),
        ("VN", ["for both", "for the group", "for Viet Nam"]),
        ("CN", ["for China"]),
        ("JP", []),
    ],
)
def test_implications_are_for_the_region_a_part_of_it_or_a_group_around_it(
    connection: sa.Connection, region: str, expected: list[str]
) -> None:
    implied(connection, "for Thailand", "TH")
    implied(connection, "for China", "CN")
    implied(connection, "for Viet Nam", "VN")
    implied(connection, "for the group", "035")
    implied(connection, "for both", "035", "TH", "VN")
    found = lookup.implications(connection, Query(region=region))
    assert [cited.implication.quote for cited in found.page.items] == expected
    assert (found.page.total, found.articles) == (len(expected), len(expected))


def test_a_sentence_for_several_regions_is_given_for_the_one_asked(connection: sa.Connection) -> None:
    implied(connection, "for both", "035", "TH")
    for region in ("TH", "035"):
        (cited,) = lookup.implications(connection, Query(region=region)).page.items
        assert cited.implication.region == region


def test_implications_can_be_narrowed_by_words_and_paged(connection: sa.Connection) -> None:
    for number in range(4):
        implied(connection, f"tariff {number}", "TH")
    implied(connection, "rates", "TH")
    page = lookup.implications(connection, Query(words=("tariff",), region="TH", page=2, size=3)).page
    assert [cited.implication.quote for cited in page.items] == ["tariff 0"]
    assert page.total == 4


# --- history -------------------------------------------------------------------------------------------------------


def rate(
    connection: sa.Connection, day: int, value: str, source: str = "wire.example", **fields: object
) -> CitedFigure:
    text = f"{day} {source} {value}%。"
    stored = add(
        connection,
        text,
        figure(text, f"{value}%", Decimal(value), **{"label": "policy rate", "key": True, **fields}),
        regions=("TH",),
        published=DAY + timedelta(days=day),
        source=source,
    )
    return CitedFigure(stored.article, stored.figures[0])


def values(history: lookup.History) -> list[str]:
    return [str(cited.figure.value) for cited in history.points]


def test_a_history_has_the_same_label_and_unit_oldest_first(connection: sa.Connection) -> None:
    rate(connection, 20, "1.50", label="The Policy  Rate")
    rate(connection, 10, "1.75")
    rate(connection, 5, "9", label="inflation")
    rate(connection, 6, "9", unit="pp")
    rate(connection, 7, "9", kind=Kind.MULTIPLE)
    rate(connection, 8, "9", base="yoy")
    asked = rate(connection, 1, "2.00")
    assert values(lookup.history(connection, asked)) == ["2.00", "1.75", "1.50"]


def test_a_measure_is_the_same_in_other_words_where_a_region_is_shared(connection: sa.Connection) -> None:
    asked = rate(connection, 1, "2.00", metric="policy_rate")
    rate(connection, 2, "1.75", label="政策金利", metric="policy_rate")
    text = "0.50%。"
    other = figure(text, "0.50%", Decimal("0.50"), label="政策金利", metric="policy_rate")
    add(connection, text, other, regions=("JP",), published=DAY)
    assert values(lookup.history(connection, asked)) == ["2.00", "1.75"]


def test_a_history_goes_back_page_by_page_and_begins_with_what_was_asked(
    connection: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "POINTS", 2)
    asked = rate(connection, 1, "5.00")
    for day in (2, 3, 4, 5):
        rate(connection, day, f"{5 - day}.00")
    pages = [lookup.history(connection, asked, page) for page in (1, 2, 3, 4)]
    assert [values(page) for page in pages] == [["5.00", "1.00", "0.00"], ["3.00", "2.00"], ["5.00"], ["5.00"]]
    assert [(page.page, page.older) for page in pages] == [(1, True), (2, True), (3, False), (3, False)]


def test_a_figure_without_label_is_its_own_history(connection: sa.Connection) -> None:
    rate(connection, 1, "2.00", label="")
    asked = rate(connection, 2, "1.75", label="")
    assert values(lookup.history(connection, asked)) == ["1.75"]


def test_an_article_is_one_point_its_most_important_figure_or_the_one_asked(connection: sa.Connection) -> None:
    text = "policy rate 1.50% from 1.75%。"
    both = [
        figure(text, quote, Decimal(quote[:-1]), label="policy rate", key=key)
        for quote, key in (("1.75%", False), ("1.50%", True))
    ]
    stored = add(connection, text, *both, published=DAY)
    asked = rate(connection, 9, "1.25")
    assert values(lookup.history(connection, asked)) == ["1.50", "1.25"]
    assert values(lookup.history(connection, CitedFigure(stored.article, stored.figures[0]))) == ["1.75", "1.25"]


def test_outlets_that_differ_at_one_time_are_a_conflict(connection: sa.Connection) -> None:
    asked = rate(connection, 1, "40", "wire.example")
    rate(connection, 2, "40.0", "khao.example")
    rate(connection, 3, "30", "keizai.example")
    rate(connection, 20, "20", "wire.example")
    (conflict,) = lookup.history(connection, asked).conflicts
    assert conflict.label == "policy rate"
    assert [(claim.article.source, str(claim.figure.value)) for claim in conflict.claims] == [
        ("wire.example", "40"),
        ("keizai.example", "30"),
    ]


def test_an_outlet_that_gives_the_step_first_and_the_level_too_does_not_differ(connection: sa.Connection) -> None:
    asked = rate(connection, 1, "1.50")
    text = "policy rate 0.25% lower at 1.50%。"
    both = [
        figure(text, quote, Decimal(quote[:-1]), label="policy rate", key=key)
        for quote, key in (("0.25%", True), ("1.50%", False))
    ]
    add(connection, text, *both, published=DAY, source="khao.example")
    history = lookup.history(connection, asked)
    assert (values(history), history.conflicts) == (["1.50", "1.50"], ())


@pytest.mark.parametrize(("day", "source"), [(2, "wire.example"), (9, "keizai.example")])
def test_one_outlet_or_another_week_is_no_conflict(connection: sa.Connection, day: int, source: str) -> None:
    asked = rate(connection, 1, "40", "wire.example")
    rate(connection, day, "30", source)
    assert lookup.history(connection, asked).conflicts == ()


def version(connection: sa.Connection, text: str, *figures: Figure) -> Findings:
    return add(connection, text, *figures, url="https://wire.example/1", source="wire.example", published=DAY)


def test_a_later_version_that_gives_another_value_is_a_correction(connection: sa.Connection) -> None:
    before, after = "3.2M customers, 9% here, 5% a, 6% a。", "3.4M customers, 9% here, 7% a, 8% a。"
    customers = {"kind": Kind.COUNT, "unit": "customer", "label": "customers"}

    def figures(text: str, first: str, ambiguous: list[str]) -> list[Figure]:
        return [
            figure(text, first, Decimal(first[:-1]), **customers),
            figure(text, "9%", Decimal(9), label="here"),
            figure(text, "here", Decimal(len(text)), label=""),
            *(figure(text, quote, Decimal(quote[:-1]), label="a") for quote in ambiguous),
        ]

    old = version(connection, before, *figures(before, "3.2M", ["5%", "6%"]))
    new = version(connection, after, *figures(after, "3.4M", ["7%", "8%"]))
    assert lookup.corrections(connection, old.article.id or 0) == ()
    (correction,) = lookup.corrections(connection, new.article.id or 0)
    assert correction.was == CitedFigure(old.article, old.figures[0])
    assert correction.now == CitedFigure(new.article, new.figures[0])
    assert lookup.history(connection, correction.now).corrections == (correction,)
    assert lookup.history(connection, CitedFigure(new.article, new.figures[1])).corrections == ()


def test_a_correction_of_the_same_measure_in_other_words_is_shown(connection: sa.Connection) -> None:
    asked = rate(connection, 1, "2.00", metric="policy_rate")
    for text in ("政策金利1.75%。", "政策金利1.50%。"):
        quote = text[4:9]
        one = figure(text, quote, Decimal(quote[:-1]), label="政策金利", metric="policy_rate")
        add(connection, text, one, regions=("TH",), url="https://khao.example/1", published=DAY)
    (correction,) = lookup.history(connection, asked).corrections
    assert (correction.was.figure.quote, correction.now.figure.quote) == ("1.75%", "1.50%")
