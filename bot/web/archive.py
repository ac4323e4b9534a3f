"""The archive: each article with its figures marked, where the numbers of every message lead.

`Links` writes the addresses, this answers them: `/a/12` is article a12, and `/a/12#f335` opens figure f335 in it.
Pages are made when somebody asks, so that a corrected article and a longer history are shown as they stand. There are
no accounts here: what may be read by whom is decided by the proxy that gives the archive its public address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.web.page import article_page
from digests.desk import Desk
from digests.errors import QueryError
from digests.model import CitedFigure, Findings
from digests.voice import Voice

_HEADERS: Final = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}

_LARGEST_ID: Final = 2**63 - 1
"""What a database's integer holds: sqlite.org/datatype3.html, the bigint of PostgreSQL."""


def archive(desk: Desk, voice: Voice) -> Starlette:
    """The archive of what the desk has read, in the language of `voice`, whose links lead into it."""

    def article(request: Request) -> Response:
        number = request.path_params["id"]
        try:
            if number > _LARGEST_ID:
                return _missing(number)
            findings, _ = desk.article(number)
        except QueryError:
            return _missing(number)
        return HTMLResponse(article_page(findings, voice, histories=_histories(desk, findings)), headers=_HEADERS)

    return Starlette(routes=[Route("/a/{id:int}", article)])


def _missing(number: int) -> Response:
    return PlainTextResponse(f"There is no article a{number}.\n", status_code=404, headers=_HEADERS)


def _histories(desk: Desk, findings: Findings) -> Mapping[int, Sequence[CitedFigure]]:
    """The same measure over time of every key figure, by the figure's id."""
    ids = [figure.id for figure in findings.figures if figure.key and figure.id is not None]
    return {each: desk.history(each).points for each in ids}
