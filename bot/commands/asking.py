"""Answers to questions about what was read; everyone may ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from bot.chat import Button, Reply
from bot.commands.context import Context
from bot.commands.table import TABLE, Command
from digests.edition import edit
from digests.ids import write_id
from digests.model import Article, Channel, Findings, Query, Span, Story, Subscription, Window
from digests.store.search import finder
from digests.stories import merge

LATEST: Final = 5
"""Stories of `latest` when no number was given."""

NEWEST: Final = 40
"""Articles that `latest` looks through."""

_ALWAYS: Final = Window(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found, with the first sentence that has one of the words, else its first."""

    article: Article
    excerpt: str


def help_(context: Context) -> Reply:
    """All commands, or one with its parameters and examples."""
    command: Command | None = context.call.get("command")
    if command is None:
        return context.reply("help", commands=TABLE, shareable=False)
    return context.reply("help_command", command=command, shareable=False)


def latest(context: Context) -> Reply:
    """The newest stories that the channel's subscription would let through; of everything, without one."""
    channel = context.invocation.channel
    wanted = context.call.get("n", LATEST)
    there = context.newsroom.press.subscriptions(channel)
    subscription = there[0] if len(there) == 1 else _everything(channel)
    digest = edit(subscription, context.newsroom.desk.newest(NEWEST), _ALWAYS, "", context.now)
    stories = sorted((*digest.stories, *digest.more), key=_newest, reverse=True)
    return context.reply("latest", stories=tuple(stories[:wanted]), total=len(stories))


def figures(context: Context) -> Reply:
    """A table of figures: of what was read, or of the text that came along."""
    if context.invocation.given:
        story = merge((context.newsroom.desk.read(context.invocation.given),), context.invocation.language)
        return context.reply("given", story=story)
    query = context.query()
    page = context.newsroom.desk.figures(query)
    return context.reply(
        "figures",
        *context.next_page(page),
        **_asked_for(context, query),
        page=page,
        figures=page.items,
    )


def impact(context: Context) -> Reply:
    """Implications for a region, by stance."""
    query = context.query()
    found = context.newsroom.desk.implications(query)
    return context.reply(
        "impact",
        *context.next_page(found.page, "lookup.older"),
        region=query.region,
        implications=found.page.items,
        articles=found.articles,
        since=query.since,
        asked=_asked(query),
        total=found.page.total,
        more=found.page.more,
        page=found.page.number,
    )


def search(context: Context) -> Reply:
    """Articles with an excerpt."""
    query = context.query()
    page = context.newsroom.desk.articles(query)
    hits = tuple(Hit(one.article, _excerpt(one, query)) for one in page.items)
    return context.reply(
        "search",
        *context.next_page(page),
        **_asked_for(context, query),
        page=page,
        hits=hits,
    )


def article(context: Context) -> Reply:
    """One article: headline, implications, figures, what was corrected."""
    findings, corrections = context.newsroom.desk.article(context.call.get("article"))
    story = merge((findings,), context.invocation.language)
    return context.reply("article", story=story, corrections=corrections)


def source(context: Context) -> Reply:
    """The sentence of a figure or an implication, and its place."""
    letter, number = context.call.get("id")
    if letter == "f":
        cited = context.newsroom.desk.figure(number)
        span, sentence = cited.figure.span, cited.figure.sentence
        history_ = Button(context.word("lookup.history"), command=f"history {write_id(cited.figure)}")
        return context.reply("source", history_, cited=cited, figure=cited, **_place(cited.article, span, sentence))
    said = context.newsroom.desk.implication(number)
    span = said.implication.span
    return context.reply("source", cited=said, figure=None, **_place(said.article, span, span))


def history(context: Context) -> Reply:
    """A measure over time, conflicts and corrections."""
    found = context.newsroom.desk.history(context.call.get("figure"), context.call.get("page", 1))
    buttons = (context.page(found.page + 1, "lookup.older"),) if found.older else ()
    return context.reply("history", *buttons, history=found)


def _asked_for(context: Context, query: Query) -> dict[str, Any]:
    """What was asked, for the first lines of an answer."""
    kind = query.kind and context.word(f"kinds.{query.kind}")
    language = query.language and context.word(f"language.{query.language}")
    filters = [kind, query.unit, query.source, language]
    return {
        "asked": _asked(query),
        "filters": [value for value in filters if value],
        "region": query.region,
        "since": query.since,
        "best": query.best,
    }


def _asked(query: Query) -> str:
    """The words of a search as one writes them."""
    quoted = [f'"{phrase}"' for phrase in query.phrases]
    return " ".join([*query.words, *quoted, *(f"−{word}" for word in query.without)])


def _excerpt(one: Findings, query: Query) -> str:
    sentences = [one.article.text[slice(*span)].strip() for span in one.lead]
    finders = [finder(word) for word in (*query.words, *query.phrases)]
    with_word = (sentence for sentence in sentences if any(has(sentence) for has in finders))
    return next(with_word, sentences[0] if sentences else "")


def _place(article: Article, span: Span, sentence: Span) -> dict[str, Any]:
    """A sentence in three parts, the middle one being the quote, and where it stands."""
    text = article.text
    return {
        "before": text[sentence.start : span.start],
        "quote": text[slice(*span)],
        "after": text[span.end : sentence.end],
        "span": span,
        "line": text.count("\n", 0, span.start) + 1,
    }


def _newest(story: Story) -> int:
    return max(one.article.id or 0 for one in story.sources)


def _everything(channel: Channel) -> Subscription:
    """What a channel without a subscription of its own is shown: all there is."""
    return Subscription(name="", channel=channel)
