"""Articles in files: `.txt` as scraped, `.md` with front matter, `.html` as saved from a site.

A file that cannot be read is one `SourceError` value; the others go on.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from digests.errors import SourceError
from digests.model import Article
from digests.sources.decoding import decode

SUFFIXES = frozenset({".txt", ".md", ".markdown", ".html", ".htm"})

MAX_BYTES = 10_000_000
"""Largest file read. The longest newspaper articles have some 100,000 characters; a hundred times that is not news."""

_NOT_ARTICLES = frozenset({"readme", "changelog", "license", "contributing"})

_FRONT_MATTER = re.compile(
    r"\A(?:---\r?\n(?P<yaml>.*?)\r?\n---|\+\+\+\r?\n(?P<toml>.*?)\r?\n\+\+\+)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL,
)

_FIELDS = ("title", "url", "source", "published", "language", "topics")

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class FolderSource:
    """Articles of files and folders.

    `paths` named directly are read whatever their suffix; folders are searched for `SUFFIXES`, in the order of names,
    without README files and hidden entries.
    """

    paths: tuple[Path, ...]
    max_bytes: int = MAX_BYTES

    def articles(self) -> Iterator[Article | SourceError]:
        """One article a file, or the error that says why not."""
        for path in self.paths:
            for file in _files(path):
                yield file if isinstance(file, SourceError) else read_article(file, self.max_bytes)


def is_article(path: Path) -> bool:
    """Whether a file of a folder is taken for an article, by its name."""
    return path.suffix.lower() in SUFFIXES and path.stem.lower() not in _NOT_ARTICLES and not path.name.startswith(".")


def read_article(path: Path, max_bytes: int = MAX_BYTES) -> Article | SourceError:
    """The article in one file, or the error that says why there is none."""
    try:
        return _read(path, max_bytes)
    except SourceError as error:
        return error
    except OSError as error:
        return SourceError(_reason(error), where=str(path), remedy="check the path and its permissions")


def _read(path: Path, max_bytes: int) -> Article:
    where = str(path)
    raw = _bytes(path, max_bytes)
    if path.suffix.lower() in {".html", ".htm"}:
        return _from_html(raw, where)
    text = decode(raw, where)
    if not text.strip():
        raise SourceError("is empty", where=where, remedy="put an article in it, or remove it")
    return _from_markdown(text, where) if path.suffix.lower() in {".md", ".markdown"} else article_of(text, where)


def article_of(text: str, origin: str, stated: Mapping[str, Any] | None = None) -> Article:
    """An article of `text` with what its source states about it; its fingerprint is SHA-256 of text, title and URL."""
    facts = dict(stated or {})
    identity = "\0".join((text, str(facts.get("title", "")), str(facts.get("url", ""))))
    return Article(
        text=text,
        origin=origin,
        fingerprint=hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest(),
        **facts,
    )


# --- finding files ---------------------------------------------------------------------------------------------------


def _files(path: Path) -> Iterator[Path | SourceError]:
    if not path.is_dir():
        yield path
        return
    visited: set[tuple[int, int]] = set()

    def walk(folder: Path) -> Iterator[Path | SourceError]:
        try:
            facts = folder.stat()
            if (facts.st_dev, facts.st_ino) in visited:  # a link that leads back up
                return
            visited.add((facts.st_dev, facts.st_ino))
            entries = sorted(folder.iterdir())
        except OSError as error:
            yield SourceError(_reason(error), where=str(folder), remedy="check the folder's permissions")
            return
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                yield from walk(entry)
            elif is_article(entry):
                yield entry

    yield from walk(path)


def _bytes(path: Path, max_bytes: int) -> bytes:
    """The file's content; pipes and devices would block, so they are refused before they are opened."""
    facts = path.stat()
    if not stat.S_ISREG(facts.st_mode):
        what = "is a directory" if stat.S_ISDIR(facts.st_mode) else "is not a regular file"
        raise SourceError(what, where=str(path), remedy="name a .txt, .md or .html file")
    if facts.st_size > max_bytes:
        raise SourceError(
            f"has {facts.st_size:,} bytes, more than the {max_bytes:,} that an article may have",
            where=str(path),
            remedy="split it, or raise sources.max_bytes",
        )
    return path.read_bytes()


