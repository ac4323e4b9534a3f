"""Full-text search in four languages: FTS5 over bigrams of the scripts that write no spaces.

A run of Chinese, Japanese, Thai or Korean letters is indexed as every pair of neighbours and its last letter alone, so
that any substring of a run is a phrase of pairs, and one letter is a prefix. Other scripts are indexed by word. Width
and case do not matter (NFKC, case folding); punctuation between words neither. Every filter is a token, too, so that
the index itself intersects words and filters and no filter ever scans; it begins with a letter that no text has, so
that no search for words has to look which column it met. The sentences of figures are in a column of their own and not
in the body, so that a question about figures meets no article that only mentions the word, and nothing is indexed
twice. What each of these saves is in docs/decisions (every word in one column).

Found articles come newest first (by id, which is the index's own order), so that the cost of a page does not depend on
how many there are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import sqlalchemy as sa

from digests.errors import QueryError, Wording
from digests.model import Article, Findings, Kind, Query
from digests.store import tables

COUNTED: Final = 1000
"""Hits are counted, and ranked, up to this many of the newest; a hot word has a hundred thousand."""

_RUN: Final = re.compile(
    "[\u3005-\u3007\u3041-\u3096\u3099-\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\u0e01-\u0e3a\u0e40-\u0e4e\uac00-\ud7a3]+"
)
"""Letters of the scripts that write no spaces between words (and Hangul, whose words take endings)."""
_RUN_AT_END: Final = re.compile(rf"{_RUN.pattern}\Z")

_PAGES: Final = 250
"""Pages of 4 kB: a megabyte, which takes some hundredths of a second to merge."""

_CHANGES: Final = sa.text("SELECT total_changes()")
_MERGED: Final = 2
"""Changes in a database by a merge that had something to do."""

_MARK: Final = "\uf8ff"
"""Begins every token that is a filter: a private-use letter, which is taken out of all texts and words."""

_TOKEN_CATEGORIES: Final = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Co"})
"""As in the index's tokenizer (`tables.SEARCH`)."""


@dataclass(frozen=True, slots=True)
class Hits:
    """The ids of one page of found articles, and how many there are, or at least so many where `more` is true; `page`
    is the one that was asked for, or the last."""

    ids: tuple[int, ...]
    total: int
    more: bool = False
    page: int = 1


# --- in ------------------------------------------------------------------------------------------------------------


def add(connection: sa.Connection, *findings: Findings) -> None:
    """Index stored articles, in the transaction that stores them; on PostgreSQL, tell every node's index to."""
    if connection.dialect.name == "sqlite":
        connection.execute(ADD, [row(one) for one in findings])
    else:
        _log_change(connection, *findings)


def remove(connection: sa.Connection, findings: Findings) -> None:
    """Take an article out again; `findings` are exactly what was added."""
    if connection.dialect.name == "sqlite":
        connection.execute(_REMOVE, row(findings))
    else:
        _log_change(connection, findings)


def _log_change(connection: sa.Connection, *findings: Findings) -> None:
    transaction = sa.literal_column("pg_current_xact_id()::text::bigint", sa.BigInteger)
    rows = [{"article_id": one.article.id} for one in findings]
    connection.execute(tables.change.insert().values(transaction=transaction), rows)


ADD: Final = sa.text(
    "INSERT INTO search (rowid, title, body, figures, facets) VALUES (:id, :title, :body, :figures, :facets)"
)
"""Index what a `row` says."""
_REMOVE: Final = sa.text(
    "INSERT INTO search (search, rowid, title, body, figures, facets)"
    " VALUES ('delete', :id, :title, :body, :figures, :facets)"
)


def merge(connection: sa.Connection) -> bool:
    """Merge a little of the index's pieces, some `_PAGES` of them; whether there is more to merge.

    A word is looked up in every piece, and each transaction that stores articles leaves one (FTS5, "The 'merge'
    Command", which also says how to know the end). Merging to the end writes the whole index anew.
    """
    before: int = connection.scalar(_CHANGES)
    connection.exec_driver_sql("INSERT INTO search (search, rank) VALUES ('merge', ?)", (-_PAGES,))
    after: int = connection.scalar(_CHANGES)
    return after - before >= _MERGED


def row(findings: Findings) -> dict[str, object]:
    """What the index takes of a stored article."""
    article = findings.article
    figures, body = _parted(findings)
    return {
        "id": article.id,
        "title": spread(article.title),
        "body": spread("\n".join(body)),
        "figures": spread("\n".join(figures)),
        "facets": " ".join(_facets(findings)),
    }


