"""Hypothesis strategies: any Document, in any language, with text that would like to be more than text."""

from __future__ import annotations

from hypothesis import strategies as st

from digests.document import (
    Block,
    Bullets,
    Code,
    Document,
    Heading,
    Note,
    Paragraph,
    Quote,
    Role,
    Rule,
    Run,
    Runs,
    Table,
)

HOSTILE = (
    "@everyone",
    "@here",
    "<!channel>",
    "<@U0READER>",
    "<#C0THAILAND|x>",
    "<https://evil.example|click>",
    "[x](javascript:alert(1))",
    "[x](https://evil.example)",
    "](https://evil.example) [",
    "https://evil.example/",
    "<script>alert(1)</script>",
    "`code` ```block```",
    "*" * 10_000,
    "_under_ ~~struck~~ ||hidden||",
    ":fire: :100:",
    "> quoted",
    "- item\n# heading\n1. one",
    "\u202egnp.exe\u202c",
    "\ud800",
    "\x00\x1b[31m",
    "&lt;&amp;",
    "กำไร" * 300,
    "働く" * 2_000,
    "👩‍👩‍👧‍👦🇹🇭" * 500,
    "{{ 7*7 }}",
    "\n\n\n",
    " ",
    "\u2028",
)

texts = st.one_of(
    st.text(max_size=40), st.sampled_from(HOSTILE), st.sampled_from(["1.50%", "政策金利", "ราคาหุ้น", "总投资"])
)
urls = st.one_of(
    st.just(""),
    st.sampled_from(
        [
            "https://wire.example/a?b=1&c=(2)#f3",
            "http://keizai.example/記事",
            "javascript:alert(1)",
            "#f3",
            "https://user:secret@evil.example/",
            "https://wire.example/" + "a" * 1_900,
            "https://wire.example/" + "a" * 9_000,
            "https://wire.example/)|>x",
            "https://[broken",
        ]
    ),
)
regions = st.sampled_from(["TH", "JP", "EU", "035", "ASEAN", "<!", "t"])


@st.composite
def runs(draw: st.DrawFn, *, most: int = 5) -> Runs:
    made = []
    for _ in range(draw(st.integers(0, most))):
        role = draw(st.sampled_from(Role))
        text = draw(regions if role is Role.FLAG else texts)
        made.append(Run(text, draw(st.booleans()), draw(urls), role, code=draw(st.booleans())))
    return tuple(made)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.sampled_from([0, 1, 3, 25]))
    cells = st.tuples(*[runs(most=2)] * width)
    rows = draw(st.lists(cells, max_size=4))
    return Table(draw(cells), tuple(rows * (40 if width == 1 else 1)))


lines = st.lists(runs(), max_size=6).map(tuple)
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, st.integers(1, 3), runs()),
    st.builds(Paragraph, runs()),
    st.builds(Bullets, st.one_of(lines, runs().map(lambda item: (item,) * 60))),
    st.builds(Quote, lines),
    st.builds(Note, lines),
    tables(),
    st.builds(Code, texts),
    st.just(Rule()),
)
documents = st.builds(
    Document,
    st.sampled_from(["ja", "en", "zh", "zh-Hant", "th", "fr"]),
    st.lists(blocks, max_size=14).map(tuple),
    texts,
)
