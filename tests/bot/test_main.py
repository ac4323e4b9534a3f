"""The program as a shell sees it: exit codes, pipes, encodings, Ctrl-C."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import cli
from tests.bot.test_cli import ARTICLE, ROOT


@pytest.fixture
def news(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    (tmp_path / "news/rate.txt").write_text(ARTICLE, encoding="utf-8")
    return tmp_path


def shell(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """What a shell in `folder` gets from `kawaraban ARGUMENTS`."""
    return subprocess.run(
        _command(*arguments), cwd=folder, env=_environment(folder, variables), capture_output=True, check=False
    )


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "bot", *arguments]


def _environment(folder: Path, variables: dict[str, str]) -> dict[str, str]:
    return {**os.environ, "HOME": str(folder), "PYTHONPATH": str(ROOT), **variables}


def test_what_cannot_be_used_exits_with_2_and_what_failed_with_1(news: Path):
    wrong = shell(news, "digest", "news", "--region", "Atlantis")
    assert (wrong.returncode, wrong.stderr[:21]) == (2, b"kawaraban: 'Atlantis'")
    assert shell(news, "digest", "--langg", "ja").returncode == 2
    assert shell(news, "extract", "nowhere.txt").returncode == 1


def test_a_pipe_gets_utf_8_in_any_locale(news: Path):
    shown = shell(news, "digest", "news", PYTHONIOENCODING="ascii")
    assert shown.returncode == 0, shown.stderr.decode()
    assert "日銀、政策金利を0.75%に引き上げ" in shown.stdout.decode()


def test_a_full_disk_is_one_line_and_no_traceback(news: Path):
    with Path("/dev/full").open("wb") as full:
        code = subprocess.run(
            _command("digest", "news", "--as", "json"),
            cwd=news,
            env=_environment(news, {}),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert code.returncode == 1
    assert code.stderr.decode().splitlines() == ["kawaraban: No space left on device"]


def test_a_reader_that_has_gone_is_no_error_to_speak_of(news: Path):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        _command("extract", "news"),
        cwd=news,
        env=_environment(news, {}),
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_ctrl_c_in_the_middle_exits_with_130_and_says_one_word(
    news: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.chdir(news)
    monkeypatch.setattr("digests.desk.Desk.collect", interrupted)
    with pytest.raises(SystemExit) as ended:
        cli.main(["ingest", "news"], prog_name="kawaraban")
    assert ended.value.code == 130
    assert capsys.readouterr().err.strip() == "kawaraban: interrupted"
