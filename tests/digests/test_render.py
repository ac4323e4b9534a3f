"""Templates to Documents."""

from __future__ import annotations

import pytest

from digests.document import Bullets, Document, Heading, Note, plain
from digests.links import Links
from digests.model import Language
from digests.render import Renderer
from tests.editions import edition, rate_cut


def text(document: Document) -> str:
    """All text of a document."""
    parts: list[str] = []
    for block in document.blocks:
        match block:
            case Heading(_, runs):
                parts.append(plain(runs))
            case Note(lines):
                parts += map(plain, lines)
            case Bullets(items):
                parts += map(plain, items)
            case _:
                pass
    return "\n".join(parts)


@pytest.mark.parametrize("language", list(Language))
def test_a_digest_is_a_parent_and_a_message_a_story_and_the_rest(language: Language) -> None:
    documents = Renderer(None, Links()).digest(edition(language))

    assert len(documents) == 1 + 3 + 1
    assert all(document.lang == language and document.summary for document in documents)


def test_a_figure_line_links_its_value_to_the_archive() -> None:
    parent, *_ = Renderer(None, Links("https://news.example")).digest(edition())

    bullets = next(block for block in parent.blocks if isinstance(block, Bullets))
    value = bullets.items[0][0]
    assert (value.text, value.bold) == ("1.50%", True)
    assert value.url.startswith("https://news.example/a/101#f101")


@pytest.mark.parametrize("language", list(Language))
def test_answers_are_templates_too(language: Language) -> None:
    renderer = Renderer(None, Links())
    story = rate_cut()

    impact = renderer.answer(
        "impact", language, "Asia/Bangkok", region="TH", implications=story.implications, articles=3, since=edition().at
    )
    latest = renderer.answer("latest", language, "Asia/Bangkok", stories=(story,), total=6)

    assert "i101" in text(impact)
    assert "1.50%" in text(latest)
