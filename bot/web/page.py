"""The HTML page: a digest and, behind every number, the article with its sentence marked.

One self-contained file: no request, no script. What a reader opens is the fragment of the address: the digest, an
article (`#a12`) or a figure in it (`#a12-f335`), and the style sheet shows that and hides the rest. So both
halves of the page, and its one style sheet, are read together: they stay in one file.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import groupby, takewhile
from pathlib import Path

from markupsafe import Markup

from bot.web.history import steps
from bot.web.html import Child, bcp47, group, tag
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
from digests.extract.regions import flag
from digests.extract.text import Sentence, SentenceRole, read_layout
from digests.markup import tidy
from digests.model import CitedFigure, CitedImplication, Digest, Figure, Findings, Kind, Span, Story
from digests.voice import Voice

_FIGURE_ROLES = {Role.QUALIFIER, Role.VALUE, Role.ARROW}


def digest_page(digest: Digest, documents: Sequence[Document], voice: Voice) -> str:
    """The digest, the list of what did not fit, and every article they cite.

    Args:
        documents: what `Renderer.digest(digest, "html")` returned, its links being `Links(page=True)`.
    """
    show = _Show(voice)
    parent, *rest = documents
    more = rest[-1].blocks if digest.more else ()
    body = tag("main", show.sheet(parent.blocks, more), id="digest")
    back = f"{tidy(digest.subscription.title)} · {voice.day(digest.at, 'day')}"
    articles = [
        show.article(findings, story, back) for story in (*digest.stories, *digest.more) for findings in story.sources
    ]
    return _page(back, parent.lang, group(body, articles))


def article_page(
    findings: Findings,
    voice: Voice,
    story: Story | None = None,
    histories: Mapping[int, Sequence[CitedFigure]] | None = None,
) -> str:
    """One article alone, as the archive shows it.

    `story` has what other outlets say, where that is known; `histories` the same measure over time, oldest first, by
    the figure's id.
    """
    show = _Show(voice, histories)
    title = tidy(findings.article.title) or tidy(findings.article.source)
    return _page(title, voice.words.language, show.article(findings, story, ""))


def _page(title: str, language: str, body: Child) -> str:
    style, digest = _style()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width,initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        tag("style", Markup(style)),  # noqa: S704 - our own file
    )
    return f"<!doctype html>\n{tag('html', head, tag('body', body), lang=bcp47(language))}\n"


@cache
def _style() -> tuple[str, str]:
    """The style sheet and its SHA-256 for the content security policy."""
    style = Path(__file__).with_name("page.css").read_text("utf-8")
    return style, base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


class _Show:
    """Nodes and nouns as elements."""

    def __init__(self, voice: Voice, histories: Mapping[int, Sequence[CitedFigure]] | None = None) -> None:
        self._voice = voice
        self._word = voice.words
        self._histories = histories or {}

    # --- the digest

    def sheet(self, blocks: Sequence[Block], more: Sequence[Block]) -> Iterable[Markup]:
        """Masthead, stories and foot, parted by rules; `more` takes the place of the line that counts it."""
        masthead, *parts = _parted(blocks)
        seal = tag("div", tag("span", "瓦", class_="seal", lang="ja"), class_="hang")
        yield tag("header", seal, tag("div", map(self._block, masthead)), class_="sheet mast")
        for part in parts:
            if any(isinstance(block, Heading) for block in part):
                yield tag("article", self._story(part), class_="sheet story")
            else:
                yield tag("footer", tag("div", map(self._block, more or part)), class_="sheet foot")

    def _story(self, blocks: Sequence[Block]) -> Iterable[Markup]:
        figures = [block for block in blocks if isinstance(block, Bullets) and all(map(_is_figure, block.items))]
        if figures:
            yield tag("ul", (tag("li", self._figure(item)) for item in figures[0].items), class_="figs hang")
        for block in blocks:
            if not figures or block is not figures[0]:
                yield self._block(block)

    def _block(self, block: Block) -> Markup:  # noqa: PLR0911 - one return a kind of block
        match block:
            case Heading(level, runs):
                return self._text(f"h{level}", runs)
            case Paragraph(runs):
                return self._text("p", runs, class_="told")
            case Bullets(items):
                return tag("ul", (tag("li", self._item(item), class_="inline") for item in items))
            case Quote(lines):
                *status, sentence = lines
                header = tag("header", self._runs(status[0])) if status else None
                return tag("div", header, self._text("q", sentence), class_="impl")
            case Note(lines):
                return group(map(self._note, lines))
            case Table():
                return self._table(block)
            case Code(text):
                return tag("pre", text)
            case Rule():
                return tag("hr")

    def _note(self, runs: Runs) -> Markup:
        if runs and runs[0].text.startswith("≠"):
            rest = (Run(runs[0].text[1:]), *runs[1:])
            return tag("p", tag("span", "≠", class_="sg"), self._runs(rest), class_="diff")
        return self._text("p", runs, class_="src soft")

    def _item(self, runs: Runs) -> Iterable[Child]:
        """The lines of an item."""
        for number, part in enumerate(_split(runs)):
            if number:
                yield tag("br")
            yield self._runs(part)

    def _figure(self, runs: Runs) -> Iterable[Child]:
        """Value, label and original, each in its place of the sheet."""
        yield self._value(_value_of(runs))
        label = [run for run in runs if run.role is Role.LABEL]
        original = [run for run in runs if run.role is Role.ORIGINAL]
        yield self._text("span", label, class_="l") if label else None
        yield self._text("span", original, class_="o") if original else None

    def _value(self, runs: Sequence[Run]) -> Markup:
        """Qualifier, value and arrow as one link; the arrow is said as a word to those who cannot see it."""
        url = next((run.url for run in runs if run.url), "")
        parts: list[Child] = []
        for run in runs:
            match run.role:
                case Role.QUALIFIER:
                    parts.append(tag("span", run.text, class_="ap"))
                case Role.ARROW:
                    parts.append(self._arrow(run.text))
                case _:
                    parts.append(run.text)
        if not any(run.role is Role.ARROW for run in runs):
            parts.append(tag("span", class_="dir"))
        return tag("a" if url else "span", parts, class_="v", href=url)

    def _arrow(self, arrow: str) -> Markup:
        word = self._word("direction.up" if arrow == "↑" else "direction.down")
        return group(tag("span", arrow, class_="dir", aria_hidden="true"), tag("span", f" {word}", class_="vh"))

    def _table(self, table: Table) -> Markup:
        head = tag("tr", (tag("th", self._runs(cell), class_="n" * (not at)) for at, cell in enumerate(table.header)))
        rows = [
            tag("tr", (tag("td", self._cell(cell), class_="n" * (not at)) for at, cell in enumerate(row)))
            for row in table.rows
        ]
        return tag("table", head, rows, class_="all")

    def _cell(self, runs: Runs) -> Markup:
        if not _is_figure(runs):
            return self._runs(runs)
        return self._value(_value_of(runs))

    # --- runs

    def _text(self, name: str, runs: Sequence[Run], class_: str = "") -> Markup:
        """An element of the runs; if all are in one foreign language, it is the element's."""
        languages = {run.lang for run in runs if run.text.strip()}
        if len(languages) == 1 and (language := languages.pop()):
            runs = [Run(run.text, run.bold, run.url, run.role, "", run.code) for run in runs]
            return tag(name, self._runs(runs), class_=class_, lang=bcp47(language))
        return tag(name, self._runs(runs), class_=class_)

    def _runs(self, runs: Iterable[Run]) -> Markup:
        return group(self._run(run) for run in runs)

    def _run(self, run: Run) -> Markup:
        if run.role is Role.ARROW:
            return self._arrow(run.text)
        html: Markup = group(flag(run.text) if run.role is Role.FLAG else run.text)
        if run.code:
            html = tag("code", html)
        value = run.bold and run.role is Role.VALUE
        if run.bold and not value:
            html = tag("b", html)
        if run.url or value:
            html = tag("a" if run.url else "span", html, href=run.url, class_="v" * value)
        return tag("span", html, lang=bcp47(run.lang)) if run.lang else html

    # --- an article

    def article(self, findings: Findings, story: Story | None, back: str) -> Markup:
        """The text with its figures underlined, and their table."""
        article, voice = findings.article, self._voice
        language = bcp47(article.language)
        reader = _Reader(self, findings, story)
        top = tag("p", tag("a", back, href="#digest"), class_="soft") if back else None
        told = [figure for figure in findings.figures if figure.kind is not Kind.DATE]
        facts = [
            voice.source(article),
            voice.day(article, "day"),
            self._word.find(f"language.{article.language}"),
            self._word("evidence.figures", n=len(told)) if told else "",
        ]
        return tag(
            "main",
            top,
            tag("h1", reader.title(), lang=language),
            tag("p", self._runs(voice.dots(facts).runs), class_="soft facts"),
            reader.text(),
            self._all_figures([CitedFigure(article, figure) for figure in told]) if told else None,
            class_="art" if back else "art alone",
            id=voice.links.anchor(article),
        )

    def _all_figures(self, cited: Sequence[CitedFigure]) -> Markup:
        voice, word = self._voice, self._word
        heads = ("column.figure", "column.measure", "column.written")
        header = tuple((Run(word(key)),) for key in heads)
        rows = tuple((voice.value(one).runs, voice.label(one).runs, voice.as_written(one).runs) for one in cited)
        return tag("section", tag("h2", word("evidence.heading")), self._table(Table(header, rows)))

    def card(self, cited: CitedFigure, others: Sequence[CitedFigure] | None) -> Markup:
        """What is known of a figure, in the margin beside it; without `others` nothing is said of other outlets."""
        voice, word, figure = self._voice, self._word, cited.figure
        direction = word(f"direction.{figure.direction}") if figure.direction else word("evidence.not_stated")
        facts = [
            ("written", self._runs(voice.as_written(cited).runs)),
            ("direction", direction),
            ("place", word("evidence.characters", start=figure.span.start, end=figure.span.end)),
            ("id", "" if figure.id is None else f"f{figure.id}"),
        ]
        rows = [
            tag("span", tag("span", word(f"evidence.{key}"), class_="soft"), tag("span", value), class_="fact")
            for key, value in facts
            if value
        ]
        value = [Run(run.text, run.bold, "", run.role) for run in _value_of(voice.value(cited).runs)]
        label = voice.label(cited).runs
        return tag(
            "span",
            tag("a", word("evidence.close"), class_="close", href=f"#{voice.links.anchor(cited.article)}"),
            self._value(value),
            self._text("span", label, class_="what") if label else tag("span", class_="what"),
            rows,
            self._others(others) if figure.key and others is not None else None,
            self._history(self._histories.get(figure.id or 0, ())),
            class_="note",
            role="note",
            lang=bcp47(word.language),
        )

    def _others(self, others: Sequence[CitedFigure]) -> Iterable[Child]:
        yield tag("span", self._word("evidence.others"), class_="h")
        for other in others:
            outlet = self._runs(self._voice.source(other).runs)
            url = self._voice.links.figure(other.article, other.figure)
            written = tag("a", tidy(other.figure.quote), href=url, lang=bcp47(other.article.language))
            yield tag("span", tag("span", outlet), written, class_="other")
        if not others:
            yield tag("span", self._word("evidence.alone"), class_="soft")

    def _history(self, cited: Sequence[CitedFigure]) -> Iterable[Child]:
        """A stepped line of the values of different days, if there are two."""
        points = [
            (day, one.figure.value, self._voice.notation.text(one.figure, one.article.language))
            for one in cited
            if (day := self._voice.date_of(one)) is not None and isinstance(one.figure.value, Decimal)
        ]
        if len({day for day, _, _ in points}) < 2:
            return
        first, *_, last = (self._word.date(day, "short") for day, _, _ in points)
        said = "; ".join(f"{self._word.date(day, 'day')}: {written}" for day, _, written in points)
        yield tag("span", self._word("evidence.history", n=len(points)), class_="h")
        yield steps(points, first, last, said)


