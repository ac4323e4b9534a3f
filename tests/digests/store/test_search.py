from __future__ import annotations

import hashlib
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from digests.errors import QueryError
from digests.model import Article, Figure, Findings, Implication, Kind, Modality, Query, Span
from digests.store import archive, search
from digests.store.database import Database

NOW = datetime(2025, 9, 30, 8, 30, tzinfo=UTC)


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    database = Database.memory()
    with database.write() as connection:
        yield connection
    database.close()


def add(connection: sa.Connection, text: str, at: datetime = NOW, **fields: object) -> Findings:
    made = Article(text=text, origin="a.txt", fingerprint=hashlib.sha256(text.encode()).hexdigest())
    return archive.add(connection, Findings(replace(made, **fields)), at)  # type: ignore[arg-type] - fields of Article


def found(connection: sa.Connection, *words: str, **query: object) -> list[str]:
    """The texts found for the words, newest first."""
    hits = search.find(connection, Query(words=words, **query))  # type: ignore[arg-type] - fields of Query
    return [one.article.text for one in archive.findings_of(connection, hits.ids)]


# --- against LIKE --------------------------------------------------------------------------------------------------

LETTERS = {
    "ja": "自動車関税半導体工場がのをはにでとタイ政府は発表した輸出額減少ガス料金ー々〆車",
    "zh": "泰国投资促进委员会预计二期项目将带动上下游新增就业岗位进一步巩固东盟电动汽车",
    "th": "ธนาคารแห่งประเทศไทยลดดอกเบี้ยนโยบายเหลือร้อยละต่อปีตามที่ตลาดคาดไว้",
    "ko": "반도체수출이전년동기대비증가했다",
}
WORDS = ["Toyota", "exports", "fell", "AI", "5G", "EV", "GDP", "quarter", "Bangkok", "417", "208", "NVIDIA", "ｋｇ"]


def sentence(chance: random.Random) -> list[str]:
    """Units of one sentence: letters of a script without spaces, or whole words; "" is a separator."""
    units: list[str] = []
    for _ in range(chance.randint(3, 9)):
        letters = LETTERS[chance.choice(list(LETTERS))]
        kind = chance.random()
        if kind < 0.6:
            start = chance.randrange(len(letters))
            units += letters[start : start + chance.randint(1, 7)]
        elif kind < 0.8:
            units += [chance.choice(WORDS), *letters[: chance.randint(1, 3)]]
        else:
            units += [chance.choice(WORDS), ""]
    return units


def write(units: list[str], chance: random.Random) -> str:
    return "".join(unit or chance.choice([" ", "、", "・", ". ", "\n"]) for unit in units)


def joined(units: list[str]) -> str:
    """The sentence as the index takes it: between a word and a letter a separator makes no difference."""
    kept = [
        unit
        for before, unit, after in zip(["", *units], units, [*units[1:], ""], strict=False)
        if unit or (len(before) > 1) == (len(after) > 1)
    ]
    return unicodedata.normalize("NFKC", "".join(unit or " " for unit in kept))


def test_any_substring_finds_exactly_what_like_finds(connection: sa.Connection) -> None:
    chance = random.Random(20250930)
    sentences = [sentence(chance) for _ in range(400)]
    connection.exec_driver_sql("CREATE TABLE plain (id INTEGER PRIMARY KEY, text TEXT)")
    like = sa.text("SELECT id FROM plain WHERE text LIKE :like ORDER BY id DESC")
    for units in sentences:
        one = add(connection, write(units, chance))
        connection.exec_driver_sql("INSERT OR IGNORE INTO plain VALUES (?, ?)", (one.article.id, joined(units)))
    asked = hits = 0
    while asked < 4400:
        units = chance.choice(sentences)
        start = chance.randrange(len(units))
        end = min(start + chance.randint(1, 8), len(units))
        part = units[start:end]
        around = (units[start - 1] if start else "", units[end] if end < len(units) else "")
        if "" in part or _one_word(around[0], part[0]) or _one_word(part[-1], around[1]):
            continue
        word = "".join(part)
        expected = list(connection.scalars(like, {"like": f"%{unicodedata.normalize('NFKC', word)}%"}))
        answer = search.find(connection, Query(words=(word,), size=1000))
        assert list(answer.ids) == expected, word
        asked += 1
        hits += len(expected)
    assert hits > asked


