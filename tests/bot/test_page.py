"""The HTML page and the picture."""

from __future__ import annotations

import base64
import hashlib
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.web.html import group, tag
from bot.web.page import article_page, digest_page
from bot.web.picture import svg
from digests.document import Bullets, Code, Document, Heading, Note, Quote, Rule, Run, Table
from digests.links import Links
from digests.markup import tidy
from digests.model import CitedFigure, Digest, Direction, Kind, Language, Span
from digests.render import Renderer
from digests.stories import merge
from tests import editions
from tests.digests.test_render import HOSTILE, hostile_edition
from tests.editions import edition, rate_cut
from tests.goldens import check as golden

RENDERER = Renderer(None, Links(page=True))
VOID = {"meta", "br", "hr"}


class Page(HTMLParser):
    """Elements with their attributes, text by element, and whether every tag is closed where it should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.well_formed = True
        self.feed(html)
        self.close()

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((name, {key: value or "" for key, value in attributes}))
        if name not in VOID:
            self.open.append(name)

    def handle_endtag(self, name: str) -> None:
        self.well_formed &= bool(self.open) and self.open.pop() == name

    def handle_data(self, text: str) -> None:
        if "style" not in self.open:
            self.text.append(text)

    def values(self, attribute: str) -> list[str]:
        """All values of an attribute."""
        return [attributes[attribute] for _, attributes in self.elements if attribute in attributes]


def page(digest: Digest) -> str:
    """The digest's page."""
    language, zone = digest.subscription.language, digest.subscription.cadence.zone
    return digest_page(digest, RENDERER.digest(digest, "html"), RENDERER.voice(language, zone))


def pretty(html: str) -> str:
    """One element a line, without the style sheet, for a golden file that can be read."""
    return re.sub(r"(?=<(?:main|article|header|h\d|p|ul|li|div|table|tr|footer|section)\b)", "\n", _bare(html))


def _bare(html: str) -> str:
    return re.sub(r"<style>.*?</style>|sha256-[\w+/=]+", "", html, flags=re.DOTALL)


@pytest.mark.parametrize("language", list(Language))
def test_a_digest_page(language: Language) -> None:
    golden(Path(f"page-{language}.html"), pretty(page(edition(language))))


def test_an_empty_page() -> None:
    golden(Path("page-empty.html"), pretty(page(edition(stories=(), more=()))))


@pytest.mark.parametrize("language", list(Language))
def test_every_link_on_the_page_leads_somewhere(language: Language) -> None:
    found = Page(page(edition(language)))

    assert found.well_formed
    assert not found.open
    anchors = found.values("id")
    assert len(anchors) == len(set(anchors))
    inside = {href[1:] for href in found.values("href") if href.startswith("#")}
    assert inside <= set(anchors)
    assert {href for href in found.values("href") if not href.startswith("#")} == {
        f"https://{outlet}"
        for outlet in (
            "wire.example/en-05",
            "khao.example/th-01",
            "keizai.example/ja-06",
            "cheshi.example/zh-01",
            "cloud.example/ja-01",
            "keizai.example/ja-04",
            "ledger.example/en-01",
            "khao.example/th-02",
        )
    }


def test_the_page_asks_for_nothing_and_runs_nothing() -> None:
    html = page(edition())
    style = re.search("<style>(.*)</style>", html, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()

    found = Page(html)
    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'" in found.values(
        "content"
    )
    assert not {"script", "link", "img", "iframe", "object", "form"} & {name for name, _ in found.elements}
    assert not {"src", "style"} & {key for _, attributes in found.elements for key in attributes}
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_a_figure_is_underlined_and_its_sentence_is_the_one_washed() -> None:
    html = page(edition())
    sentence, figure = "Consumer prices fell ", "0.70 per cent"
    assert f'<span class="s">{sentence}<a class="f" id="a101-f325" href="#a101-f325">{figure}</a>' in html
    assert "characters 325–338" in html


def test_other_outlets_stand_in_the_card_and_disagreement_too() -> None:
    html = page(edition())
    card = html[html.index('id="a101-f134"') :]
    assert '<a href="#a103-f69" lang="ja">1.50%</a>' in card[: card.index("on 13 August")]
    low = replace(rate_cut().conflicts[0].claims[0].figure, key=True)
    story = rate_cut()
    lead = replace(story.lead, figures=(*[f for f in story.lead.figures if f.span != low.span], low))
    conflict = replace(
        story.conflicts[0],
        claims=(replace(story.conflicts[0].claims[0], figure=low), story.conflicts[0].claims[1]),
    )
    alone = article_page(lead, RENDERER.voice("en"), replace(story, conflicts=(conflict,)))
    assert "2年半ぶり" in alone


def test_an_article_alone_is_shown_at_once_and_has_the_archives_anchors() -> None:
    renderer = Renderer(None, Links("https://news.example"))
    found = Page(article_page(rate_cut().lead, renderer.voice("en", "Asia/Bangkok")))

    assert ("main", {"class": "art alone", "id": "a101"}) in found.elements
    assert {"f101134", "i101404"} <= set(found.values("id"))
    assert "No other outlet gives this figure." not in found.text


