from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import App
from bot.settings import Settings
from digests.resources import directory
from digests.sources.folder import FolderSource


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory in which the sample articles have been read; copy it before changing anything."""
    folder = tmp_path_factory.mktemp("newsroom")
    with App.open(Settings(data_dir=folder)) as app:
        app.desk.collect(FolderSource((directory("seeds"),), 1_000_000))
    return folder
