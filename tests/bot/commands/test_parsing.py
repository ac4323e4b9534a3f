from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.parsing import Parser, spell
from bot.commands.reading import Words, since
from bot.commands.table import BY_NAME, TABLE, Type
from digests.errors import QueryError
from digests.model import Kind, Language, QuietHours

PARSER = Parser(
    {"search": ["検索", "ค้นหา"]},
    {"region": ["地域", "ภูมิภาค"], "page": ["頁"]},
    {Type.KIND: {"money": ["金額", "Money"]}},
)


def values(line: str) -> dict[str, Any]:
    return dict(PARSER.parse(line).values)


def complaint(line: str) -> str:
    with pytest.raises(QueryError) as caught:
        PARSER.parse(line)
    return str(caught.value)


@pytest.mark.parametrize("example", [example for command in TABLE for example in command.examples])
def test_every_example_of_the_table_is_understood(example: str) -> None:
    assert PARSER.parse(example).command.name == example.split(maxsplit=1)[0]


def test_every_command_has_an_example_and_every_parameter_one_that_can_be_read() -> None:
    for command in TABLE:
        assert command.examples
        for parameter in command.parameters:
            rest = " ".join(p.example for p in command.parameters if p.required and p is not parameter)
            assert parameter.name in values(f"{command.name} {rest} {parameter.name}:{parameter.example}")


def test_nothing_asks_for_help() -> None:
    assert PARSER.parse("  ").command.name == "help"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("search a b", Words(("a", "b"))),
        ('search a "b c" -d -"e f"', Words(("a",), ("b c",), ("d", "e f"))),
        ("search “b c” 「d e」 『f』 −g", Words((), ("b c", "d e", "f"), ("g",))),
        ("search a　b", Words(("a", "b"))),
        ("search Toyota's https://a.b 10:30 -c:d", Words(("Toyota's", "https://a.b", "10:30"), (), ("c:d",))),
        ('search words:"b c"', Words((), ("b c",))),
        ('search words:b -c "d e"', Words(("b",), ("d e",), ("c",))),
        ("search words:-b", Words((), (), ("b",))),
        ("検索 a", Words(("a",))),
        ("/SEARCH a", Words(("a",))),
    ],
)
def test_words_phrases_and_words_left_out(line: str, expected: Words) -> None:
    assert values(line) == {"words": expected}


@pytest.mark.parametrize(
    "line",
    [
        "search region:TH",
        "search region:タイ",
        "search region:ไทย",
        "search region:泰国",
        "search REGION：Thailand",
        "search region: TH",
        'search region: "Thailand"',
        "検索 地域:タイ",
        "ค้นหา ภูมิภาค:ไทย",
    ],
)
def test_a_region_is_understood_in_any_language_and_on_any_keyboard(line: str) -> None:
    assert values(line) == {"region": "TH"}


@pytest.mark.parametrize("written", ["South-East Asia", '"South-East Asia"', "東南アジア", "035"])
def test_a_positional_region_may_be_several_words(written: str) -> None:
    assert values(f"impact {written} 半導体") == {"region": "035", "words": Words(("半導体",))}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("latest 3", {"n": 3}),
        ("latest ３", {"n": 3}),
        ("figures kind:Money", {"kind": Kind.MONEY}),
        ("figures unit:usd unit2", {"unit": "usd", "words": Words(("unit2",))}),
        ("figures unit:円", {"unit": "JPY"}),
        ("figures unit:％", {"unit": "%"}),
        ("figures since:7d", {"since": timedelta(days=7)}),
        ("figures since:2026-05-01", {"since": date(2026, 5, 1)}),
        ("figures since:2026/5/1", {"since": date(2026, 5, 1)}),
        ("figures since:2026年5月1日", {"since": date(2026, 5, 1)}),
        ("figures since:2569-05-01", {"since": date(2026, 5, 1)}),
        ("figures since:2周", {"since": timedelta(days=14)}),
        ("figures kind:金額", {"kind": Kind.MONEY}),
        ("figures lang:zh-CN", {"lang": Language.ZH}),
        ("article 12", {"article": 12}),
        ("article A12", {"article": 12}),
        ("source 12", {"id": ("f", 12)}),
        ("source i12", {"id": ("i", 12)}),
        ("quiet 22:00-07:00", {"hours": QuietHours(time(22), time(7))}),
        ("quiet off", {"hours": None}),
        ("run force:いいえ", {"force": False}),
        ("pause 3d thailand", {"span": timedelta(days=3), "name": "thailand"}),
        (
            'subscribe region:TH,日本 region:泰国 topic:a,b topic:"c, d"',
            {"region": ("TH", "JP"), "topic": ("a", "b", "c, d")},
        ),
        ("subscribe at:17:00,8:30 days:weekdays", {"at": (time(8, 30), time(17)), "days": (0, 1, 2, 3, 4)}),
    ],
)
def test_values_are_read_by_their_type(line: str, expected: dict[str, Any]) -> None:
    assert values(line) == expected


