"""The engine, shown on a toy language: apples and percents, `~` for about, `^` for up, `;` between clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.extract.figures import claim, read_figures
from digests.extract.grammar import Base, Context, Cue, Draft, Grammar, Label, Place, Rule, trap
from digests.extract.text import read_layout
from digests.model import Approx, Direction, Figure, Kind, Language, Span


def _percent(match: re.Match[str], context: Context) -> Draft | None:
    if match[1] == "0":
        return None
    return Draft(match.start(), match.end(), Kind.PERCENT, Decimal(match[1]), "%")


def _apples(match: re.Match[str], context: Context) -> Sequence[Draft]:
    return (Draft(match.start(), match.end(), Kind.COUNT, Decimal(match[1]), "apple"),)


def _direction(place: Place) -> Cue:
    return (Direction.UP, "^") if "^" in place.right else (None, "")


def _label(place: Place) -> Label:
    word = re.search(r"[a-z]+", place.left)
    if not word:
        return None, None, ""
    return Span(place.clause.start + word.start(), place.clause.start + word.end()), place.heading(), "first word"


TOY = Grammar(
    language=Language.EN,
    rules=(
        trap("model", r"M\d+"),
        Rule("date", r"year (\d{4})", lambda m, c: Draft(*m.span(1), Kind.DATE, m[1])),
        Rule("percent", r"(?<!\d)(\d{1,3})%", _percent),
        Rule("apples", r"(?<!\d)(\d{1,3})\b", _apples),
    ),
    before=((re.compile(r"~$"), Approx.ABOUT),),
    after=((re.compile(r"\+"), Approx.MORE_THAN),),
    bases=(Base(re.compile(r"on year"), "yoy"),),
    breaks=re.compile(r";"),
    direction=_direction,
    label=_label,
)


def read(sentence: str) -> tuple[Figure, ...]:
    return read_figures(read_layout(f"Title\n\n{sentence} and so it went on.\n", "en"), TOY)


def test_an_earlier_rule_claims_characters_from_a_later_one() -> None:
    assert [(f.quote, f.kind) for f in read("sales 5%")] == [("5%", Kind.PERCENT)]


def test_a_trap_claims_without_yielding() -> None:
    assert [f.quote for f in read("model M5 and 6")] == ["6"]


def test_a_declined_match_stays_free_for_later_rules() -> None:
    assert [(f.quote, f.unit) for f in read("sales 0%")] == [("0", "apple")]


@pytest.mark.parametrize(("sentence", "approx"), [("~5%", Approx.ABOUT), ("5%+", Approx.MORE_THAN), ("5% ~", None)])
def test_approximation_words_touch_the_quote(sentence: str, approx: Approx | None) -> None:
    assert read(sentence)[0].approx is approx


def test_direction_label_and_base_stop_at_the_clause() -> None:
    rising, flat = read("sales 5% ^ on year; costs 6% so")
    assert (rising.label, rising.direction, rising.base) == ("sales", Direction.UP, "yoy")
    assert (flat.label, flat.direction, flat.base) == ("costs", None, "")


def test_a_figure_restated_in_brackets_takes_its_hosts_label() -> None:
    host, inner = read("sales 5 (about 6) here")
    assert (inner.label, inner.host, inner.rule) == (host.label, None, "apples label=bracket")


def test_the_date_in_front_is_the_period() -> None:
    dated, figure = read("year 2026 sales 5%")
    assert (dated.value, dated.label, dated.period) == ("2026", "", "")
    assert figure.period == "2026"


def test_a_figure_says_which_rule_label_and_cue_made_it() -> None:
    assert read("sales 5% ^")[0].rule == "percent label=first word direction=^"


def test_furniture_and_list_numbers_yield_nothing() -> None:
    text = "Title\n\nsales 5% here and so on.\n\n1. first\n218 shares\n"
    assert [f.quote for f in read_figures(read_layout(text, "en"), TOY)] == ["5%"]


@given(st.text(alphabet="M5%~^; ()\nyear 2026aあ", max_size=120))
def test_every_quote_is_where_it_says(text: str) -> None:
    for figure in read_figures(read_layout(text, "en"), TOY):
        assert text[figure.span.start : figure.span.end] == figure.quote
        assert figure.sentence.start <= figure.span.start < figure.span.end <= figure.sentence.end


def test_a_rule_without_an_anchor_is_looked_for_where_the_text_has_what_must_be_near():
    lots = trap("lot", r"\blot \d+", near="lot")
    never_compiled = trap("broken", "(", near="lots")
    for text, claimed in (("lot 5", 5), ("5 left", 0)):
        mask = bytearray(len(text))
        claim(text, (lots, never_compiled), Context(text, None), mask)
        assert sum(mask) == claimed