def _one_word(one: str, other: str) -> bool:
    """Whether two neighbouring units make one word of the index, which is found only whole."""
    return len(one) > 1 and len(other) > 1


# --- words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("自動車の関税", "動車"),
        ("自動車の関税", "税"),
        ("ธนาคารแห่งประเทศไทย", "ไทย"),
        ("Toyota's sales", "toyota"),
        ("ＧＤＰ成長率", "gdp成長"),
        ("㌔当たりのｶﾞｽ料金", "ガス"),
        ("ＡＩ半導体", "AI半"),
        ("반도체수출", "도체"),
        ("𠮷野家", "野家"),
        ("2025年", "2025"),
    ],
)
def test_a_word_of_any_script_is_found(connection: sa.Connection, text: str, word: str) -> None:
    add(connection, text)
    assert found(connection, word) == [text]


@pytest.mark.parametrize(
    ("text", "word"), [("自動、車", "自動車"), ("said", "AI"), ("車", "自"), ("自動車", "車自"), ("ไทย", "ทไ")]
)
def test_what_does_not_stand_there_is_not_found(connection: sa.Connection, text: str, word: str) -> None:
    add(connection, text)
    assert found(connection, word) == []


def test_all_words_must_occur_in_title_or_text(connection: sa.Connection) -> None:
    add(connection, "関税は10%", title="自動車")
    add(connection, "自動車は10%")
    assert found(connection, "自動車", "関税") == ["関税は10%"]


def test_a_phrase_keeps_its_order_and_ignores_punctuation(connection: sa.Connection) -> None:
    for text in ("policy rate", "rate policy", "policy (rate)"):
        add(connection, text)
    hits = search.find(connection, Query(phrases=("policy rate",)))
    assert hits.ids == (3, 1)


def test_a_word_can_be_left_out(connection: sa.Connection) -> None:
    add(connection, "関税と鉄鋼")
    add(connection, "関税と自動車")
    assert found(connection, "関税", without=("鉄鋼",)) == ["関税と自動車"]


@pytest.mark.parametrize("query", [Query(without=("関税",)), Query(words=("…",)), Query(phrases=("!?",))])
def test_nothing_to_search_for_is_said_so(connection: sa.Connection, query: Query) -> None:
    with pytest.raises(QueryError, match="no word"):
        search.find(connection, query)


@pytest.mark.parametrize("word", ['"', '" OR "', "a AND (", "{title} : x", "NEAR(a b)", "*", "a*", "-a", "facets : x"])
def test_the_index_language_cannot_be_spoken_through_a_word(connection: sa.Connection, word: str) -> None:
    add(connection, "a b x title or near and facets")
    assert found(connection, "b", word) in ([], ["a b x title or near and facets"])


def test_a_query_of_nothing_lists_the_newest(connection: sa.Connection) -> None:
    add(connection, "one")
    add(connection, "two")
    assert found(connection) == ["two", "one"]


def test_the_python_side_agrees_with_the_index() -> None:
    text = "Toyota's ＡＩ半導体は9%上昇"
    for word in ("toyota", "半導体", "体", "AI半", "9%", "…"):
        assert search.finder(word)(text)
    for word in ("toyot", "導半", "導体が", "A"):
        assert not search.finder(word)(text)


# --- filters -------------------------------------------------------------------------------------------------------


def full(text: str, **fields: object) -> Findings:
    span = Span(0, 1)
    made = Article(text=text, origin="a.txt", fingerprint=hashlib.sha256(text.encode()).hexdigest())
    return Findings(
        article=replace(made, **fields),  # type: ignore[arg-type] - fields of Article
        figures=(Figure(quote="1", span=span, sentence=span, kind=Kind.PERCENT, value=Decimal(1), unit="%"),),
        implications=(Implication("TH", "q", span, Modality.FACT),),
        mentions=("JP",),
    )


