"""The command line: parses words, calls the use cases, prints what they return.

Imports are inside the commands: `kawaraban --help` answers before any of the libraries would have loaded.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bot.app import App
    from bot.processes import Extraction
    from digests.errors import SourceError
    from digests.ports import BatchExtractor

LANGUAGES = ("en", "ja", "zh", "th")
SURFACES = ("terminal", "html", "slack", "discord", "json", "svg")

INTERRUPTED = 128 + 2  # SIGINT, as POSIX has a shell say it: https://pubs.opengroup.org/onlinepubs/9799919799, 2.8.2

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Group(click.Group):
    """Commands in the order a newcomer meets them, with "did you mean" for a misspelt one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, but a near miss is named."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.commands, n=1)
            if not near:
                raise
            raise click.UsageError(f"{error.message} Did you mean '{near[0]}'?", error.ctx) from None

    def invoke(self, ctx: click.Context) -> Any:
        """As click does it, but Ctrl-C ends with 130, as a shell expects of a program that a signal ended."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("\nkawaraban: interrupted", err=True)  # the line break ends the terminal's ^C
            ctx.exit(INTERRUPTED)


@click.group(cls=Group, context_settings=CONTEXT)
@click.version_option(package_name="kawaraban", prog_name="kawaraban")
@click.option(
    "--settings",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="KAWARABAN_SETTINGS",
    help="Settings file  [default: ./kawaraban.toml, if it is there]",
)
@click.pass_context
def cli(context: click.Context, file: Path | None) -> None:
    """News digests in which every number leads to its sentence.

    \b
    Try:
      kawaraban demo                            a digest of the sample articles
      kawaraban digest news/ --region TH        a digest of your own files
      kawaraban extract news/today.txt          the figures of one article
      kawaraban ingest news/ && kawaraban do "figures revenue"
    """
    context.obj = file


def _app(context: click.Context, extract_batch: BatchExtractor | None = None) -> App:
    from bot.app import App
    from bot.settings import load

    return context.with_resource(App.open(load(context.obj), extract_batch=extract_batch))


def _extraction(context: click.Context) -> Extraction:
    """Extraction on all cores."""
    from bot.processes import Extraction, cores

    return context.with_resource(Extraction.across(cores()))


@cli.command()
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--region", "regions", multiple=True, default=("TH", "035"), help="Region of interest; repeatable.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=Path("digest.html"), show_default=True)
@click.pass_context
def demo(context: click.Context, language: str, regions: tuple[str, ...], out: Path) -> None:
    """Show a digest of the sample articles here, and write it as a page."""
    from bot import preview
    from bot.adapters.terminal import TerminalAdapter
    from bot.app import App
    from bot.settings import Settings
    from digests.model import Language
    from digests.resources import directory

    seeds = directory("seeds")
    wanted = preview.Wanted((seeds,), title="Thailand watch", language=language, regions=regions)
    with App.open(Settings(), memory=True, extract_batch=_extraction(context)) as app:
        digest = preview.digest_of(app, wanted, Failures(context))
        preview.write(app, digest, "terminal", wanted, None)
        preview.write(app, digest, "html", wanted, out)
        click.echo()
        click.secho("$ kawaraban do 'figures アリババ'", bold=True)
        TerminalAdapter().show(app.ask("figures アリババ", Language(language)).document)
    shown, program = _shown(seeds), _program()
    click.echo()
    click.secho("Try next", bold=True)
    tries = (
        (f"open {out}", "every number leads to its sentence"),
        (f"{program} digest {shown} --lang ja --region TH", "the same in Japanese"),
        (f"{program} digest {shown} --as slack", "as it would be posted"),
        (f"{program} extract {shown}", "every figure of every article"),
    )
    width = max(len(command) for command, _ in tries)
    for command, what in tries:
        click.echo(f"  {command:<{width}}  {what}")
    click.echo(f"  drop an article into {shown} and run this again")


def _program() -> str:
    """What a shell in this folder starts the program by."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return "python -m bot"
    return called.name if which(called.name) else _shown(called.absolute())


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


@cli.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, one line an article.")
@click.option("--explain", is_flag=True, help="Which rule made each figure, label, region and modality.")
@click.pass_context
def extract(context: click.Context, paths: tuple[Path, ...], as_json: bool, explain: bool) -> None:
    """Read articles and print their figures and implications.

    \b
    Examples:
      kawaraban extract news/today.txt
      kawaraban extract news/ --json > findings.jsonl
      kawaraban extract news/today.txt --explain
    """
    from bot import findings
    from digests.errors import SourceError
    from digests.sources.folder import FolderSource

    report = Failures(context)
    show = findings.show_json if as_json else findings.explain if explain else findings.show
    found = False
    for one in _extraction(context).each(FolderSource(paths).articles()):
        found = True
        if isinstance(one, SourceError):
            report(one)
        else:
            show(one)
    if not found:
        _warn_of_nothing(paths)


@cli.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.pass_context
def ingest(context: click.Context, paths: tuple[Path, ...]) -> None:
    """Read articles into the store; those it knows are skipped.

    Without PATHS, the folders of the settings are read.

    \b
    Examples:
      kawaraban ingest news/
      kawaraban ingest news/2025-09-30.txt other/
    """
    from digests.sources.folder import FolderSource

    app = _app(context, _extraction(context))
    folders = paths or app.settings.sources.folders
    if not folders:
        raise click.UsageError("Name files or folders, or set sources.folders in kawaraban.toml.")
    report = app.desk.collect(FolderSource(folders, app.settings.sources.max_bytes), progress=_progress)
    failures = Failures(context)
    for error in report.failed:
        failures(error)
    click.echo(f"{report.read} read, {report.known} known, {len(report.failed)} failed", err=True)


