"""``python -m digests.extract``: compile the expressions of every language once, and keep them for the next process."""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import walk_packages

from digests import extract
from digests.extract.cues import rules_for
from digests.model import Language
from digests.patterns import PATTERNS, compiled


def main() -> None:
    for module in walk_packages(extract.__path__, f"{extract.__name__}."):
        if module.name != f"{extract.__name__}.__main__":
            import_module(module.name)
    for language in Language:
        rules_for(language.value)
        for rule in import_module(f"{extract.__name__}.{language.value}").GRAMMAR.rules:
            compiled(rule.source, rule.flags)
            compiled(rule.near)
    sys.stdout.write(f"{PATTERNS.keep()} expressions kept\n")


if __name__ == "__main__":
    main()
