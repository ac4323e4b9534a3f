"""Markdown with cells to nodes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.document import Bullets, Code, Heading, Note, Paragraph, Quote, Role, Rule, Run, Table, plain
from digests.errors import TemplateError
from digests.markup import Fragment, Inline, cell, parse, tidy

VALUE = Run("40%", bold=True, url="https://news.example/a/1#f2", role=Role.VALUE)


def test_every_construct_has_its_node() -> None:
    blocks = parse(
        "# Title\n-# one\n-# two\n\ntext *plain* **bold** `code` [link](https://wire.example)\n\n"
        "- a\n- b\\\n  c\n-# end\n\n"
        "> first\n> second\n\n---\n| h | i |\n|--:|---|\n| x | y |\n\n```\nusage\n```\n",
        "x.md.j2",
    )
    assert blocks == (
        Heading(1, (Run("Title"),)),
        Note(((Run("one"),), (Run("two"),))),
        Paragraph(
            (
                Run("text plain "),
                Run("bold", bold=True),
                Run(" "),
                Run("code", code=True),
                Run(" "),
                Run("link", url="https://wire.example"),
            )
        ),
        Bullets(((Run("a"),), (Run("b\nc"),))),
        Note(((Run("end"),),)),
        Quote(((Run("first"),), (Run("second"),))),
        Rule(),
        Table(((Run("h"),), (Run("i"),)), (((Run("x"),), (Run("y"),)),)),
        Code("usage"),
    )


def test_a_grey_line_ends_a_paragraph_and_an_indented_one_is_text() -> None:
    assert parse("text\n-# grey\n", "x") == (Paragraph((Run("text"),)), Note(((Run("grey"),),)))
    assert parse("text\n    -# not grey\n", "x") == (Paragraph((Run("text -# not grey"),)),)


def test_emphasis_closes_between_a_cell_and_a_letter_of_any_script() -> None:
    (paragraph,) = parse(f"**{cell([Run('40%')])}**削減", "x")
    assert paragraph == Paragraph((Run("40%", bold=True), Run("削減")))


def test_a_cell_keeps_its_style_inside_the_templates() -> None:
    (paragraph,) = parse(f"[{cell([VALUE])} {cell([Run('up')])}](https://wire.example)", "x")
    assert paragraph == Paragraph((VALUE, Run(" up", url="https://wire.example")))


def test_cells_in_code_are_their_text() -> None:
    assert parse(f"`{cell([VALUE])}`", "x") == (Paragraph((Run("40%", code=True),)),)
    assert parse(f"```\n{cell([VALUE])}\n```", "x") == (Code("40%"),)


@given(st.text(max_size=200))
def test_no_text_in_a_cell_is_ever_parsed(text: str) -> None:
    shown = tidy(text)
    for markdown in (
        f"{cell([Run(shown)])}",
        f"- {cell([Run(shown)])}",
        f"> {cell([Run(shown)])}",
        f"-# {cell([Run(shown)])}",
    ):
        blocks = parse(markdown + "\n", "x")
        runs = [run for block in blocks for run in _runs(block)]
        assert "".join(run.text for run in runs) == shown
        assert not any(run.bold or run.url or run.code for run in runs)


@pytest.mark.parametrize(
    "hostile",
    [
        "**bold**",
        "[x](javascript:alert(1))",
        "# head",
        "> quote",
        "- item",
        "-# grey",
        "---",
        "```",
        "| a | b |",
        "*" * 10_000,
    ],
)
def test_markdown_in_a_cell_is_text(hostile: str) -> None:
    assert parse(f"{cell([Run(hostile)])}\n", "x") == (Paragraph((Run(hostile),)),)


def _runs(block: object) -> list[Run]:
    match block:
        case Paragraph(runs):
            return list(runs)
        case Bullets(lines) | Quote(lines) | Note(lines):
            return [run for line in lines for run in line]
    return []


@pytest.mark.parametrize(
    ("markdown", "what"),
    [
        ("#### deep", "a heading of level 4"),
        ("1. one", "ordered list"),
        ("- a\n  - b", "bullet list"),
        ("> # head", "heading"),
        ("> - item", "bullet list"),
        ("[x](javascript:alert(1))", ""),
        ("[x](mailto:somebody)", "a link to 'mailto:somebody'"),
        (f"[x]({cell([Run('https://wire.example')])})", "a link to"),
        (f"[x](https://wire.example/{cell([Run('a')])})", "a link to"),
    ],
)
def test_what_no_surface_can_show_is_an_error_with_its_line(markdown: str, what: str) -> None:
    if not what:  # markdown-it itself refuses the address and leaves text
        assert parse(markdown, "x.md.j2") == (Paragraph((Run(markdown),)),)
        return
    with pytest.raises(TemplateError, match=what) as caught:
        parse(f"text\n\n{markdown}\n", "x.md.j2")
    assert caught.value.where == "x.md.j2"
    assert "line 3" in caught.value.what or "line 4" in caught.value.what
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\nb", "a b"),
        ("a \r\n b\u2028c\td", "a b c d"),
        ("a\u202eb\u2066c\x00\x1b[31m\ufdd0\ufdd1\ufeff\ud800", "abc[31m"),
        ("กำลัง\u200bไทย 👨\u200d👩", "กำลัง\u200bไทย 👨\u200d👩"),
    ],
)
def test_tidy_text_has_one_line_and_nothing_invisible_that_acts(text: str, clean: str) -> None:
    assert tidy(text) == clean


def test_fragments_and_inlines_read_as_their_text() -> None:
    assert str(Inline((VALUE, Run(" up")))) == "40% up"
    assert str(Fragment(f"- {cell([VALUE])} up")) == "- 40% up"
    assert plain((VALUE,)) == "40%"
    assert cell([Run("")]) == ""
