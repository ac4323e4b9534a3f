"""Every file a folder may hold is an article or one reported error."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from digests.errors import SourceError
from digests.model import Article
from digests.sources.folder import FolderSource, read_article

JAPANESE = (
    "政策金利を1.50%に下げ\n\nタイ中銀は13日、政策金利を0.25ポイント下げて年1.50%とした。4会合ぶりの利下げとなる。"
)
CHINESE = "央行当天开展1575亿元7天期逆回购，利率1.40%，与此前持平。分析人士认为，流动性充裕，中国股市中期有望震荡上行。"
THAI = "คณะกรรมการนโยบายการเงินมีมติ 7 ต่อ 0 เสียง ให้ปรับลดอัตราดอกเบี้ยนโยบายลงร้อยละ 0.25 จากร้อยละ 1.75"
ENGLISH = "The Bank of Thailand lowered its policy rate by 25 basis points – to 1.50 per cent – on 13 August."


def read(path: Path, content: bytes) -> Article | SourceError:
    path.write_bytes(content)
    return read_article(path)


def article(path: Path, content: bytes) -> Article:
    result = read(path, content)
    assert isinstance(result, Article), result
    return result


def error(path: Path, content: bytes) -> SourceError:
    result = read(path, content)
    assert isinstance(result, SourceError), result
    return result


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (JAPANESE, "utf-8"),
        (JAPANESE, "utf-8-sig"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (JAPANESE, "utf-16"),
        (JAPANESE, "utf-16-le"),
        (JAPANESE, "utf-16-be"),
        (CHINESE, "gb18030"),
        (CHINESE, "utf-16"),
        (THAI, "tis_620"),
        (THAI, "utf-16-be"),
        (ENGLISH, "cp1252"),
        (ENGLISH, "utf-32"),
    ],
)
def test_a_file_is_read_in_the_encoding_it_really_has(tmp_path: Path, text: str, encoding: str):
    assert article(tmp_path / "a.txt", text.encode(encoding)).text == text


def test_newlines_are_left_as_they_are_so_that_offsets_index_the_file(tmp_path: Path):
    assert article(tmp_path / "a.txt", b"one\r\ntwo\rthree\n").text == "one\r\ntwo\rthree\n"


def test_nul_bytes_become_one_replacement_character_each(tmp_path: Path):
    assert article(tmp_path / "a.txt", b"sales of 5\0 billion, profit of 3 billion").text == (
        "sales of 5\N{REPLACEMENT CHARACTER} billion, profit of 3 billion"
    )


def test_an_empty_file_is_an_error_with_a_remedy(tmp_path: Path):
    assert str(error(tmp_path / "a.txt", b" \n")) == f"{tmp_path}/a.txt: is empty; put an article in it, or remove it"


def test_broken_utf16_is_an_error_not_a_stop(tmp_path: Path):
    assert "broken utf-16" in error(tmp_path / "a.txt", b"\xff\xfea\0b").what


def test_bytes_of_no_text_are_an_error(tmp_path: Path):
    assert "encoding" in error(tmp_path / "a.txt", bytes(range(128, 256)) * 4).what


def test_a_file_over_the_limit_says_how_large_it_is_and_what_is_allowed(tmp_path: Path):
    (tmp_path / "a.txt").write_bytes(b"x" * 1_001)
    result = read_article(tmp_path / "a.txt", max_bytes=1_000)
    assert isinstance(result, SourceError)
    assert "1,001 bytes, more than the 1,000" in result.what


def test_a_folder_named_as_a_file_a_missing_file_and_a_pipe_are_errors(tmp_path: Path):
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    results = [read_article(tmp_path / name) for name in ("folder.txt", "missing.txt", "pipe.txt")]
    assert [isinstance(result, SourceError) and result.what for result in results] == [
        "is a directory",
        "no such file or directory",
        "is not a regular file",
    ]


def test_one_bad_file_never_stops_the_others(tmp_path: Path):
    (tmp_path / "a.txt").write_text("One million cars.")
    (tmp_path / "b.txt").write_text("")
    (tmp_path / "c.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "d.txt").write_text("Two million cars.")
    results = list(FolderSource((tmp_path,)).articles())
    assert [type(result) for result in results] == [Article, SourceError, SourceError, Article]


def test_a_link_that_leads_back_up_is_followed_once(tmp_path: Path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.txt").write_text("One million cars.")
    (tmp_path / "deep" / "up").symlink_to(tmp_path)
    assert len(list(FolderSource((tmp_path,)).articles())) == 1


def test_a_file_may_be_named_directly_whatever_its_suffix(tmp_path: Path):
    (tmp_path / "scraped").write_text("One million cars.")
    (only,) = FolderSource((tmp_path / "scraped",)).articles()
    assert isinstance(only, Article)


def test_a_folder_of_links_in_a_circle_ends(tmp_path: Path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert list(FolderSource((tmp_path,)).articles()) == []


def test_a_file_that_links_to_itself_is_an_error(tmp_path: Path):
    (tmp_path / "a.txt").symlink_to(tmp_path / "a.txt")
    (result,) = FolderSource((tmp_path,)).articles()
    assert isinstance(result, SourceError)


def test_a_folder_that_cannot_be_listed_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(self: Path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)  # a mode of 000 does not stop root, who runs some test machines
    (result,) = FolderSource((tmp_path,)).articles()
    assert isinstance(result, SourceError)
    assert result.what == "permission denied"


def test_readmes_hidden_entries_and_other_suffixes_are_no_articles(tmp_path: Path):
    for name in ("README.md", ".hidden.txt", "picture.png", "a.txt"):
        (tmp_path / name).write_text("One million cars.")
    (only,) = FolderSource((tmp_path,)).articles()
    assert isinstance(only, Article)
    assert only.origin.endswith("a.txt")


YAML = """---
title: Cars in Rayong
url: https://www.wire.example/cars
published: 2025-09-30
language: en
topics: [electric vehicles, Thailand]
editor: somebody else's key
---
The plant built 100,000 cars.
"""

TOML = """+++
title = "Cars in Rayong"
source = "wire.example"
published = 2025-09-30T08:00:00Z
topics = "electric vehicles, Thailand"
+++
The plant built 100,000 cars.
"""


def test_yaml_front_matter_states_facts_and_offsets_still_index_the_file(tmp_path: Path):
    read = article(tmp_path / "a.md", YAML.encode())
    assert (read.title, read.source, read.published) == ("Cars in Rayong", "wire.example", date(2025, 9, 30))
    assert read.topics == ("electric vehicles", "Thailand")
    at = read.text.index("100,000")
    assert YAML[at : at + 7] == "100,000"
    assert read.text.strip() == "The plant built 100,000 cars."


def test_toml_front_matter_states_facts(tmp_path: Path):
    read = article(tmp_path / "a.md", TOML.encode())
    assert (read.source, read.published, read.topics) == (
        "wire.example",
        date(2025, 9, 30),
        ("electric vehicles", "Thailand"),
    )


def test_markdown_without_front_matter_is_an_article(tmp_path: Path):
    assert article(tmp_path / "a.md", b"# Cars\n\n100,000 cars.").text.startswith("# Cars")


@pytest.mark.parametrize(
    ("front", "field", "what"),
    [
        ("url: javascript:alert(1)", "url", "is 'javascript:alert(1)'"),
        ("published: soon", "published", "is 'soon'"),
        ("language: '<b>'", "language", "is '<b>'"),
        ("title: 5", "title", "is 5, not text"),
        ("topics: 5", "topics", "is 5"),
        ("- a list", "", "front matter is not a list of keys and values"),
        ("title: [", "", "front matter is not YAML"),
        ("published: 2025-99-99", "", "front matter is not YAML"),
    ],
)
def test_wrong_front_matter_names_file_field_and_remedy(tmp_path: Path, front: str, field: str, what: str):
    wrong = error(tmp_path / "a.md", f"---\n{front}\n---\nText of 5 million.".encode())
    assert (wrong.field, bool(wrong.remedy)) == (field, True)
    assert what in wrong.what
    assert "a.md" in wrong.where


def test_a_yaml_mistake_names_its_line(tmp_path: Path):
    assert error(tmp_path / "a.md", b"---\ntitle: a\nurl: [\n---\nText.").where.endswith(("a.md:3", "a.md:4"))


def test_wrong_toml_and_a_missing_body_are_errors(tmp_path: Path):
    assert "not TOML" in error(tmp_path / "a.md", b"+++\ntitle = \n+++\nText.").what
    assert "no text" in error(tmp_path / "b.md", b"---\ntitle: a\n---\n").what


PAGE = """<html lang="en"><head><title>Cars in Rayong | Wire</title>
<link rel="canonical" href="https://wire.example/cars"><meta property="og:title" content="Cars in Rayong">
<meta property="article:published_time" content="2025-09-30T08:00:00Z"></head>
<body><nav>Home Markets 12 comments</nav><article><h1>Cars in Rayong</h1>
<p>The plant in Rayong built its 100,000th car on Tuesday, 21 months after the first one left the line.</p>
<p>The company wants to invest 3.2 billion yuan in a second line that is to make 150,000 cars a year.</p>
</article><footer>(c) 2025 Wire</footer></body></html>"""


def test_html_is_reduced_to_its_article_with_what_the_page_states(tmp_path: Path):
    read = article(tmp_path / "a.html", PAGE.encode())
    assert "3.2 billion yuan" in read.text
    assert "12 comments" not in read.text
    assert (read.url, read.published) == ("https://wire.example/cars", date(2025, 9, 30))
    assert "Cars in Rayong" in read.title


def test_html_that_states_neither_address_nor_date_has_none(tmp_path: Path):
    bare = "<html><body><article><p>" + "The plant built 100,000 cars in a year. " * 9 + "</p></article></body></html>"
    read = article(tmp_path / "a.html", bare.encode())
    assert (read.url, read.published) == ("", None)


def test_html_without_an_article_is_an_error(tmp_path: Path):
    assert "no article text" in error(tmp_path / "a.html", b"<html><body></body></html>").what


def test_the_fingerprint_tells_articles_apart_by_text_and_identity(tmp_path: Path):
    first = article(tmp_path / "a.txt", b"100 cars.")
    again = article(tmp_path / "b.txt", b"100 cars.")
    other = article(tmp_path / "c.txt", b"101 cars.")
    assert first.fingerprint == again.fingerprint != other.fingerprint