@pytest.mark.parametrize(
    ("query", "passes"),
    [
        ({"region": "TH"}, True),
        ({"region": "JP"}, True),
        ({"region": "CN"}, False),
        ({"kind": Kind.PERCENT}, True),
        ({"kind": Kind.MONEY}, False),
        ({"unit": "%"}, True),
        ({"unit": "USD"}, False),
        ({"source": "Wire.example"}, True),
        ({"source": "wire"}, False),
        ({"language": "zh"}, True),
        ({"language": "zh-hant"}, True),
        ({"language": "ja"}, False),
        ({"region": "TH", "unit": "%", "language": "zh"}, True),
        ({"region": "TH", "unit": "USD", "language": "zh"}, False),
    ],
)
def test_filters(connection: sa.Connection, query: dict[str, object], passes: bool) -> None:
    archive.add(connection, full("関税", source="wire.example", language="zh-Hant"), NOW)
    assert found(connection, "関税", **query) == ["関税"] * passes
    assert found(connection, **query) == ["関税"] * passes


def test_a_region_stands_for_its_members(connection: sa.Connection) -> None:
    archive.add(connection, full("関税"), NOW)
    hits = search.find(connection, Query(region="ASEAN"), regions=("ASEAN", "TH", "VN"))
    assert hits.total == 1


@pytest.mark.parametrize("words", [(), ("関税",)])
@pytest.mark.parametrize("days", [0, 1, 30, 100, 400, 1000])
def test_since_counts_by_publication_and_else_by_collection(
    connection: sa.Connection, words: tuple[str, ...], days: int
) -> None:
    ages = [1200, 900, 399, 370, 99, 31, 29, 1]
    for age in ages:
        add(connection, f"関税 {age}", published=(NOW - timedelta(days=age)).date())
    add(connection, "関税 0")
    expected = [f"関税 {age}" for age in [0, *reversed(ages)] if age <= days]
    assert found(connection, *words, since=NOW - timedelta(days=days, hours=9)) == expected


def test_until_ends_before_its_instant(connection: sa.Connection) -> None:
    add(connection, "関税 1", published=date(2025, 9, 1))
    add(connection, "関税 2", published=date(2025, 9, 2))
    until = datetime(2025, 9, 2, tzinfo=UTC)
    assert found(connection, "関税", until=until) == ["関税 1"]
    assert found(connection, until=until) == ["関税 1"]


def test_since_in_an_empty_archive_finds_nothing(connection: sa.Connection) -> None:
    assert found(connection, since=NOW) == []


def test_an_outlets_calendar_ahead_of_utc_dates_an_article_when_it_was_read(connection: sa.Connection) -> None:
    ahead = add(connection, "関税", at=datetime(2025, 9, 29, 22, 0, tzinfo=UTC), published=date(2025, 9, 30))
    assert search.dated_at(ahead.article) == datetime(2025, 9, 29, 22, 0, tzinfo=UTC)


# --- pages and order -----------------------------------------------------------------------------------------------


def test_pages_follow_each_other_up_to_the_last(connection: sa.Connection) -> None:
    for number in range(5):
        add(connection, f"関税 {number}")
    pages = [search.find(connection, Query(words=("関税",), page=page, size=2)) for page in (1, 2, 3, 4)]
    assert [(hits.page, hits.ids) for hits in pages] == [(1, (5, 4)), (2, (3, 2)), (3, (1,)), (3, (1,))]
    assert {(hits.total, hits.more) for hits in pages} == {(5, False)}


def test_the_best_have_the_word_in_their_title(connection: sa.Connection) -> None:
    add(connection, "1", title="関税")
    add(connection, "関税 2", title="鉄鋼")
    add(connection, "3", title="関税の行方")
    add(connection, "関税 4")
    assert found(connection, "関税", best=True) == ["3", "1", "関税 4", "関税 2"]


