"""The command line as a newcomer uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from digests.errors import QueryError
from tests.bot.discord_objects import BOT, TOKEN

ROOT = Path(__file__).parents[2]
ARTICLE = "日銀、政策金利を0.75%に引き上げ\n\n日銀は19日、政策金利を0.75%に引き上げた。利上げは11カ月ぶり。\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))  # settings without data_dir keep off the tester's own
    Path("kawaraban.toml").write_text('data_dir = "data"\n', encoding="utf-8")
    Path("news").mkdir()
    Path("news/rate.txt").write_text(ARTICLE, encoding="utf-8")
    return tmp_path


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == code, result.output
    return result


def test_help_shows_examples():
    assert "kawaraban digest news/ --region TH" in run("--help").stdout
    assert "Examples:" in run("extract", "-h").stdout


def test_a_misspelt_command_is_met_with_the_one_meant():
    assert "Did you mean 'extract'?" in run("extrct", code=2).stderr
    assert "Did you mean" not in run("zzzz", code=2).stderr


def test_extract_prints_one_json_object_an_article_whose_offsets_index_the_file():
    (line,) = run("extract", "news", "--json").stdout.splitlines()
    found = json.loads(line)
    assert found["title"] == "日銀、政策金利を0.75%に引き上げ"
    assert any(figure["value"] == 0.75 for figure in found["figures"])
    assert all(ARTICLE[figure["start"] : figure["end"]] == figure["quote"] for figure in found["figures"])


def test_extract_for_people_shows_figure_direction_label_and_sentence():
    shown = run("extract", "news/rate.txt").stdout
    for part in ("0.75%", "↑", "政策金利"):
        assert part in shown


def test_a_broken_article_is_reported_and_stops_no_other_but_the_exit_code_says_so():
    Path("news/empty.txt").write_text("")
    result = run("extract", "news", "--json", code=1)
    assert len(result.stdout.splitlines()) == 1
    assert "news/empty.txt: is empty; put an article in it" in result.stderr


def test_a_digest_of_files_says_how_to_see_the_rest_of_them():
    shown = run("digest", str(ROOT / "seeds"), "--max", "2").stdout
    assert "more stories: --max 8" in shown
    assert "kawaraban do" not in shown


@pytest.mark.parametrize(
    ("path", "started", "typed"),
    [
        ("", ".venv/bin/kawaraban", ".venv/bin/kawaraban digest"),
        (".venv/bin", ".venv/bin/kawaraban", "kawaraban digest"),
        ("", "bot/__main__.py", "python -m bot digest"),
    ],
)
def test_what_the_demo_says_to_try_can_be_typed(
    home: Path, monkeypatch: pytest.MonkeyPatch, path: str, started: str, typed: str
):
    program = home / started
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", path)
    monkeypatch.setattr("sys.argv", [str(program)])
    assert f"\n  {typed} " in run("demo").stdout


def test_ingest_is_idempotent_and_counts():
    assert "1 read, 0 known, 0 failed" in run("ingest", "news").stderr
    assert "0 read, 1 known, 0 failed" in run("ingest", "news").stderr


def test_ingest_without_anything_to_read_says_what_to_do():
    assert "sources.folders" in run("ingest", code=2).stderr


def test_a_digest_of_files_needs_no_store():
    assert "0.75%" in run("digest", "news").stdout
    assert not Path("data").exists()


def test_a_digest_of_the_store_has_what_was_ingested():
    run("ingest", "news")
    assert "0.75%" in run("digest", "--title", "Rates").stdout


@pytest.mark.parametrize("surface", ["slack", "discord"])
def test_payloads_are_a_json_array_parent_first(surface: str):
    bodies = json.loads(run("digest", "news", "--as", surface).stdout)
    assert "0.75%" in json.dumps(bodies[0], ensure_ascii=False)
    assert len(bodies) >= 2


def test_slack_bodies_name_the_channel():
    assert json.loads(run("digest", "news", "--as", "slack", "--channel", "C1").stdout)[0]["channel"] == "C1"


def test_a_digest_as_json_has_its_figures_typed():
    digest = json.loads(run("digest", "news", "--as", "json").stdout)
    assert digest["stories"][0]["figures"][0]["unit"] == "%"


def test_a_digest_may_be_written_to_a_file():
    result = run("digest", "news", "--out", "digest.txt")
    assert "wrote digest.txt" in result.stderr
    assert "0.75%" in Path("digest.txt").read_text(encoding="utf-8")


def test_init_writes_an_example_that_check_accepts_and_never_overwrites():
    Path("kawaraban.toml").unlink()
    run("init")
    assert "ok    settings kawaraban.toml: 1 subscription\n" in run("check").stdout
    assert run("init", code=1).exception is not None
    run("init", "--force")


def test_check_names_what_is_wrong():
    Path("kawaraban.toml").write_text('zone = "Nowhere"\n')
    assert "wrong kawaraban.toml:1: zone: 'Nowhere' is no time zone" in run("check", code=1).stdout


def test_check_reports_a_missing_folder_and_a_broken_article():
    Path("news/empty.txt").write_text("")
    Path("kawaraban.toml").write_text('[sources]\nfolders = ["news", "nowhere"]\n')
    shown = run("check", code=1).stdout
    assert "nowhere: is no folder" in shown
    assert "empty.txt: is empty" in shown
    assert "ok    templates for slack" in shown


def test_check_finds_a_mistake_in_a_template_of_ones_own():
    Path("mine").mkdir()
    Path("mine/digest.md.j2").write_text("# {{ digest.nothing }}\n")
    Path("kawaraban.toml").write_text('templates = "mine"\n')
    shown = run("check", code=1).stdout
    assert "mine/digest.md.j2:1" in shown


def test_check_looks_at_the_database_and_makes_none():
    assert "ok    database sqlite:///" in run("check").stdout
    assert not Path("data").exists()
    Path("kawaraban.toml").write_text('data_dir = "news/rate.txt/data"\n')
    assert "the folder of the database cannot be made: " in run("check", code=1).stdout


def test_check_asks_for_the_tokens_of_a_platform_that_is_named():
    Path("kawaraban.toml").write_text("[discord]\n")
    assert (
        "wrong [discord]: discord.bot_token: is missing; docs/discord.md says where to find it"
        in run("check", code=1).stdout
    )


def test_check_misses_the_folder_of_templates():
    Path("kawaraban.toml").write_text('templates = "nowhere"\n')
    assert "nowhere is no folder; make it, or remove the line" in run("check", code=1).stdout


@pytest.mark.parametrize("command", ["extract", "digest"])
def test_a_folder_without_an_article_is_told(command: str):
    Path("empty").mkdir()
    assert (
        "kawaraban: empty: no article is in there; put .txt, .md or .html files in it" in run(command, "empty").stderr
    )


def test_a_time_zone_that_nobody_knows_is_told_like_any_other_mistake():
    with pytest.raises(QueryError, match="'Mars' is no time zone"):
        CliRunner().invoke(cli, ("digest", "news", "--zone", "Mars"), catch_exceptions=False)


def test_a_command_is_answered_from_the_store():
    run("ingest", "news")
    assert "0.75%" in run("do", "latest").stdout
    assert "0.75%" in run("do", "figures", "日銀").stdout


def test_words_that_a_shell_held_together_stay_together():
    run("ingest", "news")
    assert 'Articles: "日銀 利上げ"' in run("do", "search", "日銀 利上げ").stdout
    assert "Articles: 日銀 −関税" in run("do", "search", "日銀", "-関税").stdout
    assert "data centre" in run("do", "subscribe", "topic:data centre").stdout


def test_what_a_chat_has_buttons_for_is_a_command_in_a_shell():
    run("ingest", "news")
    assert "kawaraban do 'history f1'" in run("do", "source", "f1").stdout


def test_the_demo_shows_a_digest_and_writes_a_page_without_any_store():
    shown = run("demo").stdout
    for part in (
        "Thailand watch",
        "40%",
        "US$60M",
        "first in 4 years",
        "Outlets differ on debt",
        "Opportunity",
        "Try next",
    ):
        assert part in shown
    assert "6,000万ドル" in Path("digest.html").read_text(encoding="utf-8")
    assert not Path("data").exists()


@pytest.mark.parametrize(("surface", "start"), [("html", "<!doctype html>"), ("svg", "<svg")])
def test_pages_and_pictures_are_whole_documents(surface: str, start: str):
    assert run("digest", "news", "--as", surface).stdout.lower().startswith(start)


def test_a_command_that_was_not_understood_says_so_in_the_exit_code():
    assert "latest" in run("do", "latst", code=1).stdout


def test_check_names_a_subscription_without_its_platform():
    Path("kawaraban.toml").write_text('[[subscription]]\nname = "a"\nchannel = "slack/T1/C1"\n')
    assert "subscription a: slack/T1/C1 needs the section [slack]" in run("check", code=1).stdout


def test_a_digest_asked_for_in_a_shell_says_who_sends_it():
    run("ingest", "news")
    run("do", "subscribe")
    shown = run("do", "run").stdout
    assert "On its way: 1 story" in shown
    assert "“kawaraban run” sends it" in shown


def test_check_prints_the_link_that_invites_the_discord_bot():
    Path("kawaraban.toml").write_text(f'[discord]\nbot_token = "{TOKEN}"\n')
    shown = run("check").stdout
    assert f"https://discord.com/oauth2/authorize?client_id={BOT}" in shown
    assert TOKEN not in shown
