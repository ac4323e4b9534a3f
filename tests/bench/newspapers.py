"""An archive of any size for measuring: made-up articles in four languages, with words as unequal as real ones."""

from __future__ import annotations

import random
import sys
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from digests.model import Article, Direction, Figure, Findings, Implication, Kind, Modality, Span, Stance
from digests.store import archive, search, tables
from digests.store.database import Database

START = datetime(2023, 1, 1, tzinfo=UTC)
UNTIL = datetime(2025, 9, 30, tzinfo=UTC)
WEEK = timedelta(days=7)
BATCH = 5000
REGIONS = ["TH", "JP", "CN", "US", "VN", "ID", "SG", "MY", "KR", "IN", "035", "EU"]
KANJI = [chr(0x4E00 + 7 * number) for number in range(1500)]
LETTERS: dict[str, Sequence[str]] = {
    "ja": KANJI[:1200] + list("がのをはにでとしたするれるアイウエオカキクケコサシスセソタチツテトナニヌネノン") * 20,
    "zh": KANJI,
    "th": list("กขคงจชซญฐณดตถทธนบปผพฟภมยรลวศสหอ" * 2 + "ะาิีึืุูเแโใไ่้์็"),
}
"""As many different letters as a newspaper uses in each script; syllabaries and Thai have few."""

COMMON = ["自動車", "半導体", "泰国", "汽车", "ประเทศไทย", "ดอกเบี้ย", "tariff", "exports", "policy rate", "関税"]
LABELS = ["営業利益", "販売台数", "政策金利", "总投资", "ดอกเบี้ยนโยบาย", "exports", "policy rate", "share price"]
METRICS = {
    "政策金利": "policy_rate",
    "ดอกเบี้ยนโยบาย": "policy_rate",
    "policy rate": "policy_rate",
    "share price": "price",
}


def archive_of(count: int, path: Path) -> Database:
    """A database at `path` with `count` articles; one that has them already is used as it is.

    They are made by another process while this one stores them.
    """
    database = Database.open(path)
    with database.read() as connection:
        there = archive.count(connection)
    starts = range(there, count, BATCH)
    started = time.perf_counter()
    with ProcessPoolExecutor(max_workers=1) as makers:
        ahead: deque[Future[Rows]] = deque()
        for index in range(len(starts)):
            while len(ahead) < 3 and index + len(ahead) < len(starts):
                first = starts[index + len(ahead)]
                ahead.append(makers.submit(_rows, first, min(first + BATCH, count), count))
            with database.write() as connection:
                for statement, rows in zip(_STATEMENTS, ahead.popleft().result(), strict=True):
                    connection.execute(statement, rows)
            done = min(BATCH * (index + 1), count - there)
            sys.stderr.write(f"\r{there + done:,} articles, {done / (time.perf_counter() - started):,.0f}/s ")
    if starts:
        sys.stderr.write("\n")
    return database


def article(chance: random.Random, vocabulary: dict[str, list[str]], number: int, count: int) -> Findings:
    """One article of about 160 characters with three figures and one implication, dated `number`/`count` of the way."""
    language = chance.choice(["ja", "ja", "zh", "th", "en"])
    space = " " if language == "en" else ""
    words = vocabulary[language]
    picked = [words[min(int(chance.expovariate(0.002)), len(words) - 1)] for _ in range(30)]
    if chance.random() < 0.3:
        picked.insert(chance.randrange(30), f"{space}{chance.choice(COMMON)}")
    head = f"{space.join(picked[:5])} 40%"
    text = f"{head}\n{space.join(picked)}。12% {number} USD"
    at = START + (UNTIL - START) * (number / count)
    label = chance.choice(LABELS)
    sentence = Span(0, len(head))
    figures = tuple(
        Figure(
            quote="40%",
            span=Span(len(head) - 3, len(head)),
            sentence=sentence,
            kind=kind,
            value=Decimal(chance.randint(1, 400)) / 10,
            unit=unit,
            direction=chance.choice([None, *Direction]),
            label=label,
            metric=METRICS.get(label),
            key=rank < 3,
            rank=rank,
        )
        for rank, (kind, unit) in enumerate(((Kind.PERCENT, "%"), (Kind.MONEY, "USD"), (Kind.COUNT, "vehicle")), 1)
    )
    region = chance.choice(REGIONS)
    stance = chance.choice([None, *Stance])
    return Findings(
        article=Article(
            text=text,
            origin=f"bench/{number}.txt",
            fingerprint=f"{number:064x}",
            title=head,
            url=f"https://wire.example/{number}",
            source=chance.choice(["wire.example", "keizai.example", "khao.example"]),
            published=at.date(),
            language=language,
            collected_at=at,
        ),
        figures=figures,
        implications=(Implication(region, head, sentence, chance.choice(list(Modality)), stance),),
        mentions=tuple(sorted({*chance.sample(REGIONS, 2)} - {region})),
        lead=(sentence,),
    )


@cache
def vocabulary() -> dict[str, list[str]]:
    """The words of each language, the common ones first."""
    chance = random.Random(7)
    made = {
        language: ["".join(chance.choices(letters, k=chance.choice([2, 2, 3, 4]))) for _ in range(8000)]
        for language, letters in LETTERS.items()
    }
    made["en"] = ["".join(chance.choices("etaoinshrdlu", k=chance.randint(2, 8))) for _ in range(8000)]
    return made


Rows = tuple[list[dict[str, Any]], ...]
"""What `_STATEMENTS` take."""

_STATEMENTS = (
    tables.article.insert(),
    tables.figure.insert(),
    tables.implication.insert(),
    tables.mention.insert(),
    search.ADD,
)


def _rows(first: int, last: int, count: int) -> Rows:
    """What `archive.add` would store of the articles from `first` up to `last`, whose ids are one more."""
    chance, words = random.Random(first), vocabulary()
    made = [(number + 1, article(chance, words, number, count)) for number in range(first, last)]
    return (
        [{"id": id_, **archive.article_row(one.article, one.lead)} for id_, one in made],
        [archive.figure_row(id_, figure) for id_, one in made for figure in one.figures],
        [archive.implication_row(id_, said) for id_, one in made for said in one.implications],
        [{"article_id": id_, "region": region} for id_, one in made for region in one.mentions],
        [search.row(replace(one, article=replace(one.article, id=id_))) for id_, one in made],
    )