def test_the_history_of_a_measure_is_a_stepped_line() -> None:
    story = rate_cut()
    rate = story.figures[0]

    def past(value: str, year: int, month: int) -> CitedFigure:
        when = date(year, month, 13)
        of, figure = rate.article, rate.figure
        return CitedFigure(replace(of, published=when), replace(figure, value=Decimal(value), quote=f"{value}%"))

    line = (past("2.25", 2024, 10), past("2.00", 2025, 2), past("1.75", 2025, 4), rate)
    html = article_page(story.lead, RENDERER.voice("en"), story, {101134: line})
    svg = html[html.index("<svg") : html.index("</svg>")]
    assert re.findall(r"<text[^>]*>([^<]*)", svg) == ["2.25%", "1.50%", "13 Oct 2024", "13 Aug 2025"]
    assert "13 February 2025: 2.00%" in svg
    assert "History, 4 values" in html
    assert "<svg" in article_page(story.lead, RENDERER.voice("en"), story, {101134: (rate, past("1.50", 2026, 1))})
    assert "<svg" not in article_page(story.lead, RENDERER.voice("en"), story, {101134: (rate, rate)})


def test_an_article_that_its_layout_cannot_place_still_has_its_figures() -> None:
    """A date is not underlined, of two overlapping figures the first is; page furniture is left out without one."""
    of = editions.article(
        1,
        "Head of the article\nSales rose 40% in 2025, a good year for all of them.\nShare this article\n",
        language="en",
    )
    sales = editions.figure(of, "40%", Kind.PERCENT, 40, "%", direction=Direction.UP)
    inner = replace(sales, span=Span(sales.span.start + 1, sales.span.end))
    year = editions.figure(of, "2025", Kind.DATE, "2025")
    html = article_page(editions.findings(of, (sales, inner, year)), RENDERER.voice("en"))
    assert html.count('class="f"') == 1
    assert "Share this article" not in html
    (bare,) = [editions.article(2, "", language="en", title="A title", source="wire.example")]
    assert '<h1 lang="en">A title</h1>' in article_page(editions.findings(bare), RENDERER.voice("en"))


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_text_on_the_page_and_in_the_picture(words: str) -> None:
    found, harmless = Page(page(hostile_edition(words))), Page(page(hostile_edition("harmless")))

    assert found.well_formed
    digest_of = [element for element in found.elements if element[0] != "main"]
    assert {name for name, _ in digest_of} <= {name for name, _ in harmless.elements} | {
        "div",
        "section",
        "table",
        "h2",
    }
    assert not any(href.startswith("javascript") for href in found.values("href"))
    assert tidy(words).strip() in "".join(found.text)

    parent, *_ = RENDERER.digest(hostile_edition(words), "terminal")
    drawn = ET.fromstring(svg(parent))
    assert {element.tag.rpartition("}")[2] for element in drawn.iter()} == {
        "svg",
        "title",
        "style",
        "rect",
        "line",
        "text",
    }


def test_documents_of_any_kind_are_shown() -> None:
    cells = ((Run("a"),), (Run("b", code=True),))
    document = Document(
        "en",
        (
            Heading(1, (Run("Title"),)),
            Rule(),
            Table(cells, (cells,)),
            Code("digest help"),
            Quote(((Run("A sentence."),),)),
            Bullets(((Run("one\ntwo"),),)),
            Note(((Run("grey", lang="zh-Hant"),),)),
        ),
        summary="Title",
    )
    html = digest_page(edition(stories=(), more=()), [document], RENDERER.voice("en"))
    for part in (
        "<td><code>b</code></td>",
        "<pre>digest help</pre>",
        '<div class="impl"><q>A sentence.</q></div>',
        "one<br>two",
        '<p class="src soft" lang="zh-Hant">grey</p>',
    ):
        assert part in html


def test_elements_escape_what_is_not_an_element() -> None:
    assert tag("p", "<b>", tag("b", "&"), None, ["x", [tag("br")]], title='"', hidden=True, id="") == (
        '<p title="&#34;" hidden="">&lt;b&gt;<b>&amp;</b>x<br></p>'
    )
    assert group() == ""


@pytest.mark.parametrize("language", list(Language))
def test_a_picture_of_a_digest(language: Language) -> None:
    parent, *_ = RENDERER.digest(edition(language), "terminal")
    drawn = ET.fromstring(svg(parent))
    texts = [element.text or "" for element in drawn.iter("{http://www.w3.org/2000/svg}text")]

    assert parent.blocks[0] == Heading(1, (Run(texts[1]),)) or texts[1] in parent.summary
    assert all(element.get("textLength") for element in drawn.iter("{http://www.w3.org/2000/svg}text"))


def test_stories_need_not_have_figures() -> None:
    of = editions.article(1, "Head\nNothing was counted.", language="en")
    html = page(edition(stories=(merge([editions.findings(of)], Language.EN),), more=()))
    assert '<article class="sheet story"><h2 lang' not in html
    assert "Nothing was counted." in html
