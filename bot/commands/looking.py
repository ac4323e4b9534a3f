"""Looking at a digest that was sent: once more, story by story, and what readers think of it; everyone may."""

from __future__ import annotations

from bot.chat import Button, Reply
from bot.commands.context import Context
from digests.ids import write_id
from digests.model import Digest


def show(context: Context) -> Reply:
    """A digest as its channel reads it, with what was corrected since."""
    digest = context.digest()
    parent = context.newsroom.renderer.digest(digest, context.invocation.channel.adapter)[0]
    button = Button(context.word("chat.details"), command=_details(digest, 1))
    return Reply(parent, buttons=(button,) if digest.stories else ())


def details(context: Context) -> Reply:
    """One story of a digest with every implication and every figure, each below the sentence that it is from; buttons
    lead to the stories before and after."""
    digest = context.digest()
    told = (*digest.stories, *digest.more)
    place = min(context.call.get("page", 1), len(told))
    around = {place - 1: "lookup.story_before", place + 1: "lookup.story_after"}
    buttons = [
        Button(context.word(key), command=_details(digest, page))
        for page, key in around.items()
        if 1 <= page <= len(told)
    ]
    story = told[place - 1] if told else None
    return context.reply(
        "details",
        *buttons,
        digest=digest,
        story=story,
        place=place,
        total=len(told),
        votes=context.newsroom.press.votes(digest),
    )


def vote(context: Context) -> Reply:
    """Record what somebody thinks of a digest, and say what everybody does."""
    digest = context.digest()
    cast = context.call.get("vote")
    votes = context.newsroom.press.vote(digest, context.invocation.user.id, cast)
    return context.reply("vote", digest=digest, vote=cast, votes=votes, shareable=False)


def _details(digest: Digest, page: int) -> str:
    return f"details {write_id(digest)} page:{page}"