def test_help_takes_a_commands_name() -> None:
    assert values("help 検索") == {"command": BY_NAME["search"]}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("figurs x", "did you mean figures?"),
        ("xyzzy", "'help' lists the commands"),
        ("help figurs", "help: there is no command 'figurs'; did you mean figures?"),
        ("search regin:TH", "search: there is no regin: here; did you mean region:?"),
        ("latest region:TH", "latest: there is no region: here; usage: latest [n]"),
        ("search region:Atlantis", "search: region: 'Atlantis' is no region"),
        ("impact", "impact: <region> is missing; for example: impact TH"),
        ("impact Atlantis rising", "impact: region: 'Atlantis' is no region"),
        ("latest 99", "latest: n: '99' is no number from 1 to 10; write one such as 2"),
        ("latest 3 4", "latest: '4' is one word too many; usage: latest [n]"),
        ("subscribe time:9:00", "subscribe: there is no time: here; usage: subscribe [region:TH]"),
        ("search kind:mony", "search: kind: 'mony' is no kind of figure; did you mean money?"),
        ("search kind:zzz", "write one of percent, money"),
        (
            "search since:monday",
            "since: 'monday' is no time to count from; write a length of time or a day: 7d, 2w, 3m, 2026-05-01",
        ),
        ("search since:", "search: since: there is no value; write one behind the colon"),
        ("search since: region:TH", "search: since: there is no value"),
        ("search since:2026-02-30", "since: '2026-02-30' is no time to count from"),
        ("search since:2025年", "since: '2025年' is no time to count from"),
        ("search region:", "search: region: there is no value"),
        ("search page:1 page:2", "search: page: there are two values"),
        ("search source:", "search: source: there is no value"),
        ('search "data centre', "a quotation mark is never closed"),
        ("article f12", "article: article: 'f12' is no such id as a12"),
        ("run force:perhaps", "run: force: 'perhaps' is neither yes nor no"),
        ("pause 3x", "pause: span: '3x' is no length of time"),
    ],
)
def test_bad_input_says_what_was_wrong_and_what_would_be_right(line: str, says: str) -> None:
    assert says in complaint(line)


def remedy(line: str) -> str:
    """What would be right, for a line that is refused; any other error is a fault."""
    try:
        PARSER.parse(line)
    except QueryError as error:
        return error.remedy
    return "nothing"


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_line_is_understood_or_refused_with_a_remedy(line: str) -> None:
    assert remedy(line)


@given(st.sampled_from(sorted(BY_NAME)), st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_words_after_a_command_are_understood_or_refused_with_a_remedy(command: str, rest: str) -> None:
    assert remedy(f"{command} {rest}")


# --- other shapes of a line ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("search a", "search a page:2"),
        ('search "a b" page:1 region:TH', 'search "a b" region:TH page:2'),
        ("検索 a 頁：9", "検索 a page:2"),
    ],
)
def test_the_next_page_asks_the_same(line: str, expected: str) -> None:
    assert PARSER.with_page(line, 2) == expected


@pytest.mark.parametrize(
    ("command", "given_values", "line"),
    [
        (
            "impact",
            {"region": "South-East Asia", "words": '半導体 -x "a b"', "page": 2},
            'impact region:"South-East Asia" page:2 半導体 -x "a b"',
        ),
        ("run", {"force": True}, "run force:yes"),
        ("run", {"force": False}, "run force:no"),
        ("subscribe", {"topic": 'a "b'}, 'subscribe topic:"a  b"'),
        ("subscribe", {"topic": "data centre、AI,"}, 'subscribe topic:"data centre" topic:AI'),
        ("subscribe", {"title": "「タイ」の数字"}, 'subscribe title:"タイ の数字"'),
        ("subscribe", {"title": "タイ「数字」"}, "subscribe title:タイ「数字」"),
        ("help", {}, "help"),
    ],
)
def test_typed_options_are_spelt_as_a_line(command: str, given_values: dict[str, object], line: str) -> None:
    assert spell(command, given_values) == line
    PARSER.parse(line)


@pytest.mark.parametrize(
    ("value", "instant"),
    [
        (None, None),
        (timedelta(days=7), datetime(2025, 9, 23, 8, 30, tzinfo=UTC)),
        (date(2025, 9, 1), datetime(2025, 8, 31, 17, 0, tzinfo=UTC)),
    ],
)
def test_since_is_counted_from_now_or_from_the_readers_midnight(value: Any, instant: datetime | None) -> None:
    assert since(value, datetime(2025, 9, 30, 8, 30, tzinfo=UTC), "Asia/Bangkok") == instant


def test_every_type_can_be_read() -> None:
    from bot.commands.reading import READERS

    assert set(READERS) | {Type.WORDS, Type.COMMAND} == set(Type)
