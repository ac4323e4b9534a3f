"""`kawaraban check`: are settings, sources and templates right? Says file, line, field and remedy; changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bot.adapters.discord_embeds import pack as pack_discord
from bot.adapters.discord_settings import DiscordSettings
from bot.adapters.slack_views import digest_bodies as pack_slack
from bot.adapters.terminal import TerminalAdapter
from bot.app import App
from bot.plugins import connected, read_section
from bot.preview import Wanted, digest_of
from bot.settings import FILE, Settings, load, mistakes
from digests.document import Document
from digests.errors import NewsError, SourceError
from digests.model import Correction, Digest, Language, Story
from digests.resources import directory
from digests.sources.folder import FolderSource
from digests.store.database import Database

Tell = Callable[[bool, str], None]

PACKERS: dict[str, Callable[[Sequence[Document]], object]] = {
    "terminal": TerminalAdapter().pack,
    "slack": pack_slack,
    "discord": pack_discord,
}


def run_checks(file: Path | None, tell: Tell) -> bool:
    """Check everything, telling each result as it is known; whether all of it was right."""
    found = mistakes(file)
    for mistake in found:
        tell(False, str(mistake))
    if found:
        return False
    settings = load(file)
    tell(True, f"settings {file or FILE}: {_count(len(settings.subscription), 'subscription')}")
    good = True
    for check in (_store, _platforms, _sources, _templates):
        for right, line in check(settings):
            good = good and right
            tell(right, line)
    return good


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def _store(settings: Settings) -> Iterator[tuple[bool, str]]:
    """Whether the database can be used; none is made and none is changed."""
    try:
        yield True, f"database {Database.look(settings.database_url())}"
    except NewsError as error:
        yield False, str(error)


def _platforms(settings: Settings) -> Iterator[tuple[bool, str]]:
    """Each platform's own settings, and whether every subscription has a platform to go to. Nothing is contacted."""
    database = Database.memory()
    try:
        adapters = connected(settings, database)
    except NewsError as error:
        yield False, str(error)
        return
    finally:
        database.close()
    yield True, f"platforms: {', '.join(adapters)}"
    if settings.discord is not None:
        yield True, f"discord: invite the bot by {read_section(DiscordSettings, 'discord', settings.discord).invite}"
    for one in settings.subscriptions():
        if one.channel.adapter not in adapters:
            missing = f"subscription {one.name}: {one.channel} needs the section [{one.channel.adapter}]; add it"
            yield False, missing


def _sources(settings: Settings) -> Iterator[tuple[bool, str]]:
    for folder in settings.sources.folders:
        if not folder.is_dir():
            yield False, f"{folder}: is no folder; make it, or change sources.folders"
            continue
        results = list(FolderSource((folder,), settings.sources.max_bytes).articles())
        errors = [one for one in results if isinstance(one, SourceError)]
        yield from ((False, str(error)) for error in errors)
        yield True, f"source {folder}: {len(results) - len(errors)} articles"


def _templates(settings: Settings) -> Iterator[tuple[bool, str]]:
    """Every template on every surface in every language, with the sample articles: digests, corrections."""
    errors: list[SourceError] = []
    with App.open(settings, memory=True) as app:
        sample = digest_of(app, Wanted((directory("seeds"),), max_stories=3), errors.append)
        yield from ((False, str(error)) for error in errors)
        stories = len(sample.stories) + len(sample.more)
        yield True, f"samples: {_count(sample.read, 'article')}, {_count(stories, 'story', 'stories')}"
        for surface in PACKERS:
            problems = [problem for language in Language for problem in _filled(app, sample, language, surface)]
            yield from ((False, str(problem)) for problem in dict.fromkeys(map(str, problems)))
            yield not problems, f"templates for {surface} in {', '.join(Language)}"


def _filled(app: App, sample: Digest, language: Language, surface: str) -> Iterator[NewsError]:
    reader = replace(sample.subscription, language=language)
    full = replace(sample, subscription=reader, stories=tuple(map(_corrected, sample.stories)))
    for digest in (full, replace(sample, subscription=reader, stories=(), more=())):
        try:
            PACKERS[surface](app.renderer.digest(digest, surface))
        except NewsError as error:
            yield error
    for corrected in {change.now.article.id or 0 for story in full.stories for change in story.corrections}:
        try:
            PACKERS[surface]([app.renderer.note(full, corrected, surface)])
        except NewsError as error:
            yield error


def _corrected(story: Story) -> Story:
    """The story as if its figures had been corrected."""
    return replace(story, corrections=tuple(Correction(cited, cited) for cited in story.figures))
