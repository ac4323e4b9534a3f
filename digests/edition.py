"""The editor: which stories a subscription gets, in which order, and why. Pure.

Every article passes the same sieve, stage by stage (`model.Stage`); each stage leaves a `Decision`, and `why` reads
them back instead of guessing again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from digests.model import Article, Decision, Digest, Filters, Findings, Stage, Story, Subscription, Window
from digests.stories import cluster, concerns, merge, strength


def edit(
    subscription: Subscription,
    findings: Sequence[Findings],
    window: Window,
    slot: str,
    at: datetime,
    *,
    told: Mapping[int, datetime] = MappingProxyType({}),
) -> Digest:
    """The digest of `subscription` for `slot`, of `findings` already stored (every article has its id).

    `at` dates the masthead. Articles outside `window` are passed over with a decision that says so, and those that an
    earlier digest tells already, because it was corrected: `told` says of when that is, by the ids of the articles.
    """
    decisions: list[Decision] = []

    def sift(stage: Stage, article: Article, passed: bool, detail: str = "") -> bool:
        decisions.append(Decision(_id(article), stage, passed, detail))
        return passed

    passed = [
        one
        for one in findings
        if _sift_time(one.article, window, told, sift) and _sift_article(one.article, subscription.filters, sift)
    ]
    stories = []
    for group in cluster(passed):
        story = merge(group, subscription.language)
        if _sift_story(story, subscription.filters, sift):
            stories.append(story)
    stories.sort(key=lambda story: _rank(story, subscription.filters))
    shown, more = stories[: subscription.max_stories], stories[subscription.max_stories :]
    for place, story in enumerate(stories, start=1):
        sift(Stage.MAX, story.lead.article, place <= subscription.max_stories, f"{place} of {subscription.max_stories}")
    return Digest(
        subscription=subscription,
        slot=slot,
        at=at,
        window=window,
        stories=tuple(shown),
        more=tuple(more),
        read=sum(_in_window(one.article, window) for one in findings),
        decisions=tuple(decisions),
    )


Sift = Callable[[Stage, Article, bool, str], bool]


def _sift_time(article: Article, window: Window, told: Mapping[int, datetime], sift: Sift) -> bool:
    if not sift(Stage.WINDOW, article, _in_window(article, window), _collected(article)):
        return False
    before = told.get(_id(article))
    return before is None or sift(Stage.TOLD, article, False, before.isoformat(timespec="seconds"))


def _sift_article(article: Article, filters: Filters, sift: Sift) -> bool:
    language = article.language.split("-")[0]
    return (
        sift(Stage.LANGUAGE, article, not filters.languages or language in filters.languages, article.language)
        and sift(Stage.SOURCE, article, not filters.sources or article.outlet in filters.sources, article.outlet)
        and sift(Stage.TOPIC, article, *_first_found(filters.topics, article))
        and sift(Stage.WORDS, article, *_first_found(filters.words, article))
    )


def _sift_story(story: Story, filters: Filters, sift: Sift) -> bool:
    lead = story.lead.article
    for other in story.sources[1:]:
        sift(Stage.STORY, other.article, True, f"a{_id(lead)}")
    named = dict.fromkeys(cited.implication.region for cited in story.implications)
    regions = [region for region in named if any(concerns(region, wanted) for wanted in filters.regions)]
    if not sift(Stage.REGION, lead, not filters.regions or bool(regions), ", ".join(regions or named)):
        return False
    keys = sum(cited.figure.key for cited in story.figures)
    return sift(Stage.FIGURES, lead, bool(keys or regions), str(keys))


def _rank(story: Story, filters: Filters) -> tuple[object, ...]:
    """Best first: strongest word for a subscribed region, more outlets, more key figures that moved, newer, by id."""
    wanted = [
        strength(cited)
        for cited in story.implications
        if not filters.regions or any(concerns(cited.implication.region, region) for region in filters.regions)
    ]
    moved = sum(cited.figure.key and cited.figure.direction is not None for cited in story.figures)
    lead = story.lead.article
    newest = max(source.article.collected_at.timestamp() for source in story.sources if source.article.collected_at)
    return (min(wanted, default=(2, 0))[0], -len(story.sources), -moved, -newest, _id(lead))


def _first_found(wanted: Sequence[str], article: Article) -> tuple[bool, str]:
    """Whether the article has one of `wanted` among its topics, in its title or in its text, and which one."""
    if not wanted:
        return True, ""
    topics = {_fold(topic) for topic in article.topics}
    text = _fold(f"{article.title}\n{article.text}")
    found = next((word for word in wanted if _fold(word) in topics or _has_word(text, _fold(word))), "")
    return bool(found), found or ", ".join(wanted)


def _has_word(text: str, word: str) -> bool:
    """Whole words where the script has them ("AI" is not in "said"), substrings where it does not (関税, ภาษี)."""
    edges = [r"(?<![a-z0-9])" if word[:1].isascii() else "", r"(?![a-z0-9])" if word[-1:].isascii() else ""]
    return re.search(edges[0] + re.escape(word) + edges[1], text) is not None


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _in_window(article: Article, window: Window) -> bool:
    return article.collected_at is not None and window.since <= article.collected_at < window.until


def _collected(article: Article) -> str:
    return article.collected_at.isoformat(timespec="seconds") if article.collected_at else ""


def _id(article: Article) -> int:
    """The stored id; an article that was never stored cannot be in a digest."""
    if article.id is None:
        raise ValueError("a digest is made of stored articles")
    return article.id
