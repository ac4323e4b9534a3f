"""`python -m bot` and the console script `kawaraban`."""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper


def main() -> None:
    """Run the command line and exit: 0 done, 1 something failed, 2 wrong usage or settings, 130 interrupted."""
    gc.set_threshold(50_000)  # start-up makes much that stays and little that goes: saves 0.2 s of the demo's 2.2
    for stream in (sys.stdout, sys.stderr):
        _take_any_text(stream)
    from bot.cli import cli  # noqa: PLC0415 - the command line and all it imports only when it is run
    from digests.errors import NewsError, QueryError, SettingsError  # noqa: PLC0415 - as above

    try:
        try:
            cli.main(prog_name="kawaraban", standalone_mode=True)
        finally:
            sys.stdout.flush()  # here, where a full disk can still be told
    except NewsError as error:
        _end(str(error), 2 if isinstance(error, SettingsError | QueryError) else 1)
    except BrokenPipeError:  # whoever read our output has seen enough
        _end("", 1)
    except OSError as error:  # of our own output: articles, settings and databases have errors of ours
        _end(": ".join(filter(None, (error.filename, error.strerror))), 1)


def _end(last_word: str, code: int) -> None:
    if last_word:
        print(f"kawaraban: {last_word}", file=sys.stderr)  # noqa: T201 - the program's last word
    # What could not be written must not be tried again when Python closes the stream.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _take_any_text(stream: object) -> None:
    """Pipes and files get UTF-8 in any locale, as JSON and HTML are; a terminal shows "?" for signs it lacks."""
    if isinstance(stream, TextIOWrapper):
        if stream.isatty():
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8")


if __name__ == "__main__":
    main()
