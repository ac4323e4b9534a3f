"""One extractor over many texts, in a process of its own: `python extractors.py TOOL < texts.jsonl`.

A line of input is {"language": …, "text": …}. Prints one JSON object: milliseconds to import, mean milliseconds an
article when warm, peak resident megabytes, and for each text the figures as [start, end, values]. Runs without this
project where TOOL is another one, so it imports nothing of it at the top.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
import time
import warnings
from collections.abc import Callable

Figures = list[tuple[int, int, list[float]]]
Extract = Callable[[str, str], Figures]


def kawaraban() -> Extract:
    from digests.extract import extract
    from digests.model import Article, Kind

    def run(text: str, language: str) -> Figures:
        figures = extract(Article(text, "", "", language=language)).figures
        return [
            (*f.span, [float(v) for v in (f.value if isinstance(f.value, tuple) else (f.value,))])
            for f in figures
            if f.kind is not Kind.DATE and not isinstance(f.value, str)
        ]

    return run


def quantulum3() -> Extract:
    from quantulum3 import parser

    def run(text: str, language: str) -> Figures:
        return [(*q.span, [float(q.value)]) for q in parser.parse(text)]

    return run


def recognizers_text() -> Extract:
    from recognizers_number import recognize_number, recognize_ordinal, recognize_percentage
    from recognizers_number_with_unit import recognize_age, recognize_currency, recognize_dimension

    cultures = {"en": "en-us", "ja": "ja-jp", "zh": "zh-cn"}
    models = (
        recognize_currency,
        recognize_dimension,
        recognize_age,
        recognize_percentage,
        recognize_ordinal,
        recognize_number,
    )

    def run(text: str, language: str) -> Figures:
        found: Figures = []
        for model in models:
            for one in model(text, cultures[language]):
                taken = any(start <= one.end and one.start < end for start, end, _ in found)
                with contextlib.suppress(TypeError, ValueError):
                    value = float(str((one.resolution or {}).get("value")).rstrip("%").replace(",", ""))
                    if not taken:
                        found.append((one.start, one.end + 1, [value]))
        return found

    return run


def pynormalizenumexp() -> Extract:
    from pynormalizenumexp.normalize_numexp import NormalizeNumexp

    normalizer = NormalizeNumexp("ja")

    def run(text: str, language: str) -> Figures:
        found = []
        for one in normalizer.normalize(text):
            ends = {one.value_lower_bound, one.value_upper_bound} if one.type == "numerical" else set()
            if ends:
                found.append((one.position_start, one.position_end, sorted(float(end) for end in ends)))
        return found

    return run


def ja_timex() -> Extract:
    from ja_timex import TimexParser

    parser = TimexParser()

    def run(text: str, language: str) -> Figures:
        found = []
        for one in parser.parse(text):
            number = "".join(ch for ch in one.value if ch.isdigit() or ch == ".") if one.type == "DURATION" else ""
            if number.strip("."):
                found.append((*one.span, [float(number)]))
        return found

    return run


TOOLS: dict[str, tuple[Callable[[], Extract], tuple[str, ...]]] = {
    "kawaraban": (kawaraban, ("ja", "en", "zh", "th")),
    "quantulum3": (quantulum3, ("en",)),
    "recognizers-text": (recognizers_text, ("ja", "en", "zh")),
    "pynormalizenumexp": (pynormalizenumexp, ("ja",)),
    "ja-timex": (ja_timex, ("ja",)),
}
"""Each tool and the languages it reads."""


def main() -> None:
    warnings.simplefilter("ignore")
    build, languages = TOOLS[sys.argv[1]]
    texts = [one for one in map(json.loads, sys.stdin) if one["language"] in languages]
    started = time.process_time()
    extract = build()
    imported = time.process_time() - started
    figures = [extract(one["text"], one["language"]) for one in texts]
    started = time.process_time()
    for one in texts:
        extract(one["text"], one["language"])
    spent = time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {"import_ms": imported * 1000, "ms": spent * 1000 / len(texts), "memory": memory, "figures": figures}
        )
    )


if __name__ == "__main__":
    main()
