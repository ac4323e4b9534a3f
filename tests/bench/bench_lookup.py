"""./run bench lookup [--articles 1000000] [--database FILE]

How long the commands that people ask most take to be answered, from the line typed to the finished document, over an
archive of a million articles. FILE is made where it is missing, kept, and used again (`bench search` makes the same).
"""

from __future__ import annotations

import argparse
import gc
import random
import tempfile
from datetime import datetime
from pathlib import Path

from bot.chat import Invocation, User
from bot.commands import Commands, Newsroom
from digests.desk import Desk
from digests.model import Article, Channel, Findings
from digests.press import Press
from digests.render import Renderer
from digests.store.database import Database
from tests.bench import newspapers
from tests.bench.timing import Stopwatch

ROUNDS = 300
BAR = 50.0
"""Milliseconds that 99 of 100 answers may take; a platform waits 3 s."""


class Clock:
    def now(self) -> datetime:
        return newspapers.UNTIL


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--database", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = newspapers.archive_of(options.articles, options.database or Path(folder) / "bench.db")
        measure(database)
        database.close()


def measure(database: Database) -> None:
    newsroom = Newsroom(Desk(database, _nothing, Clock()), Press(database, Clock()), Renderer(), Clock())
    commands = Commands(newsroom)
    count = newsroom.desk.count()
    chance = random.Random(1)
    words = [word for many in newspapers.vocabulary().values() for word in many[:500]]

    def line(kind: str) -> str:
        word, number = chance.choice([*words, *newspapers.COMMON]), chance.randint(1, count)
        return {
            "search WORD": f'search "{word}"',
            "search WORD region: since:": f'search "{word}" region:ASEAN since:30d',
            "figures WORD": f'figures "{word}"',
            "figures WORD unit: page:3": f'figures "{word}" unit:USD page:3',
            "figures": "figures kind:percent",
            "impact REGION": f"impact {chance.choice(newspapers.REGIONS)}",
            "impact REGION WORD": f'impact {chance.choice(newspapers.REGIONS)} "{word}"',
            "article ID": f"article a{number}",
            "source ID": f"source f{number * 3}",
            "history ID": f"history f{number * 3}",
            "latest": "latest",
            "status": "status",
        }[kind]

    commands.answer(Invocation("0", "latest", Channel("terminal", "", "here"), User("bench")))
    gc.collect()
    gc.freeze()  # as the program does once it stands: a full collection of it would take 30 ms of somebody's answer
    print(f"{count:,} articles; bar: p99 of {BAR:g} ms")
    watch = Stopwatch("answer")
    for kind in (
        "search WORD",
        "search WORD region: since:",
        "figures WORD",
        "figures WORD unit: page:3",
        "figures",
        "impact REGION",
        "impact REGION WORD",
        "article ID",
        "source ID",
        "history ID",
        "latest",
        "status",
    ):
        with watch.row(kind) as row:
            for number in range(ROUNDS):
                invocation = Invocation(str(number), line(kind), Channel("terminal", "", "here"), User("bench"))
                with row.lap():
                    commands.answer(invocation)


def _nothing(article: Article) -> Findings:
    return Findings(article)


if __name__ == "__main__":
    main()
