"""Settings: `kawaraban.toml`, then `.env`, then the environment (`KAWARABAN_…`), the later ones winning.

Nothing else in the project reads files or variables for its configuration. `load` turns every mistake into one
`SettingsError` that names file, line, field and remedy.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from digests.errors import NewsError, SettingsError
from digests.model import (
    AtQuiet,
    Cadence,
    Channel,
    Declared,
    Filters,
    Language,
    OnUnknown,
    Subscription,
    WhenEmpty,
)
from digests.subscribing import read_cron, read_days, read_language, read_quiet, read_region, read_times, read_zone

FILE = Path("kawaraban.toml")
PREFIX = "KAWARABAN_"


def _listed(value: object) -> object:
    """A single value may be written without the brackets of a list."""
    return [value] if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceSettings(_Section):
    """[sources]: where articles come from."""

    folders: Annotated[tuple[Path, ...], BeforeValidator(_listed)] = ()
    max_bytes: int = Field(default=10_000_000, gt=0)


class SubscriptionSettings(_Section):
    """[[subscription]]: one channel's standing order."""

    name: str = Field(min_length=1, max_length=80)
    channel: str
    title: str = Field(default="Kawaraban", min_length=1, max_length=100)
    regions: Words = ()
    topics: Words = ()
    words: Words = ()
    sources: Words = ()
    languages: Words = ()
    language: str = "en"
    at: Words = ("08:30",)
    days: str = "daily"
    cron: str = ""
    zone: str = "UTC"
    max: int = Field(default=5, ge=1, le=10)
    when_empty: WhenEmpty = WhenEmpty.NOTHING
    quiet: str = ""
    at_quiet: AtQuiet = AtQuiet.HOLD
    on_unknown: OnUnknown = OnUnknown.HOLD

    @field_validator("channel")
    @classmethod
    def _channel(cls, written: str) -> str:
        parts = written.split("/")
        if len(parts) not in {2, 3} or not all(parts):
            raise ValueError(f"'{written}' is no channel; write adapter/workspace/channel: slack/T0123/C0456")
        return written

    @field_validator("regions", "languages", "language", "at", "days", "cron", "zone", "quiet")
    @classmethod
    def _readable(cls, written: Any, info: ValidationInfo) -> Any:
        try:
            _READERS[str(info.field_name)](written)
        except NewsError as error:
            raise ValueError(f"{error.what}; {error.remedy}") from None
        return written

    def subscription(self) -> Subscription:
        """The subscription this section declares."""
        adapter, *place = self.channel.split("/")
        return Subscription(
            name=self.name,
            channel=Channel(adapter, "/".join(place[:-1]), place[-1]),
            title=self.title,
            cadence=Cadence(
                zone=read_zone(self.zone),
                times=read_times(",".join(self.at)),
                days=read_days(self.days),
                cron=read_cron(self.cron) if self.cron else "",
            ),
            filters=Filters(
                regions=_regions(self.regions),
                topics=self.topics,
                words=self.words,
                sources=self.sources,
                languages=tuple(read_language(one).value for one in self.languages),
            ),
            language=read_language(self.language),
            max_stories=self.max,
            when_empty=self.when_empty,
            quiet=read_quiet(self.quiet, self.at_quiet) if self.quiet else None,
            on_unknown=self.on_unknown,
            declared=Declared.FILE,
        )


def _regions(written: Sequence[str]) -> tuple[str, ...]:
    return tuple(read_region(one) for one in written)


_READERS: dict[str, Callable[[Any], object]] = {
    "regions": _regions,
    "languages": lambda written: [read_language(one) for one in written],
    "language": read_language,
    "at": lambda written: read_times(",".join(written)),
    "days": read_days,
    "cron": lambda written: written and read_cron(written),
    "zone": read_zone,
    "quiet": lambda written: written and read_quiet(written),
}


