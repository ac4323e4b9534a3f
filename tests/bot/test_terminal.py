"""The terminal adapter."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.terminal import TerminalAdapter
from bot.axis import lay_out
from bot.chat import Ambiguous, Body, Post
from bot.typesetting import columns
from digests.document import Bullets, Document, Note, Quote, Role, Run, Table
from digests.links import Links
from digests.model import Channel, Language, Receipt
from digests.render import Renderer
from tests import editions
from tests.bot.adapter_contract import AdapterContract, Taken, Trouble
from tests.editions import edition
from tests.goldens import check as golden


class Stream(io.StringIO):
    """Remembers each write."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[str] = []

    def write(self, text: str) -> int:
        self.writes.append(text)
        return super().write(text)


class Remembering(TerminalAdapter):
    """Knows what it printed for each message last."""

    def __init__(self, stream: Stream) -> None:
        super().__init__(stream, width=100)
        self.shown: dict[str, str] = {}
        self._stream = stream

    async def post(self, post: Post) -> Receipt:
        receipt = await super().post(post)
        self.shown[receipt.ref] = self._stream.writes[-1]
        return receipt

    async def edit(self, receipt: Receipt, body: Body) -> None:
        await super().edit(receipt, body)
        self.shown[receipt.ref] = self._stream.writes[-1]


class TerminalHarness:
    """A stream stands for the server."""

    def __init__(self) -> None:
        self.stream = Stream()
        self.adapter = Remembering(self.stream)
        self.channel = Channel("terminal", "", "here")
        self.retry_after = 0.0

    async def arrange(self, trouble: Trouble) -> None:
        if trouble is not Trouble.UNREACHABLE:
            pytest.skip("a stream of text never throttles, refuses or answers")
        self.stream.close()

    def taken(self) -> tuple[Taken, ...]:
        return tuple(Taken(ref, ref, text) for ref, text in self.adapter.shown.items())

    def attempts(self) -> int:
        return len(self.stream.writes)

    def faults(self, body: Body) -> tuple[str, ...]:
        lines = ["".join(text for text, _, _ in line) for line in body["lines"]]
        return tuple(line for line in lines if columns(line) > 100)

    def pings(self, ref: str) -> bool:
        return any(not (character.isprintable() or character in "\n\u200b") for character in self.stream.getvalue())


class TestTerminal(AdapterContract):
    @pytest.fixture
    def harness(self) -> TerminalHarness:
        return TerminalHarness()

    async def test_a_thread_message_goes_below_its_parent(self, harness: TerminalHarness) -> None:
        """There are no threads: below means after."""
        parent = await harness.adapter.post(self.post(harness))
        await harness.adapter.post(self.post(harness, "second", "mark2", parent))
        assert ["first" in taken.text for taken in harness.taken()] == [True, False]

    async def test_an_edit_is_printed_below_and_says_what_it_is(self, harness: TerminalHarness) -> None:
        receipt = await harness.adapter.post(self.post(harness))
        (body, *_) = harness.adapter.pack([Document("ja", (Note(((Run("訂正後"),),)),))])
        await harness.adapter.edit(receipt, body)
        assert "first" in harness.stream.writes[0]
        assert harness.stream.writes[1].split() == ["訂正版", "瓦版", "訂正後"]

    async def test_a_stream_that_breaks_while_printing_is_ambiguous(self, monkeypatch: pytest.MonkeyPatch) -> None:
        harness = TerminalHarness()
        post = self.post(harness)
        monkeypatch.setattr(harness.stream, "write", _broken)
        with pytest.raises(Ambiguous):
            await harness.adapter.post(post)

    async def test_what_was_printed_before_a_time_is_not_found_after_it(self, harness: TerminalHarness) -> None:
        post = self.post(harness)
        await harness.adapter.post(post)
        assert await harness.adapter.find(post, datetime.now(UTC) + timedelta(minutes=1)) is None


def _broken(text: str) -> int:
    raise OSError(28, "No space left on device", text)


def printed(document: Document, width: int = 100) -> str:
    """What a stream that is no terminal gets."""
    stream = io.StringIO()
    TerminalAdapter(stream, width=width).show(document)
    return stream.getvalue()