def _reason(error: OSError) -> str:
    return os.strerror(error.errno).lower() if error.errno else str(error)


# --- formats ---------------------------------------------------------------------------------------------------------


def _from_markdown(text: str, where: str) -> Article:
    """Front matter states facts and is no part of the text: it is blanked, so that offsets still index the file."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return article_of(text, where)
    facts = _front_matter(match, where)
    body = re.sub(r"[^\r\n]", " ", match[0]) + text[match.end() :]
    if not body.strip():
        raise SourceError(
            "has front matter but no text", where=where, remedy="write the article below the front matter"
        )
    return article_of(body, where, _stated(facts, where))


def _front_matter(match: re.Match[str], where: str) -> Mapping[str, Any]:
    try:
        if match["toml"] is not None:
            return tomllib.loads(match["toml"])
        facts = yaml.safe_load(match["yaml"]) or {}
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"front matter is not TOML: {error}", where=where, remedy="mend the line it names") from None
    except (yaml.YAMLError, ValueError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        problem = getattr(error, "problem", None) or str(error)
        raise SourceError(
            f"front matter is not YAML: {problem}", where=f"{where}:{line}", remedy="mend that line"
        ) from None
    if not isinstance(facts, Mapping):
        raise SourceError("front matter is not a list of keys and values", where=where, remedy="write `title: …` lines")
    return facts


def _stated(facts: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The fields of an Article that front matter states, each checked; unknown keys belong to other tools."""
    stated: dict[str, Any] = {}
    for field in _FIELDS:
        value = facts.get(field)
        if value in (None, ""):
            continue
        if field == "published":
            stated[field] = _day(value, where)
        elif field == "topics":
            stated[field] = _topics(value, where)
        elif not isinstance(value, str):
            raise SourceError(f"is {value!r}, not text", where=where, field=field, remedy="put it in quotes")
        else:
            stated[field] = value.strip()
    if "url" in stated and urlsplit(stated["url"]).scheme not in {"http", "https"}:
        raise SourceError(f"is {stated['url']!r}", where=where, field="url", remedy="give an http or https address")
    if "language" in stated and not _LANGUAGE_TAG.fullmatch(stated["language"]):
        raise SourceError(
            f"is {stated['language']!r}", where=where, field="language", remedy="use ja, en, zh, zh-Hant or th"
        )
    if "url" in stated and "source" not in stated:
        stated["source"] = _outlet(stated["url"])
    return stated


def _day(value: object, where: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return datetime.fromisoformat(str(value)).date()
    except ValueError:
        raise SourceError(f"is {value!r}", where=where, field="published", remedy="write it as 2025-09-30") from None


def _topics(value: object, where: str) -> tuple[str, ...]:
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, Sequence) or not all(isinstance(topic, str) for topic in value):
        raise SourceError(
            f"is {value!r}", where=where, field="topics", remedy="write a list: [semiconductors, tariffs]"
        )
    return tuple(topic.strip() for topic in value if topic.strip())


def _from_html(raw: bytes, where: str) -> Article:
    """The main text of a saved page; trafilatura drops navigation, and offsets index the text it returns."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - 300 ms, and many folders have no HTML
    from trafilatura.settings import Document  # noqa: PLC0415 - as above

    page = bare_extraction(raw, with_metadata=True, include_comments=False)
    if not isinstance(page, Document) or not page.text or not page.text.strip():
        raise SourceError("has no article text", where=where, remedy="save the whole page, or its text as .txt")
    facts: dict[str, Any] = {"title": page.title or "", "source": page.hostname or page.sitename or ""}
    if urlsplit(page.url or "").scheme in {"http", "https"}:
        facts["url"] = page.url
    if page.date:
        facts["published"] = _day(page.date, where)
    return article_of(page.text, where, facts)


def _outlet(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
