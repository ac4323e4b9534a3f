"""The command table: every command once, for Slack, Discord, the terminal, the help texts and docs/commands.md.

Names, parameters and examples are here; their words in four languages are in `templates/locales/`, under `[command]`
and `[parameter]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Type(StrEnum):
    """What a parameter's value is, and so how it is read, what Discord shows for it and what can be suggested."""

    WORDS = "words"
    REGION = "region"
    KIND = "kind"
    UNIT = "unit"
    SINCE = "since"
    SOURCE = "source"
    LANGUAGE = "language"
    NUMBER = "number"
    PAGE = "page"
    ARTICLE = "article"
    FIGURE = "figure"
    PLACE = "place"
    COMMAND = "command"
    TEXT = "text"
    TOPIC = "topic"
    TIMES = "times"
    DAYS = "days"
    ZONE = "zone"
    SPAN = "span"
    HOURS = "hours"
    YES = "yes"
    NAME = "name"
    DIGEST = "digest"
    VOTE = "vote"


class Who(StrEnum):
    """Who may give a command."""

    EVERYONE = "everyone"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of a command.

    `positional` values may be written without their name, in the order of the table; `many` may be given repeatedly or
    with commas. `example` is a value as one writes it.
    """

    name: str
    type: Type
    example: str
    required: bool = False
    positional: bool = False
    many: bool = False

    @property
    def usage(self) -> str:
        """As a usage line shows it: `<region>`, `[words]`, `[since:7d]`."""
        if self.positional:
            return f"<{self.name}>" if self.required else f"[{self.name}]"
        return f"{self.name}:{self.example}" if self.required else f"[{self.name}:{self.example}]"


@dataclass(frozen=True, slots=True)
class Command:
    """One command: `examples` are what follows the root (`/digest`), each valid as it stands."""

    name: str
    parameters: tuple[Parameter, ...] = ()
    examples: tuple[str, ...] = ()
    who: Who = Who.EVERYONE

    @property
    def usage(self) -> str:
        """`figures [words] [unit:USD] …`"""
        return " ".join([self.name, *(parameter.usage for parameter in self.parameters)])

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)


WORDS: Final = Parameter("words", Type.WORDS, "アリババ -株価", positional=True)
REGION: Final = Parameter("region", Type.REGION, "TH")
SINCE: Final = Parameter("since", Type.SINCE, "7d")
PAGE: Final = Parameter("page", Type.PAGE, "2")
NAME: Final = Parameter("name", Type.NAME, "thailand", positional=True)
ARTICLE: Final = Parameter("article", Type.ARTICLE, "a12", required=True, positional=True)
FIGURE: Final = Parameter("figure", Type.FIGURE, "f4812", required=True, positional=True)
DIGEST: Final = Parameter("digest", Type.DIGEST, "d7", positional=True)
FILTERS: Final = (
    Parameter("kind", Type.KIND, "percent"),
    Parameter("unit", Type.UNIT, "USD"),
    SINCE,
    Parameter("source", Type.SOURCE, "wire.example"),
    Parameter("lang", Type.LANGUAGE, "ja"),
)

SELECTION: Final = (
    Parameter("region", Type.REGION, "TH", many=True),
    Parameter("topic", Type.TOPIC, '"data centre"', many=True),
    Parameter("source", Type.SOURCE, "wire.example", many=True),
    Parameter("lang", Type.LANGUAGE, "ja"),
    Parameter("max", Type.NUMBER, "5"),
)
"""What a subscription selects, and in which language it says it."""

TABLE: Final[tuple[Command, ...]] = (
    Command("help", (Parameter("command", Type.COMMAND, "figures", positional=True),), ("help", "help figures")),
    Command("latest", (Parameter("n", Type.NUMBER, "5", positional=True),), ("latest", "latest 3")),
    Command(
        "figures",
        (WORDS, REGION, *FILTERS, PAGE),
        ("figures アリババ", 'figures "policy rate" unit:% since:30d', "figures kind:money region:TH page:2"),
    ),
    Command(
        "impact",
        (Parameter("region", Type.REGION, "TH", required=True, positional=True), WORDS, SINCE, PAGE),
        ("impact TH", "impact South-East Asia since:30d", "impact タイ 半導体"),
    ),
    Command(
        "search",
        (WORDS, REGION, *FILTERS, Parameter("best", Type.YES, "yes"), PAGE),
        ("search 関税 -鉄鋼", 'search "data centre" region:ASEAN since:2026-05-01', "search ภาษี lang:th best:yes"),
    ),
    Command("article", (ARTICLE,), ("article a12",)),
    Command(
        "source",
        (Parameter("id", Type.PLACE, "f4812", required=True, positional=True),),
        ("source f4812", "source i391"),
    ),
    Command("history", (FIGURE, PAGE), ("history f4812", "history f4812 page:2")),
    Command("show", (DIGEST,), ("show", "show d7")),
    Command("details", (DIGEST, PAGE), ("details", "details d7 page:2")),
    Command(
        "vote",
        (Parameter("vote", Type.VOTE, "up", required=True, positional=True), DIGEST),
        ("vote up", "vote down d7"),
    ),
    Command("why", (ARTICLE, NAME), ("why a12",)),
    Command("status", (), ("status",)),
    Command("list", (), ("list",)),
    Command("next", (NAME,), ("next",)),
    Command("preview", (NAME, *SELECTION), ("preview", "preview region:TH lang:ja")),
    Command(
        "subscribe",
        (
            *SELECTION,
            Parameter("at", Type.TIMES, "08:30"),
            Parameter("days", Type.DAYS, "mon-fri"),
            Parameter("tz", Type.ZONE, "Asia/Bangkok"),
            Parameter("title", Type.TEXT, '"Thailand watch"'),
            Parameter("name", Type.NAME, "thailand"),
        ),
        (
            'subscribe region:TH topic:"data centre" lang:ja at:08:30 days:mon-fri tz:Asia/Bangkok max:5',
            "subscribe region:ASEAN,JP at:08:30,17:00",
        ),
        Who.MANAGER,
    ),
    Command("unsubscribe", (NAME,), ("unsubscribe", "unsubscribe thailand"), Who.MANAGER),
    Command(
        "quiet",
        (
            Parameter("hours", Type.HOURS, "22:00-07:00", required=True, positional=True),
            Parameter("drop", Type.YES, "yes"),
            NAME,
        ),
        ("quiet 22:00-07:00", "quiet 22:00-07:00 drop:yes", "quiet off"),
        Who.MANAGER,
    ),
    Command(
        "pause",
        (Parameter("span", Type.SPAN, "3d", positional=True), NAME),
        ("pause 3d", "pause"),
        Who.MANAGER,
    ),
    Command("resume", (NAME,), ("resume",), Who.MANAGER),
    Command("run", (Parameter("force", Type.YES, "yes"), NAME), ("run", "run force:yes"), Who.MANAGER),
)

BY_NAME: Final = {command.name: command for command in TABLE}