@pytest.mark.parametrize("language", list(Language))
def test_a_digest_on_a_hundred_columns(language: Language) -> None:
    parent, *_ = Renderer(None, Links()).digest(edition(language), "terminal")
    golden(Path(f"terminal-{language}.txt"), printed(parent))


@pytest.mark.parametrize("language", list(Language))
def test_a_corrected_digest_and_its_note_on_a_hundred_columns(language: Language) -> None:
    documents = editions.corrected_messages(language, "terminal")
    golden(Path(f"terminal-corrected-{language}.txt"), "".join(map(printed, documents)))


def test_a_story_and_the_rest_on_a_hundred_columns() -> None:
    _, story, *_, more = Renderer(None, Links()).digest(edition(), "terminal")
    golden(Path("terminal-thread.txt"), printed(story) + printed(more))


def test_an_empty_digest_is_one_line() -> None:
    (line,) = Renderer(None, Links()).digest(edition(stories=(), more=()), "terminal")
    golden(Path("terminal-empty.txt"), printed(line))


@pytest.mark.parametrize("width", [40, 80])
def test_a_narrow_terminal_gets_narrow_lines(width: int) -> None:
    parent, *_ = Renderer(None, Links()).digest(edition(), "terminal")
    text = printed(parent, width)
    golden(Path(f"terminal-{width}-columns.txt"), text)
    assert all(columns(line) <= width + 2 for line in text.splitlines())


def text_of(document: Document, width: int = 100) -> list[str]:
    """The lines as plain text."""
    return ["".join(piece.text for piece in line).rstrip() for line in lay_out(document, width)]


def figure(value: str, *, arrow: str = "", label: str = "sales", tail: str = "") -> tuple[Run, ...]:
    """A figure line."""
    runs = [Run(value, bold=True, role=Role.VALUE)]
    runs += [Run("\u00a0", bold=True), Run(arrow, bold=True, role=Role.ARROW)] if arrow else []
    return (*runs, Run("\u2002"), Run(label, role=Role.LABEL), Run(tail))


def test_a_value_wider_than_the_gutter_still_leaves_the_axis() -> None:
    over = "first in about 2.5 years"
    wider = "between 10 and 20 container terminals"
    lines = text_of(Document("en", (Bullets((figure(over), figure(wider, arrow="↑"))),)))

    assert lines == [f"{over} sales", f"{wider} ↑", f"{'':25}sales"]


def test_what_follows_a_figure_in_an_item_is_kept() -> None:
    (line,) = text_of(Document("en", (Bullets((figure("40%", tail=" · f12"),)),)))
    assert line.endswith("40%   sales · f12")


def test_a_region_too_long_for_the_gutter_takes_lines_of_its_own() -> None:
    status = (Run("South-Eastern Asia", role=Role.REGION), Run(" "), Run("Opportunity", bold=True, role=Role.STANCE))
    lines = text_of(Document("en", (Quote((status, (Run("The sentence."),))),)))
    assert [line.split()[-1] for line in lines] == ["sentence.", "Opportunity"]


def test_a_quotation_without_a_region_has_a_bar() -> None:
    document = Document("en", (Quote(((Run("The sentence."),),)), Note(((Run("wire.example"),),))))
    assert text_of(document) == [f"{'│':>24} The sentence.", f"{'':25}wire.example"]
    assert text_of(document, 40) == ["│ The sentence.", "wire.example"]


def test_a_file_gets_a_hundred_columns_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert TerminalAdapter(io.StringIO()).health()[1] == "100 columns"
    monkeypatch.setenv("COLUMNS", "72")
    assert TerminalAdapter(io.StringIO()).health()[1] == "72 columns"


def test_a_table_whose_columns_do_not_fit_is_run_together() -> None:
    cells = ((Run("a" * 50),), (Run("b" * 50),))
    lines = text_of(Document("en", (Table(((Run("one"),), (Run("two"),)), (cells,)),)))
    assert lines[0].strip() == "one · two"


def test_colours_and_links_only_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    parent, *_ = Renderer(None, Links("https://news.example")).digest(edition(), "terminal")
    assert "\x1b]8;" in printed(parent)
    monkeypatch.delenv("FORCE_COLOR")
    assert "\x1b" not in printed(parent)
