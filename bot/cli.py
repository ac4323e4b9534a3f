"""The command line: parses words, calls the use cases, prints what they return."""

from __future__ import annotations

import click


@click.group()
def cli() -> None:
    """Kawaraban: news digests in which every number leads to its sentence."""