def test_hits_are_counted_up_to_a_limit(connection: sa.Connection) -> None:
    for number in range(6):
        add(connection, f"関税 {number}")
    many, few = Query(words=("関税",)), Query(words=("関税",), without=("3",))
    assert search.find(connection, many, most=5) == search.Hits((6, 5, 4, 3, 2), 5, more=True)
    assert search.find(connection, few, most=5) == search.Hits((6, 5, 3, 2, 1), 5, more=False)


def test_an_earlier_version_is_not_found_any_more(connection: sa.Connection) -> None:
    url = "https://wire.example/1"
    add(connection, "関税は10%", url=url)
    add(connection, "関税は12%", url=url)
    assert found(connection, "関税") == ["関税は12%"]
    assert found(connection, "10") == []


# --- in what the index keeps apart ---------------------------------------------------------------------------------


def sentenced(connection: sa.Connection, text: str, *quotes: str, label: str = "") -> Findings:
    """An article whose figures' sentences are the quotes."""
    spans = [Span(text.index(quote), text.index(quote) + len(quote)) for quote in quotes]
    figures = tuple(Figure("1", span, span, Kind.PERCENT, Decimal(1), unit="%", label=label) for span in spans)
    article = Article(text, "a.txt", hashlib.sha256(text.encode()).hexdigest())
    return archive.add(connection, Findings(article, figures), NOW)


@pytest.mark.parametrize(
    "quotes", [(), ("関税は10%。",), ("税は10", "10%。鉄鋼"), ("自動車", "自動車の関税は10%。鉄鋼は")]
)
def test_the_sentences_of_figures_are_found_with_the_rest_whatever_their_bounds(
    connection: sa.Connection, quotes: tuple[str, ...]
) -> None:
    text = "自動車の関税は10%。鉄鋼は5%、アルミは8%。"
    sentenced(connection, text, *quotes)
    for word in ("自動車", "の関税は", "税", "関税は10", "10", "鉄鋼は", "アルミは8"):
        assert found(connection, word) == [text], word
    assert found(connection, "鋼は10") == []


def test_a_question_about_figures_meets_their_sentences_labels_and_titles_only(connection: sa.Connection) -> None:
    sentenced(connection, "関税は10%。鉄鋼の話。", "関税は10%。", label="輸入 税率")

    def about(word: str) -> int:
        return search.find(connection, Query(words=(word,)), figures=True).total

    assert [about(word) for word in ("関税", "鉄鋼", "税率", "輸入")] == [1, 0, 1, 1]


def test_no_word_of_a_text_or_of_a_question_is_taken_for_a_filter(connection: sa.Connection) -> None:
    archive.add(connection, full("関税"), NOW)
    add(connection, f"{search._MARK}region5448 {search._MARK}kind70657263656e74")
    for word in ("region5448", f"{search._MARK}region5448"):
        assert len(found(connection, word)) == 1
    assert found(connection, region="TH") == ["関税"]


def test_an_outlet_without_a_name_is_its_file(connection: sa.Connection) -> None:
    add(connection, "関税")
    assert found(connection, source="A.txt") == ["関税"]


# --- merging -------------------------------------------------------------------------------------------------------


def pieces(connection: sa.Connection) -> int:
    return int(connection.scalar(sa.text("SELECT count(DISTINCT segid) FROM search_idx")) or 0)


def test_merging_step_by_step_makes_one_piece_in_which_the_same_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_PAGES", 1)
    database = Database.open(tmp_path / "archive.db")
    chance = random.Random(1)
    for number in range(10):
        with database.write() as connection:
            for at in range(number + 1):
                add(connection, f"{number} {at} 関税 " + "".join("".join(sentence(chance)) for _ in range(8)))
    with database.read() as connection:
        before, scattered = found(connection, "関税", page=2), pieces(connection)

    steps = 0
    with database.write() as connection:
        while search.merge(connection):
            steps += 1

    with database.read() as connection:
        assert pieces(connection) == 1 < scattered
        assert steps > 1
        assert found(connection, "関税", page=2) == before
        assert before
    database.close()


def test_an_empty_index_has_nothing_to_merge(connection: sa.Connection) -> None:
    assert not search.merge(connection)
