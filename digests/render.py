"""Templates to Documents: fill with Jinja2, parse the Markdown.

A template sees the nouns and the filters of `digests.voice`, in a sandbox. What it interpolates reaches Markdown only
as opaque cells (`digests.markup`), so an article can neither format nor link nor run anything.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
from jinja2 import nodes
from jinja2.runtime import Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from digests import highlights, resources
from digests.document import Document, Heading, Note, Paragraph, plain
from digests.errors import NewsError, TemplateError
from digests.links import Links
from digests.markup import Fragment, cell, parse
from digests.model import Digest
from digests.voice import Voice
from digests.words import Words

FIGURES = 3  # key figures of a story in a digest's first message
IMPLICATIONS = 2  # implications of a story where the subscription names no regions
_REMEDY = "docs/writing-a-template.md has every name and filter"


class Renderer:
    """Fills templates.

    Attributes:
        folders: where templates are looked for, in order: the user's own, then those that came with the program. A
            file in an earlier folder replaces the one of the same name in a later; `NAME.SURFACE.md.j2` goes before
            `NAME.md.j2` in the same folder.
    """

    def __init__(self, templates: Path | None = None, links: Links = Links()) -> None:  # noqa: B008 - Links is frozen
        self.folders = (*([templates] if templates else ()), resources.directory("templates"))
        self.links = links
        self._voice = lru_cache(maxsize=64)(self._new_voice)
        self._environment = lru_cache(maxsize=64)(self._new_environment)

    def digest(self, digest: Digest, surface: str = "") -> tuple[Document, ...]:
        """The digest as messages: the parent, then what goes into its thread (each story's figures and implications,
        the list of what did not fit).

        Raises:
            TemplateError: a template or a word is missing or wrong.
        """
        language, zone = digest.subscription.language, digest.subscription.cadence.zone
        voice = self._voice(language, zone)
        facts: dict[str, Any] = {
            "digest": digest,
            "subscription": digest.subscription,
            "total": len(digest.stories) + len(digest.more),
        }
        if not digest.stories:
            line = self._document("empty", surface, voice, facts)
            return (Document(line.lang, line.blocks, summary=_first_line(line)),)
        parent = self._document("digest", surface, voice, facts)
        parent = Document(parent.lang, parent.blocks, summary=voice.summary(digest), digest=digest.id)
        details = [self._document("story", surface, voice, facts | {"story": story}) for story in digest.stories]
        more = [self._document("more", surface, voice, facts)] if digest.more else []
        return (parent, *details, *more)

    def note(self, digest: Digest, article_id: int, surface: str = "") -> Document:
        """What is posted into the thread when this version of an article has corrected a story of the digest.

        Raises:
            TemplateError: a template or a word is missing or wrong.
        """
        voice = self._voice(digest.subscription.language, digest.subscription.cadence.zone)
        stories = [
            replace(story, corrections=changes)
            for story in (*digest.stories, *digest.more)
            if (changes := tuple(one for one in story.corrections if one.now.article.id == article_id))
        ]
        return self._document("correction", surface, voice, {"digest": digest, "story": stories[0]})

    def answer(self, name: str, language: str, zone: str, *, surface: str = "", **facts: Any) -> Document:
        """The answer to a question: `lookup/NAME.md.j2`, filled with `facts`.

        Raises:
            TemplateError: a template or a word is missing or wrong.
        """
        return self._document(f"lookup/{name}", surface, self._voice(language, zone), facts)

    def voice(self, language: str, zone: str = "UTC") -> Voice:
        """What the templates of that language and zone speak with, for surfaces that go beyond templates."""
        return self._voice(language, zone)

    # --- how

    def _document(self, name: str, surface: str, voice: Voice, facts: Mapping[str, Any]) -> Document:
        file = f"{name}.md.j2"
        environment = self._environment(voice, surface)
        try:
            markdown = environment.get_template(file).render(facts)
        except NewsError:
            raise
        except jinja2.TemplateNotFound as error:
            raise TemplateError(
                f"no template {error}", where=file, remedy=f"it is looked for in {', '.join(map(str, self.folders))}"
            ) from error
        except jinja2.TemplateSyntaxError as error:
            where = f"{error.filename or error.name or file}:{error.lineno}"
            raise TemplateError(error.message or "syntax error", where=where, remedy=_REMEDY) from error
        except Exception as error:  # whatever a template's expression can raise
            message = str(error) or type(error).__name__
            raise TemplateError(message, where=_place(error, file), remedy=_REMEDY) from error
        document = Document(voice.words.language, parse(markdown, file))
        return Document(document.lang, document.blocks, summary=_first_line(document))

    def _new_voice(self, language: str, zone: str) -> Voice:
        return Voice(Words(language, self.folders), ZoneInfo(zone), self.links)

    def _new_environment(self, voice: Voice, surface: str) -> _Environment:
        return _Environment(voice, surface, self.folders)


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja2 for Markdown: everything interpolated is a cell, what a macro returns is Markdown."""

    def __init__(self, voice: Voice, surface: str, folders: tuple[Path, ...]) -> None:
        super().__init__(
            loader=_Loader(surface, folders),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # cells, not HTML entities, keep text from being parsed
            finalize=lambda value: _finalize(voice, value),
        )
        self.filters |= _filters(voice)
        self.globals |= {"word": voice.words, "language": voice.words.language, "surface": surface}

    def call(self, context: Any, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Everything a template calls passes here (`SandboxedEnvironment.call`)."""
        result = super().call(context, function, *args, **kwargs)
        return Fragment(result) if isinstance(function, Macro) else result

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all((nodes.AssignBlock, nodes.FilterBlock, nodes.CallBlock)):
            raise jinja2.TemplateSyntaxError(
                "set, filter and call blocks would make text of Markdown: use a macro", node.lineno, name, filename
            )
        return tree


class _Loader(jinja2.BaseLoader):
    """Files of several folders, a surface's own before the common one of the same folder."""

    def __init__(self, surface: str, folders: tuple[Path, ...]) -> None:
        self._surface = surface
        self._loaders = [jinja2.FileSystemLoader(folder) for folder in folders]

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        names = [template]
        if self._surface and template.endswith(".md.j2"):
            names.insert(0, f"{template.removesuffix('.md.j2')}.{self._surface}.md.j2")
        for loader in self._loaders:
            for name in names:
                try:
                    return loader.get_source(environment, name)
                except jinja2.TemplateNotFound:
                    continue
                except UnicodeDecodeError as error:
                    file = str(Path(loader.searchpath[0], name))
                    raise TemplateError("is not UTF-8", where=file, remedy="save it as UTF-8") from error
        raise jinja2.TemplateNotFound(template)


def _finalize(voice: Voice, value: object) -> str:
    if isinstance(value, Fragment):
        return value.markdown
    if value is None:
        return ""
    if isinstance(value, jinja2.Undefined):
        str(value)  # a strict undefined raises here, with its name
    return cell(voice.text(value))


def _filters(voice: Voice) -> dict[str, Callable[..., Any]]:
    spoken = (
        "strong link role count foreign dots join day time headline source sources sentences figure value label "
        "original as_written claims differ corrected region region_name region_names implication status modality "
        "sentence by_stance id item"
    )
    return {
        **{name: getattr(voice, name) for name in spoken.split()},
        "key_figures": lambda story, limit=FIGURES: highlights.key_figures(story, limit),
        "all_figures": highlights.all_figures,
        "by_sentence": highlights.by_sentence,
        "implications": lambda story, regions=(), limit=IMPLICATIONS: highlights.implications(story, regions, limit),
    }


def _place(error: BaseException, file: str) -> str:
    """The innermost template line of a traceback, which Jinja2 rewrites to template files and lines."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".md.j2")]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else file


def _first_line(document: Document) -> str:
    """The text of the first heading, paragraph or note: what a notification shows of an answer."""
    for block in document.blocks:
        match block:
            case Heading(_, runs) | Paragraph(runs):
                return plain(runs)
            case Note(lines):
                return plain(lines[0])
            case _:
                continue
    return ""
