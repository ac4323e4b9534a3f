"""The log is readable by people or by machines, and a hostile text in it stays one harmless line."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import log


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    yield
    log.configure(stream=io.StringIO())


def test_people_get_a_line_with_time_and_facts():
    stream = io.StringIO()
    log.configure(stream=stream)
    structlog.get_logger("courier").info("sent", channel="slack/T1/C1", digest=4)
    assert "sent" in stream.getvalue()
    assert "digest=4" in stream.getvalue()
    assert stream.getvalue().count("\n") == 1


def test_machines_get_json():
    stream = io.StringIO()
    log.configure("json", stream=stream)
    structlog.get_logger("courier").info("sent", title="関税")
    line = json.loads(stream.getvalue())
    assert (line["event"], line["title"], line["level"]) == ("sent", "関税", "info")
    assert line["timestamp"].endswith("Z")


def test_a_traceback_is_part_of_the_json_without_the_values_of_variables():
    stream = io.StringIO()
    log.configure("json", stream=stream)
    secret = "xoxb-1"
    try:
        int(secret)
    except ValueError:
        structlog.get_logger("engine").exception("failed")
    (cause,) = json.loads(stream.getvalue())["exception"]
    assert cause["exc_type"] == "ValueError"
    assert not cause["frames"][-1].get("locals")


def test_libraries_speak_in_the_same_form_when_something_is_wrong():
    stream = io.StringIO()
    log.configure("json", stream=stream)
    logging.getLogger("discord.gateway").info("connected")
    logging.getLogger("discord.gateway").warning("lost %s", "the gateway")
    assert json.loads(stream.getvalue())["event"] == "lost the gateway"


def test_control_characters_of_a_hostile_text_do_not_reach_the_terminal():
    stream = io.StringIO()
    log.configure(stream=stream)
    structlog.get_logger("engine").warning("an article was not read", error="\x1b[2J\u202efile\nforged line")
    assert "\x1b[2J" not in stream.getvalue()
    assert "\u202e" not in stream.getvalue()
    assert stream.getvalue().count("\n") == 1
