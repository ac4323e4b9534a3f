"""`kawaraban digest`: a digest exactly as it would be posted, on any surface, without posting it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import App
from digests.edition import edit
from digests.errors import SourceError
from digests.links import Links
from digests.model import Cadence, Channel, Digest, Filters, Language, Subscription, Window
from digests.render import Renderer
from digests.sources.folder import FolderSource
from digests.subscribing import read_region, read_span, read_zone


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the preview is of: `paths` and nothing else, or, without paths, what was collected within `since`."""

    paths: tuple[Path, ...] = ()
    title: str = "Kawaraban"
    language: str = "en"
    regions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    max_stories: int = 5
    zone: str = "UTC"
    since: str = "7d"
    channel: str = "#kawaraban"

    def subscription(self) -> Subscription:
        """The subscription that would get this digest.

        Raises:
            QueryError: a region or a time zone that nobody knows.
        """
        return Subscription(
            name="preview",
            channel=Channel("terminal", "", self.channel),
            title=self.title,
            cadence=Cadence(zone=read_zone(self.zone)),
            filters=Filters(regions=tuple(read_region(one) for one in self.regions), topics=self.topics),
            language=Language(self.language),
            max_stories=self.max_stories,
        )


def digest_of(app: App, wanted: Wanted, report: Callable[[SourceError], None]) -> Digest:
    """The digest that would open now. Articles that cannot be read are given to `report`; the others are in it.

    Raises:
        NewsError: an option that makes no sense, or a database that cannot be used.
    """
    subscription = wanted.subscription()
    since = datetime.now(UTC) - read_span(wanted.since)
    if wanted.paths:
        for error in app.desk.collect(FolderSource(wanted.paths, app.settings.sources.max_bytes)).failed:
            report(error)
    now = datetime.now(UTC)
    window = Window(since, now + timedelta(seconds=1))
    return edit(subscription, app.desk.findings(window), window, f"preview {now.isoformat()}", now)


# --- surfaces --------------------------------------------------------------------------------------------------------


def write(app: App, digest: Digest, surface: str, wanted: Wanted, out: Path | None) -> None:
    """Show `digest` as it looks on `surface`, here or in the file `out`."""
    if surface == "terminal" and out is None:
        from bot.adapters.terminal import TerminalAdapter  # noqa: PLC0415 - only the surface that is wanted

        TerminalAdapter().show(app.renderer.digest(digest, "terminal")[0])
        return
    text = _SURFACES[surface](app, digest, wanted)
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")


def _terminal(app: App, digest: Digest, _wanted: Wanted) -> str:
    from io import StringIO  # noqa: PLC0415 - only the surface that is wanted

    from bot.adapters.terminal import TerminalAdapter  # noqa: PLC0415 - as above

    stream = StringIO()
    TerminalAdapter(stream).show(app.renderer.digest(digest, "terminal")[0])
    return stream.getvalue()


def _html(app: App, digest: Digest, _wanted: Wanted) -> str:
    from bot.web.page import digest_page  # noqa: PLC0415 - only the surface that is wanted

    renderer = Renderer(app.settings.templates, Links(page=True))
    voice = renderer.voice(digest.subscription.language.value, digest.subscription.cadence.zone)
    return digest_page(digest, renderer.digest(digest, "html"), voice)


def _slack(app: App, digest: Digest, wanted: Wanted) -> str:
    from bot.adapters.slack_views import digest_bodies  # noqa: PLC0415 - only the surface that is wanted

    bodies = digest_bodies(app.renderer.digest(digest, "slack"))
    return _json([{"channel": wanted.channel, **body} for body in bodies])


def _discord(app: App, digest: Digest, _wanted: Wanted) -> str:
    from bot.adapters.discord_embeds import pack  # noqa: PLC0415 - only the surface that is wanted

    return _json(pack(app.renderer.digest(digest, "discord")))


def _facts(_app: App, digest: Digest, _wanted: Wanted) -> str:
    from digests.wire import digest_to_json  # noqa: PLC0415 - only the surface that is wanted

    return _json(digest_to_json(digest))


def _svg(app: App, digest: Digest, _wanted: Wanted) -> str:
    from bot.web.picture import svg  # noqa: PLC0415 - only the surface that is wanted

    return svg(app.renderer.digest(digest, "terminal")[0])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


_SURFACES: dict[str, Callable[[App, Digest, Wanted], str]] = {
    "terminal": _terminal,
    "html": _html,
    "slack": _slack,
    "discord": _discord,
    "json": _facts,
    "svg": _svg,
}