class _Reader:
    """An article's text, its figures underlined and its implications marked."""

    def __init__(self, show: _Show, findings: Findings, story: Story | None) -> None:
        self._show = show
        self._voice = show._voice  # noqa: SLF001 - two halves of one page
        self._article = findings.article
        self._figures = _apart(findings.figures)
        self._implications = findings.implications
        self._story = story
        self._sentences = read_layout(findings.article.text, findings.article.language).sentences

    def title(self) -> Markup:
        """The headline, with its figures where the text has it."""
        spans = [sentence.span for sentence in self._sentences if sentence.role is SentenceRole.TITLE]
        return self._marked(spans[0]) if spans else group(tidy(self._article.title) or self._article.source)

    def text(self) -> Iterable[Markup]:
        """Headings and paragraphs, without page furniture (unless a figure was found in it)."""
        language = bcp47(self._article.language)
        shown = [sentence for sentence in self._sentences if self._is_shown(sentence)]
        for (_, role), sentences in groupby(shown, key=lambda sentence: (sentence.paragraph, sentence.role)):
            name = "h2" if role is SentenceRole.HEADING else "div"
            spaced = "" if self._article.language.startswith(("ja", "zh")) else " "
            parts = [group(self._sentence(sentence.span), spaced) for sentence in sentences]
            yield tag(name, parts, class_="" if name == "h2" else "read", lang=language)

    def _is_shown(self, sentence: Sentence) -> bool:
        if sentence.role is SentenceRole.FURNITURE:
            return any(_within(one.span, sentence.span) for one in self._figures if one.kind is not Kind.DATE)
        return sentence.role is not SentenceRole.TITLE

    def _sentence(self, span: Span) -> Markup:
        about = [implication for implication in self._implications if implication.span == span]
        anchors = [tag("span", id=self._voice.links.anchor(self._article, one)) for one in about]
        marks = [
            tag(
                "span",
                f"{one.region} {self._voice.status(CitedImplication(self._article, one))}",
                class_="reg",
                lang=bcp47(self._voice.words.language),
            )
            for one in about
        ]
        return group(tag("span", anchors, self._marked(span), class_="s"), marks)

    def _marked(self, span: Span) -> Markup:
        """The span's text with its figures underlined, each followed by its card."""
        parts: list[Child] = []
        at = span.start
        for figure in self._figures:
            if _within(figure.span, span):
                parts += [self._cut(at, figure.span.start), self._figure(figure)]
                at = figure.span.end
        return group(parts, self._cut(at, span.end))

    def _figure(self, figure: Figure) -> Markup:
        name = self._voice.links.anchor(self._article, figure)
        text = self._cut(figure.span.start, figure.span.end)
        if figure.kind is Kind.DATE:
            return group(text)
        cited, others = self._cited(figure)
        known = others if self._story else None
        return group(tag("a", text, class_="f", id=name, href=f"#{name}"), self._show.card(cited, known))

    def _cited(self, figure: Figure) -> tuple[CitedFigure, tuple[CitedFigure, ...]]:
        """The figure and what other outlets of the story say: the same, or otherwise."""
        own = CitedFigure(self._article, figure)
        said: list[CitedFigure] = []
        for cited in self._story.figures if self._story else ():
            all_of_them = (cited, *cited.also)
            if any(one.article == self._article and one.figure == figure for one in all_of_them):
                said += all_of_them
        for conflict in self._story.conflicts if self._story else ():
            if any(one.article == self._article and one.figure == figure for one in conflict.claims):
                said += conflict.claims
        others = {one.article.fingerprint: one for one in reversed(said) if one.article != self._article}
        return own, tuple(reversed(others.values()))

    def _cut(self, start: int, end: int) -> str:
        return tidy(self._article.text[start:end])


