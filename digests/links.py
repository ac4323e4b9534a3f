"""Where an article, a figure or a digest opens: in the archive, at its outlet, or nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from digests.model import Article, Figure, Implication, Span

_WHOLE = 90  # code points of a sentence that go into a link as they are
_ENDS = 24  # code points of each end of a longer one


def openable(url: str) -> str:
    """The URL if a reader may be sent there (http or https, with a host), else nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.netloc and url.isprintable() and " " not in url else ""


def anchor(article: Article, item: Figure | Implication | None = None) -> str:
    """The name of an article, or of a figure or implication in it, within one page.

    It does not depend on the store, so that a page made from files alone has it too.
    """
    page = f"a{article.id}" if article.id is not None else f"a-{article.fingerprint[:8]}"
    match item:
        case None:
            return page
        case Figure():
            return f"{page}-f{item.span.start}"
        case _:
            return f"{page}-i{item.span.start}-{item.region}"


@dataclass(frozen=True, slots=True)
class Links:
    """Turns nouns into URLs.

    Attributes:
        archive: base URL of this installation's archive ("https://news.example"), without a trailing slash; empty if
            there is none. There an article is `/a/ID`, a figure `/a/ID#fID` (`bot.web.archive` answers them).
        page: everything is on the page that is being made: link to its anchors.
    """

    archive: str = ""
    page: bool = False

    def anchor(self, article: Article, item: Figure | Implication | None = None) -> str:
        """What the page that shows the article names it, or a figure or an implication in it."""
        if self.page or item is None or item.id is None:
            return anchor(article, item)
        return f"f{item.id}" if isinstance(item, Figure) else f"i{item.id}"

    def article(self, article: Article) -> str:
        """Where the whole article opens; empty if it cannot."""
        if self.page:
            return f"#{anchor(article)}"
        if self.archive and article.id is not None:
            return f"{self.archive}/a/{article.id}"
        return openable(article.url)

    def outlet(self, article: Article) -> str:
        """Where the outlet published the article; where we show it, if that is unknown."""
        return openable(article.url) or self.article(article)

    def figure(self, article: Article, figure: Figure) -> str:
        """Where the figure's sentence opens."""
        return self._item(article, figure, figure.sentence, f"f{figure.id}")

    def implication(self, article: Article, implication: Implication) -> str:
        """Where the implication's sentence opens."""
        return self._item(article, implication, implication.span, f"i{implication.id}")

    def _item(self, article: Article, item: Figure | Implication, sentence: Span, name: str) -> str:
        if self.page:
            return f"#{anchor(article, item)}"
        if self.archive and article.id is not None and item.id is not None:
            return f"{self.archive}/a/{article.id}#{name}"
        url = openable(article.url)
        return url + text_fragment(article.text[sentence.start : sentence.end]) if url and "#" not in url else url


def text_fragment(sentence: str) -> str:
    """`#:~:text=…`, with which a browser scrolls to the sentence and highlights it.

    A long sentence is given by both its ends. Source: https://wicg.github.io/scroll-to-text-fragment/ (a term must be
    percent-encoded, its `-`, `,` and `&` too, and begin and end at a word's boundary).
    """
    words = " ".join(sentence.split())
    if not words:
        return ""
    if len(words) <= _WHOLE:
        return f"#:~:text={_encode(words)}"
    head, tail = words[:_ENDS], words[-_ENDS:]
    if " " in head[1:]:
        head = head.rpartition(" ")[0]
    if " " in tail[:-1]:
        tail = tail.partition(" ")[2]
    return f"#:~:text={_encode(head)},{_encode(tail)}"


def _encode(term: str) -> str:
    return quote(term, safe="", errors="replace").replace("-", "%2D")
