"""What a later version of an article corrects: only what certainly is the same measure, only what has changed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.corrections import corrections, measure
from digests.extract import extract
from digests.model import Article, Correction, Direction, Figure, Findings, Kind, Span
from digests.sources.folder import article_of


def says(text: str, *figures: Figure) -> Findings:
    return Findings(Article(text, "a.txt", text), figures)


def figure(text: str, quote: str, label: str = "", **facts: object) -> Figure:
    """A figure whose sentence is the part of `text` up to the full stop behind the quote."""
    start = text.index(quote)
    sentence = Span(text.rfind(". ", 0, start) + 1, text.find(". ", start) + 1 or len(text))
    value = Decimal("".join(each for each in quote if each in "0123456789."))
    made = Figure(quote, Span(start, start + len(quote)), sentence, Kind.PERCENT, value, "%", label=label)
    return replace(made, **facts)  # type: ignore[arg-type] - facts are fields


def told(changes: tuple[Correction, ...]) -> list[str]:
    return [f"{change.was.figure.quote} {change.now.figure.quote}" for change in changes]


def test_another_value_of_one_measure_is_a_correction():
    old, new = "Sales rose 5% in June.", "In June sales rose only 4%."
    before, after = says(old, figure(old, "5%", "Sales")), says(new, figure(new, "4%", "the sales"))
    (change,) = corrections(before, after)
    assert (change.was.figure, change.was.article) == (before.figures[0], before.article)
    assert (change.now.figure, change.now.article) == (after.figures[0], after.article)


def test_another_direction_of_one_measure_is_a_correction():
    old, new = "Sales rose 5% in June.", "Sales fell 5% in June."
    up, down = figure(old, "5%", "Sales"), figure(new, "5%", "Sales")
    assert corrections(says(old, up), says(new, down)) == ()
    up, down = replace(up, direction=Direction.UP), replace(down, direction=Direction.DOWN)
    assert told(corrections(says(old, up), says(new, down))) == ["5% 5%"]
    assert corrections(says(old, up), says(new, replace(down, direction=None))) == ()


def test_the_same_place_of_a_sentence_is_one_measure_whatever_its_label():
    old, new = "Of them 5% and 6% agree.", "Of them 7% and 6% agree."
    before = says(old, figure(old, "5%", "agree"), figure(old, "6%", "agree"))
    after = says(new, figure(new, "7%", "they agree"), figure(new, "6%", "agree"))
    assert told(corrections(before, after)) == ["5% 7%"]
    unnamed = says(old, figure(old, "5%", key=True)), says(new, figure(new, "7%", key=True))
    assert told(corrections(*unnamed)) == ["5% 7%"]


def test_what_headline_and_sentence_both_say_is_corrected_once_by_the_more_important():
    old, new = "5% of shops close. Shops that close are 5%", "6% of shops close. Soon 6% are closed"
    first = figure(old, "5%", "shops")
    second = replace(first, span=Span(40, 42), sentence=Span(18, 42), key=True, rank=1)
    later = figure(new, "6%", "shops"), replace(figure(new, "6%", "shops"), span=Span(24, 26), sentence=Span(18, 37))
    (change,) = corrections(says(old, first, second), says(new, *later))
    assert (change.was.figure.value, change.now.figure.value) == (5, 6)


@pytest.mark.parametrize(
    ("facts", "later"),
    [
        ({"label": "sales"}, {"label": "costs"}),
        ({"label": "sales", "unit": "%"}, {"label": "sales", "unit": "pp"}),
        ({"label": "sales", "period": "2025"}, {"label": "sales", "period": "2026"}),
        ({"label": "sales", "kind": Kind.DATE}, {"label": "sales", "kind": Kind.DATE}),
        ({"label": "sales", "host": Span(0, 1)}, {"label": "sales", "host": Span(0, 1)}),
        ({}, {}),
    ],
    ids=["label", "unit", "period", "a date", "a restatement", "nothing known"],
)
def test_another_measure_is_no_correction(facts: dict[str, object], later: dict[str, object]):
    old, new = "It is 5% now.", "It was 6% then."
    assert corrections(says(old, figure(old, "5%", **facts)), says(new, figure(new, "6%", **later))) == ()


def test_where_several_could_be_meant_none_is_named():
    old, new = "First 5% came. Then 6% left.", "So 7% came. And 8% left."
    before = says(old, figure(old, "5%", "share"), figure(old, "6%", "share"))
    after = says(new, figure(new, "7%", "share"), figure(new, "8%", "share"))
    assert corrections(before, after) == ()


def test_key_figures_come_first_then_the_order_of_the_text():
    old, new = "a 1%. b 2%. c 3%.", "a 4%. b 5%. c 6%."
    before = says(old, *(figure(old, f"{n}%", name) for n, name in ((1, "a"), (2, "b"), (3, "c"))))
    facts = ({}, {"key": True, "rank": 2}, {"key": True, "rank": 1})
    after = says(
        new,
        *(
            figure(new, f"{n}%", name, **fact)
            for (n, name), fact in zip(((4, "a"), (5, "b"), (6, "c")), facts, strict=True)
        ),
    )
    assert told(corrections(before, after)) == ["3% 6%", "2% 5%", "1% 4%"]


figures = st.lists(
    st.builds(
        lambda value, label, unit, direction, key: Figure(
            f"{value}", Span(0, 1), Span(0, 9), Kind.PERCENT, Decimal(value), unit, direction, label=label, key=key
        ),
        st.integers(0, 4),
        st.sampled_from(["", "sales", "costs"]),
        st.sampled_from(["%", "pp"]),
        st.sampled_from([None, *Direction]),
        st.booleans(),
    ),
    max_size=8,
)


@given(figures, st.randoms())
def test_the_same_figures_in_any_order_correct_nothing(some, random):
    shuffled = list(some)
    random.shuffle(shuffled)
    assert corrections(says("a", *some), says("b", *shuffled)) == ()


@given(figures, figures)
def test_a_correction_always_says_something_else_of_the_same_unit(some, others):
    for change in corrections(says("a", *some), says("b", *others)):
        was, now = change.was.figure, change.now.figure
        assert (was.kind, was.unit) == (now.kind, now.unit)
        assert was.value != now.value or was.direction is not now.direction
        assert was in some
        assert now in others


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "Kestrel says 3.2 million customers were affected. Profit will fall 4%, it said.",
            "Kestrel says 3.4 million customers were affected. Profit will fall 4%, it said.",
            ["3.2 million customers 3.4 million customers"],
        ),
        ("製造コストは40%下がった。売上高は120億円。", "製造コストは30%下がった。売上高は120億円。", ["40% 30%"]),
        ("该厂总投资约32亿元。销量增至28.6万辆。", "该厂总投资约32亿元。销量增至26.8万辆。", ["28.6万辆 26.8万辆"]),
        ("นักท่องเที่ยวต่างชาติลดลงร้อยละ 7.6 ในปีนี้", "นักท่องเที่ยวต่างชาติลดลงร้อยละ 6.7 ในปีนี้", ["ร้อยละ 7.6 ร้อยละ 6.7"]),
    ],
    ids=["en", "ja", "zh", "th"],
)
def test_a_corrected_sentence_of_each_language(old: str, new: str, expected: list[str]):
    before, after = (extract(article_of(text, "a.txt")) for text in (old, new))
    assert told(corrections(before, after)) == expected
    assert corrections(before, before) == ()


@pytest.mark.parametrize(
    ("label", "compared"),
    [("The Policy  Rate", "policy rate"), ("ＧＤＰ成長率", "gdp成長率"), ("a", ""), ("", "")],
)
def test_labels_are_compared_without_width_case_space_and_article(label: str, compared: str) -> None:
    assert measure(label) == compared
