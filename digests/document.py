"""A Document: what a filled template says, before any platform's dialect.

A template is Markdown; `digests.render` fills and parses it into these nodes, and each adapter turns them into its
native constructs with its own escaping and its own limits. Text in a node is plain: nothing in it is markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a run is, for surfaces that set it apart (a terminal's gutter, a page's margin); most runs are TEXT."""

    TEXT = "text"
    VALUE = "value"
    ARROW = "arrow"
    QUALIFIER = "qualifier"
    ORIGINAL = "original"
    LABEL = "label"
    FLAG = "flag"
    REGION = "region"
    STANCE = "stance"
    MODALITY = "modality"
    COUNT = "count"
    SOURCE = "source"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one style.

    `url` makes it a link (http, https, or a `#fragment` of the same page). `lang` is the BCP 47 tag of a stretch that
    is not in the document's language. A FLAG run's text is a region code ("TH"): each surface has its own flag.
    A CHANNEL run's text is the id that the asker's platform gives a channel, which may show its name.
    """

    text: str
    bold: bool = False
    url: str = ""
    role: Role = Role.TEXT
    lang: str = ""
    code: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 is the masthead's title, level 2 a headline, level 3 a group inside an answer."""

    level: int
    runs: Runs


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, one item a line: figure lines, or the entries of an answer."""

    items: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation with a bar. `lines[0]` may say region, stance and modality; the last line is the sentence."""

    lines: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Grey lines: dates, sources, conflicts, corrections, what was left out."""

    lines: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`header` has one run sequence a column, `rows` as many columns each."""

    header: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Preformatted text, such as a command's usage."""

    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """The line between stories."""


Block = Heading | Paragraph | Bullets | Quote | Note | Table | Code | Rule


@dataclass(frozen=True, slots=True)
class Document:
    """One message or page: `lang` is the reader's language, `summary` the unstyled text of a notification.

    `digest` is the id of the digest whose first message this is, where people can act on it: open its details, share
    it, vote.
    """

    lang: str
    blocks: tuple[Block, ...]
    summary: str = ""
    digest: int | None = None


def plain(runs: Runs) -> str:
    """The text of the runs, unstyled."""
    return "".join(run.text for run in runs)
