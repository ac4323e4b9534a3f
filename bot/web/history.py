"""The history of a measure as a stepped line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from bot.web.html import tag

_WIDTH, _TOP, _BOTTOM, _HEIGHT = 250, 28, 62, 88
_LEFT, _RIGHT = 14, 200  # room for the first value's text and, behind the last point, for the last's


def steps(points: Sequence[tuple[date, Decimal, str]], first: str, last: str, said: str) -> Markup:
    """An SVG line that holds each value until the next is given; only the first and the last are written.

    Args:
        points: day, value and the value as written, oldest first; at least two.
        first, last: the days as written.
        said: the whole line in words, for those who cannot see it.
    """
    days = [day.toordinal() for day, _, _ in points]
    values = [value for _, value, _ in points]
    xs = _scaled([Decimal(day) for day in days], _LEFT, _RIGHT)
    ys = _scaled(values, _BOTTOM, _TOP)
    path = f"M{xs[0]:.1f} {ys[0]:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in zip(xs[1:], ys[1:], strict=True))
    dots = [
        tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="2", class_="dot") for x, y in zip(xs[:-1], ys[:-1], strict=True)
    ]
    return tag(
        "svg",
        tag("path", d=f"{path}h14", class_="step"),
        dots,
        tag("circle", cx=f"{xs[-1]:.1f}", cy=f"{ys[-1]:.1f}", r="3.4", class_="now"),
        tag("text", points[0][2], x=f"{xs[0]:.1f}", y=f"{ys[0] - 10:.1f}", class_="soft"),
        tag("text", points[-1][2], x=f"{xs[-1] + 22:.1f}", y=f"{ys[-1] + 4:.1f}", class_="last"),
        tag("text", first, x=f"{xs[0]:.1f}", y=str(_HEIGHT - 4), class_="soft"),
        tag("text", last, x=f"{xs[-1]:.1f}", y=str(_HEIGHT - 4), class_="soft end"),
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
        aria_label=said,
    )


def _scaled(values: Sequence[Decimal], low: int, high: int) -> list[float]:
    """The least value at `low`, the greatest at `high`; all in the middle if they are equal."""
    least, greatest = min(values), max(values)
    if least == greatest:
        return [(low + high) / 2 for _ in values]
    return [low + (high - low) * float((value - least) / (greatest - least)) for value in values]
