"""Golden files: what was produced and looked at once stays so until somebody looks again."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def check(name: str | Path, produced: str) -> None:
    """Assert that `tests/golden/<name>` holds the produced text; with GOLDEN=write in the environment, write it."""
    path = FOLDER / name
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(produced, encoding="utf-8")
    assert path.is_file(), f"{path} is missing: run once with GOLDEN=write and look at it"
    assert produced == path.read_text("utf-8"), f"{path} differs: if the new output is right, run with GOLDEN=write"
