"""The terminal: the adapter to try Kawaraban with. Its posts are printed, so that no token and no server is needed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TextIO

from rich.console import Console
from rich.style import Style
from rich.text import Text

from bot.axis import AXIS, NARROW, lay_out
from bot.chat import Ambiguous, Answer, Body, Health, Post, Refused, Suggest, Unavailable, no_suggestions
from bot.packing import chat_words
from digests.document import Document
from digests.markup import tidy
from digests.model import Channel, Receipt

_PIPED = 100  # columns where the output is no terminal, such as a file
_STYLES = {"": Style(), "bold": Style(bold=True), "dim": Style(dim=True), "rule": Style(dim=True)}
_LINKED = Style(bold=True, color="blue")


class TerminalAdapter:
    """Prints posts to a stream; what goes into a thread is printed below its parent."""

    name = "terminal"
    per_second = 1000.0

    def __init__(self, stream: TextIO | None = None, width: int | None = None) -> None:
        """Print to `stream` (standard output) in `width` columns (the terminal's, at most 100).

        Colours and links follow rich: none where the stream is no terminal or NO_COLOR is set (https://no-color.org).
        """
        stream = stream or sys.stdout
        if width is None and not stream.isatty() and "COLUMNS" not in os.environ:
            width = _PIPED
        self._console = Console(file=stream, width=width, highlight=False, markup=False, emoji=False, soft_wrap=True)
        self._posted: dict[str, Receipt] = {}

    def bucket(self, channel: Channel) -> str:
        """One stream, one bucket."""
        return channel.adapter

    def pack(self, documents: Sequence[Document]) -> tuple[Body, ...]:
        """A body for each document: its language, and its lines as lists of `[text, style, url]`."""
        width = min(100, self._console.width)
        return tuple(
            {
                "language": document.lang,
                "lines": [
                    [[piece.text, piece.style, piece.url] for piece in line] for line in lay_out(document, width)
                ],
            }
            for document in documents
        )

    def show(self, document: Document) -> None:
        """Print one document now."""
        (body,) = self.pack([document])
        self._print(body)

    async def post(self, post: Post) -> Receipt:
        """Print the body.

        Raises:
            Unavailable: the stream is closed.
            Ambiguous: it broke while printing.
        """
        self._deliver(post.channel, post.body)
        receipt = Receipt(post.channel, post.mark, datetime.now(UTC))
        self._posted[post.mark] = receipt
        return receipt

    async def find(self, post: Post, since: datetime) -> Receipt | None:
        """What this process printed; what another one printed cannot be looked up.

        Raises:
            Ambiguous: this process did not print it.
        """
        receipt = self._posted.get(post.mark)
        if receipt is None:
            raise Ambiguous("a terminal's earlier output cannot be searched", where=str(post.channel))
        return receipt if receipt.at >= since else None

    async def edit(self, receipt: Receipt, body: Body) -> None:
        """Print the new body below, and say that it replaces an earlier one: what is printed stays.

        Raises:
            Refused: this process did not print the message.
            Unavailable, Ambiguous: as `post`.
        """
        if receipt.ref not in self._posted:
            raise Refused("no such message was printed here", where=str(receipt.channel), remedy="post it anew")
        indent = " " * (AXIS if self._console.width >= NARROW else 0)
        says = [[indent + chat_words(body["language"])("chat.again"), "dim", ""]]
        self._deliver(receipt.channel, {"lines": [[], says, *body["lines"]]})

    async def listen(self, answer: Answer, suggest: Suggest = no_suggestions) -> None:
        """Return at once: in a terminal, questions come by `kawaraban do`."""

    async def close(self) -> None:
        """Do nothing: the stream belongs to whoever opened it."""

    def health(self) -> tuple[Health, str]:
        """Always ready."""
        return (Health.READY, f"{self._console.width} columns")

    def _deliver(self, channel: Channel, body: Body) -> None:
        try:
            self._print(body)
        except ValueError as error:
            raise Unavailable("the output is closed", where=str(channel), remedy="start it in a terminal") from error
        except OSError as error:
            raise Ambiguous(f"the output broke off: {error}", where=str(channel)) from error

    def _print(self, body: Body) -> None:
        """In one write, so that posts of several tasks do not mix."""
        lines = [Text.assemble(*(self._styled(*piece) for piece in line)) for line in body["lines"]]
        self._console.print(Text("\n").join(lines))

    @staticmethod
    def _styled(content: str, style: str, url: str) -> tuple[str, Style]:
        look = _LINKED if style == "value" else _STYLES[style]
        return (tidy(content), look + Style(link=url) if url.startswith("http") else look)