def _parted(findings: Findings) -> tuple[list[str], list[str]]:
    """The text in two: the sentences of figures that are no dates, with the labels that are not in them, and the rest
    between them."""
    text = findings.article.text
    measured = [figure for figure in findings.figures if figure.kind is not Kind.DATE]
    figures: list[str] = []
    body: list[str] = []
    end = 0
    for start, stop in sorted({_whole(text, *figure.sentence) for figure in measured}):
        if stop > end:
            body.append(text[end:start])
            figures.append(text[max(start, end) : stop])
            end = stop
    labels = (figure.label for figure in measured if figure.label not in text[slice(*figure.sentence)])
    return [*figures, *dict.fromkeys(labels)], [*body, text[end:]]


def _whole(text: str, start: int, stop: int) -> tuple[int, int]:
    """The span without a word cut in two: what is parted there could not be found."""
    while 0 < start < len(text) and _is_token(text[start - 1]) and _is_token(text[start]):
        start -= 1
    while 0 < stop < len(text) and _is_token(text[stop - 1]) and _is_token(text[stop]):
        stop += 1
    return start, stop


def spread(text: str) -> str:
    """The text as it is indexed: every run spread into its pairs and its last letter."""
    return _RUN.sub(lambda run: f" {' '.join([*_pairs(run[0]), run[0][-1]])} ", _fold(text))


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(_MARK, " ")


def dated_at(article: Article) -> datetime:
    """The instant that a search takes for the date of a stored article: midnight UTC of its publication, but never
    after it was read (an outlet's calendar may be a day ahead of UTC); without a publication when it was read."""
    collected = article.collected_at or datetime.max.replace(tzinfo=UTC)
    return collected if article.published is None else min(datetime.combine(article.published, time(), UTC), collected)


# --- filters as tokens ---------------------------------------------------------------------------------------------


def _facets(findings: Findings) -> Iterator[str]:
    article = findings.article
    implied = {implication.region for implication in findings.implications}
    yield from (_facet("implied", region) for region in sorted(implied))
    yield from (_facet("region", region) for region in sorted(implied.union(findings.mentions)))
    yield from (_facet("kind", kind) for kind in sorted({figure.kind for figure in findings.figures}))
    yield from (_facet("unit", unit) for unit in sorted({figure.unit for figure in findings.figures if figure.unit}))
    yield _facet("source", article.outlet)
    yield from {_facet("language", article.language), _facet("language", article.language.split("-")[0])}
    day = dated_at(article)
    yield from (_facet("date", f"{day:{form}}") for form in ("%Y", "%Y%m", "%Y%m%d"))


def _facet(name: str, value: str) -> str:
    """One token for one value: hexadecimal, so that "%" and "wire.example" are single words to the index."""
    return f"{_MARK}{name}{value.casefold().encode().hex()}"


def _dates(first: date, last: date) -> Iterator[str]:
    """The fewest years, months and days that make up the days from `first` to `last`, both included."""
    day = first
    while day <= last:
        year_end, month_end = date(day.year, 12, 31), _month_end(day)
        if day == date(day.year, 1, 1) and year_end <= last:
            yield f"{day:%Y}"
            day = year_end
        elif day.day == 1 and month_end <= last:
            yield f"{day:%Y%m}"
            day = month_end
        else:
            yield f"{day:%Y%m%d}"
        day += timedelta(days=1)


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


# --- out -----------------------------------------------------------------------------------------------------------


def find(
    connection: sa.Connection,
    query: Query,
    regions: Sequence[str] = (),
    *,
    implied: bool = False,
    figures: bool = False,
    most: int = COUNTED,
) -> Hits:
    """The articles that have all words and phrases of `query` and none that it leaves out, and pass its filters.

    `regions` are the codes that `query.region` stands for (a group and its members); itself alone when empty. With
    `implied` an article must say what something means for one of them, otherwise that it is named is enough. With
    `figures` the words must be in its title or with a figure that is no date. What a figure measures is found like its
    sentence. Only the newest `most` are looked for;
    `query.best` puts those with the words in their title first.

    The index is in the database itself, or where the execution option `search` of the connection says (`indexed_by`).

    Raises:
        QueryError: there is nothing to search for, only something to leave out.
    """
    connection = connection.get_execution_options().get("search", connection)
    words = _terms((*query.words, *query.phrases))
    without = _terms(query.without)
    about = [f"{{title figures}} : {word}" for word in words] if figures else words
    needed = [*about, *_filters(connection, query, regions, implied)]
    if not needed and any((query.words, query.phrases, query.without)):
        raise QueryError(
            Wording("there is no word to search for"),
            remedy=Wording("name one, as in: {example}", example="search tariff -steel"),
        )
    ids = _matching(connection, needed, without, query, most) if needed else _newest(connection, query, most)
    if query.best and words and ids:
        in_title = " AND ".join(f"{{title}} : {word}" for word in words)
        best = set(connection.scalars(_match(in_title).where(_INDEX.c.rowid >= ids[-1])))
        ids.sort(key=lambda id_: id_ not in best)
    shown = ids[:most]
    page = last_page(query, len(shown))
    return Hits(tuple(shown[(page - 1) * query.size : page * query.size]), len(shown), len(ids) > most, page)


