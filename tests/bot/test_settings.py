"""Settings come from file, .env and environment; every mistake names file, line, field and remedy."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from bot.settings import Settings, load, mistakes
from digests.errors import SettingsError
from digests.model import AtQuiet, Channel, Language, WhenEmpty
from digests.resources import directory


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("KAWARABAN_ARCHIVE_URL", "KAWARABAN_ZONE", "KAWARABAN_SLACK__BOT_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def write(text: str) -> Path:
    file = Path("kawaraban.toml")
    file.write_text(text, encoding="utf-8")
    return file


def only_mistake(text: str) -> SettingsError:
    (mistake,) = mistakes(write(text))
    return mistake


def test_without_a_file_everything_has_a_default():
    settings = load()
    assert settings.language is Language.EN
    assert settings.subscriptions() == ()
    assert settings.database_url().endswith("kawaraban.db")


def test_the_example_that_init_writes_is_right_as_it_is():
    settings = load(write((directory("templates") / "kawaraban.toml").read_text(encoding="utf-8")))
    (subscription,) = settings.subscriptions()
    assert subscription.channel == Channel("terminal", "", "local")
    assert subscription.filters.regions == ("TH", "ASEAN")
    assert subscription.cadence.days == (0, 1, 2, 3, 4)


def test_relative_paths_count_from_the_file(tmp_path: Path):
    (tmp_path / "mine").mkdir()
    settings = load(write('data_dir = "data"\ntemplates = "mine"\n[sources]\nfolders = "news"\n'))
    assert settings.data_dir == tmp_path / "data"
    assert settings.templates == tmp_path / "mine"
    assert settings.sources.folders == (tmp_path / "news",)


def test_the_environment_wins_over_dotenv_and_dotenv_over_the_file(monkeypatch: pytest.MonkeyPatch):
    file = write('zone = "Asia/Tokyo"\narchive_url = "https://file.example"\nlanguage = "ja"\n')
    Path(".env").write_text("KAWARABAN_ZONE=Asia/Bangkok\nKAWARABAN_ARCHIVE_URL=https://dotenv.example\n")
    monkeypatch.setenv("KAWARABAN_ARCHIVE_URL", "https://environment.example/")
    settings = load(file)
    assert (settings.language, settings.zone) == (Language.JA, "Asia/Bangkok")
    assert settings.archive_url == "https://environment.example"


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KAWARABAN_SLACK__BOT_TOKEN", "xoxb-secret")
    settings = load(write('database = "postgresql://user:password@host/db"\n'))
    assert settings.slack["bot_token"] == "xoxb-secret"
    for shown in (repr(settings), str(settings)):
        assert "xoxb-secret" not in shown
        assert "password" not in shown


SUBSCRIPTION = """
[[subscription]]
name = "a"
channel = "slack/T1/C1"

[[subscription]]
name = "thailand"
channel = "discord/42/43"
title = "タイ経済"
regions = ["タイ", "South-East Asia"]
language = "ja"
at = ["17:00", "8:30"]
days = "weekdays"
zone = "asia/bangkok"
quiet = "22:00-07:00"
at_quiet = "drop"
when_empty = "line"
max = 3
"""


def test_a_subscription_is_read_as_it_is_meant():
    _, subscription = load(write(SUBSCRIPTION)).subscriptions()
    assert subscription.channel == Channel("discord", "42", "43")
    assert subscription.filters.regions == ("TH", "035")
    assert subscription.cadence.times == (time(8, 30), time(17))
    assert subscription.cadence.zone == "Asia/Bangkok"
    assert subscription.quiet is not None
    assert subscription.quiet.policy is AtQuiet.DROP
    assert (subscription.when_empty, subscription.max_stories) == (WhenEmpty.LINE, 3)


@pytest.mark.parametrize(
    ("change", "line", "field", "remedy"),
    [
        (('days = "weekdays"', 'days = "noday"'), 13, "subscription.2.days", "mon-fri"),
        (('zone = "asia/bangkok"', 'zone = "Asia/Bangkk"'), 14, "subscription.2.zone", "did you mean Asia/Bangkok"),
        (('"タイ", ', '"Thailnd", '), 10, "subscription.2.regions", "Thailand"),
        (('"discord/42/43"', '"general"'), 8, "subscription.2.channel", "slack/T0123/C0456"),
        (("max = 3", "max = 30"), 18, "subscription.2.max", ""),
        (("max = 3", "maximum = 3"), 18, "subscription.2.maximum", "remove it"),
        (('name = "thailand"', 'name = "a"'), 2, "subscription", "its own name"),
        (('channel = "slack/T1/C1"', ""), 2, "subscription.1.channel", "add it"),
    ],
)
def test_a_mistake_names_line_field_and_remedy(change: tuple[str, str], line: int, field: str, remedy: str):
    mistake = only_mistake(SUBSCRIPTION.replace(*change))
    assert (mistake.where, mistake.field) == (f"kawaraban.toml:{line}", field)
    assert remedy in mistake.remedy


def test_a_misspelt_setting_is_no_silent_nothing():
    mistake = only_mistake('archive = "https://news.example"\n')
    assert (mistake.where, mistake.field, mistake.what) == ("kawaraban.toml:1", "archive", "is no setting")


def test_an_archive_needs_a_web_address():
    assert only_mistake('archive_url = "news.example"\n').remedy == "write https://news.company.example"


def test_what_is_not_toml_names_its_line():
    assert only_mistake('zone = "UTC"\nlanguage = \n').where == "kawaraban.toml:2"


def test_a_wrong_variable_is_named_as_such(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KAWARABAN_ZONE", "Nowhere")
    (mistake,) = mistakes()
    assert mistake.where == "environment variable KAWARABAN_ZONE"


def test_a_named_file_that_is_missing_is_an_error():
    with pytest.raises(SettingsError, match="kawaraban init"):
        load(Path("missing.toml"))


def test_bytes_that_are_not_utf8_are_an_error():
    Path("kawaraban.toml").write_bytes(b"zone = '\xff'")
    assert "cannot be read" in mistakes()[0].what


def test_settings_are_frozen():
    with pytest.raises(ValueError, match="frozen"):
        Settings().zone = "Asia/Tokyo"
