"""Findings as JSON: types of numbers, ranges as lists, unknown fields null."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from digests.model import (
    Article,
    Direction,
    Figure,
    Findings,
    Implication,
    Kind,
    Modality,
    Span,
    Stance,
    Value,
)
from digests.wire import digest_to_json, findings_to_json
from tests import editions

ARTICLE = Article(
    text="値は5%。", origin="a.txt", fingerprint="f", title="題", language="ja", published=date(2026, 1, 2)
)


def figure(value: Value, kind: Kind = Kind.MONEY, **rest: object) -> Figure:
    return Figure(quote="5%", span=Span(2, 4), sentence=Span(0, 5), kind=kind, value=value, **rest)  # type: ignore[arg-type] - a Figure's own fields


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (Decimal(60_000_000), Kind.MONEY, 60_000_000),
        (Decimal("0.80"), Kind.PERCENT, 0.8),
        ((Decimal("0.5"), Decimal(1)), Kind.PERCENT, [0.5, 1]),
        ("2025-09", Kind.DATE, "2025-09"),
        ("--04/--06", Kind.DATE, ["--04", "--06"]),
    ],
)
def test_values_are_whole_where_they_are_and_ranges_are_lists(value: Value, kind: Kind, expected: object) -> None:
    written = findings_to_json(Findings(ARTICLE, (figure(value, kind),)), "a.txt")["figures"][0]["value"]
    assert (written, type(written)) == (expected, type(expected))


def test_unknown_fields_are_null() -> None:
    written = findings_to_json(Findings(Article(text="", origin="", fingerprint=""), (figure(Decimal(5)),)), "a.txt")
    assert written["published"] is None
    assert [written["figures"][0][key] for key in ("unit", "direction", "approx", "label", "rank", "host")] == [
        None
    ] * 6


def test_everything_known_is_written_and_is_json() -> None:
    one = figure(Decimal(5), unit="JPY", direction=Direction.UP, label="値", key=True, rank=1, host=Span(0, 1))
    implied = Implication("TH", "値は5%。", Span(0, 5), Modality.POSSIBLE, Stance.RISK)
    plain = Implication("035", "値は5%。", Span(0, 5), Modality.FACT)
    written = json.loads(json.dumps(findings_to_json(Findings(ARTICLE, (one,), (implied, plain), ("CN",)), "a.txt")))
    assert written["published"] == "2026-01-02"
    assert written["mentions"] == ["CN"]
    assert written["figures"][0]["direction"] == "up"
    assert written["figures"][0]["host"] == [0, 1]
    assert written["figures"][0]["sentence"] == [0, 5]
    assert [(i["region"], i["modality"], i["stance"]) for i in written["implications"]] == [
        ("TH", "possible", "risk"),
        ("035", "fact", None),
    ]


def test_a_storys_corrections_name_both_versions() -> None:
    newest, _ = digest_to_json(editions.corrected())["stories"][0]["corrections"]
    assert [(newest[side]["article"], newest[side]["value"]) for side in ("was", "now")] == [
        ("a110", 3_200_000),
        ("a111", 3_400_000),
    ]
