"""Kept expressions are the compiled ones; nothing that is wrong with the file is more than slow."""

from __future__ import annotations

import marshal
import re
import subprocess
import sys
from pathlib import Path

import pytest

from digests.patterns import Patterns

_EXPRESSIONS = [
    (r"(?P<low>\d+)(?:~(?P<high>\d+))?[円元]", 0),
    (r"rose|fell", re.IGNORECASE),
    (r"(?<!第)[一二三四五六七八九十百千万亿億兆]{1,8}+(?>年|月)", 0),
    (r"(?i)\bper ?cent\b(?!age)", 0),
    (r"(?!)", 0),
]
_TEXTS = ["売上高は100~120円", "Sales ROSE 3 per cent", "第三年と二十年", "", "percentage"]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    file = tmp_path / "cache" / "patterns.kept"
    patterns = Patterns(file)
    for source, flags in _EXPRESSIONS:
        patterns.compiled(source, flags)
    assert patterns.keep() == len(_EXPRESSIONS)
    return file


@pytest.mark.parametrize(("source", "flags"), _EXPRESSIONS)
def test_a_kept_expression_is_the_compiled_one(kept: Path, source: str, flags: int, monkeypatch: pytest.MonkeyPatch):
    compiled = re.compile(source, flags)
    monkeypatch.setattr(re, "compile", None)

    taken = Patterns(kept).compiled(source, flags)

    assert taken == compiled
    assert (taken.groups, taken.groupindex, taken.flags) == (compiled.groups, compiled.groupindex, compiled.flags)
    for text in _TEXTS:
        assert [m.groups() + m.span() for m in taken.finditer(text)] == [
            m.groups() + m.span() for m in compiled.finditer(text)
        ]


def test_an_expression_is_compiled_once(kept: Path):
    patterns = Patterns(kept)
    for source in (_EXPRESSIONS[0][0], "not kept"):
        assert patterns.compiled(source) is patterns.compiled(source)


def test_flags_are_part_of_an_expression(kept: Path):
    patterns = Patterns(kept)
    assert patterns.compiled("rose|fell", re.IGNORECASE).search("ROSE")
    assert not patterns.compiled("rose|fell").search("ROSE")


def test_what_is_kept_by_another_python_is_left_alone(kept: Path):
    _, code = marshal.loads(kept.read_bytes())
    kept.write_bytes(marshal.dumps(("2.7.18", {("a", 0): code["(?!)", 0]})))
    assert Patterns(kept).compiled("a").search("a")


@pytest.mark.parametrize("content", [b"", b"\x00", b"no marshal", marshal.dumps(None), marshal.dumps((1, 2, 3))])
def test_a_broken_file_is_as_none(kept: Path, content: bytes):
    kept.write_bytes(content)
    assert Patterns(kept).compiled("a").search("a")


@pytest.mark.parametrize("words", [b"\xff\xff\xff\xff", b"\x01", b""])
def test_code_that_is_not_understood_is_compiled_anew(kept: Path, words: bytes):
    python, code = marshal.loads(kept.read_bytes())
    kept.write_bytes(marshal.dumps((python, {("a", 0): (words, *code["(?!)", 0][1:])})))
    assert Patterns(kept).compiled("a").search("a")


def test_what_is_no_expression_is_an_error(kept: Path):
    with pytest.raises(re.error):
        Patterns(kept).compiled("(")


def test_set_up_keeps_the_expressions_of_every_language(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-X", f"pycache_prefix={tmp_path}", "-m", "digests.extract"],
        capture_output=True,
        text=True,
        check=True,
    )
    (file,) = tmp_path.rglob("patterns.*.kept")
    _, code = marshal.loads(file.read_bytes())
    assert done.stdout == f"{len(code)} expressions kept\n"
    assert any("ร้อยละ" in source for source, _ in code)
    assert any("割" in source for source, _ in code)
