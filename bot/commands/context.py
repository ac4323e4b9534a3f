"""What every answer is made with: the newsroom, and how to speak to who asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.chat import Button, Fault, Invocation, Reply
from bot.commands.parsing import Call, Parser
from bot.commands.reading import Words, since
from digests.desk import Desk
from digests.document import Document
from digests.errors import NewsError, QueryError, Wording
from digests.model import Digest, Query, Subscription
from digests.ports import Clock
from digests.press import Press, no_digest
from digests.render import Renderer
from digests.store.lookup import Page

PAGE_SIZE = 10
"""Items of one page of an answer: what fits the smallest platform without counting anything away."""


@dataclass(frozen=True, slots=True)
class Line:
    """One connected platform, for `status`: its name, its state, a detail."""

    name: str
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Newsroom:
    """What the commands work with. `lines` tells how each adapter is doing."""

    desk: Desk
    press: Press
    renderer: Renderer
    clock: Clock
    lines: Callable[[], Iterable[Line]] = tuple


@dataclass(frozen=True, slots=True)
class Context:
    """One invocation being answered."""

    newsroom: Newsroom
    invocation: Invocation
    call: Call
    parser: Parser

    @property
    def language(self) -> str:
        """The language of who asked."""
        return self.invocation.language.value

    @property
    def now(self) -> datetime:
        """The present instant, in UTC."""
        return self.newsroom.clock.now()

    def word(self, key: str, **facts: object) -> str:
        """A word of the locale in the language of who asked."""
        return self.newsroom.renderer.voice(self.language, self.invocation.zone).words(key, **facts)

    def document(self, template: str, **facts: Any) -> Document:
        """`lookup/TEMPLATE.md.j2`, filled with `facts`."""
        return self.newsroom.renderer.answer(
            template, self.language, self.invocation.zone, surface=self.invocation.channel.adapter, **facts
        )

    def reply(self, template: str, *buttons: Button, shareable: bool = True, **facts: Any) -> Reply:
        """The private answer that the template makes of `facts`."""
        return Reply(self.document(template, **facts), shareable=shareable, buttons=buttons)

    def fault(self, error: NewsError) -> Fault:
        """What was wrong, in the language of who asked."""
        words = self.newsroom.renderer.voice(self.language).words
        told = (words.say(part) if isinstance(part, Wording) else part for part in (error.what, error.remedy))
        return Fault(" · ".join(filter(None, told)), error.field)

    def query(self) -> Query:
        """The search that the call's values describe."""
        words: Words = self.call.get("words", Words())
        return Query(
            words=words.words,
            phrases=words.phrases,
            without=words.without,
            region=self.call.get("region", ""),
            kind=self.call.get("kind"),
            unit=self.call.get("unit", ""),
            source=self.call.get("source", ""),
            language=self.call.get("lang", ""),
            since=since(self.call.get("since"), self.now, self.invocation.zone),
            best=self.call.get("best", False),
            page=self.call.get("page", 1),
            size=PAGE_SIZE,
        )

    def next_page(self, page: Page[Any], key: str = "lookup.next") -> tuple[Button, ...]:
        """The button to the next page, if there is one."""
        return () if page.next is None else (self.page(page.next, key),)

    def page(self, number: int, key: str) -> Button:
        """The button to another page of the same question."""
        return Button(self.word(key), command=self.parser.with_page(self.invocation.text, number))

    def subscription(self) -> Subscription:
        """The channel's subscription that `name` means; without a name its only one.

        Raises:
            QueryError: there is none, or there are several and none was named.
        """
        there = self.newsroom.press.subscriptions(self.invocation.channel)
        name = self.call.get("name")
        if name is not None:
            there = tuple(one for one in there if one.name.casefold() == name.casefold())
        if len(there) == 1:
            return there[0]
        if there:
            names = ", ".join(one.name for one in there)
            raise QueryError(
                Wording("this channel has several subscriptions"), remedy=Wording("name one: {names}", names=names)
            )
        if name is not None:
            raise QueryError(
                Wording("this channel has no subscription '{name}'", name=name), remedy=Wording("'list' names them")
            )
        raise QueryError(
            Wording("this channel has no subscription"),
            remedy=Wording("make one: {example}", example="subscribe region:TH at:08:30"),
        )

    def digest(self) -> Digest:
        """The digest of this channel that `digest` means; without an id the one that was sent last.

        Raises:
            QueryError: the channel has no such digest.
        """
        press, digest_id = self.newsroom.press, self.call.get("digest")
        if digest_id is None:
            sent = [one.last.digest_id for one in press.status(self.invocation.channel).standings if one.last]
            if not sent:
                raise QueryError(
                    Wording("no digest has been sent to this channel"), remedy=Wording("'next' says when one will be")
                )
            digest_id = max(sent)
        found = press.digest(digest_id)
        if not self.invocation.channel.holds(found.subscription.channel):  # others may be of private channels
            raise no_digest(digest_id)
        return found
