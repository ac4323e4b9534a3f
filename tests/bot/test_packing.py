from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters import discord_embeds, slack_blocks
from bot.chat import Body
from bot.packing import clean, left_out, link, shorten, shorten_runs, units
from digests.document import Block, Document, Heading, Note, Paragraph, Role, Rule, Run, plain

Pack = Callable[[Sequence[Document]], tuple[Body, ...]]


@given(st.text(), st.integers(1, 60))
def test_a_shortened_text_keeps_the_limit_and_begins_the_same(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert units(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@given(st.text(alphabet="กำลังข้า้\u0e49e\u0301👩\u200d🚀", min_size=5), st.integers(2, 20))
def test_a_cut_never_parts_a_letter_from_its_marks(text: str, limit: int) -> None:
    short = shorten(text, limit)
    if short != text and len(short) > 1:
        rest = text[len(short) - 1 :]
        assert unicodedata.category(rest[0])[0] != "M" or short[-2].isspace()


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("One two three. Four five six seven", 18, "One two three.…"),
        ("金利は下がった。株価は上がった。", 12, "金利は下がった。…"),
        ("alpha beta gamma delta", 18, "alpha beta gamma…"),
        ("abcdefghijkl", 6, "abcde…"),
        ("short", 5, "short"),
    ],
)
def test_a_cut_falls_at_a_boundary_if_one_is_near(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short


def test_runs_are_shortened_as_one_text_and_a_flag_is_never_cut() -> None:
    runs = (Run("abc", bold=True), Run("TH", role=Role.FLAG), Run("defghij"))
    assert plain(shorten_runs(runs, 8)) == "abcTHde…"
    assert plain(shorten_runs(runs, 5)) == "abc…"
    assert shorten_runs(runs, 12) == runs


def test_cleaning_removes_what_acts_and_keeps_what_shows() -> None:
    assert clean("a\u202eb\u2066c\ud800\x00d\r\ne\tf\u2028g\ufeff") == "abc\ufffd d\ne fg"
    assert clean("กำไร 👩\u200d🚀 ｶﾞ") == "กำไร 👩\u200d🚀 ｶﾞ"


@pytest.mark.parametrize(
    "url",
    ["", "#f3", "javascript:alert(1)", "ftp://x.example", "https://", "https://a@b.example", "https://[x", "x" * 9],
)
def test_only_addresses_a_chat_can_open_are_links(url: str) -> None:
    assert link(url) == ""


def test_an_address_cannot_break_out_of_its_link() -> None:
    assert link("https://wire.example/a b|c>d<e(f)g]h\"i'*j") == (
        "https://wire.example/a%20b%7Cc%3Ed%3Ce%28f%29g%5Dh%22i%27%2Aj"
    )
    assert link("https://wire.example/%E8%A8%98?q=1&r=2#f3") == "https://wire.example/%E8%A8%98?q=1&r=2#f3"


def test_what_was_left_out_is_counted_in_the_readers_language() -> None:
    assert [left_out(lang, 3) for lang in ("en", "ja", "zh-Hant", "th", "fr")] == [
        "+3 more below",
        "ほか3件は続きに",
        "另有3条，见后续",
        "อีก 3 รายการอยู่ถัดไป",
        "+3 more below",
    ]


LONG = Run("กำไร" * 400)
LINKED = Run("กำไร" * 400, url="https://wire.example/" + "a" * 1900)


@pytest.mark.parametrize("pack", [discord_embeds.pack, slack_blocks.pack])
@pytest.mark.parametrize(
    "blocks",
    [
        (Paragraph(()), Rule(), Note(((LONG,), (LINKED,), (LINKED,)))),
        (Paragraph((LONG,)), Rule(), Note(((LINKED,), (LINKED,), (LINKED,), (LINKED,)))),
        (Heading(1, (Run("Digest"),)), Rule(), Paragraph((LINKED,)), Rule(), Note(((LINKED,),) * 9)),
    ],
)
def test_closing_lines_as_long_as_a_message_go_last(pack: Pack, blocks: tuple[Block, ...]) -> None:
    bodies = pack([Document("th", blocks)])
    assert all(body.get("embeds") or body.get("content") or body.get("blocks") for body in bodies)
    assert str(bodies).count("กำไรกำไร") >= sum(isinstance(block, Note) for block in blocks)
