"""The wheel holds everything: installed in a fresh environment, far from the checkout, it shows the demo."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_ships_templates_locales_migrations_and_samples(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in ("templates/digest.md.j2", "templates/locales/ja.toml", "seeds/README.md"):
        assert f"digests/data/{wanted}" in names
    assert "digests/store/migrations/versions/0001_first.py" in names
    assert not any(name.startswith("tests/") for name in names)


def test_the_demo_runs_from_an_installed_wheel(wheel: Path, tmp_path: Path):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", "fresh"], cwd=tmp_path, check=True)
    python = tmp_path / "fresh" / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", str(wheel)]
    subprocess.run(install, cwd=tmp_path, check=True, env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"})
    # The libraries are lent by this environment; a path in a .pth file does not bring the checkout along.
    (site,) = (tmp_path / "fresh" / "lib").glob("python*/site-packages")
    (site / "libraries.pth").write_text(sysconfig.get_paths()["purelib"])

    shown = subprocess.run(
        [tmp_path / "fresh" / "bin" / "kawaraban", "demo"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"},
    ).stdout

    assert "Thailand watch" in shown
    assert "US$60M" in shown
    assert "first in 4 years" in shown
    assert "40%" in (tmp_path / "digest.html").read_text(encoding="utf-8")
