"""Tables of sentences and the figures they hold, as text files that read like a grammar.

A line that starts with `»` is a sentence, the indented lines below it are its figures in order::

    quote | kind value unit | direction | approximation | label | base=… first

A range has two values; the last column is left out when it is empty, `-` stands for nothing, `#` opens a comment.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from digests.extract.figures import read_figures
from digests.extract.grammar import Grammar
from digests.extract.text import read_layout
from digests.model import Figure


def read_cases(name: str) -> list[tuple[str, list[str]]]:
    """Each sentence of `cases/NAME.txt` with its figures' lines."""
    cases: list[tuple[str, list[str]]] = []
    for line in (Path(__file__).parent / "cases" / f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("»"):
            cases.append((line[1:].strip(), []))
        elif line.startswith("    "):
            cases[-1][1].append(line.strip())
    return cases


def describe(sentence: str, language: str, grammar: Grammar) -> list[str]:
    """The lines that the grammar writes for a sentence."""
    return [_line(figure) for figure in read_figures(read_layout(sentence + "\n", language), grammar)]


def _line(figure: Figure) -> str:
    values = figure.value if isinstance(figure.value, tuple) else (figure.value,)
    written = " ".join(value if isinstance(value, str) else f"{value.normalize():f}" for value in values)
    columns = [
        figure.quote,
        f"{figure.kind} {written} {figure.unit}".rstrip(),
        figure.direction or "-",
        figure.approx or "-",
        figure.label or "-",
    ]
    return " | ".join([*columns, *_more(figure)])


def _more(figure: Figure) -> Iterator[str]:
    more = [f"base={figure.base}"] if figure.base else []
    more += ["first"] if figure.first else []
    if more:
        yield " ".join(more)