class Settings(BaseSettings):
    """Everything that can be set. Relative paths count from the folder of the settings file.

    `slack`, `discord` and each of `adapters` (platforms of other packages) are kept as written and read by the adapter,
    which declares its own settings.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        toml_file=FILE,
    )

    data_dir: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("kawaraban", appauthor=False)))
    database: SecretStr = SecretStr("")
    templates: Path | None = None
    archive_url: str = ""
    archive_host: str = "127.0.0.1"
    archive_port: int = Field(default=8400, ge=0, le=65535)
    command: str = Field(default="digest", pattern=r"^[a-z][a-z0-9_-]{0,31}$")
    language: Language = Language.EN
    zone: str = "UTC"
    log_format: str = Field(default="console", pattern="^(console|json)$")
    managers: Words = ()
    slack: dict[str, Any] | None = Field(default=None, repr=False)
    discord: dict[str, Any] | None = Field(default=None, repr=False)
    adapters: dict[str, dict[str, Any]] = Field(default={}, repr=False)
    sources: SourceSettings = SourceSettings()
    subscription: tuple[SubscriptionSettings, ...] = ()

    @field_validator("zone")
    @classmethod
    def _zone(cls, written: str) -> str:
        try:
            return read_zone(written)
        except NewsError as error:
            raise ValueError(f"{error.what}; {error.remedy}") from None

    @field_validator("archive_url")
    @classmethod
    def _archive_url(cls, written: str) -> str:
        if written and not re.match(r"https?://[^\s/]", written):
            raise ValueError(f"'{written}' is no web address; write https://news.company.example")
        return written.rstrip("/")

    @field_validator("subscription")
    @classmethod
    def _names(cls, subscriptions: tuple[SubscriptionSettings, ...]) -> tuple[SubscriptionSettings, ...]:
        names = [one.name for one in subscriptions]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"two subscriptions are named '{twice}'; give each its own name")
        return subscriptions

    def database_url(self) -> str:
        """The database to open: `database`, else SQLite in the data directory."""
        return self.database.get_secret_value() or f"sqlite:///{self.data_dir / 'kawaraban.db'}"

    def platforms(self) -> dict[str, dict[str, Any]]:
        """The sections of the chat platforms that the settings name, by the adapter's name.

        An empty section counts, so that what is missing in it is told.
        """
        ours = {"slack": self.slack, "discord": self.discord}
        return {name: section for name, section in {**ours, **self.adapters}.items() if section is not None}

    def subscriptions(self) -> tuple[Subscription, ...]:
        """The subscriptions that the file declares."""
        return tuple(one.subscription() for one in self.subscription)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = TomlConfigSettingsSource(settings_cls)
        return init_settings, env_settings, dotenv_settings, file, file_secret_settings


def load(file: Path | None = None) -> Settings:
    """The settings of `file` (default: `kawaraban.toml` in the working folder, which may be missing), `.env` beside it,
    and the environment.

    Raises:
        SettingsError: the first mistake; `mistakes` lists all of them.
    """
    found = mistakes(file)
    if found:
        raise found[0]
    return _build(file or FILE)


def mistakes(file: Path | None = None) -> tuple[SettingsError, ...]:
    """Every mistake in the settings, with file, line, field and remedy; empty if there is none."""
    path = file or FILE
    if file is not None and not file.is_file():
        return (SettingsError("there is no such file", where=str(file), remedy="kawaraban init writes one"),)
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        return (SettingsError(f"cannot be read: {error}", where=str(path), remedy="save it as UTF-8"),)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f"{path}:{line[1]}" if line else str(path)
        return (SettingsError(f"is not TOML: {error}", where=where, remedy="mend that line"),)
    try:
        settings = _build(path)
    except ValidationError as error:
        return tuple(_mistake(detail, path, text) for detail in error.errors())
    return (*_unknown(settings, path, text), *_missing(settings, path, text))


def _build(path: Path) -> Settings:
    folder = path.resolve().parent

    class Here(Settings):
        model_config = SettingsConfigDict(toml_file=path, env_file=folder / ".env")

    settings = Here()
    return settings.model_copy(
        update={
            "data_dir": folder / settings.data_dir.expanduser(),
            "templates": settings.templates and folder / settings.templates.expanduser(),
            "sources": settings.sources.model_copy(
                update={"folders": tuple(folder / one.expanduser() for one in settings.sources.folders)}
            ),
        }
    )


def section_mistake(name: str, error: ValidationError) -> SettingsError:
    """The first mistake in a platform's section; secrets may stand there, so what was written is not repeated."""
    detail = error.errors(include_input=False)[0]
    field = ".".join((name, *(str(part) for part in detail["loc"])))
    what, remedy = _explained(detail)
    return SettingsError(what, where=f"[{name}]", field=field, remedy=remedy)


# --- saying where a mistake is ---------------------------------------------------------------------------------------


def _mistake(detail: Any, path: Path, text: str) -> SettingsError:
    location = tuple(part for part in detail["loc"])
    variable = PREFIX + "__".join(str(part) for part in location).upper()
    what, remedy = _explained(detail)
    where = f"environment variable {variable}" if variable in os.environ else _place(location, path, text)
    return SettingsError(what, where=where, field=_dotted(location), remedy=remedy)


def _explained(detail: Any) -> tuple[str, str]:
    """What is wrong, and the remedy: our own validators write both, parted by a semicolon."""
    if detail["type"] == "extra_forbidden":
        return "is no setting", "remove it; kawaraban init shows every setting there is"
    if detail["type"] == "missing":
        return "is missing", "add it"
    what, _, remedy = str(detail["msg"]).removeprefix("Value error, ").partition("; ")
    return what, remedy or "kawaraban init shows an example"


def _unknown(settings: Settings, path: Path, text: str) -> Iterator[SettingsError]:
    """Top-level keys that nothing reads: a misspelt setting would otherwise silently do nothing."""
    for key in tomllib.loads(text):
        if key not in type(settings).model_fields:
            where = _place((key,), path, text)
            remedy = "remove it; kawaraban init shows every setting there is"
            yield SettingsError("is no setting", where=where, field=key, remedy=remedy)


def _missing(settings: Settings, path: Path, text: str) -> Iterator[SettingsError]:
    """Templates of one's own that are not there: ours would otherwise be used without a word."""
    if settings.templates is not None and not settings.templates.is_dir():
        where = _place(("templates",), path, text)
        remedy = "make it, or remove the line"
        yield SettingsError(f"{settings.templates} is no folder", where=where, field="templates", remedy=remedy)


def _dotted(location: Sequence[str | int]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in location)


_HEADER = re.compile(r"\s*\[")


def _place(location: Sequence[str | int], path: Path, text: str) -> str:
    """`file:line` of a key; tomllib keeps no lines, so the key is looked for below the header of its table."""
    line, lines = 0, text.splitlines()
    for depth, part in enumerate(location):
        if isinstance(part, int):
            header = re.compile(rf"\s*\[\[\s*{re.escape(str(location[depth - 1]))}\s*\]\]")
            headers = [at for at, each in enumerate(lines) if header.match(each)]
            line = headers[part] if part < len(headers) else line
        else:
            key = re.compile(rf"\s*(?:\[\[?\s*)?[\"']?{re.escape(part)}[\"']?\s*(?:=|\]|\.)")
            end = next((at for at in range(line + 1, len(lines)) if depth and _HEADER.match(lines[at])), len(lines))
            line = next((at for at in range(line, end) if key.match(lines[at])), line)
    return f"{path}:{line + 1}" if lines else str(path)
