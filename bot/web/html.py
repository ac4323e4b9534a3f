"""HTML that is safe by construction: elements are built from values, and every text in them is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from markupsafe import Markup, escape

Child = str | Markup | None | Iterable["Child"]

_VOID = frozenset({"meta", "br", "hr"})


def tag(name: str, /, *children: Child, **attributes: str | bool | None) -> Markup:
    """One element. A `str` child or attribute is escaped, `Markup` is not; empty attributes are left out.

    A trailing underscore of an attribute's name is dropped (`class_`), others become hyphens (`aria_hidden`).
    """
    opening = f"<{name}{''.join(_attributes(attributes))}>"
    return Markup(opening if name in _VOID else f"{opening}{group(*children)}</{name}>")  # noqa: S704 - all escaped


def _attributes(attributes: Mapping[str, str | bool | None]) -> Iterator[str]:
    for key, value in attributes.items():
        if value:
            yield f' {key.rstrip("_").replace("_", "-")}="{"" if value is True else escape(value)}"'


def group(*children: Child) -> Markup:
    """Children side by side."""
    return Markup("".join(_escaped(child) for child in children if child is not None))  # noqa: S704 - all escaped


def _escaped(child: str | Markup | Iterable[Child]) -> str:
    return str(escape(child) if isinstance(child, str) else group(*child))


def bcp47(language: str) -> str:
    """The tag with the script that fonts go by: articles in "zh" are simplified."""
    return "zh-Hans" if language == "zh" else language
