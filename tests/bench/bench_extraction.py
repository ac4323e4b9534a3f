"""./run bench extraction [--short]

Reads the development set with our extractor and with four others, each in a process of its own, and prints F1 (span
and value; dates apart, units unseen since every tool names them its own way), milliseconds an article when warm,
import time and peak memory, as a table with ratios to ours; then our own speed on long and hostile text. The others
live in `.venv-bench`, made on first use from requirements-bench.lock; one that does not install or run says so in its
row. `--short` leaves the long texts out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import venv
from pathlib import Path
from typing import Any

from digests.extract import extract
from digests.model import Article
from tests.bench.extractors import TOOLS

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "corpus" / "dev"
RIVALS = ROOT / ".venv-bench"
LOCK = ROOT / "requirements-bench.lock"
PATIENCE = 600
"""Seconds that one tool may take."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    options = parser.parse_args()
    articles = [_article(path) for path in sorted(CORPUS.glob("*.gold.json"))]
    trouble = _install()
    ours = _run("kawaraban", articles, Path(sys.executable))
    print(f"{'tool':20}{'language':10}{'F1':>6}{'ms':>8}{'× ours':>8}{'import ms':>11}{'MB':>6}")
    for tool, (_, languages) in TOOLS.items():
        result = ours if tool == "kawaraban" else trouble or _run(tool, articles, RIVALS / "bin" / "python")
        for line in _rows(tool, languages, result, ours, articles):
            print(line)
    if not options.short:
        _long(articles)


def _article(path: Path) -> dict[str, Any]:
    gold = json.loads(path.read_text("utf-8"))
    text = path.with_name(path.name.replace(".gold.json", ".txt")).read_text("utf-8")
    return {"language": gold["language"][:2], "text": text, "gold": [f for f in gold["figures"] if f["kind"] != "date"]}


def _install() -> str:
    """Make the environment of the others; what went wrong, or nothing."""
    stamp = RIVALS / "installed-from"
    if stamp.exists() and stamp.read_bytes() == LOCK.read_bytes():
        return ""
    print("setting up .venv-bench (about a minute, once)", file=sys.stderr)
    venv.create(RIVALS, with_pip=True, clear=True)
    pip = [RIVALS / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*pip, "--require-hashes", "-r", LOCK], capture_output=True, text=True, check=False)
    if done.returncode:
        return f"not installed: {_last(done.stderr)}"
    stamp.write_bytes(LOCK.read_bytes())
    return ""


def _last(stderr: str) -> str:
    return stderr.strip().splitlines()[-1][:80] if stderr.strip() else "no reason given"


def _run(tool: str, articles: list[dict[str, Any]], python: Path) -> dict[str, Any] | str:
    """What the tool's process printed, or why there is nothing."""
    lines = "\n".join(json.dumps({"language": one["language"], "text": one["text"]}) for one in articles)
    command = (
        [python, "tests/bench/extractors.py", tool]
        if tool != "kawaraban"
        else [python, "-m", "tests.bench.extractors", tool]
    )
    try:
        done = subprocess.run(
            command, input=lines, capture_output=True, text=True, check=False, timeout=PATIENCE, cwd=ROOT
        )
    except subprocess.TimeoutExpired:
        return f"slower than {PATIENCE} s"
    if done.returncode:
        return f"does not run: {_last(done.stderr)}"
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _rows(
    tool: str,
    languages: tuple[str, ...],
    result: dict[str, Any] | str,
    ours: dict[str, Any] | str,
    articles: list[dict[str, Any]],
) -> list[str]:
    if isinstance(result, str) or isinstance(ours, str):
        return [f"{tool:20}{result if isinstance(result, str) else ours}"]
    read = [one for one in articles if one["language"] in languages]
    rows = []
    for language in languages:
        pairs = [
            (one, found) for one, found in zip(read, result["figures"], strict=True) if one["language"] == language
        ]
        speed = f"{result['ms']:8.1f}{result['ms'] / ours['ms']:8.1f}{result['import_ms']:11.0f}{result['memory']:6.0f}"
        rows.append(f"{tool if not rows else '':20}{language:10}{_f1(pairs):6.3f}{speed if not rows else ''}")
    return rows


def _f1(pairs: list[tuple[dict[str, Any], list[Any]]]) -> float:
    hits = expected = given = 0
    for article, found in pairs:
        left = [(start, end, values) for start, end, values in found]
        expected, given = expected + len(article["gold"]), given + len(left)
        for gold in article["gold"]:
            start = -1
            for _ in range(gold.get("occurrence", 1)):
                start = article["text"].find(gold["quote"], start + 1)
            span = (start, start + len(gold["quote"]))
            match = next((one for one in left if one[0] < span[1] and span[0] < one[1] and _equal(gold, one[2])), None)
            if match:
                hits += 1
                left.remove(match)
    return 2 * hits / (expected + given) if expected + given else 0.0


def _equal(gold: dict[str, Any], values: list[float]) -> bool:
    """Same numbers; a part of a whole may be given as its quotient, basis points and cents as written."""
    wanted = gold["value"] if isinstance(gold["value"], list) else [gold["value"]]
    candidates = [wanted, [wanted[0] / wanted[-1]]] if gold["kind"] == "ratio" and wanted[-1] else [wanted]
    return any(
        len(values) == len(want)
        and all(abs(abs(a) - abs(b)) <= 1e-6 * max(1, abs(b)) for a, b in zip(values, want, strict=True))
        for want in candidates
    )


def _long(articles: list[dict[str, Any]]) -> None:
    """Time on texts that are long, or made to hurt: it must grow in step with their length."""
    news = "\n\n".join(one["text"] for one in articles)
    once = len(news)
    cases = {
        "1 MB of news": news * (1_000_000 // once + 1),
        "5 MB of news": news * (5_000_000 // once + 1),
        "100,000 digits": "9" * 100_000,
        "1,000,000 brackets": "(" * 1_000_000,
        "500,000 words": "rose " * 500_000,
        "1 MB in one row": "12.5%\t$3 million\t" * 60_000,
    }
    for language in ("en", "ja", "zh", "th"):
        one_line = " ".join(one["text"] for one in articles if one["language"] == language).replace("\n", " ")
        cases[f"1 MB of {language}, one line"] = one_line * (1_000_000 // len(one_line) + 1)
    print(f"\n{'our speed':24}{'s':>8}{'characters/s':>14}")
    for name, text in cases.items():
        started = time.process_time()
        extract(Article(text, "", ""))
        spent = time.process_time() - started
        print(f"{name:24}{spent:8.2f}{len(text) / spent:14,.0f}")


if __name__ == "__main__":
    main()
