"""English: how its figures are read.

What a written number is follows newspaper style (the style books of Reuters, the Guardian and the Financial Times: bn, m,
tn, pc, per cent; hyphens in compounds; ranges with "to", with "and" behind "between"). Currency names and signs are
ISO 4217's. Each file beside this reads one kind; `direction.py` and `labels.py` look around it; word lists are in `data/en.toml`.
"""

from __future__ import annotations

from digests.extract.en.counts import COUNTS
from digests.extract.en.cues import AFTER, BASES, BEFORE
from digests.extract.en.dates import DATES
from digests.extract.en.direction import BREAKS, find_direction
from digests.extract.en.labels import find_label
from digests.extract.en.measures import MEASURES, RANKS
from digests.extract.en.money import LETTERED, MONEY
from digests.extract.en.shares import SHARES
from digests.extract.en.traps import TRAPS
from digests.extract.grammar import Grammar
from digests.model import Language

EN = Language.EN

GRAMMAR = Grammar(
    language=EN,
    rules=(*RANKS, *LETTERED, *TRAPS, *DATES, *MONEY, *SHARES, *MEASURES, *COUNTS),
    before=BEFORE,
    after=AFTER,
    bases=BASES,
    breaks=BREAKS,
    direction=find_direction,
    label=find_label,
)
