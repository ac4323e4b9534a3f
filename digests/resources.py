"""Files that ship with the code: templates, locales and sample articles."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def directory(name: str) -> Path:
    """The folder `name` ("templates", "seeds"): inside the package of a wheel, else at the top of the checkout.

    Raises:
        FileNotFoundError: neither place has it, which means a broken installation.
    """
    for place in (_PACKAGE / "data" / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"{name}/ is missing from this installation of kawaraban")
