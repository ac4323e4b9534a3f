"""A command line to a call: shell words, quotes, `key:value`, names in four languages, "did you mean".

What a chat's own keyboard produces is understood: full-width spaces and colons, curly and corner quotes, a space after
the colon.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from bot.commands.reading import READERS, Words, read_text
from bot.commands.table import BY_NAME, TABLE, Command, Parameter, Type
from digests.errors import QueryError, Wording
from digests.extract.regions import parse_region

_QUOTES: Final = {'"': '"', "“": "”", "”": "”", "„": "“", "「": "」", "『": "』", "＂": "＂"}

_NO_QUOTES: Final = str.maketrans(dict.fromkeys("".join([*_QUOTES, *_QUOTES.values()]), " "))

_COMMA: Final = re.compile("[,、，]")

_TOKEN: Final = re.compile(
    r"""(?P<minus>[-−－](?=\S))?
        (?:(?P<key>[^\s:："“”„「『＂]+)[:：])?
        (?:(?P<open>["“”„「『＂])(?P<quoted>.*?)(?:(?P<close>["“”」』＂])|$) | (?P<bare>\S*))""",
    re.VERBOSE | re.DOTALL,
)

_LONGEST_REGION: Final = 5
"""Words of the longest region name that is not quoted: "Democratic Republic of the Congo"."""


@dataclass(frozen=True, slots=True)
class Call:
    """A command with its values, each by its parameter's name and read by its type; what was not given is absent."""

    command: Command
    values: Mapping[str, Any]

    def get(self, name: str, default: Any = None) -> Any:
        """The value given for a parameter."""
        return self.values.get(name, default)


@dataclass(frozen=True, slots=True)
class Token:
    """One shell word: `key` is what stood before a colon."""

    text: str
    key: str = ""
    quoted: bool = False
    minus: bool = False

    @property
    def whole(self) -> str:
        """The word with its key, for a colon that was part of a word (https://…)."""
        return f"{'-' if self.minus else ''}{self.key}:{self.text}" if self.key else self.text


class Parser:
    """Reads command lines.

    The mappings are further names (in other languages) by the own name: of commands, of parameters, and of the values
    of a type that are few and known.
    """

    def __init__(
        self,
        commands: Mapping[str, Iterable[str]] | None = None,
        parameters: Mapping[str, Iterable[str]] | None = None,
        values: Mapping[Type, Mapping[str, Iterable[str]]] | None = None,
    ) -> None:
        self._commands = _by_alias(BY_NAME, commands or {})
        self._parameters = _by_alias({p.name for command in TABLE for p in command.parameters}, parameters or {})
        self._values_of = {type_: _by_alias(named, named) for type_, named in (values or {}).items()}

    def parse(self, text: str) -> Call:
        """The call that `text` (without the root) makes; an empty text asks for help.

        Raises:
            QueryError: what was wrong, with the command, the parameter, and what would be right.
        """
        tokens = split(text)
        if not tokens:
            return Call(BY_NAME["help"], {})
        command = self.command(tokens[0].whole)
        try:
            return Call(command, self._values(command, tokens[1:]))
        except QueryError as error:
            raise error.within(where=command.name) from error

    def command(self, written: str) -> Command:
        """The command of that name, in any of our languages.

        Raises:
            QueryError: there is none; the nearest are named.
        """
        name = self._commands.get(_fold(written))
        if name is not None:
            return BY_NAME[name]
        near = get_close_matches(_fold(written), self._commands, n=1, cutoff=0.5)
        remedy = Wording("'help' lists the commands")
        if near:
            remedy = Wording("did you mean {near}?", near=self._commands[near[0]])
        raise QueryError(Wording("there is no command '{written}'", written=written), remedy=remedy)

    def with_page(self, text: str, page: int) -> str:
        """The same command line for another page."""
        kept = [
            match[0]
            for match in _TOKEN.finditer(text)
            if match[0] and self._parameters.get(_fold(match["key"] or "")) != "page"
        ]
        return " ".join([*kept, f"page:{page}"])

    def _values(self, command: Command, tokens: Sequence[Token]) -> dict[str, Any]:
        given: dict[str, Any] = {}
        loose: list[Token] = []
        queue = list(tokens)
        while queue:
            token = queue.pop(0)
            parameter = self._parameter(command, token)
            if parameter is None:
                loose.append(token)
                continue
            if not token.text and not token.quoted and queue and not queue[0].key:
                token = Token(queue[0].text, token.key, queue[0].quoted)  # "region: TH"
                queue.pop(0)
            self._give(given, parameter, token)
        for parameter in command.parameters:
            if parameter.type is Type.WORDS or (parameter.positional and parameter.name not in given):
                loose = self._take(given, parameter, loose)
            if parameter.required and parameter.name not in given:
                raise QueryError(
                    Wording("{parameter} is missing", parameter=parameter.usage),
                    remedy=Wording("for example: {example}", example=command.examples[0]),
                )
        if loose:
            extra = loose[0]
            named = extra.key and not extra.minus
            too_many = Wording("'{written}' is one word too many", written=extra.whole)
            raise QueryError(_not_here(extra) if named else too_many, remedy=_usage(command))
        return given

    def _parameter(self, command: Command, token: Token) -> Parameter | None:
        """The parameter that the token's key names; None for a word that only happens to have a colon."""
        if not token.key or token.minus:
            return None
        name = self._parameters.get(_fold(token.key))
        if name is not None:
            parameter = command.parameter(name)
            if parameter is not None:
                return parameter
            raise QueryError(_not_here(token), remedy=_usage(command))
        own = {alias: name for alias, name in self._parameters.items() if command.parameter(name)}
        near = get_close_matches(_fold(token.key), own, n=1, cutoff=0.7)
        if near:
            raise QueryError(_not_here(token), remedy=Wording("did you mean {near}?", near=f"{own[near[0]]}:"))
        return None

    def _give(self, given: dict[str, Any], parameter: Parameter, token: Token) -> None:
        if parameter.type is Type.WORDS:
            given[parameter.name] = _words(split(token.text) if not token.quoted else [Token(token.text, quoted=True)])
        elif parameter.many:
            parts = [token.text] if token.quoted else _COMMA.split(token.text)
            values = (self._read(parameter, part) for part in parts)
            given[parameter.name] = tuple(dict.fromkeys([*given.get(parameter.name, ()), *values]))
        elif parameter.name in given:
            raise QueryError(
                Wording("there are two values"),
                field=parameter.name,
                remedy=Wording("give it once"),
            )
        else:
            given[parameter.name] = self._read(parameter, token.text)

    def _take(self, given: dict[str, Any], parameter: Parameter, loose: list[Token]) -> list[Token]:
        """Let a positional parameter take its words; return those left."""
        if not loose:
            return loose
        if parameter.type is Type.WORDS:
            given[parameter.name] = given.get(parameter.name, Words()) + _words(loose)
            return []
        taken = 1
        if parameter.type is Type.REGION:
            taken = _region_words(loose)
        given[parameter.name] = self._read(parameter, " ".join(token.whole for token in loose[:taken]))
        return loose[taken:]

    def _read(self, parameter: Parameter, text: str) -> Any:
        if parameter.type is Type.COMMAND:
            return self.command(text)
        known = self._values_of.get(parameter.type, {})
        try:
            return READERS[parameter.type](known.get(_fold(text.strip()), read_text(text)))
        except QueryError as error:
            raise error.within(field=parameter.name) from error


def split(text: str) -> list[Token]:
    """The shell words of a line.

    Raises:
        QueryError: a quotation mark is never closed.
    """
    tokens = []
    for match in _TOKEN.finditer(text):
        if not match[0]:
            continue
        if match["open"] and not match["close"]:
            raise QueryError(
                Wording("a quotation mark is never closed"),
                remedy=Wording("close it: {example}", example='"data centre"'),
            )
        quoted = match["open"] is not None
        tokens.append(
            Token(
                match["quoted"] if quoted else match["bare"],
                key=match["key"] or "",
                quoted=quoted,
                minus=match["minus"] is not None,
            )
        )
    return tokens


def spell(command: str, values: Mapping[str, object]) -> str:
    """The command line that gives `values` by parameter name, as a platform with typed options hands them over.

    Several values of one parameter come in one text, with commas between them.
    """
    table = BY_NAME[command]
    words, loose = [command], []
    for name, value in values.items():
        parameter = table.parameter(name)
        text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        if parameter is not None and parameter.type is Type.WORDS:
            loose.append(text)
            continue
        parts = _COMMA.split(text) if parameter is not None and parameter.many else [text]
        words += [f"{name}:{_word(part.strip())}" for part in parts if part.strip() or len(parts) == 1]
    return " ".join([*words, *loose])


def _usage(command: Command) -> Wording:
    return Wording("usage: {usage}", usage=command.usage)


def _not_here(token: Token) -> Wording:
    return Wording("there is no {written}: here", written=token.key)


def _word(text: str) -> str:
    """The text as one value of a line; in quotes it can have none of its own."""
    if text and not re.search(r"\s", text) and text[0] not in _QUOTES:
        return text
    return f'"{text.translate(_NO_QUOTES).strip()}"'


def _words(tokens: Iterable[Token]) -> Words:
    words, phrases, without = [], [], []
    for token in tokens:
        if token.minus:
            without.append(token.whole.removeprefix("-"))
        elif token.quoted:
            phrases.append(token.whole)
        else:
            words.append(token.whole)
    return Words(tuple(words), tuple(phrases), tuple(without))


def _region_words(tokens: Sequence[Token]) -> int:
    """How many of the first words name a region together; 1 where none do, for the error."""
    for count in range(min(_LONGEST_REGION, len(tokens)), 1, -1):
        if parse_region(" ".join(token.whole for token in tokens[:count])) is not None:
            return count
    return 1


def _by_alias(names: Iterable[str], aliases: Mapping[str, Iterable[str]]) -> dict[str, str]:
    own = {name: name for name in names}
    return {_fold(alias): name for name in own for alias in aliases.get(name, ())} | own


def _fold(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().lstrip("/")
