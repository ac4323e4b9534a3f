"""Files that hold what a surface is to look like. `GOLDEN=write ./run test` writes them anew; read the difference."""

from __future__ import annotations

import os
from pathlib import Path

_HERE = Path(__file__).parent


def golden(name: Path, text: str) -> None:
    """Compare the text with the golden file."""
    path = _HERE / name
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")
