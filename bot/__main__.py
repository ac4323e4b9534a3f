"""`python -m bot` and the console script `kawaraban`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line and exit: 0 done, 1 something failed, 2 wrong usage or settings, 130 interrupted."""
    gc.set_threshold(50_000)  # start-up makes much that stays and little that goes: saves 0.2 s of the demo's 2.2
    from bot.cli import cli  # noqa: PLC0415 - the command line and all it imports only when it is run
    from digests.errors import NewsError, QueryError, SettingsError  # noqa: PLC0415 - as above

    try:
        cli.main(prog_name="kawaraban", standalone_mode=True)
    except NewsError as error:
        print(f"kawaraban: {error}", file=sys.stderr)  # noqa: T201 - the program's last word
        sys.exit(2 if isinstance(error, SettingsError | QueryError) else 1)


if __name__ == "__main__":
    main()
