"""Compiled regular expressions, kept beside the byte code as Python keeps modules.

Extraction has some 900 expressions, and `re` compiles in Python: most of a second of the start of a process, twice
what it then takes to read ten articles. So set-up compiles them once (``python -m digests.extract``) and keeps what
came of it. A process that finds nothing kept, or by another Python, compiles as ever. Decision 14 has the measurements.
"""

from __future__ import annotations

import marshal
import re
import sys
from array import array
from functools import cached_property
from importlib import import_module
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any, Final

_sre: Final = import_module("_sre")
"""What `re` hands its compiled code to. It is not documented: whatever goes wrong here leads to `re.compile`."""

_PYTHON: Final = f"{sys.version} {_sre.MAGIC}"
"""Code is kept for the very Python that made it."""

_WORD: Final = "I"
"""The array type of the words of `_sre`'s code."""


class Patterns:
    """Compiled expressions by source and flags, of which `file` may hold the code.

    As the source itself is the key, no code can be taken for what an expression used to be.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._compiled: dict[tuple[str, int], re.Pattern[str]] = {}

    def compiled(self, source: str, flags: int = 0) -> re.Pattern[str]:
        """`re.compile`, of every expression once: extraction has more of them than `re` remembers.

        Raises:
            re.error: it is no expression.
        """
        key = (source, int(flags))
        if key not in self._compiled:
            kept = self._kept.get(key)
            self._compiled[key] = (kept and _pattern(source, *kept)) or re.compile(source, flags)
        return self._compiled[key]

    def keep(self) -> int:
        """Keep the code of every expression compiled so far; how many they are.

        Raises:
            OSError: the file cannot be written.
        """
        self._file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._file.with_suffix(".unfinished")
        unfinished.write_bytes(marshal.dumps((_PYTHON, {key: _code(*key) for key in self._compiled})))
        unfinished.replace(self._file)
        return len(self._compiled)

    @cached_property
    def _kept(self) -> dict[tuple[str, int], Any]:
        """What this Python has kept; nothing if the file is missing, broken or another's."""
        try:
            python, code = marshal.loads(self._file.read_bytes())  # noqa: S302 - lies where byte code does
        except (OSError, EOFError, ValueError, TypeError):
            return {}
        return code if python == _PYTHON else {}


def _code(source: str, flags: int) -> tuple[bytes, int, int, dict[str, int], tuple[str | None, ...]]:
    """The words of an expression's code, its flags, groups and their names, as `re` gives them to `_sre.compile`."""
    compiler = import_module("re._compiler")  # private, but `re` has no other way to its code
    parsed = compiler._parser.parse(source, flags)  # noqa: SLF001 - see above
    state = parsed.state
    names = [None] * state.groups
    for name, group in state.groupdict.items():
        names[group] = name
    words = array(_WORD, compiler._code(parsed, flags))  # noqa: SLF001 - see above
    return words.tobytes(), flags | state.flags, state.groups - 1, state.groupdict, tuple(names)


def _pattern(source: str, words: bytes, flags: int, *names: Any) -> re.Pattern[str] | None:
    """The pattern of kept code; None if `_sre` does not take it."""
    try:
        pattern: re.Pattern[str] = _sre.compile(source, flags, memoryview(words).cast(_WORD).tolist(), *names)
    except (RuntimeError, TypeError, ValueError):
        return None
    return pattern


PATTERNS: Final = Patterns(Path(cache_from_source(__file__)).with_suffix(".kept"))
compiled: Final = PATTERNS.compiled
