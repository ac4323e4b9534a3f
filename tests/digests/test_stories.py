"""Which articles tell one event, and what they say together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.model import (
    Approx,
    Article,
    CitedImplication,
    Direction,
    Figure,
    Findings,
    Implication,
    Kind,
    Language,
    Modality,
    Span,
    Stance,
    Value,
)
from digests.stories import agree, cluster, concerns, merge, regional


def figure(value: object, unit: str = "%", kind: Kind = Kind.PERCENT, **facts: object) -> Figure:
    exact: Value
    if isinstance(value, tuple):
        exact = (Decimal(str(value[0])), Decimal(str(value[1])))
    else:
        exact = value if isinstance(value, str) and kind is Kind.DATE else Decimal(str(value))
    return replace(Figure("q", Span(0, 1), Span(0, 1), kind, exact, unit), **facts)  # type: ignore[arg-type] # facts are fields


def findings(
    name: str,
    *figures: Figure,
    language: str = "en",
    title: str = "",
    published: date | None = None,
    implications: tuple[Implication, ...] = (),
) -> Findings:
    article = Article(
        text="q", origin=name, fingerprint=name, title=title or name, language=language, published=published
    )
    return Findings(article, figures, implications)


RATE = (figure("1.50"), figure("0.25", "pp"), figure(19), figure("0.70"), figure("2.3"))


def names(groups: tuple[tuple[Findings, ...], ...]) -> list[list[str]]:
    return [[one.article.origin for one in group] for group in groups]


def test_articles_that_share_their_numbers_tell_one_event_in_any_language():
    en = findings("en", *RATE)
    th = findings("th", *RATE[:4], figure(7, "person", Kind.COUNT), language="th")
    other = findings("other", figure(9), figure(40), figure(60_000_000, "USD", Kind.MONEY))
    assert names(cluster([en, other, th])) == [["en", "th"], ["other"]]


def test_two_shared_numbers_may_be_chance():
    assert len(cluster([findings("a", *RATE[:2]), findings("b", *RATE[:2])])) == 2


def test_many_shared_numbers_among_many_more_are_another_story():
    crowd = [figure(100 + number) for number in range(40)]
    other = [figure(500 + number) for number in range(40)]
    assert len(cluster([findings("a", *RATE[:3], *crowd), findings("b", *RATE[:3], *other)])) == 2


def test_dates_durations_ordinals_and_small_counts_betray_nothing():
    weak = (
        figure("2025-09", "", Kind.DATE),
        figure(4, "year", Kind.DURATION),
        figure(2, "rank", Kind.ORDINAL),
        figure(3, "plant", Kind.COUNT),
        figure((1, 3), "", Kind.RATIO),
    )
    assert len(cluster([findings("a", *weak), findings("b", *weak)])) == 2


def test_ranges_count_as_numbers():
    ranges = (figure((1, 3)), figure((5, 8)), figure((300, 500), "person", Kind.COUNT))
    assert len(cluster([findings("a", *ranges), findings("b", *ranges)])) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Kestrel halts eleven terminals after attack", "Kestrel halts terminals after cyber attack"),
        ("アリババとNvidiaが提携、株価は4年ぶり高値", "アリババとNvidiaが提携　株価4年ぶり高値に"),
    ],
)
def test_alike_titles_join_articles_with_few_numbers(first: str, second: str):
    assert len(cluster([findings("a", title=first), findings("b", title=second)])) == 1


def test_articles_a_fortnight_apart_tell_two_events():
    early = findings("a", *RATE, published=date(2025, 8, 13))
    late = findings("b", *RATE, published=date(2025, 8, 27))
    assert len(cluster([early, late])) == 2
    assert len(cluster([early, replace(late, article=replace(late.article, published=None))])) == 1


def test_chains_of_retellings_are_one_group_in_the_order_given():
    a, b, c = findings("a", *RATE[:3]), findings("b", *RATE), findings("c", *RATE[2:])
    assert names(cluster([c, a, b])) == [["c", "a", "b"]]


def test_the_article_in_the_readers_language_leads():
    en = findings("en", figure(1, key=True, rank=1), figure(2, key=True, rank=2))
    th = findings("th", figure(1, key=True, rank=1), language="th")
    assert merge([en, th], Language.TH).lead is th
    assert merge([th, en], Language.JA).lead is en


@given(st.permutations([findings("a", *RATE), findings("b", *RATE[:3], language="ja"), findings("c", figure(5))]))
def test_the_same_articles_give_the_same_story_in_any_order(articles: list[Findings]):
    assert merge(articles, Language.EN) == merge(sorted(articles, key=lambda one: one.article.origin), Language.EN)


def test_a_figure_told_twice_is_one_with_every_notation():
    ours = findings("en", figure("1.50", key=True, rank=1, metric="policy_rate"), language="en")
    theirs = findings("th", figure("1.5", key=True, rank=1, metric="policy_rate"), language="th")
    story = merge([theirs, ours], Language.EN)
    (cited,) = story.figures
    assert cited.article is ours.article
    assert [also.article for also in cited.also] == [theirs.article]


def test_equal_values_of_different_measures_stay_apart():
    one = findings("a", figure(5, metric="revenue"), figure(5, metric="net_profit"))
    assert len(merge([one], Language.EN).figures) == 2


def test_a_repetition_with_another_label_in_one_article_stays():
    one = findings("a", figure(5, label="sales"), figure(5, label="costs"), figure(5, label="sales"))
    assert len(merge([one], Language.EN).figures) == 2


def test_equal_durations_of_two_outlets_are_one_only_under_one_label():
    four = figure(4, "year", Kind.DURATION, label="high")
    other = replace(four, label="contract")
    assert len(merge([findings("a", four), findings("b", other)], Language.EN).figures) == 2
    assert len(merge([findings("a", four), findings("b", four)], Language.EN).figures) == 1


def test_a_record_and_a_length_of_time_are_two_figures():
    four = figure(4, "year", Kind.DURATION, label="x")
    assert len(merge([findings("a", four, replace(four, first=True))], Language.EN).figures) == 2


def test_key_figures_come_first_by_rank_and_the_leading_outlet_before_the_others():
    lead = findings("a", figure(1), figure(2, key=True, rank=2), figure(3, key=True, rank=1))
    other = findings("b", figure(4, key=True, rank=1), language="ja")
    assert [cited.figure.value for cited in merge([other, lead], Language.EN).figures] == [3, 2, 4, 1]


def test_outlets_that_give_different_values_for_one_measure_are_in_conflict():
    low = {"metric": "policy_rate", "label": "low in policy rate", "first": True}
    one = findings("a", figure(2, "year", Kind.DURATION, **low))
    other = findings("b", figure("2.5", "year", Kind.DURATION, **low), language="ja")
    (conflict,) = merge([one, other], Language.EN).conflicts
    assert [claim.figure.value for claim in conflict.claims] == [Decimal(2), Decimal("2.5")]
    assert (conflict.metric, conflict.label) == ("policy_rate", "low in policy rate")


@pytest.mark.parametrize(
    ("theirs", "why"),
    [
        ([figure("2.31", metric="sales")], "a rounding"),
        ([figure(9, metric="sales")], "too far apart to be the same measure"),
        ([figure(3, metric="profit")], "another measure"),
        ([figure(3, "pp", metric="sales")], "another unit"),
        ([figure(3, metric="sales"), figure(4, metric="sales")], "no single claim"),
        ([figure((2, 3), metric="sales")], "a range around it"),
        ([figure("2025-09", "", Kind.DATE, metric="sales")], "a date"),
    ],
)
def test_what_is_no_contradiction_is_no_conflict(theirs: list[Figure], why: str):
    ours = findings("a", figure("2.3", metric="sales"))
    assert merge([ours, findings("b", *theirs)], Language.EN).conflicts == (), why


@pytest.mark.parametrize(
    ("ours", "theirs", "differ"),
    [
        (figure(90, approx=Approx.LESS_THAN), figure("86.8"), False),
        (figure(90, approx=Approx.AT_MOST), figure("91.5"), True),
        (figure(2, approx=Approx.MORE_THAN), figure("2.5", approx=Approx.ABOUT), False),
        (figure(3, approx=Approx.AT_LEAST), figure("2.5"), True),
        (figure(3, approx=Approx.AT_LEAST), figure(4, approx=Approx.MORE_THAN), False),
        (figure(3, approx=Approx.AT_LEAST), figure("2.5", approx=Approx.LESS_THAN), True),
        (figure(5, approx=Approx.ABOUT), figure(6), True),
        (figure((2, 3)), figure(4), True),
        (figure((5, 2), "", Kind.RATIO), figure((4, 3), "", Kind.RATIO), True),
    ],
)
def test_a_bound_that_the_other_value_keeps_is_no_conflict(ours: Figure, theirs: Figure, differ: bool):
    one, other = (findings(origin, replace(each, metric="sales")) for origin, each in (("a", ours), ("b", theirs)))
    assert bool(merge([one, other], Language.EN).conflicts) is differ


def test_a_bound_that_both_of_two_contradicting_outlets_keep_is_not_among_their_claims():
    values = (figure(2, approx=Approx.MORE_THAN), figure("2.5"), figure(3))
    told = [findings(origin, replace(one, metric="sales")) for origin, one in zip("abc", values, strict=True)]
    (conflict,) = merge(told, Language.EN).conflicts
    assert [claim.figure.value for claim in conflict.claims] == [Decimal("2.5"), Decimal(3)]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (figure("1.50"), figure("1.5"), True),
        (figure("3.2"), figure("3.24"), True),
        (figure("3.2"), figure("3.26"), False),
        (figure(2), figure("2.4"), False),
        (figure(5), figure(-5, direction=Direction.DOWN), True),
        (figure(5), figure(5, "pp"), False),
        (figure(5), figure(5, "person", Kind.COUNT), False),
        (figure((1, 3)), figure((1, 3)), True),
        (figure((1, 3)), figure(1), False),
        (figure("2025-09", "", Kind.DATE), figure("2025-09", "", Kind.DATE), True),
        (figure("2025-09", "", Kind.DATE), figure("2025-10", "", Kind.DATE), False),
        (figure(0), figure(0), True),
    ],
)
def test_two_notations_agree_if_one_is_a_rounding_of_the_other(first: Figure, second: Figure, same: bool):
    assert agree(first, second) is same
    assert agree(second, first) is same


def says(region: str, modality: Modality = Modality.POSSIBLE, stance: Stance | None = None) -> Implication:
    return Implication(region, "q", Span(0, 1), modality, stance)


def chosen(implications: tuple[Implication, ...], *regions: str) -> list[Implication]:
    story = merge([findings("a", implications=implications)], Language.EN)
    return [cited.implication for cited in regional(story, regions)]


def test_each_subscribed_region_gets_its_own_strongest_word_in_its_order():
    weak, strong = says("TH", Modality.FACT), says("TH", Modality.EXPECTED, Stance.OPPORTUNITY)
    japan = says("JP", Modality.REQUIRED)
    assert chosen((weak, japan, strong), "JP", "TH") == [japan, strong]


def test_a_region_itself_comes_before_its_parts_and_its_groups():
    group, itself, part = says("035"), says("ASEAN", Modality.FACT), says("TH", Modality.REQUIRED)
    assert chosen((group, part, itself), "ASEAN") == [itself]
    assert chosen((group, part), "ASEAN") == [part]
    assert chosen((group,), "TH") == [group]


def test_the_world_and_other_regions_are_nobodys_region_and_one_sentence_is_shown_once():
    assert chosen((says("001"), says("DE")), "TH") == []
    assert chosen((says("035"),), "TH", "VN") == [says("035")]


def test_without_subscribed_regions_every_region_named_is_shown_strongest_first():
    fact, required = says("JP", Modality.FACT), says("TH", Modality.REQUIRED)
    assert chosen((fact, required)) == [required, fact]


def test_concerns_is_what_a_region_filter_asks():
    assert concerns("TH", "035")
    assert not concerns("001", "TH")


def test_implications_are_cited_with_their_article():
    one = findings("a", implications=(says("TH"),))
    assert merge([one], Language.EN).implications == (CitedImplication(one.article, says("TH")),)