def _warn_of_nothing(paths: tuple[Path, ...]) -> None:
    folders = ", ".join(map(str, paths))
    click.echo(f"kawaraban: {folders}: no article is in there; put .txt, .md or .html files in it", err=True)


class Failures:
    """Reports failed articles on standard error as they come; the command then exits with 1."""

    def __init__(self, context: click.Context) -> None:
        self.count = 0
        context.call_on_close(self._exit)

    def __call__(self, error: SourceError) -> None:
        self.count += 1
        click.echo(f"kawaraban: {error}", err=True)

    def _exit(self) -> None:
        if self.count and sys.exc_info()[0] is None:
            raise SystemExit(1)


def _progress(items: Iterable[Any]) -> Iterator[Any]:
    """A counter on standard error while many files are read, if somebody is watching."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed} articles"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        for item in items:
            yield item
            progress.advance(task)


@cli.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--as", "surface", type=click.Choice(SURFACES), default="terminal", show_default=True)
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--region", "regions", multiple=True, help="TH, Thailand, タイ, ASEAN …; repeatable.")
@click.option("--topic", "topics", multiple=True, help="Only articles on a topic; repeatable.")
@click.option("--max", "max_stories", type=click.IntRange(1, 10), default=5, show_default=True)
@click.option("--title", default="Kawaraban", show_default=True)
@click.option("--zone", default=None, help="IANA time zone of the date  [default: from the settings]")
@click.option("--since", default="7d", show_default=True, help="How far back to look in the store.")
@click.option("--channel", default="#kawaraban", show_default=True, help="Channel named in Slack's bodies.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead.")
@click.pass_context
def digest(
    context: click.Context, /, paths: tuple[Path, ...], surface: str, out: Path | None, zone: str | None, **wanted: Any
) -> None:
    """Show a digest exactly as it would be posted.

    With PATHS, of those files alone and without any store; else of what the store has.

    \b
    Examples:
      kawaraban digest news/ --lang ja --region TH
      kawaraban digest news/ --as slack > messages.json
      kawaraban digest --as html --out today.html
    """
    from bot import preview
    from bot.app import App
    from bot.settings import load

    settings = load(context.obj)
    what = preview.Wanted(paths, zone=zone or settings.zone, **wanted)
    extraction = _extraction(context) if paths else None
    with App.open(settings, memory=bool(paths), extract_batch=extraction) as app:
        edition = preview.digest_of(app, what, failures := Failures(context))
        if paths and not edition.read and not failures.count:
            _warn_of_nothing(paths)
        preview.write(app, edition, surface, what, out)
    if out is not None:
        click.echo(f"wrote {out}", err=True)


@cli.command(name="do", context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, required=True)
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default=None, help="[default: from the settings]")
@click.pass_context
def do(context: click.Context, words: tuple[str, ...], language: str | None) -> None:
    """Run a slash command here, on what the store has.

    \b
    Examples:
      kawaraban do help
      kawaraban do "latest 3"
      kawaraban do "figures revenue unit:USD since:30d"
      kawaraban do "impact TH"
    """
    from shlex import quote

    from bot.adapters.terminal import TerminalAdapter
    from digests.model import Language

    reply = _app(context).ask(_line(words), Language(language) if language else None)
    TerminalAdapter().show(reply.document)
    for button in reply.buttons:
        if button.command:
            click.echo(f"  kawaraban do {quote(button.command):<40}  {button.label}")
    if reply.fault is not None:
        raise SystemExit(1)


def _line(words: tuple[str, ...]) -> str:
    """One command line of what the shell handed over: one word is the whole line, of several each is one of its own."""
    if len(words) == 1:
        return words[0]
    return " ".join(word if not any(map(str.isspace, word)) or '"' in word else _quoted(word) for word in words)


def _quoted(word: str) -> str:
    name, colon, value = word.rpartition(":")
    return f'{name}{colon}"{value}"' if not any(map(str.isspace, name)) else f'"{word}"'


@cli.command()
@click.pass_context
def run(context: click.Context) -> None:
    """Watch the folders, keep the schedule, post and answer, until Ctrl-C or SIGTERM.

    Without a chat platform in the settings, digests of `terminal/local` are printed here.
    """
    import asyncio

    from bot import running
    from bot.log import configure

    app = _app(context)
    configure(app.settings.log_format)
    asyncio.run(running.run(app))


@cli.command()
@click.option("--force", is_flag=True, help="Overwrite a settings file that is there.")
@click.pass_context
def init(context: click.Context, force: bool) -> None:
    """Write a commented settings file, kawaraban.toml."""
    from bot.settings import FILE
    from digests.errors import SettingsError
    from digests.resources import directory

    file = context.obj or FILE
    if file.exists() and not force:
        raise SettingsError("is there already", where=str(file), remedy="kawaraban init --force overwrites it")
    file.write_text((directory("templates") / "kawaraban.toml").read_text(encoding="utf-8"), encoding="utf-8")
    click.echo(f"wrote {file}; edit it, then: kawaraban check")


@cli.command()
@click.pass_context
def check(context: click.Context) -> None:
    """Check settings, sources and every template on every surface in every language."""
    from bot.checks import run_checks

    if not run_checks(context.obj, _tell):
        raise SystemExit(1)


Tell = Callable[[bool, str], None]


def _tell(good: bool, line: str) -> None:
    click.secho("ok    " if good else "wrong ", nl=False, fg="green" if good else "red", bold=not good)
    click.echo(line)
