"""Where things open."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.links import Links, anchor, openable, text_fragment
from digests.model import Implication, Modality, Span
from tests.editions import rate_cut

FINDINGS = rate_cut().lead
ARTICLE, FIGURE, IMPLIED = FINDINGS.article, FINDINGS.figures[1], FINDINGS.implications[0]


def test_with_an_archive_everything_opens_there() -> None:
    links = Links("https://news.example")
    assert links.article(ARTICLE) == "https://news.example/a/101"
    assert links.figure(ARTICLE, FIGURE) == f"https://news.example/a/101#f{FIGURE.id}"
    assert links.implication(ARTICLE, IMPLIED) == f"https://news.example/a/101#i{IMPLIED.id}"
    assert links.outlet(ARTICLE) == "https://wire.example/en-05"
    assert (links.anchor(ARTICLE), links.anchor(ARTICLE, FIGURE)) == ("a101", f"f{FIGURE.id}")
    assert links.anchor(ARTICLE, IMPLIED) == f"i{IMPLIED.id}"


def test_without_one_a_figure_opens_at_its_sentence_in_the_outlet() -> None:
    links = Links()
    assert links.article(ARTICLE) == "https://wire.example/en-05"
    assert links.figure(ARTICLE, FIGURE).startswith("https://wire.example/en-05#:~:text=The%20Bank%20of%20Thailand")
    assert links.implication(ARTICLE, IMPLIED).endswith("the%20committee%20said.")


def test_what_is_not_stored_does_not_open_in_the_archive() -> None:
    links = Links("https://news.example")
    article = replace(ARTICLE, id=None, url="")
    assert (links.article(article), links.figure(article, FIGURE), links.outlet(article)) == ("", "", "")
    assert links.anchor(ARTICLE, replace(FIGURE, id=None)) == anchor(ARTICLE, FIGURE)


def test_an_address_with_a_fragment_of_its_own_keeps_it() -> None:
    article = replace(ARTICLE, url="https://wire.example/#/story/5")
    assert Links().figure(article, FIGURE) == "https://wire.example/#/story/5"


def test_on_one_page_everything_is_an_anchor() -> None:
    links = Links(page=True)
    assert links.article(ARTICLE) == "#a101"
    assert links.figure(ARTICLE, FIGURE) == f"#a101-f{FIGURE.span.start}"
    assert links.implication(ARTICLE, IMPLIED) == f"#a101-i{IMPLIED.span.start}-TH"
    assert links.anchor(ARTICLE, FIGURE) == f"a101-f{FIGURE.span.start}"


def test_anchors_do_not_need_the_store() -> None:
    article = replace(ARTICLE, id=None)
    assert anchor(article) == f"a-{article.fingerprint[:8]}"
    twice = Implication("TH", "x", Span(0, 1), Modality.FACT), Implication("JP", "x", Span(0, 1), Modality.FACT)
    assert len({anchor(article, one) for one in twice}) == 2


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//wire.example",
        "https:wire",
        "https://[",
        "https://a b",
        "https://a\n",
        "",
    ],
)
def test_no_other_address_is_ever_opened(url: str) -> None:
    assert openable(url) == ""
    assert Links().outlet(replace(ARTICLE, url=url)) == ""


@pytest.mark.parametrize(
    ("sentence", "fragment"),
    [
        ("", ""),
        (" \n", ""),
        ("up-to,date & more", "#:~:text=up%2Dto%2Cdate%20%26%20more"),
        ("two\nlines", "#:~:text=two%20lines"),
        ("a" * 100, f"#:~:text={'a' * 24},{'a' * 24}"),
        (
            "The Bank of Thailand lowered its policy rate by 25 basis points to 1.50% in its fourth cut, in August.",
            "#:~:text=The%20Bank%20of%20Thailand,fourth%20cut%2C%20in%20August.",
        ),
    ],
)
def test_a_text_fragment_names_the_sentence(sentence: str, fragment: str) -> None:
    assert text_fragment(sentence) == fragment


@given(st.text(max_size=300))
def test_a_text_fragment_is_ascii_and_its_terms_are_the_sentences(sentence: str) -> None:
    fragment = text_fragment(sentence)
    assert fragment.isascii()
    assert fragment.isprintable()
    clean = " ".join(sentence.encode(errors="replace").decode().split())
    for term in fragment.removeprefix("#:~:text=").split(","):
        assert unquote(term) in clean
