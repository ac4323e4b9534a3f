"""`python -m bot` and the console script `kawaraban`."""

from __future__ import annotations


def main() -> None:
    """Run the command line; exits with its code."""
    from bot.cli import cli  # noqa: PLC0415 - the command line and all it imports only when it is run

    cli.main(prog_name="kawaraban")


if __name__ == "__main__":
    main()
