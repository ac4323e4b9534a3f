"""English figures as a table: numbers, units, directions, approximations, labels, and what is no figure."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.extract.en import GRAMMAR
from digests.extract.figures import read_figures
from digests.extract.text import read_layout
from digests.model import Approx, Figure, Kind, Value

_TABLE = Path(__file__).parent / "tables" / "en.txt"
_TRAPS = _TABLE.with_name("en-traps.txt")
_CORPUS = Path(__file__).parents[2] / "corpus" / "dev"
_ENTRY = re.compile(r"(?P<quote>.+?) = (?P<value>\[.+?\]|\S+)(?P<words>(?: [^\s:]+)*)(?: : (?P<label>.+))?")


@dataclass(frozen=True)
class Expected:
    quote: str
    value: Value
    words: tuple[str, ...]
    label: str


def _value(written: str) -> Value:
    if written.startswith("["):
        low, high = written[1:-1].split(",")
        return Decimal(low), Decimal(high)
    return Decimal(written) if re.fullmatch(r"-?[\d.]+(e\d+)?", written) else written


def _expected(entry: str) -> Expected:
    found = _ENTRY.fullmatch(entry.strip())
    assert found, entry
    return Expected(found["quote"], _value(found["value"]), tuple(found["words"].split()), found["label"] or "")


def _cases() -> list[tuple[str, list[Expected]]]:
    lines = [line for line in _TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    pairs = (line.split("||") for line in lines)
    return [(text.strip(), [_expected(e) for e in entries.split(";;") if e.strip()]) for text, entries in pairs]


def read(sentence: str) -> list[Figure]:
    """The figures of one sentence in the middle of an article."""
    text = f"Headline of the day\n\n{sentence}\n\nAnd so the day went on without any news at all.\n"
    return list(read_figures(read_layout(text, "en"), GRAMMAR))


def _same(found: Value, expected: Value) -> bool:
    if isinstance(found, tuple) and isinstance(expected, Decimal):
        return found[0] / found[1] == expected
    return found == expected or str(found) == str(expected)


@pytest.mark.parametrize(("sentence", "expected"), _cases(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_sentence_has_exactly_these_figures(sentence: str, expected: list[Expected]) -> None:
    figures = read(sentence)
    assert [figure.quote for figure in figures] == [entry.quote for entry in expected]
    for figure, entry in zip(figures, expected, strict=True):
        assert _same(figure.value, entry.value), (figure.quote, figure.value)
        stated = {figure.direction, figure.approx, "first" if figure.first else None}
        directions = {"up", "down", "first", *Approx}
        assert {word for word in stated if word} == {word for word in entry.words if word in directions}, figure
        unit = [word for word in entry.words if word not in directions]
        assert not unit or figure.unit == " ".join(unit), figure
        assert entry.label.lower() in figure.label.lower(), figure


def _traps() -> list[tuple[str, list[str]]]:
    lines = [line for line in _TRAPS.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    pairs = (line.split("||") for line in lines)
    return [(text.strip(), [quote.strip() for quote in quotes.split(";;") if quote.strip()]) for text, quotes in pairs]


@pytest.mark.parametrize(("sentence", "quotes"), _traps())
def test_names_and_codes_are_no_figures_and_hide_none(sentence: str, quotes: list[str]) -> None:
    assert [figure.quote for figure in read(sentence)] == quotes


# --- round trips ------------------------------------------------------------------------------------------------------

_SCALES = {"": 1, "k": 10**3, "m": 10**6, "bn": 10**9, "tn": 10**12, " million": 10**6, " billion": 10**9}
_SIGNS = {
    "$": "USD",
    "US$": "USD",
    "€": "EUR",
    "£": "GBP",
    "A$": "AUD",
    "RM": "MYR",
    "Rp": "IDR",
    "฿": "THB",
    "EUR ": "EUR",
}
_numbers = st.decimals("0.1", "999.9", places=1)
_whole = st.integers(2, 9_999_999)


@given(_numbers, st.sampled_from(sorted(_SCALES)), st.sampled_from(sorted(_SIGNS)))
def test_a_written_sum_is_read_back(number: Decimal, scale: str, sign: str) -> None:
    (figure,) = read(f"The deal was worth {sign}{number}{scale}.")
    assert (figure.quote, figure.value, figure.unit) == (
        f"{sign}{number}{scale}",
        number * _SCALES[scale],
        _SIGNS[sign],
    )


@given(_numbers, st.sampled_from(["%", " per cent", " percent", "pc", " pct"]))
def test_a_written_percentage_is_read_back(number: Decimal, unit: str) -> None:
    (figure,) = read(f"Sales rose {number}{unit} to a record.")
    assert (figure.quote, figure.value, figure.unit, figure.direction) == (f"{number}{unit}", number, "%", "up")


@given(st.integers(1, 400), st.sampled_from([" basis points", "bps", "-basis-point"]))
def test_basis_points_are_hundredths_of_a_point(number: int, unit: str) -> None:
    (figure,) = read(f"The yield moved {number}{unit} in a day.")[:1]
    assert (figure.value, figure.unit) == (Decimal(number) / 100, "pp")


@given(_whole)
def test_a_counted_noun_is_read_back(number: int) -> None:
    (figure,) = read(f"The survey covered {number:,} factories.")
    assert (figure.quote, figure.value, figure.unit) == (f"{number:,} factories", number, "factory")


@given(_whole, _whole)
def test_a_range_keeps_its_order(low: int, high: int) -> None:
    figures = read(f"The cost is put at ${low:,}-${high:,} by the firm.")
    if low < high:
        assert [figure.value for figure in figures] == [(Decimal(low), Decimal(high))]
    else:
        assert [figure.value for figure in figures] == [Decimal(low), Decimal(high)]


@given(st.text(alphabet="aA1.,%$-–—() \n\t/:'’", max_size=120))
def test_offsets_hold_for_any_text(text: str) -> None:
    layout = read_layout(text, "en")
    for figure in read_figures(layout, GRAMMAR):
        assert text[figure.span.start : figure.span.end] == figure.quote


# --- tables and whole articles ----------------------------------------------------------------------------------------


def _article(body: str) -> list[Figure]:
    return list(read_figures(read_layout(f"Results of the year\n\n{body}\n", "en"), GRAMMAR))


def test_a_table_cell_has_the_unit_of_its_header() -> None:
    table = "Item\tRevenue ($m)\tChange (%)\nChips\t1,250\t12.5\nPhones\t980\t-3.1"
    figures = [(f.quote, f.value, f.unit, f.label) for f in _article(table)]
    assert figures == [
        ("1,250", Decimal(1_250_000_000), "USD", "Chips"),
        ("12.5", Decimal("12.5"), "%", "Chips"),
        ("980", Decimal(980_000_000), "USD", "Phones"),
        ("-3.1", Decimal("-3.1"), "%", "Phones"),
    ]


def test_a_months_name_alone_is_resolved_by_the_articles_own_date() -> None:
    header = "Results of the year\nPublished 10 September 2025\n\n"
    body = "Sales fell last December, rose last March and may rise next May. They were flat in June last year.\n"
    dates = {f.quote: f.value for f in read_figures(read_layout(header + body, "en"), GRAMMAR) if f.kind is Kind.DATE}
    assert dates["last December"] == "2024-12"
    assert dates["last March"] == "2025-03"
    assert dates["next May"] == "2026-05"
    assert dates["June last year"] == "2024-06"


def test_a_table_may_state_its_unit_above_or_in_the_row() -> None:
    power = "Capacity by plant (MW)\n|Plant|2024|\n|North|1,250|\n|South|900|"
    assert [(f.value, f.unit) for f in _article(power)][-2:] == [(Decimal(1250), "MW"), (Decimal(900), "MW")]
    rows = "Item\tYear\nStaff (thousand)\t12"
    assert [(f.value, f.kind) for f in _article(rows)] == [(Decimal(12_000), Kind.COUNT)]


def test_the_development_articles_stay_above_the_bar() -> None:
    seen: Counter[str] = Counter()
    for path in sorted(_CORPUS.glob("en-*.gold.json")):
        gold = json.loads(path.read_text("utf-8"))
        text = path.with_name(path.name.replace(".gold.json", ".txt")).read_text("utf-8")
        found = [f for f in read_figures(read_layout(text), GRAMMAR) if f.kind is not Kind.DATE]
        wanted = [entry for entry in gold["figures"] if entry["kind"] != "date"]
        seen["found"] += len(found)
        seen["wanted"] += len(wanted)
        for entry in wanted:
            match = next((f for f in found if f.quote == entry["quote"] and f.kind == entry["kind"]), None)
            if match:
                found.remove(match)
                seen["hit"] += 1
                seen["direction"] += match.direction == entry["direction"]
                seen["approx"] += match.approx == entry["approx"]
                seen["label"] += any(word.lower() in match.label.lower() for word in entry["label_any"])
    assert 2 * seen["hit"] / (seen["found"] + seen["wanted"]) > 0.97
    assert seen["direction"] / seen["hit"] > 0.95
    assert seen["approx"] / seen["hit"] > 0.97
    assert seen["label"] / seen["hit"] > 0.88
