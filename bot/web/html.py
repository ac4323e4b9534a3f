"""HTML that is safe by construction: elements are built from values, and every text in them is escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

Child = str | Markup | None | Iterable["Child"]

_VOID = frozenset({"meta", "br", "hr"})


def tag(name: str, /, *children: Child, **attributes: str | bool | None) -> Markup:
    """One element. A `str` child or attribute is escaped, `Markup` is not; empty attributes are left out.

    A trailing underscore of an attribute's name is dropped (`class_`), others become hyphens (`aria_hidden`).
    """
    head = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), "" if value is True else value)
        for key, value in attributes.items()
        if value
    )
    opening = Markup("<{}{}>").format(name, head)
    return opening if name in _VOID else Markup("{}{}</{}>").format(opening, group(*children), name)


def group(*children: Child) -> Markup:
    """Children side by side."""
    parts: list[Markup] = []
    for child in children:
        if child is None:
            continue
        parts.append(escape(child) if isinstance(child, str) else group(*child))
    return Markup("").join(parts)


def bcp47(language: str) -> str:
    """The tag with the script that fonts go by: articles in "zh" are simplified."""
    return "zh-Hans" if language == "zh" else language
