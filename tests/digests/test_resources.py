"""What comes with the program."""

from __future__ import annotations

import pytest

from digests.resources import directory


def test_templates_and_articles_come_with_the_program() -> None:
    assert (directory("templates") / "digest.md.j2").is_file()
    assert (directory("seeds") / "README.md").is_file()


def test_a_broken_installation_is_told() -> None:
    with pytest.raises(FileNotFoundError, match="pictures/ is missing from this installation"):
        directory("pictures")
