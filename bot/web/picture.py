"""A picture of a digest as a terminal shows it: one self-contained SVG, for a README or a slide.

Every stretch of text is set to the width its terminal columns take, so that the axis holds whatever fonts a viewer has.
"""

from __future__ import annotations

from itertools import groupby

from markupsafe import Markup

from bot.axis import Line, Piece, lay_out
from bot.typesetting import columns
from bot.web.html import bcp47, tag
from digests.document import Document

_COLUMN = 8.4  # width of a column in pixels at a font size of 14, the 0.6 em of common monospaced faces
_ROW = 21
_SIDE, _TOP = 24, 34
_STYLE = """
svg { color-scheme: light dark }
text { font: 14px "Noto Sans Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre }
text { fill: #22272b }
.wide { font: 16px "Noto Sans CJK JP", "Hiragino Sans", sans-serif }
.wide:lang(zh-Hans) { font-family: "Noto Sans CJK SC", "PingFang SC", sans-serif }
.wide:lang(zh-Hant) { font-family: "Noto Sans CJK TC", "PingFang TC", sans-serif }
.thai { font: 14px "Noto Sans Thai", Thonburi, sans-serif }
.bold, .value { font-weight: 700 }
.paper { fill: #fbfaf6 } .value { fill: #1f4f7d } .dim { fill: #676d72 } .rule { stroke: #d5d1c6 }
@media (prefers-color-scheme: dark) {
  text { fill: #dcdcd7 }
  .paper { fill: #15181a } .value { fill: #93bde2 } .dim { fill: #92989d } .rule { stroke: #3a4045 }
}
"""


def svg(document: Document, width: int = 100) -> str:
    """The document on `width` terminal columns."""
    lines = lay_out(document, width)
    size = (round(width * _COLUMN + 2 * _SIDE), len(lines) * _ROW + 2 * _TOP - _ROW // 2)
    paper = tag("rect", class_="paper", width=str(size[0]), height=str(size[1]), rx="8")
    drawn = [_line(line, _TOP + number * _ROW) for number, line in enumerate(lines)]
    style = tag("style", Markup(_STYLE))  # noqa: S704 - our own text
    box = f"0 0 {size[0]} {size[1]}"
    title = tag("title", document.summary.partition("\n")[0])
    picture = tag(
        "svg", title, style, paper, drawn, xmlns="http://www.w3.org/2000/svg", viewBox=box, lang=document.lang
    )
    return f"{picture}\n"


def _line(line: Line, y: float) -> list[Markup]:
    drawn: list[Markup] = []
    at = 0
    for piece in line:
        for script, text in _stretches(piece):
            wide = columns(text)
            if piece.style == "rule":
                middle = str(y - 5)
                drawn.append(tag("line", class_="rule", x1=_x(at), x2=_x(at + wide), y1=middle, y2=middle))
            elif text.strip():
                look = f"{script} {piece.style}".strip()
                width = f"{wide * _COLUMN:.1f}"
                # Thai letters are of any width and bear marks: merely moved, they would part or collide.
                fit = "spacingAndGlyphs" if script == "thai" else None
                facts = {"class_": look, "x": _x(at), "y": str(y), "lang": bcp47(piece.lang)}
                drawn.append(tag("text", text, **facts, textLength=width, lengthAdjust=fit))
            at += wide
    return drawn


def _stretches(piece: Piece) -> list[tuple[str, str]]:
    """The text cut where narrow characters meet wide or Thai ones: each kind has its own face and grid."""
    return [(script, "".join(run)) for script, run in groupby(piece.text, key=_script)]


def _script(character: str) -> str:
    if "\u0e00" <= character <= "\u0e7f":
        return "thai"
    return "wide" if columns(character) == 2 else ""


def _x(column: int) -> str:
    return f"{_SIDE + column * _COLUMN:.1f}"
