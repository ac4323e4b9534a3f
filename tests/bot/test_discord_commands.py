"""What Discord is told about our commands, and what it hands back."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters import discord_commands as commands
from bot.chat import Choice
from bot.commands import BY_NAME, FIXED, TABLE, Command, Parameter, Parser, Type
from tests.bot.discord_interaction_rules import command_violations

PAYLOAD = commands.payload("digest")
GROUP, MENU = PAYLOAD


def sub(name: str) -> dict[str, Any]:
    return next(one for one in GROUP["options"] if one["name"] == name)


def option(command: str, name: str) -> dict[str, Any]:
    return next(one for one in sub(command)["options"] if one["name"] == name)


@pytest.mark.parametrize("command", PAYLOAD, ids=["group", "menu"])
def test_discord_takes_the_commands(command: dict[str, Any]) -> None:
    assert command_violations(command) == []


def test_every_command_and_parameter_of_the_table_is_an_option() -> None:
    shown = {one["name"]: {inner["name"] for inner in one["options"]} for one in GROUP["options"]}
    assert shown == {command.name: {each.name for each in command.parameters} for command in TABLE}


def test_names_and_descriptions_are_localised() -> None:
    figures = sub("figures")
    assert figures["name_localizations"] == {"ja": "数字", "zh-CN": "数字", "th": "ตัวเลข"}
    assert figures["description_localizations"]["ja"] == "あるテーマの数字：値、増減、出典"
    assert option("figures", "region")["name_localizations"]["ja"] == "地域"
    assert MENU["name_localizations"]["ja"] == "このメッセージの数字"


def test_options_have_the_type_of_their_values() -> None:
    assert option("figures", "kind")["choices"][1] == {
        "name": "Money",
        "name_localizations": {"ja": "金額", "zh-CN": "金额", "th": "จำนวนเงิน"},
        "value": "money",
    }
    assert option("impact", "region")["autocomplete"] is True
    assert option("impact", "region")["required"] is True
    assert (option("latest", "n")["type"], option("latest", "n")["max_value"]) == (4, 10)
    assert option("run", "force")["type"] == 5
    assert "autocomplete" not in option("figures", "words")


def test_only_servers_see_the_commands() -> None:
    assert [(one["contexts"], one["integration_types"]) for one in PAYLOAD] == [([0], [0])] * 2


# --- only what changed is told -------------------------------------------------------------------------------------


def as_discord_has_them() -> list[Any]:
    """The commands as Discord gives them back: with ids, in another order, without what is false or empty."""

    def back(one: dict[str, Any]) -> dict[str, Any]:
        kept = {key: value for key, value in one.items() if value is not False}
        for key in ("options", "choices"):
            if key in kept:
                kept[key] = [back(inner) for inner in kept[key]]
        return kept

    extra = {"application_id": "1", "version": "2", "nsfw": False, "default_member_permissions": None}
    return [
        {**back(one), **extra, "id": str(place), "description": one.get("description", "")}
        for place, one in enumerate(reversed(deepcopy(PAYLOAD)))
    ]


def test_commands_that_discord_has_are_the_same() -> None:
    assert commands.same(PAYLOAD, as_discord_has_them())


@pytest.mark.parametrize("field", ["description", "name", "autocomplete", "required", "type"])
def test_a_changed_option_is_noticed(field: str) -> None:
    theirs = as_discord_has_them()
    next(one for one in theirs if one["type"] == 1)["options"][3]["options"][0][field] = "other"
    assert not commands.same(PAYLOAD, theirs)


def test_a_changed_translation_is_noticed() -> None:
    theirs = as_discord_has_them()
    theirs[0]["name_localizations"]["ja"] = "数字"
    assert not commands.same(PAYLOAD, theirs)


def test_a_command_too_many_or_missing_is_noticed() -> None:
    assert not commands.same(PAYLOAD, [])
    assert not commands.same(PAYLOAD, [*as_discord_has_them(), {"type": 1, "name": "news", "description": "old"}])


# --- what comes back -----------------------------------------------------------------------------------------------


def data(command: str, /, **values: object) -> dict[str, Any]:
    given_options = [{"name": name, "type": 3, "value": value} for name, value in values.items()]
    return {"name": "digest", "options": [{"name": command, "type": 1, "options": given_options}]}


@pytest.mark.parametrize(
    ("chosen", "line"),
    [
        (data("status"), "status"),
        ({"name": "digest", "options": [{"name": "help", "type": 1}]}, "help"),
        (data("latest", n=3), "latest n:3"),
        (data("run", force=True), "run force:yes"),
        (
            data("subscribe", topic="data centre, AI", region="TH,JP"),
            'subscribe topic:"data centre" topic:AI region:TH region:JP',
        ),
    ],
)
def test_chosen_options_are_a_command_line(chosen: dict[str, Any], line: str) -> None:
    assert commands.line(chosen) == line


def value_of(parameter: Parameter) -> st.SearchStrategy[object]:
    if parameter.type is Type.YES:
        return st.booleans()
    if parameter.type in (Type.NUMBER, Type.PAGE):
        return st.integers(1, 10)
    if parameter.type in FIXED:
        return st.sampled_from(FIXED[parameter.type])
    if parameter.type in (Type.TEXT, Type.TOPIC, Type.NAME, Type.SOURCE):
        return st.text(min_size=1).filter(
            lambda text: text.translate(str.maketrans("", "", '"“”„「」『』＂,、，')).strip()
        )
    return st.just(parameter.example)


@st.composite
def options(draw: st.DrawFn) -> tuple[Command, dict[str, object]]:
    command = draw(st.sampled_from(TABLE))
    given_ = {each.name: draw(value_of(each)) for each in command.parameters if each.required or draw(st.booleans())}
    return command, given_


@given(options())
def test_whatever_is_chosen_the_parser_reads_it(chosen: tuple[Command, dict[str, object]]) -> None:
    command, values = chosen
    call = Parser().parse(commands.line(data(command.name, **values)))
    assert call.command == command
    assert call.values.keys() == values.keys()


# --- completion ----------------------------------------------------------------------------------------------------


def focused(command: str, name: str, value: str) -> dict[str, Any]:
    chosen = data(command, **{name: value})
    chosen["options"][0]["options"].insert(0, {"name": "since", "type": 3, "value": "7d"})
    chosen["options"][0]["options"][1]["focused"] = True
    return chosen


@pytest.mark.parametrize(
    ("command", "name", "value", "text", "before"),
    [
        ("impact", "region", "thai", "thai", ""),
        ("impact", "region", "TH, J", "TH, J", ""),
        ("subscribe", "region", "TH, J", "J", "TH,"),
        ("subscribe", "region", "TH、JP、", "", "TH、JP、"),
        ("gone", "region", "TH, J", "TH, J", ""),
    ],
)
def test_the_last_of_several_values_is_completed(command: str, name: str, value: str, text: str, before: str) -> None:
    assert commands.typed(focused(command, name, value)) == commands.Typed(command, name, text, before)


def test_choices_keep_what_is_there() -> None:
    assert commands.choices("TH,", [Choice("Japan (JP)", "JP")]) == [{"name": "TH, Japan (JP)", "value": "TH,JP"}]
    assert commands.choices("", [Choice("Japan (JP)", "JP")]) == [{"name": "Japan (JP)", "value": "JP"}]


def test_choices_keep_discords_limits() -> None:
    many = [Choice("x" * 200, "y" * 100), Choice("a", "z" * 101), *(Choice(str(n), str(n)) for n in range(30))]
    shown = commands.choices("", many)
    assert len(shown) == 25
    assert shown[0] == {"name": "x" * 100, "value": "y" * 100}
    assert shown[1]["name"] == "0"


def test_several_values_are_marked_in_the_table() -> None:
    assert [each.name for each in BY_NAME["subscribe"].parameters if each.many] == ["region", "topic", "source"]