def _is_figure(runs: Runs) -> bool:
    return bool(runs) and runs[0].role in {Role.QUALIFIER, Role.VALUE}


def _value_of(runs: Runs) -> list[Run]:
    """Qualifier, value and arrow of a figure line; the space before the arrow is the style sheet's."""
    lead = takewhile(lambda run: run.role not in {Role.LABEL, Role.ORIGINAL}, runs)
    return [run for run in lead if run.role in _FIGURE_ROLES or run.text == " "]


def _parted(blocks: Sequence[Block]) -> list[list[Block]]:
    """The blocks between rules."""
    parts: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Rule):
            parts.append([])
        else:
            parts[-1].append(block)
    return parts


def _split(runs: Runs) -> list[list[Run]]:
    lines: list[list[Run]] = [[]]
    for run in runs:
        for number, text in enumerate(run.text.split("\n")):
            if number:
                lines.append([])
            lines[-1].append(Run(text, run.bold, run.url, run.role, run.lang, run.code))
    return lines


def _apart(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Figures in text order, without any that overlaps an earlier one."""
    kept: list[Figure] = []
    for figure in sorted(figures, key=lambda figure: figure.span):
        if not kept or figure.span.start >= kept[-1].span.end:
            kept.append(figure)
    return tuple(kept)


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
