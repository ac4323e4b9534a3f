"""The sieve an article passes into a digest, and the word each stage leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from digests.edition import edit
from digests.model import (
    Article,
    Channel,
    Digest,
    Direction,
    Figure,
    Filters,
    Findings,
    Implication,
    Kind,
    Language,
    Modality,
    Span,
    Stage,
    Stance,
    Subscription,
    Window,
)

NOW = datetime(2025, 9, 30, 1, 30, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(days=1), NOW)
SUBSCRIPTION = Subscription("thailand", Channel("terminal", "", "local"), language=Language.EN)


def moved(value: int, rank: int = 1) -> Figure:
    return Figure("q", Span(0, 1), Span(0, 1), Kind.PERCENT, Decimal(value), "%", Direction.UP, key=True, rank=rank)


def says(region: str, modality: Modality = Modality.FACT, stance: Stance | None = None) -> Implication:
    return Implication(region, "q", Span(0, 1), modality, stance)


def article(number: int, *parts: Figure | Implication, minutes: int = 60, **facts: object) -> Findings:
    stated: dict[str, object] = {
        "title": f"Story {number}",
        "language": "en",
        "source": "wire.example",
        "id": number,
        "collected_at": NOW - timedelta(minutes=minutes),
        "text": "Chips and trade.",
    }
    blank = Article("", f"{number}.txt", f"{number}")
    stored = replace(blank, **{**stated, **facts})  # type: ignore[arg-type] # facts are fields of an article
    figures = tuple(part for part in parts if isinstance(part, Figure))
    return Findings(stored, figures, tuple(part for part in parts if isinstance(part, Implication)))


def edition(*findings: Findings, subscription: Subscription = SUBSCRIPTION, **filters: tuple[str, ...]) -> Digest:
    wanted = replace(subscription, filters=Filters(**filters))
    return edit(wanted, findings, WINDOW, NOW.isoformat(), NOW)


def shown(digest: Digest) -> list[int | None]:
    return [story.lead.article.id for story in digest.stories]


def last_word(digest: Digest, number: int) -> tuple[Stage, bool, str]:
    decision = [one for one in digest.decisions if one.article_id == number][-1]
    return decision.stage, decision.passed, decision.detail


def test_a_story_with_a_key_figure_is_in():
    digest = edition(article(1, moved(5)))
    assert shown(digest) == [1]
    assert last_word(digest, 1) == (Stage.MAX, True, "1 of 5")
    assert (digest.read, digest.slot, digest.window) == (1, NOW.isoformat(), WINDOW)


@pytest.mark.parametrize(
    ("minutes", "inside"),
    [(0, False), (1, True), (24 * 60, True), (24 * 60 + 1, False)],
)
def test_the_window_is_half_open(minutes: int, inside: bool):
    digest = edition(article(1, moved(5), minutes=minutes))
    assert (shown(digest) == [1]) is inside
    assert digest.read == int(inside)


def test_an_article_outside_the_window_is_told_when_it_was_collected():
    digest = edition(article(1, moved(5), minutes=-1))
    assert last_word(digest, 1) == (Stage.WINDOW, False, "2025-09-30T01:31:00+00:00")
    never = edition(article(1, moved(5), collected_at=None))
    assert last_word(never, 1) == (Stage.WINDOW, False, "")


@pytest.mark.parametrize(
    ("filters", "facts", "stage", "passed", "detail"),
    [
        ({"languages": ("ja",)}, {}, Stage.LANGUAGE, False, "en"),
        ({"languages": ("zh",)}, {"language": "zh-Hant"}, Stage.MAX, True, "1 of 5"),
        ({"sources": ("khao.example",)}, {}, Stage.SOURCE, False, "wire.example"),
        ({"topics": ("Semiconductors", "cars")}, {}, Stage.TOPIC, False, "Semiconductors, cars"),
        ({"topics": ("Semiconductors",)}, {"topics": ("semiconductors",)}, Stage.MAX, True, "1 of 5"),
        ({"words": ("hip",)}, {}, Stage.WORDS, False, "hip"),
        ({"words": ("CHIPS",)}, {}, Stage.MAX, True, "1 of 5"),
        ({"words": ("AI",)}, {"text": "he said"}, Stage.WORDS, False, "AI"),
        ({"words": ("関税",)}, {"text": "米関税政策"}, Stage.MAX, True, "1 of 5"),
        ({"words": ("ภาษี",)}, {"text": "อัตราภาษีนำเข้า"}, Stage.MAX, True, "1 of 5"),
    ],
)
def test_each_filter_leaves_its_word(
    filters: dict[str, tuple[str, ...]], facts: dict[str, object], stage: Stage, passed: bool, detail: str
):
    digest = edition(article(1, moved(5), **facts), **filters)
    assert last_word(digest, 1) == (stage, passed, detail)


def test_a_region_filter_wants_an_implication_not_a_mention():
    digest = edition(article(1, moved(5), says("JP")), article(2, moved(6), says("TH")), regions=("TH",))
    assert shown(digest) == [2]
    assert last_word(digest, 1) == (Stage.REGION, False, "JP")
    passed = [one for one in digest.decisions if one.article_id == 2 and one.stage is Stage.REGION]
    assert passed[0].detail == "TH"


def test_a_story_without_figures_is_in_only_for_what_it_says_about_a_subscribed_region():
    assert last_word(edition(article(1, says("TH"))), 1) == (Stage.FIGURES, False, "0")
    assert shown(edition(article(1, says("TH")), regions=("TH",))) == [1]


def test_retellings_are_one_story_and_each_knows_which():
    numbers = (moved(11), moved(12, 2), moved(13, 3))
    digest = edition(article(1, *numbers), article(2, *numbers))
    assert shown(digest) == [1]
    assert last_word(digest, 2) == (Stage.STORY, True, "a1")


def test_stories_over_the_maximum_are_kept_as_more():
    digest = edition(article(1, moved(11)), article(2, moved(12)), subscription=replace(SUBSCRIPTION, max_stories=1))
    assert [story.lead.article.id for story in digest.more] == [2]
    assert last_word(digest, 2) == (Stage.MAX, False, "2 of 1")


def test_a_stated_opportunity_or_risk_outranks_a_fact_then_outlets_then_movement_then_time():
    numbers = (moved(21), moved(22, 2), moved(23, 3))
    digest = edition(
        article(1, moved(11), says("TH"), minutes=5),
        article(2, moved(12), says("TH"), minutes=2),
        article(3, moved(13), moved(14, 2), says("TH"), minutes=9),
        article(4, *numbers, says("TH"), minutes=9),
        article(5, *numbers, minutes=9),
        article(6, moved(15), says("TH", Modality.EXPECTED, Stance.OPPORTUNITY), minutes=9),
        article(7, moved(16), says("TH"), minutes=2),
        subscription=replace(SUBSCRIPTION, max_stories=10),
        regions=("TH",),
    )
    assert shown(digest) == [6, 4, 3, 2, 7, 1]


def test_without_a_region_filter_any_regions_word_counts():
    assert shown(edition(article(1, moved(11)), article(2, moved(12), says("DE", Modality.RISK)))) == [2, 1]


def test_an_article_that_was_never_stored_is_refused():
    with pytest.raises(ValueError, match="stored"):
        edition(article(1, moved(5), id=None))
