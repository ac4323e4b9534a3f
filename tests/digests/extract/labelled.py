"""Articles with labels: what extraction finds of what a careful reader marked, by the conventions of their README.

`python -m tests.digests.extract.labelled DIR LANGUAGE` prints the scores of a folder.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from digests.extract import extract
from digests.model import Article, Figure, Findings, Kind

CORPUS = Path(__file__).parents[2] / "corpus"


def read(text: str, **stated: object) -> Findings:
    return extract(Article(text=text, origin="", fingerprint="", **stated))  # type: ignore[arg-type] - an Article's fields


def _occurrence(text: str, quote: str, number: int) -> int:
    at = -1
    for _ in range(number):
        at = text.index(quote, at + 1)
    return at


def _agrees(label: dict[str, object], figure: Figure) -> bool:
    """Same number (a sign may live in the direction) in the same unit, by the corpus' conventions."""
    value, found = label["value"], figure.value
    if isinstance(found, str) or not isinstance(value, (int, float, list)):
        return False
    wanted = value if isinstance(value, list) else [value]
    got = found if isinstance(found, tuple) else (found,)
    same = len(wanted) == len(got) and all(abs(Decimal(str(w))) == abs(g) for w, g in zip(wanted, got, strict=True))
    loose = label["kind"] in {"count", "ordinal", "multiple", "ratio"}
    return same and (loose or (label.get("unit") or "").lower() == figure.unit.lower())  # type: ignore[attr-defined] - a string


def _scores(article: Path) -> Counter[str]:
    text = article.read_text("utf-8")
    gold = json.loads(article.with_suffix(".gold.json").read_text("utf-8"))
    findings = read(text)
    figures = [f for f in findings.figures if f.kind is not Kind.DATE]
    top = {f.rank: f for f in figures if f.rank and f.rank <= 3}
    score = Counter(articles=1, found=len(figures), language=findings.article.language == gold["language"])
    used: list[Figure] = []
    score["title"] = findings.article.title == gold["title"]
    score["date"] = str(findings.article.published or None) == str(gold["published"])
    for label in gold["figures"]:
        if label["kind"] == "date":
            continue
        score["labelled"] += 1
        start = _occurrence(text, label["quote"], label.get("occurrence", 1))
        end = start + len(label["quote"])
        free = [f for f in figures if f not in used]
        match = next((f for f in free if f.span.start < end and start < f.span.end and _agrees(label, f)), None)
        if match is None:
            continue
        used.append(match)
        score["hit"] += 1
        score["direction"] += (match.direction or None) == (label["direction"] or None)
        score["approx"] += (match.approx or None) == (label["approx"] or None)
        score["labels"] += any(word.lower() in match.label.lower() for word in label.get("label_any") or [""])
        score["top"] += bool(label.get("key")) and match in top.values()
    score["tops"] = len(top)
    score["traps"] = len(gold["not_figures"])
    score["trapped"] = sum(any(_inside(text, trap, f) for f in figures) for trap in gold["not_figures"])
    return score + _told(text, gold, findings)


def _inside(text: str, trap: str, figure: Figure) -> bool:
    at = text.find(trap)
    while at >= 0:
        if at <= figure.span.start and figure.span.end <= at + len(trap):
            return True
        at = text.find(trap, at + 1)
    return False


def _told(text: str, gold: dict[str, list[dict[str, str]]], findings: Findings) -> Counter[str]:
    """Implications: the region agrees, and the quotes overlap by half of the shorter."""
    found = list(findings.implications)
    score = Counter(told=len(found), to_tell=len(gold["implications"]), named=len(gold["mentions_only"]))
    for label in gold["implications"]:
        start = text.index(label["quote"])
        end = start + len(label["quote"])
        for one in found:
            shared = min(end, one.span.end) - max(start, one.span.start)
            if one.region == label["region"] and shared * 2 >= min(end - start, one.span.end - one.span.start):
                score["agreed"] += 1
                score["modality"] += one.modality == label["modality"]
                found.remove(one)
                break
    regions = {one.region for one in findings.implications}
    score["taken"] = sum(region in regions for region in gold["mentions_only"])
    return score


def reached(articles: Iterable[Path]) -> tuple[dict[str, float], Counter[str]]:
    """The measures of several articles together, and the counts that they are made of."""
    total: Counter[str] = Counter()
    for article in articles:
        total.update(_scores(article))
    return {
        "figures": 2 * total["hit"] / (total["labelled"] + total["found"]),
        "direction": total["direction"] / total["hit"],
        "approx": total["approx"] / total["hit"],
        "label": total["labels"] / total["hit"],
        "top": total["top"] / total["tops"],
        "traps": 1 - total["trapped"] / max(1, total["traps"]),
        "precision": total["agreed"] / max(1, total["told"]),
        "recall": total["agreed"] / max(1, total["to_tell"]),
        "modality": total["modality"] / max(1, total["agreed"]),
        "mentions": 1 - total["taken"] / max(1, total["named"]),
        "stated": (total["title"] + total["language"] + total["date"]) / (3 * total["articles"]),
    }, total


if __name__ == "__main__":
    folder, language = sys.argv[1:]
    for measure, value in reached(sorted(Path(folder).glob(f"{language}-*.txt")))[0].items():
        print(f"{measure:10} {value:.3f}")