def last_page(query: Query, total: int) -> int:
    """The number of the page that was asked for, or of the last there is; 1 where nothing was found."""
    return min(query.page, max(1, -(-total // query.size)))


def indexed_by(connection: sa.Connection, index: sa.Connection) -> sa.Connection:
    """The connection, whose searches are answered by another database's index of the same articles."""
    return connection.execution_options(search=index)


def finder(word: str) -> Callable[[str], bool]:
    """Whether a text has the word as the index would have it: whole, or anywhere in a run. A word without a letter or
    digit is nowhere missed."""
    tokens, prefix = _parse(word)
    parts = tokens.split()
    phrase = f" {tokens}" if prefix else f" {tokens} "

    def has(text: str) -> bool:
        plain = _fold(text).lower()
        if not all(part in plain for part in parts):
            return False  # the usual case, and much quicker to see than the rest
        return not parts or phrase in f" {_tokens(spread(text))} "

    return has


_INDEX: Final = sa.table("search", sa.column("rowid", sa.Integer))


def _match(expression: str) -> sa.Select[int]:
    """Newest first: the index's own order read backwards, so that a limit ends the search early."""
    condition = sa.literal_column("search").op("MATCH")(expression)
    return sa.select(_INDEX.c.rowid).where(condition).order_by(_INDEX.c.rowid.desc())


def _matching(connection: sa.Connection, needed: list[str], without: list[str], query: Query, most: int) -> list[int]:
    expression = " AND ".join(needed)
    if without:
        expression = f"({expression}) NOT ({' OR '.join(without)})"
    hits = _match(expression).limit(most + 1)
    if query.since or query.until:
        hits = hits.join(tables.article, sa.and_(tables.article.c.id == _INDEX.c.rowid, *_dated(query)))
    return list(connection.scalars(hits))


def _newest(connection: sa.Connection, query: Query, most: int) -> list[int]:
    id_ = tables.article.c.id
    current = tables.article.c.superseded_by.is_(None)
    newest = sa.select(id_).where(current, *_dated(query)).order_by(id_.desc()).limit(most + 1)
    return list(connection.scalars(newest))


def _dated(query: Query) -> Iterator[sa.ColumnElement[bool]]:
    if query.since:
        yield tables.article.c.dated_at >= query.since
    if query.until:
        yield tables.article.c.dated_at < query.until


def _filters(connection: sa.Connection, query: Query, regions: Sequence[str], implied: bool) -> Iterator[str]:
    if query.region:
        yield _any("implied" if implied else "region", regions or (query.region,))
    if query.kind:
        yield _any("kind", (query.kind,))
    if query.unit:
        yield _any("unit", (query.unit,))
    if query.source:
        yield _any("source", (query.source,))
    if query.language:
        yield _any("language", (query.language,))
    if query.since:
        newest = connection.scalar(sa.select(sa.func.max(tables.article.c.collected_at))) or query.since
        yield _any("date", _dates(query.since.date(), newest.date()))


def _any(name: str, values: Iterable[str]) -> str:
    return f"({' OR '.join(_facet(name, value) for value in values)})"


# --- words as phrases of tokens ------------------------------------------------------------------------------------


def _terms(words: Iterable[str]) -> list[str]:
    """FTS5 phrases of the words; a word without a letter or digit has nothing to be found by."""
    parsed = ((tokens, prefix) for tokens, prefix in map(_parse, words) if tokens)
    return [f'"{tokens}" *' if prefix else f'"{tokens}"' for tokens, prefix in parsed]


def _parse(word: str) -> tuple[str, bool]:
    """The tokens of a word, and whether the last is a prefix. A run at the end of the word may go on in the text: it
    has no last letter of its own there, and if it is a single letter it is where a pair begins."""
    folded = _fold(word)
    tokens = _tokens(spread(folded))
    run = _RUN_AT_END.search(folded)
    if run is None or len(run[0]) == 1:
        return tokens, run is not None
    return tokens.rpartition(" ")[0], False


def _tokens(text: str) -> str:
    """What the tokenizer sees: letters, marks, numbers and private-use characters in lower case, spaces between."""
    return " ".join("".join(letter if _is_token(letter) else " " for letter in text.lower()).split())


def _is_token(letter: str) -> bool:
    return unicodedata.category(letter) in _TOKEN_CATEGORIES
