"""What `kawaraban extract` prints: a table for people, JSON lines for programs, an explanation for those who tune."""

from __future__ import annotations

import json
from functools import cache

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from digests.model import Direction, Figure, Findings
from digests.wire import findings_to_json

_ARROWS = {Direction.UP: "↑", Direction.DOWN: "↓", None: ""}


@cache
def _console() -> Console:
    return Console(highlight=False)


def show_json(findings: Findings) -> None:
    """One JSON object on one line of standard output."""
    click.echo(json.dumps(findings_to_json(findings, findings.article.origin), ensure_ascii=False))


def show(findings: Findings) -> None:
    """The article's figures with direction, label and sentence, then its implications."""
    _masthead(findings)
    table = _table("", "figure", "", "what it measures", "sentence")
    for figure in findings.figures:
        table.add_row(
            Text(str(figure.rank or ""), style="dim"),
            Text(figure.quote, style="bold" if figure.key else ""),
            _ARROWS[figure.direction],
            Text(figure.label),
            _sentence(findings, figure),
        )
    _console().print(table if findings.figures else Text("no figures", style="dim"))
    for implication in findings.implications:
        stance = f"{implication.stance} · " if implication.stance else ""
        _console().print(Text.assemble((f"{implication.region:>5} ", "bold"), f"{stance}{implication.modality}"))
        _console().print(Text(implication.quote), soft_wrap=False, style="dim")
    _console().print()


def explain(findings: Findings) -> None:
    """Which rule made each figure, its label and direction, and each implication's region and modality."""
    _masthead(findings)
    table = _table("figure", "value", "", "label", "rule")
    for figure in findings.figures:
        table.add_row(
            Text(figure.quote, style="bold" if figure.key else ""),
            Text(f"{_value(figure)} {figure.unit}".rstrip()),
            _ARROWS[figure.direction],
            Text(figure.label),
            Text(figure.rule, style="dim"),
        )
    _console().print(table)
    table = _table("region", "modality", "stance", "sentence", "rule")
    for implication in findings.implications:
        table.add_row(
            implication.region,
            implication.modality,
            implication.stance or "",
            Text(implication.quote),
            Text(implication.rule, style="dim"),
        )
    if findings.implications:
        _console().print(table)
    if findings.mentions:
        _console().print(Text(f"only mentioned: {', '.join(findings.mentions)}", style="dim"))
    _console().print()


def _masthead(findings: Findings) -> None:
    article = findings.article
    facts = [article.language, article.published and article.published.isoformat(), article.source, article.origin]
    _console().print(Text(article.title or article.origin, style="bold"))
    _console().print(Text(" · ".join(fact for fact in facts if fact), style="dim"))


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _sentence(findings: Findings, figure: Figure) -> Text:
    text = findings.article.text
    start, end = figure.sentence
    sentence = Text(text[start:end], style="dim")
    sentence.stylize("not dim underline", figure.span.start - start, figure.span.end - start)
    return sentence


def _value(figure: Figure) -> str:
    if isinstance(figure.value, tuple):
        return f"[{figure.value[0]:f}, {figure.value[1]:f}]"
    return figure.value if isinstance(figure.value, str) else f"{figure.value:f}"
